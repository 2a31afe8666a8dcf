package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/backready/backready/render/manifest"
)

const (
	// stamp is the form of the names of folders that --keep writes: their order
	// is that of time, and they hold no sign that Windows refuses.
	stamp = "2006-01-02T150405Z"
	// latest is the name of the newest of them.
	latest = "latest"
)

func registerKeep(flags *pflag.FlagSet, keep *int) {
	flags.IntVar(keep, "keep", 0, "write into a folder below --out that bears the time of the report, and keep the newest `N` of these; latest is the newest")
}

func (o *reporting) checkKeep() error {
	if o.keep < 0 {
		return usage("--keep 12", "--keep %d is less than 0", o.keep)
	}
	return folderOfItsOwn(o.out, o.keep)
}

// folderFor is the folder that a report of this time is written to.
func folderFor(out string, keep int, now time.Time) string {
	if keep == 0 {
		return out
	}
	return filepath.Join(out, now.UTC().Format(stamp))
}

// rotate points to the newest of the kept reports and removes those beyond the
// newest few, but never the one just written.
func (p *program) rotate(out, written string, keep int) error {
	kept, err := keptIn(out)
	if err != nil {
		return err
	}
	if len(kept) == 0 {
		return nil
	}
	if err := p.stops.whole(func() error { return pointLatest(out, kept[0]) }); err != nil {
		return fmt.Errorf("can't make %s: %s", filepath.Join(out, latest), reason(err))
	}
	for _, name := range kept[min(keep, len(kept)):] {
		if name == filepath.Base(written) {
			continue
		}
		if err := p.discard(filepath.Join(out, name)); err != nil {
			return err
		}
	}
	return nil
}

// keptIn are the folders of earlier reports, the newest first: those that have
// such a name and a manifest of ours made at that time. A manifest that can't be
// read is an error: the report beside it may be the newest one.
func keptIn(out string) ([]string, error) {
	entries, err := os.ReadDir(out)
	if err != nil {
		return nil, fmt.Errorf("%s: %s", out, reason(err))
	}
	var kept []string
	for _, e := range entries {
		made, err := time.Parse(stamp, e.Name())
		if err != nil || !e.IsDir() {
			continue
		}
		m, err := readManifest(filepath.Join(out, e.Name()))
		if err != nil {
			return kept, fmt.Errorf("%s: %s: %s", e.Name(), manifest.Name, reason(err))
		}
		if m != nil && m.Generated == made.Format(time.RFC3339) {
			kept = append(kept, e.Name())
		}
	}
	slices.Sort(kept)
	slices.Reverse(kept)
	return kept, nil
}

// manifestIn is the manifest in a folder, nil where none is of ours.
func manifestIn(dir string) *manifest.Manifest {
	m, _ := readManifest(dir) // one that can't be read is of nobody
	return m
}

// readManifest is [manifestIn], with the reason why one that is there can't be
// read.
func readManifest(dir string) (*manifest.Manifest, error) {
	name := filepath.Join(dir, manifest.Name)
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular():
		return nil, nil
	case err != nil:
		return nil, err
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	m, err := manifest.Parse(text)
	if err != nil {
		return nil, nil //nolint:nilerr // it is none of ours
	}
	return m, nil
}

// discard removes a report in one step for whoever looks. What somebody else
// has laid beside the reports keeps them.
func (p *program) discard(dir string) error {
	strange, err := notOfReport(dir)
	if strange != "" {
		say(p.stderr, "warning", fmt.Sprintf("%s is not removed: it holds %s, which is not of the report", filepath.Base(dir), strange), "move it elsewhere")
		return nil
	}
	if err == nil {
		err = p.remove(dir)
	}
	if err != nil {
		return fmt.Errorf("%s, which is beyond those to keep, can't be removed: %s", filepath.Base(dir), reason(err))
	}
	return nil
}

func (p *program) remove(dir string) error {
	work, remove, err := p.stops.folder(filepath.Dir(dir), "."+filepath.Base(dir)+partial)
	if err != nil {
		return err
	}
	err = p.stops.whole(func() error { return rename(dir, filepath.Join(work, "gone")) })
	return errors.Join(err, remove())
}

// notOfReport is the first entry of a folder that its manifest does not name.
func notOfReport(dir string) (strange string, err error) {
	known := []string{manifest.Name, signatureFile}
	m, err := readManifest(dir)
	switch {
	case err != nil:
		return "", err
	case m == nil:
		return manifest.Name, nil
	}
	for _, f := range m.Outputs {
		first, _, _ := strings.Cut(f.Name, "/")
		known = append(known, first)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		if !slices.Contains(known, e.Name()) && !ofReport(e.Name()) {
			return e.Name(), nil
		}
	}
	return "", nil
}

// sweepLatest removes what runs that were killed left of theirs to be the latest.
func sweepLatest(out string) error {
	entries, err := os.ReadDir(out)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "."+latest+partial) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(out, e.Name())))
		}
	}
	return err
}

// replaceable refuses to put a link in the place of what is none.
func replaceable(name string) error {
	info, err := os.Lstat(name)
	if err == nil && info.Mode()&fs.ModeSymlink == 0 {
		return errors.New("something else is there")
	}
	return nil
}
