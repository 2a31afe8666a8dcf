package inventory

import (
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"
)

// TestPathsStayBehind: a file that can't be opened is named as it was given, and the
// path at which the system looked for it is not shown.
func TestPathsStayBehind(t *testing.T) {
	open := func() (io.ReadCloser, error) {
		return nil, &fs.PathError{Op: "open", Path: "/home/somebody/secret/vms.json", Err: fs.ErrPermission}
	}
	_, err := Read([]Source{{Name: "vms.json", Open: open}})
	if err == nil || !strings.HasPrefix(err.Error(), "vms.json: can't be read: permission denied") || strings.Contains(err.Error(), "secret") {
		t.Error(err)
	}
}

// TestStoredDiskFields: of a disk as a VM holds it, all that the VM states is
// stored; where it has a record, what is not in that.
func TestStoredDiskFields(t *testing.T) {
	names := func(recorded bool) (list []string) {
		for _, f := range StoredDiskFields(recorded) {
			list = append(list, f.Name)
		}
		return list
	}
	alone, beside := names(false), names(true)
	for _, test := range []struct {
		name          string
		alone, beside bool
	}{{"disk.lun", true, true}, {"disk.sku", true, true}, {"disk.tier", true, false}, {"disk.shared", false, false}} {
		if slices.Contains(alone, test.name) != test.alone || slices.Contains(beside, test.name) != test.beside {
			t.Errorf("%s: stored alone %v, beside a record %v", test.name, slices.Contains(alone, test.name), slices.Contains(beside, test.name))
		}
	}
}

// TestNumbersOfValues are those of truths and of what a full object leaves out.
func TestNumbersOfValues(t *testing.T) {
	if Bool(true).Int() != 1 || Bool(false).Int() != 0 || Absent().Int() != 0 || (Value{}).Int() != 0 {
		t.Error(Bool(true).Int(), Bool(false).Int(), Absent().Int(), Value{}.Int())
	}
}

// TestLongFirstRow: the first row of a CSV may be longer than what is looked at to
// recognise it.
func TestLongFirstRow(t *testing.T) {
	long := strings.Repeat("x", headSize)
	inv := readText(t, "id,name,sku,note\n"+diskID+"a,a,Premium_LRS,"+long+"\n")
	if len(inv.Items) != 1 || inv.Items[0].get("disk.sku").Text() != "Premium_LRS" {
		t.Errorf("%d items", len(inv.Items))
	}
}

// TestTagsThatAreNoTexts have the text that JSON writes.
func TestTagsThatAreNoTexts(t *testing.T) {
	var got []string
	for _, tag := range readText(t, aDisk(fullDisk+`,"tags":{"a":1,"b":true,"c":null,"d":"x"}`)).Items[0].Tags() {
		got = append(got, tag.Name+"="+tag.Value)
	}
	if want := "a=1 b=true c= d=x"; strings.Join(got, " ") != want {
		t.Errorf("%q, want %s", got, want)
	}
}

// TestWeaken takes back what is only known as long as all rows are there, and
// nothing else.
func TestWeaken(t *testing.T) {
	fields := p("lock.onVM", "item.protected", "net.privateIpAllocation", "net.reservedIps", "snapshot.countPerDisk", "vault.location", "vm.sqlRegistered")
	it := &Item{Kind: VM}
	it.called()
	for name, v := range map[string]Value{"lock.onVM": Bool(false), "item.protected": Bool(true), "net.privateIpAllocation": Text("Static"), "net.reservedIps": Bool(false),
		"snapshot.countPerDisk": Int(3), "vault.location": Text("eastus")} {
		it.set(name, v)
	}
	it.weaken(fields)
	for name, want := range map[string]string{"lock.onVM": "missing", "item.protected": "true", "net.privateIpAllocation": "Static", "net.reservedIps": "missing",
		"snapshot.countPerDisk": AtLeast(3).String(), "vault.location": "eastus", "vm.sqlRegistered": "missing"} {
		if got := it.get(name).String(); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

// TestKeysOfValues: values that are known in different ways are kept apart, though
// they have one text.
func TestKeysOfValues(t *testing.T) {
	seen := map[string]Value{}
	for _, v := range []Value{Text("3"), Unrecognised("3"), Int(3), AtLeast(3), Text("3").Assumed(), Absent(), Text("")} {
		key := string(v.d.append(nil))
		if other, there := seen[key]; there {
			t.Errorf("%s and %s are one", v, other)
		}
		seen[key] = v
	}
}

// TestRankOfPaths: of two columns that carry a field under names of its paths, that
// of the path which is asked first counts.
func TestRankOfPaths(t *testing.T) {
	for _, table := range [][]Field{vmFields, diskFields} {
		for i := range table {
			f, last := &table[i], -1
			for _, path := range f.Paths {
				m := columns.byName[columnKey("properties."+path)]
				if m.column != columns.of[f] || m.rank < 50 {
					continue // it is that of another field, or has a name of its own
				}
				if m.rank <= last {
					t.Errorf("%s: %s has rank %d after %d", f.Name, path, m.rank, last)
				}
				last = m.rank
			}
		}
	}
}
