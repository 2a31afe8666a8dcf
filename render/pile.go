package render

import "github.com/backready/backready/evaluate"

// OfItems are the parts whose rows are about one item each.
var OfItems = []string{"unsupported", "arrange", "ways-out", "against", "exceptions", "vms", "disks", "findings"}

// A Pile is the rows of a table counted by verdict, of which an output shows
// some. No cells are made but of those.
type Pile struct {
	table *Table
	of    [len(evaluate.Verdicts)]int
	All   int // rows
}

// PileOf counts the rows of a table, of which there may be none.
func PileOf(t *Table) *Pile {
	p := &Pile{table: t}
	if t != nil {
		for v := range t.Lazy() {
			p.of[v]++
			p.All++
		}
	}
	return p
}

// Worst returns all rows in their order or, where there are more than n, those
// with the worst verdicts, the worst first.
func (p *Pile) Worst(n int) [][]Cell {
	if p.table == nil {
		return nil
	}
	n = min(n, p.All)
	rows, room := make([][]Cell, n), [len(evaluate.Verdicts)]int{}
	next, taken := [len(evaluate.Verdicts)]int{}, 0
	for v, at := len(p.of)-1, 0; v >= 0; v-- {
		room[v] = min(p.of[v], n-at)
		next[v] = at
		at += room[v]
	}
	for v, cells := range p.table.Lazy() {
		switch {
		case taken == n:
			return rows
		case n == p.All:
			rows[taken] = cells()
		case room[v] == 0:
			continue
		default:
			rows[next[v]] = cells()
			next[v], room[v] = next[v]+1, room[v]-1
		}
		taken++
	}
	return rows
}

// First returns the first n rows.
func (p *Pile) First(n int) [][]Cell {
	var rows [][]Cell
	if p.table == nil || n <= 0 {
		return nil
	}
	for _, cells := range p.table.Lazy() {
		if rows = append(rows, cells()); len(rows) == n {
			break
		}
	}
	return rows
}
