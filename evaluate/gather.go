package evaluate

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/backready/backready/inventory"
)

// Judgement makes a judgement of all answers. That one is missing is an error that
// names the first.
func (g *Gathering) Judgement() (*Judgement, error) {
	editions := make([]*Edition, len(g.editions))
	for i, of := range g.editions {
		editions[i] = of.Edition
	}
	j := newJudgement(g.inv, editions)
	byRule := j.countsByRule()
	all := make([]Assessment, len(g.inv.Items))
	for i, it := range g.inv.Items {
		a := &all[i]
		a.Item = it
		for _, of := range g.editions {
			if of.Kind != it.Kind {
				continue
			}
			res, err := of.result(it, byRule)
			if err != nil {
				return nil, err
			}
			a.Results = append(a.Results, res)
			recount(it, res.Findings, byRule)
		}
		j.add(a)
	}
	j.index()
	return j, nil
}

// result is what was said of an item, which items of which the same was said share.
func (of *gathered) result(it *inventory.Item, counts map[*Rule]*RuleCount) (*Result, error) {
	s := of.given[it]
	if err := of.whole(it, s); err != nil {
		return nil, err
	}
	of.count(s, counts)
	slices.SortFunc(s.said, func(a, b *numberedAnswer) int { return a.order - b.order })
	current := of.currentOf(it)
	key := append([]byte(current), 0)
	for _, a := range s.said {
		key = binary.LittleEndian.AppendUint32(key, uint32(a.number))
	}
	if known, ok := of.results[string(key)]; ok {
		return known, nil
	}
	res := &Result{Edition: of.Edition, Current: current}
	for said := s.said; len(said) > 0; {
		n := slices.IndexFunc(said, func(a *numberedAnswer) bool { return a.rule != said[0].rule })
		if n < 0 {
			n = len(said)
		}
		answers := make([]*Answer, n)
		for i, a := range said[:n] {
			answers[i] = &a.Answer
		}
		res.Findings = append(res.Findings, of.Rules[said[0].rule].put(answers)...)
		said = said[n:]
	}
	res.settle()
	of.results[string(key)] = res
	return res, nil
}

// currentOf is the path that an item is on by its own account.
func (e *Edition) currentOf(it *inventory.Item) (path string) {
	for i, current := range e.current {
		if current != nil && current.holds(it) == isTrue {
			path = e.Edition.Paths[i].ID
		}
	}
	return path
}

// whole refuses an item of which not every answer came.
func (of *gathered) whole(it *inventory.Item, s *received) error {
	if s == nil {
		return fmt.Errorf("nothing is said of %s by %s", it.ID(), of.ID)
	}
	for i, r := range of.Rules {
		for n, path := range r.paths {
			if order := of.first[i] + n; s.came[order/64]&(1<<(order%64)) == 0 {
				return fmt.Errorf("%s says nothing of %s%s", r.ID, it.ID(), onPath(path))
			}
		}
	}
	return nil
}

// count counts whether the rules were assessed on an item.
func (of *gathered) count(s *received, counts map[*Rule]*RuleCount) {
	for i, r := range of.Rules {
		open := false
		for n := range r.paths {
			order := of.first[i] + n
			open = open || s.open[order/64]&(1<<(order%64)) != 0
		}
		if open {
			counts[r].NotAssessed++
		} else {
			counts[r].Judged++
		}
	}
}
