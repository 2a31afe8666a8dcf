package inventory

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
)

// A report of a large estate is mostly items, and its writer puts each into one
// line, with its keys in one order. Such a text is taken apart here without a
// decoder: most values were seen before and are found by their bytes. Whatever
// is not written just so is left to encoding/json and [Stored], and so is every
// error.

// A StoredText is the text of a stored item taken apart. It refers to the text.
type StoredText struct {
	kind                          Kind
	listed, complete              bool
	subscription, group, location []byte
	storedNames
	values storedValues
	disks  []storedDisk

	tagged              bool
	tagNames, tagValues []byte // packed as a [tagSet] has them
	all                 []*storedValue
}

// storedNames are what an item or a disk is called.
type storedNames struct{ id, name []byte }

// A storedDisk is a disk as a VM holds it.
type storedDisk struct {
	storedNames
	values storedValues
}

// storedValues are the values of an item, or of a disk as a VM holds it.
type storedValues struct {
	list    []*storedValue
	own     [ownOwners + 1]bool // the fields that the item itself tells
	manager []byte              // what holds a disk by its own account, nil where that is told in another way
}

// A storedValue is a value of a field.
type storedValue struct {
	fieldValue
	apart  bool   // counts others of the estate, see [Item.StoredApart]
	number uint32 // in the pool of a [Restorer], 0 until that has seen it
}

// A StoredReader takes texts apart. Only one goroutine uses it.
type StoredReader struct {
	storedScanner
	columns map[string]*storedColumn
	serial  uint64 // of the item or disk at hand
}

// A storedColumn knows the values of a field by their texts.
type storedColumn struct {
	field *Field // nil where this version does not know it
	apart bool   // counts others of the estate
	known [len(storedClasses)]map[string]*storedValue
	seen  uint64 // the item or disk on which it was stated last
}

const (
	mostStoredColumns = 1000
	mostStoredValues  = 4096 // of a column that are remembered
)

// NewStoredReader returns one that has seen nothing.
func NewStoredReader() *StoredReader { return &StoredReader{columns: map[string]*storedColumn{}} }

// Read takes the beginning of a text apart that is an item as [Stored] is
// written, but for the closing brace, and returns what follows. It reports false
// for a text that is written in another way, or holds anything odd: control
// characters, or what is no UTF-8, also in what follows.
func (r *StoredReader) Read(text []byte, t *StoredText) (rest []byte, ok bool) {
	*t = StoredText{tagNames: t.tagNames[:0], tagValues: t.tagValues[:0], all: t.all[:0], disks: t.disks[:0]}
	r.storedScanner = storedScanner{text, bytes.IndexByte(text, '\\') >= 0}
	if !plainText(text) || !r.names(t) || !r.tags(t) || !r.values(t, &t.storedNames, &t.values, t) {
		return nil, false
	}
	if r.next(`,"disks":[`) && (t.kind != VM || !r.disks(t)) {
		return nil, false
	}
	t.complete = r.next(`,"disksComplete":true`)
	return r.rest, true
}

// DiskCount is how many disks a VM holds.
func (t *StoredText) DiskCount() int { return len(t.disks) }

// Disk returns the id of a disk of a VM, its name where it has none.
func (t *StoredText) Disk(i int) []byte {
	if d := &t.disks[i]; len(d.id) > 0 {
		return d.id
	}
	return t.disks[i].name
}

// names reads what the item is called.
func (r *StoredReader) names(t *StoredText) bool {
	var kind []byte
	for _, part := range [...]struct {
		key string
		to  *[]byte
	}{{`{"id":"`, &t.id}, {`,"kind":"`, &kind}, {`,"name":"`, &t.name}, {`,"subscription":"`, &t.subscription},
		{`,"resourceGroup":"`, &t.group}, {`,"location":"`, &t.location}} {
		if !r.next(part.key) || !r.plain(part.to) {
			return false
		}
	}
	switch string(kind) {
	case VM.String():
		t.kind = VM
	case Disk.String():
		t.kind = Disk
	default:
		return false
	}
	t.listed = r.next(`,"listed":true`)
	return len(t.id) > 0 && (t.listed || r.next(`,"listed":false`))
}

// tags reads the tags, which stand in the order of their names.
func (r *StoredReader) tags(t *StoredText) bool {
	if r.next(`,"tags":null`) {
		return true
	}
	t.tagged = true
	var last []byte
	return r.next(`,"tags":{`) && r.members(func(name []byte) bool {
		first := len(t.tagNames) == 0
		value, ok := r.unquoted()
		if !ok || bytes.IndexByte(name, '\\') >= 0 || !first && bytes.Compare(name, last) <= 0 {
			return false
		}
		last = name
		t.tagNames, t.tagValues = packText(t.tagNames, name), packText(t.tagValues, value)
		return true
	})
}

// members reads the members of an object, whose values are left to read.
func (r *StoredReader) members(read func(key []byte) bool) bool {
	if r.next("}") {
		return true
	}
	for {
		var key []byte
		if !r.next(`"`) || !r.text(&key) || !r.next(":") || !read(key) {
			return false
		}
		if r.next("}") {
			return true
		}
		if !r.next(",") {
			return false
		}
	}
}

// storedClasses are the keys under which values stand, in their order.
var storedClasses = [...]string{`,"facts":{`, `,"defaults":{`, `,"unrecognised":{`, `,"atLeast":{`}

const (
	storedFacts = iota
	storedDefaults
	storedUnrecognised
	storedAtLeast
)

// values reads the values of what is called so: of an item or, where of is nil,
// of a disk as a VM holds it.
func (r *StoredReader) values(t *StoredText, is *storedNames, v *storedValues, of *StoredText) bool {
	r.serial++
	from := len(t.all)
	for class, key := range storedClasses {
		if !r.next(key) {
			continue
		}
		if !r.members(func(name []byte) bool {
			c := r.column(name)
			if c == nil || c.seen == r.serial {
				return false
			}
			c.seen = r.serial
			if c.field != nil && c.field.own != notOwn && class == storedFacts {
				if told, ok := r.own(c.field, is, v, of); told || !ok {
					return ok
				}
			}
			value := r.value(c, class)
			if value != nil && value.field != nil {
				t.all = append(t.all, value)
			}
			return value != nil
		}) {
			return false
		}
	}
	v.list = t.all[from:]
	return true
}

// column returns the column of that name, nil for none: only one name is read
// of each field.
func (r *StoredReader) column(name []byte) *storedColumn {
	if c, ok := r.columns[string(name)]; ok {
		return c
	}
	f, ok := FieldNamed(string(name))
	if ok && f.Name != string(name) || bytes.IndexByte(name, '\\') >= 0 || len(r.columns) >= mostStoredColumns {
		return nil
	}
	c := &storedColumn{field: f, apart: slices.Contains(ofEstate, string(name))}
	r.columns[string(name)] = c
	return c
}

// own reads a value that hardly ever is that of another item. told says that the
// item itself tells it.
func (r *StoredReader) own(f *Field, is *storedNames, v *storedValues, of *StoredText) (told, ok bool) {
	before := r.rest
	var text []byte
	switch {
	case f.kind != Disk && of == nil, of != nil && f.kind != of.kind:
		return false, false
	case f.own == ownManager:
		if !r.next(`"`) || !r.plain(&text) || len(text) == 0 {
			r.rest = before
			return false, true
		}
		v.manager = text
	case f.own == ownOwners:
		if !r.next(`["`) || !r.plain(&text) || !r.next("]") || v.manager == nil || !bytes.Equal(text, v.manager) {
			r.rest = before
			return false, true
		}
	case !r.next(`"`) || !r.plain(&text):
		return false, false
	case f.own == ownID && !bytes.Equal(text, is.id), f.own == ownName && !bytes.Equal(text, is.name),
		f.own == ownSubscription && (of == nil || !bytes.Equal(text, of.subscription)),
		f.own == ownResourceGroup && (of == nil || !bytes.Equal(text, of.group)):
		return false, false
	}
	v.own[f.own] = true
	return true, true
}

// value reads a value of a column, nil for one that can't be.
func (r *StoredReader) value(c *storedColumn, class int) *storedValue {
	raw, ok := r.raw()
	if !ok {
		return nil
	}
	if known := c.known[class][string(raw)]; known != nil {
		return known
	}
	v, ok := readStored(raw, class)
	if !ok {
		return nil
	}
	made := &storedValue{fieldValue: fieldValue{c.field, v}, apart: class == storedFacts && c.apart}
	if c.known[class] == nil {
		c.known[class] = map[string]*storedValue{}
	}
	if len(c.known[class]) < mostStoredValues {
		c.known[class][string(raw)] = made
	}
	return made
}

// readStored reads a value as encoding/json does.
func readStored(raw []byte, class int) (Value, bool) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var said any
	if err := d.Decode(&said); err != nil || d.InputOffset() != int64(len(raw)) {
		return Value{}, false
	}
	switch class {
	case storedUnrecognised:
		text, ok := said.(string)
		return Unrecognised(text), ok
	case storedAtLeast:
		n, ok := said.(json.Number)
		least, err := strconv.ParseInt(string(n), 10, 64)
		return AtLeast(least), ok && err == nil
	}
	v, err := valueOf(said)
	if class == storedDefaults {
		v = v.Assumed()
	}
	return v, err == nil
}

// disks reads the disks of a VM.
func (r *StoredReader) disks(t *StoredText) bool {
	for {
		t.disks = append(t.disks, storedDisk{})
		d := &t.disks[len(t.disks)-1]
		if !r.next(`{"id":"`) || !r.plain(&d.id) || !r.next(`,"name":"`) || !r.plain(&d.name) || !r.values(t, &d.storedNames, &d.values, nil) || !r.next("}") {
			return false
		}
		if len(d.values.list) == 0 || len(d.id) > 0 && len(d.name) == 0 {
			return false
		}
		if r.next("]") {
			return true
		}
		if !r.next(",") {
			return false
		}
	}
}
