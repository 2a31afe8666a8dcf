package html

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// TestCells: cells are what the template makes of them.
func TestCells(t *testing.T) {
	text := rapid.StringOf(rapid.SampledFrom([]rune("ab, <>&\"'+=`\x00\u2028\ufffdé/:#?%\n")))
	rapid.Check(t, func(t *rapid.T) {
		c := cell{Text: text.Draw(t, "text")}
		if rapid.Bool().Draw(t, "special") {
			c.Link, c.Away, c.Long = rapid.SampledFrom([]string{"", "#x", "https://x.example/?a=b&c"}).Draw(t, "link"), rapid.Bool().Draw(t, "away"), rapid.Bool().Draw(t, "long")
			c.Listed = rapid.Bool().Draw(t, "listed")
		}
		var want bytes.Buffer
		if err := parsed().ExecuteTemplate(&want, "cell", c); err != nil {
			t.Fatal(err)
		}
		w := newRowWriter([]string{"m"})
		for range 2 {
			w.out = nil
			w.cell(0, c)
			if got := string(w.html()); got != `<td class="m">`+want.String()+"</td>" {
				t.Fatalf("%+v: %s, want %s", c, got, want.String())
			}
		}
	})
}
