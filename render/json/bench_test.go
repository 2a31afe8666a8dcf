package json

import (
	"io"
	"testing"

	"github.com/backready/backready/evaluate"
)

// BenchmarkRender writes the sample estate whose results are shared by items
// that are alike.
func BenchmarkRender(b *testing.B) {
	r := reportOf(b, "../../samples/estate/vms.json", "../../samples/estate/disks.json")
	same := map[string]*evaluate.Result{}
	for a := range r.Judgement.All() {
		for i, res := range a.Results {
			key := string(newSaidTexts().appendTo(nil, res, a.Item.Disks()))
			if same[key] == nil {
				same[key] = res
			}
			a.Results[i] = same[key]
		}
	}
	for b.Loop() {
		if err := Render(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(r.Judgement.Len()*b.N)/b.Elapsed().Seconds(), "items/s")
}
