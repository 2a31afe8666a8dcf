package inventory

import (
	"strconv"
	"strings"
)

// A Value is what an export says of one field of one item. The zero Value is
// missing: the export does not carry the field.
//
// The rejected way was a pointer per field type (*string, *int): it can't tell
// a missing column from an object that leaves the field out, nor keep a text
// that is there but means nothing to us.
type Value struct{ d *datum }

type state uint8

const (
	known        state = iota
	absent             // the object leaves the field out, and that means "none"
	unrecognised       // the text is there, but is none of the names known to us
	atLeast            // a count or sum whose other members are unknown
)

type datum struct {
	state   state
	assumed bool // not stated; the value Azure implies for a full object
	text    string
	num     int64
	list    []string
	shown   *datum // what a [Mask] shows instead, nil where it shows this

	pool, number uint32 // where it is kept, and its number there
}

var (
	yes     = &datum{text: "true", num: 1}
	no      = &datum{text: "false"}
	nothing = &datum{state: absent}
)

// Text returns a known text.
func Text(s string) Value { return Value{&datum{text: s}} }

// Int returns a known whole number.
func Int(n int64) Value { return Value{&datum{num: n, text: strconv.FormatInt(n, 10)}} }

// Bool returns a known yes or no.
func Bool(b bool) Value {
	if b {
		return Value{yes}
	}
	return Value{no}
}

// List returns a known list of texts; an empty one is a known empty list.
func List(items ...string) Value {
	if items == nil {
		items = []string{}
	}
	return Value{&datum{list: items, text: strings.Join(items, ", "), num: int64(len(items))}}
}

// Absent returns the value of a field that a full object leaves out and that
// then means "none", such as the disk encryption set of a disk without one.
func Absent() Value { return Value{nothing} }

// Unrecognised returns the value of a field whose text is there but is none of
// the names known to us. It answers no question.
func Unrecognised(text string) Value { return Value{&datum{state: unrecognised, text: text}} }

// AtLeast returns a count or sum of which only a part is known.
func AtLeast(n int64) Value {
	return Value{&datum{state: atLeast, num: n, text: "at least " + strconv.FormatInt(n, 10)}}
}

// Assumed marks a value as not stated by the export but implied by Azure.
func (v Value) Assumed() Value {
	if v.d == nil || v.d.assumed {
		return v
	}
	d := *v.d
	d.assumed = true
	return Value{&d}
}

// Missing reports whether the export does not carry the field.
func (v Value) Missing() bool { return v.d == nil }

// Known reports whether the value can be compared: stated, assumed, or absent.
func (v Value) Known() bool { return v.d != nil && v.d.state <= absent }

// IsAbsent reports whether a full object left the field out, meaning "none".
func (v Value) IsAbsent() bool { return v.d != nil && v.d.state == absent }

// IsUnrecognised reports whether the text is there but means nothing to us.
func (v Value) IsUnrecognised() bool { return v.d != nil && v.d.state == unrecognised }

// Partial reports whether the value is a lower bound, see [AtLeast].
func (v Value) Partial() bool { return v.d != nil && v.d.state == atLeast }

// Text returns the text of the value, "" when missing or absent. Numbers and
// booleans come as Azure writes them.
func (v Value) Text() string {
	if v.d == nil {
		return ""
	}
	return v.d.text
}

// Int returns the number of the value: of a list its length, of a partial value
// its lower bound.
func (v Value) Int() int64 {
	if v.d == nil {
		return 0
	}
	return v.d.num
}

// List returns the members of a list.
func (v Value) List() []string {
	if v.d == nil {
		return nil
	}
	return v.d.list
}

// True reports whether the value is known and true.
func (v Value) True() bool { return v.d != nil && v.d.state == known && v.d.text == "true" }

// False reports whether the value is known and not true; absent is not true.
func (v Value) False() bool { return v.Known() && !v.True() }

// Shown returns the value that reports show: itself, or what a [Mask] put in
// its place.
func (v Value) Shown() Value {
	if v.d != nil && v.d.shown != nil {
		return Value{v.d.shown}
	}
	return v
}

// String returns the value, as it is shown, in words for evidence.
func (v Value) String() string {
	v = v.Shown()
	switch {
	case v.d == nil:
		return "missing"
	case v.d.state == absent:
		return "not set"
	case v.d.state == unrecognised:
		return strconv.Quote(v.d.text) + " (not recognised)"
	case v.d.list != nil && len(v.d.list) == 0:
		return "none"
	case v.d.assumed:
		return v.d.text + " (default)"
	default:
		return v.d.text
	}
}
