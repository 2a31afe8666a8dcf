package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
)

// TestPatiently: a step that fails because of a scanner is taken again, one that
// goes on failing ends, and one that fails for another reason fails at once.
func TestPatiently(t *testing.T) {
	used, other := errors.New("used"), errors.New("other")
	busy := func(err error) bool { return errors.Is(err, used) }
	for _, test := range []struct {
		fails int // times
		with  error
		want  error
		took  time.Duration // at most
	}{
		{0, used, nil, 0},
		{3, used, nil, 20 * time.Millisecond},
		{1000, used, used, scannersTake + 200*time.Millisecond},
		{1, other, other, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			began, left := time.Now(), test.fails
			err := patiently(func() error {
				if left--; left >= 0 {
					return test.with
				}
				return nil
			}, busy, scannersTake)
			if took := time.Since(began); !errors.Is(err, test.want) || took > test.took {
				t.Errorf("fails %d times: %v after %s", test.fails, err, took)
			}
		})
	}
}

// TestCopyFile: a copy is the file with its rights and time, and takes the place
// of none.
func TestCopyFile(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "from"), filepath.Join(dir, "to")
	write(t, from, []byte("text"))
	made := time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)
	if err := errors.Join(os.Chmod(from, 0o600), os.Chtimes(from, made, made), copyFile(from, to)); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(to)
	if text, _ := os.ReadFile(to); err != nil || string(text) != "text" || !info.ModTime().Equal(made) || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("%q, %v, %v", text, info, err)
	}
	if err := copyFile(from, to); !errors.Is(err, os.ErrExist) {
		t.Errorf("copied over a file: %v", err)
	}
}
