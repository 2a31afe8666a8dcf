package excel

import (
	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
)

// need is what a finding asks of the reader.
type need uint8

// The needs, in the order of the sheet of findings.
const (
	toChange need = iota
	toArrange
	toFindOut
	toKnow
	isAccepted
	nothing
	needs // how many there are
)

const needID = "need"

// needWords are the words of the sheet, and the verdicts whose colours they
// have.
var needWords = [needs]struct {
	word   string
	colour evaluate.Verdict
}{
	{"change it", evaluate.Unsupported},
	{"arrange it", evaluate.Limited},
	{"find out", evaluate.Undetermined},
	{"know it", evaluate.Supported},
	{"accepted", evaluate.Supported},
	{"nothing", evaluate.Supported},
}

// findingsPart is the table of all findings, with what it asks of the reader
// first, those that ask for most at the top.
func (b *book) findingsPart() render.Part {
	table, asked := b.report.FindingsBy(func(res *evaluate.Result, f *evaluate.Finding) int { return int(needOf(res, f)) })
	table = extended(table, []render.Head{{ID: needID, Title: "To do", Width: 12, Kind: render.Words}},
		func(n int, _ []render.Cell) []render.Cell {
			w := needWords[asked[n]]
			return []render.Cell{{Text: w.word, Verdict: w.colour}}
		})
	p := render.Part{ID: "findings", Title: "Findings", Table: table, None: "No rule found anything.",
		Lead: []string{"Every finding on every item, with its facts and the commands for the item. “To do” says what it asks for: change it (the item cannot be backed up as it is), arrange it (it can, once this is arranged), find out (the export does not say), know it (a limit that enters no verdict), nothing (another way of backup is open)."}}
	if b.report.Waivers != nil {
		p.Lead = append(p.Lead, "Accepted is what a waiver accepts; the rest is what is still open beside that.")
	}
	return p
}

// needOf says what a finding asks for, beside what waivers accept.
func needOf(res *evaluate.Result, f *evaluate.Finding) need {
	res = res.Open()
	switch {
	case f.Waiver != nil:
		return isAccepted
	case f.ToKnow():
		return toKnow
	case !render.Decides(res, f):
		return nothing
	case res.Verdict == evaluate.Unsupported:
		return toChange
	case res.Verdict == evaluate.Limited:
		return toArrange
	}
	return toFindOut
}
