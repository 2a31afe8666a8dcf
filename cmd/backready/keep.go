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
	return nil
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
// such a name and a manifest of ours made at that time.
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
		if m := manifestIn(filepath.Join(out, e.Name())); m != nil && m.Generated == made.Format(time.RFC3339) {
			kept = append(kept, e.Name())
		}
	}
	slices.Sort(kept)
	slices.Reverse(kept)
	return kept, nil
}

// manifestIn is the manifest in a folder, nil where none is of ours.
func manifestIn(dir string) *manifest.Manifest {
	name := filepath.Join(dir, manifest.Name)
	if info, err := os.Lstat(name); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil
	}
	m, err := manifest.Parse(text)
	if err != nil {
		return nil
	}
	return m
}

// discard removes a report in one step for whoever looks. What somebody else
// has laid beside the reports keeps them.
func (p *program) discard(dir string) error {
	if strange := notOfReport(dir); strange != "" {
		say(p.stderr, "warning", fmt.Sprintf("%s is not removed: it holds %s, which is not of the report", filepath.Base(dir), strange), "move it elsewhere")
		return nil
	}
	work, remove, err := p.stops.folder(filepath.Dir(dir), "."+filepath.Base(dir)+partial)
	if err != nil {
		return err
	}
	gone := filepath.Join(work, "gone")
	return errors.Join(p.stops.whole(func() error { return rename(dir, gone) }), remove())
}

// notOfReport is the first entry of a folder that its manifest does not name.
func notOfReport(dir string) string {
	known := []string{manifest.Name, signatureFile}
	m := manifestIn(dir)
	if m == nil {
		return manifest.Name
	}
	for _, f := range m.Outputs {
		first, _, _ := strings.Cut(f.Name, "/")
		known = append(known, first)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return reason(err)
	}
	for _, e := range entries {
		if !slices.Contains(known, e.Name()) && !ofReport(e.Name()) {
			return e.Name()
		}
	}
	return ""
}

// replaceable refuses to put a link in the place of what is none.
func replaceable(name string) error {
	info, err := os.Lstat(name)
	if err == nil && info.Mode()&fs.ModeSymlink == 0 {
		return errors.New("something else is there")
	}
	return nil
}
