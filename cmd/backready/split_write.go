package main

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"aead.dev/minisign"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render/manifest"
)

// indexSchema is the name of the format of parts/index.json and its version.
const indexSchema = "backready/parts/v1"

// ownerTag is the tag that names who answers for an item.
const ownerTag = "owner"

// An index says which folder holds which part.
type index struct {
	Schema string    `json:"schema"`
	Run    string    `json:"run"` // that judged all parts
	By     string    `json:"by"`
	Parts  []indexed `json:"parts"`
}

// indexed is one part.
type indexed struct {
	Key          *string                   `json:"key"` // null: the items have none
	Subscription string                    `json:"subscription,omitempty"`
	Folder       string                    `json:"folder"` // beside the index
	Run          string                    `json:"run"`    // id of the report on the part
	Owners       []string                  `json:"owners"` // what the tag "owner" of its items says, each once
	Items        int                       `json:"items"`
	Totals       map[string]map[string]int `json:"totals"`
	Headline     string                    `json:"headline"`
}

func indexOf(parts []portion) index {
	first := parts[0]
	x := index{Schema: indexSchema, Run: first.WholeID(), By: string(first.Judgement.Part.By)}
	for _, part := range parts {
		p := part.Judgement.Part
		entry := indexed{Subscription: p.Subscription, Folder: part.folder, Run: part.RunID(), Owners: owners(part.Judgement),
			Items: len(part.Judgement.Inventory.Items), Totals: map[string]map[string]int{}, Headline: part.Headline()}
		if !p.None() {
			entry.Key = &p.Key
		}
		for _, c := range part.Counts() {
			of := map[string]int{}
			for _, v := range evaluate.Verdicts {
				of[v.String()] = c.Of[v]
			}
			entry.Totals[c.Kind.String()] = of
		}
		x.Parts = append(x.Parts, entry)
	}
	return x
}

// owners are those of the items of a part, in order. Of a part that has no items
// any more it is the key, where that is the owner.
func owners(j *evaluate.Judgement) []string {
	list := []string{}
	add := func(owner string) {
		if owner = strings.TrimSpace(owner); owner != "" && !slices.Contains(list, owner) {
			list = append(list, owner)
		}
	}
	if tag, ok := j.Part.By.Tag(); ok && strings.EqualFold(tag, ownerTag) {
		add(j.Part.Key)
	}
	for a := range j.All() {
		owner, _ := a.Item.Tag(ownerTag)
		add(owner)
	}
	slices.Sort(list)
	return list
}

// writeParts writes the report on each part into its folder, with a manifest of
// its own, and the index. It returns what the manifest of the whole holds of
// them: the manifests, each of which holds the files beside it, and the index.
func writeParts(work string, parts []portion, chosen []output, key *minisign.PrivateKey) ([]manifest.File, error) {
	if len(parts) == 0 {
		return nil, nil
	}
	var written []manifest.File
	for _, part := range parts {
		file, err := writePart(work, part, chosen, key)
		if err != nil {
			return nil, err
		}
		written = append(written, file)
	}
	file, err := writeFile(work, manifest.PartsIndex, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(indexOf(parts))
	})
	if err == nil {
		err = ofFolder(manifest.PartsFolder, syncFolder(filepath.Join(work, manifest.PartsFolder)))
	}
	return append(written, file), err
}

func writePart(work string, part portion, chosen []output, key *minisign.PrivateKey) (manifest.File, error) {
	name := manifest.PartManifest(part.folder)
	folder := filepath.Join(work, filepath.FromSlash(path.Dir(name)))
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return manifest.File{}, fmt.Errorf("%s: %s; earlier reports are as they were", path.Dir(name), reason(err))
	}
	outputs, err := writeOutputs(folder, part.Report, chosen)
	if err != nil {
		return manifest.File{}, fmt.Errorf("%s: %w", path.Dir(name), err)
	}
	if err := writeManifest(folder, manifest.Of(part.Report, outputs), key); err != nil {
		return manifest.File{}, fmt.Errorf("%s: %w", path.Dir(name), err)
	}
	sum, err := summed(file(filepath.Join(folder, manifest.Name), name))
	if err == nil {
		err = syncFolder(folder)
	}
	return manifest.File{Name: name, Bytes: sum.Bytes, SHA256: sum.SHA256}, ofFolder(path.Dir(name), err)
}

// ofFolder says in which folder of a report something failed.
func ofFolder(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %s; earlier reports are as they were", name, reason(err))
}

// carryParts links what else lies in the parts of an earlier report into the new
// one. Their own files are not: those of a part that is gone are of no report.
func carryParts(from, to string) error {
	return filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		short, _ := filepath.Rel(from, name) // name lies below from
		short = filepath.ToSlash(short)
		target := filepath.Join(to, filepath.FromSlash(short))
		if short == path.Base(manifest.PartsIndex) || strings.Count(short, "/") == 1 && ofReport(path.Base(short)) {
			return nil
		}
		if !d.Type().IsRegular() {
			return fmt.Errorf("%s holds %s, which is no plain file; choose a folder for reports alone with --out", manifest.PartsFolder, short)
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return carrying(short, err)
		}
		if err := carry(name, target); err != nil {
			return carrying(short, err)
		}
		if err := syncFolder(filepath.Dir(target)); err != nil {
			return carrying(short, err)
		}
		return nil
	})
}

// ofReport reports whether a report has a file of that name.
func ofReport(name string) bool {
	return name == manifest.Name || name == signatureFile || slices.ContainsFunc(outputs, func(o output) bool { return o.file == name })
}
