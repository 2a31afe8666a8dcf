package json

import (
	"bytes"
	"io"
	"runtime"
	"slices"
	"sync"
)

// lines reads items that stand on a line each. One goroutine cuts the text into
// blocks of whole lines, some take these apart, and who asks for the items gets
// them in order.
type lines struct {
	listed
	src     io.Reader
	over    bool // nothing more can be read of it
	work    chan *block
	order   chan *block // the same, for who gets the items
	free    chan *block
	stop    chan struct{}
	rest    []byte // that was read and is in no block
	running sync.WaitGroup
}

// listed is what was read of a list so far.
type listed struct {
	some  bool // elements
	comma bool // behind the last
}

const (
	mostWorkers = 4 // who makes items of what they find is no faster
	blockBytes  = 1 << 20
	blanks      = " \t\r\n"
)

// A block is whole lines.
type block struct {
	data  []byte
	items []itemRead
	count int // of the items that were read
	used  int // bytes of the data up to the end of the last, with its comma
	comma bool
	ready chan struct{}
}

func newLines(src io.Reader, said *said) *lines {
	workers := min(mostWorkers, runtime.GOMAXPROCS(0))
	n := workers + 2
	l := &lines{src: src, work: make(chan *block, n), order: make(chan *block, n), free: make(chan *block, n), stop: make(chan struct{})}
	for range n {
		l.free <- &block{}
	}
	l.running.Go(l.cut)
	for range workers {
		r := newLineReader(said)
		l.running.Go(func() {
			for b := range l.work {
				b.read(r)
				close(b.ready)
			}
		})
	}
	return l
}

// each calls with each item up to the first line that is none, and returns what
// was not used of the text.
func (l *lines) each(take func(*itemRead)) (left io.Reader) {
	var rest []byte
	stopped := false
	for b := range l.order {
		<-b.ready
		if !stopped {
			l.take(b, take)
			if b.used == len(b.data) {
				l.free <- b
				continue
			}
			stopped = true
			close(l.stop)
		} else {
			b.used = 0
		}
		rest = append(rest, b.data[b.used:]...)
	}
	l.running.Wait()
	return io.MultiReader(bytes.NewReader(append(rest, l.rest...)), l.src)
}

// take takes the items of a block, none where no comma stands before them.
func (l *lines) take(b *block, take func(*itemRead)) {
	if b.count == 0 {
		return
	}
	if l.some && !l.comma {
		b.used = 0
		return
	}
	for i := range b.items[:b.count] {
		take(&b.items[i])
	}
	l.some, l.comma = true, b.comma
}

// cut reads the text and cuts it.
func (l *lines) cut() {
	defer close(l.order)
	defer close(l.work)
	for !l.over {
		var b *block
		select {
		case b = <-l.free:
		case <-l.stop:
			return
		}
		b.data = l.fill(append(b.data[:0], l.rest...))
		l.rest = l.rest[:0]
		if at := bytes.LastIndexByte(b.data, '\n') + 1; at > 0 && !l.over {
			l.rest = append(l.rest, b.data[at:]...)
			b.data = b.data[:at]
		}
		b.ready = make(chan struct{})
		l.order <- b
		l.work <- b
	}
}

// fill reads until there is enough for a block. What keeps it from reading more
// is met again by who reads what is left.
func (l *lines) fill(data []byte) []byte {
	const atOnce = 64 << 10
	for want := max(blockBytes, 2*len(data)); len(data) < want && !l.over; {
		data = slices.Grow(data, min(want-len(data), max(atOnce, len(data))))
		n, err := l.src.Read(data[len(data):cap(data)])
		data, l.over = data[:len(data)+n], err != nil
	}
	return data
}

// read reads the items of a block up to the first line that is none.
func (b *block) read(r *lineReader) {
	b.count, b.used, b.comma = 0, 0, true
	for at := 0; at < len(b.data); {
		end := len(b.data)
		if n := bytes.IndexByte(b.data[at:], '\n'); n >= 0 {
			end = at + n + 1
		}
		text, comma := bytes.CutSuffix(bytes.Trim(b.data[at:end], blanks), []byte{','})
		if at = end; len(text) == 0 && !comma {
			continue
		}
		if !b.comma || len(text) == 0 {
			return
		}
		if b.count == len(b.items) {
			b.items = append(b.items, itemRead{})
		}
		if r.read(text, &b.items[b.count]) != nil {
			return
		}
		b.count, b.comma = b.count+1, comma
		b.used = len(bytes.TrimRight(b.data[:end], blanks))
	}
	b.used = len(b.data)
}
