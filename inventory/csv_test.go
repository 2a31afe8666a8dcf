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
		"plain":                     plain,
		"no line end at the end":    strings.TrimSuffix(plain, "\n"),
		"byte order mark":           "\xef\xbb\xbf" + plain,
		"mark and quoted header":    "\xef\xbb\xbf" + strings.Replace(plain, "id,name", `"id","name"`, 1),
		"mark read as Windows-1252": "ï»¿" + plain,
		"CRLF":                      strings.ReplaceAll(plain, "\n", "\r\n"),
		"old Mac":                   strings.ReplaceAll(plain, "\n", "\r"),
		"semicolons":                semicolons,
		"tabs":                      tabs,
		"sep line":                  "sep=;\r\n" + semicolons,
		"SEP line, quoted":          "\"SEP=,\"\n" + plain,
		"TYPE line":                 "#TYPE Microsoft.Azure.Commands.Compute.Models.PSDisk\n" + plain,
		"sep and TYPE lines":        "sep=,\n#TYPE X\n" + plain,
		"blank lines":               "\n\n" + strings.ReplaceAll(plain, "\n", "\n\n"),
		"blank records":             plain + ",,\n, ,\n",
		"trailing comma in header":  strings.Replace(plain, "diskSizeGB\n", "diskSizeGB,\n", 1),
		"trailing commas":           strings.ReplaceAll(plain, "\n", ",\n"),
		"headers in capitals":       strings.Replace(plain, "id,name,diskSizeGB", "ID,NAME,DISK SIZE_GB", 1),
		"commas in quoted header":   strings.Replace(semicolons, "name", `"a,b,c,d,e,f"`, 1),
		"id and link":               strings.ReplaceAll(strings.Replace(plain, "id,", "RESOURCE LINK,id,", 1), "\n/", "\nhttps://portal.azure.com,/"),
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
	data := `"[{""lun"":1,""name"":""d"",""createOption"":""Attach"",""managedDisk"":{""id"":""` + diskID + `d""}}]"`
	chosen := strings.Replace(data, `""createOption"":""Attach"",`, "", 1)
	tests := []struct{ name, columns, cells, want string }{
		{"all", all, diskID + "o,,ReadWrite,true,," + data, "os o managed caching ReadWrite accelerated true; data d managed caching None accelerated false; all true"},
		{"chosen values", all, diskID + "o,,ReadWrite,true,," + chosen, "os o managed caching ReadWrite accelerated true; data d managed caching missing accelerated missing; all true"},
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

// TestNumberedRows: people call the number of a row its id. The ids stand in
// another column then, or the row is of no use.
func TestNumberedRows(t *testing.T) {
	row := func(number, name, id string) string { return number + "," + name + "," + id + ",Premium_LRS,64\n" }
	header := "ID,Name,Resource ID,SKU,Disk size GB\n"
	linked := strings.Replace(header, "Resource ID", "RESOURCE LINK", 1)
	tests := []struct {
		name  string
		texts []string
		want  string // disks, duplicates and rejected rows
		line  int    // of the first problem
	}{
		{"a column beside", []string{header + row("1", "x", diskID+"x"), header + row("1", "y", diskID+"y")}, "2 0 0", 0},
		{"a link beside", []string{linked + row("1", "x", "https://portal.azure.com/#@t/resource"+diskID+"x") + row("2", "y", "https://portal.azure.com/#@t/resource"+diskID+"y")}, "2 0 0", 0},
		{"a GUID", []string{header + row("7b0f1c52-9d1e-4c55-8c0c-6a1f3f1d5a01", "x", diskID+"x")}, "1 0 0", 0},
		{"ids in both", []string{header + row(diskID+"x", "x", diskID+"y")}, "1 0 0", 0},
		{"none beside", []string{"id,name,sku,diskSizeGB\n" + diskID + "x,x,Premium_LRS,64\n2,y,Premium_LRS,64\n"}, "1 0 1", 3},
		{"the sum of a column", []string{"id,name,sku,diskSizeGB\n" + diskID + "x,x,Premium_LRS,64\nTotal,,,64\n"}, "1 0 1", 3},
		{"a key beside", []string{`[{"id":1,"resourceId":"` + diskID + `x","diskSizeGB":4},{"id":1,"resourceId":"` + diskID + `y","diskSizeGB":4}]`}, "2 0 0", 0},
		{"a key beside, of two words", []string{`[{"id":1,"Resource ID":"` + diskID + `x","diskSizeGB":4}]`}, "1 0 0", 0},
		{"no key beside", []string{"[" + diskJSON("x") + ",\n" + `{"id":1,"diskSizeGB":4}]`}, "1 0 1", 2},
		{"the URI of a blob", []string{"id,diskSizeGB\nhttps://store.blob.core.windows.net/vhds/x.vhd,4\n"}, "1 0 0", 0},
	}
	for _, tt := range tests {
		var disks, duplicates, rejected int
		var problems []Problem
		for _, in := range readText(t, tt.texts...).Inputs {
			disks, duplicates, rejected = disks+in.Disks, duplicates+in.Duplicates, rejected+in.Rejected
			problems = append(problems, in.Problems...)
		}
		if got := fmt.Sprint(disks, duplicates, rejected); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		if rejected != len(problems) || rejected > 0 && (problems[0].Line != tt.line || problems[0].Hint == "") {
			t.Errorf("%s: problems %+v", tt.name, problems)
		}
	}
}

// TestJoinedFiles: the header of the second of two files that were joined is no
// row, and one with other columns ends the reading.
func TestJoinedFiles(t *testing.T) {
	disks := func(header string, names ...string) string {
		for _, name := range names {
			header += diskID + name + "," + name + ",Premium_LRS,64\n"
		}
		return header
	}
	header, vms := "id,name,sku,diskSizeGB\n", "id,name,vmSize,osType\n"+vmID+"v,v,Standard_D2s_v5,Linux\n"
	typed := "#TYPE Microsoft.Azure.Commands.Compute.Models.PSDisk\n" + header
	link := "NAME,RESOURCE LINK,SIZE (GIB)\n"
	tests := []struct{ name, text, want string }{
		{"the same header", disks(header, "x") + disks(header, "y"), "2 disks of 2 rows"},
		{"in capitals, after a mark", disks(header, "x") + "\ufeff" + disks(strings.ToUpper(header), "y"), "2 disks of 2 rows"},
		{"quoted, after a mark", disks(header, "x") + "\ufeff" + disks(`"id","name","sku","diskSizeGB"`+"\n", "y"), "2 disks of 2 rows"},
		{"between blanks", disks(header, "x") + disks("id , name, sku, diskSizeGB\n", "y"), "2 disks of 2 rows"},
		{"of a portal", link + "x,https://portal.azure.com/#resource" + diskID + "x,64\n" + link + "y,https://portal.azure.com/#resource" + diskID + "y,64\n", "2 disks of 2 rows"},
		{"after TYPE lines", disks(typed, "x") + disks(typed, "y"), "2 disks of 2 rows"},
		{"after TYPE lines and a first column of no use", "when," + disks(header) + "z," + disks("", "x") + "#TYPE X\nwhen," + header + "z," + disks("", "y"), "2 disks of 2 rows"},
		{"after sep lines", disks("sep=,\n"+header, "x") + disks("sep=,\n"+header, "y"), "2 disks of 2 rows"},
		{"of ids alone", "id\n" + diskID + "x\nid\n" + diskID + "y\n", "2 disks of 2 rows"},
		{"header of VMs", disks(header, "x") + vms, "file1:3: a second header line, with other columns than the first: several files were joined"},
		{"longer header of VMs", disks(header, "x") + "name,id,vmSize,osType,location\n", "file1:3: a second header line, with other columns than the first: several files were joined"},
		{"shorter header", disks(header, "x") + "id,vmSize\n", "file1:3: a second header line, with other columns than the first: several files were joined"},
		{"header of VMs behind a TYPE line", disks(typed, "x") + "#TYPE X\n" + vms, "file1:5: a second header line, with other columns than the first: several files were joined"},
	}
	for _, tt := range tests {
		inv, err := tryText(tt.text)
		got := fmt.Sprint(err)
		if err == nil {
			in := inv.Inputs[0]
			got = fmt.Sprintf("%d disks of %d rows", in.Disks, in.Rows)
			if len(in.Problems) > 0 {
				t.Errorf("%s: %+v", tt.name, in.Problems)
			}
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestOpenQuotes: a quote that is not closed makes the lines that follow part of
// its row, and how many is said.
func TestOpenQuotes(t *testing.T) {
	header, rest := "id,name,diskSizeGB\n", diskID+"d,d,4\n"
	row := func(name string) string { return diskID + "x," + name + ",4\n" }
	for text, want := range map[string]string{
		header + row(`"x`) + row("y") + row("z") + row(`"w"`) + rest: "the quotes of the row are broken at column 71: extraneous or missing \" in quoted-field; the 3 line(s) that follow are part of it and lost with it",
		header + row(`a"x`) + rest:                                   "the quotes of the row are broken",
		header + row(`"x`) + row("y") + diskID + "z,\",4,5\n" + rest: "the row has 4 cells, the header 3; the 2 line(s) that follow are part of it and lost with it",
	} {
		in := readText(t, text).Inputs[0]
		if in.Rows != 2 || len(in.Problems) != 1 || !strings.HasPrefix(in.Problems[0].Text, want[:20]) || strings.Contains(in.Problems[0].Text, "lost") != strings.Contains(want, "lost") ||
			!strings.HasSuffix(in.Problems[0].Text, want[strings.LastIndex(want, ";")+1:]) && strings.Contains(want, ";") {
			t.Errorf("%s\n%+v, want %s", text, in.Problems, want)
		}
	}
}
