package inventory

import (
	"bytes"
	"encoding/json"
	"io"
)

// How a long list is read: in blocks of so many bytes by so many workers at most,
// once as much of it was read as the first of these pieces that suffices.
const (
	firstBytes  = 4 << 10
	firstBlock  = 64 << 10
	blockBytes  = 1 << 20
	blockRows   = 4 << 10 // of short rows
	mostDocs    = 4 << 20 // bytes of one document among others that is read at once
	mostWorkers = 4
	fewRows     = 8 // of a list that is short
)

// A textAhead is what is left of the text of a file: what was read ahead, and
// the rest.
type textAhead struct {
	ahead [][]byte // the last comes first
	src   io.Reader
	err   error // of src, to be told again
}

// back puts a text before what is left.
func (t *textAhead) back(text []byte) {
	if len(text) > 0 {
		t.ahead = append(t.ahead, text)
	}
}

// over reports whether the text is known to have no more.
func (t *textAhead) over() bool { return t.err != nil && len(t.ahead) == 0 }

func (t *textAhead) Read(p []byte) (int, error) {
	if last := len(t.ahead) - 1; last >= 0 {
		n := copy(p, t.ahead[last])
		if t.ahead[last] = t.ahead[last][n:]; len(t.ahead[last]) == 0 {
			t.ahead = t.ahead[:last]
		}
		return n, nil
	}
	if t.err != nil {
		return 0, t.err
	}
	n, err := t.src.Read(p)
	t.err = err
	return n, err
}

// fill reads until there are n bytes or the text is over.
func (t *textAhead) fill(buf []byte, n int) []byte {
	if cap(buf) < n {
		buf = append(make([]byte, 0, n+n/4), buf...)
	}
	for len(buf) < n {
		m, err := t.Read(buf[len(buf):n])
		buf = buf[:len(buf)+m]
		if err != nil {
			break
		}
	}
	return buf
}

// A run reads values that stand one behind the other, quickly: elements of a
// list, or documents. It stops at what it does not read, be it the end of the
// list or a fault, and leaves that to the decoder.
type run struct {
	*jsonFile
	grammar grammar
	whole   *tree
	line    int // where the text that is not read yet begins
	column  int
	taken   int // values read
	err     error
}

// elements reads elements of the list at hand until the decoder has to go on.
// The decoder has read n of them; where lists keep being short, it reads all of
// them. It reports whether there are more.
func (j *jsonFile) elements(n int) (more bool, err error) {
	if j.block == 0 || n < fewRows && j.short > fewRows {
		return true, nil
	}
	r := j.newRun(grammar{list: true, graph: j.graph, level: j.level, most: int(j.limits.rowBytes())})
	rest := r.read(n == 0)
	prefix, tokens := "[", 1
	if !j.bare {
		prefix, tokens = `{"":[`, 3
	}
	if n > 0 || r.taken > 0 {
		prefix, tokens = prefix+"[]", tokens+2
	}
	j.resume(prefix, tokens, rest, r.line, r.column)
	return r.err == nil && j.dec.More(), r.err
}

// documents reads single resources that stand one behind the other, as far as
// they do.
func (j *jsonFile) documents() error {
	r := j.newRun(grammar{most: min(int(j.limits.rowBytes()), mostDocs)})
	rest := r.read(true)
	j.resume("", 0, rest, r.line, r.column)
	return r.err
}

func (j *jsonFile) newRun(g grammar) *run {
	r := &run{jsonFile: j, grammar: g, whole: j.whole}
	r.line, r.column = j.lines.position(j.dec.InputOffset())
	buffered, _ := io.ReadAll(j.dec.Buffered())
	j.ahead.back(buffered)
	return r
}

// resume lets the decoder go on with a text at a place, as if it had read so
// many tokens of what stands before.
func (j *jsonFile) resume(prefix string, tokens int, rest []byte, line, column int) {
	j.ahead.back(rest)
	j.ahead.back([]byte(prefix))
	n := int64(len(prefix))
	j.lines = &lineReader{src: j.ahead, line: line, limit: j.limits.rowBytes(), mark: n, start: n + 1 - int64(column)}
	j.dec = json.NewDecoder(j.lines)
	j.dec.UseNumber()
	for range tokens {
		_, _ = j.dec.Token() // of the prefix
	}
}

// read reads values until it has to stop, and returns what it has of the text
// that follows.
func (r *run) read(first bool) []byte {
	size := min(firstBytes, r.block)
	b := r.spareBatch()
	defer func() { r.spare = append(r.spare, b) }()
	b.data = r.ahead.fill(nil, size)
	for {
		r.pruner.find(b, r.grammar, first && r.taken == 0, r.whole)
		r.process(b)
		rest := b.data[b.used:]
		if r.err != nil || b.end == refuse || r.ahead.over() || len(rest) > r.grammar.most {
			return rest
		}
		if joint, ok := jointOf(b); ok && size >= min(firstBlock, r.block) {
			return r.readBlocks(joint, rest, min(r.block, max(firstBlock, blockRows*b.used/len(b.elements))))
		}
		size = max(min(2*size, firstBlock), 2*len(rest))
		b.data = r.ahead.fill(append(b.data[:0], rest...), size)
	}
}

// spareBatch returns a batch that nobody uses, without text: what was left of its
// text is read by others.
func (j *jsonFile) spareBatch() *batch {
	last := len(j.spare) - 1
	if last < 0 {
		return &batch{}
	}
	b := j.spare[last]
	j.spare, b.data = j.spare[:last], nil
	return b
}

// process hands the values of a batch on.
func (r *run) process(b *batch) {
	for i := range b.elements {
		if r.err = r.takeElement(b, &b.elements[i]); r.err != nil {
			return
		}
		r.taken++
	}
	r.line, r.column = r.placeIn(b, b.lines, b.line, b.used)
}

// placeIn returns line and column of an offset in a batch, behind lines that
// were counted.
func (r *run) placeIn(b *batch, lines, line, offset int) (int, int) {
	if lines == 0 {
		return r.line, r.column + offset
	}
	return r.line + lines, offset - line + 1
}

// takeElement hands one value on.
func (r *run) takeElement(b *batch, e *element) error {
	j := r.jsonFile
	line, column := r.placeIn(b, e.lines, e.line, e.start)
	if !r.grammar.list {
		return r.takeDocument(b, e, line, column)
	}
	data := b.data[e.start:e.end]
	j.line = line
	if e.tree == nil {
		v, err := j.parse(data, line, column)
		if err != nil {
			return err
		}
		return j.row(v)
	}
	j.tree.at(data, line, column)
	if e.tree.line = line; e.row == nil {
		return j.row(e.tree)
	}
	j.takePrepared(e, b.said)
	return nil
}

// takePrepared is [jsonFile.row] of an element that was made a row of.
func (j *jsonFile) takePrepared(e *element, said []byte) {
	j.in.Rows++
	e.row.at = Position{j.in.Name, j.line}
	if j.in.Format == "" {
		j.in.Format = e.row.format()
	}
	if e.digest != nil {
		j.takeDigested(e.row, said, e.digest)
	} else {
		j.file.take(e.row)
	}
}

// takeDocument hands one document on: a plain one as it is, any other through a
// decoder of its own.
func (r *run) takeDocument(b *batch, e *element, line, column int) error {
	j := r.jsonFile
	defer func() { j.docs++ }()
	if e.tree != nil {
		j.line, j.graph, j.bare, j.level, e.tree.line = line, false, false, 1, 0
		j.takePrepared(e, b.said)
		return nil
	}
	dec, lines, ahead := j.dec, j.lines, j.ahead
	defer func() { j.dec, j.lines, j.ahead = dec, lines, ahead }()
	j.ahead = &textAhead{src: bytes.NewReader(b.data[e.start:e.end])}
	j.resume("", 0, nil, line, column)
	start, err := j.dec.Token()
	if err != nil {
		return j.fault(err)
	}
	return j.document(start)
}
