package evaluate

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/backready/backready/inventory"
)

// A Division is what the items of a judgement are divided by: "subscription",
// "group" or "tag:" and the name of a tag.
type Division string

// The divisions; that by a tag is followed by its name.
const (
	BySubscription Division = "subscription"
	ByGroup        Division = "group"
	ByTag          Division = "tag:"
)

// ParseDivision reads what people type.
func ParseDivision(text string) (Division, error) {
	d := Division(text)
	if _, ok := d.Tag(); ok || d == BySubscription || d == ByGroup {
		return d, nil
	}
	return "", fmt.Errorf("%q is none of subscription, group, tag:NAME", text)
}

// Tag is the name of the tag that items are divided by.
func (d Division) Tag() (name string, ok bool) {
	name, ok = strings.CutPrefix(string(d), string(ByTag))
	return name, ok && name != ""
}

// A Part says which items of a run a judgement is about: those that have one key
// in common. An item belongs to the part of its own key, whoever holds it. Keys
// are what reports show, pseudonyms where names are masked.
type Part struct {
	By           Division
	Key          string // "" for the items without the tag, or with an empty one
	Subscription string // of a resource group
	Whole        int    // how many items all parts have
}

// None reports whether the part is that of the items without a key.
func (p *Part) None() bool { return p.Key == "" }

// String names the part, the beginning of a long key.
func (p *Part) String() string {
	tag, tagged := p.By.Tag()
	switch {
	case tagged && p.None():
		return "without the tag " + short(tag)
	case tagged:
		return short(tag) + " " + short(p.Key)
	case p.None():
		return "without a " + string(p.By)
	case p.By == ByGroup:
		return "resource group " + short(p.Key) + " of " + short(p.Subscription)
	}
	return string(p.By) + " " + short(p.Key)
}

func short(key string) string {
	const most = 90 // as a resource group may have; tags may have more
	if runes := []rune(key); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return key
}

// Same reports whether two judgements are about the same part, of whatever runs;
// nil is the whole.
func (p *Part) Same(o *Part) bool {
	if p == nil || o == nil {
		return p == o
	}
	return p.ID() == o.ID()
}

// ID is the same for all items of the part: Azure compares the names of
// subscriptions and groups ignoring case, the values of tags not.
func (p *Part) ID() string {
	if tag, ok := p.By.Tag(); ok {
		return string(ByTag) + strings.ToLower(tag) + "\n" + p.Key
	}
	return strings.ToLower(string(p.By) + "\n" + p.Subscription + "\n" + p.Key)
}

// of is the part that an item belongs to.
func (d Division) of(it *inventory.Item) Part {
	p := Part{By: d}
	tag, _ := d.Tag()
	switch {
	case d == BySubscription:
		p.Key = it.Subscription()
	case d == ByGroup && it.ResourceGroup() != "":
		p.Key, p.Subscription = it.ResourceGroup(), it.Subscription()
	case d != ByGroup:
		value, _ := it.Tag(tag)
		p.Key = strings.TrimSpace(value)
	}
	return p
}

// Divide returns what the judgement says of each part: nothing is judged anew.
// The parts are in the order of their keys, that without a key last. Items that
// went since an earlier judgement have parts too, which may be empty by now.
func (j *Judgement) Divide(by Division, went []*inventory.Item) []*Judgement {
	parts, held := map[string]Part{}, map[string][]*Assessment{}
	place := func(it *inventory.Item) string {
		p := by.of(it)
		id := p.ID()
		if _, ok := parts[id]; !ok {
			p.Whole = len(j.assessments)
			parts[id] = p
		}
		return id
	}
	for _, a := range j.assessments {
		id := place(a.Item)
		held[id] = append(held[id], a)
	}
	for _, it := range went {
		place(it)
	}
	ids := slices.SortedFunc(maps.Keys(parts), func(a, b string) int { return inOrder(parts[a], parts[b]) })
	list := make([]*Judgement, len(ids))
	for i, id := range ids {
		p := parts[id]
		list[i] = j.only(&p, held[id])
		list[i].besides(&j.book)
	}
	return list
}

// inOrder orders parts by their keys ignoring case.
func inOrder(a, b Part) int {
	switch {
	case a.None() != b.None() && a.None():
		return 1
	case a.None() != b.None():
		return -1
	}
	return cmp.Or(cmp.Compare(strings.ToLower(a.Key), strings.ToLower(b.Key)), cmp.Compare(a.ID(), b.ID()))
}

// Restrict returns what the judgement says of the items that keep says yes to,
// which are those of a part.
func (j *Judgement) Restrict(p *Part, keep func(*inventory.Item) bool) *Judgement {
	part := j.only(p, slices.DeleteFunc(slices.Clone(j.assessments), func(a *Assessment) bool { return !keep(a.Item) }))
	part.besides(&j.book)
	return part
}

// only is the judgement on some of the items. Assessments are shared with the
// whole, so that ways out lead to items of other parts as well.
func (j *Judgement) only(p *Part, assessments []*Assessment) *Judgement {
	inv := &inventory.Inventory{Inputs: j.Inventory.Inputs, Problems: j.Inventory.Problems}
	part := newJudgement(inv, j.Editions)
	part.Part = p
	byRule := part.countsByRule()
	for _, a := range assessments {
		inv.Items = append(inv.Items, a.Item)
		part.add(a)
		for i := range a.Results {
			recount(a.Item, a.Results[i].Findings, byRule)
		}
	}
	for i, c := range part.Counts {
		c.countAssessed(inv, j.Counts[i])
	}
	if j.Accepted != nil {
		part.countAccepted()
	}
	return part
}

// countAssessed counts on which items of the part the rule was assessed. An item
// is only looked at where the rule was assessed on some of the whole and not on
// others.
func (c *RuleCount) countAssessed(inv *inventory.Inventory, whole *RuleCount) {
	for _, it := range inv.Items {
		switch {
		case it.Kind != c.Edition.Kind:
		case whole.NotAssessed == 0 || whole.Judged > 0 && c.Rule.Assessed(it):
			c.Judged++
		default:
			c.NotAssessed++
		}
	}
}

// Beside are the items of other parts that those of this one hang together with,
// over disks and the VMs that hold them, in the order of reports. What is said
// of a part rests on them too; they count nowhere.
func (j *Judgement) Beside() []*Assessment { return j.beside }

// besides finds what stands beside a part, by the assessments of all items.
func (j *Judgement) besides(of *book) {
	own, seen := map[*inventory.Item]bool{}, map[*inventory.Item]bool{}
	for _, it := range j.Inventory.Items {
		own[it] = true
	}
	for queue := slices.Clone(j.Inventory.Items); len(queue) > 0; queue = queue[1:] {
		it := queue[0]
		if it == nil || seen[it] {
			continue
		}
		seen[it] = true
		if a := of.find(it); a != nil && !own[it] {
			j.beside = append(j.beside, a)
		}
		queue = append(queue, it.Holders()...)
		queue = append(queue, it.Records()...)
	}
	slices.SortFunc(j.beside, func(a, b *Assessment) int {
		return cmp.Or(cmp.Compare(a.Item.Kind, b.Item.Kind), strings.Compare(a.Item.Key(), b.Item.Key()))
	})
}

// Divide returns what became of the items of each part, in the order of the
// parts of the new judgement, which [Judgement.Divide] gave with what went. An
// item is of the part in which it is now or, where it went, was.
func (c *Comparison) Divide(parts []*Judgement, by Division) []*Comparison {
	items, before := map[string][]ItemChange{}, map[string][]*Assessment{}
	for _, change := range c.Items {
		p := by.of(change.Item())
		items[p.ID()] = append(items[p.ID()], change)
		if change.Old != nil {
			before[p.ID()] = append(before[p.ID()], change.Old)
		}
	}
	list := make([]*Comparison, len(parts))
	for i, now := range parts {
		id := now.Part.ID()
		list[i] = &Comparison{Old: c.Old.only(nil, before[id]), New: now, Items: items[id]}
	}
	return list
}

// Went are the items that are no longer there.
func (c *Comparison) Went() []*inventory.Item {
	var list []*inventory.Item
	for i := range c.Items {
		if c.Items[i].New == nil {
			list = append(list, c.Items[i].Old.Item)
		}
	}
	return list
}

// Of is the register as far as it concerns the items of a part: the waivers that
// match a finding on them, with the findings that they accept there. What is
// said of a waiver as a whole stays.
func (r *Register) Of(part *Judgement) *Register {
	if r == nil {
		return nil
	}
	held := map[*inventory.Item]bool{}
	for _, it := range part.Inventory.Items {
		held[it] = true
	}
	out := *r
	out.Entries = nil
	for _, e := range r.Entries {
		own := *e
		own.Findings, own.Items, own.on = 0, 0, nil
		for _, m := range e.on {
			if held[m.item] {
				own.Findings, own.Items, own.on = own.Findings+m.findings, own.Items+1, append(own.on, m)
			}
		}
		if own.Findings > 0 {
			out.Entries = append(out.Entries, &own)
		}
	}
	return &out
}

// match notes on which items the waivers of a restored register count findings,
// without counting them again.
func (r *Register) match(j *Judgement) {
	if r == nil {
		return
	}
	for a, f := range j.findings() {
		for _, e := range r.Entries {
			idle := f.Waiver == nil && !e.inForce() && e.Waiver.CoversRule(f.Rule.ID) && (e.covers(a.Item) || e.Waiver.Items.CoverAll(f.Disks(a.Item)))
			if idle || f.Waiver == e.Waiver {
				e.note(a.Item)
			}
		}
	}
}
