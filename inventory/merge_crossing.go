package inventory

import (
	"fmt"
	"slices"
)

// Backup looks beyond subscriptions: a vault in a hub protects the disks of all
// others. What such rows state of an item in another inventory is not kept in any.

// A crossing is a type whose rows may state something of items of another
// subscription.
type crossing struct {
	typ  string
	kind Kind
	// misses reports whether an item may be one of these: it lacks what such a row
	// states.
	misses func(*Item) bool
	// named: each row is about one item, so that only those beyond the items that
	// have such a row may be about others.
	named bool
}

var crossingTypes = [...]crossing{
	{typeVMItems, VM, unprotected, true},
	{typeDiskInstances, Disk, unprotected, true},
	{typeVMVaults, VM, lacking("vault.name", typeVMVaults), false},
	{typeDiskVaults, Disk, lacking("vault.name", typeDiskVaults), false},
	{typeVMPolicies, VM, lacking("policy.name", typeVMPolicies), false},
	{typeDiskPolicies, Disk, lacking("policy.name", typeDiskPolicies), false},
	{typeEncryptionSets, Disk, lacking("disk.desId", typeEncryptionSets), false},
}

func unprotected(it *Item) bool { return !it.get("item.protected").True() }

// lacking reports of an item that it has a resource of a type, of which it is by
// name alone.
func lacking(name, typ string) func(*Item) bool {
	return func(it *Item) bool {
		missing := func(field string) bool { return it.get(field).Missing() }
		return !missing(name) && !slices.ContainsFunc(relatedTypeOf(typ).fields, func(field string) bool { return !missing(field) })
	}
}

// crossings counts, by the types of crossingTypes, the rows of an inventory that
// may be about items of others, and its items that may be among these.
type crossings [len(crossingTypes)]struct{ rows, missing int }

func (c *crossings) noteRows(types []OtherType) {
	for i := range crossingTypes {
		for _, o := range types {
			if t := relatedTypeOf(o.Type); t != nil && t.name == crossingTypes[i].typ {
				c[i].rows += o.Rows
			}
		}
	}
}

func (c *crossings) noteItem(it *Item) {
	for i := range crossingTypes {
		switch t := &crossingTypes[i]; {
		case it.Kind != t.kind:
		case t.misses(it):
			c[i].missing++
		case t.named:
			c[i].rows-- // which is about this one
		}
	}
}

// crossing are the types of which a row in one inventory may state something of
// an item in another.
func (m *Merger) crossing() []string {
	var types []string
	for i := range crossingTypes {
		for from := range m.merged {
			about := func(to mergedFrom) bool { return to.label != m.merged[from].label && to.crossing[i].missing > 0 }
			if m.merged[from].crossing[i].rows > 0 && slices.ContainsFunc(m.merged, about) {
				types = append(types, crossingTypes[i].typ)
				break
			}
		}
	}
	return types
}

func crossingProblem(types []string) Problem {
	return Problem{Incomplete: true,
		Text: fmt.Sprintf("rows of some of the merged reports (%s) may speak of VMs or disks in others: what they state of these is unknown", some(types)),
		Hint: "give the files that hold the vaults, with what they protect, to one report together with the VMs and disks, or make one report of all files"}
}
