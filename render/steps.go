package render

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
)

// step is what one rule costs the estate, and what fixing it is worth.
type step struct {
	count   *evaluate.RuleCount
	blocked int // unsupported items that it helps to block
	frees   int // items whose verdict gets better by fixing it alone
	owners  []string
	items   []*inventory.Item // on which it decides, in order
	shown   []found           // of the first few of them
}

// steps returns the rules that decide the verdicts of these findings, those that
// free most first.
func (r *Report) steps(rows iter.Seq[found]) []step {
	byRule := map[*evaluate.Rule]*step{}
	var order []*step
	for _, c := range r.Judgement.Counts {
		s := &step{count: c}
		byRule[c.Rule] = s
		order = append(order, s)
	}
	for f := range rows {
		if f.finding.Verdict != evaluate.Undetermined && decides(f) {
			byRule[f.finding.Rule].take(f)
		}
	}
	order = slices.DeleteFunc(order, func(s *step) bool { return len(s.items) == 0 })
	slices.SortStableFunc(order, func(a, b *step) int {
		return cmp.Or(-cmp.Compare(min(a.blocked, 1), min(b.blocked, 1)), -cmp.Compare(a.frees, b.frees), -cmp.Compare(len(a.items), len(b.items)))
	})
	out := make([]step, len(order))
	for i, s := range order {
		out[i] = *s
	}
	return out
}

// take counts a deciding finding. Findings of one item follow each other.
func (s *step) take(f found) {
	if n := len(s.items); n > 0 && s.items[n-1] == f.Item {
		return
	}
	s.items = append(s.items, f.Item)
	if f.result.Verdict == evaluate.Unsupported {
		s.blocked++
	}
	if f.result.Without(f.finding.Rule) < f.result.Verdict {
		s.frees++
	}
	if len(s.shown) < fixPages {
		s.shown = append(s.shown, f)
	}
	if owner := ownerOf(f.Item); !slices.Contains(s.owners, owner) {
		s.owners = append(s.owners, owner)
	}
}

// ownerOf names who must act: the owner tag where there is one, else the
// resource group.
func ownerOf(it *inventory.Item) string {
	if owner, ok := it.Tag("owner"); ok && owner != "" {
		return owner
	}
	return it.ResourceGroup()
}

func (r *Report) firstSteps() Part {
	columns := []column[step]{
		{Head{"fix", "Do this", 56, Words}, func(s step) Cell { return link(s.count.Rule.Guide.Fix, "#"+Anchor(s.count.Rule.ID)) }},
		{Head{"who", "Who", 30, Name}, func(s step) Cell { return text(atMost(s.owners, 6)) }},
		{Head{"items", "Items", 8, Number}, func(s step) Cell { return number(len(s.items)) }},
		{Head{"blocked", "Unsupported now", 12, Number}, func(s step) Cell { return number(s.blocked) }},
		{Head{"frees", "Better by this alone", 12, Number}, func(s step) Cell { return number(s.frees) }},
		{Head{"because", "Because", 40, Words}, func(s step) Cell { return text(s.count.Rule.Guide.Title) }},
		{Head{"effort", "Mind", 26, Words}, func(s step) Cell { return text(effort(s.count.Rule.Guide)) }},
		{Head{"rule", "Rule", 28, Name}, func(s step) Cell { return link(s.count.Rule.ID, "#"+Anchor(s.count.Rule.ID)) }},
	}
	return Part{ID: "first", Title: "What to do first",
		Lead:  []string{"Fixes for unsupported items come first, then what must be arranged, each ordered by the number of items that get better by that fix alone. “Who” is the owner tag, else the resource group."},
		Table: tableOf(columns, slices.Values(r.steps(r.stillOpen()))), None: r.nothingFirst()}
}

// nothingFirst is said where no finding that is certain asks for a fix.
func (r *Report) nothingFirst() string {
	for _, c := range r.Counts() {
		if c.Of[evaluate.Undetermined] > c.Accepted[evaluate.Undetermined] {
			return "Export what is missing first: see Undetermined."
		}
	}
	return "Nothing to do."
}

func effort(g *matrix.Guide) string {
	var said []string
	if g.Downtime {
		said = append(said, "needs downtime")
	}
	if g.Irreversible {
		said = append(said, "cannot be undone")
	}
	return strings.Join(said, ", ")
}

// A Fix is the guide page of a rule with the commands for the items of this
// estate.
type Fix struct {
	Rule    *evaluate.Rule
	Edition *evaluate.Edition
	Items   []*inventory.Item // all it concerns
	Pages   []FixPage         // for the first few of them
	// Verify and Instead are Markdown with the names of the first item.
	Verify, Instead string
}

// FixPage is the Markdown of the steps with the names of one item filled in.
type FixPage struct {
	Item *inventory.Item
	How  string
}

// fixPages is how many items of a fix are shown with their own commands where
// the reader has all of them in the table of findings as well.
const fixPages = 3

func (r *Report) fixes() Part {
	part := Part{ID: "fixes", Title: "How to fix", None: "Nothing to fix.",
		Lead: []string{"Words in capitals in a command are yours to choose. The commands for every item whose verdict a finding enters stand in report.xlsx and findings.csv; for a limit to know, “backready explain RULE” shows the page."}}
	for _, s := range r.steps(r.findings(func(found) bool { return true })) {
		first, guide := s.shown[0], s.count.Rule.Guide
		fix := Fix{Rule: s.count.Rule, Edition: s.count.Edition, Items: s.items,
			Verify:  fillPage(guide.Verify, first.Item, first.finding.Disks(first.Item)),
			Instead: fillPage(guide.Instead, first.Item, first.finding.Disks(first.Item))}
		for _, f := range s.shown {
			fix.Pages = append(fix.Pages, FixPage{f.Item, fillPage(guide.How, f.Item, f.finding.Disks(f.Item))})
		}
		part.Fixes = append(part.Fixes, fix)
	}
	return part
}

// gap is a field that leaves verdicts open: the export does not carry it, or
// carries a value that is not recognised.
type gap struct {
	field *inventory.Field
	state string
	rules []string
	items map[*inventory.Item]bool
}

const (
	notExported   = "not in the export"
	notRecognised = "value not recognised"
)

// leftOpen says yes to the findings that keep a path from being told.
func leftOpen(f found) bool { return f.finding.Verdict == evaluate.Undetermined && decides(f) }

// gaps returns what leaves verdicts open, what concerns most items first.
func (r *Report) gaps() []*gap {
	byName := map[string]*gap{}
	var gaps []*gap
	note := func(f found, name, state string) {
		g, ok := byName[name+state]
		if !ok {
			field, _ := inventory.FieldNamed(name)
			g = &gap{field: field, state: state, items: map[*inventory.Item]bool{}}
			byName[name+state], gaps = g, append(gaps, g)
		}
		g.items[f.Item] = true
		if !slices.Contains(g.rules, f.finding.Rule.ID) {
			g.rules = append(g.rules, f.finding.Rule.ID)
		}
	}
	for f := range r.findings(leftOpen) {
		for _, name := range f.finding.Lacking {
			note(f, name, notExported)
		}
		for _, name := range f.finding.Unread {
			note(f, name, notRecognised)
		}
	}
	slices.SortStableFunc(gaps, func(a, b *gap) int { return -cmp.Compare(len(a.items), len(b.items)) })
	return gaps
}

func (r *Report) undetermined() Part {
	columns := []column[*gap]{
		{Head{"column", "What", 28, Name}, func(g *gap) Cell { return text(g.field.Name) }},
		{Head{"state", "Is", 20, Words}, func(g *gap) Cell { return text(g.state) }},
		{Head{"items", "Items left open", 10, Number}, func(g *gap) Cell { return number(len(g.items)) }},
		{Head{"add", "Column", 24, Name}, func(g *gap) Cell { return text(g.field.Columns[0]) }},
		{Head{"export", "From", 44, Name}, func(g *gap) Cell { return text(g.field.Export) }},
		{Head{"rules", "Rules that ask for it", 56, Name}, func(g *gap) Cell { return text(atMost(g.rules, 6)) }},
	}
	lead := []string{"What keeps verdicts open, and the export that settles it. Nothing missing counts as a pass."}
	if n := r.unsettled(); n > 0 {
		lead = append(lead, plural(n, "item")+" stay open because the matrix itself does not settle the case; the table of items says why.")
	}
	return Part{ID: "undetermined", Title: "Undetermined", Lead: lead, Table: tableOf(columns, slices.Values(r.gaps())), None: "Nothing is left open by a missing value."}
}

// unsettled counts the items that the matrix leaves open though every value is
// there.
func (r *Report) unsettled() int {
	items := map[*inventory.Item]bool{}
	for f := range r.findings(leftOpen) {
		if len(f.finding.Lacking)+len(f.finding.Unread) == 0 {
			items[f.Item] = true
		}
	}
	return len(items)
}

// atMost joins the first few names.
func atMost(list []string, most int) string {
	if len(list) <= most {
		return strings.Join(list, ", ")
	}
	return strings.Join(list[:most], ", ") + fmt.Sprintf(" and %d more", len(list)-most)
}
