package inventory

import "sync"

// blocks cut the text of a long list, read by a goroutine of its own, into
// batches that workers read. They are cut at joints, on trial.
type blocks struct {
	src     *textAhead
	joint   joint
	size    int
	grammar grammar
	work    chan *batch
	order   chan *batch // the same, for who takes the results
	free    chan *batch
	stop    chan struct{}
	rest    []byte // that was read and is in no batch
	running sync.WaitGroup
}

// readBlocks is [run.read] for a list that goes on: head is what is left of the
// text that was read so far, size that of the blocks.
func (r *run) readBlocks(joint joint, head []byte, size int) []byte {
	n := r.workers + 2
	s := &blocks{src: r.ahead, joint: joint, size: size, grammar: r.grammar,
		work: make(chan *batch, n), order: make(chan *batch, n), free: make(chan *batch, n), stop: make(chan struct{})}
	for range n {
		s.free <- &batch{}
	}
	s.running.Go(func() { s.cut(head) })
	for range r.workers {
		p, whole := newPruner(r.limits), newWholeTree(r.limits)
		s.running.Go(func() { s.find(p, whole) })
	}
	rest := r.collect(s)
	close(s.stop)
	for b := range s.order {
		rest = append(rest, b.data...)
	}
	s.running.Wait()
	return append(rest, s.rest...)
}

// cut reads the text and cuts it.
func (s *blocks) cut(head []byte) {
	defer close(s.order)
	defer close(s.work)
	s.rest = head
	for ahead := true; !s.src.over(); {
		var b *batch
		select {
		case b = <-s.free:
		case <-s.stop:
			return
		}
		b.data = s.src.fill(append(b.data[:0], s.rest...), max(s.size, 2*len(s.rest)))
		s.rest = s.rest[:0]
		b.ahead, b.ready = ahead, make(chan struct{})
		if at := s.joint.last(b.data); at > 0 && !s.src.over() {
			s.rest = append(s.rest, b.data[at:]...)
			b.data = b.data[:at]
			ahead = true
		} else {
			ahead = false
		}
		s.order <- b
		s.work <- b
	}
}

// find reads batches.
func (s *blocks) find(p *pruner, whole *tree) {
	for b := range s.work {
		if b.ahead {
			p.find(b, s.grammar, false, whole)
		}
		close(b.ready)
	}
}

// collect hands on what the workers found, in the order of the text. What they
// found in a block counts only where the one before it ended with a value; else
// the two are read again as one, here.
func (r *run) collect(s *blocks) (rest []byte) {
	joined, retry := batch{}, 0
	for b := range s.order {
		<-b.ready
		found := b
		if len(rest) > 0 || !b.ahead {
			joined.data = append(append(joined.data[:0], rest...), b.data...)
			rest = append(rest[:0], joined.data...)
			if found = &joined; len(rest) < retry {
				s.free <- b
				continue
			}
			r.pruner.find(found, r.grammar, false, r.whole)
		}
		r.process(found)
		rest = append(rest[:0], found.data[found.used:]...)
		if retry = 2 * len(rest); r.err != nil || found.end == refuse || len(rest) > r.grammar.most {
			return rest
		}
		s.free <- b
	}
	return rest
}
