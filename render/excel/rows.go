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

// foundCells makes the cells of a row that follow from what was found, over the
// cells of another row or nil.
func (s *sheet) foundCells(cells []render.Cell, cell cellMaker, a *evaluate.Assessment, n need, r row) []render.Cell {
	if cells == nil {
		cells = make([]render.Cell, len(s.columns))
	}
	for _, g := range s.parts {
		if g.from == render.FromFound {
			for _, i := range g.columns {
				cells[i] = cell(s.order[i], a, n, r)
			}
		}
	}
	return cells
}

// show works out how these cells look. number finds the number of a text.
func (s *sheet) show(cells []render.Cell, number func(string) int) *shown {
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

// shown returns how a row looks, and what is told of its finding.
func (s *sheet) shown(cell cellMaker, a *evaluate.Assessment, n need, r row) (sh *shown, t told) {
	if r.finding != nil {
		if t = s.recall(r.finding); t.frames != nil {
			sh = t.frames[n]
		}
	} else if key, few := resultsOf(a); few {
		sh = s.told.items[key]
	}
	if sh == nil {
		sh = s.show(s.foundCells(nil, cell, a, n, r), s.book.texts.find)
	}
	return sh, t
}

// A rower makes rows. It remembers what the next row needs.
type rower struct {
	sheet  *sheet    // of which it makes rows
	cell   cellMaker // for it
	item   []byte    // the cells of the item
	ends   []int     // of its segments
	height float64
	high   float64             // of the row before
	ht     []byte              // the same, as text
	looks  []cellLooks         // by column
	text   render.TextAppender // for the sheet
	said   []byte              // a text
}

// cellLooks are how cells of items in a column look, for one worker.
type cellLooks struct {
	known       map[string]cellLook // by text
	hits, tries int
}

type cellLook struct {
	cell render.Cell
	look look
}

// Bounds of cellLooks: how many are kept, and how many tries it takes to see that
// fewer than half of the cells come again, so that it is not worth while.
const (
	mostLooks = 4096
	manyTries = 1024
)

// pays reports whether cells have come again often enough.
func (l *cellLooks) pays() bool { return l.tries < manyTries || l.hits >= l.tries/2 }

func (l *cellLooks) find(c render.Cell) (look, bool) {
	if !l.pays() {
		return look{}, false
	}
	l.tries++
	known, ok := l.known[c.Text]
	if !ok || known.cell != c {
		return look{}, false
	}
	l.hits++
	return known.look, true
}

// findText is find for a cell that has nothing but a text.
func (l *cellLooks) findText(text []byte) (look, bool) {
	if !l.pays() {
		return look{}, false
	}
	l.tries++
	known, ok := l.known[string(text)]
	if ok {
		l.hits++
	}
	return known.look, ok
}

// keeps reports whether to keep one more.
func (l *cellLooks) keeps() bool { return len(l.known) < mostLooks && l.pays() }

func (l *cellLooks) keep(c render.Cell, xml []byte, height float64) {
	if l.known == nil {
		l.known = map[string]cellLook{}
	}
	l.known[c.Text] = cellLook{c, look{slices.Clone(xml), height}}
}

// appendBlock adds the rows of a block.
func (s *sheet) appendBlock(b []byte, w *rower, from block) []byte {
	if w.sheet != s {
		w.sheet, w.cell, w.text, w.looks = s, s.grid.maker(), s.grid.Appender(), make([]cellLooks, len(s.columns))
	}
	number, before := firstRow+from.first, -1
	for p, r := range s.grid.all(from) {
		if p.at != before {
			s.showItem(w, p)
			before = p.at
		}
		b = s.appendRow(b, w, number, p.Assessment, from.need, r)
		number++
	}
	return b
}

// showItem works out the cells that follow from an item.
func (s *sheet) showItem(w *rower, p place) {
	w.item, w.ends, w.height = w.item[:0], w.ends[:0], 0
	for _, g := range s.parts {
		if g.from != render.FromItem {
			continue
		}
		for _, i := range g.columns {
			height := 0.0
			w.item, height = s.appendOfItem(w, i, p)
			w.height = max(w.height, height)
		}
		w.ends = append(w.ends, len(w.item))
	}
}

// appendOfItem adds a cell that follows from the item.
func (s *sheet) appendOfItem(w *rower, column int, p place) ([]byte, float64) {
	b, c := w.item, s.columns[column]
	if c.own >= 0 {
		return s.appendOwn(b, c, p)
	}
	if c.listing != nil && c.listing.of[p.at] >= 0 {
		look := c.looks[c.listing.of[p.at]]
		return append(b, look.xml...), look.height
	}
	if c.few != nil {
		look := c.looks[c.few(s.grid.estate, p)]
		return append(b, look.xml...), look.height
	}
	if c.appends {
		return s.appendTextOfItem(w, column, p), 0
	}
	cell := w.cell(s.order[column], p.Assessment, 0, row{})
	if look, ok := w.looks[column].find(cell); ok {
		return append(b, look.xml...), look.height
	}
	from := len(b)
	b, height := s.appendBare(b, c, cell, false, s.book.texts.find)
	if w.looks[column].keeps() {
		w.looks[column].keep(cell, b[from:], height)
	}
	return b, height
}

// appendTextOfItem is appendOfItem for a column whose texts are appended.
func (s *sheet) appendTextOfItem(w *rower, column int, p place) []byte {
	b, c, looks := w.item, s.columns[column], &w.looks[column]
	w.said = w.text(w.said[:0], s.order[column], p.Assessment, nil, nil)
	if look, ok := looks.findText(w.said); ok {
		return append(b, look.xml...)
	}
	from := len(b)
	number, listed := s.book.texts.number[string(w.said)]
	switch {
	case !harmless(w.said): // its like may be listed
		b, _ = s.appendBare(b, c, render.Cell{Text: string(w.said)}, false, s.book.texts.find)
	case listed:
		b = appendKnown(s.appendStyle(b, c), known{number: number})
	default:
		b = s.appendSaid(b, c, w.said)
	}
	if looks.keeps() {
		looks.keep(render.Cell{Text: string(w.said)}, b[from:], 0)
	}
	return b
}

// appendOwn adds the cell of a text of which every item has one of its own.
func (s *sheet) appendOwn(b []byte, c *column, p place) ([]byte, float64) {
	style, k := s.book.looks.line, known{number: s.book.texts.own + len(own)*p.at + c.own}
	if c.printed {
		style = s.book.looks.text
	}
	if c.high {
		k.height = heightOf(c.head, p.Item.Name(), c.width)
	}
	b = strconv.AppendInt(append(b, `<c s="`...), int64(style), 10)
	return appendKnown(b, k), k.height
}

// appendRow adds a row.
func (s *sheet) appendRow(b []byte, w *rower, number int, a *evaluate.Assessment, n need, r row) []byte {
	sh, t := s.shown(w.cell, a, n, r)
	found := sh.plain
	if number < s.unlinked {
		found = sh.linked
	}
	b = w.appendStart(b, number, max(w.height, sh.height, t.height))
	nth, start, end := 0, 0, 0
	for _, g := range s.parts {
		switch g.from {
		case render.FromFound:
			b, nth = append(b, found[nth]...), nth+1
		case render.FromItem:
			stop := w.ends[end]
			b, start, end = append(b, w.item[start:stop]...), stop, end+1
		case render.FromFacts:
			b = s.appendFacts(b, t, r.finding)
		default:
			for _, i := range g.columns {
				w.said = w.text(w.said[:0], s.order[i], a, r.result, r.finding)
				b = s.appendSaid(b, s.columns[i], w.said)
			}
		}
	}
	return append(b, `</row>`...)
}

// appendStart adds what begins a row of a height.
func (w *rower) appendStart(b []byte, number int, height float64) []byte {
	if height != w.high || w.ht == nil {
		w.high = height
		w.ht = append(strconv.AppendFloat(append(w.ht[:0], `" ht="`...), height, 'f', -1, 64), `" customHeight="1">`...)
	}
	return append(strconv.AppendInt(append(b, `<row r="`...), int64(number), 10), w.ht...)
}

// appendFacts adds the cell of the facts of a finding.
func (s *sheet) appendFacts(b []byte, t told, f *evaluate.Finding) []byte {
	c := s.columns[s.facts]
	if t.number < 0 {
		b, _ = s.appendBare(b, c, render.Cell{Text: render.Evidence(f)}, false, s.book.texts.find)
		return b
	}
	b = strconv.AppendInt(append(b, `<c s="`...), int64(s.book.looks.text), 10)
	return appendKnown(b, known{number: int(t.number)})
}

// appendStyle begins a cell of a text.
func (s *sheet) appendStyle(b []byte, c *column) []byte {
	style, _ := s.style(c, render.Cell{}, false)
	return strconv.AppendInt(append(b, `<c s="`...), int64(style), 10)
}

// appendSaid adds the cell of a text that only this row has.
func (s *sheet) appendSaid(b []byte, c *column, text []byte) []byte {
	b = s.appendStyle(b, c)
	switch {
	case len(text) == 0:
		return appendNumber(b, "")
	case len(text) <= mostUnits:
		if b, ok := appendTidy(append(b, inlineStart...), text, c.head.Kind == render.Code); ok {
			return append(b, inlineEnd...)
		}
	}
	return appendKnown(b, known{number: -1, clean: c.clean(string(text))})
}
