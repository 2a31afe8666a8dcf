package evaluate

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/backready/backready/inventory"
	"github.com/backready/backready/inventory/generate"
)

// TestAlike: what is said once for all items that are alike is what the rules say
// of each, and is counted so, however little is remembered.
func TestAlike(t *testing.T) {
	var editions []*Edition
	for _, e := range released(t) {
		if e.ID == "vm-backup@2026-03-26" || e.ID == "disk-backup@2026-02-13" || e.ID == "disk-backup@2021-01-07" {
			editions = append(editions, e)
		}
	}
	for _, pattern := range []string{"../samples/estate/*.json", "../samples/hostile/*.json", "../../shared/acceptance/visible/azcli/*", "../../shared/acceptance/visible/argcsv/*"} {
		inv := readAll(t, pattern)
		for _, e := range editions {
			want := eachAlone(inv, e)
			for _, most := range []int{mostAlike, 20} {
				if diff := cmp.Diff(want, remembering(inv, e, most), alikeOptions); diff != "" {
					t.Fatalf("%s, %s, remembering %d: -each +alike\n%s", pattern, e.ID, most, diff)
				}
			}
		}
	}
}

var alikeOptions = cmp.Options{
	cmp.Comparer(func(a, b *Rule) bool { return a == b }), cmp.Comparer(func(a, b *Edition) bool { return a == b }),
	cmp.Comparer(func(a, b *inventory.Item) bool { return a == b }), cmpopts.EquateEmpty(),
}

// judged are the results of an edition by item, and the counts of its rules.
type judgedBy struct {
	Results []*Result
	Counts  []*RuleCount
}

func countsOf(e *Edition) (counts []*RuleCount) {
	for _, r := range e.Rules {
		counts = append(counts, &RuleCount{Edition: e, Rule: r})
	}
	return counts
}

// eachAlone applies every rule to every item.
func eachAlone(inv *inventory.Inventory, e *Edition) judgedBy {
	by := judgedBy{Counts: countsOf(e)}
	for _, it := range inv.Of(e.Kind) {
		res := &Result{Edition: e}
		for i, r := range e.Rules {
			findings, assessed := r.judge(it)
			if by.Counts[i].Judged++; !assessed {
				by.Counts[i].Judged--
				by.Counts[i].NotAssessed++
			}
			by.Counts[i].found(it, findings)
			res.Findings = append(res.Findings, findings...)
		}
		for i, current := range e.current {
			if current != nil && current.holds(it) == isTrue {
				res.Current = e.Edition.Paths[i].ID
			}
		}
		res.settle()
		by.Results = append(by.Results, res)
	}
	return by
}

// remembering does the same by a judge who remembers so much.
func remembering(inv *inventory.Inventory, e *Edition, most int) judgedBy {
	by, j := judgedBy{Counts: countsOf(e)}, newJudge(e)
	j.most = most
	items := inv.Of(e.Kind)
	for place, it := range items {
		by.Results = append(by.Results, j.judge(it, place).result)
	}
	j.tell(by.Counts, len(items), func(place int) *inventory.Item { return items[place] })
	return by
}

// readAll reads the files of a pattern, an empty inventory where there are none.
func readAll(t *testing.T, pattern string) *inventory.Inventory {
	t.Helper()
	names, _ := filepath.Glob(pattern)
	var sources []inventory.Source
	for _, name := range names {
		sources = append(sources, inventory.Source{Name: filepath.Base(name), Open: func() (io.ReadCloser, error) { return os.Open(name) }})
	}
	inv, err := inventory.Read(sources)
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

func generated(t *testing.T, estate generate.Estate) *inventory.Inventory {
	t.Helper()
	dir := t.TempDir()
	for name, list := range map[string]func(io.Writer, generate.Form) error{"vms.json": estate.WriteVMs, "disks.json": estate.WriteDisks} {
		var text bytes.Buffer
		if err := list(&text, generate.Array); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return readAll(t, filepath.Join(dir, "*"))
}

// TestJudgeShared: how many share the items makes no difference.
func TestJudgeShared(t *testing.T) {
	inv := generated(t, generate.Estate{VMs: 140, Disks: 500})
	editions := slices.DeleteFunc(released(t), func(e *Edition) bool { return e.Matrix == "vm-backup" && e.ID != "vm-backup@2026-03-26" })
	by := func(workers int) (all []judgedBy) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(workers))
		j := Judge(inv, editions)
		for a := range j.All() {
			all = append(all, judgedBy{Results: a.Results})
		}
		return append(all, judgedBy{Counts: j.Counts})
	}
	if diff := cmp.Diff(by(1), by(2), alikeOptions); diff != "" {
		t.Errorf("-alone +two\n%s", diff)
	}
}

// TestSteadyState: nothing is allocated for an item of which all was said before.
func TestSteadyState(t *testing.T) {
	inv := generated(t, generate.Estate{VMs: 60, Disks: 200})
	for _, e := range released(t) {
		j, items := newJudge(e), inv.Of(e.Kind)
		if len(j.single) > 0 {
			t.Errorf("%s: %d rules are applied to each item by itself", e.ID, len(j.single))
		}
		again := func() {
			for i, it := range items {
				j.judge(it, i)
			}
		}
		again()
		if n := testing.AllocsPerRun(5, again); n > 0 {
			t.Errorf("%s: judging %d items again allocates %.0f times", e.ID, len(items), n)
		}
	}
}
