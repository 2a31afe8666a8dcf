package sql_test

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/evaluate/sql"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/inventory/tables"
)

// TestRead: what the rules of every edition say of every item on every path, put
// together again, is what the rules say at once.
func TestRead(t *testing.T) {
	t.Parallel()
	all := pairs(t)
	for sample, pairs := range map[string][][]*evaluate.Edition{"estate": all, "estate-csv": all[len(all)-1:], "hostile": all[len(all)-1:]} {
		inv := readSample(t, sample)
		for _, editions := range pairs {
			got, err := sql.Read([]inventory.Source{source("findings.jsonl", lines(rowsOf(inv, editions)))}, inventory.Limits{}, inv, editions)
			if err != nil {
				t.Errorf("%s: %v", sample, err)
				continue
			}
			compare(t, sample, evaluate.Judge(inv, editions), got)
		}
	}
}

// compare holds two judgements of the same items against each other.
func compare(t *testing.T, what string, want, got *evaluate.Judgement) {
	t.Helper()
	a, b := said(want), said(got)
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("%s: %s", what, diff)
	}
	for i := range want.Counts {
		w, g := want.Counts[i], got.Counts[i]
		if w.Judged != g.Judged || w.NotAssessed != g.NotAssessed || w.Affected != g.Affected || w.Found != g.Found || !slices.Equal(w.First, g.First) {
			t.Errorf("%s: %s is counted %+v, want %+v", what, w.Rule.ID, *g, *w)
		}
	}
}

// said is all that a judgement says of each item.
func said(j *evaluate.Judgement) []string {
	var list []string
	for a := range j.All() {
		for _, res := range a.Results {
			head := []any{a.Item.ID(), a.Verdict, res.Edition.ID, res.Verdict, res.Paths, res.Take, res.Current}
			for _, f := range res.Findings {
				head = append(head, f.Rule.ID, f.Verdict, f.Paths, f.Says, f.Evidence, f.About, f.Lacking, f.Unread)
			}
			text, err := json.Marshal(head)
			if err != nil {
				panic(err)
			}
			list = append(list, strings.ReplaceAll(string(text), "[]", "null"))
		}
	}
	return list
}

// pairs are an edition of each matrix, so that each edition is in one.
func pairs(t *testing.T) [][]*evaluate.Edition {
	t.Helper()
	var of [2][]*evaluate.Edition
	for _, id := range matrix.Released() {
		e := compiled(t, id)
		of[e.Kind] = append(of[e.Kind], e)
	}
	var list [][]*evaluate.Edition
	for i := range max(len(of[0]), len(of[1])) {
		list = append(list, []*evaluate.Edition{of[0][i%len(of[0])], of[1][i%len(of[1])]})
	}
	return list
}

func compiled(t *testing.T, id string) *evaluate.Edition {
	t.Helper()
	m, err := matrix.Ready(id)
	if err != nil {
		t.Fatal(err)
	}
	e, err := evaluate.Compile(m)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func readSample(t *testing.T, sample string) *inventory.Inventory {
	t.Helper()
	files, err := filepath.Glob("../../samples/" + sample + "/*")
	if err != nil || len(files) != 2 {
		t.Fatal(err, files)
	}
	var sources []inventory.Source
	for _, name := range files {
		sources = append(sources, inventory.Source{Name: filepath.Base(name), Open: func() (io.ReadCloser, error) { return os.Open(name) }})
	}
	inv, err := inventory.Read(sources)
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

func source(name, text string) inventory.Source {
	return inventory.Source{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

// A row is one of the table of findings.
type row map[string]any

// rowsOf are the rows that an engine gives for every item, rule and path.
func rowsOf(inv *inventory.Inventory, editions []*evaluate.Edition) []row {
	var list []row
	for _, e := range editions {
		for _, it := range inv.Of(e.Kind) {
			for _, r := range e.Rules {
				for _, a := range r.Answers(it) {
					list = append(list, rowOf(e, it, r, a))
				}
			}
		}
	}
	return list
}

func rowOf(e *evaluate.Edition, it *inventory.Item, r *evaluate.Rule, a evaluate.Answer) row {
	verdict := a.Verdict.String()
	if a.Open {
		verdict = sql.NotAssessed
	}
	var about []string
	for _, d := range a.Disks(it) {
		about = append(about, d.ID())
	}
	evidence := []tables.Fact{}
	for _, f := range a.Evidence {
		evidence = append(evidence, valuesSeen(it, f, a.Disks(it))...)
	}
	return row{"backready": "findings/v1", "id": strings.ToUpper(it.ID()), "kind": e.Kind.String(), "edition": e.ID, "sum": e.SHA256[:12], "rule": r.ID, "path": a.Path,
		"verdict": verdict, "says": a.Says, "statements": r.Rule.Statements, "evidence": evidence, "about": about, "lacking": a.Lacking, "unrecognised": a.Unread}
}

func lines(rows []row) string {
	var b strings.Builder
	for _, r := range rows {
		text, err := json.Marshal(r)
		if err != nil {
			panic(err)
		}
		b.Write(append(text, '\n'))
	}
	return b.String()
}

// valuesSeen are the values that a fact puts side by side: that of the item, or
// those of the disks that an answer is about.
func valuesSeen(it *inventory.Item, f evaluate.Fact, disks []*inventory.Item) (list []tables.Fact) {
	field, _ := inventory.FieldNamed(f.Field)
	if it.Value(field).String() == f.Value {
		return []tables.Fact{tables.Fact(f)}
	}
	for _, d := range disks {
		if v := d.Value(field); !v.Missing() && strings.Contains(", "+f.Value+", ", ", "+v.String()+", ") {
			list = append(list, tables.Fact{Field: f.Field, Value: v.String()})
		}
	}
	return list
}
