package excel

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// TestRecountAgrees holds that the summary agrees with its tables, and says so
// where it does not.
func TestRecountAgrees(t *testing.T) {
	for _, sample := range []string{"estate", "hostile"} {
		w := written(t, ofSample(t, sample))
		checks := 0
		s, _ := w.sheet(summaryName)
		for _, row := range s.Rows {
			for _, c := range row.Cells {
				if c.Formula == nil || c.T != "str" {
					continue
				}
				if checks++; c.Text == "differs" {
					t.Errorf("%s: row %d differs: %v", sample, row.R, row.Cells)
				}
			}
		}
		if checks < 15 {
			t.Errorf("%s: %d checks", sample, checks)
		}
	}
	r := ofSample(t, "estate")
	totals := r.Judgement.Totals[1]
	totals[0]++
	r.Judgement.Totals[1] = totals
	w := written(t, r)
	s, _ := w.sheet(summaryName)
	differ := 0
	for _, row := range s.Rows {
		if len(row.Cells) > 4 && row.Cells[4].Text == "differs" {
			differ++
		}
	}
	if differ != 3 { // the disks that are supported, all disks, disks by region
		t.Errorf("%d figures differ after one was changed", differ)
	}
}

// TestCheckersRecount lets LibreOffice calculate the formulas. Their results are
// taken out before, so that what comes out is what it calculated; it must be what
// the workbook carried.
func TestCheckersRecount(t *testing.T) {
	if os.Getenv("BACKREADY_CHECKERS") == "" {
		t.Skip("BACKREADY_CHECKERS is not set; make test installs the checkers and runs this")
	}
	for _, n := range []struct{ rows, large int }{{mostRows, manyRows}, {60, manyRows}, {60, 1}} {
		file := by(t, ofSample(t, "estate"), n.rows, n.large)
		w := opened(t, file)
		calculated := recalculate(t, file)
		s, _ := w.sheet(summaryName)
		for _, row := range s.Rows {
			for i, c := range row.Cells {
				if c.Formula != nil && calculated[row.R-1][i] != c.V {
					t.Errorf("%s: LibreOffice calculates %q, the workbook says %q: %s", c.R, calculated[row.R-1][i], c.V, *c.Formula)
				}
			}
		}
	}
}

var results = regexp.MustCompile(`</f><v>[^<]*</v>`)

// recalculate returns the cells of the summary as LibreOffice calculates them.
func recalculate(t *testing.T, file []byte) [][]string {
	t.Helper()
	dir := t.TempDir()
	officeReads(t, dir, "recount.xlsx", withoutResults(t, file))
	f, err := os.Open(filepath.Join(dir, "recount-"+summaryName+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// officeReads lets LibreOffice write every sheet of a workbook as CSV.
func officeReads(t *testing.T, dir, name string, file []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), file, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("soffice", "-env:UserInstallation=file://"+filepath.ToSlash(filepath.Join(dir, "profile")), "--headless",
		"--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1", name)
	cmd.Dir = dir
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
}

// withoutResults is a workbook whose formulas have none.
func withoutResults(t *testing.T, file []byte) []byte {
	w := opened(t, file)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range slices.Sorted(slices.Values(w.names)) {
		text := w.parts[name]
		if name == "xl/worksheets/sheet1.xml" {
			text = results.ReplaceAllString(text, "</f>")
		}
		part, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
