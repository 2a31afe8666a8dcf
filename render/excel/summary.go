package excel

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
)

const summaryName = "Summary"

// The columns of the summary: what a row is about, text that wraps, two counts,
// a gap. The chart stands to the right of them, so that no text meets it.
var summaryWidths = []float64{26, 66, 11, 11, 3}

const textColumn = 1

// meanings say what a verdict asks of the reader.
var meanings = [len(evaluate.Verdicts)]string{
	evaluate.Supported:    "Can be backed up. Nothing needs to be arranged.",
	evaluate.Limited:      "Can be backed up once something is arranged: see To arrange.",
	evaluate.Undetermined: "The export does not say enough to tell: see Undetermined.",
	evaluate.Unsupported:  "Cannot be backed up as it is: see Unsupported items.",
}

// A page writes the summary row by row.
type page struct {
	book  *book
	sw    *excelize.StreamWriter
	links *linker
	row   int // the last one written
	head  int // of the totals
}

// put writes a row. The height is told to the sheet as well: only from there
// does the library know how many rows the chart covers.
func (p *page) put(height float64, cells ...any) error {
	p.row++
	if err := p.book.file.SetRowHeight(summaryName, p.row, height); err != nil {
		return err
	}
	return p.sw.SetRow(cellName(1, p.row), cells, excelize.RowOpts{Height: height})
}

// skip leaves rows empty.
func (p *page) skip() { p.row++ }

// text writes a row with a label, a text that wraps and maybe counts.
func (p *page) text(style int, label string, text any, counts ...any) error {
	l := p.book.looks
	height := heightOf(render.Head{}, label, summaryWidths[0])
	if s, ok := text.(string); ok {
		height = max(height, heightOf(render.Head{}, s, summaryWidths[textColumn]))
		text = excelize.Cell{StyleID: l.text, Value: s}
	}
	cells := []any{excelize.Cell{StyleID: style, Value: label}, text}
	for _, n := range counts {
		cells = append(cells, excelize.Cell{StyleID: l.number, Value: n})
	}
	return p.put(height+2, cells...)
}

// linkText is text with the first column a link.
func (p *page) linkText(label, to, text string, counts ...any) error {
	linked, err := p.links.set(1, p.row+1, to)
	if err != nil {
		return err
	}
	style := p.book.looks.label
	if linked {
		style = p.book.looks.link
	}
	return p.text(style, label, text, counts...)
}

// heads writes a row of heads.
func (p *page) heads(style int, titles ...string) error {
	cells := make([]any, len(titles))
	for i, title := range titles {
		cells[i] = excelize.Cell{StyleID: style, Value: title}
		if i > textColumn && style == p.book.looks.heading {
			cells[i] = excelize.Cell{StyleID: p.book.looks.headingRight, Value: title}
		}
	}
	return p.put(20, cells...)
}

// writeSummary writes the first sheet.
func (b *book) writeSummary(sw *excelize.StreamWriter) error {
	no := false
	if err := b.file.SetSheetView(summaryName, -1, &excelize.ViewOptions{ShowGridLines: &no}); err != nil {
		return err
	}
	for i, width := range summaryWidths {
		if err := sw.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
		if err := b.file.SetColWidth(summaryName, cellName(i+1, 1)[:1], cellName(i+1, 1)[:1], width); err != nil {
			return err
		}
	}
	links, err := b.linker(summaryName)
	if err != nil {
		return err
	}
	p := &page{book: b, sw: sw, links: links}
	for _, write := range []func() error{p.verdict, p.totals, p.contents, p.facts, p.notProved} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

// verdict writes the title, the verdict on the estate and why the evidence is
// incomplete.
func (p *page) verdict() error {
	r, l := p.book.report, p.book.looks
	if err := p.put(33, excelize.Cell{StyleID: l.big, Value: clean(r.Title)}); err != nil {
		return err
	}
	style := l.headline
	for _, sentence := range sentences(r.Headline()) {
		if err := p.put(19, excelize.Cell{StyleID: style, Value: clean(sentence)}); err != nil {
			return err
		}
		style = l.title
	}
	for _, lead := range p.book.parts[0].Lead[1:] {
		if err := p.text(l.warning, "Mind", clean(lead)); err != nil {
			return err
		}
	}
	p.skip()
	return nil
}

// totals writes the table of totals, its sum below it, and the chart beside it.
func (p *page) totals() error {
	b, counts := p.book, p.book.report.Counts()
	p.head = p.row + 1
	if err := p.heads(b.looks.head, "Verdict", "What it means", "VMs", "Disks"); err != nil {
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
	if err := addTable(p.sw, "tTotals", p.head, p.row, 4); err != nil {
		return err
	}
	sum := []any{excelize.Cell{StyleID: b.looks.totalText, Value: "all"}, nil,
		excelize.Cell{StyleID: b.looks.total, Value: counts[0].Total}, excelize.Cell{StyleID: b.looks.total, Value: counts[1].Total}}
	if err := p.put(18, sum...); err != nil {
		return err
	}
	p.skip()
	return b.nameTotals("all", p.row-1)
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

// contents lists the sheets with what they show.
func (p *page) contents() error {
	if err := p.heads(p.book.looks.heading, "Sheets", "What they show", "Rows"); err != nil {
		return err
	}
	for _, s := range p.book.sheets {
		said := clean(strings.Join(s.lead, " "))
		switch {
		case s.from > 0:
			said = fmt.Sprintf("%s, from row %s on.", s.title, strconv.Itoa(s.from+1))
		case s.rows == 0:
			said = clean(s.none)
		case said == "":
			said = contentsOf[s.table]
		}
		p.book.places[s.name] = at(s.name, 1, titleRow)
		if err := p.linkText(s.name, "#"+s.name, said, s.rows); err != nil {
			return err
		}
	}
	p.skip()
	return nil
}

// contentsOf speaks for the parts whose titles say all in a report to read.
var contentsOf = map[string]string{
	"tVms":      "Every VM with its verdict, the way to back it up and the reasons.",
	"tDisks":    "Every disk with its verdict, the way to back it up and the reasons.",
	"tProblems": "What in the exports could not be used or does not fit together.",
}

// facts says what the report stands on.
func (p *page) facts() error {
	b, r, l := p.book, p.book.report, p.book.looks
	if err := p.heads(l.heading, "This run", "", ""); err != nil {
		return err
	}
	if err := p.text(l.label, "Generated (UTC)", b.moment(r.Generated)); err != nil {
		return err
	}
	if err := p.text(l.label, "As of", b.date(r.AsOf)); err != nil {
		return err
	}
	for _, fact := range [][2]string{{"Run", r.RunID()}, {"Program", program(r)}} {
		if err := p.text(l.label, fact[0], fact[1]); err != nil {
			return err
		}
	}
	for _, e := range r.Judgement.Editions {
		text := fmt.Sprintf("%s, %d rules on %d statements, sha256 %s", e.Title, len(e.Rules), len(e.Statements), e.SHA256)
		if err := p.linkText(clean(e.ID), e.Source, clean(text)); err != nil {
			return err
		}
	}
	for _, in := range r.Judgement.Inventory.Inputs {
		text := fmt.Sprintf("%d VMs and %d disks of %d rows, sha256 %s", in.VMs, in.Disks, in.Rows, in.SHA256)
		if err := p.text(l.label, clean(in.Name), clean(text)); err != nil {
			return err
		}
	}
	p.skip()
	return nil
}

// moment is a point of time in UTC, empty where Excel knows none so early.
func (b *book) moment(t time.Time) excelize.Cell {
	if t = t.UTC().Truncate(time.Second); t.Year() < 1901 {
		return excelize.Cell{StyleID: b.looks.text}
	}
	return excelize.Cell{StyleID: b.looks.moment, Value: t}
}

// notProved ends the summary with the parts that are only text, and sets the
// chart, for which all heights are known now.
func (p *page) notProved() error {
	for _, part := range p.book.parts {
		if !textOnly(part) {
			continue
		}
		if err := p.heads(p.book.looks.heading, clean(part.Title), "", ""); err != nil {
			return err
		}
		p.book.places[part.ID] = at(summaryName, 1, p.row)
		for _, lead := range part.Lead {
			if err := p.text(p.book.looks.value, "", clean(lead)); err != nil {
				return err
			}
		}
	}
	return p.chart()
}
