package backready_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// The house as the compiler sees it: every package of ours with its types, tests
// left out.
type house struct {
	fset     *token.FileSet
	packages []*seen
}

// A seen package is one of ours.
type seen struct {
	path  string // below the module
	files []*ast.File
	info  *types.Info
}

// at is the place of a node as messages name it.
func (h *house) at(n ast.Node) string {
	p := h.fset.Position(n.Pos())
	return fmt.Sprintf("%s:%d", p.Filename, p.Line)
}

// lines is how many lines a node takes.
func (h *house) lines(n ast.Node) int {
	return h.fset.Position(n.End()).Line - h.fset.Position(n.Pos()).Line + 1
}

// each calls with every declaration of every package.
func (h *house) each(look func(p *seen, d ast.Decl)) {
	for _, p := range h.packages {
		for _, f := range p.files {
			for _, d := range f.Decls {
				look(p, d)
			}
		}
	}
}

// loadHouse reads and checks the packages. What they import is taken as it was
// compiled.
func loadHouse(t *testing.T) *house {
	t.Helper()
	list := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}\t{{.Dir}}\t{{join .GoFiles \" \"}}", "./...")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	compiled := map[string]string{}
	h := &house{fset: token.NewFileSet()}
	var ours [][]string
	for line := range strings.Lines(string(out)) {
		part := strings.Split(strings.TrimSpace(line), "\t")
		if compiled[part[0]] = part[1]; strings.HasPrefix(part[0], module) && len(part) > 3 {
			ours = append(ours, part)
		}
	}
	imports := importer.ForCompiler(h.fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(compiled[path]) })
	for _, part := range ours {
		h.packages = append(h.packages, h.load(t, part[0], strings.Fields(part[3]), imports))
	}
	return h
}

func (h *house) load(t *testing.T, name string, files []string, imports types.Importer) *seen {
	t.Helper()
	p := &seen{path: strings.TrimPrefix(name, module), info: &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}}
	for _, file := range files {
		f, err := parser.ParseFile(h.fset, path.Join(p.path, file), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		p.files = append(p.files, f)
	}
	if _, err := (&types.Config{Importer: imports}).Check(name, h.fset, p.files, p.info); err != nil {
		t.Fatal(err)
	}
	return p
}

// The longest there may be. What must be longer says why beside it.
const (
	longestFunction = 50
	longestFile     = 450
)

func TestHouse(t *testing.T) {
	h := loadHouse(t)
	t.Run("exported names are documented", h.documented)
	t.Run("functions are short", h.short)
	t.Run("clock", h.clock)
	t.Run("maps", h.maps)
}

// documented: the comment of an exported name begins with it.
func (h *house) documented(t *testing.T) {
	check := func(id *ast.Ident, doc *ast.CommentGroup) {
		if id.IsExported() && id.Name != "Error" && // which says itself
			!begins(doc, id.Name) {
			t.Errorf("%s: %s has no comment that begins with its name", h.at(id), id.Name)
		}
	}
	h.each(func(p *seen, d ast.Decl) {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil || ast.IsExported(receiver(d)) {
				check(d.Name, d.Doc)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if s, ok := spec.(*ast.TypeSpec); ok {
					check(s.Name, either(s.Doc, d.Doc))
				}
			}
			h.documentedValues(t, d)
		}
	})
}

// documentedValues: an exported constant or variable has a comment, or stands in
// a block that has one.
func (h *house) documentedValues(t *testing.T, d *ast.GenDecl) {
	for _, spec := range d.Specs {
		s, ok := spec.(*ast.ValueSpec)
		if !ok || d.Doc != nil || s.Doc != nil || s.Comment != nil {
			continue
		}
		for _, id := range s.Names {
			if id.IsExported() {
				t.Errorf("%s: %s has no comment", h.at(id), id.Name)
			}
		}
	}
}

func either(a, b *ast.CommentGroup) *ast.CommentGroup {
	if a != nil {
		return a
	}
	return b
}

// begins reports whether a comment begins with a name, be it behind an article.
func begins(doc *ast.CommentGroup, name string) bool {
	words := strings.Fields(doc.Text())
	if len(words) > 1 && slices.Contains([]string{"A", "An", "The"}, words[0]) {
		words = words[1:]
	}
	return len(words) > 0 && strings.TrimRight(words[0], ",:") == name
}

// receiver is the name of the type that a method belongs to.
func receiver(d *ast.FuncDecl) string {
	typ := d.Recv.List[0].Type
	for {
		switch x := typ.(type) {
		case *ast.StarExpr:
			typ = x.X
		case *ast.IndexExpr:
			typ = x.X
		case *ast.IndexListExpr:
			typ = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

func (h *house) short(t *testing.T) {
	h.each(func(p *seen, d ast.Decl) {
		if f, ok := d.(*ast.FuncDecl); ok && h.lines(f) > longestFunction {
			t.Errorf("%s: %s has %d lines", h.at(f), f.Name.Name, h.lines(f))
		}
	})
	for _, p := range h.packages {
		for _, f := range p.files {
			if n := h.lines(f); n > longestFile {
				t.Errorf("%s has %d lines", h.at(f), n)
			}
		}
	}
}

// clocks are the functions that may ask what time it is, and what for.
var clocks = map[string]string{
	"cmd/backready.clock":       "the time of the report, which is passed on",
	"cmd/backready.run":         "how long a run takes, for the log",
	"cmd/backready.summary":     "how long a run took, for the log",
	"cmd/backready.add":         "the time of a message in the log",
	"cmd/backready.ended":       "the time of a message in the log",
	"cmd/backready.newProgress": "when the bar is due",
	"cmd/backready.show":        "how fast the bar goes on",
	"cmd/bench.run":             "what is measured",
}

// clock: one clock, read once and passed on.
func (h *house) clock(t *testing.T) {
	h.each(func(p *seen, d ast.Decl) {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			return
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && slices.Contains([]string{"time.Now", "time.Since", "time.Until"}, nameOf(p.info.Uses[id])) && clocks[p.path+"."+f.Name.Name] == "" {
				t.Errorf("%s: %s asks for the time", h.at(id), p.path+"."+f.Name.Name)
			}
			return true
		})
	})
}

// unordered are the functions that go through a map, and why its order is lost.
var unordered = map[string]string{
	"cmd/bench.count":        "a size has one suffix",
	"evaluate.onPath":        "whether any",
	"evaluate.Worsened":      "whether any",
	"evaluate.to":            "a set",
	"evaluate.worst":         "the greatest",
	"evaluate/matrix.leave":  "each key by itself",
	"evaluate/matrix.Pick":   "put in order",
	"inventory.fieldClasses": "from map to map",
	"inventory.fillDerived":  "each field by itself",
	"inventory.index":        "from map to map",
	"inventory.learn":        "the place of all that are the same",
	"inventory.mapHeader":    "each column by itself",
	"inventory.item":         "each field by itself",
	"inventory.most":         "the greatest",
	"inventory.newReplacer":  "put in order",
	"inventory.plannedPaths": "put in order",
	"inventory.told":         "a sum",
	"render/excel.place":     "each rule by itself",
	"render/json.byStatus":   "from map to map",
	"cmd/backready.restore":  "each flag by itself",
	"cmd/backready.find":     "from map to map",
}

// nameOf is the name of what a package declares, with the package.
func nameOf(o types.Object) string {
	if o == nil || o.Pkg() == nil {
		return ""
	}
	return o.Pkg().Name() + "." + o.Name()
}

// maps: who goes through a map does not hand on its order.
func (h *house) maps(t *testing.T) {
	h.each(func(p *seen, d ast.Decl) {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			return
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if r, ok := n.(*ast.RangeStmt); ok && isMap(p.info.Types[r.X].Type) && unordered[p.path+"."+f.Name.Name] == "" {
				t.Errorf("%s: %s goes through a map", h.at(r), p.path+"."+f.Name.Name)
			}
			return true
		})
	})
}

func isMap(typ types.Type) bool {
	if typ == nil {
		return false
	}
	_, ok := typ.Underlying().(*types.Map)
	return ok
}
