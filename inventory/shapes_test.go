package inventory

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"
)

const (
	portalVM   = "https://portal.azure.com#resource" + vmID + "a"
	portalDisk = "https://portal.azure.com/#@example.com/resource" + diskID + "a"
)

// graphVM is a row of Resource Graph, as the service writes it.
const graphVM = `{"id":"` + vmID + `a","name":"a","type":"microsoft.compute/virtualmachines","subscriptionId":"s1","resourceGroup":"rg","location":"eastus","zones":null,"managedBy":"","sku":null,"plan":{},"tags":null,
 "properties":{"hardwareProfile":{"vmSize":"Standard_D2s_v5"},"storageProfile":{"osDisk":{"osType":"Linux","managedDisk":{"id":"` + diskID + `a","resourceGroup":"rg"}},"dataDisks":[]},
 "extended":{"instanceView":{"powerState":{"code":"PowerState/deallocated","displayStatus":"VM deallocated"},"hyperVGeneration":"V2","osName":"ubuntu"}}}}`

const powerShellVM = `{"ResourceGroupName":"rg","Id":"` + vmID + `a","Name":"a","Location":"eastus","Zones":[],"HardwareProfile":{"VmSize":"Standard_D2s_v5"},
 "StorageProfile":{"OsDisk":{"OsType":0,"Caching":2,"ManagedDisk":{"Id":"` + diskID + `a"}},"DataDisks":[]},"PowerState":"VM running","TimeCreated":"\/Date(1670172499821)\/"}`

// A shapeTest is one shape of a file and one fact that it carries.
type shapeTest struct {
	name, text string
	format     Format
	field      string
	want       string
}

var shapeTests = []shapeTest{
	// Bytes
	{"UTF-8 with a byte order mark", "\xef\xbb\xbf[" + vmJSON("a") + "]", FormatAzVMList, "vm.size", "Standard_D2s_v5"},
	{"UTF-16LE of Windows PowerShell", utf16Text("["+powerShellVM+"]", binary.LittleEndian, true), FormatPowerShell, "vm.osType", "Windows"},
	{"UTF-16BE", utf16Text("["+vmJSON("a")+"]", binary.BigEndian, true), FormatAzVMList, "vm.size", "Standard_D2s_v5"},
	{"UTF-16LE without mark", utf16Text("["+vmJSON("a")+"]", binary.LittleEndian, false), FormatAzVMList, "vm.size", "Standard_D2s_v5"},
	{"gzip", pack("[" + vmJSON("a") + "]"), FormatAzVMList, "vm.size", "Standard_D2s_v5"},

	// JSON
	{"ARM list", `{"value":[{"id":"` + vmID + `a","type":"Microsoft.Compute/virtualMachines","location":"eastus","properties":{"storageProfile":{"osDisk":{"osType":"Linux"}}}}]}`, FormatARMList, "vm.osType", "Linux"},
	{"Resource Graph, command line", `{"count":1,"data":[` + graphVM + `],"skip_token":null,"total_records":1}`, FormatResourceGraph, "vm.powerState", "deallocated"},
	{"Resource Graph, REST", `{"totalRecords":1,"count":1,"data":[` + graphVM + `],"facets":[],"resultTruncated":"false"}`, FormatResourceGraph, "vm.hyperVGeneration", "V2"},
	{"Resource Graph, table", `{"count":1,"data":{"columns":[{"name":"id","type":"string"},{"name":"vmSize","type":"string"}],"rows":[["` + vmID + `a","Standard_D2s_v5"]]}}`, FormatResourceGraphTable, "vm.size", "Standard_D2s_v5"},
	{"Resource Graph, the table alone", `{"columns":[{"name":"id"},{"name":"managedBy"}],"rows":[["` + diskID + `a","` + vmID + `a"]]}`, FormatResourceGraphTable, "disk.managedBy", vmID + "a"},
	{"Resource Graph, tables in a list", `[{"data":{"columns":[{"name":"id"},{"name":"tier"}],"rows":[["` + diskID + `a","P10"]]}}]`, FormatResourceGraphTable, "disk.tier", "P10"},
	{"Resource Graph, bare list", `[` + graphVM + `]`, FormatResourceGraph, "vm.osName", "ubuntu"},
	{"Resource Graph, flat rows", `[{"id":"` + vmID + `a","type":"microsoft.compute/virtualmachines","vmSize":"Standard_D2s_v5"}]`, FormatResourceGraph, "vm.size", "Standard_D2s_v5"},
	{"Search-AzGraph", `[{"ResourceId":"` + vmID + `a",` + graphVM[1:] + `]`, FormatResourceGraph, "vm.osType", "Linux"},
	{"PowerShell wrapper", `{"SkipToken":null,"Data":[` + graphVM + `]}`, FormatResourceGraph, "vm.osType", "Linux"},
	{"Resource Graph, chosen columns", `[{"id":"` + diskID + `a","type":"microsoft.compute/disks","location":"eastus","properties":{"diskSizeGB":4,"creationData":{"createOption":"Empty"}}}]`, FormatResourceGraph, "disk.zones", "missing"},
	{"ARM, chosen keys", `{"value":[{"id":"` + diskID + `a","properties":{"diskSizeGB":4,"creationData":{"createOption":"Empty"}}}]}`, FormatResourceGraph, "disk.zones", "missing"},
	{"ARM, whole", `{"value":[{"id":"` + diskID + `a","type":"Microsoft.Compute/disks","location":"eastus","properties":{"diskSizeGB":4,"creationData":{"createOption":"Empty"}}}]}`, FormatARMList, "disk.zones", "none"},
	{"az vm list", `[` + vmJSON("a") + `]`, FormatAzVMList, "vm.size", "Standard_D2s_v5"},
	{"az vm list -d", `[` + strings.TrimSuffix(vmJSON("a"), "}") + `,"powerState":"VM running","publicIps":"1.2.3.4"}]`, FormatAzVMList, "vm.powerState", "running"},
	{"az vm show", vmJSON("a"), FormatAzVMList, "vm.size", "Standard_D2s_v5"},
	{"az disk list, old spelling", `[{"id":"` + diskID + `a","diskSizeGb":127,"hyperVgeneration":"V1","creationData":{"createOption":"Empty"},"tags":null}]`, FormatAzDiskList, "disk.sizeGiB", "127"},
	{"table of objects", `{"columns":[{"name":"id","data_type":"text"}],"rows":[{"id":"` + vmID + `a","region":"westeurope","size":"Standard_D2s_v5"}]}`, FormatResourceGraphTable, "vm.location", "westeurope"},
	{"region of Steampipe", `[{"id":"` + vmID + `a","region":"westeurope","vm_id":"x"}]`, FormatAzVMList, "vm.location", "westeurope"},
	{"old disk", `{"value":[{"id":"` + diskID + `a","type":"Microsoft.Compute/disks","location":"eastus","properties":{"accountType":"Premium_LRS","diskSizeGB":4}}]}`, FormatARMList, "disk.sku", "Premium_LRS"},
	{"Get-AzVM", `[` + powerShellVM + `]`, FormatPowerShell, "vm.osType", "Windows"},
	{"Get-AzVM of one VM", powerShellVM, FormatPowerShell, "vm.powerState", "running"},
	{"Get-AzDisk", `[{"Id":"` + diskID + `a","Sku":{"Name":"PremiumV2_LRS"},"DiskSizeGB":64,"CreationData":{"CreateOption":"Empty"},"Zones":["1"]}]`, FormatPowerShell, "disk.sku", "PremiumV2_LRS"},
	{"JSON Lines", vmJSON("a") + "\n" + vmJSON("a") + "\n", FormatJSONLines, "vm.size", "Standard_D2s_v5"},

	// CSV
	{"portal, VMs", "SEP=,\nNAME,SUBSCRIPTION,LOCATION,STATUS,OPERATING SYSTEM,SIZE,DISKS,RESOURCE LINK\n\"a\",\"Production\",\"East US 2\",\"Stopped (deallocated)\",\"Linux\",\"Standard_B2as_v2\",\"1\",\"" + portalVM + "\"\n", FormatCSVPortal, "vm.powerState", "deallocated"},
	{"portal, JSON in a cell", "NAME,UPDATE STATUS,SIZE,RESOURCE LINK\na,\"{\"\"parameters\"\":{\"\"ids\"\":[\"\"x\"\"]}}\",Standard_B1s," + portalVM + "\n", FormatCSVPortal, "vm.size", "Standard_B1s"},
	{"portal, nothing known of the state", "NAME,STATUS,SIZE,RESOURCE LINK\na,-,Standard_B1s," + portalVM + "\n", FormatCSVPortal, "vm.powerState", "missing"},
	{"portal, security type", "NAME,SECURITY TYPE,SIZE,RESOURCE LINK\na,Trusted launch,Standard_B1s," + portalVM + "\n", FormatCSVPortal, "vm.securityType", "TrustedLaunch"},
	{"portal, confidential", "NAME,SECURITY TYPE,SIZE,RESOURCE LINK\na,Confidential,Standard_B1s," + portalVM + "\n", FormatCSVPortal, "vm.securityType", "ConfidentialVM"},
	{"portal, no security type", "NAME,SECURITY TYPE,SIZE,RESOURCE LINK\na,Standard,Standard_B1s," + portalVM + "\n", FormatCSVPortal, "vm.securityType", "Standard"},
	{"portal, disks", "NAME,STORAGE TYPE,SIZE (GIB),OWNER,RESOURCE GROUP,LOCATION,SUBSCRIPTION,RESOURCE LINK\na,Premium SSD v2 LRS,128,vm1,rg,East US,Production," + portalDisk + "\n", FormatCSVPortal, "disk.sku", "PremiumV2_LRS"},
	{"portal, size of a disk", "NAME,STORAGE TYPE,SIZE (GIB),OWNER,RESOURCE LINK\na,Ultra disk LRS,128,-," + portalDisk + "\n", FormatCSVPortal, "disk.sizeGiB", "128"},
	{"portal, the owner is but a name", "NAME,STORAGE TYPE,SIZE (GIB),OWNER,RESOURCE LINK\na,Ultra disk LRS,128,vm1," + portalDisk + "\n", FormatCSVPortal, "disk.managedBy", "missing"},
	{"portal, disks in French", "NOM;TYPE DE STOCKAGE;TAILLE (GIO);PROPRIÉTAIRE;LIEN\na;Standard SSD ZRS;32;-;" + portalDisk + "\n", FormatCSVPortal, "disk.sizeGiB", "32"},
	{"portal, SKU of a disk in French", "NOM;TYPE DE STOCKAGE;TAILLE (GIO);PROPRIÉTAIRE;LIEN\na;Standard SSD ZRS;32;-;" + portalDisk + "\n", FormatCSVPortal, "disk.sku", "StandardSSD_ZRS"},
	{"Explorer, raw", "id,type,subscriptionId,properties\n" + vmID + "a,microsoft.compute/virtualmachines,s1,\"{\"\"storageProfile\"\":{\"\"osDisk\"\":{\"\"osType\"\":\"\"Linux\"\"}}}\"\n", FormatCSVResourceGraph, "vm.osType", "Linux"},
	{"Explorer, formatted", "id,Name,Type,Location,Subscription,Resource group,Tags,vmSize\n" + vmID + "a,a,Virtual machine,East US,Production,rg,,Standard_D2s_v5\n", FormatCSVResourceGraph, "vm.location", "eastus"},
	{"Explorer, columns without a name", "id,properties_hardwareProfile_vmSize,properties_extended_instanceView_powerState_displayStatus\n" + vmID + "a,Standard_D2s_v5,VM running\n", FormatCSV, "vm.powerState", "running"},
	{"owner by name", "id,diskSizeGB,managedBy\n" + diskID + "a,4,vm1\n", FormatCSV, "disk.managedBy", "missing"},
	{"owner by id", "id,diskSizeGB,managedBy\n" + diskID + "a,4," + vmID + "b\n", FormatCSV, "disk.managedBy", vmID + "b"},
	{"Get-AzVM as CSV", "#TYPE Microsoft.Azure.Commands.Compute.Models.PSVirtualMachineList\n\"ResourceGroupName\",\"Id\",\"Name\",\"Location\",\"HardwareProfile\",\"StorageProfile\"\n\"rg\",\"" + vmID + "a\",\"a\",\"eastus\",\"Microsoft.Azure.Management.Compute.Models.HardwareProfile\",\"Microsoft.Azure.Management.Compute.Models.StorageProfile\"\n", FormatCSVPowerShell, "vm.location", "eastus"},
	{"Get-AzVM as CSV, cut off", "\"ResourceGroupName\",\"Id\",\"HardwareProfile\"\n\"rg\",\"" + vmID + "a\",\"Microsoft.Azure.Management.Compute.Models.HardwareProfile\"\n", FormatCSVPowerShell, "vm.size", "missing"},
	{"Get-AzDisk as CSV", "ResourceGroupName,Id,DiskSizeGB,DiskState,MaxShares,ManagedByExtended,Sku\nrg," + diskID + "a,127,Reserved,,System.Collections.Generic.List`1[System.String],Microsoft.Azure.Management.Compute.Models.DiskSku\n", FormatCSVPowerShell, "disk.sizeGiB", "127"},
	{"Get-AzDisk as CSV, owners cut off", "ResourceGroupName,Id,ManagedBy,ManagedByExtended\nrg," + diskID + "a,,System.Collections.Generic.List`1[System.String]\n", FormatCSVPowerShell, "disk.owners", "missing"},
	{"Get-AzDisk as CSV, no SKU", "ResourceGroupName,Id,Sku\nrg," + diskID + "a,Microsoft.Azure.Management.Compute.Models.DiskSku\n", FormatCSVPowerShell, "disk.sku", "missing"},
	{"Export-Csv -UseCulture", "ResourceGroupName;Id;DiskSizeGB;BurstingEnabled\nrg;" + diskID + "a;127;True\n", FormatCSVPowerShell, "disk.sizeGiB", "127"},
}

// TestShapes reads every shape of file that is read, with a fact of each.
func TestShapes(t *testing.T) {
	for _, tt := range shapeTests {
		t.Run(tt.name, func(t *testing.T) {
			inv := readText(t, tt.text)
			in, it := inv.Inputs[0], inv.Items[0]
			if in.Format != tt.format || len(inv.Items) != 1 || in.Rejected != 0 {
				t.Errorf("%+v", in)
			}
			if got := it.get(tt.field).String(); got != tt.want {
				t.Errorf("%s is %s, want %s", tt.field, got, tt.want)
			}
			if it.Subscription() != "s1" || it.ResourceGroup() != "rg" || it.Name() == "" {
				t.Errorf("%s, %s, %s", it.Subscription(), it.ResourceGroup(), it.Name())
			}
		})
	}
}

// TestStatusWords are the words of the portal for power states, by language.
func TestStatusWords(t *testing.T) {
	for language, row := range map[string]string{
		"pt": "Em execução|Interrompido|Interrompido (desalocado)|Parado (desalocado)",
		"es": "En ejecución|Detenido|Detenido (desasignado)",
		"fr": "En cours d’exécution|Arrêté|Arrêté (désalloué)|Arrêté (libéré)",
		"de": "Wird ausgeführt|Beendet|Beendet (Zuordnung aufgehoben)",
		"it": "In esecuzione|Arrestato|Arrestato (deallocato)",
		"nl": "Wordt uitgevoerd|Gestopt|Gestopt (toewijzing ongedaan gemaakt)",
		"ja": "実行中|停止済み|停止済み (割り当て解除)|停止済み（割り当て解除）",
		"en": "Running|Stopped|Stopped (deallocated)",
	} {
		for i, word := range strings.Split(row, "|") {
			want := []string{"running", "stopped", "deallocated", "deallocated"}[i]
			vm := readText(t, "X1\tX2\tX3\na\t"+word+"\t"+portalVM+"\n").Items[0]
			if got := vm.get("vm.powerState").String(); got != want {
				t.Errorf("%s: %s is %s, want %s", language, word, got, want)
			}
		}
	}
}

// TestContentsUnclear: of two columns that could be it, none is taken.
func TestContentsUnclear(t *testing.T) {
	inv := readText(t, "NOM,LIEU,SECOURS,TAILLE,LIEN\na,East US,West US,Standard_B1s,"+portalVM+"\n")
	p := inv.Inputs[0].Problems
	if v := inv.Items[0].get("vm.location"); !v.Missing() || len(p) != 1 || p[0].Column != "location" || !strings.Contains(p[0].Text, "LIEU, SECOURS") || p[0].Hint == "" {
		t.Errorf("%s, %+v", v, p)
	}
}

// TestIndexedColumns are the data disks of a VM in columns of their own: never
// all for certain, and what no column carries is unknown.
func TestIndexedColumns(t *testing.T) {
	header := "id,vmSize,properties_storageProfile_dataDisks_1_lun,properties_storageProfile_dataDisks_1_managedDisk_id,properties_storageProfile_dataDisks_0_managedDisk_id,properties_storageProfile_dataDisks_0_lun,properties_storageProfile_dataDisks_0_caching,properties_storageProfile_dataDisks_0_diskSizeGB,properties_storageProfile_dataDisks_2_lun\n"
	inv := readText(t, header+vmID+"a,Standard_D2s_v5,2,"+diskID+"y,"+diskID+"x,5,,64,\n"+vmID+"b,Standard_D2s_v5,,,,,,,\n")
	var got strings.Builder
	for _, vm := range inv.Items {
		for _, d := range vm.Disks() {
			fmt.Fprintf(&got, "%s lun %s caching %s accelerated %s size %s; ", d.Name(), d.get("disk.lun"), d.get("disk.caching"), d.get("disk.writeAccelerator"), d.get("disk.sizeGiB"))
		}
		fmt.Fprint(&got, vm.DisksComplete, "\n")
	}
	want := "y lun 2 caching missing accelerated missing size missing; x lun 5 caching None accelerated missing size 64; false\nfalse\n"
	if got.String() != want {
		t.Errorf("%s, want\n%s", got.String(), want)
	}
}

// TestFlatOSDisk: a flat export may carry the SKU and size of the OS disk.
func TestFlatOSDisk(t *testing.T) {
	inv := readText(t, "id,vmSize,osDiskId,osDiskName,properties_storageProfile_osDisk_managedDisk_storageAccountType,properties_storageProfile_osDisk_diskSizeGB\n"+vmID+"a,Standard_D2s_v5,"+diskID+"o,Disk O,Premium_LRS,\"1,024\"\n")
	d := inv.Items[0].Disks()[0]
	p := inv.Inputs[0].Problems
	if d.Name() != "Disk O" || d.get("disk.sku").Text() != "Premium_LRS" || !d.get("disk.sizeGiB").IsUnrecognised() || len(p) != 1 || p[0].Column != "disk.sizeGiB" || p[0].Line != 2 {
		t.Errorf("%s, %s, %s, %+v", d.Name(), d.get("disk.sku"), d.get("disk.sizeGiB"), p)
	}
}

// workbook is an Excel file as far as it is looked into.
func workbook(t *testing.T, sheets ...string) string {
	var list strings.Builder
	for i, name := range sheets {
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, name, i+1, i+1)
	}
	return zipped(t, "xl/workbook.xml", `<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>`+list.String()+`</sheets></workbook>`)
}

func zipped(t testing.TB, name, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create(name)
	if err == nil {
		_, err = io.WriteString(f, text)
	}
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestForeignFiles are files of other tools and for other readers: each is
// refused in words that say what it is and what to give instead.
func TestForeignFiles(t *testing.T) {
	tests := []struct{ name, text, want, hint string }{
		{"ARI workbook", workbook(t, "Overview", "Disks", "Virtual Machines"), "is an Azure Resource Inventory (ARI)", "Resource Graph query"},
		{"azqr workbook", workbook(t, "Recommendations", "ImpactedResources", "Inventory"), "is an Azure Quick Review (azqr)", "Resource Graph query"},
		{"other workbook", workbook(t, "Tabelle1", "R&amp;D"), "is an Excel workbook (Tabelle1, R&D)", "save the sheet as CSV"},
		{"workbook without sheets", zipped(t, "xl/workbook.xml", "<x"), "is an Excel workbook or a zip file", "save the sheet as CSV"},
		{"zip", zipped(t, "out/vms.json", "[]"), "is a zip file (vms.json)", "unzip"},
		{"saved plan", zipped(t, "tfplan", ""), "is a Terraform plan", "terraform show -json"},
		{"half a workbook", workbook(t, "A")[:60], "is an Excel workbook or a zip file", "save the sheet as CSV"},
		{"ARI sheet", "Subscription,Resource Group,VM Name,VM Size,OS Disk Storage Type,Resource U\nProduction,rg,a,Standard_D2s_v5,Premium_LRS,1\n", "is an Azure Resource Inventory (ARI)", "Resource Graph query"},
		{"ARI disks", "Subscription,Resource Group,Disk Name,Disk State,Associated Resource,SKU\nProduction,rg,a,Attached,vm,Premium_LRS\n", "is an Azure Resource Inventory (ARI)", "Resource Graph query"},
		{"azqr CSV", "Subscription Id,Resource Group,Location,Resource Type,Resource Name,Sku Name,Sku Tier,Capacity,Kind,Resource Id\nxxxxxxxx,rg,eastus,Microsoft.Compute/disks,a,Premium_LRS,Premium,,," + diskID + "a\n", "is an Azure Quick Review (azqr)", "Resource Graph query"},
		{"All resources", "NAME,TYPE,RESOURCE GROUP,LOCATION,SUBSCRIPTION,RESOURCE LINK\na,Virtual machine,rg,East US,Production," + portalVM + "\n", "is the portal's list of all resources", "Resource Graph query"},
		{"All resources in German", "NAME;TYP;RESSOURCENGRUPPE;STANDORT;ABONNEMENT;LINK\na;Datenträger;rg;East US;Produktion;" + portalDisk + "\n", "is the portal's list of all resources", "Resource Graph query"},
		{"portal without links", "NAME,SUBSCRIPTION,RESOURCE GROUP,STATUS,SIZE,\na,Production,rg,Running,Standard_D2s_v5\n", "no column holds the ids", "RESOURCE LINK"},
		{"portal without links in Spanish", "NOMBRE,SUSCRIPCIÓN,ESTADO,TAMAÑO\na,Producción,En ejecución,Standard_D2s_v5\n", "language that is not known", "switch the portal to English"},
		{"Explorer, formatted, no id", "Name,Type,Location,Subscription,Resource group\na,Virtual machine,East US,Production,rg\n", "no column holds the ids", "Formatted results off"},
		{"colours within JSON", "[\n  {\n    \x1b[34m\"id\"\x1b[39m: 1\n  }\n]\n", "holds the colours of a terminal", "-o json instead of -o jsonc"},
		{"colours", "\n\x1b[37m[\x1b[39m\n", "holds the colours of a terminal", "-o json instead of -o jsonc"},
		{"quoted", "> [\n>   {\n", "is quoted", "file itself"},
		{"prompt of the Cloud Shell", "user [ ~ ]$ az vm list\n[\n]\n", "is a copy of a terminal", "az vm list"},
		{"prompt of PowerShell", "PS C:\\Users\\me> Get-AzVM | ConvertTo-Json\n", "is a copy of a terminal", "az vm list"},
		{"[Warning]", "[Warning] This output may compromise security by showing the following secrets: customData\n[]\n", "begins with a message", "2>&1"},
		{"-o table", "Name    ResourceGroup    Location\n------  ---------------  ----------\na       rg               eastus\n", "is a table for people", "save the output as JSON"},
		{"-o tsv", vmID + "a\ta\teastus\n", "has no header line (-o tsv?)", "save the output as JSON"},
		{"-o yaml", "- id: " + vmID + "a\n  name: a\n", "is YAML", "-o json instead of -o yaml"},
		{"Format-List", "ResourceGroupName : rg\nId                : " + vmID + "a\nName              : a\n", "is a list for people (Format-List)", "ConvertTo-Json -Depth 10"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := tryText(tt.text)
			e, ok := err.(*InputError)
			if !ok || !strings.Contains(e.Text, tt.want) || !strings.Contains(e.Hint, tt.hint) || e.File != "file1" {
				t.Errorf("%v (%+v)", err, e)
			}
		})
	}
}
