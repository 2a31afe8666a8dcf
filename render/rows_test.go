package render_test

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
)

// shared lets items on which the editions say the same share their results.
func shared(r *render.Report) *render.Report {
	same := map[string]*evaluate.Result{}
	for a := range r.Judgement.All() {
		for i, res := range a.Results {
			key := fmt.Sprint(res.Edition.ID, res.Verdict, res.Paths, res.Take, res.Current)
			for _, f := range res.Findings {
				key += fmt.Sprint(f.Rule.ID, f.Verdict, f.Paths, f.Says, f.Grounds)
			}
			if same[key] == nil {
				same[key] = res
			}
			a.Results[i] = same[key]
		}
	}
	return r
}

func appendCell(dst []byte, h render.Head, c render.Cell) []byte {
	return fmt.Appendf(dst, "%s=%q %d %q|", h.ID, c.Text, c.Number, c.Link)
}

func appendText(dst []byte, h render.Head, text []byte) []byte {
	return appendCell(dst, h, render.Cell{Text: string(text)})
}

// TestWriteFindings: the rows are those of the table, cell by cell, whether items
// share what is found on them or not, whatever the number of workers and whether
// anything is kept.
func TestWriteFindings(t *testing.T) {
	for _, r := range []*render.Report{sample(t), shared(sample(t))} {
		var want []byte
		table := r.Findings()
		for row := range table.Rows {
			for i, c := range row {
				want = appendCell(want, table.Heads[i], c)
			}
			want = append(want, '\n')
		}
		for _, workers := range []int{1, 3} {
			before := runtime.GOMAXPROCS(workers)
			for name, write := range map[string]func(io.Writer, render.CellWriter, string) error{"keeping": r.WriteFindings, "forgetting": r.WriteForgetting} {
				var got bytes.Buffer
				if err := write(&got, render.CellWriter{Cell: appendCell, Text: appendText}, "\n"); err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(got.Bytes(), want) {
					t.Errorf("%d workers, %s: the rows differ from those of the table", workers, name)
				}
			}
			runtime.GOMAXPROCS(before)
		}
	}
}
