package evaluate

import (
	"slices"
	"testing"

	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
)

// released compiles every released edition.
func released(t *testing.T) []*Edition {
	t.Helper()
	var editions []*Edition
	for _, id := range matrix.Released() {
		e, err := matrix.Load(id)
		if err != nil {
			t.Fatal(err)
		}
		c, err := Compile(e)
		if err != nil {
			t.Fatal(err)
		}
		editions = append(editions, c)
	}
	return editions
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

// TestExamples runs the examples that every rule carries.
func TestExamples(t *testing.T) {
	for _, e := range released(t) {
		for _, r := range e.Rules {
			for _, x := range r.Examples {
				t.Run(e.ID+"/"+r.ID+"/"+x.Name, func(t *testing.T) { runExample(t, e, r, x) })
			}
		}
	}
}

func runExample(t *testing.T, e *Edition, r *Rule, x matrix.Example) {
	it, err := inventory.Example(e.Kind, x.Item, x.Disks)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range r.verdicts(it) {
		if want := x.Want.On(r.paths[i]); v.String() != want {
			t.Errorf("line %d, path %q: %s, want %s", r.Line, r.paths[i], v, want)
		}
	}
}

// TestExamplesAreWhole holds every rule to an example of each answer that it
// can give.
func TestExamplesAreWhole(t *testing.T) {
	for _, e := range released(t) {
		for _, r := range e.Rules {
			seen := map[Verdict]bool{}
			for _, x := range r.Examples {
				for _, p := range r.paths {
					v, _ := ParseVerdict(x.Want.On(p))
					seen[v] = true
				}
			}
			for v := range r.answers() {
				if !seen[v] {
					t.Errorf("%s: rule %s has no example that is %s", e.ID, r.ID, v)
				}
			}
		}
	}
}

// answers are the verdicts that a rule can come to.
func (r *Rule) answers() map[Verdict]bool {
	all := map[Verdict]bool{Supported: true}
	for _, c := range r.cases {
		for _, v := range c.verdict {
			all[v] = true
			if v != Supported && !r.Optional() {
				all[Undetermined] = true
			}
		}
	}
	return all
}

// TestEveryCheckHasARule: a statement that an export can decide stands on a
// rule, and the guide page of every rule is there (Compile fails without).
func TestEveryCheckHasARule(t *testing.T) {
	for _, e := range released(t) {
		for _, s := range e.Statements {
			if s.Class == "note" {
				continue
			}
			if !slices.ContainsFunc(e.Rules, func(r *Rule) bool { return slices.Contains(r.Rule.Statements, s.ID) }) {
				t.Errorf("%s: statement %s (%s) stands on no rule", e.ID, s.ID, s.Class)
			}
		}
	}
}
