package inventory

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestRepeatedKeys: two values that differ leave none, and the reader is told.
// encoding/json takes the last without a word.
func TestRepeatedKeys(t *testing.T) {
	disk := func(first, second string) string {
		return `[
  {"id": "` + diskID + `a", "type": "Microsoft.Compute/disks",
   "properties": {"diskSizeGB": ` + first + `,
     "DiskSizeGb": ` + second + `, "creationData": {"x": 1}}}
]`
	}
	for text, want := range map[string]string{
		disk("4", "4"):                                "4: with the same value (first at column 6)",
		disk("4", "8"):                                "missing: with different values",
		disk("4", `"4"`):                              "missing: with different values",
		disk(`[{"a":[1,{}]}]`, `[{"A":[1,{}]}]`):      `"" (not recognised): with the same value`,
		disk(`[{"a":[1,{}]}]`, `[{"A":[1,{"b":1}]}]`): "missing: with different values",
		disk(`{"a":1}`, `[]`):                         "missing: with different values",
	} {
		inv := readText(t, text)
		p := inv.Inputs[0].Problems[0]
		value, says, _ := strings.Cut(want, ": ")
		if got := inv.Items[0].get("disk.sizeGiB").String(); got != value || !strings.Contains(p.Text, says) || p.Line != 4 || p.Column != "DiskSizeGb" {
			t.Errorf("%s: size %s, problem %+v", text, got, p)
		}
	}
	for _, tt := range []struct{ text, want string }{
		{"{\"value\": [" + vmJSON("a") + "],\n\"Value\": [" + vmJSON("b") + "]}", "the key Value stands twice in one object, column 1"},
		{"{\"count\": 1, \n \"data\": [], \"DATA\": []}", "the key DATA stands twice in one object, column 14"},
	} {
		_, err := tryText(tt.text)
		if e, ok := err.(*InputError); !ok || e.Text != tt.want || e.Line != 2 {
			t.Errorf("%s: %v", tt.text, err)
		}
	}
	inv := readText(t, strings.Replace(vmJSON("a"), `"name":"a"`, `"name":"a","NAME":"b"`, 1))
	if it := inv.Items[0]; it.Name() != "a" || !it.get("vm.location").Known() || len(inv.Inputs[0].Problems) != 1 {
		t.Errorf("%q, %+v", it.Name(), inv.Inputs[0].Problems)
	}
}

// TestPlaces are the places of values that mean nothing to us, to the column.
func TestPlaces(t *testing.T) {
	row := func(rest string) string {
		return "[\n{\"id\":\"" + diskID + "a\",\n \"tags\": {\"x\": [1, {\"sku\": 1}]},\n " + rest + "}]"
	}
	tests := []struct{ text, want string }{
		{row("\"diskSizeGB\":\n  \"1,024\""), "5: column 3"},
		{row("\"diskSizeGB\": 1e400, \"creationData\": {\"x\": 1}"), "4: column 16"},
		{row("\"properties\": {\"diskState\": null, \"creationData\": {},\n  \"diskSizeGB\": 1.5}"), "5: column 17"},
		{row("\"sku\": {\"name\":\"Ultra_LRS\"}, \"creationData\": {\"x\": 1}"), "4: column 17"},
		{row("\"type\": \"microsoft.compute/disks\", \"disk size-gb\": \"?\""), "4: column 53"},
		{aDisk("\n\"diskSizeGB\":-1"), "1: "},
		{"id,diskSizeGB\n" + diskID + "a,4\n\n" + diskID + "b,-1\n", "4: "},
	}
	for _, tt := range tests {
		p := readText(t, tt.text).Inputs[0].Problems
		line, column, _ := strings.Cut(tt.want, ": ")
		if len(p) != 1 || fmt.Sprint(p[0].Line) != line || !strings.Contains(p[0].Text, column) || column == "" && strings.Contains(p[0].Text, "column") {
			t.Errorf("%s:\n%+v, want %s", tt.text, p, tt.want)
		}
	}
}

// TestManyKeys has more keys in one object than are compared one by one.
func TestManyKeys(t *testing.T) {
	var b strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&b, `"tag%d":"x",`, i)
	}
	inv := readText(t, `[{"id":"`+diskID+`a","tags":{`+b.String()+`"TAG7":"y"}}]`)
	if len(inv.Items[0].Tags()) != 2000 || len(inv.Inputs[0].Problems) != 1 {
		t.Errorf("%d tags, %d problems", len(inv.Items[0].Tags()), len(inv.Inputs[0].Problems))
	}
}

// TestLines are the lines on which rows start, however the file is laid out.
func TestLines(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"indented", "\n[\n  " + vmJSON("a") + ",\n  " + vmJSON("b") + "\n]\n", "3 4"},
		{"one line", "[" + vmJSON("a") + "," + vmJSON("b") + "]", "1 1"},
		{"envelope", "{\n\"value\":\n[" + vmJSON("a") + "\n,\n\n" + vmJSON("b") + "]}", "3 6"},
		{"lines", vmJSON("a") + "\n" + vmJSON("b") + "\n", "1 2"},
		{"CRLF", "[\r\n" + vmJSON("a") + ",\r\n" + vmJSON("b") + "\r\n]", "2 3"},
		{"over a long file", "[" + strings.Repeat("\n", 100_000) + vmJSON("a") + strings.Repeat("\n", 50_000) + "," + vmJSON("b") + "]", "100001 150001"},
	}
	for _, tt := range tests {
		inv := readText(t, tt.text)
		if got := fmt.Sprint(inv.Items[0].Line(), inv.Items[1].Line()); got != tt.want {
			t.Errorf("%s: lines %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestEnvelopes are the ways in which one VM may stand in a file.
func TestEnvelopes(t *testing.T) {
	vm := vmJSON("a")
	for name, text := range map[string]string{
		"object":                  vm,
		"list":                    "[" + vm + "]",
		"pages in a list":         `[{"value":[` + vm + `]},{"value":[]}]`,
		"answers in a list":       `[{"data":[` + vm + `],"total_records":1,"count":1}]`,
		"list in a list":          "[[" + vm + "],[]]",
		"value":                   `{"value":[` + vm + `],"nextLink":""}`,
		"one object as value":     `{"value":` + vm + `,"Count":1}`,
		"data after the rest":     `{"totalRecords":1,"count":1,"resultTruncated":"false","data":[` + vm + `]}`,
		"PowerShell wrapper":      `{"Count":1,"Data":[` + vm + `],"SkipToken":null}`,
		"one object as data":      `{"data":` + vm + `}`,
		"a mark between":          "\ufeff" + `{"value":[` + vm + "]}\ufeff" + `{"value":[]}`,
		"a mark on a line":        "\ufeff" + `{"value":[` + vm + "]}\r\n\ufeff" + `{"value":[]}`,
		"value twice in the file": `{"value":[` + vm + `]}{"value":[]}`,
		"example":                 `{"parameters":{},"responses":{"201":{"body":` + vm + `}}}`,
		"example of a list":       `{"responses":{"200":{"body":{"value":[` + vm + `]}}}}`,
		"answers to a batch":      `{"responses":[{"httpStatusCode":200,"content":{"value":[` + vm + `]}},{"httpStatusCode":200,"content":{"value":[]}}]}`,
		"a resource in a batch":   `{"responses":[{"httpStatusCode":200,"content":` + vm + `}]}`,
		"mark of another":         "ï»¿[" + vm + "]",
		"escaped":                 strings.Replace(vm, "virtualMachines", "virtual\\u004dachines", 1),
	} {
		inv := readText(t, text)
		if in := inv.Inputs[0]; len(inv.Items) != 1 || in.Rows != 1 || in.VMs != 1 || !in.Complete || len(in.Problems) != 0 {
			t.Errorf("%s: %+v", name, in)
		}
	}
}

// TestCutAnswers are the signs that an answer is one page of several.
func TestCutAnswers(t *testing.T) {
	page := func(rows, total int, token string) string {
		return fmt.Sprintf(`{"count":%d,"data":[%s],"skip_token":%s,"total_records":%d}`, rows, rowsOf(token, rows), token, total)
	}
	tests := []struct {
		name     string
		complete string
		texts    []string
	}{
		{"nextLink", "false", []string{`{"value":[` + vmJSON("a") + `],"nextLink":"https://management.azure.com/x"}`}},
		{"nextLink and the last page", "true true", []string{linked("a", "p2"), linked("b", "")}},
		{"nextLink and the last page in one file", "true", []string{linked("a", "p2") + linked("b", "p3") + linked("c", "")}},
		{"nextLink and the last page of another list", "false true", []string{linked("a", "p2"), strings.ReplaceAll(linked("b", ""), "virtualMachines", "disks")}},
		{"nextLink and the first page again", "false false", []string{linked("a", "p2"), linked("a", "p2")}},
		{"nextLink and an empty list", "false true", []string{linked("a", "p2"), `{"value":[]}`}},
		{"batch with an error", "false", []string{`{"responses":[{"content":{"value":[` + vmJSON("a") + `]}},{"content":{"error":{"code":"Throttled"}}}]}`}},
		{"batch with a page", "false", []string{`{"responses":[{"content":` + linked("a", "p2") + `}]}`}},
		{"nextLink null", "true", []string{`{"value":[` + vmJSON("a") + `],"nextLink":null}`}},
		{"whole", "true", []string{page(2, 2, "null")}},
		{"a row was taken out", "false", []string{strings.Replace(page(2, 2, "null"), `"count":2`, `"count":3`, 1)}},
		{"a row was taken out, and no total", "false", []string{`{"count":3,"data":[` + vmJSON("a") + `],"skip_token":null}`}},
		{"first page alone", "false", []string{page(2, 3, `"t"`)}},
		{"both pages", "true true", []string{page(2, 3, `"t"`), page(1, 3, "null")}},
		{"both pages in one file", "true", []string{page(2, 3, `"t"`) + page(1, 3, "null")}},
		{"the first page twice", "false false", []string{page(2, 3, `"t"`), page(2, 3, `"t"`)}},
		{"both pages in a list", "true", []string{"[" + page(2, 3, `"t"`) + "," + page(1, 3, "null") + "]"}},
		{"the first page twice, and no more", "false false", []string{page(1, 2, `"t"`), strings.Replace(page(1, 2, `"t"`), `"t"`, `"u"`, 1)}},
		{"the first page twice beside the last", "true true true", []string{page(2, 3, `"t"`), page(1, 3, "null"), strings.Replace(page(2, 3, `"t"`), `"t"`, `"u"`, 1)}},
		{"pages that overlap", "false false", []string{page(2, 3, `"t"`), strings.ReplaceAll(page(1, 3, "null"), "vm4 0", "vm3 0")}},
		{"pages beside the same in another format", "true true true", []string{"[" + rowsOf(`"t"`, 2) + "]", page(2, 3, `"t"`), page(1, 3, "null")}},
		{"one page and the same in another format", "false true", []string{page(2, 3, `"t"`), "[" + rowsOf(`"t"`, 2) + "]"}},
		{"the same in another format between pages", "true true true", []string{page(2, 3, `"t"`), "[" + rowsOf(`"t"`, 2) + "]", page(1, 3, "null")}},
		{"a row several times on one page", "true true", []string{strings.ReplaceAll(page(2, 3, `"t"`), "vm3 1", "vm3 0"), page(1, 3, "null")}},
		{"first pages of two answers with one total", "false false", []string{page(1, 2, `"t"`), page(1, 2, `"t2"`)}},
		{"an answer with that total", "true false", []string{page(2, 2, "null"), page(1, 2, `"t"`)}},
		{"both pages of an answer, one of another", "false false false", []string{page(2, 3, `"t"`), page(1, 3, "null"), page(2, 3, `"tt"`)}},
		{"both pages of two answers", "true true true true", []string{page(1, 3, "null"), page(2, 3, `"t"`), page(2, 3, `"ttt"`), strings.ReplaceAll(page(1, 3, "null"), "vm4 0", "vmx")}},
		{"a page full of all, and an empty one", "true true", []string{page(2, 2, `"t"`), page(0, 2, "null")}},
		{"last page alone", "false", []string{page(1, 3, "null")}},
		{"other query", "false true", []string{page(2, 3, `"t"`), page(1, 1, "null")}},
		{"token without total", "false", []string{`{"data":[` + vmJSON("a") + `],"$skipToken":"t"}`}},
		{"token without total, and the last page", "true true", []string{`{"SkipToken":"t","Data":[` + vmJSON("a") + `]}`, `{"SkipToken":null,"Data":[` + vmJSON("b") + `]}`}},
		{"token without total, twice", "false false", []string{`{"SkipToken":"t","Data":[` + vmJSON("a") + `]}`, `{"SkipToken":"u","Data":[` + vmJSON("b") + `]}`}},
		{"truncated, beside a last page", "false true", []string{`{"data":[` + vmJSON("a") + `],"resultTruncated":"true"}`, `{"SkipToken":null,"Data":[` + vmJSON("b") + `]}`}},
		{"truncated", "false", []string{`{"data":[` + vmJSON("a") + `],"resultTruncated":"true"}`}},
		{"not truncated", "true", []string{`{"data":[` + vmJSON("a") + `],"resultTruncated":"false"}`}},
		{"99 rows of Resource Graph", "true", []string{`[` + graphRows(99) + `]`}},
		{"100 rows of Resource Graph", "false", []string{`[` + graphRows(100) + `]`}},
		{"1000 rows of Resource Graph", "false", []string{`[` + graphRows(1000) + `]`}},
		{"100 rows of az backup item list", "true true", []string{vmJSON("a"), `[` + strings.Repeat(vmItem(true, "")+",", 99) + vmItem(true, "") + `]`}},
		{"100 rows of the command line", "true", []string{`[` + rowsOf("", 100) + `]`}},
	}
	for _, tt := range tests {
		inv := readText(t, tt.texts...)
		var complete []string
		for _, in := range inv.Inputs {
			complete = append(complete, fmt.Sprint(in.Complete))
			breaksOff := slices.ContainsFunc(in.Problems, func(p Problem) bool { return p.Incomplete })
			if in.Complete == breaksOff {
				t.Errorf("%s: complete %v, problems %+v", tt.name, in.Complete, in.Problems)
			}
		}
		if got := strings.Join(complete, " "); got != tt.complete {
			t.Errorf("%s: complete %s, want %s", tt.name, got, tt.complete)
		}
	}
}

// linked is a page of a list of the resource manager.
func linked(name, next string) string {
	return `{"value":[` + vmJSON(name) + `],"nextLink":"` + next + `"}`
}

func rowsOf(prefix string, n int) string {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = vmJSON(fmt.Sprint("vm", len(prefix), i))
	}
	return strings.Join(rows, ",")
}

func graphRows(n int) string {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = fmt.Sprintf(`{"id":"%s%d","type":"microsoft.compute/disks","subscriptionId":"s1","resourceGroup":"rg","properties":{"diskSizeGB":4}}`, diskID, i)
	}
	return strings.Join(rows, ",")
}

func aVM(rest string) string   { return `{"id":"` + vmID + `a",` + rest + `}` }
func aDisk(rest string) string { return `{"id":"` + diskID + `a",` + rest + `}` }

// What every whole VM and disk states, see [row.whole].
const (
	wholeVM   = `"type":"Microsoft.Compute/virtualMachines","provisioningState":"Succeeded","vmId":"u","networkProfile":{"networkInterfaces":[]}`
	wholeDisk = `"type":"Microsoft.Compute/disks","provisioningState":"Succeeded","uniqueId":"u"`
	fullVM    = wholeVM + `,"storageProfile":{"osDisk":{"name":"x","createOption":"FromImage"}}`
	fullDisk  = wholeDisk + `,"diskSizeGB":4,"creationData":{"createOption":"Empty"}`
)

// What single objects say of single fields: stated, assumed, or unknown.
var valueTests = []struct{ name, row, field, want string }{
	{"default of a full object", aVM(fullVM), "vm.securityType", "Standard (default)"},
	{"null is not stated", aVM(fullVM + `,"priority":null`), "vm.priority", "Regular (default)"},
	{"neither is empty text", aVM(fullVM + `,"priority":""`), "vm.priority", "Regular (default)"},
	{"nor an empty object", aVM(fullVM + `,"plan":{}`), "vm.plan", "not set"},
	{"no default without a full object", aVM(`"name":"a"`), "vm.securityType", "missing"},
	{"of what is stated there is", aVM(`"name":"a","zones":null`), "vm.zones", "none"},
	{"status only", aVM(`"properties":{"instanceView":{"statuses":[{"code":"PowerState/deallocated"}]}}`), "vm.powerState", "deallocated"},
	{"agent of a VM that runs", aVM(`"properties":{"instanceView":{"vmAgent":{"statuses":[{"displayStatus":"Not Ready"}]},"statuses":[{"code":"PowerState/running"}]}}`), "vm.agentStatus", "Not Ready"},
	{"agent of a VM of no known state", aVM(`"properties":{"instanceView":{"vmAgent":{"statuses":[{"displayStatus":"Not Ready"}]},"statuses":[{"code":"PowerState/unknown"}]}}`), "vm.agentStatus", "Not Ready"},
	{"agent of a VM that is off", aVM(`"properties":{"instanceView":{"vmAgent":{"statuses":[{"displayStatus":"Not Ready"}]},"statuses":[{"code":"PowerState/deallocated"}]}}`), "vm.agentStatus", "missing"},
	{"status only, no default", aVM(`"properties":{"instanceView":{}}`), "vm.priority", "missing"},
	{"statuses at the top", aVM(`"statuses":[{"code":"ProvisioningState/x"},{"code":"PowerState/running"}],"storageProfile":{"osDisk":{}}`), "vm.powerState", "running"},
	{"guest", aVM(`"properties":{"storageProfile":{"osDisk":{}},"extended":{"instanceView":{"osName":"Ubuntu"}}}`), "vm.osName", "Ubuntu"},
	{"agent only with its configuration", aVM(fullVM), "vm.agentProvisioned", "missing"},
	{"agent with its configuration", aVM(fullVM + `,"osProfile":{"linuxConfiguration":{"x":1}}`), "vm.agentProvisioned", "true (default)"},
	{"availability set of PowerShell", aVM(fullVM + `,"AvailabilitySetReference":{"Id":"/set"}`), "vm.availabilitySetId", "/set"},
	{"number as text", aDisk(`"diskSizeGB":"127"`), "disk.sizeGiB", "127"},
	{"number with separators", aDisk(`"diskSizeGB":"1,024"`), "disk.sizeGiB", `"1,024" (not recognised)`},
	{"number beyond float", aDisk(`"diskSizeGB":9007199254740993`), "disk.sizeGiB", "9007199254740993"},
	{"old sku", aDisk(`"properties":{"diskSizeGB":4,"accountType":"Premium_LRS"}`), "disk.sku", "Premium_LRS"},
	{"flat row, no default", aDisk(`"type":"microsoft.compute/disks","diskSizeGB":4,"diskState":"Unattached"`), "disk.maxShares", "missing"},
	{"flat row, sku as text", aDisk(`"diskSizeGB":4,"sku":"Premium_LRS"`), "disk.sku", "Premium_LRS"},
	{"flat row, sku as object", aDisk(`"diskSizeGB":4,"sku":{"name":"Premium_LRS"}`), "disk.sku", "Premium_LRS"},
	{"flat row, column", aDisk(`"diskSizeGB":4,"adeEnabled":"true"`), "disk.adeEnabled", "true"},
	{"flat row, empty column", aDisk(`"diskSizeGB":4,"adeEnabled":""`), "disk.adeEnabled", "false (default)"},
	{"flat row, null column", aDisk(`"diskSizeGB":4,"adeEnabled":null`), "disk.adeEnabled", "false (default)"},
	{"flat row of a query", aDisk(`"properties_diskState":"Reserved"`), "disk.diskState", "Reserved"},
	{"not projected", aDisk(`"subscriptionId":"s1","properties":{"diskSizeGB":4,"diskState":"Unattached"}`), "disk.zones", "missing"},
	{"projected, null", aDisk(`"zones":null,"subscriptionId":"s1","properties":{"diskSizeGB":4,"diskState":"Unattached"}`), "disk.zones", "none"},
	{"projected properties", aDisk(`"subscriptionId":"s1","properties":{"diskSizeGB":4,"diskState":"Unattached"}`), "disk.maxShares", "missing"},
	{"whole properties", aDisk(`"subscriptionId":"s1","properties":{"diskSizeGB":4,"creationData":{"createOption":"Empty"}}`), "disk.maxShares", "1 (default)"},
	{"projected VM", aVM(`"hardwareProfile":{"vmSize":"Standard_D2s_v5"},"storageProfile":{"osDisk":{"osType":"Linux"}}`), "vm.securityType", "missing"},
	{"size beside a chosen profile", aVM(`"size":"Standard_D2s_v5","storageProfile":{"osDisk":{"osType":"Linux"}}`), "vm.size", "Standard_D2s_v5"},
	{"optional column", aDisk(fullDisk + `,"vaultRedundancy":"GeoRedundant"`), "vault.redundancy", "GeoRedundant"},
	{"no public address", aVM(fullVM + `,"publicIps":"","macAddresses":"00-0D-3A-AA-BB-CC"`), "vm.publicIps", "not set"},
	{"addresses not asked for", aVM(fullVM), "vm.publicIps", "missing"},
	{"owners", aDisk(fullDisk + `,"managedBy":"/A","managedByExtended":["/a","/b"],"properties":{"shareInfo":[{"vmUri":"/B"},{"vmUri":"/c"}]}`), "disk.owners", "/A, /b, /c"},
	{"no owner", aDisk(fullDisk + `,"managedBy":""`), "disk.owners", "none"},
	{"owners not exported", aDisk(`"subscriptionId":"s1","properties":{"diskSizeGB":4,"diskState":"Unattached"}`), "disk.owners", "missing"},
	{"cut sku", aDisk(fullDisk + `,"Sku":"Microsoft.Azure.Management.Compute.Models.DiskSku"`), "disk.sku", "missing"},
	{"cut tags", aDisk(fullDisk + `,"Tags":"System.Collections.Hashtable"`), "disk.tagKeys", "missing"},
	{"cut properties", aVM(`"properties":"@{storageProfile=}"`), "vm.priority", "missing"},
	{"cut object", aVM(`"StorageProfile":"@{OsDisk=}"`), "vm.osType", "missing"},
	{"cut object, no default", aVM(fullVM + `,"SecurityProfile":"Microsoft.Azure.Management.Compute.Models.SecurityProfile"`), "vm.securityType", "missing"},
	{"control characters", aVM(fullVM + `,"name":"a\u0000\u001b[2J"`), "vm.name", "a\x00\x1b[2J"},
	{"zone of a VM without a type", aVM(fullVM + `,"extendedLocation":{"name":"losangeles"}`), "vm.extendedLocationType", "EdgeZone"},
	{"zone of a disk without a type", aDisk(fullDisk + `,"extendedLocation":{"name":"losangeles","type":null}`), "disk.extendedLocationType", "EdgeZone"},
	{"zone of another type", aVM(fullVM + `,"extendedLocation":{"name":"x","type":"CustomLocation"}`), "vm.extendedLocationType", "CustomLocation"},
	{"no zone", aVM(fullVM + `,"extendedLocation":null`), "vm.extendedLocationType", "not set"},
	{"cards of a VM", aVM(`"networkProfile":{"networkInterfaces":[{"id":"/a","primary":true},{"id":"/b"}]}`), "vm.nicCount", "2"},
	{"one card of PowerShell", aVM(`"networkProfile":{"networkInterfaces":{"id":"/a","primary":true,"deleteOption":"Detach"}}`), "vm.nicCount", "1"},
	{"one status of PowerShell", aVM(fullVM + `,"Statuses":{"Code":"PowerState/deallocated","Level":"Info"}`), "vm.powerState", "deallocated"},
	{"one sharer of PowerShell", aDisk(fullDisk + `,"ManagedByExtended":["/a"],"ShareInfo":{"VmUri":"/b"}`), "disk.owners", "/a, /b"},
	{"type from the id", aVM(fullVM), "vm.type", "Microsoft.Compute/virtualMachines"},
}

// TestValuesOfObjects are single fields of single objects: what is stated, what
// is assumed, and what stays unknown.
func TestValuesOfObjects(t *testing.T) {
	for _, tt := range valueTests {
		t.Run(tt.name, func(t *testing.T) {
			it := readText(t, tt.row).Items[0]
			if got := it.get(tt.field).String(); got != tt.want {
				t.Errorf("%s is %s, want %s", tt.field, got, tt.want)
			}
		})
	}
}

// TestEncryptionSigns are the traces of Azure Disk Encryption on a VM.
func TestEncryptionSigns(t *testing.T) {
	disk := wholeVM + `,"storageProfile":{"osDisk":{"name":"x"%s}}%s`
	tests := []struct{ name, os, rest, want string }{
		{"none", "", "", "missing"},
		{"said to be off", `,"encryptionSettings":{"enabled":false}`, "", "missing"},
		{"on", `,"encryptionSettings":{"enabled":true}`, "", "true"},
		{"extension id", "", `,"resources":[{"id":"/x/extensions/Other"},{"id":"/x/extensions/AzureDiskEncryptionForLinux"}]`, "true"},
		{"other extension", "", `,"resources":[{"id":"/x/extensions/Other"}]`, "missing"},
		{"extension of PowerShell", "", `,"Extensions":[{"Id":"/x/extensions/ade","VirtualMachineExtensionType":"AzureDiskEncryption"}]`, "true"},
		{"extension id alone", "", `,"resources":{"id":"/x/extensions/AzureDiskEncryption"}`, "true"},
		{"extension of PowerShell alone", "", `,"Extensions":{"Publisher":"Microsoft.Azure.Security","VirtualMachineExtensionType":"AzureDiskEncryption"}`, "true"},
		{"other extension alone", "", `,"Extensions":{"Publisher":"x","VirtualMachineExtensionType":"AzureDiskEncryption"}`, "missing"},
		{"instance view", "", `,"instanceView":{"disks":[{"name":"a"},{"encryptionSettings":[{"enabled":false},{"enabled":true}]}]}`, "true"},
		{"status", "", `,"instanceView":{"disks":[{"statuses":[{"code":"x"},{"code":"EncryptionState/encrypted"}]}]}`, "true"},
		{"status of a plain disk", "", `,"instanceView":{"disks":[{"statuses":[{"code":"EncryptionState/notEncrypted"}]}]}`, "missing"},
	}
	for _, tt := range tests {
		body := fmt.Sprintf(disk, tt.os, tt.rest)
		for _, row := range []string{`{"id":"` + vmID + `a",` + body + `}`, `{"id":"` + vmID + `a","properties":{` + body + `}}`} {
			if got := readText(t, row).Items[0].get("vm.adeSign").String(); got != tt.want {
				t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
			}
		}
	}
	inv := readText(t, `[`+vmJSON("a")+`,`+vmJSON("b")+`,{"id":"`+strings.ToUpper(vmID)+`A/extensions/ade","type":"Microsoft.Compute/virtualMachines/extensions","properties":{"publisher":"Microsoft.Azure.Security","type":"AzureDiskEncryption"}}]`)
	if a, b := inv.Items[0].get("vm.adeSign"), inv.Items[1].get("vm.adeSign"); !a.True() || !b.Missing() {
		t.Errorf("row of an extension: %s, %s", a, b)
	}
}

// TestDisksCutOff: a VM whose disks PowerShell wrote as texts has disks that
// nobody knows, not none.
func TestDisksCutOff(t *testing.T) {
	for profile, complete := range map[string]bool{
		`{"OsDisk":{"Name":"x"},"DataDisks":[]}`:                                              true,
		`{"OsDisk":{"Name":"x"},"DataDisks":""}`:                                              true,
		`{"OsDisk":{"Name":"x"},"DataDisks":{"Lun":0}}`:                                       true,
		`{"OsDisk":{"Name":"x"},"DataDisks":"Microsoft.Azure.Management.Compute.Models.D"}`:   false,
		`{"OsDisk":{"Name":"x"},"DataDisks":["Microsoft.Azure.Management.Compute.Models.D"]}`: false,
		`{"OsDisk":"Microsoft.Azure.Management.Compute.Models.OSDisk","DataDisks":[]}`:        false,
		`"Microsoft.Azure.Management.Compute.Models.StorageProfile"`:                          false,
	} {
		inv := readText(t, `[{"Id":"`+vmID+`a","StorageProfile":`+profile+`}]`)
		if got := inv.Items[0].DisksComplete; got != complete {
			t.Errorf("%s: complete %v", profile, got)
		}
		if cut := len(inv.Inputs[0].Problems) > 0; cut == complete {
			t.Errorf("%s: problems %+v", profile, inv.Inputs[0].Problems)
		}
	}
}

// TestTree compares trees with what encoding/json makes of the same text.
func TestTree(t *testing.T) {
	for _, text := range []string{`{}`, `[]`, `[[],{}]`, `"a\"\\\u00e9\ud83d\ude00"`, `-1.5e+10`, `true`, `false`, `null`,
		`{"a":[1,2,{"b":null}],"c":"d:,]}","e":{"f":[]}}`, " [ 1 , 2 ] "} {
		tree := tree{limits: DefaultLimits()}
		got, err := tree.parse([]byte(text), 1, 1)
		var want any
		dec := json.NewDecoder(strings.NewReader(text))
		dec.UseNumber()
		if err2 := dec.Decode(&want); err != nil || err2 != nil {
			t.Fatalf("%s: %v, %v", text, err, err2)
		}
		a, _ := json.Marshal(plain(got))
		b, _ := json.Marshal(want)
		if string(a) != string(b) {
			t.Errorf("%s: %s, want %s", text, a, b)
		}
	}
}

// plain turns a tree into what encoding/json would have made.
func plain(v any) any {
	switch v := v.(type) {
	case *object:
		m := map[string]any{}
		for i, k := range v.keys {
			m[k] = plain(v.values[i])
		}
		return m
	case []any:
		out := []any{}
		for _, e := range v {
			out = append(out, plain(e))
		}
		return out
	}
	return v
}
