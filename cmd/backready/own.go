package main

import (
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/spf13/pflag"

	"github.com/backready/backready/render/manifest"
)

// own are the files that a run has for itself: those that its flags name, the
// configuration, and the reports that it is about to replace. None is an export,
// even where it lies among them. What else lies beside reports may be one.
func own(flags *pflag.FlagSet) []os.FileInfo {
	if flags == nil {
		return nil
	}
	list := []string{configName}
	flags.VisitAll(func(f *pflag.Flag) {
		switch {
		case names(f) == aFile:
			list = append(list, values(f)...)
		case names(f) == reportFile:
			list = append(append(list, f.Value.String()), writtenIn(f.Value.String())...)
		case f.Name == "out":
			list = append(list, everWrittenIn(f.Value.String())...)
		}
	})
	var found []os.FileInfo
	for _, name := range list {
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			found = append(found, info)
		}
	}
	return found
}

// everWrittenIn are the files of the report in a folder, and of those that
// --keep keeps below it.
func everWrittenIn(out string) []string {
	list := writtenIn(out)
	kept, _ := keptIn(out) // none where there is no folder yet
	for _, name := range append(kept, latest) {
		list = append(list, writtenIn(filepath.Join(out, name))...)
	}
	return list
}

// writtenIn are the files that a manifest in a folder names, those of parts
// among them.
func writtenIn(dir string) []string {
	m := manifestIn(dir)
	if m == nil {
		return nil
	}
	list := []string{filepath.Join(dir, manifest.Name), filepath.Join(dir, signatureFile)}
	for _, f := range m.Outputs {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if list = append(list, name); path.Base(f.Name) == manifest.Name {
			list = append(list, writtenIn(filepath.Dir(name))...)
		}
	}
	return slices.Compact(list)
}

// outdated are the reports that an earlier run has left in a folder: beside those
// of this one, in fewer formats, they would be taken for its. A report that this
// run renders again stays. Other files are no reports, whatever their names.
func outdated(dir string, rendered []string) (gone []string) {
	m := manifestIn(dir)
	if m == nil {
		return nil
	}
	for _, f := range m.Outputs {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if path.Base(f.Name) == f.Name && !slices.ContainsFunc(rendered, func(r string) bool { return isReport(r, name) }) {
			gone = append(gone, f.Name)
		}
	}
	return gone
}

// isReport reports whether a report is this file: its own name, or that of its
// folder, was given.
func isReport(given, name string) bool {
	info, err := os.Stat(name)
	if err != nil {
		return false
	}
	for _, g := range []string{given, filepath.Join(given, reportFile)} {
		if other, err := os.Stat(g); err == nil && os.SameFile(info, other) {
			return true
		}
	}
	return false
}
