package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// lasting are the bits of a mode that a folder keeps.
const lasting = fs.ModePerm | fs.ModeSetgid | fs.ModeSticky

// private lets what is written into a folder get the group that it would get in
// dir, whose place the folder is to take. Nobody else can enter it yet.
func private(work, dir string) error {
	mode, err := modeFor(work, dir)
	if err != nil {
		return err
	}
	return os.Chmod(work, 0o700|mode&fs.ModeSetgid)
}

// opened gives a finished folder the mode of dir, whose place it is to take,
// or of any new one.
func opened(work, dir string) error {
	mode, err := modeFor(work, dir)
	if err != nil {
		return err
	}
	return os.Chmod(work, mode)
}

// modeFor is the mode that a folder is to have in the place of dir: that of dir,
// whose owner and group it gets as well, or that of any new folder. Where the group
// can't be kept, the one in its place may do no more than everybody.
func modeFor(work, dir string) (fs.FileMode, error) {
	earlier, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return newMode(work)
	case err != nil:
		return 0, err
	}
	mode := earlier.Mode()&lasting | 0o700
	if owned, err := ownedLike(work, earlier); err != nil || !owned {
		mode = mode&^(0o070|fs.ModeSetgid) | mode&0o007<<3
	}
	return mode, nil
}

// newMode is what the umask, and a folder above that hands down its group, leave
// of 0755. Only a folder that is made tells: asking for the umask means to set it,
// for all that the program writes meanwhile.
func newMode(work string) (fs.FileMode, error) {
	probe := filepath.Join(work, ".mode")
	if err := os.Mkdir(probe, 0o755); err != nil {
		return 0, err
	}
	info, err := os.Lstat(probe)
	if err := errors.Join(err, os.Remove(probe)); err != nil {
		return 0, err
	}
	return info.Mode() & lasting, nil
}
