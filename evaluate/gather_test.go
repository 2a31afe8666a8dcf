package evaluate

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backready/backready/inventory"
)

// TestGathered: what is made of the answers of every rule, whatever their order,
// is what judging makes.
func TestGathered(t *testing.T) {
	editions := slices.DeleteFunc(released(t), func(e *Edition) bool { return e.Matrix == "vm-backup" && e.ID != "vm-backup@2026-03-26" })
	for _, pattern := range []string{"../samples/estate/*.json", "../samples/hostile/*.json"} {
		inv := readAll(t, pattern)
		want := Judge(inv, editions)
		for _, order := range []func([]numberedAnswer){func([]numberedAnswer) {}, slices.Reverse[[]numberedAnswer]} {
			g := Gather(inv, editions)
			for n, e := range editions {
				for _, it := range inv.Of(e.Kind) {
					answers := allAnswers(t, e, it)
					order(answers)
					for i := range answers {
						if err := g.Add(it, n, answers[i].rule, &answers[i].Answer); err != nil {
							t.Fatal(err)
						}
					}
				}
			}
			got, err := g.Judgement()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(saidIn(want), saidIn(got), alikeOptions); diff != "" {
				t.Fatalf("%s: -judged +gathered\n%s", pattern, diff)
			}
		}
	}
}

// saidIn is what a judgement says, without how it keeps it.
func saidIn(j *Judgement) (said []any) {
	for a := range j.All() {
		said = append(said, judgedBy{Results: a.Results}, a.Verdict)
	}
	return append(said, judgedBy{Counts: j.Counts}, j.Totals, j.Accepted)
}

// allAnswers are those of the rules of an edition, each of which the rule admits
// that it can give.
func allAnswers(t *testing.T, e *Edition, it *inventory.Item) (all []numberedAnswer) {
	t.Helper()
	for n, r := range e.Rules {
		answers := r.Answers(it)
		if len(answers) != len(r.PathsOrNone()) {
			t.Fatalf("%s has %d answers for %q", r.ID, len(answers), r.PathsOrNone())
		}
		for i, a := range answers {
			if a.Path != r.PathsOrNone()[i] || !r.Gives(&a) {
				t.Fatalf("%s does not give its own answer %+v", r.ID, a)
			}
			all = append(all, numberedAnswer{Answer: a, rule: n})
		}
	}
	return all
}

// TestAnswersNotGiven: an answer is refused that its rule can't give.
func TestAnswersNotGiven(t *testing.T) {
	e := editionNamed(t, "vm-backup@2026-03-26")
	plain := e.Rules[slices.IndexFunc(e.Rules, func(r *Rule) bool { return !r.Optional() && r.cases[0].verdict[0] == Unsupported })]
	optional := e.Rules[slices.IndexFunc(e.Rules, func(r *Rule) bool { return r.Optional() && r.trigger != nil })]
	path, says := plain.paths[0], plain.cases[0].says
	for name, test := range map[string]struct {
		rule *Rule
		a    Answer
		want bool
	}{
		"what a case says":            {plain, Answer{Path: path, Verdict: Unsupported, Says: says}, true},
		"another path":                {plain, Answer{Path: "nowhere", Verdict: Unsupported, Says: says}, false},
		"another path, good":          {plain, Answer{Path: "nowhere", Verdict: Supported}, false},
		"another sentence":            {plain, Answer{Path: path, Verdict: Unsupported, Says: says + "."}, false},
		"another verdict":             {plain, Answer{Path: path, Verdict: Limited, Says: says}, false},
		"good":                        {plain, Answer{Path: path, Verdict: Supported}, true},
		"good, with a sentence":       {plain, Answer{Path: path, Verdict: Supported, Says: says}, false},
		"undetermined":                {plain, Answer{Path: path, Verdict: Undetermined}, true},
		"open, not optional":          {plain, Answer{Path: path, Open: true}, false},
		"optional, undetermined":      {optional, Answer{Path: optional.paths[0], Verdict: Undetermined}, false},
		"optional, open":              {optional, Answer{Path: optional.paths[0], Open: true}, true},
		"optional, open, to know":     {optional, Answer{Path: optional.paths[0], Open: true, Says: optional.Known}, true},
		"optional, open, other words": {optional, Answer{Path: optional.paths[0], Open: true, Says: "x"}, false},
	} {
		if got := test.rule.Gives(&test.a); got != test.want {
			t.Errorf("%s: %s gives %+v: %v", name, test.rule.ID, test.a, got)
		}
	}
}

// TestGatheredInPart: that an answer is missing, or comes twice, is an error that
// says which.
func TestGatheredInPart(t *testing.T) {
	e := editionNamed(t, "disk-backup@2026-02-13")
	inv := listOf(t, [2]string{"a", "Premium_LRS"}, [2]string{"b", "UltraSSD_LRS"})
	first, second := inv.Items[0], inv.Items[1]
	g := Gather(inv, []*Edition{e})
	add := func(it *inventory.Item, a numberedAnswer) error { return g.Add(it, 0, a.rule, &a.Answer) }
	refused := func(want string) {
		t.Helper()
		if _, err := g.Judgement(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, not %q", err, want)
		}
	}
	for _, a := range allAnswers(t, e, first) {
		if err := add(first, a); err != nil {
			t.Fatal(err)
		}
	}
	refused("nothing is said of " + second.ID() + " by disk-backup@2026-02-13")
	all := allAnswers(t, e, second)
	for i, a := range all {
		if err := add(second, a); err != nil {
			t.Fatal(err)
		}
		if i+1 < len(all) {
			next := all[i+1]
			refused(e.Rules[next.rule].ID + " says nothing of " + second.ID() + onPath(next.Path))
		}
	}
	if _, err := g.Judgement(); err != nil {
		t.Error(err)
	}
	for _, a := range all {
		want := e.Rules[a.rule].ID + " says something of this item" + onPath(a.Path) + " twice"
		if err := add(second, a); err == nil || err.Error() != want {
			t.Errorf("%v, not %q", err, want)
		}
	}
}

func editionNamed(t *testing.T, id string) *Edition {
	t.Helper()
	editions := released(t)
	i := slices.IndexFunc(editions, func(e *Edition) bool { return e.ID == id })
	if i < 0 {
		t.Fatalf("no edition %s", id)
	}
	return editions[i]
}
