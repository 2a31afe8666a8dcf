package excel

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/backready/backready/render"
)

// backText leads from every sheet to the summary.
const backText = "‹ Summary"

// setUp sets what concerns a sheet as a whole: the colour of its tab and how it
// is printed. repeat are the rows that every printed page begins with.
func (b *book) setUp(name, tab, repeat string) error {
	yes, wide, high, a4, landscape := true, 1, 0, 9, "landscape"
	if err := b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &yes, TabColorRGB: &tab}); err != nil {
		return err
	}
	if err := b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &high}); err != nil {
		return err
	}
	narrow, tall, edge := 0.4, 0.7, 0.3
	if err := b.file.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{Left: &narrow, Right: &narrow, Top: &tall, Bottom: &tall, Header: &edge, Footer: &edge}); err != nil {
		return err
	}
	if err := b.file.SetHeaderFooter(name, b.headerFooter()); err != nil {
		return err
	}
	if repeat == "" {
		return nil
	}
	return b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: name, RefersTo: "'" + name + "'!" + repeat})
}

// headerFooter is the same on every sheet. An ampersand begins a code of Excel.
func (b *book) headerFooter() *excelize.HeaderFooterOptions {
	plain := func(s string) string { return strings.ReplaceAll(s, "&", "&&") }
	title := []rune(clean(b.report.Title))
	title = title[:min(len(title), 90)]
	return &excelize.HeaderFooterOptions{
		OddHeader: "&L" + plain(string(title)) + "&R&A",
		OddFooter: "&L" + plain(program(b.report)) + ", run " + b.report.RunID() + "&RPage &P of &N",
	}
}

// writeSheets writes a table on its sheet and, where it has more rows than one
// holds, on further ones.
func (b *book) writeSheets(s *sheet) error {
	next, stop := iter.Pull(s.data.Rows)
	defer stop()
	cells, more := next()
	for n := 2; ; n++ {
		if _, err := b.file.NewSheet(s.name); err != nil {
			return err
		}
		if err := b.setUp(s.name, s.tab, fmt.Sprintf("$%d:$%[1]d", headRow)); err != nil {
			return err
		}
		b.sheets = append(b.sheets, s)
		err := b.stream(s.name, func(sw *excelize.StreamWriter) error {
			links, err := b.linker(s.name)
			if err != nil {
				return err
			}
			if err := b.begin(sw, s, links); err != nil {
				return err
			}
			for ; more && headRow+s.rows < b.rows; cells, more = next() {
				s.rows++
				if err := b.writeRow(sw, s, cells, headRow+s.rows, links); err != nil {
					return err
				}
			}
			return b.end(sw, s)
		})
		if err != nil || !more {
			return err
		}
		s = s.next(n)
	}
}

// begin sets the columns and writes what stands above the rows: a row with the
// way back, the title and what the sheet shows, and the head of the table.
func (b *book) begin(sw *excelize.StreamWriter, s *sheet, links *linker) error {
	for i, width := range s.widths {
		if err := sw.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := sw.SetPanes(s.panes()); err != nil {
		return err
	}
	return b.writeTop(sw, s, links)
}

// end makes the rows a table. Excel takes none without a row, so an empty one
// says so in its only row.
func (b *book) end(sw *excelize.StreamWriter, s *sheet) error {
	if s.rows == 0 {
		none := []any{excelize.Cell{StyleID: b.looks.none, Value: clean(s.none)}}
		if err := sw.SetRow(cellName(1, firstRow), none); err != nil {
			return err
		}
	}
	return addTable(sw, s.table, headRow, headRow+max(1, s.rows), len(s.data.Heads))
}

// panes freezes the head and the columns up to the name of the item.
func (s *sheet) panes() *excelize.Panes {
	columns := 1
	if len(s.data.Heads) > 2 && s.data.Heads[0].ID == "kind" {
		columns = 2
	}
	corner, _ := excelize.CoordinatesToCellName(columns+1, firstRow) // both are above 0
	return &excelize.Panes{Freeze: true, XSplit: columns, YSplit: headRow, TopLeftCell: corner, ActivePane: "bottomRight",
		Selection: []excelize.Selection{{SQRef: corner, ActiveCell: corner, Pane: "bottomRight"}}}
}

// writeTop writes the rows above those of the data.
func (b *book) writeTop(sw *excelize.StreamWriter, s *sheet, links *linker) error {
	if _, err := links.set(1, titleRow, "#summary"); err != nil {
		return err
	}
	title := []excelize.RichTextRun{{Text: clean(s.title), Font: &excelize.Font{Family: family, Bold: true, Size: 14, Color: colourHead}}}
	if said := s.said(); said != "" {
		title = append(title, excelize.RichTextRun{Text: "   " + said, Font: &excelize.Font{Family: family, Size: 10, Color: colourSoft}})
	}
	top := []any{excelize.Cell{StyleID: b.looks.back, Value: backText}, excelize.Cell{StyleID: b.looks.title, Value: title}}
	if err := sw.SetRow(cellName(1, titleRow), top, excelize.RowOpts{Height: 27}); err != nil {
		return err
	}
	heads := make([]any, len(s.data.Heads))
	lines := 1
	for i, h := range s.data.Heads {
		heads[i] = excelize.Cell{StyleID: b.looks.head, Value: clean(h.Title)}
		lines = max(lines, linesIn(h.Title, s.widths[i]-3))
	}
	return sw.SetRow(cellName(1, headRow), heads, excelize.RowOpts{Height: float64(lines)*15 + 6})
}

// said is as much of the lead, in whole sentences, as fits beside the title in
// the width of the table. The summary has all of it.
func (s *sheet) said() string {
	room := -s.widths[0] - 1.4*float64(utf8.RuneCountInString(s.title))
	for _, width := range s.widths {
		room += 1.2 * width // the text is small, and letters are narrower than digits
	}
	said := ""
	for _, sentence := range sentences(strings.Join(s.lead, " ")) {
		if float64(utf8.RuneCountInString(said+sentence)) > room {
			break
		}
		said = strings.TrimSpace(said + " " + sentence)
	}
	return clean(said)
}

// sentences splits a text of ours after its full stops.
func sentences(text string) []string {
	var list []string
	for s := range strings.SplitAfterSeq(text, ". ") {
		if s = strings.TrimSpace(s); s != "" {
			list = append(list, s)
		}
	}
	return list
}

// writeRow writes a row of the data as high as its text needs: Excel would see
// to that by itself, other programs would not. Where nothing but commands would
// make rows high, in a table to search, the first lines of them must do.
func (b *book) writeRow(sw *excelize.StreamWriter, s *sheet, cells []render.Cell, row int, links *linker) error {
	values := make([]any, len(cells))
	height := 0.0
	for i, c := range cells {
		cell := b.cell(s.data.Heads[i], c)
		if s.data.Heads[i].Kind != render.Code || !s.lowRows {
			height = max(height, heightOf(s.data.Heads[i], c.Text, s.widths[i]))
		}
		if c.Text != "" && !again(cells[i+1:], c.Link) {
			linked, err := links.set(i+1, row, c.Link)
			if err != nil {
				return err
			}
			if linked {
				cell.StyleID = b.looks.link
			}
		}
		values[i] = cell
	}
	return sw.SetRow(cellName(1, row), values, excelize.RowOpts{Height: height})
}

// again reports whether a later cell of the row links to the same place. One is
// enough: the long text before it stays plain: LibreOffice breaks no links.
func again(cells []render.Cell, to string) bool {
	return slices.ContainsFunc(cells, func(c render.Cell) bool { return c.Link == to })
}

// cell is a cell of the report as Excel takes it: a number, a day, or a text
// that is never a formula. An empty one holds nothing.
func (b *book) cell(h render.Head, c render.Cell) excelize.Cell {
	if c.Text == "" {
		return excelize.Cell{StyleID: b.looks.text}
	}
	switch {
	case h.Kind == render.Number && c.Text == strconv.FormatInt(c.Number, 10) && exact(c.Number):
		return excelize.Cell{StyleID: b.looks.number, Value: c.Number}
	case h.Kind == render.Verdict:
		return excelize.Cell{StyleID: b.looks.verdict[c.Verdict], Value: clean(c.Text)}
	case h.Kind == render.Code:
		return excelize.Cell{StyleID: b.looks.code, Value: cleanLines(c.Text)}
	case isDate(h):
		return b.date(c.Text)
	case isSmall(h):
		return excelize.Cell{StyleID: b.looks.small, Value: clean(c.Text)}
	}
	return excelize.Cell{StyleID: b.looks.text, Value: clean(c.Text)}
}

// exact reports whether Excel keeps a number: it rounds to 15 digits.
func exact(n int64) bool { return -1e15 < n && n < 1e15 }

// isDate tells the column of days.
func isDate(h render.Head) bool { return h.ID == "date" }

// date is a day, or the text where it is none that Excel knows.
func (b *book) date(text string) excelize.Cell {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || day.Year() < 1901 {
		return excelize.Cell{StyleID: b.looks.text, Value: clean(text)}
	}
	return excelize.Cell{StyleID: b.looks.date, Value: day}
}

func addTable(sw *excelize.StreamWriter, name string, head, last, columns int) error {
	stripes := true
	return sw.AddTable(&excelize.Table{Name: name, Range: cellName(1, head) + ":" + cellName(columns, last),
		StyleName: "TableStyleMedium2", ShowRowStripes: &stripes})
}

func cellName(column, row int) string {
	name, _ := excelize.CoordinatesToCellName(column, row) // both are ours and above 0
	return name
}
