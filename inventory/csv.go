package inventory

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/gocarina/gocsv"
)

// A cell is one field of a CSV record: its text, and that there is one. An empty
// cell says that the resource does not state the value, a missing column says
// nothing, and a plain string or *int can't tell the two apart.
type cell struct {
	text  string
	there bool
}

// UnmarshalCSV takes the text of a cell as it is.
func (c *cell) UnmarshalCSV(text string) error {
	if len(text) > maxText {
		return errText
	}
	c.text, c.there = text, true
	return nil
}

// recordType is the record that gocsv fills: one cell per column of the
// vocabulary, tagged with the key of that column.
var recordType = func() reflect.Type {
	fields := make([]reflect.StructField, len(columns.list))
	for i, c := range columns.list {
		fields[i] = reflect.StructField{Name: fmt.Sprintf("C%d", i), Type: reflect.TypeFor[cell](), Tag: reflect.StructTag(`csv:"` + c.key + `"`)}
	}
	return reflect.StructOf(fields)
}()

// A csvFile reads one CSV, a record at a time.
type csvFile struct {
	*file
	records *csv.Reader
	header  []string
	keys    []string // by position in the record: key of the column, "" = none
	used    []int    // columns that the file has
	line    int      // of the header
	tree    tree
	at      int // line of the record at hand
	cells   []any
}

var (
	separatorLine = regexp.MustCompile(`^(?i)"?sep=(.)"?\r?(\n|$)`)
	typeLine      = regexp.MustCompile(`^"?#TYPE [^\n]*(\n|$)`)
)

// readCSV reads a text that is no JSON: a CSV, or nothing that can be used.
func (f *file) readCSV(text io.Reader, head []byte, line int) error {
	c := &csvFile{file: f, line: line}
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		text, head = &oldLines{text}, bytes.ReplaceAll(head, []byte{'\r'}, []byte{'\n'})
	}
	comma, skip, err := c.skipPreamble(text, head)
	if err != nil {
		return err
	}
	head = head[skip:]
	if comma == 0 {
		comma = delimiter(head)
	}
	if err := c.readHeader(head, comma); err != nil {
		return err
	}
	c.records = csv.NewReader(text)
	c.records.Comma = comma
	return c.readRecords()
}

// oldLines reads the line ends of old Macs, a carriage return alone.
type oldLines struct{ src io.Reader }

func (o *oldLines) Read(p []byte) (int, error) {
	n, err := o.src.Read(p)
	for i, b := range p[:n] {
		if b == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// skipPreamble leaves out the lines in which Excel and PowerShell speak to
// themselves, and returns the delimiter that one of them may name.
func (c *csvFile) skipPreamble(text io.Reader, head []byte) (comma rune, skipped int, err error) {
	for {
		rest := head[skipped:]
		var n int
		if m := separatorLine.FindSubmatch(rest); m != nil {
			n, comma = len(m[0]), []rune(string(m[1]))[0]
		} else if m := typeLine.Find(rest); m != nil {
			n, c.in.Format = len(m), FormatCSVPowerShell
		} else {
			break
		}
		skipped += n
		c.line++
	}
	if strings.ContainsRune("\"\r\n\ufffd\x00", comma) && comma != 0 {
		return 0, 0, &InputError{Line: 1, Text: "the sep= line names no usable delimiter", Hint: "remove the line"}
	}
	_, err = io.CopyN(io.Discard, text, int64(skipped))
	return comma, skipped, err
}

// delimiter counts the candidates outside quotes on the header line.
func delimiter(head []byte) rune {
	var counts [3]int
	candidates := ",;\t"
	quoted := false
	for _, b := range head {
		if b == '"' {
			quoted = !quoted
		}
		if b == '\n' && !quoted {
			break
		}
		if i := strings.IndexByte(candidates, b); i >= 0 && !quoted {
			counts[i]++
		}
	}
	best := 0
	for i, n := range counts {
		if n > counts[best] {
			best = i
		}
	}
	return rune(candidates[best])
}

// readHeader finds the columns of the file. Some records are looked at as well,
// without being read: a portal that speaks another language is known by them.
func (c *csvFile) readHeader(head []byte, comma rune) error {
	probe := csv.NewReader(bytes.NewReader(head))
	probe.Comma, probe.FieldsPerRecord = comma, -1
	header, err := probe.Read()
	if err != nil {
		return unrecognisable(head, c.line)
	}
	var samples [][]string
	for len(samples) < 20 {
		record, err := probe.Read()
		if err != nil {
			break
		}
		samples = append(samples, record)
	}
	if len(head) >= headSize && len(samples) > 0 {
		samples = samples[:len(samples)-1] // the last may be cut off
	}
	c.header = header
	c.mapHeader(samples)
	switch {
	case len(c.used) == 0:
		return unrecognisable(head, c.line)
	case !slices.Contains(c.keys, "id"):
		if err := refuseText(head, c.line); err != nil {
			return err
		}
		return &InputError{Line: c.line, Text: "no column holds the ids of the resources", Hint: hintID}
	}
	return nil
}

const hintID = "keep the column id (Resource Graph, raw results) or RESOURCE LINK (portal): names alone are not unique"

// mapHeader gives each column of the file the key of ours that it carries.
func (c *csvFile) mapHeader(samples [][]string) {
	c.keys = make([]string, len(c.header))
	best := map[int]int{} // by column of ours: position in the record
	rank := map[int]int{}
	for i, name := range c.header {
		m, ok := columns.find(name)
		if !ok {
			continue
		}
		if _, taken := best[m.column]; !taken || m.rank < rank[m.column] {
			best[m.column], rank[m.column] = i, m.rank
		}
	}
	for column, i := range best {
		c.keys[i] = columns.list[column].key
	}
	portal := c.mapByContent(samples)
	for i, key := range c.keys {
		if key != "" {
			c.used = append(c.used, columns.byName[key].column)
		}
		portal = portal || key == "id" && columnKey(c.header[i]) == "resourcelink"
	}
	c.noteFormat(portal)
}

// The contents by which columns of the portal are known in any language.
var portalContents = []struct {
	key string
	fit func(string) bool
}{
	{"id", func(s string) bool { return strings.HasPrefix(strings.ToLower(s), "https://portal.azure.") }},
	{"vmsize", func(s string) bool { return strings.HasPrefix(s, "Standard_") || strings.HasPrefix(s, "Basic_") }},
	{"ostype", func(s string) bool { return s == "Windows" || s == "Linux" }},
	{"location", func(s string) bool { _, ok := regionOf(s); return ok }},
}

// mapByContent finds the columns of a portal export whose header is in another
// language than English. It reports whether it did.
func (c *csvFile) mapByContent(samples [][]string) bool {
	if slices.Contains(c.keys, "id") {
		return false
	}
	for _, content := range portalContents {
		if slices.Contains(c.keys, content.key) {
			continue
		}
		i := -1
		for j, key := range c.keys {
			if key == "" && allFit(samples, j, content.fit) {
				i = j
				break
			}
		}
		if i >= 0 {
			c.keys[i] = content.key
		} else if content.key == "id" {
			return false
		}
	}
	return true
}

// allFit reports whether all samples that fill a column fit, at least one.
func allFit(samples [][]string, column int, fit func(string) bool) bool {
	fits := false
	for _, s := range samples {
		if column < len(s) && s[column] != "" && s[column] != "-" {
			if fits = fit(s[column]); !fits {
				return false
			}
		}
	}
	return fits
}

func (c *csvFile) noteFormat(portal bool) {
	has := func(key string) bool { return slices.Contains(c.keys, key) }
	switch {
	case c.in.Format != "":
	case portal:
		c.in.Format = FormatCSVPortal
	case slices.Contains(c.header, "ResourceGroupName"):
		c.in.Format = FormatCSVPowerShell
	case has("type") && (has("subscriptionid") || has("properties")):
		c.in.Format = FormatCSVResourceGraph
	default:
		c.in.Format = FormatCSV
	}
}

// readRecords reads the records to the end of the file. gocsv fills the cells;
// its own header normaliser is a global of that package and stays untouched.
func (c *csvFile) readRecords() error {
	records, err := gocsv.NewUnmarshaller(c.records, reflect.New(recordType).Interface())
	if err == nil {
		err = records.RenormalizeHeaders(func([]string) []string { return c.keys })
	}
	if err != nil {
		return err
	}
	c.cells = make([]any, len(columns.list))
	c.tree.repeated = func(_ int, key string) { c.repeated.add(c.at, key) }
	var broken *csv.ParseError
	for {
		c.records.FieldsPerRecord = 0 // the reader sets it to the fields it found
		record, err := records.Read()
		switch {
		case err == io.EOF:
			c.finish()
			return c.unclosed(broken)
		case errors.As(err, &broken):
			c.in.Rows++
			c.reject(c.line+broken.StartLine-1, "", "the quotes of the row are broken: "+broken.Err.Error(), "export again without changing the file by hand")
			continue
		case err != nil && !strings.Contains(err.Error(), errText.Error()):
			return err
		}
		broken = nil
		c.record(record, err)
	}
}

// unclosed refuses a file in which a quote is opened and never closed: it has
// swallowed all that follows.
func (c *csvFile) unclosed(last *csv.ParseError) error {
	if last == nil || last.Err != csv.ErrQuote {
		return nil
	}
	return &InputError{Line: c.line + last.StartLine - 1, Text: "a quote is opened in this row and not closed before the file ends", Hint: "export again; the file may have been cut off"}
}

func (c *csvFile) finish() {
	if c.in.Format == FormatCSVResourceGraph {
		c.noteRoundCount(c.in.Rows, 100, 1000, 55000)
	}
}

// record reads one record, or rejects it.
func (c *csvFile) record(record any, err error) {
	line, _ := c.records.FieldPos(0)
	c.at = c.line + line - 1
	n, want := c.records.FieldsPerRecord, len(c.header)
	switch {
	case err != nil:
		c.in.Rows++
		c.reject(c.at, "", "the row "+errText.Error(), "")
	case n != want && !(n == want-1 && strings.TrimSpace(c.header[want-1]) == ""):
		c.in.Rows++
		c.reject(c.at, "", fmt.Sprintf("the row has %d cells, the header %d", n, want), "export again; a cell may hold the delimiter without quotes")
	default:
		c.row(reflect.ValueOf(record).Elem())
	}
}

// row reads the cells of a record. A record of blank cells, such as
// spreadsheets leave behind, is no row.
func (c *csvFile) row(record reflect.Value) {
	clear(c.cells)
	o := &object{}
	blank := true
	for _, i := range c.used {
		cl := record.Field(i).Addr().Interface().(*cell)
		if !cl.there {
			continue
		}
		v := c.parse(cl.text)
		c.cells[i] = v
		text, isText := v.(string)
		blank = blank && isText && strings.TrimSpace(text) == ""
		if !stated(v) {
			v = nil
		}
		if !isText || v == nil || typeName(text) {
			o.keys, o.values = append(o.keys, columns.list[i].key), append(o.values, v)
		}
	}
	if blank {
		return
	}
	c.in.Rows++
	if v := c.cells[columns.byName["properties"].column]; stated(v) {
		if _, ok := v.(*object); !ok {
			c.reject(c.at, "properties", "the cell is not whole JSON", hintCell)
			return
		}
	}
	c.take(c.newRow(o))
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

// parse returns the value of a cell: JSON where it is, else its text.
func (c *csvFile) parse(text string) any {
	start := strings.TrimSpace(text)
	if start == "" || start[0] != '{' && start[0] != '[' || !json.Valid([]byte(start)) {
		return text
	}
	v, err := c.tree.parse([]byte(start))
	if err != nil {
		return text
	}
	return v
}
