package excel

import (
	"iter"
	"slices"

	"github.com/backready/backready/evaluate"
)

// blockRows is how many rows a worker makes at once.
const blockRows = 1024

// A block is a run of rows of a grid.
type block struct {
	need     need
	from, to int // the items, by their places
	skip     int // rows of the first item that stand in the block before
	rows     int
	first    int // of them, counted from the first of the sheet
}

// A division says which rows of a grid stand where.
type division struct {
	grid   *grid
	most   int            // rows of a sheet
	rows   int            // of all sheets
	sheets [][]block      // by sheet
	met    map[string]int // of findings: the first row of each rule, from the first of all
	open   block          // the one that still grows
}

// divide divides the rows among sheets of so many, and those of a sheet among
// blocks.
func (g *grid) divide(most int) *division {
	d := &division{grid: g, most: most, met: map[string]int{}}
	for n := range g.needs {
		firsts := g.estate.firsts[n]
		d.open = block{need: n, from: g.from}
		for at := g.from; at < g.to; at++ {
			rows := g.rows(at, n)
			if rows == 0 {
				continue
			}
			for g.needs > 1 && len(firsts) > 0 && firsts[0].at == at {
				d.meet(firsts[0])
				firsts = firsts[1:]
			}
			d.add(at, rows)
		}
		d.end(g.to)
	}
	return d
}

// meet notes where a rule comes for the first time.
func (d *division) meet(f first) {
	if _, ok := d.met[f.rule.ID]; !ok {
		d.met[f.rule.ID] = d.rows + f.nth
	}
}

// add adds the rows of an item.
func (d *division) add(at, rows int) {
	for done := 0; done < rows; {
		if room := d.rows % d.most; room == 0 || d.open.rows >= blockRows {
			d.end(at + min(done, 1))
			d.open.from, d.open.skip = at, done
			if room == 0 {
				d.sheets = append(d.sheets, nil)
			}
		}
		take := min(rows-done, d.most-d.rows%d.most)
		done, d.rows, d.open.rows = done+take, d.rows+take, d.open.rows+take
	}
}

// end ends the open block before an item.
func (d *division) end(to int) {
	if d.open.rows > 0 {
		last := len(d.sheets) - 1
		d.open.to, d.open.first = to, d.rows-d.open.rows-last*d.most
		d.sheets[last] = append(d.sheets[last], d.open)
	}
	d.open.from, d.open.rows, d.open.skip = to, 0, 0
}

// place is an item and its place among all.
type place struct {
	*evaluate.Assessment
	at int
}

// all returns the rows of a block with their items.
func (g *grid) all(b block) iter.Seq2[place, row] {
	return func(yield func(place, row) bool) {
		p, skip, left := place{at: b.from - 1}, b.skip, b.rows
		one := func(r row) bool {
			if skip > 0 {
				skip--
				return true
			}
			left--
			return yield(p, r) && left > 0
		}
		for p.Assessment = range g.estate.judgement.Range(b.from, b.to) {
			p.at++
			if g.needs > 1 && !slices.Contains(g.estate.of(p.at), b.need) {
				continue // without a look at the item
			}
			if !g.each(p.at, p.Assessment, b.need, one) {
				return
			}
		}
	}
}
