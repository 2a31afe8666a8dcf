package inventory

import (
	"strings"
	"testing"
)

// TestTakenApart: of objects that a query rebuilt from some of their values,
// nothing that it left out has its default, whatever else the row states.
func TestTakenApart(t *testing.T) {
	vm := func(storage, rest string) string {
		return `{"id":"` + vmID + `a","location":"eastus","hardwareProfile":{"vmSize":"Standard_D2s_v5"},"extendedLocation":null,"storageProfile":` + storage + rest + `}`
	}
	entry := `{"lun":0,"managedDisk":{"id":"` + diskID + `d"}}`
	const apart, whole = `{"osDisk":{"osType":"Linux"},"dataDisks":[]}`, `{"osDisk":{"osType":"Linux","createOption":"FromImage"},"dataDisks":[]}`
	const profile = `,"securityProfile":{"encryptionAtHost":true}`
	for _, test := range []struct{ name, row, field, want string }{
		{"a profile that was rebuilt", vm(apart, profile), "vm.securityType", "missing"},
		{"one that was chosen", vm(whole, profile), "vm.securityType", "Standard (default)"},
		{"what is stated", vm(apart, profile), "vm.encryptionAtHost", "true"},
		{"null is stated", vm(apart, `,"securityProfile":{"securityType":null}`), "vm.securityType", "Standard (default)"},
		{"creation data that were rebuilt", `{"id":"` + diskID + `a","location":"eastus","creationData":{"sourceResourceId":"/x"},"encryption":{"diskEncryptionSetId":"/e"}}`, "disk.encryptionType", "missing"},
		{"encryption settings that were rebuilt", `{"id":"` + diskID + `a","location":"eastus","creationData":{"createOption":"Empty"},"encryptionSettingsCollection":{"encryptionSettingsVersion":"1.1"}}`, "disk.adeEnabled", "missing"},
		{"in a whole disk", aDisk(fullDisk + `,"encryptionSettingsCollection":{"encryptionSettingsVersion":"1.1"}`), "disk.adeEnabled", "missing"},
		{"encryption settings as they are", aDisk(fullDisk + `,"encryptionSettingsCollection":{"enabled":true,"encryptionSettingsVersion":"1.1"}`), "disk.adeEnabled", "true"},
	} {
		if got := readText(t, test.row).Items[0].get(test.field).String(); got != test.want {
			t.Errorf("%s: %s is %s, want %s", test.name, test.field, got, test.want)
		}
	}
	for _, test := range []struct {
		name, storage, caching string
		complete               bool
	}{
		{"entries that were rebuilt", `{"osDisk":{"createOption":"FromImage"},"dataDisks":[` + entry + `]}`, "missing", true},
		{"entries with caching", `{"osDisk":{"createOption":"FromImage"},"dataDisks":[` + strings.Replace(entry, "{", `{"caching":"ReadOnly",`, 1) + `]}`, "ReadOnly", true},
		{"whole entries", `{"osDisk":{"createOption":"FromImage"},"dataDisks":[` + strings.Replace(entry, "{", `{"createOption":"Attach",`, 1) + `]}`, "None", true},
		{"no data disks in a profile that was rebuilt", `{"osDisk":{"osType":"Linux"}}`, "", false},
		{"an OS disk that was chosen alone", `{"osDisk":{"createOption":"FromImage"}}`, "", false},
	} {
		vm := readText(t, vm(test.storage, "")).Items[0]
		if vm.DisksComplete != test.complete {
			t.Errorf("%s: all disks %v", test.name, vm.DisksComplete)
		}
		if disks := vm.Disks(); test.caching != "" && disks[len(disks)-1].get("disk.caching").String() != test.caching {
			t.Errorf("%s: caching %s, want %s", test.name, disks[len(disks)-1].get("disk.caching"), test.caching)
		}
	}
}

// TestNoDataDisks: a whole VM without a list of data disks has none.
func TestNoDataDisks(t *testing.T) {
	if vm := readText(t, aVM(fullVM)).Items[0]; !vm.DisksComplete || vm.DiskCount() != 1 {
		t.Errorf("%d disks, all: %v", vm.DiskCount(), vm.DisksComplete)
	}
}

// TestWholeProperties: properties that hold a storage profile alone, or all but that,
// were chosen.
func TestWholeProperties(t *testing.T) {
	for properties, want := range map[string]string{
		`"storageProfile":{"osDisk":{"createOption":"FromImage"},"dataDisks":[]},"vmId":"x"`: "Regular (default)",
		`"storageProfile":{"osDisk":{"createOption":"FromImage"},"dataDisks":[]}`:            "missing",
		`"vmId":"x","hardwareProfile":{"vmSize":"Standard_D2s_v5"}`:                          "missing",
	} {
		row := `{"id":"` + vmID + `a","type":"Microsoft.Compute/virtualMachines","location":"eastus","properties":{` + properties + `}}`
		if got := readText(t, row).Items[0].get("vm.priority").String(); got != want {
			t.Errorf("%s: %s, want %s", properties, got, want)
		}
	}
}

// TestChosenBesideProperties: what a query or another tool chose to put beside the
// properties says nothing of what it left out there.
func TestChosenBesideProperties(t *testing.T) {
	const zone = "disk.extendedLocationType"
	disk := func(beside string) string {
		return `[{"id":"` + diskID + `d","name":"d",` + beside + `"sku":{"name":"Premium_LRS"},"properties":{"creationData":{"createOption":"Empty"},"diskSizeGB":4,"diskState":"Unattached"}}]`
	}
	typ := `"type":"Microsoft.Compute/disks",`
	for name, test := range map[string]struct{ beside, want string }{
		"a whole resource":         {typ + `"location":"eastus",`, "not set"},
		"without a type":           {`"location":"eastus",`, "missing"},
		"of Search-AzGraph":        {typ + `"location":"eastus","ResourceId":"` + diskID + `d",`, "missing"},
		"a tenant":                 {typ + `"location":"eastus","tenantId":"t",`, "missing"},
		"words with underscores":   {typ + `"location":"eastus","subscription_id":"s1",`, "missing"},
		"a zone in such words":     {typ + `"location":"eastus","extended_location":{"name":"losangeles","type":"EdgeZone"},`, "missing"},
		"a zone, and no type":      {`"location":"eastus","extendedLocation":{"name":"losangeles","type":"EdgeZone"},`, "EdgeZone"},
		"no zone, and that stated": {`"location":"eastus","extendedLocation":null,`, "not set"},
	} {
		if got := readText(t, disk(test.beside)).Items[0].get(zone).String(); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// TestFlatExtensions: an extension of Azure Disk Encryption is one in a flat list
// of extensions too, whatever its name and that of the columns.
func TestFlatExtensions(t *testing.T) {
	for _, test := range []struct{ columns, cells, want string }{
		{"publisher,extensionType", "Microsoft.Azure.Security,AzureDiskEncryptionForLinux", "true"},
		{"properties_publisher,properties_type", "Microsoft.Azure.Security,AzureDiskEncryption", "true"},
		{"Publisher,VirtualMachineExtensionType", "Microsoft.Azure.Security,AzureDiskEncryption", "true"},
		{"extensionType", "AzureDiskEncryption", "true"},
		{"publisher,extensionType", "Contoso,AzureDiskEncryption", "missing"},
		{"publisher,extensionType", "Microsoft.Azure.Security,AntimalwareAgent", "missing"},
	} {
		list := "id,name,type," + test.columns + "\n" + vmID + "a/extensions/enc,enc,microsoft.compute/virtualmachines/extensions," + test.cells + "\n"
		if got := readText(t, "["+vmJSON("a")+"]", list).Items[0].get("vm.ade").String(); got != test.want {
			t.Errorf("%s: %s: vm.ade is %s, want %s", test.columns, test.cells, got, test.want)
		}
	}
}

// TestPlaceholders: what other tools write where there is nothing names no disk, no
// VHD and no zone; an address of a VHD is shown without its signature.
func TestPlaceholders(t *testing.T) {
	for _, nothing := range []string{"None", "null", "NaN", "n/a", "-"} {
		vm := readText(t, "id,location,vmSize,edgeZone,osDiskId,osDiskVhd,dataDisks\n"+vmID+"a,eastus,Standard_D2s_v5,"+nothing+","+nothing+","+nothing+",[]\n").Items[0]
		if vm.DisksComplete || len(vm.Disks()) > 0 || !vm.get("vm.extendedLocationType").Missing() {
			t.Errorf("%s: %d disks, all: %v, zone %s", nothing, len(vm.Disks()), vm.DisksComplete, vm.get("vm.extendedLocationType"))
		}
	}
	for _, nothing := range []string{`"None"`, `["None"]`, `"(null)"`, `"#N/A"`} {
		d := readText(t, aDisk(fullDisk+`,"managedBy":"/a","managedByExtended":`+nothing+`,"diskAccessId":"None","encryption":{"diskEncryptionSetId":"None"}`)).Items[0]
		for _, name := range p("disk.owners", "disk.cmk") {
			if v := d.get(name); v.Known() {
				t.Errorf("%s: %s is %s", nothing, name, v)
			}
		}
		if shared := d.get("disk.shared"); shared.True() {
			t.Errorf("%s: the disk is shared", nothing)
		}
	}
	flat := "id,location,osDiskId,osDiskVhd,dataDisks\n" + vmID + "a,eastus,,https://s.blob.core.windows.net/vhds/os.vhd?sv=1&sig=secret,[]\n"
	whole := `{"id":"` + vmID + `a","storageProfile":{"osDisk":{"createOption":"FromImage","vhd":{"uri":"https://s.blob.core.windows.net/vhds/os.vhd?sv=1&sig=secret"}},"dataDisks":[]}}`
	steampipe := `[{"id":"` + vmID + `a","region":"eastus","os_disk_vhd_uri":"https://s.blob.core.windows.net/vhds/os.vhd"}]`
	for _, text := range []string{flat, whole, steampipe} {
		d := readText(t, text).Items[0].Disks()[0]
		if d.Name() != "os" || d.get("disk.name").Text() != "os" || d.get("disk.vhdUri").Text() != "https://s.blob.core.windows.net/vhds/os.vhd" || d.ID() != d.get("disk.vhdUri").Text() {
			t.Errorf("%s, %s, %s", d.ID(), d.Name(), d.get("disk.vhdUri"))
		}
	}
}
