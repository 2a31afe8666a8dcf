package inventory

import (
	"encoding/binary"
	"strings"
)

// Tag is one tag of a resource.
type Tag struct{ Name, Value string }

// A tagSet is the tags of items that have the same: many have the same names,
// and few the same values.
type tagSet struct {
	names  *[]string
	values string // each after its length, as a varint
}

func newTagSet(tags []Tag) *tagSet {
	names, values := make([]string, len(tags)), []byte(nil)
	for i, t := range tags {
		names[i] = t.Name
		values = append(binary.AppendUvarint(values, uint64(len(t.Value))), t.Value...)
	}
	return &tagSet{&names, string(values)}
}

// each calls with each tag until it says no.
func (s *tagSet) each(yield func(Tag) bool) {
	rest := s.values
	for _, name := range *s.names {
		var head [binary.MaxVarintLen64]byte
		n, size := binary.Uvarint(head[:copy(head[:], rest)])
		if rest = rest[size:]; !yield(Tag{name, rest[:n]}) {
			return
		}
		rest = rest[n:]
	}
}

func (s *tagSet) tags() []Tag {
	list := make([]Tag, 0, len(*s.names))
	for t := range s.each {
		list = append(list, t)
	}
	return list
}

// find returns the value of the tag of that name, ignoring case.
func (s *tagSet) find(name string) (value string, ok bool) {
	for t := range s.each {
		if strings.EqualFold(t.Name, name) {
			return t.Value, true
		}
	}
	return "", false
}

// tagSet returns tags that say the same, the same ones for all that do.
func (p *pool) tagSet(s *tagSet) *tagSet {
	const most = 1 << 16
	if s == nil {
		return nil
	}
	shared := tagSet{p.tagNames(*s.names), s.values}
	if known, ok := p.tagSets[shared]; ok {
		return known
	}
	if p.tagSets == nil {
		p.tagSets = map[tagSet]*tagSet{}
	}
	if len(p.tagSets) < most {
		p.tagSets[shared] = &shared
	}
	return &shared
}

// tagNames returns the names of tags, the same ones for all that have them.
func (p *pool) tagNames(names []string) *[]string {
	p.key = p.key[:0]
	for _, name := range names {
		p.key = append(binary.AppendUvarint(p.key, uint64(len(name))), name...)
	}
	if known, ok := p.tagLists[string(p.key)]; ok {
		return known
	}
	own := make([]string, len(names))
	for i, name := range names {
		own[i] = p.word(name)
	}
	if p.tagLists == nil {
		p.tagLists = map[string]*[]string{}
	}
	p.tagLists[string(p.key)] = &own
	return &own
}
