package evaluate

import (
	"slices"

	"github.com/backready/backready/evaluate/waiver"
	"github.com/backready/backready/inventory"
)

// A Finding is a rule that did not come out supported on an item.
type Finding struct {
	Rule    *Rule
	Verdict Verdict
	// Paths are the paths on which the rule has this verdict. Empty: the
	// finding is a limit to know and enters no verdict.
	Paths []string
	Says  string // one sentence from the edition
	Grounds
	// Waiver is the accepted exception that covers the finding, nil where none
	// is in force. It changes no verdict.
	Waiver *waiver.Waiver
}

// ToKnow reports whether the finding enters no verdict: it concerns restore, a
// feature or operations, or a choice that is still to be made.
func (f *Finding) ToKnow() bool { return len(f.Paths) == 0 }

// answer is what a rule says on one path.
type answer struct {
	verdict Verdict
	decided int   // index of the case that decided, -1 when none held
	open    []int // indexes of the cases that were unknown on the way
}

// judge applies the rule to an item. assessed is false when an optional column
// is missing, so that nothing could be said.
func (r *Rule) judge(it *inventory.Item) (findings []*Finding, assessed bool) {
	held := r.heldBy(it)
	assessed = true
	for i, path := range r.paths {
		a := r.on(i, held)
		if a.verdict == Supported {
			continue
		}
		if r.unassessed(a) {
			assessed = false
			continue
		}
		findings = r.add(findings, it, path, a)
	}
	if !assessed && r.trigger != nil && r.trigger.holds(it) == isTrue {
		findings = append(findings, r.limitToKnow(it))
	}
	return findings, assessed
}

// heldBy is whether each case holds for an item.
func (r *Rule) heldBy(it *inventory.Item) []truth {
	held := make([]truth, len(r.cases))
	for i, c := range r.cases {
		held[i] = c.when.holds(it)
	}
	return held
}

// unassessed reports whether an answer is none for want of an optional column.
func (r *Rule) unassessed(a answer) bool {
	return a.verdict == Undetermined && a.decided < 0 && r.Optional()
}

// on answers for the i-th path: the first case that holds decides; cases that
// are unknown on the way leave it open unless they would say the same.
func (r *Rule) on(i int, held []truth) answer {
	a := answer{decided: -1}
	for n := range r.cases {
		if held[n] == isUnknown {
			a.open = append(a.open, n)
		}
		if held[n] == isTrue {
			a.decided, a.verdict = n, r.cases[n].verdict[i]
			break
		}
	}
	differs := func(n int) bool { return r.cases[n].verdict[i] != a.verdict }
	a.open = slices.DeleteFunc(a.open, func(n int) bool { return !differs(n) })
	if len(a.open) > 0 {
		a.decided, a.verdict = -1, Undetermined
	}
	return a
}

// add puts an answer into the finding of its verdict, one finding for all paths
// that share it.
func (r *Rule) add(findings []*Finding, it *inventory.Item, path string, a answer) []*Finding {
	i := slices.IndexFunc(findings, func(f *Finding) bool { return f.Verdict == a.verdict })
	if i < 0 {
		f := &Finding{Rule: r, Verdict: a.verdict}
		f.Says, f.Grounds = r.ground(it, a)
		findings, i = append(findings, f), len(findings)
	}
	if path != "" {
		findings[i].Paths = append(findings[i].Paths, path)
	}
	return findings
}

// ground is the sentence of the case that decides, if one does, and what the
// answer rests on.
func (r *Rule) ground(it *inventory.Item, a answer) (says string, g Grounds) {
	if a.decided >= 0 {
		says = r.cases[a.decided].says
		r.cases[a.decided].when.grounds(it, &g)
	}
	for _, n := range a.open {
		r.cases[n].when.grounds(it, &g)
	}
	return says, g
}

// limitToKnow is the finding of an optional rule whose trigger is certain while
// the column that would settle it is missing.
func (r *Rule) limitToKnow(it *inventory.Item) *Finding {
	f := &Finding{Rule: r, Verdict: Limited, Says: r.Known}
	r.trigger.grounds(it, &f.Grounds)
	var missing Grounds
	for _, c := range r.cases {
		if c.when.holds(it) == isUnknown {
			c.when.grounds(it, &missing)
		}
	}
	f.Lacking = missing.Lacking
	return f
}
