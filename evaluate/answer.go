package evaluate

import (
	"fmt"
	"slices"

	"github.com/backready/backready/inventory"
)

// An Answer is what a rule says of an item on one of its paths, before answers
// that agree are put together as a [Finding].
type Answer struct {
	Path    string // "" of a rule that bears on none
	Verdict Verdict
	// Open says that the rule is not assessed on the path for want of an optional
	// column. What is then to know, if anything, is Says; there is no verdict.
	Open bool
	Says string
	Grounds
}

// Answers returns what a rule says of an item on each of its paths.
func (r *Rule) Answers(it *inventory.Item) []Answer {
	held := r.heldBy(it)
	list := make([]Answer, len(r.paths))
	for i, path := range r.paths {
		given := r.on(i, held)
		a := &list[i]
		a.Path, a.Verdict = path, given.verdict
		switch {
		case r.unassessed(given):
			a.Verdict, a.Open = Supported, true
			if r.trigger != nil && r.trigger.holds(it) == isTrue {
				f := r.limitToKnow(it)
				a.Says, a.Grounds = f.Says, f.Grounds
			}
		case given.verdict != Supported:
			a.Says, a.Grounds = r.ground(it, given)
		}
	}
	return list
}

// PathsOrNone returns the paths of the rule, one empty one where it bears on none.
func (r *Rule) PathsOrNone() []string { return r.paths }

// Gives reports whether the rule can give that answer on a path with that
// sentence.
func (r *Rule) Gives(a *Answer) bool {
	i := slices.Index(r.paths, a.Path)
	switch {
	case i < 0:
		return false
	case a.Open:
		return r.Optional() && (a.Says == "" || r.trigger != nil && a.Says == r.Known)
	case a.Verdict == Supported:
		return a.Says == ""
	case a.Verdict == Undetermined && a.Says == "" && !r.Optional():
		return true
	}
	return slices.ContainsFunc(r.cases, func(c ruleCase) bool { return c.verdict[i] == a.Verdict && c.says == a.Says })
}

// put puts the answers of a rule on an item together, in the order of its paths.
func (r *Rule) put(answers []*Answer) (findings []*Finding) {
	var known *Answer
	for _, a := range answers {
		if a.Open {
			if a.Says != "" {
				known = a
			}
			continue
		}
		i := slices.IndexFunc(findings, func(f *Finding) bool { return f.Verdict == a.Verdict })
		if i < 0 {
			i, findings = len(findings), append(findings, &Finding{Rule: r, Verdict: a.Verdict, Says: a.Says, Grounds: a.Grounds})
		}
		if a.Path != "" {
			findings[i].Paths = append(findings[i].Paths, a.Path)
		}
	}
	if known != nil {
		findings = append(findings, &Finding{Rule: r, Verdict: Limited, Says: known.Says, Grounds: known.Grounds})
	}
	return findings
}

// A Gathering collects the answers that another engine gave, from which it makes
// a judgement. It takes each answer once, and all of them: one that did not come
// is not taken for a good one.
type Gathering struct {
	inv      *inventory.Inventory
	editions []*gathered
}

// gathered are the answers of one edition.
type gathered struct {
	*Edition
	first   []int // the number of the first answer of each rule
	answers int   // of an item
	given   map[*inventory.Item]*received
	known   map[string]*numberedAnswer
	results map[string]*Result
}

// received is what was said of one item.
type received struct {
	came []uint64 // which answers
	open []uint64 // which of these rules are not assessed
	said []*numberedAnswer
}

// A numberedAnswer is an answer that is not simply good. Items share it.
type numberedAnswer struct {
	Answer
	rule   int // in the edition
	number int
	order  int // among the answers of an item
}

// Gather begins to collect answers on the items of an inventory.
func Gather(inv *inventory.Inventory, editions []*Edition) *Gathering {
	g := &Gathering{inv: inv}
	for _, e := range editions {
		of := &gathered{Edition: e, given: map[*inventory.Item]*received{}, known: map[string]*numberedAnswer{}, results: map[string]*Result{}}
		for _, r := range e.Rules {
			of.first = append(of.first, of.answers)
			of.answers += len(r.paths)
		}
		g.editions = append(g.editions, of)
	}
	return g
}

// Add takes the answer of a rule, by its place in an edition, on an item.
func (g *Gathering) Add(it *inventory.Item, edition, rule int, a *Answer) error {
	of := g.editions[edition]
	order := of.first[rule] + slices.Index(of.Rules[rule].paths, a.Path)
	s := of.given[it]
	if s == nil {
		words := (of.answers + 63) / 64
		both := make([]uint64, 2*words)
		s = &received{came: both[:words], open: both[words:]}
		of.given[it] = s
	}
	word, bit := order/64, uint64(1)<<(order%64)
	if s.came[word]&bit != 0 {
		return fmt.Errorf("%s says something of this item%s twice", of.Rules[rule].ID, onPath(a.Path))
	}
	s.came[word] |= bit
	if a.Open {
		s.open[word] |= bit
	}
	if a.Verdict != Supported || a.Says != "" {
		s.said = append(s.said, of.shared(rule, order, a))
	}
	return nil
}

func onPath(path string) string {
	if path == "" {
		return ""
	}
	return " on the path " + path
}

// shared is an answer, the same for all items of which it is said.
func (of *gathered) shared(rule, order int, a *Answer) *numberedAnswer {
	f := Finding{Verdict: a.Verdict, Says: a.Says, Grounds: a.Grounds}
	key := fmt.Sprint(order, a.Open, " ") + string(f.append(nil))
	known, ok := of.known[key]
	if !ok {
		known = &numberedAnswer{Answer: *a, rule: rule, number: len(of.known), order: order}
		of.known[key] = known
	}
	return known
}
