// Package excel writes the report as an Excel workbook: a summary to print and
// one sheet per part, each with one real table that can be filtered.
//
// The workbook holds no formula, no macro and no link to another workbook. The
// same report gives the same bytes.
package excel

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/xuri/excelize/v2"

	"github.com/backready/backready/render"
)

// mostRows is how many rows a sheet of Excel has.
const mostRows = 1_048_576

// A book is one workbook while it is written.
type book struct {
	file   *excelize.File
	report *render.Report
	parts  []render.Part
	looks  looks
	sheets []*sheet          // those written
	places map[string]string // where #anchors of the report lie in the workbook
	rows   int               // rows a sheet has
}

// Render writes the report as a workbook. It keeps big sheets in a private
// folder for temporary files, which it removes.
func Render(w io.Writer, r *render.Report) error { return renderSplit(w, r, mostRows) }

// renderSplit is Render with sheets of so many rows.
func renderSplit(w io.Writer, r *render.Report, rows int) (err error) {
	dir, err := os.MkdirTemp("", "backready-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	f := excelize.NewFile(excelize.Options{TmpDir: dir})
	defer func() { err = errors.Join(err, f.Close()) }()
	b := &book{file: f, report: r, parts: r.Parts(), places: map[string]string{}, rows: rows}
	if err := b.fill(); err != nil {
		return err
	}
	return b.pack(w, dir)
}

// pack writes the file.
func (b *book) pack(w io.Writer, dir string) (err error) {
	parts, err := os.CreateTemp(dir, "parts-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, parts.Close()) }()
	b.file.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return newPacker(w, b.report.Generated, parts) })
	return b.file.Write(w)
}

// fill writes every sheet of the book, the summary last: only then is it known
// how many rows there are.
func (b *book) fill() error {
	var err error
	if b.looks, err = newLooks(b.file); err != nil {
		return err
	}
	if err := b.file.SetSheetName("Sheet1", summaryName); err != nil {
		return err
	}
	if err := b.setUp(summaryName, colourSummary, ""); err != nil {
		return err
	}
	for _, s := range b.plan() {
		if err := b.writeSheets(s); err != nil {
			return err
		}
	}
	if err := b.stream(summaryName, b.writeSummary); err != nil {
		return err
	}
	return b.describe()
}

// stream opens the stream of a sheet, lets write fill it and ends it, whatever
// write says: without its end a sheet is cut off and the workbook broken.
func (b *book) stream(name string, write func(*excelize.StreamWriter) error) error {
	sw, err := b.file.NewStreamWriter(name)
	if err != nil {
		return fmt.Errorf("sheet %s: %w", name, err)
	}
	if err := errors.Join(write(sw), sw.Flush()); err != nil {
		return fmt.Errorf("sheet %s: %w", name, err)
	}
	return nil
}

// describe sets the properties of the document.
func (b *book) describe() error {
	r := b.report
	when := r.Generated.UTC().Format("2006-01-02T15:04:05Z")
	return b.file.SetDocProps(&excelize.DocProperties{
		Title:          clean(r.Title),
		Subject:        "What Azure Backup can protect, judged from exported files",
		Creator:        program(r),
		LastModifiedBy: program(r),
		Description:    clean(r.Headline()),
		Keywords:       "Azure Backup, run " + r.RunID(),
		Category:       "Backup audit",
		Language:       "en",
		Created:        when,
		Modified:       when,
	})
}

func program(r *render.Report) string { return clean("backready " + r.Version) }
