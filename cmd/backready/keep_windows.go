package main

import (
	"errors"
	"os"
	"path/filepath"
)

// pointLatest makes a copy of the newest report: links take a right on Windows
// that few have. An earlier copy is replaced only if it is a report of ours.
func pointLatest(out, name string) error {
	copied, made := filepath.Join(out, latest), filepath.Join(out, "."+latest+partial+name)
	if _, err := os.Lstat(copied); err == nil {
		if strange, err := notOfReport(copied); err != nil {
			return err
		} else if strange != "" {
			return errors.New("something else is there")
		}
	}
	if err := errors.Join(sweepLatest(out), os.CopyFS(made, os.DirFS(filepath.Join(out, name)))); err != nil {
		return errors.Join(err, os.RemoveAll(made))
	}
	if _, err := os.Lstat(copied); err != nil {
		return rename(made, copied)
	}
	return errors.Join(swapInTwo(made, copied), os.RemoveAll(made))
}
