package excel

import (
	"slices"

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
	{"nothing", evaluate.Supported},
}

// findingsPart is the table of all findings, with what it asks of the reader
// first, those that ask for most at the top.
func (b *book) findingsPart() render.Part {
	asked := needsOf(b.report.Judgement)
	b.found = extended(b.report.Findings(), []render.Head{{ID: needID, Title: "To do", Width: 12, Kind: render.Words}},
		func(n int, _ []render.Cell) []render.Cell {
			w := needWords[asked[n]]
			return []render.Cell{{Text: w.word, Verdict: w.colour}}
		})
	return render.Part{ID: "findings", Title: "Findings", Table: sortedBy(b.found, asked), None: "No rule found anything.",
		Lead: []string{"Every finding on every item, with its facts and the commands for the item. “To do” says what it asks for: change it (the item cannot be backed up as it is), arrange it (it can, once this is arranged), find out (the export does not say), know it (a limit that enters no verdict), nothing (another way of backup is open)."}}
}

// needsOf says what each finding asks for, in the order of the table.
func needsOf(j *evaluate.Judgement) []need {
	var list []need
	for a := range j.All() {
		for i := range a.Results {
			res := &a.Results[i]
			deciding := render.Deciding(res)
			for n := range res.Findings {
				list = append(list, needOf(res, &res.Findings[n], deciding))
			}
		}
	}
	return list
}

func needOf(res *evaluate.Result, f *evaluate.Finding, deciding []*evaluate.Finding) need {
	switch {
	case f.ToKnow():
		return toKnow
	case !slices.Contains(deciding, f):
		return nothing
	case res.Verdict == evaluate.Unsupported:
		return toChange
	case res.Verdict == evaluate.Limited:
		return toArrange
	}
	return toFindOut
}

// sortedBy is a table in the order of what its rows ask for. It goes through the
// rows once for each need that there is: to hold them all would take more
// memory than the whole inventory.
func sortedBy(t *render.Table, asked []need) *render.Table {
	return &render.Table{Heads: t.Heads, Rows: func(yield func([]render.Cell) bool) {
		for wanted := range needs {
			if !slices.Contains(asked, wanted) {
				continue
			}
			n := 0
			for cells := range t.Rows {
				if asked[n] == wanted && !yield(cells) {
					return
				}
				n++
			}
		}
	}}
}
