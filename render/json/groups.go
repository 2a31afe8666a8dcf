package json

import "github.com/backready/backready/inventory"

// A table is the columns of a kind of items, by name. Items share groups of
// values, see [inventory.Group]: what is written of a group is kept, so that in
// most columns nobody has to look at the value.
type table struct {
	columns []column
	usual   []int // the places of those that are not optional
	every   []int // of all
	groups  [inventory.Groups]group
}

// group keeps what is written of the values of a group.
type group struct {
	columns []int                  // their places in the table
	known   map[uint32][]entryText // by the number of the group, then by column
	none    []entryText            // where there are no values
	now     []entryText            // of the item at hand, nil where its values must be looked at
	most    int                    // of known
	other   int                    // how often one came that is not among them
}

// mostGroups is of how many groups of the same columns the text is kept. Where
// there are more, none is looked for any more.
const mostGroups = 1024

func tableOf(fields []*inventory.Field) *table {
	t := &table{columns: columnsOf(fields)}
	for i, f := range fields {
		g := &t.groups[f.Group()]
		t.columns[i].place = len(g.columns)
		g.columns, g.none = append(g.columns, i), append(g.none, entryText{})
		t.every = append(t.every, i)
		if !f.Optional() {
			t.usual = append(t.usual, i)
		}
	}
	t.keep(mostGroups)
	return t
}

// keep says how many groups of the same columns are kept: none where a value may
// be the item's own, which the group does not tell.
func (t *table) keep(most int) {
	for n := range t.groups {
		g := &t.groups[n]
		g.known, g.most = map[uint32][]entryText{}, most
		for _, i := range g.columns {
			if t.columns[i].field.Own() {
				g.most = 0
			}
		}
	}
}

// add adds the values of an item.
func (t *table) add(v *values, it *inventory.Item) {
	for _, i := range t.turn(it) {
		c := &t.columns[i]
		if now := t.groups[c.field.Group()].now; now != nil {
			entry := &now[c.place]
			v.of[entry.class] = append(v.of[entry.class], entry.text...)
		} else if c.field.Own() && v.addOwn(c, it) {
			continue
		} else if value := it.Value(c.field); !value.Missing() {
			v.add(c, value)
		}
	}
}

// turn turns to an item and returns the columns in which it may have values.
func (t *table) turn(it *inventory.Item) []int {
	columns, shares := t.usual, it.Shares()
	for n := range t.groups {
		g := &t.groups[n]
		switch id := it.GroupID(n); {
		case len(g.columns) == 0:
			continue
		case !shares:
			g.now = nil
		case id == 0:
			g.now = g.none
			continue
		default:
			g.now = t.of(g, it, id)
		}
		if t.columns[g.columns[0]].field.Optional() {
			columns = t.every
		}
	}
	return columns
}

// of returns what is written of a group that an item has, nil where that is not
// kept.
func (t *table) of(g *group, it *inventory.Item, id uint32) []entryText {
	if g.most == 0 || g.other > manyOther {
		return nil
	}
	list, ok := g.known[id]
	switch {
	case ok:
	case len(g.known) < g.most:
		list = make([]entryText, len(g.columns))
		for n, i := range g.columns {
			if value := it.Value(t.columns[i].field); !value.Missing() {
				list[n].class, list[n].text = t.columns[i].written(nil, value)
			}
		}
		g.known[id] = list
	default:
		g.other++
	}
	return list
}
