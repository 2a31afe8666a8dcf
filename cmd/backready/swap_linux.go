package main

import (
	"errors"

	"golang.org/x/sys/unix"
)

// swap lets two folders change places in one step; where the file system can't,
// in two.
func swap(work, dir string) error {
	err := unix.Renameat2(unix.AT_FDCWD, work, unix.AT_FDCWD, dir, unix.RENAME_EXCHANGE)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) {
		return swapInTwo(work, dir)
	}
	return err
}
