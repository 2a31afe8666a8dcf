package evaluate

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/backready/backready/evaluate/waiver"
	"github.com/backready/backready/inventory"
)

// A Register is what became of the waivers of a file on a day.
type Register struct {
	Name, SHA256 string // of the file
	Day          string // YYYY-MM-DD, the day that the waivers were held to
	WarnDays     int    // how many days ahead an expiry is announced
	Entries      []*Entry
}

// An Entry is what became of one waiver.
type Entry struct {
	Waiver   *waiver.Waiver
	State    State
	DaysLeft int // after the day of the report; negative: expired for so long
	// Findings, on so many Items, are those that the waiver accepts. Of one that
	// is not in force they are those that no other accepts instead.
	Findings, Items int
	Unused          bool     // no finding is matched at all
	Overlaps        []string // other waivers in force that match some of the findings
	Unknown         []string // rules that no edition has
	// Broad says why the waiver accepts more than anybody can have looked at, ""
	// if it doesn't: every rule of a family on all of a subscription, items of
	// the whole estate, or more than [MostItems] items.
	Broad string

	on      []matched       // what is counted, by item
	asked   *inventory.Item // the last one asked for
	covered bool            // it is one of those selected
}

// matched is how many findings on an item are counted.
type matched struct {
	item     *inventory.Item
	findings int
}

// State is where a waiver stands on a day.
type State string

// The states of waivers.
const (
	Active   State = "active"
	Expiring State = "expires soon"
	Expired  State = "expired"
	Pending  State = "not yet in force"
)

// MostItems is how many items a waiver may accept findings on before it counts
// as broad: more than somebody looks at one by one.
const MostItems = 25

// Waive lets the waivers of a file that are in force on a day (YYYY-MM-DD)
// accept findings. Verdicts stay as they are; what is still to be acted on is
// what [Result.Open] says. Where several waivers match, the first in the file
// holds. It takes the place of what was accepted before; a nil file accepts
// nothing and has no register.
func (j *Judgement) Waive(f *waiver.File, day string, warnDays int) *Register {
	r := &Register{Day: day, WarnDays: warnDays}
	if f != nil {
		r.Name, r.SHA256 = f.Name, f.SHA256
		for _, w := range f.Waivers {
			r.Entries = append(r.Entries, newEntry(w, day, warnDays))
		}
	}
	byRule := r.byRule(j)
	j.accept(func(a *Assessment, f *Finding) *waiver.Waiver { return acceptedBy(a.Item, f, byRule) })
	for _, e := range r.Entries {
		e.Broad = e.broad()
	}
	j.countAccepted()
	if f == nil {
		return nil
	}
	return r
}

// Rewaive restores what a register that a report kept had accepted, by the ids
// of the waivers that the findings carry.
func (j *Judgement) Rewaive(r *Register) error {
	byID := map[string]*waiver.Waiver{}
	if r != nil {
		for _, e := range r.Entries {
			byID[e.Waiver.ID] = e.Waiver
		}
	}
	for a, f := range j.findings() {
		if f.Waiver != nil && byID[f.Waiver.ID] == nil {
			return fmt.Errorf("item %s: the waiver %s of rule %s is not in the register", a.Item.ID(), f.Waiver.ID, f.Rule.ID)
		}
	}
	j.accept(func(_ *Assessment, f *Finding) *waiver.Waiver {
		if f.Waiver == nil {
			return nil
		}
		return byID[f.Waiver.ID]
	})
	r.match(j)
	j.countAccepted()
	return nil
}

// accept sets the waiver that accepts each finding, nil for none. Findings and
// results that other items share stay as they are: an item gets its own.
func (j *Judgement) accept(by func(*Assessment, *Finding) *waiver.Waiver) {
	for _, a := range j.assessments {
		own := false
		for i, res := range a.Results {
			changed := false
			for n, f := range res.Findings {
				w := by(a, f)
				if w == f.Waiver {
					continue
				}
				if !own {
					a.Results, own = slices.Clone(a.Results), true
				}
				if !changed {
					a.Results[i], changed = res.withOwnFindings(), true
				}
				waived := *f
				waived.Waiver = w
				a.Results[i].Findings[n] = &waived
			}
		}
	}
}

// withOwnFindings is the result with a list of findings that may be changed.
func (res *Result) withOwnFindings() *Result {
	own := *res
	own.Findings = slices.Clone(res.Findings)
	return &own
}

// findings are all findings in the order of items and statements.
func (j *Judgement) findings() iter.Seq2[*Assessment, *Finding] {
	return func(yield func(*Assessment, *Finding) bool) {
		for _, a := range j.assessments {
			for i := range a.Results {
				for n := range a.Results[i].Findings {
					if !yield(a, a.Results[i].Findings[n]) {
						return
					}
				}
			}
		}
	}
}

func (j *Judgement) countAccepted() {
	j.Accepted = map[inventory.Kind][len(Verdicts)]int{}
	for _, a := range j.assessments {
		if a.Open() < a.Verdict {
			accepted := j.Accepted[a.Item.Kind]
			accepted[a.Verdict]++
			j.Accepted[a.Item.Kind] = accepted
		}
	}
}

func newEntry(w *waiver.Waiver, day string, warnDays int) *Entry {
	e := &Entry{Waiver: w, Unused: true, DaysLeft: daysBetween(day, w.Expires), State: Active}
	switch {
	case e.DaysLeft < 0:
		e.State = Expired
	case day < w.Raised:
		e.State = Pending
	case e.DaysLeft <= warnDays:
		e.State = Expiring
	}
	return e
}

func daysBetween(from, to string) int {
	a, err1 := time.Parse(time.DateOnly, from)
	b, err2 := time.Parse(time.DateOnly, to)
	if err1 != nil || err2 != nil {
		return 0 // the loader has checked them
	}
	return int(b.Sub(a).Hours() / 24)
}

// byRule sorts the entries by the rules of the editions, in file order, and
// notes the rules that no edition has.
func (r *Register) byRule(j *Judgement) map[string][]*Entry {
	byRule := map[string][]*Entry{}
	for _, c := range j.Counts {
		id := c.Rule.ID
		if _, done := byRule[id]; done {
			continue // the same rule in another edition
		}
		byRule[id] = slices.DeleteFunc(slices.Clone(r.Entries), func(e *Entry) bool { return !e.Waiver.CoversRule(id) })
	}
	for _, e := range r.Entries {
		for _, rule := range e.Waiver.Rules {
			if _, ok := byRule[rule]; !ok && !strings.HasSuffix(rule, "/*") {
				e.Unknown = append(e.Unknown, rule)
			}
		}
	}
	return byRule
}

// acceptedBy is the first waiver in force that matches a finding, nil for none.
func acceptedBy(it *inventory.Item, f *Finding, byRule map[string][]*Entry) *waiver.Waiver {
	var holding, idle []*Entry
	for _, e := range byRule[f.Rule.ID] {
		if !e.covers(it) && !e.Waiver.Items.CoverAll(f.Disks(it)) {
			continue
		}
		e.Unused = false
		if e.inForce() {
			holding = append(holding, e)
		} else {
			idle = append(idle, e)
		}
	}
	if len(holding) == 0 {
		for _, e := range idle {
			e.count(it)
		}
		return nil
	}
	holding[0].count(it)
	for _, e := range holding {
		e.overlap(holding)
	}
	return holding[0].Waiver
}

// covers reports whether the waiver selects an item. The findings of one item
// follow each other: it is worked out once for all of them.
func (e *Entry) covers(it *inventory.Item) bool {
	if e.asked != it {
		e.asked, e.covered = it, e.Waiver.Items.Cover(it)
	}
	return e.covered
}

func (e *Entry) inForce() bool { return e.State == Active || e.State == Expiring }

// count counts a finding.
func (e *Entry) count(it *inventory.Item) {
	e.Findings++
	e.note(it)
	e.Items = len(e.on)
}

// note notes the item of a finding. Those of one item follow each other.
func (e *Entry) note(it *inventory.Item) {
	if len(e.on) == 0 || e.on[len(e.on)-1].item != it {
		e.on = append(e.on, matched{item: it})
	}
	e.on[len(e.on)-1].findings++
}

func (e *Entry) overlap(others []*Entry) {
	for _, other := range others {
		if other != e && !slices.Contains(e.Overlaps, other.Waiver.ID) {
			e.Overlaps = append(e.Overlaps, other.Waiver.ID)
		}
	}
}

func (e *Entry) broad() string {
	switch {
	case e.Waiver.Items.Everything():
		return "it holds for the whole estate"
	case e.Waiver.Family() && e.Waiver.Items.Wide():
		return "it accepts every rule of a family on all of a subscription"
	case e.Items > MostItems:
		return fmt.Sprintf("it accepts findings on %d items, more than %d", e.Items, MostItems)
	}
	return ""
}

// A Warning is what to know of a waiver, and what to do about it.
type Warning struct {
	Text, Hint string
	Incomplete bool // findings have nobody left who accepts them
}

// Warnings says what to know of the waiver, what matters most first.
func (e *Entry) Warnings() []Warning {
	var list []Warning
	warn := func(when bool, hint, format string, args ...any) {
		if when {
			list = append(list, Warning{Text: fmt.Sprintf(format, args...), Hint: hint})
		}
	}
	w, back := e.Waiver, e.State == Expired && e.Findings > 0
	warn(back, "fix what it accepted, or have it renewed with a later date", "expired on %s, %s back", w.Expires, counted(e.Findings, "finding is", "findings are"))
	if back {
		list[0].Incomplete = true
	}
	warn(e.State == Expired && !back, "take it out of the file", "expired on %s and is not needed any more", w.Expires)
	warn(e.State == Expiring, "fix what it accepts, or have it reviewed before that day", "expires on %s, %s", w.Expires, left(e.DaysLeft))
	warn(e.State == Pending, "correct the date if it should hold already", "is raised on %s only: it accepts nothing yet", w.Raised)
	warn(len(e.Unknown) > 0, "backready explain RULE", "names %s, which no edition of this report has", strings.Join(e.Unknown, ", "))
	warn(e.Unused && e.State != Expired, "take it out, or correct its rules or items", "matches no finding")
	warn(len(e.Overlaps) > 0, "let one waiver accept a finding: the first in the file holds", "accepts findings that %s accepts too", strings.Join(e.Overlaps, ", "))
	warn(e.Broad != "", "name the rules and the items that were looked at", "is broad: %s", e.Broad)
	warn(strings.EqualFold(w.Owner, w.Approver), "have somebody else approve it", "is approved by its own owner")
	return list
}

// Problems says the same of the whole register.
func (r *Register) Problems() []inventory.Problem {
	var list []inventory.Problem
	for _, e := range r.Entries {
		for _, w := range e.Warnings() {
			list = append(list, inventory.Problem{File: r.Name, Line: e.Waiver.Line,
				Text: "waiver " + e.Waiver.ID + " " + w.Text, Hint: w.Hint, Incomplete: w.Incomplete})
		}
	}
	return list
}

func left(days int) string {
	if days == 0 {
		return "the day of this report"
	}
	return "in " + counted(days, "day", "days")
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Open is what is left of the result without the findings that waivers accept:
// what is still to be acted on. Without any it is the result itself.
func (res *Result) Open() *Result {
	waived := func(f *Finding) bool { return f.Waiver != nil }
	if !slices.ContainsFunc(res.Findings, waived) {
		return res
	}
	open := *res
	open.Findings = slices.DeleteFunc(slices.Clone(res.Findings), waived)
	open.settle()
	return &open
}

// Open returns the verdict on the item without the findings that waivers accept.
// The item is accepted where that is better than its verdict.
func (a *Assessment) Open() Verdict {
	if len(a.Results) == 0 {
		return a.Verdict
	}
	return a.Results[0].Open().Verdict
}
