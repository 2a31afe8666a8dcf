package inventory

import (
	"fmt"
	"slices"
	"strings"
)

// A bareRow is the row of an item that says which VM or disk it is and nothing
// about it, as lists of all resources do.
type bareRow struct {
	item  *Item
	input int // index of its file
}

// listings are keys and columns that lists of all resources have (az resource
// list, Get-AzResource) and a choice of one's own has no reason to.
var listings = p("resourceType", "kind", "plan", "changedTime", "provisioningState")

// noteBare keeps the item of a row of such a list if nothing else is known of it
// so far.
func (f *file) noteBare(w *row, it *Item) {
	if w.props == nil && !w.full && (f.listing || listing(w.object.keys)) && it.bare() {
		f.bare = append(f.bare, bareRow{it, len(f.inputs)})
	}
}

// listing reports whether keys or columns are those of a list of all resources.
func listing(keys []string) bool {
	return slices.ContainsFunc(keys, func(key string) bool {
		return slices.ContainsFunc(listings, func(name string) bool { return columnKey(key) == strings.ToLower(name) })
	})
}

// bare reports whether nothing is known of an item but which one it is.
func (it *Item) bare() bool {
	states := func(f *Field) bool {
		v := it.Value(f)
		return !f.derived && !identifies[columns.of[f]] && !(v.Missing() || v.d.assumed)
	}
	for _, table := range [][]Field{fieldsOf(it.Kind), optionalFields} {
		for i := range table {
			if states(&table[i]) {
				return false
			}
		}
	}
	return it.DiskCount() == 0
}

// identifies tells the columns that say which resource a row is.
var identifies = func() []bool {
	of := make([]bool, len(columns.list))
	for i, c := range columns.list {
		of[i] = slices.Contains(identity, c.key)
	}
	return of
}()

// checkBare tells of rows of which no file states what could be checked.
func (r *reader) checkBare() {
	bare := make([]tally, len(r.inputs))
	for _, b := range r.bare {
		if b.item.bare() {
			bare[b.input].add(b.item.Line(), "")
		}
	}
	for i, n := range bare {
		if in := &r.inputs[i]; n.count > 0 {
			in.Problems = append(in.Problems, Problem{File: in.Name, Line: n.line, Hint: hintQuery,
				Text: fmt.Sprintf("%d row(s) name a VM or disk and state nothing of it that could be checked", n.count)})
		}
	}
}
