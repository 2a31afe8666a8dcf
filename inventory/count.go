package inventory

// estateCounts are what limits of vaults, the portal and background copies are
// about: items of one subscription, of one region, of both; and the disks that
// name one owner.
type estateCounts struct {
	vms, disks, regions, fast map[countKey]int64
	ofOwner                   directory[int64] // disks by what holds them
}

var (
	vmLocation   = mustField("vm.location")
	diskLocation = mustField("disk.location")
	diskSKU      = mustField("disk.sku")
	diskState    = mustField("disk.diskState")
)

// A countKey is a subscription in lower case, a region, or both.
type countKey struct{ subscription, region string }

func countEstate(vms, disks []*Item) *estateCounts {
	c := &estateCounts{vms: map[countKey]int64{}, disks: map[countKey]int64{}, regions: map[countKey]int64{}, fast: map[countKey]int64{}}
	for _, vm := range vms {
		c.vms[countKey{vm.subscriptionKey(), vm.Value(vmLocation).Text()}]++
	}
	for _, it := range disks {
		subscription := it.subscriptionKey()
		c.disks[countKey{subscription: subscription}]++
		c.regions[countKey{region: it.Value(diskLocation).Text()}]++
		if sku := it.Value(diskSKU).Text(); sku == "PremiumV2_LRS" || sku == "UltraSSD_LRS" {
			c.fast[countKey{subscription: subscription}]++
		}
		c.countOwner(it)
	}
	return c
}

// countOwner counts a disk as one of those that name its owner.
func (c *estateCounts) countOwner(d *Item) {
	if owner := d.countedOwner(); owner != nil {
		*c.ofOwner.enter(owner)++
	}
}

// countedOwner is the owner, nil also where the state of the disk denies it.
func (it *Item) countedOwner() *reference {
	if it.Value(diskState).Text() == "Unattached" {
		return nil
	}
	return it.owner()
}

// tell gives an item the counts that it is part of.
func (c *estateCounts) tell(it *Item) {
	c.tellPlace(it)
	if it.Kind == VM {
		return
	}
	if siblings, told := c.siblings(it); told {
		it.set("disk.disksOfItsVM", Int(siblings))
	} else {
		it.set("disk.disksOfItsVM", Value{})
	}
}

// tellPlace gives it those that follow from where it lies.
func (c *estateCounts) tellPlace(it *Item) {
	subscription := it.subscriptionKey()
	if it.Kind == VM {
		it.set("vm.vmsInSubscriptionRegion", Int(c.vms[countKey{subscription, it.Value(vmLocation).Text()}]))
		return
	}
	it.set("disk.disksInSubscription", Int(c.disks[countKey{subscription: subscription}]))
	it.set("disk.disksInRegion", Int(c.regions[countKey{region: it.Value(diskLocation).Text()}]))
	it.set("disk.fastDisksInSubscription", Int(c.fast[countKey{subscription: subscription}]))
}

// siblings counts the disks of the VM that holds a disk: as the VM names them,
// else as disks name the same owner.
func (c *estateCounts) siblings(d *Item) (most int64, told bool) {
	if d.Value(diskState).Text() == "Unattached" || d.unattached() {
		return 0, true
	}
	owner := d.owner()
	if owner != nil {
		if n := c.ofOwner.at(owner); n != nil {
			most = *n
		}
	}
	for vm := range d.eachHolder {
		most = max(most, int64(vm.DiskCount()))
	}
	return most, most > 0 || d.stored(managedBy).Known()
}

// owner returns what holds a disk by its own account, nil where it names nobody.
func (it *Item) owner() *reference {
	switch v := it.stored(managedBy); {
	case v.d == ofItem:
		return it.manager
	case v.Known() && !v.IsAbsent():
		r := referenceTo(v.Text())
		return &r
	}
	return nil
}
