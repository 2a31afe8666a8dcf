package excel

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
)

// A sheet is one table of the report on a sheet of its own. A table too long
// for one sheet goes on in further ones.
type sheet struct {
	book     *book
	name     string // of the sheet, unique, at most 31 characters
	table    string // of the Excel table, unique in the workbook
	title    string
	lead     []string
	none     string // said in place of rows
	tab      string // colour of the tab
	data     *render.Table
	grid     *grid     // the same, where rows are items or findings
	order    []int     // of its columns: their places in the table of the part
	parts    []segment // of a grid, see writeGrid
	told     *telling  // how its rows look
	facts    int       // the column of the facts of findings, -1 where there is none
	columns  []*column
	printed  int // the first columns, which are printed; the others are not
	frozen   int // the first columns, which stay when the others are scrolled
	verdict  int // the column of the verdict of the item, -1 where there is none
	number   int // of its part and its table, from 1
	from     int // rows of the table on the sheets before this one
	rows     int // rows of the table on this one
	links    links
	unlinked int                          // the first row without links, of a grid
	seen     map[string]bool              // of findings: the rules that have come
	tally    *[len(evaluate.Verdicts)]int // items by verdict, over all its sheets
	pipe     *pipe
	scratch  []byte
}

// Where things stand on a sheet: its title, the way back with what it shows, the
// head of the table, its rows.
const (
	titleRow = 1
	saidRow  = 2
	headRow  = 3
	firstRow = 4
)

const (
	backText   = "‹ Summary" // leads from every sheet to the first
	tableStyle = "TableStyleMedium2"
)

// write writes a table on its sheet and, where it has more rows than one holds,
// on further ones.
func (b *book) write(s *sheet) error {
	if err := b.open(s); err != nil {
		return err
	}
	for cells := range s.data.Rows {
		if headRow+s.rows == b.rows {
			if err := b.end(s); err != nil {
				return err
			}
			s = s.next()
			if err := b.open(s); err != nil {
				return err
			}
		}
		s.add(cells)
	}
	return b.end(s)
}

// open begins a sheet whose rows come one by one.
func (b *book) open(s *sheet) error {
	w, top, err := b.begin(s)
	if err == nil {
		s.pipe = newPipe(w)
		s.pipe.buf = append(s.pipe.buf, top...)
	}
	return err
}

// next is the sheet on which the table goes on.
func (s *sheet) next() *sheet {
	more := *s
	more.from, more.rows, more.links, more.pipe = s.from+s.rows, 0, links{}, nil
	n := 2
	if s.from > 0 {
		_, last, _ := strings.Cut(s.table, "_")
		n, _ = strconv.Atoi(last) // it is ours
		n++
	}
	more.name = fmt.Sprintf("%s (%d)", s.title, n)
	more.table = fmt.Sprintf("%s_%d", strings.SplitN(s.table, "_", 2)[0], n)
	return &more
}

// begin makes a sheet and returns where its part goes and what stands above the
// rows.
func (b *book) begin(s *sheet) (*part, []byte, error) {
	index, err := b.file.NewSheet(s.name)
	if err != nil {
		return nil, nil, err
	}
	s.number = index + 1
	if err := b.define(s.name, "_xlnm.Print_Titles", fmt.Sprintf("$%d:$%[1]d", headRow)); err != nil {
		return nil, nil, err
	}
	b.sheets = append(b.sheets, s)
	top := s.appendTop(s.appendHead(nil))
	return b.packer.begin(fmt.Sprintf("xl/worksheets/sheet%d.xml", s.number), ""), top, nil
}

// define gives a name of Excel's own a meaning on a sheet.
func (b *book) define(sheet, name, what string) error {
	return b.file.SetDefinedName(&excelize.DefinedName{Name: name, Scope: sheet, RefersTo: "'" + sheet + "'!" + what})
}

// end writes what stands below the rows, and what stands beside the sheet.
func (b *book) end(s *sheet) error {
	if s.rows == 0 {
		s.pipe.buf = fmt.Appendf(s.pipe.buf, `<row r="%d"><c r="A%[1]d" s="%d" t="inlineStr"><is><t>`, firstRow, b.looks.none)
		s.pipe.buf = append(appendText(s.pipe.buf, clean(s.none)), `</t></is></c></row>`...)
	}
	s.pipe.buf = s.appendEnd(s.pipe.buf)
	if err := s.pipe.close(); err != nil {
		return fmt.Errorf("sheet %s: %w", s.name, err)
	}
	return b.beside(s)
}

// beside writes the parts beside a sheet.
func (b *book) beside(s *sheet) error {
	last, _ := excelize.CoordinatesToCellName(s.printed, headRow+max(1, s.rows), true) // both are ours and above 0
	if err := b.define(s.name, "_xlnm.Print_Area", "$A$1:"+last); err != nil {
		return err
	}
	if err := b.packer.put(fmt.Sprintf("xl/worksheets/_rels/sheet%d.xml.rels", s.number), "", s.relations()); err != nil {
		return err
	}
	return b.packer.put(fmt.Sprintf("xl/tables/table%d.xml", s.number), tableType, s.tablePart())
}

const tableType = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"

// appendTop adds the rows above those of the data.
func (s *sheet) appendTop(b []byte) []byte {
	l := &s.book.looks
	row := func(number int, height float64, cells ...func()) {
		b = fmt.Appendf(b, `<row r="%d" ht="%g" customHeight="1">`, number, height)
		for _, cell := range cells {
			cell()
		}
		b = append(b, `</row>`...)
	}
	text := func(column, row, style int, text string) func() {
		return func() {
			b = fmt.Appendf(b, `<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">`, cellName(column, row), style)
			b = append(appendText(b, clean(text)), `</t></is></c>`...)
		}
	}
	row(titleRow, 24, text(1, titleRow, l.title, s.name))
	s.links.set(s.book.places, cellName(1, saidRow), "#summary")
	row(saidRow, 18, text(1, saidRow, l.back, backText), text(2, saidRow, l.caption, s.said()))
	lines := 1
	var heads []func()
	for i, c := range s.columns {
		style := l.head
		if c.head.Kind == render.Number {
			style = l.headRight
		}
		heads = append(heads, text(i+1, headRow, style, c.head.Title))
		lines = max(lines, linesIn(c.head.Title, c.width-3))
	}
	row(headRow, float64(lines)*15+6, heads...)
	return b
}

// said is as much of the lead, in whole sentences, as fits beside the way back
// in the width of what is printed. The summary has all of it.
func (s *sheet) said() string {
	room := 0.0
	for _, c := range s.columns[1:s.printed] {
		room += 1.1 * c.width // letters are narrower than digits
	}
	said := ""
	for _, sentence := range sentences(strings.Join(s.lead, " ")) {
		if float64(utf8.RuneCountInString(said+sentence)) > room {
			break
		}
		said = strings.TrimSpace(said + " " + sentence)
	}
	return said
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

// add writes a row of the data as high as its text needs: Excel would see to
// that by itself, other programs would not.
func (s *sheet) add(cells []render.Cell) {
	s.rows++
	if s.verdict >= 0 {
		s.tally[cells[s.verdict].Verdict]++
	}
	row, height, needs := headRow+s.rows, 0.0, 0.0
	b := s.scratch[:0]
	for i, c := range cells {
		linked := c.Link != "" && c.Text != "" && !again(cells[i+1:], c.Link) &&
			s.links.set(s.book.places, s.columns[i].letters+strconv.Itoa(row), c.Link)
		if s.seen != nil && c.Link != "" && !s.seen[c.Link] {
			s.seen[c.Link] = true
			s.book.places["found-"+strings.TrimPrefix(c.Link, "#")] = at(s.name, 1, row)
		}
		b, needs = s.appendCell(b, s.columns[i], row, c, linked)
		height = max(height, needs)
	}
	s.scratch = b
	out := append(s.pipe.buf, `<row r="`...)
	out = strconv.AppendInt(out, int64(row), 10)
	if height > 0 {
		out = strconv.AppendFloat(append(out, `" ht="`...), height, 'f', -1, 64)
		out = append(out, `" customHeight="1`...)
	}
	s.pipe.buf = append(append(append(out, `">`...), b...), `</row>`...)
	s.pipe.push()
}

// again reports whether a later cell of the row links to the same place. One is
// enough: the long text before it stays plain: LibreOffice breaks no links.
func again(cells []render.Cell, to string) bool {
	return slices.ContainsFunc(cells, func(c render.Cell) bool { return c.Link == to })
}

func cellName(column, row int) string {
	name, _ := excelize.CoordinatesToCellName(column, row) // both are ours and above 0
	return name
}
