package inventory

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
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
		list[i] = ranked{int(it.home.rank) + int(it.Kind)*(homes+1), it}
	}
	list = sorted(list, func(a, b ranked) int {
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
	return orderHomes(homes)
}

// A rankedHome is the key of a home: the place of what stands before the group
// among all of these, and the group in lower case.
type rankedHome struct {
	*home
	before int
	group  string
}

func (h *rankedHome) compare(o *rankedHome) int {
	switch {
	case h.before != o.before:
		return h.before - o.before
	case h.group == o.group:
		return strings.Compare(h.afterKey, o.afterKey)
	case strings.HasPrefix(h.group, o.group) || strings.HasPrefix(o.group, h.group):
		return strings.Compare(h.group+h.afterKey, o.group+o.afterKey)
	}
	return strings.Compare(h.group, o.group)
}

// within reports whether a home lies within another. Names of groups have no
// slashes.
func (h *rankedHome) within(o *rankedHome) bool {
	switch {
	case h.before != o.before:
		return false
	case h.group == o.group:
		return strings.HasPrefix(h.afterKey, o.afterKey)
	}
	return o.group == "" && strings.HasPrefix(h.group+h.afterKey, o.afterKey)
}

// orderHomes is [rankHomes] of homes, each of which stands there once.
func orderHomes(homes []*home) (n int, ok bool) {
	befores, ok := rankBefores(homes)
	if !ok {
		return 0, false
	}
	list := make([]rankedHome, len(homes))
	for i, h := range homes {
		list[i] = rankedHome{h, befores[h.beforeKey], strings.ToLower(h.group())}
	}
	list = sorted(list, func(a, b rankedHome) int { return a.compare(&b) })
	for i := range list {
		h := &list[i]
		if i == 0 || h.compare(&list[i-1]) != 0 {
			n++
			ok = ok && (i == 0 || !h.within(&list[i-1]))
		}
		h.rank = uint32(n)
	}
	return n, ok
}

// rankBefores numbers what stands before the groups of homes in its order; ok is
// false where one of these begins with another.
func rankBefores(homes []*home) (ranks map[string]int, ok bool) {
	ranks = map[string]int{}
	for _, h := range homes {
		ranks[h.beforeKey] = 0
	}
	befores := slices.Sorted(maps.Keys(ranks))
	for i, before := range befores {
		if ranks[before] = i; i > 0 && strings.HasPrefix(before, befores[i-1]) {
			return nil, false
		}
	}
	return ranks, true
}

// sorted puts a long list in order, one half beside the other.
func sorted[T any](list []T, compare func(a, b T) int) []T {
	a, b := list[:len(list)/2], list[len(list)/2:]
	var done sync.WaitGroup
	done.Go(func() { slices.SortFunc(a, compare) })
	slices.SortFunc(b, compare)
	done.Wait()
	all := make([]T, 0, len(list))
	for len(a) > 0 && len(b) > 0 {
		if compare(b[0], a[0]) < 0 {
			all, b = append(all, b[0]), b[1:]
		} else {
			all, a = append(all, a[0]), a[1:]
		}
	}
	return append(append(all, a...), b...)
}
