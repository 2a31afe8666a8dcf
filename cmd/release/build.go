package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

const program = "backready"

// make builds, packs and sums everything in a new folder, which then takes the
// place of an earlier one.
func (r *release) make() (err error) {
	work, err := os.MkdirTemp("", "release-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	binaries := map[platform]string{}
	for _, p := range r.platforms {
		fmt.Println("building", p)
		if binaries[p], err = r.build(work, p); err != nil {
			return err
		}
	}
	notices, licences, err := r.notices()
	if err != nil {
		return err
	}
	common, err := r.common(work, notices)
	if err != nil {
		return err
	}
	var files []entry
	for _, p := range r.platforms {
		made, err := r.files(p, binaries[p], common, licences)
		if err != nil {
			return err
		}
		files = append(files, made...)
	}
	if files, err = r.summed(files); err != nil {
		return err
	}
	return r.write(files)
}

// build builds the program for a platform and returns its file. What the
// environment says of builds is overruled: the bytes hang on it.
func (r *release) build(work string, p platform) (string, error) {
	name := program
	if p.os == "windows" {
		name += ".exe"
	}
	file := filepath.Join(work, p.os+"-"+p.arch, name)
	link := fmt.Sprintf("-s -w -buildid= -X 'main.version=%s' -X 'main.commit=%s'", r.version, r.commit)
	_, err := r.run(r.goTool(p, "build", "-trimpath", "-buildvcs=false", "-ldflags", link, "-o", file, "./cmd/"+program))
	return file, err
}

// goTool is a command of Go for a platform.
func (r *release) goTool(p platform, args ...string) *exec.Cmd {
	cmd := exec.Command("go", args...) //nolint:gosec // our own arguments
	cmd.Env = append(os.Environ(), "GOOS="+p.os, "GOARCH="+p.arch, "CGO_ENABLED=0", "GOAMD64=v1", "GOARM64=v8.0",
		"GOFLAGS=-mod=readonly", "GOWORK=off", "GOEXPERIMENT=", "GODEBUG=", "GOFIPS140=off")
	return cmd
}

// run runs a command in the source and returns what it prints on stdout.
func (r *release) run(cmd *exec.Cmd) ([]byte, error) {
	cmd.Dir = r.source
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, stderr.Bytes())
	}
	return text, nil
}

// name of what is of a platform, without what follows the dot.
func (r *release) name(p platform) string {
	return strings.Join([]string{program, r.version, p.os, p.arch}, "-")
}

// common are the files that the archives of all platforms hold.
func (r *release) common(work string, notices []byte) ([]entry, error) {
	list := []entry{{name: "THIRD-PARTY-NOTICES", text: notices}}
	for _, name := range []string{"LICENSE", "README.md", "CHANGELOG.md"} {
		text, err := os.ReadFile(filepath.Join(r.source, name))
		switch {
		case err == nil:
			list = append(list, entry{name: name, text: text})
		case name != "CHANGELOG.md" || !errors.Is(err, fs.ErrNotExist):
			return nil, err
		}
	}
	pages, err := r.pages()
	if err != nil {
		return nil, err
	}
	completions, err := r.completions(work)
	return slices.Concat(list, pages, completions), err
}

// pages are the pages of the manual, none where nobody made them.
func (r *release) pages() ([]entry, error) {
	dir := filepath.Join(r.source, r.manual)
	var list []entry
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(name)      //nolint:gosec // pages that were made just now
		below, _ := filepath.Rel(dir, name) // it lies below
		list = append(list, entry{name: "man/" + filepath.ToSlash(below), text: text})
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		fmt.Println("no man pages in", r.manual+": packed without")
		return nil, nil
	}
	return list, err
}

// completions are the scripts that complete command lines in a shell, which the
// program prints itself.
func (r *release) completions(work string) ([]entry, error) {
	binary, err := r.build(work, platform{runtime.GOOS, runtime.GOARCH})
	if err != nil {
		return nil, err
	}
	var list []entry
	for _, shell := range []string{"bash", "fish", "powershell", "zsh"} {
		text, err := r.run(exec.Command(binary, "completion", shell)) //nolint:gosec // what was built just now
		if err != nil {
			return nil, err
		}
		list = append(list, entry{name: "completions/" + program + "." + shell, text: text})
	}
	return list, nil
}

// files are those of a platform: the archive and the bill of materials.
func (r *release) files(p platform, binary string, common []entry, licences map[string]string) ([]entry, error) {
	text, err := os.ReadFile(binary)
	if err != nil {
		return nil, err
	}
	bill, err := r.bill(p, binary, text, licences)
	if err != nil {
		return nil, err
	}
	name := r.name(p)
	packed := append([]entry{{name: filepath.Base(binary), text: text, runs: true}}, common...)
	for i := range packed {
		packed[i].name = path.Join(name, packed[i].name)
	}
	archive := entry{name: name + ".tar.gz"}
	pack := tarred
	if p.os == "windows" {
		archive.name, pack = name+".zip", zipped
	}
	archive.text, err = pack(packed, r.made)
	return []entry{archive, {name: name + ".cdx.json", text: bill}}, err
}

// write writes the files into a new folder and puts it in the place of out, which
// is an earlier release or nothing.
func (r *release) write(files []entry) error {
	if entries, err := os.ReadDir(r.out); err == nil && len(entries) > 0 {
		if _, err := os.Stat(filepath.Join(r.out, sumsFile)); err != nil {
			return fmt.Errorf("%s is no release, and is not replaced: choose another -out", r.out)
		}
	}
	fresh := r.out + ".new"
	if err := errors.Join(os.RemoveAll(fresh), os.MkdirAll(fresh, 0o755)); err != nil {
		return err
	}
	for _, f := range files {
		//nolint:gosec // for everybody
		if err := os.WriteFile(filepath.Join(fresh, f.name), f.text, 0o644); err != nil {
			return err
		}
		fmt.Printf("%10d  %s\n", len(f.text), f.name)
	}
	return errors.Join(os.RemoveAll(r.out), os.Rename(fresh, r.out))
}
