package render_test

import (
	"slices"
	"testing"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
)

// TestMergedOfPart: a report on a part names the merged reports, and tells nothing
// of what their items are.
func TestMergedOfPart(t *testing.T) {
	r := sample(t)
	r.Merged = []render.Merged{{Label: "contoso", Tenants: []string{"t"}, Turned: 1, Accepted: [2]int{1, 1}, Totals: [2][len(evaluate.Verdicts)]int{{1, 1, 1, 1}, {1, 1, 1, 1}}}}
	ofItems := func(h render.Head) bool { return h.ID == "turned" || h.ID == "tenants" }
	if partOf(r, "by-report") == nil || len(r.AtRisk()) == 0 || !slices.ContainsFunc(partOf(r, "merged").Table.Heads, ofItems) {
		t.Error("the whole does not tell it")
	}
	for _, part := range r.Divide(evaluate.BySubscription) {
		m := part.Merged[0]
		if m.Label != "contoso" || m.Totals != (render.Merged{}).Totals || m.Accepted != [2]int{} || m.Turned != 0 || m.Tenants != nil {
			t.Errorf("%s: %+v", part.Title, m)
		}
		part.Merged = r.Merged // not even where it knew
		if partOf(part, "by-report") != nil || part.AtRisk() != nil || slices.ContainsFunc(partOf(part, "merged").Table.Heads, ofItems) {
			t.Errorf("%s tells of others", part.Title)
		}
	}
}
