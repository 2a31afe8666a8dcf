package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"aead.dev/minisign"
)

var commitTime = time.Date(2026, 11, 22, 2, 0, 1, 0, time.UTC)

func small() *release {
	return &release{version: "1.2.3", commit: "0123abc", made: commitTime, platforms: []platform{{"linux", "amd64"}}, source: "../.."}
}

// TestArchives: whatever the order of the files, an archive has the same bytes.
// Owners are root, times that of the commit, and programs can be run.
func TestArchives(t *testing.T) {
	files := []entry{{name: "b/run", text: []byte("program"), runs: true}, {name: "a", text: []byte("text")}}
	other := []entry{files[1], files[0]}
	for name, pack := range map[string]func([]entry, time.Time) ([]byte, error){"tar": tarred, "zip": zipped} {
		one, err := pack(files, commitTime)
		if err != nil {
			t.Fatal(err)
		}
		if two, err := pack(other, commitTime); err != nil || !bytes.Equal(one, two) {
			t.Errorf("%s: other bytes in another order, %v", name, err)
		}
	}
	text, err := tarred(files, commitTime)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil || packed.Name != "" || !packed.ModTime.IsZero() {
		t.Fatalf("%v: %+v", err, packed.Header)
	}
	var names []string
	for r := tar.NewReader(packed); ; {
		head, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, head.Name)
		if head.Uid != 0 || head.Gid != 0 || head.Uname != "" || !head.ModTime.Equal(commitTime) || head.Mode != map[string]int64{"a": 0o644, "b/run": 0o755}[head.Name] {
			t.Errorf("%+v", head)
		}
	}
	if !slices.Equal(names, []string{"a", "b/run"}) {
		t.Error(names)
	}
	if text, err = zipped(files, commitTime); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	if err != nil || len(z.File) != 2 || z.File[1].Mode() != 0o755 || !z.File[1].Modified.Equal(commitTime) {
		t.Errorf("%v: %+v", err, z.File)
	}
}

// TestBill: the bill names what the binary says that it is made of, each with its
// licence, and has what CycloneDX requires. This test stands in for the binary.
func TestBill(t *testing.T) {
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	r := small()
	one, err := r.bill(r.platforms[0], binary, text, map[string]string{"aead.dev/minisign": "MIT"})
	if err != nil {
		t.Fatal(err)
	}
	if two, err := r.bill(r.platforms[0], binary, text, map[string]string{"aead.dev/minisign": "MIT"}); err != nil || !bytes.Equal(one, two) {
		t.Errorf("another bill of the same: %v", err)
	}
	var b bill
	if err := json.Unmarshal(one, &b); err != nil {
		t.Fatal(err)
	}
	serial := regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	if b.Format != "CycloneDX" || b.Spec != "1.6" || b.Version != 1 || !serial.MatchString(b.Serial) || b.Metadata.Timestamp != "2026-11-22T02:00:01Z" {
		t.Errorf("%+v", b)
	}
	if h := b.Metadata.Component.Hashes; len(h) != 1 || h[0].Content != sum(text) {
		t.Error(h)
	}
	refs := []string{b.Metadata.Component.Ref}
	for _, c := range b.Components {
		if c.Type == "" || c.Name == "" || c.Version == "" || !strings.HasPrefix(c.Purl, "pkg:golang/"+c.Name+"@") || len(c.Licenses) != 1 || slices.Contains(refs, c.Ref) {
			t.Errorf("%+v", c)
		}
		refs = append(refs, c.Ref)
	}
	for i, d := range b.Dependencies {
		if d.Ref != refs[i] || i == 0 && !slices.Equal(d.DependsOn, refs[1:]) {
			t.Errorf("dependency %d: %+v", i, d)
		}
	}
	if !bytes.Contains(one, []byte(`"pkg:golang/aead.dev/minisign@v0.3.0"`)) {
		t.Errorf("minisign is not there: %s", one)
	}
	if got := purl("a.b/c/v2", "v1.0.0+incompatible"); got != "pkg:golang/a.b/c/v2@v1.0.0%2Bincompatible" {
		t.Error(got)
	}
}

// TestLicences: of every module in the binary the licence is there, and it is one
// of the usual ones.
func TestLicences(t *testing.T) {
	notices, licences, err := small().notices()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"std", "github.com/xuri/excelize/v2", "github.com/yuin/goldmark", "aead.dev/minisign", "github.com/inconshreveable/mousetrap"} {
		if licences[path] == "" || !bytes.Contains(notices, []byte("\n"+path+" ")) {
			t.Errorf("%s: %q", path, licences[path])
		}
	}
	for path, id := range licences {
		if id == "" {
			t.Errorf("the licence of %s is not known: read it, and add what tells it", path)
		}
	}
	if home, err := os.UserHomeDir(); err == nil && len(home) > 1 && bytes.Contains(notices, []byte(home+"/")) {
		t.Error("the notices name a folder of this machine")
	}
	if _, ok := licences["github.com/backready/backready"]; ok || bytes.ContainsRune(notices, '\r') {
		t.Error("our own licence is there, or a carriage return")
	}
}

// TestSigned: the checksums are signed by the key that was given, with the same
// bytes each time, and by none without.
func TestSigned(t *testing.T) {
	public, private, err := minisign.GenerateKey(rand.NewChaCha8([32]byte{1}))
	if err != nil {
		t.Fatal(err)
	}
	r, files := small(), []entry{{name: "b", text: []byte("2")}, {name: "a", text: []byte("1")}}
	plain, err := r.summed(files)
	if err != nil || len(plain) != 3 || plain[2].name != sumsFile || !strings.HasPrefix(string(plain[2].text), sum([]byte("1"))+"  a\n") {
		t.Fatalf("%v: %v", err, plain)
	}
	text, err := private.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	r.key = filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(r.key, text, 0o600); err != nil {
		t.Fatal(err)
	}
	signed, err := r.summed(files)
	if err != nil || len(signed) != 4 || signed[3].name != signatureFile {
		t.Fatalf("%v: %v", err, signed)
	}
	if !minisign.Verify(public, signed[2].text, signed[3].text) || minisign.Verify(public, append(signed[2].text, 'x'), signed[3].text) {
		t.Error("the signature does not fit, or fits another text")
	}
	if again, err := r.summed(files); err != nil || !bytes.Equal(again[3].text, signed[3].text) {
		t.Errorf("the same key signs the same with other bytes: %v", err)
	}
	// This one was made with little memory, so that its password is tried in no time.
	r.key = "../backready/testdata/key/locked.key"
	t.Setenv(passwordVariable, "correct horse battery")
	if _, err := r.summed(files); err != nil {
		t.Error(err)
	}
	t.Setenv(passwordVariable, "not it")
	if _, err := r.summed(files); err == nil || strings.Contains(err.Error(), "not it") {
		t.Error(err)
	}
	r.key += "x"
	if _, err := r.summed(files); err == nil {
		t.Error("signed with a key that is not there")
	}
}

// TestRefused: a release that would have a strange name, or no time, is none.
func TestRefused(t *testing.T) {
	for _, args := range [][]string{
		{"-epoch", "1795312800"},
		{"-version", "1.0.0"},
		{"-version", "../1", "-epoch", "1795312800"},
		{"-version", "1 0", "-epoch", "1795312800"},
		{"-version", "1.0.0", "-commit", "a' -X b", "-epoch", "1795312800"},
		{"-version", "1.0.0", "-epoch", "1795312800", "-platforms", "plan9/amd64"},
		{"-version", "1.0.0", "-epoch", "1795312800", "-platforms", " "},
	} {
		if err := run(args); err == nil {
			t.Errorf("%q is a release", args)
		}
	}
	if list, err := parsePlatforms("windows/amd64 linux/amd64 linux/amd64"); err != nil || !slices.Equal(list, []platform{{"linux", "amd64"}, {"windows", "amd64"}}) {
		t.Errorf("%v, %v", list, err)
	}
}

// TestWritten: a release takes the place of an earlier one whole, and of nothing
// else.
func TestWritten(t *testing.T) {
	r := small()
	r.out = filepath.Join(t.TempDir(), "dist")
	for _, names := range [][]string{{"a", sumsFile}, {"b", sumsFile}} {
		var files []entry
		for _, name := range names {
			files = append(files, entry{name: name, text: []byte(name)})
		}
		if err := r.write(files); err != nil {
			t.Fatal(err)
		}
		entries, err := os.ReadDir(r.out)
		if err != nil || len(entries) != 2 || entries[0].Name() != sumsFile || entries[1].Name() != names[0] {
			t.Errorf("%v, %v", entries, err)
		}
	}
	if err := os.Remove(filepath.Join(r.out, sumsFile)); err != nil {
		t.Fatal(err)
	}
	if err := r.write([]entry{{name: "c"}}); err == nil || !strings.Contains(err.Error(), "is no release") {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(r.out, "b")); err != nil {
		t.Errorf("what is no release was replaced: %v", err)
	}
}
