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

// A mark is what files of this program begin with.
type mark struct {
	text string         // that stands there, which is quickly looked for
	like *regexp.Regexp // of what it is part of
}

// marks are those of files by the ends of their names.
var marks = map[string]mark{
	".json":    {`"schema": "backready/`, regexp.MustCompile(`(?m)^  "schema": "backready/`)},
	".csv":     {`itemVerdict`, regexp.MustCompile(`^kind,name,resourceGroup,subscription,location,itemVerdict,rule,`)},
	".md":      {` UTC by backready `, regexp.MustCompile(`(?m)^Generated [0-9-]{10} [0-9:]{5} UTC by backready `)},
	".html":    {`content="backready `, regexp.MustCompile(`<meta name="generator" content="backready `)},
	".eml":     {`_backready_`, ofMail},
	".minisig": {untrusted, regexp.MustCompile(`^untrusted comment: ` + untrusted)},
	".prom":    {`# HELP backready_`, regexp.MustCompile(`^# HELP backready_`)},
}

// on reports whether a file that begins so has the mark.
func (m mark) on(head []byte) bool { return bytes.Contains(head, []byte(m.text)) && m.like.Match(head) }

// ofMail is the boundary in the fields of a mail.
var ofMail = regexp.MustCompile(`boundary="=_backready_`)

// ofEarlier reports whether a file is one that this program wrote.
func ofEarlier(name string) bool {
	end := strings.ToLower(filepath.Ext(name))
	if end == ".xlsx" {
		return ourWorkbook(name)
	}
	mark, ok := marks[end]
	return ok && mark.on(headOf(name, headOfEarlier))
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
