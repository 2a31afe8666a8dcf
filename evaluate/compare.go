package evaluate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/backready/backready/inventory"
)

// A Comparison says what became of an estate between two judgements, item by
// item and rule by rule, and why. Items are the same where their kinds and ids
// are, ignoring case: what was made anew under its id is the same item.
type Comparison struct {
	Old, New *Judgement
	Items    []ItemChange // of every item of either, VMs first, each by id
}

// An ItemChange is what became of one item.
type ItemChange struct {
	Old, New *Assessment // nil where the item is not in that judgement
	Status   Status      // of its verdict; came or went where it did
	Causes   []Cause     // of that
	Rules    []RuleChange
}

// Item is the item as it is now or, where it went, as it was.
func (c *ItemChange) Item() *inventory.Item {
	if c.New == nil {
		return c.Old.Item
	}
	return c.New.Item
}

// Changed reports whether the item or anything found on it is not as it was.
func (c *ItemChange) Changed() bool {
	return c.Status != Unchanged || slices.ContainsFunc(c.Rules, func(r RuleChange) bool { return r.Status != Unchanged })
}

// A RuleChange is what became of one rule on an item. Rules on which nothing was
// found, neither then nor now, have none.
type RuleChange struct {
	Edition  *Edition // the new one; the old one where the rule is no longer there
	Rule     *Rule
	Status   Status
	Old, New Standing // on the worst path
	Causes   []Cause  // none where it is unchanged

	before, after stance
}

// Worsened reports whether the rule says something worse on one path at least.
func (r *RuleChange) Worsened() bool {
	for path, now := range r.after {
		if r.before[path].to(now) == Worse {
			return true
		}
	}
	return false
}

// Compare says what became of the items of one judgement in another.
func Compare(old, new *Judgement) *Comparison {
	type key struct {
		kind inventory.Kind
		id   string
	}
	places := map[key]int{}
	c := &Comparison{Old: old, New: new}
	place := func(a *Assessment) *ItemChange {
		k := key{a.Item.Kind, a.Item.Key()}
		if _, ok := places[k]; !ok {
			places[k] = len(c.Items)
			c.Items = append(c.Items, ItemChange{})
		}
		return &c.Items[places[k]]
	}
	for a := range old.All() {
		place(a).Old = a
	}
	for a := range new.All() {
		place(a).New = a
	}
	slices.SortFunc(c.Items, func(a, b ItemChange) int {
		x, y := a.Item(), b.Item()
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), strings.Compare(x.Key(), y.Key()))
	})
	w := newComparer(old, new)
	for i := range c.Items {
		w.compare(&c.Items[i])
	}
	return c
}

// comparer compares item by item.
type comparer struct {
	rules  map[*Edition]map[string]*Rule
	fields map[inventory.Kind][]*inventory.Field // that rules on items of a kind ask for
	reads  map[*Rule]map[*inventory.Field]bool
	listed [2]map[inventory.Kind]bool // kinds that the old and the new files list
}

func newComparer(old, new *Judgement) *comparer {
	w := &comparer{rules: map[*Edition]map[string]*Rule{}, fields: map[inventory.Kind][]*inventory.Field{},
		reads: map[*Rule]map[*inventory.Field]bool{}, listed: [2]map[inventory.Kind]bool{listed(old), listed(new)}}
	for _, e := range slices.Concat(old.Editions, new.Editions) {
		w.rules[e] = map[string]*Rule{}
		for _, r := range e.Rules {
			w.rules[e][r.ID], w.reads[r] = r, map[*inventory.Field]bool{}
			for _, f := range r.Fields() {
				w.reads[r][f] = true
				if !slices.Contains(w.fields[e.Kind], f) {
					w.fields[e.Kind] = append(w.fields[e.Kind], f)
				}
			}
		}
	}
	return w
}

// listed returns the kinds of items that the files of a judgement list.
func listed(j *Judgement) map[inventory.Kind]bool {
	kinds := map[inventory.Kind]bool{}
	for a := range j.All() {
		if a.Item.Listed {
			kinds[a.Item.Kind] = true
		}
	}
	return kinds
}

func (w *comparer) compare(c *ItemChange) {
	switch {
	case c.Old == nil:
		c.Status, c.Causes = Came, []Cause{w.appeared(c.New.Item, 0, Came)}
		c.Rules = only(c.New, Came, c.Causes)
	case c.New == nil:
		c.Status, c.Causes = Went, []Cause{w.appeared(c.Old.Item, 1, Went)}
		c.Rules = only(c.Old, Went, c.Causes)
	default:
		w.compareBoth(c)
	}
}

// only lists what was found on an item that the other judgement does not have.
func only(a *Assessment, status Status, causes []Cause) []RuleChange {
	var changes []RuleChange
	for i := range a.Results {
		changes = append(changes, onlyOf(a.Results[i], status, causes)...)
	}
	return changes
}

func onlyOf(res *Result, status Status, causes []Cause) []RuleChange {
	var changes []RuleChange
	found := byRule(res)
	for _, r := range res.Edition.Rules {
		if len(found[r.ID]) == 0 {
			continue
		}
		change := RuleChange{Edition: res.Edition, Rule: r, Status: status, Causes: causes}
		s := stanceOf(r, found[r.ID], true)
		if status == Went || status == NoLongerAssessed {
			change.before, change.Old = s, s.worst()
		} else {
			change.after, change.New = s, s.worst()
		}
		changes = append(changes, change)
	}
	return changes
}

// byRule sorts the findings of a result by the ids of their rules.
func byRule(res *Result) map[string][]*Finding {
	found := map[string][]*Finding{}
	for i := range res.Findings {
		f := res.Findings[i]
		found[f.Rule.ID] = append(found[f.Rule.ID], f)
	}
	return found
}

// compareBoth compares an item that is in both judgements, matrix by matrix.
func (w *comparer) compareBoth(c *ItemChange) {
	p := &pair{comparer: w, old: c.Old.Item, new: c.New.Item}
	p.differences = w.differences(p.old, p.new)
	for i := range c.New.Results {
		now := c.New.Results[i]
		then := c.Old.of(now.Edition.Matrix)
		if then == nil {
			cause := Cause{Kind: ByMatrix, To: now.Edition.ID}
			c.Rules = append(c.Rules, onlyOf(now, NotAssessedBefore, []Cause{cause})...)
			continue
		}
		c.Rules = append(c.Rules, p.rules(then, now)...)
	}
	for i := range c.Old.Results {
		if then := c.Old.Results[i]; c.New.of(then.Edition.Matrix) == nil {
			cause := Cause{Kind: ByMatrix, From: then.Edition.ID}
			c.Rules = append(c.Rules, onlyOf(then, NoLongerAssessed, []Cause{cause})...)
		}
	}
	c.Status = c.Old.Standing().to(c.New.Standing())
	c.Status = c.forWantOfData()
	if c.Status != Unchanged {
		c.Causes = verdictCauses(c)
	}
	switch settled := !byData(c.Causes); {
	case settled && c.Status == NoLongerAssessed && c.Old.Verdict < Undetermined:
		c.Status = Worse // the data lacked before, and did not matter
	case settled && c.Status == NotAssessedBefore && c.New.Verdict < Undetermined:
		c.Status = Better
	}
}

// forWantOfData is the status of the item, but neither better nor worse where all
// that bears on it is that rules were not assessed, now or then.
func (c *ItemChange) forWantOfData() Status {
	wants := map[Status]Status{Better: NoLongerAssessed, Worse: NotAssessedBefore}
	want, ok := wants[c.Status]
	if !ok {
		return c.Status
	}
	seen := false
	for i := range c.Rules {
		switch r := &c.Rules[i]; {
		case r.Status == want && c.bears(r):
			seen = true
		case (r.Status == Changed || direction[r.Status] == c.Status) && c.bears(r):
			return c.Status
		}
	}
	if seen {
		return want
	}
	return c.Status
}

// bears reports whether what became of a rule bears on the verdict of the item.
func (c *ItemChange) bears(r *RuleChange) bool {
	return r.Status != Unchanged && r.Edition.Matrix == cmp.Or(c.New.matrix(), c.Old.matrix()) && r.onPath()
}

// matrix is the item's own matrix, "" where it was judged by none.
func (a *Assessment) matrix() string {
	if len(a.Results) == 0 {
		return ""
	}
	return a.Results[0].Edition.Matrix
}

// of returns the result of a matrix, nil where it was not asked.
func (a *Assessment) of(matrix string) *Result {
	for i := range a.Results {
		if a.Results[i].Edition.Matrix == matrix {
			return a.Results[i]
		}
	}
	return nil
}

// Standing is how the item stands with its own matrix.
func (a *Assessment) Standing() Standing {
	s := Standing{Verdict: a.Verdict, Open: len(a.Results) == 0}
	if len(a.Results) > 0 && a.Verdict == Undetermined {
		s.Open = slices.ContainsFunc(a.Results[0].Findings, func(f *Finding) bool { return !f.ToKnow() && f.open() })
	}
	return s
}

// A pair is an item then and now.
type pair struct {
	*comparer
	old, new    *inventory.Item
	differences []difference
}

// rules compares the results of a matrix, in the order of the new edition.
func (p *pair) rules(then, now *Result) []RuleChange {
	var changes []RuleChange
	before, after := byRule(then), byRule(now)
	same := SameEdition(then.Edition, now.Edition)
	for _, r := range now.Edition.Rules {
		was := p.comparer.rules[then.Edition][r.ID]
		if len(before[r.ID])+len(after[r.ID]) == 0 && (!r.Optional() || was == nil || same && !p.concerns(r)) {
			continue
		}
		t := turn{pair: p, then: then.Edition, now: now.Edition, was: was, is: r}
		changes = t.add(changes, before[r.ID], after[r.ID])
	}
	for _, r := range then.Edition.Rules {
		if p.comparer.rules[now.Edition][r.ID] == nil && len(before[r.ID]) > 0 {
			t := turn{pair: p, then: then.Edition, now: now.Edition, was: r}
			changes = t.add(changes, before[r.ID], nil)
		}
	}
	return changes
}

// concerns reports whether anything that the rule asks for differs.
func (p *pair) concerns(r *Rule) bool {
	return slices.ContainsFunc(p.differences, func(d difference) bool { return p.reads[r][d.field] })
}

// SameEdition reports whether two editions have the same rules: they may have
// been loaded at different times.
func SameEdition(a, b *Edition) bool { return a == b || a.ID == b.ID && a.SHA256 == b.SHA256 }

// A turn is one rule on an item by the old and by the new edition. Either may
// not have the rule.
type turn struct {
	*pair
	then, now *Edition
	was, is   *Rule
}

// add appends what became of the rule, where there is anything to say: of a rule
// that found nothing, neither then nor now, only that data for it came or vanished.
func (t *turn) add(changes []RuleChange, before, after []*Finding) []RuleChange {
	c := RuleChange{Edition: t.now, Rule: t.is, before: t.stance(t.was, t.old, before), after: t.stance(t.is, t.new, after)}
	if t.is == nil {
		c.Edition, c.Rule = t.then, t.was
	}
	c.Status, c.Old, c.New = c.before.to(c.after), c.before.worst(), c.after.worst()
	if c.Status == Unchanged {
		c.Status, c.Causes = acceptance(before, after)
	} else {
		c.Causes = t.causes()
	}
	if len(before)+len(after) == 0 && !byData(c.Causes) {
		return changes
	}
	switch asked := byData(c.Causes); {
	case t.was == nil || c.Status == NoLongerAssessed && !asked && len(before) == 0:
		c.Status, c.New = New, stanceOf(t.is, after, true).worst()
	case t.is == nil || c.Status == NotAssessedBefore && !asked && len(after) == 0:
		c.Status, c.Old = Resolved, stanceOf(t.was, before, true).worst()
	}
	return append(changes, c)
}

// byData reports whether data that came or vanished is among the causes.
func byData(causes []Cause) bool {
	return slices.ContainsFunc(causes, func(c Cause) bool { return c.Kind == ByData })
}

// stance is how the item stood with a rule by the findings of the judgement.
// Whether an optional rule was assessed is not among them.
func (t *turn) stance(r *Rule, it *inventory.Item, findings []*Finding) stance {
	if r == nil {
		return stance{}
	}
	assessed := true
	if r.Optional() {
		_, assessed = r.judge(it)
	}
	return stanceOf(r, findings, assessed)
}
