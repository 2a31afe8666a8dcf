// Package markdown writes a report as GitHub-flavoured Markdown.
package markdown

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/backready/backready/render"
)

// MaxRows is how many rows a table of items shows, if nobody asks for another
// number: viewers give up on more.
const MaxRows = 2000

// Rows is how many rows each table shows that grows with the items, the worst
// first; 0: all.
type Rows int

// Render writes the report with [MaxRows].
func Render(w io.Writer, r *render.Report) error { return Rows(MaxRows).Render(w, r) }

// Render writes the report: one section per part, one table per section.
func (n Rows) Render(w io.Writer, r *render.Report) error {
	return write(w, r, func(render.Part) bool { return true }, func(p render.Part) shown {
		if slices.Contains(render.OfItems, p.ID) || slices.Contains(growing, p.ID) {
			return shown{most: int(n), whole: true}
		}
		return shown{whole: true}
	})
}

// growing are the other parts that grow with the estate, but for the sample,
// which is as large as somebody asked for.
var growing = []string{"problems", "control", "changes", "changed-items", "waivers"}

// shown says what is shown of a table: at most the first rows, 0: all. Of a whole
// report they are the worst, and links inside it lead somewhere.
type shown struct {
	most  int
	whole bool
}

// summaryParts are those of a summary for a ticket or the page of a job.
var summaryParts = []string{"summary", "by-report", "first", "changes", "unsupported", "undetermined", "run", "not-proved"}

// summaryRows is how many rows of a table a summary shows.
const summaryRows = 20

// Summary writes what fits a ticket or the page of a job: the verdict, what to
// do first, what can't be protected and what is open, the first rows of each.
func Summary(w io.Writer, r *render.Report) error {
	return write(w, r, func(p render.Part) bool { return slices.Contains(summaryParts, p.ID) }, func(render.Part) shown { return shown{most: summaryRows} })
}

func write(w io.Writer, r *render.Report, wanted func(render.Part) bool, of func(render.Part) shown) error {
	b, drawn := bufio.NewWriter(w), anchors{}
	writeTop(b, r)
	parts := slices.DeleteFunc(r.Parts(), func(p render.Part) bool { return !wanted(p) })
	for _, part := range parts {
		if of(part).whole {
			drawn.add(part)
		}
	}
	for _, part := range parts {
		writePart(b, part, of(part), drawn)
	}
	return b.Flush()
}

func writeTop(b *bufio.Writer, r *render.Report) {
	fmt.Fprintf(b, "# %s\n\n", escape(r.Title))
	if r.Organization != "" {
		fmt.Fprintf(b, "Organisation: %s\n\n", escape(r.Organization))
	}
	if r.Classification != "" {
		fmt.Fprintf(b, "Classification: %s\n\n", escape(r.Classification))
	}
	var editions []string
	for _, e := range r.Judgement.Editions {
		editions = append(editions, escape(e.ID))
	}
	fmt.Fprintf(b, "Judged by %s.\nGenerated %s by backready %s, run %s.\n",
		strings.Join(editions, ", "), r.Generated.Format("2006-01-02 15:04 MST"), escape(r.Version), r.RunID())
}

// anchors are what links inside a report lead to: parts by their headings, and
// rules, each by its fix or, where it has none, its row in the table of rules. They
// are true once they are written. A text without any has no such links.
type anchors map[string]bool

// add notes what a part can be linked by.
func (drawn anchors) add(part render.Part) {
	drawn[strings.ReplaceAll(strings.ToLower(part.Title), " ", "-")] = true
	for _, fix := range part.Fixes {
		drawn[render.Anchor(fix.Rule.ID)] = false
	}
	if part.ID == "rules" {
		for cells := range part.Table.Rows {
			drawn[render.Anchor(cells[0].Text)] = false
		}
	}
}

// lead reports whether a link leads somewhere inside the report.
func (drawn anchors) lead(link string) bool {
	_, there := drawn[strings.TrimPrefix(link, "#")]
	return there
}

// take returns the anchor of a rule the first time that it is asked for, as it is
// written, else nothing: a rule may stand in two editions.
func (drawn anchors) take(rule string) string {
	id := render.Anchor(rule)
	if written, there := drawn[id]; written || !there {
		return ""
	}
	drawn[id] = true
	return fmt.Sprintf("<a id=%q></a>", id)
}

// writePart writes to a buffer that keeps its first error for Flush.
func writePart(b *bufio.Writer, part render.Part, of shown, drawn anchors) {
	fmt.Fprintf(b, "\n## %s\n", escape(part.Title))
	for _, p := range part.Lead {
		fmt.Fprintf(b, "\n%s\n", escape(p))
	}
	empty := part.Table == nil && len(part.Fixes) == 0
	if part.Table != nil {
		empty = !writeTable(b, part, of, drawn)
	}
	for _, fix := range part.Fixes {
		writeFix(b, fix, drawn)
	}
	if empty && part.None != "" {
		fmt.Fprintf(b, "\n%s\n", escape(part.None))
	}
}

// writeTable writes what is shown of a table and reports whether it has any rows;
// without rows it writes nothing.
func writeTable(b *bufio.Writer, part render.Part, of shown, drawn anchors) bool {
	t := part.Table
	if of.most == 0 {
		rows := 0
		for cells := range t.Rows {
			if rows++; rows == 1 {
				writeHead(b, t.Heads)
			}
			anchor := ""
			if part.ID == "rules" {
				anchor = drawn.take(cells[0].Text)
			}
			writeRow(b, anchor, t.Heads, cells, drawn)
		}
		return rows > 0
	}
	pile := render.PileOf(t)
	if pile.All == 0 {
		return false
	}
	writeHead(b, t.Heads)
	list := pile.First(of.most)
	if of.whole {
		list = pile.Worst(of.most)
	}
	for _, cells := range list {
		writeRow(b, "", t.Heads, cells, drawn)
	}
	if rest := pile.All - len(list); rest > 0 && of.whole {
		fmt.Fprintf(b, "\n%s\n", escape(notice(part.ID, len(list), pile.All)))
	} else if rest > 0 {
		fmt.Fprintf(b, "\nand %d more; the full report has them.\n", rest)
	}
	return true
}

// notice says what a table leaves out and where that is.
func notice(part string, rows, all int) string {
	order, where := "", "report.xlsx"
	switch {
	case part == "findings" || part == "unsupported" || part == "arrange":
		where += ", findings.csv"
	case part == "vms" || part == "disks":
		where += ", report.json"
	}
	if slices.Contains(render.OfItems, part) {
		order = ", the worst verdicts first"
	}
	return fmt.Sprintf("This table shows %d of %d rows%s. All rows are in %s and, with --md-rows 0, here.", rows, all, order, where)
}

func writeRow(b *bufio.Writer, anchor string, heads []render.Head, cells []render.Cell, drawn anchors) {
	b.WriteString("|")
	for i, cell := range cells {
		b.WriteString(" ")
		if i == 0 {
			b.WriteString(anchor)
		}
		b.WriteString(cellText(heads[i], cell, drawn.lead(cell.Link)))
		b.WriteString(" |")
	}
	b.WriteString("\n")
}

func writeHead(b *bufio.Writer, heads []render.Head) {
	b.WriteString("\n|")
	for _, h := range heads {
		fmt.Fprintf(b, " %s |", escape(h.Title))
	}
	b.WriteString("\n|")
	for _, h := range heads {
		rule := " --- |"
		if h.Kind == render.Number {
			rule = " ---: |"
		}
		b.WriteString(rule)
	}
	b.WriteString("\n")
}

// cellText is a cell in Markdown; there says that what it leads to is in the same
// text.
func cellText(h render.Head, c render.Cell, there bool) string {
	text := escape(c.Text)
	switch {
	case h.Kind == render.Verdict && c.Text != "":
		return "**" + text + "**"
	case strings.HasPrefix(c.Link, "https://") || there && strings.HasPrefix(c.Link, "#"):
		return "[" + text + "](" + c.Link + ")"
	}
	return text
}

func writeFix(b *bufio.Writer, fix render.Fix, drawn anchors) {
	g := fix.Rule.Guide
	if anchor := drawn.take(fix.Rule.ID); anchor != "" {
		fmt.Fprintf(b, "\n%s\n", anchor)
	}
	fmt.Fprintf(b, "\n### %s\n", escape(g.Title+": "+g.Fix))
	fmt.Fprintf(b, "\n%s\n\n%s\n", mind(fix), g.Why)
	for _, page := range fix.Pages {
		fmt.Fprintf(b, "\n**%s**", escape(page.Item.Name()))
		if group := page.Item.ResourceGroup(); group != "" {
			fmt.Fprintf(b, " in %s", escape(group))
		}
		fmt.Fprintf(b, "\n\n%s\n", page.How)
	}
	if rest := fix.Items - len(fix.Pages); rest > 0 {
		fmt.Fprintf(b, "\nThe same for %d more, with their own commands in report.xlsx and findings.csv.\n", rest)
	}
	fmt.Fprintf(b, "\n**Verify**\n\n%s\n", fix.Verify)
	if fix.Instead != "" {
		fmt.Fprintf(b, "\n**Instead**\n\n%s\n", fix.Instead)
	}
	writeSources(b, fix)
}

// mind is what to know of a fix before anything else.
func mind(fix render.Fix) string {
	said := "1 item"
	if n := fix.Items; n != 1 {
		said = fmt.Sprintf("%d items", n)
	}
	said += ", rule " + escape(fix.Rule.ID) + "."
	if fix.Rule.Guide.Downtime {
		said += " **Needs downtime.**"
	}
	if fix.Rule.Guide.Irreversible {
		said += " **Cannot be undone.**"
	}
	return said
}

// writeSources names the statements that the rule stands on.
func writeSources(b *bufio.Writer, fix render.Fix) {
	var list []string
	for _, s := range fix.Rule.Statements {
		if strings.HasPrefix(s.Link, "https://") {
			list = append(list, "["+escape(s.ID+", "+s.Section+" ("+fix.Edition.ID+")")+"]("+s.Link+")")
		}
	}
	if len(list) > 0 {
		fmt.Fprintf(b, "\nSources: %s\n", strings.Join(list, ", "))
	}
}

// escape makes a text mean itself in a heading, a table cell or inside a
// paragraph; none of ours begins with a text from an input.
func escape(s string) string {
	s = render.Visible(s)
	var out []byte
	done := 0
	for i := range len(s) {
		if special(s, i) {
			out = append(append(out, s[done:i]...), '\\')
			done = i
		}
	}
	if out == nil {
		return s
	}
	return string(append(out, s[done:]...))
}

// special reports whether a character means something in Markdown where it
// stands. An underscore inside a word does not; an @, and the colon and dot of
// an address, make links of plain text.
func special(s string, i int) bool {
	switch s[i] {
	case '\\', '`', '*', '[', ']', '<', '>', '#', '|', '~', '!', '&', '@', '$', '{', '}':
		return true
	case '_':
		return i == 0 || !inWord(s[i-1]) || i+1 >= len(s) || !inWord(s[i+1])
	case ':':
		return strings.HasPrefix(s[i+1:], "//")
	case '.':
		return i >= 3 && strings.EqualFold(s[i-3:i], "www")
	}
	return false
}

func inWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
