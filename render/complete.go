package render

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

// place is what the files hold of one subscription in one region.
type place struct {
	subscription, region  string
	vms, disks, onlyNamed int
}

// control gives the totals that an auditor ties to the portal: filter the
// Virtual machines and the Disks page by subscription and location.
func (r *Report) control() Part {
	type key struct{ subscription, region string }
	places, asWritten := map[key]*place{}, map[key]*place{}
	for a := range r.Judgement.All() {
		written := key{a.Item.Subscription(), regionOf(a.Item)}
		p, ok := asWritten[written]
		if !ok {
			k := key{strings.ToLower(written.subscription), written.region}
			if p, ok = places[k]; !ok {
				p = &place{subscription: written.subscription, region: written.region}
				places[k] = p
			}
			asWritten[written] = p
		}
		switch {
		case a.Item.Kind == inventory.VM:
			p.vms++
		case a.Item.Listed:
			p.disks++
		default:
			p.onlyNamed++
		}
	}
	rows := slices.SortedFunc(maps.Values(places), func(a, b *place) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.subscription), strings.ToLower(b.subscription)), cmp.Compare(a.region, b.region))
	})
	columns := []column[*place]{
		{Head{"subscription", "Subscription", 38, Name}, func(p *place) Cell { return text(p.subscription) }},
		{Head{"region", "Region", 20, Name}, func(p *place) Cell { return text(p.region) }},
		{Head{"vms", "Virtual machines", 12, Number}, func(p *place) Cell { return number(p.vms) }},
		{Head{"disks", "Disks", 10, Number}, func(p *place) Cell { return number(p.disks) }},
		{Head{"onlyNamed", "Unmanaged disks", 12, Number}, func(p *place) Cell { return number(p.onlyNamed) }},
	}
	return Part{ID: "control", Title: "Control totals",
		Lead:  []string{r.controlled()},
		Table: tableOf(columns, slices.Values(rows)), None: "The files hold no items."}
}

// controlled says what the control totals are of.
func (r *Report) controlled() string {
	if r.Judgement.Part != nil {
		return "What this part holds, by subscription and region. The report on the whole has the totals that the portal shows."
	}
	return "What the files hold, by subscription and region. The Virtual machines and Disks pages of the portal show the same numbers when filtered so on the day of the export; unmanaged disks are named by their VMs only."
}

// regionOf is the region of an item as Azure names it, or as the export does.
func regionOf(it *inventory.Item) string {
	return cmp.Or(it.Value(regionFields[it.Kind]).Text(), it.Location())
}

var regionFields = func() (of [2]*inventory.Field) {
	for _, kind := range []inventory.Kind{inventory.VM, inventory.Disk} {
		of[kind], _ = inventory.FieldNamed(kind.String() + ".location")
	}
	return of
}()

// extra is an optional column and what it would let rules assess.
type extra struct {
	field *inventory.Field
	rules []string
	of    [2]int // items by kind, each once for all rules of its kind
}

func (x *extra) items() int { return x.of[inventory.VM] + x.of[inventory.Disk] }

// exports are the commands that give the column to the items that lack it.
func (x *extra) exports() string {
	var list []string
	for _, kind := range []inventory.Kind{inventory.VM, inventory.Disk} {
		if command := x.field.ExportFor(kind); x.of[kind] > 0 && !slices.Contains(list, command) {
			list = append(list, command)
		}
	}
	return strings.Join(list, "; ")
}

// more lists the optional columns that would let further rules be assessed.
func (r *Report) more() Part {
	byName := map[string]*extra{}
	var extras []*extra
	for _, c := range r.Judgement.Counts {
		if c.NotAssessed == 0 {
			continue
		}
		for _, f := range c.Rule.OptionalFields() {
			if stated, ok := inventory.FieldNamed(f.Columns[0]); ok {
				f = stated // which the other follows from
			}
			x, ok := byName[f.Name]
			if !ok {
				x = &extra{field: f}
				byName[f.Name], extras = x, append(extras, x)
			}
			if !slices.Contains(x.rules, c.Rule.ID) {
				x.rules = append(x.rules, c.Rule.ID)
			}
			x.of[c.Edition.Kind] = max(x.of[c.Edition.Kind], c.NotAssessed)
		}
	}
	slices.SortStableFunc(extras, func(a, b *extra) int { return -cmp.Compare(a.items(), b.items()) })
	columns := []column[*extra]{
		{Head{"column", "Column", 30, Name}, func(x *extra) Cell { return text(x.field.Columns[0]) }},
		{Head{"type", "Holds", 10, Words}, func(x *extra) Cell { return text(x.field.Type.String()) }},
		{Head{"items", "Items", 8, Number}, func(x *extra) Cell { return number(x.items()) }},
		{Head{"rules", "Rules it would let assess", 64, Name}, func(x *extra) Cell { return text(atMost(x.rules, 6)) }},
		{Head{"export", "From", 44, Name}, func(x *extra) Cell { return text(x.exports()) }},
	}
	return Part{ID: "more", Title: "More could be assessed",
		Lead:  []string{"Rules that need facts no list of VMs or disks carries. They enter no verdict as long as the column is missing; add it to the export, or a file of id and column beside it, and they are assessed."},
		Table: tableOf(columns, slices.Values(extras)), None: "Every rule was assessed."}
}

// decided is the number of items on which a rule came to an answer.
func decided(c *evaluate.RuleCount) int { return c.Judged - c.Found[evaluate.Undetermined] }
