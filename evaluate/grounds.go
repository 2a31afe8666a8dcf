package evaluate

import (
	"slices"
	"strings"

	"github.com/backready/backready/inventory"
)

// Grounds are what an answer rests on.
type Grounds struct {
	Evidence []Fact   // fields and the values seen, in the rule's order
	About    []int    // the disks of a VM that it is about, by their place in its order, see Disks
	Lacking  []string // fields that would settle what is unknown
	Unread   []string // fields whose value is there but not recognised
}

// Fact is one value seen.
type Fact struct{ Field, Value string }

// add records a value: as lacking when the answer is unknown because the export
// does not carry it, else as evidence.
func (g *Grounds) add(f *inventory.Field, v inventory.Value, answer truth) {
	switch {
	case v.IsUnrecognised():
		if !slices.Contains(g.Unread, f.Name) {
			g.Unread = append(g.Unread, f.Name)
		}
	case answer == isUnknown:
		g.lack(f)
		if v.Missing() {
			return
		}
	}
	g.See(f.Name, v.String())
}

// See records a value as evidence, once; where disks differ the values stand side
// by side.
func (g *Grounds) See(field, value string) {
	i := slices.IndexFunc(g.Evidence, func(e Fact) bool { return e.Field == field })
	if i < 0 {
		g.Evidence = append(g.Evidence, Fact{field, value})
		return
	}
	const between = ", "
	have := g.Evidence[i].Value
	if !strings.Contains(between+have+between, between+value+between) { // a list is several itself
		g.Evidence[i].Value = have + between + value
	}
}

func (g *Grounds) lack(f *inventory.Field) {
	if !slices.Contains(g.Lacking, f.Name) {
		g.Lacking = append(g.Lacking, f.Name)
	}
}

func (g *Grounds) about(place int) {
	if !slices.Contains(g.About, place) {
		g.About = append(g.About, place)
	}
}

// Disks returns the disks of the VM that it is about. They are not kept: VMs
// that are alike share what is found on them.
func (g *Grounds) Disks(vm *inventory.Item) []*inventory.Item {
	if len(g.About) == 0 {
		return nil
	}
	all, disks := vm.Disks(), make([]*inventory.Item, len(g.About))
	for i, place := range g.About {
		disks[i] = all[place]
	}
	return disks
}
