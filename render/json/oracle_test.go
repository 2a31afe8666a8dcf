package json

import (
	"cmp"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// marshalled is an item as encoding/json writes it.
func marshalled(t *testing.T, r *render.Report, a *evaluate.Assessment) string {
	t.Helper()
	it := item{Stored: storedOf(r, a.Item), Verdict: a.Verdict.String(), LimitsToKnow: render.LimitsToKnow(a), Matrices: []matrixResult{}}
	for _, res := range a.Results {
		it.Matrices = append(it.Matrices, resultOf(a.Item, res))
	}
	for _, w := range a.WaysOut() {
		it.WaysOut = append(it.WaysOut, wayOut{w.Item.ID(), w.Item.Kind.String(), w.Verdict.String()})
	}
	text, err := json.Marshal(it)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func storedOf(r *render.Report, it *inventory.Item) inventory.Stored {
	if r.Judgement.Part != nil {
		return it.StoredApart()
	}
	return it.Stored()
}

func resultOf(it *inventory.Item, res *evaluate.Result) matrixResult {
	m := matrixResult{Matrix: res.Edition.Matrix, Edition: res.Edition.ID, Verdict: res.Verdict.String(),
		Take: res.Take, Current: res.Current, Paths: map[string]string{}, Findings: []finding{}}
	for i, p := range res.Edition.Edition.Paths {
		m.Paths[p.ID] = res.Paths[i].String()
	}
	for _, f := range res.Findings {
		m.Findings = append(m.Findings, findingOf(it, f))
	}
	return m
}

func findingOf(it *inventory.Item, f *evaluate.Finding) finding {
	out := finding{Rule: f.Rule.ID, Statements: f.Rule.Rule.Statements, Verdict: f.Verdict.String(), Affects: f.Rule.Affects,
		Paths: append([]string{}, f.Paths...), Says: f.Says, Evidence: f.Evidence,
		About: []string{}, Lacking: append([]string{}, f.Lacking...), Unread: f.Unread}
	for _, d := range f.Disks(it) {
		out.About = append(out.About, cmp.Or(d.ID(), d.Name()))
	}
	if w := f.Waiver; w != nil {
		out.Waiver = &accepted{w.ID, w.Category, w.Expires}
	}
	return out
}

// inputsOf are sets of files of every sort that there is.
func inputsOf(t *testing.T) [][]string {
	t.Helper()
	const estate, hostile, mixed = "../../samples/estate/", "../../samples/hostile/", "../../samples/estate-csv/"
	sets := [][]string{{estate + "vms.json", estate + "disks.json"}, {estate + "vms.json"}, {hostile + "vms.json", hostile + "disks.json"}, {mixed + "vms.csv", mixed + "disks.csv"}}
	for _, pattern := range []string{"../../inventory/testdata/formats/*.json", "../../inventory/testdata/formats/*.csv", "../../../shared/acceptance/visible/*/azcli/*.json"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			sets = append(sets, []string{file})
		}
	}
	return sets
}

// TestItems holds the lines of items against encoding/json, the items of a part
// too, when the writer keeps what it
// has written and when it keeps nothing any more.
func TestItems(t *testing.T) {
	for _, files := range inputsOf(t) {
		whole := reportOf(t, files...)
		parts := whole.Divide(evaluate.BySubscription)
		for _, r := range append(parts[:min(3, len(parts))], whole) {
			kept, full := newItems(r), filled(r)
			for a := range r.Judgement.All() {
				want := marshalled(t, r, a)
				for name, w := range map[string]*items{"kept": kept, "again": kept, "full": full} {
					if got := string(w.item(nil, a)); got != want {
						t.Fatalf("%s, %s of %s:\n%s\nwant\n%s", files[0], name, a.Item.Name(), got, want)
					}
				}
			}
		}
	}
}

// filled keeps nothing any more.
func filled(r *render.Report) *items {
	w := newItems(r)
	w.said.most = 0
	w.tables[0].keep(0)
	w.tables[1].keep(0)
	for _, list := range [][]column{w.tables[0].columns, w.tables[1].columns, w.held[0], w.held[1]} {
		for i := range list {
			list[i].most = 0
		}
	}
	return w
}

// TestHostileItems are items with texts and values that JSON has to escape.
func TestHostileItems(t *testing.T) {
	const hostile = "\x00\"\\<&>\u2028\xff\n\t" + "é"
	facts := map[string]any{"disk.sku": hostile, "disk.zones": []any{hostile, ""}, "disk.sizeGiB": json.Number("-9007199254740993"), "disk.managedBy": nil, "disk.owners": []any{}, "disk.type": ""}
	values := inventory.StoredValues{Facts: facts, Defaults: map[string]any{"disk.tier": hostile, "disk.tagKeys": []any{}, "disk.osType": nil, "disk.encryptionType": ""},
		Unrecognised: map[string]string{"disk.location": hostile, "disk.name": ""}, AtLeast: map[string]int64{"disk.maxShares": 7}}
	stored := []inventory.Stored{
		{ID: hostile, Kind: "disk", Name: hostile, Subscription: hostile, ResourceGroup: hostile, Location: hostile, Tags: map[string]string{hostile: hostile, "": ""}, StoredValues: values},
		{ID: "/v", Kind: "vm", Tags: map[string]string{}, Disks: []inventory.StoredDisk{{ID: hostile, Name: hostile}, {Name: hostile, StoredValues: values}, {}}},
	}
	inv, err := inventory.Restore(stored, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := reportOf(t, "../../samples/estate/vms.json")
	r.Judgement = evaluate.Judge(inv, r.Judgement.Editions)
	w := newItems(r)
	for a := range r.Judgement.All() {
		if got, want := string(w.item(nil, a)), marshalled(t, r, a); got != want {
			t.Errorf("%s\nwant\n%s", got, want)
		}
	}
}

// TestLines: every item stands on a line of its own.
func TestLines(t *testing.T) {
	r := reportOf(t, "../../samples/hostile/vms.json", "../../samples/hostile/disks.json")
	_, list, _ := strings.Cut(written(t, r), "\n  \"items\": [\n")
	lines := strings.Split(strings.TrimSuffix(list, "\n  ]\n}\n"), "\n")
	if len(lines) != r.Judgement.Len() {
		t.Fatalf("%d lines of %d items", len(lines), r.Judgement.Len())
	}
	for _, line := range lines {
		if !json.Valid([]byte(strings.TrimSuffix(line, ","))) {
			t.Errorf("no item: %s", line)
		}
	}
}
