package excel

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/backready/backready/evaluate"
)

// A figure of the summary that a formula counts again. Both numbers stand in the
// file: programs that do not calculate show them, and one that does shows
// whether they still agree.
type figure struct {
	name, how string
	cell      string // where the summary states it
	stated    int
	formula   string
	counted   int // what the formula gives
}

// checksName names the cells that say whether the figures agree.
const checksName = "Reconciliation_checks"

// agreement says on the first page whether all figures agree.
func (p *page) agreement() error {
	p.figures = append(p.totalFigures(), p.controlFigures()...)
	yes, no := "All figures of this sheet agree with the tables that they come from.", "A figure of this sheet differs from the tables that it comes from: see Reconciliation."
	said := excelize.Cell{StyleID: p.book.looks.caption, Value: yes,
		Formula: fmt.Sprintf(`IF(COUNTIF(%s,"agrees")=ROWS(%[1]s),"%s","%s")`, checksName, yes, no)}
	for _, f := range p.figures {
		if f.stated != f.counted {
			said.Value = no
		}
	}
	err := p.put(18, said)
	p.row++
	return err
}

// reconcile writes every figure of the summary beside its count from the tables.
func (p *page) reconcile() error {
	if err := p.heads("Reconciliation", "How it is counted again", "Stated", "Counted", "Check"); err != nil {
		return err
	}
	l, first := p.book.looks, p.row+1
	for _, f := range append(p.figures, p.rowFigures()...) {
		row := p.row + 1
		stated := excelize.Cell{StyleID: l.number, Value: f.stated, Formula: f.cell}
		counted := excelize.Cell{StyleID: l.number, Value: f.counted, Formula: f.formula}
		check := excelize.Cell{StyleID: l.check, Formula: fmt.Sprintf(`IF(C%d=D%[1]d,"agrees","differs")`, row), Value: "agrees"}
		if f.stated != f.counted {
			check.Value = "differs"
		}
		if err := p.text(l.label, f.name, f.how, stated, counted, check); err != nil {
			return err
		}
	}
	return p.nameChecks(first)
}

// nameChecks names the cells of the checks and lets one that differs stand out.
func (p *page) nameChecks(first int) error {
	f, tone := p.book.file, tones[evaluate.Unsupported]
	red, err := f.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: tone.word}, Fill: fill(tone.fill)})
	if err != nil {
		return err
	}
	if err := f.SetConditionalFormat(summaryName, fmt.Sprintf("E%d:E%d", first, p.row),
		[]excelize.ConditionalFormatOptions{{Type: "cell", Criteria: "==", Value: `"differs"`, Format: &red}}); err != nil {
		return err
	}
	return f.SetDefinedName(&excelize.DefinedName{Name: checksName, RefersTo: span(5, first, 5, p.row)})
}

// totalFigures are the totals, counted in the tables of items.
func (p *page) totalFigures() []figure {
	var list []figure
	for i, c := range p.book.report.Counts() {
		kind, column, table := []string{"VMs", "Disks"}[i], []string{"C", "D"}[i], []string{"tVms", "tDisks"}[i]
		counts := p.book.sheetOf(table).tally
		for n, v := range evaluate.Verdicts {
			list = append(list, figure{kind + ", " + v.String(), "Rows of the sheet " + kind + " with this verdict.",
				fmt.Sprintf("%s%d", column, p.totals+1+n), c.Of[v], p.book.over(table, `COUNTIFS(%s[Verdict],"`+v.String()+`")`), counts[n]})
		}
		list = append(list, figure{kind + ", all", "Rows of the sheet " + kind + " with a verdict.",
			fmt.Sprintf("%s%d", column, p.totals+1+len(evaluate.Verdicts)), c.Total, p.book.over(table, `COUNTIFS(%s[Verdict],"?*")`), sumOf(counts[:])})
	}
	return list
}

// over is a formula over a table, summed over the sheets that it goes on on.
func (b *book) over(table, formula string) string {
	var terms []string
	for _, s := range b.sheets {
		if s.table == table || strings.HasPrefix(s.table, table+"_") {
			terms = append(terms, fmt.Sprintf(formula, s.table))
		}
	}
	return strings.Join(terms, "+")
}

// rowFigures are the numbers of rows in the list of sheets. An empty table has a
// row that says so; it is not counted.
func (p *page) rowFigures() []figure {
	var list []figure
	for i, s := range p.book.sheets {
		if s.rows > 0 {
			list = append(list, figure{s.name + ", rows", "Rows of the table on that sheet.", fmt.Sprintf("C%d", p.sheets+1+i), s.rows,
				fmt.Sprintf("ROWS(%s[%s])", s.table, s.columns[0].head.Title), s.rows})
		}
	}
	return list
}

// controlFigures tie the items to the control totals, and what was read to what
// became of it.
func (p *page) controlFigures() []figure {
	control, inputs, totals := p.book.sheetOf("tControl"), p.book.sheetOf("tInputs"), p.totals+1+len(evaluate.Verdicts)
	counts := p.book.report.Counts()
	list := []figure{
		{"VMs by region", "The sum of the control totals.", fmt.Sprintf("C%d", totals), counts[0].Total, control.sumFormula("vms"), control.sum("vms")},
		{"Disks by region", "The sum of the control totals, with unmanaged disks.", fmt.Sprintf("D%d", totals), counts[1].Total,
			control.sumFormula("disks", "onlyNamed"), control.sum("disks", "onlyNamed")},
	}
	if rows := inputs.sum("rows"); rows > 0 {
		became := []string{"vms", "disks", "other", "duplicates", "rejected"}
		list = append(list, figure{"Rows read", "VMs + disks + other types + duplicates + rejected, over all inputs.",
			inputs.sumFormula("rows"), rows, inputs.sumFormula(became...), inputs.sum(became...)})
	}
	return list
}

// sum adds up columns of a sheet.
func (s *sheet) sum(ids ...string) int {
	total := int64(0)
	for cells := range s.data.Rows {
		get := getter(s.data, cells)
		for _, id := range ids {
			total += get(id).Number
		}
	}
	return int(total)
}

func (s *sheet) sumFormula(ids ...string) string {
	terms := make([]string, len(ids))
	for i, id := range ids {
		terms[i] = s.book.over(s.table, "SUM(%s["+s.data.Heads[find(s.data.Heads, id)].Title+"])")
	}
	return strings.Join(terms, "+")
}

func sumOf(counts []int) int {
	total := 0
	for _, n := range counts {
		total += n
	}
	return total
}
