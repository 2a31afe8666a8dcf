package main

import "errors"

// swapInTwo lets two folders change places where the system can't do it at
// once: dir steps aside, and comes back if work can't take its place. Killed in
// between, the earlier folder stays beside, whole, under the name of work with
// ".earlier" behind it.
func swapInTwo(work, dir string) error {
	aside := work + ".earlier"
	if err := rename(dir, aside); err != nil {
		return err
	}
	if err := rename(work, dir); err != nil {
		return errors.Join(err, rename(aside, dir))
	}
	return rename(aside, work)
}
