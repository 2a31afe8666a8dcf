package inventory

import (
	"hash/maphash"
	"strings"
	"unicode/utf8"
)

// A reference is the id of a resource in two parts: where it lies, which it has
// in common with others, and its name there. An estate of a million disks has
// some thousand resource groups; whole ids would take most of the memory.
type reference struct {
	home *home
	tail string
}

// A home is an id up to its last slash, with it.
type home struct {
	text          string
	key           string // in lower case
	subscription  string // which it names, "" for none
	resourceGroup string
	hash          uint64 // of key
}

var seed = maphash.MakeSeed()

// nowhereHome is that of ids without a slash, and of items without an id.
var nowhereHome = newHome("")

func newHome(text string) *home {
	h := &home{text: text, key: strings.ToLower(text)}
	h.hash = maphash.String(seed, h.key)
	part := strings.Split(strings.Trim(text, "/"), "/")
	for i := 0; i+1 < len(part); i += 2 {
		switch strings.ToLower(part[i]) {
		case "subscriptions":
			h.subscription = part[i+1]
		case "resourcegroups":
			h.resourceGroup = part[i+1]
		}
	}
	return h
}

// cutID cuts an id after its last slash.
func cutID(id string) (home, tail string) {
	at := strings.LastIndexByte(id, '/') + 1
	return id[:at], id[at:]
}

// referenceTo returns a reference with a home of its own, which a pool shares.
func referenceTo(id string) reference {
	where, tail := cutID(id)
	if where == "" {
		return reference{nowhereHome, tail}
	}
	return reference{newHome(where), tail}
}

// where is the home, also that of the zero reference.
func (r *reference) where() *home {
	if r.home == nil {
		return nowhereHome
	}
	return r.home
}

// text is the id as it is written.
func (r *reference) text() string { return r.where().text + r.tail }

// key is the form in which ids are compared: Azure ignores their case.
func (r *reference) key() string {
	return r.where().key + strings.ToLower(r.tail)
}

// same reports whether two references are to one resource.
func (r *reference) same(o *reference) bool {
	return (r.home == o.home || r.where().key == o.where().key) && compareFolded(r.tail, o.tail) == 0
}

// compare orders references by their keys.
func (r *reference) compare(o *reference) int {
	a, b := r.where().key, o.where().key
	switch c := strings.Compare(a, b); {
	case c == 0:
		return compareFolded(r.tail, o.tail)
	case strings.HasPrefix(a, b), strings.HasPrefix(b, a):
		return strings.Compare(r.key(), o.key())
	default:
		return c
	}
}

// compareFolded compares two names in lower case.
func compareFolded(a, b string) int {
	for i := 0; i < len(a) && i < len(b); i++ {
		x, y := a[i], b[i]
		if x >= utf8.RuneSelf || y >= utf8.RuneSelf {
			return strings.Compare(strings.ToLower(a), strings.ToLower(b))
		}
		if x, y = lowerASCII(x), lowerASCII(y); x != y {
			return int(x) - int(y)
		}
	}
	return len(a) - len(b)
}

func lowerASCII(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// hash is the same for references to one resource.
func (r *reference) hash() uint64 {
	return r.where().hash ^ foldedHash(r.tail)
}

func foldedHash(s string) uint64 {
	const prime, start = 1099511628211, 14695981039346656037
	h, lowered := uint64(start), false
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf && !lowered {
			s, lowered, h, i = strings.ToLower(s), true, start, 0
		}
		h = (h ^ uint64(lowerASCII(s[i]))) * prime
	}
	return h
}

// A directory keeps something by the ids of resources, ignoring their case.
type directory[T any] struct {
	slots []entry[T] // open addressing; a power of two
	count int
}

type entry[T any] struct {
	to *reference // nil where the slot is free
	of T
}

// at returns what is kept by an id, nil where there is nothing.
func (d *directory[T]) at(r *reference) *T {
	if d.count == 0 {
		return nil
	}
	if e := d.slot(r); e.to != nil {
		return &e.of
	}
	return nil
}

// enter returns what is kept by an id, made where there was nothing. It stays
// there until the next one is made.
func (d *directory[T]) enter(r *reference) *T {
	if 3*(d.count+1) > 2*len(d.slots) {
		old := d.slots
		d.slots = make([]entry[T], max(16, 2*len(old)))
		for i := range old {
			if old[i].to != nil {
				*d.slot(old[i].to) = old[i]
			}
		}
	}
	e := d.slot(r)
	if e.to == nil {
		e.to = r
		d.count++
	}
	return &e.of
}

// slot is that of an id, free where it is not there.
func (d *directory[T]) slot(r *reference) *entry[T] {
	last := uint64(len(d.slots) - 1)
	for i := r.hash(); ; i++ {
		if e := &d.slots[i&last]; e.to == nil || e.to.same(r) {
			return e
		}
	}
}

// itemAt is the item of that id, nil where there is none.
func itemAt(d *directory[*Item], r *reference) *Item {
	if it := d.at(r); it != nil {
		return *it
	}
	return nil
}
