package main

import (
	"os"
	"os/exec"
	"path"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/render/manifest"
)

// onWindows reports whether Windows takes a name for a file or a folder: none of
// the signs it refuses, no end that it drops, none of the names of devices,
// whatever their ending.
func onWindows(name string) bool {
	stem, _, _ := strings.Cut(strings.ToLower(name), ".")
	device := regexp.MustCompile(`^(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])$`).MatchString(strings.TrimRight(stem, " "))
	return name != "" && !strings.ContainsAny(name, `<>:"/\|?*`) && !strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) &&
		strings.TrimRight(name, " .") == name && !device
}

// TestNamesOnWindows: Windows takes every name that we give to a file or a
// folder, whatever a part is called.
func TestNamesOnWindows(t *testing.T) {
	names := []string{manifest.Name, signatureFile, manifest.PartsFolder, path.Base(manifest.PartsIndex), configName, latest,
		time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC).Format(stamp)}
	for _, o := range outputs {
		names = append(names, o.file)
	}
	for _, id := range matrix.Released() {
		names = append(names, id+".yaml") // of drafts
	}
	taken := folders{}
	for _, key := range []string{"CON", "con", "aux.md", "AUX.tar.gz", "nul", "com1", "COM1.x", "lpt9", "COM¹", "conin$", "CONOUT$", "clock$", `C:\x`, `\\server\share`, "a:b", "a.", "a ", "a..", " ", ".", "..", "../..",
		`..\..`, "*?", "<>|", "\"", "a\x00b", "a\nb", "", "x.", strings.Repeat("a", 300), strings.Repeat("é", 200), "team", "TEAM", "Team"} {
		for _, by := range []evaluate.Division{evaluate.BySubscription, evaluate.ByGroup, evaluate.ByTag + "owner"} {
			folder := taken.of(&evaluate.Part{By: by, Key: key})
			names = append(names, folder, folder+".eml")
			if len(folder) > longestFolder {
				t.Errorf("%q: %d signs", folder, len(folder))
			}
		}
	}
	for _, name := range names {
		if !onWindows(name) {
			t.Errorf("Windows does not take %q", name)
		}
	}
	for _, name := range []string{"aux.md", "CON", "nul.txt", "com1", "a.", "a ", `a\b`, "a:b"} {
		if onWindows(name) {
			t.Errorf("Windows takes %q, says the test", name)
		}
	}
}

// TestRooted: a path that begins elsewhere is no path from the configuration.
func TestRooted(t *testing.T) {
	for name, want := range map[string]bool{"/a": true, "a": false, "a/b": false, "../a": false, "": false, ".": false} {
		if rooted(name) != want {
			t.Errorf("%q: %v", name, !want)
		}
	}
	for _, name := range []string{`C:\a`, "C:a", `\a`, `\\server\share\a`, "//server/share/a"} {
		if want := runtime.GOOS == "windows" || name[0] == '/'; rooted(name) != want {
			t.Errorf("%q: %v", name, !want)
		}
	}
}

// TestCheckersSystems: every package and test builds for the other systems.
func TestCheckersSystems(t *testing.T) {
	checkers(t)
	for _, system := range []string{"windows", "darwin"} {
		cmd := exec.Command("go", "vet", "./...")
		cmd.Dir, cmd.Env = "../..", append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
		if text, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", system, err, text)
		}
	}
}
