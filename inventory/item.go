package inventory

import (
	"maps"
	"slices"
	"strings"
)

// Kind tells VMs from disks.
type Kind uint8

// The kinds of items, in the order in which reports list them.
const (
	VM Kind = iota
	Disk
)

// String returns the word of the report: "vm" or "disk".
func (k Kind) String() string {
	if k == Disk {
		return "disk"
	}
	return "vm"
}

// An Item is one VM or one disk of the inventory. Much of what it states it
// shares with others, see [Group]; methods put it together.
type Item struct {
	reference // its id
	Kind      Kind
	// DisksComplete says that Disks names all disks of the VM.
	DisksComplete bool
	// Listed says that an export lists the item itself; a disk that only a VM
	// names has only the values which that VM gives.
	Listed bool

	view    bool               // a disk as a VM holds it, see other
	line    int32              // in its file
	place   int32              // in the inventory; before that, among the items as they were read
	groups  [groupCount]uint32 // that it shares, see Group.id; 0 for none
	tags    *tagSet
	manager *reference    // to what holds a disk by its own account
	other   *Item         // of a disk its only holder, of a view its record
	held    *[]attachment // the disks of a VM
	more    *more
}

// more is what few items have once they are read.
type more struct {
	values, extra []Value // by Field.index, while the item is worked on
	names         *names  // where they don't follow from the id
	holders       []*Item // where there are several
	original      *Identity
}

// names are what an item is called.
type names struct{ name, subscription, resourceGroup, location string }

// ID returns the id as the export writes it; of an unmanaged disk its VHD URI.
// It is put together at each call.
func (it *Item) ID() string { return it.text() }

// AppendID appends the id to dst.
func (it *Item) AppendID(dst []byte) []byte {
	h := it.where()
	return append(append(append(append(dst, h.before...), h.group()...), h.after...), it.tail...)
}

// Key returns the form of the id by which items are joined and ordered: Azure
// compares resource ids ignoring case.
func (it *Item) Key() string { return it.key() }

// Name returns the name, "" where the export has none.
func (it *Item) Name() string {
	if n := it.ownNames(); n != nil {
		return n.name
	}
	return it.tail
}

// Subscription returns the id of the subscription, from the resource id.
func (it *Item) Subscription() string {
	if n := it.ownNames(); n != nil {
		return n.subscription
	}
	return it.where().subscription
}

// subscriptionKey is the same in lower case.
func (it *Item) subscriptionKey() string {
	if n := it.ownNames(); n != nil {
		return strings.ToLower(n.subscription)
	}
	return it.where().folded
}

// ResourceGroup returns the name of the resource group, from the resource id.
func (it *Item) ResourceGroup() string {
	if n := it.ownNames(); n != nil {
		return n.resourceGroup
	}
	return it.where().group()
}

// Location returns the region as the export writes it.
func (it *Item) Location() string {
	if n := it.ownNames(); n != nil {
		return n.location
	}
	if g := it.group(0); g != nil {
		return g.location
	}
	return ""
}

func (it *Item) ownNames() *names {
	if it.more == nil {
		return nil
	}
	return it.more.names
}

// called gives the names for changing them.
func (it *Item) called() *names {
	if it.ownNames() == nil {
		own := &names{it.Name(), it.Subscription(), it.ResourceGroup(), it.Location()}
		it.further().names = own
	}
	return it.more.names
}

// further gives what few items have for changing it.
func (it *Item) further() *more {
	if it.more == nil {
		it.more = &more{}
	}
	return it.more
}

// Tags returns the tags by name; nil also when the export has no tags.
func (it *Item) Tags() []Tag {
	if it.tags == nil {
		return nil
	}
	return it.tags.tags()
}

// Line returns the line of its file that the item was read from, 0 for none.
func (it *Item) Line() int { return int(it.line) }

// Place returns where the item stands in its inventory, from 0.
func (it *Item) Place() int { return int(it.place) }

// copy returns an item that may be changed without changing this one.
func (it *Item) copy() *Item {
	c := *it
	if it.more != nil {
		m := *it.more
		m.values, m.extra = slices.Clone(m.values), slices.Clone(m.extra)
		if m.names != nil {
			own := *m.names
			m.names = &own
		}
		c.more = &m
	}
	return &c
}

// Named returns an item of which nothing but its name is known.
func Named(kind Kind, as Identity) *Item {
	it := &Item{Kind: kind}
	it.Identify(as)
	return it
}

// Identify says what the item is called.
func (it *Item) Identify(as Identity) {
	it.unshare()
	*it.called() = names{as.Name, as.Subscription, as.ResourceGroup, as.Location}
	it.reference = referenceTo(as.ID)
	it.setTags(as.Tags)
}

func (it *Item) setTags(tags []Tag) {
	it.tags = nil
	if tags != nil {
		it.tags = newTagSet(tags)
	}
}

// WithDisks returns a copy of a VM that holds other disks.
func (it *Item) WithDisks(disks []*Item) *Item {
	changed := it.copy()
	changed.setDisks(disks)
	return changed
}

// tagsOf returns tags by name, nil for none stated.
func tagsOf(values map[string]string) []Tag {
	if values == nil {
		return nil
	}
	tags := make([]Tag, 0, len(values))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		tags = append(tags, Tag{name, values[name]})
	}
	return tags
}

// Position is a place in an input file. Line counts from 1; 0 means none.
type Position struct {
	File string
	Line int
}

// Value returns the value of a field, missing when f is of the other kind.
func (it *Item) Value(f *Field) Value {
	v := it.stored(f)
	if v.d == ofItem {
		return it.own(f)
	}
	return v
}

// stored is the value of a field, [ofItem] where the item itself tells it.
func (it *Item) stored(f *Field) Value {
	switch {
	case !f.optional && f.kind != it.Kind:
		return Value{}
	case it.working() && !f.optional:
		return it.more.values[f.index]
	case it.working():
		if it.more.extra == nil {
			return Value{}
		}
		return it.more.extra[f.index]
	}
	if g := it.group(f.group); g != nil {
		return g.values[f.slot]
	}
	return Value{}
}

// working reports whether the item is worked on: its values are not shared.
func (it *Item) working() bool { return it.more != nil && it.more.values != nil }

// work takes the values out of the shared groups for changing them.
func (it *Item) work() *more {
	if it.working() {
		return it.more
	}
	m := it.further()
	values := make([]Value, len(fieldsOf(it.Kind)))
	for i := range fieldsOf(it.Kind) {
		values[i] = it.stored(&fieldsOf(it.Kind)[i])
	}
	if g := it.group(optionalGroup); g != nil {
		m.extra = slices.Clone(g.values)
	}
	m.values = values
	return m
}

// unshare takes the values out of the shared groups, those that the item itself
// tells among them, so that it can be called something else.
func (it *Item) unshare() {
	if !it.working() && it.groups == [groupCount]uint32{} {
		return
	}
	m := it.work()
	for i := range fieldsOf(it.Kind) {
		if f := &fieldsOf(it.Kind)[i]; m.values[i].d == ofItem {
			m.values[i] = it.own(f)
		}
	}
}

// get returns the value of the field of that name. The name is one of ours: an
// unknown one is a programming error.
func (it *Item) get(name string) Value { return it.Value(mustField(name)) }

func (it *Item) set(name string, v Value) { it.setField(mustField(name), v) }

func (it *Item) setField(f *Field, v Value) {
	m := it.work()
	if !f.optional {
		m.values[f.index] = v
		return
	}
	if m.extra == nil {
		m.extra = make([]Value, len(optionalFields))
	}
	m.extra[f.index] = v
}

// Tag returns the value of the tag of that name, ignoring case.
func (it *Item) Tag(name string) (string, bool) {
	if it.tags == nil {
		return "", false
	}
	return it.tags.find(name)
}

// Inventory is what a set of files says about an estate.
type Inventory struct {
	Items    []*Item   // VMs, then disks, by key
	Inputs   []Input   // in the order they were given
	Problems []Problem // of the estate as a whole; those of a file stand with it
}

// AllProblems returns the problems of every input, then those of the estate.
func (inv *Inventory) AllProblems() []Problem {
	var all []Problem
	for _, in := range inv.Inputs {
		all = append(all, in.Problems...)
	}
	return append(all, inv.Problems...)
}

// Of returns the items of one kind.
func (inv *Inventory) Of(k Kind) []*Item {
	var items []*Item
	for _, it := range inv.Items {
		if it.Kind == k {
			items = append(items, it)
		}
	}
	return items
}

// Input is what became of one file. Rows = VMs + Disks + Other + Duplicates +
// Rejected.
type Input struct {
	Name       string // as given, without the folder of the machine
	Format     Format
	Encoding   string // such as UTF-16LE, or UTF-8, gzip
	SHA256     string // of the bytes as they lie in the file, hexadecimal
	Bytes      int64
	Rows       int // elements or records read
	VMs        int // rows that became VMs
	Disks      int // rows that became disks
	Other      int // rows of other resource types
	Duplicates int // rows whose id was there already
	Rejected   int // rows that can't be used, each with a problem
	Complete   bool
	Problems   []Problem
	OtherTypes []OtherType // what the rows of other types are, by type
}

// OtherType is a type of resource that is neither VM nor disk.
type OtherType struct {
	Type    string // in lower case; "unknown" where the row names none
	Rows    int
	Settles []string // optional fields of VMs and disks that such rows decide
}

// otherTypes lists the types that were counted in a file.
func otherTypes(rows map[string]int) []OtherType {
	var list []OtherType
	for _, typ := range slices.Sorted(maps.Keys(rows)) {
		o := OtherType{Type: typ, Rows: rows[typ]}
		if t := relatedTypeOf(typ); t != nil {
			o.Settles = t.fields
		}
		list = append(list, o)
	}
	return list
}

// Problem is something in an input that a reader of the report must know.
type Problem struct {
	File   string
	Line   int    // from 1; 0 means the file as a whole
	Column string // column, key path or field concerned, if one
	Text   string // what is wrong, lower case, no full stop
	Hint   string // the thing to do or type, if there is one
	// Incomplete says that something of the estate is or may be missing from
	// the result because of this problem.
	Incomplete bool
}
