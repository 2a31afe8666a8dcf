package inventory

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestProjections: people choose creation data and storage profiles too. What
// they leave out has no default, and what they put in its place is read.
func TestProjections(t *testing.T) {
	const (
		disk = `"name":"x","type":"Microsoft.Compute/disks","location":"eastus","diskSizeGB":4,"timeCreated":"2024-01-01T00:00:00Z","creationData":{"createOption":"Empty"}`
		vm   = `"name":"v","type":"Microsoft.Compute/virtualMachines","location":"eastus","storageProfile":{"osDisk":{"name":"o"}}`
		size = `,"hardwareProfile":{"vmSize":"Standard_DC4as_v5"}`
	)
	tests := []struct{ name, row, field, want string }{
		{"disk", aDisk(disk), "disk.adeEnabled", "missing"},
		{"disk and state", aDisk(disk + `,"provisioningState":"Succeeded","diskState":"Attached"`), "disk.maxShares", "missing"},
		{"disk of a query", aDisk(strings.ToLower(disk) + `,"subscriptionId":"s","provisioningState":"Succeeded"`), "disk.zones", "missing"},
		{"whole disk", aDisk(disk + `,"provisioningState":"Succeeded","uniqueId":"u"`), "disk.adeEnabled", "false (default)"},
		{"whole disk without unique id", aDisk(disk + `,"provisioningState":"Succeeded","diskSizeBytes":4294967296`), "disk.maxShares", "1 (default)"},
		{"whole disk of an old command line", aDisk(disk + `,"provisioningState":"Succeeded","encryptionSettings":null,"managedBy":null,"osType":null,"tags":null,"zones":null`), "disk.maxShares", "1 (default)"},
		{"blank unique id", aDisk(disk + `,"provisioningState":"Succeeded","uniqueId":" "`), "disk.maxShares", "missing"},
		{"VM and state", aVM(vm + size + `,"provisioningState":"Succeeded"`), "vm.securityType", "missing"},
		{"VM and network", aVM(vm + size + `,"networkProfile":{"networkInterfaces":[]}`), "vm.securityType", "missing"},
		{"profiles of a VM", aVM(vm + size + `,"provisioningState":"Succeeded","osProfile":{"x":1},"networkProfile":{"networkInterfaces":[]}`), "vm.securityType", "missing"},
		{"whole VM", aVM(vm + size + `,"provisioningState":"Succeeded","vmId":"u"`), "vm.securityType", "Standard (default)"},
		{"size as text", aVM(vm + `,"provisioningState":"Succeeded","vmSize":"Standard_B1ls"`), "vm.size", "Standard_B1ls"},
		{"size as text in a whole VM", aVM(fullVM + `,"vmSize":"Standard_B1ls"`), "vm.size", "Standard_B1ls"},
		{"size in both forms", aVM(fullVM + size + `,"vmSize":"Standard_B1ls"`), "vm.size", "Standard_DC4as_v5"},
		{"sku as text", aDisk(disk + `,"sku":"StandardSSD_LRS"`), "disk.sku", "StandardSSD_LRS"},
		{"sku as text in a whole disk", aDisk(fullDisk + `,"sku":"StandardSSD_LRS"`), "disk.sku", "StandardSSD_LRS"},
	}
	for _, tt := range tests {
		for _, text := range []string{tt.row, "[" + tt.row + "]", "[" + tt.row + ",\n" + strings.Replace(tt.row, `"id":"`, `"id":"/x`, 1) + "]"} {
			for _, it := range readText(t, text).Items {
				if got := it.get(tt.field).String(); got != tt.want {
					t.Errorf("%s: %s is %s, want %s", tt.name, tt.field, got, tt.want)
				}
			}
		}
	}
}

// TestTextsOfJSON: a text that holds JSON is read as that, in rows as in cells.
func TestTextsOfJSON(t *testing.T) {
	const (
		row   = `{"id":"` + diskID + `%s","type":"Microsoft.Compute/disks","location":"eastus",%s}`
		props = `{\"diskSizeGB\":%s,\"creationData\":{\"createOption\":\"Empty\"}}`
	)
	whole := func(size string) string { return `"properties":"` + strings.Replace(props, "%s", size, 1) + `"` }
	tests := []struct{ name, rest, field, want, problem string }{
		{"properties", whole("127"), "disk.sizeGiB", "127", ""},
		{"properties, default", whole("127"), "disk.maxShares", "1 (default)", ""},
		{"not recognised", whole("1.5"), "disk.sizeGiB", `"1.5" (not recognised)`, "1 value(s) are not recognised"},
		{"key twice", `"properties":"{\"diskSizeGB\":1,\"diskSizeGb\":2}"`, "disk.sizeGiB", "missing", "1 key(s) stand twice"},
		{"sku", `"sku":"{\"name\":\"Premium_LRS\"}"`, "disk.sku", "Premium_LRS", ""},
		{"tags", `"tags":"{\"a\":\"b\",\"c\":\"d\"}"`, "disk.tagKeys", "a, c", ""},
		{"zones", `"zones":"[\"1\"]"`, "disk.zones", "1", ""},
		{"PowerShell", `"properties":"@{creationData=; diskSizeGB=127}"`, "disk.sizeGiB", "missing", "PowerShell cut the objects off"},
	}
	for _, tt := range tests {
		a := fmt.Sprintf(row, "a", tt.rest)
		for _, text := range []string{a, "[" + a + "]", a + "\n" + strings.ReplaceAll(a, "disks/a", "disks/b") + "\n" + strings.ReplaceAll(a, "disks/a", "disks/c")} {
			inv := readText(t, text)
			for _, it := range inv.Items {
				if got := it.get(tt.field).String(); got != tt.want {
					t.Errorf("%s: %s is %s, want %s", tt.name, tt.field, got, tt.want)
				}
			}
			if got := fmt.Sprint(inv.Inputs[0].Problems); (tt.problem == "") != (got == "[]") || !strings.Contains(got, strings.TrimPrefix(tt.problem, "1 ")) {
				t.Errorf("%s: problems %s, want %q", tt.name, got, tt.problem)
			}
		}
	}
	in := readText(t, "["+fmt.Sprintf(row, "a", whole("4"))+",\n"+fmt.Sprintf(row, "b", `"properties":"{\"diskSizeGB\":4,\"crea"`)+"]").Inputs[0]
	if in.Disks != 1 || in.Rejected != 1 || in.Problems[0].Line != 2 || in.Problems[0].Column != "properties" {
		t.Errorf("cut off: %+v", in)
	}
	deep := fmt.Sprintf(row, "a", `"properties":"`+strings.Repeat("[", 2000)+strings.Repeat("]", 2000)+`"`)
	if _, err := tryText(deep); err == nil || !strings.Contains(err.Error(), "column properties: ") {
		t.Errorf("too deep: %v", err)
	}
}

// TestDiskLists: what stands in the place of the list of disks is no empty list,
// and what is said of it is to the point.
func TestDiskLists(t *testing.T) {
	const flat = `{"id":"` + vmID + `a","vmSize":"Standard_B1s","osDiskId":"` + diskID + `o","dataDisks":%s}`
	for list, want := range map[string]string{
		`[]`: "true []", `""`: "true []", `null`: "true []", `"[]"`: "true []",
		`"[{\"lun\":0,\"name\":\"d\"}]"`: "true []",
		`2`:                              "false [" + hintDisks + "]",
		`"2"`:                            "false [" + hintDisks + "]",
		`"null"`:                         "false [" + hintDisks + "]",
		`"disk1;disk2"`:                  "false [" + hintDisks + "]",
		`["disk1","disk2"]`:              "false [" + hintDisks + "]",
		`"[{\"lun\":0,\"na"`:             "false [" + hintCell + "]",
		`"@{lun=0; name=disk1}"`:         "false [" + hintDepth + "]",
	} {
		texts := []string{fmt.Sprintf(flat, list)}
		if strings.HasPrefix(list, `"`) {
			texts = append(texts, "id,vmSize,osDiskId,dataDisks\n"+vmID+"a,Standard_B1s,"+diskID+"o,"+strings.ReplaceAll(list, `\"`, `""`)+"\n")
		}
		for _, text := range texts {
			inv := readText(t, text)
			hints := []string{}
			for _, p := range inv.Inputs[0].Problems {
				hints = append(hints, p.Hint)
			}
			if got := fmt.Sprint(inv.Items[0].DisksComplete, hints); got != want {
				t.Errorf("%s: %s, want %s", text, got, want)
			}
		}
	}
}

// TestWrapped: objects that hold lists are no rows, and it is said what they are.
func TestWrapped(t *testing.T) {
	lists := `{"vms":[` + vmJSON("a") + `],"disks":[` + diskJSON("b") + `]}`
	for _, text := range []string{lists, "[" + lists + "]", `{"resources":[{"type":"Microsoft.Compute/disks","name":"x"}]}`, `{"count":1,"resources":[` + vmJSON("a") + `]}`} {
		in := readText(t, text, `[`+vmJSON("another")+`]`).Inputs[0]
		if in.Rejected != 1 || !strings.Contains(in.Problems[0].Text, "it holds rows in a list of its own") || in.Problems[0].Hint != hintLists {
			t.Errorf("%s: %+v", text, in.Problems)
		}
	}
	_, err := tryText(lists)
	if e := new(InputError); !errors.As(err, &e) || e.Hint != hintLists {
		t.Errorf("alone: %v", err)
	}
	in := readText(t, `[{"name":"a","list":[{"x":1}],"object":{"id":1}}]`, `[`+vmJSON("another")+`]`).Inputs[0]
	if in.Problems[0].Hint == hintLists {
		t.Errorf("no lists: %+v", in.Problems)
	}
}

// TestSnake: the names of the Python SDK are named as what they are.
func TestSnake(t *testing.T) {
	for row, column := range map[string]string{
		aVM(`"hardware_profile":{"vm_size":"Standard_B1s"},"storage_profile":{"os_disk":{"name":"x"}}`): "hardwareProfile",
		aVM(`"storage_profile":{"os_disk":{"name":"x"}}`):                                               "storageProfile",
		aDisk(`"disk_size_gb":4,"creation_data":{"create_option":"Empty"}`):                             "creationData",
		aVM(`"hardwareProfile":{"vmSize":"Standard_B1s"},"storageProfile":{"osDisk":{"name":"x"}}`):     "",
		aDisk(`"disk_size_gb":4`): "",
		"id,storage_profile\n" + vmID + `a,"{""osDisk"":{""name"":""x""}}"` + "\n": "",
	} {
		got := ""
		for _, p := range readText(t, row).Inputs[0].Problems {
			if p.Hint == hintSnake {
				got = p.Column
			}
		}
		if got != column {
			t.Errorf("%s: %q, want %q", row, got, column)
		}
	}
}
