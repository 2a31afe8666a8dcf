package excel

import (
	"testing"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
)

// TestStyles: verdicts have their colours, in the column of what to arrange too but
// for what asks for nothing; days and times are numbers where Excel knows them.
func TestStyles(t *testing.T) {
	const text, line, number, date, moment, limited, supported, link, linkLine = 1, 2, 3, 4, 5, 6, 7, 8, 9
	b := &book{looks: looks{text: text, line: line, number: number, date: date, moment: moment, link: link, linkLine: linkLine}}
	b.looks.verdict[evaluate.Limited], b.looks.verdict[evaluate.Supported] = limited, supported
	s := &sheet{book: b}
	words := &column{head: render.Head{ID: needID, Kind: render.Words}}
	counts := &column{head: render.Head{ID: "items", Kind: render.Number}}
	dates := &column{head: render.Head{ID: "date", Kind: render.Words}}
	for _, test := range []struct {
		name   string
		column *column
		cell   render.Cell
		linked bool
		style  int
		number string
	}{
		{"to arrange", words, render.Cell{Text: "x", Verdict: evaluate.Limited}, false, limited, ""},
		{"nothing to arrange", words, render.Cell{Text: "x", Verdict: evaluate.Supported}, false, line, ""},
		{"other words", &column{head: render.Head{ID: "says", Kind: render.Words}}, render.Cell{Text: "x", Verdict: evaluate.Limited}, false, line, ""},
		{"printed words", &column{head: render.Head{ID: "says", Kind: render.Words}, printed: true}, render.Cell{Text: "x"}, false, text, ""},
		{"a verdict", &column{head: render.Head{ID: "verdict", Kind: render.Verdict}}, render.Cell{Text: "supported", Verdict: evaluate.Supported}, false, supported, ""},
		{"a count", counts, render.Cell{Text: "12", Number: 12}, false, number, "12"},
		{"a linked count", counts, render.Cell{Text: "12", Number: 12}, true, linkLine, "12"},
		{"a count beyond 15 digits", counts, render.Cell{Text: "1000000000000000", Number: 1e15}, false, line, ""},
		{"no count", counts, render.Cell{Text: "many"}, false, line, ""},
		{"a day", dates, render.Cell{Text: "2026-11-22"}, false, date, "46348"},
		{"a time, to the minute", dates, render.Cell{Text: "2026-11-22T12:30:45Z"}, false, moment, "46348.5208333333"},
		{"the first day", dates, render.Cell{Text: "1901-01-01"}, false, date, "367"},
		{"a day before", dates, render.Cell{Text: "1900-12-31"}, false, text, ""},
		{"the first time", dates, render.Cell{Text: "1901-01-01T00:00:00Z"}, false, moment, "367"},
		{"a time before", dates, render.Cell{Text: "1900-12-31T23:59:59Z"}, false, text, ""},
		{"no time", dates, render.Cell{Text: "yesterday"}, false, text, ""},
	} {
		if style, number := s.style(test.column, test.cell, test.linked); style != test.style || number != test.number {
			t.Errorf("%s: style %d, %q; want %d, %q", test.name, style, number, test.style, test.number)
		}
	}
}

// TestEscapes of Excel have four digits of base 16.
func TestEscapes(t *testing.T) {
	for text, want := range map[string]bool{"_x000D_": true, "_xABcd_ and more": true, "_xZ00D_": false, "_x000Z_": false, "_x000D": false, "_y000D_": false, "_x00D__": false} {
		if isEscape(text) != want {
			t.Errorf("%s: %v", text, !want)
		}
	}
	if clean("\x7f") == "\x7f" {
		t.Error("a control character is left as it is")
	}
}
