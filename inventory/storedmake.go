package inventory

import (
	"encoding/binary"
	"strings"
)

// AddText is [Restorer.Add] for an item whose text was taken apart. It keeps
// nothing of the text.
func (r *Restorer) AddText(t *StoredText) *Item {
	if r.err != nil {
		return nil
	}
	it := roomFor(&r.pool.ofItems)
	it.Kind, it.Listed, it.DisksComplete = t.kind, t.listed, t.complete
	if !r.plainNames(it, &t.storedNames, &r.pool.kept) || string(t.subscription) != it.home.subscription || string(t.group) != it.home.group() {
		it.reference = referenceTo(string(t.id))
		it.further().names = &names{string(t.name), string(t.subscription), string(t.group), string(t.location)}
		r.pool.shareNames(it)
		r.dropMore(it)
	}
	if t.tagged {
		it.tags = r.pool.packedTags(t.tagNames, t.tagValues)
	}
	if len(t.disks) > 0 {
		held := make([]attachment, len(t.disks))
		for i := range t.disks {
			held[i].disk = r.heldDisk(&t.disks[i])
		}
		it.held = &held
	}
	r.take(it, &t.values, string(t.location))
	for _, v := range t.values.list {
		if v.apart && v.field.on(it.Kind) {
			r.apart[it] = append(r.apart[it], v.fieldValue)
		}
	}
	return r.enter(it)
}

// plainNames calls an item by its id alone, where its name is that of the id and
// what else it is called follows from that.
func (r *Restorer) plainNames(it *Item, is *storedNames, texts *textSlab) bool {
	at := strings.LastIndexByte(string(is.id), '/') + 1
	if at == 0 || string(is.id[at:]) != string(is.name) {
		return false
	}
	home := r.pool.home(string(is.id[:at]))
	if !home.plain {
		return false
	}
	it.reference = reference{home, texts.keepBytes(is.name)}
	return true
}

// dropMore drops what few items have, where the item has nothing of it.
func (r *Restorer) dropMore(it *Item) {
	if it.more.names == nil {
		it.more = nil
	}
}

// heldDisk makes a disk as a VM holds it.
func (r *Restorer) heldDisk(d *storedDisk) *Item {
	view := roomFor(&r.pool.ofViews)
	view.Kind = Disk
	if len(d.id) == 0 || d.id[0] != '/' || !r.plainNames(view, &d.storedNames, &r.pool.keptPassing) {
		*view = *storedView(string(d.id), string(d.name))
		r.pool.shareNames(view)
		r.dropMore(view)
	}
	r.take(view, &d.values, "")
	return view
}

// take puts values into groups.
func (r *Restorer) take(it *Item, values *storedValues, location string) {
	p := &r.pool
	if values.manager != nil {
		it.manager = p.manager(string(values.manager))
	}
	optional := r.number(it, values)
	for g := range groupFields[it.Kind] {
		numbers := r.numbers[0]
		if g == optionalGroup {
			if !optional {
				continue
			}
			numbers = r.numbers[1]
		}
		p.key = p.key[:0]
		for _, f := range groupFields[it.Kind][g] {
			n := numbers[f.index]
			if n == 0 && f.own != notOwn && values.own[f.own] {
				n = r.ofItem
			}
			p.key = binary.LittleEndian.AppendUint32(p.key, n)
		}
		if g == 0 {
			p.key = append(p.key, location...)
		}
		it.groups[g] = p.group(it.Kind, g, location).id
	}
}

// number finds the numbers of values. It reports whether there are optional ones.
func (r *Restorer) number(it *Item, values *storedValues) (optional bool) {
	if r.numbers[1] == nil {
		r.ofItem = r.pool.number(Value{ofItem})
		r.numbers = [2][]uint32{make([]uint32, max(len(vmFields), len(diskFields))), make([]uint32, len(optionalFields))}
	}
	clear(r.numbers[0])
	clear(r.numbers[1])
	for _, v := range values.list {
		if !v.field.optional && v.field.kind != it.Kind {
			continue
		}
		if v.number == 0 {
			v.number = r.pool.number(v.value)
		}
		numbers := r.numbers[0]
		if v.field.optional {
			numbers, optional = r.numbers[1], true
		}
		numbers[v.field.index] = v.number
	}
	return optional
}
