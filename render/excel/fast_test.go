package excel

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/backready/backready/render"
)

// by writes a report with sheets of so many rows, and workers for tables of so
// many.
func by(t *testing.T, r *render.Report, rows, large int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Scratch("").renderSplit(&out, r, rows, large); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestWorkersMakeTheSameWorkbook holds that the large tables look as they would
// if they were small: every cell, height and link.
func TestWorkersMakeTheSameWorkbook(t *testing.T) {
	for name, r := range map[string]*render.Report{"estate": ofSample(t, "estate"), "hostile": ofSample(t, "hostile"), "hostile names": judged(t)} {
		for _, rows := range []int{mostRows, headRow + 7} {
			small, large := opened(t, by(t, r, rows, manyRows)), opened(t, by(t, r, rows, 1))
			if !slices.Equal(slices.Sorted(slices.Values(small.names)), slices.Sorted(slices.Values(large.names))) {
				t.Fatalf("%s: parts %q, want %q", name, large.names, small.names)
			}
			_, few := small.sheets()
			names, many := large.sheets()
			for i := range few {
				compareSheets(t, fmt.Sprintf("%s, %d rows: %s", name, rows, names[i]), few[i], many[i])
			}
			for _, part := range small.names {
				if part != "xl/sharedStrings.xml" && !bytes.Contains([]byte(part), []byte("worksheets/sheet")) && small.parts[part] != large.parts[part] {
					t.Errorf("%s: part %s differs", name, part)
				}
			}
			for _, complaint := range lint(large) {
				t.Errorf("%s: %s", name, complaint)
			}
		}
	}
}

func compareSheets(t *testing.T, name string, want, got xmlSheet) {
	t.Helper()
	if len(got.Rows) != len(want.Rows) {
		t.Fatalf("%s: %d rows, want %d", name, len(got.Rows), len(want.Rows))
	}
	for n, row := range want.Rows {
		if got.Rows[n].R != row.R || got.Rows[n].Height != row.Height || len(got.Rows[n].Cells) != len(row.Cells) {
			t.Fatalf("%s: row %+v, want %+v", name, got.Rows[n], row)
		}
		for i, c := range row.Cells {
			g := got.Rows[n].Cells[i]
			if g.S != c.S || g.Text != c.Text || c.T == "" && g.V != c.V || g.isText() != c.isText() {
				t.Fatalf("%s: cell %+v, want %+v", name, g, c)
			}
		}
	}
	if !slices.Equal(got.Links, want.Links) {
		t.Errorf("%s: links differ", name)
	}
}

// TestOthersReadBoth lets the library read both ways, which finds the cells of
// large tables by their order.
func TestOthersReadBoth(t *testing.T) {
	r := ofSample(t, "estate")
	small, large := rowsOf(t, by(t, r, 60, manyRows)), rowsOf(t, by(t, r, 60, 1))
	if diff := cmp.Diff(small, large); diff != "" {
		t.Error(diff)
	}
}

func rowsOf(t *testing.T, file []byte) map[string][][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all := map[string][][]string{}
	for _, name := range f.GetSheetList() {
		if all[name], err = f.GetRows(name); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// TestCheckersReadBoth: Microsoft's Open XML SDK finds no error in what workers
// made, and LibreOffice reads the same there as elsewhere.
func TestCheckersReadBoth(t *testing.T) {
	tools := os.Getenv("BACKREADY_CHECKERS")
	if tools == "" {
		t.Skip("BACKREADY_CHECKERS is not set; make test installs the checkers and runs this")
	}
	for sample, rows := range map[string]int{"estate": 60, "hostile": mostRows} {
		r := ofSample(t, sample)
		dir := t.TempDir()
		officeReads(t, dir, "small.xlsx", by(t, r, rows, manyRows))
		officeReads(t, dir, "large.xlsx", by(t, r, rows, 1))
		text, err := exec.Command(filepath.Join(tools, "node_modules/.bin/ooxml-validator"), filepath.Join(dir, "large.xlsx"), "--officeVersion", "Office2019").CombinedOutput()
		if err != nil || !bytes.Contains(text, []byte(`"ok": true`)) {
			t.Errorf("%v: %s", err, text)
		}
		sheets, err := filepath.Glob(filepath.Join(dir, "small-*.csv"))
		if err != nil || len(sheets) < 10 {
			t.Fatalf("%q: %v", sheets, err)
		}
		for _, sheet := range sheets {
			if cmp.Diff(contents(t, sheet), contents(t, strings.Replace(sheet, "small-", "large-", 1))) != "" {
				t.Errorf("LibreOffice reads %s otherwise", sheet)
			}
		}
	}
}

func contents(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestSameBytesByAnyNumberOfWorkers holds that how many workers there are, and
// which is faster, changes nothing.
func TestSameBytesByAnyNumberOfWorkers(t *testing.T) {
	r := ofSample(t, "estate")
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one := by(t, r, mostRows, 1)
	for _, n := range []int{2, 2, 5} {
		runtime.GOMAXPROCS(n)
		if !bytes.Equal(by(t, r, mostRows, 1), one) {
			t.Errorf("%d workers make another file", n)
		}
	}
}

// TestLines holds that texts break as words do, letters outside ASCII or not.
func TestLines(t *testing.T) {
	for _, text := range []string{"", " ", "a", "one two  three", "vm-batch-dev-006112_OsDisk_1_0000000000000000065699bc4d6608bd", "--", "a-", "- -a", "averyveryveryverylongword-and-more of it"} {
		for _, width := range []float64{1, 3.5, 8, 20} {
			if float64(len(text)) > width && linesIn(text, width) != linesOf(text, width) {
				t.Errorf("%q in %g: %d lines, want %d", text, width, linesIn(text, width), linesOf(text, width))
			}
		}
	}
}
