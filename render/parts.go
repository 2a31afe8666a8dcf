package render

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
)

// A Part is one part of the report. Every output shows the same parts in the
// same order.
type Part struct {
	ID    string   // stable name, also the anchor of links
	Title string   // of the section, at most 31 characters: it names a sheet too
	Lead  []string // paragraphs before the table
	Table *Table   // nil where the part is text or fixes
	Fixes []Fix    // guide pages with the commands for this estate
	None  string   // said instead of an empty table
}

// Parts returns the parts of the report in their order.
func (r *Report) Parts() []Part {
	of := r.survey()
	parts := append([]Part{r.summary()}, r.byReport()...)
	parts = append(append(parts, r.firstSteps(of)), r.sinceBefore()...)
	parts = append(parts, r.unsupported(), r.toArrange(), r.undetermined(of), r.waysOut())
	if r.Against != nil {
		parts = append(parts, r.against())
	}
	parts = append(parts, r.exceptions()...)
	parts = append(parts,
		r.fixes(of), r.toKnow(of), r.items(inventory.VM, "vms", "VMs"), r.items(inventory.Disk, "disks", "Disks"), r.allFindings())
	parts = append(parts, r.toReperform()...)
	parts = append(parts, r.rules(), r.more(), r.notes(), r.editions(), r.run())
	return append(append(parts, r.mergedPart()...), r.inputs(), r.control(), r.problems(), notProved())
}

// allFindings is every finding on every item, so that each format holds what the
// verdicts stand on.
func (r *Report) allFindings() Part {
	columns := pick(findingColumns, r.withAccepted("kind", "name", "verdict", "affects", "rule", "says", "paths", "statements", "resourceGroup", "id")...)
	return Part{ID: "findings", Title: "Findings",
		Lead:  []string{"Every rule that did not simply say “supported” of an item, limits to know among them. A finding without paths enters no verdict."},
		Table: tableOf(columns, r.findings(func(found) bool { return true })), None: "None: no rule speaks against any item."}
}

// Findings is the table of all findings with all columns, for outputs that are
// read by programs.
func (r *Report) Findings() *Table {
	return tableOf(rawColumns(), r.findings(func(found) bool { return true }))
}

// rawColumns are the columns of findings for programs.
func rawColumns() []column[found] {
	return slices.DeleteFunc(slices.Clone(findingColumns), func(c column[found]) bool { return c.ID == "ways" })
}

// findings returns the findings that keep says yes to, in the order of items
// and statements.
func (r *Report) findings(keep func(found) bool) iter.Seq[found] {
	return func(yield func(found) bool) {
		desk := newDesk()
		for a := range r.Judgement.All() {
			for i := range a.Results {
				for n := range a.Results[i].Findings {
					row := found{a, a.Results[i], a.Results[i].Findings[n], desk}
					if keep(row) && !yield(row) {
						return
					}
				}
			}
		}
	}
}

func (r *Report) summary() Part {
	columns := []column[Count]{
		{Head{"kind", "Kind", 8, Words}, func(c Count) Cell { return text(kindWord(c.Kind) + "s") }},
		{Head{"items", "Items", 10, Number}, func(c Count) Cell { return number(c.Total) }},
	}
	for _, v := range []evaluate.Verdict{evaluate.Supported, evaluate.Limited, evaluate.Undetermined, evaluate.Unsupported} {
		columns = append(columns, column[Count]{verdictHead(v),
			func(c Count) Cell { cell := number(c.Of[v]); cell.Verdict = v; return cell }})
	}
	if r.Waivers != nil {
		columns = append(columns, column[Count]{Head{"accepted", "Accepted", 14, Number}, func(c Count) Cell { return number(c.AllAccepted()) }})
	}
	lead := []string{r.Headline()}
	if said := r.ofWhole(); said != "" {
		lead = append(lead, said)
	}
	if said := r.besides(); said != "" {
		lead = append(lead, said)
	}
	for _, old := range r.Aged() {
		lead = append(lead, "Old edition: "+old+".")
	}
	for _, p := range r.Incomplete() {
		lead = append(lead, "The evidence is incomplete: "+problemText(p)+".")
	}
	return Part{ID: "summary", Title: "Summary", Lead: lead, Table: tableOf(columns, slices.Values(r.Counts()))}
}

// verdictHead is the head of a column that counts items with a verdict.
func verdictHead(v evaluate.Verdict) Head {
	return Head{v.String(), strings.ToUpper(v.String()[:1]) + v.String()[1:], 14, Number}
}

func (r *Report) unsupported() Part {
	rows := r.findings(func(f found) bool {
		return f.result.Verdict == evaluate.Unsupported && f.finding.Verdict == evaluate.Unsupported && decides(f)
	})
	columns := pick(findingColumns, r.withAccepted("kind", "name", "title", "says", "fix", "evidence", "about", "resourceGroup", "subscription", "rule", "statements", "source")...)
	return Part{ID: "unsupported", Title: "Unsupported items",
		Lead:  []string{"What Azure Backup cannot protect as it is" + orBeside(r.besides()) + ", why, and what to change. An item with several reasons has a row for each. The commands with the names of the items are under “How to fix”."},
		Table: tableOf(columns, rows), None: "Nothing: every item whose verdict is known can be protected."}
}

// orBeside widens what is unsupported where matrices of one's own say so too.
func orBeside(said string) string {
	if said == "" {
		return ""
	}
	return ", or what a matrix of your own does not allow"
}

func (r *Report) toArrange() Part {
	rows := r.findings(func(f found) bool { return f.result.Verdict == evaluate.Limited && firstOfRule(f) })
	columns := pick(findingColumns, r.withAccepted("kind", "name", "title", "says", "fix", "ways", "evidence", "resourceGroup", "subscription", "rule", "statements", "source")...)
	return Part{ID: "arrange", Title: "To arrange",
		Lead:  []string{"Items that can be protected once something is arranged: another policy, a schedule, a setting. Ways of backup are the paths of the matrix that the reason concerns."},
		Table: tableOf(columns, rows), None: "Nothing needs to be arranged."}
}

// firstOfRule says no to further deciding findings of a rule on the same item.
func firstOfRule(f found) bool {
	if !decides(f) {
		return false
	}
	for _, other := range f.result.Findings {
		if other.Rule == f.finding.Rule && Decides(f.result, other) {
			return other == f.finding
		}
	}
	return false
}

func decides(f found) bool { return Decides(f.result, f.finding) }

func (r *Report) waysOut() Part {
	type row = *evaluate.Assessment
	rows := func(yield func(row) bool) {
		for a := range r.Judgement.All() {
			if len(a.WaysOut()) > 0 && !yield(a) {
				return
			}
		}
	}
	columns := append(pick(itemColumns, "name", "verdict", "why"), []column[row]{
		{Head{"instead", "Instead", 22, Words}, func(a row) Cell { return text(otherWay(a)) }},
		{Head{"can", "Can be protected so", 12, Words}, func(a row) Cell { return text(fmt.Sprintf("%d of %d", len(open(a)), len(a.WaysOut()))) }},
		{Head{"cannot", "Not so", 48, Name}, func(a row) Cell { return text(atMost(closed(a), 4)) }},
	}...)
	columns = append(columns, pick(itemColumns, "resourceGroup", "subscription")...)
	return Part{ID: "ways-out", Title: "Ways out",
		Lead:  []string{"Where one way of backup does not simply say yes, what the other makes of the same data: Azure Disk Backup of the disks of a VM, Azure VM backup of the VM that holds a disk."},
		Table: tableOf(columns, rows), None: "No item needs another way."}
}

// open returns the other items that their own matrix can protect.
func open(a *evaluate.Assessment) []*evaluate.Assessment {
	var list []*evaluate.Assessment
	for _, w := range a.WaysOut() {
		if w.Verdict <= evaluate.Limited {
			list = append(list, w)
		}
	}
	return list
}

// closed names the other items that are not, each with its verdict and why.
func closed(a *evaluate.Assessment) []string {
	var list []string
	for _, w := range a.WaysOut() {
		if w.Verdict > evaluate.Limited {
			list = append(list, notThatWay(w))
		}
	}
	return list
}

// notThatWay names an item that cannot be backed up, with its verdict and why.
func notThatWay(a *evaluate.Assessment) string {
	return a.Item.Name() + " (" + a.Verdict.String() + ": " + why(a) + ")"
}

func otherWay(a *evaluate.Assessment) string {
	if a.Item.Kind == inventory.VM {
		return "Disk Backup of its disks"
	}
	return "VM backup of its VM"
}

func (r *Report) items(kind inventory.Kind, id, title string) Part {
	ids := []string{"name", "verdict", "take", "why", "toKnow", "sku", "sizeGiB", "heldBy", "location", "resourceGroup", "subscription", "tags", "id"}
	if kind == inventory.VM {
		ids = []string{"name", "verdict", "take", "why", "toKnow", "size", "os", "disks", "location", "resourceGroup", "subscription", "tags", "id"}
	}
	rows := func(yield func(*evaluate.Assessment) bool) {
		for a := range r.Judgement.All() {
			if a.Item.Kind == kind && !yield(a) {
				return
			}
		}
	}
	columns := pick(itemColumns, r.withAccepted(ids...)...)
	for n, e := range r.others(kind) {
		own := column[*evaluate.Assessment]{Head{e.Matrix, titleBeside(columns, e), 16, Verdict}, func(a *evaluate.Assessment) Cell { return verdict(a.Results[n+1].Verdict) }}
		columns = slices.Insert(columns, 2+n, own)
	}
	return Part{ID: id, Title: title, Table: tableOf(columns, rows), None: "The export holds none."}
}

// others are the editions that judge items of a kind beside the matrix of that
// kind: matrices of one's own, each with a column of its own.
func (r *Report) others(kind inventory.Kind) []*evaluate.Edition {
	var list []*evaluate.Edition
	for _, e := range r.Judgement.Editions {
		if e.Kind == kind {
			list = append(list, e)
		}
	}
	return list[min(1, len(list)):]
}

// titleBeside is the title of an edition, with its name where another column has
// that title: a table of a workbook holds each but once.
func titleBeside(columns []column[*evaluate.Assessment], e *evaluate.Edition) string {
	for _, c := range columns {
		if strings.EqualFold(c.Title, e.Title) {
			return e.Title + " (" + e.Matrix + ")"
		}
	}
	return e.Title
}

// besides says what matrices of one's own decide, "" where there are none.
func (r *Report) besides() string {
	var titles []string
	for _, kind := range []inventory.Kind{inventory.VM, inventory.Disk} {
		for _, e := range r.others(kind) {
			titles = append(titles, "“"+e.Title+"”")
		}
	}
	if len(titles) == 0 {
		return ""
	}
	return fmt.Sprintf("Judged beside by %s, whose verdicts have a column of their own and whose findings stand among the others: neither the counts nor the verdict of an item depend on these.", strings.Join(titles, ", "))
}

func (r *Report) editions() Part {
	columns := []column[*evaluate.Edition]{
		{Head{"id", "Edition", 26, Name}, func(e *evaluate.Edition) Cell { return text(e.ID) }},
		{Head{"title", "Matrix", 44, Words}, func(e *evaluate.Edition) Cell { return link(e.Title, e.Source) }},
		{Head{"date", "Date of the page", 14, Words}, func(e *evaluate.Edition) Cell { return text(e.Date) }},
		{Head{"age", "Age (days)", 10, Number}, func(e *evaluate.Edition) Cell { return number(r.age(e.Date)) }},
		{Head{"statements", "Statements", 11, Number}, func(e *evaluate.Edition) Cell { return number(len(e.Statements)) }},
		{Head{"rules", "Rules", 8, Number}, func(e *evaluate.Edition) Cell { return number(len(e.Rules)) }},
		{Head{"sha256", "SHA-256", 66, Name}, func(e *evaluate.Edition) Cell { return text(e.SHA256) }},
	}
	lead := []string{"The support matrices as they stood on a date, kept as data. Every verdict names the statements it stands on."}
	for _, e := range r.Judgement.Editions {
		if _, ours := matrix.Newest(e.Matrix); ours && !slices.Contains(matrix.Released(), e.ID) {
			lead = append(lead, e.ID+" is none that the program comes with: it was read from a file of --matrix, whose writer held it against the page.")
		}
	}
	return Part{ID: "editions", Title: "Editions", Lead: lead,
		Table: tableOf(columns, slices.Values(r.Judgement.Editions))}
}

func (r *Report) inputs() Part {
	columns := []column[inventory.Input]{
		{Head{"name", "File", 32, Name}, func(in inventory.Input) Cell { return text(in.Name) }},
		{Head{"format", "Recognised as", 22, Words}, func(in inventory.Input) Cell { return text(string(in.Format)) }},
		{Head{"rows", "Rows", 9, Number}, func(in inventory.Input) Cell { return number(in.Rows) }},
		{Head{"vms", "VMs", 9, Number}, func(in inventory.Input) Cell { return number(in.VMs) }},
		{Head{"disks", "Disks", 9, Number}, func(in inventory.Input) Cell { return number(in.Disks) }},
		{Head{"other", "Other types", 9, Number}, func(in inventory.Input) Cell { return number(in.Other) }},
		{Head{"duplicates", "Duplicates", 10, Number}, func(in inventory.Input) Cell { return number(in.Duplicates) }},
		{Head{"rejected", "Rejected", 9, Number}, func(in inventory.Input) Cell { return number(in.Rejected) }},
		{Head{"complete", "Complete", 9, Words}, func(in inventory.Input) Cell { return text(yesNo(in.Complete)) }},
		{Head{"bytes", "Bytes", 12, Number}, func(in inventory.Input) Cell { return Cell{Text: fmt.Sprint(in.Bytes), Number: in.Bytes} }},
		{Head{"sha256", "SHA-256", 66, Name}, func(in inventory.Input) Cell { return text(in.SHA256) }},
	}
	return Part{ID: "inputs", Title: "Inputs",
		Lead:  []string{"Rows read = VMs + disks + other types + duplicates + rejected, in every file."},
		Table: tableOf(columns, slices.Values(r.Judgement.Inventory.Inputs))}
}

func (r *Report) problems() Part {
	columns := []column[inventory.Problem]{
		{Head{"file", "File", 28, Name}, func(p inventory.Problem) Cell { return text(p.File) }},
		{Head{"line", "Line", 8, Number}, func(p inventory.Problem) Cell {
			if p.Line == 0 {
				return Cell{}
			}
			return number(p.Line)
		}},
		{Head{"column", "Column", 24, Name}, func(p inventory.Problem) Cell { return text(p.Column) }},
		{Head{"text", "What", 64, Words}, func(p inventory.Problem) Cell { return text(p.Text) }},
		{Head{"hint", "What to do", 56, Words}, func(p inventory.Problem) Cell { return text(p.Hint) }},
	}
	return Part{ID: "problems", Title: "Problems of the inputs",
		Table: tableOf(columns, slices.Values(r.Judgement.Inventory.AllProblems())), None: "None."}
}

func problemText(p inventory.Problem) string {
	if p.File == "" {
		return p.Text
	}
	return p.File + ": " + p.Text
}

func notProved() Part {
	return Part{ID: "not-proved", Title: "What this does not prove", Lead: []string{
		"This report proves from exported files which items Azure Backup can protect as they are configured, and which not. It does not prove that backups ran, that recovery points exist, that a restore works, or that the export names every item of the estate.",
		"“Supported” means that no statement of the edition that decides the verdict speaks against it and that the export says everything its statements ask.",
	}}
}
