package inventory

import (
	"slices"
	"strings"
)

// With returns a copy of the item that has another value of one field. What
// follows from that field is not worked out again.
func (it *Item) With(f *Field, v Value) *Item {
	if !f.optional && f.kind != it.Kind {
		return it
	}
	changed := it.copy()
	changed.setField(f, v)
	return changed
}

// Same reports whether two values say the same. Case, the order of a list, and
// whether Azure implies the value make no difference.
func (v Value) Same(o Value) bool {
	switch {
	case v.d == o.d:
		return true
	case v.d == nil || o.d == nil || v.d.state != o.d.state || v.d.num != o.d.num:
		return false
	case v.d.list != nil && o.d.list != nil:
		return slices.Equal(folded(v.d.list), folded(o.d.list))
	}
	return strings.EqualFold(v.d.text, o.d.text)
}

// folded is a list in lower case, in order.
func folded(list []string) []string {
	lower := make([]string, len(list))
	for i, s := range list {
		lower[i] = strings.ToLower(s)
	}
	slices.Sort(lower)
	return lower
}
