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

// A CellWriter appends a cell as a format writes it, with what separates it from
// the next one.
type CellWriter func(dst []byte, h Head, c Cell) []byte

// WriteFindings writes the rows of [Report.Findings], each followed by the end,
// as if cell by cell: but what is said of an item is made once for its rows, and
// what is said of a finding once for the items that share it.
func (r *Report) WriteFindings(w io.Writer, cell CellWriter, end string) error {
	spans := spansOf(rawColumns())
	return WriteChunks(w, r.Judgement.Len(), func() Worker {
		of := &findingRows{report: r, spans: spans, cell: cell, end: end, desk: newDesk(), kept: map[*evaluate.Finding][][]byte{}, item: make([][]byte, len(spans))}
		return of.append
	})
}

// span is columns that stand together and hang on the same.
type span struct {
	on      hangsOn
	columns []column[found]
}

type hangsOn uint8

const (
	onFinding hangsOn = iota
	onItem
	onBoth
)

func spansOf(columns []column[found]) []span {
	var list []span
	for _, c := range columns {
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
		list[len(list)-1].columns = append(list[len(list)-1].columns, c)
	}
	return list
}

// mostFindings is of how many findings the text is kept.
const mostFindings = 8192

// findingRows writes the rows of some items.
type findingRows struct {
	report *Report
	spans  []span
	cell   CellWriter
	end    string
	desk   *desk
	kept   map[*evaluate.Finding][][]byte // by span
	item   [][]byte                       // of the item at hand, by span
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
		if w.spans[i].on == onItem {
			w.item[i] = w.cells(w.item[i][:0], &w.spans[i], row)
		}
	}
}

func (w *findingRows) row(dst []byte, row found) []byte {
	kept := w.of(row)
	for i := range w.spans {
		switch w.spans[i].on {
		case onItem:
			dst = append(dst, w.item[i]...)
		case onFinding:
			dst = append(dst, kept[i]...)
		case onBoth:
			dst = w.cells(dst, &w.spans[i], row)
		}
	}
	return dst
}

// of is what is said of a finding, by span.
func (w *findingRows) of(row found) [][]byte {
	if kept, ok := w.kept[row.finding]; ok {
		return kept
	}
	if len(w.kept) >= mostFindings {
		clear(w.kept)
	}
	kept := make([][]byte, len(w.spans))
	for i := range w.spans {
		if w.spans[i].on == onFinding {
			kept[i] = w.cells(nil, &w.spans[i], row)
		}
	}
	w.kept[row.finding] = kept
	return kept
}

func (w *findingRows) cells(dst []byte, s *span, row found) []byte {
	for i := range s.columns {
		c := &s.columns[i]
		dst = w.cell(dst, c.Head, c.cell(row))
	}
	return dst
}
