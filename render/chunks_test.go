package render

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"testing"
)

func TestWriteChunks(t *testing.T) {
	for _, workers := range []int{1, 2, 5} {
		before := runtime.GOMAXPROCS(workers)
		defer runtime.GOMAXPROCS(before)
		for _, n := range []int{0, 1, chunk, chunk + 1, 20*chunk + 7} {
			var got, want bytes.Buffer
			for i := range n {
				fmt.Fprintln(&want, i)
			}
			if err := WriteChunks(&got, n, numbers); err != nil || got.String() != want.String() {
				t.Errorf("%d things, %d workers: %v, %d bytes, want %d", n, workers, err, got.Len(), want.Len())
			}
		}
	}
}

func numbers() Worker {
	return func(dst []byte, i, n int) ([]byte, error) {
		for ; i < n; i++ {
			dst = fmt.Appendln(dst, i)
		}
		return dst, nil
	}
}

var errFull = errors.New("full")

// full takes so many writes.
type full int

func (f *full) Write(p []byte) (int, error) {
	if *f--; *f < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// TestWriteChunksStops at the first error, of writing or of a worker.
func TestWriteChunksStops(t *testing.T) {
	const n = 1000 * chunk
	room, made := full(3), 0
	if err := WriteChunks(&room, n, numbers); !errors.Is(err, errFull) {
		t.Errorf("writing: %v", err)
	}
	if room != -1 {
		t.Errorf("%d writes after the first error", -1-room)
	}
	failing := func() Worker {
		return func(dst []byte, i, _ int) ([]byte, error) {
			if i >= 2*chunk {
				return dst, errFull
			}
			return append(dst, '.'), nil
		}
	}
	counted := writerFunc(func(p []byte) (int, error) { made++; return len(p), nil })
	if err := WriteChunks(counted, n, failing); !errors.Is(err, errFull) || made != 2 {
		t.Errorf("worker: %v after %d chunks", err, made)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

var _ io.Writer = writerFunc(nil)
