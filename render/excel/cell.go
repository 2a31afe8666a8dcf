package excel

import (
	"strconv"
	"strings"
	"time"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
)

const (
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainSpace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relSpace  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

// appendText adds text to XML, within an element or an attribute. Control
// characters are gone already. Excel reads _x000D_ as a character; to keep such
// a text as it is, its first underscore is written that way itself.
func appendText[T string | []byte](b []byte, s T) []byte {
	done := 0
	for i := range len(s) {
		if marks[s[i]]&escaped == 0 {
			continue
		}
		if instead := insteadOf(s[i:min(i+7, len(s))]); instead != "" {
			b = append(append(b, s[done:i]...), instead...)
			done = i + 1
		}
	}
	return append(b, s[done:]...)
}

// appendTidy is appendText for a text that is looked at for the first time. It
// gives up where a character is no visible ASCII, or a break where there are to
// be none or too many. b must not be used any more then, but for what was there.
func appendTidy(b, s []byte, lines bool) (longer []byte, ok bool) {
	done, breaks := 0, 0
	for i, c := range s {
		switch mark := marks[c]; {
		case mark == 0:
		case mark == hidden:
			if breaks++; c != '\n' || !lines || breaks >= mostLines {
				return nil, false
			}
		default:
			if instead := insteadOf(s[i:min(i+7, len(s))]); instead != "" {
				b = append(append(b, s[done:i]...), instead...)
				done = i + 1
			}
		}
	}
	return append(b, s[done:]...), true
}

// insteadOf is what stands for the first character of a text, "" for itself.
func insteadOf[T string | []byte](s T) string {
	switch s[0] {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '"':
		return "&quot;"
	}
	if isEscape(string(s)) {
		return "_x005F_"
	}
	return ""
}

// marks are the characters at which one must look twice: in XML, and because
// they are not visible ASCII.
var marks = func() (table [256]uint8) {
	for c := range table {
		if c < ' ' || c >= 0x7f {
			table[c] = hidden
		}
	}
	for _, c := range "&<>\"_" {
		table[c] = escaped
	}
	return table
}()

const (
	escaped = 1 + iota
	hidden
)

// isEscape reports whether a text begins like _x000D_.
func isEscape(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(s[2:6], 16, 16)
	return err == nil
}

// appendCell adds a cell to the row and returns the height it asks for.
func (s *sheet) appendCell(b []byte, c *column, row int, cell render.Cell, linked bool) ([]byte, float64) {
	style, number := s.style(c, cell, linked)
	b = append(append(b, `<c r="`...), c.letters...)
	b = append(strconv.AppendInt(b, int64(row), 10), '"')
	b = strconv.AppendInt(append(b, ` s="`...), int64(style), 10)
	if cell.Text == "" || number != "" {
		return appendNumber(b, number), 0
	}
	k := c.text(s.book.texts, cell.Text)
	return appendKnown(b, k), k.height
}

// appendBare adds a cell of a large table. Its place, which would take most of
// the room, follows from those before it. number finds the number of a text, -1
// where it is not listed.
func (s *sheet) appendBare(b []byte, c *column, cell render.Cell, linked bool, number func(string) int) ([]byte, float64) {
	style, digits := s.style(c, cell, linked)
	b = strconv.AppendInt(append(b, `<c s="`...), int64(style), 10)
	if cell.Text == "" || digits != "" {
		return appendNumber(b, digits), 0
	}
	k := c.workOut(cell.Text)
	k.number = number(k.clean)
	return appendKnown(b, k), k.height
}

// appendNumber ends a cell with a number, or none.
func appendNumber(b []byte, number string) []byte {
	if number == "" {
		return append(b, `"/>`...)
	}
	return append(append(append(b, `"><v>`...), number...), `</v></c>`...)
}

// appendKnown ends a cell with a text.
func appendKnown(b []byte, k known) []byte {
	if k.number >= 0 {
		b = strconv.AppendInt(append(b, `" t="s"><v>`...), int64(k.number), 10)
		return append(b, `</v></c>`...)
	}
	return append(appendText(append(b, inlineStart...), k.clean), inlineEnd...)
}

const (
	inlineStart = `" t="inlineStr"><is><t xml:space="preserve">`
	inlineEnd   = `</t></is></c>`
)

// style returns the style of a cell, and its number where it is one: a count or
// a time.
func (s *sheet) style(c *column, cell render.Cell, linked bool) (style int, number string) {
	l := &s.book.looks
	switch {
	case linked && c.printed:
		return l.link, numberOf(c, cell)
	case linked:
		return l.linkLine, numberOf(c, cell)
	case c.head.Kind == render.Number && numberOf(c, cell) != "":
		return l.number, cell.Text
	case isDate(c.head):
		return s.book.time(cell.Text)
	case c.head.Kind == render.Verdict || coloured(c.head) && cell.Verdict != evaluate.Supported:
		return l.verdict[cell.Verdict], ""
	case c.head.Kind == render.Code:
		return l.code, ""
	case c.printed:
		return l.text, ""
	}
	return l.line, ""
}

// numberOf is the text of a count that Excel keeps: it rounds to 15 digits.
func numberOf(c *column, cell render.Cell) string {
	n := cell.Number
	if c.head.Kind != render.Number || cell.Text != strconv.FormatInt(n, 10) || n <= -1e15 || n >= 1e15 {
		return ""
	}
	return cell.Text
}

// isDate tells the columns of days and times.
func isDate(h render.Head) bool { return h.ID == "date" }

// coloured tells a column of words that has the colours of verdicts, but for
// that of what asks for nothing.
func coloured(h render.Head) bool { return h.ID == needID }

// time is the style and number of a day or a point of time in UTC. Without a
// number it is a text: Excel knows no time before 1900.
func (b *book) time(text string) (style int, number string) {
	if day, err := time.Parse(time.DateOnly, text); err == nil && day.Year() > 1900 {
		return b.looks.date, serial(day)
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil && t.Year() > 1900 {
		return b.looks.moment, serial(t.Truncate(time.Minute))
	}
	return b.looks.text, ""
}

// serial is a time as Excel counts: days since the end of 1899.
func serial(t time.Time) string {
	days := t.UTC().Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24
	return strings.TrimSuffix(strconv.FormatFloat(days, 'f', 10, 64), ".0000000000")
}
