package inventory

import (
	"encoding/json"
	"strings"
	"sync"
)

// A pool keeps one Value for every text that a field states again and again. An
// estate has many disks and few SKUs: without it, values take most of the
// memory and reading them most of the time.
type pool struct {
	values   map[*Field]map[string]Value
	defaults map[*Field]Value
	texts    map[string]Value

	used sync.Mutex // by workers, which take it; reading is one's own

	anew bool // what was worked out is not used again: for tests

	serial     uint32            // of the pool, from 1
	numbered   []Value           // that stand in groups, by number; the first is missing
	numbers    map[string]uint32 // of values, by what they say
	groups     [2][groupCount]map[string]*Group
	tables     *groupTables        // which items look at
	areas      map[[2]string]*area // by what stands before and behind the group
	homes      homeTable
	groupNames map[string]*string
	tagSets    map[tagSet]*tagSet
	tagLists   map[string]*[]string // names of tags
	managers   map[reference]*reference
	key        []byte // at hand

	kept         textSlab
	keptPassing  textSlab // texts of views and of managers, most of which don't live long
	ofItems      []Item
	ofViews      []Item // of disks as VMs hold them, most of which don't live long
	ofHomes      []home
	ofReferences []reference
	ofTagSets    []tagSet
}

// pooled is how many texts a field may state before the pool takes no more of
// it: ids and names hardly ever repeat.
const pooled = 512

// read is [Field.readValue] with a memory.
func (p *pool) read(f *Field, raw any) Value {
	text, ok := raw.(string)
	if n, isNumber := raw.(json.Number); isNumber {
		text, ok = string(n), true
	}
	if !ok || len(text) > 200 {
		return f.readValue(raw)
	}
	if p.values == nil {
		p.values = map[*Field]map[string]Value{}
	}
	known := p.values[f]
	if v, ok := known[text]; ok {
		return v
	}
	if known == nil {
		known = map[string]Value{}
		p.values[f] = known
	}
	text = strings.Clone(text) // of a record whose other cells need not live on
	v := f.readValue(text)
	if len(known) < pooled {
		known[text] = v
	}
	return v
}

// assumed returns the default of a field, marked as such.
func (p *pool) assumed(f *Field) Value {
	if p.defaults == nil {
		p.defaults = map[*Field]Value{}
	}
	v, ok := p.defaults[f]
	if !ok {
		v = f.Default.Assumed()
		p.defaults[f] = v
	}
	return v
}

// text is [Text] with a memory.
func (p *pool) text(s string) Value {
	if p.texts == nil {
		p.texts = map[string]Value{}
	}
	v, ok := p.texts[s]
	switch {
	case ok:
		return v
	case len(p.texts) >= pooled:
		return Text(s)
	}
	s = strings.Clone(s)
	v = Text(s)
	p.texts[s] = v
	return v
}
