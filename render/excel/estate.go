package excel

import (
	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// An estate is all items as the large tables show them, with what many of them
// have in common worked out once.
type estate struct {
	judgement *evaluate.Judgement
	of        []*alike // by the place of the item among all
	all       []*alike // each once, in the order of items
	lists     []*listing
	vms       int // how many of the items are VMs; the disks follow
}

// alike is what items have in common on which the editions say the same.
type alike struct {
	first *evaluate.Assessment // of the first of them
	rows  []row                // of the findings, those that ask for most first
	upTo  [needs + 1]int       // rows that ask for n begin at upTo[n]
	self  []row                // the one in the table of items
}

// A row is one of a table. Where it is one of many that are alike, shown holds
// how it looks.
type row struct {
	result  *evaluate.Result
	finding *evaluate.Finding
	shown   *shown
}

func newEstate(j *evaluate.Judgement) *estate {
	e := &estate{judgement: j, of: make([]*alike, 0, j.Len())}
	known := newRegister()
	for a := range j.All() {
		like, first := known.find(a)
		if first {
			e.all = append(e.all, like)
		}
		e.of = append(e.of, like)
		if a.Item.Kind == inventory.VM {
			e.vms++
		}
	}
	return e
}

func newAlike(a *evaluate.Assessment) *alike {
	like := &alike{first: a, self: make([]row, 1)}
	var asked [needs][]row
	for _, res := range a.Results {
		open := res.Open()
		for _, f := range res.Findings {
			n := needOf(open, f)
			asked[n] = append(asked[n], row{result: res, finding: f})
		}
	}
	for n, rows := range asked {
		like.rows = append(like.rows, rows...)
		like.upTo[n+1] = len(like.rows)
	}
	return like
}

// A grid is a table with a row for each of some items, or for each finding on
// all of them: first those that ask for most.
type grid struct {
	*render.Grid
	estate   *estate
	from, to int // its items, by their places
	needs    need
}

// rows are those of an item, of findings those that ask for n.
func (g *grid) rows(like *alike, n need) []row {
	if g.needs == 1 {
		return like.self
	}
	return like.rows[like.upTo[n]:like.upTo[n+1]]
}

// heads are those of the columns. What a finding asks for stands in the last.
func (g *grid) heads() []render.Head {
	heads := g.Heads[:len(g.Heads):len(g.Heads)]
	if g.needs > 1 {
		heads = append(heads, render.Head{ID: needID, Title: "To do", Width: 12, Kind: render.Words})
	}
	return heads
}

// A maker of cells makes that of a column, for one goroutine.
type cellMaker func(i int, a *evaluate.Assessment, n need, r row) render.Cell

func (g *grid) maker() cellMaker {
	cell := g.Maker()
	return func(i int, a *evaluate.Assessment, n need, r row) render.Cell {
		if i == len(g.Heads) {
			return render.Cell{Text: needWords[n].word, Verdict: needWords[n].colour}
		}
		return cell(i, a, r.result, r.finding)
	}
}

// holds reports whether items that are alike have rows in it.
func (g *grid) holds(like *alike) bool {
	vm := like.first.Item.Kind == inventory.VM
	return vm && g.from < g.estate.vms || !vm && g.to > g.estate.vms
}

// follows says what the cells of a column follow from.
func (g *grid) follows(i int) render.From {
	if i == len(g.Heads) {
		return render.FromFound
	}
	return g.From(i)
}

// len is how many rows it has.
func (g *grid) len() int {
	n := g.to - g.from
	if g.needs > 1 {
		n = 0
		for _, like := range g.estate.of[g.from:g.to] {
			n += len(like.rows)
		}
	}
	return n
}

// table is the grid as any other table. The cells of a row last until the next.
func (g *grid) table() *render.Table {
	return &render.Table{Heads: g.heads(), Rows: func(yield func([]render.Cell) bool) {
		cells, cell := make([]render.Cell, len(g.heads())), g.maker()
		for n := range g.needs {
			at := g.from
			for a := range g.estate.judgement.Range(g.from, g.to) {
				for _, r := range g.rows(g.estate.of[at], n) {
					for i := range cells {
						cells[i] = cell(i, a, n, r)
					}
					if !yield(cells) {
						return
					}
				}
				at++
			}
		}
	}}
}
