package inventory

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"
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
	c.text, c.there = text, true
	return nil
}

// recordType returns the record that gocsv fills: one cell per column of the
// vocabulary, tagged with the key of that column, then those of the file, and the
// first one if it is none of these.
func recordType(own []indexed) reflect.Type {
	var fields []reflect.StructField
	add := func(key string) {
		fields = append(fields, reflect.StructField{Name: fmt.Sprintf("C%d", len(fields)), Type: reflect.TypeFor[cell](), Tag: reflect.StructTag(`csv:"` + key + `"`)})
	}
	for _, c := range columns.list {
		add(c.key)
	}
	for _, c := range own {
		add(c.key)
	}
	add(firstKey)
	return reflect.StructOf(fields)
}

// A csvFile reads one CSV, a record at a time.
type csvFile struct {
	*file
	records *csv.Reader
	header  []string
	keys    []string // by position in the record: key of the column, "" = none
	used    []int    // columns that the file has
	disks   []indexed
	portal  bool
	line    int // of the header
	tree    tree
	at      int // line of the record at hand
	cells   []any
	failed  error // what of the record at hand is beyond a limit
}

var (
	separatorLine = regexp.MustCompile(`^(?i)"?sep=(.)"?\r?(\n|$)`)
	typeLine      = regexp.MustCompile(`^"?#TYPE [^\n]*(\n|$)`)
)

// readCSV reads a text that is no JSON: a CSV, or nothing that can be used.
func (f *file) readCSV(text io.Reader, head []byte, line int) error {
	c := &csvFile{file: f, line: line}
	c.tree.limits, c.tree.repeated, c.tree.halved = f.limits, f.noteRepeated, f.noteHalved
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
	rows := &rowReader{src: text, limit: f.limits.rowBytes(), line: c.line}
	c.records = csv.NewReader(rows)
	c.records.Comma = comma
	return c.readRecords(rows)
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
	if n := c.limits.Columns; len(header) > n {
		return overLimit(c.line, fmt.Sprintf("the header has %d columns, more than %d", len(header), n), flagColumns)
	}
	if len(head) >= headSize && probe.InputOffset() >= int64(len(head)) {
		return &InputError{Line: c.line, Text: "the header line is longer than " + bytesText(headSize), Hint: "check that the file is a CSV; " + hintExport}
	}
	samples := sampleRecords(probe, len(head) >= headSize)
	c.header = header
	c.mapHeader(samples)
	c.listing = listing(header)
	return c.refuseHeader(head, samples)
}

// sampleRecords reads some records; the last may be cut off.
func sampleRecords(probe *csv.Reader, cut bool) [][]string {
	var samples [][]string
	for len(samples) < 20 {
		record, err := probe.Read()
		if err != nil {
			break
		}
		samples = append(samples, record)
	}
	if cut && len(samples) > 0 {
		samples = samples[:len(samples)-1]
	}
	return samples
}

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
		_, taken := best[m.column]
		if taken && m.rank == rank[m.column] && columnKey(name) == columnKey(c.header[best[m.column]]) {
			c.problem(Problem{Line: c.line, Column: name, Text: "the column stands twice: the first counts", Hint: "leave one of the two in the file"})
		}
		if !taken || m.rank < rank[m.column] {
			best[m.column], rank[m.column] = i, m.rank
		}
	}
	if i, ok := best[idColumn]; ok {
		best[idColumn] = c.columnOfIDs(i, samples)
	}
	for column, i := range best {
		c.keys[i] = columns.list[column].key
	}
	c.portal = c.mapByContent(samples)
	for i, key := range c.keys {
		if key != "" {
			c.used = append(c.used, columns.byName[key].column)
		}
		c.portal = c.portal || key == "id" && columnKey(c.header[i]) == "resourcelink"
	}
	c.mapIndexed()
	c.noteFormat()
}

// columnOfIDs is the one of several columns for ids that holds some: people call
// the number of a row its id.
func (c *csvFile) columnOfIDs(best int, samples [][]string) int {
	holds := func(i int) bool {
		return slices.ContainsFunc(samples, func(s []string) bool { return i < len(s) && namesResource(s[i]) })
	}
	if holds(best) {
		return best
	}
	found, rank := best, 0
	for i, name := range c.header {
		if m, ok := columns.find(name); ok && m.column == idColumn && holds(i) && (found == best || m.rank < rank) {
			found, rank = i, m.rank
		}
	}
	return found
}

func (c *csvFile) has(key string) bool { return slices.Contains(c.keys, key) }

func (c *csvFile) noteFormat() {
	named := func(key string) bool {
		return slices.ContainsFunc(c.header, func(name string) bool { return columnKey(name) == key })
	}
	switch {
	case c.in.Format != "":
	case c.portal:
		c.in.Format = FormatCSVPortal
	case slices.Contains(c.header, "ResourceGroupName"):
		c.in.Format = FormatCSVPowerShell
	case c.has("type") && (c.has("subscriptionid") || c.has("properties") || named("subscription")):
		c.in.Format = FormatCSVResourceGraph
	default:
		c.in.Format = FormatCSV
	}
}
