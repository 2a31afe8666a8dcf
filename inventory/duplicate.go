package inventory

import (
	"slices"
	"strings"
)

// differences names the fields in which two rows of one item state different
// things. Case never counts: Azure writes one id in several ways.
func (it *Item) differences(other *Item) []string {
	var names []string
	compare := func(table []Field) {
		for i := range table {
			f := &table[i]
			a, b := it.Value(f), other.Value(f)
			if a.Known() && b.Known() && !strings.EqualFold(a.Text(), b.Text()) {
				names = append(names, f.Name)
			}
		}
	}
	compare(fieldsOf(it.Kind))
	if it.DisksComplete && len(other.without(it)) > 0 || other.DisksComplete && len(it.without(other)) > 0 {
		names = append(names, "disks")
	}
	if it.work().extra != nil && other.work().extra != nil {
		compare(optionalFields)
	}
	return names
}

// merge makes one item of two rows: the one that states more, with what only
// the other states. Of two that state as much, neither is right where they
// contradict each other: their order must decide nothing. The place in the
// inventory stays that of the first.
func (it *Item) merge(other *Item) {
	fuller, rest := it, other
	ours, theirs := it.weight(), other.weight()
	if theirs > ours {
		fuller, rest = other, it
	}
	merged := fuller.copy()
	merged.place = it.place
	merged.unshare()
	rest.unshare()
	equals := ours == theirs
	merged.more.values = fill(merged.more.values, rest.more.values, equals)
	merged.more.extra = fill(merged.more.extra, rest.more.extra, equals)
	if merged.tags == nil {
		merged.tags = rest.tags
	}
	merged.takeDisks(rest)
	if merged.Location() == "" {
		merged.called().location = rest.Location()
	}
	*it = *merged
}

// takeDisks takes the disks of another row of the VM as well. A list that one row
// calls whole and the other belies is not known to be whole.
func (it *Item) takeDisks(rest *Item) {
	ours, theirs := it.without(rest), rest.without(it)
	switch {
	case !it.DisksComplete && len(ours) == 0:
		it.held, it.DisksComplete = rest.held, rest.DisksComplete
	case len(theirs) > 0 || rest.DisksComplete && len(ours) > 0:
		it.DisksComplete = false
		it.setDisks(append(it.Disks(), theirs...))
	}
}

// without are the disks that another row of the VM does not name.
func (it *Item) without(other *Item) (list []*Item) {
	for _, a := range it.attachments() {
		same := func(b attachment) bool { return sameDisk(a.disk, b.disk) }
		if !slices.ContainsFunc(other.attachments(), same) {
			list = append(list, a.disk)
		}
	}
	return list
}

// sameDisk reports whether two rows of a VM name one disk: by its id or, where one
// has none, by its name or place.
func sameDisk(a, b *Item) bool {
	if a.tail != "" && b.tail != "" {
		return a.same(&b.reference)
	}
	if a.Name() != "" && b.Name() != "" {
		return strings.EqualFold(a.Name(), b.Name())
	}
	return a.get("disk.lun").Text() == b.get("disk.lun").Text() && a.get("disk.role").Text() == b.get("disk.role").Text()
}

// weight is the number of values that a row states; defaults count little.
func (it *Item) weight() int {
	n := 0
	for _, values := range [][]Value{it.work().values, it.more.extra} {
		for _, v := range values {
			switch {
			case v.Known() && !v.d.assumed:
				n += 2
			case v.Known():
				n++
			}
		}
	}
	return n
}

// fill completes values with those of another row; what is stated outweighs
// what was assumed, and of equals nothing outweighs the other.
func fill(values, rest []Value, equals bool) []Value {
	if values == nil || rest == nil {
		return append(slices.Clone(values), rest...)
	}
	out := slices.Clone(values)
	for i, v := range out {
		if !v.Known() && rest[i].Known() || v.Known() && v.d.assumed && rest[i].Known() && !rest[i].d.assumed {
			out[i] = rest[i]
		}
		if equals && contradict(v, rest[i]) {
			out[i] = Value{}
		}
	}
	return out
}

// contradict reports whether two rows state different things. Case never counts:
// Azure writes one id in several ways.
func contradict(a, b Value) bool {
	return a.Known() && b.Known() && !a.d.assumed && !b.d.assumed && !strings.EqualFold(a.Text(), b.Text())
}
