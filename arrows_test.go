// Package backready_test holds the rules of the house that concern the whole
// repository.
package backready_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/backready/backready/"

// arrows are the imports of ours that each folder may have. Everything else is
// held out: data flows one way.
var arrows = map[string][]string{
	"inventory": {},
	// The shape in which a lake keeps an inventory: what engines ask and what
	// people export have nothing to do with each other.
	"inventory/tables": {"inventory"},
	// Tools of the developers; nothing else may import them.
	"inventory/generate": {},
	"cmd/bench":          {"inventory/generate"},
	"cmd/mutate":         {},
	"cmd/release":        {},
	"evaluate/matrix":    {},
	"evaluate/waiver":    {"inventory", "evaluate/matrix"}, // of the latter what keeps YAML small
	"evaluate":           {"inventory", "evaluate/matrix", "evaluate/waiver"},
	// Rules as SQL over these tables. It takes trees from matrix, their order from
	// evaluate, and gives evaluate the findings back.
	"evaluate/sql":  {"inventory", "inventory/tables", "evaluate", "evaluate/matrix"},
	"templates":     {},
	"render":        {"inventory", "evaluate", "evaluate/matrix", "evaluate/waiver"},
	"render/*":      {"render", "evaluate", "evaluate/matrix", "evaluate/waiver", "inventory", "templates"},
	"cmd/backready": {"inventory", "inventory/tables", "evaluate", "evaluate/sql", "evaluate/matrix", "evaluate/waiver", "render", "render/*"},
}

// libraries are the folders that may import a module that is not ours.
var libraries = map[string][]string{
	"aead.dev/minisign":               {"cmd/backready", "cmd/release"},
	"github.com/gocarina/gocsv":       {"inventory"},
	"github.com/goccy/go-yaml":        {"cmd/backready", "evaluate/matrix", "evaluate/waiver"},
	"github.com/klauspost/compress":   {"render/excel"},
	"github.com/xuri/excelize/v2":     {"render/excel"},
	"github.com/yuin/goldmark":        {"render/html"},
	"github.com/jedib0t/go-pretty/v6": {"render/terminal", "cmd/backready"},
	"github.com/spf13/cobra":          {"cmd/backready"},
	"github.com/spf13/pflag":          {"cmd/backready"},
	"github.com/wneessen/go-mail":     {"cmd/backready"},
	"golang.org/x/sys":                {"cmd/backready"},
	"golang.org/x/term":               {"cmd/backready"},
}

func TestImportsRunDownwards(t *testing.T) {
	for file, imports := range sources(t) {
		folder := path.Dir(file)
		allowed, ok := arrows[pattern(folder)]
		if !ok {
			t.Errorf("%s: folder %s is not in the layout", file, folder)
		}
		for _, imp := range imports {
			if ours, ok := strings.CutPrefix(imp, module); ok && !slices.Contains(allowed, pattern(ours)) {
				t.Errorf("%s imports %s: not downwards", file, ours)
			}
		}
	}
}

func TestLibrariesHaveOneFolder(t *testing.T) {
	for file, imports := range sources(t) {
		for _, imp := range imports {
			if !strings.Contains(strings.Split(imp, "/")[0], ".") || strings.HasPrefix(imp, module) {
				continue
			}
			if !slices.Contains(libraries[moduleOf(imp)], path.Dir(file)) {
				t.Errorf("%s imports %s, which belongs elsewhere or nowhere", file, imp)
			}
		}
	}
}

// TestNetworkHasOneFile: what opens connections or runs programs is imported by the
// file that talks to the mail server alone, but for tools of the developers. A
// connection that is tried in silence changes nothing that a run would show.
func TestNetworkHasOneFile(t *testing.T) {
	for file, imports := range sources(t) {
		if dir := path.Dir(file); strings.HasPrefix(dir, "cmd/") && dir != "cmd/backready" || file == "cmd/backready/mail_smtp.go" {
			continue
		}
		for _, imp := range imports {
			if slices.Contains([]string{"net", "net/http", "net/rpc", "net/smtp", "os/exec", "plugin"}, imp) || moduleOf(imp) == "github.com/wneessen/go-mail" {
				t.Errorf("%s imports %s", file, imp)
			}
		}
	}
}

func moduleOf(imp string) string {
	for m := range libraries {
		if imp == m || strings.HasPrefix(imp, m+"/") {
			return m
		}
	}
	return imp
}

// pattern is the name of a folder in the layout: outputs are all alike.
func pattern(folder string) string {
	if strings.HasPrefix(folder, "render/") {
		return "render/*"
	}
	return folder
}

// sources returns the imports of every Go file that is no test.
func sources(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			found[name] = append(found[name], strings.Trim(spec.Path.Value, `"`))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestTopLevel keeps the repository to its layout.
func TestTopLevel(t *testing.T) {
	allowed := []string{"cmd", "inventory", "evaluate", "render", "templates", "samples",
		"README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "go.mod", "go.sum", "Makefile", "arrows_test.go", "house_test.go", "threats_test.go"}
	made := []string{"backready-report", "bin", "dist", "man", "node_modules"} // by make, ignored by git
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, ".") && !slices.Contains(allowed, name) && !slices.Contains(made, name) {
			t.Errorf("%s is not in the layout", name)
		}
	}
}
