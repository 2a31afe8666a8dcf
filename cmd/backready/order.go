package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/backready/backready/inventory"
)

// inOrder sorts files by name, and those of the same name by what they hold, so
// that a report does not depend on the order in which files are given.
func inOrder(sources []inventory.Source) error {
	times := map[string]int{}
	for _, s := range sources {
		times[s.Name]++
	}
	sums := map[int]string{} // by place, of those that need one
	order := make([]int, len(sources))
	for i, s := range sources {
		order[i] = i
		if times[s.Name] > 1 && s.Name != standardInput {
			f, err := summed(s)
			if err != nil {
				return &inventory.InputError{File: s.Name, Text: reason(err), Hint: "check that the file can be read"}
			}
			sums[i] = f.SHA256
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(sources[a].Name, sources[b].Name), cmp.Compare(sums[a], sums[b]))
	})
	sorted := make([]inventory.Source, len(sources))
	for i, from := range order {
		sorted[i] = sources[from]
	}
	copy(sources, sorted)
	return nil
}

// distinct tells files of the same name apart by a number, so that a problem
// or a checksum in the report belongs to one of them. The order is again that
// of the names.
func distinct(sources []inventory.Source) []inventory.Source {
	taken := map[string]bool{}
	for i := range sources {
		taken[sources[i].Name] = true
	}
	seen := map[string]int{}
	for i := range sources {
		name := sources[i].Name
		for seen[name]++; seen[name] > 1; seen[name]++ {
			if numbered := fmt.Sprintf("%s (%d)", name, seen[name]); !taken[numbered] {
				sources[i].Name, taken[numbered] = numbered, true
				break
			}
		}
	}
	slices.SortStableFunc(sources, func(a, b inventory.Source) int { return cmp.Compare(a.Name, b.Name) })
	return sources
}
