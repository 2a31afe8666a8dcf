// Package excel writes the report as an Excel workbook: a summary to print and
// one sheet per table, each a real table that can be filtered.
//
// No text of an input becomes a formula. The only formulas count the tables
// again, so that everyone sees that the summary agrees with them; they carry
// their results. The workbook holds no macro and no link to another workbook.
// The same report gives the same bytes.
package excel

import (
	"errors"
	"io"
	"os"

	"github.com/xuri/excelize/v2"

	"github.com/backready/backready/render"
)

// mostRows is how many rows a sheet of Excel has.
const mostRows = 1_048_576

// manyRows is how many rows a table of items or findings has from which on it is
// made by workers.
const manyRows = 10_000

// A book is one workbook while it is written.
type book struct {
	file   *excelize.File
	packer *packer
	report *render.Report
	parts  []render.Part
	looks  looks
	texts  *texts
	sheets []*sheet          // those written
	places map[string]string // where #anchors of the report lie in the workbook
	estate *estate
	grids  map[string]*grid // the tables of items and findings, by part
	rows   int              // rows a sheet has
	large  int              // how many rows a grid has for which workers pay
}

// Render writes the report as a workbook. It keeps what it has packed in a
// private folder for temporary files, which it removes.
func Render(w io.Writer, r *render.Report) error { return Scratch("").Render(w, r) }

// Scratch is a folder for temporary files, "" for that of the system.
type Scratch string

// Render is the function of that name with its private folder below this one, so
// that a caller who is stopped can remove it.
func (s Scratch) Render(w io.Writer, r *render.Report) error {
	return s.renderSplit(w, r, mostRows, manyRows)
}

// renderSplit is Render with sheets of so many rows, and workers for tables of so
// many.
func (s Scratch) renderSplit(w io.Writer, r *render.Report, rows, large int) (err error) {
	dir, err := os.MkdirTemp(string(s), "backready-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	parts, err := os.CreateTemp(dir, "parts-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, parts.Close()) }()
	f := excelize.NewFile(excelize.Options{TmpDir: dir})
	defer func() { err = errors.Join(err, f.Close()) }()
	b := &book{file: f, packer: newPacker(parts, r.Generated), report: r, parts: r.Parts(), texts: newTexts(),
		places: map[string]string{"summary": at(summaryName, 1, 1)}, rows: rows, large: large}
	if err := b.fill(); err != nil {
		return err
	}
	return b.pack(w)
}

// fill writes every sheet of the book, the summary last: only then is it known
// how many rows there are.
func (b *book) fill() error {
	var err error
	if b.looks, err = newLooks(b.file); err != nil {
		return err
	}
	if err := b.setUpSummary(); err != nil {
		return err
	}
	for _, s := range b.plan() {
		write := b.write
		if s.grid != nil && s.grid.len() >= b.large {
			write = b.writeGrid
		}
		if err := write(s); err != nil {
			return err
		}
	}
	if err := b.writeSummary(); err != nil {
		return err
	}
	return b.describe()
}

// pack lets the library write its parts and puts all together.
func (b *book) pack(w io.Writer) error {
	if err := b.writeTexts(); err != nil {
		return err
	}
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return b.packer })
	if err := b.file.Write(io.Discard); err != nil {
		return err
	}
	return b.packer.finish(w)
}
