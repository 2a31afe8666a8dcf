// Package terminal shows a report on a terminal.
package terminal

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
)

// Options say what the terminal can do.
type Options struct {
	Colour bool
	Width  int // columns; 0: not limited
}

// shown are the parts a terminal shows, and of each the columns that it has
// room for; the last ones only where it is wide. Files have them all.
var shown = map[string]struct{ narrow, wide []string }{
	"summary":      {narrow: []string{"kind", "items", "supported", "limited", "undetermined", "unsupported"}},
	"first":        {narrow: []string{"fix", "items", "rule"}, wide: []string{"who"}},
	"unsupported":  {narrow: []string{"name", "title", "rule"}, wide: []string{"evidence"}},
	"arrange":      {narrow: []string{"name", "title", "rule"}, wide: []string{"evidence"}},
	"undetermined": {narrow: []string{"column", "state", "items", "export"}, wide: []string{"rules"}},
}

const (
	wide     = 120 // columns from which on the last columns are shown
	mostRows = 40  // of a part
)

// Render shows the verdict, what to do first, and the items concerned.
func Render(w io.Writer, r *render.Report, o Options) error {
	b := &writer{w: w}
	fmt.Fprintf(b, "%s\n", render.Visible(r.Title))
	for _, part := range r.Parts() {
		if _, ok := shown[part.ID]; ok {
			renderPart(b, part, o)
		}
	}
	return b.err
}

func renderPart(b *writer, part render.Part, o Options) {
	if part.ID != "summary" {
		fmt.Fprintf(b, "\n%s\n", heading(part.Title, o))
	}
	if part.ID == "summary" {
		for _, p := range part.Lead {
			fmt.Fprintln(b)
			for line := range strings.SplitSeq(text.WrapSoft(render.Visible(p), max(o.Width, 60)), "\n") {
				fmt.Fprintln(b, strings.TrimRight(line, " "))
			}
		}
		fmt.Fprintln(b)
	}
	rows, more := firstRows(part.Table)
	if len(rows) == 0 {
		fmt.Fprintln(b, part.None)
		return
	}
	fmt.Fprintln(b, tableFor(part.ID, part.Table.Heads, rows, o).Render())
	if more > 0 {
		fmt.Fprintf(b, "and %d more; backready report writes them all\n", more)
	}
}

// firstRows returns the rows that are shown and how many more there are.
func firstRows(t *render.Table) (rows [][]render.Cell, more int) {
	for row := range t.Rows {
		if len(rows) < mostRows {
			rows = append(rows, row)
		} else {
			more++
		}
	}
	return rows, more
}

func heading(title string, o Options) string {
	if !o.Colour {
		return title
	}
	return text.Bold.Sprint(title)
}

func tableFor(part string, heads []render.Head, rows [][]render.Cell, o Options) table.Writer {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	t.Style().Options.DrawBorder = false
	ids := shown[part].narrow
	if o.Width == 0 || o.Width >= wide {
		ids = append(slices.Clone(ids), shown[part].wide...)
	}
	var columns []int
	var head table.Row
	for _, id := range ids {
		i := slices.IndexFunc(heads, func(h render.Head) bool { return h.ID == id })
		columns = append(columns, i)
		head = append(head, heads[i].Title)
	}
	t.AppendHeader(head)
	t.SetColumnConfigs(configs(heads, rows, columns, o))
	for _, row := range rows {
		var cells table.Row
		for _, i := range columns {
			cells = append(cells, cell(heads[i], row[i], o))
		}
		t.AppendRow(cells)
	}
	return t
}

// configs gives names and numbers the width they need and shares what is left
// of the terminal among the columns of words, which wrap between words.
func configs(heads []render.Head, rows [][]render.Cell, columns []int, o Options) []table.ColumnConfig {
	longest := 44
	if o.Width > 0 && o.Width < wide {
		longest = 28
	}
	out := make([]table.ColumnConfig, len(columns))
	left, words := o.Width-3*len(columns), 0
	for n, i := range columns {
		need := longestWord(heads[i].Title)
		for _, row := range rows {
			need = max(need, text.StringWidthWithoutEscSequences(render.Visible(row[i].Text)))
		}
		out[n] = table.ColumnConfig{Number: n + 1, WidthMax: min(need, longest), WidthMaxEnforcer: text.WrapSoft}
		if heads[i].Kind == render.Number {
			out[n].Align, out[n].AlignHeader = text.AlignRight, text.AlignRight
		}
		if heads[i].Kind == render.Words && need > 12 {
			words++
			continue
		}
		left -= out[n].WidthMax
	}
	for n, i := range columns {
		if o.Width > 0 && words > 0 && heads[i].Kind == render.Words && out[n].WidthMax > 12 {
			out[n].WidthMax = min(max(left/words, 16), max(out[n].WidthMax, longest))
		}
	}
	return out
}

func longestWord(s string) int {
	longest := 0
	for _, w := range strings.Fields(s) {
		longest = max(longest, len(w))
	}
	return longest
}

var colours = map[evaluate.Verdict]text.Colors{
	evaluate.Supported: {text.FgGreen}, evaluate.Limited: {text.FgYellow},
	evaluate.Undetermined: {text.FgMagenta}, evaluate.Unsupported: {text.FgRed},
}

func cell(h render.Head, c render.Cell, o Options) any {
	s := render.Visible(c.Text)
	if o.Colour && (h.Kind == render.Verdict || h.Kind == render.Number && c.Verdict != evaluate.Supported && c.Number > 0) {
		return colours[c.Verdict].Sprint(s)
	}
	return s
}

// writer keeps its first error, so that a closed pipe is reported once.
type writer struct {
	w   io.Writer
	err error
}

func (b *writer) Write(p []byte) (int, error) {
	if b.err == nil {
		_, b.err = b.w.Write(p)
	}
	return len(p), nil
}
