package backready_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

var (
	testNamed = regexp.MustCompile("`(?:([a-z][a-z/]*)\\.)?((?:Test|Fuzz)\\w+)`")
	fileNamed = regexp.MustCompile("`([a-z_/]+\\.(?:go|yaml))`")
	function  = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
)

// TestThreats: every threat of SECURITY.md names files that are there and tests
// that are in the folder it says.
func TestThreats(t *testing.T) {
	text, err := os.ReadFile("SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "| threat | ")
	tests := testFunctions(t)
	threats := 0
	for row := range strings.Lines(table) {
		cells := strings.Split(row, "|")
		if len(cells) != 5 || strings.HasPrefix(cells[1], " **") || strings.HasPrefix(cells[1], " ---") || strings.Contains(row, "held by") {
			continue
		}
		threats++
		threat, defence, held := cells[1], cells[2], cells[3]
		named := testNamed.FindAllStringSubmatch(held, -1)
		if len(named) == 0 || len(named) != strings.Count(held, "`")/2 {
			t.Errorf("%s: no test, or a name that is none: %s", threat, held)
		}
		for _, n := range named {
			if !tests[path.Join(n[1], n[2])] {
				t.Errorf("%s: there is no test %s in folder %q", threat, n[2], n[1])
			}
		}
		files := fileNamed.FindAllStringSubmatch(defence, -1)
		if len(files) == 0 {
			t.Errorf("%s: no file stands against it: %s", threat, defence)
		}
		for _, f := range files {
			if _, err := os.Stat(f[1]); err != nil && f[1] != "backready.yaml" {
				t.Errorf("%s: %v", threat, err)
			}
		}
	}
	const least = 40 // else the table is not read as it is written
	if threats < least {
		t.Errorf("%d threats", threats)
	}
}

// testFunctions are the tests of the tree, by folder and name.
func testFunctions(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := os.ReadFile(name)
		for _, f := range function.FindAllSubmatch(text, -1) {
			found[path.Join(path.Dir(name), string(f[1]))] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
