package render

import "io"

// WriteForgetting is [Report.WriteFindings] that keeps nothing of findings.
func (r *Report) WriteForgetting(w io.Writer, cell CellWriter, end string) error {
	spans := spansOf(rawColumns())
	return WriteChunks(w, r.Judgement.Len(), func() Worker {
		rows := newFindingRows(r, spans, cell, end)
		rows.most = -1
		return rows.append
	})
}
