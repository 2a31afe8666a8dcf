package excel

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/backready/backready/render"
)

// Widths of columns, in digits of the usual font.
const (
	widest   = 60  // past it text wraps, or is cut where it is not printed
	roomy    = 210 // of what is printed: more is too small to read when it fits the width of a page
	narrowed = 18  // to which columns of text are narrowed for that, but no further
)

// layOut works out the columns of a sheet from the longest line in each. The
// first ones are printed.
func layOut(heads []render.Head, longest []int, printed int, lowRows bool) []*column {
	columns := make([]*column, len(heads))
	for i, h := range heads {
		letters, _ := excelize.ColumnNumberToName(i + 1) // it is above 0
		columns[i] = &column{head: h, letters: letters, known: map[string]known{},
			width: max(leastWidth(h), widthOf(h, longest[i])), printed: i < printed,
			high: i < printed || h.Kind == render.Code && !lowRows}
	}
	columns[0].width = max(columns[0].width, float64(utf8.RuneCountInString(backText))+2)
	narrow(columns[:printed])
	return columns
}

// widthOf is the width of the longest line, but no more than the head asks for.
// Numbers and times are never cut: Excel would show ####. Links are not broken,
// as LibreOffice cannot.
func widthOf(h render.Head, longest int) float64 {
	switch {
	case h.Kind == render.Number || isDate(h):
		return float64(longest + longest/3 + 5)
	case slices.Contains(toFillIn, h.ID):
		return float64(h.Width)
	case h.Kind == render.Link || h.ID == "sha256":
		return float64(min(longest+4, 72))
	}
	return float64(min(longest+3, h.Width+2, widest))
}

// leastWidth is what the words of the title and the filter button need.
func leastWidth(h render.Head) float64 {
	least := 0
	for word := range strings.FieldsSeq(h.Title) {
		least = max(least, utf8.RuneCountInString(word)+5)
	}
	if h.Kind == render.Number {
		least++ // it is indented further
	}
	return float64(least)
}

// narrow takes width from the widest columns of text until they are roomy no
// more.
func narrow(columns []*column) {
	wanted := make([]float64, len(columns))
	for i, c := range columns {
		wanted[i] = c.width
	}
	for most := float64(widest); most >= narrowed && sum(columns) > roomy; most-- {
		for i, c := range columns {
			if c.head.Kind == render.Words || c.head.Kind == render.Name || c.head.Kind == render.Code {
				c.width = max(leastWidth(c.head), min(wanted[i], max(most, kept[c.head.ID])))
			}
		}
	}
}

// toFillIn are the columns that are empty until the reader writes in them.
var toFillIn = []string{"reperformed", "reperformedBy"}

// kept are the widths down to which columns are narrowed whose text breaks badly.
var kept = map[string]float64{"name": 34, "rule": 38, "edition": 24, "sha256": 72, "step": 42, "sh": 46, "powershell": 46, "values": 44}

func sum(columns []*column) float64 {
	total := 0.0
	for _, c := range columns {
		total += c.width
	}
	return total
}

// highest is the height past which Excel lets no row grow, in points.
const highest = 409

// heightOf is the height in points that a text takes in a column of a width.
func heightOf(h render.Head, text string, width float64) float64 {
	each, fits := 14.6, 1.15 // letters are narrower than digits
	switch {
	case h.Kind == render.Code:
		each, fits = 12.5, 1
	case h.Kind == render.Name || width < 26: // where words are long beside the column
		fits = 1
	}
	lines, room := 0, (width-1.5)*fits-1
	for line, rest, more := strings.Cut(text, "\n"); ; line, rest, more = strings.Cut(rest, "\n") {
		if lines += linesIn(line, room); !more {
			break
		}
	}
	return min(highest, float64(lines)*each+2)
}

// linesIn is how many lines a text takes that breaks after so many characters,
// between words and after hyphens where it can.
func linesIn(text string, width float64) int {
	if float64(len(text)) <= width {
		return 1
	}
	l, from := liner{width: width, lines: 1}, 0
	for i := range len(text) {
		switch breaks[text[i]] {
		case noBreak:
		case atSpace:
			l.length = i - from
			l.end()
			from = i + 1
		case afterHyphen:
			l.length = i + 1 - from
			l.end()
			from = i + 1
		default:
			return linesOf(text, width)
		}
	}
	l.length = len(text) - from
	l.end()
	return l.lines
}

// breaks says of a character whether lines break at it.
var breaks = func() (table [256]uint8) {
	for c := range table {
		if c < ' ' || c >= utf8.RuneSelf {
			table[c] = unknown
		}
	}
	table[' '], table['-'] = atSpace, afterHyphen
	return table
}()

const (
	noBreak uint8 = iota
	atSpace
	afterHyphen
	unknown
)

// linesOf is linesIn for a text that is not ASCII alone.
func linesOf(text string, width float64) int {
	l := liner{width: width, lines: 1}
	for word := range strings.FieldsSeq(text) {
		for part := range strings.SplitAfterSeq(word, "-") {
			l.length = utf8.RuneCountInString(part)
			l.end()
		}
	}
	return l.lines
}

// A liner breaks a text into lines.
type liner struct {
	width  float64
	lines  int
	used   int // characters of the line
	length int // of the part of a word that is being read
}

// end ends a part of a word.
func (l *liner) end() {
	if l.length == 0 {
		return
	}
	if l.used > 0 && float64(l.used+1+l.length) > l.width {
		l.lines, l.used = l.lines+1, -1
	}
	for l.used++; float64(l.length) > l.width; l.length -= max(1, int(l.width)) {
		l.lines++
	}
	l.used, l.length = l.used+l.length, 0
}

// sampled is how many rows are looked at to find how wide columns must be.
// Making all rows twice would take too long.
const sampled = 2000

// sample returns the length of the longest line of each column.
func sample(t *render.Table) []int {
	longest := make([]int, len(t.Heads))
	n := 0
	for row := range t.Rows {
		if n++; n > sampled {
			break
		}
		for i, c := range row {
			longest[i] = max(longest[i], longestLine(c.Text))
		}
	}
	return longest
}

func longestLine(s string) int {
	longest := 0
	for line := range strings.SplitSeq(s, "\n") {
		longest = max(longest, utf8.RuneCountInString(line))
	}
	return longest
}

// find returns the index of the head with an id, -1 where there is none.
func find(heads []render.Head, id string) int {
	return slices.IndexFunc(heads, func(h render.Head) bool { return h.ID == id })
}
