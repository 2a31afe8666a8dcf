package inventory

import (
	"slices"
	"strings"
)

// A tfRow turns the attributes of a resource into the columns of a flat export.
// An attribute that the state holds and leaves empty is one that the resource
// does not have; one that the state does not hold stays unknown.
type tfRow struct {
	attrs    *object
	cells    []any
	attached []any  // data disks that attachments name
	holder   string // VM that an attachment names
	some     bool   // there may be data disks that no attachment names
}

type tfColumn struct{ attribute, column string }

// tfVM are the attributes that VMs have in all resources of the provider, or in
// all that have them at all.
var tfVM = []tfColumn{
	{"id", "id"}, {"name", "name"}, {"location", "location"}, {"tags", "tags"}, {"edge_zone", "edgeZone"},
	{"size", "vmSize"}, {"vm_size", "vmSize"}, {"zone", "zones"}, {"zones", "zones"}, {"priority", "priority"},
	{"license_type", "licenseType"}, {"plan.product", "plan"}, {"availability_set_id", "availabilitySetId"},
	{"dedicated_host_id", "hostId"}, {"dedicated_host_group_id", "hostGroupId"}, {"virtual_machine_scale_set_id", "vmssId"},
	{"encryption_at_host_enabled", "encryptionAtHost"}, {"identity.identity_ids", "userAssignedIdentities"},
	{"additional_capabilities.ultra_ssd_enabled", "ultraSSDEnabled"}, {"network_interface_ids", "nicCount"},
	{"allow_extension_operations", "allowExtensionOperations"}, {"provision_vm_agent", "provisionVMAgent"},
}

// tfNewVM are the attributes of the resources for Linux and for Windows.
var tfNewVM = []tfColumn{
	{"source_image_reference.publisher", "imagePublisher"}, {"source_image_reference.offer", "imageOffer"}, {"source_image_reference.sku", "imageSku"},
	{"os_disk.name", "osDiskName"}, {"os_disk.caching", "osDiskCaching"}, {"os_disk.write_accelerator_enabled", "osDiskWriteAccelerator"},
	{"os_disk.storage_account_type", "osDiskSku"}, {"os_disk.disk_size_gb", "osDiskSizeGB"}, {"os_disk.disk_encryption_set_id", "osDiskEncryptionSetId"},
	{"os_disk.diff_disk_settings.option", "osDiskEphemeral"}, {"os_disk.id", "osDiskId"}, {"os_managed_disk_id", "osDiskId"},
}

// tfOldVM are those of the resource that was there before them.
var tfOldVM = []tfColumn{
	{"storage_image_reference.publisher", "imagePublisher"}, {"storage_image_reference.offer", "imageOffer"}, {"storage_image_reference.sku", "imageSku"},
	{"storage_image_reference.id", "imageId"}, {"storage_os_disk.name", "osDiskName"}, {"storage_os_disk.caching", "osDiskCaching"},
	{"storage_os_disk.write_accelerator_enabled", "osDiskWriteAccelerator"}, {"storage_os_disk.managed_disk_type", "osDiskSku"},
	{"storage_os_disk.disk_size_gb", "osDiskSizeGB"}, {"storage_os_disk.managed_disk_id", "osDiskId"}, {"storage_os_disk.vhd_uri", "osDiskVhd"},
	{"storage_os_disk.os_type", "osType"}, {"storage_os_disk.create_option", "osDiskCreateOption"},
	{"os_profile_windows_config.provision_vm_agent", "provisionVMAgent"},
}

var tfDisk = []tfColumn{
	{"id", "id"}, {"name", "name"}, {"location", "location"}, {"tags", "tags"}, {"edge_zone", "edgeZone"}, {"zone", "zones"}, {"zones", "zones"},
	{"storage_account_type", "sku"}, {"disk_size_gb", "diskSizeGB"}, {"max_shares", "maxShares"}, {"tier", "tier"}, {"os_type", "osType"},
	{"hyper_v_generation", "hyperVGeneration"}, {"network_access_policy", "networkAccessPolicy"}, {"disk_access_id", "diskAccessId"},
	{"disk_encryption_set_id", "diskEncryptionSetId"}, {"logical_sector_size", "logicalSectorSize"}, {"performance_plus_enabled", "performancePlus"},
}

func (t *tfRow) linux()   { t.newVM("Linux") }
func (t *tfRow) windows() { t.newVM("Windows") }

// newVM fills the columns of a VM whose data disks are resources of their own:
// others than those of this state may be attached.
func (t *tfRow) newVM(os string) {
	t.copy(tfVM)
	t.copy(tfNewVM)
	t.put("osType", os)
	t.image()
	t.putSome("securityType", t.vmSecurity())
	t.some = true
	t.put("dataDisks", append([]any{}, t.attached...))
}

// oldVM fills the columns of a VM that lists its data disks itself. Those that
// only attachments name are added.
func (t *tfRow) oldVM() {
	t.copy(tfVM)
	t.copy(tfOldVM)
	disks, there := t.at("storage_data_disk")
	t.some = !there
	list := []any{}
	members, _ := disks.([]any)
	for _, m := range members {
		if o, ok := m.(*object); ok {
			list = append(list, tfDataDisk(o))
		}
	}
	own := len(list)
	for _, d := range t.attached {
		if !holdsDisk(list[:own], d) {
			list = append(list, d)
		}
	}
	t.put("dataDisks", list)
}

// holdsDisk reports whether a list of data disks has the managed disk of one.
func holdsDisk(list []any, disk any) bool {
	id := func(d any) string { v, _ := getIn(d, "managedDisk.id"); return scalar(v) }
	return slices.ContainsFunc(list, func(d any) bool { return strings.EqualFold(id(d), id(disk)) })
}

func (t *tfRow) disk() {
	t.copy(tfDisk)
	t.putSome("managedBy", t.holder)
	if v, there := t.at("secure_vm_disk_encryption_set_id"); there && scalar(v) != "" {
		t.put("diskEncryptionSetId", v)
	}
	if v, there := t.at("public_network_access_enabled"); there {
		t.put("publicNetworkAccess", map[string]any{"true": "Enabled", "false": "Disabled"}[scalar(v)])
	}
	if v, there := t.at("encryption_settings"); there {
		t.put("adeEnabled", tfEncrypted(v))
	}
	t.diskSecurity()
}

// tfEncrypted reads the block of Azure Disk Encryption: without one the disk is
// not encrypted so, and only old providers say in it whether it is on.
func tfEncrypted(block any) bool {
	list, _ := block.([]any)
	if len(list) == 0 {
		return false
	}
	o, ok := list[0].(*object)
	return ok && textAt(o, "enabled") != "false"
}

// diskSecurity puts the two attributes together between which the provider
// divides the security type.
func (t *tfRow) diskSecurity() {
	typ, there := t.at("security_type")
	launch, told := t.at("trusted_launch_enabled")
	switch {
	case scalar(typ) != "":
		t.put("securityType", typ)
	case boolean(launch).True():
		t.put("securityType", "TrustedLaunch")
	case there && told:
		t.put("securityType", nil)
	}
}

// vmSecurity tells the security type of a VM, "" where the state doesn't: the
// provider keeps only what follows from it, and a VM of type Trusted Launch may
// have both its parts switched off.
func (t *tfRow) vmSecurity() string {
	encryption, _ := t.at("os_disk.security_encryption_type")
	boot, _ := t.at("secure_boot_enabled")
	tpm, _ := t.at("vtpm_enabled")
	switch {
	case scalar(encryption) != "":
		return "ConfidentialVM"
	case boolean(boot).True(), boolean(tpm).True():
		return "TrustedLaunch"
	}
	return ""
}

// image tells the galleries apart that may stand in one attribute.
func (t *tfRow) image() {
	v, there := t.at("source_image_id")
	id := strings.ToLower(scalar(v))
	switch {
	case !there:
	case strings.HasPrefix(id, "/communitygalleries/"):
		t.put("communityGalleryImageId", v)
	case strings.HasPrefix(id, "/sharedgalleries/"):
		t.put("sharedGalleryImageId", v)
	default:
		t.put("imageId", v)
	}
}

// copy fills columns from attributes. Of two for one column the one that states
// something counts.
func (t *tfRow) copy(from []tfColumn) {
	for _, m := range from {
		v, there := t.at(m.attribute)
		if there && (stated(v) || t.cells[columns.byName[columnKey(m.column)].column] == nil) {
			t.put(m.column, v)
		}
	}
}

// put fills a column; nil and an empty list are an empty cell.
func (t *tfRow) put(column string, v any) {
	m, ok := columns.byName[columnKey(column)]
	if !ok {
		panic("inventory: no column " + column)
	}
	if list, isList := v.([]any); v == nil || isList && len(list) == 0 && column != "dataDisks" {
		v = ""
	}
	t.cells[m.column] = v
}

func (t *tfRow) putSome(column, text string) {
	if text != "" {
		t.put(column, text)
	}
}

// at returns an attribute, and whether the state holds it. A block is a list; an
// empty one holds all that could stand in it, as not set.
func (t *tfRow) at(path string) (v any, there bool) {
	v = t.attrs
	for key := range strings.SplitSeq(path, ".") {
		if block, ok := v.([]any); ok {
			if len(block) == 0 {
				return nil, true
			}
			v = block[0]
		}
		o, ok := v.(*object)
		if !ok {
			return nil, v == nil
		}
		i := slices.IndexFunc(o.keys, func(k string) bool { return strings.EqualFold(k, key) })
		if i < 0 {
			return nil, false
		}
		v = o.values[i]
	}
	return v, true
}
