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
		values = packText(values, t.Value)
	}
	return &tagSet{&names, string(values)}
}

// each calls with each tag until it says no.
func (s *tagSet) each(yield func(Tag) bool) {
	rest := s.values
	for _, name := range *s.names {
		var value string
		if value, rest = unpackText(rest); !yield(Tag{name, value}) {
			return
		}
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
	if s == nil {
		return nil
	}
	return p.sharedTags(p.tagNames(*s.names), []byte(s.values))
}

// sharedTags is the set of these names and packed values.
func (p *pool) sharedTags(names *[]string, values []byte) *tagSet {
	const most = 1 << 16
	if known, ok := p.tagSets[tagSet{names, string(values)}]; ok {
		return known
	}
	if p.tagSets == nil {
		p.tagSets = map[tagSet]*tagSet{}
	}
	set := roomFor(&p.ofTagSets)
	if *set = (tagSet{names, p.kept.keep(string(values))}); len(p.tagSets) < most {
		p.tagSets[*set] = set
	}
	return set
}

// packedTags is the set of packed names and values.
func (p *pool) packedTags(names, values []byte) *tagSet {
	known, ok := p.tagLists[string(names)]
	if !ok {
		var list []string
		for name, rest := "", string(names); rest != ""; list = append(list, name) {
			name, rest = unpackText(rest)
		}
		known = p.tagNames(list)
	}
	return p.sharedTags(known, values)
}

// packText appends a text after its length.
func packText[T string | []byte](to []byte, text T) []byte {
	return append(binary.AppendUvarint(to, uint64(len(text))), text...)
}

// unpackText is the first of some packed texts, and the rest.
func unpackText(packed string) (text, rest string) {
	var head [binary.MaxVarintLen64]byte
	n, size := binary.Uvarint(head[:copy(head[:], packed)])
	return packed[size : size+int(n)], packed[size+int(n):]
}

// tagNames returns the names of tags, the same ones for all that have them.
func (p *pool) tagNames(names []string) *[]string {
	p.key = p.key[:0]
	for _, name := range names {
		p.key = packText(p.key, name)
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
