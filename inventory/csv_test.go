package inventory

import (
	"fmt"
	"strings"
	"testing"
)

// TestDialects are the same two rows in the dialects of spreadsheets.
func TestDialects(t *testing.T) {
	plain := "id,name,diskSizeGB\n" + diskID + "a,a,4\n" + diskID + "b,b,8\n"
	semicolons, tabs := strings.ReplaceAll(plain, ",", ";"), strings.ReplaceAll(plain, ",", "\t")
	for name, text := range map[string]string{
		"plain":                    plain,
		"no line end at the end":   strings.TrimSuffix(plain, "\n"),
		"byte order mark":          "\xef\xbb\xbf" + plain,
		"mark and quoted header":   "\xef\xbb\xbf" + strings.Replace(plain, "id,name", `"id","name"`, 1),
		"CRLF":                     strings.ReplaceAll(plain, "\n", "\r\n"),
		"old Mac":                  strings.ReplaceAll(plain, "\n", "\r"),
		"semicolons":               semicolons,
		"tabs":                     tabs,
		"sep line":                 "sep=;\r\n" + semicolons,
		"SEP line, quoted":         "\"SEP=,\"\n" + plain,
		"TYPE line":                "#TYPE Microsoft.Azure.Commands.Compute.Models.PSDisk\n" + plain,
		"sep and TYPE lines":       "sep=,\n#TYPE X\n" + plain,
		"blank lines":              "\n\n" + strings.ReplaceAll(plain, "\n", "\n\n"),
		"blank records":            plain + ",,\n, ,\n",
		"trailing comma in header": strings.Replace(plain, "diskSizeGB\n", "diskSizeGB,\n", 1),
		"trailing commas":          strings.ReplaceAll(plain, "\n", ",\n"),
		"headers in capitals":      strings.Replace(plain, "id,name,diskSizeGB", "ID,NAME,DISK SIZE_GB", 1),
		"commas in quoted header":  strings.Replace(semicolons, "name", `"a,b,c,d,e,f"`, 1),
		"id and link":              strings.ReplaceAll(strings.Replace(plain, "id,", "RESOURCE LINK,id,", 1), "\n/", "\nhttps://portal.azure.com,/"),
	} {
		inv := readText(t, text)
		in := inv.Inputs[0]
		if in.Disks != 2 || in.Rows != 2 || len(in.Problems) != 0 {
			t.Errorf("%s: %+v", name, in)
			continue
		}
		if a, b := inv.Items[0], inv.Items[1]; a.get("disk.sizeGiB").Int() != 4 || b.get("disk.sizeGiB").Int() != 8 || b.ID() != diskID+"b" {
			t.Errorf("%s: %s %s", name, b.ID(), b.get("disk.sizeGiB"))
		}
	}
}

// TestRecords are lines and faults of single records.
func TestRecords(t *testing.T) {
	header := "id,name,tags,diskSizeGB\n"
	tests := []struct {
		name, text string
		rejected   string // lines, with what is wrong
		lines      string // of the items
	}{
		{"cell over several lines", header + diskID + "a,\"a\nb\nc\",,4\n" + diskID + "b,b,,4\n", "", "2 5"},
		{"after a sep line", "sep=,\n\n" + header + diskID + "a,a,,4\n", "", "4"},
		{"too few cells", header + diskID + "a,a,4\n" + diskID + "b,b,,4\n", "2: the row has 3 cells, the header 4", "3"},
		{"too many cells", header + diskID + "a,a,,4,\n" + diskID + "b,b,,4\n", "2: the row has 5 cells, the header 4", "3"},
		{"bare quote", header + diskID + "a,a\"b,,4\n" + diskID + "b,b,,4\n", "2: the quotes of the row are broken", "3"},
		{"no id", header + ",a,,4\n" + diskID + "b,b,,4\n", "2: the row has no resource id", "3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inv := readText(t, tt.text)
			var lines, rejected []string
			for _, it := range inv.Items {
				lines = append(lines, fmt.Sprint(it.Line()))
			}
			for _, p := range inv.Inputs[0].Problems {
				rejected = append(rejected, fmt.Sprintf("%d: %s", p.Line, p.Text))
				if !p.Incomplete || p.File != "file1" {
					t.Errorf("problem %+v", p)
				}
			}
			if got := strings.Join(lines, " "); got != tt.lines {
				t.Errorf("lines %s, want %s", got, tt.lines)
			}
			if got := strings.Join(rejected, "\n"); !strings.HasPrefix(got, tt.rejected) || (got == "") != (tt.rejected == "") {
				t.Errorf("problems %q, want %q", got, tt.rejected)
			}
		})
	}
}

// What single cells of a disk say.
var cellTests = []struct{ column, cell, field, want string }{
	{"maxShares", "", "disk.maxShares", "1 (default)"},
	{"maxShares", "2", "disk.maxShares", "2"},
	{"tier", "P10", "disk.maxShares", "missing"},
	{"diskSizeGB", "127", "disk.sizeGiB", "127"},
	{"SIZE (GIB)", "127", "disk.sizeGiB", "127"},
	{"disk.sizeGiB", "127", "disk.sizeGiB", "127"},
	{"properties.diskSizeGB", "127", "disk.sizeGiB", "127"},
	{"diskSizeGB", `"1,024"`, "disk.sizeGiB", `"1,024" (not recognised)`},
	{"diskSizeGB", "1.024", "disk.sizeGiB", `"1.024" (not recognised)`},
	{"adeEnabled", "True", "disk.adeEnabled", "true"},
	{"adeEnabled", "yes", "disk.adeEnabled", "true"},
	{"adeEnabled", "maybe", "disk.adeEnabled", `"maybe" (not recognised)`},
	{"location", "(US) East US 2", "disk.location", "eastus2"},
	{"location", "Eest US", "disk.location", `"Eest US" (not recognised)`},
	{"zones", `"[""1"",""2""]"`, "disk.zones", "1, 2"},
	{"zones", "3", "disk.zones", "3"},
	{"zones", "", "disk.zones", "none"},
	{"sku", "premium_lrs", "disk.sku", "Premium_LRS"},
	{"sku", `"{""name"":""Premium_LRS"",""tier"":""Premium""}"`, "disk.sku", "Premium_LRS"},
	{"sku.name", "Premium_LRS", "disk.sku", "Premium_LRS"},
	{"sku", "{}", "disk.sku", "missing"},
	{"STORAGE TYPE", "Premium SSD LRS", "disk.sku", "Premium_LRS"},
	{"extendedLocation", `"{""name"":""losangeles"",""type"":""EdgeZone""}"`, "disk.edgeZone", "losangeles"},
	{"extendedLocation", "", "disk.edgeZone", "not set"},
	{"properties_encryptionSettingsCollection_enabled", "true", "disk.adeEnabled", "true"},
	{"encryption", `"{""type"":""EncryptionAtRestWithCustomerKey""}"`, "disk.encryptionType", "EncryptionAtRestWithCustomerKey"},
	{"tags", `"{""a"":""1"",""b"":""2""}"`, "disk.tagKeys", "a, b"},
	{"tags", "", "disk.tagKeys", "none"},
	{"managedBy", "/vm", "disk.owners", "/vm"},
	{"managedBy", "", "disk.owners", "missing"},
	{"managedBy,managedByExtended", ",", "disk.owners", "none"},
	{"managedBy,managedByExtended", `,"[""/vm""]"`, "disk.owners", "/vm"},
	{"managedBy", "", "disk.managedBy", "not set"},
	{"managedByExtended", `"[""/vm""]"`, "disk.owners", "missing"},
	{"SUBSCRIPTION", "Production", "disk.subscriptionId", "s1"},
	{"subscriptionId", "other", "disk.subscriptionId", "s1"},
	{"vault.crossRegionRestore", "true", "vault.crossRegionRestore", "true"},
	{"guest fileSystems", "ext4; xfs", "guest.fileSystems", "ext4, xfs"},
	{"properties", `"{""diskSizeGB"":4,""creationData"":{""createOption"":""Empty""}}"`, "disk.maxShares", "1 (default)"},
	{"properties", `@{creationData=; diskSizeGB=127}`, "disk.sizeGiB", "missing"},
	{"properties", `"{""diskSizeGB"":4,""creationData"":{""createOption"":""Empty""}}"`, "disk.tagKeys", "missing"},
	{"Zones", "System.Collections.Generic.List`1[System.String]", "disk.zones", "missing"},
	{"Sku", "Microsoft.Azure.Management.Compute.Models.DiskSku", "disk.sku", "missing"},
}

// TestCells are what single cells of a disk say.
func TestCells(t *testing.T) {
	for _, tt := range cellTests {
		it := readText(t, "id,"+tt.column+"\n"+diskID+"a,"+tt.cell+"\n").Items[0]
		if got := it.get(tt.field).String(); got != tt.want {
			t.Errorf("%s %s: %s is %s, want %s", tt.column, tt.cell, tt.field, got, tt.want)
		}
	}
}

// TestPropertiesCutOff: Excel cuts a cell of more than 32,767 characters, and a
// row without its properties says nothing.
func TestPropertiesCutOff(t *testing.T) {
	inv := readText(t, "id,type,properties\n"+diskID+"a,microsoft.compute/disks,\"{\"\"diskSizeGB\"\":\"\n"+diskID+"b,microsoft.compute/disks,{}\n")
	in := inv.Inputs[0]
	if in.Disks != 1 || in.Rejected != 1 || in.Problems[0].Column != "properties" || in.Problems[0].Line != 2 || in.Problems[0].Hint == "" {
		t.Errorf("%+v", in)
	}
}

// TestFlatDisks are the disks of a VM as the columns of a flat export name them.
func TestFlatDisks(t *testing.T) {
	all := "osDiskId,osDiskVhd,osDiskCaching,osDiskWriteAccelerator,osDiskEphemeral,dataDisks"
	data := `"[{""lun"":1,""name"":""d"",""managedDisk"":{""id"":""` + diskID + `d""}}]"`
	tests := []struct{ name, columns, cells, want string }{
		{"all", all, diskID + "o,,ReadWrite,true,," + data, "os o managed caching ReadWrite accelerated true; data d managed caching None accelerated false; all true"},
		{"empty cells", all, diskID + "o,,,,,", "os o managed caching None (default) accelerated false (default); all true"},
		{"empty list", all, diskID + "o,,,,,[]", "os o managed caching None (default) accelerated false (default); all true"},
		{"no column for data disks", "osDiskId", diskID + "o", "os o managed caching missing accelerated missing; all false"},
		{"no column for the OS disk", "dataDisks", data, "data d managed caching None accelerated false; all false"},
		{"no OS disk", all, ",,,,," + data, "data d managed caching None accelerated false; all false"},
		{"VHD", all, ",https://x/vhds/o,None,,,", "os o unmanaged caching None accelerated false (default); all true"},
		{"ephemeral", all, diskID + "o,,,,Local,", "os o managed caching None (default) accelerated false (default); all true"},
		{"cut list", all, diskID + `o,,,,,"[{""lun"":1"`, "os o managed caching None (default) accelerated false (default); all false; incomplete dataDisks"},
		{"type name", all, diskID + "o,,,,,System.Object[]", "os o managed caching None (default) accelerated false (default); all false; problem "},
	}
	for _, tt := range tests {
		inv := readText(t, "id,type,"+tt.columns+"\n"+vmID+"a,microsoft.compute/virtualmachines,"+tt.cells+"\n")
		var b strings.Builder
		vm := inv.Items[0]
		for _, d := range vm.Disks() {
			managed := map[bool]string{true: "managed", false: "unmanaged"}[d.get("disk.managed").True()]
			fmt.Fprintf(&b, "%s %s %s caching %s accelerated %s; ", d.get("disk.role"), d.ID()[strings.LastIndex(d.ID(), "/")+1:], managed, d.get("disk.caching"), d.get("disk.writeAccelerator"))
		}
		fmt.Fprintf(&b, "all %v", vm.DisksComplete)
		for _, p := range inv.Inputs[0].Problems {
			b.WriteString("; " + map[bool]string{true: "incomplete ", false: "problem "}[p.Incomplete] + p.Column)
		}
		if got := b.String(); got != tt.want {
			t.Errorf("%s:\n%s, want\n%s", tt.name, got, tt.want)
		}
	}
	inv := readText(t, `[{"id":"`+vmID+`a","type":"microsoft.compute/virtualmachines","vmSize":"Standard_D2s_v5","osDiskId":"`+diskID+`o","dataDisks":[]}]`)
	if vm := inv.Items[0]; len(vm.Disks()) != 1 || !vm.DisksComplete || vm.get("vm.size").Missing() {
		t.Errorf("flat JSON row: %d disks, complete %v", len(vm.Disks()), vm.DisksComplete)
	}
}

// TestPortal: ids come out of the links, and a header in another language is
// known by what stands below it.
func TestPortal(t *testing.T) {
	header := "NOM;ABONNEMENT;EMPLACEMENT;ÉTAT;SYSTÈME;TAILLE;LIEN\n"
	row := "a;Production;East US;En cours;Linux;Standard_D2s_v5;https://portal.azure.com/#@example.com/resource" + vmID + "a\n"
	inv := readText(t, header+row)
	vm := inv.Items[0]
	if vm.ID() != vmID+"a" || vm.get("vm.size").Text() != "Standard_D2s_v5" || vm.get("vm.osType").Text() != "Linux" ||
		vm.get("vm.location").Text() != "eastus" || vm.Subscription() != "s1" || inv.Inputs[0].Format != FormatCSVPortal {
		t.Errorf("%s %s %s %s %s", vm.ID(), vm.get("vm.size"), vm.get("vm.osType"), vm.get("vm.location"), vm.Subscription())
	}
	for text, foreign := range map[string]bool{strings.ReplaceAll(header+row, "https://", ""): true, "NOM;COULEUR;LIEN\na;bleu;rue\n": false} {
		if _, err := tryText(text); err == nil || strings.Contains(err.Error(), "in a language that is not known") != foreign {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestLinks are the links of the portal that hold an id.
func TestLinks(t *testing.T) {
	for link, want := range map[string]string{
		"https://portal.azure.com#resource" + vmID + "a":                                                                  vmID + "a",
		"https://portal.azure.us/#@example.com/resource" + vmID + "a/overview":                                            vmID + "a",
		"https://portal.azure.cn/#resource" + vmID + "a/disks?x=1":                                                        vmID + "a",
		"https://portal.azure.com/#resource/subscriptions/s1/resourceGroups/r%28g%29/providers/Microsoft.Compute/disks/a": "/subscriptions/s1/resourceGroups/r(g)/providers/Microsoft.Compute/disks/a",
		"https://portal.azure.com/#resource" + vmID + "a/extensions/x":                                                    vmID + "a/extensions/x",
		"https://portal.azure.com/":                                                                                       "",
	} {
		if got := resourceID(link).Text(); got != want {
			t.Errorf("%s: %s, want %s", link, got, want)
		}
	}
}

// TestCutCSV are the numbers of rows at which Resource Graph stops.
func TestCutCSV(t *testing.T) {
	for n, complete := range map[int]bool{99: true, 100: false, 1000: false, 1001: true} {
		var b strings.Builder
		b.WriteString("id,type,subscriptionId\n")
		for i := range n {
			fmt.Fprintf(&b, "%s%d,microsoft.compute/disks,s1\n", diskID, i)
		}
		if in := readText(t, b.String()).Inputs[0]; in.Rows != n || in.Complete != complete {
			t.Errorf("%d rows: %d, complete %v", n, in.Rows, in.Complete)
		}
	}
}

// TestColumnsUnambiguous: no name of a column of ours means another one too.
func TestColumnsUnambiguous(t *testing.T) {
	for _, table := range [][]Field{vmFields, diskFields, optionalFields} {
		for i := range table {
			f := &table[i]
			if f.derived {
				continue
			}
			for _, name := range append([]string{f.Name}, f.Columns...) {
				if m, ok := columns.find(name); !ok || m.column != columns.of[f] {
					t.Errorf("%s: the column %q leads to another field", f.Name, name)
				}
			}
		}
	}
}
