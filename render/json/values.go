package json

import (
	"strconv"

	"github.com/backready/backready/inventory"
)

// A class is the key under which an item keeps a value.
type class uint8

const (
	stated class = iota
	implied
	unread
	leastOf
	classes
)

var classKeys = [classes]string{`"facts":`, `"defaults":`, `"unrecognised":`, `"atLeast":`}

// mostValues is of how many values of a field the text is kept. Of fields that
// have more, such as names, none is looked for any more.
const (
	mostValues = 1024
	manyOther  = 1024
)

// A column writes the values of one field and keeps what it has written.
type column struct {
	field   *inventory.Field
	doubled bool   // see inventory.Field.Doubled
	place   int    // in its group
	key     string // the name as it stands in the object, with the colon
	known   map[inventory.Value]entryText
	most    int             // of them
	other   int             // how often one came that is not among them
	last    inventory.Value // most often it is the same again
	text    entryText
}

// entryText is a value with its key, to stand under the key of the class.
type entryText struct {
	class class
	text  []byte
}

func columnsOf(fields []*inventory.Field) []column {
	list := make([]column, len(fields))
	for i, f := range fields {
		list[i] = column{field: f, doubled: f.Doubled(), key: string(append(appendString(nil, f.Name), ':')), known: map[inventory.Value]entryText{}, most: mostValues}
	}
	return list
}

// values are the values of an item in their classes. The first class is written
// where it is to stand, the others are put there when it has come to its end.
type values struct {
	of    [classes][]byte
	start int // of the first
}

// begin begins with an item whose values are to follow dst.
func (v *values) begin(dst []byte) {
	v.start = len(dst)
	v.of[stated] = append(append(dst, ','), classKeys[stated]...)
	for c := stated + 1; c < classes; c++ {
		v.of[c] = v.of[c][:0]
	}
}

// add adds a value that is not missing.
func (v *values) add(c *column, value inventory.Value) {
	if value != c.last || c.text.text == nil {
		if c.other > manyOther {
			v.addUnkept(c, value)
			return
		}
		entry, ok := c.known[value]
		switch {
		case ok:
		case len(c.known) < c.most:
			class, text := c.written(nil, value)
			entry = entryText{class, text}
			c.known[value] = entry
		default:
			c.other++
			v.addUnkept(c, value)
			return
		}
		c.last, c.text = value, entry
	}
	v.of[c.text.class] = append(v.of[c.text.class], c.text.text...)
}

// addOwn adds the value of a column which the item itself tells, if it does.
func (v *values) addOwn(c *column, it *inventory.Item) bool {
	before, after := `"`, ""
	if c.field.Type == inventory.ListField {
		before, after = `["`, "]"
	}
	dst := append(append(append(v.of[stated], ','), c.key...), before...)
	start := len(dst)
	dst, ok := it.AppendOwn(dst, c.field)
	if ok {
		v.of[stated] = append(closeString(dst, start), after...)
	}
	return ok
}

func (v *values) addUnkept(c *column, value inventory.Value) {
	class := stated
	if value.Shown().IsUnrecognised() {
		class = unread
	}
	dst := v.of[class]
	found, text := c.written(dst, value)
	if found != class {
		v.of[found] = append(v.of[found], text[len(dst):]...)
		return
	}
	v.of[class] = text
}

// written appends a value with its key and a comma before it.
func (c *column) written(dst []byte, value inventory.Value) (class, []byte) {
	v := value.Shown()
	dst = append(append(dst, ','), c.key...)
	switch list := v.List(); {
	case v.IsUnrecognised():
		return unread, appendString(dst, v.Text())
	case v.Partial():
		return leastOf, appendInt(dst, v.Int())
	case v.IsAbsent():
		dst = append(dst, "null"...)
	case list != nil:
		dst = appendStrings(dst, list)
	case c.field.Type == inventory.IntField:
		dst = appendInt(dst, v.Int())
	case c.field.Type == inventory.BoolField:
		dst = strconv.AppendBool(dst, v.True())
	default:
		dst = appendString(dst, v.Text())
	}
	if assumed(v) {
		return implied, dst
	}
	return stated, dst
}

// assumed reports whether a known value is not stated but implied. The words of
// one that is there say so; nothing and none are compared with what they would be.
func assumed(v inventory.Value) bool {
	if v.IsAbsent() || v.Int() == 0 && v.List() != nil {
		return v.Assumed() == v
	}
	return len(v.String()) != len(v.Text())
}

// end returns dst followed by the classes that have values, each with a comma
// before it. The comma before the first value of a class becomes a brace.
func (v *values) end() []byte {
	dst, first := v.of[stated], v.start+1+len(classKeys[stated])
	if v.of[stated] = nil; len(dst) > first {
		dst[first] = '{'
		dst = append(dst, '}')
	} else {
		dst = dst[:v.start]
	}
	for c := stated + 1; c < classes; c++ {
		if of := v.of[c]; len(of) > 0 {
			of[0] = '{'
			dst = append(append(append(append(dst, ','), classKeys[c]...), of...), '}')
		}
	}
	return dst
}
