package html

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

func manyNames(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("vm-%05d", i)
	}
	return names
}

// verdicts returns those that the table of a part shows, row by row.
func verdicts(doc *html.Node, part string) []string {
	var list []string
	for _, s := range all(doc, "section") {
		if attr(s, "aria-labelledby") != part+"-caption" {
			continue
		}
		for _, span := range all(s, "span") {
			if word, ok := strings.CutPrefix(attr(span, "class"), "v "); ok {
				list = append(list, word)
			}
		}
	}
	return list
}

func TestTablesOfItemsShareTheRows(t *testing.T) {
	doc := parse(t, rendered(t, sample(t, manyNames(4*MaxRows)...)))
	sum := 0
	for _, id := range ofItems {
		sum += rowsOf(doc, id)
	}
	if sum != MaxRows {
		t.Errorf("%d rows of items, want %d", sum, MaxRows)
	}
	for _, id := range []string{"unsupported", "arrange", "vms"} {
		if n := rowsOf(doc, id); n < MaxRows/len(ofItems) {
			t.Errorf("%s: %d rows, want a fair share", id, n)
		}
	}
}

func TestCutTablesShowTheWorstAndSaySo(t *testing.T) {
	r := sample(t, manyNames(4*MaxRows)...)
	doc := parse(t, rendered(t, r))
	shown := verdicts(doc, "vms")
	order := []string{"unsupported", "undetermined", "limited", "supported"}
	if !slices.IsSortedFunc(shown, func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) }) || shown[0] != order[0] {
		t.Errorf("verdicts %v", slices.Compact(shown))
	}
	text := textOf(doc)
	for _, want := range []string{
		fmt.Sprintf("This page shows %s of 8,000 rows, unsupported items first, then undetermined, limited and supported ones. All rows are in report.xlsx, and on a page made with --html-rows 0.", grouped(len(shown))),
		"This page shows 1,000 of 2,000 rows. All rows are in report.xlsx and findings.csv, and on a page made with --html-rows 0.", // unsupported
		fmt.Sprintf("VMs: %s of 8,000 rows", grouped(len(shown))), // the caption
	} {
		if !strings.Contains(text, want) {
			t.Errorf("does not say: %s", want)
		}
	}
}

func TestTablesThatFitKeepTheirOrder(t *testing.T) {
	doc := parse(t, rendered(t, sample(t, manyNames(100)...)))
	want := []string{"unsupported", "limited", "supported", "undetermined"}
	if got := verdicts(doc, "vms"); len(got) != 100 || !slices.Equal(got[:4], want) {
		t.Errorf("%d verdicts, first %v, want %v", len(got), got[:4], want)
	}
	if strings.Contains(textOf(doc), "This page shows") {
		t.Error("says that a table is cut, and none is")
	}
}

func TestTablesOfTheInputsAreCut(t *testing.T) {
	r := sample(t, "vm-a")
	for i := range 3 * maxOther {
		r.Judgement.Inventory.Problems = append(r.Judgement.Inventory.Problems, inventory.Problem{File: "vms.json", Line: i + 1, Text: "no id"})
	}
	doc := parse(t, rendered(t, r))
	if got := rowsOf(doc, "problems"); got != maxOther {
		t.Errorf("%d problems, want %d", got, maxOther)
	}
	if want := "This page shows 250 of 750 rows. All rows are in report.xlsx, and on a page made with --html-rows 0."; !strings.Contains(textOf(doc), want) {
		t.Errorf("does not say: %s", want)
	}
}

// TestRowsAreAsManyAsAskedFor: the user's number holds for all tables of items
// together, and 0 cuts no table at all.
func TestRowsAreAsManyAsAskedFor(t *testing.T) {
	r := sample(t, manyNames(MaxRows+4)...)
	for i := range maxOther + 1 {
		r.Judgement.Inventory.Problems = append(r.Judgement.Inventory.Problems, inventory.Problem{File: "vms.json", Line: i + 1, Text: "no id"})
	}
	whole := 0
	for _, p := range r.Parts() {
		if slices.Contains(ofItems, p.ID) {
			for range p.Table.Rows {
				whole++
			}
		}
	}
	for asked, want := range map[Rows]int{allRows: whole, 1: 1, 100: 100, Rows(whole + 1): whole} {
		var out bytes.Buffer
		if err := asked.Render(&out, r); err != nil {
			t.Fatal(err)
		}
		doc, sum := parse(t, out.String()), 0
		for _, id := range ofItems {
			sum += rowsOf(doc, id)
		}
		if sum != want {
			t.Errorf("%d rows asked for: %d rows of items, want %d", asked, sum, want)
		}
		if cut := strings.Contains(textOf(doc), "This page shows"); cut == (asked == allRows) {
			t.Errorf("%d rows asked for: says that a table is cut: %v", asked, cut)
		}
	}
}

func TestShare(t *testing.T) {
	tests := []struct{ wants, rooms []int }{
		{[]int{10, 20, 30}, []int{10, 20, 30}},
		{[]int{900, 900, 900, 900}, []int{500, 500, 500, 500}},
		{[]int{100, 0, 9000, 9000}, []int{100, 0, 950, 950}},
		{[]int{9000, 3, 1999}, []int{999, 3, 998}},
	}
	for _, test := range tests {
		piles := make([]*pile, len(test.wants))
		for i, n := range test.wants {
			piles[i] = &pile{Pile: &render.Pile{All: n}}
		}
		share(piles, MaxRows)
		for i, p := range piles {
			if p.room != test.rooms[i] {
				t.Errorf("%v: pile %d has room %d, want %d", test.wants, i, p.room, test.rooms[i])
			}
		}
	}
}

func TestTheFirstTableIsAllottedHalf(t *testing.T) {
	tests := []struct{ wants, rooms []int }{
		{[]int{9000, 9000, 9000}, []int{1000, 500, 500}},
		{[]int{9000, 10, 20}, []int{1970, 10, 20}},
		{[]int{10, 9000, 9000}, []int{10, 995, 995}},
		{[]int{3}, []int{3}},
		{nil, nil},
	}
	for _, test := range tests {
		piles := make([]*pile, len(test.wants))
		for i, n := range test.wants {
			piles[i] = &pile{Pile: &render.Pile{All: n}}
		}
		allot(piles, MaxRows)
		for i, p := range piles {
			if p.room != test.rooms[i] {
				t.Errorf("%v: pile %d has room %d, want %d", test.wants, i, p.room, test.rooms[i])
			}
		}
	}
}

// TestPageStaysSmall: a page does not grow with the estate once its tables are
// full. cmd/backready measures real estates.
func TestPageStaysSmall(t *testing.T) {
	some, many := rendered(t, sample(t, manyNames(4*MaxRows)...)), rendered(t, sample(t, manyNames(12*MaxRows)...))
	if grown := len(many) - len(some); grown > 1000 || len(many) > 2_000_000 {
		t.Errorf("%d bytes, with three times the items %d", len(some), len(many))
	}
}
