package excel

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/backready/backready/evaluate"
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

func TestSheetsFollowTheParts(t *testing.T) {
	r := judged(t)
	want := []string{summaryName}
	for _, p := range r.Parts() {
		switch {
		case p.ID == "fixes":
			want = append(want, p.Title, "Findings")
		case p.Table != nil && p.ID != "summary":
			want = append(want, p.Title)
		}
	}
	got, _ := written(t, r).sheets()
	if !slices.Equal(got, want) {
		t.Errorf("sheets\n%q, want\n%q", got, want)
	}
}

// TestParts holds that the file has no part beside those of sheets, tables, the
// chart and the frame: no macro, no link to another workbook, no connection.
func TestParts(t *testing.T) {
	allowed := regexp.MustCompile(`^(\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/_rels/workbook\.xml\.rels|xl/(workbook|styles|theme/theme1)\.xml|xl/charts/chart1\.xml|xl/drawings/(drawing1\.xml|_rels/drawing1\.xml\.rels)|xl/tables/table\d+\.xml|xl/worksheets/(sheet\d+\.xml|_rels/sheet\d+\.xml\.rels))$`)
	w := written(t, judged(t))
	if w.names[0] != contentTypes {
		t.Errorf("first part %s", w.names[0])
	}
	for _, name := range w.names {
		if !allowed.MatchString(name) {
			t.Errorf("part %s", name)
		}
	}
}

func TestTables(t *testing.T) {
	w := written(t, judged(t))
	seen := map[string]bool{}
	for _, defined := range read[xmlBook](w, "xl/workbook.xml").Names {
		seen[strings.ToLower(defined.Name)] = true
	}
	cell := regexp.MustCompile(`(?i)^([a-z]{1,3}[0-9]+|r[0-9]*c[0-9]*|[rc])$`)
	names, sheets := w.sheets()
	for i, name := range names {
		tables := w.tablesOf(i + 1)
		if len(tables) != 1 {
			t.Fatalf("%s: %d tables", name, len(tables))
		}
		table := tables[0]
		if lower := strings.ToLower(table.Name); seen[lower] || cell.MatchString(lower) {
			t.Errorf("%s: name of table %s", name, table.Name)
		} else {
			seen[lower] = true
		}
		if table.Filter == nil || table.Filter.Ref != table.Ref || !strings.HasPrefix(table.Style.Name, "TableStyleMedium") {
			t.Errorf("%s: filter or style of table", name)
		}
		heads := map[string]bool{}
		for n, c := range table.Columns {
			lower := strings.ToLower(c.Name)
			if c.Name == "" || heads[lower] || len(c.Name) > 255 {
				t.Errorf("%s: head %q", name, c.Name)
			}
			heads[lower] = true
			if i > 0 && sheets[i].Rows[1].Cells[n].Text != c.Name {
				t.Errorf("%s: cell %q over column %q", name, sheets[i].Rows[1].Cells[n].Text, c.Name)
			}
		}
		last := sheets[i].Rows[len(sheets[i].Rows)-1].R
		if i > 0 && !strings.HasSuffix(table.Ref, fmt.Sprintf("%d", last)) {
			t.Errorf("%s: table %s ends before row %d", name, table.Ref, last)
		}
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

func TestPanesAndPrint(t *testing.T) {
	r := judged(t)
	w := written(t, r)
	names, sheets := w.sheets()
	repeated := map[string]string{}
	for _, d := range read[xmlBook](w, "xl/workbook.xml").Names {
		if d.Name == "_xlnm.Print_Titles" {
			repeated[d.Sheet] = d.Text
		}
	}
	for i, s := range sheets {
		if s.Setup.Paper != "9" || s.Setup.Orientation != "landscape" || s.Setup.Width != "1" && s.Setup.Width != "" || s.Setup.Height != "0" || s.Fit.On != "1" && s.Fit.On != "true" {
			t.Errorf("%s: set up %+v, fit %+v", names[i], s.Setup, s.Fit)
		}
		if !strings.Contains(s.Footer, r.RunID()) || !strings.Contains(s.Footer, "&P of &N") || !strings.HasSuffix(s.Header, "&R&A") || !strings.Contains(s.Header, "&& more") {
			t.Errorf("%s: header %q, footer %q", names[i], s.Header, s.Footer)
		}
		if i == 0 {
			continue
		}
		if s.Pane.State != "frozen" || s.Pane.Y != "2" || s.Pane.X == "" {
			t.Errorf("%s: pane %+v", names[i], s.Pane)
		}
		if want := "'" + names[i] + "'!$2:$2"; repeated[fmt.Sprint(i)] != want {
			t.Errorf("%s: repeats %q, want %q", names[i], repeated[fmt.Sprint(i)], want)
		}
	}
}

func TestHostileTextStaysText(t *testing.T) {
	w := written(t, judged(t))
	quoted := map[int]bool{}
	for i, xf := range read[struct {
		Xfs []struct {
			Quote string `xml:"quotePrefix,attr"`
		} `xml:"cellXfs>xf"`
	}](w, "xl/styles.xml").Xfs {
		quoted[i] = xf.Quote == "1" || xf.Quote == "true"
	}
	names, sheets := w.sheets()
	texts := map[string]bool{}
	for i, s := range sheets {
		for _, row := range s.Rows {
			for _, c := range row.Cells {
				if c.Formula != nil || c.T == "str" || c.T == "s" {
					t.Fatalf("%s!%s is of type %q, formula %v", names[i], c.R, c.T, c.Formula)
				}
				texts[c.Text] = true
				if strings.ContainsAny(c.Text[:min(1, len(c.Text))], "=+-@") && !quoted[c.S] {
					t.Errorf("%s!%s %.20q has no quote prefix", names[i], c.R, c.Text)
				}
				if units := len(utf16.Encode([]rune(c.Text))); units > 32_767 {
					t.Errorf("%s!%s has %d units", names[i], c.R, units)
				}
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
	s, _ := w.sheet("Inputs")
	if bytes := s.Rows[2].Cells[9]; bytes.T == "inlineStr" || bytes.V != "1099511627776" {
		t.Errorf("bytes %+v", bytes)
	}
	s, _ = w.sheet("Editions")
	if date := s.Rows[2].Cells[2]; date.T == "inlineStr" || date.V != "46107" {
		t.Errorf("date %+v", date)
	}
	r := judged(t)
	r.AsOf, r.Generated = "", time.Time{}
	written(t, r)
}

func TestLinks(t *testing.T) {
	w := written(t, judged(t))
	names, sheets := w.sheets()
	for i, s := range sheets {
		targets := map[string]string{}
		for _, r := range read[xmlRels](w, fmt.Sprintf("xl/worksheets/_rels/sheet%d.xml.rels", i+1)).Rels {
			targets[r.ID] = r.Target
		}
		back := false
		for _, l := range s.Links {
			back = back || l.Ref == "A1" && l.Location == "'Summary'!$A$1"
			if l.Location == "" && !strings.HasPrefix(targets[l.ID], "https://learn.microsoft.com/") {
				t.Errorf("%s!%s leads to %q", names[i], l.Ref, targets[l.ID])
			}
		}
		if i > 0 && !back {
			t.Errorf("%s has no way back", names[i])
		}
	}
	findings, _ := w.sheet("Findings")
	rule := findings.Rows[2].Cells[slices.IndexFunc(findings.Rows[1].Cells, func(c xmlCell) bool { return c.Text == "Rule" })]
	link := findings.Links[slices.IndexFunc(findings.Links, func(l struct {
		Ref      string `xml:"ref,attr"`
		Location string `xml:"location,attr"`
		ID       string `xml:"id,attr"`
	}) bool {
		return l.Ref == rule.R
	})]
	rules, _ := w.sheet("Rules applied")
	for _, row := range rules.Rows[2:] {
		if want := fmt.Sprintf("'Rules applied'!$A$%d", row.R); row.Cells[0].Text == rule.Text && link.Location != want {
			t.Errorf("rule %s leads to %s, want %s", rule.Text, link.Location, want)
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
	if err := renderSplit(&out, r, headRow+10); err != nil {
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
}

func TestEmptyTablesSaySo(t *testing.T) {
	r := judged(t)
	r.Judgement = evaluate.Judge(&inventory.Inventory{}, r.Judgement.Editions)
	w := written(t, r)
	for _, p := range r.Parts() {
		if p.Table == nil || p.ID == "summary" || p.None == "" {
			continue
		}
		if s, _ := w.sheet(p.Title); s.Rows[2].Cells[0].Text != p.None {
			t.Errorf("%s says %q, want %q", p.Title, s.Rows[2].Cells[0].Text, p.None)
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
		for _, c := range row.Cells {
			if column := strings.TrimRight(c.R, "0123456789"); column > "D" {
				t.Errorf("text in %s, under the chart", c.R)
			}
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
	props := w.parts["docProps/core.xml"]
	for _, text := range []string{"backready 1.2.3", "=Readiness &amp; more", "2026-11-22T02:00:00Z"} {
		if !strings.Contains(props, text) {
			t.Errorf("the properties lack %q", text)
		}
	}
}

// TestContrast holds that words can be read on the colours of verdicts.
func TestContrast(t *testing.T) {
	for v, tone := range tones {
		for _, pair := range [][2]string{{tone.word, tone.fill}, {tone.label, tone.bar}} {
			if c := contrast(pair[0], pair[1]); c < 4.5 {
				t.Errorf("%s: %s on %s has contrast %.1f", evaluate.Verdict(v), pair[0], pair[1], c)
			}
		}
	}
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestSteps(t *testing.T) {
	got := steps("1. See **this** and\n`that`.\n\n```sh\na\nb\n```\n\n```powershell\nc\n```\n\n```sh\nd\n```\n\nSee [it](https://x.example).")
	want := []step{{"1. See this and that.", "a\nb", "c"}, {"", "d", ""}, {"See it (https://x.example).", "", ""}}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCut(t *testing.T) {
	if got := cleanLines(strings.Repeat("a\n", 300)); strings.Count(got, "\n") > 253 || !strings.HasSuffix(got, cutNote) {
		t.Errorf("%d line feeds, ends %.30q", strings.Count(got, "\n"), got[len(got)-30:])
	}
	if got := cut(strings.Repeat("😀", 20_000)); len(utf16.Encode([]rune(got))) > mostUnits+len(cutNote) {
		t.Error("pairs are counted as one unit")
	}
	if got := clean("a\nb"); got != `a\x0ab` {
		t.Errorf("line feed of an input: %q", got)
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

// luminance is that of WCAG 2.
func luminance(colour string) float64 {
	var r, g, b uint8
	if _, err := fmt.Sscanf(colour, "%02X%02X%02X", &r, &g, &b); err != nil {
		return 0
	}
	linear := func(c uint8) float64 {
		v := float64(c) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}
