package inventory

import (
	"encoding/binary"
	"runtime"
	"sync"
)

// What follows from the values of an item, and from its place among the others,
// is worked out once for all items that are alike: a derived value depends on
// the group in which it lies and on few other things, which stand in a key. The
// ordinary way, settleDisk and settleVM, makes what is not known yet, so that
// both agree as long as a key holds all that a group depends on; a test compares
// them.

// A settler keeps the groups that items have once everything is derived.
type settler struct {
	known map[string]*Group // by kind, group, its number, and what else it depends on
	keys  [groupCount][]byte
	// anew says that nothing is to be kept.
	anew bool
}

// settleAll settles disks, then VMs. Workers share them among them; each changes
// but its own items, and what all use, the pool, is used by one at a time.
func settleAll(vms, disks []*Item, j *joiner) {
	j.pool.begin()
	counts := countEstate(vms, disks)
	joiners := []*joiner{j}
	for len(joiners) < min(runtime.GOMAXPROCS(0), (len(vms)+len(disks))/1000) {
		joiners = append(joiners, newJoiner(j.known, j.pool))
	}
	each := func(items []*Item, settle func(*joiner, *Item, *estateCounts)) {
		var done sync.WaitGroup
		for i, j := range joiners {
			own := items[i*len(items)/len(joiners) : (i+1)*len(items)/len(joiners)]
			done.Go(func() {
				for _, it := range own {
					settle(j, it, counts)
				}
			})
		}
		done.Wait()
	}
	each(disks, (*joiner).settleDisk)
	each(vms, (*joiner).settleVM)
}

// share is [pool.share] among workers.
func (j *joiner) share(it *Item) {
	j.pool.used.Lock()
	defer j.pool.used.Unlock()
	j.pool.share(it)
}

// number is [pool.number] among workers. That of a value which stands in a group
// is known.
func (j *joiner) number(v Value) uint32 {
	if n, ok := j.pool.numberKnown(v); ok {
		return n
	}
	j.pool.used.Lock()
	defer j.pool.used.Unlock()
	return j.pool.number(v)
}

// desGroup is the group of the customer's keys of disks, which are as many as one
// likes. Settling leaves it as it was read.
var desGroup = mustGroupOf("disk.desId")

// mustGroupOf is the group that holds but that field.
func mustGroupOf(name string) int {
	g := mustGroup(name)
	if len(groupFields[mustField(name).kind][g]) > 1 {
		panic("inventory: " + name + " must have a group of its own")
	}
	return g
}

func (it *Item) unsettled(g int) bool { return it.Kind == Disk && g == desGroup }

// mostSettled bounds what is kept.
const mostSettled = 1 << 17

// recall gives an item the groups that are known for its keys, once place has
// made the first where only that is not. It reports whether all are.
func (s *settler) recall(it *Item, place func() *Group) bool {
	groups := it.groups
	for g := optionalGroup - 1; g >= 0; g-- {
		if it.unsettled(g) {
			continue
		}
		known := s.known[string(s.keys[g])]
		if known == nil && g == 0 && len(s.known) <= mostSettled && s.known != nil {
			known = place()
			s.known[string(s.keys[0])] = known
		}
		if known == nil {
			return false
		}
		groups[g] = known.id
	}
	it.groups = groups
	return true
}

// settlePlace settles the first group of an item by itself: there are as many of
// these as there are places and subscriptions.
func (j *joiner) settlePlace(it *Item, counts *estateCounts) *Group {
	c := it.copy()
	c.groups = [groupCount]uint32{it.groups[0]}
	kind := it.Kind.String()
	c.deriveRegion(kind)
	c.deriveEdgeZone(kind)
	counts.tellPlace(c)
	j.pool.used.Lock()
	defer j.pool.used.Unlock()
	return j.pool.groupOfItem(c, 0, c.Location())
}

// keep keeps the groups of an item under its keys.
func (s *settler) keep(it *Item) {
	if s.known == nil || len(s.known) > mostSettled {
		s.known = map[string]*Group{}
	}
	for g := range optionalGroup {
		if !it.unsettled(g) {
			s.known[string(s.keys[g])] = it.group(g)
		}
	}
}

// begin begins the keys of an item. It reports false for an item that must be
// settled by itself.
func (s *settler) begin(it *Item) bool {
	if s.anew || !it.Shares() || it.groups[optionalGroup] != 0 {
		return false
	}
	for g := range optionalGroup {
		s.keys[g] = binary.LittleEndian.AppendUint32(append(s.keys[g][:0], byte(it.Kind), byte(g)), it.groups[g])
	}
	return true
}

func (s *settler) number(g int, n int64) { s.keys[g] = binary.AppendVarint(s.keys[g], n) }

func (s *settler) flags(g int, flags ...bool) {
	for _, set := range flags {
		n := int64(0)
		if set {
			n = 1
		}
		s.number(g, n)
	}
}

// keysOfDisk are what the groups of a disk depend on, its holders being known.
func (j *joiner) keysOfDisk(d *Item, counts *estateCounts) bool {
	s := &j.settled
	if !s.begin(d) {
		return false
	}
	s.keys[0] = append(s.keys[0], d.subscriptionKey()...)
	shares := d.stored(owners)
	s.flags(2, shares.d != ofItem && shares.Int() > 1)
	des, osType := d.stored(desID), d.stored(diskOSType)
	known := des.Known() && !des.IsAbsent()
	s.flags(3, known, known && d.ofOwnSubscription(des), d.Subscription() == "")
	s.number(3, int64(j.number(d.deriveDiskADE())))
	s.flags(5, d.Listed, j.unattachedFirst, osType.Known() && !osType.IsAbsent())
	siblings, told := counts.siblings(d)
	s.flags(5, told)
	s.number(5, siblings)
	return true
}

var (
	desID      = mustField("disk.desId")
	diskOSType = mustField("disk.osType")
)

// keysOfVM are what the groups of a VM depend on, its disks being settled.
func (j *joiner) keysOfVM(vm *Item) bool {
	s := &j.settled
	if !s.begin(vm) {
		return false
	}
	s.keys[0] = append(s.keys[0], vm.subscriptionKey()...)
	facts := vm.factsOfDisks()
	number := func(g int, values ...Value) {
		for _, v := range values {
			s.number(g, int64(j.number(v)))
		}
	}
	number(2, facts.generation)
	number(3, vm.stored(vmType), vm.stored(vmScaleSetMode), facts.unmanaged, facts.ade, facts.security)
	s.flags(3, vm.stored(vmScaleSetID).IsAbsent())
	s.flags(5, vm.DisksComplete, facts.sized)
	s.number(5, int64(vm.DiskCount()))
	s.number(5, facts.data)
	s.number(5, facts.total)
	return true
}

var (
	vmType         = mustField("vm.type")
	vmScaleSetID   = mustField("vm.scaleSetId")
	vmScaleSetMode = mustField("vm.scaleSetMode")
)

// diskFacts are what a VM takes from its disks.
type diskFacts struct {
	generation, security Value // of the first disk; security only of an OS disk
	unmanaged, ade       Value // of some disk
	data, total          int64 // number of data disks, sizes of all
	sized                bool  // all of them
}

var (
	diskRole       = mustField("disk.role")
	diskManaged    = mustField("disk.managed")
	diskADE        = mustField("disk.adeEnabled")
	diskSize       = mustField("disk.sizeGiB")
	diskGeneration = mustField("disk.hyperVGeneration")
	diskSecurity   = mustField("disk.securityType")
)

func (it *Item) factsOfDisks() (f diskFacts) {
	f.sized = it.DisksComplete
	f.unmanaged = it.someDisk(func(a attachment) Value { return not(a.value(diskManaged)) })
	f.ade = it.someDisk(func(a attachment) Value { return a.value(diskADE) })
	for i, a := range it.attachments() {
		role, size := a.value(diskRole).Text(), a.value(diskSize)
		if i == 0 && role == "os" {
			f.generation, f.security = a.value(diskGeneration), a.value(diskSecurity)
		}
		if role == "data" {
			f.data++
		}
		f.total += size.Int()
		f.sized = f.sized && size.Known()
	}
	return f
}

// value is that of a field of a disk as the VM holds it.
func (a attachment) value(f *Field) Value {
	if a.held != nil && f.group == heldGroup && !f.optional {
		return a.held.values[f.slot]
	}
	return a.disk.Value(f)
}
