package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
)

// step is what one rule costs the estate, and what fixing it is worth; or what is
// to be found out first.
type step struct {
	count   *evaluate.RuleCount
	unknown *unknown // nil where there is something to fix
	items   int      // on which it decides
	blocked int      // unsupported items that it helps to block
	frees   int      // items whose verdict gets better by fixing it alone
	owners  owners
	shown   []found // of the first few of the items
}

// inOrder returns the steps of rules that decide, those that free most first.
func inOrder(steps []*step) []*step {
	order := slices.DeleteFunc(slices.Clone(steps), func(s *step) bool { return s.items == 0 })
	slices.SortStableFunc(order, func(a, b *step) int {
		return cmp.Or(-cmp.Compare(min(a.blocked, 1), min(b.blocked, 1)), -cmp.Compare(a.frees, b.frees), -cmp.Compare(a.items, b.items))
	})
	return order
}

// unknown is what keeps a way of backup from being told: a field, or nil where the
// matrix itself leaves it open.
type unknown struct {
	field *inventory.Field
	state string
}

// act is what to do.
func (s *step) act() string {
	switch u := s.unknown; {
	case u == nil:
		return s.count.Rule.Guide.Fix
	case u.field == nil:
		return "Ask Microsoft what holds: the matrix leaves it open"
	case u.state == notRecognised:
		return "Look at " + u.field.Name + ": its value is not recognised"
	default:
		return "Find out " + u.field.Name + " and export it"
	}
}

func (s *step) because() string {
	if s.unknown != nil {
		return "Without it one way of backup cannot be told"
	}
	return s.count.Rule.Guide.Title
}

// place is where more of a step stands.
func (s *step) place() string {
	if s.unknown != nil {
		return "#undetermined"
	}
	return "#" + Anchor(s.count.Rule.ID)
}

func (s *step) effort() string {
	if s.unknown != nil {
		return ""
	}
	return effort(s.count.Rule.Guide)
}

// names are those of the first few items.
func (s *step) names() string {
	var list []string
	for _, f := range s.shown {
		list = append(list, f.Item.Name())
	}
	return andMore(list, s.items)
}

// ownerOf names who must act: the owner tag where there is one, else the
// resource group.
func ownerOf(it *inventory.Item) string {
	if owner, ok := it.Tag("owner"); ok && owner != "" {
		return owner
	}
	return it.ResourceGroup()
}

func (r *Report) firstSteps(of *survey) Part {
	columns := []column[*step]{
		{Head{"fix", "Do this", 56, Words}, func(s *step) Cell { return link(s.act(), s.place()) }},
		{Head{"which", "Which", 32, Name}, func(s *step) Cell { return text(s.names()) }},
		{Head{"who", "Who", 30, Name}, func(s *step) Cell { return text(s.owners.names()) }},
		{Head{"items", "Items", 8, Number}, func(s *step) Cell { return number(s.items) }},
		{Head{"blocked", "Unsupported now", 12, Number}, func(s *step) Cell { return number(s.blocked) }},
		{Head{"frees", "Better by this alone", 12, Number}, func(s *step) Cell { return number(s.frees) }},
		{Head{"because", "Because", 40, Words}, func(s *step) Cell { return text(s.because()) }},
		{Head{"effort", "Mind", 26, Words}, func(s *step) Cell { return text(s.effort()) }},
		{Head{"rule", "Rule", 28, Name}, func(s *step) Cell { return link(s.count.Rule.ID, "#"+Anchor(s.count.Rule.ID)) }},
	}
	return Part{ID: "first", Title: "What to do first",
		Lead:  []string{"Fixes for unsupported items come first, then what must be arranged, each ordered by the number of items that get better by that fix alone; last comes what to find out about items that need nothing else. “Who” is the owner tag, else the resource group."},
		Table: tableOf(columns, slices.Values(append(inOrder(of.open), inOrder(of.toFind)...))), None: r.nothingFirst(of)}
}

// nothingFirst is said where no finding that is certain asks for a fix: where
// items are open, what settles them, if anything does.
func (r *Report) nothingFirst(of *survey) string {
	open := slices.ContainsFunc(r.Counts(), func(c Count) bool { return c.Of[evaluate.Undetermined] > c.Accepted[evaluate.Undetermined] })
	missing := slices.ContainsFunc(of.gaps, func(g *gap) bool { return g.state == notExported })
	switch {
	case !open:
		return "Nothing to do."
	case missing:
		return "Export what is missing first: see Undetermined."
	case len(of.gaps) > 0:
		return "Look first at the values that are not recognised: see Undetermined."
	}
	return "Nothing to do that the files tell of, and no export settles what is open: see Undetermined."
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
	Items   int       // that it concerns
	Pages   []FixPage // for the first few of them
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

func (r *Report) fixes(of *survey) Part {
	part := Part{ID: "fixes", Title: "How to fix", None: "Nothing to fix.",
		Lead: []string{"Words in capitals in a command are yours to choose. The commands for every item whose verdict a finding enters stand in report.xlsx and findings.csv; for a limit to know, “backready explain RULE” shows the page."}}
	for _, s := range inOrder(of.steps) {
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
	items int
	last  *inventory.Item // of them
}

const (
	notExported   = "not in the export"
	notRecognised = "value not recognised"
)

func (r *Report) undetermined(of *survey) Part {
	columns := []column[*gap]{
		{Head{"column", "What", 28, Name}, func(g *gap) Cell { return text(g.field.Name) }},
		{Head{"state", "Is", 20, Words}, func(g *gap) Cell { return text(g.state) }},
		{Head{"items", "Items left open", 10, Number}, func(g *gap) Cell { return number(g.items) }},
		{Head{"add", "Column", 24, Name}, func(g *gap) Cell { return text(g.field.Columns[0]) }},
		{Head{"export", "From", 44, Name}, func(g *gap) Cell { return text(g.field.ExportFor(g.last.Kind)) }},
		{Head{"rules", "Rules that ask for it", 56, Name}, func(g *gap) Cell { return text(atMost(g.rules, 6)) }},
	}
	part := Part{ID: "undetermined", Title: "Undetermined", Table: tableOf(columns, slices.Values(of.byItems())),
		Lead: []string{"What keeps verdicts open, and the export that settles it, where one does. Nothing missing counts as a pass."}}
	if others := r.otherReasons(of); len(of.gaps) > 0 {
		part.Lead = append(part.Lead, others...)
	} else {
		part.None = strings.Join(append([]string{"Nothing is left open by a missing value."}, others...), " ")
	}
	return part
}

// otherReasons say which items no export settles.
func (r *Report) otherReasons(of *survey) (reasons []string) {
	for _, c := range r.Counts() {
		if c.Total > 0 && !r.judges(c.Kind) {
			reasons = append(reasons, stayOpen(c.Total, kindWord(c.Kind))+" because no edition of this report judges "+kindWord(c.Kind)+"s.")
		}
	}
	if of.unsettled > 0 {
		reasons = append(reasons, stayOpen(of.unsettled, "item")+" because the matrix itself does not settle the case, and no export does: "+firstNames(of.first, of.unsettled)+".")
	}
	return reasons
}

func stayOpen(n int, word string) string {
	if n == 1 {
		return "1 " + word + " stays open"
	}
	return plural(n, word) + " stay open"
}

// atMost joins the first few names.
func atMost(list []string, most int) string {
	return andMore(list[:min(most, len(list))], len(list))
}

// andMore joins the first of so many names.
func andMore(first []string, all int) string {
	said := strings.Join(first, ", ")
	if rest := all - len(first); rest > 0 {
		said += fmt.Sprintf(" and %d more", rest)
	}
	return said
}
