package inventory

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// differences names the fields in which two rows of one item state different
// things. Case never counts: Azure writes one id in several ways.
func (it *Item) differences(other *Item) []string {
	names := it.contradictions(other)
	if it.DisksComplete && len(other.without(it)) > 0 || other.DisksComplete && len(it.without(other)) > 0 {
		names = append(names, "disks")
	}
	for _, a := range it.attachments() {
		if b := other.named(a.disk); b != nil {
			names = append(names, a.disk.contradictions(b)...)
		}
	}
	if it.tags != nil && other.tags != nil && tagText(it) != tagText(other) {
		names = append(names, "tags")
	}
	return names
}

func (it *Item) contradictions(other *Item) (names []string) {
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
	if it.work().extra != nil && other.work().extra != nil {
		compare(optionalFields)
	}
	return names
}

func tagText(it *Item) string { return fmt.Sprintf("%q", it.Tags()) }

// repeats reports whether a row says of a disk what another row of it says.
func (it *Item) repeats(other *Item) bool {
	return it.Kind == Disk && it.Shares() && other.Shares() && it.groups == other.groups && it.home == other.home && it.tags == other.tags
}

// unite makes an item of all of its rows. What a row states counts before what less
// full ones state, and what is stated before what is assumed. Where rows that are as
// full contradict each other, neither is right. Nothing hangs on the order of the
// rows but the place in the inventory, which stays that of the first.
func (it *Item) unite(rows []*Item) {
	weights := map[*Item]int{}
	for i, r := range rows {
		rows[i] = r.copy()
		rows[i].unshare()
		weights[rows[i]] = rows[i].weight()
	}
	slices.SortStableFunc(rows, func(a, b *Item) int {
		return cmp.Or(weights[b]-weights[a], strings.Compare(a.ID(), b.ID()), strings.Compare(a.Name(), b.Name()), strings.Compare(tagText(a), tagText(b)),
			strings.Compare(a.Location(), b.Location()))
	})
	equals := func(a, b int) bool { return weights[rows[a]] == weights[rows[b]] }
	united := rows[0].copy()
	united.place = it.place
	united.settleValues(rows, equals)
	for _, r := range rows {
		if united.tags == nil {
			united.tags = r.tags
		}
		if united.Location() == "" {
			united.called().location = r.Location()
		}
	}
	united.uniteDisks(rows, weights)
	*it = *united
}

// settleValues takes the values that rows state, the fullest first.
func (it *Item) settleValues(rows []*Item, equals func(a, b int) bool) {
	m, column := it.work(), make([]Value, len(rows))
	for i := range m.values {
		for n, r := range rows {
			column[n] = r.work().values[i]
		}
		m.values[i] = settled(column, equals)
	}
	for i := range optionalFields {
		for n, r := range rows {
			if column[n] = (Value{}); r.more.extra != nil {
				column[n] = r.more.extra[i]
			}
		}
		if v := settled(column, equals); !v.Missing() || m.extra != nil {
			it.setField(&optionalFields[i], v)
		}
	}
}

// settled is the value of which the fullest row that states one is certain, else
// what is assumed, else what is there and is not recognised.
func settled(values []Value, equals func(a, b int) bool) (best Value) {
	for n, v := range values {
		if v.Known() && !v.d.assumed {
			for i := range values {
				if equals(n, i) && contradict(v, values[i]) {
					return Value{}
				}
			}
			return v
		}
		if best.Missing() || !best.Known() && v.Known() {
			best = v
		}
	}
	return best
}

// contradict reports whether two rows state different things.
func contradict(a, b Value) bool {
	return a.Known() && b.Known() && !a.d.assumed && !b.d.assumed && !strings.EqualFold(a.Text(), b.Text())
}

// uniteDisks takes the disks of all rows of a VM. A list that one row calls whole
// and another belies is not known to be whole.
func (it *Item) uniteDisks(rows []*Item, weights map[*Item]int) {
	var disks []*Item
	for _, r := range rows {
		for _, a := range r.attachments() {
			if !slices.ContainsFunc(disks, func(d *Item) bool { return sameDisk(d, a.disk) }) {
				disks = append(disks, uniteViews(a.disk, rows, weights))
			}
		}
	}
	it.DisksComplete = false
	for _, r := range rows {
		it.DisksComplete = it.DisksComplete || r.DisksComplete
	}
	for _, r := range rows {
		if r.DisksComplete && r.DiskCount() < len(disks) {
			it.DisksComplete = false
		}
	}
	if disks == nil {
		return
	}
	slices.SortStableFunc(disks, func(a, b *Item) int {
		os := func(d *Item) int { return strings.Compare(d.get("disk.role").Text(), "os") }
		return cmp.Or(cmp.Compare(os(a)*os(a), os(b)*os(b)), cmp.Compare(a.Value(diskLUN).Int(), b.Value(diskLUN).Int()), strings.Compare(a.Key(), b.Key()))
	})
	it.setDisks(disks)
}

// uniteViews is a disk as the rows of its VM state it.
func uniteViews(disk *Item, rows []*Item, weights map[*Item]int) *Item {
	var views []*Item
	var of []int
	for _, r := range rows {
		if v := r.named(disk); v != nil {
			v = v.copy()
			v.unshare()
			views, of = append(views, v), append(of, weights[r])
		}
	}
	united := views[0].copy()
	united.settleValues(views, func(a, b int) bool { return of[a] == of[b] })
	return united
}

// without are the disks that another row of the VM does not name.
func (it *Item) without(other *Item) (list []*Item) {
	for _, a := range it.attachments() {
		if other.named(a.disk) == nil {
			list = append(list, a.disk)
		}
	}
	return list
}

// named is a disk as the VM holds it, nil if it does not.
func (it *Item) named(disk *Item) *Item {
	for _, a := range it.attachments() {
		if sameDisk(a.disk, disk) {
			return a.disk
		}
	}
	return nil
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
