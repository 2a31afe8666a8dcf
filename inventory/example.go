package inventory

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Example builds an item from values by field name, as examples of rules state
// them, and derives what follows. A field left out is missing; nil means that a
// full object does not state it. disks are the disks of a VM, nil when the
// export names none.
func Example(kind Kind, values map[string]any, disks []map[string]any) (*Item, error) {
	it := Named(kind, Identity{ID: "example"})
	it.Listed, it.DisksComplete = true, disks != nil
	var held []*Item
	for i, values := range disks {
		d := Named(Disk, Identity{ID: fmt.Sprint("disk", i)})
		d.Listed = true
		if err := d.fill(values); err != nil {
			return nil, err
		}
		d.exampleDefaults()
		d.derive()
		d.fillDerived(values)
		held = append(held, d)
	}
	it.setDisks(held)
	if err := it.fill(values); err != nil {
		return nil, err
	}
	if kind == Disk {
		it.exampleDefaults()
	}
	it.derive()
	it.fillDerived(values)
	return it, nil
}

// exampleDefaults settles what only the join of VMs and disks tells.
func (it *Item) exampleDefaults() {
	if it.get("disk.ade").Missing() {
		it.set("disk.ade", it.get("disk.adeEnabled"))
	}
}

func (it *Item) fill(values map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		f, ok := FieldNamed(name)
		if !ok || !f.Optional() && f.Kind() != it.Kind {
			return fmt.Errorf("no field %s of a %s", name, it.Kind)
		}
		it.setField(f, f.exampleValue(values[name]))
	}
	return nil
}

// fillDerived puts back derived values that an example states itself.
func (it *Item) fillDerived(values map[string]any) {
	for name, raw := range values {
		if f := mustField(name); f.derived {
			it.setField(f, f.exampleValue(raw))
		}
	}
}

func (f *Field) exampleValue(raw any) Value {
	switch raw := raw.(type) {
	case nil:
		if f.Default.Missing() {
			return Absent()
		}
		return f.Default.Assumed()
	case uint64, int64, int:
		return f.readValue(json.Number(fmt.Sprint(raw)))
	case []any:
		for i := range raw {
			raw[i] = fmt.Sprint(raw[i])
		}
		return f.readValue(raw)
	}
	return f.readValue(raw)
}
