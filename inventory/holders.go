package inventory

import "iter"

// What VMs hold, and who holds a disk.

// An attachment is a disk as a VM holds it: the record of the disk with what
// only the VM knows of it or, without a group, as it is.
type attachment struct {
	disk *Item
	held *Group
}

// Disks returns the disks of a VM as that VM holds them, the OS disk first,
// then data disks by LUN. Each has the values of its own record, where the disk
// export lists it, with those of the VM laid over (LUN, caching, ...). They are
// made at each call.
func (it *Item) Disks() []*Item {
	if it.held == nil {
		return nil
	}
	list := make([]*Item, len(*it.held))
	for i := range list {
		list[i] = (*it.held)[i].item()
	}
	return list
}

func (it *Item) attachments() []attachment {
	if it.held == nil {
		return nil
	}
	return *it.held
}

// EachDisk yields the disks of a VM with their places, see Disks. Those that
// [Item.WithDisks] gave are not made anew.
func (it *Item) EachDisk() iter.Seq2[int, *Item] {
	return func(yield func(int, *Item) bool) {
		if it.held == nil {
			return
		}
		for i, a := range *it.held {
			if !yield(i, a.item()) {
				return
			}
		}
	}
}

func (a attachment) item() *Item {
	if a.held == nil {
		return a.disk
	}
	v := a.disk.copy()
	v.groups[heldGroup], v.other, v.view = a.held.id, a.disk, true
	if v.working() {
		for i, f := range groupFields[Disk][heldGroup] {
			v.more.values[f.index] = a.held.values[i]
		}
	}
	return v
}

// DiskCount returns how many disks there are.
func (it *Item) DiskCount() int {
	if it.held == nil {
		return 0
	}
	return len(*it.held)
}

func (it *Item) setDisks(disks []*Item) {
	held := make([]attachment, len(disks))
	for i, d := range disks {
		held[i].disk = d
	}
	it.held = nil
	if disks != nil {
		it.held = &held
	}
}

// Record returns the item of the inventory behind a disk as a VM holds it, nil
// where no export lists the disk.
func (it *Item) Record() *Item {
	if !it.view {
		return nil
	}
	return it.other
}

// Records returns the records of the disks of a VM, nil for those that no export
// lists.
func (it *Item) Records() []*Item {
	if it.held == nil {
		return nil
	}
	list := make([]*Item, len(*it.held))
	for i, a := range *it.held {
		if list[i] = a.disk; a.held == nil {
			list[i] = a.disk.Record()
		}
	}
	return list
}

// Holders returns the VMs of the inventory that hold a disk.
func (it *Item) Holders() []*Item {
	switch {
	case it.view && it.other != nil:
		return it.other.Holders()
	case it.more != nil && it.more.holders != nil:
		return it.more.holders
	case it.other != nil:
		return []*Item{it.other}
	}
	return nil
}

// eachHolder yields what Holders returns.
func (it *Item) eachHolder(yield func(*Item) bool) {
	switch {
	case it.view && it.other != nil:
		it.other.eachHolder(yield)
	case it.more != nil && it.more.holders != nil:
		for _, vm := range it.more.holders {
			if !yield(vm) {
				return
			}
		}
	case it.other != nil:
		yield(it.other)
	}
}

// heldBy adds a VM to those that hold the disk.
func (it *Item) heldBy(vm *Item) {
	if it.other == nil {
		it.other = vm
		return
	}
	it.further().holders = append(it.Holders(), vm)
}

// Hold says that the VM holds the disk, its i-th, whose record that is.
func (it *Item) Hold(i int, record *Item) {
	d := (*it.held)[i].disk
	d.other, d.view = record, true
	record.heldBy(it)
}
