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

	colourHead = "1F3864"
	colourLink = "0563C1"
	colourSoft = "595959"
	colourLine = "D9D9D9"

	family    = "Calibri"
	smallSize = 8 // of ids and tags, which are compared more than read; text has 11
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
	text, small, code, link, number, date, moment, none int
	head, back, title, caption                          int
	big, headline, label, value, warning                int
	heading, headingRight                               int
	total, totalText                                    int
	verdict                                             [len(evaluate.Verdicts)]int
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
	wrapTop = &excelize.Alignment{Vertical: "top", WrapText: true}
	ruled   = []excelize.Border{{Type: "bottom", Color: colourLine, Style: 1}}
)

// tableLooks are the styles of tables.
func (m *maker) tableLooks() looks {
	day, moment := "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
	left := &excelize.Alignment{Vertical: "top", Horizontal: "left"}
	l := looks{
		text:   m.style(excelize.Style{Alignment: wrapTop, Border: ruled}, true),
		small:  m.style(excelize.Style{Alignment: wrapTop, Border: ruled, Font: &excelize.Font{Size: smallSize}}, true),
		code:   m.style(excelize.Style{Alignment: wrapTop, Border: ruled, Font: &excelize.Font{Family: "Consolas", Size: 9}}, true),
		link:   m.style(excelize.Style{Alignment: wrapTop, Border: ruled, Font: &excelize.Font{Color: colourLink, Underline: "single"}}, true),
		number: m.style(excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "right", Indent: 1}, Border: ruled, NumFmt: 3}, false),
		date:   m.style(excelize.Style{Alignment: left, Border: ruled, CustomNumFmt: &day}, false),
		moment: m.style(excelize.Style{Alignment: left, Border: ruled, CustomNumFmt: &moment}, false),
		none:   m.style(excelize.Style{Font: &excelize.Font{Italic: true, Color: colourSoft}}, true),
		head: m.style(excelize.Style{Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: fill(colourHead),
			Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}}, false),
	}
	for v, tone := range tones {
		l.verdict[v] = m.style(excelize.Style{Alignment: wrapTop, Border: ruled, Fill: fill(tone.fill),
			Font: &excelize.Font{Bold: true, Color: tone.word}}, true)
	}
	return l
}

// pageLooks are the styles of what stands around tables and on the summary.
func (m *maker) pageLooks(l *looks) {
	middle := &excelize.Alignment{Vertical: "center"}
	bold := &excelize.Font{Bold: true}
	l.back = m.style(excelize.Style{Alignment: middle, Font: &excelize.Font{Color: colourLink, Underline: "single"}}, false)
	l.title = m.style(excelize.Style{Alignment: middle}, true)
	l.big = m.style(excelize.Style{Alignment: middle, Font: &excelize.Font{Bold: true, Size: 20, Color: colourHead}}, true)
	l.headline = m.style(excelize.Style{Alignment: middle, Font: &excelize.Font{Bold: true, Size: 13}}, true)
	l.caption = m.style(excelize.Style{Alignment: middle, Font: &excelize.Font{Color: colourSoft}}, true)
	heading := excelize.Style{Alignment: &excelize.Alignment{Vertical: "bottom"}, Font: &excelize.Font{Bold: true, Size: 13, Color: colourHead},
		Border: []excelize.Border{{Type: "bottom", Color: colourHead, Style: 2}}}
	l.heading = m.style(heading, false)
	heading.Alignment = &excelize.Alignment{Vertical: "bottom", Horizontal: "right", Indent: 1}
	l.headingRight = m.style(heading, false)
	l.label = m.style(excelize.Style{Alignment: wrapTop, Border: ruled, Font: bold}, true)
	l.value = m.style(excelize.Style{Alignment: wrapTop}, true)
	l.warning = m.style(excelize.Style{Alignment: wrapTop, Fill: fill(tones[evaluate.Limited].fill),
		Font: &excelize.Font{Bold: true, Color: tones[evaluate.Limited].word}}, true)
	l.total = m.style(excelize.Style{Font: bold, NumFmt: 3, Alignment: &excelize.Alignment{Horizontal: "right", Indent: 1}}, false)
	l.totalText = m.style(excelize.Style{Font: bold}, true)
}

func fill(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}
