package inventory

import (
	"encoding/binary"
	"slices"
	"sync/atomic"
)

// The values of an item lie in groups of fields that go together, and items
// whose values of a group are the same share it: an estate has many disks and
// few combinations of type, size and tier. Values that are an item's own, such
// as its id, are no part of a group: it says only that they are there.
//
// The rejected way was a list of values per item: of a million disks it takes
// half a gigabyte, and whoever looks at an item has to look at every value to
// see that another one was the same.

// groupCount is how many groups of fields a kind of items has, the optional
// fields, which make up the last one, among them.
const groupCount = 7

const optionalGroup = groupCount - 1

// groupNames are the fields of each group by kind. Fields that stand nowhere
// are in the first group.
var groupNames = [2][groupCount - 1][]string{
	VM: {
		{},
		p("vm.size", "vm.vcpus", "vm.belowOneGiB", "vm.sizeVersion", "vm.premiumCapable", "vm.arm64", "vm.cpuMaker", "vm.localDisk", "vm.priority"),
		p("vm.osType", "vm.imagePublisher", "vm.imageOffer", "vm.imageSku", "vm.imageId", "vm.sharedGalleryImageId", "vm.communityGalleryImageId",
			"vm.osName", "vm.osVersion", "vm.osRelease", "vm.distro", "vm.plan", "vm.licenseType", "vm.hyperVGeneration"),
		p("vm.securityType", "vm.confidential", "vm.encryptionAtHost", "vm.ade", "vm.adeSign", "vm.ultraEnabled", "vm.osDiskCreateOption",
			"vm.osDiskEphemeral", "vm.unmanaged", "vm.classic", "vm.uniformScaleSet", "vm.allowExtensionOperations", "vm.agentProvisioned",
			"vm.agentStatus", "vm.powerState", "vm.diagnosticSettings", "vm.sqlRegistered"),
		p("vm.availabilitySetId", "vm.hostId", "vm.hostGroupId", "vm.scaleSetId", "vm.scaleSetMode", "vm.userAssignedIdentities", "vm.publicIps"),
		p("vm.dataDiskCount", "vm.diskCount", "vm.disksTotalGiB", "vm.nicCount", "vm.tagCount"),
	},
	Disk: {
		{},
		p("disk.sku", "disk.sizeGiB", "disk.tier", "disk.tierTarget", "disk.tierChanged", "disk.logicalSectorSize", "disk.performancePlus"),
		p("disk.diskState", "disk.maxShares", "disk.shared", "disk.securityType", "disk.osType", "disk.hyperVGeneration",
			"disk.networkAccessPolicy", "disk.publicNetworkAccess", "disk.diskAccessId", "disk.privateEndpoint", "disk.dataAccessAuthMode", "disk.tagKeys"),
		p("disk.encryptionType", "disk.cmk", "disk.desSameSubscription", "disk.adeEnabled", "disk.ade", "disk.adeVersion"),
		p("disk.desId"),
		p("disk.role", "disk.lun", "disk.caching", "disk.writeAccelerator", "disk.managed", "disk.vhdUri", "disk.disksOfItsVM"),
	},
}

// heldGroup is the group of what only the VM that holds a disk knows of it.
const heldGroup = 5

// groupFields are the fields of each group, see Field.group and Field.slot.
var groupFields = layOut()

func layOut() (all [2][groupCount][]*Field) {
	for i := range optionalFields {
		f := &optionalFields[i]
		f.group, f.slot = optionalGroup, i
		all[VM][optionalGroup] = append(all[VM][optionalGroup], f)
	}
	all[Disk][optionalGroup] = all[VM][optionalGroup]
	for _, kind := range []Kind{VM, Disk} {
		table := fieldsOf(kind)
		for i := range table {
			f := &table[i]
			f.group = max(0, slices.IndexFunc(groupNames[kind][:], func(names []string) bool { return slices.Contains(names, f.Name) }))
			f.slot, f.own = len(all[kind][f.group]), ownFields[f.Name]
			all[kind][f.group] = append(all[kind][f.group], f)
		}
	}
	return all
}

// A Group is the values of a group of fields that items have in common.
type Group struct {
	values   []Value // by Field.slot
	location string  // as the exports write it, in the first group
	id       uint32  // among the groups of its kind and place, from 1
}

// groupTables are the groups of an inventory by kind, place and number. Items
// keep numbers, which take half the room of pointers.
type groupTables [2][groupCount]groupTable

// A groupTable is added to by one at a time, while others look at what they know
// the numbers of.
type groupTable struct {
	count  uint32
	pieces atomic.Pointer[[]*groupPiece]
}

type groupPiece [1 << 8]*Group

// at is the group of that number.
func (t *groupTable) at(id uint32) *Group {
	const size = uint32(len(groupPiece{}))
	return (*t.pieces.Load())[(id-1)/size][(id-1)%size]
}

// add gives a group its number.
func (t *groupTable) add(g *Group) {
	const size = uint32(len(groupPiece{}))
	if t.count%size == 0 {
		var pieces []*groupPiece
		if t.count > 0 {
			pieces = *t.pieces.Load()
		}
		pieces = append(pieces, new(groupPiece)) // beyond what others see
		t.pieces.Store(&pieces)
	}
	(*t.pieces.Load())[t.count/size][t.count%size] = g
	t.count++
	g.id = t.count
}

// group is that which the item shares, nil for none.
func (it *Item) group(g int) *Group {
	if it.groups[g] == 0 {
		return nil
	}
	return it.home.tables[it.Kind][g].at(it.groups[g])
}

// GroupID returns a number that is the same for two items of one inventory
// whose values of the field's group are the same, and 0 where the item shares
// none. Of values that are an item's own the group says only whether they are
// there, see [Field.Own].
func (it *Item) GroupID(group int) uint32 {
	if it.working() {
		return 0
	}
	return it.groups[group]
}

// AppendDiskGroups appends the numbers of these groups of each disk of a VM, as
// the VM holds it. It reports false where a disk shares none.
func (it *Item) AppendDiskGroups(to []byte, groups []int) ([]byte, bool) {
	if it.held == nil {
		return to, true
	}
	shared := true
	for _, a := range *it.held {
		shared = shared && a.disk.Shares()
		for _, g := range groups {
			id := a.disk.GroupID(g)
			if g == heldGroup && a.held != nil {
				id = a.held.id
			}
			to = binary.LittleEndian.AppendUint32(to, id)
		}
		to = append(to, '.')
	}
	return to, shared
}

// Shares reports whether the values of the item lie in groups that it shares,
// so that [Item.GroupID] tells them.
func (it *Item) Shares() bool { return !it.working() && it.groups[0] != 0 }

// Group returns the number of the group that the field is in, less than
// [Groups].
func (f *Field) Group() int { return f.group }

// Own reports whether the values of the field are the item's own, so that no
// group tells them.
func (f *Field) Own() bool { return f.own != notOwn }

// Groups is how many groups of fields there are.
const Groups = groupCount

// What an item itself tells of a field.
type ownField uint8

const (
	notOwn ownField = iota
	ownID
	ownName
	ownSubscription
	ownResourceGroup
	ownManager
	ownOwners // just the manager
)

// ownFields are the fields whose values hardly ever are those of other items.
var ownFields = map[string]ownField{
	"vm.id": ownID, "vm.name": ownName, "vm.subscriptionId": ownSubscription, "vm.resourceGroup": ownResourceGroup,
	"disk.id": ownID, "disk.name": ownName, "disk.subscriptionId": ownSubscription, "disk.resourceGroup": ownResourceGroup,
	"disk.managedBy": ownManager, "disk.owners": ownOwners,
}

// ofItem stands in a group for a value that the item itself tells.
var ofItem = &datum{text: "of the item"}

// own returns what the item itself tells of a field.
func (it *Item) own(f *Field) Value {
	switch f.own {
	case ownID:
		return Text(it.ID())
	case ownName:
		return Text(it.Name())
	case ownSubscription:
		return Text(it.Subscription())
	case ownResourceGroup:
		return Text(it.ResourceGroup())
	case ownManager:
		return Text(it.manager.text())
	case ownOwners:
		return List(it.manager.text())
	}
	return Value{}
}

// tells reports whether the item itself tells the value of a field.
func (it *Item) tells(f *Field, v Value) bool {
	if v.d == ofItem {
		return true
	}
	if v.d.state != known || v.d.assumed || v.d.shown != nil {
		return false
	}
	text, isList := v.d.text, v.d.list != nil
	switch f.own {
	case ownID:
		return !isList && it.is(text)
	case ownName:
		return !isList && text == it.Name()
	case ownSubscription:
		return !isList && text == it.Subscription()
	case ownResourceGroup:
		return !isList && text == it.ResourceGroup()
	case ownManager:
		return !isList && it.manager != nil && it.manager.is(text)
	case ownOwners:
		return len(v.d.list) == 1 && it.manager != nil && it.manager.is(v.d.list[0])
	}
	return false
}
