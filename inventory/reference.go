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

// A home is an id up to its last slash, with it: what stands before the name of
// the resource group, that name, and what stands behind it.
type home struct {
	*area
	name *string // of the resource group, "" where it names none; many homes have it
	hash uint32  // of the group in lower case; that of the area is of the rest
	rank uint32  // among the homes of items that are put in order, see rankHomes
}

// An area is a home but for the name of the resource group: a subscription and a
// type of resource.
type area struct {
	before, after string
	beforeKey     string // in lower case
	afterKey      string
	subscription  string       // which it names, "" for none
	folded        string       // the same in lower case
	plain         bool         // an id here has but this subscription, and one resource group
	hash          uint64       // of what stands before and behind
	tables        *groupTables // of the items here that share groups
}

var seed = maphash.MakeSeed()

// nowhereHome is that of ids without a slash, and of items without an id.
var nowhereHome = newHome("")

// cutHome cuts a home around the name of its resource group.
func cutHome(text string) (before, group, after string) {
	const level = "/resourcegroups/"
	for at := 0; at+len(level) <= len(text); at++ {
		if text[at] != '/' || !strings.EqualFold(text[at:at+len(level)], level) {
			continue
		}
		start := at + len(level)
		end := strings.IndexByte(text[start:], '/')
		if end <= 0 {
			break
		}
		return text[:start], text[start : start+end], text[start+end:]
	}
	return text, "", ""
}

func newArea(before, after string) *area {
	a := &area{before: before, after: after, beforeKey: strings.ToLower(before), afterKey: strings.ToLower(after)}
	part := strings.Split(strings.Trim(before, "/"), "/")
	for i := 0; i+1 < len(part); i += 2 {
		if strings.EqualFold(part[i], "subscriptions") {
			a.subscription = part[i+1]
		}
	}
	a.folded = strings.ToLower(a.subscription)
	subscription, group := namesIn(before + "g" + after)
	a.plain = after != "" && subscription != "" && subscription == a.subscription && group == "g"
	a.hash = maphash.String(seed, a.beforeKey) ^ maphash.String(seed, a.afterKey)
	return a
}

// namesIn returns the subscription and the resource group that an id names.
func namesIn(id string) (subscription, group string) {
	part := strings.Split(strings.Trim(id, "/"), "/")
	for i := 0; i+1 < len(part); i += 2 {
		switch strings.ToLower(part[i]) {
		case "subscriptions":
			subscription = part[i+1]
		case "resourcegroups":
			group = part[i+1]
		}
	}
	return subscription, group
}

func newHome(text string) *home {
	before, group, after := cutHome(text)
	return newArea(before, after).home(&group)
}

func (a *area) home(group *string) *home {
	return &home{area: a, name: group, hash: uint32(foldedHash(*group) >> 32)}
}

// group is the name of the resource group.
func (h *home) group() string { return *h.name }

func (h *home) text() string { return h.before + h.group() + h.after }

// is reports whether that is the home as it is written.
func (h *home) is(text string) bool {
	group := len(h.before)
	after := group + len(h.group())
	return len(text) == after+len(h.after) && text[:group] == h.before && text[group:after] == h.group() && text[after:] == h.after
}

// ofType reports whether resources of that type, or below one, lie here.
func (h *home) ofType(level string) bool {
	if h.group() == "" {
		return strings.Contains(h.beforeKey, level)
	}
	return strings.Contains(h.afterKey, level)
}

func (h *home) key() string { return h.beforeKey + strings.ToLower(h.group()) + h.afterKey }

// same reports whether two homes are one, ignoring case.
func (h *home) same(o *home) bool {
	return h == o || (h.area == o.area || h.beforeKey == o.beforeKey && h.afterKey == o.afterKey) && compareFolded(h.group(), o.group()) == 0
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
func (r *reference) text() string {
	h := r.where()
	return h.before + h.group() + h.after + r.tail
}

// is reports whether that is the id as it is written.
func (r *reference) is(id string) bool {
	rest := id
	for _, part := range [...]string{r.where().before, r.where().group(), r.where().after, r.tail} {
		var ok bool
		if rest, ok = strings.CutPrefix(rest, part); !ok {
			return false
		}
	}
	return rest == ""
}

// key is the form in which ids are compared: Azure ignores their case.
func (r *reference) key() string { return r.where().key() + strings.ToLower(r.tail) }

// same reports whether two references are to one resource.
func (r *reference) same(o *reference) bool {
	return r.where().same(o.where()) && compareFolded(r.tail, o.tail) == 0
}

// compare orders references by their keys.
func (r *reference) compare(o *reference) int {
	a, b := r.where(), o.where()
	switch {
	case a.same(b):
		return compareFolded(r.tail, o.tail)
	case a.beforeKey != b.beforeKey && !strings.HasPrefix(a.beforeKey, b.beforeKey) && !strings.HasPrefix(b.beforeKey, a.beforeKey):
		return strings.Compare(a.beforeKey, b.beforeKey)
	case a.beforeKey == b.beforeKey && !foldedPrefix(a.group(), b.group()) && !foldedPrefix(b.group(), a.group()):
		return compareFolded(a.group(), b.group())
	default:
		return strings.Compare(r.key(), o.key())
	}
}

// foldedPrefix reports whether a name begins with another, ignoring case.
func foldedPrefix(of, name string) bool {
	return len(name) <= len(of) && compareFolded(of[:len(name)], name) == 0
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
	h := r.where()
	return h.area.hash ^ uint64(h.hash)<<16 ^ foldedHash(r.tail)
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
	to   *reference // nil where the slot is free
	hash uint64     // of it: looking at others is slow, they lie far apart
	of   T
}

// at returns what is kept by an id, nil where there is nothing.
func (d *directory[T]) at(r *reference) *T {
	if d.count == 0 {
		return nil
	}
	if e := d.slot(r, r.hash()); e.to != nil {
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
				*d.slot(old[i].to, old[i].hash) = old[i]
			}
		}
	}
	hash := r.hash()
	e := d.slot(r, hash)
	if e.to == nil {
		e.to, e.hash = r, hash
		d.count++
	}
	return &e.of
}

// slot is that of an id, free where it is not there.
func (d *directory[T]) slot(r *reference, hash uint64) *entry[T] {
	last := uint64(len(d.slots) - 1)
	for i := hash; ; i++ {
		if e := &d.slots[i&last]; e.to == nil || e.hash == hash && (e.to == r || e.to.same(r)) {
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
