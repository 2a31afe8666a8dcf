package excel

import (
	"github.com/xuri/excelize/v2"

	"github.com/backready/backready/evaluate"
)

// Colours. Those of tabs need the alpha channel, those of cells must not have
// it.
const (
	colourSummary = "FF1F3864"
	colourDo      = "FFC55A11"
	colourEstate  = "FF2E75B6"
	colourGrounds = "FF7F7F7F"
	colourBar     = "FF9DC3E6" // behind counts

	colourHead = "1F3864"
	colourLink = "0563C1"
	colourSoft = "595959"
	colourLine = "D9D9D9"

	family = "Calibri"
)

// tones are the colours of verdicts: fill and word of a cell, segment and label
// of the chart. The word always stands beside the colour.
var tones = [len(evaluate.Verdicts)]struct{ fill, word, bar, label string }{
	evaluate.Supported:    {"DFF0D8", "1E4D1B", "2F7A35", "FFFFFF"},
	evaluate.Limited:      {"FFF2CC", "5F4700", "F2B705", "000000"},
	evaluate.Undetermined: {"E4E4EC", "3B3B52", "8A8AA3", "000000"},
	evaluate.Unsupported:  {"F8D7DA", "7A1420", "B3261E", "FFFFFF"},
}

// looks are the ids of the styles of the workbook, each made once.
type looks struct {
	text, line, code, number, date, moment, none      int
	link, linkLine                                    int
	head, headRight, back, title, caption             int
	big, headline, said, label, value, warning, check int
	heading, headingRight                             int
	total, totalText                                  int
	verdict                                           [len(evaluate.Verdicts)]int
}

// A maker makes styles and keeps the first error.
type maker struct {
	file *excelize.File
	err  error
}

// style makes a style. quoted marks its cells with the prefix that keeps Excel
// from reading their text as a formula when someone edits them.
func (m *maker) style(s excelize.Style, quoted bool) int {
	if m.err != nil {
		return 0
	}
	if s.Font != nil && s.Font.Family == "" {
		font := *s.Font
		font.Family = family // without a name it would be another in each program
		s.Font = &font
	}
	var id int
	if id, m.err = m.file.NewStyle(&s); m.err == nil && quoted {
		m.file.Styles.CellXfs.Xf[id].QuotePrefix = &quoted
	}
	return id
}

func newLooks(f *excelize.File) (looks, error) {
	m := &maker{file: f}
	l := m.tableLooks()
	m.pageLooks(&l)
	return l, m.err
}

var (
	// Indents keep texts clear of the numbers beside them.
	wrapTop = &excelize.Alignment{Vertical: "top", Horizontal: "left", Indent: 1, WrapText: true}
	oneLine = &excelize.Alignment{Vertical: "top", Horizontal: "left", Indent: 1} // what does not fit is cut
	ruled   = []excelize.Border{{Type: "bottom", Color: colourLine, Style: 1}}
)

// tableLooks are the styles of tables.
func (m *maker) tableLooks() looks {
	day, moment := "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
	linked := &excelize.Font{Color: colourLink, Underline: "single"}
	l := looks{
		text:     m.style(excelize.Style{Alignment: wrapTop, Border: ruled}, true),
		line:     m.style(excelize.Style{Alignment: oneLine, Border: ruled}, true),
		code:     m.style(excelize.Style{Alignment: wrapTop, Border: ruled, Font: &excelize.Font{Family: "Consolas", Size: 9}}, true),
		link:     m.style(excelize.Style{Alignment: wrapTop, Border: ruled, Font: linked}, true),
		linkLine: m.style(excelize.Style{Alignment: oneLine, Border: ruled, Font: linked}, true),
		number:   m.style(excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "right", Indent: 2}, Border: ruled, NumFmt: 3}, false),
		date:     m.style(excelize.Style{Alignment: oneLine, Border: ruled, CustomNumFmt: &day}, false),
		moment:   m.style(excelize.Style{Alignment: oneLine, Border: ruled, CustomNumFmt: &moment}, false),
		none:     m.style(excelize.Style{Alignment: oneLine, Font: &excelize.Font{Italic: true, Color: colourSoft}}, true),
	}
	head := excelize.Style{Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: fill(colourHead), Alignment: &excelize.Alignment{Vertical: "center", WrapText: true, Horizontal: "left", Indent: 1}}
	l.head = m.style(head, false)
	head.Alignment = &excelize.Alignment{Vertical: "center", WrapText: true, Horizontal: "right", Indent: 2} // clear of the filter button
	l.headRight = m.style(head, false)
	for v, tone := range tones {
		l.verdict[v] = m.style(excelize.Style{Alignment: wrapTop, Border: ruled, Fill: fill(tone.fill),
			Font: &excelize.Font{Bold: true, Color: tone.word}}, true)
	}
	return l
}

// pageLooks are the styles of what stands around tables and on the summary.
func (m *maker) pageLooks(l *looks) {
	middle := &excelize.Alignment{Vertical: "center", Horizontal: "left", Indent: 1}
	bold := &excelize.Font{Bold: true}
	l.back = m.style(excelize.Style{Alignment: middle, Font: &excelize.Font{Color: colourLink, Underline: "single"}}, false)
	l.title = m.style(excelize.Style{Alignment: middle, Font: &excelize.Font{Bold: true, Size: 16, Color: colourHead}}, true)
	l.value = m.style(excelize.Style{Alignment: wrapTop}, true)
	l.said = m.style(excelize.Style{Alignment: middle}, true)
	l.check = m.style(excelize.Style{Alignment: oneLine, Border: ruled, Font: &excelize.Font{Bold: true, Color: tones[evaluate.Supported].word}}, false)
	l.big = m.style(excelize.Style{Alignment: middle, Font: &excelize.Font{Bold: true, Size: 20, Color: colourHead}}, true)
	l.headline = m.style(excelize.Style{Alignment: middle, Font: &excelize.Font{Bold: true, Size: 13}}, true)
	l.caption = m.style(excelize.Style{Alignment: middle, Font: &excelize.Font{Color: colourSoft}}, true)
	heading := excelize.Style{Alignment: &excelize.Alignment{Vertical: "bottom", Horizontal: "left", Indent: 1}, Font: &excelize.Font{Bold: true, Size: 12, Color: colourHead},
		Border: []excelize.Border{{Type: "bottom", Color: colourHead, Style: 2}}}
	l.heading = m.style(heading, false)
	heading.Alignment = &excelize.Alignment{Vertical: "bottom", Horizontal: "right", Indent: 2}
	l.headingRight = m.style(heading, false)
	l.label = m.style(excelize.Style{Alignment: wrapTop, Border: ruled, Font: bold}, true)
	l.warning = m.style(excelize.Style{Alignment: wrapTop, Fill: fill(tones[evaluate.Limited].fill),
		Font: &excelize.Font{Bold: true, Color: tones[evaluate.Limited].word}}, true)
	l.total = m.style(excelize.Style{Font: bold, NumFmt: 3, Alignment: &excelize.Alignment{Horizontal: "right", Indent: 2}}, false)
	l.totalText = m.style(excelize.Style{Font: bold, Alignment: middle}, true)
}

func fill(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}
