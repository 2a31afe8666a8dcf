package inventory

import (
	"iter"
	"slices"
)

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

// nameHolder lets what the disk calls its manager be the id of the VM that holds
// it, where both are written the same: that of its own need not be kept.
func (it *Item) nameHolder() {
	if vm := it.other; it.manager != nil && vm != nil && *it.manager == vm.reference {
		it.manager = &vm.reference
	}
}

var owners = mustField("disk.owners")

// owners are the ids of all that hold a disk by its own account.
func (it *Item) owners() iter.Seq[*reference] {
	return func(yield func(*reference) bool) {
		v := it.stored(owners)
		if v.d == ofItem {
			yield(it.manager)
			return
		}
		for _, id := range v.List() {
			if r := referenceTo(id); !yield(&r) {
				return
			}
		}
	}
}
