//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package main

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// tryLock locks an open file until it is closed, by whatever way the process
// ends, or returns errLocked.
func tryLock(f *os.File) error {
	err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	switch {
	case errors.Is(err, unix.EWOULDBLOCK):
		return errLocked
	case errors.Is(err, unix.ENOTSUP), errors.Is(err, unix.ENOSYS), errors.Is(err, unix.ENOLCK):
		return errors.ErrUnsupported
	}
	return err
}

// removeLock removes a lock while it is held: who has opened it meanwhile sees
// that it lost its name.
func removeLock(f *os.File) {
	os.Remove(f.Name())
	f.Close()
}
