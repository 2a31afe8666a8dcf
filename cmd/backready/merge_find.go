package main

import (
	"cmp"
	"io/fs"
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
		return nil, &inventory.InputError{File: filepath.Base(arg), Text: reason(err), Hint: "give finished reports: report.json, or the folder it lies in"}
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

// reportsIn are the paths of a report, or of those in a folder: its own, or else
// those of the folders below it, but for the reports on parts.
func reportsIn(name string) ([]string, error) {
	if info, err := os.Stat(name); err != nil || !info.IsDir() {
		return []string{name}, err
	}
	own := filepath.Join(name, reportFile)
	if _, err := os.Stat(own); err == nil {
		return []string{own}, nil
	}
	sources, err := filesIn(name, func(_ string, d fs.DirEntry) bool {
		return d.Name() == manifest.PartsFolder && d.IsDir() || d.Name() != reportFile && !d.IsDir()
	})
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, s := range sources {
		paths = append(paths, s.Path)
	}
	if len(paths) == 0 {
		return nil, &inventory.InputError{File: filepath.Base(name), Text: "there is no " + reportFile + " in the folder or below it", Hint: "give folders that backready report wrote, with json among its --format"}
	}
	return paths, nil
}

// labelled names reports by the last part of their paths, and by as many more as
// it takes to tell them apart.
func labelled(paths []string) ([]string, error) {
	parts := make([][]string, len(paths))
	for i, path := range paths {
		whole, err := filepath.Abs(path)
		if err != nil {
			return nil, err
		}
		if filepath.Base(whole) == reportFile {
			whole = filepath.Dir(whole)
		} else {
			whole = strings.TrimSuffix(whole, filepath.Ext(whole))
		}
		parts[i] = strings.Split(strings.Trim(filepath.ToSlash(whole), "/"), "/")
	}
	labels, alike := make([]string, len(paths)), map[string]int{}
	for length := 1; ; length++ {
		for i := range parts {
			if labels[i] == "" || alike[labels[i]] > 1 {
				labels[i] = strings.Join(parts[i][max(0, len(parts[i])-length):], "/")
			}
		}
		clear(alike)
		longer := false
		for i, label := range labels {
			alike[label]++
			longer = longer || len(parts[i]) > length
		}
		if len(alike) == len(labels) {
			return labels, nil
		}
		if !longer {
			return nil, &inventory.InputError{File: firstTwice(labels), Text: "the report is given twice", Hint: "give each report once"}
		}
	}
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
