package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/backready/backready/inventory"
)

// sources finds the files behind the arguments: files, folders, patterns and -.
// Of what lies in a folder, that which is left out is no export. Names in reports
// are as short as they can be, so that the folder of a machine never shows. The order is that of the names, whatever that of the arguments.
func (p *program) sources(args []string, left ...os.FileInfo) ([]inventory.Source, error) {
	if p.given != nil {
		return p.given, nil
	}
	var sources []inventory.Source
	for _, arg := range args {
		found, err := p.expand(arg, ofEarlier, left...)
		if err != nil {
			return nil, err
		}
		sources = append(sources, found...)
	}
	if err := inOrder(sources); err != nil {
		return nil, err
	}
	sources = distinct(sources)
	p.knowPaths(sources)
	return sources, nil
}

// knowPaths keeps where the files of these names lie, for messages: reports show
// the names alone.
func (p *program) knowPaths(sources []inventory.Source) {
	if p.journal == nil {
		return // nobody reads the messages
	}
	if p.journal.paths == nil {
		p.journal.paths = map[string]string{}
	}
	for _, s := range sources {
		if s.Path != "" {
			p.journal.paths[s.Name] = s.Path
		}
	}
}

// standardInput is the name of what is piped in.
const standardInput = "standard input"

// expand finds the files behind an argument, but for those that are to be left
// out by what they hold.
func (p *program) expand(arg string, out func(string) bool, left ...os.FileInfo) ([]inventory.Source, error) {
	if arg == "-" {
		return []inventory.Source{{Name: standardInput, Open: func() (io.ReadCloser, error) { return io.NopCloser(p.stdin), nil }}}, nil
	}
	info, err := os.Stat(arg)
	switch {
	case err == nil && info.IsDir():
		return p.inFolder(arg, out, left...)
	case err == nil && out(arg):
		return nil, &inventory.InputError{File: arg, Text: "is of a report of backready, and no export", Hint: "give the exports; backready report --from report.json renders a report again"}
	case err == nil:
		return []inventory.Source{file(arg, filepath.Base(arg))}, nil
	}
	matches, globErr := filepath.Glob(arg)
	if globErr != nil || len(matches) == 0 {
		return nil, &inventory.InputError{File: arg, Text: reason(err), Hint: "give exported files, a folder of them, or - for standard input"}
	}
	var sources []inventory.Source
	earlier := 0
	for _, name := range matches {
		if out(name) {
			earlier++
			continue
		}
		sources = append(sources, file(name, filepath.Base(name)))
	}
	p.tellEarlier(arg, earlier)
	if len(sources) == 0 {
		return nil, noExports(arg, earlier)
	}
	return sources, nil
}

// tellEarlier says how many files were left out of a folder or of what matches a
// pattern.
func (p *program) tellEarlier(arg string, files int) {
	if files > 0 {
		p.notice("left out of %s: %d files of earlier reports", arg, files)
	}
}

// noExports is the error of a folder or a pattern without any.
func noExports(arg string, earlier int) error {
	text := "the folder holds no files"
	if earlier > 0 {
		text = "there are no files but those of earlier reports"
	}
	return &inventory.InputError{File: arg, Text: text, Hint: "az vm list -d -o json > vms.json; az disk list -o json > disks.json"}
}

// reason is what the system says without the paths of the machine.
func reason(err error) string {
	var one *fs.PathError
	var two *os.LinkError
	switch {
	case errors.As(err, &one):
		return reason(one.Err)
	case errors.As(err, &two):
		return reason(two.Err)
	}
	return err.Error()
}

// inFolder lists the exports of a folder and of those below it, in order: all
// files but hidden ones and those to leave out.
func (p *program) inFolder(folder string, out func(string) bool, left ...os.FileInfo) ([]inventory.Source, error) {
	earlier := 0
	sources, err := filesIn(folder, func(name string, d fs.DirEntry) bool {
		switch {
		case among(left, d):
			return true
		case d.Type().IsRegular() && out(name):
			earlier++
			return true
		}
		return false
	})
	if err != nil {
		return nil, err
	}
	p.tellEarlier(folder, earlier)
	if len(sources) == 0 {
		return nil, noExports(folder, earlier)
	}
	return sources, nil
}

// filesIn lists the files of a folder and of those below it, in order, but for
// hidden ones and those to pass over.
func filesIn(folder string, passOver func(string, fs.DirEntry) bool) ([]inventory.Source, error) {
	if led, err := filepath.EvalSymlinks(folder); err == nil {
		folder = led // a link is walked as what it leads to
	}
	var sources []inventory.Source
	err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		passed := name != folder && (strings.HasPrefix(d.Name(), ".") || passOver(name, d))
		if d.IsDir() && passed {
			return filepath.SkipDir
		}
		if d.Type().IsRegular() && !passed {
			short, _ := filepath.Rel(folder, name) // name lies below folder
			sources = append(sources, file(name, filepath.ToSlash(short)))
		}
		return nil
	})
	if err != nil {
		return nil, &inventory.InputError{File: folder, Text: reason(err), Hint: "check that the folder can be read"}
	}
	return sources, nil
}

// among reports whether an entry of a folder is one of these.
func among(list []os.FileInfo, d fs.DirEntry) bool {
	info, err := d.Info()
	return err == nil && slices.ContainsFunc(list, func(one os.FileInfo) bool { return os.SameFile(one, info) })
}

func file(name, short string) inventory.Source {
	return inventory.Source{Name: short, Path: name, Open: func() (io.ReadCloser, error) {
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("%s", reason(err))
		}
		return f, nil
	}}
}
