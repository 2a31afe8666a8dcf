package excel

import (
	"slices"
	"strconv"

	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// itemsPart adds to the items what the other matrix makes of the same data.
func (b *book) itemsPart(p render.Part) render.Part {
	kind, word := inventory.VM, "VM"
	g := &grid{estate: b.estate, to: b.estate.vms, needs: 1}
	if p.ID == "disks" {
		kind, word = inventory.Disk, "disk"
		g.from, g.to = b.estate.vms, b.estate.len()
	}
	g.Grid = b.report.ItemGrid(kind, p.Table.Heads)
	b.grids[p.ID], p.Table = g, g.table()
	p.Lead = append(p.Lead, "Every "+word+" with its verdict, the way to back it up and the reasons.", "“Why” names the rules behind the verdict; their findings stand on the sheet Findings.",
		"“Other way” is shown where the usual one does not simply say yes: Azure Disk Backup of the disks of a VM, Azure VM backup of the VM that holds a disk, and how many of them can be protected so.")
	return p
}

// dataHeads are the columns of what would tell more: facts that verdicts lack,
// and facts that further rules ask for.
var dataHeads = []render.Head{
	{ID: "add", Title: "Column", Width: 32, Kind: render.Name},
	{ID: "effect", Title: "What it settles", Width: 22, Kind: render.Words},
	{ID: "state", Title: "Now", Width: 22, Kind: render.Words},
	{ID: "items", Title: "Items", Width: 8, Kind: render.Number},
	{ID: "rules", Title: "Rules that ask for it", Width: 64, Kind: render.Name},
	{ID: "export", Title: "From", Width: 44, Kind: render.Name},
	{ID: "column", Title: "Fact", Width: 28, Kind: render.Name},
}

// dataPart joins what keeps verdicts open with what would let more rules be
// assessed: both tell which columns to add to the export.
func dataPart(open, more render.Part) render.Part {
	part := render.Part{ID: open.ID, Title: "Data to add", None: "Nothing is missing: every rule was assessed.", Lead: slices.Clone(open.Lead)}
	if open.None != "" {
		part.Lead = append(part.Lead, open.None)
	}
	part.Lead = append(part.Lead, more.Lead...)
	part.Table = &render.Table{Heads: dataHeads, Rows: func(yield func([]render.Cell) bool) {
		for cells := range open.Table.Rows {
			get := getter(open.Table, cells)
			if !yield([]render.Cell{get("add"), {Text: "open verdicts"}, get("state"), get("items"), get("rules"), get("export"), get("column")}) {
				return
			}
		}
		for cells := range more.Table.Rows {
			get := getter(more.Table, cells)
			if !yield([]render.Cell{get("column"), {Text: "more rules"}, {Text: "not in the export"}, get("items"), get("rules"), get("export"), {}}) {
				return
			}
		}
	}}
	return part
}

// getter returns cells of a row by the id of the column.
func getter(t *render.Table, cells []render.Cell) func(id string) render.Cell {
	return func(id string) render.Cell {
		if i := find(t.Heads, id); i >= 0 {
			return cells[i]
		}
		return render.Cell{}
	}
}

// rulesPart adds to the rules whether they enter verdicts, what to do, and the
// way to their findings.
func (b *book) rulesPart(p render.Part) render.Part {
	counts := b.report.Judgement.Counts
	heads := []render.Head{{ID: "enters", Title: "Enters verdict", Width: 10, Kind: render.Words}, {ID: "items", Title: "Items with findings", Width: 10, Kind: render.Number},
		{ID: "advice", Title: "Fix or advice", Width: 60, Kind: render.Words}}
	rule := find(p.Table.Heads, "rule")
	p.Table = extended(p.Table, heads, func(n int, cells []render.Cell) []render.Cell {
		c, enters := counts[n], "yes"
		if c.Rule.Affects != "backup" || c.Rule.Trigger != nil {
			enters = "no"
		}
		cells[rule].Link = "#found-" + render.Anchor(c.Rule.ID)
		return []render.Cell{{Text: enters}, {Text: strconv.Itoa(c.Affected), Number: int64(c.Affected)}, {Text: c.Rule.Guide.Fix}}
	})
	p.Lead = append(p.Lead, "The name of a rule leads to its first finding, its source to the page of Microsoft.")
	return p
}

// runHeads are the columns of what the report stands on.
var runHeads = []render.Head{
	{ID: "what", Title: "What", Width: 20, Kind: render.Words},
	{ID: "value", Title: "Value", Width: 60, Kind: render.Words},
	{ID: "date", Title: "Date (UTC)", Width: 18, Kind: render.Words},
	{ID: "age", Title: "Age (days)", Width: 10, Kind: render.Number},
	{ID: "statements", Title: "Statements", Width: 11, Kind: render.Number},
	{ID: "rules", Title: "Rules", Width: 8, Kind: render.Number},
	{ID: "sha256", Title: "SHA-256", Width: 66, Kind: render.Name},
}

// runPart says how the report was made, and by which editions and files.
func (b *book) runPart(run, editions render.Part) render.Part {
	part := render.Part{ID: "run", Title: "Run", Lead: run.Lead}
	part.Table = &render.Table{Heads: runHeads, Rows: func(yield func([]render.Cell) bool) {
		for _, row := range b.runRows(run.Table, editions.Table) {
			if !yield(row) {
				return
			}
		}
	}}
	return part
}

func (b *book) runRows(run, editions *render.Table) [][]render.Cell {
	row := func(what, value, date string) []render.Cell {
		return []render.Cell{{Text: what}, {Text: value}, {Text: date}, {}, {}, {}, {}}
	}
	var rows [][]render.Cell
	for cells := range run.Rows {
		get := getter(run, cells)
		said := row(get("what").Text, get("value").Text, get("date").Text)
		said[6] = get("sha256")
		rows = append(rows, said)
	}
	for cells := range editions.Rows {
		get := getter(editions, cells)
		edition := row("Edition", get("id").Text+": "+get("title").Text, get("date").Text)
		edition[1].Link = get("title").Link
		edition[3], edition[4], edition[5], edition[6] = get("age"), get("statements"), get("rules"), get("sha256")
		rows = append(rows, edition)
	}
	for _, in := range b.report.Judgement.Inventory.Inputs {
		input := row("Input", in.Name, "")
		input[6].Text = in.SHA256
		rows = append(rows, input)
	}
	return rows
}
