package inventory

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A jsonFile reads one JSON text: lists of resources, in an envelope or bare,
// single resources, or several of these in a row. It holds one row at a time.
type jsonFile struct {
	*file
	dec       *json.Decoder
	lines     *lineReader
	ahead     *textAhead // what lines reads
	pruner    *pruner    // of lists
	whole     *tree      // of rows that the pruner leaves to it
	spare     []*batch
	short     int // lists in a row that were short
	tree      tree
	inner     tree // of texts that hold JSON
	names     columnNames
	raw       json.RawMessage
	line      int  // on which the element at hand starts
	level     int  // lists and objects open around it
	graph     bool // the rows at hand are those of a Resource Graph answer
	bare      bool // they stand in a list without envelope
	docs      int
	pageCount int // pages of Resource Graph in this file
}

func newJSONFile(f *file, text io.Reader, line int) *jsonFile {
	j := &jsonFile{file: f, ahead: &textAhead{src: text}, pruner: newPruner(f.limits), whole: newWholeTree(f.limits), names: columnNames{}}
	j.resume("", 0, nil, line, 1)
	f.locate = j.locate
	for _, t := range []*tree{&j.tree, &j.inner} {
		t.limits, t.repeated, t.halved = f.limits, f.noteRepeated, f.noteHalved
	}
	return j
}

func (j *jsonFile) read() error {
	for ; ; j.docs++ {
		if err := j.readOn(); err != nil {
			return err
		}
		start, err := j.dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return j.fault(err)
		}
		if err := j.document(start); err != nil {
			return err
		}
	}
	if j.docs > 1 {
		j.in.Format = FormatJSONLines
	}
	return nil
}

// readOn reads the documents that follow the first, as far as they are single
// resources.
func (j *jsonFile) readOn() error {
	if j.docs == 0 || j.block == 0 || !j.dec.More() {
		return nil
	}
	rest, _ := io.ReadAll(j.dec.Buffered())
	if rest = bytes.TrimLeft(rest, " \t\r\n"); len(rest) == 0 || rest[0] != '{' {
		return nil
	}
	return j.documents()
}

func (j *jsonFile) document(start json.Token) error {
	j.line = j.lines.at(j.dec.InputOffset())
	j.graph, j.bare, j.level = false, false, 1
	switch start {
	case json.Delim('['):
		j.bare = true
		return j.list()
	case json.Delim('{'):
		return j.envelope()
	case nil:
		return j.refuse("holds only null", hintExport)
	}
	return j.refuse("holds a single value, no list of resources", hintExport)
}

func (j *jsonFile) refuse(text, hint string) error {
	return &InputError{Line: j.line, Text: text, Hint: hint}
}

// list reads the rest of a list of rows, its opening bracket being read.
func (j *jsonFile) list() error {
	before := j.in.Rows
	for n := 0; j.dec.More(); n++ {
		if more, err := j.elements(n); err != nil {
			return err
		} else if !more {
			break
		}
		v, err := j.element()
		if err != nil {
			return err
		}
		if err := j.row(v); err != nil {
			return err
		}
	}
	if _, err := j.dec.Token(); err != nil {
		return j.fault(err)
	}
	if j.short++; j.in.Rows-before >= fewRows {
		j.short = 0
	}
	if j.bare && j.in.Format == FormatResourceGraph {
		j.noteRoundCount(j.in.Rows-before, 100, 1000)
	}
	return nil
}

// element decodes the next value whole.
func (j *jsonFile) element() (any, error) {
	j.lines.mark = j.dec.InputOffset()
	if err := j.dec.Decode(&j.raw); err != nil {
		return nil, j.fault(err)
	}
	line, column := j.lines.position(j.dec.InputOffset() - int64(len(j.raw)))
	return j.parse(j.raw, line, column)
}

// parse returns the value of a JSON text that is valid, at a place of the file.
func (j *jsonFile) parse(data []byte, line, column int) (any, error) {
	j.line, j.tree.level = line, j.level
	v, err := j.tree.parse(data, line, column)
	var beyond *fault
	if errors.As(err, &beyond) {
		return nil, beyond.err
	}
	if err != nil {
		return nil, j.refuse(err.Error(), hintExport)
	}
	return v, nil
}

// noteRepeated keeps a key that an object repeats.
func (f *file) noteRepeated(t *tree, offset int, key string, same bool) {
	n := &f.contradicted
	if same {
		n = &f.repeated
	}
	if n.count == 0 {
		n.line, n.column = t.place(offset)
		n.text = key
	}
	n.count++
}

// noteHalved keeps a text of which an escaped character is there only by half.
func (f *file) noteHalved(t *tree, offset int) {
	if f.halved.count == 0 {
		f.halved.line, f.halved.column = t.place(offset)
	}
	f.halved.count++
}

// row reads one element of a list, or the rows within it: jq -s makes a list of
// several files.
func (j *jsonFile) row(v any) error {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if err := j.row(e); err != nil {
				return err
			}
		}
		return nil
	case *object:
		if page, err := j.nestedPage(v); page || err != nil {
			return err
		}
		j.in.Rows++
		at := Position{j.in.Name, cmp.Or(v.line, j.line)}
		if err := j.unpack(v, at.Line); err != nil {
			return err
		}
		if text, _ := v.get("properties"); flatText(text) {
			j.reject(at.Line, "properties", "the text is not whole JSON", "export the object itself, as properties without tostring()")
			return j.tooMany()
		}
		w := newRow(v, j.graph, at, j.names)
		if j.in.Format == "" {
			j.in.Format = w.format()
		}
		j.take(w)
		return j.tooMany()
	}
	j.in.Rows++
	j.reject(j.line, "", "the row is no object", "")
	return j.tooMany()
}

// unpack puts the value in the place of a text that holds JSON, as it is in the
// cells of a CSV: tostring(properties) of a query leaves such texts. The object
// is then none of the text at hand.
func (j *jsonFile) unpack(o *object, line int) error {
	for i, v := range o.values {
		text, _ := v.(string)
		if !holdsJSON(text) || !j.structured(o.keys[i]) {
			continue
		}
		inner, err := j.inner.parseText(text, line)
		if err != nil {
			return inColumn(err, o.keys[i])
		}
		o.values[i], o.line = inner, 0
	}
	return nil
}

// structured reports whether a list or an object is wanted under a key of a row.
func (j *jsonFile) structured(key string) bool {
	if below, _ := plan.below(key); below != nil && !below.all {
		return true
	}
	m, ok := j.names.find(key)
	if !ok {
		return false
	}
	c := columns.list[m.column]
	return !slices.ContainsFunc([]*Field{c.vm, c.disk, c.extra}, func(f *Field) bool { return f != nil && (f.Type == TextField || f.Type == BoolField) })
}

// locate returns the line and the column of the value that a row states for a
// field; 0, 0 where the row is not one object of the text at hand.
func (j *jsonFile) locate(w *row, f *Field) (line, column int) {
	if w.object.line == 0 {
		return 0, 0
	}
	for _, path := range f.Paths {
		for _, root := range []*object{w.props, w.object} {
			if o, key := stating(root, path); o != nil {
				if at := j.tree.valueIn(o, key); at >= 0 {
					return j.tree.place(at)
				}
			}
		}
	}
	for _, key := range w.object.keys {
		if m, ok := j.names.find(key); ok && m.column == columns.of[f] {
			if at := j.tree.valueIn(w.object, key); at >= 0 {
				return j.tree.place(at)
			}
		}
	}
	return 0, 0
}

// stating returns the object that states the value at a path, and its key.
func stating(v any, path string) (*object, string) {
	switch v := v.(type) {
	case *object:
		key, rest, deeper := strings.Cut(path, ".")
		for i := 0; v != nil && i < len(v.keys); i++ {
			switch {
			case !strings.EqualFold(v.keys[i], key):
			case deeper:
				return stating(v.values[i], rest)
			case stated(v.values[i]):
				return v, key
			}
		}
	case []any:
		for _, e := range v {
			if o, key := stating(e, path); o != nil {
				return o, key
			}
		}
	}
	return nil, ""
}

// format tells the tool that wrote a resource from the spelling of its keys.
func (w *row) format() Format {
	kind, _, _ := w.classify()
	switch {
	case w.graph:
		return FormatResourceGraph
	case w.object.spells("Id"), w.object.spells("ResourceGroupName"):
		return FormatPowerShell
	case w.props != nil:
		return FormatARMList
	case !w.full && w.ofQuery():
		return FormatResourceGraph
	case kind == isDisk:
		return FormatAzDiskList
	case kind == isVM:
		return FormatAzVMList
	}
	return FormatJSON
}

// ofQuery reports whether a row without properties is what a query of Resource
// Graph chose: nothing else states subscriptions, or types in lower case.
func (w *row) ofQuery() bool {
	typ := w.text("vm.type")
	return w.object.names("subscriptionId") || w.object.names("tenantId") || typ != "" && typ == strings.ToLower(typ)
}

// spells reports whether o has a key in exactly this spelling.
func (o *object) spells(key string) bool {
	for _, k := range o.keys {
		if k == key {
			return true
		}
	}
	return false
}

// fault turns an error of the decoder into one that names the place.
func (j *jsonFile) fault(err error) error {
	offset := j.dec.InputOffset()
	var syntax *json.SyntaxError
	switch {
	case endOfText(err):
		return &InputError{Line: j.lines.last(), Text: "the JSON breaks off: the file ends before its lists and objects do", Hint: "export or copy the file again"}
	case !errors.As(err, &syntax):
		return err
	}
	if inner := j.faultWithin(); inner > 0 && !strings.HasPrefix(syntax.Error(), "expected ") {
		offset += inner - 1
	}
	line, column := j.lines.position(offset)
	switch text := syntax.Error(); {
	case strings.Contains(text, "max depth"):
		return overDepth(line, column, min(j.limits.Depth, 10_000))
	case strings.Contains(text, `'\x1b'`):
		return &InputError{Line: line, Text: textColours, Hint: hintColours}
	}
	if j.docs > 0 {
		return &InputError{Line: line, Text: fmt.Sprintf("the JSON is followed by something else, column %d: %s", column, syntax), Hint: "leave only the output in the file"}
	}
	return &InputError{Line: line, Text: fmt.Sprintf("the JSON is broken at column %d: %s", column, syntax), Hint: "export or copy the file again"}
}

// faultWithin finds the fault within the value at which the decoder stands: the
// offsets of its own errors don't count what was read token by token. A comma or
// colon that is expected is missing where the decoder stands.
func (j *jsonFile) faultWithin() int64 {
	var syntax *json.SyntaxError
	rest := json.NewDecoder(j.dec.Buffered())
	if err := rest.Decode(new(json.RawMessage)); errors.As(err, &syntax) {
		return syntax.Offset
	}
	return 0
}

// A lineReader passes a text on and finds the lines of its offsets. Offsets are
// asked for in rising order.
type lineReader struct {
	src   io.Reader
	limit int64   // of the bytes that one value may have
	mark  int64   // offset at which the value at hand starts
	read  int64   // bytes passed on
	ends  []int64 // offsets of line ends after the last offset asked for
	line  int     // of the last offset asked for
	start int64   // offset at which that line starts
	blank int64   // bytes of white space that the text passed on ends with
}

func (l *lineReader) Read(p []byte) (int, error) {
	n, err := l.src.Read(p)
	for i := 0; i < n; i++ {
		next := bytes.IndexByte(p[i:n], '\n')
		if next < 0 {
			break
		}
		i += next
		l.ends = append(l.ends, l.read+int64(i))
	}
	if l.read += int64(n); l.read-l.mark > l.limit {
		return n, overRow(l.at(l.mark), l.limit)
	}
	return n, cmp.Or(l.blanks(p[:n]), err)
}

// blanks refuses white space that never ends: encoding/json looks at all of it
// again for each piece that comes.
func (l *lineReader) blanks(text []byte) error {
	said := bytes.TrimRight(text, " \t\r\n")
	if len(said) > 0 {
		l.blank = 0
	}
	if l.blank += int64(len(text) - len(said)); l.blank <= l.limit/fieldsOfRow {
		return nil
	}
	return overLimit(l.at(l.mark), "more than "+bytesText(l.limit/fieldsOfRow)+" of white space follow", flagFieldBytes)
}

func (l *lineReader) at(offset int64) int {
	line, _ := l.position(offset)
	return line
}

// position returns line and column, in bytes from 1, of an offset.
func (l *lineReader) position(offset int64) (line, column int) {
	passed := 0
	for passed < len(l.ends) && l.ends[passed] < offset {
		passed++
	}
	if passed > 0 {
		l.line += passed
		l.start = l.ends[passed-1] + 1
		l.ends = append(l.ends[:0], l.ends[passed:]...)
	}
	return l.line, int(offset-l.start) + 1
}

// last returns the line at which the text read so far ends.
func (l *lineReader) last() int { return l.line + len(l.ends) }

// oneOfKeys reports whether a key is one of some names, ignoring case.
func oneOfKeys(key string, names ...string) bool {
	for _, n := range names {
		if strings.EqualFold(key, n) {
			return true
		}
	}
	return false
}
