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
	}
	known := map[key]*shown{}
	kept := 0
	for _, like := range s.grid.estate.all {
		for n := range s.grid.needs {
			rows := s.grid.rows(like, n)
			for i := range rows {
				k := key{rows[i].finding, n}
				have := known[k]
				if have == nil && kept < mostShown && s.grid.holds(like) {
					have = s.show(like.first, n, rows[i], s.book.texts.add)
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
func (s *sheet) show(a *evaluate.Assessment, n need, r row, number func(string) int) *shown {
	cells := make([]render.Cell, len(s.columns))
	for _, g := range s.parts {
		if g.from == render.FromFound {
			for _, i := range g.columns {
				cells[i] = s.grid.cell(s.order[i], a, n, r)
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

// listed are the columns that tell of the item and whose texts come again and
// again; numbered those whose texts are its own, in the order in which the
// workbook lists them.
var (
	listed   = []string{"kind", "itemVerdict", "location", "resourceGroup", "subscription", "size", "os", "sku"}
	numbered = []string{"name", "id"}
)

// list lists the texts of the items that come again and again.
func (s *sheet) list() {
	for i, at := range s.order {
		if !slices.Contains(listed, s.columns[i].head.ID) {
			continue
		}
		last := ""
		for a := range s.grid.estate.judgement.Range(s.grid.from, s.grid.to) {
			if text := s.grid.cell(at, a, 0, row{}).Text; text != last {
				s.book.texts.add(clean(text))
				last = text
			}
		}
	}
}

// A rower makes rows. It remembers what the next row of the same item needs, and
// the numbers of texts that follow each other in a column.
type rower struct {
	item   []byte // the cells of the item
	ends   []int  // of its segments
	height float64
	last   []lastText // by column
	high   float64    // of the row before, as text
	ht     []byte
}

type lastText struct {
	text   string
	number int
}

// appendBlock adds the rows of a block.
func (s *sheet) appendBlock(b []byte, w *rower, from block) []byte {
	if len(w.last) == 0 {
		w.last = make([]lastText, len(s.columns))
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
			c, height := s.columns[i], 0.0
			if n := slices.Index(numbered, c.head.ID); n >= 0 {
				w.item, height = s.appendNumbered(w.item, c, at, n, a)
			} else {
				w.item, height = s.appendBare(w.item, c, s.grid.cell(s.order[i], a, 0, row{}), false, w.number(s, i))
			}
			w.height = max(w.height, height)
		}
		w.ends = append(w.ends, len(w.item))
	}
}

// number finds the numbers of texts of a column.
func (w *rower) number(s *sheet, column int) func(string) int {
	if !slices.Contains(listed, s.columns[column].head.ID) {
		return func(string) int { return -1 }
	}
	last := &w.last[column]
	return func(text string) int {
		if text != last.text {
			last.text, last.number = text, s.book.texts.find(text)
		}
		return last.number
	}
}

// appendNumbered adds the cell of a text of which every item has one of its own.
func (s *sheet) appendNumbered(b []byte, c *column, at, n int, a *evaluate.Assessment) ([]byte, float64) {
	style := s.book.looks.line
	k := known{number: s.book.texts.own + len(numbered)*at + n}
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
		sh = s.show(a, n, r, s.book.texts.find)
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
				b, _ = s.appendBare(b, s.columns[i], s.grid.cell(s.order[i], a, n, r), false, unlisted)
			}
		}
	}
	return append(b, `</row>`...)
}

func unlisted(string) int { return -1 }
