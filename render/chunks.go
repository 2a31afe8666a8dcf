package render

import (
	"io"
	"runtime"
)

// chunk is how many things a worker takes at a time: few enough that what is
// made of them, some kilobytes each, stays small.
const chunk = 64

// A Worker appends what is to be written of the things from the i-th to before
// the n-th. Only one goroutine uses it, so it may keep what it has made before.
type Worker func(dst []byte, i, n int) ([]byte, error)

// WriteChunks writes what workers make of n things, in order, whatever the
// number of workers, of which there are as many as processors. Only a few chunks
// are held at a time. The first error, of a worker or of writing, ends it.
func WriteChunks(w io.Writer, n int, newWorker func() Worker) error {
	workers := runtime.GOMAXPROCS(0)
	c := &chunks{n: n, jobs: make(chan *job), order: make(chan *job, workers), free: make(chan []byte, 2*workers+1), stop: make(chan struct{})}
	defer close(c.stop)
	go c.feed()
	for range min(workers, (n+chunk-1)/chunk) {
		go c.work(newWorker())
	}
	for j := range c.order {
		done := <-j.done
		if done.err != nil {
			return done.err
		}
		if _, err := w.Write(done.text); err != nil {
			return err
		}
		select {
		case c.free <- done.text[:0]:
		default:
		}
	}
	return nil
}

// chunks are the channels between who hands out chunks, the workers, and who
// writes.
type chunks struct {
	n     int
	jobs  chan *job     // to any worker
	order chan *job     // the same, to who writes
	free  chan []byte   // buffers that are written
	stop  chan struct{} // closed at the end, early or not
}

type job struct {
	i, n int
	done chan made
}

// made is the text of a chunk.
type made struct {
	text []byte
	err  error
}

func (c *chunks) feed() {
	defer close(c.jobs)
	defer close(c.order)
	for i := 0; i < c.n; i += chunk {
		j := &job{i, min(i+chunk, c.n), make(chan made, 1)}
		for _, to := range []chan *job{c.order, c.jobs} {
			select {
			case to <- j:
			case <-c.stop:
				return
			}
		}
	}
}

func (c *chunks) work(do Worker) {
	for j := range c.jobs {
		var buffer []byte
		select {
		case buffer = <-c.free:
		default:
		}
		text, err := do(buffer, j.i, j.n)
		j.done <- made{text, err}
	}
}
