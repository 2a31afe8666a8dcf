package inventory

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
)

// Limits on one JSON element. No resource comes near them.
const (
	maxDepth = 1000
	maxText  = 16 << 20
)

var (
	errDepth = errors.New("is nested more than 1000 deep")
	errText  = errors.New("holds a text of more than 16 MiB")
	errJSON  = errors.New("is not whole JSON")
)

// A tree builds the value of one JSON text that encoding/json has found valid.
//
// encoding/json itself can't do this: it takes the last of repeated keys without
// a word, also where they differ only by case, and tells the place of nothing.
type tree struct {
	data     []byte
	pos      int
	names    map[string]string            // keys seen so far, each kept once
	repeated func(offset int, key string) // called for a key that an object repeats
}

// parse returns the value of data.
func (t *tree) parse(data []byte) (any, error) {
	t.data, t.pos = data, 0
	if t.names == nil {
		t.names = map[string]string{}
	}
	return t.value(0)
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
	if depth > maxDepth {
		return nil, errDepth
	}
	switch c := t.next(); c {
	case '{':
		t.pos++
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
	o := &object{}
	var index map[string]bool
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
		if o.holds(key, &index) {
			t.repeated(at, key)
			continue
		}
		o.keys = append(o.keys, key)
		o.values = append(o.values, v)
	}
	t.pos++
	return o, nil
}

// holds reports whether o has a key, ignoring case. The index is built only for
// objects with many keys.
func (o *object) holds(key string, index *map[string]bool) bool {
	const few = 24
	if len(o.keys) < few {
		for _, k := range o.keys {
			if strings.EqualFold(k, key) {
				return true
			}
		}
		return false
	}
	if *index == nil {
		*index = map[string]bool{}
		for _, k := range o.keys {
			(*index)[strings.ToLower(k)] = true
		}
	}
	lower := strings.ToLower(key)
	there := (*index)[lower]
	(*index)[lower] = true
	return there
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
	name, err := unquote(raw, plain)
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
	return unquote(raw, plain)
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
			if t.pos-start > maxText {
				return nil, false, errText
			}
			return t.data[start:t.pos], plain, nil
		}
	}
	return nil, false, errJSON
}

func unquote(raw []byte, plain bool) (string, error) {
	if plain {
		return string(raw[1 : len(raw)-1]), nil
	}
	var s string
	err := json.Unmarshal(raw, &s)
	return s, err
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
