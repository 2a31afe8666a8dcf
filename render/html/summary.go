package html

import (
	"strings"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// barWidth is the width of a bar in its own units; the page stretches it.
const barWidth = 1000

// leastWide is the width of a bar segment that stands for any item at all.
const leastWide = 12

// kind is the totals of VMs or of disks, as a bar and as numbers.
type kind struct {
	ID, Words          string
	Protectable, Total string
	Says               string // the bar in words
	Tiles              []tile
}

// tile is one verdict of a kind: a segment of the bar and its number. Part is
// the part of the report that lists the items.
type tile struct {
	Verdict, Part, Count string
	X, Wide              int
}

func kinds(r *render.Report) []kind {
	var list []kind
	for _, c := range r.Counts() {
		k := kind{ID: "vms", Words: "VMs"}
		if c.Kind == inventory.Disk {
			k = kind{ID: "disks", Words: "disks"}
		}
		k.Protectable = grouped(c.Of[evaluate.Supported] + c.Of[evaluate.Limited])
		k.Total = grouped(c.Total)
		k.Tiles = tiles(c, k.ID)
		var said []string
		for _, t := range k.Tiles {
			said = append(said, t.Count+" "+t.Verdict)
		}
		k.Says = "Of " + k.Total + " " + k.Words + ": " + strings.Join(said, ", ")
		list = append(list, k)
	}
	return list
}

func tiles(c render.Count, items string) []tile {
	list := make([]tile, len(evaluate.Verdicts))
	parts := [...]string{evaluate.Supported: items, evaluate.Limited: "arrange", evaluate.Undetermined: "undetermined", evaluate.Unsupported: "unsupported"}
	widths := segments(c.Of[:])
	x := 0
	for i, v := range evaluate.Verdicts {
		list[i] = tile{Verdict: v.String(), Part: parts[v], Count: grouped(c.Of[v]), X: x, Wide: widths[i]}
		x += widths[i]
	}
	return list
}

// segments shares the width of a bar by counts. A count that is not zero stays
// visible, at the cost of the widest segment, and the sum is exact.
func segments(counts []int) []int {
	widths := make([]int, len(counts))
	total, used, widest := 0, 0, 0
	for i, n := range counts {
		total += n
		if n > counts[widest] {
			widest = i
		}
	}
	if total == 0 {
		return widths
	}
	for i, n := range counts {
		if n > 0 {
			widths[i] = max(leastWide, n*barWidth/total)
		}
		used += widths[i]
	}
	widths[widest] += barWidth - used
	return widths
}
