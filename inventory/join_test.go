package inventory

import "testing"

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
