package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A pack is a package that is in a binary, as go list tells of it.
type pack struct {
	Dir      string
	Standard bool
	Module   *module
}

type module struct {
	Path, Version, Dir string
	Main               bool
	Replace            *module
}

// real is the module that stands in the place of another.
func (m *module) real() *module {
	if m.Replace != nil {
		return m.Replace
	}
	return m
}

var licenceName = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)([.-].*)?$`)

// notices are the licences of all that is in a binary of whatever platform and not
// ours, one after the other, and by the path of each module what licence it is under.
func (r *release) notices() (text []byte, licences map[string]string, err error) {
	found, err := r.licenceFiles()
	if err != nil {
		return nil, nil, err
	}
	licences = map[string]string{}
	out := bytes.NewBufferString("What others wrote and " + program + " contains, each with its licence.\n")
	for _, who := range slices.Sorted(maps.Keys(found)) {
		var texts []string
		for _, name := range slices.Sorted(maps.Keys(found[who])) {
			text, err := os.ReadFile(name)
			if err != nil {
				return nil, nil, err
			}
			texts = append(texts, strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")))
		}
		if len(texts) == 0 {
			return nil, nil, fmt.Errorf("%s has no licence", who)
		}
		path, _, _ := strings.Cut(who, " ")
		licences[path] = licenceOf(texts[0])
		line := strings.Repeat("=", 78)
		fmt.Fprintf(out, "\n%s\n%s (%s)\n%s\n\n%s\n", line, who, cmp.Or(licences[path], "see below"), line, strings.Join(texts, "\n\n"))
	}
	return out.Bytes(), licences, nil
}

// licenceFiles are the files with licences, by the module and its version: of
// each package, those in its folder and in those above, up to that of the
// module. Parts of a module can have a licence of their own.
func (r *release) licenceFiles() (map[string]map[string]bool, error) {
	env, err := r.run(r.goTool(platform{}, "env", "GOROOT", "GOVERSION"))
	if err != nil {
		return nil, err
	}
	root, version, _ := strings.Cut(strings.TrimSpace(string(env)), "\n")
	std := &module{Path: "std", Version: strings.TrimPrefix(version, "go"), Dir: root}
	found := map[string]map[string]bool{}
	platforms, err := parsePlatforms(every) // so that an archive is the same with others or alone
	if err != nil {
		return nil, err
	}
	for _, p := range platforms {
		packs, err := r.packs(p)
		if err != nil {
			return nil, err
		}
		for _, pack := range packs {
			if pack.Standard {
				pack.Module = std // what Go comes with is under the licence of Go
			}
			if pack.Module == nil {
				return nil, fmt.Errorf("%s is of no module", pack.Dir)
			}
			if pack.Module.Main {
				continue
			}
			who, top := pack.Module.Path+" "+pack.Module.real().Version, pack.Module.real().Dir
			if found[who] == nil {
				found[who] = map[string]bool{}
			}
			for dir := pack.Dir; ; dir = filepath.Dir(dir) {
				if err := licencesIn(dir, found[who]); err != nil {
					return nil, err
				}
				if dir == top || !strings.HasPrefix(dir, top) {
					break
				}
			}
		}
	}
	return found, nil
}

func licencesIn(dir string, found map[string]bool) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if e.Type().IsRegular() && licenceName.MatchString(e.Name()) && filepath.Ext(e.Name()) != ".go" {
			found[filepath.Join(dir, e.Name())] = true
		}
	}
	return err
}

// packs are the packages in the binary of a platform.
func (r *release) packs(p platform) ([]pack, error) {
	text, err := r.run(r.goTool(p, "list", "-deps", "-json=Dir,Standard,Module", "./cmd/"+program))
	if err != nil {
		return nil, err
	}
	var list []pack
	for dec := json.NewDecoder(bytes.NewReader(text)); ; {
		var one pack
		if err := dec.Decode(&one); errors.Is(err, io.EOF) {
			return list, nil
		} else if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
}

// telling are sentences that only one licence has, in the order in which to look.
var telling = []struct{ id, sentence string }{
	{"Apache-2.0", "Apache License Version 2.0"},
	{"BSD-3-Clause", "endorse or promote products derived from this software"},
	{"BSD-2-Clause", "Redistributions in binary form must reproduce"},
	{"MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy"},
	{"ISC", "Permission to use, copy, modify, and/or distribute this software for any purpose"},
}

// licenceOf is the name of a licence in the list of SPDX, "" where it is none of
// the usual ones.
func licenceOf(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	first, id := len(text)+1, ""
	for _, l := range telling {
		if at := strings.Index(text, l.sentence); at >= 0 && at < first {
			first, id = at, l.id
			if l.id == "BSD-3-Clause" { // its words come after those that BSD-2-Clause shares
				first = strings.Index(text, "Redistributions in binary form must reproduce")
			}
		}
	}
	return id
}
