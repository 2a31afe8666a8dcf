package inventory

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/gocarina/gocsv"
)

// readRecords reads the records to the end of the file. gocsv fills the cells;
// its own header normaliser is a global of that package and stays untouched.
func (c *csvFile) readRecords(rows *rowReader) error {
	records, err := gocsv.NewUnmarshaller(c.records, reflect.New(recordType(c.disks)).Interface())
	if err == nil {
		err = records.RenormalizeHeaders(func([]string) []string { return c.keysWithFirst() })
	}
	if err != nil {
		return err
	}
	c.cells = make([]any, len(columns.list))
	var broken *csv.ParseError
	for {
		if err := c.tooMany(); err != nil {
			return err
		}
		c.records.FieldsPerRecord = 0 // the reader sets it to the fields it found
		rows.mark = c.records.InputOffset()
		record, err := records.Read()
		switch {
		case errors.Is(err, io.EOF):
			c.finish()
			return c.unclosed(broken)
		case errors.As(err, &broken):
			c.in.Rows++
			c.reject(c.line+broken.StartLine-1, "", fmt.Sprintf("the quotes of the row are broken at column %d: %v%s", broken.Column, broken.Err, swallowed(broken.Line-broken.StartLine)), "export again without changing the file by hand")
			continue
		case err != nil:
			return err
		}
		broken = nil
		if err := c.record(record); err != nil {
			return err
		}
		rows.line = c.at
	}
}

// A rowReader stops a row that is longer than all measure, such as the rest of
// the file after a quote that nobody closes.
type rowReader struct {
	src   io.Reader
	limit int64
	mark  int64 // offset at which the row at hand starts
	line  int   // of the row before it
	read  int64
}

func (r *rowReader) Read(p []byte) (int, error) {
	n, err := r.src.Read(p)
	if r.read += int64(n); r.read-r.mark > r.limit {
		return n, overRow(r.line, r.limit)
	}
	return n, err
}

// unclosed refuses a file in which a quote is opened and never closed: it has
// swallowed all that follows.
func (c *csvFile) unclosed(last *csv.ParseError) error {
	if last == nil || !errors.Is(last.Err, csv.ErrQuote) {
		return nil
	}
	return &InputError{Line: c.line + last.StartLine - 1, Text: "a quote is opened in this row and not closed before the file ends, or stands within a cell", Hint: "export again; the file may have been cut off"}
}

// finish warns of round numbers of rows. The command line stops at 100, one page
// has 1,000, and the portal's Explorer stops at 55,000.
func (c *csvFile) finish() {
	switch c.in.Format {
	case FormatCSVResourceGraph:
		c.noteRoundCount(c.in.Rows, 100, 1000, 55000)
	case FormatCSV:
		c.noteRoundCount(c.in.Rows, 1000, 55000)
	}
}

// record reads one record, or rejects it. The error is that of a file beyond a
// limit.
func (c *csvFile) record(record any) error {
	line, _ := c.records.FieldPos(0)
	c.at = c.line + line - 1
	if between, err := c.betweenFiles(reflect.ValueOf(record).Elem()); between || err != nil {
		return err
	}
	n, want := c.records.FieldsPerRecord, len(c.header)
	if n != want && !(n == want-1 && strings.TrimSpace(c.header[want-1]) == "") {
		c.in.Rows++
		c.reject(c.at, "", fmt.Sprintf("the row has %d cells, the header %d%s", n, want, swallowed(c.linesOf(n))), "export again; a cell may hold the delimiter without quotes")
		return nil
	}
	return c.row(reflect.ValueOf(record).Elem())
}

// linesOf is how many lines the record at hand takes beyond its first, up to its
// last cell.
func (c *csvFile) linesOf(cells int) int {
	first, _ := c.records.FieldPos(0)
	last, _ := c.records.FieldPos(cells - 1)
	return last - first
}

// swallowed says how many lines a quote that is not closed has made part of a
// row that can't be used.
func swallowed(lines int) string {
	if lines == 0 {
		return ""
	}
	return fmt.Sprintf("; the %d line(s) that follow are part of it and lost with it", lines)
}

// row reads the cells of a record. A record of blank cells, such as
// spreadsheets leave behind, is no row.
func (c *csvFile) row(record reflect.Value) error {
	clear(c.cells)
	o := &object{}
	blank := true
	for _, i := range c.used {
		cl := record.Field(i).Addr().Interface().(*cell)
		if !cl.there {
			continue
		}
		blank = blank && strings.TrimSpace(cl.text) == ""
		c.enter(o, i, cl.text)
	}
	some := c.enterIndexed(record)
	if err := c.failed; err != nil || blank && !some {
		return err
	}
	c.in.Rows++
	if v := c.cells[columns.byName["properties"].column]; stated(v) {
		if _, ok := v.(*object); !ok && !typeName(v) {
			c.reject(c.at, "properties", "the cell is not whole JSON", hintCell)
			return nil
		}
	}
	w := c.newRow(o)
	w.some = some
	c.take(w)
	return nil
}

// enter puts the value of a cell where the row looks for it.
func (c *csvFile) enter(o *object, i int, text string) {
	key := columns.list[i].key
	v, err := c.parse(text)
	if err != nil {
		c.failed = inColumn(err, key)
		return
	}
	text, isText := v.(string)
	if isText {
		if text, isText = c.own(key, text); !isText {
			return
		}
		v = text
	}
	c.cells[i] = v
	if !stated(v) {
		v = nil
	}
	if !isText || v == nil || typeName(text) {
		o.keys, o.values = append(o.keys, key), append(o.values, v)
	}
}

// own returns what a cell says in the words of Azure. It reports false for a
// cell that says nothing.
func (c *csvFile) own(key, text string) (string, bool) {
	trimmed := strings.TrimSpace(text)
	if c.portal {
		if trimmed == "-" && key != "publicips" {
			return "", false
		}
		if key == "securitytype" {
			text = portalSecurityType(trimmed)
		}
	}
	if key == "managedby" && trimmed != "" && !strings.HasPrefix(trimmed, "/") && !typeName(text) {
		c.ownerNames.add(c.at, "managedBy")
		return "", false
	}
	return text, true
}

// newRow makes a row of the cells. What is no column was not exported, unless
// whole properties are there.
func (c *csvFile) newRow(o *object) *row {
	w := &row{object: o, cells: c.cells, graph: true, at: Position{c.in.Name, c.at}}
	v, _ := o.get("properties")
	if w.props, _ = v.(*object); w.props != nil {
		w.full = w.whole()
	}
	return w
}

// parse returns the value of a cell: JSON where it is, else its text. The error
// is that of a cell beyond a limit.
func (c *csvFile) parse(text string) (any, *InputError) {
	if n := c.limits.FieldBytes; len(text) > n {
		return nil, overLimit(c.at, "the cell is longer than "+bytesText(int64(n)), flagFieldBytes)
	}
	return c.tree.parseText(text, c.at)
}

// holdsJSON reports whether a text begins as a JSON list or object does.
func holdsJSON(text string) bool {
	start := strings.TrimSpace(text)
	return start != "" && (start[0] == '{' || start[0] == '[')
}

// parseText returns what a text on a line holds: JSON where it is, else the text
// itself. The error is that of JSON beyond a limit.
func (t *tree) parseText(text string, line int) (any, *InputError) {
	start := []byte(strings.TrimSpace(text))
	if !holdsJSON(text) || !json.Valid(start) {
		return text, nil
	}
	v, err := t.parse(start, line, 0)
	var beyond *fault
	if errors.As(err, &beyond) {
		return nil, beyond.err
	}
	if err != nil {
		return text, nil //nolint:nilerr // it is a text that begins like JSON
	}
	return v, nil
}

// inColumn adds the name of a column to what is wrong in one of its cells.
func inColumn(err *InputError, column string) error {
	err.Text = "column " + clip(column) + ": " + err.Text
	return err
}
