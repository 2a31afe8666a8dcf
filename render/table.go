package render

import (
	"iter"
	"slices"
	"strconv"

	"github.com/backready/backready/evaluate"
)

// Kind says how a column is to be shown.
type Kind uint8

// The kinds of columns.
const (
	Words   Kind = iota // running text
	Name                // a name or id as it is in Azure, never broken or translated
	Number              // a count
	Verdict             // a verdict word; Cell.Verdict carries it
	Code                // commands, in a fixed-width font, with line breaks
	Link                // a phrase with an address
)

// A Head is the head of a column: the same title, width and kind in every
// output.
type Head struct {
	ID    string // stable name: key of findings.csv
	Title string
	Width int // in characters, for outputs with fixed widths
	Kind  Kind
}

// A Cell is one value of a table.
type Cell struct {
	Text    string
	Number  int64
	Verdict evaluate.Verdict
	Link    string // https address, or #id of a part or fix of this report; may be empty
}

// A Table has typed rows, made anew each time they are asked for.
type Table struct {
	Heads []Head
	Rows  iter.Seq[[]Cell]

	// lazy are the same rows by their verdicts, with what makes the cells; nil
	// where only Rows is known.
	lazy iter.Seq2[evaluate.Verdict, func() []Cell]
}

// Lazy returns the rows without making their cells: the verdict of each, that of
// its first column of verdicts, and what makes the cells, which is to be called
// before the next row, if at all.
func (t *Table) Lazy() iter.Seq2[evaluate.Verdict, func() []Cell] {
	if t.lazy != nil {
		return t.lazy
	}
	column := t.verdictColumn()
	return func(yield func(evaluate.Verdict, func() []Cell) bool) {
		for cells := range t.Rows {
			v := evaluate.Supported
			if column >= 0 {
				v = cells[column].Verdict
			}
			if !yield(v, func() []Cell { return cells }) {
				return
			}
		}
	}
}

// verdictColumn is the first column of verdicts, -1 for none.
func (t *Table) verdictColumn() int {
	return slices.IndexFunc(t.Heads, func(h Head) bool { return h.Kind == Verdict })
}

// column is one entry of the table of columns: everything about it in one place.
type column[T any] struct {
	Head
	cell func(T) Cell
}

// tableOf makes a table of the columns over rows.
func tableOf[T any](columns []column[T], rows iter.Seq[T]) *Table {
	t := &Table{}
	for _, c := range columns {
		t.Heads = append(t.Heads, c.Head)
	}
	t.lazy = lazyRows(columns, t.verdictColumn(), rows)
	t.Rows = func(yield func([]Cell) bool) {
		for row := range rows {
			if !yield(fillRow(make([]Cell, len(columns)), columns, row)) {
				return
			}
		}
	}
	return t
}

func lazyRows[T any](columns []column[T], ofVerdict int, rows iter.Seq[T]) iter.Seq2[evaluate.Verdict, func() []Cell] {
	return func(yield func(evaluate.Verdict, func() []Cell) bool) {
		var row T
		cells := func() []Cell { return fillRow(make([]Cell, len(columns)), columns, row) }
		for row = range rows {
			v := evaluate.Supported
			if ofVerdict >= 0 {
				v = columns[ofVerdict].cell(row).Verdict
			}
			if !yield(v, cells) {
				return
			}
		}
	}
}

// fillRow fills the cells of a row.
func fillRow[T any](cells []Cell, columns []column[T], row T) []Cell {
	for i, c := range columns {
		cells[i] = c.cell(row)
	}
	return cells
}

// pick returns the columns of these ids, in their order.
func pick[T any](columns []column[T], ids ...string) []column[T] {
	var picked []column[T]
	for _, id := range ids {
		for _, c := range columns {
			if c.ID == id {
				picked = append(picked, c)
			}
		}
	}
	return picked
}

func text(s string) Cell              { return Cell{Text: s} }
func link(s, to string) Cell          { return Cell{Text: s, Link: to} }
func verdict(v evaluate.Verdict) Cell { return Cell{Text: v.String(), Verdict: v} }

func number(n int) Cell {
	return Cell{Text: strconv.Itoa(n), Number: int64(n)}
}
