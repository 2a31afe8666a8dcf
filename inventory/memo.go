package inventory

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"strings"
)

// What the values in one group of an item are follows from what its row states
// of the fields of that group, and of many rows that is the same. So a worker
// writes down what a row states, group by group, and where the same was written
// of a row before, its group is that of this one. A row of which anything was
// not met yet is read in the ordinary way, which is the only one that makes
// groups; both agree by construction.

// memoGroups are the groups that rows decide; the optional fields, which have
// columns of their own, are left to the ordinary way.
const memoGroups = optionalGroup

// A digest is what decides the groups of a row's item.
type digest struct {
	from, to [memoGroups]int // in the bytes that were said of all rows of a batch
	home     int             // bytes of the id before the name
	manager  string          // of a disk
	tagged   bool            // the row has tags, be it none
	tags     [3]int          // bounds in these bytes of the names of tags, packed, and of their values
}

// statedFields are the fields that rows state, by group, without those that are
// an item's own.
var statedFields = layOutStated()

func layOutStated() (all [2][memoGroups][]*Field) {
	for kind := range groupFields {
		for g := range memoGroups {
			for _, f := range groupFields[kind][g] {
				if !f.derived && f.own == notOwn {
					all[kind][g] = append(all[kind][g], f)
				}
			}
		}
	}
	return all
}

// prepare makes a row of an element, and its digest if it has one.
func (p *pruner) prepare(b *batch, e *element, graph bool) {
	w := next(&b.rows)
	w.set(e.tree, graph, p.names)
	w.class, w.typ, w.id = w.classify()
	w.classified, e.row = true, w
	if e.tree.slots == nil || w.class == isOther || w.cells != nil {
		return
	}
	d := next(&b.digests)
	if w.class == isDisk && w.digestDisk(b, d) || w.class == isVM && w.digestVM(b, d) {
		e.digest = d
	}
}

// next returns room for one more of a slab, all zero.
func next[T any](slab *[]T) *T {
	if len(*slab) == cap(*slab) {
		*slab = make([]T, 0, max(16, min(2*cap(*slab), 4096)))
	}
	*slab = (*slab)[:len(*slab)+1]
	v := &(*slab)[len(*slab)-1]
	*v = *new(T)
	return v
}

// home returns how much of the id of a row is its home, 0 where id and name are
// not what those of a whole resource are.
func (w *row) home(name *Field, level string) int {
	where, tail := cutID(w.id)
	if !ofLevel(where, level) || tail == "" || w.textOf(name) != tail {
		return 0
	}
	if i := w.object.find("properties"); i >= 0 && w.props == nil && w.object.values[i] != nil {
		return 0
	}
	return len(where)
}

func (w *row) digestDisk(b *batch, d *digest) bool {
	if d.home = w.home(diskName, "/disks/"); d.home == 0 {
		return false
	}
	manager, got := w.find(managedBy)
	extended, sharers := w.sharers()
	told := w.tellsOwners(got, extended, sharers)
	text, isText := manager.(string)
	if sharers >= cut || len(w.shares()) > 0 || got == cut || got == here && !(isText && told) {
		return false
	}
	if got == here {
		d.manager = strings.TrimSpace(text)
	}
	for g := range memoGroups {
		d.from[g] = len(b.said)
		if g == 0 {
			b.said = append(b.said, byte(got), truth(told))
			b.said = append(append(b.said, w.typ...), 0)
		}
		b.said = w.say(b.said, statedFields[Disk][g])
		d.to[g] = len(b.said)
	}
	w.sayTags(b, d)
	return true
}

func (w *row) digestVM(b *batch, d *digest) bool {
	if d.home = w.home(vmName, "/virtualmachines/"); d.home == 0 || !w.has("storageProfile") {
		return false
	}
	for g := range memoGroups {
		d.from[g] = len(b.said)
		switch g {
		case 0:
			b.said = append(append(b.said, w.typ...), 0)
		case vmSigns:
			b.said = append(b.said, truth(w.encryptionSign()), truth(w.full))
			b.said = append(append(b.said, w.powerCode()...), 0)
		}
		b.said = w.say(b.said, statedFields[VM][g])
		d.to[g] = len(b.said)
	}
	w.sayTags(b, d)
	return true
}

// sayTags writes down the tags.
func (w *row) sayTags(b *batch, d *digest) {
	if b.tags, d.tagged = w.tagsIn(b.tags); !d.tagged {
		return
	}
	d.tags[0] = len(b.said)
	for _, t := range b.tags {
		b.said = packText(b.said, t.Name)
	}
	d.tags[1] = len(b.said)
	for _, t := range b.tags {
		b.said = packText(b.said, t.Value)
	}
	d.tags[2] = len(b.said)
}

// The fields of a disk's digest that are no plain ones stand in the first group.
var _ = mustGroup("disk.type", "disk.managedBy", "disk.owners")

var diskName, vmName = mustField("disk.name"), mustField("vm.name")

// vmSigns is the group of the fields that completeVM sets beside plain ones.
var vmSigns = mustGroup("vm.powerState", "vm.adeSign")

func mustGroup(names ...string) int {
	_ = groupFields // which numbers the fields
	g := mustField(names[0]).group
	for _, name := range names {
		if mustField(name).group != g {
			panic("inventory: fields that belong together are in several groups")
		}
	}
	return g
}

func truth(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// say writes down what the row states for some fields, so that the same is
// written only of rows of which [file.value] makes the same.
func (w *row) say(to []byte, fields []*Field) []byte {
	for _, f := range fields {
		v, got := w.find(f)
		to = append(to, byte(got))
		switch {
		case got == here || got == cut:
			to = sayValue(to, v, f.Type == IntField)
		case got == empty && f.DefaultIf != "":
			to = append(to, truth(w.has(f.DefaultIf)))
		}
	}
	return to
}

// sayValue writes down a value: of objects their keys, of lists their scalars,
// and of both no more than the length where a number is read.
func sayValue(to []byte, v any, counted bool) []byte {
	text := func(kind byte, s string) {
		to = append(binary.AppendUvarint(append(to, kind), uint64(len(s))), s...)
	}
	switch v := v.(type) {
	case string:
		text('s', v)
	case json.Number:
		text('n', string(v))
	case bool:
		to = append(to, 'b', truth(v))
	case []any:
		to = binary.AppendUvarint(append(to, 'l'), uint64(len(v)))
		for i := 0; i < len(v) && !counted; i++ {
			text('s', scalar(v[i]))
		}
	case *object:
		to = binary.AppendUvarint(append(to, 'o'), uint64(len(v.keys)))
		for i := 0; i < len(v.keys) && !counted; i++ {
			text('s', v.keys[i])
		}
	default:
		to = append(to, 'x')
	}
	return to
}

// A memo keeps the groups of items by what was said of their rows.
type memo struct {
	groups [2][memoGroups]map[string]*Group
	held   int     // bytes of its keys
	values []Value // at hand

	views map[string]*knownView // of disks as VMs hold them
	keys  map[string]*Group     // their customer's keys
	view  []byte                // at hand
}

// memoBytes bounds the keys of a memo.
const memoBytes = 16 << 20

// recall makes the item of a row of which all was said before, and enters it, nil
// if it was not, or there is one with its id. Groups that nothing but plain fields decide may be new.
func (f *file) recall(w *row, said []byte, d *digest) *Item {
	kind := Disk
	if w.class == isVM {
		kind = VM
	}
	var groups [groupCount]*Group
	whole := true
	for g := range memoGroups {
		groups[g] = f.memo.groups[kind][g][string(said[d.from[g]:d.to[g]])]
		if whole = whole && groups[g] != nil; groups[g] == nil && (g == 0 || kind == VM && g == vmSigns) {
			return nil
		}
	}
	home := f.pool.home(w.id[:d.home])
	if !home.plain {
		return nil
	}
	it := roomFor(&f.pool.ofItems)
	*it = Item{reference: reference{home, w.id[d.home:]}, Kind: kind, Listed: true, line: int32(min(w.at.Line, math.MaxInt32))}
	known := f.known.enter(&it.reference)
	if *known != nil {
		return nil
	}
	*known = it
	if !whole {
		f.makeGroups(kind, w, said, d, &groups)
	}
	for g := range groups {
		if groups[g] != nil {
			it.groups[g] = groups[g].id
		}
	}
	it.tail = f.pool.kept.keep(it.tail)
	if d.tagged {
		it.tags = f.pool.packedTags(said[d.tags[0]:d.tags[1]], said[d.tags[1]:d.tags[2]])
	}
	if d.manager != "" {
		it.manager = f.pool.manager(d.manager)
	}
	return it
}

// makeGroups reads the groups that are not there yet.
func (f *file) makeGroups(kind Kind, w *row, said []byte, d *digest, groups *[groupCount]*Group) {
	for g := range memoGroups {
		if groups[g] != nil {
			continue
		}
		told := f.told()
		values := append(f.memo.values[:0], make([]Value, len(fieldsOf(kind)))...)
		f.memo.values = values
		for _, fd := range statedFields[kind][g] {
			values[fd.index] = f.value(w, fd)
		}
		key := f.pool.key[:0]
		for _, fd := range groupFields[kind][g] {
			key = binary.LittleEndian.AppendUint32(key, f.pool.number(values[fd.index]))
		}
		f.pool.key = key
		if groups[g] = f.pool.group(kind, g, ""); f.told() == told {
			f.memo.keep(kind, g, said[d.from[g]:d.to[g]], groups[g])
		}
	}
}

// remember keeps the groups of an item that was read in the ordinary way.
func (f *file) remember(it *Item, said []byte, d *digest) {
	if it.more != nil {
		return
	}
	for g := range memoGroups {
		f.memo.keep(it.Kind, g, said[d.from[g]:d.to[g]], it.group(g))
	}
}

func (m *memo) keep(kind Kind, g int, said []byte, group *Group) {
	known := &m.groups[kind][g]
	if *known == nil {
		*known = map[string]*Group{}
	}
	if (*known)[string(said)] == nil && m.held+len(said) < memoBytes {
		(*known)[string(said)] = group
		m.held += len(said) + 64
	}
}

// takeDigested takes a row that has a digest.
func (f *file) takeDigested(w *row, said []byte, d *digest) {
	if it := f.recall(w, said, d); it != nil {
		if it.Kind == VM {
			f.completeDisks(w, it)
			for i := range it.DiskCount() {
				f.pool.share((*it.held)[i].disk)
			}
		}
		f.lastID = w.id
		f.count(it)
		return
	}
	items, told := len(f.items), f.told()
	f.take(w)
	if len(f.items) > items && f.told() == told {
		f.remember(f.items[items], said, d)
	}
}

// told counts what reading rows had to tell of them.
func (f *file) told() int {
	n := f.cutShort.count + len(f.in.Problems)
	for _, t := range f.unrecognised {
		n += t.count
	}
	return n
}
