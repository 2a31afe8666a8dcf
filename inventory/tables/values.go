package tables

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// Has reports whether something is known in a column.
func (r *Row) Has(column int) bool { return r.cells[column].state != nothing }

// Raw returns what stands in a column as it is written, to be compared with what
// was read before. It is good until the next row is read.
func (r *Row) Raw(column int) []byte { return r.cells[column].text }

// Text returns the text in a column, "" where nothing is known.
func (r *Row) Text(column int) (string, error) {
	text, err := textOf(r.cells[column])
	return text, r.of(column, err)
}

// Bytes is [Row.Text] without a text of its own, where that is possible.
func (r *Row) Bytes(column int) ([]byte, error) {
	text, err := bytesOf(r.cells[column])
	return text, r.of(column, err)
}

// Number returns the whole number in a column, 0 where nothing is known.
func (r *Row) Number(column int) (int64, error) {
	text, err := bytesOf(r.cells[column])
	if err != nil || text == nil {
		return 0, r.of(column, err)
	}
	n, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		return 0, r.of(column, errKind)
	}
	return n, nil
}

// YesNo returns whether a column says true; it does not where nothing is known.
func (r *Row) YesNo(column int) (bool, error) {
	text, err := bytesOf(r.cells[column])
	switch {
	case err != nil:
		return false, r.of(column, err)
	case bytes.EqualFold(text, []byte("true")):
		return true, nil
	case text == nil || bytes.EqualFold(text, []byte("false")):
		return false, nil
	}
	return false, r.of(column, errKind)
}

// List returns the texts in a column, nil where nothing is known.
func (r *Row) List(column int) ([]string, error) { return decoded[[]string](r, column) }

// Texts returns the texts by name in a column, nil where nothing is known.
func (r *Row) Texts(column int) (map[string]string, error) {
	return decoded[map[string]string](r, column)
}

// Numbers returns the numbers by name in a column, nil where nothing is known.
func (r *Row) Numbers(column int) (map[string]int64, error) {
	return decoded[map[string]int64](r, column)
}

// A Fact is a field with a value, in words.
type Fact struct{ Field, Value string }

// Facts returns the facts in a column, nil where nothing is known.
func (r *Row) Facts(column int) ([]Fact, error) { return decoded[[]Fact](r, column) }

// decoded reads JSON, which may stand in a text: engines write it so where a form
// has no lists.
func decoded[T any](r *Row, column int) (value T, err error) {
	c := r.cells[column]
	if c.state == nothing {
		return value, nil
	}
	text := c.text
	if c.state == asJSON && text[0] == '"' {
		if text, err = bytesOf(c); err != nil {
			return value, r.of(column, err)
		}
	}
	if json.Unmarshal(text, &value) != nil || holdsNull(text) {
		return value, r.of(column, errKind)
	}
	return value, nil
}

// holdsNull reports whether a member of JSON is null, which would pass for an
// empty text or for 0.
func holdsNull(text []byte) bool {
	if !bytes.Contains(text, []byte("null")) {
		return false
	}
	d := json.NewDecoder(bytes.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return false
		}
		if err != nil || token == nil {
			return true
		}
	}
}

var errKind = errors.New("is of another type")

// of says of which column an error is.
func (r *Row) of(column int, err error) error {
	if err == nil {
		return nil
	}
	c := r.Table.Columns[column]
	return faulty("the column %s %v: it has %q, want %s", c.Name, err, shortened(r.cells[column].text), c.Type)
}

func shortened(text []byte) string {
	const most = 60
	if len(text) > most {
		return string(text[:most]) + "…"
	}
	return string(text)
}

// String returns the type in words.
func (t Type) String() string {
	return [...]string{"a text", "a whole number", "true or false", "a list of texts", "texts by name", "whole numbers by name", "a list of fields with values"}[t]
}

func textOf(c raw) (string, error) {
	text, err := bytesOf(c)
	return string(text), err
}

// bytesOf is the text of a cell, nil where nothing is known. A JSON number or
// truth value is the text in which it is written.
func bytesOf(c raw) ([]byte, error) {
	switch {
	case c.state == nothing:
		return nil, nil
	case c.state == asText || c.text[0] != '"':
		if c.state == asJSON && (c.text[0] == '[' || c.text[0] == '{' || !json.Valid(c.text)) || !utf8.Valid(c.text) {
			return nil, errKind
		}
		return c.text, nil
	}
	inner := c.text[1 : len(c.text)-1]
	for _, b := range inner {
		if b == '\\' || b < ' ' || b >= utf8.RuneSelf {
			var text string
			if err := json.Unmarshal(c.text, &text); err != nil {
				return nil, errKind
			}
			return []byte(text), nil
		}
	}
	return inner, nil
}

// eachKey goes over the keys of an object on one line. What it hands on begins
// and ends like a value; whoever reads that sees whether it is one.
func eachKey(line []byte, take func(key string, value []byte) error) error {
	broken := faulty("is no whole JSON object")
	if len(line) < 2 || line[0] != '{' || line[len(line)-1] != '}' {
		return broken
	}
	rest := bytes.TrimSpace(line[1 : len(line)-1])
	for len(rest) > 0 {
		end := valueEnd(rest)
		if rest[0] != '"' || end < 0 {
			return broken
		}
		key, err := textOf(raw{rest[:end], asJSON})
		if err != nil {
			return broken
		}
		rest = bytes.TrimSpace(rest[end:])
		if len(rest) == 0 || rest[0] != ':' {
			return broken
		}
		rest = bytes.TrimSpace(rest[1:])
		if end = valueEnd(rest); end <= 0 {
			return broken
		}
		if err := take(key, rest[:end:end]); err != nil {
			return err
		}
		rest = bytes.TrimSpace(rest[end:])
		if len(rest) == 0 {
			return nil
		}
		if rest[0] != ',' || len(rest) == 1 {
			return broken
		}
		rest = bytes.TrimSpace(rest[1:])
	}
	return nil
}

// valueEnd is where the JSON value at the beginning of a text ends, -1 where it
// does not.
func valueEnd(text []byte) int {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			if quoted = !quoted; !quoted && depth == 0 {
				return i + 1
			}
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i + 1
			} else if depth < 0 {
				return i
			}
		case depth == 0 && (c == ',' || c == ':' || c == ' ' || c == '\t'):
			return i
		}
	}
	if quoted || depth > 0 {
		return -1
	}
	return len(text)
}
