package inventory

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

var errJSON = errors.New("is not whole JSON")

// A fault says what of a tree is beyond a limit, and where.
type fault struct {
	err    *InputError
	offset int
}

func (e *fault) Error() string { return e.err.Error() }

// A tree builds the value of one JSON text that encoding/json has found valid.
//
// encoding/json itself can't do this: it takes the last of repeated keys without
// a word, also where they differ only by case, and tells the place of nothing.
type tree struct {
	data    []byte
	pos     int
	limits  Limits
	line    int // on which data starts
	column  int // at which it starts, from 1; 0 where columns mean nothing
	level   int // lists and objects around data
	passed  int // line ends in data before counted
	counted int
	names   map[string]string // keys seen so far, each kept once

	repeated func(t *tree, offset int, key string, same bool) // a key that an object repeats, with the same value or another
	halved   func(t *tree, offset int)                        // a text with half a character
}

// A conflict stands in the place of a value that an object states twice, and
// differently. It answers no question.
type conflict struct{}

// parse returns the value of data, which starts at line and column.
func (t *tree) parse(data []byte, line, column int) (any, error) {
	t.at(data, line, column)
	return t.value(t.level)
}

// at makes data, which starts at line and column, the text at hand.
func (t *tree) at(data []byte, line, column int) {
	t.data, t.pos, t.line, t.column, t.passed, t.counted = data, 0, line, column, 0, 0
	if t.names == nil {
		t.names = map[string]string{}
	}
}

// place returns the line and the column, in bytes from 1, of an offset. The
// column is 0 in a cell.
func (t *tree) place(offset int) (line, column int) {
	before := t.data[:offset]
	line = t.line + bytes.Count(before, []byte{'\n'})
	if t.column == 0 {
		return line, 0
	}
	if last := bytes.LastIndexByte(before, '\n'); last >= 0 {
		return line, offset - last
	}
	return line, t.column + offset
}

// lineHere returns the line of the next byte. It only ever counts on.
func (t *tree) lineHere() int {
	t.passed += bytes.Count(t.data[t.counted:t.pos], []byte{'\n'})
	t.counted = t.pos
	return t.line + t.passed
}

// next returns the first byte that is no blank, commas and colons counting as
// blanks: the text is known to be valid.
func (t *tree) next() byte {
	for ; t.pos < len(t.data); t.pos++ {
		switch c := t.data[t.pos]; c {
		case ' ', '\t', '\r', '\n', ',', ':':
		default:
			return c
		}
	}
	return 0
}

func (t *tree) value(depth int) (any, error) {
	c := t.next()
	if (c == '{' || c == '[') && depth >= t.limits.Depth {
		line, column := t.place(t.pos)
		return nil, &fault{overDepth(line, column, t.limits.Depth), t.pos}
	}
	switch c {
	case '{':
		return t.object(depth)
	case '[':
		t.pos++
		return t.list(depth)
	case '"':
		return t.text()
	case 0:
		return nil, errJSON
	}
	return t.scalar()
}

func (t *tree) object(depth int) (*object, error) {
	o := &object{line: t.lineHere(), offset: t.pos}
	t.pos++
	var index map[string]int
	for t.next() != '}' {
		at := t.pos
		key, err := t.key()
		if err != nil {
			return nil, err
		}
		v, err := t.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if i := o.place(key, &index); i >= 0 {
			same := o.again(i, v)
			t.repeated(t, at, key, same)
			continue
		}
		o.keys = append(o.keys, key)
		o.values = append(o.values, v)
	}
	t.pos++
	return o, nil
}

// valueIn returns the offset of the value of a key of an object that was parsed
// from the text at hand, -1 if it is not there.
func (t *tree) valueIn(o *object, key string) int {
	again := *t
	again.pos, again.counted = o.offset+1, o.offset+1
	again.repeated, again.halved = func(*tree, int, string, bool) {}, nil
	for again.next() == '"' {
		name, err := again.key()
		if err != nil {
			return -1
		}
		if again.next(); strings.EqualFold(name, key) {
			return again.pos
		}
		if _, err := again.value(0); err != nil {
			return -1
		}
	}
	return -1
}

// place returns the place of a key in o, ignoring case, or -1. The index is
// built only for objects with many keys.
func (o *object) place(key string, index *map[string]int) int {
	const few = 24
	if len(o.keys) < few {
		return slices.IndexFunc(o.keys, func(k string) bool { return strings.EqualFold(k, key) })
	}
	if *index == nil {
		*index = map[string]int{}
		for i, k := range o.keys {
			(*index)[strings.ToLower(k)] = i
		}
	}
	lower := strings.ToLower(key)
	if i, there := (*index)[lower]; there {
		return i
	}
	(*index)[lower] = len(o.keys)
	return -1
}

// again takes a second value for a key that o has. It reports whether it is the
// value that o has; two different ones leave neither.
func (o *object) again(i int, v any) bool {
	if sameValue(o.values[i], v) {
		return true
	}
	o.values[i] = conflict{}
	return false
}

// sameValue compares what two JSON values state, wherever they stand.
func sameValue(a, b any) bool {
	switch a := a.(type) {
	case *object:
		b, ok := b.(*object)
		return ok && slices.EqualFunc(a.keys, b.keys, strings.EqualFold) && slices.EqualFunc(a.values, b.values, sameValue)
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, sameValue)
	}
	switch b.(type) {
	case *object, []any:
		return false
	}
	return a == b
}

func (t *tree) list(depth int) ([]any, error) {
	items := []any{}
	for t.next() != ']' {
		v, err := t.value(depth + 1)
		if err != nil {
			return nil, err
		}
		items = append(items, v)
	}
	t.pos++
	return items, nil
}

// key returns an object's key, the same string for the same key everywhere.
func (t *tree) key() (string, error) {
	raw, plain, err := t.quoted()
	if err != nil {
		return "", err
	}
	if name, ok := t.names[string(raw)]; ok {
		return name, nil
	}
	name, err := t.unquote(raw, plain)
	if err == nil && len(t.names) < 4096 {
		t.names[string(raw)] = name
	}
	return name, err
}

func (t *tree) text() (any, error) {
	raw, plain, err := t.quoted()
	if err != nil {
		return nil, err
	}
	return t.unquote(raw, plain)
}

// quoted returns the bytes of a string, quotes included; plain says that there
// is nothing to unescape between them.
func (t *tree) quoted() (raw []byte, plain bool, err error) {
	if t.next() != '"' {
		return nil, false, errJSON
	}
	start := t.pos
	plain = true
	for t.pos++; t.pos < len(t.data); t.pos++ {
		switch t.data[t.pos] {
		case '\\':
			plain = false
			t.pos++
		case '"':
			t.pos++
			if t.pos-start-2 > t.limits.FieldBytes {
				return nil, false, t.overText(start)
			}
			return t.data[start:t.pos], plain, nil
		}
	}
	return nil, false, errJSON
}

func (t *tree) overText(offset int) error {
	line, column := t.place(offset)
	return &fault{overLimit(line, "a text is longer than "+bytesText(int64(t.limits.FieldBytes))+atColumn(column), flagFieldBytes), offset}
}

// unquote returns the text that a JSON string stands for. Half a character of
// two escapes becomes U+FFFD, as encoding/json has it, but not silently.
func (t *tree) unquote(raw []byte, plain bool) (string, error) {
	if plain {
		return string(raw[1 : len(raw)-1]), nil
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return "", err
	}
	written := bytes.Count(raw, []byte("\ufffd")) + bytes.Count(bytes.ToLower(raw), []byte(`\ufffd`))
	if strings.Count(s, "\ufffd") > written && t.halved != nil {
		t.halved(t, t.pos-len(raw))
	}
	return s, nil
}

func (t *tree) scalar() (any, error) {
	rest := t.data[t.pos:]
	n := bytes.IndexAny(rest, ",]} \t\r\n")
	if n < 0 {
		n = len(rest)
	}
	if n == 0 {
		return nil, errJSON
	}
	t.pos += n
	switch word := string(rest[:n]); word {
	case "null":
		return nil, nil
	case "true", "false":
		return word == "true", nil
	default:
		return json.Number(word), nil
	}
}
