package main

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
	"github.com/backready/backready/render/manifest"
)

// mergeable finds the finished reports behind arguments: files, folders, and
// patterns of both. Each is named by its label, and they are in the order of these,
// so that a report does not depend on the order in which they are given.
func (p *program) mergeable(args []string) ([]inventory.Source, error) {
	if p.given != nil {
		sources := slices.Clone(p.given)
		slices.SortStableFunc(sources, byLabel)
		return sources, nil
	}
	var paths []string
	for _, arg := range args {
		found, err := reportsAt(arg)
		if err != nil {
			return nil, err
		}
		paths = append(paths, found...)
	}
	labels, err := labelled(paths)
	if err != nil {
		return nil, err
	}
	sources := make([]inventory.Source, len(paths))
	for i, path := range paths {
		of := render.Merged{Label: labels[i]}
		sources[i] = file(path, of.MergedName())
	}
	slices.SortStableFunc(sources, byLabel)
	return sources, nil
}

func byLabel(a, b inventory.Source) int {
	return cmp.Compare(render.MergedLabel(a.Name), render.MergedLabel(b.Name))
}

// reportsAt are the paths of the reports behind an argument.
func reportsAt(arg string) ([]string, error) {
	if arg == "-" {
		return nil, usage("give files or folders", "merge reads no report from %s", standardInput)
	}
	if _, err := os.Stat(arg); err == nil {
		return reportsIn(arg)
	}
	matches, err := filepath.Glob(arg)
	if err != nil || len(matches) == 0 {
		_, err := os.Stat(arg)
		return nil, &inventory.InputError{File: arg, Text: reason(err), Hint: "give finished reports: report.json, or the folder it lies in"}
	}
	var all []string
	for _, name := range matches {
		found, err := reportsIn(name)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// reportsIn are the paths of a report, or of those in a folder: its own, else the
// newest of those that are kept in it, else those of the folders below it, but for
// the reports on parts.
func reportsIn(name string) ([]string, error) {
	if info, err := os.Stat(name); err != nil || !info.IsDir() {
		return []string{name}, err
	}
	paths, err := reportsBelow(name)
	switch {
	case err != nil:
		return nil, &inventory.InputError{File: name, Text: reason(err), Hint: "check that the folder can be read"}
	case len(paths) == 0:
		return nil, &inventory.InputError{File: name, Text: "there is no " + reportFile + " in the folder or below it", Hint: "give folders that backready report wrote, with json among its --format"}
	}
	return paths, nil
}

func reportsBelow(folder string) ([]string, error) {
	for _, own := range []string{filepath.Join(folder, reportFile), filepath.Join(folder, latest, reportFile)} {
		if info, err := os.Stat(own); err == nil && info.Mode().IsRegular() {
			return []string{own}, nil
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, e := range entries {
		if !e.IsDir() || e.Name() == manifest.PartsFolder || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		below, err := reportsBelow(filepath.Join(folder, e.Name()))
		if err != nil {
			return nil, err
		}
		paths = append(paths, below...)
	}
	return paths, nil
}

// labelled names reports by the last part of their paths as they are given, and by
// as many more as it takes to tell them apart.
func labelled(paths []string) ([]string, error) {
	parts, whole := make([][]string, len(paths)), make([][]string, len(paths))
	for i, path := range paths {
		from, err := filepath.Abs(path)
		if err != nil {
			return nil, err
		}
		parts[i], whole[i] = partsOf(path), partsOf(from)
	}
	if labels, ok := unlike(parts); ok {
		return labels, nil
	}
	labels, ok := unlike(whole)
	if !ok {
		return nil, &inventory.InputError{File: firstTwice(labels), Text: "the report is given twice", Hint: "give each report once"}
	}
	return labels, nil
}

// partsOf are the parts of a path that may name a report: without what reports and
// folders of reports are called by themselves, unless nothing else is left.
func partsOf(path string) []string {
	path = filepath.Clean(path)
	path = strings.TrimSuffix(path[len(filepath.VolumeName(path)):], filepath.Ext(path))
	parts := strings.Split(strings.Trim(filepath.ToSlash(path), "/"), "/")
	for _, usual := range []string{strings.TrimSuffix(reportFile, ".json"), latest, defaultOut} {
		last := len(parts) - 1
		if last > 0 && parts[last] == usual && parts[last-1] != ".." {
			parts = parts[:last]
		}
	}
	return parts
}

// unlike joins so many of the last parts that no two labels are alike, if it can.
func unlike(parts [][]string) (labels []string, ok bool) {
	labels = make([]string, len(parts))
	alike := map[string]int{"": len(parts) + 1}
	for length, longer := 1, true; longer; length++ {
		longer = false
		for i, of := range parts {
			if alike[labels[i]] != 1 {
				labels[i] = strings.Join(of[max(0, len(of)-length):], "/")
			}
			longer = longer || len(of) > length
		}
		clear(alike)
		for _, label := range labels {
			alike[label]++
		}
		if len(alike) == len(labels) {
			return labels, true
		}
	}
	return labels, false
}

// firstTwice is the first that stands there twice.
func firstTwice(names []string) string {
	seen := map[string]bool{}
	for _, name := range names {
		if seen[name] {
			return filepath.Base(name)
		}
		seen[name] = true
	}
	return ""
}
