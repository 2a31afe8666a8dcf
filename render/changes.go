package render

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

// Changes are what became of the estate between two reports.
type Changes struct {
	*evaluate.Comparison
	Since, Now *Report
}

// ErrMasked says that two reports do not speak of the same names.
var ErrMasked = errors.New("the reports do not carry the same names: one is masked and the other is not, or with another key")

// ErrParts says that two reports are not about the same part of an estate.
var ErrParts = errors.New("the reports are not about the same items: one is of a part and the other of the whole, or of another part")

// Compare says what became of the estate of an earlier report.
func Compare(since, now *Report) (*Changes, error) {
	if since.Masked != now.Masked {
		return nil, ErrMasked
	}
	if !since.Judgement.Part.Same(now.Judgement.Part) {
		return nil, ErrParts
	}
	return &Changes{evaluate.Compare(since.Judgement, now.Judgement), since, now}, nil
}

// Tally counts what changed.
type Tally struct {
	Items    map[evaluate.Status]int // by what became of the verdict
	Findings map[evaluate.Status]int // by what became of the rule: all that it finds on an item counts once
}

// Tally counts the items and the rules on them by what became of them.
func (c *Changes) Tally() Tally {
	t := Tally{map[evaluate.Status]int{}, map[evaluate.Status]int{}}
	for i := range c.Items {
		t.Items[c.Items[i].Status]++
		for n := range c.Items[i].Rules {
			t.Findings[c.Items[i].Rules[n].Status]++
		}
	}
	return t
}

// day is how texts name the earlier report.
func (c *Changes) day() string { return c.Since.Generated.UTC().Format(time.DateOnly) }

// Headline says in a sentence or two how much changed. What a rule finds on an
// item is one reason there, be it of several disks: those are several findings.
func (c *Changes) Headline() string {
	t := c.Tally()
	items := counts(t.Items, "item", []said{{evaluate.Came, "came"}, {evaluate.Went, "went"}, {evaluate.Worse, "worse"}, {evaluate.Better, "better"},
		{evaluate.NoLongerAssessed, "no longer assessed"}, {evaluate.NotAssessedBefore, "not assessed before"}})
	reasons := counts(t.Findings, "reason", []said{{evaluate.New, "new"}, {evaluate.Worse, "worse"}, {evaluate.Changed, "changed"},
		{evaluate.Came, "on items that came"}, {evaluate.Better, "better"}, {evaluate.Resolved, "resolved"}, {evaluate.Went, "on items that went"},
		{evaluate.NoLongerAssessed, "no longer assessed"}, {evaluate.NotAssessedBefore, "not assessed before"},
		{evaluate.NoLongerAccepted, "no longer accepted"}, {evaluate.Accepted, "accepted"}})
	parts := slices.DeleteFunc([]string{items, reasons}, func(s string) bool { return s == "" })
	if len(parts) == 0 {
		return fmt.Sprintf("Since %s nothing changed: %s as before.", c.day(), plural(t.Findings[evaluate.Unchanged], "reason"))
	}
	return fmt.Sprintf("Since %s: %s; %d unchanged.", c.day(), strings.Join(parts, "; "), t.Findings[evaluate.Unchanged])
}

// said is a status in the words of the headline.
type said struct {
	status evaluate.Status
	words  string
}

// counts says the counts that are not 0, the first with the noun.
func counts(of map[evaluate.Status]int, noun string, words []said) string {
	var parts []string
	for _, w := range words {
		n := of[w.status]
		switch {
		case n == 0:
		case len(parts) == 0:
			parts = append(parts, plural(n, noun)+" "+w.words)
		default:
			parts = append(parts, fmt.Sprint(n, " ", w.words))
		}
	}
	return strings.Join(parts, ", ")
}

// Parts are the parts of a report that say what changed: by cause, what asks for
// something to be done first, and item by item.
func (c *Changes) Parts() []Part { return []Part{c.byCause(), c.byItem()} }

// sinceBefore are the parts that look back to earlier reports.
func (r *Report) sinceBefore() []Part {
	var parts []Part
	if r.Changes != nil {
		parts = r.Changes.Parts()
	}
	if len(r.History) > 0 {
		parts = append(parts, r.trendPart())
	}
	return parts
}

func (c *Changes) lead() []string {
	lead := append([]string{c.Headline()}, c.otherEditions()...)
	for _, r := range []struct {
		which  string
		report *Report
	}{{"earlier", c.Since}, {"present", c.Now}} {
		if len(r.report.Incomplete()) > 0 {
			lead = append(lead, "The evidence of the "+r.which+" report is incomplete: what came or went may only be missing from it.")
		}
	}
	return append(lead, "A reason is all that a rule finds on an item. Items are the same where their ids are. What a value that is no longer in the export leaves open is called no longer assessed, never resolved.")
}

// otherEditions says by which editions the two reports judged, where these are
// not the same.
func (c *Changes) otherEditions() []string {
	ids := func(r *Report) string {
		var list []string
		for _, e := range r.Judgement.Editions {
			list = append(list, e.ID)
		}
		return strings.Join(list, ", ")
	}
	then, now := ids(c.Since), ids(c.Now)
	if then == now {
		return nil
	}
	return []string{"Judged then by " + then + ", now by " + now + "."}
}

// changed is one row: what became of an item, or of a rule on it.
type changed struct {
	*evaluate.ItemChange
	rule *evaluate.RuleChange // nil: the verdict of the item
}

func (r changed) status() evaluate.Status {
	if r.rule == nil {
		return r.Status
	}
	return r.rule.Status
}

func (r changed) causes() []evaluate.Cause {
	if r.rule == nil {
		return r.Causes
	}
	return r.rule.Causes
}

// from and to are how it stood and stands, "" where the item was not there.
func (r changed) from() string {
	switch {
	case r.Old == nil:
		return ""
	case r.rule == nil:
		return r.Old.Standing().String()
	}
	return r.rule.Old.String()
}

func (r changed) to() string {
	switch {
	case r.New == nil:
		return ""
	case r.rule == nil:
		return r.New.Standing().String()
	}
	return r.rule.New.String()
}

func (r changed) title() string {
	if r.rule == nil {
		return "The verdict on the " + kindWord(r.Item().Kind)
	}
	return r.rule.Rule.Guide.Title
}

func (r changed) ruleLink() Cell {
	if r.rule == nil {
		return Cell{}
	}
	return link(r.rule.Rule.ID, "#"+Anchor(r.rule.Rule.ID))
}

// act is what to do about a change for the worse.
func (r changed) act() string {
	switch r.status() {
	case evaluate.New, evaluate.Worse, evaluate.Changed, evaluate.NotAssessedBefore, evaluate.NoLongerAccepted:
		if r.rule != nil && r.rule.New.Verdict != evaluate.Supported {
			return r.rule.Rule.Guide.Fix
		}
	case evaluate.NoLongerAssessed:
		if columns := r.lacking(); len(columns) > 0 {
			return "export " + strings.Join(columns, ", ")
		}
	}
	return ""
}

// lacking names the columns that would tell how a rule stands now, with the export
// of each: what its finding lacks or, where it was not assessed, asks for.
func (r changed) lacking() []string {
	if r.rule == nil {
		return nil
	}
	var names []string
	for i := range r.New.Results {
		for _, f := range r.New.Results[i].Findings {
			if f.Rule == r.rule.Rule {
				names = append(names, f.Lacking...)
			}
		}
	}
	if len(names) == 0 {
		for _, f := range r.rule.Rule.OptionalFields() {
			names = append(names, f.Name)
		}
	}
	var list []string
	for _, name := range names {
		f, ok := inventory.FieldNamed(name)
		if !ok {
			continue
		}
		if s := f.Columns[0] + " (" + f.ExportFor(r.New.Item.Kind) + ")"; !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// rows are all changes, item by item: its verdict, then its rules. What was
// found on items that came or went follows from that.
func (c *Changes) rows() iter.Seq[changed] {
	return func(yield func(changed) bool) {
		for i := range c.Items {
			it := &c.Items[i]
			if it.Status != evaluate.Unchanged && !yield(changed{it, nil}) {
				return
			}
			for n := range it.Rules {
				s := it.Rules[n].Status
				if s != evaluate.Unchanged && s != evaluate.Came && s != evaluate.Went && !yield(changed{it, &it.Rules[n]}) {
					return
				}
			}
		}
	}
}

func (c *Changes) byItem() Part {
	columns := []column[changed]{
		{Head{"kind", "Kind", 6, Words}, func(r changed) Cell { return text(r.Item().Kind.String()) }},
		{Head{"name", "Name", 28, Name}, func(r changed) Cell { return text(r.Item().Name()) }},
		{Head{"became", "Change", 18, Words}, func(r changed) Cell { return text(string(r.status())) }},
		{Head{"title", "What", 40, Words}, func(r changed) Cell { return text(r.title()) }},
		{Head{"from", "Then", 14, Words}, func(r changed) Cell { return text(r.from()) }},
		{Head{"to", "Now", 14, Words}, func(r changed) Cell { return text(r.to()) }},
		{Head{"because", "Because", 64, Words}, func(r changed) Cell { return text(becauseOf(r, true)) }},
		{Head{"resourceGroup", "Resource group", 24, Name}, func(r changed) Cell { return text(r.Item().ResourceGroup()) }},
		{Head{"subscription", "Subscription", 38, Name}, func(r changed) Cell { return text(r.Item().Subscription()) }},
		{Head{"rule", "Rule", 28, Name}, changed.ruleLink},
		{Head{"id", "Id", 60, Name}, func(r changed) Cell { return text(r.Item().ID()) }},
	}
	return Part{ID: "changed-items", Title: "Changed items", Table: tableOf(columns, c.rows()), None: "No item changed.",
		Lead: []string{"Every item whose verdict or reasons are not as on " + c.day() + ": its verdict, then rule by rule."}}
}

// sharing are changes of many items that have all in common but the item.
type sharing struct {
	changed // of the first item
	items   int
	first   []*inventory.Item // a few of them
}

// namedChanged is how many of them are named.
const namedChanged = 4

// statusOrder puts first what asks for something to be done.
var statusOrder = []evaluate.Status{evaluate.New, evaluate.Worse, evaluate.Changed, evaluate.NoLongerAccepted, evaluate.Came,
	evaluate.NoLongerAssessed, evaluate.NotAssessedBefore, evaluate.Accepted, evaluate.Better, evaluate.Resolved, evaluate.Went}

// shared groups the changes by what they have in common. The verdict of an item
// is left out where a rule says why it changed.
func (c *Changes) shared() []*sharing {
	type key struct{ status, title, rule, from, to, because string }
	groups := map[key]*sharing{}
	var list []*sharing
	for r := range c.rows() {
		if r.rule == nil && r.Old != nil && r.New != nil && len(r.Rules) > 0 {
			continue
		}
		k := key{string(r.status()), r.title(), r.ruleLink().Text, r.from(), r.to(), becauseOf(r, false)}
		if groups[k] == nil {
			groups[k] = &sharing{changed: r}
			list = append(list, groups[k])
		}
		if groups[k].items++; len(groups[k].first) < namedChanged {
			groups[k].first = append(groups[k].first, r.Item())
		}
	}
	slices.SortStableFunc(list, func(a, b *sharing) int {
		return cmp.Or(cmp.Compare(slices.Index(statusOrder, a.status()), slices.Index(statusOrder, b.status())),
			cmp.Compare(a.causeRank(), b.causeRank()), -cmp.Compare(a.items, b.items))
	})
	return list
}

func (r changed) causeRank() int { return slices.Index(evaluate.CauseKinds[:], r.causes()[0].Kind) }

func (c *Changes) byCause() Part {
	columns := []column[*sharing]{
		{Head{"became", "Change", 18, Words}, func(s *sharing) Cell { return text(string(s.status())) }},
		{Head{"title", "What", 40, Words}, func(s *sharing) Cell { return text(s.title()) }},
		{Head{"from", "Then", 14, Words}, func(s *sharing) Cell { return text(s.from()) }},
		{Head{"to", "Now", 14, Words}, func(s *sharing) Cell { return text(s.to()) }},
		{Head{"because", "Because", 56, Words}, func(s *sharing) Cell { return text(becauseOf(s.changed, false)) }},
		{Head{"items", "Items", 8, Number}, func(s *sharing) Cell { return number(s.items) }},
		{Head{"names", "Which", 40, Name}, func(s *sharing) Cell { return text(firstNames(s.first, s.items)) }},
		{Head{"act", "What to do", 44, Words}, func(s *sharing) Cell { return text(s.act()) }},
		{Head{"rule", "Rule", 28, Name}, func(s *sharing) Cell { return s.ruleLink() }},
	}
	return Part{ID: "changes", Title: "Changes since " + c.day(), Lead: c.lead(), Table: tableOf(columns, slices.Values(c.shared())), None: "Nothing changed."}
}
