package main

import (
	"errors"
	"os"
)

// swapInTwo lets two folders change places where the system can't do it at
// once: dir steps aside, and comes back if work can't take its place. Killed in
// between, the earlier folder stays beside, whole, under the name of work with
// ".earlier" behind it.
func swapInTwo(work, dir string) error {
	aside := work + ".earlier"
	if err := os.Rename(dir, aside); err != nil {
		return err
	}
	if err := os.Rename(work, dir); err != nil {
		return errors.Join(err, os.Rename(aside, dir))
	}
	return os.Rename(aside, work)
}
