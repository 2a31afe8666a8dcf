package render_test

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// sample is the report on the sample estate.
func sample(t *testing.T) *render.Report {
	t.Helper()
	var sources []inventory.Source
	for _, name := range []string{"vms.json", "disks.json"} {
		sources = append(sources, inventory.Source{Name: name, Open: func() (io.ReadCloser, error) { return os.Open("../samples/estate/" + name) }})
	}
	inv, err := inventory.Read(sources)
	if err != nil {
		t.Fatal(err)
	}
	var editions []*evaluate.Edition
	for _, id := range []string{"vm-backup@2026-03-26", "disk-backup@2026-02-13"} {
		m, err := matrix.Load(id)
		if err != nil {
			t.Fatal(err)
		}
		e, err := evaluate.Compile(m)
		if err != nil {
			t.Fatal(err)
		}
		editions = append(editions, e)
	}
	return &render.Report{Judgement: evaluate.Judge(inv, editions)}
}

// texts returns those of a column.
func texts(t *render.Table, column string) []string {
	at := slices.IndexFunc(t.Heads, func(h render.Head) bool { return h.ID == column })
	var list []string
	for cells := range t.Rows {
		list = append(list, cells[at].Text)
	}
	return list
}

// A way out says why the item needs one, as the table of items does.
func TestWaysOutSayWhy(t *testing.T) {
	parts := map[string]*render.Table{}
	for _, p := range sample(t).Parts() {
		parts[p.ID] = p.Table
	}
	why := map[string]bool{}
	for _, id := range []string{"vms", "disks"} {
		names, reasons := texts(parts[id], "name"), texts(parts[id], "why")
		for n := range names {
			why[names[n]+": "+reasons[n]] = true
		}
	}
	names, reasons := texts(parts["ways-out"], "name"), texts(parts["ways-out"], "why")
	if len(names) == 0 {
		t.Fatal("nothing needs a way out")
	}
	for n, name := range names {
		if reasons[n] == "" || !why[name+": "+reasons[n]] {
			t.Errorf("%s needs a way out because of %q", name, reasons[n])
		}
	}
}

// TestColumnsDistinct: no two columns of a table have the same name or title, as
// readers of CSV and of the tables of a workbook take them.
func TestColumnsDistinct(t *testing.T) {
	r := excepted(t)
	parts := append(r.Parts(), render.Part{ID: "raw", Table: r.Findings()})
	for _, p := range parts {
		if p.Table == nil {
			continue
		}
		seen := map[string]bool{}
		for _, h := range p.Table.Heads {
			id, title := strings.ToLower("id "+h.ID), strings.ToLower("title "+h.Title)
			if seen[id] || seen[title] {
				t.Errorf("%s: %s (%s) comes twice", p.ID, h.ID, h.Title)
			}
			seen[id], seen[title] = true, true
		}
	}
}

// TestReasons: what changed is counted by rules on items, of which one may have
// several findings, and not called findings.
func TestReasons(t *testing.T) {
	r := sample(t)
	findings, reasons := 0, 0
	for a := range r.Judgement.All() {
		for _, res := range a.Results {
			rules := map[string]bool{}
			for _, f := range res.Findings {
				rules[f.Rule.ID] = true
			}
			findings, reasons = findings+len(res.Findings), reasons+len(rules)
		}
	}
	c, err := render.Compare(sample(t), r)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.Headline(), fmt.Sprintf("nothing changed: %d reasons as before.", reasons); !strings.HasSuffix(got, want) || findings == reasons {
		t.Errorf("%s, want %s of %d findings", got, want, findings)
	}
	if lead := c.Parts()[0].Lead; !strings.HasPrefix(lead[len(lead)-1], "A reason is all that a rule finds on an item.") {
		t.Error(lead)
	}
}
