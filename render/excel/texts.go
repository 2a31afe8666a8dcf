package excel

import (
	"errors"
	"slices"
	"strconv"

	"github.com/backready/backready/render"
)

// Bounds of what is kept in memory for texts that come again.
const (
	mostTexts = 50_000
	mostBytes = 16 << 20
)

// texts are the shared strings of the workbook: a text that comes again and
// again is written once and named by its number, which makes the file half as
// long. What comes after the bounds are met stands in its own cell.
//
// Every item of a large table has texts of its own as well. Their numbers follow
// from its place, so that they need not be kept.
type texts struct {
	number map[string]int
	xml    []byte
	next   int // the number of the next text
	own    int // the first number of those of items
	items  int // how many of these
	before int // the length of xml before these
}

func newTexts() *texts { return &texts{number: map[string]int{}} }

// add returns the number of a text, -1 where there is no room for it.
func (t *texts) add(text string) int {
	if n, ok := t.number[text]; ok {
		return n
	}
	if len(t.number) == mostTexts || len(t.xml)+len(text) > mostBytes {
		return -1
	}
	n := t.next
	t.number[text] = n
	t.next++
	t.xml = appendShared(t.xml, text)
	return n
}

// find returns the number of a text, -1 where it has none. Workers may ask while
// nothing is added.
func (t *texts) find(text string) int {
	if n, ok := t.number[text]; ok {
		return n
	}
	return -1
}

// reserve numbers the texts of so many items of their own.
func (t *texts) reserve(items int) {
	if t.items == 0 {
		t.own, t.items, t.before = t.next, items, len(t.xml)
		t.next += len(own) * items
	}
}

// writeTexts writes the part of the workbook that holds the shared strings.
func (b *book) writeTexts() error {
	t := b.texts
	w := b.packer.begin("xl/sharedStrings.xml", "")
	_, err := w.Write(slices.Concat([]byte(xmlHead+`<sst xmlns="`+mainSpace+`" uniqueCount="`+strconv.Itoa(t.next)+`">`), t.xml[:t.before]))
	err = errors.Join(err, w.inBlocks((t.items+blockRows-1)/blockRows, func(h *hand, n int) {
		for a := range b.report.Judgement.Range(n*blockRows, min(t.items, (n+1)*blockRows)) {
			h.text = appendOwnShared(h.text, a.Item.Name())
			h.id = a.Item.AppendID(h.id[:0])
			h.text = appendOwnShared(h.text, h.id)
		}
	}))
	_, last := w.Write(append(t.xml[t.before:], `</sst>`...))
	return errors.Join(err, last, w.Close())
}

// appendOwnShared is appendShared for a text of an item that is not clean yet. Most
// stand for themselves.
func appendOwnShared[T string | []byte](b []byte, text T) []byte {
	for i := range len(text) {
		if c := text[i]; (marks[c] != 0 || c == ' ') && (c != '_' || i+1 < len(text) && text[i+1] == 'x') {
			return appendShared(b, clean(string(text)))
		}
	}
	if len(text) > mostUnits {
		return appendShared(b, clean(string(text)))
	}
	return append(append(append(b, `<si><t>`...), text...), `</t></si>`...)
}

// appendShared adds a text as one that cells name by its number.
func appendShared[T string | []byte](b []byte, text T) []byte {
	if spaced(text) {
		b = append(b, `<si><t xml:space="preserve">`...)
	} else {
		b = append(b, `<si><t>`...)
	}
	return append(appendText(b, text), `</t></si>`...)
}

// spaced reports whether a text has spaces that a reader might strip.
func spaced[T string | []byte](text T) bool {
	for i := range len(text) {
		if text[i] <= ' ' {
			return true
		}
	}
	return false
}

// A column of a sheet knows the texts that came in it.
type column struct {
	head    render.Head
	letters string // of its name: A, B
	width   float64
	printed bool // and wraps its text
	high    bool // makes rows as high as its text needs
	known   map[string]known
	asked   int
	appends bool                     // of a large table: the texts of items are appended, see render.Grid.Appends
	own     int                      // of a large table: its place among those that own names, -1 for none
	listing *listing                 // the texts of the column, and
	looks   []look                   // how their cells look
	few     func(*estate, place) int // of a large table: which of the looks an item has, nil where a listing says
}

// known is what is worked out once for a text of a column.
type known struct {
	clean  string // where number is -1
	number int
	height float64
}

// mostKnown bounds the texts that a column keeps. Where most are new, as with
// ids, it stops keeping them.
const mostKnown = 2000

// text looks a text of a cell up, or works it out.
func (c *column) text(t *texts, text string) known {
	if k, ok := c.known[text]; ok {
		return k
	}
	c.asked++
	k := c.workOut(text)
	if c.keeps() {
		k.number = t.add(k.clean)
		c.known[text] = k
	}
	return k
}

// workOut makes a text what a cell of the column holds.
func (c *column) workOut(text string) known {
	k := known{number: -1, clean: c.clean(text)}
	if c.high {
		k.height = heightOf(c.head, text, c.width)
	}
	return k
}

// clean makes a text what a cell may hold.
func (c *column) clean(text string) string {
	if c.head.Kind == render.Code {
		return cleanLines(text)
	}
	return clean(text)
}

// keeps reports whether it is worth while to keep one more text.
func (c *column) keeps() bool { return c.asked <= mostKnown && len(c.known) < mostKnown }
