package excel

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/evaluate/waiver"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

func TestSameReportSameBytes(t *testing.T) {
	r := judged(t)
	sums := map[[32]byte]bool{}
	for range 5 {
		var out bytes.Buffer
		if err := Render(&out, r); err != nil {
			t.Fatal(err)
		}
		sums[sha256.Sum256(out.Bytes())] = true
	}
	if len(sums) != 1 {
		t.Errorf("%d different files", len(sums))
	}
}

func TestSheets(t *testing.T) {
	want := []string{summaryName, "Fix plan", "How to fix", "Findings", "VMs", "Disks", "Data to add", "Rules", "Also mind", "Inputs", "Problems", "Control totals", "Run"}
	got, _ := written(t, judged(t)).sheets()
	if !slices.Equal(got, want) {
		t.Errorf("sheets\n%q, want\n%q", got, want)
	}
}

func (w *workbook) tablesOf(sheet int) []xmlTable {
	var tables []xmlTable
	for _, r := range read[xmlRels](w, fmt.Sprintf("xl/worksheets/_rels/sheet%d.xml.rels", sheet)).Rels {
		if strings.HasSuffix(r.Type, "/table") {
			tables = append(tables, read[xmlTable](w, path.Join("xl/worksheets", r.Target)))
		}
	}
	return tables
}

// TestHostileTextStaysText holds that texts of an input come through as they
// are, made visible, and that none is a formula: lint holds the rest.
func TestHostileTextStaysText(t *testing.T) {
	w := written(t, judged(t))
	names, sheets := w.sheets()
	texts := map[string]bool{}
	for i, s := range sheets {
		for _, row := range s.Rows {
			for _, c := range row.Cells {
				if c.Formula != nil && i > 0 {
					t.Fatalf("%s!%s has formula %v", names[i], c.R, *c.Formula)
				}
				texts[c.Text] = true
			}
		}
	}
	for _, name := range hostile[:len(hostile)-1] {
		want := strings.ReplaceAll(render.Visible(name), "_x000D_", "_x005F_x000D_")
		if !texts[want] {
			t.Errorf("no cell has %q", want)
		}
	}
	if long := strings.Repeat("x", mostUnits) + cutNote; !texts[long] {
		t.Error("the long name is not cut with its note")
	}
}

func TestNumbersAndDates(t *testing.T) {
	w := written(t, judged(t))
	if bytes := w.cell("Inputs", 0, "Bytes"); bytes.isText() || bytes.V != "1099511627776" {
		t.Errorf("bytes %+v", bytes)
	}
	for row, want := range map[int]string{5: "46348.0833333333", 6: "46348", 12: "46107"} { // generated, as of, the edition
		if date := w.cell("Run", row, "Date (UTC)"); date.isText() || date.V != want {
			t.Errorf("date %+v, want %s", date, want)
		}
	}
	r := judged(t)
	r.AsOf, r.Generated = "", time.Time{}
	if found := lint(written(t, r)); len(found) > 0 {
		t.Errorf("without a time: %q", found)
	}
}

// cell returns the cell of the n-th row of a table.
func (w *workbook) cell(sheet string, n int, column string) xmlCell {
	w.t.Helper()
	s, _ := w.sheet(sheet)
	for i, head := range s.Rows[headRow-1].Cells {
		if head.Text == column {
			return s.Rows[headRow+n].Cells[i]
		}
	}
	w.t.Fatalf("%s has no column %s", sheet, column)
	return xmlCell{}
}

// TestLinks holds that a finding leads to its rule, the rule to the page of
// Microsoft and back to its first finding, a step of the plan to the way to do
// it, and every sheet to the summary.
func TestLinks(t *testing.T) {
	w := written(t, judged(t))
	names, _ := w.sheets()
	for _, name := range names[1:] {
		if to := w.leads(name, fmt.Sprintf("A%d", saidRow)); to != "'Summary'!$A$1" {
			t.Errorf("%s leads back to %q", name, to)
		}
	}
	rule := w.cell("Findings", 0, "Rule")
	place := w.leads("Findings", rule.R)
	row := slices.IndexFunc(w.column("Rules", "Rule"), func(c xmlCell) bool { return c.Text == rule.Text })
	if want := fmt.Sprintf("'Rules'!$A$%d", firstRow+row); place != want {
		t.Errorf("finding of %s leads to %s, want %s", rule.Text, place, want)
	}
	if back := w.leads("Rules", fmt.Sprintf("A%d", firstRow+row)); back != fmt.Sprintf("'Findings'!$A$%d", firstRow) {
		t.Errorf("rule %s leads back to %s", rule.Text, back)
	}
	if page := w.leads("Rules", w.cell("Rules", row, "Source").R); !strings.HasPrefix(page, "https://learn.microsoft.com/") {
		t.Errorf("rule %s leads out to %s", rule.Text, page)
	}
	if step := w.leads("Fix plan", fmt.Sprintf("A%d", firstRow)); step != fmt.Sprintf("'How to fix'!$A$%d", firstRow) {
		t.Errorf("the first step leads to %s", step)
	}
}

// column returns the cells of a column of a table.
func (w *workbook) column(sheet, column string) []xmlCell {
	var cells []xmlCell
	s, _ := w.sheet(sheet)
	for n := range s.Rows[headRow:] {
		cells = append(cells, w.cell(sheet, n, column))
	}
	return cells
}

// leads returns where the link of a cell leads.
func (w *workbook) leads(sheet, cell string) string {
	s, number := w.sheet(sheet)
	for _, l := range s.Links {
		if l.Ref != cell {
			continue
		}
		for _, r := range read[xmlRels](w, fmt.Sprintf("xl/worksheets/_rels/sheet%d.xml.rels", number)).Rels {
			if l.ID != "" && r.ID == l.ID {
				return r.Target
			}
		}
		return l.Location
	}
	return ""
}

// TestFindingsThatAskForMostComeFirst holds the order of the findings.
func TestFindingsThatAskForMostComeFirst(t *testing.T) {
	w, last := written(t, ofSample(t, "estate")), -1
	seen := map[string]bool{}
	for _, c := range w.column("Findings", "To do") {
		at := slices.IndexFunc(needWords[:], func(n struct {
			word   string
			colour evaluate.Verdict
		}) bool {
			return n.word == c.Text
		})
		if at < last {
			t.Fatalf("%s: %s comes too late", c.R, c.Text)
		}
		last, seen[c.Text] = at, true
	}
	if len(seen) != len(needWords)-1 { // nothing is accepted
		t.Errorf("the sample has only %v", seen)
	}
}

// TestOtherPartsGetASheet holds that a part that nobody laid out is not lost.
func TestOtherPartsGetASheet(t *testing.T) {
	r := judged(t)
	b := &book{report: r, places: map[string]string{}, parts: append(r.Parts(), render.Part{ID: "of-tomorrow", Title: "Of tomorrow",
		Table: &render.Table{Heads: []render.Head{{ID: "x", Title: "X", Width: 9}}, Rows: func(func([]render.Cell) bool) {}}})}
	sheets := b.plan()
	if last := sheets[len(sheets)-1]; last.name != "Of tomorrow" || last.table != "tOfTomorrow" || last.printed != 1 {
		t.Errorf("last sheet %q, table %q", last.name, last.table)
	}
	for _, p := range r.Parts() {
		laid := slices.ContainsFunc(sheets, func(s *sheet) bool { return s.table == tableName(p.ID) })
		if p.Table != nil && !laid && !slices.Contains(folded, p.ID) {
			t.Errorf("part %s has no sheet", p.ID)
		}
	}
}

func TestSafeAddress(t *testing.T) {
	for to, want := range map[string]bool{
		"https://learn.microsoft.com/azure/backup/x?a=b#c": true,
		"http://learn.microsoft.com/":                      false,
		"javascript:alert(1)":                              false,
		"https://a b":                                      false,
		"https://a/%zz":                                    false,
		"https://a/#b#c":                                   false,
		"https://a/\"x":                                    false,
		"https://a/" + strings.Repeat("x", 3000):           false,
		"":                                                 false,
	} {
		if got := safeAddress(to); got != want {
			t.Errorf("%.40s: %v", to, got)
		}
	}
}

func TestManyRowsGoOnOnFurtherSheets(t *testing.T) {
	r := judged(t)
	var out bytes.Buffer
	if err := Scratch("").renderSplit(&out, r, headRow+10, manyRows); err != nil {
		t.Fatal(err)
	}
	w := opened(t, out.Bytes())
	items := 0
	for _, name := range []string{"VMs", "VMs (2)", "VMs (3)"} {
		s, i := w.sheet(name)
		items += len(s.Rows) - headRow
		if table := w.tablesOf(i)[0]; table.Name != map[string]string{"VMs": "tVms", "VMs (2)": "tVms_2", "VMs (3)": "tVms_3"}[name] {
			t.Errorf("%s has table %s", name, table.Name)
		}
	}
	if want := len(r.Judgement.Inventory.Items); items != want {
		t.Errorf("%d rows, want %d", items, want)
	}
	if found := lint(w); len(found) > 0 {
		t.Errorf("%q", found)
	}
}

func TestEmptyTablesSaySo(t *testing.T) {
	r := judged(t)
	r.Judgement = evaluate.Judge(&inventory.Inventory{}, r.Judgement.Editions)
	w := written(t, r)
	for sheet, want := range map[string]string{"Fix plan": "Nothing to do.", "How to fix": "Nothing to fix.", "Findings": "No rule found anything.",
		"VMs": "The export holds none.", "Control totals": "The files hold no items."} {
		if s, _ := w.sheet(sheet); s.Rows[firstRow-1].Cells[0].Text != want {
			t.Errorf("%s says %q, want %q", sheet, s.Rows[firstRow-1].Cells[0].Text, want)
		}
	}
}

func TestChartSaysItsNumbers(t *testing.T) {
	r := judged(t)
	w := written(t, r)
	drawing := w.parts["xl/drawings/drawing1.xml"]
	for _, c := range r.Counts() {
		for _, v := range evaluate.Verdicts {
			if want := fmt.Sprintf("%d %s", c.Of[v], v); !strings.Contains(drawing, want) {
				t.Errorf("alt text lacks %q", want)
			}
		}
	}
	s, _ := w.sheet(summaryName)
	for _, row := range s.Rows {
		if column := strings.TrimRight(row.Cells[len(row.Cells)-1].R, "0123456789"); column > "E" {
			t.Errorf("row %d reaches under a chart", row.R)
		}
	}
}

func TestSummary(t *testing.T) {
	r := judged(t)
	w := written(t, r)
	s, _ := w.sheet(summaryName)
	var all []string
	for _, row := range s.Rows {
		for _, c := range row.Cells {
			all = append(all, c.Text)
		}
	}
	said := strings.Join(all, "\n")
	want := append(sentences(r.Headline()), r.Title, r.RunID(), "vm-backup@2026-03-26")
	for _, p := range r.Parts() {
		if p.ID == "not-proved" {
			want = append(want, p.Lead...)
		}
	}
	for _, text := range want {
		if !strings.Contains(said, text) {
			t.Errorf("the summary lacks %q", text)
		}
	}
	props := w.parts["docProps/core.xml"] + w.parts["docProps/app.xml"] + w.parts["docProps/custom.xml"]
	for _, text := range []string{"backready 1.2.3", "=Readiness &amp; more", "2026-11-22T02:00:00Z", "vm-backup@2026-03-26", r.RunID(), "Halden &amp; Sons", "Internal"} {
		if !strings.Contains(props, text) {
			t.Errorf("the properties lack %q", text)
		}
	}
}

// excepted is the report on the sample estate and its register.
func excepted(t *testing.T) *render.Report {
	t.Helper()
	inv := ofSample(t, "estate").Judgement.Inventory
	text, err := os.ReadFile("../../samples/waivers.yaml")
	if err != nil {
		t.Fatal(err)
	}
	register, err := waiver.Parse("waivers.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	m, err := matrix.Load("vm-backup@2025-10-27") // other tests take rules out of the newest
	if err != nil {
		t.Fatal(err)
	}
	e, err := evaluate.Compile(m)
	if err != nil {
		t.Fatal(err)
	}
	r := &render.Report{Title: "Estate", Judgement: evaluate.Judge(inv, []*evaluate.Edition{e})}
	r.Waivers = r.Judgement.Waive(register, "2026-11-22", 30)
	return r
}

// TestSummaryTellsOfMore: the first page says how many fixes there are where it
// shows some, and how many items are accepted where there is a register.
func TestSummaryTellsOfMore(t *testing.T) {
	r := excepted(t)
	of := func(w *workbook, label string) (texts []string) {
		s, _ := w.sheet(summaryName)
		for _, row := range s.Rows {
			if strings.HasPrefix(row.Cells[0].Text, label) {
				for _, c := range row.Cells {
					texts = append(texts, cmp.Or(c.Text, c.V))
				}
			}
		}
		return texts
	}
	w, plan := written(t, r), 0
	for range r.Parts()[1].Table.Rows {
		plan++
	}
	if got, want := of(w, "7 of "), []string{fmt.Sprintf("7 of %d", plan), "All of them stand on the sheet Fix plan."}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	counts := r.Counts()
	if got := of(w, "of these accepted"); len(got) != 4 || got[2] != fmt.Sprint(counts[0].AllAccepted()) || got[3] != "0" || got[2] == "0" {
		t.Errorf("accepted: %q", got)
	}
	if got := of(written(t, judged(t)), "of these accepted"); got != nil {
		t.Errorf("without a register: %q", got)
	}
}

func TestSteps(t *testing.T) {
	got := steps("1. See **this** and\n`that`.\n\n```sh\na\nb\n```\n\n```powershell\nc\n```\n\n```sh\nd\n```\n\nSee [it](https://x.example).")
	got = append(got, steps("2. **Stops the VM.** Deallocate it.")...)
	want := []step{{"1. See this and that.", "a\nb", "c"}, {"", "d", ""}, {"See it (https://x.example).", "", ""}, {"2. (Stops the VM.) Deallocate it.", "", ""}}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

// TestNothingLeft holds that the folder for temporary files goes away, also when
// writing fails.
func TestNothingLeft(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	if err := Render(full{}, judged(t)); err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Errorf("error %v", err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("%v left, %v", left, err)
	}
}

func TestCleanLines(t *testing.T) {
	for text, want := range map[string]string{
		"a\nb":           "a\nb",
		"a\x1b\nb\u202e": "a\\x1b\nb\\u202e",
		strings.Repeat("az vm show\n", mostLines-1): strings.Repeat("az vm show\n", mostLines-1),
		strings.Repeat("\n", mostLines):             strings.Repeat("\n", mostLines-1) + cutNote,
	} {
		if got := cleanLines(text); got != want {
			t.Errorf("%.20q: %.40q, want %.40q", text, got, want)
		}
	}
}
