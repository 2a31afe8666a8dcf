package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A mutant is one small error in a file.
type mutant struct {
	file     string // below the root
	line     int
	function string // in which it is, "" outside of all
	from, to int    // the bytes that are replaced
	old, new string
}

// String names the place and the error.
func (m mutant) String() string {
	brief := func(s string) string {
		s = strings.Join(strings.Fields(s), " ")
		return strconv.Quote(s[:min(len(s), 60)])
	}
	return fmt.Sprintf("%s:%d %s: %s -> %s", m.file, m.line, m.function, brief(m.old), brief(m.new))
}

// pick returns n of the mutants at random, all in their order for 0. The first of
// them are a sample as well.
func pick(all []mutant, n int, seed uint64) []mutant {
	if n == 0 || n >= len(all) {
		return all
	}
	places := rand.New(rand.NewPCG(seed, 0)).Perm(len(all))[:n] //nolint:gosec // a sample, no secret
	picked := make([]mutant, n)
	for i, place := range places {
		picked[i] = all[place]
	}
	return picked
}

// mutants returns those of a package, tests left out, in the order of the source.
func mutants(root, folder string) ([]mutant, error) {
	files, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
	if err != nil {
		return nil, err
	}
	var all []mutant
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		below, err := filepath.Rel(root, file)
		if err != nil {
			return nil, err
		}
		found, err := mutantsOf(file, below)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: no Go files, or nothing in them to mutate", folder)
	}
	return all, nil
}

// A finder finds the mutants of a file.
type finder struct {
	fset     *token.FileSet
	source   []byte
	file     string
	function string
	found    []mutant
}

func mutantsOf(path, name string) ([]mutant, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	f := &finder{fset: token.NewFileSet(), source: source, file: filepath.ToSlash(name)}
	tree, err := parser.ParseFile(f.fset, path, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	for _, d := range tree.Decls {
		f.function = ""
		if fn, ok := d.(*ast.FuncDecl); ok {
			f.function = fn.Name.Name
		}
		ast.Inspect(d, f.look)
	}
	return f.found, nil
}

// swaps are the operators, and what stands in their place.
var swaps = map[token.Token]string{
	token.EQL: "!=", token.NEQ: "==", token.LSS: "<=", token.LEQ: "<", token.GTR: ">=", token.GEQ: ">",
	token.LAND: "||", token.LOR: "&&", token.ADD: "-", token.SUB: "+", token.MUL: "+", token.QUO: "*",
	token.AND: "|", token.OR: "&", token.SHL: ">>", token.SHR: "<<",
}

// look finds the errors that can be made at a node, and reports whether to look
// inside.
func (f *finder) look(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ImportSpec, *ast.ArrayType: // lengths of types don't matter
		return false
	case *ast.BinaryExpr:
		if to := swaps[n.Op]; to != "" {
			f.add(n.OpPos, n.OpPos+token.Pos(len(n.Op.String())), to)
		}
	case *ast.IfStmt:
		if c, ok := n.Cond.(*ast.BinaryExpr); !ok || c.Op != token.EQL && c.Op != token.NEQ { // which are swapped
			f.add(n.Cond.Pos(), n.Cond.End(), "!("+f.text(n.Cond)+")")
		}
	case *ast.Ident:
		if to := map[string]string{"true": "false", "false": "true"}[n.Name]; to != "" {
			f.add(n.Pos(), n.End(), to)
		}
	case *ast.BasicLit:
		if n.Kind == token.INT {
			f.add(n.Pos(), n.End(), "("+n.Value+" + 1)")
		}
	case *ast.BlockStmt:
		f.drop(n.List)
	case *ast.CaseClause:
		f.drop(n.Body)
	}
	return true
}

// drop leaves out one statement at a time. What declares a name can't be left
// out, and without a return at the end nothing compiles.
func (f *finder) drop(list []ast.Stmt) {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.AssignStmt:
			if s.Tok != token.DEFINE {
				f.add(s.Pos(), s.End(), "")
			}
		case *ast.ExprStmt, *ast.IncDecStmt, *ast.ReturnStmt, *ast.DeferStmt:
			f.add(s.Pos(), s.End(), "")
		case *ast.BranchStmt:
			if s.Tok != token.FALLTHROUGH {
				f.add(s.Pos(), s.End(), "")
			}
		}
	}
}

func (f *finder) text(n ast.Node) string {
	return string(f.source[f.fset.Position(n.Pos()).Offset:f.fset.Position(n.End()).Offset])
}

func (f *finder) add(from, to token.Pos, text string) {
	a, b := f.fset.Position(from), f.fset.Position(to)
	f.found = append(f.found, mutant{f.file, a.Line, f.function, a.Offset, b.Offset, string(f.source[a.Offset:b.Offset]), text})
}
