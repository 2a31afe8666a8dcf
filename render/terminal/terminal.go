// Package terminal shows a report on a terminal.
package terminal

import (
	"fmt"
	"io"

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

// parts are those a terminal shows; files have them all.
var parts = map[string]bool{"summary": true, "first": true, "unsupported": true, "arrange": true, "undetermined": true}

// columns are those a terminal has room for.
var columns = map[string]bool{
	"kind": true, "items": true, "supported": true, "limited": true, "undetermined": true, "unsupported": true,
	"fix": true, "frees": true, "who": true, "name": true, "title": true, "evidence": true, "column": true, "export": true, "rule": true,
}

// Render shows the verdict, what to do first, and the items concerned.
func Render(w io.Writer, r *render.Report, o Options) error {
	b := &writer{w: w}
	fmt.Fprintf(b, "%s\n", render.Visible(r.Title))
	for _, part := range r.Parts() {
		if parts[part.ID] {
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
			fmt.Fprintf(b, "\n%s\n", text.WrapSoft(render.Visible(p), max(o.Width, 60)))
		}
		fmt.Fprintln(b)
	}
	t := tableFor(part.Table, o)
	if t.Length() == 0 {
		fmt.Fprintln(b, part.None)
		return
	}
	fmt.Fprintln(b, t.Render())
}

func heading(title string, o Options) string {
	if !o.Colour {
		return title
	}
	return text.Bold.Sprint(title)
}

func tableFor(from *render.Table, o Options) table.Writer {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	t.Style().Options.DrawBorder = false
	t.Style().Options.SeparateRows = false
	var shown []int
	var head table.Row
	for i, h := range from.Heads {
		if columns[h.ID] {
			shown = append(shown, i)
			head = append(head, h.Title)
		}
	}
	t.AppendHeader(head)
	t.SetColumnConfigs(configs(from.Heads, shown, o))
	for row := range from.Rows {
		var cells table.Row
		for _, i := range shown {
			cells = append(cells, cell(from.Heads[i], row[i], o))
		}
		t.AppendRow(cells)
	}
	return t
}

// configs shares the width of the terminal among the columns by their own
// widths and wraps what is longer.
func configs(heads []render.Head, shown []int, o Options) []table.ColumnConfig {
	total := 0
	for _, i := range shown {
		total += heads[i].Width
	}
	var out []table.ColumnConfig
	for n, i := range shown {
		c := table.ColumnConfig{Number: n + 1, WidthMaxEnforcer: text.WrapText}
		if heads[i].Kind == render.Words {
			c.WidthMaxEnforcer = text.WrapSoft
		}
		if o.Width > 0 {
			c.WidthMax = max(6, heads[i].Width*(o.Width-3*len(shown))/max(total, 1))
			if total <= o.Width-3*len(shown) {
				c.WidthMax = heads[i].Width
			}
		}
		if heads[i].Kind == render.Number {
			c.Align, c.AlignHeader = text.AlignRight, text.AlignRight
		}
		out = append(out, c)
	}
	return out
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
