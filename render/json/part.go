package json

import (
	"fmt"
	"strings"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// part says which items of which run a report is about. Items of other parts
// that they hang together with stand beside: their disks, or the VMs that hold
// them. Those count nowhere, but what is said of the part rests on them too.
type part struct {
	Of           string  `json:"of"`  // id of the run that judged all parts
	By           string  `json:"by"`  // subscription, group, or tag: and its name
	Key          *string `json:"key"` // null: of the items without the tag
	Subscription string  `json:"subscription,omitempty"`
	Items        int     `json:"items"` // of all parts
}

func partOf(r *render.Report) *part {
	p := r.Judgement.Part
	if p == nil {
		return nil
	}
	out := &part{Of: r.WholeID(), By: string(p.By), Subscription: p.Subscription, Items: p.Whole}
	if !p.None() {
		out.Key = &p.Key
	}
	return out
}

// restored is partOf the other way round.
func (p *part) restored() (*evaluate.Part, error) {
	if p == nil {
		return nil, nil
	}
	by, err := evaluate.ParseDivision(p.By)
	if err != nil {
		return nil, fmt.Errorf("is a part of a run that was divided in a way not known here: %w", err)
	}
	out := &evaluate.Part{By: by, Subscription: p.Subscription, Whole: p.Items}
	if p.Key != nil {
		out.Key = *p.Key
	}
	return out, nil
}

// restrict leaves the judgement to the items of the report, without those beside.
func (d *document) restrict(j *evaluate.Judgement) (*evaluate.Judgement, error) {
	p, err := d.Run.Part.restored()
	if err != nil || p == nil {
		return j, err
	}
	beside := map[string]bool{}
	for i := range d.beside {
		beside[strings.ToLower(d.beside[i].ID)] = true
	}
	return j.Restrict(p, func(it *inventory.Item) bool { return !beside[it.Key()] }), nil
}
