package backready_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
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

// nameIn is the name of a function with its package and, of a method, its type.
func nameIn(p *seen, f *ast.FuncDecl) string {
	if f.Recv == nil {
		return p.path + "." + f.Name.Name
	}
	return p.path + "." + receiver(f) + "." + f.Name.Name
}

// An allowed list names the functions that may do something, and why.
type allowed map[string]string

// each looks at the functions. does reports whether a node of a function does
// what only those of the list may; who is not there fails, and so does who is
// there and does it no more.
func (list allowed) each(t *testing.T, h *house, what string, does func(p *seen, n ast.Node) bool) {
	stale := maps.Clone(list)
	h.each(func(p *seen, d ast.Decl) {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			return
		}
		name := nameIn(p, f)
		ast.Inspect(f, func(n ast.Node) bool {
			if n != nil && does(p, n) {
				if delete(stale, name); list[name] == "" {
					t.Errorf("%s: %s %s", h.at(n), name, what)
				}
			}
			return true
		})
	})
	for _, name := range slices.Sorted(maps.Keys(stale)) {
		if h.has(name) {
			t.Errorf("%s is allowed what it does not do: %s", name, what)
		}
	}
}

// has reports whether the package of a function is one of those that are built
// on this system.
func (h *house) has(function string) bool {
	folder, name := path.Split(function)
	name, _, _ = strings.Cut(name, ".")
	return slices.ContainsFunc(h.packages, func(p *seen) bool { return p.path == folder+name })
}

// clocks are the functions that may ask what time it is, and what for.
var clocks = allowed{
	"cmd/backready.options.clock":   "the time of the report, which is passed on",
	"cmd/backready.run":             "how long a run takes, for the log",
	"cmd/backready.outcome.summary": "how long a run took, for the log",
	"cmd/backready.journal.add":     "the time of a message in the log",
	"cmd/backready.journal.ended":   "the time of a message in the log",
	"cmd/backready.newProgress":     "when the bar is due",
	"cmd/backready.bar.show":        "how fast the bar goes on",
	"cmd/mutate.plan.unharmed":      "how long tests take, to know when they don't end",
	"cmd/bench.contender.run":       "what is measured",
}

// clock: one clock, read once and passed on.
func (h *house) clock(t *testing.T) {
	clocks.each(t, h, "asks for the time", func(p *seen, n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		return ok && slices.Contains([]string{"time.Now", "time.Since", "time.Until"}, nameOf(p.info.Uses[id]))
	})
}

// unordered are the functions that go through a map, and why its order is lost.
var unordered = allowed{
	"cmd/bench.count":                 "a size has one suffix",
	"evaluate.RuleChange.onPath":      "whether any",
	"evaluate.RuleChange.Worsened":    "whether any",
	"evaluate.stance.to":              "a set",
	"evaluate.stance.worst":           "the greatest",
	"evaluate/matrix.crowd.leave":     "each key by itself",
	"evaluate/matrix.Pick":            "put in order",
	"inventory.fieldClasses":          "from map to map",
	"inventory.Item.fillDerived":      "each field by itself",
	"inventory.want.index":            "from map to map",
	"inventory.pruner.learn":          "the place of all that are the same",
	"inventory.csvFile.mapHeader":     "each column by itself",
	"inventory.Mask.item":             "each field by itself",
	"inventory.snapshotCounts.most":   "the greatest",
	"inventory.newReplacer":           "put in order",
	"inventory.plannedPaths":          "put in order",
	"inventory.file.told":             "a sum",
	"render/excel.sheet.place":        "each rule by itself",
	"render/json.byStatus":            "from map to map",
	"cmd/backready.program.restore":   "each flag by itself",
	"cmd/backready.verification.find": "from map to map",
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
	unordered.each(t, h, "goes through a map", func(p *seen, n ast.Node) bool {
		r, ok := n.(*ast.RangeStmt)
		return ok && isMap(p.info.Types[r.X].Type)
	})
}

func isMap(typ types.Type) bool {
	if typ == nil {
		return false
	}
	_, ok := typ.Underlying().(*types.Map)
	return ok
}
