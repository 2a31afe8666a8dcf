package html

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/backready/backready/render"
)

// MaxRows is how many rows the tables of findings and of items show together,
// if nobody asks for another number. Browsers need many seconds for more, and
// nobody reads them; each table that is cut says so, and all rows are in the
// workbook.
const MaxRows = 2000

// allRows asks for every row of every table.
const allRows Rows = 0

// maxOther is how many rows any other table shows that grows with the estate.
const maxOther = 250

// ofItems are the parts whose rows are about one item each, growing the other
// parts that grow with the estate; the rest grow with the editions.
var (
	ofItems = render.OfItems
	growing = []string{"sample", "problems", "control", "changes", "changed-items", "waivers"}
)

// rows are those of a table that the page shows, and how many there are.
type rows struct {
	list [][]render.Cell
	all  int
}

// cut takes from the table of each part the rows to show. Tables of items share
// so many rows: what small ones leave goes to the large ones.
func (n Rows) cut(parts []render.Part) []rows {
	piles := make([]*pile, len(parts))
	var large []*pile
	for i, p := range parts {
		piles[i] = newPile(p, n.most(p.ID))
		if n != allRows && slices.Contains(ofItems, p.ID) {
			large = append(large, piles[i])
		}
	}
	allot(large, int(n))
	shown := make([]rows, len(parts))
	for i, p := range piles {
		shown[i] = rows{p.Worst(p.room), p.All}
	}
	return shown
}

// most is how many rows the table of a part can show at all; 0: no limit.
func (n Rows) most(part string) int {
	switch {
	case n == allRows:
	case slices.Contains(growing, part):
		return maxOther
	case slices.Contains(ofItems, part):
		return int(n)
	}
	return 0
}

// pile is the rows of one table.
type pile struct {
	*render.Pile
	room int // how many of them are shown
}

// newPile counts the rows of a part, of which at most so many are shown; 0: all.
func newPile(p render.Part, most int) *pile {
	h := &pile{Pile: render.PileOf(p.Table)}
	h.room = h.All
	if most > 0 {
		h.room = min(h.All, most)
	}
	return h
}

// allot shares the room among the tables of items. Half of it, if need be, is
// for the first one, which says what is wrong.
func allot(piles []*pile, room int) {
	if len(piles) == 0 {
		return
	}
	first, others := piles[0], piles[1:]
	wanted := 0
	for _, p := range others {
		wanted += p.All
	}
	first.room = min(first.All, max((room+1)/2, room-wanted))
	share(others, room-first.room)
}

// share gives every pile the same room, and what a pile does not need to the
// larger ones.
func share(piles []*pile, room int) {
	bySize := slices.Clone(piles)
	slices.SortStableFunc(bySize, func(a, b *pile) int { return cmp.Compare(a.All, b.All) })
	for i, p := range bySize {
		p.room = min(p.All, room/(len(bySize)-i))
		room -= p.room
	}
}

func (r rows) size() string {
	if len(r.list) < r.all {
		return grouped(len(r.list)) + " of " + counted(r.all, "row")
	}
	return counted(r.all, "row")
}

// notice says what a table leaves out and where that is.
func (r rows) notice(part string) string {
	if len(r.list) == r.all {
		return ""
	}
	order, where := "", "report.xlsx"
	switch {
	case verdictOf[part] != "":
		where += " and findings.csv"
	case slices.Contains(ofItems, part):
		order = ", unsupported items first, then undetermined, limited and supported ones"
	}
	return fmt.Sprintf("This page shows %s of %s rows%s. All rows are in %s, and on a page made with --html-rows 0.", grouped(len(r.list)), grouped(r.all), order, where)
}
