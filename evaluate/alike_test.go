package evaluate

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
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

// listOf reads disks of a resource group: each a name and a type.
func listOf(t *testing.T, disks ...[2]string) *inventory.Inventory {
	t.Helper()
	var list []string
	for _, d := range disks {
		list = append(list, fmt.Sprintf(`{"id":"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/disks/%s","name":"%[1]s",
			"type":"Microsoft.Compute/disks","location":"westeurope","sku":{"name":"%s"},"diskSizeGB":64}`, d[0], d[1]))
	}
	text := "[" + strings.Join(list, ",") + "]"
	inv, err := inventory.Read([]inventory.Source{{Name: "disks.json", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}})
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

// TestResultsAreShared: disks on which the rules say the same have one result,
// and what differs in a name alone, which no group of values tells, is told apart.
func TestResultsAreShared(t *testing.T) {
	byName := compileText(t, strings.NewReplacer("disk.sku: {is: UltraSSD_LRS}", `disk.name: {matches: "^prod"}`, "disk/ultra", "disk/named").Replace(diskEdition))
	inv := listOf(t, [2]string{"dev1", "Premium_LRS"}, [2]string{"dev2", "Premium_LRS"}, [2]string{"dev3", "UltraSSD_LRS"},
		[2]string{"prod1", "Premium_LRS"}, [2]string{"prod2", "Premium_LRS"}, [2]string{"prod3", "UltraSSD_LRS"})
	for _, test := range []struct {
		edition *Edition
		alike   string // disks with the same letter share a result
		want    []Verdict
	}{
		{compileText(t, diskEdition), "aabaab", []Verdict{Supported, Supported, Unsupported, Supported, Supported, Unsupported}},
		{byName, "aaabbb", []Verdict{Supported, Supported, Supported, Unsupported, Unsupported, Unsupported}},
	} {
		j := Judge(inv, []*Edition{test.edition})
		for i, a := range j.assessments {
			if a.Verdict != test.want[i] {
				t.Errorf("%s: %s is %s", test.edition.Rules[0].ID, a.Item.Name(), a.Verdict)
			}
			for n, b := range j.assessments {
				if same, want := a.Results[0] == b.Results[0], test.alike[i] == test.alike[n]; same && !want || want && !same && test.edition != byName {
					t.Errorf("%s: %s and %s share a result: %v", test.edition.Rules[0].ID, a.Item.Name(), b.Item.Name(), same)
				}
			}
		}
	}
}

// TestAlikeButForTheirDisks: VMs that share all values but hold other disks are
// told apart, be it that these share their values with nobody.
func TestAlikeButForTheirDisks(t *testing.T) {
	const text = `[{"id":"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/a","name":"a",
		"type":"Microsoft.Compute/virtualMachines","location":"westeurope","hardwareProfile":{"vmSize":"Standard_D2s_v5"},
		"storageProfile":{"osDisk":{"createOption":"FromImage","osType":"Windows","managedDisk":{"id":"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/disks/x"}},"dataDisks":[]}}]`
	inv, err := inventory.Read([]inventory.Source{{Name: "vms.json", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}})
	if err != nil {
		t.Fatal(err)
	}
	j := newJudge(compileText(t, vmEdition))
	for place, test := range []struct {
		sku  string
		want bool
	}{{"Premium_LRS", false}, {"UltraSSD_LRS", true}, {"Premium_LRS", false}} {
		it := inv.Items[0].WithDisks([]*inventory.Item{disk(t, "x", plain(test.sku))})
		findings := j.judge(it, place).result.Findings
		if got := slices.ContainsFunc(findings, func(f *Finding) bool { return f.Rule.ID == "vm/ultra" }); got != test.want {
			t.Errorf("with %s: found %v", test.sku, got)
		}
	}
}
