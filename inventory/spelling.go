package inventory

import (
	"encoding/json"
	"hash/maphash"
)

// A spelling is a short value that may be met again, as written.
type spelling struct {
	raw   string
	value any
	next  uint64 // hash of one that was met since, and takes its place when met again
}

// textOf returns the text of a string.
func (p *pruner) textOf(m *member, raw []byte, plain bool) any {
	const short = 48
	if !plain {
		var s string
		if json.Unmarshal(raw, &s) != nil {
			p.odd = true
		}
		return s
	}
	if len(raw) > short {
		return p.kept.keepBytes(raw[1 : len(raw)-1])
	}
	e := p.share(raw)
	if e == nil {
		return p.kept.keepBytes(raw[1 : len(raw)-1])
	}
	if e.value == nil {
		e.value = e.raw[1 : len(e.raw)-1]
	}
	if m != nil {
		m.last, m.value = e.raw, e.value
	}
	return e.value
}

func (p *pruner) numberOf(raw []byte) any {
	const short = 24
	if len(raw) > short {
		return json.Number(raw)
	}
	e := p.share(raw)
	if e == nil {
		return json.Number(p.kept.keepBytes(raw))
	}
	if e.value == nil {
		e.value = json.Number(e.raw)
	}
	return e.value
}

// share returns the entry of a short value, its value nil where it is new. It is
// nil for one that was not met before: most of these, names, never are again.
func (p *pruner) share(raw []byte) *spelling {
	hash := maphash.Bytes(p.seed, raw)
	e := &p.met[hash%uint64(len(p.met))]
	switch {
	case e.raw == string(raw):
	case e.next == hash:
		*e = spelling{raw: string(raw)}
	default:
		e.next = hash
		return nil
	}
	return e
}
