package inventory

import (
	"math"
	"strings"
)

// What a VM states of a disk that it holds is worked out once for all entries of
// storage profiles that say the same, as it is for rows, see [memo].

// A viewPlan is where an entry states its parts.
type viewPlan struct {
	id, name, des, option *route
	rest                  []*route
}

// viewPlans are those of the OS disk and of data disks.
var viewPlans = map[string]*viewPlan{"os": newViewPlan("osDisk"), "data": newViewPlan("dataDisks")}

func newViewPlan(key string) *viewPlan {
	profile, _ := plan.below("storageProfile")
	disk, _ := profile.below(key)
	v := &viewPlan{id: disk.route("managedDisk.id"), name: disk.route("name"), des: disk.route("managedDisk.diskEncryptionSet.id"),
		option: disk.route("diffDiskSettings.option")}
	for _, path := range p("caching", "writeAcceleratorEnabled", "managedDisk.storageAccountType", "diskSizeGB", "lun") {
		v.rest = append(v.rest, disk.route(path))
	}
	v.rest = append(v.rest, v.option)
	return v
}

// A knownView is what entries that said the same became.
type knownView [groupCount]uint32

// views reads entries of the VM at a place.
func (f *file) views(at Position) diskReader {
	return func(o *object, role string) *Item {
		if f.pool.anew || !wholeEntry(o) {
			return attachedDisk(o, role, at)
		}
		return f.view(o, role, at)
	}
}

// view is [attachedDisk] with a memory. What is not known is read in the ordinary
// way.
func (f *file) view(o *object, role string, at Position) *Item {
	v, m := viewPlans[role], &f.memo
	text := func(r *route) string {
		if v, got := r.walk(o, 0); got == here {
			return scalar(v)
		}
		return ""
	}
	where, tail := cutID(text(v.id))
	home := f.pool.home(where)
	if !home.plain || !ofLevel(where, "/disks/") || tail == "" || text(v.name) != tail {
		return attachedDisk(o, role, at)
	}
	m.view = sayView(append(m.view[:0], role[0]), o, v.rest...)
	cut := len(m.view)
	m.view = sayView(m.view, o, v.option, v.des)
	known, des := m.views[string(m.view[:cut])], m.keys[string(m.view[cut:])]
	if id := text(v.des); known != nil && des == nil && id != "" {
		des = f.pool.groupOf(desGroup, Text(id))
	}
	if known != nil && des != nil {
		it := roomFor(&f.pool.ofViews)
		*it = Item{reference: reference{home, f.pool.keptPassing.keep(tail)}, Kind: Disk, line: int32(min(at.Line, math.MaxInt32)), groups: *known}
		it.groups[desGroup] = des.id
		return it
	}
	it := attachedDisk(o, role, at)
	if f.pool.share(it); it.more == nil && it.recognised() {
		m.keepView(string(m.view[:cut]), string(m.view[cut:]), it)
	}
	return it
}

// sayView writes down what an entry states at some places.
func sayView(to []byte, o *object, routes ...*route) []byte {
	for _, r := range routes {
		v, got := r.walk(o, 0)
		if to = append(to, truth(got == here)); got == here {
			to = sayValue(to, v, false)
		}
	}
	return to
}

// recognised reports whether nothing has to be told of what a VM states of the
// disk.
func (it *Item) recognised() bool {
	for _, f := range viewFields {
		if it.Value(f).IsUnrecognised() {
			return false
		}
	}
	return true
}

// keepView keeps the groups of a disk by what was said of it, and that of its
// keys by what was said of these.
func (m *memo) keepView(said, ofKeys string, it *Item) {
	if m.views == nil {
		m.views, m.keys = map[string]*knownView{}, map[string]*Group{}
	}
	if m.held > memoBytes {
		return
	}
	groups := knownView(it.groups)
	m.views[said], m.keys[ofKeys] = &groups, it.group(desGroup)
	m.held += len(said) + len(ofKeys) + 256
}

// ofLevel reports whether a home is one of resources of a type.
func ofLevel(where, level string) bool {
	return len(where) > len(level) && where[0] == '/' && strings.EqualFold(where[len(where)-len(level):], level)
}
