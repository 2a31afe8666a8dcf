package inventory

import "strings"

// object is a JSON object in the order in which it was written. Its values are
// *object, []any, string, json.Number, bool, nil, or a conflict of two of them.
type object struct {
	keys   []string
	values []any
	line   int // on which it starts; 0 for objects that no text holds as such
	offset int // of its start in the text that its row was parsed from

	// Of an object that was read in parts:
	want  *want
	slots []uint8 // by place among what is wanted: that of the key in keys, from 1; 0 where it is not there
	extra bool    // some key may be a column that someone added
}

// slot returns the place in keys of a key, from 0, -1 where it is not there; known
// is false where o can't tell without looking through all of them.
func (o *object) slot(key string) (i int, known bool) {
	if o.slots == nil {
		return 0, false
	}
	r, known := o.want.routes[key]
	if !known || len(r.steps) > 1 {
		return 0, false
	}
	return int(o.slots[r.steps[0]]) - 1, true
}

// find returns the place in keys of a key, ignoring case, -1 where it is not
// there.
func (o *object) find(key string) int {
	if i, known := o.slot(key); known {
		return i
	}
	for i, k := range o.keys {
		if strings.EqualFold(k, key) {
			return i
		}
	}
	return -1
}

// get returns the value at a dotted path below o, ignoring the case of keys.
// Null, empty text and empty objects count as not stated. A list on the way
// answers with the first member that states the rest.
func (o *object) get(path string) (any, bool) {
	key, rest, deeper := strings.Cut(path, ".")
	i := o.find(key)
	switch {
	case i < 0:
		return nil, false
	case !deeper:
		return o.values[i], stated(o.values[i])
	}
	return getIn(o.values[i], rest)
}

func getIn(v any, path string) (any, bool) {
	switch v := v.(type) {
	case *object:
		return v.get(path)
	case []any:
		for _, e := range v {
			if found, ok := getIn(e, path); ok {
				return found, true
			}
		}
	}
	return nil, false
}

func stated(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case string:
		return v != "" && (v[0] > ' ' && v[0] < 0x80 || strings.TrimSpace(v) != "")
	case *object:
		return len(v.keys) > 0
	}
	return true
}

// property returns what a resource object states at path: below properties, as
// the resource manager writes it, or at the top, as the command line does.
func (o *object) property(path string) (any, bool) {
	if i := o.find("properties"); i >= 0 {
		if v, ok := getIn(o.values[i], path); ok {
			return v, true
		}
	}
	return o.get(path)
}

// has reports whether the object states anything at one of the paths, which
// are separated by bars.
func (o *object) has(paths string) bool {
	for path := range strings.SplitSeq(paths, "|") {
		if _, ok := o.property(path); ok {
			return true
		}
	}
	return false
}
