package inventory

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Stored is an item in the form in which a report keeps it: what the exports
// state of it, by the names of the vocabulary. What follows from that is left
// out and derived again by [Restore]. Keys may be added, none changes.
type Stored struct {
	ID            string            `json:"id"`
	Kind          string            `json:"kind"`
	Name          string            `json:"name"`
	Subscription  string            `json:"subscription"`
	ResourceGroup string            `json:"resourceGroup"`
	Location      string            `json:"location"`
	Listed        bool              `json:"listed"`
	Tags          map[string]string `json:"tags"`
	StoredValues
	// Disks are those of a VM in its order, with what only the VM states.
	Disks         []StoredDisk `json:"disks,omitempty"`
	DisksComplete bool         `json:"disksComplete,omitempty"`
}

// StoredDisk is a disk as a VM holds it.
type StoredDisk struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	StoredValues
}

// StoredValues are the values of an item by field. A field that stands nowhere
// is missing. Numbers are whole, null means "none".
type StoredValues struct {
	Facts        map[string]any    `json:"facts,omitempty"`
	Defaults     map[string]any    `json:"defaults,omitempty"`     // not stated, implied by Azure
	Unrecognised map[string]string `json:"unrecognised,omitempty"` // there, but none of the names known
	AtLeast      map[string]int64  `json:"atLeast,omitempty"`      // a part of the sum
}

// joined are fields that reading or joining decides and no rule of ours could
// work out again.
var joined = append(p("disk.owners"), held...)

// Stored returns the item in its stored form.
func (it *Item) Stored() Stored {
	s := Stored{ID: it.ID(), Kind: it.Kind.String(), Name: it.Name(), Subscription: it.Subscription(), ResourceGroup: it.ResourceGroup(),
		Location: it.Location(), Listed: it.Listed, DisksComplete: it.DisksComplete}
	if it.Tags() != nil {
		s.Tags = map[string]string{}
	}
	for _, t := range it.Tags() {
		s.Tags[t.Name] = t.Value
	}
	it.store(&s.StoredValues, StoredFields(it.Kind, false))
	for _, d := range it.Disks() {
		s.Disks = append(s.Disks, d.storedDisk())
	}
	return s
}

// ofEstate are the fields of an item that count others of the estate.
var ofEstate = p("vm.vmsInSubscriptionRegion", "disk.disksInSubscription", "disk.disksInRegion", "disk.fastDisksInSubscription")

// StoredApart returns the item in the form in which the report on a part of an
// estate keeps it: with the counts that only the whole estate gives.
func (it *Item) StoredApart() Stored {
	s := it.Stored()
	it.store(&s.StoredValues, StoredFields(it.Kind, true))
	return s
}

// StoredFields returns the fields of which an item of a kind is stored with the
// values, by name; apart says that it is stored for a part of an estate, see
// [Item.StoredApart].
func StoredFields(kind Kind, apart bool) []*Field {
	return fieldsThat(kind, func(f *Field) bool {
		return !f.derived || slices.Contains(joined, f.Name) || apart && slices.Contains(ofEstate, f.Name)
	})
}

// StoredDiskFields returns those of a disk as a VM holds it. Of a disk that has a
// record of its own these are only what the VM adds: the doubled ones are stored
// where its record has no value.
func StoredDiskFields(recorded bool) []*Field {
	return fieldsThat(Disk, func(f *Field) bool {
		if recorded {
			return slices.Contains(held, f.Name) || f.Doubled()
		}
		return slices.Contains(held, f.Name) || !f.derived
	})
}

// Doubled reports whether a VM states the field of its disks as their records do.
func (f *Field) Doubled() bool { return slices.Contains(doubled, f.Name) }

// fieldsThat returns the fields of items of a kind that are wanted, by name.
func fieldsThat(kind Kind, want func(*Field) bool) []*Field {
	var list []*Field
	for _, table := range [][]Field{fieldsOf(kind), optionalFields} {
		for i := range table {
			if want(&table[i]) {
				list = append(list, &table[i])
			}
		}
	}
	slices.SortFunc(list, func(a, b *Field) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// storedDisk keeps of a disk that has a record of its own only what the VM adds.
func (it *Item) storedDisk() StoredDisk {
	s := StoredDisk{ID: it.ID(), Name: it.Name()}
	record := it.Record()
	fields := StoredDiskFields(record != nil)
	if record != nil {
		fields = slices.DeleteFunc(fields, func(f *Field) bool { return f.Doubled() && !record.Value(f).Missing() })
	}
	it.store(&s.StoredValues, fields)
	return s
}

// store keeps the values of fields.
func (it *Item) store(s *StoredValues, fields []*Field) {
	for _, f := range fields {
		switch v := it.Value(f).Shown(); {
		case v.Missing():
		case v.IsUnrecognised():
			put(&s.Unrecognised, f.Name, v.Text())
		case v.Partial():
			put(&s.AtLeast, f.Name, v.Int())
		case v.d.assumed:
			put(&s.Defaults, f.Name, v.plain(f))
		default:
			put(&s.Facts, f.Name, v.plain(f))
		}
	}
}

func put[V any](m *map[string]V, key string, v V) {
	if *m == nil {
		*m = map[string]V{}
	}
	(*m)[key] = v
}

// plain is a known value as JSON writes it, nil for "none".
func (v Value) plain(f *Field) any {
	switch {
	case v.IsAbsent():
		return nil
	case v.d.list != nil:
		return v.d.list
	case f.Type == IntField:
		return v.d.num
	case f.Type == BoolField:
		return v.True()
	}
	return v.d.text
}

// Restore builds the inventory of which a report kept items, inputs and
// problems. Values of fields that this version doesn't know are dropped. An
// item that can't be is an error.
func Restore(stored []Stored, inputs []Input, problems []Problem) (*Inventory, error) {
	items := make([]*Item, 0, len(stored))
	known, pool := &directory[*Item]{}, &pool{}
	for i := range stored {
		it, err := stored[i].item()
		if err != nil {
			return nil, err
		}
		if known.at(&it.reference) != nil {
			return nil, fmt.Errorf("the item %s stands there twice", it.ID())
		}
		pool.share(it)
		*known.enter(&it.reference) = it
		items = append(items, it)
	}
	items, _ = join(items, known, nil, pool)
	if err := keepCounts(items, stored); err != nil {
		return nil, err
	}
	for _, it := range items {
		pool.share(it)
	}
	return &Inventory{Items: items, Inputs: inputs, Problems: problems}, nil
}

// keepCounts sets again the counts of the estate that were stored, see
// [Item.StoredApart]: here only a part of it was counted.
func keepCounts(items []*Item, stored []Stored) error {
	counts := map[string]*Stored{}
	for i := range stored {
		counts[strings.ToLower(stored[i].ID)] = &stored[i]
	}
	for _, it := range items {
		s := counts[it.Key()]
		if s == nil {
			continue
		}
		for _, name := range ofEstate {
			raw, ok := s.Facts[name]
			if !ok {
				continue
			}
			v, err := valueOf(raw)
			if err != nil {
				return fmt.Errorf("the item %s: %s: %w", it.ID(), name, err)
			}
			if f := mustField(name); f.Kind() == it.Kind {
				it.setField(f, v)
			}
		}
	}
	for _, it := range items {
		for _, d := range it.Disks() {
			for _, name := range ofEstate {
				if f := mustField(name); d.Record() != nil && f.Kind() == d.Kind {
					d.setField(f, d.Record().Value(f))
				}
			}
		}
	}
	return nil
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
		view := Named(Disk, Identity{ID: d.ID, Name: d.Name})
		if strings.HasPrefix(d.ID, "/") { // a resource, no VHD
			view.setID(d.ID)
		}
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

// restore sets the values that were stored.
func (it *Item) restore(s *StoredValues) error {
	set := func(name string, v Value) {
		if f, ok := FieldNamed(name); ok && (f.Optional() || f.Kind() == it.Kind) {
			it.setField(f, v)
		}
	}
	for assumed, values := range map[bool]map[string]any{false: s.Facts, true: s.Defaults} {
		for name, raw := range values {
			v, err := valueOf(raw)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if assumed {
				v = v.Assumed()
			}
			set(name, v)
		}
	}
	for name, text := range s.Unrecognised {
		set(name, Unrecognised(text))
	}
	for name, n := range s.AtLeast {
		set(name, AtLeast(n))
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
