package excel

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/backready/backready/render"
)

// A sheet is one table of the report on a sheet of its own. A table too long
// for one sheet goes on in further ones.
type sheet struct {
	name    string // of the sheet, unique, at most 31 characters
	table   string // of the Excel table, unique in the workbook
	title   string
	lead    []string
	none    string // said in place of rows
	tab     string // colour of the tab
	data    *render.Table
	widths  []float64
	lowRows bool // commands do not make rows high
	from    int  // rows of the table on the sheets before this one
	rows    int  // rows of the table on this one, known when it is written
}

// Where things stand on a sheet: a row with the title, the head of the table,
// its rows.
const (
	titleRow = 1
	headRow  = 2
	firstRow = 3
)

// tabs gives the tabs of sheets that belong together one colour: what to do,
// the estate, and, for all others, what the report stands on.
var tabs = map[string]string{
	"first": colourDo, "unsupported": colourDo, "arrange": colourDo, "undetermined": colourDo,
	"ways-out": colourDo, "fixes": colourDo, "findings": colourDo,
	"know": colourEstate, "vms": colourEstate, "disks": colourEstate,
}

// plan lists the sheets after the summary: one per part with a table, in the
// order of the parts, and all findings after the ways to fix them. It notes
// where the links of the report lead.
func (b *book) plan() []*sheet {
	var sheets []*sheet
	for _, p := range b.parts {
		switch {
		case p.ID == "summary" || textOnly(p):
			b.places[p.ID] = at(summaryName, 1, 1)
		case p.ID == "fixes":
			sheets = append(sheets, b.sheet(fixesPart(p)), b.sheet(b.findingsPart()))
		default:
			sheets = append(sheets, b.sheet(p))
			if p.ID == "rules" {
				b.placeRules(p)
			}
		}
	}
	return sheets
}

// textOnly reports whether a part has neither table nor fixes.
func textOnly(p render.Part) bool { return p.Table == nil && p.ID != "fixes" }

func (b *book) findingsPart() render.Part {
	return render.Part{ID: "findings", Title: "Findings", Table: b.report.Findings(), None: "No rule found anything.",
		Lead: []string{"Every finding with all its facts and the commands for its item, those that decide a verdict and those that are only to be known. A cell shows the first lines of its commands; select it to read or copy all of them."}}
}

// sheet plans the sheet of a part.
func (b *book) sheet(p render.Part) *sheet {
	b.places[p.ID] = at(p.Title, 1, titleRow)
	s := &sheet{name: p.Title, table: tableName(p.ID), title: p.Title, lead: p.Lead, none: p.None, tab: tabs[p.ID], data: p.Table, lowRows: p.ID == "findings"}
	if s.tab == "" {
		s.tab = colourGrounds
	}
	if s.none == "" {
		s.none = "None."
	}
	s.widths = widthsOf(s.data.Heads, sample(s.data))
	return s
}

// next is the sheet on which the table goes on, the n-th of it.
func (s *sheet) next(n int) *sheet {
	more := *s
	more.from, more.rows = s.from+s.rows, 0
	more.name = fmt.Sprintf("%s (%d)", s.title, n)
	more.table = fmt.Sprintf("%s_%d", strings.TrimSuffix(s.table, fmt.Sprintf("_%d", n-1)), n)
	return &more
}

// tableName makes the id of a part the name of a table: "ways-out" becomes
// "tWaysOut". None can be taken for a cell.
func tableName(id string) string {
	name := "t"
	for word := range strings.SplitSeq(id, "-") {
		name += strings.ToUpper(word[:1]) + word[1:]
	}
	return name
}

// placeRules notes where each rule stands, on the sheet of rules.
func (b *book) placeRules(p render.Part) {
	key := slices.IndexFunc(p.Table.Heads, func(h render.Head) bool { return h.ID == "rule" })
	row := firstRow
	for cells := range p.Table.Rows {
		b.places[render.Anchor(cells[key].Text)] = at(p.Title, key+1, row)
		row++
	}
}

// sampled is how many rows are looked at to find how wide columns must be.
// Making all rows twice would take too long.
const sampled = 2000

// sample returns the length of the longest line of each column.
func sample(t *render.Table) []int {
	longest := make([]int, len(t.Heads))
	n := 0
	for row := range t.Rows {
		if n++; n > sampled {
			break
		}
		for i, c := range row {
			longest[i] = max(longest[i], longestLine(c.Text))
		}
	}
	return longest
}

func longestLine(s string) int {
	longest := 0
	for line := range strings.SplitSeq(s, "\n") {
		longest = max(longest, utf8.RuneCountInString(line))
	}
	return longest
}
