package excel

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/render"
)

// fixHeads are the columns of the ways to fix: a row per step of a guide page.
// A whole page in one cell would be higher than Excel lets a row be.
var fixHeads = []render.Head{
	{ID: "fix", Title: "Do this", Width: 40, Kind: render.Words},
	{ID: "because", Title: "Because", Width: 24, Kind: render.Words},
	{ID: "part", Title: "Part", Width: 9, Kind: render.Words},
	{ID: "step", Title: "Step", Width: 44, Kind: render.Words},
	{ID: "sh", Title: "Azure CLI", Width: 56, Kind: render.Code},
	{ID: "powershell", Title: "PowerShell", Width: 56, Kind: render.Code},
	{ID: "item", Title: "Written for", Width: 24, Kind: render.Name},
	{ID: "rule", Title: "Rule", Width: 28, Kind: render.Name},
}

// planPart numbers the steps and lets the numbers lead to the way to do them, or to
// the data that is lacking: the long text of a step stays plain, as LibreOffice
// breaks no links.
func planPart(p render.Part) render.Part {
	fix, rule := find(p.Table.Heads, "fix"), find(p.Table.Heads, "rule")
	p.Table = extended(p.Table, []render.Head{{ID: "rank", Title: "Rank", Width: 6, Kind: render.Number}}, func(n int, cells []render.Cell) []render.Cell {
		to := cells[fix].Link
		if to == "#"+render.Anchor(cells[rule].Text) {
			to = "#fix-" + render.Anchor(cells[rule].Text)
		}
		cells[fix].Link = ""
		return []render.Cell{{Text: strconv.Itoa(n + 1), Number: int64(n + 1), Link: to}}
	})
	return p
}

// A step is a paragraph of a guide page with the commands that follow it.
type step struct{ text, sh, powershell string }

// fixesPart makes the guide pages of the fixes a table.
func fixesPart(p render.Part) render.Part {
	p.Lead = []string{"The fixes step by step, each with the commands for one of its items. Words in capitals in a command are yours to choose. The commands for every item stand on the sheet Findings."}
	p.Table = &render.Table{Heads: fixHeads, Rows: func(yield func([]render.Cell) bool) {
		for _, fix := range p.Fixes {
			for _, row := range fixRows(fix) {
				if !yield(row) {
					return
				}
			}
		}
	}}
	return p
}

// fixRows are the rows of one fix: why, what it costs, how, how to see that it
// worked, what to do instead.
func fixRows(fix render.Fix) [][]render.Cell {
	guide := fix.Rule.Guide
	how, item := guide.How, ""
	if len(fix.Pages) > 0 {
		how, item = fix.Pages[0].How, fix.Pages[0].Item.Name()
	}
	var rows [][]render.Cell
	for _, section := range []struct{ name, page string }{
		{"Why", guide.Why}, {"Mind", mind(guide)}, {"Fix", how}, {"Verify", fix.Verify}, {"Instead", fix.Instead},
	} {
		for _, s := range steps(section.page) {
			row := []render.Cell{{Text: guide.Fix}, {Text: guide.Title}, {Text: section.name},
				{Text: s.text}, {Text: s.sh}, {Text: s.powershell},
				{}, {Text: fix.Rule.ID, Link: "#" + render.Anchor(fix.Rule.ID)}}
			if section.name == "Fix" && s.sh+s.powershell != "" {
				row[6].Text = item
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// mind says what the fix costs.
func mind(g *matrix.Guide) string {
	var said []string
	if g.Downtime {
		said = append(said, "The VM stops or the disk is away while this is done.")
	}
	if g.Irreversible {
		said = append(said, "A step cannot be undone.")
	}
	return strings.Join(said, " ")
}

// steps splits a page of Markdown into its paragraphs. Commands belong to the
// paragraph before them, unless that has some of that shell already.
func steps(page string) []step {
	var list []step
	var code []string
	shell, fenced, open := "", false, false
	for line := range strings.Lines(page) {
		line = strings.TrimRight(line, "\n")
		fence, isFence := strings.CutPrefix(line, "```")
		switch {
		case isFence && fenced:
			list = addCode(list, shell, strings.Join(code, "\n"))
			fenced, open, code = false, false, nil
		case isFence:
			fenced, shell = true, strings.TrimSpace(fence)
		case fenced:
			code = append(code, line)
		case strings.TrimSpace(line) == "":
			open = false
		case open:
			list[len(list)-1].text += " " + plain(strings.TrimSpace(line))
		default:
			list, open = append(list, step{text: plain(strings.TrimSpace(line))}), true
		}
	}
	return list
}

func addCode(list []step, shell, code string) []step {
	if len(list) == 0 {
		list = append(list, step{})
	}
	of := func(s *step) *string {
		if shell == "powershell" {
			return &s.powershell
		}
		return &s.sh
	}
	if *of(&list[len(list)-1]) != "" {
		list = append(list, step{})
	}
	*of(&list[len(list)-1]) = code
	return list
}

var (
	warned = regexp.MustCompile(`\*\*([^*]+\.)\*\* `) // what stands before an act
	strong = regexp.MustCompile("\\*\\*([^*]+)\\*\\*|`([^`]+)`")
	toLink = regexp.MustCompile(`\[([^\]]+)\]\((https://[^)\s]+)\)`)
)

// plain takes the marks of Markdown out of a line of a guide page.
func plain(line string) string {
	line = warned.ReplaceAllString(line, "($1) ")
	return toLink.ReplaceAllString(strong.ReplaceAllString(line, "$1$2"), "$1 ($2)")
}
