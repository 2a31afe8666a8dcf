package render

import (
	"fmt"
	"slices"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

// From says what the cells of a column follow from.
type From uint8

// What cells follow from. What was found is shared by all items on which the
// editions say the same. Findings that say the same may still stand on other
// facts.
const (
	FromFound From = iota
	FromFacts
	FromItem
	FromBoth
)

// ofItem are the columns, of items and of findings, that tell of the item
// alone; ofBoth those that tell of it and of what was found.
var (
	ofItem = []string{"kind", "itemVerdict", "name", "resourceGroup", "subscription", "location", "id",
		"size", "os", "sku", "sizeGiB", "heldBy", "disks", "tags", "instead", "cannot"}
	ofBoth = []string{"about", "commands"}
)

// A Grid is a table with a row for each item or each finding. Its cells can be
// made one by one where they are wanted, by several workers at once.
type Grid struct {
	Heads []Head
	cells []func(found) Cell
}

// From says what the cells of the i-th column follow from.
func (g *Grid) From(i int) From {
	switch id := g.Heads[i].ID; {
	case slices.Contains(ofItem, id):
		return FromItem
	case slices.Contains(ofBoth, id):
		return FromBoth
	case id == "evidence":
		return FromFacts
	}
	return FromFound
}

// A CellMaker makes the cell of the i-th column in the row of a finding of a
// result, or of an item, which needs neither.
type CellMaker func(i int, a *evaluate.Assessment, res *evaluate.Result, f *evaluate.Finding) Cell

// Maker returns a maker of cells for one goroutine.
func (g *Grid) Maker() CellMaker {
	d := newDesk()
	return func(i int, a *evaluate.Assessment, res *evaluate.Result, f *evaluate.Finding) Cell {
		return g.cells[i](found{Assessment: a, result: res, finding: f, desk: d})
	}
}

// A TextAppender appends the text of a cell.
type TextAppender func(dst []byte, i int, a *evaluate.Assessment, res *evaluate.Result, f *evaluate.Finding) []byte

// Appender returns what appends texts for one goroutine, which is faster than to
// make their cells.
func (g *Grid) Appender() TextAppender {
	d := newDesk()
	return func(dst []byte, i int, a *evaluate.Assessment, res *evaluate.Result, f *evaluate.Finding) []byte {
		row := found{Assessment: a, result: res, finding: f, desk: d}
		if appendOf := appenders[g.Heads[i].ID]; appendOf != nil {
			return appendOf(dst, row)
		}
		return append(dst, g.cells[i](row).Text...)
	}
}

// Appends reports whether to append the text of a cell of the i-th column is
// faster than to make the cell, which has nothing else.
func (g *Grid) Appends(i int) bool { return appenders[g.Heads[i].ID] != nil }

// FindingGrid is [Report.Findings] as a grid.
func (r *Report) FindingGrid() *Grid {
	g := &Grid{}
	for _, c := range rawColumns() {
		g.add(c.Head, c.cell)
	}
	return g
}

// ItemGrid is the table of a kind of items as a grid, with these of its columns,
// and with the other way to back each one up.
func (r *Report) ItemGrid(kind inventory.Kind, heads []Head) *Grid {
	g := &Grid{}
	for _, h := range heads {
		for _, c := range pick(itemColumns, h.ID) {
			g.add(h, func(f found) Cell { return c.cell(f.Assessment) })
		}
		for n, e := range r.others(kind) {
			if e.Matrix == h.ID {
				g.add(h, func(f found) Cell { return verdict(f.Results[n+1].Verdict) })
			}
		}
	}
	g.add(Head{"instead", "Other way", 30, Words}, func(f found) Cell {
		ways := f.desk.waysOut(f.Assessment)
		if ways.all == 0 {
			return Cell{}
		}
		return text(fmt.Sprintf("%s: %d of %d", otherWay(f.Assessment), ways.open, ways.all))
	})
	g.add(Head{"cannot", "Not that way", 48, Name}, func(f found) Cell {
		ways := f.desk.waysOut(f.Assessment)
		return text(andMore(ways.closed, ways.all-ways.open))
	})
	return g
}

// waysOut are the other ways to back an item up as its row tells of them.
type waysOut struct {
	of        *evaluate.Assessment
	all, open int
	closed    []string // the first of those that are not open
}

// mostClosed is how many ways that are closed are named.
const mostClosed = 4

// waysOut returns those of an item, which are worked out once for its row.
func (d *desk) waysOut(a *evaluate.Assessment) *waysOut {
	w := &d.ways
	if w.of == a {
		return w
	}
	*w = waysOut{of: a, closed: w.closed[:0]}
	for other := range a.EachWayOut() {
		switch w.all++; {
		case other.Verdict <= evaluate.Limited:
			w.open++
		case len(w.closed) < mostClosed:
			w.closed = append(w.closed, notThatWay(other))
		}
	}
	return w
}

func (g *Grid) add(h Head, cell func(found) Cell) {
	g.Heads, g.cells = append(g.Heads, h), append(g.cells, cell)
}
