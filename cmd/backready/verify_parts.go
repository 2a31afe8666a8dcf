package main

import (
	"cmp"
	"encoding/json"
	"path"
	"path/filepath"

	"github.com/backready/backready/render/manifest"
)

// parts compares the files of each part with its manifest, as far as that is
// what the manifest of the whole holds.
func (v *verification) parts(keyFile string) error {
	known := []string{path.Base(manifest.PartsIndex)}
	for _, name := range v.sound {
		folder, ok := manifest.FolderOf(name)
		if !ok {
			continue
		}
		known = append(known, path.Base(folder))
		if err := v.part(folder, keyFile); err != nil {
			return err
		}
	}
	if len(known) == 1 {
		return nil
	}
	return v.others(manifest.PartsFolder, known)
}

func (v *verification) part(folder, keyFile string) error {
	part := &verification{p: v.p, dir: filepath.Join(v.dir, filepath.FromSlash(folder)), prefix: folder + "/"}
	text, err := part.file(manifest.Name)
	if err == nil {
		part.m, err = manifest.Parse(text)
	}
	if err != nil {
		v.fault("altered: %s%s: %s", part.prefix, manifest.Name, reason(err))
		return nil
	}
	part.text = text
	if part.m.Part == nil || part.m.Part.Of != v.m.Run {
		v.fault("altered: %s%s: is no part of the run %s", part.prefix, manifest.Name, v.m.Run)
	}
	if err := part.compare(); err != nil {
		return err
	}
	if err := part.signature(keyFile); err != nil {
		return err
	}
	v.altered, v.unsaid = v.altered || part.altered, cmp.Or(v.unsaid, part.unsaid)
	v.files = append(v.files, part.files...)
	return nil
}

// madeAgain is the folder that the report was made into again: of a part that
// of the same run among the parts.
func (v *verification) madeAgain(out string) (string, error) {
	if v.m.Part == nil {
		return out, nil
	}
	text, err := (&verification{dir: out}).file(manifest.PartsIndex)
	var x index
	if err == nil {
		err = json.Unmarshal(text, &x)
	}
	if err != nil {
		return "", unrepeatable("made again it has no parts: %s", reason(err))
	}
	for _, part := range x.Parts {
		if part.Run == v.m.Run {
			return filepath.Join(out, manifest.PartsFolder, part.Folder), nil
		}
	}
	return "", unrepeatable("made again it has no part %s", v.m.Part.Name)
}
