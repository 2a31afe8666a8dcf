package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/backready/backready/render"
)

// document is what the test reads of report.json.
type document struct {
	Totals map[string]map[string]int
	Items  []struct {
		ID, Kind, Name, Subscription, ResourceGroup, Verdict string

		Matrices []result
	}
}

type result struct {
	Matrix, Verdict, Take string
	Paths                 map[string]string
	Findings              []finding
}

type finding struct {
	Rule, Verdict string
	Paths         []string
}

// usual is the path of each matrix that is taken where nothing speaks against
// it.
var usual = map[string]string{"vm-backup": "standard", "disk-backup": "operational"}

// fromJSON reads report.json. Texts are as the other formats show them.
func fromJSON(t *testing.T, text []byte) told {
	t.Helper()
	var d document
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	got := told{totals: map[string]int{}}
	for kind, counts := range d.Totals {
		for verdict, n := range counts {
			got.totals[kind+" "+verdict] = n
		}
	}
	worst := map[string]map[string]string{} // verdict by rule and item
	for _, it := range d.Items {
		got.items = append(got.items, entry(it.ID, it.Verdict))
		for _, m := range it.Matrices {
			shown := map[string]bool{} // the rules that stand under “To arrange”
			for _, f := range m.Findings {
				got.findings = append(got.findings, entry(it.ID, f.Rule, f.Verdict))
				got.found = append(got.found, entry(it.ID, it.Verdict))
				if worst[f.Rule] == nil {
					worst[f.Rule] = map[string]string{}
				}
				worst[f.Rule][it.ID] = worseOf(worst[f.Rule][it.ID], f.Verdict)
				row := entry(it.Kind, it.Name, it.ResourceGroup, it.Subscription, f.Rule)
				switch decides := m.decidedBy(f); {
				case decides && m.Verdict == "unsupported" && f.Verdict == "unsupported":
					got.unsupported = append(got.unsupported, row)
				case decides && m.Verdict == "limited" && !shown[f.Rule]:
					got.arrange, shown[f.Rule] = append(got.arrange, row), true
				}
			}
		}
	}
	got.rules = countedByRule(worst)
	return got.sorted()
}

// decidedBy reports whether a finding stands behind the verdict: it holds on the
// usual path or on the one to take instead.
func (m result) decidedBy(f finding) bool {
	usual := usual[m.Matrix]
	return slices.Contains(f.Paths, usual) && f.Verdict == m.Paths[usual] || m.Take != "" && slices.Contains(f.Paths, m.Take)
}

// countedByRule counts for each rule the items on which it has each verdict.
func countedByRule(worst map[string]map[string]string) []string {
	var entries []string
	for rule, items := range worst {
		counts := map[string]int{}
		for _, verdict := range items {
			counts[verdict]++
		}
		entries = append(entries, entry(rule, fmt.Sprint(counts["limited"]), fmt.Sprint(counts["undetermined"]), fmt.Sprint(counts["unsupported"])))
	}
	return entries
}

// byBadness are the verdicts from the best to the worst.
var byBadness = []string{"", "supported", "limited", "undetermined", "unsupported"}

func worseOf(a, b string) string {
	return byBadness[max(slices.Index(byBadness, a), slices.Index(byBadness, b))]
}

// entry joins texts as every format shows them: one line, nothing hidden.
func entry(texts ...string) string {
	for i, s := range texts {
		texts[i] = squeeze(render.Visible(s))
	}
	return strings.Join(texts, " │ ")
}

// sorted sorts the lists, so that they can be compared; items with findings
// stand there once.
func (g told) sorted() told {
	for _, list := range []*[]string{&g.items, &g.found, &g.findings, &g.rules, &g.unsupported, &g.arrange} {
		slices.Sort(*list)
	}
	g.found = slices.Compact(g.found)
	return g
}
