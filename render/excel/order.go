package excel

import (
	"bytes"
	"runtime"
	"sync/atomic"

	"github.com/klauspost/compress/flate"
)

// A hand is what a worker makes a block with.
type hand struct {
	text   []byte       // the block
	packed bytes.Buffer // the same, up to a whole byte and without an end
	flate  *flate.Writer
	rower  rower
	id     []byte
}

// rowPacking is the level of compression of the large tables, whose rows are so
// alike that the higher ones make a file little smaller and take much longer.
const rowPacking = 1

func newHand() *hand {
	h := &hand{}
	h.flate, _ = flate.NewWriter(nil, rowPacking) // the level is one of its own
	return h
}

// pack packs the text.
func (h *hand) pack() {
	h.packed.Reset()
	h.flate.Reset(&h.packed)
	_, _ = h.flate.Write(h.text) // a buffer takes all
	_ = h.flate.Flush()
}

// newHands returns as many as can be of use at the same time.
func newHands() chan *hand {
	hands := make(chan *hand, runtime.GOMAXPROCS(0)+1) // one more: while its block is added the others go on
	for range cap(hands) {
		hands <- newHand()
	}
	return hands
}

// inBlocks lets workers make the n blocks of a part at the same time and adds
// them to it in order, so that the bytes do not depend on how many there are.
func (t *part) inBlocks(n int, fill func(h *hand, block int)) error {
	if n > 0 && t.packer.hands == nil {
		t.packer.hands = newHands()
	}
	hands := t.packer.hands
	var failed atomic.Bool
	blocks := make(chan chan *hand, cap(hands))
	go func() {
		defer close(blocks)
		for i := range n {
			h, made := <-hands, make(chan *hand, 1)
			blocks <- made
			go func() {
				if h.text = h.text[:0]; !failed.Load() {
					fill(h, i)
					h.pack()
				}
				made <- h
			}()
		}
	}()
	var err error
	for made := range blocks {
		h := <-made
		if err == nil {
			err = t.add(h.text, h.packed.Bytes())
			failed.Store(err != nil)
		}
		hands <- h
	}
	return err
}
