package inventory

import (
	"slices"
	"strings"
)

// A row is one element of a list or one record of a CSV.
type row struct {
	object *object // as the export writes it; of a CSV the columns that hold JSON
	props  *object // its properties, nil where it has no such level
	cells  []any   // values by column; nil for objects in which each key is a path
	full   bool    // a whole resource: what it leaves out has its default
	apart  bool    // some of what lies deeper was left out
	graph  bool    // a query chose what stands beside the properties
	some   bool    // the cell dataDisks holds some of the disks, or some of what they state
	at     Position

	classified bool // the rest says what classify finds
	class      class
	typ        string
	id         string
}

// newRow looks at a JSON object and tells whether it is a whole resource or
// what a query made of one.
func newRow(o *object, graph bool, at Position, names columnNames) *row {
	w := &row{at: at}
	w.set(o, graph, names)
	return w
}

func (w *row) set(o *object, graph bool, names columnNames) {
	w.object = o
	v, _ := o.get("properties")
	w.props, _ = v.(*object)
	w.full = (w.props != nil || !graph) && w.whole()
	w.apart = takenApart(o)
	w.graph = graph || w.props != nil && w.projected()
	w.cells = w.flatCells(w.graph || !w.full, names)
}

// flatCells enters the keys of an object by column: all of them, or only those
// that someone added to a full object.
func (w *row) flatCells(all bool, names columnNames) []any {
	if !all && w.object.slots != nil && !w.object.extra {
		return nil
	}
	var cells []any
	var ranks []int
	for i, key := range w.object.keys {
		m, ok := names.find(key)
		if !ok || !all && !added(key, w.object.values[i], &columns.list[m.column]) {
			continue
		}
		if cells == nil {
			cells, ranks = make([]any, len(columns.list)), make([]int, len(columns.list))
		}
		if cells[m.column] != nil && ranks[m.column] <= m.rank {
			continue
		}
		cells[m.column], ranks[m.column] = w.object.values[i], m.rank
		if w.object.values[i] == nil {
			cells[m.column] = ""
		}
	}
	return cells
}

// added reports whether someone added a key of a full object as a column: no
// resource has such a key, or not with a text.
func added(key string, v any, c *column) bool {
	if c.extra != nil {
		return true
	}
	below, _ := plan.below(key)
	return below == nil || !below.all && flatText(v)
}

// flatText reports whether a value is a text of a flat row, to be read where
// resources have an object.
func flatText(v any) bool {
	_, isText := v.(string)
	return isText && stated(v) && !typeName(v)
}

// What became of a search for a value.
type found uint8

const (
	nowhere found = iota // the export does not carry the place
	empty                // the place is there, or would be, and states nothing
	within               // it carries what the place would lie in, which states something else
	cut                  // something else stands on the way to it
	here
)

// envelopeKeys are the keys that stand beside properties in a resource.
var envelopeKeys = map[string]bool{"id": true, "name": true, "type": true, "location": true, "zones": true, "tags": true,
	"plan": true, "sku": true, "identity": true, "extendedLocation": true, "managedBy": true, "managedByExtended": true,
	"tenantId": true, "subscriptionId": true, "resourceGroup": true}

// find returns what the row states for a field.
func (w *row) find(f *Field) (any, found) {
	best, value := nowhere, any(nil)
	for _, r := range f.routes() {
		v, got := w.follow(r)
		if got == here && (f.Type != TextField && typeName(v) || contradicts(v)) {
			got = cut
		}
		if got > best {
			best, value = got, v
		}
		if got == here {
			return v, here
		}
	}
	if v, got := w.cell(f); got > best {
		best, value = got, v
	}
	return value, best
}

// routes returns the routes of a field's paths.
func (f *Field) routes() []*route {
	if f.optional {
		return nil
	}
	return fieldRoutes[f.kind][f.index]
}

// look returns what the row states at one path.
func (w *row) look(path string) (any, found) { return w.follow(plan.route(path)) }

// follow returns what the row states at the end of a route.
func (w *row) follow(r *route) (any, found) {
	var got found
	if w.props != nil && !r.top {
		var v any
		if v, got = r.walk(w.props, 0); got == here {
			return v, here
		}
	}
	v, top := r.walk(w.object, 0)
	if top == here {
		return v, here
	}
	got = max(got, top)
	if got == nowhere && w.full && !(w.graph && r.own) || got == within && !w.apart {
		got = empty
	}
	return v, got
}

// walk follows the route below a value, from a step on. Of a list the first
// member counts that states the rest.
func (r *route) walk(v any, step int) (any, found) {
	switch v := v.(type) {
	case *object:
		var i int
		if v.slots != nil && r.steps != nil {
			i = int(v.slots[r.steps[step]]) - 1
		} else if r.steps != nil {
			key, _, _ := strings.Cut(r.rest[step], ".")
			i = v.find(key)
		} else {
			return walk(v, r.path)
		}
		switch {
		case i < 0:
			return nil, nowhere
		case step+1 < len(r.steps):
			below, got := r.walk(v.values[i], step+1)
			return below, orWithin(got)
		case stated(v.values[i]):
			return v.values[i], here
		}
		return nil, empty
	case []any:
		return walkList(v, func(e any) (any, found) { return r.walk(e, step) })
	}
	if stated(v) {
		return v, cut
	}
	return nil, empty
}

func orWithin(got found) found {
	if got == nowhere {
		return within
	}
	return got
}

// walk follows a path that is not planned.
func walk(v any, path string) (any, found) {
	switch v := v.(type) {
	case *object:
		key, rest, deeper := strings.Cut(path, ".")
		i := v.find(key)
		switch {
		case i < 0:
			return nil, nowhere
		case deeper:
			below, got := walk(v.values[i], rest)
			return below, orWithin(got)
		case stated(v.values[i]):
			return v.values[i], here
		}
		return nil, empty
	case []any:
		return walkList(v, func(e any) (any, found) { return walk(e, path) })
	}
	if stated(v) {
		return v, cut
	}
	return nil, empty
}

func walkList(list []any, walk func(any) (any, found)) (any, found) {
	best, value := empty, any(nil)
	for _, e := range list {
		v, got := walk(e)
		if got == here {
			return v, here
		}
		if got == cut {
			best, value = cut, v
		}
	}
	return value, best
}

// cell returns what the flat column of a field states.
func (w *row) cell(f *Field) (any, found) {
	if w.cells == nil {
		return nil, nowhere
	}
	v := w.cells[columns.of[f]]
	switch v.(type) {
	case nil:
		return nil, nowhere
	case *object, []any:
		if f.Type == TextField || f.Type == BoolField {
			return nil, empty
		}
	}
	switch {
	case typeName(v), contradicts(v):
		return v, cut
	case stated(v):
		return v, here
	}
	return nil, empty
}

// held returns the cell of one of the columns that state a VM's disks.
func (w *row) held(name string) (v any, there bool) {
	if w.cells == nil {
		return nil, false
	}
	m, ok := columns.find(name)
	if !ok {
		return nil, false
	}
	v = w.cells[m.column]
	return v, v != nil
}

// typeName reports whether a value is what PowerShell writes in the place of an
// object that lies too deep.
func typeName(v any) bool {
	s, ok := v.(string)
	return ok && (strings.HasPrefix(s, "Microsoft.Azure.") || strings.HasPrefix(s, "System.Collections.") ||
		strings.HasPrefix(s, "System.Object[]") || strings.HasPrefix(s, "System.String[]") || strings.HasPrefix(s, "@{"))
}

// contradicts reports whether an object states two things in the place of v.
func contradicts(v any) bool {
	_, two := v.(conflict)
	return two
}

// The classes of rows.
type class uint8

const (
	isOther class = iota // of another type, or of none that can be told
	isVM
	isDisk
)

// classify tells what a row is: by its type, else by what it states, else by
// its id. The name of the type is for people.
func (w *row) classify() (c class, typ, id string) {
	if w.classified {
		return w.class, w.typ, w.id
	}
	id = w.statedID()
	typ = w.textOf(vmType)
	if !strings.Contains(typ, "/") {
		typ = ""
	}
	if typ == "" {
		typ = typeOf(id)
	}
	if typ == "" {
		return w.guess(), "", id
	}
	return classOf(typ), typ, id
}

// guess tells VMs from disks by the columns alone.
func (w *row) guess() class {
	states := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { _, got := w.find(mustField(name)); return got >= cut })
	}
	switch {
	case states("vm.size", "vm.powerState") || w.object.has("storageProfile|hardwareProfile|vmAgent|instanceView"):
		return isVM
	case states("disk.sizeGiB", "disk.diskState", "disk.encryptionType") || w.object.has("creationData"):
		return isDisk
	}
	return isOther
}

// classOf tells VMs and disks from all other types of resources.
func classOf(typ string) class {
	for _, known := range classes {
		if compareFolded(typ, known.typ) == 0 {
			return known.class
		}
	}
	return isOther
}

var classes = []struct {
	typ   string
	class class
}{
	{"microsoft.compute/disks", isDisk},
	{"microsoft.compute/virtualmachines", isVM},
	{"microsoft.classiccompute/virtualmachines", isVM},
	{"microsoft.compute/virtualmachinescalesets/virtualmachines", isVM},
}

// typeOf returns the type of the resource that an id names, "" if it names none.
func typeOf(id string) string {
	at := strings.LastIndex(strings.ToLower(id), "/providers/")
	if at < 0 {
		return ""
	}
	part := strings.Split(strings.Trim(id[at+len("/providers/"):], "/"), "/")
	typ := part[0]
	for i := 1; i < len(part); i += 2 {
		typ += "/" + part[i]
	}
	return typ
}

// statedID returns the id that the row states: of several the one that can be
// that of a resource.
func (w *row) statedID() string {
	v, got := w.find(idOfAny)
	if got != here {
		return ""
	}
	if id := resourceIDIn(v); isID(id) {
		return id
	}
	return w.otherID(resourceIDIn(v))
}

// otherID is the id that a row states beside one that is none, which it returns
// where there is no other.
func (w *row) otherID(id string) string {
	for i, key := range w.object.keys {
		m, ok := columns.find(key)
		if other := resourceIDIn(w.object.values[i]); ok && m.column == idColumn && namesResource(other) {
			return other
		}
	}
	return id
}

// isID reports whether a text can be the id of a resource, be it the URI of a
// blob: no name or number has a slash.
func isID(text string) bool { return strings.IndexByte(text, '/') >= 0 }

// namesResource reports whether a text holds the id of a resource.
func namesResource(text string) bool {
	text = strings.ToLower(text)
	return strings.Contains(text, "/subscriptions/") || strings.Contains(text, "/providers/")
}

// text returns what the row states for a field as it is written.
func (w *row) text(field string) string { return w.textOf(mustField(field)) }

var (
	idOfAny  = mustField("vm.id")
	idColumn = columns.of[idOfAny]
)

func (w *row) textOf(f *Field) string {
	if v, got := w.find(f); got == here {
		return scalar(v)
	}
	return ""
}
