package excel

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"testing"

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
