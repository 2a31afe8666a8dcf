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
// For rules on the disks of a VM the groups of these count as well. Rules that
// look at what is an item's own are applied to each item; what they find is
// shared where it says the same.

// mostAlike bounds what is remembered. Where an estate has more that differs,
// remembering begins anew and less is shared.
const mostAlike = 1 << 16

// A bundle is the rules of an edition that ask for values of the same groups.
type bundle struct {
	asked
	rules []int // places in the edition
}

// asked are the groups that rules ask for.
type asked struct {
	groups  []int // of the item
	ofDisks []int // of each disk of a VM, nil where no disk matters
}

// bundlesOf divides the rules of an edition. single are those that are applied
// to each item.
func bundlesOf(e *Edition) (bundles []bundle, single []int) {
	for i, r := range e.Rules {
		a, shared := askedBy(r.Fields(), e.Kind)
		if !shared {
			single = append(single, i)
			continue
		}
		same := func(b bundle) bool {
			return slices.Equal(b.groups, a.groups) && slices.Equal(b.ofDisks, a.ofDisks) && (b.ofDisks == nil) == (a.ofDisks == nil)
		}
		n := slices.IndexFunc(bundles, same)
		if n < 0 {
			n, bundles = len(bundles), append(bundles, bundle{asked: a})
		}
		bundles[n].rules = append(bundles[n].rules, i)
	}
	return bundles, single
}

// askedBy returns the groups in which fields lie. shared is false where these
// don't tell all values of an item of that kind.
func askedBy(fields []*inventory.Field, kind inventory.Kind) (a asked, shared bool) {
	add := func(groups []int, f *inventory.Field) []int {
		if groups == nil {
			groups = []int{}
		}
		if f == disksField || slices.Contains(groups, f.Group()) {
			return groups
		}
		return append(groups, f.Group())
	}
	for _, f := range fields {
		switch {
		case f.Own():
			return asked{}, false
		case f == disksField, !f.Optional() && f.Kind() != kind:
			a.ofDisks = add(a.ofDisks, f)
		default:
			a.groups = add(a.groups, f)
		}
	}
	if a.ofDisks != nil && slices.ContainsFunc(fields, (*inventory.Field).Optional) {
		a.ofDisks = add(a.ofDisks, anyOptional(fields)) // who has it nobody can tell here
	}
	slices.Sort(a.groups)
	slices.Sort(a.ofDisks)
	return a, true
}

func anyOptional(fields []*inventory.Field) *inventory.Field {
	return fields[slices.IndexFunc(fields, (*inventory.Field).Optional)]
}

// pathGroups are the groups that tell which path an item is on.
func pathGroups(e *Edition) *asked {
	fields := []*inventory.Field{}
	for _, current := range e.current {
		if current != nil {
			fields = append(fields, current.fields...)
		}
	}
	a, shared := askedBy(fields, e.Kind)
	if !shared || a.ofDisks != nil {
		return nil
	}
	return &a
}

// A saying is what some rules say of all items that are alike to them. Whatever
// says the same is the same saying.
type saying struct {
	number   uint32
	findings []placed
	open     []int // rules that were not assessed
	current  string
	uses     int                // items since it is remembered
	first    [FirstAffected]int // the first few of these, by their place
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
	onGroups *asked               // that tell which path an item is on, nil where none do
	known    []map[string]*saying // by bundle, then by the groups of items
	paths    map[string]*saying   // on which path items are, by their groups
	sayings  map[string]*saying   // by all that they say
	results  map[string]*alike    // by the sayings they are put together from
	all      []*saying            // in the order in which they were first said
	kept     int                  // entries of all these maps
	most     int                  // of them
	counts   []RuleCount          // of what is not remembered any more, without items
	first    [][]int              // the places of the first items of each rule
	last     *inventory.Item      // whose disks were made
	made     *inventory.Item      // it with them
	saying   saying               // at hand
	parts    []*saying
	key      []byte
	whole    []byte
}

// alike is the result of all items of which the same was said.
type alike struct {
	result *Result
	list   []*Result // with nothing else
}

func newJudge(e *Edition) *judge {
	j := &judge{Edition: e, most: mostAlike, onGroups: pathGroups(e), counts: make([]RuleCount, len(e.Rules)), first: make([][]int, len(e.Rules))}
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
	j.paths, j.sayings, j.results, j.all, j.kept = map[string]*saying{}, map[string]*saying{}, map[string]*alike{}, nil, 0
}

// judge returns what the edition makes of the item at a place.
func (j *judge) judge(it *inventory.Item, place int) *alike {
	if j.kept >= j.most {
		j.recount()
		j.forget()
	}
	parts := j.parts[:0]
	for n := range j.bundles {
		parts = append(parts, j.ofBundle(n, it))
	}
	parts = append(parts, j.onPath(it))
	for _, rule := range j.single {
		if s := j.ofSingle(rule, it); s != nil {
			parts = append(parts, s)
		}
	}
	j.parts, j.whole = parts, j.whole[:0]
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
	j.kept++
	return made
}

// use counts an item of which it is said.
func (s *saying) use(place int) {
	if s.uses < len(s.first) {
		s.first[s.uses] = place
	}
	s.uses++
}

// ofBundle returns what the rules of a bundle say of an item.
func (j *judge) ofBundle(n int, it *inventory.Item) *saying {
	b := &j.bundles[n]
	return j.recall(j.known[n], &b.asked, it, func() *saying {
		s, whole := j.begin(), j.withDisks(it)
		for _, rule := range b.rules {
			findings, assessed := j.Rules[rule].judge(whole)
			s.take(rule, findings, assessed)
		}
		return s
	})
}

// onPath returns which path an item is on by its own account.
func (j *judge) onPath(it *inventory.Item) *saying {
	return j.recall(j.paths, j.onGroups, it, func() *saying {
		s := j.begin()
		s.current = j.currentOf(it)
		return s
	})
}

// recall returns what was said of an item with the same groups, or says it. Of
// an item that shares none, and where nil says that no groups tell, it is said
// anew.
func (j *judge) recall(known map[string]*saying, a *asked, it *inventory.Item, say func() *saying) *saying {
	if a == nil || !j.keyOf(a, it) {
		return j.same(say())
	}
	if s, ok := known[string(j.key)]; ok {
		return s
	}
	key := string(j.key)
	s := j.same(say())
	known[key] = s
	j.kept++
	return s
}

// keyOf makes the key at hand of the groups of an item. It reports false where
// these don't tell its values.
func (j *judge) keyOf(a *asked, it *inventory.Item) bool {
	j.key = j.key[:0]
	for _, g := range a.groups {
		j.key = binary.LittleEndian.AppendUint32(j.key, it.GroupID(g))
	}
	if a.ofDisks == nil {
		return it.Shares()
	}
	j.key = strconv.AppendBool(j.key, it.DisksComplete)
	var shared bool
	j.key, shared = it.AppendDiskGroups(j.key, a.ofDisks)
	return shared && it.Shares()
}

// withDisks is the item with its disks made once for all rules.
func (j *judge) withDisks(it *inventory.Item) *inventory.Item {
	if it.Kind != inventory.VM {
		return it
	}
	if j.last != it {
		j.last, j.made = it, it.WithDisks(it.Disks())
	}
	return j.made
}

// ofSingle returns what a rule says of an item by itself, nil where all is well.
func (j *judge) ofSingle(rule int, it *inventory.Item) *saying {
	findings, assessed := j.Rules[rule].judge(j.withDisks(it))
	if len(findings) == 0 && assessed {
		return nil
	}
	s := j.begin()
	s.take(rule, findings, assessed)
	return j.same(s)
}

// begin returns the saying at hand, which says nothing yet.
func (j *judge) begin() *saying {
	j.saying = saying{findings: j.saying.findings[:0], open: j.saying.open[:0]}
	return &j.saying
}

// same returns the saying that says what the one at hand does, the first one
// that was said.
func (j *judge) same(s *saying) *saying {
	j.key = s.append(j.key[:0])
	if known, ok := j.sayings[string(j.key)]; ok {
		return known
	}
	s = &saying{number: uint32(len(j.all) + 1), findings: slices.Clone(s.findings), open: slices.Clone(s.open), current: s.current}
	j.all = append(j.all, s)
	j.sayings[string(j.key)] = s
	j.kept++
	return s
}

// append writes down all that a saying says.
func (s *saying) append(to []byte) []byte {
	to = append(append(to, s.current...), 0)
	for _, rule := range s.open {
		to = binary.AppendUvarint(to, uint64(rule))
	}
	to = append(to, 0xff)
	for _, p := range s.findings {
		to = binary.AppendUvarint(append(to, 0xff), uint64(p.rule))
		for _, f := range p.findings {
			to = f.append(to)
		}
	}
	return to
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
			j.first[p.rule] = append(j.first[p.rule], s.first[:min(s.uses, FirstAffected)]...)
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
