package inventory

import (
	"bytes"
	"strings"
)

// A batch is a piece of text with the values found in it: elements of a list, or
// documents one after the other.
type batch struct {
	data     []byte
	ahead    bool // it begins where a value ended
	ready    chan struct{}
	elements []element
	used     int  // bytes up to the end of the last element
	lines    int  // line ends in these
	line     int  // offset behind the last of them, 0 where there is none
	end      stop // why there are no more elements: used up, cut off, or something else stands there
	arena    arena
	rows     []row
	digests  []digest
	said     []byte // of the rows, see [digest]
	tags     []Tag  // at hand
}

// An element is one value. Its tree is nil where it has to be read again, by
// whoever can tell of what is odd about it.
type element struct {
	tree       *object
	row        *row    // of the tree, nil where it may be no row
	digest     *digest // of the row, nil where it has none
	start, end int
	lines      int // line ends in the batch before it
	line       int // offset behind the last of them, 0 where there is none
}

// A grammar says what values may stand one behind the other.
type grammar struct {
	list  bool // elements of a list, else documents
	graph bool // of an answer of Resource Graph
	level int  // lists and objects open around a value
	most  int  // bytes that a value may have
}

// find finds the values of a batch, the first of which may begin a list.
func (p *pruner) find(b *batch, g grammar, first bool, whole *tree) {
	b.elements, b.used, b.lines, b.line = b.elements[:0], 0, 0, 0
	b.rows, b.digests, b.said = b.rows[:0], b.digests[:0], b.said[:0]
	b.arena.reset()
	p.data, p.pos, p.lines, p.line, p.arena = b.data, 0, 0, 0, &b.arena
	for {
		c := p.space()
		if c == ',' && g.list && !first {
			p.pos++
			c = p.space()
		} else if c != 0 && g.list && !first {
			b.end = refuse
			return
		}
		if c == 0 {
			b.end = cutOff
			if len(b.data) == b.used {
				b.end = atEnd
			}
			return
		}
		if c != '{' && (!g.list || c == ']') {
			b.end = refuse
			return
		}
		e := element{start: p.pos, lines: p.lines, line: p.line}
		o, ok := p.read(g.level)
		if b.end = p.why; !ok {
			return
		}
		if e.end = p.pos; e.end-e.start > g.most {
			b.end = refuse
			return
		}
		if e.tree = o; p.odd || !g.list && p.alarm || len(o.keys) == 0 {
			e.tree = nil
			b.arena.drop(o)
		} else if p.alarm || !ofVMOrDisk(o) {
			e.tree = whole.wholly(b.data[e.start:e.end], g.level)
		}
		if e.tree != nil && !p.alarm {
			p.prepare(b, &e, g.graph)
		}
		first = false
		b.elements = append(b.elements, e)
		b.used, b.lines, b.line = e.end, p.lines, p.line
	}
}

// wholly reads all of a row that has nothing odd about it, nil if it has.
func (t *tree) wholly(data []byte, level int) *object {
	t.level = level
	v, err := t.parse(data, 1, 0)
	o, _ := v.(*object)
	if err != nil || o == nil {
		return nil
	}
	return o
}

// newWholeTree returns the tree that reads what is known to hold nothing to tell
// of.
func newWholeTree(limits Limits) *tree {
	return &tree{limits: limits, repeated: func(*tree, int, string, bool) {}}
}

// A joint is a text that stands between two values of a batch, and of most that
// follow, and hardly anywhere else. Where it stands the text is cut, on trial:
// whether a value did end there is seen when all before it has been read.
type joint struct {
	text []byte
	cut  int // where in it the first value ends
}

// jointOf returns the joint of the first two values of a batch, if both are
// objects. Lines and their indents tell levels apart; without them it is the
// first key of the second that hardly stands elsewhere.
func jointOf(b *batch) (j joint, ok bool) {
	if len(b.elements) < 2 {
		return j, false
	}
	first, second := b.elements[0], b.elements[1]
	if b.data[first.start] != '{' || b.data[second.start] != '{' {
		return j, false
	}
	from, to := first.end-1, second.start+1
	before := bytes.TrimRight(b.data[first.start:from], " \t")
	switch {
	case bytes.IndexByte(b.data[first.end:second.start], '\n') < 0:
		key := second.start + 1 + bytes.IndexByte(b.data[second.start+1:second.end], '"')
		if n := bytes.IndexByte(b.data[key+1:second.end], '"'); n > 0 && n < 100 && key-second.start < 100 {
			to = key + n + 2
		}
	case len(before) > 0 && before[len(before)-1] == '\n':
		from = first.start + len(before) - 1
	}
	if to-from > 1000 {
		return j, false
	}
	return joint{bytes.Clone(b.data[from:to]), first.end - from}, true
}

// last returns the offset of the last place at which a text may be cut, 0 for
// none.
func (j joint) last(data []byte) int {
	if at := bytes.LastIndex(data, j.text); at >= 0 {
		return at + j.cut
	}
	return 0
}

// ofVMOrDisk reports whether a row surely is one that is wanted in parts: its
// type says so, or, without one, its id.
func ofVMOrDisk(o *object) bool {
	typ, id := "", ""
	for i, k := range o.keys {
		text, isText := o.values[i].(string)
		switch {
		case strings.EqualFold(k, "type"):
			typ = strings.TrimSpace(text)
			if !isText && o.values[i] != nil {
				return false
			}
		case strings.EqualFold(k, "id"):
			id = strings.TrimSpace(text)
		}
	}
	if typ == "" {
		typ = typeOf(id)
	}
	return classOf(typ) != isOther
}
