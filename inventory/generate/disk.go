package generate

import "fmt"

// disk has the keys of `az disk list` in their order. What is nil of any is
// always null.
type disk struct {
	Owned           *string  `json:"LastOwnershipUpdateTime"`
	Bursting        *bool    `json:"burstingEnabled"`
	BurstingTime    any      `json:"burstingEnabledTime"`
	Percent         any      `json:"completionPercent"`
	Creation        creation `json:"creationData"`
	AuthMode        any      `json:"dataAccessAuthMode"`
	DiskAccess      any      `json:"diskAccessId"`
	IopsReadOnly    any      `json:"diskIopsReadOnly"`
	Iops            int      `json:"diskIopsReadWrite"`
	MBpsReadOnly    any      `json:"diskMBpsReadOnly"`
	MBps            int      `json:"diskMBpsReadWrite"`
	SizeBytes       int64    `json:"diskSizeBytes"`
	SizeGB          int      `json:"diskSizeGB"`
	State           string   `json:"diskState"`
	Encryption      sealed   `json:"encryption"`
	Settings        any      `json:"encryptionSettingsCollection"`
	Extended        any      `json:"extendedLocation"`
	Generation      *string  `json:"hyperVGeneration"`
	ID              string   `json:"id"`
	Location        string   `json:"location"`
	ManagedBy       *string  `json:"managedBy"`
	ManagedExtended any      `json:"managedByExtended"`
	MaxShares       *int     `json:"maxShares"`
	Name            string   `json:"name"`
	NetworkAccess   string   `json:"networkAccessPolicy"`
	FrequentAttach  *bool    `json:"optimizedForFrequentAttach,omitempty"`
	OSType          *string  `json:"osType"`
	Updates         any      `json:"propertyUpdatesInProgress"`
	Provisioning    string   `json:"provisioningState"`
	PublicAccess    string   `json:"publicNetworkAccess"`
	Plan            any      `json:"purchasePlan"`
	Group           string   `json:"resourceGroup"`
	Security        *secured `json:"securityProfile"`
	ShareInfo       any      `json:"shareInfo"`
	SKU             sku      `json:"sku"`
	Capabilities    *capable `json:"supportedCapabilities"`
	Hibernation     *bool    `json:"supportsHibernation"`
	Tags            *tags    `json:"tags"`
	Tier            string   `json:"tier"`
	Created         string   `json:"timeCreated"`
	Type            string   `json:"type"`
	UniqueID        string   `json:"uniqueId"`
	Zones           []string `json:"zones"`
}

type creation struct {
	Option           string   `json:"createOption"`
	Gallery          any      `json:"galleryImageReference"`
	Image            *imageID `json:"imageReference"`
	SectorSize       *int     `json:"logicalSectorSize"`
	Plus             any      `json:"performancePlus"`
	SecurityURI      any      `json:"securityDataUri"`
	SourceID         *string  `json:"sourceResourceId"`
	SourceUniqueID   any      `json:"sourceUniqueId"`
	SourceURI        any      `json:"sourceUri"`
	StorageAccountID any      `json:"storageAccountId"`
	UploadBytes      any      `json:"uploadSizeBytes"`
}

type imageID struct {
	Community any    `json:"communityGalleryImageId"`
	ID        string `json:"id"`
	LUN       any    `json:"lun"`
	Shared    any    `json:"sharedGalleryImageId"`
}

type sealed struct {
	Set  *string `json:"diskEncryptionSetId"`
	Type string  `json:"type"`
}

type secured struct {
	Set  any    `json:"secureVmDiskEncryptionSetId"`
	Type string `json:"securityType"`
}

type sku struct {
	Name string `json:"name"`
	Tier string `json:"tier"`
}

type capable struct {
	Accelerated  *bool  `json:"acceleratedNetwork"`
	Architecture string `json:"architecture"`
	Controllers  any    `json:"diskControllerTypes"`
}

// What disks are made of.
var (
	systemSKUs = []string{"Premium_LRS", "Premium_LRS", "StandardSSD_LRS", "StandardSSD_LRS", "Standard_LRS", "Premium_ZRS", "StandardSSD_ZRS"}
	dataSKUs   = []string{"Premium_LRS", "Premium_LRS", "StandardSSD_LRS", "StandardSSD_LRS", "Standard_LRS", "Premium_ZRS", "StandardSSD_ZRS", "UltraSSD_LRS", "UltraSSD_LRS", "PremiumV2_LRS"}
	sizes      = []int{4, 8, 16, 32, 32, 64, 64, 128, 128, 128, 128, 256, 256, 512, 512, 1024, 1024, 2048, 4096, 8192, 16384, 32767}
	tiers      = map[int]string{4: "P1", 8: "P2", 16: "P3", 32: "P4", 64: "P6", 128: "P10", 256: "P15", 512: "P20", 1024: "P30", 2048: "P40", 4096: "P50", 8192: "P60", 16384: "P70", 32767: "P80"}
	free       = []string{"Unattached", "Unattached", "ActiveSAS", "ReadyToUpload"}
	access     = []string{"AllowAll", "AllowAll", "AllowPrivate", "DenyAll"}
)

// Keys of encryption: the platform's more often than the customer's.
const platformKey = "EncryptionAtRestWithPlatformKey"

var keys = []string{platformKey, platformKey, platformKey, "EncryptionAtRestWithCustomerKey", "EncryptionAtRestWithPlatformAndCustomerKeys"}

// disk throws the disk of that number. One of a VM lies where the VM does.
func (e Estate) disk(n int) *disk {
	d := throw(ofDisk, n)
	vm, lun, held := e.holder(n)
	var of machine
	if held {
		of = machineOf(vm)
	} else {
		of = machine{place: d.place()}
		of.name = fmt.Sprintf("%s-%s", of.application, of.environment)
	}
	disk := d.disk(of.place, lun < 0 && held)
	switch {
	case !held:
		disk.named(of.place, fmt.Sprintf("%s-disk-%07d", of.name, n))
		disk.restored(d, of.place)
	case lun < 0:
		disk.named(of.place, of.systemDisk())
		disk.system(d, of)
	default:
		disk.named(of.place, of.dataDisk(lun))
	}
	if held {
		disk.heldBy(d, of)
	}
	return disk
}

func (d *disk) named(p place, name string) {
	d.Name, d.ID = name, p.id("Microsoft.Compute/disks/"+name)
}

// disk throws what does not depend on a VM.
func (d dice) disk(p place, system bool) *disk {
	size, from := pick(d, sizes), dataSKUs
	if system {
		from = systemSKUs
	}
	disk := &disk{
		Bursting: d.maybe(), Creation: creation{Option: "Empty"},
		Iops: pick(d, []int{120, 240, 500, 500, 1100, 2300, 5000, 7500}), MBps: pick(d, []int{25, 50, 60, 60, 100, 125, 150, 200, 250}),
		SizeBytes: int64(size) << 30, SizeGB: size, Tier: tiers[size], SKU: tiered(pick(d, from)),
		Location: p.region, Group: p.group, Zones: p.zones(), Tags: p.tags,
		MaxShares:    pick(d, []*int{nil, nil, nil, nil, nil, nil, nil, number(1), number(2), number(5)}),
		Provisioning: "Succeeded", Created: d.time(), Type: "Microsoft.Compute/disks", UniqueID: d.uuid(),
		FrequentAttach: d.maybe(), Hibernation: d.maybe(),
	}
	if disk.SKU.Tier != "Standard" && d.oneIn(4) {
		disk.Creation.SectorSize = number(pick(d, []int{512, 4096}))
	}
	if !d.oneIn(4) {
		disk.Capabilities = &capable{Accelerated: d.maybe(), Architecture: "x64"}
	}
	if d.oneIn(3) {
		disk.Security = &secured{Type: "TrustedLaunch"}
	}
	disk.sealed(d, p)
	return disk
}

// sealed throws the key and who may reach the disk.
func (d *disk) sealed(of dice, p place) {
	if d.Encryption.Type = pick(of, keys); d.Encryption.Type != platformKey {
		set := place{subscription: p.subscription, group: "rg-keys"}.id(fmt.Sprintf("Microsoft.Compute/diskEncryptionSets/des-%s-%02d", p.region, of.IntN(20)))
		d.Encryption.Set = &set
	}
	d.PublicAccess = "Disabled"
	if d.NetworkAccess = pick(of, access); d.NetworkAccess == "AllowAll" {
		d.PublicAccess = "Enabled"
	}
}

// system makes it the OS disk of a VM.
func (d *disk) system(of dice, m machine) {
	d.OSType, d.Generation = orNull(m.image.system), orNull(m.image.generation)
	d.Creation.Option = "FromImage"
	d.Creation.Image = &imageID{ID: fmt.Sprintf("/Subscriptions/%s/Providers/Microsoft.Compute/Locations/%s/Publishers/%s/ArtifactTypes/VMImage/Offers/%s/Skus/%s/Versions/latest",
		m.subscription, m.region, m.image.publisher, m.image.offer, m.image.sku)}
}

// restored makes it a disk that no VM has: never attached, left behind, or made
// from a snapshot.
func (d *disk) restored(of dice, p place) {
	d.State = pick(of, free)
	if d.State != "ReadyToUpload" {
		d.Owned = &d.Created
	}
	if of.oneIn(3) {
		d.Creation.Option, d.Creation.SourceID = "Copy", orNull(p.id("Microsoft.Compute/snapshots/"+d.Name+"-snap"))
	}
}

func (d *disk) heldBy(of dice, m machine) {
	id := m.id(m.resource())
	if of.oneIn(8) {
		id = m.shouted(m.resource())
	}
	d.ManagedBy, d.State, d.Owned = &id, "Attached", &d.Created
	if of.oneIn(9) {
		d.State = "Reserved" // the VM is deallocated
	}
}

func tiered(name string) sku {
	switch name[:2] {
	case "St":
		return sku{name, "Standard"}
	case "Ul":
		return sku{name, "Ultra"}
	}
	return sku{name, "Premium"}
}

func number(n int) *int { return &n }
