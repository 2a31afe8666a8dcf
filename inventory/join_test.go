package inventory

import (
	"fmt"
	"strings"
	"testing"
)

const joinVM = `[{"id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/v", "name": "v",
 "type": "Microsoft.Compute/virtualMachines", "location": "westeurope", "hardwareProfile": {"vmSize": "Standard_D2s_v5"},
 "storageProfile": {"osDisk": {"osType": "Linux", "managedDisk": {"id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/disks/d0", "diskEncryptionSet": {"id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/diskEncryptionSets/des"}}}, "dataDisks": []}}]`

func disksOfJoin(states ...string) string {
	out := "["
	for i, state := range states {
		if i > 0 {
			out += ","
		}
		out += `{"id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/disks/d` + string(rune('0'+i)) + `", "type": "Microsoft.Compute/disks",
  "location": "westeurope", "sku": {"name": "Premium_LRS"}, "diskSizeGB": 8, "creationData": {"createOption": "Empty"}, "diskState": "` + state + `",
  "managedBy": "/subscriptions/s/resourceGroups/RG/providers/Microsoft.Compute/virtualMachines/V"}`
	}
	return out + "]"
}

// TestDisksOfItsVM: disks count as of one VM when they name it, also where the
// VM, exported on another day, names fewer of them.
func TestDisksOfItsVM(t *testing.T) {
	inv := readText(t, joinVM, disksOfJoin("Attached", "Attached", "Unattached"))
	want := map[string]int64{"d0": 2, "d1": 2, "d2": 0}
	for _, d := range inv.Of(Disk) {
		if got := d.get("disk.disksOfItsVM"); !got.Known() || got.Int() != want[d.Name()] {
			t.Errorf("%s: %s, want %d", d.Name(), got, want[d.Name()])
		}
	}
}

// TestHeldDiskLearnsFromItsVM: what only the VM states of a disk is known of
// the disk as the VM holds it, and so is what follows.
func TestHeldDiskLearnsFromItsVM(t *testing.T) {
	csv := "id,name,type,location,diskSizeGB\n/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/disks/d0,d0,microsoft.compute/disks,westeurope,8\n"
	inv := readText(t, joinVM, csv)
	if got := inv.Of(VM)[0].Disks()[0].get("disk.cmk"); !got.True() {
		t.Errorf("disk.cmk is %s", got)
	}
}

// holding is a VM that states its OS disk and data disks by their names.
func holding(name string, data ...string) string {
	const compute = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/"
	var list []string
	for lun, d := range data {
		list = append(list, fmt.Sprintf(`{"lun":%d,"managedDisk":{"id":%q}}`, lun, compute+"disks/"+d))
	}
	return `{"id":"` + compute + "virtualMachines/" + name + `","name":"` + name + `","type":"Microsoft.Compute/virtualMachines","location":"westeurope",
 "storageProfile":{"osDisk":{"managedDisk":{"id":"` + compute + `disks/o"}},"dataDisks":[` + strings.Join(list, ",") + `]}}`
}

// heldBy is the record of a disk that names the VM v.
func heldBy(name string) string {
	const compute = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/"
	return `{"id":"` + compute + "disks/" + name + `","name":"` + name + `","type":"Microsoft.Compute/disks","location":"westeurope","sku":{"name":"UltraSSD_LRS"},"managedBy":"` + compute + `VirtualMachines/V"}`
}

// TestLeftOut: a disk that names a VM which states other disks is told of, and the
// disks of that VM are not all known.
func TestLeftOut(t *testing.T) {
	for name, test := range map[string]struct {
		vm       string
		complete bool
	}{
		"states it":                {holding("v", "U"), true},
		"states another":           {holding("v", "w"), false},
		"states its OS disk alone": {holding("v"), false},
		"states none, in a list":   {strings.Replace(holding("v"), `"osDisk":{"managedDisk":{"id":"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/disks/o"}},`, "", 1), false},
		"is another VM":            {holding("w"), true},
		"states a disk without id": {strings.Replace(holding("v"), `"managedDisk":{"id":"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/disks/o"}`, `"name":"o"`, 1), true},
	} {
		inv := readText(t, "["+test.vm+","+heldBy("o")+","+heldBy("u")+"]")
		told := false
		for _, p := range inv.Problems {
			told = told || strings.Contains(p.Text, "not among the disks that the VM export states")
		}
		wantTold := name == "states another" || name == "states its OS disk alone"
		if vm := inv.Items[0]; vm.DisksComplete != test.complete || told != wantTold {
			t.Errorf("%s: complete %v, told %v: %v", name, vm.DisksComplete, told, inv.Problems)
		}
	}
}

// TestRepeatedDisks: rows of one VM that name different disks are told of; the VM
// has them all, and nobody knows whether these are all.
func TestRepeatedDisks(t *testing.T) {
	for name, test := range map[string]struct {
		rows     []string
		disks    string
		complete bool
		differ   int
	}{
		"the same":              {[]string{holding("v", "a", "b"), holding("V", "B", "A")}, "o a b", true, 0},
		"one more":              {[]string{holding("v", "a"), holding("v", "a", "b")}, "o a b", false, 1},
		"one less":              {[]string{holding("v", "a", "b"), holding("v", "a")}, "o a b", false, 1},
		"a row for each":        {[]string{holding("v", "a"), holding("v", "b"), holding("v", "c")}, "o a b c", false, 2},
		"one without its disks": {[]string{holding("v", "a"), `{"id":"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/v","name":"v","vmSize":"Standard_B1s"}`}, "o a", true, 0},
		"first without":         {[]string{`{"id":"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/v","name":"v","vmSize":"Standard_B1s"}`, holding("v", "a")}, "o a", true, 0},
	} {
		inv := readText(t, "["+strings.Join(test.rows, ",")+"]")
		if len(inv.Items) != 1 {
			t.Fatalf("%s: %d items", name, len(inv.Items))
		}
		var disks []string
		for _, d := range inv.Items[0].Disks() {
			disks = append(disks, strings.ToLower(d.Name()))
		}
		differ := 0
		for _, p := range inv.Inputs[0].Problems {
			if strings.Contains(p.Text, "state something else") && strings.Contains(p.Text, "disks") {
				fmt.Sscan(p.Text, &differ)
			}
		}
		if got := strings.Join(disks, " "); got != test.disks || inv.Items[0].DisksComplete != test.complete || differ != test.differ {
			t.Errorf("%s: disks %s, complete %v, %d differ: %v", name, got, inv.Items[0].DisksComplete, differ, inv.Inputs[0].Problems)
		}
	}
}
