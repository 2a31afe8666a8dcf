package evaluate

import (
	"fmt"

	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
)

// Try runs the examples of the rules and returns how many there are and what is
// wrong with those that do not hold. Errors name file and line of the rule.
func (e *Edition) Try() (n int, faults []error) {
	for _, r := range e.Rules {
		for _, x := range r.Examples {
			n++
			if said := r.try(e.Kind, x); said != "" {
				faults = append(faults, &matrix.Error{File: e.File, Line: r.Line, Text: fmt.Sprintf("rule %s: example %q: %s", r.ID, x.Name, said)})
			}
		}
	}
	return n, faults
}

// try says what is otherwise than the example wants, "" where nothing is.
func (r *Rule) try(kind inventory.Kind, x matrix.Example) string {
	it, err := inventory.Example(kind, x.Item, x.Disks)
	if err != nil {
		return err.Error()
	}
	for i, v := range r.verdicts(it) {
		if want := x.Want.On(r.paths[i]); v.String() != want {
			on := ""
			if r.paths[i] != "" {
				on = " on path " + r.paths[i]
			}
			return fmt.Sprintf("%s%s, want %s", v, on, want)
		}
	}
	return ""
}

// verdicts is what a rule says on each of its paths; a rule that could not be
// assessed says nothing.
func (r *Rule) verdicts(it *inventory.Item) []Verdict {
	held := make([]truth, len(r.cases))
	for i, c := range r.cases {
		held[i] = c.when.holds(it)
	}
	var out []Verdict
	for i := range r.paths {
		a := r.on(i, held)
		if a.verdict == Undetermined && a.decided < 0 && r.Optional() {
			a.verdict = Supported
		}
		out = append(out, a.verdict)
	}
	return out
}
