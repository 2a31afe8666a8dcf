package inventory

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestSortItems: many items, whose homes are ranked, come in the order of their
// keys as few do, whatever their groups have in common.
func TestSortItems(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 1))
		pick := func(from ...string) string { return from[r.IntN(len(from))] }
		subscriptions := [][]string{{"s"}, {"a", "b", "C"}, {"s", "s1", "s10"}}[seed%3]
		groups := [][]string{{"g", "G", "g-1", "g1", "g.1", "g_", "ga"}, {"one", "two", "TWO", "three"}}[seed/3%2]
		var items []*Item
		for i := range 1000 + r.IntN(500) {
			kind := pick("virtualMachines", "disks")
			as := Identity{Subscription: pick(subscriptions...), ResourceGroup: pick(groups...), Name: fmt.Sprint(pick("x", "X", "y-", "z."), i%700)}
			as.ID = fmt.Sprintf("/subscriptions/%s/%s/%s/providers/%s/%s/%s", as.Subscription, pick("resourceGroups", "resourcegroups"), as.ResourceGroup,
				pick("Microsoft.Compute", "microsoft.compute"), kind, as.Name)
			items = append(items, Named(map[string]Kind{"virtualMachines": VM, "disks": Disk}[kind], as))
		}
		var p pool
		for _, it := range items {
			it.home = p.shareHome(it.home)
		}
		want := slices.Clone(items)
		slices.SortStableFunc(want, func(a, b *Item) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), strings.Compare(a.Key(), b.Key())) })
		if _, ok := rankHomes(items); !ok && len(subscriptions) < 3 {
			t.Fatalf("seed %d: homes are not ranked", seed)
		}
		sortItems(items)
		for i := range items {
			if items[i].Key() != want[i].Key() || items[i].Kind != want[i].Kind {
				t.Fatalf("seed %d: place %d has %s, not %s", seed, i, items[i].Key(), want[i].Key())
			}
		}
	}
}
