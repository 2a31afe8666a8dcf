package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// errLocked is what tryLock returns where another run holds the lock.
var errLocked = errors.New("another run holds the lock")

// A lock keeps other runs from writing the same folder. It is a file beside the
// folder that the system keeps locked: that of a process which is no more holds
// nobody up, whatever the file says.
type lock struct {
	file *os.File
	sure bool // the system has locks: what lies about is of no run that goes on
	done func()
}

// lock locks a folder that is to be written. Nothing is waited for: a run that
// comes while another writes the same folder has nothing to add. The lock is nil
// where there is no folder yet for the file to lie in, nor reports to be mixed.
func (s *stops) lock(dir string) (*lock, error) {
	l := &lock{}
	dir = filepath.Clean(dir)
	name := filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+lockEnding)
	var err error
	l.done, err = s.begin(func() (func(), error) {
		l.file, l.sure, err = locked(name)
		return func() { removeLock(l.file) }, err
	})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.Is(err, errLocked):
		return nil, &failure{statusWriting, fmt.Errorf("%s is being written by %s; earlier reports are as they were", dir, holder(name)),
			"wait for it to end, or choose another folder with --out"}
	case err != nil:
		return nil, writing(fmt.Errorf("can't write beside %s: %s", dir, reason(err)))
	}
	return l, nil
}

// lockAnew locks a folder after making what it is to lie in.
func (s *stops) lockAnew(dir string) (*lock, error) {
	if err := makeParent(dir); err != nil {
		return nil, writing(err)
	}
	l, err := s.lock(dir)
	if l == nil && err == nil {
		err = writing(fmt.Errorf("can't write beside %s: the folder it lies in was removed", dir))
	}
	return l, err
}

// release lets other runs in. A nil lock is none.
func (l *lock) release() {
	if l != nil {
		removeLock(l.file)
		l.done()
	}
}

// sweep removes the unfinished folders that runs which were killed left in a
// folder. What stepped aside for a finished one stays: it may be the only one.
func (l *lock) sweep(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil || !l.sure {
		return
	}
	prefix := strings.TrimSuffix(filepath.Base(l.file.Name()), lockEnding)
	for _, e := range entries {
		of, number, ok := strings.Cut(e.Name(), partial)
		_, err := time.Parse("."+stamp, of)
		if ok && e.IsDir() && (of == prefix || err == nil) && digits.MatchString(number) {
			_ = os.RemoveAll(filepath.Join(dir, e.Name())) // the next run tries again
		}
	}
}

var digits = regexp.MustCompile(`^[0-9]+$`)

// lockEnding ends the name of a lock.
const lockEnding = ".lock"

// locked opens and locks a file, and says whether the system could. One that
// another run removed in between, as it released it, is opened anew.
func locked(name string) (f *os.File, sure bool, err error) {
	for {
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
		if err != nil {
			return nil, false, err
		}
		locking := tryLock(f)
		if locking != nil && !errors.Is(locking, errors.ErrUnsupported) {
			f.Close()
			return nil, false, locking
		}
		if !stillNamed(f, name) {
			f.Close()
			continue
		}
		if err := errors.Join(f.Truncate(0), owned(f)); err != nil {
			removeLock(f)
			return nil, false, err
		}
		return f, locking == nil, nil
	}
}

// stillNamed reports whether a file still has its name.
func stillNamed(f *os.File, name string) bool {
	open, err := f.Stat()
	named, errNamed := os.Stat(name)
	return err == nil && errNamed == nil && os.SameFile(open, named)
}

// owned writes into a lock whose it is.
func owned(f *os.File) error {
	host, _ := os.Hostname() // "" where nobody knows
	_, err := fmt.Fprintf(f, "process %d on %s\n", os.Getpid(), cmp.Or(host, "this machine"))
	return err
}

// holder says whose a lock is.
func holder(name string) string {
	const longest = 300
	f, err := os.Open(name)
	if err != nil {
		return "another run"
	}
	defer f.Close()
	text, _ := io.ReadAll(io.LimitReader(f, longest))
	said, _, _ := strings.Cut(string(text), "\n")
	return cmp.Or(said, "another run")
}
