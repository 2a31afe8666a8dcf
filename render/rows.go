package render

import (
	"io"
	"slices"

	"github.com/backready/backready/evaluate"
)

// perItem are the columns of findings that hang on the item alone, perBoth those
// that hang on the item and the finding. The others are the same for all items
// that share a finding.
var (
	perItem = []string{"kind", "name", "resourceGroup", "subscription", "location", "itemVerdict", "id"}
	perBoth = []string{"about", "commands"}
)

// A CellWriter says how a format writes a cell, with what separates it from the
// next one.
type CellWriter struct {
	Cell func(dst []byte, h Head, c Cell) []byte
	// Text is Cell for one that is nothing but a text.
	Text func(dst []byte, h Head, text []byte) []byte
}

// WriteFindings writes the rows of [Report.Findings], each followed by the end,
// as if cell by cell: but what is said of an item is made once for its rows, and
// what is said of a finding once for the items that share it.
func (r *Report) WriteFindings(w io.Writer, cell CellWriter, end string) error {
	spans := spansOf(rawColumns())
	return WriteChunks(w, r.Judgement.Len(), func() Worker { return newFindingRows(r, spans, cell, end).append })
}

// span is columns that stand together and hang on the same.
type span struct {
	on      hangsOn
	columns []spanColumn
}

type spanColumn struct {
	column[found]
	place int                                // among all columns
	text  func(dst []byte, row found) []byte // of the appenders, nil for none
}

type hangsOn uint8

const (
	onFinding hangsOn = iota
	onItem
	onBoth
)

func spansOf(columns []column[found]) []span {
	var list []span
	for i, c := range columns {
		on := onFinding
		switch {
		case slices.Contains(perItem, c.ID):
			on = onItem
		case slices.Contains(perBoth, c.ID):
			on = onBoth
		}
		if last := len(list) - 1; last < 0 || list[last].on != on {
			list = append(list, span{on: on})
		}
		list[len(list)-1].columns = append(list[len(list)-1].columns, spanColumn{c, i, appenders[c.ID]})
	}
	return list
}

// mostKept is how many bytes are kept of what is said of findings.
const mostKept = 1 << 20

// findingRows writes the rows of some items.
type findingRows struct {
	report *Report
	spans  []span
	cell   CellWriter
	end    string
	desk   *desk
	item   [][]byte   // of the item at hand, by span
	last   []lastCell // by column
	said   []byte     // a text

	// What is said of findings lies in one piece of memory, which is used again
	// when it is full: of each finding one span after the other. known is where
	// the ends of these begin among all; before them stands where the first begins.
	kept  []byte
	ends  []int
	known map[*evaluate.Finding]int
	most  int // bytes of kept
}

// lastCell is the last cell of a column, and what was written of it.
type lastCell struct {
	cell Cell
	text []byte
}

func newFindingRows(r *Report, spans []span, cell CellWriter, end string) *findingRows {
	return &findingRows{report: r, spans: spans, cell: cell, end: end, desk: newDesk(), item: make([][]byte, len(spans)),
		last: make([]lastCell, len(findingColumns)), known: map[*evaluate.Finding]int{}, most: mostKept}
}

func (w *findingRows) append(dst []byte, i, n int) ([]byte, error) {
	for a := range w.report.Judgement.Range(i, n) {
		fresh := true
		for _, res := range a.Results {
			for _, f := range res.Findings {
				row := found{a, res, f, w.desk}
				if fresh {
					w.take(row)
					fresh = false
				}
				dst = append(w.row(dst, row), w.end...)
			}
		}
	}
	return dst, nil
}

// take makes what is said of an item.
func (w *findingRows) take(row found) {
	for i := range w.spans {
		s := &w.spans[i]
		if s.on != onItem {
			continue
		}
		dst := w.item[i][:0]
		for at := range s.columns {
			if c := &s.columns[at]; c.text != nil {
				dst = w.text(dst, c, row)
			} else {
				dst = w.again(dst, c, row)
			}
		}
		w.item[i] = dst
	}
}

// again appends a cell of an item or of a finding, which often says what the last
// one of the column said.
func (w *findingRows) again(dst []byte, c *spanColumn, row found) []byte {
	last := &w.last[c.place]
	if cell := c.cell(row); cell != last.cell || last.text == nil {
		last.cell, last.text = cell, w.cell.Cell(last.text[:0], c.Head, cell)
	}
	return append(dst, last.text...)
}

func (w *findingRows) row(dst []byte, row found) []byte {
	ends := w.of(row)
	for i := range w.spans {
		switch s := &w.spans[i]; {
		case s.on == onItem:
			dst = append(dst, w.item[i]...)
		case s.on == onBoth && row.hasOwn():
			for at := range s.columns {
				dst = w.text(dst, &s.columns[at], row)
			}
		default:
			dst = append(dst, w.kept[ends[i]:ends[i+1]]...)
		}
	}
	return dst
}

// hasOwn reports whether the columns that hang on the item and the finding may
// have a text. What has none is the same for all items.
func (f found) hasOwn() bool { return len(f.finding.About) > 0 || !f.finding.ToKnow() }

// of returns where the spans of what is said of a finding begin and end.
func (w *findingRows) of(row found) []int {
	from, ok := w.known[row.finding]
	if !ok {
		if len(w.kept) > w.most {
			clear(w.known)
			w.kept, w.ends = w.kept[:0], w.ends[:0]
		}
		from = len(w.ends)
		w.know(row)
		w.known[row.finding] = from
	}
	return w.ends[from:]
}

// know keeps what is said of a finding.
func (w *findingRows) know(row found) {
	w.ends = append(w.ends, len(w.kept))
	for i := range w.spans {
		if s := &w.spans[i]; s.on == onFinding || s.on == onBoth && !row.hasOwn() {
			for at := range s.columns {
				w.kept = w.again(w.kept, &s.columns[at], row)
			}
		}
		w.ends = append(w.ends, len(w.kept))
	}
}

// text appends a cell whose text need not be made first.
func (w *findingRows) text(dst []byte, c *spanColumn, row found) []byte {
	w.said = c.text(w.said[:0], row)
	return w.cell.Text(dst, c.Head, w.said)
}

// appenders append the texts of columns whose cells take longer to make.
var appenders = map[string]func(dst []byte, row found) []byte{
	"id":       func(dst []byte, row found) []byte { return row.Item.AppendID(dst) },
	"about":    appendNames,
	"commands": appendCommands,
	"tags":     func(dst []byte, row found) []byte { return appendTags(dst, row.Item) },
}
