package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// denied runs a command line that must be refused, and returns what it says.
func denied(t *testing.T, want int, args ...string) string {
	t.Helper()
	var stderr bytes.Buffer
	if status := run(args, nil, io.Discard, &stderr); status != want {
		t.Errorf("%q: status %d, want %d: %.300s", args, status, want, stderr.String())
	}
	return stderr.String()
}

// crowd are YAML texts that keep a parser busy for hours, or take all memory.
func crowd() map[string]string {
	keys := func(form string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, form, i)
		}
		return b.String()
	}
	laughs := "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
	for i := 1; i < 12; i++ {
		laughs += fmt.Sprintf("a%d: &a%[1]d [%s]\n", i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	return map[string]string{
		"aliases of aliases": laughs, "itself": "waivers: &a [*a]\n", "brackets": "a: " + strings.Repeat("[", 10_000),
		"brackets closed in comments": strings.Repeat("[[[[[[[[\n# ]]]]]]]]\n", 1000), "dashes": "a:\n  " + strings.Repeat("- ", 8000) + "x\n",
		"keys": keys("k%d: 1\n", 5000), "keys with lists": keys("k%d:\n- x\n", 4500), "keys in braces": "a: {" + keys("k%d: 1,\n", 5000) + "}\n", "a number": "a: 1e999999999\n",
	}
}

const sampleDisks = "../../samples/estate/disks.json"

// TestCrowdedFiles: wherever YAML comes from, such texts are refused with file
// and line.
func TestCrowdedFiles(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "crowd.yaml")
	for what, text := range crowd() {
		write(t, name, []byte(text))
		for _, args := range [][]string{{"check", "--waivers", name, sampleDisks}, {"check", "--config", name, sampleDisks}, {"matrix", "lint", name}, {"check", "--matrix", name, sampleDisks}} {
			said := denied(t, statusUsage, args...)
			if !strings.Contains(said, "crowd.yaml:") || len(said) > 3000 {
				t.Errorf("%s: %q: %.300s", what, args[:2], said)
			}
			if (strings.HasPrefix(what, "keys") || what == "dashes") && !strings.Contains(said, "nested too deeply") {
				t.Errorf("%s: %q: a tree was made of it: %.300s", what, args[:2], said)
			}
		}
	}
	out := filepath.Join(t.TempDir(), "report")
	own := filepath.Join(t.TempDir(), "own.yaml")
	write(t, own, ownRule(t))
	command(t, statusDone, "report", "--quiet", "--format", "json", "--matrix", own, "--out", out, sampleDisks)
	text, err := os.ReadFile(filepath.Join(out, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(text, []byte(`"text": "`))
	if at < 0 || !bytes.Contains(text[:at], []byte(`"editions"`)) {
		t.Fatal("report.json has no text of a matrix of one's own")
	}
	bomb := bytes.Join([][]byte{text[:at], []byte(`"text": "a:\n  ` + strings.Repeat("- ", 50_000)), text[at+len(`"text": "`):]}, nil)
	write(t, filepath.Join(out, "report.json"), bomb)
	if said := denied(t, statusInput, "report", "--from", filepath.Join(out, "report.json"), "--out", out); !strings.Contains(said, "nested too deeply") {
		t.Error(said)
	}
}

// TestLongMessages: a file puts no more than a few lines into a message.
func TestLongMessages(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "report.json")
	write(t, name, []byte(`{"schema":"backready/report/v1","totals":{"vm":{"supported":`+strings.Repeat("9", 1<<20)+`}}}`))
	for _, args := range [][]string{{"report", "--from", name}, {"diff", name, name}, {"check", "--baseline", name, sampleDisks}} {
		said := denied(t, statusInput, args...)
		for line := range strings.Lines(said) {
			if len(line) > 2200 {
				t.Errorf("%q: a line of %d bytes", args[0], len(line))
			}
		}
		if !strings.Contains(said, "report.json: is broken: ") {
			t.Errorf("%.300s", said)
		}
	}
}

// TestLinkReplaced: where a link lies in the place of a file that is to be
// written, that is replaced, and what it leads to stays.
func TestLinkReplaced(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	report := filepath.Join(dir, "report")
	command(t, statusDone, "report", "--quiet", "--format", "json,md", "--out", report, sampleDisks)
	for name, args := range map[string][]string{
		"m.prom": {"check", "--quiet", sampleDisks, "--metrics-file"},
		"x.eml":  {"mail", report, "--quiet", "--from", bob, "--to", ann, "--eml"},
	} {
		victim, link := filepath.Join(dir, name+".victim"), filepath.Join(dir, name)
		write(t, victim, []byte("of somebody"))
		if err := os.Symlink(victim, link); err != nil {
			t.Skip("no links here: ", err)
		}
		var stderr bytes.Buffer
		if status := run(append(args, link), nil, io.Discard, &stderr); status != statusDone {
			t.Fatalf("%s: status %d: %s", name, status, stderr.String())
		}
		if text, err := os.ReadFile(victim); err != nil || string(text) != "of somebody" {
			t.Errorf("%s: what the link leads to is now %.80q, %v", name, text, err)
		}
		if info, err := os.Lstat(link); err != nil || !info.Mode().IsRegular() {
			t.Errorf("%s is still a link: %v", name, err)
		}
	}
	out := filepath.Join(dir, "out")
	if err := os.Mkdir(out, 0o755); err != nil {
		t.Fatal(err)
	}
	victim := filepath.Join(dir, "victim")
	write(t, victim, []byte("of somebody"))
	if err := os.Symlink(victim, filepath.Join(out, "report.md")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(victim, filepath.Join(out, "other.txt")); err != nil {
		t.Fatal(err)
	}
	denied(t, statusWriting, "report", "--quiet", "--format", "md", "--out", out, sampleDisks)
	if err := os.Remove(filepath.Join(out, "other.txt")); err != nil {
		t.Fatal(err)
	}
	command(t, statusDone, "report", "--quiet", "--format", "md", "--out", out, sampleDisks)
	if text, err := os.ReadFile(victim); err != nil || string(text) != "of somebody" {
		t.Errorf("a report was written through a link: %.80q, %v", text, err)
	}
}

// TestForeignKept: of what lies among kept reports only those that a manifest of
// ours names are removed, and none in which somebody has laid a file.
func TestForeignKept(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "out")
	report := func(day string) {
		command(t, statusDone, "report", "--quiet", "--format", "csv", "--keep", "1", "--now", day+"T02:00:00Z", "--out", out, sampleDisks)
	}
	report("2026-01-01")
	foreign := filepath.Join(out, "2025-01-01T020000Z", "file")
	beside := filepath.Join(out, "2026-01-01T020000Z", "note.txt")
	if err := os.Mkdir(filepath.Dir(foreign), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, foreign, []byte("of somebody"))
	write(t, beside, []byte("of somebody"))
	report("2026-02-01")
	report("2026-03-01")
	for _, name := range []string{foreign, beside} {
		if text, err := os.ReadFile(name); err != nil || string(text) != "of somebody" {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	if _, err := os.Stat(filepath.Join(out, "2026-02-01T020000Z")); err == nil {
		t.Error("a report beyond those to keep is still there")
	}
}
