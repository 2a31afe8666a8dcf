package evaluate

import (
	"iter"
	"runtime"
	"slices"
	"sort"
	"sync"

	"github.com/backready/backready/inventory"
)

// An Assessment is what the editions make of one item.
type Assessment struct {
	Item    *inventory.Item
	Verdict Verdict // that of the item's own matrix
	// Results are per edition that judges items of its kind. Items on which the
	// editions say the same share them.
	Results []*Result

	book *book // in which the assessments of other items are found
}

// A Result is what one edition makes of one item, or of all items on which it
// says the same. It is never changed.
type Result struct {
	Edition  *Edition
	Verdict  Verdict
	Paths    []Verdict  // by the paths of the edition
	Take     string     // the path to take where the usual one is worse, else ""
	Current  string     // the path the item is on now, where an export says so
	Findings []*Finding // by the order of the statements in the edition
}

// FirstAffected is how many items a RuleCount names.
const FirstAffected = 5

// RuleCount says what became of a rule over all items.
type RuleCount struct {
	Edition     *Edition
	Rule        *Rule
	Judged      int                // items it was applied to
	NotAssessed int                // items without the optional column it needs
	Found       [len(Verdicts)]int // items by the worst verdict of the rule on them
	Affected    int                // items on which it gave a finding
	First       []*inventory.Item  // the first few of them, in order
}

// Judgement is what a set of editions makes of an inventory.
type Judgement struct {
	Inventory *inventory.Inventory
	Editions  []*Edition
	Counts    []*RuleCount // by edition and rule
	Totals    map[inventory.Kind][len(Verdicts)]int
	// Accepted are those of Totals that waivers leave better, see Waive.
	Accepted map[inventory.Kind][len(Verdicts)]int
	// Part says which items of a run these are, nil where they are all of it.
	Part *Part

	book
	beside []*Assessment // see Beside
}

// A book holds the assessments of items.
type book struct {
	assessments []*Assessment
	once        sync.Once
	places      map[*inventory.Item]int32 // of items that lie elsewhere in the inventory
}

// All returns the assessments: VMs, then disks, each by id ignoring case.
func (j *Judgement) All() iter.Seq[*Assessment] { return slices.Values(j.assessments) }

// Len is how many items are assessed.
func (j *Judgement) Len() int { return len(j.assessments) }

// Range returns the assessments from the i-th to before the n-th of [Judgement.All],
// for workers that share the items among them.
func (j *Judgement) Range(i, n int) iter.Seq[*Assessment] { return slices.Values(j.assessments[i:n]) }

// Judge applies every edition to every item of its kind. Workers share the items
// among them.
func Judge(inv *inventory.Inventory, editions []*Edition) *Judgement {
	j := newJudgement(inv, editions)
	all := make([]Assessment, len(inv.Items))
	benches := newBenches(inv.Items, all)
	var done sync.WaitGroup
	for _, b := range benches {
		done.Go(func() { b.judge(editions) })
	}
	done.Wait()
	for _, b := range benches {
		b.count(j.Counts)
	}
	j.assessments = make([]*Assessment, 0, len(all))
	for i := range all {
		j.add(&all[i])
	}
	j.index()
	return j
}

// A bench judges some of the items.
type bench struct {
	items  []*inventory.Item
	all    []Assessment
	shares [][2]int // bounds of what is its own
	judges []*judge // by edition
	judged [2]int   // items by kind
}

// newBenches gives each bench as many VMs and as many disks as the others: VMs
// are more work.
func newBenches(items []*inventory.Item, all []Assessment) []*bench {
	vms := sort.Search(len(items), func(i int) bool { return items[i].Kind != inventory.VM })
	benches := make([]*bench, max(1, min(runtime.GOMAXPROCS(0), len(items)/256)))
	share := func(from, to, i int) [2]int {
		return [2]int{from + i*(to-from)/len(benches), from + (i+1)*(to-from)/len(benches)}
	}
	for i := range benches {
		benches[i] = &bench{items: items, all: all, shares: [][2]int{share(0, vms, i), share(vms, len(items), i)}}
	}
	return benches
}

func (b *bench) judge(editions []*Edition) {
	for _, e := range editions {
		b.judges = append(b.judges, newJudge(e))
	}
	for _, share := range b.shares {
		for i := share[0]; i < share[1]; i++ {
			it := b.items[i]
			b.judged[it.Kind]++
			b.all[i].Item = it
			b.all[i].Results = b.results(it, i)
		}
	}
}

func (b *bench) results(it *inventory.Item, place int) []*Result {
	var list []*Result
	for _, j := range b.judges {
		if j.Kind != it.Kind {
			continue
		}
		if a := j.judge(it, place); list == nil {
			list = a.list
		} else {
			list = append(slices.Clip(list), a.result)
		}
	}
	return list
}

// count adds what was said to the counts of all rules.
func (b *bench) count(counts []*RuleCount) {
	for _, j := range b.judges {
		j.tell(counts[:len(j.Rules)], b.judged[j.Kind], func(place int) *inventory.Item { return b.items[place] })
		counts = counts[len(j.Rules):]
	}
}

// newJudgement is one in which nothing is judged yet.
func newJudgement(inv *inventory.Inventory, editions []*Edition) *Judgement {
	j := &Judgement{Inventory: inv, Editions: editions, Totals: map[inventory.Kind][len(Verdicts)]int{}}
	for _, e := range editions {
		for _, r := range e.Rules {
			j.Counts = append(j.Counts, &RuleCount{Edition: e, Rule: r})
		}
	}
	return j
}

func (j *Judgement) countsByRule() map[*Rule]*RuleCount {
	counts := make(map[*Rule]*RuleCount, len(j.Counts))
	for _, c := range j.Counts {
		counts[c.Rule] = c
	}
	return counts
}

// add takes the next assessment. The verdict of an item is that of its own
// matrix, which stands before one's own; of what no edition judges nothing is
// known, and that is no pass.
func (j *Judgement) add(a *Assessment) {
	if a.Verdict = Undetermined; len(a.Results) > 0 {
		a.Verdict = a.Results[0].Verdict
	}
	j.assessments = append(j.assessments, a)
	totals := j.Totals[a.Item.Kind]
	totals[a.Verdict]++
	j.Totals[a.Item.Kind] = totals
}

// index lets assessments find each other once every item is judged.
func (j *Judgement) index() {
	for _, a := range j.assessments {
		a.book = &j.book
	}
}

// find returns the assessment of an item, nil where the book has none. In the
// book of a whole inventory it stands at the place of the item; for others it is
// made known, when it is first asked for, where items stand.
func (b *book) find(it *inventory.Item) *Assessment {
	if it == nil {
		return nil
	}
	if i := it.Place(); i < len(b.assessments) && b.assessments[i].Item == it {
		return b.assessments[i]
	}
	b.once.Do(func() {
		b.places = make(map[*inventory.Item]int32, len(b.assessments))
		for i, a := range b.assessments {
			b.places[a.Item] = int32(i)
		}
	})
	if i, ok := b.places[it]; ok {
		return b.assessments[i]
	}
	return nil
}

// settle works out the verdicts from the findings.
func (res *Result) settle() {
	paths := res.Edition.Edition.Paths
	res.Paths = make([]Verdict, len(paths))
	for i := range res.Findings {
		res.Edition.enter(res.Findings[i], res.Paths)
	}
	var best int
	res.Verdict, best = verdictOf(res.Paths)
	res.Take = ""
	if best > 0 {
		res.Take = paths[best].ID
	}
}

// verdictOf returns the verdict of the best path and its index. Where the usual
// path, the first, is worse than another, something must be arranged.
func verdictOf(paths []Verdict) (Verdict, int) {
	best := slices.Index(paths, slices.Min(paths))
	if best > 0 {
		return max(paths[best], Limited), best
	}
	return paths[best], best
}

// Now returns the verdict of the path that the item is on, the usual one where
// no export says which.
func (res *Result) Now() Verdict { return res.Paths[res.Edition.path(res.Current)] }

// Without returns the verdict that the item would have if the rule found
// nothing on it: what fixing that one thing is worth.
func (res *Result) Without(rule *Rule) Verdict {
	paths := make([]Verdict, len(res.Paths))
	for i := range res.Findings {
		if f := res.Findings[i]; f.Rule != rule {
			res.Edition.enter(f, paths)
		}
	}
	v, _ := verdictOf(paths)
	return v
}

// enter lets a finding enter the verdicts of its paths.
func (e *Edition) enter(f *Finding, paths []Verdict) {
	for _, p := range f.Paths {
		i := e.path(p)
		paths[i] = max(paths[i], f.Verdict)
	}
}

// path returns the index of a path of the edition.
func (e *Edition) path(id string) int {
	for i, p := range e.Edition.Paths {
		if p.ID == id {
			return i
		}
	}
	return 0 // rules name paths of their edition: the loader has checked it
}

// worstOf is the worst verdict of findings.
func worstOf(findings []*Finding) Verdict {
	worst := Supported
	for _, f := range findings {
		worst = max(worst, f.Verdict)
	}
	return worst
}

// found counts the findings of the rule on an item, if there are any.
func (c *RuleCount) found(it *inventory.Item, findings []*Finding) {
	if len(findings) == 0 {
		return
	}
	if c.Affected++; len(c.First) < FirstAffected {
		c.First = append(c.First, it)
	}
	c.Found[worstOf(findings)]++
}

// WaysOut are the results of the other matrix: of the disks of a VM, or of the
// VMs that hold such a disk, where the item's own matrix does not simply say yes.
func (a *Assessment) WaysOut() []*Assessment { return slices.Collect(a.EachWayOut()) }

// EachWayOut yields the [Assessment.WaysOut] without a list of them.
func (a *Assessment) EachWayOut() iter.Seq[*Assessment] {
	return func(yield func(*Assessment) bool) {
		if a.Verdict == Supported || a.book == nil {
			return
		}
		others := a.Item.Holders
		if a.Item.Kind == inventory.VM {
			others = a.Item.Records
		}
		for _, it := range others() {
			if other := a.book.find(it); other != nil && !yield(other) {
				return
			}
		}
	}
}
