package excel

import (
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
type texts struct {
	number map[string]int
	xml    []byte
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
	n := len(t.number)
	t.number[text] = n
	t.xml = append(t.xml, `<si><t xml:space="preserve">`...)
	t.xml = appendText(t.xml, text)
	t.xml = append(t.xml, `</t></si>`...)
	return n
}

// part is the part of the workbook that holds them.
func (t *texts) part() []byte {
	b := []byte(xmlHead + `<sst xmlns="` + mainSpace + `" uniqueCount="` + strconv.Itoa(len(t.number)) + `">`)
	return append(append(b, t.xml...), `</sst>`...)
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
	k := known{number: -1}
	if c.head.Kind == render.Code {
		k.clean = cleanLines(text)
	} else {
		k.clean = clean(text)
	}
	if c.high {
		k.height = heightOf(c.head, text, c.width)
	}
	if c.keeps() {
		k.number = t.add(k.clean)
		c.known[text] = k
	}
	return k
}

// keeps reports whether it is worth while to keep one more text.
func (c *column) keeps() bool { return c.asked <= mostKnown && len(c.known) < mostKnown }
