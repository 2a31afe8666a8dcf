package excel

import (
	"slices"
	"strings"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
)

// A layout says how the table of a part stands on its sheet.
type layout struct {
	part, name, tab string
	printed         []string // columns that are printed, by id, in their order
	beside          []string // the first columns after them; then come all others
	frozen          int
}

// layouts are the sheets after the summary, in their order: what to do, the
// estate, and what the report stands on.
var layouts = []layout{
	{part: "by-report", name: "Totals by report", tab: colourDo, frozen: 2,
		printed: []string{"report", "kind", "items", "supported", "limited", "undetermined", "unsupported", "accepted", "complete", "tenants"}},
	{part: "first", name: "Fix plan", tab: colourDo, frozen: 2,
		printed: []string{"rank", "because", "fix", "which", "items", "blocked", "frees", "effort", "who", "rule"}},
	{part: "fixes", name: "How to fix", tab: colourDo, frozen: 1,
		printed: []string{"because", "part", "step", "sh", "powershell", "rule"}},
	{part: "findings", name: "Findings", tab: colourDo, frozen: 3,
		printed: []string{needID, "kind", "name", "title", "says", "fix", "evidence", "resourceGroup", "rule"},
		beside:  []string{"verdict", "paths", "affects", "commands", "about", "lacking", "itemVerdict", "subscription", "location", "source"}},
	{part: "vms", name: "VMs", tab: colourEstate, frozen: 1,
		printed: []string{"name", "verdict", "take", "why", "instead", "toKnow", "size", "os", "disks", "location", "resourceGroup"}},
	{part: "disks", name: "Disks", tab: colourEstate, frozen: 1,
		printed: []string{"name", "verdict", "take", "why", "instead", "toKnow", "sku", "sizeGiB", "heldBy", "location", "resourceGroup"}},
	{part: "against", name: "Under another edition", tab: colourEstate, frozen: 2,
		printed: []string{"kind", "name", "now", "nowWhy", "then", "thenWhy", "edition", "resourceGroup"}},
	{part: "exceptions", name: "Exceptions", tab: colourEstate, frozen: 2,
		printed: []string{"kind", "name", "title", "verdict", "waiver", "category", "expires", "daysLeft", "reason", "owner", "approver", "ticket"}},
	{part: "waivers", name: "Register", tab: colourEstate, frozen: 1,
		printed: []string{"waiver", "state", "mind", "findings", "items", "rules", "selector", "raised", "expires", "daysLeft", "owner", "approver"}},
	{part: "changes", name: "Changes", tab: colourEstate, frozen: 2,
		printed: []string{"became", "title", "from", "to", "because", "items", "names", "act", "rule"}},
	{part: "changed-items", name: "Changed items", tab: colourEstate, frozen: 2,
		printed: []string{"kind", "name", "became", "title", "from", "to", "because", "resourceGroup"}, beside: []string{"rule", "subscription", "id"}},
	{part: "trend", name: "Trend", tab: colourEstate, frozen: 2,
		printed: []string{"kind", "date", "items", "supported", "limited", "undetermined", "unsupported", "editions", "complete", "run", "report"}},
	{part: "undetermined", name: "Data to add", tab: colourEstate, frozen: 1,
		printed: []string{"add", "effect", "state", "items", "rules", "export"}},
	{part: "rules", name: "Rules", tab: colourGrounds, frozen: 1,
		printed: []string{"rule", "title", "affects", "enters", "judged", "decided", "notAssessed", "limited", "undetermined", "unsupported", "statements", "certainty"}, beside: []string{"source", "edition", "items", "advice"}},
	{part: "notes", name: "Also mind", tab: colourGrounds, frozen: 1,
		printed: []string{"section", "text", "affects", "statement", "certainty", "edition"}},
	{part: "sample", name: "Sample", tab: colourGrounds, frozen: 1,
		printed: []string{"name", "verdict", "command", "values", "statements", "follows", "reperformed", "reperformedBy"},
		beside:  []string{"kind", "rules", "source"}},
	{part: "merged", name: "Reports merged", tab: colourGrounds, frozen: 1,
		printed: []string{"report", "title", "generated", "editions", "turned", "inputs", "rows", "complete", "sha256"}},
	{part: "inputs", name: "Inputs", tab: colourGrounds, frozen: 1,
		printed: []string{"name", "format", "rows", "vms", "disks", "other", "duplicates", "rejected", "complete", "sha256"}},
	{part: "problems", name: "Problems", tab: colourGrounds, frozen: 1,
		printed: []string{"file", "line", "column", "text", "hint"}},
	{part: "control", name: "Control totals", tab: colourGrounds, frozen: 2,
		printed: []string{"subscription", "region", "vms", "disks", "onlyNamed"}},
	{part: "run", name: "Run", tab: colourGrounds, frozen: 1,
		printed: []string{"what", "value", "date", "age", "rules", "sha256"}},
}

// plan lists the sheets after the summary and notes where the links of the
// report lead. Tables that are asked for, or tell of trouble, come only when
// there is something in them.
func (b *book) plan() []*sheet {
	parts := b.tables()
	var sheets []*sheet
	for _, l := range layouts {
		p, ok := parts[l.part]
		if !ok || l.part == "problems" && empty(p.Table) {
			continue
		}
		sheets = append(sheets, b.sheet(l, p))
		b.places[l.part] = at(l.name, 1, titleRow)
	}
	for _, l := range others(b.parts) {
		sheets = append(sheets, b.sheet(l, parts[l.part]))
	}
	b.placeRows(parts["rules"], "Rules", "rule", "")
	b.placeRows(parts["fixes"], "How to fix", "rule", "fix-")
	return sheets
}

// folded are the parts whose rows stand on the sheets of others: they are among
// the findings, the items, the data to add, the run.
var folded = []string{"summary", "unsupported", "arrange", "know", "ways-out", "more", "editions"}

// others lays out the parts that no layout knows, each on a sheet as it is, so
// that nothing of a report is lost.
func others(parts []render.Part) []layout {
	var list []layout
	for _, p := range parts {
		known := slices.ContainsFunc(layouts, func(l layout) bool { return l.part == p.ID })
		if p.Table == nil || known || slices.Contains(folded, p.ID) {
			continue
		}
		l := layout{part: p.ID, name: p.Title, tab: colourGrounds, frozen: 1}
		for _, h := range p.Table.Heads {
			l.printed = append(l.printed, h.ID)
		}
		list = append(list, l)
	}
	return list
}

// tables returns the parts that get a sheet, by id, with the tables as they
// stand there.
func (b *book) tables() map[string]render.Part {
	parts := map[string]render.Part{}
	for _, p := range b.parts {
		if p.Table != nil {
			parts[p.ID] = p
		}
		if p.ID == "fixes" {
			parts[p.ID] = fixesPart(p)
		}
	}
	parts["first"] = planPart(parts["first"])
	b.estate, b.grids = newEstate(b.report.Judgement), map[string]*grid{}
	parts["findings"] = b.findingsPart()
	for _, id := range []string{"vms", "disks"} {
		parts[id] = b.itemsPart(parts[id])
	}
	parts["undetermined"] = dataPart(parts["undetermined"], parts["more"])
	parts["rules"] = b.rulesPart(parts["rules"])
	parts["run"] = b.runPart(parts["run"], parts["editions"])
	return parts
}

// here names the sheets where texts of the report name parts.
var here = strings.NewReplacer("see Undetermined", "see Data to add", "“Undetermined”", "“Data to add”", "“What to do first”", "“Fix plan”", "“Rules applied”", "“Rules”")

func empty(t *render.Table) bool {
	for range t.Rows {
		return false
	}
	return true
}

// sheet plans the sheet of a part.
func (b *book) sheet(l layout, p render.Part) *sheet {
	s := &sheet{book: b, name: l.name, table: tableName(l.part), title: l.name, none: here.Replace(p.None), tab: l.tab, frozen: l.frozen}
	for _, lead := range p.Lead {
		s.lead = append(s.lead, here.Replace(lead))
	}
	if s.none == "" {
		s.none = "None."
	}
	order, printed := l.order(p.Table.Heads)
	s.data, s.order, s.printed = arranged(p.Table, order), order, printed
	s.grid = b.grids[l.part]
	if l.part == "findings" {
		s.seen = map[string]bool{}
	}
	s.verdict, s.tally = find(s.data.Heads, "verdict"), &[len(evaluate.Verdicts)]int{}
	s.columns = layOut(s.data.Heads, sample(s.data), printed, l.part == "findings")
	return s
}

// order returns the places of the columns in the table of the part, those that
// are printed first, and how many these are. Verdicts of matrices of one's own
// follow that of the item.
func (l layout) order(heads []render.Head) (order []int, printed int) {
	take := func(i int) {
		if i >= 0 && !slices.Contains(order, i) {
			order = append(order, i)
		}
	}
	for _, id := range l.printed {
		take(find(heads, id))
		for i, h := range heads {
			if id == "verdict" && h.Kind == render.Verdict && !slices.Contains(l.beside, h.ID) {
				take(i)
			}
		}
	}
	printed = len(order)
	for _, id := range l.beside {
		take(find(heads, id))
	}
	for i := range heads {
		take(i)
	}
	return order, printed
}

// arranged is a table with its columns in another order.
func arranged(t *render.Table, order []int) *render.Table {
	out := &render.Table{Rows: func(yield func([]render.Cell) bool) {
		row := make([]render.Cell, len(order))
		for cells := range t.Rows {
			for i, from := range order {
				row[i] = cells[from]
			}
			if !yield(row) {
				return
			}
		}
	}}
	for _, from := range order {
		out.Heads = append(out.Heads, t.Heads[from])
	}
	return out
}

// extended is a table with further columns at its end. more returns their cells
// in the n-th row, and may change the others.
func extended(t *render.Table, heads []render.Head, more func(n int, cells []render.Cell) []render.Cell) *render.Table {
	return &render.Table{Heads: slices.Concat(t.Heads, heads), Rows: func(yield func([]render.Cell) bool) {
		n, row := 0, []render.Cell{}
		for cells := range t.Rows {
			added := more(n, cells)
			if row = append(append(row[:0], cells...), added...); !yield(row) {
				return
			}
			n++
		}
	}}
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

// placeRows notes the first row of each rule on a sheet, for links to it.
func (b *book) placeRows(p render.Part, sheet, id, prefix string) {
	key, row := find(p.Table.Heads, id), firstRow
	for cells := range p.Table.Rows {
		anchor := prefix + render.Anchor(cells[key].Text)
		if b.places[anchor] == "" {
			b.places[anchor] = at(sheet, 1, row)
		}
		row++
	}
}
