package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// A branch is one way that the program may go: into a block of an if, for, switch
// or select, or past an if or switch that has no block for that.
type branch struct {
	file      string // below the root
	line, col int    // where its block begins in the copy that is tested
	function  string
	what      string
}

// branches runs the tests in a copy in which each way has a block, prints the
// branches that none of them takes, and how many are taken. Go's own coverage
// counts blocks, but none where an else or a default is missing.
func (p *plan) branches(stdout io.Writer) error {
	dir, err := os.MkdirTemp("", "branches-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	root := filepath.Join(dir, "source")
	if err := copySource(root, p.root); err != nil {
		return err
	}
	folders := append([]string{p.folder}, p.also...)
	all, err := spellOut(root, folders)
	if err != nil {
		return err
	}
	blocks, err := p.blocksRun(root, filepath.Join(dir, "profile"), folders)
	if err != nil {
		return err
	}
	sum := map[string]*[2]int{} // by folder: branches taken, and all
	for _, b := range all {
		ran, err := b.taken(blocks)
		if err != nil {
			return err
		}
		n := sum[path.Dir(b.file)]
		if n == nil {
			n = new([2]int)
			sum[path.Dir(b.file)] = n
		}
		if n[1]++; ran {
			n[0]++
		} else {
			fmt.Fprintf(stdout, "%s:%d %s: %s\n", b.file, b.line, b.function, b.what)
		}
	}
	return printShares(stdout, sum)
}

// printShares prints the share of the branches taken in each folder, and in all.
func printShares(w io.Writer, sum map[string]*[2]int) error {
	all := new([2]int)
	line := func(name string, n *[2]int) {
		fmt.Fprintf(w, "%s: %d of %d branches taken: %.1f %%\n", name, n[0], n[1], 100*float64(n[0])/float64(max(1, n[1])))
	}
	for _, folder := range slices.Sorted(maps.Keys(sum)) {
		line(folder, sum[folder])
		all[0] += sum[folder][0]
		all[1] += sum[folder][1]
	}
	if len(sum) > 1 {
		line("all", all)
	}
	return nil
}

// taken reports whether the block of the branch ran. To Go's coverage a block
// begins at the brace or beside it.
func (b branch) taken(blocks map[string]bool) (bool, error) {
	for _, beside := range []int{0, -1, 1} {
		if ran, ok := blocks[fmt.Sprintf("%s:%d.%d", b.file, b.line, b.col+beside)]; ok {
			return ran, nil
		}
	}
	return false, fmt.Errorf("%s:%d: the coverage has no block for the branch %q", b.file, b.line, b.what)
}

// blocksRun runs the tests of all folders together and returns of each of their
// blocks, by file and position, whether it ran.
func (p *plan) blocksRun(root, profile string, folders []string) (map[string]bool, error) {
	packages := make([]string, len(folders))
	for i, folder := range folders {
		packages[i] = "./" + folder
	}
	args := []string{"test", "-trimpath", "-vet=off", "-count=1", "-timeout=1h", "-covermode=set", "-coverprofile", profile, "-coverpkg=" + strings.Join(packages, ",")}
	if p.skip != "" {
		args = append(args, "-skip", p.skip)
	}
	args = append(args, packages...)
	module, err := command(root, "go", "list", "-m")
	if err != nil {
		return nil, err
	}
	if out, err := command(root, "go", args...); err != nil {
		return nil, fmt.Errorf("the tests fail:\n%s", out)
	}
	f, err := os.Open(profile) //nolint:gosec // just written
	if err != nil {
		return nil, err
	}
	defer f.Close()
	ran := map[string]bool{}
	lines := bufio.NewScanner(f)
	for lines.Scan() { // such as module/folder/file.go:3.14,5.2 1 0
		if block, rest, ok := strings.Cut(lines.Text(), ","); ok {
			block = strings.TrimPrefix(block, strings.TrimSpace(module)+"/")
			ran[block] = ran[block] || !strings.HasSuffix(rest, " 0")
		}
	}
	return ran, lines.Err()
}

// spellOut gives each way in the files of packages a block, and returns all.
func spellOut(root string, folders []string) ([]branch, error) {
	var files []string
	for _, folder := range folders {
		found, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	var all []branch
	for _, file := range files {
		built, err := build.Default.MatchFile(filepath.Split(file))
		if err != nil {
			return nil, err
		}
		if !built || strings.HasSuffix(file, "_test.go") {
			continue // not on this system
		}
		below, err := filepath.Rel(root, file)
		if err != nil {
			return nil, err
		}
		source, err := os.ReadFile(file) //nolint:gosec // of the copy
		if err != nil {
			return nil, err
		}
		if source, err = withBlocks(source); err != nil {
			return nil, err
		}
		if err := os.WriteFile(file, source, 0o600); err != nil {
			return nil, err
		}
		found, err := branchesOf(filepath.ToSlash(below), source)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// withBlocks adds the else and default that aren't there, each on the line on
// which what it belongs to ends, so that lines keep their numbers.
func withBlocks(source []byte) ([]byte, error) {
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, "", source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	added := map[int]string{}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt:
			if n.Else == nil {
				added[fset.Position(n.End()).Offset] = " else {}"
			}
		case *ast.SwitchStmt:
			if !hasDefault(n.Body) {
				added[fset.Position(n.Body.Rbrace).Offset] = "default: "
			}
		case *ast.TypeSwitchStmt:
			if !hasDefault(n.Body) {
				added[fset.Position(n.Body.Rbrace).Offset] = "default: "
			}
		}
		return true
	})
	for _, place := range slices.Backward(slices.Sorted(maps.Keys(added))) {
		source = slices.Concat(source[:place], []byte(added[place]), source[place:])
	}
	return source, nil
}

func hasDefault(body *ast.BlockStmt) bool {
	return slices.ContainsFunc(body.List, func(s ast.Stmt) bool {
		c, ok := s.(*ast.CaseClause)
		return ok && c.List == nil
	})
}

// branchesOf finds the branches of a file in which each has a block.
func branchesOf(name string, source []byte) ([]branch, error) {
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var all []branch
	for _, d := range tree.Decls {
		function := ""
		if fn, ok := d.(*ast.FuncDecl); ok {
			function = fn.Name.Name
		}
		add := func(from token.Pos, what string) {
			at := fset.Position(from)
			all = append(all, branch{name, at.Line, at.Column, function, what})
		}
		ast.Inspect(d, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.IfStmt:
				add(n.Body.Lbrace, "if")
				if b, ok := n.Else.(*ast.BlockStmt); ok {
					add(b.Lbrace, "else")
				}
			case *ast.ForStmt:
				add(n.Body.Lbrace, "for")
			case *ast.RangeStmt:
				add(n.Body.Lbrace, "for")
			case *ast.CaseClause:
				add(n.Colon+1, "case")
			case *ast.CommClause:
				add(n.Colon+1, "case")
			}
			return true
		})
	}
	return all, nil
}
