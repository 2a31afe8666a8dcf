package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/backready/backready/render/manifest"
)

// writeMailInto writes one of several mails into a folder that nobody sees yet.
func writeMailInto(work, file string, text []byte) error {
	name := filepath.Join(work, filepath.FromSlash(file))
	err := os.MkdirAll(filepath.Dir(name), 0o755)
	if err == nil {
		_, err = writeFile(filepath.Dir(name), filepath.Base(name), func(w io.Writer) error { _, err := w.Write(text); return err })
	}
	if err != nil {
		return writing(fmt.Errorf("%s: %s", file, reason(err)))
	}
	return nil
}

// installMails puts the finished folder in the place of that of an earlier run,
// whose mails go: none may be taken for one of this run.
func (p *program) installMails(work, eml string, mails int) error {
	name := filepath.Clean(eml)
	err := p.stops.whole(func() error {
		if strange := notOfMails(name); strange != "" { // by now
			return fmt.Errorf("holds %s, which is no mail of an earlier run", strange)
		}
		if err := opened(work, name); err != nil {
			return err
		}
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return rename(work, name)
		}
		return swap(work, name)
	})
	if err != nil {
		return writing(fmt.Errorf("can't write %s: %s", name, reason(err)))
	}
	p.notice("wrote %s, with %d mails", name, mails)
	return nil
}

// notOfMails is the first entry of a folder that is no mail of ours, "" where
// there is none, nor the folder.
func notOfMails(dir string) (strange string) {
	info, err := os.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ""
	case err == nil && !info.IsDir():
		return "no files: it is no folder"
	}
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		short, _ := filepath.Rel(dir, name) // name lies below dir
		ours := err == nil && (short == "." || d.IsDir() && short == manifest.PartsFolder || ourMail(name, d))
		if !ours {
			strange = filepath.ToSlash(short)
			return filepath.SkipAll
		}
		return nil
	})
	if err != nil {
		return reason(err)
	}
	return strange
}

// ourMail reports whether a file is a mail that this program wrote.
func ourMail(name string, d fs.DirEntry) bool {
	if !d.Type().IsRegular() || !strings.HasSuffix(name, ".eml") {
		return false
	}
	const enough = 1 << 16 // of fields
	fields, _, _ := bytes.Cut(headOf(name, enough), []byte("\r\n\r\n"))
	return ofMail(fields)
}
