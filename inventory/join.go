package inventory

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// held are the fields of a disk that only the VM holding it knows.
var held = p("disk.role", "disk.lun", "disk.caching", "disk.writeAccelerator", "disk.vhdUri", "disk.managed")

// doubled are the fields of a disk that a VM states as well.
var doubled = p("disk.sku", "disk.sizeGiB", "disk.desId")

// join puts VMs and disks together by resource id, ignoring case, adds the
// unmanaged disks that only VMs name, derives what follows from the whole, and
// puts the items in their order. It returns what doesn't fit together.
func join(items []*Item, encrypted map[string]bool) ([]*Item, []Problem) {
	sortItems(items) // what several VMs say of a disk must not depend on the order of rows
	byKey := map[string]*Item{}
	for _, it := range items {
		byKey[it.Key()] = it
	}
	j := joiner{byKey: byKey, encrypted: encrypted}
	for _, it := range items {
		if it.Kind == VM {
			j.attach(it)
		}
	}
	items = append(items, j.unmanaged...)
	for _, it := range items {
		if it.Kind == Disk {
			j.settleDisk(it)
		}
	}
	j.countSiblings(items)
	countEstate(items)
	for _, it := range items {
		if it.Kind == VM {
			j.settleVM(it)
		}
	}
	sortItems(items)
	return items, j.problems(items)
}

// sortItems puts items in the order of reports: VMs, then disks, by key.
func sortItems(items []*Item) {
	slices.SortFunc(items, func(a, b *Item) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), strings.Compare(a.Key(), b.Key()))
	})
}

type joiner struct {
	byKey     map[string]*Item
	encrypted map[string]bool // keys of VMs with a disk encryption extension row
	unmanaged []*Item
}

// attach connects the disks that a VM names with their records.
func (j *joiner) attach(vm *Item) {
	if j.encrypted[vm.Key()] {
		vm.set("vm.adeSign", Bool(true))
	}
	for _, view := range vm.Disks() {
		if view.ID() == "" {
			continue
		}
		disk, ok := j.byKey[view.Key()]
		if !ok && view.get("disk.managed").False() {
			disk = j.addUnmanaged(view, vm)
		}
		if disk != nil && disk.Kind == Disk {
			disk.holders = append(disk.Holders(), vm)
			disk.layOver(view)
		}
	}
}

// addUnmanaged makes an item of a VHD that only a VM names.
func (j *joiner) addUnmanaged(view, vm *Item) *Item {
	disk := &Item{Kind: Disk, id: view.ID(), name: view.Name(), subscription: vm.Subscription(),
		resourceGroup: vm.ResourceGroup(), location: vm.Location(), tags: vm.Tags(), source: view.Source()}
	disk.values = slices.Clone(view.values)
	disk.set("disk.id", Text(view.ID()))
	disk.set("disk.location", vm.get("vm.location"))
	disk.set("disk.extendedLocationType", vm.get("vm.extendedLocationType"))
	disk.set("disk.owners", List(vm.ID()))
	disk.set("disk.managedBy", Text(vm.ID()))
	j.byKey[disk.Key()] = disk
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

// settleDisk derives what follows for a disk once its holders are known.
func (j *joiner) settleDisk(d *Item) {
	if d.Listed && d.get("disk.managed").Missing() {
		d.set("disk.managed", Bool(true))
		d.set("disk.vhdUri", Absent())
	}
	if d.unattached() {
		d.set("disk.writeAccelerator", Bool(false).Assumed())
		d.set("disk.caching", Text("None").Assumed())
	}
	if v := d.get("disk.osType"); d.get("disk.role").Missing() && v.Known() && !v.IsAbsent() {
		d.set("disk.role", Text("os"))
	}
	for _, id := range d.get("disk.owners").List() {
		if vm, ok := j.byKey[strings.ToLower(id)]; ok && vm.Kind == VM && !slices.Contains(d.Holders(), vm) {
			d.holders = append(d.Holders(), vm)
		}
	}
	d.set("disk.ade", d.deriveDiskADE())
	d.derive()
}

// unattached reports whether it is certain that no VM holds the disk: its state
// says so, or it names no owner and its state does not speak of one.
func (it *Item) unattached() bool {
	if len(it.Holders()) > 0 {
		return false
	}
	switch it.get("disk.diskState").Text() {
	case "Unattached":
		return true
	case "Attached", "Reserved":
		return false
	}
	return it.get("disk.managedBy").IsAbsent() && it.get("disk.owners").Known() && it.get("disk.owners").Int() == 0
}

// deriveDiskADE is the disk's own mark or a sign on a VM that holds it.
func (it *Item) deriveDiskADE() Value {
	for _, vm := range it.Holders() {
		if vm.get("vm.adeSign").True() {
			return Bool(true)
		}
	}
	return it.get("disk.adeEnabled")
}

// countSiblings counts, for each disk, the disks of the VM that holds it: as
// the VM names them, else as disks name the same owner.
func (j *joiner) countSiblings(items []*Item) {
	sameOwner := map[string]int64{}
	for _, d := range items {
		if owner := d.get("disk.managedBy"); d.Kind == Disk && owner.Known() && !owner.IsAbsent() && d.get("disk.diskState").Text() != "Unattached" {
			sameOwner[strings.ToLower(owner.Text())]++
		}
	}
	for _, d := range items {
		if d.Kind == Disk {
			d.set("disk.disksOfItsVM", siblings(d, sameOwner))
		}
	}
}

// countEstate counts what limits of vaults, the portal and background copies
// are about: items of one subscription, of one region, of both.
func countEstate(items []*Item) {
	counts := map[string]int64{}
	count := func(it *Item, add int64) {
		subscription := strings.ToLower(it.Subscription())
		at := func(what string, add int64) int64 { counts[what] += add; return counts[what] }
		if it.Kind == VM {
			it.set("vm.vmsInSubscriptionRegion", Int(at("vm "+subscription+" "+it.get("vm.location").Text(), add)))
			return
		}
		fast := add
		if sku := it.get("disk.sku").Text(); sku != "PremiumV2_LRS" && sku != "UltraSSD_LRS" {
			fast = 0
		}
		it.set("disk.disksInSubscription", Int(at("disk "+subscription, add)))
		it.set("disk.disksInRegion", Int(at("region "+it.get("disk.location").Text(), add)))
		it.set("disk.fastDisksInSubscription", Int(at("fast "+subscription, fast)))
	}
	for _, add := range []int64{1, 0} { // first count, then tell each the whole
		for _, it := range items {
			count(it, add)
		}
	}
}

func siblings(d *Item, sameOwner map[string]int64) Value {
	owner := d.get("disk.managedBy")
	if d.get("disk.diskState").Text() == "Unattached" || d.unattached() {
		return Int(0)
	}
	most := sameOwner[strings.ToLower(owner.Text())]
	for _, vm := range d.Holders() {
		most = max(most, int64(len(vm.Disks())))
	}
	if most == 0 && !owner.Known() {
		return Value{}
	}
	return Int(most)
}

// settleVM completes the views of a VM's disks with the values of their records
// and derives what follows for the VM.
func (j *joiner) settleVM(vm *Item) {
	for i, view := range vm.Disks() {
		disk, ok := j.byKey[view.Key()]
		if !ok || disk.Kind != Disk {
			view.derive()
			continue
		}
		vm.Disks()[i] = disk.heldAs(view)
	}
	vm.derive()
}

// heldAs is a disk as one VM holds it: its record with what only the VM knows,
// and with what both state where the record does not.
func (it *Item) heldAs(view *Item) *Item {
	whole := *it
	whole.record = it
	whole.values = slices.Clone(it.values)
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
	return &whole
}

// problems reports the references that lead out of the files, both ways, and
// what VMs and disks state differently of each other.
func (j *joiner) problems(items []*Item) []Problem {
	var vms, disks bool
	var lost, orphans, moved []string
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
	return out
}

// moved reports whether a VM says that it holds the disk while the record of
// the disk names other owners, or none.
func (it *Item) moved() bool {
	owners := it.get("disk.owners")
	if !it.Listed || !owners.Known() || !it.get("disk.managed").True() {
		return false
	}
	names := func(vm *Item) bool {
		return slices.ContainsFunc(owners.List(), func(id string) bool { return strings.EqualFold(id, vm.ID()) })
	}
	return slices.ContainsFunc(it.Holders(), func(vm *Item) bool { return !names(vm) })
}

// unlistedDisks names the managed disks of a VM that no export lists. An
// ephemeral OS disk is no resource and never listed.
func (it *Item) unlistedDisks() []string {
	var names []string
	for i, d := range it.Disks() {
		ephemeral := i == 0 && it.get("vm.osDiskEphemeral").True()
		if d.ID() != "" && !d.Listed && !ephemeral && d.get("disk.managed").True() {
			names = append(names, d.Name())
		}
	}
	return names
}

// orphan reports whether a VM that is not in the inventory holds the disk.
// Owners of other types, such as scale-set instances, are in no VM list.
func (it *Item) orphan() bool {
	if len(it.Holders()) > 0 {
		return false
	}
	for _, id := range it.get("disk.owners").List() {
		if id = strings.ToLower(id); strings.Contains(id, "/virtualmachines/") && !strings.Contains(id, "/virtualmachinescalesets/") {
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
