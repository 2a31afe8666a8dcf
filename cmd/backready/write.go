package main

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"

	"aead.dev/minisign"

	"github.com/backready/backready/render"
	"github.com/backready/backready/render/manifest"
)

// partial follows the name of a folder in that of one which is to take its place.
const partial = ".partial-"

// writeReports writes all outputs or none. They are made in a private folder
// beside dir and synced; then the two folders change places in one step, so
// that whoever looks, or whatever moment the run is killed at, sees the earlier
// reports whole or the new ones. Other files in dir are carried over, but for
// those that are gone with the earlier report.
//
// The rejected way was to rename file by file: a run killed in between leaves
// new reports beside old ones.
func (s *stops) writeReports(dir string, r *render.Report, parts []portion, chosen []output, key *minisign.PrivateKey, gone []string) (err error) {
	dir = filepath.Clean(dir)
	if err := makeParent(dir); err != nil {
		return err
	}
	work, remove, err := s.folder(filepath.Dir(dir), "."+filepath.Base(dir)+partial)
	if err != nil {
		return fmt.Errorf("can't write beside %s: %s", dir, reason(err))
	}
	defer func() { err = errors.Join(err, leftBehind(remove())) }()
	if err := private(work, dir); err != nil {
		return fmt.Errorf("can't write beside %s: %s", dir, reason(err))
	}
	written, err := writeOutputs(work, r, chosen)
	if err != nil {
		return err
	}
	divided, err := writeParts(work, parts, chosen, key)
	if err != nil {
		return err
	}
	if err := writeManifest(work, manifest.Of(r, append(written, divided...)), key); err != nil {
		return err
	}
	return s.whole(func() error { return install(work, dir, gone) })
}

// makeParent makes the folder that dir lies in.
func makeParent(dir string) error {
	dir = filepath.Clean(dir)
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return fmt.Errorf("can't make the folder for %s: %s", dir, reason(err))
	}
	return nil
}

// emptied removes the folders above a report that were not there before it, as
// far as nothing lies in them.
func emptied(dir string) (remove func()) {
	var made []string
	for _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist); _, err = os.Lstat(dir) {
		made = append(made, dir)
		dir = filepath.Dir(dir)
	}
	return func() {
		for _, name := range made {
			_ = os.Remove(name) // it may not be empty, or never have been made
		}
	}
}

// writeOutputs writes a report in each format into a folder, two at a time:
// while one waits for the disk, or for the worker that is last, the other goes on.
func writeOutputs(folder string, r *render.Report, chosen []output) ([]manifest.File, error) {
	written, errs := make([]manifest.File, len(chosen)), make([]error, len(chosen))
	var next atomic.Int64
	var failed atomic.Bool
	var done sync.WaitGroup
	for range min(2, len(chosen)) {
		done.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(chosen)) && !failed.Load(); i = next.Add(1) - 1 {
				written[i], errs[i] = writeFile(folder, chosen[i].file, func(w io.Writer) error { return chosen[i].render(w, r) })
				failed.CompareAndSwap(false, errs[i] != nil)
			}
		})
	}
	done.Wait()
	return written, cmp.Or(errs...)
}

// writeManifest writes what tells whether anything of the rest was changed, and
// its signature where there is a key.
func writeManifest(work string, m *manifest.Manifest, key *minisign.PrivateKey) error {
	text, err := m.Text()
	if err != nil {
		return err
	}
	plain := func(text []byte) func(io.Writer) error {
		return func(w io.Writer) error { _, err := w.Write(text); return err }
	}
	if _, err := writeFile(work, manifest.Name, plain(text)); err != nil || key == nil {
		return err
	}
	signature, err := sign(*key, m, text)
	if err != nil {
		return err
	}
	_, err = writeFile(work, signatureFile, plain(signature))
	return err
}

// writeFile writes one file into a folder and returns its checksum.
func writeFile(work, name string, write func(io.Writer) error) (manifest.File, error) {
	fail := func(err error) (manifest.File, error) {
		return manifest.File{}, fmt.Errorf("%s: %s; earlier reports are as they were", name, reason(err))
	}
	f, err := os.OpenFile(filepath.Join(work, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fail(err)
	}
	sum := newCounting(f)
	b := bufio.NewWriterSize(sum, 1<<16)
	if err := cmp.Or(write(b), b.Flush(), f.Sync(), f.Close()); err != nil {
		return fail(err)
	}
	return manifest.File{Name: name, Bytes: sum.bytes, SHA256: sum.String()}, nil
}

// counting takes the checksum of what passes through it, and counts it.
type counting struct {
	to    io.Writer
	hash  hash.Hash
	bytes int64
}

func newCounting(to io.Writer) *counting { return &counting{to: to, hash: sha256.New()} }

func (c *counting) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.hash.Write(p[:n])
	c.bytes += int64(n)
	return n, err
}

// String is the SHA-256, in hexadecimal.
func (c *counting) String() string { return hex.EncodeToString(c.hash.Sum(nil)) }

// leftBehind says that a folder of a run is still there. The next run to the
// same place removes those beside the reports.
func leftBehind(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("a temporary folder can't be removed: %s", reason(err))
}

// install puts the finished folder in the place of dir, from which it takes over
// what is not gone.
func install(work, dir string, gone []string) error {
	info, err := os.Stat(dir)
	fresh := errors.Is(err, fs.ErrNotExist)
	switch {
	case err != nil && !fresh:
		return fmt.Errorf("%s: %s", dir, reason(err))
	case !fresh && !info.IsDir():
		return fmt.Errorf("%s is there and is no folder", dir)
	}
	if err := opened(work, dir); err != nil {
		return fmt.Errorf("can't write beside %s: %s; earlier reports are as they were", dir, reason(err))
	}
	if fresh {
		if err := rename(work, dir); err != nil {
			return fmt.Errorf("can't make %s: %s", dir, reason(err))
		}
		return settled(dir)
	}
	if err := carryOver(dir, work, gone); err != nil {
		return err
	}
	if err := swap(work, dir); inUse(err) {
		return &failure{statusWriting, fmt.Errorf("can't replace %s: a program has a file in it open; earlier reports are as they were", dir),
			"close the reports in Excel and wherever else they are open"}
	} else if err != nil {
		return fmt.Errorf("can't replace %s: %s; earlier reports are as they were", dir, reason(err))
	}
	return settled(dir)
}

// settled syncs the folder that a finished one was put into.
func settled(dir string) error {
	if err := syncFolder(filepath.Dir(dir)); err != nil {
		return fmt.Errorf("%s has the new reports, but the disk may not have them yet: %s", dir, reason(err))
	}
	return nil
}

// carryOver links what else lies in the earlier folder into the new one, but for
// what is gone.
func carryOver(from, to string, gone []string) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return fmt.Errorf("%s: %s", from, reason(err))
	}
	for _, e := range entries {
		if e.Name() == signatureFile || e.Type().IsRegular() && slices.Contains(gone, e.Name()) {
			continue // of the earlier manifest
		}
		if e.Name() == manifest.PartsFolder && e.IsDir() {
			if err := carryParts(filepath.Join(from, e.Name()), filepath.Join(to, e.Name())); err != nil {
				return err
			}
			continue
		}
		target := filepath.Join(to, e.Name())
		if _, err := os.Lstat(target); err == nil {
			continue // written anew
		} else if !errors.Is(err, fs.ErrNotExist) {
			return carrying(e.Name(), err)
		}
		if !e.Type().IsRegular() {
			return fmt.Errorf("%s holds %s, which is no plain file; choose a folder for reports alone with --out", from, e.Name())
		}
		if err := carry(filepath.Join(from, e.Name()), target); err != nil {
			return carrying(e.Name(), err)
		}
	}
	if err := syncFolder(to); err != nil {
		return fmt.Errorf("can't write beside %s: %s; earlier reports are as they were", from, reason(err))
	}
	return nil
}

// carrying says that what lies beside the earlier reports can't be kept there.
func carrying(name string, err error) error {
	return fmt.Errorf("can't carry over %s: %s; earlier reports are as they were", name, reason(err))
}

func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = f.Sync()
	return errors.Join(ignoreUnsupported(err), f.Close())
}

// ignoreUnsupported drops the refusal of systems that can't sync a folder.
func ignoreUnsupported(err error) error {
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrPermission) {
		return nil
	}
	return err
}
