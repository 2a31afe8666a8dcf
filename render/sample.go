package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

// drawn is one item of the sample, with what its verdict rests on.
type drawn struct {
	*evaluate.Assessment
	result *evaluate.Result    // of its own matrix
	behind []*evaluate.Finding // that give a path of it its verdict
	read   []*inventory.Field  // to be compared with what the export said
	// Of a supported item: the rules of the usual path that were assessed, and
	// how many were not.
	asked   []*evaluate.Rule
	unasked int
}

// sampleColumns stand in the order in which somebody works: what it is, the
// four steps, and room for what came of it.
var sampleColumns = []column[*drawn]{
	{Head{"kind", "Kind", 6, Words}, func(d *drawn) Cell { return text(kindWord(d.Item.Kind)) }},
	{Head{"name", "Name", 28, Name}, func(d *drawn) Cell { return text(d.Item.Name()) }},
	{Head{"verdict", "Verdict", 14, Verdict}, func(d *drawn) Cell { return verdict(d.Verdict) }},
	{Head{"rules", "Rules that decide", 28, Name}, (*drawn).rules},
	{Head{"command", "1. Show the item now", 48, Code}, func(d *drawn) Cell { return text(strings.Join(d.commands(), "; ")) }},
	{Head{"values", "2. Compare with what the export said", 56, Name}, func(d *drawn) Cell { return text(d.values()) }},
	{Head{"statements", "3. Read these statements", 32, Words}, func(d *drawn) Cell { return text(d.statements()) }},
	{Head{"source", "Page", 24, Words}, (*drawn).source},
	{Head{"follows", "4. What follows", 56, Words}, func(d *drawn) Cell { return text(d.follows()) }},
	{Head{"reperformed", "Result of re-performance", 34, Words}, func(*drawn) Cell { return Cell{} }},
	{Head{"reperformedBy", "By, date", 18, Name}, func(*drawn) Cell { return Cell{} }},
}

// toReperform is the part with the items of the sample, if one is drawn.
func (r *Report) toReperform() []Part {
	if r.Sample == nil {
		return nil
	}
	rows := func(yield func(*drawn) bool) {
		for _, s := range r.Sample.Strata {
			for _, a := range s.Chosen {
				if !yield(newDrawn(a)) {
					return
				}
			}
		}
	}
	return []Part{{ID: "sample", Title: "Sample to re-perform", Lead: r.sampleLead(), Table: tableOf(sampleColumns, rows), None: "There is no item to choose."}}
}

func (r *Report) sampleLead() []string {
	s := r.Sample
	chosen, all := s.Chosen()
	lead := []string{
		fmt.Sprintf("%d of %s, %d of each kind and verdict, all where there are no more: %s.", chosen, plural(all, "item"), s.Each, populations(s.Strata)),
		"Take the steps from left to right and note what came of them in the last two columns. The commands show the items as they are now, the report as they were exported.",
		fmt.Sprintf("The seed is “%s”. Within each kind and verdict, items are ranked by the SHA-256 of the seed, a line feed and the id in lower case, and the lowest are taken: printf '%%s\\n%%s' SEED ID | sha256sum.", s.Seed),
	}
	if s.Seed == evaluate.SeedOf(r.Judgement.Inventory) {
		lead = append(lead, "It is made from the checksums of the inputs. Who relies on the sample gives a seed of their own, once the export can no longer be changed.")
	}
	if r.Masked != "" {
		lead = append(lead, "Items are ranked by the ids that the exports state. Names in the commands are masked: who holds the unmasked report has the same items in the same order.")
	}
	return lead
}

// populations says how many there are of each stratum and how many are chosen.
func populations(strata []evaluate.Stratum) string {
	var said []string
	for _, s := range strata {
		if s.Population > 0 {
			said = append(said, fmt.Sprintf("%d of %d %s %s", len(s.Chosen), s.Population, s.Verdict, pluralWord(s.Population, kindWord(s.Kind))))
		}
	}
	return strings.Join(said, ", ")
}

func pluralWord(n int, word string) string {
	_, word, _ = strings.Cut(plural(n, word), " ")
	return word
}

func newDrawn(a *evaluate.Assessment) *drawn {
	d := &drawn{Assessment: a}
	if len(a.Results) == 0 { // no edition judges its kind
		return d
	}
	d.result = a.Results[0]
	if a.Verdict == evaluate.Supported {
		d.asked, d.unasked = asked(d.result, a.Item)
		for _, rule := range d.asked {
			for _, f := range rule.Fields() {
				d.look(cmp.Or(statedBy(f), f)) // what follows from it would be too much to read
			}
		}
		return d
	}
	d.behind = behind(d.result)
	for _, f := range d.behind {
		for _, name := range slices.Concat(factNames(f.Evidence), f.Lacking, f.Unread) {
			if field, ok := inventory.FieldNamed(name); ok {
				d.look(statedBy(field), field)
			}
		}
	}
	return d
}

// look adds fields to read.
func (d *drawn) look(fields ...*inventory.Field) {
	for _, f := range fields {
		if f != nil && !slices.Contains(d.read, f) {
			d.read = append(d.read, f)
		}
	}
}

// behind returns the findings that give a path its verdict: with the other
// paths it takes these to see that no way of backup is better.
func behind(res *evaluate.Result) []*evaluate.Finding {
	var list []*evaluate.Finding
	for i := range res.Findings {
		f := res.Findings[i]
		gives := func(p int) bool {
			return res.Paths[p] == f.Verdict && slices.Contains(f.Paths, res.Edition.Edition.Paths[p].ID)
		}
		for p := range res.Paths {
			if gives(p) {
				list = append(list, f)
				break
			}
		}
	}
	return list
}

// asked returns the rules on the usual path that could be assessed: none of them
// speaks against an item that is supported. unasked is how many could not.
func asked(res *evaluate.Result, it *inventory.Item) (rules []*evaluate.Rule, unasked int) {
	usual := res.Edition.Edition.Paths[0].ID
	for _, r := range res.Edition.Rules {
		switch {
		case !slices.Contains(r.Rule.Paths, usual):
		case r.Assessed(it):
			rules = append(rules, r)
		default:
			unasked++
		}
	}
	return rules, unasked
}

func factNames(facts []evaluate.Fact) []string {
	list := make([]string, len(facts))
	for i, f := range facts {
		list[i] = f.Field
	}
	return list
}

func (d *drawn) rules() Cell {
	var ids []string
	for _, f := range d.behind {
		if !slices.Contains(ids, f.Rule.ID) {
			ids = append(ids, f.Rule.ID)
		}
	}
	if len(ids) == 0 {
		return text("none speaks against it")
	}
	return link(strings.Join(ids, ", "), "#"+Anchor(ids[0]))
}

// statements names those that the deciding rules stand on, of a supported item
// those of all rules that were asked. The first has its address beside it.
func (d *drawn) statements() string {
	if d.result == nil {
		return ""
	}
	var said []string
	add := func(one string) {
		if !slices.Contains(said, one) {
			said = append(said, one)
		}
	}
	for _, r := range d.asked {
		for _, s := range r.Statements {
			add(s.ID)
		}
	}
	for _, f := range d.behind {
		for _, s := range f.Rule.Statements {
			one := s.ID + " " + s.Section
			if s.Certainty == "unproven" {
				one += " (not proved for that date)"
			}
			if s.Link != d.behind[0].Rule.Statements[0].Link {
				one += " " + s.Link
			}
			add(one)
		}
	}
	return d.result.Edition.ID + ": " + strings.Join(said, ", ")
}

// source is the edition. It leads to the first of the statements, for a
// supported item to the page.
func (d *drawn) source() Cell {
	if d.result == nil {
		return Cell{}
	}
	e := d.result.Edition
	if len(d.behind) == 0 {
		return link(e.ID, e.Source)
	}
	return link(e.ID, d.behind[0].Rule.Statements[0].Link)
}

// follows is the way from the values to the verdict.
func (d *drawn) follows() string {
	if d.result == nil {
		return "No edition judges items of this kind."
	}
	said := d.because()
	var paths []string
	for i, p := range d.result.Edition.Edition.Paths {
		paths = append(paths, p.Title+": "+d.result.Paths[i].String())
	}
	if len(paths) > 1 {
		said = append(said, "So "+strings.Join(paths, "; ")+".", "The best way counts.")
	}
	if d.result.Take != "" {
		said = append(said, "It is not the usual one, so it must be arranged.")
	}
	return strings.Join(append(said, "The "+kindWord(d.Item.Kind)+" is "+d.Verdict.String()+"."), " ")
}

// because is what the rules say of the values.
func (d *drawn) because() []string {
	if len(d.behind) == 0 {
		said := fmt.Sprintf("None of the %s speaks against these values.", plural(len(d.asked), "rule"))
		if d.unasked > 0 {
			said += fmt.Sprintf(" %d more could not be assessed: the export does not carry what they ask.", d.unasked)
		}
		return []string{said}
	}
	var said []string
	for i, f := range d.behind {
		why := strings.TrimSuffix(reason(f), ".")
		if i == 0 || d.behind[i-1].Rule != f.Rule {
			why = whatIsSo(f) + ": " + why
		} else if reason(d.behind[i-1]) == reason(f) {
			why = "The same"
		}
		said = append(said, fmt.Sprintf("%s (%s: %s).", why, strings.Join(f.Paths, ", "), f.Verdict))
	}
	return said
}
