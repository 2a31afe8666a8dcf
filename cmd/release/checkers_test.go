package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"aead.dev/minisign"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestCheckersRelease: make release gives the same bytes in two folders, to two
// users of other habits. sha256sum and minisign take what it wrote, the schema of
// CycloneDX its bills of materials, and the program for Linux judges the sample
// estate where there is nothing but itself.
//
// BACKREADY_RELEASE names the platforms. Where BACKREADY_FRESH is set, Go keeps
// nothing of the first build for the second.
func TestCheckersRelease(t *testing.T) {
	tools := os.Getenv("BACKREADY_CHECKERS")
	if tools == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("BACKREADY_CHECKERS is not set")
		}
		t.Skip("BACKREADY_CHECKERS is not set; make test installs the checkers and runs this")
	}
	platforms := cmp.Or(os.Getenv("BACKREADY_RELEASE"), "linux/amd64 windows/amd64")
	dir := t.TempDir()
	secret, public := pair(t, dir)
	one, other := filepath.Join(dir, "a"), filepath.Join(dir, "another folder", "with a longer name")
	copied(t, one)
	copied(t, other)
	first := built(t, one, "022", secret, platforms, "TZ=UTC", "LC_ALL=C")
	habits := []string{"TZ=Pacific/Auckland", "LC_ALL=tr_TR.UTF-8", "GOFLAGS=-buildvcs=auto", "GOAMD64=v3"}
	if os.Getenv("BACKREADY_FRESH") != "" {
		habits = append(habits, "GOCACHE="+filepath.Join(dir, "cache"))
	}
	second := built(t, other, "077", secret, platforms, habits...)
	same(t, first, second)
	printed(t, first, "sha256sum", "--check", "--strict", sumsFile)
	printed(t, first, "minisign", "-V", "-p", public, "-m", sumsFile)
	bills(t, filepath.Join(tools, "node_modules/@cyclonedx/cyclonedx-library/res/schema"), first)
	for _, word := range strings.Fields(platforms) {
		holds(t, first, word)
	}
	if slices.Contains(strings.Fields(platforms), "linux/"+runtime.GOARCH) && runtime.GOOS == "linux" {
		judgesAlone(t, unpacked(t, first, "linux/"+runtime.GOARCH)["backready"])
	}
}

const testVersion = "1.2.3-test"

// pair writes a pair of keys.
func pair(t *testing.T, dir string) (secret, public string) {
	t.Helper()
	pub, private, err := minisign.GenerateKey(rand.NewChaCha8([32]byte{1}))
	if err != nil {
		t.Fatal(err)
	}
	secret, public = filepath.Join(dir, "minisign.key"), filepath.Join(dir, "minisign.pub")
	for name, key := range map[string]interface{ MarshalText() ([]byte, error) }{secret: &private, public: pub} {
		text, err := key.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		put(t, name, text, 0o600)
	}
	return secret, public
}

// built makes a release in a copy of the source and returns the folder of it.
func built(t *testing.T, dir, umask, key, platforms string, habits ...string) string {
	t.Helper()
	cmd := exec.Command("sh", "-c", "umask "+umask+` && exec make --no-print-directory release "$@"`, "sh",
		"VERSION="+testVersion, "COMMIT=0123456789abcdef", "SOURCE_DATE_EPOCH=1795312801", "PLATFORMS="+platforms, "MINISIGN_KEY="+key)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), habits...)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("make release: %v\n%s", err, text)
	}
	return filepath.Join(dir, "dist")
}

// copied copies the source as git sees it, with what is not committed yet.
func copied(t *testing.T, to string) {
	t.Helper()
	for name := range strings.SplitSeq(strings.TrimSuffix(printed(t, "../..", "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"), "\x00"), "\x00") {
		from := filepath.Join("../..", name)
		info, err := os.Lstat(from)
		if err != nil || !info.Mode().IsRegular() {
			continue // removed, and not committed yet
		}
		text, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(to, name), text, info.Mode().Perm())
	}
}

func put(t *testing.T, name string, text []byte, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, text, mode); err != nil {
		t.Fatal(err)
	}
}

// printed runs a program in a folder and returns what it prints.
func printed(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, text, stderr.String())
	}
	return string(text)
}

// same holds two folders to the same files.
func same(t *testing.T, one, two string) {
	t.Helper()
	a, b := sums(t, one), sums(t, two)
	for _, name := range slices.Sorted(maps.Keys(a)) {
		t.Log(a[name], name)
		if b[name] != a[name] {
			t.Errorf("%s is another in another folder: %s", name, b[name])
		}
	}
	if len(a) != len(b) {
		t.Errorf("%d files, %d in another folder", len(a), len(b))
	}
}

func sums(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	list := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		list[e.Name()] = sum(text)
	}
	return list
}

// bills holds the bills of materials to the schema of CycloneDX.
func bills(t *testing.T, schemas, dir string) {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	const at = "http://cyclonedx.org/schema/"
	for _, name := range []string{"bom-1.6", "spdx", "jsf-0.82"} {
		f, err := os.Open(filepath.Join(schemas, name+".SNAPSHOT.schema.json"))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		if err := compiler.AddResource(at+name+".SNAPSHOT.schema.json", doc); err != nil {
			t.Fatal(err)
		}
	}
	schema, err := compiler.Compile(at + "bom-1.6.SNAPSHOT.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.cdx.json"))
	if err != nil || len(names) == 0 {
		t.Fatalf("%v, %v", names, err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := valid(schema, text); err != nil {
			t.Errorf("%s: %v", filepath.Base(name), err)
		}
		if wrong := bytes.Replace(text, []byte(`"type": "library"`), []byte(`"type": "book"`), 1); valid(schema, wrong) == nil {
			t.Errorf("%s: the schema takes anything", filepath.Base(name))
		}
	}
}

func valid(schema *jsonschema.Schema, text []byte) error {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	return schema.Validate(doc)
}

// holds holds an archive to its files, and the bill to the program in it.
func holds(t *testing.T, dir, platform string) {
	t.Helper()
	files := unpacked(t, dir, platform)
	binary := "backready"
	if strings.HasPrefix(platform, "windows/") {
		binary += ".exe"
	}
	for _, name := range []string{binary, "LICENSE", "README.md", "THIRD-PARTY-NOTICES", "completions/backready.bash", "completions/backready.powershell"} {
		if len(files[name]) == 0 {
			t.Errorf("%s: no %s", platform, name)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, archiveName(platform)+".cdx.json"))
	if err != nil {
		t.Fatal(err)
	}
	var b bill
	if err := json.Unmarshal(text, &b); err != nil || b.Metadata.Component.Hashes[0].Content != sum(files[binary]) {
		t.Errorf("%s: the bill is of another program: %v", platform, err)
	}
	if cwd, err := os.Getwd(); err == nil && bytes.Contains(files[binary], []byte(filepath.Dir(filepath.Dir(cwd)))) {
		t.Errorf("%s: the program names the folder it was built in", platform)
	}
}

func archiveName(platform string) string {
	return "backready-" + testVersion + "-" + strings.ReplaceAll(platform, "/", "-")
}

// unpacked are the files of the archive for a platform, without its folder.
func unpacked(t *testing.T, dir, platform string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	keep := func(name string, r io.Reader) {
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[strings.TrimPrefix(name, archiveName(platform)+"/")] = text
	}
	if strings.HasPrefix(platform, "windows/") {
		z, err := zip.OpenReader(filepath.Join(dir, archiveName(platform)+".zip"))
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			keep(f.Name, r)
		}
		return files
	}
	f, err := os.Open(filepath.Join(dir, archiveName(platform)+".tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	packed, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(packed); ; {
		head, err := r.Next()
		if err == io.EOF {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		keep(head.Name, r)
	}
}

// judgesAlone lets the program judge the sample estate in a root that holds
// nothing else, and verify what it wrote.
func judgesAlone(t *testing.T, binary []byte) {
	t.Helper()
	root := t.TempDir()
	put(t, filepath.Join(root, "backready"), binary, 0o755)
	for _, name := range []string{"vms.json", "disks.json"} {
		text, err := os.ReadFile(filepath.Join("../../samples/estate", name))
		if err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(root, name), text, 0o644)
	}
	temporary := "/tmp" // which is not there
	alone := func(args ...string) string {
		return printed(t, root, "env", append([]string{"TMPDIR=" + temporary, "unshare", "-r", "chroot", root, "/backready"}, args...)...)
	}
	alone("report", "--now", "2026-11-22T02:00:00Z", "--out", "/report", "/vms.json", "/disks.json")
	temporary = "/" // nothing is written beside what is verified unless it is asked for
	alone("verify", "/report", "--inputs", "/vms.json", "--inputs", "/disks.json")
	if said := alone("version"); !strings.HasPrefix(said, "backready "+testVersion+"\ncommit    0123456789abcdef\n") {
		t.Error(said)
	}
	entries, err := os.ReadDir(root)
	if err != nil || len(entries) != 4 {
		t.Errorf("left in the root: %v, %v", entries, err)
	}
	report := sums(t, filepath.Join(root, "report"))
	for _, name := range slices.Sorted(maps.Keys(report)) {
		t.Log(report[name], "report/"+name)
	}
}
