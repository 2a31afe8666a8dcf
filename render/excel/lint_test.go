package excel

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// The lint looks for what Excel repairs a file for, or its accessibility checker
// complains of, and no validator sees.

func TestLint(t *testing.T) {
	nothing := judged(t)
	nothing.Judgement = evaluate.Judge(&inventory.Inventory{}, nothing.Judgement.Editions)
	for name, r := range map[string]*render.Report{
		"hostile names": judged(t), "estate": ofSample(t, "estate"), "hostile": ofSample(t, "hostile"), "nothing": nothing,
	} {
		for _, complaint := range lint(written(t, r)) {
			t.Errorf("%s: %s", name, complaint)
		}
	}
}

// TestLintSees holds that the lint is not blind.
func TestLintSees(t *testing.T) {
	whole := written(t, judged(t))
	for _, harm := range []struct{ part, old, new, complaint string }{
		{"xl/tables/table4.xml", `displayName="tFindings"`, `displayName="TVMS"`, "name of table tVms"},
		{"xl/tables/table4.xml", `displayName="tFindings"`, `displayName="R1C1"`, "name of table R1C1"},
		{"xl/tables/table5.xml", `displayName="tVms"`, `displayName="vms_all"`, "name of table vms_all"},
		{"xl/tables/table4.xml", `name="Kind"`, `name="NAME"`, "head"},
		{"xl/worksheets/sheet4.xml", `state="frozen"`, `state="split"`, "pane"},
		{"xl/worksheets/sheet4.xml", `<hyperlinks>`, `<mergeCells><mergeCell ref="A1:B1"/></mergeCells><hyperlinks>`, "merged"},
		{"xl/worksheets/sheet1.xml", `</f><v>agrees</v>`, `</f>`, "without a result"},
		{"xl/worksheets/sheet1.xml", `tVms[Name]`, `tVms[No.]`, "brackets"},
		{"xl/drawings/drawing1.xml", `descr="Stacked`, `title="Stacked`, "alternative text"},
		{"xl/workbook.xml", `name="VMs"`, `name="Sheet2"`, "name of sheet"},
		{"xl/styles.xml", `rgb="FF5F4700"`, `rgb="FFFFFFFF"`, "contrast"},
		{"xl/styles.xml", `quotePrefix="true"`, ``, "quote prefix"},
		{"xl/worksheets/sheet4.xml", `location="'Rules'!`, `location="'Rule'!`, "leads nowhere"},
	} {
		harmed := &workbook{t: t, names: whole.names, parts: map[string]string{}, texts: whole.texts}
		for name, text := range whole.parts {
			harmed.parts[name] = text
		}
		harmed.parts[harm.part] = strings.ReplaceAll(whole.parts[harm.part], harm.old, harm.new)
		if found := lint(harmed); !slices.ContainsFunc(found, func(s string) bool { return strings.Contains(s, harm.complaint) }) {
			t.Errorf("%s instead of %s: %q", harm.new, harm.old, found)
		}
	}
}

// A linter collects complaints about a workbook.
type linter struct {
	*workbook
	book       xmlBook
	styles     xmlStyles
	sheetNames []string
	sheets     []xmlSheet
	taken      map[string]bool // names of tables and names, in lower case
	found      []string
}

func (l *linter) complain(format string, args ...any) {
	l.found = append(l.found, fmt.Sprintf(format, args...))
}

func lint(w *workbook) []string {
	l := &linter{workbook: w, book: read[xmlBook](w, "xl/workbook.xml"), styles: read[xmlStyles](w, "xl/styles.xml"), taken: map[string]bool{}}
	l.sheetNames, l.sheets = w.sheets()
	for _, check := range []func(){l.onlyParts, l.namesOfSheets, l.tables, l.drawings, l.contrast} {
		check()
	}
	for i := range l.sheets {
		l.frame(i)
		l.cells(i)
		l.links(i)
	}
	return l.found
}

var allowedParts = regexp.MustCompile(`^(\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core|custom)\.xml|xl/_rels/workbook\.xml\.rels|xl/(workbook|styles|sharedStrings|theme/theme1)\.xml|xl/charts/chart[12]\.xml|xl/drawings/(drawing1\.xml|_rels/drawing1\.xml\.rels)|xl/tables/table\d+\.xml|xl/worksheets/(sheet\d+\.xml|_rels/sheet\d+\.xml\.rels))$`)

// onlyParts holds out macros, links to other workbooks, connections and the like.
func (l *linter) onlyParts() {
	if first := l.workbook.names; first[0] != contentTypes || first[1] != "_rels/.rels" || !strings.HasPrefix(first[2], "xl/") {
		l.complain("first parts are %q", first[:3])
	}
	for _, name := range l.workbook.names {
		if !allowedParts.MatchString(name) {
			l.complain("part %s", name)
		}
	}
}

var defaultName = regexp.MustCompile(`(?i)^(sheet\d+|history|table\d+)$`)

func (l *linter) namesOfSheets() {
	seen := map[string]bool{}
	for _, name := range l.sheetNames {
		if seen[strings.ToLower(name)] || defaultName.MatchString(name) || len(utf16.Encode([]rune(name))) > 31 {
			l.complain("name of sheet %q", name)
		}
		seen[strings.ToLower(name)] = true
	}
	for _, d := range l.book.Names {
		if lower := strings.ToLower(d.Name); !strings.HasPrefix(lower, "_xlnm.") {
			l.taken[lower] = true
		}
	}
}

var likeCell = regexp.MustCompile(`(?i)^([a-z]{1,3}[0-9]+|r[0-9]*c[0-9]*|[rc])$`)

func (l *linter) tables() {
	for i, name := range l.sheetNames {
		tables := l.tablesOf(i + 1)
		if len(tables) != 1 {
			l.complain("%s: %d tables", name, len(tables))
			continue
		}
		table := tables[0]
		if lower := strings.ToLower(table.Name); l.taken[lower] || likeCell.MatchString(lower) || defaultName.MatchString(lower) || len(table.Name) > 255 {
			l.complain("%s: name of table %s", name, table.Name)
		}
		l.taken[strings.ToLower(table.Name)] = true
		if table.Filter == nil || table.Filter.Ref != table.Ref || !strings.HasPrefix(table.Style.Name, "TableStyleMedium") {
			l.complain("%s: filter or style of table", name)
		}
		l.heads(i, table)
	}
}

// heads holds that the heads of a table are those over its columns, each once.
func (l *linter) heads(i int, table xmlTable) {
	seen, rows := map[string]bool{}, l.sheets[i].Rows
	for n, c := range table.Columns {
		lower := strings.ToLower(c.Name)
		if c.Name == "" || seen[lower] || len(c.Name) > 255 {
			l.complain("%s: head %q", l.sheetNames[i], c.Name)
		}
		seen[lower] = true
		if i > 0 && rows[headRow-1].Cells[n].Text != c.Name {
			l.complain("%s: cell %q over column %q", l.sheetNames[i], rows[headRow-1].Cells[n].Text, c.Name)
		}
	}
	if last := rows[len(rows)-1].R; i > 0 && !strings.HasSuffix(table.Ref, fmt.Sprintf("%s%d", strings.TrimRight(cellName(len(table.Columns), 1), "1"), last)) {
		l.complain("%s: table %s does not end in row %d", l.sheetNames[i], table.Ref, last)
	}
}

var picture = regexp.MustCompile(`<xdr:cNvPr [^>]*>`)

// drawings holds that charts say what they show, in words and on their axes.
func (l *linter) drawings() {
	for name, text := range l.parts {
		switch {
		case strings.HasPrefix(name, "xl/drawings/drawing"):
			for _, p := range picture.FindAllString(text, -1) {
				if !strings.Contains(p, ` descr="`) || strings.Contains(p, ` descr=""`) {
					l.complain("%s: %s has no alternative text", name, p)
				}
			}
		case strings.HasPrefix(name, "xl/charts/"):
			if strings.Count(text, "<c:title>")+strings.Count(text, "<title>") < 3 {
				l.complain("%s: chart or axis without a title", name)
			}
		}
	}
}

// frame holds what concerns a sheet as a whole: panes, print set-up, repeated
// head, no merged cells.
func (l *linter) frame(i int) {
	s, name := l.sheets[i], l.sheetNames[i]
	if s.Setup.Paper != "9" || s.Setup.Orientation != "landscape" || s.Setup.Width != "1" && s.Setup.Width != "" || s.Setup.Height != "0" || s.Fit.On != "1" && s.Fit.On != "true" {
		l.complain("%s: set up %+v, fit %+v", name, s.Setup, s.Fit)
	}
	if len(s.Header) > 255 || len(s.Footer) > 255 || !strings.Contains(s.Footer, "&P of &N") || !strings.HasSuffix(s.Header, "&R&A") {
		l.complain("%s: header %q, footer %q", name, s.Header, s.Footer)
	}
	if len(s.Merged) > 0 {
		l.complain("%s: merged cells", name)
	}
	if l.defined(i, "_xlnm.Print_Area") == "" {
		l.complain("%s: no print area", name)
	}
	if i == 0 {
		return
	}
	if s.Pane.State != "frozen" || s.Pane.Y != fmt.Sprint(headRow) || s.Pane.X == "" {
		l.complain("%s: pane %+v", name, s.Pane)
	}
	if want := fmt.Sprintf("'%s'!$%d:$%[2]d", name, headRow); l.defined(i, "_xlnm.Print_Titles") != want {
		l.complain("%s: repeats %q", name, l.defined(i, "_xlnm.Print_Titles"))
	}
}

// defined returns what a name of a sheet means.
func (l *linter) defined(sheet int, name string) string {
	for _, d := range l.book.Names {
		if d.Name == name && d.Sheet == fmt.Sprint(sheet) {
			return d.Text
		}
	}
	return ""
}

// cells holds that formulas have results, texts are short enough and cannot
// become formulas, and rows follow each other.
func (l *linter) cells(i int) {
	last := 0
	for _, row := range l.sheets[i].Rows {
		if row.R <= last {
			l.complain("%s: row %d after row %d", l.sheetNames[i], row.R, last)
		}
		last = row.R
		for _, c := range row.Cells {
			l.cell(l.sheetNames[i], c, i == 0 || row.R >= firstRow)
		}
	}
}

// badColumn finds the name of a column that a formula cannot name as it is.
var badColumn = regexp.MustCompile(`\[[^\]]*[^A-Za-z0-9 \]][^\]]*\]`)

func (l *linter) cell(sheet string, c xmlCell, ofInput bool) {
	if c.Formula != nil && badColumn.MatchString(*c.Formula) {
		l.complain("%s!%s: formula %s names a column that needs more brackets", sheet, c.R, *c.Formula)
	}
	if c.Formula != nil && c.V == "" {
		l.complain("%s!%s: formula %s without a result", sheet, c.R, *c.Formula)
	}
	if units := len(utf16.Encode([]rune(c.Text))); units > 32_767 || strings.Count(c.Text, "\n") > 253 {
		l.complain("%s!%s: %d units", sheet, c.R, units)
	}
	quoted := c.S < len(l.styles.Xfs) && l.styles.Xfs[c.S].quoted()
	if c.isText() && ofInput && !quoted && (sheet != summaryName || strings.ContainsAny(c.Text[:min(1, len(c.Text))], "=+-@")) {
		l.complain("%s!%s: %.20q has no quote prefix", sheet, c.R, c.Text)
	}
}

// links holds that links are not too many and lead somewhere.
func (l *linter) links(i int) {
	name, targets := l.sheetNames[i], map[string]string{}
	for _, r := range read[xmlRels](l.workbook, fmt.Sprintf("xl/worksheets/_rels/sheet%d.xml.rels", i+1)).Rels {
		targets[r.ID] = r.Target
	}
	if len(l.sheets[i].Links) > 65_530 {
		l.complain("%s: %d links", name, len(l.sheets[i].Links))
	}
	for _, link := range l.sheets[i].Links {
		sheet, _, _ := strings.Cut(strings.TrimPrefix(link.Location, "'"), "'!")
		if link.Location != "" && !slices.Contains(l.sheetNames, sheet) || link.Location == "" && !strings.HasPrefix(targets[link.ID], "https://learn.microsoft.com/") {
			l.complain("%s!%s leads nowhere: %q %q", name, link.Ref, link.Location, targets[link.ID])
		}
	}
}
