package inventory

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Merger makes one inventory of several, each of which was read and joined by
// itself: that which reading the files of all of them together gives. What their
// joins decided is left out and decided again over the whole, so that a disk may
// stand in one inventory and its VM in another. Only what rows of other types,
// such as vaults and snapshots, state of items in another inventory than their own
// is lost; where that may be so a problem tells of it.
type Merger struct {
	restorer *Restorer
	merged   []mergedFrom
	from     map[*Item]int // the inventory that an item came from

	fields      [2][]*Field // that are taken of items, by kind
	views, held []*Field    // of disks as VMs hold them, and where they have a record
}

// mergedFrom is what is kept of an inventory that was added.
type mergedFrom struct {
	label         string
	inputs        []Input
	problems      []Problem // those that its own join did not find
	subscriptions map[string]bool
	related       []string // types of rows of its files that state something of items
	crossing      crossings
}

// NewMerger returns one without items.
func NewMerger() *Merger {
	return &Merger{restorer: NewRestorer(), from: map[*Item]int{}, views: StoredDiskFields(false), held: StoredDiskFields(true),
		fields: [2][]*Field{VM: StoredFields(VM, false), Disk: slices.DeleteFunc(StoredFields(Disk, false), func(f *Field) bool { return slices.Contains(held, f.Name) })}}
}

// A TwiceError says that an item stands in two inventories.
type TwiceError struct {
	ID            string
	First, Second string // labels of the inventories
}

func (e *TwiceError) Error() string {
	return fmt.Sprintf("%s and %s both hold the item %s", e.First, e.Second, e.ID)
}

// Add takes the items of an inventory, by the label that its inputs and problems
// are to bear. It calls taken with each and what became of it. An item that another
// inventory holds as well is a [*TwiceError].
func (m *Merger) Add(label string, inv *Inventory, taken func(from, to *Item)) error {
	n := len(m.merged)
	of := mergedFrom{label: label, problems: inv.notJoined(), subscriptions: map[string]bool{}}
	for _, in := range inv.Inputs {
		of.related = append(of.related, in.related()...)
		of.crossing.noteRows(in.OtherTypes)
		of.inputs = append(of.inputs, in.labelled(label))
	}
	m.merged = append(m.merged, of)
	counts := &m.merged[n].crossing
	for _, it := range inv.Items {
		if it.Kind == Disk && !it.Listed && len(it.Holders()) > 0 { // only VMs name it: the join makes it again
			continue
		}
		if old := itemAt(&m.restorer.known, &it.reference); old != nil {
			return &TwiceError{it.ID(), m.merged[m.from[old]].label, label}
		}
		entered := m.unjoined(it)
		m.restorer.pool.share(entered)
		m.restorer.enter(entered)
		m.from[entered] = n
		taken(it, entered)
		of.subscriptions[strings.ToLower(it.Subscription())] = true
		counts.noteItem(it)
	}
	return nil
}

// Inventory joins the items of all inventories. Its inputs and the problems that
// no join finds are theirs, in the order in which they were added.
func (m *Merger) Inventory() *Inventory {
	inv := &Inventory{}
	for _, of := range m.merged {
		inv.Inputs = append(inv.Inputs, of.inputs...)
		for _, p := range of.problems {
			p.Text = of.label + ": " + p.Text
			inv.Problems = append(inv.Problems, p)
		}
	}
	divided := m.divided()
	m.weaken(divided)
	items, problems := join(m.restorer.items, &m.restorer.known, nil, &m.restorer.pool)
	inv.Items = items
	inv.Problems = append(inv.Problems, problems...)
	if len(divided) > 0 {
		inv.Problems = append(inv.Problems, divided.problem())
	}
	if types := m.crossing(); len(types) > 0 {
		inv.Problems = append(inv.Problems, crossingProblem(types))
	}
	return inv
}

// Tenant is the id of the tenant that the export names, as it is shown, "" where it
// names none.
func (it *Item) Tenant() string { return it.get(it.Kind.String() + ".tenantId").Shown().Text() }

// From returns the place, from 0 in the order in which they were added, of the
// inventory that an item came from. A disk that only VMs name is where the first
// of them is.
func (m *Merger) From(it *Item) int {
	if n, ok := m.from[it]; ok {
		return n
	}
	for vm := range it.eachHolder {
		return m.from[vm]
	}
	return 0
}

// unjoined is an item as its rows state it, without what the join decided.
func (m *Merger) unjoined(it *Item) *Item {
	c := Named(it.Kind, Identity{ID: it.ID(), Name: it.Name(), Subscription: it.Subscription(), ResourceGroup: it.ResourceGroup(), Location: it.Location()})
	c.tags, c.Listed, c.DisksComplete = it.tags, it.Listed, it.DisksComplete
	var views []*Item
	for _, d := range it.Disks() {
		views = append(views, m.unjoinedView(d))
	}
	c.setDisks(views)
	c.takeValues(it, m.fields[it.Kind])
	return c
}

// unjoinedView is a disk as a VM states it. Of one that has a record only what the
// VM adds; that of a disk which only VMs name is made of what they say.
func (m *Merger) unjoinedView(d *Item) *Item {
	view, record := storedView(d.ID(), d.Name()), d.Record()
	if record == nil || !record.Listed {
		view.takeValues(d, m.views)
	} else {
		view.takeValues(d, m.held)
	}
	for _, f := range doubledFields {
		if record != nil && record.Listed && !record.Value(f).Missing() {
			view.setField(f, Value{})
		}
	}
	if view.Value(diskRole).Text() == "os" {
		view.setField(diskLUN, Value{}) // of another VM, which holds it as a data disk
	}
	return view
}

// takeValues takes the values of fields.
func (it *Item) takeValues(from *Item, fields []*Field) {
	for _, f := range fields {
		if v := from.Value(f).Shown(); !v.Missing() {
			it.setField(f, v)
		}
	}
}

// labelled is an input by its name below a label.
func (in Input) labelled(label string) Input {
	in.Name = label + "/" + in.Name
	in.Problems = slices.Clone(in.Problems)
	for i := range in.Problems {
		in.Problems[i].File = in.Name
	}
	return in
}

// notJoined are the problems of the estate that joining its items did not find.
func (inv *Inventory) notJoined() []Problem {
	found := (&joiner{}).problems(inv.Items)
	return slices.DeleteFunc(slices.Clone(inv.Problems), func(p Problem) bool { return slices.Contains(found, p) })
}

// related are the types of rows of a file that state something of items: those
// that decide a field, and extensions, which encrypt.
func (in Input) related() []string {
	var types []string
	for _, o := range in.OtherTypes {
		if len(o.Settles) > 0 || strings.HasSuffix(o.Type, "/virtualmachines/extensions") {
			types = append(types, o.Type)
		}
	}
	return types
}

// dividedSubscriptions are the subscriptions, in lower case, with items in more
// than one inventory, and the types of rows that may state something of these.
type dividedSubscriptions map[string][]string

// divided finds the subscriptions of which a row in one inventory may state
// something of an item in another.
func (m *Merger) divided() dividedSubscriptions {
	types, times := dividedSubscriptions{}, map[string]int{}
	for _, of := range m.merged {
		for _, s := range slices.Sorted(maps.Keys(of.subscriptions)) {
			times[s]++
			types[s] = append(types[s], of.related...)
		}
	}
	maps.DeleteFunc(types, func(s string, of []string) bool { return times[s] < 2 || len(of) == 0 })
	return types
}

// weaken takes back what such rows state only as long as all of them are there:
// that something is not so, and that there are no more. A missing row must never
// make a pass.
func (m *Merger) weaken(divided dividedSubscriptions) {
	for _, it := range m.restorer.items {
		for _, typ := range eachOnce(divided[strings.ToLower(it.Subscription())]) {
			if t := relatedTypeOf(typ); t != nil {
				it.weaken(t.fields)
				m.restorer.pool.share(it)
			}
		}
	}
}

// ofAll are the fields that such rows decide by being all that there are.
var ofAll = p("lock.onVM", "lock.onResourceGroup", "lock.onRestorePointGroup", "vm.sqlRegistered", "vm.diagnosticSettings", "net.loadBalancer",
	"net.privateIpAllocation", "net.reservedIps", "item.protected", "snapshot.countPerDisk", "snapshot.countPerRegionSubscription", "vault.policyCount")

// eachOnce are words in order, each once.
func eachOnce(words []string) []string { return slices.Compact(slices.Sorted(slices.Values(words))) }

func (it *Item) weaken(fields []string) {
	for _, name := range fields {
		v := it.get(name)
		switch {
		case !slices.Contains(ofAll, name) || !v.Known() || v.True() || v.Text() == "Static":
		case mustField(name).Type == IntField:
			it.set(name, counted(v.Int(), false))
		default:
			it.set(name, Value{})
		}
	}
}

// problem tells what can't be known.
func (d dividedSubscriptions) problem() Problem {
	var types []string
	for _, s := range slices.Sorted(maps.Keys(d)) {
		types = append(types, d[s]...)
	}
	types = eachOnce(types)
	return Problem{Incomplete: true,
		Text: fmt.Sprintf("%d subscription(s) have items in more than one of the merged reports, and rows of other types in some (%s): what these state of an item in another report is unknown, and they count only the resources of their own",
			len(d), some(types)),
		Hint: "give the files that speak of the VMs and disks of a subscription to one report together with these, or make one report of all files"}
}
