package excel

import (
	"slices"
	"strconv"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
)

// A segment is a run of columns of a sheet whose cells follow from the same.
type segment struct {
	from    render.From
	columns []int
}

// segments divides the columns of a grid on its sheet.
func (s *sheet) segments() []segment {
	var list []segment
	for i, at := range s.order {
		from := s.grid.follows(at)
		if last := len(list) - 1; last >= 0 && list[last].from == from {
			list[last].columns = append(list[last].columns, i)
		} else {
			list = append(list, segment{from, []int{i}})
		}
	}
	return list
}

// shown is how cells look that follow from what was found.
type shown struct {
	plain, linked [][]byte // by segment, the latter where links lead on
	height        float64
	links         []placed
}

// placed is a link in a column.
type placed struct {
	column int
	to     string
}

// mostShown bounds the rows whose looks are kept. More are not to be expected of
// findings that items share; those past it are made each time.
const mostShown = 20_000

// keepShown works out how rows look that are alike, and lists their texts.
func (s *sheet) keepShown() {
	type key struct {
		finding *evaluate.Finding
		need    need
		verdict evaluate.Verdict // of the item
	}
	known, cell := map[key]*shown{}, s.grid.maker()
	kept := 0
	for _, like := range s.grid.estate.all {
		for n := range s.grid.needs {
			rows := s.grid.rows(like, n)
			for i := range rows {
				k := key{rows[i].finding, n, like.first.Verdict}
				have := known[k]
				if have == nil && kept < mostShown && s.grid.holds(like) {
					have = s.show(cell, like.first, n, rows[i], s.book.texts.add)
					kept++
				}
				if k.finding != nil {
					known[k] = have
				}
				rows[i].shown = have
			}
		}
	}
}

// show works out how a row looks, but for what follows from its item.
func (s *sheet) show(cell cellMaker, a *evaluate.Assessment, n need, r row, number func(string) int) *shown {
	cells := make([]render.Cell, len(s.columns))
	for _, g := range s.parts {
		if g.from == render.FromFound {
			for _, i := range g.columns {
				cells[i] = cell(s.order[i], a, n, r)
			}
		}
	}
	sh := &shown{}
	for i, c := range cells {
		if c.Link != "" && c.Text != "" && !again(cells[i+1:], c.Link) && s.links.leads(s.book.places, c.Link) {
			sh.links = append(sh.links, placed{i, c.Link})
		}
	}
	for _, g := range s.parts {
		if g.from == render.FromFound {
			var plain, linked []byte
			for _, i := range g.columns {
				leads := slices.ContainsFunc(sh.links, func(p placed) bool { return p.column == i })
				height := 0.0
				plain, height = s.appendBare(plain, s.columns[i], cells[i], false, number)
				linked, _ = s.appendBare(linked, s.columns[i], cells[i], leads, number)
				sh.height = max(sh.height, height)
			}
			sh.plain, sh.linked = append(sh.plain, plain), append(sh.linked, linked)
		}
	}
	return sh
}

// A rower makes rows. It remembers what the next row needs.
type rower struct {
	sheet  *sheet    // of which it makes rows
	cell   cellMaker // for it
	item   []byte    // the cells of the item
	ends   []int     // of its segments
	height float64
	high   float64 // of the row before
	ht     []byte  // the same, as text
}

// appendBlock adds the rows of a block.
func (s *sheet) appendBlock(b []byte, w *rower, from block) []byte {
	if w.sheet != s {
		w.sheet, w.cell = s, s.grid.maker()
	}
	number, before := firstRow+from.first, -1
	for p, r := range s.grid.each(from) {
		if p.at != before {
			s.showItem(w, p.at, p.Assessment)
			before = p.at
		}
		b = s.appendRow(b, w, number, p.Assessment, from.need, r)
		number++
	}
	return b
}

// showItem works out the cells that follow from an item.
func (s *sheet) showItem(w *rower, at int, a *evaluate.Assessment) {
	w.item, w.ends, w.height = w.item[:0], w.ends[:0], 0
	for _, g := range s.parts {
		if g.from != render.FromItem {
			continue
		}
		for _, i := range g.columns {
			height := 0.0
			w.item, height = s.appendOfItem(w, i, at, a)
			w.height = max(w.height, height)
		}
		w.ends = append(w.ends, len(w.item))
	}
}

// appendOfItem adds a cell that follows from the item.
func (s *sheet) appendOfItem(w *rower, column, at int, a *evaluate.Assessment) ([]byte, float64) {
	b, c := w.item, s.columns[column]
	if c.own >= 0 {
		return s.appendOwn(b, c, at, a)
	}
	if c.listing != nil && c.listing.of[at] >= 0 {
		look := c.looks[c.listing.of[at]]
		return append(b, look.xml...), look.height
	}
	return s.appendBare(b, c, w.cell(s.order[column], a, 0, row{}), false, unlisted)
}

// appendOwn adds the cell of a text of which every item has one of its own.
func (s *sheet) appendOwn(b []byte, c *column, at int, a *evaluate.Assessment) ([]byte, float64) {
	style, k := s.book.looks.line, known{number: s.book.texts.own + len(own)*at + c.own}
	if c.printed {
		style = s.book.looks.text
	}
	if c.high {
		k.height = heightOf(c.head, a.Item.Name(), c.width)
	}
	b = strconv.AppendInt(append(b, `<c s="`...), int64(style), 10)
	return appendKnown(b, k), k.height
}

// appendRow adds a row.
func (s *sheet) appendRow(b []byte, w *rower, number int, a *evaluate.Assessment, n need, r row) []byte {
	sh := r.shown
	if sh == nil {
		sh = s.show(w.cell, a, n, r, s.book.texts.find)
	}
	found := sh.plain
	if number < s.unlinked {
		found = sh.linked
	}
	height := max(w.height, sh.height)
	if height != w.high || w.ht == nil {
		w.high = height
		w.ht = append(strconv.AppendFloat(append(w.ht[:0], `" ht="`...), height, 'f', -1, 64), `" customHeight="1">`...)
	}
	b = append(strconv.AppendInt(append(b, `<row r="`...), int64(number), 10), w.ht...)
	nth, start, end := 0, 0, 0
	for _, g := range s.parts {
		switch g.from {
		case render.FromFound:
			b, nth = append(b, found[nth]...), nth+1
		case render.FromItem:
			stop := w.ends[end]
			b, start, end = append(b, w.item[start:stop]...), stop, end+1
		default:
			for _, i := range g.columns {
				b, _ = s.appendBare(b, s.columns[i], w.cell(s.order[i], a, n, r), false, unlisted)
			}
		}
	}
	return append(b, `</row>`...)
}

func unlisted(string) int { return -1 }
