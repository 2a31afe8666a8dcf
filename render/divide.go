package render

import (
	"fmt"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

// Divide returns a report on each part of the items, in the order of
// [evaluate.Judgement.Divide]: with totals, waivers, changes, a trend and a
// sample of its own. What is said of the files is said in all of them.
func (r *Report) Divide(by evaluate.Division) []*Report {
	var comparisons []*evaluate.Comparison
	var against []*evaluate.Judgement
	parts := r.Judgement.Divide(by, r.went())
	if r.Changes != nil {
		comparisons = r.Changes.Divide(parts, by)
	}
	if r.Against != nil { // the same items, and so the same parts
		against = r.Against.Divide(by, r.went())
	}
	list := make([]*Report, len(parts))
	for i, j := range parts {
		part := *r
		part.Judgement, part.Title = j, r.Title+": "+j.Part.String()
		part.Waivers, part.Merged = r.Waivers.Of(j), withoutTotals(r.Merged)
		if against != nil {
			part.Against = against[i]
		}
		if s := r.Sample; s != nil {
			part.Sample = evaluate.Draw(j, s.Each, s.Seed)
		}
		if comparisons != nil {
			since := *r.Changes.Since
			since.Judgement = comparisons[i].Old
			part.Changes = &Changes{comparisons[i], &since, &part}
		}
		list[i] = &part
	}
	return list
}

// went are the items that went since an earlier report.
func (r *Report) went() (list []*inventory.Item) {
	if r.Changes != nil {
		list = r.Changes.Went()
	}
	return list
}

// ofWhole says which part of which run the report is about, "" for the whole.
func (r *Report) ofWhole() string {
	part := r.Judgement.Part
	if part == nil {
		return ""
	}
	return fmt.Sprintf("This report is on a part of the items, %s: %d of the %d items of run %s. What is said of the files, of the editions and of whether the evidence is complete holds for all of them.",
		part, len(r.Judgement.Inventory.Items), part.Whole, r.WholeID())
}
