package inventory

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestStored: an inventory that went through its stored form has the same
// items, disks, holders and values, those that are derived again among them.
func TestStored(t *testing.T) {
	t.Parallel()
	for _, files := range storedSets(t) {
		inv := readFiles(t, files...)
		back := throughJSON(t, inv)
		if diff := cmp.Diff(describeAll(inv), describeAll(back), cmp.AllowUnexported(datum{})); diff != "" {
			t.Errorf("%s: %s", files[0], diff)
		}
	}
}

// storedSets are sets of files of every sort that there is.
func storedSets(t *testing.T) [][]string {
	t.Helper()
	estate := []string{"../samples/estate/vms.json", "../samples/estate/disks.json"}
	sets := [][]string{estate, estate[:1], estate[1:], {"../samples/estate-csv/vms.csv", "../samples/estate-csv/disks.csv"},
		{"../samples/hostile/vms.json", "../samples/hostile/disks.json"}}
	formats, _ := filepath.Glob("testdata/formats/*.json")
	more, _ := filepath.Glob("testdata/formats/*.csv")
	for _, file := range append(formats, more...) {
		sets = append(sets, []string{file})
	}
	sets = append(sets, toldAlong(t))
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
	return sets
}

// toldAlong is an estate of which rows of other types and columns of one's own
// tell, and of which a VM has twelve data disks at least.
func toldAlong(t *testing.T) (files []string) {
	t.Helper()
	texts := []string{relEstate, "id,vault.location,guest.containers,net.privateIpAllocation\n" + relVM + ",East US,no,v9\n" + relDisk + "d1,westeurope,,\n"}
	for _, tt := range relatedTests() {
		texts = append(texts, tt.az[0])
	}
	var disks []string
	for i := range 12 {
		disks = append(disks, fmt.Sprintf(`{"lun":%d,"name":"e%[1]d","managedDisk":{"id":"%[2]se%[1]d"}}`, i, relDisk))
	}
	texts = append(texts, `[{"id":"`+relVM+`-flat","type":"microsoft.compute/virtualmachines","dataDisks":[`+strings.Join(disks, ",")+`]}]`)
	for i, text := range texts {
		file := filepath.Join(t.TempDir(), fmt.Sprint("told", i))
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// TestToldAlong has what no other of these sets has.
func TestToldAlong(t *testing.T) {
	states := map[string]bool{}
	for _, it := range readFiles(t, toldAlong(t)...).Items {
		for name, v := range describeItem(it).Values {
			f := mustField(name)
			states[fmt.Sprint("optional ", f.Optional())] = true
			if v.state == atLeast && v.num > 9 {
				states["at least"] = true
			}
			states["not recognised"] = states["not recognised"] || v.state == unrecognised
		}
	}
	if want := []string{"at least", "not recognised", "optional false", "optional true"}; !slices.Equal(slices.Sorted(maps.Keys(states)), want) {
		t.Errorf("%v, want %q", states, want)
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

// TestStoredText: an item that is taken apart without a decoder is the one that
// encoding/json gives. Without a single one that is odd all are.
func TestStoredText(t *testing.T) {
	t.Parallel()
	for _, files := range storedSets(t) {
		inv := readFiles(t, files...)
		for _, store := range []func(*Item) Stored{(*Item).Stored, (*Item).StoredApart} {
			fast, slow := NewRestorer(), NewRestorer()
			reader, text := NewStoredReader(), StoredText{}
			for _, it := range inv.Items {
				line, err := json.Marshal(store(it))
				if err != nil {
					t.Fatal(err)
				}
				var s Stored
				decoder := json.NewDecoder(bytes.NewReader(line))
				decoder.UseNumber()
				if err := decoder.Decode(&s); err != nil {
					t.Fatal(err)
				}
				slow.Add(&s)
				if rest, ok := reader.Read(line, &text); ok && string(rest) == "}" {
					fast.AddText(&text)
				} else if fast.Add(&s); !odd(line) {
					t.Errorf("is not taken apart: %s", line)
				}
			}
			compareRestored(t, files[0], slow, fast)
		}
	}
}

// odd reports whether a line has what is left to encoding/json.
func odd(line []byte) bool {
	return bytes.IndexByte(line, '\\') >= 0 || bytes.Contains(line, []byte(`"name":""`))
}

func compareRestored(t *testing.T, name string, want, got *Restorer) {
	t.Helper()
	a, err := want.Inventory(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := got.Inventory(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(describeAll(a), describeAll(b), cmp.AllowUnexported(datum{})); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
	for i, it := range b.Items {
		if it.Shares() != a.Items[i].Shares() || (it.more == nil) != (a.Items[i].more == nil) {
			t.Errorf("%s: %s keeps its values in another way", name, it.ID())
		}
	}
}

// TestStoredApart: only for a part of an estate are its counts kept with an item.
func TestStoredApart(t *testing.T) {
	for _, it := range readFiles(t, "../samples/estate/disks.json").Items {
		for name, s := range map[string]Stored{"whole": it.Stored(), "apart": it.StoredApart()} {
			if _, ok := s.Facts["disk.disksInRegion"]; ok != (name == "apart") {
				t.Fatalf("%s, %s: %v", it.ID(), name, s.Facts)
			}
		}
	}
}
