package excel

import (
	"errors"
	"io"
)

// pipeSize is how much is written before it goes to be compressed.
const pipeSize = 256 << 10

// A pipe takes what a part is to hold and lets another goroutine compress it,
// so that rows are made while those before them are packed.
type pipe struct {
	buf  []byte
	full chan []byte
	free chan []byte
	done chan error
}

// newPipe returns a pipe into w. It must be closed, which closes w.
func newPipe(w io.WriteCloser) *pipe {
	p := &pipe{full: make(chan []byte, 4), free: make(chan []byte, 8), done: make(chan error, 1)}
	go func() {
		var failed error
		for buf := range p.full {
			if failed == nil {
				_, failed = w.Write(buf)
			}
			select {
			case p.free <- buf[:0]:
			default:
			}
		}
		p.done <- errors.Join(failed, w.Close())
	}()
	return p
}

// push sends on what has come together, once it is enough.
func (p *pipe) push() {
	if len(p.buf) < pipeSize {
		return
	}
	p.full <- p.buf
	select {
	case p.buf = <-p.free:
	default:
		p.buf = make([]byte, 0, pipeSize+pipeSize/4)
	}
}

// close sends the rest and waits until all is written.
func (p *pipe) close() error {
	p.full <- p.buf
	close(p.full)
	return <-p.done
}
