// Package csv writes the findings of a report as one flat table for other
// programs and spreadsheets.
package csv

import (
	"encoding/csv"
	"io"
	"strings"

	"github.com/backready/backready/render"
)

// Render writes one record per finding with the stable column names of the
// report's table of columns, and whether the evidence is complete, RFC 4180,
// UTF-8. A text that a spreadsheet would
// take for a formula gets a leading apostrophe; report.json has it unchanged.
func Render(w io.Writer, r *render.Report) error {
	t := r.Findings()
	out := csv.NewWriter(w)
	out.UseCRLF = true
	record := make([]string, len(t.Heads)+1)
	for i, h := range t.Heads {
		record[i] = h.ID
	}
	last := len(t.Heads)
	record[last] = "evidence"
	if err := out.Write(record); err != nil {
		return err
	}
	record[last] = "complete"
	if len(r.Incomplete()) > 0 {
		record[last] = "incomplete"
	}
	for row := range t.Rows {
		for i, cell := range row {
			switch t.Heads[i].Kind {
			case render.Link:
				record[i] = cell.Link
			case render.Code:
				record[i] = harmless(visibleLines(cell.Text))
			default:
				record[i] = harmless(render.Visible(cell.Text))
			}
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// visibleLines makes control characters visible but keeps lines apart.
func visibleLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = render.Visible(line)
	}
	return strings.Join(lines, "\n")
}

// harmless keeps spreadsheets from reading a formula.
func harmless(s string) string {
	if start := strings.TrimLeft(s, " \u3000\u00a0"); start != "" && strings.ContainsAny(firstRune(start), "=+-@＝＋－＠\t\r") {
		return "'" + s
	}
	return s
}

func firstRune(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}
