package evaluate

import (
	"encoding/binary"
	"slices"
	"strconv"

	"github.com/backready/backready/inventory"
)

// An estate has many items and few that differ in what rules ask. The rules of
// an edition that ask for values of the same groups, see [inventory.Group], say
// the same of all items that share these groups: they are applied once for all.
// What is said of an item is found by what was said of its groups, so that items
// that are alike share one [Result].
//
// Rules that look at the disks of a VM, or at what is an item's own, are applied
// to each item; what they find is shared where it says the same.

// mostAlike bounds what is remembered. Where an estate has more that differs,
// remembering begins anew and less is shared.
const mostAlike = 1 << 16

// A bundle is the rules of an edition that ask for values of the same groups.
type bundle struct {
	groups []int
	rules  []int // places in the edition
}

// bundlesOf divides the rules of an edition. single are those that are applied
// to each item.
func bundlesOf(e *Edition) (bundles []bundle, single []int) {
	for i, r := range e.Rules {
		groups, shared := groupsOf(r.Fields(), e.Kind)
		if !shared {
			single = append(single, i)
			continue
		}
		n := slices.IndexFunc(bundles, func(b bundle) bool { return slices.Equal(b.groups, groups) })
		if n < 0 {
			n, bundles = len(bundles), append(bundles, bundle{groups: groups})
		}
		bundles[n].rules = append(bundles[n].rules, i)
	}
	return bundles, single
}

// groupsOf returns the groups in which fields lie. shared is false where they
// don't tell all values of an item of that kind.
func groupsOf(fields []*inventory.Field, kind inventory.Kind) (groups []int, shared bool) {
	for _, f := range fields {
		if f.Own() || !f.Optional() && f.Kind() != kind || f == disksField {
			return nil, false
		}
		if !slices.Contains(groups, f.Group()) {
			groups = append(groups, f.Group())
		}
	}
	slices.Sort(groups)
	return groups, true
}

// pathGroups are the groups that tell which path an item is on.
func pathGroups(e *Edition) []int {
	fields := []*inventory.Field{}
	for _, current := range e.current {
		if current != nil {
			fields = append(fields, current.fields...)
		}
	}
	if groups, shared := groupsOf(fields, e.Kind); shared {
		return append([]int{}, groups...)
	}
	return nil
}

// A saying is what some rules say of all items that are alike to them.
type saying struct {
	number   uint32
	findings []placed
	open     []int // rules that were not assessed
	current  string
	uses     int   // items since it is remembered
	first    []int // the first few of these, by their place
}

// placed is what the rule at a place of the edition finds.
type placed struct {
	rule     int
	findings []*Finding
}

// A judge applies one edition, and remembers what was said.
type judge struct {
	*Edition
	bundles  []bundle
	single   []int
	onGroups []int                // that tell which path an item is on, nil where none do
	known    []map[string]*saying // by bundle, then by the groups of items
	paths    map[string]*saying   // on which path items are, by their groups
	alone    map[string]*saying   // of single rules, by all that it says
	results  map[string]*alike    // by the sayings they are put together from
	all      []*saying            // that are remembered
	counts   []RuleCount          // of what is not remembered any more, without items
	first    [][]int              // the places of the first items of each rule
	key      []byte
	whole    []byte
}

// alike is the result of all items of which the same was said.
type alike struct {
	result *Result
	list   []*Result // with nothing else
}

func newJudge(e *Edition) *judge {
	j := &judge{Edition: e, onGroups: pathGroups(e), counts: make([]RuleCount, len(e.Rules)), first: make([][]int, len(e.Rules))}
	j.bundles, j.single = bundlesOf(e)
	j.known = make([]map[string]*saying, len(j.bundles))
	j.forget()
	return j
}

// forget begins to remember anew.
func (j *judge) forget() {
	for n := range j.known {
		j.known[n] = map[string]*saying{}
	}
	j.paths, j.alone, j.results, j.all = map[string]*saying{}, map[string]*saying{}, map[string]*alike{}, nil
}

// judge returns what the edition makes of the item at a place.
func (j *judge) judge(it *inventory.Item, place int) *alike {
	if len(j.all) >= mostAlike {
		j.recount()
		j.forget()
	}
	parts := make([]*saying, 0, 32)
	for n := range j.bundles {
		parts = append(parts, j.ofBundle(n, it))
	}
	parts = append(parts, j.onPath(it))
	for _, rule := range j.single {
		if s := j.ofSingle(rule, it); s != nil {
			parts = append(parts, s)
		}
	}
	j.whole = j.whole[:0]
	for _, s := range parts {
		s.use(place)
		j.whole = binary.LittleEndian.AppendUint32(j.whole, s.number)
	}
	if known, ok := j.results[string(j.whole)]; ok {
		return known
	}
	made := &alike{result: j.result(parts)}
	made.list = []*Result{made.result}
	j.results[string(j.whole)] = made
	return made
}

// use counts an item of which it is said.
func (s *saying) use(place int) {
	if s.uses++; len(s.first) < FirstAffected {
		s.first = append(s.first, place)
	}
}

// ofBundle returns what the rules of a bundle say of an item.
func (j *judge) ofBundle(n int, it *inventory.Item) *saying {
	b := &j.bundles[n]
	shared := j.groupKey(b.groups, it)
	if s, ok := j.known[n][string(j.key)]; ok && shared {
		return s
	}
	s := j.say(&saying{})
	for _, rule := range b.rules {
		findings, assessed := j.Rules[rule].judge(it)
		s.take(rule, findings, assessed)
	}
	if shared {
		j.known[n][string(j.key)] = s
	}
	return s
}

// groupKey makes the key at hand of the groups of an item. It reports false where
// the item has none to share.
func (j *judge) groupKey(groups []int, it *inventory.Item) bool {
	j.key = j.key[:0]
	for _, g := range groups {
		id := it.GroupID(g)
		if id == 0 && !it.Shares() {
			return false
		}
		j.key = binary.LittleEndian.AppendUint32(j.key, id)
	}
	return true
}

// onPath returns which path an item is on by its own account.
func (j *judge) onPath(it *inventory.Item) *saying {
	shared := j.onGroups != nil && j.groupKey(j.onGroups, it)
	if s, ok := j.paths[string(j.key)]; ok && shared {
		return s
	}
	s := j.say(&saying{})
	for i, current := range j.current {
		if current != nil && current.holds(it) == isTrue {
			s.current = j.Edition.Edition.Paths[i].ID
		}
	}
	if shared {
		j.paths[string(j.key)] = s
	}
	return s
}

// ofSingle returns what a rule says of an item by itself, nil where all is well.
func (j *judge) ofSingle(rule int, it *inventory.Item) *saying {
	findings, assessed := j.Rules[rule].judge(it)
	if len(findings) == 0 && assessed {
		return nil
	}
	j.key = binary.LittleEndian.AppendUint32(j.key[:0], uint32(rule))
	j.key = strconv.AppendBool(j.key, assessed)
	for _, f := range findings {
		j.key = f.append(j.key)
	}
	if s, ok := j.alone[string(j.key)]; ok {
		return s
	}
	s := j.say(&saying{})
	s.take(rule, findings, assessed)
	j.alone[string(j.key)] = s
	return s
}

func (j *judge) say(s *saying) *saying {
	j.all = append(j.all, s)
	s.number = uint32(len(j.all))
	return s
}

func (s *saying) take(rule int, findings []*Finding, assessed bool) {
	if len(findings) > 0 {
		s.findings = append(s.findings, placed{rule, findings})
	}
	if !assessed {
		s.open = append(s.open, rule)
	}
}

// result puts together what was said of an item.
func (j *judge) result(parts []*saying) *Result {
	res := &Result{Edition: j.Edition}
	var all []placed
	for _, s := range parts {
		all = append(all, s.findings...)
		if s.current != "" {
			res.Current = s.current
		}
	}
	slices.SortFunc(all, func(a, b placed) int { return a.rule - b.rule })
	for _, p := range all {
		res.Findings = append(res.Findings, p.findings...)
	}
	res.settle()
	return res
}

// append writes down all that a finding says.
func (f *Finding) append(to []byte) []byte {
	text := func(s string) { to = append(append(to, s...), 0) }
	to = append(to, byte(f.Verdict))
	for _, list := range [][]string{f.Paths, f.Lacking, f.Unread, {f.Says}} {
		to = append(to, byte(len(list)))
		for _, s := range list {
			text(s)
		}
	}
	for _, e := range f.Evidence {
		text(e.Field)
		text(e.Value)
	}
	to = append(to, 0)
	for _, place := range f.About {
		to = strconv.AppendInt(append(to, ' '), int64(place), 10)
	}
	return to
}

// recount adds what is remembered to the counts.
func (j *judge) recount() {
	for _, s := range j.all {
		for _, rule := range s.open {
			j.counts[rule].NotAssessed += s.uses
		}
		for _, p := range s.findings {
			j.counts[p.rule].Affected += s.uses
			j.counts[p.rule].Found[worstOf(p.findings)] += s.uses
			j.first[p.rule] = append(j.first[p.rule], s.first...)
		}
	}
	for rule, places := range j.first {
		slices.Sort(places)
		j.first[rule] = places[:min(len(places), FirstAffected)]
	}
}

// tell adds what the judge said of so many items to the counts of its rules.
func (j *judge) tell(counts []*RuleCount, items int, at func(place int) *inventory.Item) {
	j.recount()
	for i, own := range j.counts {
		c := counts[i]
		c.Judged += items - own.NotAssessed
		c.NotAssessed += own.NotAssessed
		c.Affected += own.Affected
		for v, n := range own.Found {
			c.Found[v] += n
		}
		for _, place := range j.first[i][:min(len(j.first[i]), FirstAffected-len(c.First))] {
			c.First = append(c.First, at(place))
		}
	}
}
