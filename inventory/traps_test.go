package inventory

import (
	"fmt"
	"strings"
	"testing"
)

// A trap is something that real exports do and that careless readers fall for.
// want is what describeTrap says of the files.
type trap struct {
	name  string
	files []string
	field string // of the last item
	want  string // its value, then the problems of files and estate in a few words
}

const (
	heldVM   = `{"id":"` + vmID + `a","name":"a","storageProfile":{"osDisk":{"name":"o","managedDisk":{"id":"` + diskID + `O"}},"dataDisks":[%s]}}`
	heldDisk = `{"id":"` + diskID + `o","name":"o",` + fullDisk + `%s}`
)

func aHeldVM(dataDisks string) string { return fmt.Sprintf(heldVM, dataDisks) }
func aHeldDisk(rest string) string    { return fmt.Sprintf(heldDisk, rest) }

var traps = []trap{
	{"case of ids", []string{aHeldVM(""), aHeldDisk(`,"managedBy":"` + strings.ToUpper(vmID) + `A"`)}, "disk.disksOfItsVM", "1"},
	{"case of ids, as shown", []string{`[{"id":"` + strings.ToUpper(vmID) + `A","name":"a","type":"microsoft.compute/virtualmachines"}]`}, "vm.id", strings.ToUpper(vmID) + "A"},
	{"region by its display name", []string{"id,location\n" + vmID + "a,East US 2\n"}, "vm.location", "eastus2"},
	{"region in another case", []string{"id,location\n" + vmID + "a,EastUS2\n"}, "vm.location", "eastus2"},
	{"one id in two exports", []string{"[" + vmJSON("a") + "]", "[" + strings.ReplaceAll(vmJSON("a"), "resourceGroups/rg", "RESOURCEGROUPS/RG") + "]"}, "vm.name", "a"},
	{"one id in two exports that differ", []string{"id,location,vmSize\n" + vmID + "a,eastus,Standard_B1s\n", "[" + vmJSON("a") + "]"}, "vm.size", "Standard_D2s_v5; 1 of 1 repeated row(s) state something else"},
	{"same name in two resource groups", []string{"[" + vmJSON("a") + "," + strings.ReplaceAll(vmJSON("a"), "/rg/", "/rg2/") + "]"}, "vm.vmsInSubscriptionRegion", "2"},
	{"files of different days", []string{aHeldVM(`{"lun":0,"name":"d","managedDisk":{"id":"` + diskID + `d"}}`), `[` + aHeldDisk(`,"managedBy":"`+vmID+`a"`) + `,` + strings.ReplaceAll(aHeldDisk(`,"managedBy":"`+vmID+`gone"`), "disks/o", "disks/p") + `]`},
		"disk.managedBy", vmID + "gone; the VM and the disk exports don't belong together, as files of different days don't: 1 attached disk(s) are in no disk export (d), and 1 disk(s) are held by VMs that are in no VM export (o)"},
	{"a disk that moved between the exports", []string{aHeldVM(""), aHeldDisk(`,"managedBy":"` + vmID + `b"`)},
		"disk.managedBy", vmID + "b; 1 disk(s) are attached to one VM in the VM export and to another or to none in the disk export, which was made at another time: o"},
	{"object in the place of a list of one", []string{`{"value":` + vmJSON("a") + `}`}, "vm.size", "Standard_D2s_v5"},
	{"single data disk in the place of a list", []string{`{"Id":"` + vmID + `a","StorageProfile":{"OsDisk":{"Name":"o"},"DataDisks":{"Lun":3,"Name":"d"}}}`}, "vm.dataDiskCount", "1"},
	{"number as text", []string{aDisk(`"diskSizeGB":"127"`)}, "disk.sizeGiB", "127"},
	{"truth as True", []string{"id,adeEnabled\n" + diskID + "a,True\n"}, "disk.adeEnabled", "true"},
	{"truth as Yes", []string{"id,adeEnabled\n" + diskID + "a,Yes\n"}, "disk.adeEnabled", "true"},
	{"no truth", []string{"id,adeEnabled\n" + diskID + "a,oui\n"}, "disk.adeEnabled", `"oui" (not recognised); 2:disk.adeEnabled 1 value(s) are not recognised`},
	{"decimal comma", []string{"id;diskSizeGB\n" + diskID + "a;1.024,00\n"}, "disk.sizeGiB", `"1.024,00" (not recognised); 2:disk.sizeGiB 1 value(s) are not recognised`},
	{"thousands separator", []string{"id;diskSizeGB\n" + diskID + "a;1,024\n"}, "disk.sizeGiB", `"1,024" (not recognised); 2:disk.sizeGiB 1 value(s) are not recognised`},
	{"either separator", []string{"id;diskSizeGB\n" + diskID + "a;1.024\n"}, "disk.sizeGiB", `"1.024" (not recognised); 2:disk.sizeGiB 1 value(s) are not recognised`},
	{"number beyond all", []string{aDisk(`"diskSizeGB":1e400`)}, "disk.sizeGiB", `"1e400" (not recognised); 1:disk.sizeGiB 1 value(s) are not recognised`},
	{"number beyond 2^53", []string{aDisk(`"diskSizeGB":9007199254740993`)}, "disk.sizeGiB", "9007199254740993"},
	{"number beyond 2^63", []string{aDisk(`"diskSizeGB":9223372036854775808`)}, "disk.sizeGiB", `"9223372036854775808" (not recognised); 1:disk.sizeGiB 1 value(s) are not recognised`},
	{"fraction", []string{aDisk(`"diskSizeGB":4.5`)}, "disk.sizeGiB", `"4.5" (not recognised); 1:disk.sizeGiB 1 value(s) are not recognised`},
	{"size of a disk as the VM states it", []string{aHeldVM(`{"lun":"x","name":"d","diskSizeGB":"1,024"}`)}, "vm.dataDiskCount", "1; no disk export was given; 1:disk.sizeGiB 1 value(s) are not recognised; 1:disk.lun 1 value(s) are not recognised"},
	{"dates of every kind", []string{`[` + aDisk(`"diskSizeGB":4,"timeCreated":"2023-04-25T15:09:19.5439836+00:00"`) + `]`, `[{"Id":"` + diskID + `b","DiskSizeGB":4,"TimeCreated":"\/Date(1670172499821)\/"}]`, "id,diskSizeGB,timeCreated\n" + diskID + "c,4,6/29/2018 4:26:27 PM\n"}, "disk.sizeGiB", "4"},
	{"LUNs with gaps, unsorted", []string{aHeldVM(`{"lun":60,"name":"z"},{"lun":3,"name":"b"}`)}, "vm.disks", "os z3 z60; no disk export was given"},
	{"disk about to be detached", []string{aHeldVM(`{"lun":0,"name":"d","toBeDetached":true}`)}, "vm.dataDiskCount", "1; no disk export was given"},
	{"extensions within a VM", []string{`{"id":"` + vmID + `a","storageProfile":{"osDisk":{"name":"o"}},"resources":[{"id":"` + vmID + `a/extensions/AzureDiskEncryption"}]}`}, "vm.ade", "true"},
	{"owner in a scale set", []string{aHeldDisk(`,"managedBy":"` + testRG + `Microsoft.Compute/virtualMachineScaleSets/s/virtualMachines/0"`)}, "disk.disksOfItsVM", "1"},
	{"owner of another service", []string{aHeldDisk(`,"managedBy":"` + testRG + `Microsoft.ContainerService/managedClusters/k"`)}, "disk.managedBy", testRG + "Microsoft.ContainerService/managedClusters/k"},
	{"shared disk, owners beside managedBy", []string{`[` + aHeldVM("") + `,` + vmJSON("b") + `]`, aHeldDisk(`,"maxShares":2,"managedByExtended":["` + vmID + `a"],"shareInfo":[{"vmUri":"` + vmID + `b"}]`)}, "disk.owners", vmID + "a, " + vmID + "b"},
	{"shared disk", []string{aHeldDisk(`,"managedByExtended":["/a","/b"]`)}, "disk.shared", "true"},
	{"reserved is attached", []string{aHeldDisk(`,"diskState":"Reserved","managedBy":"` + vmID + `a"`), `[` + vmJSON("a") + `]`}, "disk.caching", "missing"},
	{"defaults of a whole object", []string{aHeldDisk("")}, "disk.maxShares", "1 (default)"},
	{"no default without the column", []string{"id,diskSizeGB\n" + diskID + "a,4\n"}, "disk.maxShares", "missing"},
	{"no default of a VM without the column", []string{"id,vmSize\n" + vmID + "a,Standard_B1s\n"}, "vm.priority", "missing"},
	{"classic VM", []string{`{"id":"` + testRG + `Microsoft.ClassicCompute/virtualMachines/a","type":"Microsoft.ClassicCompute/virtualMachines"}`}, "vm.classic", "true"},
	{"Arc machine beside a VM", []string{`[` + vmJSON("a") + `,{"id":"` + testRG + `Microsoft.HybridCompute/machines/m","type":"microsoft.hybridcompute/machines"}]`}, "vm.name", "a"},
	{"instance of a uniform scale set", []string{`{"id":"` + testRG + `Microsoft.Compute/virtualMachineScaleSets/s/virtualMachines/0"}`}, "vm.uniformScaleSet", "true"},
	{"placeholders in ids", []string{`{"id":"/subscriptions/{subscription-id}/resourceGroups/.../providers/Microsoft.Compute/disks/a","diskSizeGB":4}`}, "disk.subscriptionId", "{subscription-id}"},
	{"formula in a name", []string{"id,name\n" + vmID + "a,\"=cmd|' /C calc'!A0\"\n"}, "vm.name", "=cmd|' /C calc'!A0"},
	{"invalid UTF-8", []string{`[` + "\n" + `{"id":"` + vmID + `a","name":"Z` + "\xfc" + `rich"}]`}, "vm.name", "Zürich; 2: 1 byte(s) are not UTF-8 and were read as Windows-1252"},
	{"half a character in UTF-16", []string{"\xff\xfei\x00d\x00,\x00n\x00a\x00m\x00e\x00\n\x00" + utf16ID() + ",\x00a\x00\x00\xd8\n\x00"}, "vm.name", "a\ufffd; 2: 1 character(s) are there only by half"},
	{"half a character escaped", []string{`{"id":"` + vmID + `a",` + "\n" + `  "name":"a\ud83d"}`}, "vm.name", "a\ufffd; 2: 1 character(s) are there only by half and show as \ufffd (first at column 10)"},
	{"a character written as lost", []string{`{"id":"` + vmID + `a","name":"a\ufffd"}`}, "vm.name", "a\ufffd"},
	{"repeated key", []string{aDisk("\"diskSizeGB\":4,\n \"diskSizeGb\":8")}, "disk.sizeGiB", "missing; 2:diskSizeGb 1 key(s) stand twice in one object with different values, which leaves the value unknown (first at column 2)"},
	{"repeated key in a cell", []string{"id,sku\n" + diskID + "a,\"{\"\"name\"\":\"\"Premium_LRS\"\",\"\"Name\"\":\"\"Standard_LRS\"\"}\"\n"}, "disk.sku", "missing; 2:Name 1 key(s) stand twice in one object with different values, which leaves the value unknown"},
	{"repeated disks", []string{`{"id":"` + vmID + `a","storageProfile":{"osDisk":{"name":"o"},"dataDisks":[],"DATADISKS":[{"lun":1}]}}`}, "vm.diskCount", "at least 1; 1:DATADISKS 1 key(s) stand twice"},
	{"repeated column", []string{"id,diskSizeGB,diskSizeGB\n" + diskID + "a,4,8\n"}, "disk.sizeGiB", "4; 1:diskSizeGB the column stands twice: the first counts"},
	{"status of the command line is empty", []string{`{"id":"` + vmID + `a","powerState":"","storageProfile":{"osDisk":{"name":"o"}}}`}, "vm.powerState", "missing"},
	{"ephemeral OS disk is in no list", []string{`{"id":"` + vmID + `a","storageProfile":{"osDisk":{"name":"o","diffDiskSettings":{"option":"Local"},"managedDisk":{"id":"` + diskID + `e"}},"dataDisks":[]}}`}, "vm.osDiskEphemeral", "true"},
	{"cell cut off by a spreadsheet", []string{"id,type,properties\n" + diskID + "b,microsoft.compute/disks,\"{\"\"x\"\":\"\n" + diskID + "a,microsoft.compute/disks,\n"}, "disk.name", "a; 2:properties the cell is not whole JSON"},
}

// utf16ID is the id of a VM in UTF-16LE.
func utf16ID() string {
	return strings.Join(strings.Split(vmID+"a", ""), "\x00") + "\x00"
}

// TestTraps are the traps that real exports have laid.
func TestTraps(t *testing.T) {
	for _, tt := range traps {
		t.Run(tt.name, func(t *testing.T) {
			inv := readText(t, tt.files...)
			it := inv.Items[len(inv.Items)-1]
			parts := strings.Split(tt.want, "; ")
			if got := trapValue(it, tt.field); got != parts[0] {
				t.Errorf("%s is %s, want %s", tt.field, got, parts[0])
			}
			problems := trapProblems(inv)
			if len(problems) != len(parts)-1 {
				t.Errorf("problems %q, want %q", problems, parts[1:])
			}
			for _, want := range parts[1:] {
				if !strings.Contains(strings.Join(problems, "\n"), want) {
					t.Errorf("problems %q, want %q", problems, want)
				}
			}
		})
	}
}

// trapValue is the value of a field; of vm.disks, the LUNs in their order.
func trapValue(it *Item, field string) string {
	if field != "vm.disks" {
		return it.get(field).String()
	}
	text := "os"
	for _, d := range it.Disks()[1:] {
		text += " z" + d.get("disk.lun").Text()
	}
	return text
}

// trapProblems writes down the problems of files and estate.
func trapProblems(inv *Inventory) []string {
	var texts []string
	for _, p := range inv.AllProblems() {
		place := ""
		if p.Line > 0 {
			place = fmt.Sprintf("%d:%s ", p.Line, p.Column)
		}
		texts = append(texts, place+p.Text)
	}
	return texts
}

// TestNotData are answers that hold no data, saved as if they did.
func TestNotData(t *testing.T) {
	for text, want := range map[string]string{
		`{"error":{"code":"AuthorizationFailed"}}`: "holds an error of the service instead of data: AuthorizationFailed",
		"null": "holds only null",
		"":     "the file is empty",
		" \n":  "the file is empty",
	} {
		_, err := tryText(text)
		if e, ok := err.(*InputError); !ok || e.Text != want || e.Hint == "" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestSecretsStayBehind: what no field of ours carries is in no item and in no
// message, whatever becomes of the row.
func TestSecretsStayBehind(t *testing.T) {
	const secret = "hunter2"
	texts := []string{
		`[{"id":"` + vmID + `a","osProfile":{"adminPassword":"` + secret + `","customData":"` + secret + `"},"userData":"` + secret + `","storageProfile":{"osDisk":{"name":"o"}}}]`,
		`[{"name":"a","userData":"` + secret + `"},` + vmJSON("a") + `]`,
		`[{"id":"` + vmID + `a","userData":"` + secret + `","userData":"x"}]`,
		"id,userData,vmSize\n" + vmID + "a," + secret + ",Standard_B1s\n" + secret + ",x\n",
		`{"version":4,"resources":[{"mode":"managed","type":"azurerm_linux_virtual_machine","instances":[{"attributes":{"id":"` + vmID + `a","admin_password":"` + secret + `","custom_data":"` + secret + `"}}]}],"terraform_version":"1"}`,
	}
	for _, text := range texts {
		inv := readText(t, text)
		if all := describe(inv) + fmt.Sprintf("%+v", inv.AllProblems()); strings.Contains(all, secret) {
			t.Errorf("%s:\n%s", text, all)
		}
	}
}
