package main

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// farOff is the byte that is locked: what the file says can still be read.
const farOff = 1 << 30

// tryLock locks an open file until it is closed, by whatever way the process
// ends, or returns errLocked.
func tryLock(f *os.File) error {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, &windows.Overlapped{Offset: farOff})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errLocked
	}
	return err
}

// removeLock removes a lock. Windows removes no file that is open, and so not
// that of a run which took the lock in between.
func removeLock(f *os.File) {
	f.Close()
	os.Remove(f.Name())
}
