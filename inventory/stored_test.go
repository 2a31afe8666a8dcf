package inventory

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestStored: an inventory that went through its stored form has the same
// items, disks, holders and values, those that are derived again among them.
func TestStored(t *testing.T) {
	t.Parallel()
	estate := []string{"../samples/estate/vms.json", "../samples/estate/disks.json"}
	sets := [][]string{estate, estate[:1], estate[1:], {"../samples/estate-csv/vms.csv", "../samples/estate-csv/disks.csv"},
		{"../samples/hostile/vms.json", "../samples/hostile/disks.json"}}
	formats, _ := filepath.Glob("testdata/formats/*.json")
	more, _ := filepath.Glob("testdata/formats/*.csv")
	for _, file := range append(formats, more...) {
		sets = append(sets, []string{file})
	}
	pattern := "../../shared/acceptance/visible/ar*"
	if os.Getenv("BACKREADY_CHECKERS") != "" {
		pattern = "../../shared/acceptance/visible/*"
	}
	shared, _ := filepath.Glob(pattern)
	for _, folder := range shared {
		if files, _ := filepath.Glob(filepath.Join(folder, "*")); len(files) > 0 {
			sets = append(sets, files)
		}
	}
	for _, files := range sets {
		inv := readFiles(t, files...)
		back := throughJSON(t, inv)
		if diff := cmp.Diff(describeAll(inv), describeAll(back), cmp.AllowUnexported(datum{})); diff != "" {
			t.Errorf("%s: %s", files[0], diff)
		}
	}
}

func throughJSON(t *testing.T, inv *Inventory) *Inventory {
	t.Helper()
	var stored []Stored
	for _, it := range inv.Items {
		stored = append(stored, it.Stored())
	}
	text, err := json.Marshal(stored)
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	stored = nil
	if err := decoder.Decode(&stored); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(stored) // their order must not matter
	back, err := Restore(stored, inv.Inputs, inv.Problems)
	if err != nil {
		t.Fatal(err)
	}
	return back
}

// A described item is everything that rules and reports see of one.
type described struct {
	Kind                               Kind
	ID, Name, Key, Subscription, Group string
	Location                           string
	Listed, DisksComplete              bool
	Tags                               []Tag
	Holders                            []string
	Values                             map[string]datum
	Disks                              []described
	Recorded                           bool
}

func describeAll(inv *Inventory) []described {
	var all []described
	for _, it := range inv.Items {
		all = append(all, describeItem(it))
	}
	return all
}

func describeItem(it *Item) described {
	d := described{Kind: it.Kind, ID: it.ID(), Name: it.Name(), Key: it.Key(), Subscription: it.Subscription(), Group: it.ResourceGroup(),
		Location: it.Location(), Listed: it.Listed, DisksComplete: it.DisksComplete, Tags: it.Tags(), Values: map[string]datum{}, Recorded: it.Record() != nil}
	for _, table := range [][]Field{fieldsOf(it.Kind), optionalFields} {
		for i := range table {
			if v := it.Value(&table[i]); !v.Missing() {
				says := *v.d
				says.pool, says.number = 0, 0
				d.Values[table[i].Name] = says
			}
		}
	}
	for _, vm := range it.Holders() {
		d.Holders = append(d.Holders, vm.ID())
	}
	for _, disk := range it.Disks() {
		d.Disks = append(d.Disks, describeItem(disk))
	}
	return d
}

// TestRestoreRefuses what no report of ours holds.
func TestRestoreRefuses(t *testing.T) {
	one := Stored{ID: "/d", Kind: "disk"}
	for name, stored := range map[string][]Stored{
		"no id":   {{Kind: "disk"}},
		"no kind": {{ID: "/d"}},
		"twice":   {one, {ID: "/D", Kind: "vm"}},
		"object":  {{ID: "/d", Kind: "disk", StoredValues: StoredValues{Facts: map[string]any{"disk.sku": map[string]any{}}}}},
		"list":    {{ID: "/d", Kind: "disk", StoredValues: StoredValues{Facts: map[string]any{"disk.zones": []any{1}}}}},
		"number":  {{ID: "/d", Kind: "disk", StoredValues: StoredValues{Defaults: map[string]any{"disk.sizeGiB": json.Number("1.5")}}}},
	} {
		if _, err := Restore(stored, nil, nil); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
