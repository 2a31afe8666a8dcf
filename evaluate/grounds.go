package evaluate

import (
	"slices"
	"strings"

	"github.com/backready/backready/inventory"
)

// Grounds are what an answer rests on.
type Grounds struct {
	Evidence []Fact            // fields and the values seen, in the rule's order
	About    []*inventory.Item // the disks of a VM that it is about, in the VM's order
	Lacking  []string          // fields that would settle what is unknown
	Unread   []string          // fields whose value is there but not recognised
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
	g.see(f.Name, v.String())
}

// see records a value once; where disks differ the values stand side by side.
func (g *Grounds) see(field, value string) {
	i := slices.IndexFunc(g.Evidence, func(e Fact) bool { return e.Field == field })
	if i < 0 {
		g.Evidence = append(g.Evidence, Fact{field, value})
		return
	}
	if have := g.Evidence[i].Value; !slices.Contains(strings.Split(have, ", "), value) {
		g.Evidence[i].Value = have + ", " + value
	}
}

func (g *Grounds) lack(f *inventory.Field) {
	if !slices.Contains(g.Lacking, f.Name) {
		g.Lacking = append(g.Lacking, f.Name)
	}
}

func (g *Grounds) about(disk *inventory.Item) {
	if !slices.Contains(g.About, disk) {
		g.About = append(g.About, disk)
	}
}
