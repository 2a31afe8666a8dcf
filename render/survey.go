package render

import (
	"cmp"
	"slices"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

// A survey is what several parts say of the findings as a whole, gathered in one
// pass: the findings of a result are gone through once for all items that share
// it, and of items only the first few are kept.
type survey struct {
	steps, open []*step // by rule: of all findings, of those that no waiver accepts
	toFind      []*step // of items whose verdict is known, but none of whose findings is certain
	gaps        []*gap
	limits      []*limit // by rule
	// unsettled are the items that the matrix leaves open though every value is
	// there, first the first few of them, last the last one.
	unsettled int
	first     []*inventory.Item
	last      *inventory.Item

	bySteps, byOpen map[*evaluate.Rule]*step
	byUnknown       map[unknown]*step
	byGap           map[string]*gap
	byLimit         map[*evaluate.Rule]*limit
	seen            map[*evaluate.Result]*gist
	owners          map[string]int // numbers of owners, in the order in which they come
	ownerNames      []string
}

// mostGists is how many results a survey keeps in mind.
const mostGists = 8192

// A gist is what a survey takes from a result.
type gist struct {
	steps, open []use
	gaps        []*gap
	known       []known
	unsettled   bool
}

// use is a finding for which its rule decides the result.
type use struct {
	*step
	result  *evaluate.Result
	finding *evaluate.Finding
	frees   bool
}

func (r *Report) survey() *survey {
	s := &survey{bySteps: map[*evaluate.Rule]*step{}, byOpen: map[*evaluate.Rule]*step{}, byUnknown: map[unknown]*step{}, byGap: map[string]*gap{},
		byLimit: map[*evaluate.Rule]*limit{}, seen: map[*evaluate.Result]*gist{}, owners: map[string]int{}}
	for _, c := range r.Judgement.Counts {
		all, open := &step{count: c, owners: owners{of: s}}, &step{count: c, owners: owners{of: s}}
		s.bySteps[c.Rule], s.byOpen[c.Rule] = all, open
		s.steps, s.open = append(s.steps, all), append(s.open, open)
		l := &limit{count: c}
		s.byLimit[c.Rule], s.limits = l, append(s.limits, l)
	}
	desk := newDesk()
	for a := range r.Judgement.All() {
		for _, res := range a.Results {
			s.take(a, s.gist(res), desk)
		}
	}
	return s
}

// take counts what a result means for one more item.
func (s *survey) take(a *evaluate.Assessment, g *gist, desk *desk) {
	if g.unsettled && s.last != a.Item {
		if s.unsettled, s.last = s.unsettled+1, a.Item; len(s.first) < fixPages {
			s.first = append(s.first, a.Item)
		}
	}
	for _, gap := range g.gaps {
		if gap.last != a.Item { // editions may ask for the same
			gap.items, gap.last = gap.items+1, a.Item
		}
	}
	for _, k := range g.known {
		k.take(a.Item)
	}
	for _, u := range g.steps {
		u.take(a, desk, false, 0)
	}
	if len(g.open) == 0 {
		return
	}
	owner := s.owner(ownerOf(a.Item))
	for _, u := range g.open {
		u.take(a, desk, true, owner)
	}
}

func (u *use) take(a *evaluate.Assessment, desk *desk, owned bool, owner int) {
	u.items++
	if u.result.Verdict == evaluate.Unsupported {
		u.blocked++
	}
	if u.frees {
		u.step.frees++
	}
	if len(u.shown) < fixPages {
		u.shown = append(u.shown, found{a, u.result, u.finding, desk})
	}
	if owned {
		u.owners.add(owner)
	}
}

// gist returns what to take from a result, which is kept for the next item.
func (s *survey) gist(res *evaluate.Result) *gist {
	g, ok := s.seen[res]
	if !ok {
		if len(s.seen) >= mostGists {
			clear(s.seen)
		}
		g = &gist{steps: usesOf(res, s.bySteps), open: usesOf(res.Open(), s.byOpen), known: knownOf(res, s.byLimit)}
		if len(g.open) == 0 {
			g.open = s.usesToFind(res.Open())
		}
		for _, f := range res.Findings {
			s.leftOpen(g, res, f)
		}
		s.seen[res] = g
	}
	return g
}

// usesOf are the rules that decide a result for certain, each once.
func usesOf(res *evaluate.Result, steps map[*evaluate.Rule]*step) []use {
	var list []use
	for _, f := range res.Findings {
		again := func(u use) bool { return u.finding.Rule == f.Rule }
		if f.Verdict == evaluate.Undetermined || !Decides(res, f) || slices.ContainsFunc(list, again) {
			continue
		}
		list = append(list, use{steps[f.Rule], res, f, res.Without(f.Rule) < res.Verdict})
	}
	return list
}

// usesToFind are what is not known of a result that must be arranged for no other
// reason, each once.
func (s *survey) usesToFind(res *evaluate.Result) []use {
	if res.Verdict == evaluate.Supported || res.Verdict == evaluate.Undetermined {
		return nil
	}
	var list []use
	for _, f := range res.Findings {
		if f.Verdict != evaluate.Undetermined || !Decides(res, f) {
			continue
		}
		for _, u := range unknownsOf(f) {
			st := s.stepFor(u, f.Rule)
			if !slices.ContainsFunc(list, func(u use) bool { return u.step == st }) {
				list = append(list, use{st, res, f, false})
			}
		}
	}
	return list
}

func unknownsOf(f *evaluate.Finding) []unknown {
	var list []unknown
	add := func(names []string, state string) {
		for _, name := range names {
			field, _ := inventory.FieldNamed(name)
			list = append(list, unknown{field, state})
		}
	}
	add(f.Lacking, notExported)
	add(f.Unread, notRecognised)
	if len(list) == 0 {
		list = []unknown{{}}
	}
	return list
}

// stepFor returns the step to find out what is unknown, for which this rule asks.
func (s *survey) stepFor(u unknown, rule *evaluate.Rule) *step {
	st, ok := s.byUnknown[u]
	if !ok {
		st = &step{count: s.byOpen[rule].count, unknown: &u, owners: owners{of: s}}
		s.byUnknown[u], s.toFind = st, append(s.toFind, st)
	}
	return st
}

// leftOpen notes what keeps a path from being told.
func (s *survey) leftOpen(g *gist, res *evaluate.Result, f *evaluate.Finding) {
	if f.Verdict != evaluate.Undetermined || !Decides(res, f) {
		return
	}
	for _, name := range f.Lacking {
		s.note(g, f, name, notExported)
	}
	for _, name := range f.Unread {
		s.note(g, f, name, notRecognised)
	}
	if len(f.Lacking)+len(f.Unread) == 0 {
		g.unsettled = true
	}
}

func (s *survey) note(in *gist, f *evaluate.Finding, name, state string) {
	g, ok := s.byGap[name+state]
	if !ok {
		field, _ := inventory.FieldNamed(name)
		g = &gap{field: field, state: state}
		s.byGap[name+state], s.gaps = g, append(s.gaps, g)
	}
	if !slices.Contains(in.gaps, g) {
		in.gaps = append(in.gaps, g)
	}
	if !slices.Contains(g.rules, f.Rule.ID) {
		g.rules = append(g.rules, f.Rule.ID)
	}
}

// byItems returns the gaps, what concerns most items first.
func (s *survey) byItems() []*gap {
	gaps := slices.Clone(s.gaps)
	slices.SortStableFunc(gaps, func(a, b *gap) int { return -cmp.Compare(a.items, b.items) })
	return gaps
}

// owner numbers an owner.
func (s *survey) owner(name string) int {
	n, ok := s.owners[name]
	if !ok {
		n = len(s.ownerNames)
		s.owners[name], s.ownerNames = n, append(s.ownerNames, name)
	}
	return n
}

// owners are those of a step in the order in which they come.
type owners struct {
	of    *survey
	seen  []bool // by their number
	first []int
	all   int
}

// namedOwners is how many owners of a step are named.
const namedOwners = 6

func (o *owners) add(n int) {
	for len(o.seen) <= n {
		o.seen = append(o.seen, false)
	}
	if o.seen[n] {
		return
	}
	o.seen[n] = true
	if o.all++; len(o.first) < namedOwners {
		o.first = append(o.first, n)
	}
}

// names joins the first few.
func (o *owners) names() string {
	list := make([]string, len(o.first))
	for i, n := range o.first {
		list[i] = o.of.ownerNames[n]
	}
	return andMore(list, o.all)
}
