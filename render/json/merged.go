package json

import (
	"fmt"
	"time"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// merged is one of the reports that the report was made of.
type merged struct {
	Label     string   `json:"label"`
	Title     string   `json:"title"`
	Run       string   `json:"run"`
	Version   string   `json:"version"`
	Generated string   `json:"generated"`
	Editions  []string `json:"editions"`
	Inputs    int      `json:"inputs"`
	Rows      int      `json:"rows"`
	Complete  bool     `json:"complete"`
	Bytes     int64    `json:"bytes"`
	SHA256    string   `json:"sha256"`
	// Of its items, where the report is on all of them and not on a part.
	Tenants  []string                  `json:"tenants,omitempty"`
	Totals   map[string]map[string]int `json:"totals,omitempty"`
	Accepted map[string]int            `json:"accepted,omitempty"`
	Turned   int                       `json:"verdictsChanged,omitempty"`
}

var kinds = [...]inventory.Kind{inventory.VM, inventory.Disk}

func mergedOf(r *render.Report) (list []merged) {
	for i := range r.Merged {
		m := &r.Merged[i]
		out := merged{Label: m.Label, Title: m.Title, Run: m.RunID, Version: m.Version, Generated: m.Generated.UTC().Format(time.RFC3339),
			Editions: append([]string{}, m.Editions...), Inputs: m.Inputs, Rows: m.Rows, Complete: m.Complete, Bytes: m.Bytes, SHA256: m.SHA256,
			Tenants: m.Tenants, Turned: m.Turned}
		if r.Judgement.Part == nil {
			out.addTotals(m, r.Waivers != nil)
		}
		list = append(list, out)
	}
	return list
}

func (out *merged) addTotals(m *render.Merged, waived bool) {
	out.Totals = map[string]map[string]int{}
	for _, kind := range kinds {
		of := map[string]int{}
		for _, v := range evaluate.Verdicts {
			of[v.String()] = m.Totals[kind][v]
		}
		out.Totals[kind.String()] = of
	}
	if waived {
		out.Accepted = map[string]int{}
		for _, kind := range kinds {
			out.Accepted[kind.String()] = m.Accepted[kind]
		}
	}
}

// restored is mergedOf the other way round.
func (m *merged) restored() (render.Merged, error) {
	generated, err := time.Parse(time.RFC3339, m.Generated)
	if err != nil {
		return render.Merged{}, fmt.Errorf("says that a report it was made of was made at %q, which is no time", m.Generated)
	}
	out := render.Merged{Label: m.Label, Title: m.Title, RunID: m.Run, Version: m.Version, Generated: generated.UTC(), Editions: m.Editions,
		Inputs: m.Inputs, Rows: m.Rows, Complete: m.Complete, Bytes: m.Bytes, SHA256: m.SHA256, Tenants: m.Tenants, Turned: m.Turned}
	for _, kind := range kinds {
		for _, v := range evaluate.Verdicts {
			out.Totals[kind][v] = m.Totals[kind.String()][v.String()]
		}
		out.Accepted[kind] = m.Accepted[kind.String()]
	}
	return out, nil
}

// restoreMerged restores the reports that the report was made of. Their items are
// those of the report.
func (d *document) restoreMerged(r *render.Report) error {
	var sums [2][len(evaluate.Verdicts)]int
	for i := range d.Merged {
		m, err := d.Merged[i].restored()
		if err != nil {
			return err
		}
		for kind := range sums {
			for v, n := range m.Totals[kind] {
				sums[kind][v] += n
			}
		}
		r.Merged = append(r.Merged, m)
	}
	if len(r.Merged) == 0 || r.Judgement.Part != nil {
		return nil
	}
	for _, c := range r.Counts() {
		if sums[c.Kind] != c.Of {
			return fmt.Errorf("contradicts itself: the %ss of the reports that it was made of add up to others than it holds", c.Kind)
		}
	}
	return nil
}
