package inventory

import (
	"cmp"
	"slices"
	"strings"
)

// sortItems puts items in the order of reports: VMs, then disks, by key.
func sortItems(items []*Item) {
	order := func(a, b *Item) int { return a.compare(&b.reference) }
	if ranks := rankHomes(items); ranks != nil {
		order = func(a, b *Item) int {
			if a.home == b.home {
				return compareFolded(a.tail, b.tail)
			}
			return cmp.Or(cmp.Compare(ranks[a.home], ranks[b.home]), compareFolded(a.tail, b.tail))
		}
	}
	slices.SortFunc(items, func(a, b *Item) int {
		if a.Kind != b.Kind {
			return cmp.Compare(a.Kind, b.Kind)
		}
		return order(a, b)
	})
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
