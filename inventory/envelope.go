package inventory

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// envelope reads the rest of an object at the top of a file, its opening brace
// being read: rows with what the service says around them, or one resource.
func (j *jsonFile) envelope() error {
	line, before, rows := j.line, j.mark(), false
	rest := &object{}
	for j.dec.More() {
		key, err := j.envelopeKey(rest)
		if err != nil {
			return err
		}
		switch {
		case key == "":
		case oneOfKeys(key, "value", "data"):
			j.graph = strings.EqualFold(key, "data")
			var found bool
			found, err = j.payload(rest)
			rows = rows || found
		default:
			err = j.member(rest)
		}
		if err != nil {
			return err
		}
	}
	if _, err := j.dec.Token(); err != nil {
		return j.fault(err)
	}
	if j.line = line; !rows {
		j.graph = false
		return j.single(rest)
	}
	j.notePage(rest, before)
	return nil
}

// envelopeKey reads a key and enters it with the value null. A repeated key is
// read with its value and returned as "". Of two lists of rows neither can be
// left out, so that file is refused.
func (j *jsonFile) envelopeKey(o *object) (string, error) {
	token, err := j.dec.Token()
	if err != nil {
		return "", j.fault(err)
	}
	key, _ := token.(string)
	if i := slices.IndexFunc(o.keys, func(k string) bool { return strings.EqualFold(k, key) }); i >= 0 {
		return "", j.keyAgain(o, i, key)
	}
	o.keys = append(o.keys, key)
	o.values = append(o.values, nil)
	return key, nil
}

func (j *jsonFile) keyAgain(o *object, i int, key string) error {
	line, column := j.lines.position(j.dec.InputOffset() - int64(len(key)) - 2)
	if oneOfKeys(key, "value", "data", "rows") {
		return &InputError{Line: line, Text: fmt.Sprintf("the key %s stands twice in one object, column %d", key, column), Hint: "leave one list in each object, or give two files"}
	}
	v, err := j.element()
	if err != nil {
		return err
	}
	same := o.again(i, v)
	j.noteRepeated(&tree{line: line, column: column}, 0, key, same)
	return nil
}

// member reads the value of the last key of o.
func (j *jsonFile) member(o *object) error {
	v, err := j.element()
	if err == nil {
		o.values[len(o.values)-1] = v
	}
	return err
}

// payload reads the value of "value" or "data": a list of rows, one row in its
// place, or a table. It reports whether these were rows.
func (j *jsonFile) payload(o *object) (rows bool, err error) {
	start, err := j.dec.Token()
	if err != nil {
		return false, j.fault(err)
	}
	switch start {
	case json.Delim('['):
		j.level++
		defer func() { j.level-- }()
		return true, j.list()
	case json.Delim('{'):
		j.level++
		defer func() { j.level-- }()
		return true, j.payloadObject()
	}
	o.values[len(o.values)-1] = start
	return start == nil, nil
}

// payloadObject reads an object in the place of a list: a table of columns and
// rows, or the single row that PowerShell makes of a list of one.
func (j *jsonFile) payloadObject() error {
	line := j.lines.at(j.dec.InputOffset())
	o := &object{}
	for j.dec.More() {
		key, err := j.envelopeKey(o)
		if err == nil && key != "" {
			err = j.member(o)
		}
		if err != nil {
			return err
		}
	}
	if _, err := j.dec.Token(); err != nil {
		return j.fault(err)
	}
	j.line = line
	return j.rowOrTable(o)
}

// rowOrTable reads an object that is one row or a table of several.
func (j *jsonFile) rowOrTable(o *object) error {
	if columns, rows, ok := tableIn(o); ok {
		return j.table(columns, rows)
	}
	return j.row(o)
}

// tableIn returns the names of the columns and the rows of a table.
func tableIn(o *object) (columns []string, rows []any, ok bool) {
	list, _ := o.get("columns")
	cells, _ := o.get("rows")
	heads, ok1 := list.([]any)
	rows, ok2 := cells.([]any)
	for _, h := range heads {
		head, _ := h.(*object)
		if head == nil {
			return nil, nil, false
		}
		columns = append(columns, textAt(head, "name"))
	}
	return columns, rows, ok1 && ok2
}

// table reads the rows of a table as the objects that they stand for.
func (j *jsonFile) table(columns []string, rows []any) error {
	if len(columns) > j.limits.Columns {
		return overLimit(j.line, fmt.Sprintf("the table has %d columns, more than %d", len(columns), j.limits.Columns), flagColumns)
	}
	j.in.Format = FormatResourceGraphTable
	for _, r := range rows {
		if o, named := r.(*object); named { // as Steampipe writes them
			if err := j.row(o); err != nil {
				return err
			}
			continue
		}
		cells, ok := r.([]any)
		if !ok || len(cells) != len(columns) {
			j.in.Rows++
			j.reject(j.line, "", fmt.Sprintf("the row has %d cells, the table %d columns", len(cells), len(columns)), "")
			if err := j.tooMany(); err != nil {
				return err
			}
			continue
		}
		if err := j.row(&object{keys: columns, values: cells}); err != nil {
			return err
		}
	}
	return nil
}

// single reads an object that is no envelope.
func (j *jsonFile) single(o *object) error {
	switch {
	case len(o.keys) == 0:
		return j.refuse("holds an empty object", hintExport)
	case o.spells("error") && !o.spells("id"):
		return j.refuse(strings.TrimSpace("holds an error of the service instead of data: "+textAt(o, "error.code")), "sign in, check the subscription, and "+hintExport)
	case o.spells("terraform_version") || o.spells("format_version"):
		return j.terraform(o)
	case o.spells("$schema") && o.spells("resources"):
		return j.refuse("is a deployment template", hintExport)
	case o.spells("responses"):
		return j.example(o)
	}
	return j.rowOrTable(o)
}

// answers reads what the resource manager answers to a batch of requests.
func (j *jsonFile) answers(list []any) error {
	for _, r := range list {
		answer, _ := r.(*object)
		if answer == nil {
			return j.refuse("holds answers to a batch that are no objects", hintExport)
		}
		content, ok := objectAt(answer, "content")
		if !ok || content.spells("error") {
			p := Problem{Line: j.line, Text: strings.TrimSpace("a request of the batch has no answer: " + textAt(answer, "content.error.code")), Hint: hintExport}
			j.in.Complete, p.Incomplete = false, true
			j.problem(p)
			continue
		}
		if err := j.row(content); err != nil {
			return err
		}
	}
	return nil
}

// example reads the answer in an example file of the REST specification.
func (j *jsonFile) example(o *object) error {
	if v, _ := o.get("responses"); v != nil {
		if list, ok := v.([]any); ok {
			return j.answers(list)
		}
	}
	for _, status := range p("200", "201", "202") {
		body, ok := objectAt(o, "responses."+status+".body")
		if !ok {
			continue
		}
		j.in.Format = FormatARMExample
		if list, ok := body.get("value"); ok {
			return j.row(list)
		}
		return j.row(body)
	}
	return j.refuse("is an example file without an answer", hintExport)
}

// nestedPage reads an envelope that stands in the place of a row.
func (j *jsonFile) nestedPage(o *object) (bool, error) {
	if o.names("id") {
		return false, nil
	}
	for _, key := range p("value", "data") {
		v, _ := o.get(key)
		inner, single := v.(*object)
		list, ok := v.([]any)
		if single {
			_, _, ok = tableIn(inner)
			ok = ok || inner.names("id")
		}
		if !ok {
			continue
		}
		before, bare, graph := j.mark(), j.bare, j.graph
		j.graph, j.bare = key == "data", false
		err := j.rows(list, inner)
		j.notePage(o, before)
		j.graph, j.bare = graph, bare
		return true, err
	}
	return false, nil
}

// rows reads the rows of a page: a list, or the object in the place of one.
func (j *jsonFile) rows(list []any, one *object) error {
	if one != nil {
		return j.rowOrTable(one)
	}
	return j.row(list)
}

func firstText(o *object, keys ...string) (string, bool) {
	for _, k := range keys {
		if text := textAt(o, k); text != "" {
			return text, true
		}
	}
	return "", false
}

// noteRoundCount warns of a number of rows at which the tools stop by default.
func (f *file) noteRoundCount(rows int, limits ...int) {
	for _, limit := range limits {
		if rows == limit {
			f.in.Complete = false
			f.problem(Problem{Text: fmt.Sprintf("exactly %d rows: the tools stop there unless told otherwise", rows), Incomplete: true, Hint: "page through the query, or count: resources | summarize count() by type"})
		}
	}
}
