package tables

import (
	"fmt"
	"hash/maphash"
	"strings"

	"github.com/backready/backready/inventory"
)

// What is read back is held against what it was read from.

// about is the number of what a row is about: an item, or the disk of a VM at a
// place.
func (r *reader) about(t *Table, id string, place int64) uint64 {
	return maphash.String(r.seed, fmt.Sprintf("%s %d %s", t.Name, place, strings.ToLower(id)))
}

// summed keeps the checksum of a row.
func (r *reader) summed(row *Row, id string, place int64) error {
	cells, err := r.all(row)
	if err != nil {
		return err
	}
	about := r.about(row.Table, id, place)
	if first, ok := r.sums[about]; ok {
		return &Fault{fmt.Sprintf("stands there twice: %s:%d is about the same", first.file, first.line), hintAnew}
	}
	r.sums[about] = sum{r.sumOf(row.Table, cells), row.File, row.Line}
	return nil
}

// sumOf is the checksum of the cells of a row.
func (r *reader) sumOf(t *Table, cells []cell) uint64 {
	r.text = appendObject(r.text[:0], t, cells)
	return maphash.Bytes(r.seed, r.text)
}

// all are the cells of a row as [rowsOf] gives them, good until the next row.
func (r *reader) all(row *Row) ([]cell, error) {
	r.cells = append(r.cells[:0], make([]cell, len(row.Table.Columns))...)
	for i := range r.cells {
		if !row.Has(i) {
			continue
		}
		var err error
		if r.cells[i], err = row.cell(i); err != nil {
			return nil, err
		}
	}
	return r.cells, nil
}

func (r *Row) cell(i int) (cell, error) {
	field := r.Table.Columns[i].Field != nil
	switch r.Table.Columns[i].Type {
	case Number:
		return r.Number(i)
	case YesNo:
		return r.YesNo(i)
	case List:
		list, err := r.List(i)
		if len(list) == 0 && !field {
			return nil, err // as some engines write what is not there
		}
		return list, err
	case Texts:
		texts, err := r.Texts(i)
		if len(texts) == 0 && r.Table.Columns[i].Name != "tags" {
			return nil, err
		}
		return texts, err
	case Numbers:
		numbers, err := r.Numbers(i)
		if len(numbers) == 0 {
			return nil, err
		}
		return numbers, err
	}
	return r.Text(i)
}

// compare holds each row against that of what was made of it.
func (r *reader) compare(inv *inventory.Inventory) error {
	for vm, held := range r.heldInOrder() {
		return &inventory.InputError{Text: fmt.Sprintf("attached holds %d disks of %s, which is none of the VMs", len(held), vm), Hint: hintAnew}
	}
	for _, t := range []*Table{VMs, Disks, Attached} {
		id, place := t.Index("id"), -1
		if t == Attached {
			id, place = t.Index("vm"), t.Index("place")
		}
		for row := range rowsOf(t, inv) {
			at := int64(0)
			if place >= 0 {
				at = 1 + row[place].(int64)
			}
			if err := r.same(t, row, row[id].(string), at); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *reader) same(t *Table, row []cell, id string, place int64) error {
	read, ok := r.sums[r.about(t, id, place)]
	if !ok {
		return &inventory.InputError{Text: fmt.Sprintf("the tables name %s, but %s has no row of it", id, t.Name), Hint: hintAnew}
	}
	if r.sumOf(t, row) != read.of {
		return &inventory.InputError{File: read.file, Line: read.line, Hint: hintAnew,
			Text: "does not agree with itself: what follows from the row, or from the others, is not what it says"}
	}
	return nil
}

// count says what the tables don't hold of the files they were made from. An
// engine may have left something out on purpose; a report has to say so.
func (r *reader) count(inv *inventory.Inventory) {
	add := func(format string, args ...any) {
		inv.Problems = append(inv.Problems, inventory.Problem{Text: fmt.Sprintf(format, args...), Hint: hintAnew, Incomplete: true})
	}
	if len(inv.Inputs) == 0 {
		add("no table says which files the inventory was made from, or whether these were complete")
		return
	}
	var read, listed [2]int
	for _, in := range inv.Inputs {
		read[inventory.VM] += in.VMs
		read[inventory.Disk] += in.Disks
	}
	for _, it := range inv.Items {
		if it.Listed {
			listed[it.Kind]++
		}
	}
	for _, kind := range []inventory.Kind{inventory.VM, inventory.Disk} {
		if read[kind] != listed[kind] {
			add("the files held %d %ss, the tables hold %d", read[kind], kind, listed[kind])
		}
	}
}
