package excel

import (
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
)

const summaryName = "Summary"

// The columns of the summary: what a row is about, text that wraps, two counts,
// a check, a gap. The charts stand to the right of them, so that no text meets
// one.
var summaryWidths = []float64{32, 54, 10, 16, 10, 2}

const (
	textColumn = 2
	lastPrint  = "M" // the last column that the charts reach
)

// meanings say what a verdict asks of the reader.
var meanings = [len(evaluate.Verdicts)]string{
	evaluate.Supported:    "Can be backed up. Nothing needs to be arranged.",
	evaluate.Limited:      "Can be backed up once something is arranged: see Fix plan.",
	evaluate.Undetermined: "It cannot be told: a value is missing, or the matrix leaves it open. See Data to add.",
	evaluate.Unsupported:  "Cannot be backed up as it is: see Fix plan.",
}

// A page writes the summary row by row.
type page struct {
	book    *book
	sw      *excelize.StreamWriter
	row     int             // the last one written
	totals  int             // row of the head of the totals
	fixes   int             // row of the head of the first fixes
	shown   int             // how many of them
	sheets  int             // row of the head of the list of sheets
	heights map[int]float64 // of rows, where they are not the usual one
	figures []figure
}

// setUpSummary makes the first sheet, as far as that must come before its rows.
func (b *book) setUpSummary() error {
	yes, no, wide, high, a4, landscape, tab := true, false, 1, 0, 9, "landscape", colourSummary
	narrow, tall, edge := 0.4, 0.7, 0.3
	f := b.file
	return errors.Join(
		f.SetSheetName("Sheet1", summaryName),
		f.SetCellStr(summaryName, "A1", "-"), // so that the library lists the part of shared strings
		f.SetSheetProps(summaryName, &excelize.SheetPropsOptions{FitToPage: &yes, TabColorRGB: &tab}),
		f.SetSheetView(summaryName, -1, &excelize.ViewOptions{ShowGridLines: &no}),
		f.SetPageLayout(summaryName, &excelize.PageLayoutOptions{Size: &a4, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &high}),
		f.SetPageMargins(summaryName, &excelize.PageLayoutMarginsOptions{Left: &narrow, Right: &narrow, Top: &tall, Bottom: &tall, Header: &edge, Footer: &edge}),
		f.SetHeaderFooter(summaryName, b.headerFooter()))
}

// writeSummary writes the first sheet. Without the end of its stream it would be
// cut off and the workbook broken, so that comes whatever happens.
func (b *book) writeSummary() error {
	sw, err := b.file.NewStreamWriter(summaryName)
	if err != nil {
		return err
	}
	p := &page{book: b, sw: sw, heights: map[int]float64{}}
	return errors.Join(p.write(), sw.Flush())
}

func (p *page) write() error {
	for i, width := range summaryWidths {
		letters, _ := excelize.ColumnNumberToName(i + 1) // it is above 0
		if err := errors.Join(p.sw.SetColWidth(i+1, i+1, width), p.book.file.SetColWidth(summaryName, letters, letters, width)); err != nil {
			return err
		}
	}
	for _, write := range []func() error{p.verdict, p.table, p.agreement, p.firstFixes, p.charts, p.pageBreak, p.contents, p.pageBreak, p.reconcile, p.notProved} {
		if err := write(); err != nil {
			return err
		}
	}
	return p.book.define(summaryName, "_xlnm.Print_Area", fmt.Sprintf("$A$1:$%s$%d", lastPrint, p.row))
}

// put writes a row. The height is told to the sheet as well: only from there
// does the library know how many rows a chart covers.
func (p *page) put(height float64, cells ...any) error {
	p.row++
	p.heights[p.row] = height
	if err := p.book.file.SetRowHeight(summaryName, p.row, height); err != nil {
		return err
	}
	return p.sw.SetRow(cellName(1, p.row), cells, excelize.RowOpts{Height: height})
}

// pageBreak leaves a row empty; what follows is printed on another page.
func (p *page) pageBreak() error {
	p.row++
	return p.sw.InsertPageBreak(cellName(1, p.row+1))
}

// text writes a row with a label, a text that wraps and maybe more cells.
func (p *page) text(style int, label, text string, more ...any) error {
	height := max(heightOf(render.Head{}, label, summaryWidths[0]), heightOf(render.Head{}, text, summaryWidths[textColumn-1]))
	l := p.book.looks
	for i, n := range more {
		if n, ok := n.(int); ok {
			more[i] = excelize.Cell{StyleID: l.number, Value: n}
		}
	}
	cells := append([]any{excelize.Cell{StyleID: style, Value: label}, excelize.Cell{StyleID: l.text, Value: text}}, more...)
	return p.put(height+2, cells...)
}

// linked is text with its label a link to a place of the workbook or an address.
func (p *page) linked(label, place, text string, more ...any) error {
	style := p.book.looks.label
	if place != "" {
		style = p.book.looks.link
		if err := p.book.file.SetCellHyperLink(summaryName, cellName(1, p.row+1), place, "Location"); err != nil {
			return err
		}
	}
	return p.text(style, label, text, more...)
}

// heads writes a row of heads; those of counts stand to the right.
func (p *page) heads(titles ...string) error {
	l := p.book.looks
	cells := make([]any, len(titles))
	for i, title := range titles {
		cells[i] = excelize.Cell{StyleID: l.heading, Value: title}
		if i == textColumn || i == textColumn+1 {
			cells[i] = excelize.Cell{StyleID: l.headingRight, Value: title}
		}
	}
	return p.put(22, cells...)
}

// verdict writes the title, whose report it is, the verdict on the estate and
// why the evidence is incomplete.
func (p *page) verdict() error {
	r, l := p.book.report, p.book.looks
	if err := p.put(33, excelize.Cell{StyleID: l.big, Value: clean(r.Title)}); err != nil {
		return err
	}
	if err := p.put(18, excelize.Cell{StyleID: l.caption, Value: whose(r)}); err != nil {
		return err
	}
	style, height := l.headline, 21.0
	for _, sentence := range sentences(r.Headline()) {
		if err := p.put(height, excelize.Cell{StyleID: style, Value: clean(sentence)}); err != nil {
			return err
		}
		style, height = l.said, 18
	}
	p.row++
	return p.incomplete()
}

// mostReasons is how many reasons the first page gives why the evidence is
// incomplete.
const mostReasons = 4

// incomplete says why the evidence is incomplete, if it is.
func (p *page) incomplete() error {
	reasons := p.book.parts[0].Lead[1:]
	for i, reason := range reasons {
		if i == mostReasons {
			reason = fmt.Sprintf("And %d more reasons: see Problems.", len(reasons)-i)
		}
		if err := p.text(p.book.looks.warning, "Mind", clean(reason)); err != nil {
			return err
		}
		if i == mostReasons {
			break
		}
	}
	if len(reasons) > 0 {
		p.row++
	}
	return nil
}

// whose says for whom the report is, of when, by which editions and which run.
func whose(r *render.Report) string {
	var said []string
	for _, s := range []string{r.Organization, r.Classification} {
		if s != "" {
			said = append(said, clean(s))
		}
	}
	if !r.Generated.IsZero() {
		said = append(said, r.Generated.UTC().Format("2 January 2006"))
	}
	for _, e := range r.Judgement.Editions {
		said = append(said, clean(e.ID))
	}
	return strings.Join(append(said, "run "+r.RunID()), "  ·  ")
}

// table writes the table of totals with its sum below it.
func (p *page) table() error {
	b, counts := p.book, p.book.report.Counts()
	p.totals = p.row + 1
	head := make([]any, 4)
	for i, title := range []string{"Verdict", "What it means", "VMs", "Disks"} {
		head[i] = excelize.Cell{StyleID: b.looks.head, Value: title}
		if i >= textColumn {
			head[i] = excelize.Cell{StyleID: b.looks.headRight, Value: title}
		}
	}
	if err := p.put(20, head...); err != nil {
		return err
	}
	for _, v := range evaluate.Verdicts {
		if err := p.text(b.looks.verdict[v], v.String(), meanings[v], counts[0].Of[v], counts[1].Of[v]); err != nil {
			return err
		}
		if err := b.nameTotals(v.String(), p.row); err != nil {
			return err
		}
	}
	if err := addTable(p.sw, "tTotals", p.totals, p.row, 4); err != nil {
		return err
	}
	sum := []any{excelize.Cell{StyleID: b.looks.totalText, Value: "all"}, nil,
		excelize.Cell{StyleID: b.looks.total, Value: counts[0].Total}, excelize.Cell{StyleID: b.looks.total, Value: counts[1].Total}}
	if err := p.put(18, sum...); err != nil {
		return err
	}
	if err := b.nameTotals("all", p.row); err != nil || b.report.Waivers == nil {
		return err
	}
	return p.text(b.looks.label, "of these accepted", "A waiver leaves them with a better verdict: see Exceptions.", counts[0].AllAccepted(), counts[1].AllAccepted())
}

func addTable(sw *excelize.StreamWriter, name string, head, last, columns int) error {
	stripes := true
	return sw.AddTable(&excelize.Table{Name: name, Range: cellName(1, head) + ":" + cellName(columns, last), StyleName: tableStyle, ShowRowStripes: &stripes})
}

// nameTotals gives the two totals of a row names, such as VMs_supported, for
// workbooks that link to them.
func (b *book) nameTotals(what string, row int) error {
	for i, kind := range []string{"VMs", "Disks"} {
		name := excelize.DefinedName{Name: kind + "_" + what, RefersTo: at(summaryName, 3+i, row)}
		if err := b.file.SetDefinedName(&name); err != nil {
			return err
		}
	}
	return nil
}

// mostFixes is how many fixes the first page shows.
const mostFixes = 7

// firstFixes lists the first steps of the plan.
func (p *page) firstFixes() error {
	plan := p.book.sheetOf("tFirst")
	if plan.rows == 0 {
		return p.text(p.book.looks.label, "What to do first", clean(plan.none))
	}
	if err := p.heads("What to do first", "Do this", "Items", "Made better"); err != nil {
		return err
	}
	p.fixes = p.row
	var err error
	p.eachFix(func(get func(string) render.Cell) {
		place := p.book.places[strings.TrimPrefix(get("rank").Link, "#")]
		err = errors.Join(err, p.linked(clean(get("because").Text), place, clean(get("fix").Text), int(get("items").Number), int(get("frees").Number)))
	})
	if p.shown = p.row - p.fixes; p.shown < plan.rows {
		err = errors.Join(err, p.linked(fmt.Sprintf("%d of %d", p.shown, plan.rows), at(plan.name, 1, titleRow), "All of them stand on the sheet "+plan.name+"."))
	}
	return err
}

// sheetOf returns the sheet of a table.
func (b *book) sheetOf(table string) *sheet {
	for _, s := range b.sheets {
		if s.table == table {
			return s
		}
	}
	return nil
}

// contents lists the sheets with what they show.
func (p *page) contents() error {
	if err := p.heads("Sheets", "What they show", "Rows"); err != nil {
		return err
	}
	p.sheets = p.row
	for _, s := range p.book.sheets {
		said := clean(strings.Join(s.lead, " "))
		switch {
		case s.from > 0:
			said = fmt.Sprintf("%s, from row %d on.", s.title, s.from+1)
		case s.rows == 0:
			said = clean(s.none)
		case said == "":
			said = contentsOf[s.table]
		}
		if err := p.linked(s.name, at(s.name, 1, titleRow), said, s.rows); err != nil {
			return err
		}
	}
	return nil
}

// contentsOf speaks for the parts whose titles say all in a report to read.
var contentsOf = map[string]string{
	"tProblems": "What in the exports could not be used or does not fit together.",
}

// notProved ends the summary with the parts that are only text.
func (p *page) notProved() error {
	for _, part := range p.book.parts {
		if part.Table != nil || part.ID == "fixes" {
			continue
		}
		p.row++
		if err := p.heads(clean(part.Title), ""); err != nil {
			return err
		}
		for _, lead := range part.Lead {
			if err := p.text(p.book.looks.value, "", clean(lead)); err != nil {
				return err
			}
		}
	}
	return nil
}
