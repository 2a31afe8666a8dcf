package terminal

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// hostile is a report on disks whose names act on terminals.
func hostile(t testing.TB, names ...string) *render.Report {
	t.Helper()
	m, err := matrix.Load("disk-backup@2021-01-07")
	if err != nil {
		t.Fatal(err)
	}
	e, err := evaluate.Compile(m)
	if err != nil {
		t.Fatal(err)
	}
	inv := &inventory.Inventory{}
	for _, name := range names {
		it, err := inventory.Example(inventory.Disk, map[string]any{"disk.sku": "UltraSSD_LRS"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		it.Identify(inventory.Identity{ID: name, Name: name})
		inv.Items = append(inv.Items, it)
	}
	return &render.Report{Title: "T", Generated: time.Unix(0, 0).UTC(), Judgement: evaluate.Judge(inv, []*evaluate.Edition{e})}
}

var palette = regexp.MustCompile("\x1b\\[[0-9;]*m")

// TestOnlyOurEscapes: whatever a name holds, only the colours of our palette
// reach the terminal, and without colour nothing does.
func TestOnlyOurEscapes(t *testing.T) {
	r := hostile(t, attacks...)
	checkQuiet(t, r)
	var b bytes.Buffer
	if err := Render(&b, r, Options{Width: 80}); err != nil || !strings.Contains(b.String(), `a\x1b[2Jb`) {
		t.Error("the name is not shown: ", err)
	}
}

// attacks are names that act on terminals.
var attacks = []string{"a\x1b[2Jb", "bell\x07", "c1\u009b31m", "bidi\u202egnp", "\x1b]0;title\x07", "plain", "\x1b[31", "a\rb", "a\nb", "a\tb", "\x00", "\x7f", "\u200b", "\x9b2J", "日本語", "👩‍🔧", ""}

func checkQuiet(t *testing.T, r *render.Report) {
	t.Helper()
	for _, colour := range []bool{true, false} {
		var b bytes.Buffer
		if err := Render(&b, r, Options{Colour: colour, Width: 80}); err != nil {
			t.Fatal(err)
		}
		out := b.String()
		if colour {
			out = palette.ReplaceAllString(out, "")
		}
		if !utf8.ValidString(out) {
			t.Fatalf("colour %v: invalid bytes reach the terminal: %q", colour, out)
		}
		for _, c := range out {
			if c != '\n' && (c < ' ' || c >= 0x7f && c <= 0x9f || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069) {
				t.Fatalf("colour %v: character %U reaches the terminal", colour, c)
			}
		}
	}
}

// FuzzTerminal: whatever a name and a title hold, nothing but our colours and lines
// reaches the terminal, and a name makes no line of its own.
func FuzzTerminal(f *testing.F) {
	for _, s := range attacks {
		f.Add(s, s)
	}
	r := hostile(f, "x")
	it := r.Judgement.Inventory.Items[0]
	f.Fuzz(func(t *testing.T, name, title string) {
		it.Identify(inventory.Identity{ID: name, Name: name})
		r.Title = title
		checkQuiet(t, r)
		heads := r.Findings().Heads
		said := cell(heads[0], render.Cell{Text: name}, Options{})
		if s, ok := said.(string); !ok || strings.ContainsAny(s, "\n\r\x1b") {
			t.Fatalf("%q is shown as %q", name, said)
		}
	})
}

// TestWidth: no line is wider than the terminal, long names included.
func TestWidth(t *testing.T) {
	r := hostile(t, strings.Repeat("long-name-", 12), "short")
	for _, width := range []int{80, 100, 160} {
		var b bytes.Buffer
		if err := Render(&b, r, Options{Width: width}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, " \n")); n > width {
				t.Errorf("width %d: a line of %d: %s", width, n, line)
			}
		}
	}
}

// TestMany: long lists are cut with a word about the rest.
func TestMany(t *testing.T) {
	names := slices.Repeat([]string{"d"}, mostRows+3)
	var b bytes.Buffer
	if err := Render(&b, hostile(t, names...), Options{Width: 80}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "and 3 more; backready report writes them all") {
		t.Error(b.String())
	}
}

// TestLongColumnsShare: a column that would need more than the terminal has
// leaves room for the others, and short ones keep what they need.
func TestLongColumnsShare(t *testing.T) {
	heads := []render.Head{{ID: "name", Kind: render.Name}, {ID: "title", Kind: render.Words}, {ID: "rule", Kind: render.Name}, {ID: "items", Title: "Items", Kind: render.Number}}
	row := func(wide ...int) []render.Cell {
		cells := make([]render.Cell, len(wide))
		for i, n := range wide {
			cells[i].Text = strings.Repeat("x", n)
		}
		return cells
	}
	tests := []struct{ needs, widths []int }{
		{[]int{200, 40, 20, 2}, []int{32, 31, 20, 5}},
		{[]int{200, 20, 20, 2}, []int{43, 20, 20, 5}},
		{[]int{28, 60, 20, 2}, []int{28, 35, 20, 5}},
		{[]int{10, 12, 20, 2}, []int{10, 12, 20, 5}},
		{[]int{200, 200, 200, 2}, []int{27, 28, 28, 5}},
	}
	for _, test := range tests {
		got := configs(heads, [][]render.Cell{row(test.needs...)}, []int{0, 1, 2, 3}, Options{Width: 100})
		for i, c := range got {
			if c.WidthMax != test.widths[i] {
				t.Errorf("%v: column %d is %d wide, want %d", test.needs, i, c.WidthMax, test.widths[i])
			}
		}
	}
}
