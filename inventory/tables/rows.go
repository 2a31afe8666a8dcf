package tables

import (
	"iter"
	"strconv"

	"github.com/backready/backready/inventory"
)

// A cell is what stands in one column of a row: nil where nothing is known, or a
// string, int64, bool, []string, map[string]string, or map[string]int64.
type cell = any

// rowsOf returns the rows of a table of an inventory, in order. A row is used
// again for the next.
func rowsOf(t *Table, inv *inventory.Inventory) iter.Seq[[]cell] {
	switch t {
	case VMs:
		return itemRows(t, inventory.VM, inv)
	case Disks:
		return itemRows(t, inventory.Disk, inv)
	case Attached:
		return attachedRows(t, inv)
	case Inputs:
		return inputRows(inv)
	}
	return problemRows(inv)
}

func itemRows(t *Table, kind inventory.Kind, inv *inventory.Inventory) iter.Seq[[]cell] {
	f := newFiller(t)
	return func(yield func([]cell) bool) {
		for _, it := range inv.Items {
			if it.Kind == kind && !yield(f.item(it)) {
				return
			}
		}
	}
}

func attachedRows(t *Table, inv *inventory.Inventory) iter.Seq[[]cell] {
	f := newFiller(t)
	return func(yield func([]cell) bool) {
		for _, vm := range inv.Items {
			for place, d := range vm.EachDisk() {
				if !yield(f.attached(vm, place, d)) {
					return
				}
			}
		}
	}
}

// A filler fills the cells of a row.
type filler struct {
	table  *Table
	row    []cell
	fields int // the place of the first field

	absent, assumed []string
	unrecognised    map[string]string
	atLeast         map[string]int64
}

func newFiller(t *Table) *filler {
	f := &filler{table: t, row: make([]cell, len(t.Columns))}
	for f.fields = 0; t.Columns[f.fields].Field == nil; f.fields++ {
	}
	return f
}

func (f *filler) begin(cells ...cell) {
	clear(f.row)
	f.row[0] = f.table.Mark()
	copy(f.row[1:], cells)
	f.absent, f.assumed, f.unrecognised, f.atLeast = nil, nil, nil, nil
}

func (f *filler) item(it *inventory.Item) []cell {
	f.begin(it.ID(), it.Name(), it.Subscription(), it.ResourceGroup(), it.Location(), it.Listed, tagsOf(it))
	if it.Kind == inventory.VM {
		f.row[f.table.Index("disks")], f.row[f.table.Index("disksComplete")] = int64(it.DiskCount()), it.DisksComplete
	}
	for i, c := range f.table.Columns[f.fields:] {
		f.put(f.fields+i, c.Field, it.Value(c.Field))
	}
	return f.end()
}

func tagsOf(it *inventory.Item) cell {
	if !it.HasTags() {
		return nil
	}
	tags := map[string]string{}
	for t := range it.EachTag {
		tags[t.Name] = t.Value
	}
	return tags
}

// attached fills the row of a disk as a VM holds it: what only the VM knows, and
// what is not as the row of the disk has it.
func (f *filler) attached(vm *inventory.Item, place int, d *inventory.Item) []cell {
	f.begin(vm.ID(), int64(place), d.ID(), d.Name())
	var own []string
	record := d.Record()
	for i, c := range f.table.Columns[f.fields:] {
		v := d.Value(c.Field)
		if v.Missing() || record != nil && !c.Field.Held() && alike(v, record.Value(c.Field)) {
			continue
		}
		own = append(own, c.Field.Name)
		f.put(f.fields+i, c.Field, v)
	}
	f.row[f.table.Index("own")] = listed(own)
	return f.end()
}

// alike reports whether two values are the same in every respect.
func alike(a, b inventory.Value) bool {
	return a.Missing() == b.Missing() && a.IsAssumed() == b.IsAssumed() && a.IsAbsent() == b.IsAbsent() && a.String() == b.String() && a.Int() == b.Int()
}

// put puts a value into its cell, or what is known beside it into a companion.
func (f *filler) put(at int, field *inventory.Field, v inventory.Value) {
	switch {
	case v.Missing():
		return
	case v.IsUnrecognised():
		if f.unrecognised == nil {
			f.unrecognised = map[string]string{}
		}
		f.unrecognised[field.Name] = strconv.Quote(v.Text())
		return
	case v.Partial():
		if f.atLeast == nil {
			f.atLeast = map[string]int64{}
		}
		f.atLeast[field.Name] = v.Int()
		return
	case v.IsAbsent():
		f.absent = append(f.absent, field.Name)
	default:
		f.row[at] = known(f.table.Columns[at].Type, v)
	}
	if v.IsAssumed() {
		f.assumed = append(f.assumed, field.Name)
	}
}

// known is the cell of a known value.
func known(t Type, v inventory.Value) cell {
	switch t {
	case Number:
		return v.Int()
	case YesNo:
		return v.True()
	case List:
		return v.List()
	}
	return v.Text()
}

// end puts the companions into their cells.
func (f *filler) end() []cell {
	set := func(name string, c cell) { f.row[f.table.Index(name)] = c }
	set(absent, listed(f.absent))
	set(assumed, listed(f.assumed))
	if f.unrecognised != nil {
		set(unrecognised, f.unrecognised)
	}
	if f.atLeast != nil {
		set(atLeast, f.atLeast)
	}
	return f.row
}

// listed is the cell of a list that says nothing where it is empty.
func listed(names []string) cell {
	if len(names) == 0 {
		return nil
	}
	return names
}

func inputRows(inv *inventory.Inventory) iter.Seq[[]cell] {
	return func(yield func([]cell) bool) {
		for i, in := range inv.Inputs {
			var others cell
			if len(in.OtherTypes) > 0 {
				rows := map[string]int64{}
				for _, o := range in.OtherTypes {
					rows[o.Type] = int64(o.Rows)
				}
				others = rows
			}
			if !yield([]cell{Inputs.Mark(), int64(i + 1), in.Name, string(in.Format), in.Encoding, in.SHA256, in.Bytes, int64(in.Rows), int64(in.VMs),
				int64(in.Disks), int64(in.Other), int64(in.Duplicates), int64(in.Rejected), in.Complete, others}) {
				return
			}
		}
	}
}

func problemRows(inv *inventory.Inventory) iter.Seq[[]cell] {
	return func(yield func([]cell) bool) {
		row := func(input int, p inventory.Problem) bool {
			return yield([]cell{Problems.Mark(), int64(input), int64(p.Line), p.Column, p.Text, p.Hint, p.Incomplete})
		}
		for i, in := range inv.Inputs {
			for _, p := range in.Problems {
				if !row(i+1, p) {
					return
				}
			}
		}
		for _, p := range inv.Problems {
			if !row(0, p) {
				return
			}
		}
	}
}
