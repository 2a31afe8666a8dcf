package render

import (
	"slices"
	"testing"

	"github.com/backready/backready/evaluate"
)

func TestWorstKeepsTheOrderWithinAVerdict(t *testing.T) {
	type row struct {
		name string
		v    evaluate.Verdict
	}
	rows := slices.Values([]row{{"0", evaluate.Supported}, {"1", evaluate.Unsupported}, {"2", evaluate.Limited}, {"3", evaluate.Undetermined}, {"4", evaluate.Unsupported}})
	columns := []column[row]{{Head{ID: "n"}, func(r row) Cell { return text(r.name) }}, {Head{ID: "v", Kind: Verdict}, func(r row) Cell { return verdict(r.v) }}}
	lazy := tableOf(columns, rows)
	for _, table := range []*Table{lazy, {Heads: lazy.Heads, Rows: lazy.Rows}} {
		for n, want := range map[int]string{9: "01234", 5: "01234", 4: "1432", 2: "14", 0: ""} {
			got := ""
			for _, cells := range PileOf(table).Worst(n) {
				got += cells[0].Text
			}
			if got != want {
				t.Errorf("the worst %d are %q, want %q", n, got, want)
			}
		}
	}
	if p := PileOf(nil); p.All != 0 || p.Worst(3) != nil {
		t.Error("a table that is not there has rows")
	}
}
