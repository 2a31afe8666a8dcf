package inventory

import (
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

// ofEstate are the fields of an item that count others of the estate, or look for
// one.
var ofEstate = p("vm.vmsInSubscriptionRegion", "disk.disksInSubscription", "disk.disksInRegion", "disk.fastDisksInSubscription", "restore.nameTaken")

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
