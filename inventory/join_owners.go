package inventory

import "slices"

// attachToOwners gives a disk to those of its owners that don't say what disks they
// have. Whether these are all, nobody says.
func (j *joiner) attachToOwners(d *Item, silent map[*Item]bool) {
	for owner := range d.owners() {
		vm := itemAt(j.known, owner)
		if vm == nil || !silent[vm] || vm.holds(d) {
			continue
		}
		view := newItem(Disk, Position{Line: int(d.line)})
		view.reference = d.reference
		if d.get("disk.osType").IsAbsent() {
			view.set("disk.role", Text("data"))
		}
		j.pool.share(view)
		vm.setDisks(append(vm.bareDisks(), view))
		d.heldBy(vm)
		j.layOver(d, view)
	}
}

// byOwners reports of a disk as a VM holds it whether nothing but its own record
// says so, see [joiner.attachToOwners].
func (it *Item) byOwners(vm *Item) bool {
	for _, name := range p("disk.lun", "disk.caching", "disk.writeAccelerator") {
		if !it.get(name).Missing() {
			return false
		}
	}
	return it.get("disk.role").Text() != "os" && it.Listed && it.names(vm)
}

func (it *Item) holds(d *Item) bool {
	return slices.ContainsFunc(it.attachments(), func(a attachment) bool { return a.disk.same(&d.reference) })
}

// bareDisks are the disks of a VM as its row states them.
func (it *Item) bareDisks() []*Item {
	disks := make([]*Item, it.DiskCount())
	for i, a := range it.attachments() {
		disks[i] = a.disk
	}
	return disks
}

// hold connects a disk with the VMs that it names as its owners, where those
// don't name it.
func (j *joiner) hold(d *Item) {
	for owner := range d.owners() {
		if d.other != nil && owner.same(&d.other.reference) {
			continue
		}
		vm := itemAt(j.known, owner)
		if vm != nil && vm.Kind == VM && d.other != vm && !slices.Contains(d.Holders(), vm) {
			d.heldBy(vm)
		}
	}
}
