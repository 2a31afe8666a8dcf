package json

import (
	"errors"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
)

// sample are the items to re-perform, and what they are chosen from.
type sample struct {
	Each   int       `json:"each"`
	Seed   string    `json:"seed"`
	Method string    `json:"method"`
	Strata []stratum `json:"strata"`
}

// stratum is the items of one kind with one verdict.
type stratum struct {
	Kind       string   `json:"kind"`
	Verdict    string   `json:"verdict"`
	Population int      `json:"population"`
	Chosen     []string `json:"chosen"` // ids as the report shows them, by rank
}

// sampleMethod names how items are chosen; another way gets another name.
const sampleMethod = "lowest SHA-256 of seed, line feed, id in lower case, by kind and verdict"

func sampleOf(s *evaluate.Sample) *sample {
	if s == nil {
		return nil
	}
	out := &sample{Each: s.Each, Seed: s.Seed, Method: sampleMethod}
	for _, t := range s.Strata {
		ids := make([]string, len(t.Chosen))
		for i, a := range t.Chosen {
			ids[i] = a.Item.ID()
		}
		out.Strata = append(out.Strata, stratum{t.Kind.String(), t.Verdict.String(), t.Population, ids})
	}
	return out
}

// restore is sampleOf the other way round.
func (s *sample) restore(r *render.Report) (*evaluate.Sample, error) {
	if s == nil {
		return nil, nil
	}
	if s.Method != sampleMethod {
		return nil, errors.New("has a sample that was drawn in a way not known here")
	}
	var stored []evaluate.StoredStratum
	for _, t := range s.Strata {
		v, err := verdictOf(t.Verdict)
		if err != nil {
			return nil, err
		}
		stored = append(stored, evaluate.StoredStratum{Kind: t.Kind, Verdict: v, Population: t.Population, Chosen: t.Chosen})
	}
	return evaluate.RestoreSample(r.Judgement, s.Each, s.Seed, stored, r.Masked != "")
}
