package render

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

// A Point is what the head of a report says of an estate on a date.
type Point struct {
	RunID, Title string
	Generated    time.Time
	Editions     []string // ids
	Complete     bool     // the evidence
	Totals       map[inventory.Kind][len(evaluate.Verdicts)]int
	Part         *evaluate.Part // nil: of the whole
}

// Point is the point of the report itself.
func (r *Report) Point() Point {
	p := Point{RunID: r.RunID(), Title: r.Title, Generated: r.Generated, Complete: len(r.Incomplete()) == 0, Totals: r.Judgement.Totals, Part: r.Judgement.Part}
	for _, e := range r.Judgement.Editions {
		p.Editions = append(p.Editions, e.ID)
	}
	return p
}

// Trend returns the points of earlier reports and the report's own in the order
// of time, each run once, those of a part for a part; none where nobody asked.
func (r *Report) Trend() []Point {
	if len(r.History) == 0 {
		return nil
	}
	own := r.Point()
	points := slices.DeleteFunc(append(slices.Clone(r.History), own), func(p Point) bool { return !p.Part.Same(own.Part) })
	slices.SortStableFunc(points, func(a, b Point) int {
		return cmp.Or(a.Generated.Compare(b.Generated), strings.Compare(a.RunID, b.RunID))
	})
	seen := map[string]bool{}
	return slices.DeleteFunc(points, func(p Point) bool {
		again := seen[p.RunID]
		seen[p.RunID] = true
		return again
	})
}

// trendPart shows how many items of each kind had each verdict, report by report.
func (r *Report) trendPart() Part {
	type row struct {
		Point
		kind inventory.Kind
	}
	rows := func(yield func(row) bool) {
		for _, kind := range []inventory.Kind{inventory.VM, inventory.Disk} {
			for _, p := range r.Trend() {
				if !yield(row{p, kind}) {
					return
				}
			}
		}
	}
	columns := []column[row]{
		{Head{"kind", "Kind", 8, Words}, func(p row) Cell { return text(kindWord(p.kind) + "s") }},
		{Head{"date", "Date", 12, Words}, func(p row) Cell { return text(p.Generated.UTC().Format(time.DateOnly)) }},
		{Head{"items", "Items", 10, Number}, func(p row) Cell { return number(sum(p.Totals[p.kind])) }},
	}
	for _, v := range evaluate.Verdicts {
		columns = append(columns, column[row]{verdictHead(v),
			func(p row) Cell { return number(p.Totals[p.kind][v]) }})
	}
	columns = append(columns,
		column[row]{Head{"editions", "Editions", 44, Name}, func(p row) Cell { return text(strings.Join(p.Editions, ", ")) }},
		column[row]{Head{"complete", "Complete", 10, Words}, func(p row) Cell { return text(yesNo(p.Complete)) }},
		column[row]{Head{"run", "Run", 14, Name}, func(p row) Cell { return text(p.RunID) }},
		column[row]{Head{"report", "Report", 44, Words}, func(p row) Cell { return text(p.Title) }})
	return Part{ID: "trend", Title: "Trend", Table: tableOf(columns, rows),
		Lead: []string{"How many items had each verdict in the reports of " + r.span() + ". Where the editions differ from one report to the next, so may the verdicts on the same items."}}
}

// span is the time from the first report of the trend to the last.
func (r *Report) span() string {
	points := r.Trend()
	return points[0].Generated.UTC().Format(time.DateOnly) + " to " + points[len(points)-1].Generated.UTC().Format(time.DateOnly)
}

func sum(of [len(evaluate.Verdicts)]int) int {
	n := 0
	for _, count := range of {
		n += count
	}
	return n
}
