package evaluate

import (
	"slices"
	"strings"
	"testing"

	"github.com/backready/backready/evaluate/matrix"
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

// TestExamples runs the examples that every rule carries.
func TestExamples(t *testing.T) {
	for _, e := range released(t) {
		n, faults := e.Try()
		for _, err := range faults {
			t.Error(err)
		}
		if n < len(e.Rules) {
			t.Errorf("%s: %d examples of %d rules", e.ID, n, len(e.Rules))
		}
	}
}

// TestTry: an example that does not hold is named with its line, and so is one
// of an item that can't be.
func TestTry(t *testing.T) {
	m, err := matrix.Load("disk-backup@2026-02-13")
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range []struct{ old, new, want string }{
		{"want: unsupported", "want: supported", `, want supported`},
		{"item: {disk.", "item: {disks.", "no field disks."},
	} {
		text := strings.Replace(m.Text, change.old, change.new, 1)
		broken, err := matrix.Parse("own.yaml", []byte(text))
		if err != nil || text == m.Text {
			t.Fatalf("%q: %v", change.old, err)
		}
		e, err := Compile(broken)
		if err != nil {
			t.Fatal(err)
		}
		_, faults := e.Try()
		if len(faults) != 1 || !strings.HasPrefix(faults[0].Error(), "own.yaml:") || !strings.Contains(faults[0].Error(), change.want) {
			t.Errorf("%q: %v, want %q", change.new, faults, change.want)
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

// TestOptionalFields are those of a rule that no list carries, each once.
func TestOptionalFields(t *testing.T) {
	containers := `says: "containers"}`
	e := compileText(t, strings.Replace(vmEdition, containers, containers+`
      - {when: {all: [{vm.size: {is: x}}, {guest.containers: {present: true}}, {guest.database: {is: y}}]}, verdict: limited, says: "more"}`, 1))
	for _, r := range e.Rules {
		var got []string
		for _, f := range r.OptionalFields() {
			got = append(got, f.Name)
		}
		if want := map[string]string{"vm/containers": "guest.containers guest.database"}[r.ID]; strings.Join(got, " ") != want {
			t.Errorf("%s: %q, not %s", r.ID, got, want)
		}
	}
}
