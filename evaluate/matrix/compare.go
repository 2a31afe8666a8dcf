package matrix

import (
	"cmp"
	"slices"
)

// A Change is what became of one topic between two editions of a matrix.
type Change struct {
	Topic    string
	Kind     string // came, went or changed
	From, To []Statement
}

// Compare returns what changed from one edition to another, topic by topic, in
// the order of the newer and then of the older page. Statements are compared by
// what they say and how they are classed, not by their ids, which differ from
// page to page.
func Compare(from, to *Edition) []Change {
	before, after := byTopic(from), byTopic(to)
	var changes []Change
	for _, topic := range topics(to, from) {
		a, b := before[topic], after[topic]
		switch {
		case len(a) == 0:
			changes = append(changes, Change{topic, "came", nil, b})
		case len(b) == 0:
			changes = append(changes, Change{topic, "went", a, nil})
		case !slices.EqualFunc(a, b, sameFact):
			changes = append(changes, Change{topic, "changed", a, b})
		}
	}
	return changes
}

func sameFact(a, b Statement) bool {
	return a.Text == b.Text && a.Class == b.Class && a.Affects == b.Affects
}

func byTopic(e *Edition) map[string][]Statement {
	all := map[string][]Statement{}
	for _, s := range e.Statements {
		all[s.Topic] = append(all[s.Topic], s)
	}
	return all
}

// topics returns the topics of the editions, each once, in page order.
func topics(editions ...*Edition) []string {
	var all []string
	seen := map[string]bool{}
	for _, e := range editions {
		for _, s := range e.Statements {
			if !seen[s.Topic] {
				seen[s.Topic] = true
				all = append(all, s.Topic)
			}
		}
	}
	return all
}

// Coverage says how the statements of an edition are covered: by rules with
// examples, or as notes that reports print.
type Coverage struct {
	Edition    string   `json:"edition"`
	Statements int      `json:"statements"`
	Checked    int      `json:"checked"` // stand on a rule that has examples
	Noted      int      `json:"noted"`   // printed under "Also mind"
	Uncovered  []string `json:"uncovered"`

	ByClass map[string]int      `json:"-"`
	Rules   map[string][]string `json:"-"` // ids of rules by statement
}

// Cover returns the coverage of an edition.
func Cover(e *Edition) Coverage {
	c := Coverage{Edition: e.ID, Statements: len(e.Statements), Uncovered: []string{}, ByClass: map[string]int{}, Rules: map[string][]string{}}
	tested := map[string]bool{}
	for _, r := range e.Rules {
		for _, id := range r.Statements {
			c.Rules[id] = append(c.Rules[id], r.ID)
			tested[id] = tested[id] || len(r.Examples) > 0
		}
	}
	for _, s := range e.Statements {
		c.ByClass[s.Class]++
		switch {
		case tested[s.ID]:
			c.Checked++
		case s.Class == "note":
			c.Noted++
		default:
			c.Uncovered = append(c.Uncovered, s.ID)
		}
	}
	return c
}

// Find returns the statements with this id or topic and the editions that have
// them, oldest first.
func Find(editions []*Edition, idOrTopic string) []Located {
	var found []Located
	for _, e := range editions {
		for _, s := range e.Statements {
			if s.ID == idOrTopic || s.Topic == idOrTopic {
				found = append(found, Located{e, s})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Located) int { return cmp.Compare(a.Edition.Date, b.Edition.Date) })
	return found
}

// Located is a statement in its edition.
type Located struct {
	Edition *Edition
	Statement
}
