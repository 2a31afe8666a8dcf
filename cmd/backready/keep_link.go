//go:build !windows

package main

import (
	"errors"
	"os"
	"path/filepath"
)

// pointLatest makes the link to the newest report, in one step: a link of
// another name takes the place of the earlier one.
func pointLatest(out, name string) error {
	link := filepath.Join(out, latest)
	if err := replaceable(link); err != nil {
		return err
	}
	if err := sweepLatest(out); err != nil {
		return err
	}
	made := filepath.Join(out, "."+latest+partial+name)
	if err := os.Symlink(name, made); err != nil {
		return err
	}
	if err := rename(made, link); err != nil {
		return errors.Join(err, os.Remove(made))
	}
	return syncFolder(out)
}
