// Package csv writes the findings of a report as one flat table for other
// programs and spreadsheets.
package csv

import (
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/backready/backready/render"
)

// Render writes one record per finding with the stable column names of the
// report's table of columns, and last whether the evidence is complete, RFC 4180,
// UTF-8. A text that a spreadsheet would take for a formula gets a leading
// apostrophe; report.json has it unchanged.
func Render(w io.Writer, r *render.Report) error {
	var top []byte
	for _, h := range r.Findings().Heads {
		top = append(appendField(top, h.ID), ',')
	}
	if _, err := w.Write(append(top, "completeness\r\n"...)); err != nil {
		return err
	}
	last := "complete"
	if len(r.Incomplete()) > 0 {
		last = "incomplete"
	}
	return r.WriteFindings(w, render.CellWriter{Cell: appendCell, Text: appendText}, last+"\r\n")
}

// appendCell appends a cell as [render.CellWriter] asks for.
func appendCell(dst []byte, h render.Head, c render.Cell) []byte {
	if h.Kind != render.Link && isPlain(c.Text) {
		return append(append(dst, c.Text...), ',')
	}
	switch h.Kind {
	case render.Link:
		dst = appendField(dst, c.Link)
	case render.Code:
		dst = appendField(dst, harmless(visibleLines(c.Text)))
	default:
		dst = appendField(dst, harmless(render.Visible(c.Text)))
	}
	return append(dst, ',')
}

// appendText is appendCell for a text.
func appendText(dst []byte, h render.Head, text []byte) []byte {
	switch tidy, quoted := isTidy(text, h.Kind == render.Code); {
	case tidy && quoted:
		dst = appendQuoted(dst, text)
	case tidy:
		dst = append(dst, text...)
	default:
		return appendCell(dst, h, render.Cell{Text: string(text)})
	}
	return append(dst, ',')
}

// appendField appends a field byte for byte as encoding/csv does that ends lines
// with CR and LF.
func appendField[T string | []byte](dst []byte, s T) []byte {
	if !needsQuotes(s) {
		return append(dst, s...)
	}
	return appendQuoted(dst, s)
}

func appendQuoted[T string | []byte](dst []byte, s T) []byte {
	dst = append(dst, '"')
	done := 0
	for i := range len(s) {
		c := s[i]
		if marks[c] < inQuotes {
			continue
		}
		switch c {
		case '"':
			dst = append(append(dst, s[done:i]...), `""`...)
		case '\n':
			dst = append(append(dst, s[done:i]...), "\r\n"...)
		case '\r':
			dst = append(dst, s[done:i]...)
		default:
			continue
		}
		done = i + 1
	}
	return append(append(dst, s[done:]...), '"')
}

// isPlain reports whether a text stands for itself, as most texts do.
func isPlain[T string | []byte](s T) bool {
	tidy, quoted := isTidy(s, false)
	return tidy && !quoted
}

// isTidy reports whether a text has nothing but visible ASCII, and lines where
// these are kept apart, and is no formula; and whether it needs quotes then.
func isTidy[T string | []byte](s T, lines bool) (tidy, quoted bool) {
	for i := range len(s) {
		switch marks[s[i]] {
		case 0:
		case notFirst:
			if i == 0 {
				return false, false
			}
		case inQuotes:
			quoted = true
		case lineEnd:
			if quoted = true; !lines || i == 0 {
				return false, false
			}
		default:
			return false, false
		}
	}
	return true, quoted
}

// marks are the characters at which one must look twice.
var marks = func() (table [256]uint8) {
	for c := range table {
		if c < ' ' || c > '~' || c == '\\' { // \. alone is quoted
			table[c] = special
		}
	}
	for _, c := range "=+-@ " {
		table[c] = notFirst
	}
	table['"'], table[','] = inQuotes, inQuotes
	table['\n'] = lineEnd
	return table
}()

const (
	notFirst = 1 + iota
	inQuotes
	lineEnd
	special
)

func needsQuotes[T string | []byte](s T) bool {
	switch {
	case len(s) == 0:
		return false
	case string(s) == `\.`: // the end of data in PostgreSQL
		return true
	}
	for i := range len(s) {
		if c := s[i]; c == '\n' || c == '\r' || c == '"' || c == ',' {
			return true
		}
	}
	first, _ := utf8.DecodeRuneInString(string(s[:min(len(s), utf8.UTFMax)]))
	return unicode.IsSpace(first)
}

// visibleLines makes control characters visible but keeps lines apart.
func visibleLines(s string) string {
	if !strings.Contains(s, "\n") {
		return render.Visible(s)
	}
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = render.Visible(line)
	}
	return strings.Join(lines, "\n")
}

// harmless keeps spreadsheets from reading a formula.
func harmless(s string) string {
	start := strings.TrimLeft(s, " \u3000\u00a0")
	if first, size := utf8.DecodeRuneInString(start); size > 0 && strings.ContainsRune("=+-@＝＋－＠\t\r", first) {
		return "'" + s
	}
	return s
}
