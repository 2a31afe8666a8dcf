package inventory

import (
	"cmp"
	"slices"
	"strings"
)

// sortItems puts items in the order of reports: VMs, then disks, by key.
func sortItems(items []*Item) {
	ranks := rankHomes(items)
	if ranks == nil {
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
		list[i] = ranked{ranks[it.home] + int(it.Kind)*len(ranks), it}
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

// rankHomes numbers the homes of many items in their order, so that each is
// looked at once and not in every comparison. It returns nil for few items, and
// where one home lies within another: then names decide as well.
func rankHomes(items []*Item) map[*home]int {
	const few = 1000
	if len(items) < few {
		return nil
	}
	ranks := map[*home]int{}
	for _, it := range items {
		ranks[it.home] = 0
	}
	type keyed struct {
		home *home
		key  string
	}
	homes := make([]keyed, 0, len(ranks))
	for h := range ranks {
		if h == nil {
			return nil
		}
		homes = append(homes, keyed{h, h.key()})
	}
	slices.SortFunc(homes, func(a, b keyed) int { return strings.Compare(a.key, b.key) })
	rank := 0
	for i, h := range homes {
		if i > 0 && h.key != homes[i-1].key {
			if rank++; strings.HasPrefix(h.key, homes[i-1].key) {
				return nil
			}
		}
		ranks[h.home] = rank
	}
	return ranks
}
