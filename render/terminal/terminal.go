// Package terminal shows a report on a terminal.
package terminal

import (
	"cmp"
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
// room for, where the part has them; the last ones only where it is wide. Files
// have them all.
var shown = map[string]struct{ narrow, wide []string }{
	"summary":      {narrow: []string{"kind", "items", "supported", "limited", "undetermined", "unsupported", "accepted"}},
	"by-report":    {narrow: []string{"report", "kind", "items", "supported", "limited", "undetermined", "unsupported", "accepted"}, wide: []string{"complete", "tenants"}},
	"first":        {narrow: []string{"fix", "which", "rule"}, wide: []string{"items", "who"}},
	"changes":      {narrow: []string{"became", "title", "because", "items"}, wide: []string{"names"}},
	"unsupported":  {narrow: []string{"name", "title", "rule", "accepted"}, wide: []string{"evidence"}},
	"arrange":      {narrow: []string{"name", "title", "rule", "accepted"}, wide: []string{"evidence"}},
	"undetermined": {narrow: []string{"column", "state", "items", "export"}, wide: []string{"rules"}},
	"exceptions":   {narrow: []string{"name", "rule", "waiver", "expires", "daysLeft"}, wide: []string{"owner", "reason"}},
	"waivers":      {narrow: []string{"waiver", "state", "findings", "mind"}, wide: []string{"owner", "expires"}},
	"sample":       {narrow: []string{"kind", "name", "verdict", "rules"}, wide: []string{"follows"}},
	"run":          {narrow: []string{"what", "value", "date"}, wide: []string{"sha256"}},
}

const (
	wide     = 120 // columns from which on the last columns are shown
	mostRows = 40  // of a part

	longest    = 28 // names up to here are never broken
	leastWords = 14 // what a column of words needs to be readable
)

// Render shows the verdict, what to do first, and the items concerned.
func Render(w io.Writer, r *render.Report, o Options) error {
	b := &writer{w: w}
	fmt.Fprintf(b, "%s\n", heading(render.Visible(r.Title), o))
	writeWrapped(b, judgedBy(r), o)
	for _, part := range r.Parts() {
		if _, ok := shown[part.ID]; ok {
			renderPart(b, part, o)
		}
	}
	fmt.Fprintln(b)
	writeWrapped(b, "backready explain RULE says more of a rule, backready report FILE... writes all of this and the commands.", o)
	return b.err
}

func renderPart(b *writer, part render.Part, o Options) {
	if part.ID != "summary" {
		fmt.Fprintf(b, "\n%s\n", heading(part.Title, o))
	}
	renderBody(b, part, o)
}

// renderBody shows what stands below the title of a part.
func renderBody(b *writer, part render.Part, o Options) {
	if part.ID == "summary" {
		for _, p := range part.Lead {
			fmt.Fprintln(b)
			writeWrapped(b, p, o)
		}
		fmt.Fprintln(b)
	}
	if part.ID == "changes" || part.ID == "by-report" {
		for _, p := range part.Lead {
			writeWrapped(b, p, o)
		}
	}
	if part.ID == "undetermined" && len(part.Lead) > 1 {
		for _, p := range part.Lead[1:] { // what no row tells of
			writeWrapped(b, p, o)
		}
	}
	rows, more := firstRows(part.Table)
	if len(rows) == 0 {
		writeWrapped(b, part.None, o)
		return
	}
	fmt.Fprintln(b, tableFor(part.ID, part.Table.Heads, rows, o).Render())
	if more > 0 {
		fmt.Fprintf(b, "and %d more; backready report writes them all\n", more)
	}
}

// judgedBy names the editions, and with them the dates that all of it holds for.
func judgedBy(r *render.Report) string {
	var ids []string
	for _, e := range r.Judgement.Editions {
		ids = append(ids, e.ID)
	}
	return "judged by " + strings.Join(ids, ", ") + " on " + r.Generated.Format("2006-01-02 15:04 MST")
}

func writeWrapped(b *writer, paragraph string, o Options) {
	for line := range strings.SplitSeq(text.WrapSoft(render.Visible(paragraph), max(o.Width, 60)), "\n") {
		fmt.Fprintln(b, strings.TrimRight(line, " "))
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
		if i < 0 {
			continue
		}
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

// configs gives short columns the width they need and shares what is left of
// the terminal among the long ones: what one of them does not need goes to the
// longer ones.
func configs(heads []render.Head, rows [][]render.Cell, columns []int, o Options) []table.ColumnConfig {
	out := make([]table.ColumnConfig, len(columns))
	left := o.Width - 3*len(columns)
	var long []*table.ColumnConfig
	for n, i := range columns {
		need := needed(heads[i], rows, i)
		out[n] = table.ColumnConfig{Number: n + 1, WidthMax: need, WidthMaxEnforcer: text.WrapSoft}
		if heads[i].Kind == render.Number {
			out[n].Align, out[n].AlignHeader = text.AlignRight, text.AlignRight
		}
		if need > longest || heads[i].Kind == render.Words && need > leastWords {
			long = append(long, &out[n])
		} else {
			left -= need
		}
	}
	if o.Width == 0 {
		return out
	}
	slices.SortStableFunc(long, func(a, b *table.ColumnConfig) int { return cmp.Compare(a.WidthMax, b.WidthMax) })
	for n, c := range long {
		c.WidthMax = min(c.WidthMax, max(left/(len(long)-n), leastWords))
		left -= c.WidthMax
	}
	return out
}

// needed is the width of a column in which no cell wraps.
func needed(h render.Head, rows [][]render.Cell, column int) int {
	need := longestWord(h.Title)
	if h.Kind == render.Number {
		need = min(len(h.Title), max(need, 10))
	}
	for _, row := range rows {
		need = max(need, text.StringWidthWithoutEscSequences(render.Visible(row[column].Text)))
	}
	return need
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
