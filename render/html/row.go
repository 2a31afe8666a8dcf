package html

import (
	"bytes"
	"html/template"
)

// A rowWriter writes the rows of a table. Rows are most of a page: the template
// package writes what needs its care, links and boxes, once for all cells that
// are the same; plain text is escaped here, as it does.
type rowWriter struct {
	open  []string // the tag that begins a cell, by column
	out   []byte
	known map[cell][]byte // what the template wrote
}

func newRowWriter(classes []string) *rowWriter {
	w := &rowWriter{open: make([]string, len(classes)), known: map[cell][]byte{}}
	for i, class := range classes {
		if w.open[i] = "<td>"; class != "" {
			w.open[i] = `<td class="` + class + `">`
		}
	}
	return w
}

// begin begins a row, with an id where a link of the report leads to it.
func (w *rowWriter) begin(id string) {
	w.out = append(w.out, "\n<tr"...)
	if id != "" {
		w.out = append(appendText(append(w.out, ` id="`...), id), '"')
	}
	w.out = append(w.out, '>')
}

func (w *rowWriter) end() { w.out = append(w.out, "</tr>"...) }

func (w *rowWriter) cell(column int, c cell) {
	w.out = append(w.out, w.open[column]...)
	if c == (cell{Text: c.Text}) {
		w.out = appendText(w.out, c.Text)
	} else {
		w.out = append(w.out, w.special(c)...)
	}
	w.out = append(w.out, "</td>"...)
}

// special is a cell that is more than text.
func (w *rowWriter) special(c cell) []byte {
	const most = 4096
	text, ok := w.known[c]
	if ok {
		return text
	}
	var b bytes.Buffer
	if err := parsed().ExecuteTemplate(&b, "cell", c); err != nil {
		return appendText(nil, c.Text) // into memory no write fails
	}
	if len(w.known) >= most {
		clear(w.known)
	}
	w.known[c] = b.Bytes()
	return b.Bytes()
}

// html are the rows so far.
func (w *rowWriter) html() template.HTML { return template.HTML(w.out) } //nolint:gosec // escaped by who appends

// entities are the characters that text may not hold as they are, as html/template
// writes them.
var entities = [256]string{0: "\ufffd", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;"}

// appendText appends a text, escaped for the content of an element or for an
// attribute in quotes.
func appendText(to []byte, s string) []byte {
	from := 0
	for i := range len(s) {
		if entity := entities[s[i]]; entity != "" {
			to = append(append(to, s[from:i]...), entity...)
			from = i + 1
		}
	}
	return append(to, s[from:]...)
}
