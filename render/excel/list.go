package excel

import (
	"slices"

	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// listed are the columns of large tables that tell of the item and whose texts
// come again and again, own those whose texts are its own. The workbook lists
// the latter item by item, in this order.
var (
	listed = []struct {
		id string
		of func(*inventory.Item) string
	}{
		{"resourceGroup", (*inventory.Item).ResourceGroup},
		{"subscription", (*inventory.Item).Subscription},
		{"location", (*inventory.Item).Location},
	}
	own = []string{"name", "id"}
)

// fewOf are the columns that tell of the item and have a few texts, and which of
// them an item has. They don't look at the item itself.
var fewOf = map[string]func(*estate, place) int{
	"kind":        func(e *estate, p place) int { return int(e.kind(p.at)) },
	"itemVerdict": func(_ *estate, p place) int { return int(p.Verdict) },
}

// mostListed bounds the texts of a listing.
const mostListed = 20_000

// A listing is the texts of a column, and which of them each item has: -1 where
// they were too many.
type listing struct {
	texts []string
	of    []int32 // by the place of the item among all
}

// look is how a cell with a text of a listing looks.
type look struct {
	xml    []byte
	height float64
}

// listings works out the listings of the estate, once and in one pass.
func (e *estate) listings() []*listing {
	if e.lists != nil {
		return e.lists
	}
	known := make([]map[string]int32, len(listed))
	last := make([]string, len(listed))
	for i := range listed {
		e.lists, known[i] = append(e.lists, &listing{of: make([]int32, e.len())}), map[string]int32{}
	}
	at := 0
	for a := range e.judgement.All() {
		for i, l := range listed {
			of := e.lists[i].of
			if text := l.of(a.Item); at == 0 || text != last[i] {
				of[at], last[i] = e.lists[i].add(known[i], text), text
			} else {
				of[at] = of[at-1]
			}
		}
		at++
	}
	return e.lists
}

func (l *listing) add(known map[string]int32, text string) int32 {
	n, ok := known[text]
	if !ok {
		if n = int32(len(l.texts)); n == mostListed {
			return -1
		}
		known[text] = n
		l.texts = append(l.texts, text)
	}
	return n
}

// list works out how the cells of items look that come again and again.
func (s *sheet) list() {
	lists := s.grid.estate.listings()
	for at, c := range s.columns {
		c.own = slices.Index(own, c.head.ID)
		for i, l := range listed {
			if l.id == c.head.ID {
				c.listing = lists[i]
			}
		}
		c.few = fewOf[c.head.ID]
		ofItem := s.grid.follows(s.order[at]) == render.FromItem
		c.appends = ofItem && !c.high && s.grid.Appends(s.order[at])
		switch {
		case !ofItem:
			c.few = nil
		case c.listing != nil:
			s.listLooks(c)
		case c.few != nil:
			s.listFew(at)
		case c.own < 0:
			s.listSome(at)
		}
	}
}

func (s *sheet) listLooks(c *column) {
	for _, text := range c.listing.texts {
		var k look
		k.xml, k.height = s.appendBare(nil, c, render.Cell{Text: text}, false, s.book.texts.add)
		c.looks = append(c.looks, k)
	}
}

// listFew works out how the cells of a column with a few texts look, each of the
// first item that has it.
func (s *sheet) listFew(at int) {
	c, cell := s.columns[at], s.grid.maker()
	for _, p := range s.grid.estate.sorts {
		n := c.few(s.grid.estate, p)
		for len(c.looks) <= n {
			c.looks = append(c.looks, look{})
		}
		if c.looks[n].xml == nil {
			c.looks[n].xml, c.looks[n].height = s.appendBare(nil, c, cell(s.order[at], p.Assessment, 0, row{}), false, s.book.texts.add)
		}
	}
}

// listSome lists the texts of a column that come again among some of the items,
// all over the table. All others stand in their cells.
func (s *sheet) listSome(at int) {
	seen, cell, j := map[string]int{}, s.grid.maker(), s.grid.estate.judgement
	for i := s.grid.from; i < s.grid.to; i += 1 + (s.grid.to-s.grid.from)/sampled {
		for a := range j.Range(i, i+1) {
			c := cell(s.order[at], a, 0, row{})
			if _, number := s.style(s.columns[at], c, false); c.Text == "" || number != "" {
				continue
			}
			if seen[c.Text]++; seen[c.Text] == 2 {
				s.book.texts.add(s.columns[at].workOut(c.Text).clean)
			}
		}
	}
}
