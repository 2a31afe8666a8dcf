package inventory

import (
	"encoding/json"
	"hash/maphash"
	"strings"
)

// A pruner reads the values of rows one after the other and builds of each the
// tree of what is wanted. It learns on the way which keys stand at which place:
// exporters write the same keys in the same order again and again, so that one
// comparison of bytes tells a key that was seen before.
type pruner struct {
	scanner
	arena  *arena
	depth  int // of lists and objects that a value may have
	root   *place
	keys   []string // of the objects that are open, as far as they are wanted
	slots  []int16  // of these keys: their places among what is wanted, from 1; 0 for none
	values []any
	cells  []any // members of the lists that are open
	odd    bool  // the value at hand holds what the reader must be told of, or is no object
	alarm  bool  // it has a key that rows of VMs and disks don't have
	extra  bool  // it has a key that may be a column that someone added
	known  int   // members learnt, whole of all places
	met    [1 << 11]spelling
	names  columnNames
	seed   maphash.Seed
	start  int      // offset of the value at hand
	kept   textSlab // texts of trees
}

// learnable is how many keys a pruner learns before it begins anew, and
// learnablePlace how many of them at one place.
const (
	learnable      = 4096
	learnablePlace = 256
)

// A keySet holds the keys of one object, by their index at its place.
type keySet [learnablePlace / 64]uint64

// add reports whether the key was there already.
func (s *keySet) add(index int) bool {
	bit := uint64(1) << (index & 63)
	old := s[index>>6]
	s[index>>6] = old | bit
	return old&bit != 0
}

// A place is where objects stand in a row, with what was learnt of them.
type place struct {
	want    *want // nil: nothing is wanted of them
	top     bool
	first   *member
	members map[string]*member // by key as written, quotes included
}

// A member is a key that was met in the objects of one place.
type member struct {
	raw   string // as written, quotes included
	name  string
	index int  // of the first key of the place that is the same, ignoring case
	keep  bool // its value is wanted
	top   bool // its place is the row itself
	extra bool // it may be a column that someone added
	slot  int16
	alarm bool // objects with this key are read whole
	below *place
	next  *member // the key that followed when it was met last
	last  string  // the short text that was its value when it was met last, quotes included
	value any     // that text
}

func newPruner(limits Limits) *pruner {
	p := &pruner{depth: min(limits.Depth, 10_000), seed: maphash.MakeSeed(), names: columnNames{}}
	p.texts = limits.FieldBytes
	p.forget()
	return p
}

func (p *pruner) forget() { p.root, p.known = &place{want: plan, top: true}, 0 }

// read reads the value that begins at pos, level lists and objects being open
// around it. It returns nil for what is no object.
func (p *pruner) read(level int) (o *object, ok bool) {
	if p.known > learnable {
		p.forget()
	}
	p.odd, p.alarm, p.halved, p.start = false, false, false, p.pos
	p.keys, p.slots, p.values, p.cells = p.keys[:0], p.slots[:0], p.values[:0], p.cells[:0]
	p.extra = false
	if p.data[p.pos] == '{' {
		o, ok = p.object(p.root, level)
	} else {
		ok = p.skip(&place{}, level)
	}
	p.odd = p.odd || p.halved || o == nil
	return o, ok
}

// object reads an object. It is nil where nothing of it is wanted, or can be
// told.
func (p *pruner) object(at *place, depth int) (*object, bool) {
	if depth >= p.depth {
		p.why = refuse
		return nil, false
	}
	start, line, base := p.pos, p.lines, len(p.keys)
	p.pos++
	var met keySet
	link, c := &at.first, p.space()
	for c != '}' {
		m := *link
		if m == nil || !p.starts(m.raw) {
			var ok bool
			if m, ok = p.member(at, m, c); m == nil {
				p.drop(base)
				return nil, ok && p.rest(at, c, depth)
			}
			*link = m
		}
		link = &m.next
		if met.add(m.index) {
			p.odd = true
		}
		if at.top {
			p.alarm, p.extra = p.alarm || m.alarm, p.extra || m.extra
		}
		if !p.entry(m, depth+1) {
			return nil, false
		}
		var ok bool
		if c, ok = p.further('}'); !ok {
			return nil, false
		}
	}
	p.pos++
	if at.want == nil {
		return nil, true
	}
	if len(p.keys) == base && met != (keySet{}) {
		p.push(&member{name: at.first.name}, nil) // with keys it counts as stated
	}
	return p.built(at, base, start, line), true
}

// further passes over what stands behind a member of an object or list. It
// returns the byte with which the next one begins, or the closing one.
func (p *pruner) further(closing byte) (byte, bool) {
	c := p.space()
	if c == closing {
		return c, true
	}
	if c != ',' {
		return c, p.fail()
	}
	p.pos++
	if c = p.space(); c == closing {
		p.why = refuse
		return c, false
	}
	return c, true
}

// member finds the key that begins with c, the one guessed being another. It
// returns nil for one that can't be learnt.
func (p *pruner) member(at *place, guess *member, c byte) (m *member, ok bool) {
	if guess != nil && guess.next != nil && p.starts(guess.next.raw) {
		return guess.next, true
	}
	if c != '"' {
		return nil, p.fail()
	}
	start := p.pos
	plain, ok := p.text()
	raw := p.data[start:p.pos]
	p.pos = start
	if !ok {
		return nil, false
	}
	if m = at.members[string(raw)]; m == nil {
		m = p.learn(at, raw, plain)
	}
	return m, true
}

// learn enters a key at a place.
func (p *pruner) learn(at *place, raw []byte, plain bool) *member {
	if p.known++; len(at.members) >= learnablePlace || p.known > 2*learnable {
		p.odd, p.known = true, 2*learnable
		return nil
	}
	m := &member{raw: string(raw), index: len(at.members)}
	m.name = m.raw[1 : len(m.raw)-1]
	if !plain && json.Unmarshal(raw, &m.name) != nil {
		p.odd = true
		return nil
	}
	for raw, other := range at.members {
		if strings.EqualFold(other.name, m.name) {
			m.index = other.index
			p.odd = p.odd || raw == m.raw
		}
	}
	below, slot := at.want.below(m.name)
	m.slot, m.top = int16(slot), at.top
	if at.top {
		column, isColumn := columns.find(m.name)
		m.extra = isColumn && (columns.list[column.column].extra != nil || below == nil)
		if isColumn && below == nil {
			below = everything
		}
		m.alarm = oneOfKeys(m.name, alarming...) || isColumn && column.column == columns.of[mustField("vm.type")] && !strings.EqualFold(m.name, "type")
	}
	m.keep, m.below = below != nil, &place{want: below}
	if at.members == nil {
		at.members = map[string]*member{}
	}
	at.members[m.raw] = m
	return m
}

// alarming are the keys by which objects are known that hold rows, or none.
var alarming = p("value", "data", "columns", "error", "terraform_version", "format_version", "$schema", "responses")

// rest passes over the rest of an object whose key at hand can't be learnt.
func (p *pruner) rest(at *place, c byte, depth int) bool {
	m := &member{below: &place{}}
	for c != '}' {
		if c != '"' {
			return p.fail()
		}
		if _, ok := p.text(); !ok {
			return false
		}
		m.raw = ""
		if !p.entry(m, depth+1) {
			return false
		}
		var ok bool
		if c, ok = p.further('}'); !ok {
			return false
		}
	}
	p.pos++
	return true
}

func (p *pruner) push(m *member, v any) {
	p.keys, p.slots, p.values = append(p.keys, m.name), append(p.slots, m.slot), append(p.values, v)
}

func (p *pruner) drop(base int) {
	p.keys, p.slots, p.values = p.keys[:base], p.slots[:base], p.values[:base]
}

// built takes the keys and values from base on as those of an object.
func (p *pruner) built(at *place, base, start, line int) *object {
	a := p.arena
	if len(a.objects) == cap(a.objects) {
		a.objects = make([]object, 0, max(64, min(2*cap(a.objects), 1<<12)))
	}
	a.objects = append(a.objects, object{keys: move(&a.keys, p.keys[base:]), values: move(&a.values, p.values[base:]), line: line, offset: start - p.start})
	o := &a.objects[len(a.objects)-1]
	if !at.want.all && len(o.keys) < 255 {
		o.want, o.slots, o.extra = at.want, room(&a.slots, len(at.want.list)), at.top && p.extra
		for i, slot := range p.slots[base:] {
			if slot > 0 {
				o.slots[slot-1] = uint8(i + 1)
			}
		}
	}
	p.drop(base)
	return o
}

// entry reads a key that is known to stand here, and its value.
func (p *pruner) entry(m *member, depth int) bool {
	if p.pos += len(m.raw); p.space() != ':' {
		return p.fail()
	}
	p.pos++
	p.space()
	if m.last != "" && p.starts(m.last) {
		p.pos += len(m.last)
		p.push(m, m.value)
		return true
	}
	if !m.keep {
		return p.skip(m.below, depth)
	}
	n := len(p.keys)
	p.push(m, nil)
	v, ok := p.value(m, m.below, depth)
	if !ok {
		return false
	}
	if p.values[n] = v; m.top {
		p.noteText(m, v)
	}
	return true
}

// noteText notes a text at the top of a row that may be a column in the place of
// an object, or has to be read as JSON itself.
func (p *pruner) noteText(m *member, v any) {
	text, isText := v.(string)
	switch {
	case !isText:
	case holdsJSON(text):
		p.odd, m.last = true, ""
	case !m.below.want.all && flatText(v):
		m.extra, p.extra = true, true
		p.odd = p.odd || strings.EqualFold(m.name, "properties")
	}
}

// value reads a value that is wanted; m is nil for a member of a list.
func (p *pruner) value(m *member, at *place, depth int) (any, bool) {
	if p.pos >= len(p.data) {
		return nil, p.fail()
	}
	start := p.pos
	switch c := p.data[p.pos]; c {
	case '{':
		o, ok := p.object(at, depth)
		return o, ok
	case '[':
		return p.list(at, depth)
	case '"':
		plain, ok := p.text()
		if !ok {
			return nil, false
		}
		if c := p.data[start+1]; at.want.there && c > ' ' && c < 0x80 && c != '"' {
			return presenceText, true
		}
		return p.textOf(m, p.data[start:p.pos], plain), true
	case 'n':
		return nil, p.word("null")
	case 't':
		return true, p.word("true")
	case 'f':
		return false, p.word("false")
	default:
		if c != '-' && c-'0' > 9 || !p.number() {
			return nil, p.fail()
		}
		return p.numberOf(p.data[start:p.pos]), true
	}
}

// list reads a list that is wanted.
func (p *pruner) list(at *place, depth int) (any, bool) {
	if depth >= p.depth {
		p.why = refuse
		return nil, false
	}
	base := len(p.cells)
	p.pos++
	c := p.space()
	for c != ']' {
		v, ok := p.value(nil, at, depth+1)
		if !ok {
			return nil, false
		}
		p.cells = append(p.cells, v)
		if c, ok = p.further(']'); !ok {
			return nil, false
		}
	}
	p.pos++
	list := move(&p.arena.values, p.cells[base:])
	if list == nil {
		list = []any{}
	}
	p.cells = p.cells[:base]
	return list, true
}
