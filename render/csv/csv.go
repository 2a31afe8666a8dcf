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
// report's table of columns, and whether the evidence is complete, RFC 4180,
// UTF-8. A text that a spreadsheet would
// take for a formula gets a leading apostrophe; report.json has it unchanged.
func Render(w io.Writer, r *render.Report) error {
	var top []byte
	for _, h := range r.Findings().Heads {
		top = append(appendField(top, h.ID), ',')
	}
	if _, err := w.Write(append(top, "evidence\r\n"...)); err != nil {
		return err
	}
	evidence := "complete"
	if len(r.Incomplete()) > 0 {
		evidence = "incomplete"
	}
	return r.WriteFindings(w, appendCell, evidence+"\r\n")
}

// appendCell is a [render.CellWriter].
func appendCell(dst []byte, h render.Head, c render.Cell) []byte {
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

// appendField appends a field byte for byte as encoding/csv does that ends lines
// with CR and LF.
func appendField(dst []byte, s string) []byte {
	if !needsQuotes(s) {
		return append(dst, s...)
	}
	dst = append(dst, '"')
	for i := range len(s) {
		switch c := s[i]; c {
		case '"':
			dst = append(dst, `""`...)
		case '\r':
		case '\n':
			dst = append(dst, "\r\n"...)
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}

func needsQuotes(s string) bool {
	switch {
	case s == "":
		return false
	case s == `\.`: // the end of data in PostgreSQL
		return true
	}
	for i := range len(s) {
		if c := s[i]; c == '\n' || c == '\r' || c == '"' || c == ',' {
			return true
		}
	}
	first, _ := utf8.DecodeRuneInString(s)
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
