package inventory

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMerge deals out the rows of estates over several inventories, at random:
// merged, they are what reading all rows together gives.
func TestMerge(t *testing.T) {
	t.Parallel()
	estates, splits := mergedEstates(t), uint64(100)
	if os.Getenv("BACKREADY_CHECKERS") != "" {
		splits = 600
	}
	for seed := range splits {
		dice := rand.New(rand.NewPCG(seed, 1))
		rows := estates[seed%uint64(len(estates))]
		shards := dealt(dice, rows, 2+dice.IntN(5))
		m, all := NewMerger(), []Source{}
		for n, of := range shards {
			if err := m.Add(fmt.Sprint(n), mustRead(t, of...), none); err != nil {
				t.Fatal(err)
			}
			all = append(all, of...)
		}
		whole, merged := mustRead(t, all...), m.Inventory()
		if want, got := describeAll(whole), describeAll(merged); !reflect.DeepEqual(want, got) { // which is fast
			t.Fatalf("seed %d, %d shards: %s", seed, len(shards), cmp.Diff(want, got, cmp.AllowUnexported(datum{})))
		}
		if diff := cmp.Diff(whole.Problems, merged.Problems); diff != "" {
			t.Fatalf("seed %d: problems: %s", seed, diff)
		}
		for i := range whole.Inputs { // in the order of the shards here too
			if diff := cmp.Diff(whole.Inputs[i].SHA256, merged.Inputs[i].SHA256); diff != "" {
				t.Fatalf("seed %d: inputs: %s", seed, diff)
			}
		}
	}
}

func none(_, _ *Item) {}

// mergedEstates are the rows of estates, without those of other types.
func mergedEstates(t *testing.T) (estates [][]string) {
	t.Helper()
	for _, files := range [][]string{{"../samples/estate/vms.json", "../samples/estate/disks.json"}, {"../samples/hostile/vms.json", "../samples/hostile/disks.json"}} {
		estates = append(estates, listedRows(t, files...))
	}
	return append(estates, tangled(), tangled(), tangled())
}

// tangled is an estate in which VMs and disks don't agree: shared disks with an
// attachment of each sort, VHDs that several VMs name, disks that are attached by
// the account of but one side, OS disks of one VM that are data disks of another.
func tangled() (rows []string) {
	for i, name := range []string{"a", "b", "c", "d", "e", "f"} {
		var data []string
		for lun, disk := range []string{"shared", "moved", "x" + name} {
			if (i+lun)%2 == 0 {
				data = append(data, fmt.Sprintf(`{"lun":%d,"name":"%s","caching":"%s","writeAcceleratorEnabled":%t,"managedDisk":{"id":"%s%s"}}`,
					lun+i, disk, []string{"None", "ReadOnly", "odd"}[i%3], i%4 == 2, diskID, disk))
			}
		}
		data = append(data, fmt.Sprintf(`{"lun":9,"name":"vhd","diskSizeGB":%d,"vhd":{"uri":"https://store.blob.core.windows.net/vhds/one.vhd"}}`, i*10))
		if i == 3 || i == 5 {
			data = append(data, fmt.Sprintf(`{"lun":%d,"caching":"ReadWrite","managedDisk":{"id":"%sosa"}}`, 10-i, diskID))
		}
		rows = append(rows, fmt.Sprintf(`{"id":"%s%s","name":"%s","location":"eastus","tags":{"of":"%s"},"hardwareProfile":{"vmSize":"Standard_D2s_v5"},"type":"Microsoft.Compute/virtualMachines",
			"storageProfile":{"osDisk":{"osType":"Linux","managedDisk":{"id":"%sos%s"}},"dataDisks":[%s]}}`, vmID, name, name, name, diskID, name, strings.Join(data, ",")))
	}
	for _, name := range []string{"free", "lost"} { // flat rows: nothing is known of caching
		rows = append(rows, fmt.Sprintf(`{"id":"%s%s","type":"microsoft.compute/virtualmachines","vmSize":"Standard_D2s_v5","osDiskId":"%s%s"}`, vmID, name, diskID, name))
	}
	for i, name := range []string{"shared", "moved", "xa", "xb", "xc", "osa", "osb", "free", "osd", "lost"} {
		more := []string{"", `"managedBy":"` + vmID + `f",`, `"diskState":"Unattached",`, `"managedBy":"` + vmID + `gone","osType":"Linux",`, `"hyperVGeneration":"V2","maxShares":3,`}[i%5]
		rows = append(rows, fmt.Sprintf(`{"id":"%s%s","name":"%s","type":"Microsoft.Compute/disks",%s"location":"eastus","diskSizeGB":%d,"sku":{"name":"Premium_LRS"},"creationData":{"createOption":"Empty"}}`, diskID, name, name, more, i))
	}
	return rows
}

// listedRows are the rows of files that hold a list.
func listedRows(t *testing.T, files ...string) (rows []string) {
	t.Helper()
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var list []json.RawMessage
		if err := json.Unmarshal(text, &list); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, row := range list {
			rows = append(rows, string(row))
		}
	}
	return rows
}

// dealt deals rows out, each shard in one or two files of a form of its own. None
// is empty.
func dealt(dice *rand.Rand, rows []string, n int) (shards [][]Source) {
	dice.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	of := make([][]string, n)
	for i, row := range rows {
		at := dice.IntN(n)
		if i < n {
			at = i
		}
		of[at] = append(of[at], row)
	}
	for s, rows := range of {
		cut := dice.IntN(len(rows) + 1)
		var files []Source
		for f, part := range [][]string{rows[:cut], rows[cut:]} {
			if len(part) > 0 {
				files = append(files, textSource(fmt.Sprintf("%d-%d", s, f), inForm(dice.IntN(3), part)))
			}
		}
		shards = append(shards, files)
	}
	return shards
}

// inForm writes rows as a list, as lines, or as a page of Resource Graph.
func inForm(form int, rows []string) string {
	switch form {
	case 0:
		return "[" + strings.Join(rows, ",") + "]"
	case 1:
		var b bytes.Buffer
		for _, row := range rows {
			b.WriteString(strings.Join(strings.Fields(row), " ") + "\n")
		}
		return b.String()
	}
	return fmt.Sprintf(`{"count":%d,"data":[%s],"skip_token":null,"total_records":%d}`, len(rows), strings.Join(rows, ","), len(rows))
}

func mustRead(t *testing.T, sources ...Source) *Inventory {
	t.Helper()
	inv, err := Read(sources)
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

// TestMergeTwice: an item in two inventories is refused, ignoring case and kind.
func TestMergeTwice(t *testing.T) {
	m := NewMerger()
	if err := m.Add("one", readText(t, "["+vmJSON("a")+"]"), none); err != nil {
		t.Fatal(err)
	}
	err := m.Add("two", readText(t, "["+strings.ToUpper(vmJSON("b")[:1])+vmJSON("b")[1:]+","+vmJSON("a")+"]"), none)
	var twice *TwiceError
	if !errors.As(err, &twice) || twice.First != "one" || twice.Second != "two" || twice.ID != vmID+"a" {
		t.Errorf("%v", err)
	}
}

// TestMergeRelated: what rows of other types state of items in another inventory
// is unknown, what they count there may be more, and a problem tells of it. In
// subscriptions of their own they say what they say.
func TestMergeRelated(t *testing.T) {
	snapshot := func(subscription, name string) string {
		return fmt.Sprintf(`{"id":"/subscriptions/%s/resourceGroups/rg/providers/Microsoft.Compute/snapshots/%s","type":"Microsoft.Compute/snapshots","location":"eastus","name":"%s","incremental":true,"creationData":{"createOption":"Copy","sourceResourceId":"%s"}}`,
			subscription, name, name, strings.ReplaceAll(diskID, "/s1/", "/"+subscription+"/")+"a")
	}
	disk := func(subscription, name string) string {
		return fmt.Sprintf(`{"id":"%s","type":"Microsoft.Compute/disks","location":"eastus","diskSizeGB":4}`, strings.ReplaceAll(diskID, "/s1/", "/"+subscription+"/")+name)
	}
	read := func(rows ...string) *Inventory { return readText(t, "["+strings.Join(rows, ",")+"]") }
	merge := func(invs ...*Inventory) *Inventory {
		m := NewMerger()
		for i, inv := range invs {
			if err := m.Add(fmt.Sprint(i), inv, none); err != nil {
				t.Fatal(err)
			}
		}
		return m.Inventory()
	}
	const field = "snapshot.countPerDisk"
	apart := merge(read(disk("s1", "a"), snapshot("s1", "x")), read(disk("s2", "a"), snapshot("s2", "y")))
	if v := apart.Items[0].get(field); !v.Known() || v.Int() != 1 || len(apart.Problems) != 0 {
		t.Errorf("apart: %s, %v", v, apart.Problems)
	}
	mixed := merge(read(disk("s1", "a"), snapshot("s1", "x")), read(disk("s1", "b"), snapshot("s1", "y")))
	a, b := mixed.Items[0].get(field), mixed.Items[1].get(field)
	if !a.Partial() || a.Int() != 1 || !b.Missing() {
		t.Errorf("%s, %s", a, b)
	}
	if p := mixed.Problems; len(p) != 1 || !p[0].Incomplete || !strings.Contains(p[0].Text, typeSnapshots) || p[0].Hint == "" {
		t.Errorf("%+v", p)
	}
	// Rows in one inventory alone, under another spelling of the subscription.
	upper := strings.ReplaceAll(disk("s1", "b"), "/s1/", "/S1/")
	if p := merge(read(disk("s1", "a"), snapshot("s1", "x")), read(upper)).Problems; len(p) != 1 || !p[0].Incomplete {
		t.Errorf("in one alone: %+v", p)
	}
	extension := `{"id":"` + vmID + `a/extensions/ade","type":"Microsoft.Compute/virtualMachines/extensions","properties":{"type":"AzureDiskEncryption"}}`
	if p := merge(read(vmJSON("a"), extension), read(upper)).Problems; len(p) != 1 || !strings.Contains(p[0].Text, "/extensions") {
		t.Errorf("an extension: %+v", p)
	}
	lock := `{"id":"/subscriptions/s1/resourceGroups/other/providers/Microsoft.Authorization/locks/keep","type":"Microsoft.Authorization/locks","properties":{"level":"CanNotDelete"}}`
	const onVM = "lock.onVM"
	if v := merge(read(vmJSON("a"), lock)).Items[0].get(onVM); !v.Known() || v.True() {
		t.Errorf("%s: %s, want no", onVM, v)
	}
	if v := merge(read(vmJSON("a"), lock), read(upper)).Items[0].get(onVM); !v.Missing() {
		t.Errorf("%s: %s, though a lock may be in the other", onVM, v)
	}
}

// TestOfAll: the fields that are taken back are decided by rows of other types.
func TestOfAll(t *testing.T) {
	for _, name := range ofAll {
		if !slices.ContainsFunc(relatedTypes, func(r relatedType) bool { return slices.Contains(r.fields, name) }) {
			t.Errorf("no row decides %s", name)
		}
	}
}

// TestDividedProblem names each type once, and makes the evidence incomplete.
func TestDividedProblem(t *testing.T) {
	p := dividedSubscriptions{"a": {"vaults", "locks"}, "b": {"locks", "vaults"}}.problem()
	if !p.Incomplete || !strings.HasPrefix(p.Text, "2 subscription(s) ") || strings.Count(p.Text, "locks") != 1 || strings.Count(p.Text, "vaults") != 1 {
		t.Errorf("%+v", p)
	}
}

// TestLabelled: an input below a label leaves the one it was made from as it is.
func TestLabelled(t *testing.T) {
	in := Input{Name: "vms.json", Problems: []Problem{{File: "vms.json", Text: "x"}}}
	out := in.labelled("one")
	if out.Name != "one/vms.json" || out.Problems[0].File != "one/vms.json" || in.Name != "vms.json" || in.Problems[0].File != "vms.json" {
		t.Errorf("%+v of %+v", out, in)
	}
}
