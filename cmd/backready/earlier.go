package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Reports, manifests and mails that this program wrote are known by what is in
// them, as exports are: where they lie in a folder of exports, whatever they are
// called by then, they are left out. A findings.csv of last year would pass for
// an export.

// headOfEarlier is as much as is looked at of a file; a manifest is smaller.
const headOfEarlier = 1 << 20

// marks say of the beginning of a file whether this program wrote it, by the ends
// of names.
var marks = map[string]func(head []byte) bool{
	".json": func(head []byte) bool {
		const line = `  "schema": "backready/`
		return bytes.HasPrefix(head, []byte(line)) || bytes.Contains(head, []byte("\n"+line))
	},
	".csv": func(head []byte) bool {
		return bytes.HasPrefix(head, []byte("kind,name,resourceGroup,subscription,location,itemVerdict,rule,"))
	},
	".md": func(head []byte) bool {
		const by = ` UTC by backready `
		return bytes.Contains(head, []byte(by)) && regexp.MustCompile(`(?m)^Generated [0-9-]{10} [0-9:]{5}`+by).Match(head)
	},
	".html": func(head []byte) bool {
		return bytes.Contains(head, []byte(`<meta name="generator" content="backready `))
	},
	".eml":     ofMail,
	".minisig": func(head []byte) bool { return bytes.HasPrefix(head, []byte("untrusted comment: "+untrusted)) },
	".prom":    func(head []byte) bool { return bytes.HasPrefix(head, []byte("# HELP backready_")) },
}

// ofMail looks for the boundary in the fields of a mail.
func ofMail(head []byte) bool { return bytes.Contains(head, []byte(`boundary="=_backready_`)) }

// ofEarlier reports whether a file is one that this program wrote.
func ofEarlier(name string) bool {
	end := strings.ToLower(filepath.Ext(name))
	if end == ".xlsx" {
		return ourWorkbook(name)
	}
	mark, ok := marks[end]
	return ok && mark(headOf(name, headOfEarlier))
}

// headOf is the beginning of a file, nothing where it can't be read.
func headOf(name string, most int64) []byte {
	f, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	head, _ := io.ReadAll(io.LimitReader(f, most)) // what there is
	return head
}

// ourWorkbook reports whether a workbook says that this program made it.
func ourWorkbook(name string) bool {
	r, err := zip.OpenReader(name)
	if err != nil {
		return false
	}
	defer r.Close()
	f, err := r.Open("docProps/app.xml")
	if err != nil {
		return false
	}
	defer f.Close()
	const enough = 1 << 16
	text, _ := io.ReadAll(io.LimitReader(f, enough)) // what there is
	return bytes.Contains(text, []byte("<Application>backready</Application>"))
}
