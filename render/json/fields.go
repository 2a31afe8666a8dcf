package json

import (
	"slices"
	"strings"

	"github.com/backready/backready/inventory"
)

// These are the fields that items are stored with beside those that exports of
// their kind state, see [inventory.Stored]: what a VM says of its disks, what
// only it says where there is a record, what else is not worked out again, the
// columns that may be added to an export, and what only the whole estate gives.
// A test holds them against the vocabulary.
var (
	heldFields    = named("disk.role disk.lun disk.caching disk.writeAccelerator disk.vhdUri disk.managed")
	doubledFields = named("disk.sku disk.sizeGiB disk.desId")
	joinedFields  = named("disk.owners")
	estateFields  = named("vm.vmsInSubscriptionRegion disk.disksInSubscription disk.disksInRegion disk.fastDisksInSubscription")
	addedFields   = named(`vault.name vault.location vault.subscriptionId vault.tenantId vault.redundancy vault.crossRegionRestore
		vault.crossSubscriptionRestore vault.policyCount policy.name policy.type policy.consistencyType policy.scheduleFrequency
		policy.intervalHours policy.backupsPerDay policy.retentionDays policy.instantRestoreDays item.protected item.excludedLuns
		image.withdrawn guest.bits guest.fileSystems guest.noexecMounts guest.nfsMounts guest.containers guest.backupScripts
		guest.domainController guest.proxy guest.proxyAuthenticated guest.pythonVersion guest.database guest.packages
		guest.storageSpaces guest.storageSpacesDirect guest.sharedVolumes guest.clusterSharedVolumes guest.scaleOutFileServer
		guest.dynamicDisks guest.lvm guest.raid guest.deduplication guest.storageReplica lock.onRestorePointGroup
		lock.onResourceGroup lock.onVM net.loadBalancer net.reservedIps net.privateIpAllocation net.outboundInternet storage.kind
		storage.sku storage.location storage.defaultAction storage.encryption des.keyUrl des.keyUsable snapshot.countPerDisk
		snapshot.countPerRegionSubscription snapshotGroup.name snapshotGroup.subscriptionId role.vaultIdentityRoles
		restore.targetSubscriptionId restore.targetRegion restore.targetTenantId restore.targetResourceGroup restore.diskName
		lighthouse.delegated planned.onDemandPerDay planned.restoresPerDay planned.newSizeGiB`)
)

func named(names string) []*inventory.Field {
	var list []*inventory.Field
	for _, name := range strings.Fields(names) {
		f, _ := inventory.FieldNamed(name)
		list = append(list, f)
	}
	return list
}

// storedFields are the fields that an item of a kind is stored with, by name, as
// encoding/json writes the keys of a map.
func storedFields(kind inventory.Kind, apart bool) []*inventory.Field {
	var list []*inventory.Field
	for _, p := range inventory.PresenceOf(kind, nil) {
		list = append(list, p.Field)
	}
	list = append(list, addedFields...)
	if kind == inventory.Disk {
		list = append(append(list, heldFields...), joinedFields...)
	}
	for _, f := range estateFields {
		if apart && f.Kind() == kind {
			list = append(list, f)
		}
	}
	return byName(list)
}

// heldDiskFields are those of a disk as a VM holds it.
func heldDiskFields(recorded bool) []*inventory.Field {
	if recorded {
		return byName(append(slices.Clone(heldFields), doubledFields...))
	}
	var list []*inventory.Field
	for _, f := range storedFields(inventory.Disk, false) {
		if !slices.Contains(joinedFields, f) {
			list = append(list, f)
		}
	}
	return list
}

func byName(list []*inventory.Field) []*inventory.Field {
	slices.SortFunc(list, func(a, b *inventory.Field) int { return strings.Compare(a.Name, b.Name) })
	return slices.Compact(list)
}
