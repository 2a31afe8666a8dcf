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
	g := &grid{Grid: b.report.FindingGrid(), estate: b.estate, to: b.estate.len(), needs: needs}
	b.grids["findings"] = g
	p := render.Part{ID: "findings", Title: "Findings", Table: g.table(), None: "No rule found anything.",
		Lead: []string{"Every finding on every item, with its facts and the commands for the item. “To do” says what it asks for: change it (the item cannot be backed up as it is), arrange it (it can, once this is arranged), find out (the export does not say), know it (a limit that enters no verdict), nothing (another way of backup is open)."}}
	if b.report.Waivers != nil {
		p.Lead = append(p.Lead, "Accepted is what a waiver accepts; the rest is what is still open beside that.")
	}
	return p
}

// needOf says what a finding asks for; open is its result beside what waivers
// accept.
func needOf(open *evaluate.Result, f *evaluate.Finding) need {
	switch {
	case f.Waiver != nil:
		return isAccepted
	case f.ToKnow():
		return toKnow
	case !render.Decides(open, f):
		return nothing
	case open.Verdict == evaluate.Unsupported:
		return toChange
	case open.Verdict == evaluate.Limited:
		return toArrange
	}
	return toFindOut
}
