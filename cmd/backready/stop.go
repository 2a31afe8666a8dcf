package main

import (
	"crypto/rand"
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
)

// stops is what a run does when it is told to stop: take away what it has begun,
// at any moment, while the work still goes on beside it. Its zero value is a run
// that nobody stops.
//
// The rejected way was to let each piece of work catch signals for itself: who
// comes second is killed by the first one's exit.
type stops struct {
	mu   sync.Mutex // held by whoever takes a step; for ever by who ends the run
	undo []*func()
}

// signals are those that ask a run to stop. One that the caller ignores, as
// nohup does, stays ignored.
var signals = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}

// watch runs the steps to undo when a signal comes, the last first, and then
// end, which does not return.
func (s *stops) watch(end func(status int)) (stop func()) {
	heard, done := make(chan os.Signal, 1), make(chan struct{})
	for _, sig := range signals {
		if !signal.Ignored(sig) {
			signal.Notify(heard, sig)
		}
	}
	go func() {
		select {
		case sig := <-heard:
			s.mu.Lock() // no step begins any more
			for _, undo := range slices.Backward(s.undo) {
				(*undo)()
			}
			end(stoppedBy(sig))
		case <-done:
		}
	}()
	return func() { signal.Stop(heard); close(done) }
}

// stoppedBy is the exit status of a run that a signal ended.
func stoppedBy(sig os.Signal) int {
	if number, ok := sig.(syscall.Signal); ok {
		return 128 + int(number)
	}
	return statusWriting
}

// whole takes a step that is taken whole or not at all.
func (s *stops) whole(step func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return step()
}

// begin takes a step that leaves something behind, and knows from then on how
// to undo it, until it is called done.
func (s *stops) begin(step func() (undo func(), err error)) (done func(), err error) {
	var undo func()
	err = s.whole(func() error {
		if undo, err = step(); err == nil {
			s.undo = append(s.undo, &undo)
		}
		return err
	})
	return func() {
		_ = s.whole(func() error {
			s.undo = slices.DeleteFunc(s.undo, func(u *func()) bool { return u == &undo })
			return nil
		})
	}, err
}

// folder makes a private folder, and how to remove it, for a run that is
// stopped as well.
func (s *stops) folder(parent, pattern string) (name string, remove func() error, err error) {
	done, err := s.begin(func() (func(), error) {
		name, err = os.MkdirTemp(parent, pattern)
		return func() { _ = removeWhole(name) }, err
	})
	if err != nil {
		return "", nil, err
	}
	return name, func() error { defer done(); return os.RemoveAll(name) }, nil
}

// removeWhole removes a folder in which somebody may still make files. Once it
// is gone nobody can.
func removeWhole(name string) (err error) {
	const enough = 100
	for range enough {
		if err = os.RemoveAll(name); err == nil {
			return nil
		}
	}
	return err
}

// newFile makes a file of a name that nobody has yet, with the mode that the
// umask leaves of 0644. One of os.CreateTemp is its owner's alone, and asking for
// the umask means to set it.
func newFile(dir string) (*os.File, error) {
	return os.OpenFile(filepath.Join(dir, ".backready-"+rand.Text()+".partial"), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
}

// file writes a file in one step: whoever looks sees the earlier one or the
// new one. It replaces a link, not what the link leads to. Its mode is what the
// umask leaves of 0644, or all of that where everybody is to read it.
func (s *stops) file(name string, text []byte, everybody bool) (err error) {
	var f *os.File
	done, err := s.begin(func() (func(), error) {
		f, err = newFile(filepath.Dir(name))
		if err != nil {
			return nil, err
		}
		return func() { f.Close(); os.Remove(f.Name()) }, nil
	})
	if err != nil {
		return err
	}
	defer done()
	_, err = f.Write(text)
	if everybody {
		err = errors.Join(err, f.Chmod(0o644))
	}
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = s.whole(func() error { return rename(f.Name(), name) })
	}
	if err != nil {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return err
}
