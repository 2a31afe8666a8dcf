package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

// A Merged is one of the reports that a report was made of, and what became of
// its items in that.
type Merged struct {
	Label string // the name of its folder or file, unique
	Title string
	// RunID and Version are those of the report and of the program that made it.
	RunID, Version string
	Generated      time.Time
	Editions       []string // that it was judged by
	Inputs, Rows   int
	Complete       bool // its evidence
	Bytes          int64
	SHA256         string   // of report.json
	Tenants        []string // that its items name, in order
	// Totals are the verdicts of its items, as they are judged now, by kind;
	// Accepted is how many of them waivers leave better.
	Totals   [2][len(evaluate.Verdicts)]int
	Accepted [2]int
	Turned   int // items with another verdict now than in it
}

// MergedName is how the inputs of a manifest name a merged report.
func (m *Merged) MergedName() string { return m.Label + mergedFile }

const mergedFile = "/report.json"

// MergedLabel is the label in a name that [Merged.MergedName] gave.
func MergedLabel(name string) string { return strings.TrimSuffix(name, mergedFile) }

// tenants names the tenants, as far as the exports do.
func (m *Merged) tenants() string {
	if len(m.Tenants) == 0 {
		return "not stated"
	}
	return atMost(m.Tenants, 4)
}

// ofReport are the items of a kind of one of the merged reports.
type ofReport struct {
	*Merged
	kind inventory.Kind
}

// byReport shows the totals of each of the merged reports.
func (r *Report) byReport() []Part {
	if len(r.Merged) == 0 || r.Judgement.Part != nil {
		return nil
	}
	columns := []column[ofReport]{
		{Head{"report", "Report", 28, Name}, func(o ofReport) Cell { return text(o.Label) }},
		{Head{"kind", "Kind", 8, Words}, func(o ofReport) Cell { return text(kindWord(o.kind) + "s") }},
		{Head{"items", "Items", 10, Number}, func(o ofReport) Cell { return number(sum(o.Totals[o.kind])) }},
	}
	for _, v := range []evaluate.Verdict{evaluate.Supported, evaluate.Limited, evaluate.Undetermined, evaluate.Unsupported} {
		columns = append(columns, column[ofReport]{verdictHead(v), func(o ofReport) Cell {
			cell := number(o.Totals[o.kind][v])
			cell.Verdict = v
			return cell
		}})
	}
	if r.Waivers != nil {
		columns = append(columns, column[ofReport]{Head{"accepted", "Accepted", 14, Number}, func(o ofReport) Cell { return number(o.Accepted[o.kind]) }})
	}
	columns = append(columns,
		column[ofReport]{Head{"complete", "Evidence complete", 10, Words}, func(o ofReport) Cell { return text(yesNo(o.Complete)) }},
		column[ofReport]{Head{"tenants", "Tenant", 38, Name}, func(o ofReport) Cell { return text(o.tenants()) }})
	rows := func(yield func(ofReport) bool) {
		for i := range r.Merged {
			for _, kind := range []inventory.Kind{inventory.VM, inventory.Disk} {
				if !yield(ofReport{&r.Merged[i], kind}) {
					return
				}
			}
		}
	}
	return []Part{{ID: "by-report", Title: "Totals by report", Lead: r.AtRisk(), Table: tableOf(columns, rows)}}
}

// AtRisk says which of the merged reports have items that cannot be protected,
// and which have some that nobody can tell of, most first; nothing where no
// reports were merged.
func (r *Report) AtRisk() []string {
	if len(r.Merged) == 0 || r.Judgement.Part != nil {
		return nil
	}
	return []string{
		r.most(evaluate.Unsupported, "Cannot be protected as they are", "No report has an item that cannot be protected as it is."),
		r.most(evaluate.Undetermined, "Cannot be told", "No report has an item that cannot be told."),
	}
}

// most lists the reports with items of a verdict, most first.
func (r *Report) most(v evaluate.Verdict, says, none string) string {
	with := func(m *Merged) int { return m.Totals[inventory.VM][v] + m.Totals[inventory.Disk][v] }
	var of []*Merged
	for i := range r.Merged {
		if with(&r.Merged[i]) > 0 {
			of = append(of, &r.Merged[i])
		}
	}
	if len(of) == 0 {
		return none
	}
	slices.SortStableFunc(of, func(a, b *Merged) int { return cmp.Compare(with(b), with(a)) })
	var list []string
	for _, m := range of {
		var parts []string
		for _, kind := range []inventory.Kind{inventory.VM, inventory.Disk} {
			if n := m.Totals[kind][v]; n > 0 {
				parts = append(parts, plural(n, kindWord(kind)))
			}
		}
		list = append(list, m.Label+" ("+strings.Join(parts, ", ")+")")
	}
	return fmt.Sprintf("%s, in %d of %s, most first: %s.", says, len(of), plural(len(r.Merged), "report"), atMost(list, 5))
}

// mergedPart says which reports were merged, and what that changed.
func (r *Report) mergedPart() []Part {
	if len(r.Merged) == 0 {
		return nil
	}
	columns := []column[*Merged]{
		{Head{"report", "Report", 28, Name}, func(m *Merged) Cell { return text(m.Label) }},
		{Head{"title", "Title", 36, Words}, func(m *Merged) Cell { return text(m.Title) }},
		{Head{"generated", "Made (UTC)", 18, Words}, func(m *Merged) Cell { return text(m.Generated.UTC().Format("2006-01-02 15:04")) }},
		{Head{"editions", "Judged by", 44, Name}, func(m *Merged) Cell { return text(strings.Join(m.Editions, ", ")) }},
		{Head{"turned", "Verdicts changed", 10, Number}, func(m *Merged) Cell { return number(m.Turned) }},
		{Head{"inputs", "Inputs", 8, Number}, func(m *Merged) Cell { return number(m.Inputs) }},
		{Head{"rows", "Rows", 10, Number}, func(m *Merged) Cell { return number(m.Rows) }},
		{Head{"complete", "Evidence complete", 10, Words}, func(m *Merged) Cell { return text(yesNo(m.Complete)) }},
		{Head{"tenants", "Tenant", 38, Name}, func(m *Merged) Cell { return text(m.tenants()) }},
		{Head{"version", "Program", 12, Words}, func(m *Merged) Cell { return text(m.Version) }},
		{Head{"run", "Run", 14, Name}, func(m *Merged) Cell { return text(m.RunID) }},
		{Head{"bytes", "Bytes", 12, Number}, func(m *Merged) Cell { return Cell{Text: fmt.Sprint(m.Bytes), Number: m.Bytes} }},
		{Head{"sha256", "SHA-256", 66, Name}, func(m *Merged) Cell { return text(m.SHA256) }},
	}
	if r.Judgement.Part != nil { // what is said of its items is not said of this part
		columns = slices.DeleteFunc(columns, func(c column[*Merged]) bool { return c.ID == "turned" || c.ID == "tenants" })
	}
	rows := func(yield func(*Merged) bool) {
		for i := range r.Merged {
			if !yield(&r.Merged[i]) {
				return
			}
		}
	}
	return []Part{{ID: "merged", Title: "Reports merged", Table: tableOf(columns, rows), Lead: []string{
		"This report was made of these, from what they keep of the exports: every item is judged anew, by the editions of this report, and their verdicts are not taken over. “Verdicts changed” counts items with another verdict here than there, because of another edition or because what they hang together with was in another report.",
		"What rows of vaults, policies, snapshots, locks and other types state of VMs and disks was found within each of the reports alone."}}}
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// withoutTotals are merged reports as a report on a part of the items names them.
func withoutTotals(list []Merged) []Merged {
	list = slices.Clone(list)
	for i := range list {
		m := &list[i]
		m.Totals, m.Accepted, m.Turned, m.Tenants = [2][len(evaluate.Verdicts)]int{}, [2]int{}, 0, nil
	}
	return list
}
