package html

import (
	"fmt"
	"html/template"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/backready/backready/render"
)

// FuzzCell: whatever a text, a link or an id holds, a browser finds one cell with
// just these, as the template package would have written them.
func FuzzCell(f *testing.F) {
	for _, s := range hostile {
		f.Add(s, "https://learn.microsoft.com/x")
		f.Add("plain", s)
	}
	f.Fuzz(func(t *testing.T, text, link string) {
		text, link = render.Visible(text), render.Visible(link)
		w := newRowWriter([]string{"name"})
		w.begin(text)
		w.cell(0, cell{Text: text})
		w.cell(0, cell{Text: text, Link: link, Long: len(text)%2 == 0})
		w.end()
		if got, want := string(appendText(nil, text)), template.HTMLEscapeString(text); got != strings.ReplaceAll(want, "+", "&#43;") {
			t.Fatalf("%q is written %s, want %s", text, got, want)
		}
		row := all(parse(t, "<table>"+string(w.html())+"</table>"), "tr")
		if len(row) != 1 || len(row[0].Attr) > 1 || attr(row[0], "id") != text {
			t.Fatalf("%q: the row is %+v", text, row)
		}
		cells := all(row[0], "td")
		if len(cells) != 2 || textOf(cells[0]) != text || cells[0].FirstChild != nil && cells[0].FirstChild.Type != html.TextNode {
			t.Fatalf("%q: the cells are %s", text, w.html())
		}
		if got := textOf(cells[1]); got != text || attr(cells[1], "class") != "name" {
			t.Fatalf("%q: the linked cell says %q", text, got)
		}
		for _, a := range all(cells[1], "a") {
			if scheme, _, found := strings.Cut(attr(a, "href"), ":"); found && !strings.ContainsAny(scheme, "/?#") && !safeSchemes.MatchString(scheme) {
				t.Fatalf("%q leads to %q", link, attr(a, "href"))
			}
		}
	})
}

// safeSchemes are those that html/template lets through.
var safeSchemes = regexp.MustCompile(`(?i)^(https?|mailto)$`)

// FuzzRunning: no text ends the string of the stylesheet in which it stands.
func FuzzRunning(f *testing.F) {
	for _, s := range append(hostile, `\`, `"`, "</style>") {
		f.Add(s)
	}
	f.Fuzz(checkRunning)
}

// TestRowBytes: what a row is made of, byte for byte.
func TestRowBytes(t *testing.T) {
	w := newRowWriter([]string{"", "number"})
	w.begin("")
	w.cell(0, cell{Text: "a<b"})
	w.cell(1, cell{Text: "7"})
	w.end()
	w.begin(`x"y`)
	w.cell(0, cell{Text: "c"})
	w.end()
	want := "\n<tr><td>a&lt;b</td><td class=\"number\">7</td></tr>\n<tr id=\"x&#34;y\"><td>c</td></tr>"
	if got := string(w.html()); got != want {
		t.Errorf("%s, not %s", got, want)
	}
}

// TestRowKnown: cells that are the same are written once by the template, and not
// all of them are kept.
func TestRowKnown(t *testing.T) {
	w := newRowWriter([]string{""})
	link := func(i int) cell { return cell{Text: "x", Link: fmt.Sprint("https://example.org/", i)} }
	for i := range 5000 {
		w.cell(0, link(i))
	}
	if n := len(w.known); n == 0 || n > 4096 {
		t.Errorf("%d cells are kept", n)
	}
	if n := testing.AllocsPerRun(5, func() { w.special(link(4999)) }); n > 3 {
		t.Errorf("a cell that is known is made with %.0f allocations", n)
	}
}

// TestQuoted: what is harmless stays as it is, and a text is cut where the margin
// ends.
func TestQuoted(t *testing.T) {
	longest := strings.Repeat("x", 80)
	for text, want := range map[string]string{
		"azAZ09 .,:-": `"azAZ09 .,:-"`, "`{@[/": `"\60 \7b \40 \5b \2f "`, `"\`: `"\22 \5c "`, "é": `"\e9 "`,
		longest: `"` + longest + `"`, longest + "y": `"` + longest[1:] + `\2026 "`,
	} {
		if got := quoted(text); got != want {
			t.Errorf("%q: %s, not %s", text, got, want)
		}
	}
}
