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

// An Item is one VM or one disk of the inventory.
type Item struct {
	Kind Kind
	// DisksComplete says that Disks names all disks of the VM.
	DisksComplete bool
	// Listed says that an export lists the item itself; a disk that only a VM
	// names has only the values which that VM gives.
	Listed bool

	id            string
	name          string
	subscription  string
	resourceGroup string
	location      string
	tags          []Tag
	source        Position

	disks   []*Item
	record  *Item
	holders []*Item

	key    string  // see Key; "" = not worked out yet
	values []Value // by position in the table of its kind
	extra  []Value // by position in optionalFields; nil when there is no such column

	original *Identity // where a [Mask] shows something else
}

// ID returns the id as the export writes it; of an unmanaged disk its VHD URI.
func (it *Item) ID() string { return it.id }

// AppendID appends the id to dst: an id is put together when it is asked for.
func (it *Item) AppendID(dst []byte) []byte { return append(dst, it.id...) }

// Name returns the name, "" where the export has none.
func (it *Item) Name() string { return it.name }

// Subscription returns the id of the subscription, from the resource id.
func (it *Item) Subscription() string { return it.subscription }

// ResourceGroup returns the name of the resource group, from the resource id.
func (it *Item) ResourceGroup() string { return it.resourceGroup }

// Location returns the region as the export writes it.
func (it *Item) Location() string { return it.location }

// Tags returns the tags by name; nil also when the export has no tags.
func (it *Item) Tags() []Tag { return it.tags }

// Source returns the place of the row that the item was read from.
func (it *Item) Source() Position { return it.source }

// Disks returns the disks of a VM as that VM holds them, the OS disk first,
// then data disks by LUN. Each has the values of its own record, where the disk
// export lists it, with those of the VM laid over (LUN, caching, ...).
func (it *Item) Disks() []*Item { return it.disks }

// DiskCount returns how many disks there are.
func (it *Item) DiskCount() int { return len(it.disks) }

// Record returns the item of the inventory behind a disk as a VM holds it, nil
// where no export lists the disk.
func (it *Item) Record() *Item { return it.record }

// Holders returns the VMs of the inventory that hold a disk.
func (it *Item) Holders() []*Item { return it.holders }

// Named returns an item of which nothing but its name is known.
func Named(kind Kind, as Identity) *Item {
	it := &Item{Kind: kind}
	it.Identify(as)
	return it
}

// Identify says what the item is called.
func (it *Item) Identify(as Identity) {
	it.id, it.name, it.subscription, it.resourceGroup, it.location, it.tags = as.ID, as.Name, as.Subscription, as.ResourceGroup, as.Location, as.Tags
	it.key = ""
}

// WithDisks returns a copy of a VM that holds other disks.
func (it *Item) WithDisks(disks []*Item) *Item {
	changed := *it
	changed.disks = disks
	return &changed
}

// Hold says that the VM holds the disk, its i-th, whose record that is.
func (it *Item) Hold(i int, record *Item) {
	it.disks[i].record = record
	record.holders = append(record.holders, it)
}

// Tag is one tag of a resource.
type Tag struct{ Name, Value string }

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

// Key returns the form of the id by which items are joined and ordered: Azure
// compares resource ids ignoring case.
func (it *Item) Key() string {
	if it.key != "" {
		return it.key
	}
	return strings.ToLower(it.ID())
}

// Value returns the value of a field, missing when f is of the other kind.
func (it *Item) Value(f *Field) Value {
	switch {
	case f.optional:
		if it.extra == nil {
			return Value{}
		}
		return it.extra[f.index]
	case f.kind != it.Kind || it.values == nil:
		return Value{}
	default:
		return it.values[f.index]
	}
}

// get returns the value of the field of that name. The name is one of ours: an
// unknown one is a programming error.
func (it *Item) get(name string) Value { return it.Value(mustField(name)) }

func (it *Item) set(name string, v Value) { it.setField(mustField(name), v) }

func (it *Item) setField(f *Field, v Value) {
	if f.optional {
		if it.extra == nil {
			it.extra = make([]Value, len(optionalFields))
		}
		it.extra[f.index] = v
		return
	}
	if it.values == nil {
		it.values = make([]Value, len(fieldsOf(it.Kind)))
	}
	it.values[f.index] = v
}

// Tag returns the value of the tag of that name, ignoring case.
func (it *Item) Tag(name string) (string, bool) {
	for _, t := range it.Tags() {
		if strings.EqualFold(t.Name, name) {
			return t.Value, true
		}
	}
	return "", false
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
