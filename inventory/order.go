package inventory

import (
	"cmp"
	"slices"
	"strings"
)

// sortItems puts items in the order of reports: VMs, then disks, by key.
func sortItems(items []*Item) {
	homes, ok := rankHomes(items)
	if !ok {
		slices.SortFunc(items, func(a, b *Item) int {
			if a.Kind != b.Kind {
				return cmp.Compare(a.Kind, b.Kind)
			}
			return a.compare(&b.reference)
		})
		return
	}
	type ranked struct {
		rank int // of the home, those of disks after those of VMs
		item *Item
	}
	list := make([]ranked, len(items))
	for i, it := range items {
		list[i] = ranked{it.home.rank + int(it.Kind)*(homes+1), it}
	}
	slices.SortFunc(list, func(a, b ranked) int {
		if a.rank != b.rank {
			return a.rank - b.rank
		}
		return compareFolded(a.item.tail, b.item.tail)
	})
	for i := range list {
		items[i] = list[i].item
	}
}

// rankHomes numbers the homes of many items in their order, from 1, so that each
// is looked at once and not in every comparison. It does not for few items, and
// where one home lies within another: then names decide as well.
func rankHomes(items []*Item) (n int, ok bool) {
	const few = 1000
	if len(items) < few {
		return 0, false
	}
	for _, it := range items {
		if it.home == nil || it.home == nowhereHome {
			return 0, false
		}
		it.home.rank = 0
	}
	var homes []*home
	for _, it := range items {
		if it.home.rank == 0 {
			it.home.rank = 1
			homes = append(homes, it.home)
		}
	}
	slices.SortFunc(homes, (*home).compare)
	for i, h := range homes {
		if i == 0 || !h.same(homes[i-1]) {
			n++
		}
		if h.rank = n; i > 0 && h.within(homes[i-1]) {
			return 0, false
		}
	}
	return n, true
}

// compare orders homes by their keys.
func (h *home) compare(o *home) int {
	if h.beforeKey == o.beforeKey && compareFolded(h.group, o.group) == 0 {
		return strings.Compare(h.afterKey, o.afterKey)
	}
	return (&reference{home: h}).compare(&reference{home: o})
}

// within reports whether the key of a home begins with that of another, which is
// not the same. Names of resource groups have no slashes, so that those of one
// area never do.
func (h *home) within(o *home) bool {
	return !h.same(o) && (h.area != o.area || h.group == "" || o.group == "") && strings.HasPrefix(h.key(), o.key())
}
