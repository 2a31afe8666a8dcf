package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

// found is one finding on one item.
type found struct {
	*evaluate.Assessment
	result  *evaluate.Result
	finding *evaluate.Finding
	desk    *desk // of who goes through the findings
}

// findingColumns is the table of columns of findings. Outputs show all or some
// of them; title, width and kind are the same everywhere.
var findingColumns = []column[found]{
	{Head{"kind", "Kind", 6, Words}, func(r found) Cell { return text(r.Item.Kind.String()) }},
	{Head{"name", "Name", 28, Name}, func(r found) Cell { return text(r.Item.Name()) }},
	{Head{"resourceGroup", "Resource group", 24, Name}, func(r found) Cell { return text(r.Item.ResourceGroup()) }},
	{Head{"subscription", "Subscription", 38, Name}, func(r found) Cell { return text(r.Item.Subscription()) }},
	{Head{"location", "Region", 16, Name}, func(r found) Cell { return text(r.Item.Location()) }},
	{Head{"itemVerdict", "Item verdict", 14, Verdict}, func(r found) Cell { return verdict(r.Assessment.Verdict) }},
	{Head{"rule", "Rule", 28, Name}, func(r found) Cell { return link(r.finding.Rule.ID, "#"+Anchor(r.finding.Rule.ID)) }},
	{Head{"title", "What is so", 32, Words}, func(r found) Cell { return text(whatIsSo(r.finding)) }},
	{Head{"verdict", "Verdict", 14, Verdict}, func(r found) Cell { return verdict(r.finding.Verdict) }},
	{Head{"affects", "Affects", 11, Words}, func(r found) Cell { return text(r.finding.Rule.Affects) }},
	{Head{"paths", "Paths concerned", 24, Words}, func(r found) Cell { return text(strings.Join(r.finding.Paths, ", ")) }},
	{Head{"ways", "Ways of backup", 30, Words}, func(r found) Cell { return text(ways(r)) }},
	{Head{"says", "Reason", 56, Words}, func(r found) Cell { return text(reason(r.finding)) }},
	{Head{"evidence", "Evidence", 44, Name}, func(r found) Cell { return text(Evidence(r.finding)) }},
	{Head{"about", "Disks concerned", 32, Name}, func(r found) Cell { return text(names(r.disks())) }},
	{Head{"lacking", "Lacking", 32, Name}, func(r found) Cell { return text(strings.Join(r.finding.Lacking, ", ")) }},
	{Head{"fix", "Fix", 48, Words}, func(r found) Cell { return text(r.finding.Rule.Guide.Fix) }},
	{Head{"commands", "Commands", 72, Code}, func(r found) Cell { return text(commands(r)) }},
	{Head{"statements", "Statements", 14, Words}, func(r found) Cell { return text(strings.Join(r.finding.Rule.Rule.Statements, ", ")) }},
	{Head{"certainty", "Date proved", 12, Words}, func(r found) Cell { return text(certainty(r.finding.Rule)) }},
	{Head{"source", "Source", 36, Link}, func(r found) Cell { return source(r.result.Edition, r.finding.Rule) }},
	{Head{"edition", "Edition", 24, Words}, func(r found) Cell { return text(r.result.Edition.ID) }},
	{Head{"id", "Id", 60, Name}, func(r found) Cell { return text(r.Item.ID()) }},
	{Head{"accepted", "Accepted", 28, Words}, func(r found) Cell { return text(accepted(r.finding)) }},
}

// itemColumns is the table of columns of items.
var itemColumns = []column[*evaluate.Assessment]{
	{Head{"name", "Name", 28, Name}, func(a *evaluate.Assessment) Cell { return text(a.Item.Name()) }},
	{Head{"verdict", "Verdict", 14, Verdict}, func(a *evaluate.Assessment) Cell { return verdict(a.Verdict) }},
	{Head{"take", "How", 40, Words}, func(a *evaluate.Assessment) Cell { return text(how(a)) }},
	{Head{"why", "Why", 56, Words}, func(a *evaluate.Assessment) Cell { return text(why(a)) }},
	{Head{"toKnow", "Limits to know", 10, Number}, func(a *evaluate.Assessment) Cell { return number(LimitsToKnow(a)) }},
	{Head{"size", "VM size", 20, Name}, field("vm.size")},
	{Head{"os", "System", 10, Words}, field("vm.osType")},
	{Head{"sku", "Disk type", 16, Name}, field("disk.sku")},
	{Head{"sizeGiB", "Size (GiB)", 10, Number}, field("disk.sizeGiB")},
	{Head{"heldBy", "Held by", 28, Name}, func(a *evaluate.Assessment) Cell { return text(names(a.Item.Holders())) }},
	{Head{"disks", "Disks", 8, Number}, func(a *evaluate.Assessment) Cell { return diskCount(a.Item) }},
	{Head{"location", "Region", 16, Name}, func(a *evaluate.Assessment) Cell { return text(a.Item.Location()) }},
	{Head{"resourceGroup", "Resource group", 24, Name}, func(a *evaluate.Assessment) Cell { return text(a.Item.ResourceGroup()) }},
	{Head{"subscription", "Subscription", 38, Name}, func(a *evaluate.Assessment) Cell { return text(a.Item.Subscription()) }},
	{Head{"tags", "Tags", 36, Name}, func(a *evaluate.Assessment) Cell { return text(tags(a.Item)) }},
	{Head{"id", "Id", 60, Name}, func(a *evaluate.Assessment) Cell { return text(a.Item.ID()) }},
	{Head{"accepted", "Accepted", 36, Words}, func(a *evaluate.Assessment) Cell { return text(acceptedOn(a)) }},
}

// Anchor makes the id of a rule one that links can name.
func Anchor(rule string) string { return "rule-" + strings.ReplaceAll(rule, "/", "-") }

// LimitsToKnow counts the findings on an item that enter no verdict.
func LimitsToKnow(a *evaluate.Assessment) int {
	n := 0
	for _, res := range a.Results {
		for i := range res.Findings {
			if res.Findings[i].ToKnow() {
				n++
			}
		}
	}
	return n
}

// ways says what the rule makes of each way of backup of the item: the findings
// of a rule differ where its verdict differs from path to path.
func ways(r found) string {
	var said []string
	for i := range r.result.Findings {
		if f := r.result.Findings[i]; f.Rule == r.finding.Rule && len(f.Paths) > 0 {
			said = append(said, strings.Join(f.Paths, ", ")+": "+f.Verdict.String())
		}
	}
	return strings.Join(said, "; ")
}

// reason is what the edition says of the case that hit; where nothing could be
// decided, what is missing or not recognised.
func reason(f *evaluate.Finding) string {
	switch {
	case f.Says != "":
		return f.Says
	case len(f.Lacking) > 0:
		return "cannot be told: the export does not say " + strings.Join(f.Lacking, ", ")
	}
	return "cannot be told: a value is not recognised"
}

// whatIsSo is the title of the rule, marked where it is not known to be so.
func whatIsSo(f *evaluate.Finding) string {
	if f.Verdict == evaluate.Undetermined {
		return "Not known: " + f.Rule.Guide.Title
	}
	return f.Rule.Guide.Title
}

// Evidence is the facts that a finding stands on.
func Evidence(f *evaluate.Finding) string {
	facts := make([]string, len(f.Evidence))
	for i, e := range f.Evidence {
		facts[i] = e.Field + " = " + e.Value
	}
	return strings.Join(facts, "; ")
}

func names(items []*inventory.Item) string {
	list := make([]string, len(items))
	for i, it := range items {
		list[i] = it.Name()
	}
	return strings.Join(list, ", ")
}

// firstNames names the first few of so many items.
func firstNames(first []*inventory.Item, all int) string {
	if all <= len(first) {
		return names(first)
	}
	return fmt.Sprintf("%s and %d more", names(first), all-len(first))
}

// source is the address of the first statement of the rule.
func source(e *evaluate.Edition, r *evaluate.Rule) Cell {
	s := r.Statements[0]
	phrase := e.Matrix + ", " + s.Section + " (" + e.Date + ")"
	if r.Unproven() {
		phrase += ", not proved for that date"
	}
	return link(phrase, s.Link)
}

// how names the path to take where the usual one is worse or can't be told, and
// the path that the item is on now.
func how(a *evaluate.Assessment) string {
	var said []string
	for i := range a.Results {
		res := a.Results[i]
		switch {
		case res.Take == "" || res.Verdict != evaluate.Limited:
		case res.Paths[0] == evaluate.Undetermined:
			said = append(said, "in any case with: "+pathTitle(res.Edition, res.Take))
		default:
			said = append(said, "only with: "+pathTitle(res.Edition, res.Take))
		}
		if res.Current != "" {
			said = append(said, "now: "+pathTitle(res.Edition, res.Current)+", "+res.Now().String())
		}
	}
	return strings.Join(said, "; ")
}

func pathTitle(e *evaluate.Edition, id string) string {
	for _, p := range e.Edition.Paths {
		if p.ID == id {
			return p.Title
		}
	}
	return id
}

// why names the rules behind a verdict that is not supported.
func why(a *evaluate.Assessment) string {
	var titles []string
	for i := range a.Results {
		if said := whyOf(a.Results[i]); said != "" {
			titles = append(titles, said)
		}
	}
	return strings.Join(titles, "; ")
}

func whyOf(res *evaluate.Result) string {
	var titles []string
	for _, f := range Deciding(res) {
		if title := whatIsSo(f); !slices.Contains(titles, title) {
			titles = append(titles, title)
		}
	}
	return strings.Join(titles, "; ")
}

// Deciding returns the findings behind the verdict of a result: those on its
// usual path and, where no other path is better, on all of them.
func Deciding(res *evaluate.Result) []*evaluate.Finding {
	var out []*evaluate.Finding
	for i := range res.Findings {
		if f := res.Findings[i]; Decides(res, f) {
			out = append(out, f)
		}
	}
	return out
}

// Decides reports whether a finding of a result is one of those behind its
// verdict.
func Decides(res *evaluate.Result, f *evaluate.Finding) bool {
	usual := res.Edition.Edition.Paths[0].ID
	onUsual := slices.Contains(f.Paths, usual) && f.Verdict == res.Paths[0]
	onTaken := res.Take != "" && slices.Contains(f.Paths, res.Take)
	return res.Verdict != evaluate.Supported && (onUsual || onTaken)
}

func field(name string) func(*evaluate.Assessment) Cell {
	f, _ := inventory.FieldNamed(name)
	return func(a *evaluate.Assessment) Cell {
		v := a.Item.Value(f).Shown()
		if !v.Known() && !v.IsUnrecognised() {
			return Cell{}
		}
		return Cell{Text: v.Text(), Number: v.Int()}
	}
}

func diskCount(it *inventory.Item) Cell {
	if !it.DisksComplete {
		return Cell{}
	}
	return number(it.DiskCount())
}

func tags(it *inventory.Item) string { return string(appendTags(nil, it)) }

func appendTags(dst []byte, it *inventory.Item) []byte {
	from := len(dst)
	for t := range it.EachTag {
		if len(dst) > from {
			dst = append(dst, "; "...)
		}
		dst = append(append(append(dst, t.Name...), '='), t.Value...)
	}
	return dst
}
