package inventory

import (
	"strings"
	"testing"
)

// TestDisksByOwners: where an export of VMs says nothing of their disks, those that
// name a VM as their owner are its disks, but maybe not all of them; a VM that names
// disks itself gets no others.
func TestDisksByOwners(t *testing.T) {
	disk := func(name, rest string) string {
		return `{"id":"` + diskID + name + `","name":"` + name + `","location":"eastus","diskSizeGB":100,"diskState":"Attached","managedBy":"` + strings.ToUpper(vmID) + `A",` + wholeDisk + `,"creationData":{"createOption":"Empty"}` + rest + `}`
	}
	disks := "[" + disk("d", `,"sku":{"name":"UltraSSD_LRS"}`) + "," + disk("o", `,"osType":"Linux"`) + "]"
	silent := "id,location,vmSize\n" + vmID + "a,eastus,Standard_D2s_v5\n" + vmID + "b,eastus,Standard_D2s_v5\n"
	inv := readText(t, silent, disks)
	a, b := inv.Items[0], inv.Items[1]
	if a.DiskCount() != 2 || a.DisksComplete || b.DiskCount() != 0 || len(inv.Problems) != 0 {
		t.Fatalf("%d and %d disks, all: %v, %v", a.DiskCount(), b.DiskCount(), a.DisksComplete, inv.Problems)
	}
	if n := a.get("vm.dataDiskCount"); !n.Partial() || n.Int() != 1 {
		t.Errorf("%s data disks", n)
	}
	if d := a.Disks()[0]; d.Name() != "d" || d.get("disk.role").Text() != "data" || d.get("disk.sku").Text() != "UltraSSD_LRS" || !d.get("disk.caching").Missing() {
		t.Errorf("%s: role %s, %s, caching %s", d.Name(), d.get("disk.role"), d.get("disk.sku"), d.get("disk.caching"))
	}
	if d := inv.Items[2]; len(d.Holders()) != 1 || d.Holders()[0] != a {
		t.Errorf("held by %v", d.Holders())
	}
	stating := "id,location,vmSize,osDiskId\n" + vmID + "a,eastus,Standard_D2s_v5," + diskID + "o\n"
	if a := readText(t, stating, disks).Items[0]; a.DiskCount() != 1 || a.DisksComplete {
		t.Errorf("one that names its OS disk: %d disks, all: %v", a.DiskCount(), a.DisksComplete)
	}
}
