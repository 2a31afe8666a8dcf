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
// Of what lies in a folder, that which is left out is no export. Names in reports are as short as they can be, so that the folder of a machine
// never shows. The order is that of the names, whatever that of the arguments.
func (p *program) sources(args []string, left ...os.FileInfo) ([]inventory.Source, error) {
	if p.given != nil {
		return p.given, nil
	}
	var sources []inventory.Source
	for _, arg := range args {
		found, err := p.expand(arg, left...)
		if err != nil {
			return nil, err
		}
		sources = append(sources, found...)
	}
	if err := inOrder(sources); err != nil {
		return nil, err
	}
	return distinct(sources), nil
}

// standardInput is the name of what is piped in.
const standardInput = "standard input"

func (p *program) expand(arg string, left ...os.FileInfo) ([]inventory.Source, error) {
	if arg == "-" {
		return []inventory.Source{{Name: standardInput, Open: func() (io.ReadCloser, error) { return io.NopCloser(p.stdin), nil }}}, nil
	}
	info, err := os.Stat(arg)
	switch {
	case err == nil && info.IsDir():
		return inFolder(arg, left...)
	case err == nil:
		return []inventory.Source{file(arg, filepath.Base(arg))}, nil
	}
	matches, globErr := filepath.Glob(arg)
	if globErr != nil || len(matches) == 0 {
		return nil, &inventory.InputError{File: filepath.Base(arg), Text: reason(err), Hint: "give exported files, a folder of them, or - for standard input"}
	}
	var sources []inventory.Source
	for _, name := range matches {
		sources = append(sources, file(name, filepath.Base(name)))
	}
	return sources, nil
}

// reason is what the system says without the paths of the machine.
func reason(err error) string {
	var one *fs.PathError
	var two *os.LinkError
	switch {
	case errors.As(err, &one):
		return one.Err.Error()
	case errors.As(err, &two):
		return two.Err.Error()
	}
	return err.Error()
}

// inFolder lists the files of a folder and of those below it, in order, but for
// hidden ones and those to leave out.
func inFolder(folder string, left ...os.FileInfo) ([]inventory.Source, error) {
	if led, err := filepath.EvalSymlinks(folder); err == nil {
		folder = led // a link is walked as what it leads to
	}
	var sources []inventory.Source
	err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		passed := name != folder && (strings.HasPrefix(d.Name(), ".") || among(left, d))
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
		return nil, &inventory.InputError{File: filepath.Base(folder), Text: reason(err), Hint: "check that the folder can be read"}
	}
	if len(sources) == 0 {
		return nil, &inventory.InputError{File: filepath.Base(folder), Text: "the folder holds no files", Hint: "az vm list -d -o json > vms.json; az disk list -o json > disks.json"}
	}
	return sources, nil
}

// among reports whether an entry of a folder is one of these.
func among(list []os.FileInfo, d fs.DirEntry) bool {
	info, err := d.Info()
	return err == nil && slices.ContainsFunc(list, func(one os.FileInfo) bool { return os.SameFile(one, info) })
}

func file(name, short string) inventory.Source {
	return inventory.Source{Name: short, Open: func() (io.ReadCloser, error) {
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("%s", reason(err))
		}
		return f, nil
	}}
}
