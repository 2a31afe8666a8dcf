package csv

import (
	"bytes"
	"encoding/csv"
	"errors"
	"testing"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// FuzzAppendField holds fields against encoding/csv.
func FuzzAppendField(f *testing.F) {
	for _, s := range []string{"", "plain", `a"b`, "a,b", "a\nb\r\nc\r", `\.`, " a", "\u3000a", "\xff", "\t", "a ", "'=1", ";"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var want bytes.Buffer
		w := csv.NewWriter(&want)
		w.UseCRLF = true
		if err := w.Write([]string{s, "x"}); err != nil {
			t.Fatal(err)
		}
		w.Flush()
		if got := string(append(appendField(nil, s), ",x\r\n"...)); got != want.String() {
			t.Errorf("%q: %q, want %q", s, got, want.String())
		}
	})
}

// FuzzAppendText holds texts that are looked at once against the plain way.
func FuzzAppendText(f *testing.F) {
	for _, s := range []string{"", "plain", `a"b`, "a,b", "a\nb\r\nc\r", "\n", "a\n=b", `\.`, `a\.`, " a", " =1", "=1", "a=1", "\u3000=a", "\xff", "a\tb", "\x7f", "'=1", "az disk show --ids 'a b'\naz \"c\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for kind, want := range map[render.Kind]string{render.Name: harmless(render.Visible(s)), render.Code: harmless(visibleLines(s))} {
			want = string(appendField(nil, want)) + ","
			h := render.Head{Kind: kind}
			if got := string(appendText(nil, h, []byte(s))); got != want {
				t.Errorf("%q: %q, want %q", s, got, want)
			}
			if got := string(appendCell(nil, h, render.Cell{Text: s})); got != want {
				t.Errorf("cell %q: %q, want %q", s, got, want)
			}
		}
	})
}

// TestAppendTextFrugal: nothing is allocated for the texts that most cells have.
func TestAppendTextFrugal(t *testing.T) {
	dst := make([]byte, 0, 1000)
	for _, s := range []string{"", "plain text", "a~b", `a "b", c`, "az a\naz 'b c'"} {
		text := []byte(s)
		h := render.Head{Kind: render.Code}
		if n := testing.AllocsPerRun(10, func() { appendText(dst, h, text) }); n > 0 {
			t.Errorf("%q: %.0f allocations", s, n)
		}
	}
}

// A failing writer fails once, as a disk does that was full for a moment.
type failing struct{ err error }

func (f *failing) Write(p []byte) (int, error) {
	err := f.err
	f.err = nil
	return len(p), err
}

// TestRenderFails: a report whose first line was not written is not written.
func TestRenderFails(t *testing.T) {
	r := &render.Report{Judgement: evaluate.Judge(&inventory.Inventory{}, nil)}
	full := errors.New("no space left")
	if err := Render(&failing{full}, r); !errors.Is(err, full) {
		t.Error(err)
	}
	if err := Render(&failing{}, r); err != nil {
		t.Error(err)
	}
}
