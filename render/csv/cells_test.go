package csv

import (
	"bytes"
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// TestFormulas: no spreadsheet takes a text for a formula, and what is none
// stays as it is.
func TestFormulas(t *testing.T) {
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠x": "'＠x",
		" =1": "' =1", "\u00a0=1": "'\u00a0=1", "\u3000\u3000@x": "'\u3000\u3000@x", "=": "'=", "\t=1": `\x09=1`,
		"a=1": "a=1", "": "", " ": " ", "vm-a": "vm-a", "'=1": "'=1", "1+1": "1+1", "a,b": "a,b", `a"b`: `a"b`, `\.`: `\.`, "é": "é", "a\nb": `a\x0ab`,
	} {
		for _, kind := range []render.Kind{render.Words, render.Name} {
			checkField(t, render.Head{Kind: kind}, render.Cell{Text: text}, want)
		}
	}
	for text, want := range map[string]string{"=1\nb": "'=1\nb", "a\n=1": "a\n=1", "\n=1": "\n=1", "a\n\x1b": "a\n\\x1b", "az disk show": "az disk show", "": ""} {
		checkField(t, render.Head{Kind: render.Code}, render.Cell{Text: text}, want)
	}
	checkField(t, render.Head{Kind: render.Link}, render.Cell{Text: "text", Link: "https://learn.microsoft.com/x"}, "https://learn.microsoft.com/x")
}

// checkField holds what a reader of CSV finds in a cell.
func checkField(t *testing.T, h render.Head, c render.Cell, want string) {
	t.Helper()
	for way, line := range map[string][]byte{"cell": appendCell(nil, h, c), "text": appendText(nil, h, []byte(c.Text))} {
		if way == "text" && h.Kind == render.Link {
			continue
		}
		row, err := csv.NewReader(strings.NewReader(string(line) + "end\r\n")).Read()
		if err != nil || len(row) != 2 || row[0] != want || row[1] != "end" {
			t.Errorf("%s %q is read as %q, want %q: %v", way, c.Text, row, want, err)
		}
	}
}

// judged is a report on one disk with a limit.
func judged(t *testing.T, problems ...inventory.Problem) *render.Report {
	t.Helper()
	loaded, err := matrix.Load("disk-backup@2021-01-07")
	if err != nil {
		t.Fatal(err)
	}
	e, err := evaluate.Compile(loaded)
	if err != nil {
		t.Fatal(err)
	}
	it, err := inventory.Example(inventory.Disk, map[string]any{"disk.sku": "UltraSSD_LRS"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	it.Identify(inventory.Identity{ID: "/d", Name: "d"})
	inv := &inventory.Inventory{Items: []*inventory.Item{it}, Problems: problems}
	return &render.Report{Title: "T", Generated: time.Unix(0, 0).UTC(), Judgement: evaluate.Judge(inv, []*evaluate.Edition{e})}
}

// TestEvidence: every row says whether the evidence is complete, in a column whose
// name no other has.
func TestEvidence(t *testing.T) {
	for want, problems := range map[string][]inventory.Problem{
		"complete": {{Text: "a note"}}, "incomplete": {{Text: "a row is gone", Incomplete: true}},
	} {
		var out bytes.Buffer
		if err := Render(&out, judged(t, problems...)); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&out).ReadAll()
		if err != nil || len(rows) < 2 || rows[0][len(rows[0])-1] != "completeness" {
			t.Fatalf("%v: %v", rows, err)
		}
		if names := slices.Compact(slices.Sorted(slices.Values(rows[0]))); len(names) != len(rows[0]) {
			t.Errorf("names come twice: %q", rows[0])
		}
		for _, row := range rows[1:] {
			if row[len(row)-1] != want {
				t.Errorf("%s: %q", want, row)
			}
		}
	}
}

// full takes so many writes and no more.
type full struct{ left int }

var errFull = errors.New("disk full")

func (f *full) Write(p []byte) (int, error) {
	if f.left == 0 {
		return 0, errFull
	}
	f.left--
	return len(p), nil
}

// TestFull: a write that fails is told, be it the first.
func TestFull(t *testing.T) {
	for n := range 2 {
		if err := Render(&full{n}, judged(t)); !errors.Is(err, errFull) {
			t.Errorf("after %d writes: %v", n, err)
		}
	}
}
