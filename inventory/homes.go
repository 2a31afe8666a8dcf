package inventory

import (
	"hash/maphash"
	"strings"
)

// A homeTable keeps homes by their texts, which it does not hold a second time.
type homeTable struct {
	slots []homeSlot // open addressing; a power of two
	count int
}

type homeSlot struct {
	hash uint64 // of the text
	home *home  // nil where the slot is free
}

// slot is that of a text, free where it is not there.
func (t *homeTable) slot(text string, hash uint64) *homeSlot {
	last := uint64(len(t.slots) - 1)
	for i := hash; ; i++ {
		if s := &t.slots[i&last]; s.home == nil || s.hash == hash && s.home.is(text) {
			return s
		}
	}
}

// grow makes room for one more.
func (t *homeTable) grow() {
	if 3*(t.count+1) <= 2*len(t.slots) {
		return
	}
	old := t.slots
	t.slots = make([]homeSlot, max(64, 2*len(old)))
	last := uint64(len(t.slots) - 1)
	for _, s := range old {
		i := s.hash
		for s.home != nil && t.slots[i&last].home != nil {
			i++
		}
		if s.home != nil {
			t.slots[i&last] = s
		}
	}
}

// home returns the home of that text, the same for all that say it.
func (p *pool) home(text string) *home {
	p.homes.grow()
	hash := maphash.String(seed, text)
	s := p.homes.slot(text, hash)
	if s.home == nil {
		*s = homeSlot{hash, p.newHome(cutHome(text))}
		p.homes.count++
	}
	return s.home
}

// shareHome returns a home that says the same, the same one for all that do.
func (p *pool) shareHome(h *home) *home { return p.home(h.text()) }

func (p *pool) newHome(before, group, after string) *home {
	if p.areas == nil {
		p.areas = map[[2]string]*area{}
	}
	a, ok := p.areas[[2]string{before, after}]
	if !ok {
		a = newArea(strings.Clone(before), strings.Clone(after))
		a.tables = p.shared()
		p.areas[[2]string{a.before, a.after}] = a
	}
	h := roomFor(&p.ofHomes)
	*h = *a.home(p.groupName(group))
	return h
}

// groupName is the name of a resource group, one text for all types of resources
// in it.
func (p *pool) groupName(name string) *string {
	if known, ok := p.groupNames[name]; ok {
		return known
	}
	if p.groupNames == nil {
		p.groupNames = map[string]*string{}
	}
	own := p.kept.keep(name)
	p.groupNames[own] = &own
	return &own
}

// manager is a reference to what holds a disk, the same for all its disks.
func (p *pool) manager(id string) *reference {
	where, tail := cutID(id)
	r := reference{p.home(where), tail}
	known, ok := p.managers[r]
	if !ok {
		r.tail = p.keptPassing.keep(tail)
		if known = roomFor(&p.ofReferences); p.managers == nil {
			p.managers = map[reference]*reference{}
		}
		*known = r
		p.managers[r] = known
	}
	return known
}
