package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// module writes a module of one package.
func module(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

const (
	goMod = "module small\n\ngo 1.26\n"
	small = "package small\n\n// Positive reports whether n is above 0.\nfunc Positive(n int) bool { return n > 0 }\n"
	loose = "package small\n\nimport \"testing\"\n\nfunc TestPositive(t *testing.T) {\n\tif !Positive(1) || Positive(-1) {\n\t\tt.Error(\"wrong\")\n\t}\n}\n"
)

// TestRun: an error that no test notices is told with its place; one that a test
// notices, and one that is no program, are counted.
func TestRun(t *testing.T) {
	root := module(t, map[string]string{"go.mod": goMod, "small.go": small, "small_test.go": loose})
	var out strings.Builder
	if err := run([]string{"-root", root, "-n", "0", "."}, &out); err != nil {
		t.Fatal(err)
	}
	want := `small.go:4 Positive: ">" -> ">="
.: 3 mutants, 3 tried (seed 1): 1 killed, 0 of them by time, 1 lived, 1 did not compile: 50 % killed
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
	if text, err := os.ReadFile(filepath.Join(root, "small.go")); err != nil || string(text) != small {
		t.Errorf("the source itself was changed: %q, %v", text, err)
	}
}

// TestFailing: where the tests fail anyway, nothing is said of mutants.
func TestFailing(t *testing.T) {
	root := module(t, map[string]string{"go.mod": goMod, "small.go": small, "small_test.go": strings.Replace(loose, "!Positive(1)", "Positive(1)", 1)})
	var out strings.Builder
	if err := run([]string{"-root", root, "."}, &out); err == nil || !strings.Contains(err.Error(), "the tests fail without a mutant") || out.Len() > 0 {
		t.Errorf("%v: %s", err, &out)
	}
}

// TestMutants: each sort of error, where it can be made.
func TestMutants(t *testing.T) {
	const source = `package p

import "fmt"

const most = 7

var table [3]int

func f(a, b bool) (n int) {
	if a && b {
		return
	}
	for i := range 3 {
		if i == 1 {
			continue
		}
		n += i
	}
	switch {
	case a:
		fmt.Println(true)
	}
	return n
}
`
	root := module(t, map[string]string{"go.mod": goMod, "p.go": source, "p_test.go": "package p\n\nvar one = 1 + 1\n"})
	all, err := mutants(root, ".")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range all {
		got = append(got, m.String())
	}
	want := []string{
		`p.go:5 : "7" -> "(7 + 1)"`,
		`p.go:23 f: "return n" -> ""`,
		`p.go:10 f: "a && b" -> "!(a && b)"`,
		`p.go:10 f: "&&" -> "||"`,
		`p.go:11 f: "return" -> ""`,
		`p.go:13 f: "3" -> "(3 + 1)"`,
		`p.go:17 f: "n += i" -> ""`,
		`p.go:14 f: "==" -> "!="`,
		`p.go:14 f: "1" -> "(1 + 1)"`,
		`p.go:15 f: "continue" -> ""`,
		`p.go:21 f: "fmt.Println(true)" -> ""`,
		`p.go:21 f: "true" -> "false"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if some := pick(all, 5, 1); len(some) != 5 || cmp.Equal(some, pick(all, 5, 2), cmp.AllowUnexported(mutant{})) || !cmp.Equal(some[:3], pick(all, 3, 1), cmp.AllowUnexported(mutant{})) {
		t.Errorf("a sample of 5: %v", some)
	}
}

// TestBranches: each way past an if or a switch counts, also where the source has
// no block for it.
func TestBranches(t *testing.T) {
	const source = `package small

// Positive reports whether n is above 0.
func Positive(n int) bool {
	if n > 0 {
		return true
	} else if n == 0 {
		return false
	}
	if n > -9 {
		n++
	}
	for range n {
		n--
	}
	switch n {
	case 1:
	case -1, 2:
	}
	switch any(n).(type) {
	case int:
	default:
	}
	if n == 0 { return false } else { return false }
}
`
	root := module(t, map[string]string{"go.mod": goMod, "small.go": source, "small_test.go": loose})
	var out strings.Builder
	if err := run([]string{"-root", root, "-branches", "."}, &out); err != nil {
		t.Fatal(err)
	}
	want := `small.go:7 Positive: if
small.go:12 Positive: else
small.go:13 Positive: for
small.go:17 Positive: case
small.go:18 Positive: case
small.go:22 Positive: case
small.go:24 Positive: else
.: 6 of 13 branches taken: 46.2 %
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}
