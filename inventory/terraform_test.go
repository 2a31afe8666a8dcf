package inventory

import (
	"fmt"
	"strings"
	"testing"
)

// tfVMText and tfDiskText are attributes as the provider writes them.
const (
	tfVMText = `{"id":"` + vmID + `a","name":"a","location":"eastus","resource_group_name":"rg","size":"Standard_D2s_v5","zone":"1","edge_zone":null,"priority":"Spot","tags":{"env":"prod"},
 "license_type":null,"plan":[],"availability_set_id":"","dedicated_host_id":"","dedicated_host_group_id":"","virtual_machine_scale_set_id":"","encryption_at_host_enabled":false,"identity":[],
 "additional_capabilities":[{"ultra_ssd_enabled":true}],"network_interface_ids":["/n1","/n2"],"allow_extension_operations":true,"provision_vm_agent":true,
 "source_image_reference":[{"publisher":"Canonical","offer":"ubuntu-24_04-lts","sku":"server","version":"latest"}],"source_image_id":null,"secure_boot_enabled":true,"vtpm_enabled":true,
 "os_disk":[{"name":"os","caching":"ReadWrite","storage_account_type":"Premium_LRS","disk_size_gb":30,"disk_encryption_set_id":"","write_accelerator_enabled":false,"diff_disk_settings":[],"security_encryption_type":""}],
 "os_managed_disk_id":"` + diskID + `os","admin_password":"secret","custom_data":null}`
	tfDiskText = `{"id":"` + diskID + `d","name":"d","location":"eastus","storage_account_type":"PremiumV2_LRS","disk_size_gb":64,"zone":"1","max_shares":2,"tier":"","os_type":"","hyper_v_generation":"",
 "network_access_policy":"AllowPrivate","disk_access_id":"/access","public_network_access_enabled":false,"disk_encryption_set_id":"/des","secure_vm_disk_encryption_set_id":"","security_type":"","trusted_launch_enabled":false,
 "performance_plus_enabled":false,"encryption_settings":[],"logical_sector_size":4096,"edge_zone":"","tags":null}`
	tfAttachment = `{"id":"` + vmID + `a/dataDisks/d","managed_disk_id":"` + diskID + `D","virtual_machine_id":"` + vmID + `A","lun":7,"caching":"None","write_accelerator_enabled":false}`
	tfOldVMText  = `{"id":"` + vmID + `b","name":"b","location":"eastus","vm_size":"Standard_D2s_v3","zones":[],"plan":[],"identity":[],
 "storage_image_reference":[],"storage_os_disk":[{"name":"os","caching":"None","os_type":"Windows","create_option":"Attach","vhd_uri":"https://x/os.vhd","managed_disk_id":"","disk_size_gb":30,"write_accelerator_enabled":false}],
 "storage_data_disk":[{"name":"d","lun":2,"caching":"ReadOnly","managed_disk_id":"` + diskID + `e","managed_disk_type":"Premium_LRS","vhd_uri":"","disk_size_gb":8,"write_accelerator_enabled":true}]}`
)

func tfShow(typ, attributes string) string {
	return fmt.Sprintf(`{"address":"x","mode":"managed","type":%q,"name":"x","provider_name":"registry.terraform.io/hashicorp/azurerm","schema_version":0,"values":%s,"sensitive_values":{}}`, typ, attributes)
}

func tfState(typ, attributes string) string {
	return fmt.Sprintf(`{"mode":"managed","type":%q,"name":"x","provider":"provider[\"registry.terraform.io/hashicorp/azurerm\"]","instances":[%s]}`, typ, `{"schema_version":0,"attributes":`+attributes+`}`)
}

// tfTexts is one estate in both forms of a state, the attachment first.
func tfTexts() map[string]string {
	types := []string{"azurerm_virtual_machine_data_disk_attachment", "azurerm_linux_virtual_machine", "azurerm_managed_disk", "azurerm_virtual_machine", "azurerm_resource_group"}
	attributes := []string{tfAttachment, tfVMText, tfDiskText, tfOldVMText, `{"id":"/subscriptions/s1/resourceGroups/rg"}`}
	var show, state []string
	for i, typ := range types {
		show, state = append(show, tfShow(typ, attributes[i])), append(state, tfState(typ, attributes[i]))
	}
	return map[string]string{
		"show": `{"format_version":"1.0","terraform_version":"1.9.0","values":{"root_module":{"resources":[` + strings.Join(show[:2], ",") +
			`],"child_modules":[{"address":"module.x","resources":[` + show[2] + `],"child_modules":[{"resources":[` + strings.Join(show[3:], ",") + `]}]}]}}}`,
		"state":        `{"version":4,"terraform_version":"1.9.0","serial":1,"lineage":"x","outputs":{},"resources":[` + strings.Join(state, ",\n") + `],"check_results":null}`,
		"sorted state": `{"lineage":"x","resources":[` + strings.Join(state, ",") + `],"terraform_version":"1.9.0","version":4}`,
	}
}

var tfWant = map[string]string{
	"a vm.size": "Standard_D2s_v5", "a vm.osType": "Linux", "a vm.location": "eastus", "a vm.zones": "1", "a vm.edgeZone": "not set", "a vm.priority": "Spot",
	"a vm.imagePublisher": "Canonical", "a vm.imageId": "not set", "a vm.securityType": "TrustedLaunch", "a vm.encryptionAtHost": "false", "a vm.ultraEnabled": "true",
	"a vm.nicCount": "2", "a vm.agentProvisioned": "true", "a vm.plan": "not set", "a vm.scaleSetId": "not set", "a vm.powerState": "missing", "a vm.osName": "missing",
	"a vm.dataDiskCount": "at least 1", "a vm.tagCount": "1", "a vm.userAssignedIdentities": "none", "a vm.osDiskEphemeral": "false", "a vm.hyperVGeneration": "missing",
	"b vm.size": "Standard_D2s_v3", "b vm.osType": "Windows", "b vm.priority": "missing", "b vm.dataDiskCount": "1", "b vm.unmanaged": "true", "b vm.imagePublisher": "not set",
	"b vm.securityType": "missing", "b vm.tagCount": "missing", "b vm.zones": "none", "b vm.osDiskCreateOption": "Attach",
	"d disk.sku": "PremiumV2_LRS", "d disk.sizeGiB": "64", "d disk.maxShares": "2", "d disk.networkAccessPolicy": "AllowPrivate", "d disk.publicNetworkAccess": "Disabled",
	"d disk.desId": "/des", "d disk.securityType": "not set", "d disk.adeEnabled": "false", "d disk.diskState": "missing", "d disk.managedBy": vmID + "A", "d disk.lun": "7",
	"d disk.encryptionType": "missing", "d disk.tagKeys": "none", "d disk.dataAccessAuthMode": "missing", "d disk.caching": "None", "d disk.logicalSectorSize": "4096",
}

// TestTerraform reads one estate in the forms of a Terraform state. What the
// state does not hold stays unknown.
func TestTerraform(t *testing.T) {
	for name, text := range tfTexts() {
		t.Run(name, func(t *testing.T) {
			inv := readText(t, text)
			in := inv.Inputs[0]
			if in.Format != FormatTerraform || in.Rows != 5 || in.VMs != 2 || in.Disks != 1 || in.Other != 2 || !in.Complete {
				t.Errorf("%+v", in)
			}
			if p := in.Problems; len(p) != 1 || p[0].Incomplete || !strings.Contains(p[0].Text, "not the live estate") || p[0].Hint == "" {
				t.Errorf("%+v", p)
			}
			byName := map[string]*Item{}
			for _, it := range inv.Items {
				byName[it.Name()] = it
			}
			for field, want := range tfWant {
				item, field, _ := strings.Cut(field, " ")
				if got := byName[item].get(field).String(); got != want && got != want+" (default)" {
					t.Errorf("%s: %s is %s, want %s", item, field, got, want)
				}
			}
			if a, b := byName["a"], byName["b"]; a.DisksComplete || len(a.Disks()) != 2 || !b.DisksComplete || len(b.Disks()) != 2 || a.Disks()[0].get("disk.sku").Text() != "Premium_LRS" {
				t.Errorf("a: %d disks, b: %d disks", len(a.Disks()), len(b.Disks()))
			}
			if name == "state" && byName["d"].Line() != 8 {
				t.Errorf("line %d", byName["d"].Line())
			}
		})
	}
}

// TestTerraformCases are single resources: what of them is read, and what not.
func TestTerraformCases(t *testing.T) {
	with := func(typ, attributes string) string {
		return `{"version":4,"terraform_version":"1","resources":[` + tfState(typ, attributes) + "," + tfState("azurerm_managed_disk", `{"id":"`+diskID+`z"}`) + `]}`
	}
	const disk, linux = "azurerm_managed_disk", "azurerm_windows_virtual_machine"
	tests := []struct{ name, text, counts, field, want string }{
		{"confidential disk", with(disk, `{"id":"`+diskID+`a","security_type":"ConfidentialVM_DiskEncryptedWithCustomerKey","secure_vm_disk_encryption_set_id":"/s","disk_encryption_set_id":""}`), "0 2 0 0", "disk.desId", "/s"},
		{"trusted launch", with(disk, `{"id":"`+diskID+`a","security_type":"","trusted_launch_enabled":true}`), "0 2 0 0", "disk.securityType", "TrustedLaunch"},
		{"half of a security type", with(disk, `{"id":"`+diskID+`a","security_type":""}`), "0 2 0 0", "disk.securityType", "missing"},
		{"disk encryption", with(disk, `{"id":"`+diskID+`a","encryption_settings":[{"disk_encryption_key":[]}]}`), "0 2 0 0", "disk.adeEnabled", "true"},
		{"disk encryption, off", with(disk, `{"id":"`+diskID+`a","encryption_settings":[{"enabled":false}]}`), "0 2 0 0", "disk.adeEnabled", "false"},
		{"attribute that is not there", with(disk, `{"id":"`+diskID+`a"}`), "0 2 0 0", "disk.maxShares", "missing"},
		{"attribute that is null", with(disk, `{"id":"`+diskID+`a","max_shares":null}`), "0 2 0 0", "disk.maxShares", "1 (default)"},
		{"number that is none", with(disk, `{"id":"`+diskID+`a","disk_size_gb":"1,024"}`), "0 2 0 0", "disk.sizeGiB", `"1,024" (not recognised)`},
		{"Windows", with(linux, `{"id":"`+vmID+`a"}`), "1 1 0 0", "vm.osType", "Windows"},
		{"confidential VM", with(linux, `{"id":"`+vmID+`a","vtpm_enabled":true,"os_disk":[{"security_encryption_type":"VMGuestStateOnly"}]}`), "1 1 0 0", "vm.securityType", "ConfidentialVM"},
		{"standard or trusted launch", with(linux, `{"id":"`+vmID+`a","vtpm_enabled":false,"secure_boot_enabled":false}`), "1 1 0 0", "vm.securityType", "missing"},
		{"community image", with(linux, `{"id":"`+vmID+`a","source_image_id":"/communityGalleries/g/images/i"}`), "1 1 0 0", "vm.communityGalleryImageId", "/communityGalleries/g/images/i"},
		{"attribute of a block that is not there", with(linux, `{"id":"`+vmID+`a","additional_capabilities":[{}]}`), "1 1 0 0", "vm.ultraEnabled", "missing"},
		{"ephemeral", with(linux, `{"id":"`+vmID+`a","os_disk":[{"name":"o","diff_disk_settings":[{"option":"Local"}]}]}`), "1 1 0 0", "vm.osDiskEphemeral", "true"},
		{"encryption by extension", strings.Replace(with(linux, `{"id":"`+vmID+`a"}`), `"resources":[`, `"resources":[`+tfState("azurerm_virtual_machine_extension", `{"id":"/e","virtual_machine_id":"`+vmID+`A","type":"AzureDiskEncryptionForLinux"}`)+",", 1), "1 1 1 0", "vm.ade", "true"},
		{"disk that the VM and an attachment name", `{"version":4,"terraform_version":"1","resources":[` + tfState("azurerm_virtual_machine", tfOldVMText) + "," + tfState("azurerm_virtual_machine_data_disk_attachment",
			strings.NewReplacer("/a/", "/b/", "virtualMachines/A", "virtualMachines/B", "disks/D", "disks/E").Replace(tfAttachment)) + `]}`, "1 0 1 0", "vm.dataDiskCount", "1"},
		{"disk that only an attachment names", `{"version":4,"terraform_version":"1","resources":[` + tfState("azurerm_virtual_machine", tfOldVMText) + "," + tfState("azurerm_virtual_machine_data_disk_attachment",
			strings.ReplaceAll(tfAttachment, "virtualMachines/A", "virtualMachines/B")) + `]}`, "1 0 1 0", "vm.dataDiskCount", "2"},
		{"shared image", with(linux, `{"id":"`+vmID+`a","source_image_id":"/sharedGalleries/g/images/i"}`), "1 1 0 0", "vm.sharedGalleryImageId", "/sharedGalleries/g/images/i"},
		{"own image", with(linux, `{"id":"`+vmID+`a","source_image_id":"/subscriptions/s/i"}`), "1 1 0 0", "vm.imageId", "/subscriptions/s/i"},
		{"not created yet", with(disk, `{"name":"a","id":null}`), "0 1 0 1", "", ""},
		{"of another cloud", with(disk, `{"id":"i-123"}`), "0 1 0 1", "", ""},
		{"old form of attributes", strings.Replace(with(disk, `{}`), `"attributes"`, `"attributes_flat"`, 1), "0 1 0 1", "", ""},
		{"data source", strings.Replace(with(disk, `{"id":"`+diskID+`a"}`), `"mode":"managed"`, `"mode":"data"`, 1), "0 1 1 0", "", ""},
		{"about to be destroyed", strings.Replace(with(disk, `{"id":"`+diskID+`a"}`), `{"schema_version"`, `{"deposed":"0a","schema_version"`, 1), "0 1 1 0", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inv := readText(t, tt.text)
			in := inv.Inputs[0]
			if got := fmt.Sprint(in.VMs, in.Disks, in.Other, in.Rejected); got != tt.counts {
				t.Errorf("%s, want %s: %+v", got, tt.counts, in)
			}
			if tt.field == "" {
				return
			}
			if got := inv.Items[0].get(tt.field).String(); got != tt.want {
				t.Errorf("%s is %s, want %s", tt.field, got, tt.want)
			}
		})
	}
	for _, empty := range []string{`{"format_version":"1.0"}`, `{"version":4,"terraform_version":"1","resources":[]}`} {
		if inv := readText(t, empty); len(inv.Items) != 0 || inv.Inputs[0].Format != FormatTerraform {
			t.Errorf("%s: %+v", empty, inv.Inputs)
		}
	}
}

// TestTerraformColumns: every column that attributes fill is one of ours.
func TestTerraformColumns(t *testing.T) {
	for _, table := range [][]tfColumn{tfVM, tfNewVM, tfOldVM, tfDisk} {
		for _, c := range table {
			if _, ok := columns.byName[columnKey(c.column)]; !ok {
				t.Errorf("%s leads to no column %s", c.attribute, c.column)
			}
		}
	}
}
