package tables

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/backready/backready/inventory"
)

// input takes a file that was read.
func (r *reader) input(row *Row) error {
	f := &fields{row: row}
	number := f.number()
	in := &inventory.Input{Name: f.text(), Format: inventory.Format(f.text()), Encoding: f.text(), SHA256: f.text(), Bytes: f.number(), Rows: int(f.number()),
		VMs: int(f.number()), Disks: int(f.number()), Other: int(f.number()), Duplicates: int(f.number()), Rejected: int(f.number()), Complete: f.yesNo()}
	others, err := row.Numbers(f.next())
	if kept(f, others, err); f.err != nil {
		return f.err
	}
	if in.Rows != in.VMs+in.Disks+in.Other+in.Duplicates+in.Rejected {
		return &Fault{fmt.Sprintf("%d rows are not those that became VMs, disks, others, duplicates or were rejected", in.Rows), hintAnew}
	}
	if r.inputs[number] != nil || number < 1 {
		return &Fault{fmt.Sprintf("the number %d is there twice, or less than 1", number), hintAnew}
	}
	if len(others) > 0 {
		rows := map[string]int{}
		for _, typ := range slices.Sorted(maps.Keys(others)) {
			rows[typ] = int(others[typ])
		}
		in.OtherTypes = inventory.OtherTypes(rows)
	}
	r.inputs[number] = in
	return nil
}

// problem takes something that was wrong with a file, or with the estate.
func (r *reader) problem(row *Row) error {
	f := &fields{row: row}
	number := f.number()
	p := inventory.Problem{Line: int(f.number()), Column: f.text(), Text: f.text(), Hint: f.text(), Incomplete: f.yesNo()}
	if f.err != nil {
		return f.err
	}
	if number == 0 {
		r.problems = append(r.problems, p)
		return nil
	}
	in := r.inputs[number]
	if in == nil {
		return &Fault{fmt.Sprintf("is about the file %d, which is none of the inputs", number), hintAnew}
	}
	p.File = in.Name
	in.Problems = append(in.Problems, p)
	return nil
}

// inputList are the files in the order of their numbers, which leave none out.
func (r *reader) inputList() ([]inventory.Input, error) {
	var list []inventory.Input
	for i := range len(r.inputs) {
		in := r.inputs[int64(i+1)]
		if in == nil {
			return nil, &inventory.InputError{Text: fmt.Sprintf("the file %d is missing among the inputs", i+1), Hint: hintAnew}
		}
		list = append(list, *in)
	}
	return list, nil
}

// heldInOrder are the disks of VMs that no row of a VM took, by VM.
func (r *reader) heldInOrder() iter.Seq2[string, []heldDisk] {
	return func(yield func(string, []heldDisk) bool) {
		for _, vm := range slices.Sorted(maps.Keys(r.held)) {
			if !yield(vm, r.held[vm]) {
				return
			}
		}
	}
}
