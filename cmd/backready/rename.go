package main

import (
	"errors"
	"io"
	"os"
	"time"
)

// Windows renames nothing that a program has open, and scanners open whatever is
// new. A rename is tried again for so long before somebody has to close a file.
const scannersTake = 2 * time.Second

// rename gives a file or a folder another name, a file in the place of an
// earlier one.
func rename(from, to string) error {
	return patiently(func() error { return os.Rename(from, to) }, inUse, scannersTake)
}

// patiently takes a step again while it fails because something is in use.
func patiently(step func() error, busy func(error) bool, most time.Duration) error {
	pause := time.Millisecond
	for waited := time.Duration(0); ; waited += pause {
		err := step()
		if err == nil || !busy(err) || waited >= most {
			return err
		}
		pause = min(2*pause, 100*time.Millisecond)
		time.Sleep(pause)
	}
}

// carry lets a file lie in another folder as well: as a link, or as a copy where
// the file system has none (FAT, some shares of Windows).
func carry(from, to string) error {
	if os.Link(from, to) == nil {
		return nil
	}
	return copyFile(from, to)
}

// copyFile copies a file with its rights and its time.
func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info.Mode().Perm())
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return os.Chtimes(to, time.Time{}, info.ModTime())
}
