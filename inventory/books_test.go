package inventory

import (
	"errors"
	"strings"
	"testing"
)

// TestBooks: a row that is accounted for nowhere, or twice, ends the run: the
// report would be wrong, and nobody would know.
func TestBooks(t *testing.T) {
	whole := Input{Name: "a.json", Rows: 15, VMs: 1, Disks: 2, Other: 3, Duplicates: 4, Rejected: 5}
	if err := (&reader{inputs: []Input{{}, whole}}).checkCounts(); err != nil {
		t.Error(err)
	}
	for name, alter := range map[string]func(*Input){
		"a VM more": func(in *Input) { in.VMs++ }, "a disk less": func(in *Input) { in.Disks-- }, "another more": func(in *Input) { in.Other++ },
		"a duplicate less": func(in *Input) { in.Duplicates-- }, "a rejected row less": func(in *Input) { in.Rejected-- }, "a row more": func(in *Input) { in.Rows++ },
	} {
		wrong := whole
		alter(&wrong)
		err := (&reader{inputs: []Input{whole, wrong}}).checkCounts()
		if err == nil || !strings.HasPrefix(err.Error(), "a.json: 1") || !strings.Contains(err.Error(), "accounted for: this is a defect") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestBookedRows: each sort of row is counted as what it is.
func TestBookedRows(t *testing.T) {
	inv := readText(t, `[`+strings.Join([]string{vmJSON("a"), diskJSON("b"), diskJSON("c"), vmJSON("a"), `{"id":"/n","type":"Microsoft.Network/networkInterfaces"}`,
		`{"id":"/n2","type":"Microsoft.Network/networkInterfaces"}`, `{"id":"/v","type":"Microsoft.Network/virtualNetworks"}`, `7`, `{}`, `null`}, ",")+`]`)
	in := inv.Inputs[0]
	if in.Rows != 10 || in.VMs != 1 || in.Disks != 2 || in.Duplicates != 1 || in.Other != 3 || in.Rejected != 3 {
		t.Errorf("%+v", in)
	}
	if len(in.OtherTypes) != 2 || in.OtherTypes[0].Rows+in.OtherTypes[1].Rows != 3 {
		t.Errorf("other types: %+v", in.OtherTypes)
	}
}

// TestFoundInstead: files without any VM or disk say what they hold.
func TestFoundInstead(t *testing.T) {
	const nic, vnet, bad = `{"id":"/n","type":"Microsoft.Network/networkInterfaces"}`, `{"id":"/v","type":"Microsoft.Network/virtualNetworks"}`, `{}`
	for _, test := range []struct {
		texts []string
		file  string // that is to blame
		want  []string
		not   string
	}{
		{[]string{"[" + nic + "," + nic + "]"}, "file1", []string{"no VMs or disks: 2 row(s) of other types (microsoft.network/networkinterfaces)"}, "can't be used"},
		{[]string{"[" + nic + "]", "[" + vnet + "," + nic + "]"}, "", []string{"3 row(s) of other types (microsoft.network/networkinterfaces, microsoft.network/virtualnetworks)"}, ""},
		{[]string{"[" + bad + "]"}, "file1", []string{"no VMs or disks: 1 row(s) that can't be used (first: file1:1: "}, "other types"},
		{[]string{"[" + nic + "]", "[\n" + bad + "]"}, "", []string{"1 row(s) of other types", " and 1 row(s) that can't be used (first: file2:2: "}, ""},
	} {
		_, err := tryText(test.texts...)
		var e *InputError
		if !errors.As(err, &e) || e.File != test.file || e.Hint == "" {
			t.Errorf("%q: %v", test.texts, err)
			continue
		}
		for _, want := range test.want {
			if !strings.Contains(e.Text, want) || test.not != "" && strings.Contains(e.Text, test.not) {
				t.Errorf("%q: %s, want %s", test.texts, e.Text, want)
			}
		}
	}
	if inv, err := tryText("[]", "[]"); err != nil || len(inv.Items) != 0 {
		t.Errorf("empty lists: %v", err)
	}
}

// TestDuplicateDisks: where one row of a VM names its disks and the fuller one
// does not, they are those of the VM.
func TestDuplicateDisks(t *testing.T) {
	const full = `{"id":"` + vmID + `a","name":"a","location":"eastus","hardwareProfile":{"vmSize":"Standard_D2s_v5"},"priority":"Regular","zones":["1"],"tags":{"a":"b"}}`
	const named = "id,storageProfile.osDisk.managedDisk.id\n" + vmID + "a," + diskID + "d\n"
	for _, texts := range [][]string{{"[" + full + "]", named}, {named, "[" + full + "]"}} {
		it := readText(t, texts...).Items[0]
		if it.DiskCount() != 1 || it.DisksComplete || it.get("vm.size").Missing() {
			t.Errorf("%d disks, complete %v, size %s", it.DiskCount(), it.DisksComplete, it.get("vm.size"))
		}
	}
}

// TestExampleFields: an example may state the fields of its kind and the optional
// ones, and no others.
func TestExampleFields(t *testing.T) {
	for _, test := range []struct {
		kind  Kind
		field string
		value any
		good  bool
	}{
		{VM, "vm.size", "Standard_D2s_v5", true}, {VM, "policy.type", "V1", true}, {Disk, "policy.type", "V1", true}, {Disk, "disk.sku", "Premium_LRS", true},
		{VM, "disk.sku", "Premium_LRS", false}, {Disk, "vm.size", "Standard_D2s_v5", false}, {VM, "vm.nothing", "x", false}, {Disk, "", "x", false},
	} {
		_, err := Example(test.kind, map[string]any{test.field: test.value}, nil)
		if (err == nil) != test.good {
			t.Errorf("%s of a %s: %v", test.field, test.kind, err)
		}
		if _, err := Example(VM, nil, []map[string]any{{test.field: test.value}}); test.kind == Disk && (err == nil) != test.good {
			t.Errorf("%s of a disk of a VM: %v", test.field, err)
		}
	}
}
