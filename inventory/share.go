package inventory

import (
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
)

// share puts the values of an item that was worked on into groups that others
// share.
func (p *pool) share(it *Item) {
	m := it.more
	if !it.working() {
		return
	}
	location := it.Location()
	p.shareNames(it)
	p.shareManager(it)
	for g := range groupFields[it.Kind] {
		if g == optionalGroup && m.extra == nil {
			it.groups[g] = 0
			continue
		}
		it.groups[g] = p.groupOfItem(it, g, location).id
	}
	m.values, m.extra = nil, nil
	if m.names == nil && m.holders == nil && m.original == nil {
		it.more = nil
	}
}

// groupOfItem is the group of the values of an item that is worked on.
func (p *pool) groupOfItem(it *Item, g int, location string) *Group {
	p.key = p.key[:0]
	for _, f := range groupFields[it.Kind][g] {
		p.key = binary.LittleEndian.AppendUint32(p.key, p.numberOf(it, f))
	}
	if g == 0 {
		p.key = append(p.key, location...)
	}
	return p.group(it.Kind, g, location)
}

// shareNames drops the names that follow from the id, and lets the item lie
// where others do.
func (p *pool) shareNames(it *Item) {
	it.home = p.shareHome(it.where())
	n := it.more.names
	if n == nil {
		return
	}
	if n.name == it.tail && n.subscription == it.home.subscription && n.resourceGroup == it.home.group() {
		it.more.names = nil
	} else {
		own := names{strings.Clone(n.name), p.word(n.subscription), p.word(n.resourceGroup), p.word(n.location)}
		it.more.names = &own
	}
	it.tail = strings.Clone(it.tail) // of the whole id
	it.tags = p.tagSet(it.tags)
	for i := range it.DiskCount() {
		p.share((*it.held)[i].disk)
	}
}

// word is a text, the same one for all that say it.
func (p *pool) word(s string) string { return p.text(strings.Clone(s)).Text() }

// shareManager keeps what holds a disk by reference: its disks share it.
func (p *pool) shareManager(it *Item) {
	v := it.stored(managedBy)
	if it.Kind != Disk || v.d == ofItem || v.d == nil || v.d.state != known || v.d.assumed || v.d.shown != nil || v.d.list != nil {
		return
	}
	it.manager = p.manager(v.d.text)
}

var managedBy = mustField("disk.managedBy")

// numberOf returns the number of the value of a field.
func (p *pool) numberOf(it *Item, f *Field) uint32 {
	v := it.stored(f)
	if f.own != notOwn && v.d != nil && it.tells(f, v) {
		v.d = ofItem
	}
	return p.number(v)
}

var poolSerials atomic.Uint32

// begin lets the pool number values.
func (p *pool) begin() {
	if p.serial == 0 {
		p.serial = poolSerials.Add(1)
		p.numbered, p.numbers = []Value{{}}, map[string]uint32{}
	}
}

// numberKnown returns the number of a value that has it with it.
func (p *pool) numberKnown(v Value) (n uint32, ok bool) {
	switch {
	case v.d == nil:
		return 0, true
	case p.serial != 0 && v.d.pool == p.serial:
		return v.d.number, true
	}
	return 0, false
}

// number returns the number of a value: the same for all that say the same.
func (p *pool) number(v Value) uint32 {
	p.begin()
	if n, ok := p.numberKnown(v); ok {
		return n
	}
	var buf [128]byte
	said := v.d.append(buf[:0])
	if n, ok := p.numbers[string(said)]; ok {
		return n
	}
	n := uint32(len(p.numbered))
	if v.d != ofItem {
		own := *v.d // that of a field is not ours to mark, and its texts may be parts of long ones
		own.text, own.list = strings.Clone(own.text), slices.Clone(own.list)
		for i, text := range own.list {
			own.list[i] = strings.Clone(text)
		}
		own.pool, own.number = p.serial, n
		v.d = &own
	}
	p.numbered = append(p.numbered, v)
	p.numbers[string(said)] = n
	return n
}

// append writes down all that a datum says.
func (d *datum) append(to []byte) []byte {
	if d == ofItem {
		return append(to, 0xff)
	}
	to = append(to, byte(d.state))
	if d.assumed {
		to = append(to, 'a')
	}
	to = strconv.AppendInt(append(to, ' '), d.num, 10)
	if d.list == nil {
		to = append(append(to, " t"...), d.text...)
	} else {
		to = append(to, " l"...)
		for _, s := range d.list {
			to = append(binary.AppendUvarint(to, uint64(len(s))), s...)
		}
	}
	if d.shown != nil {
		to = d.shown.append(append(to, 0))
	}
	return to
}

// shared are the tables in which items find their groups.
func (p *pool) shared() *groupTables {
	if p.tables == nil {
		p.tables = &groupTables{}
	}
	return p.tables
}

// groupOf is the group of a disk that has but one field, with that value.
func (p *pool) groupOf(g int, v Value) *Group {
	p.key = binary.LittleEndian.AppendUint32(p.key[:0], p.number(v))
	return p.group(Disk, g, "")
}

// group returns the group of the key at hand.
func (p *pool) group(kind Kind, g int, location string) *Group {
	known := p.groups[kind][g]
	if found, ok := known[string(p.key)]; ok {
		return found
	}
	if known == nil {
		known = map[string]*Group{}
		p.groups[kind][g] = known
	}
	fields := groupFields[kind][g]
	made := &Group{values: make([]Value, len(fields))}
	if g == 0 {
		made.location = strings.Clone(location)
	}
	for i := range fields {
		made.values[i] = p.numbered[binary.LittleEndian.Uint32(p.key[4*i:])]
	}
	p.shared()[kind][g].add(made)
	known[string(p.key)] = made
	return made
}
