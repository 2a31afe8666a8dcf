package inventory

// skip passes over a value that is not wanted.
func (p *pruner) skip(at *place, depth int) bool {
	if p.pos >= len(p.data) {
		return p.fail()
	}
	switch c := p.data[p.pos]; c {
	case '{':
		_, ok := p.object(at, depth)
		return ok
	case '[':
		return p.skipList(at, depth)
	case '"':
		_, ok := p.text()
		return ok
	case 'n':
		return p.word("null")
	case 't':
		return p.word("true")
	case 'f':
		return p.word("false")
	default:
		return (c == '-' || c-'0' <= 9) && p.number() || p.fail()
	}
}

func (p *pruner) skipList(at *place, depth int) bool {
	if depth >= p.depth {
		p.why = refuse
		return false
	}
	p.pos++
	c := p.space()
	for c != ']' {
		ok := p.skip(at, depth+1)
		if ok {
			c, ok = p.further(']')
		}
		if !ok {
			return false
		}
	}
	p.pos++
	return true
}
