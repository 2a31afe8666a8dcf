package excel

import (
	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// An estate is all items as the large tables show them: what is asked of the
// reader by each finding, so that these can be gone through in the order of what
// they ask for.
type estate struct {
	judgement *evaluate.Judgement
	asks      []need         // by each finding, in the order of items
	starts    []uint32       // where those of each item begin, and where all end
	firsts    [needs][]first // in the order of items
	lists     []*listing
	sorts     []place // the first of each kind and verdict
	vms       int     // how many of the items are VMs; the disks follow
}

// A first is where findings of a rule ask for the same for the first time: in the
// nth row that the item at a place has among those.
type first struct {
	rule    *evaluate.Rule
	at, nth int
}

// A row is one of a table: a finding, or an item, which needs neither.
type row struct {
	result  *evaluate.Result
	finding *evaluate.Finding
}

// mostResults bounds the results of which is remembered what they ask for.
const mostResults = 1 << 15

func newEstate(j *evaluate.Judgement) *estate {
	e := &estate{judgement: j, starts: make([]uint32, 1, j.Len()+1)}
	known, met, had := map[*evaluate.Result]int{}, map[meeting]bool{}, [2][len(evaluate.Verdicts)]bool{}
	for a := range j.All() {
		for _, res := range a.Results {
			if from, ok := known[res]; ok {
				e.asks = append(e.asks, e.asks[from:from+len(res.Findings)]...)
				continue
			}
			if len(known) == mostResults {
				clear(known)
			}
			known[res] = len(e.asks)
			e.ask(res, met)
		}
		e.starts = append(e.starts, uint32(len(e.asks)))
		if had := &had[a.Item.Kind][a.Verdict]; !*had {
			*had, e.sorts = true, append(e.sorts, place{a, len(e.starts) - 2})
		}
		if a.Item.Kind == inventory.VM {
			e.vms++
		}
	}
	return e
}

// meeting is a rule and what one of its findings asks for.
type meeting struct {
	rule *evaluate.Rule
	need need
}

// ask adds what the findings of a result on the next item ask for.
func (e *estate) ask(res *evaluate.Result, met map[meeting]bool) {
	at := len(e.starts) - 1
	open := res.Open()
	for _, f := range res.Findings {
		n := needOf(open, f)
		if m := (meeting{f.Rule, n}); !met[m] {
			met[m] = true
			e.firsts[n] = append(e.firsts[n], first{f.Rule, at, countOf(e.asks[e.starts[at]:], n)})
		}
		e.asks = append(e.asks, n)
	}
}

// of is what is asked for by the findings on the item at a place.
func (e *estate) of(at int) []need { return e.asks[e.starts[at]:e.starts[at+1]] }

// kind is that of the item at a place.
func (e *estate) kind(at int) inventory.Kind {
	if at < e.vms {
		return inventory.VM
	}
	return inventory.Disk
}

func (e *estate) len() int { return len(e.starts) - 1 }

func countOf(asks []need, n need) int {
	count := 0
	for _, a := range asks {
		if a == n {
			count++
		}
	}
	return count
}

// A grid is a table with a row for each of some items, or for each finding on
// all of them: first those that ask for most.
type grid struct {
	*render.Grid
	estate   *estate
	from, to int // its items, by their places
	needs    need
}

// rows is how many rows the item at a place has, of findings those that ask for n.
func (g *grid) rows(at int, n need) int {
	if g.needs == 1 {
		return 1
	}
	return countOf(g.estate.of(at), n)
}

// each yields the rows of an assessment, of findings those that ask for n.
func (g *grid) each(at int, a *evaluate.Assessment, n need, yield func(row) bool) bool {
	if g.needs == 1 {
		return yield(row{})
	}
	asks := g.estate.of(at)
	for _, res := range a.Results {
		for i, f := range res.Findings {
			if asks[i] == n && !yield(row{res, f}) {
				return false
			}
		}
		asks = asks[len(res.Findings):]
	}
	return true
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

// follows says what the cells of a column follow from.
func (g *grid) follows(i int) render.From {
	if i == len(g.Heads) {
		return render.FromFound
	}
	return g.From(i)
}

// len is how many rows it has.
func (g *grid) len() int {
	if g.needs == 1 {
		return g.to - g.from
	}
	return len(g.estate.asks)
}

// table is the grid as any other table. The cells of a row last until the next.
func (g *grid) table() *render.Table {
	return &render.Table{Heads: g.heads(), Rows: func(yield func([]render.Cell) bool) {
		cells, cell := make([]render.Cell, len(g.heads())), g.maker()
		for n := range g.needs {
			for p, r := range g.all(block{need: n, from: g.from, to: g.to, rows: g.len()}) {
				for i := range cells {
					cells[i] = cell(i, p.Assessment, n, r)
				}
				if !yield(cells) {
					return
				}
			}
		}
	}}
}
