package matrix

import (
	"fmt"
	"unicode/utf8"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// MaxBytes is the size of the largest edition.
const MaxBytes = 1 << 20

// shallow refuses what no edition looks like.
func shallow(name, text string) error {
	switch {
	case len(text) > MaxBytes:
		return &Error{File: name, Text: fmt.Sprintf("is larger than %d bytes", MaxBytes)}
	case !utf8.ValidString(text):
		return &Error{File: name, Text: "is not UTF-8"}
	}
	if line := Crowded(text); line > 0 {
		return &Error{File: name, Line: line, Text: "is nested too deeply, or has too many keys"}
	}
	return nil
}

// Crowded returns the line of a YAML text from which on the YAML library would
// take hours or all memory, 0 where there is none: lists in lists in lists, and
// mappings with so many keys, each of which it compares with all others. The
// tokens are looked at before they are made a tree, which takes no longer than
// the text is long.
func Crowded(text string) (line int) {
	const mostOpen, mostOfLine, mostKeys = 64, 64, 4000
	var c crowd
	for _, t := range lexer.Tokenize(text) {
		if c.add(t); c.open > mostOpen || c.ofLine > mostOfLine || c.most > mostKeys {
			return c.line
		}
	}
	return 0
}

// A crowd counts what there is too much of.
type crowd struct {
	line, ofLine int         // the line at hand, and what begins on it
	open, inFlow int         // brackets, and the keys within them
	keys         map[int]int // of the block mappings at hand, by their columns
	most         int         // keys that one mapping had
}

func (c *crowd) add(t *token.Token) {
	if t.Position.Line != c.line {
		c.line, c.ofLine = t.Position.Line, 0
		c.leave(t.Position.Column)
	}
	switch t.Type {
	case token.SequenceStartType, token.MappingStartType:
		c.open++
	case token.SequenceEndType, token.MappingEndType:
		if c.open--; c.open <= 0 {
			c.inFlow = 0
		}
	case token.SequenceEntryType, token.MappingKeyType, token.AnchorType, token.TagType:
		c.ofLine++
		c.leave(t.Position.Column)
	case token.MappingValueType:
		c.key(t)
	}
}

// key counts a key by the column that it begins in.
func (c *crowd) key(t *token.Token) {
	if c.open > 0 {
		c.inFlow++
		c.most = max(c.most, c.inFlow)
		return
	}
	at := t.Position.Column
	if t.Prev != nil {
		at = t.Prev.Position.Column
	}
	if c.keys == nil {
		c.keys = map[int]int{}
	}
	c.keys[at]++
	c.most = max(c.most, c.keys[at])
}

// leave ends the block mappings that stand further to the right.
func (c *crowd) leave(column int) {
	for at := range c.keys {
		if at > column {
			delete(c.keys, at)
		}
	}
}
