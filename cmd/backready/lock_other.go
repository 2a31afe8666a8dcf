//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package main

import (
	"errors"
	"os"
)

// tryLock locks nothing: the system has no locks that end with a process.
func tryLock(*os.File) error { return errors.ErrUnsupported }

func removeLock(f *os.File) {
	os.Remove(f.Name())
	f.Close()
}
