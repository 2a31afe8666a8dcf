package inventory

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Restore builds the inventory of which a report kept items, inputs and
// problems, see [Restorer].
func Restore(stored []Stored, inputs []Input, problems []Problem) (*Inventory, error) {
	r := NewRestorer()
	for i := range stored {
		r.Add(&stored[i])
	}
	return r.Inventory(inputs, problems)
}

// A Restorer builds the inventory of which a report kept the items. Values of
// fields that this version doesn't know are dropped.
type Restorer struct {
	pool    pool
	known   directory[*Item]
	items   []*Item
	apart   map[*Item][]fieldValue // see [Item.StoredApart]
	numbers [2][]uint32            // of values at hand: of the kind, and optional
	ofItem  uint32                 // the number of what the item itself tells
	err     error                  // what was wrong first
}

// fieldValue is the value of a field.
type fieldValue struct {
	field *Field
	value Value
}

// NewRestorer returns one without items.
func NewRestorer() *Restorer { return &Restorer{apart: map[*Item][]fieldValue{}} }

// Add takes the next item and returns it. Of one that can't be it returns nil:
// [Restorer.Inventory] tells of it.
func (r *Restorer) Add(s *Stored) *Item {
	if r.err != nil {
		return nil
	}
	it, err := s.item()
	if err != nil {
		r.err = err
		return nil
	}
	for _, name := range ofEstate {
		if raw, ok := s.Facts[name]; ok && mustField(name).on(it.Kind) {
			v, _ := valueOf(raw) // which is one, or the item had not been
			r.apart[it] = append(r.apart[it], fieldValue{mustField(name), v})
		}
	}
	r.pool.share(it)
	return r.enter(it)
}

// enter takes an item that is whole.
func (r *Restorer) enter(it *Item) *Item {
	known := r.known.enter(&it.reference)
	if *known != nil {
		r.err = fmt.Errorf("the item %s stands there twice", it.ID())
		return nil
	}
	*known = it
	r.items = append(r.items, it)
	return it
}

// Inventory joins the items. One that can't be is an error.
func (r *Restorer) Inventory(inputs []Input, problems []Problem) (*Inventory, error) {
	if r.err != nil {
		return nil, r.err
	}
	items, _ := join(r.items, &r.known, nil, &r.pool)
	r.keepCounts(items)
	return &Inventory{Items: items, Inputs: inputs, Problems: problems}, nil
}

// keepCounts sets again the counts of the estate that were stored, see
// [Item.StoredApart]: here only a part of it was counted.
func (r *Restorer) keepCounts(items []*Item) {
	if len(r.apart) == 0 {
		return
	}
	for _, it := range items {
		for _, c := range r.apart[it] {
			it.setField(c.field, c.value)
		}
		r.pool.share(it)
	}
	for _, it := range items {
		for _, a := range it.attachments() {
			r.keepHeld(a)
		}
	}
}

// keepHeld sets the counts of a disk as a VM holds it to those of its record.
// Where the VM adds but a group to the record there is nothing to set.
func (r *Restorer) keepHeld(a attachment) {
	if a.held != nil || a.disk.Record() == nil {
		return
	}
	for _, name := range ofEstate {
		f := mustField(name)
		if v := a.disk.Record().Value(f); f.on(a.disk.Kind) && !(f.optional && v.Missing()) {
			a.disk.setField(f, v)
		}
	}
	r.pool.share(a.disk)
}

func (s *Stored) item() (*Item, error) {
	it := Named(Disk, Identity{s.ID, s.Name, s.Subscription, s.ResourceGroup, s.Location, tagsOf(s.Tags)})
	it.Listed, it.DisksComplete = s.Listed, s.DisksComplete
	switch {
	case s.ID == "":
		return nil, fmt.Errorf("an item has no id")
	case s.Kind == VM.String():
		it.Kind = VM
	case s.Kind != Disk.String():
		return nil, fmt.Errorf("the item %s is a %q, neither vm nor disk", s.ID, s.Kind)
	}
	var held []*Item
	for _, d := range s.Disks {
		view := storedView(d.ID, d.Name)
		if err := view.restore(&d.StoredValues); err != nil {
			return nil, fmt.Errorf("the disk %s of %s: %w", d.Name, s.ID, err)
		}
		held = append(held, view)
	}
	it.setDisks(held)
	if err := it.restore(&s.StoredValues); err != nil {
		return nil, fmt.Errorf("the item %s: %w", s.ID, err)
	}
	return it, nil
}

// storedView is a disk as a VM holds it, of which nothing but its name is known.
func storedView(id, name string) *Item {
	view := Named(Disk, Identity{ID: id, Name: name})
	if strings.HasPrefix(id, "/") { // a resource, no VHD
		view.setID(id)
	}
	return view
}

// restore sets the values that were stored.
func (it *Item) restore(s *StoredValues) error {
	set := func(name string, v Value) {
		if f, ok := FieldNamed(name); ok && f.on(it.Kind) {
			it.setField(f, v)
		}
	}
	for _, of := range [...]struct {
		values  map[string]any
		assumed bool
	}{{s.Facts, false}, {s.Defaults, true}} {
		for _, name := range slices.Sorted(maps.Keys(of.values)) { // two may be of one field
			v, err := valueOf(of.values[name])
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if of.assumed {
				v = v.Assumed()
			}
			set(name, v)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Unrecognised)) {
		set(name, Unrecognised(s.Unrecognised[name]))
	}
	for _, name := range slices.Sorted(maps.Keys(s.AtLeast)) {
		set(name, AtLeast(s.AtLeast[name]))
	}
	return nil
}

// valueOf is the known value that JSON holds, its numbers as [json.Number].
func valueOf(raw any) (Value, error) {
	switch raw := raw.(type) {
	case nil:
		return Absent(), nil
	case string:
		return Text(raw), nil
	case bool:
		return Bool(raw), nil
	case json.Number:
		n, err := raw.Int64()
		return Int(n), err
	case []any:
		texts := make([]string, len(raw))
		for i, e := range raw {
			text, ok := e.(string)
			if !ok {
				return Value{}, fmt.Errorf("a list of something else than texts")
			}
			texts[i] = text
		}
		return List(texts...), nil
	}
	return Value{}, fmt.Errorf("an object in the place of a value")
}
