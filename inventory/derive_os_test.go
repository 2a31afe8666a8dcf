package inventory

import "testing"

// TestGenerationOfOSDisk: a VM has the generation of its OS disk, and that of no
// other where nobody names that disk.
func TestGenerationOfOSDisk(t *testing.T) {
	vms := "id,location,vmSize,dataDisks\n" + vmID + `a,eastus,Standard_D2s_v5,"[{""lun"":0,""managedDisk"":{""id"":""` + diskID + `d""}}]"` + "\n"
	disk := `[{"id":"` + diskID + `d","location":"eastus","hyperVGeneration":"V1","diskSizeGB":4,"creationData":{"createOption":"Empty"}}]`
	if v := readText(t, vms, disk).Items[0].get("vm.hyperVGeneration"); !v.Missing() {
		t.Errorf("of a data disk: %s", v)
	}
	whole := `[{"id":"` + vmID + `a","storageProfile":{"osDisk":{"createOption":"FromImage","managedDisk":{"id":"` + diskID + `d"}},"dataDisks":[]}}]`
	if v := readText(t, whole, disk).Items[0].get("vm.hyperVGeneration"); v.Text() != "V1" {
		t.Errorf("of the OS disk: %s", v)
	}
}
