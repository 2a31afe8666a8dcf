package inventory

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// held are the fields of a disk that only the VM holding it knows.
var held = p("disk.role", "disk.lun", "disk.caching", "disk.writeAccelerator", "disk.vhdUri", "disk.managed")

// doubled are the fields of a disk that a VM states as well.
var doubled = p("disk.sku", "disk.sizeGiB", "disk.desId")

// join puts VMs and disks together by resource id, ignoring case, adds the
// unmanaged disks that only VMs name, derives what follows from the whole, and
// puts the items in their order. It returns what doesn't fit together.
func join(items []*Item, known *directory[*Item], encrypted map[string]bool, pool *pool) ([]*Item, []Problem) {
	sortItems(items) // what several VMs say of a disk must not depend on the order of rows
	vms := sort.Search(len(items), func(i int) bool { return items[i].Kind != VM })
	j := newJoiner(known, pool)
	j.encrypted = encrypted
	for _, vm := range items[:vms] {
		j.attach(vm)
	}
	items = append(items, j.unmanaged...)
	settleAll(items[:vms], items[vms:], j)
	if len(j.unmanaged) > 0 {
		sortItems(items)
	}
	for i, it := range items {
		it.place = int32(i)
	}
	return items, j.problems(items)
}

type joiner struct {
	known     *directory[*Item]
	encrypted map[string]bool // keys of VMs with a disk encryption extension row
	pool      *pool
	unmanaged []*Item
	settled   settler
	laid      map[laid]uint32
	views     map[laid]*Group // of disks as VMs hold them
	// unattachedFirst says of the disk at hand whether it was certain that no VM
	// holds it before its own account of that was followed.
	unattachedFirst bool
}

func newJoiner(known *directory[*Item], pool *pool) *joiner {
	return &joiner{known: known, pool: pool, settled: settler{anew: pool.anew}, laid: map[laid]uint32{}, views: map[laid]*Group{}}
}

// attach connects the disks that a VM names with their records.
func (j *joiner) attach(vm *Item) {
	if len(j.encrypted) > 0 && j.encrypted[vm.Key()] {
		vm.set("vm.adeSign", Bool(true))
		j.pool.share(vm)
	}
	for _, a := range vm.attachments() {
		view := a.item()
		if view.tail == "" {
			continue
		}
		disk := itemAt(j.known, &view.reference)
		if disk == nil && view.Value(diskManaged).False() {
			disk = j.addUnmanaged(view, vm)
		}
		if disk != nil && disk.Kind == Disk {
			disk.heldBy(vm)
			j.layOver(disk, view)
		}
	}
}

// addUnmanaged makes an item of a VHD that only a VM names.
func (j *joiner) addUnmanaged(view, vm *Item) *Item {
	disk := view.copy()
	disk.unshare()
	*disk.called() = names{view.Name(), vm.Subscription(), vm.ResourceGroup(), vm.Location()}
	disk.tags = vm.tags
	disk.set("disk.id", Text(view.ID()))
	disk.set("disk.location", vm.get("vm.location"))
	disk.set("disk.extendedLocationType", vm.get("vm.extendedLocationType"))
	disk.set("disk.owners", List(vm.ID()))
	disk.set("disk.managedBy", Text(vm.ID()))
	*j.known.enter(&disk.reference) = disk
	j.unmanaged = append(j.unmanaged, disk)
	return disk
}

// layOver gives a disk what a VM says of it. Where several VMs hold it, one
// accelerated or cached attachment is enough.
func (it *Item) layOver(view *Item) {
	for _, name := range held {
		v := view.get(name)
		if v.Missing() || name == "disk.writeAccelerator" && it.get(name).True() {
			continue
		}
		it.set(name, v)
	}
}

// laid remembers what became of the group of a disk over which that of a view
// was laid.
type laid struct{ disk, view uint32 }

// layOver lays a view over its disk.
func (j *joiner) layOver(disk, view *Item) {
	if !disk.Shares() || !view.Shares() || j.settled.anew {
		disk.layOver(view)
		j.pool.share(disk)
		return
	}
	both := laid{disk.groups[heldGroup], view.groups[heldGroup]}
	known, ok := j.laid[both]
	if !ok {
		disk.layOver(view)
		j.pool.share(disk)
		known = disk.groups[heldGroup]
		j.laid[both] = known
	}
	disk.groups[heldGroup] = known
}

// settleDisk derives what follows for a disk once the VMs that name it are known.
func (j *joiner) settleDisk(d *Item, counts *estateCounts) {
	j.unattachedFirst = d.unattached()
	j.hold(d)
	d.nameHolder()
	kept := j.keysOfDisk(d, counts)
	if kept && j.settled.recall(d, func() *Group { return j.settlePlace(d, counts) }) {
		return
	}
	if d.Listed && d.get("disk.managed").Missing() {
		d.set("disk.managed", Bool(true))
		d.set("disk.vhdUri", Absent())
	}
	if j.unattachedFirst {
		d.set("disk.writeAccelerator", Bool(false).Assumed())
		d.set("disk.caching", Text("None").Assumed())
	}
	if v := d.get("disk.osType"); d.get("disk.role").Missing() && v.Known() && !v.IsAbsent() {
		d.set("disk.role", Text("os"))
	}
	d.set("disk.ade", d.deriveDiskADE())
	counts.tell(d)
	d.derive()
	j.nameTaken(d, counts)
	j.share(d)
	if kept {
		j.settled.keep(d)
	}
}

// nameTaken tells whether the name that a restored disk is to have is that of a
// disk in the group where it is to lie: one of a subscription of which the
// exports list disks.
func (j *joiner) nameTaken(d *Item, counts *estateCounts) {
	if d.work().extra == nil {
		return
	}
	name, group, subscription := d.get("restore.diskName").Text(), d.get("restore.targetResourceGroup").Text(), d.Subscription()
	if v := d.get("restore.targetSubscriptionId"); v.Known() && !v.IsAbsent() {
		subscription = v.Text()
	}
	if name == "" || group == "" || counts.disks[countKey{subscription: strings.ToLower(subscription)}] == 0 {
		return
	}
	wanted := referenceTo("/subscriptions/" + subscription + "/resourceGroups/" + group + "/providers/Microsoft.Compute/disks/" + name)
	there := itemAt(j.known, &wanted)
	d.set("restore.nameTaken", Bool(there != nil && there.Kind == Disk))
}

// unattached reports whether it is certain that no VM holds the disk: its state
// says so, or it names no owner and its state does not speak of one.
func (it *Item) unattached() bool {
	for range it.eachHolder {
		return false
	}
	switch it.Value(diskState).Text() {
	case "Unattached":
		return true
	case "Attached", "Reserved":
		return false
	}
	names := it.Value(owners)
	return it.Value(managedBy).IsAbsent() && names.Known() && names.Int() == 0
}

var (
	vmADESign   = mustField("vm.adeSign")
	vmEphemeral = mustField("vm.osDiskEphemeral")
)

// deriveDiskADE is the disk's own mark or a sign on a VM that holds it.
func (it *Item) deriveDiskADE() Value {
	for vm := range it.eachHolder {
		if vm.Value(vmADESign).True() {
			return Bool(true)
		}
	}
	return it.Value(diskADE)
}

// settleVM completes the views of a VM's disks with the values of their records
// and derives what follows for the VM.
func (j *joiner) settleVM(vm *Item, counts *estateCounts) {
	named, told := int64(0), true
	for i := range vm.attachments() {
		view := &(*vm.held)[i]
		disk := itemAt(j.known, &view.disk.reference)
		told = told && view.disk.tail != ""
		if view.disk.tail == "" || disk == nil || disk.Kind != Disk {
			view.disk.derive()
			j.share(view.disk)
			continue
		}
		if owner := disk.countedOwner(); owner != nil && owner.same(&vm.reference) {
			named++
		}
		*view = j.heldAs(disk, view.disk)
	}
	if n := counts.ofOwner.at(&vm.reference); vm.DisksComplete && told && n != nil && *n > named {
		vm.DisksComplete = false
	}
	kept := j.keysOfVM(vm)
	if kept && j.settled.recall(vm, func() *Group { return j.settlePlace(vm, counts) }) {
		return
	}
	counts.tell(vm)
	vm.derive()
	j.share(vm)
	if kept {
		j.settled.keep(vm)
	}
}

// leftOut reports whether a disk names a VM that states disks and not this one.
func (it *Item) leftOut() bool {
	for vm := range it.eachHolder {
		names := func(a attachment) bool { return a.disk.tail == "" || a.disk.same(&it.reference) }
		if held := vm.attachments(); len(held) > 0 && !slices.ContainsFunc(held, names) {
			return true
		}
	}
	return false
}

// heldAs is a disk as one VM holds it: its record with what only the VM knows,
// and with what both state where the record does not.
func (j *joiner) heldAs(disk, view *Item) attachment {
	both := laid{disk.groups[heldGroup], view.groups[heldGroup]}
	plain := disk.Shares() && view.Shares() && view.groups[optionalGroup] == 0 && !j.settled.anew
	for _, f := range doubledFields {
		plain = plain && !disk.stored(f).Missing()
	}
	if known := j.views[both]; plain && known != nil {
		return attachment{disk, known}
	}
	whole := j.wholeView(disk, view)
	if plain {
		j.views[both] = whole.group(heldGroup)
		return attachment{disk, whole.group(heldGroup)}
	}
	return attachment{disk: whole}
}

var doubledFields = []*Field{mustField(doubled[0]), mustField(doubled[1]), mustField(doubled[2])}

// wholeView is a disk as one VM holds it, as an item of its own.
func (j *joiner) wholeView(disk, view *Item) *Item {
	whole := disk.copy()
	whole.other, whole.view = disk, true
	for _, name := range held {
		if v := view.get(name); !v.Missing() {
			whole.set(name, v)
		}
	}
	filled := false
	for _, name := range doubled {
		if v := view.get(name); whole.get(name).Missing() && !v.Missing() {
			whole.set(name, v)
			filled = true
		}
	}
	if filled {
		whole.derive()
	}
	j.share(whole)
	return whole
}

// problems reports the references that lead out of the files, both ways, and
// what VMs and disks state differently of each other.
func (j *joiner) problems(items []*Item) []Problem {
	var vms, disks bool
	var lost, orphans, moved, left []string
	for _, it := range items {
		vms, disks = vms || it.Kind == VM, disks || it.Kind == Disk && it.Listed
		if it.Kind == VM {
			lost = append(lost, it.unlistedDisks()...)
			continue
		}
		if it.orphan() {
			orphans = append(orphans, it.Name())
		}
		if it.moved() {
			moved = append(moved, it.Name())
		}
		if it.leftOut() {
			left = append(left, it.Name())
		}
	}
	const inOneGo = "export VMs and disks of the same subscriptions in one go: " + exportVMs + " > vms.json, " + exportDisks + " > disks.json"
	var out []Problem
	add := func(incomplete bool, hint, format string, args ...any) {
		out = append(out, Problem{Text: fmt.Sprintf(format, args...), Hint: hint, Incomplete: incomplete})
	}
	switch {
	case len(lost) > 0 && !disks:
		add(false, "add the disks of the same subscriptions: "+exportDisks+" > disks.json",
			"no disk export was given: what only the record of a disk states is unknown for %d attached disk(s)", len(lost))
	case len(lost) > 0 && len(orphans) > 0:
		add(true, inOneGo, "the VM and the disk exports don't belong together, as files of different days don't: %d attached disk(s) are in no disk export (%s), and %d disk(s) are held by VMs that are in no VM export (%s)",
			len(lost), some(lost), len(orphans), some(orphans))
	case len(lost) > 0:
		add(true, "add the disks of the same subscriptions: "+exportDisks+" > disks.json",
			"%d attached managed disk(s) are in no disk export: %s", len(lost), some(lost))
	case len(orphans) > 0:
		add(vms, "add the VMs of the same subscriptions: "+exportVMs+" > vms.json",
			"%d disk(s) are held by VMs that are in no VM export: %s", len(orphans), some(orphans))
	}
	if len(moved) > 0 {
		add(false, inOneGo, "%d disk(s) are attached to one VM in the VM export and to another or to none in the disk export, which was made at another time: %s", len(moved), some(moved))
	}
	if len(left) > 0 {
		add(false, inOneGo, "%d disk(s) are attached to a VM in the disk export and are not among the disks that the VM export states; what all disks of these VMs decide can't be told: %s", len(left), some(left))
	}
	return out
}

// moved reports whether a VM says that it holds the disk while the record of
// the disk names other owners, or none.
func (it *Item) moved() bool {
	if !it.Listed || !it.stored(owners).Known() || !it.Value(diskManaged).True() {
		return false
	}
	for vm := range it.eachHolder {
		if !it.names(vm) {
			return true
		}
	}
	return false
}

// names reports whether a VM is one of the owners of a disk by its own account.
func (it *Item) names(vm *Item) bool {
	for owner := range it.owners() {
		if owner.same(&vm.reference) {
			return true
		}
	}
	return false
}

// unlistedDisks names the managed disks of a VM that no export lists. An
// ephemeral OS disk is no resource and never listed.
func (it *Item) unlistedDisks() []string {
	var names []string
	for i := range it.DiskCount() {
		d, ephemeral := (*it.held)[i].disk, i == 0 && it.Value(vmEphemeral).True()
		if d.tail != "" && !d.Listed && !ephemeral && d.Value(diskManaged).True() {
			names = append(names, d.Name())
		}
	}
	return names
}

// orphan reports whether a VM that is not in the inventory holds the disk.
// Owners of other types, such as scale-set instances, are in no VM list.
func (it *Item) orphan() bool {
	if it.other != nil {
		return false
	}
	for owner := range it.owners() {
		if h := owner.where(); h.ofType("/virtualmachines/") && !h.ofType("/virtualmachinescalesets/") {
			return true
		}
	}
	return false
}

// some lists the first few names.
func some(names []string) string {
	const most = 5
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
}
