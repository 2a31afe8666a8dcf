package html

import (
	"html/template"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
)

// part is what the template "part" shows of one part.
type part struct {
	ID, Title string
	Lead      []string
	None      string
	table
	Fixes []fix
}

// table is what the template "table" shows, together with the id and title of
// its part.
type table struct {
	Heads   []head
	Rows    template.HTML // written by rowWriter
	All     int           // how many rows there are
	Size    string        // how many of them are shown
	Notice  string        // said where that is not all
	Left    string        // the columns that paper has no room for
	Items   bool          // its rows are about one item each: the script filters them
	Verdict string        // of all rows, where no column says it
}

// head names its column by the id that the script knows it by.
type head struct{ ID, Title, Class string }

type cell struct {
	Text    string
	Verdict bool   // Text is a verdict; the stylesheet sets its icon before it
	Link    string // as [render.Cell], but only one that leads somewhere
	Away    bool   // the link leaves the report
	Long    bool   // shown in a box of its own that scrolls
	Listed  bool   // Text lists names, of which one breaks only where it does not fit into a line
}

// Names are those that the text lists, each with the comma after it: at the side of
// an element of its own that would begin a line.
func (c cell) Names() []string {
	names := strings.Split(c.Text, ", ")
	for i := range len(names) - 1 {
		names[i] += ","
	}
	return names
}

// longText is the number of characters from which a value gets a box of its own.
const longText = 600

// viewer makes views of parts. It knows the anchors that the report has, so
// that a link to a rule leads to its fix or, where it has none, to its row in
// the table of rules.
type viewer struct {
	anchors map[string]bool // taken: true once something has this id
	guides  *guides
}

func newViewer(parts []render.Part) *viewer {
	v := &viewer{anchors: map[string]bool{}, guides: newGuides()}
	for _, p := range parts {
		for _, f := range p.Fixes {
			v.anchors[render.Anchor(f.Rule.ID)] = true
		}
	}
	return v
}

func (v *viewer) part(p render.Part, shown rows) part {
	view := part{ID: p.ID, Title: render.Visible(p.Title)}
	for _, s := range p.Lead {
		view.Lead = append(view.Lead, render.Visible(s))
	}
	if p.Table != nil {
		p.Table, shown.list = without(p.Table, shown.list, notShown[p.ID])
		view.table = v.table(p, shown)
	}
	drawn := map[string]bool{}
	for _, f := range p.Fixes {
		shown := v.fix(f)
		for drawn[shown.ID] { // the same rule in two editions
			shown.ID += "-more"
		}
		drawn[shown.ID] = true
		view.Fixes = append(view.Fixes, shown)
	}
	if len(view.Rows) == 0 && len(view.Fixes) == 0 {
		view.None = render.Visible(p.None)
	}
	return view
}

// count is what the table of contents says of the size of a part; nothing where
// it is text.
func (p *part) count() string {
	switch {
	case p.None != "":
		return "0"
	case len(p.Fixes) > 0:
		return grouped(len(p.Fixes))
	case p.All > 0:
		return grouped(p.All)
	}
	return ""
}

// table views the table of a part. In the table of rules, rows of rules without
// a fix are what links to the rule lead to.
func (v *viewer) table(p render.Part, shown rows) table {
	if shown.all == 0 {
		return table{}
	}
	view := table{All: shown.all, Size: shown.size(), Notice: shown.notice(p.ID), Left: leftOut(p),
		Items: slices.Contains(ofItems, p.ID), Verdict: verdictOf[p.ID]}
	classes := make([]string, len(p.Table.Heads))
	for i, h := range p.Table.Heads {
		classes[i] = class(h, slices.Contains(notPrinted[p.ID], h.ID))
		view.Heads = append(view.Heads, head{h.ID, render.Visible(h.Title), strings.TrimSpace(classes[i] + " " + widthClass(h))})
	}
	w := newRowWriter(classes)
	for _, cells := range shown.list {
		id := ""
		if p.ID == "rules" {
			id = v.take(render.Anchor(cells[0].Text))
		}
		w.begin(id)
		for i, c := range cells {
			view := viewCell(p.Table.Heads[i], c)
			view.Listed = slices.Contains(narrowNames[p.ID], p.Table.Heads[i].ID)
			w.cell(i, view)
		}
		w.end()
	}
	view.Rows = w.html()
	return view
}

// take returns the anchor the first time that it is asked for, else nothing: an
// id stands once in a page.
func (v *viewer) take(anchor string) string {
	if v.anchors[anchor] {
		return ""
	}
	v.anchors[anchor] = true
	return anchor
}

// kindClasses are the classes of cells by the kind of their column.
var kindClasses = [...]string{render.Words: "", render.Name: "m", render.Number: "n", render.Verdict: "", render.Code: "c", render.Link: "l"}

// class is what the stylesheet knows the cells of a column by. The column of
// names stays in sight while a wide table is scrolled.
func class(h render.Head, unprinted bool) string {
	class := kindClasses[h.Kind]
	if h.Kind == render.Name && h.ID == "name" {
		class += " stick"
	}
	if unprinted {
		class += " np"
	}
	return strings.TrimSpace(class)
}

// notShown are the columns that the page has no room for, by part: links of the same
// row lead to where they stand.
var notShown = map[string][]string{"first": {"rule"}}

// narrowNames are the narrow columns that list names, by part: one with a hyphen
// would break there though it fits into the next line.
var narrowNames = map[string][]string{"first": {"which", "who"}}

// without leaves columns out of a table and of the rows that are shown of it.
func without(t *render.Table, list [][]render.Cell, ids []string) (*render.Table, [][]render.Cell) {
	if len(ids) == 0 {
		return t, list
	}
	out := &render.Table{}
	rows := make([][]render.Cell, len(list))
	for i, h := range t.Heads {
		if slices.Contains(ids, h.ID) {
			continue
		}
		out.Heads = append(out.Heads, h)
		for n := range list {
			rows[n] = append(rows[n], list[n][i])
		}
	}
	return out, rows
}

// notPrinted are the columns that paper has no room for, by part. What they say
// stands elsewhere on paper, or in the workbook.
var notPrinted = map[string][]string{
	"unsupported":   {"rule", "subscription", "source"},
	"arrange":       {"rule", "subscription", "source"},
	"findings":      {"id"},
	"vms":           {"tags", "id"},
	"disks":         {"tags", "id"},
	"rules":         {"edition"},
	"sample":        {"kind", "rules", "source"},
	"changed-items": {"subscription", "rule", "id"},
	"exceptions":    {"raised", "rule", "resourceGroup", "subscription", "id"},
	"waivers":       {"raised", "daysLeft", "ticket"},
}

// leftOut names them.
func leftOut(p render.Part) string {
	var titles []string
	for _, h := range p.Table.Heads {
		if slices.Contains(notPrinted[p.ID], h.ID) {
			titles = append(titles, render.Visible(h.Title))
		}
	}
	return strings.Join(titles, ", ")
}

// verdictOf is the verdict of every item of a part, where no column says it.
var verdictOf = map[string]string{
	"unsupported": evaluate.Unsupported.String(),
	"arrange":     evaluate.Limited.String(),
}

// widthClass sorts columns into the widths that the stylesheet knows.
func widthClass(h render.Head) string {
	for i, most := range [...]int{8, 14, 20, 32, 48} {
		if h.Width <= most {
			return "w" + strconv.Itoa(i+1)
		}
	}
	return "w6"
}

func viewCell(h render.Head, c render.Cell) cell {
	view := cell{Text: render.Visible(c.Text)}
	switch {
	case h.Kind == render.Code:
		view.Text = visibleLines(c.Text)
	case h.Kind == render.Verdict && c.Text != "":
		view.Text, view.Verdict = c.Verdict.String(), true
	case c.Text == "":
	case strings.HasPrefix(c.Link, "https://"):
		view.Link, view.Away = c.Link, true
	case strings.HasPrefix(c.Link, "#"):
		view.Link = c.Link
	}
	view.Long = utf8.RuneCountInString(view.Text) > longText
	return view
}

// visibleLines is render.Visible but for line breaks, which commands have.
func visibleLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = render.Visible(lines[i])
	}
	return strings.Join(lines, "\n")
}
