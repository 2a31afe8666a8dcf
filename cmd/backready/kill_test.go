package main

import (
	"bytes"
	"encoding/json"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// started is a command line of the program in a process of its own, which keeps
// its temporary files in that folder. The test is the program, under its name.
func started(t *testing.T, temporary string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(t.TempDir(), "backready")
	if err := os.Symlink(self, bin); err != nil {
		t.Skip("no links here: ", err)
	}
	cmd := exec.Command(bin, args...)
	cmd.Env = append(os.Environ(), "TMPDIR="+temporary, "SOURCE_DATE_EPOCH=1795312800")
	return cmd
}

// TestKilled kills runs at many moments and looks at what the folder then
// holds: the earlier reports whole or the new ones, never a mixture. A run that
// is asked to stop leaves no other file behind. Each signal and
// way to write is tried at 2 moments in the everyday run, at 25 with the checkers,
// which makes 100.
func TestKilled(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("kills many runs")
	}
	moments := 2
	if os.Getenv("BACKREADY_CHECKERS") != "" || os.Getenv("CI") == "true" {
		moments = 25
	}
	stop := []syscall.Signal{syscall.SIGTERM, syscall.SIGINT}
	for name, more := range map[string][]string{"reports": nil, "reports/latest": {"--keep", "2"}} {
		t.Run("stopped, "+name, func(t *testing.T) { kill(t, moments, stop, name, more...) })
		t.Run("killed, "+name, func(t *testing.T) { kill(t, moments, []syscall.Signal{syscall.SIGKILL}, name, more...) })
	}
}

// kill kills runs by these signals in turn and looks at the reports in show.
func kill(t *testing.T, moments int, signals []syscall.Signal, show string, more ...string) {
	dir := t.TempDir()
	out := filepath.Join(dir, "reports")
	args := append([]string{"report", "--quiet", "--format", "xlsx,json,md,csv", "--out", out, "../../samples/estate"}, more...)
	report := func(temporary, title string, minute int) *exec.Cmd {
		return started(t, temporary, append(args, "--title", title, "--now", time.Date(2026, 11, 22, 3, minute, 0, 0, time.UTC).Format(time.RFC3339))...)
	}
	start := time.Now()
	if text, err := report(t.TempDir(), "first", 0).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	whole := time.Since(start)
	stopped := 0
	for i := range moments {
		temporary, sig := t.TempDir(), signals[i%len(signals)]
		cmd := report(temporary, "another", 1+i)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		after := time.Duration(rand.Float64() * 1.1 * float64(whole)) // a little past the end
		time.Sleep(after)
		_ = cmd.Process.Signal(sig) // it may have ended
		status := exitCode(cmd.Wait())
		wholeAt(t, filepath.Join(dir, show))
		if status != 0 {
			stopped++
		}
		if sig == syscall.SIGKILL {
			continue
		}
		if status != 0 && status != 128+int(sig) && status != -1 { // -1: it did not yet listen
			t.Fatalf("stopped by %v after %v: status %d", sig, after, status)
		}
		noneBeside(t, temporary, dir, out)
	}
	const many = 10 // of few, all may come too late
	if stopped == 0 && moments >= many {
		t.Error("no run was stopped while it was at work: the moments are badly chosen")
	}
	if text, err := report(t.TempDir(), "last", 59).CombinedOutput(); err != nil || titleOf(t, filepath.Join(dir, show)) != "last" {
		t.Fatalf("after the kills: %v\n%s", err, text)
	}
	noneBeside(t, dir, out)
}

// exitCode is the status that a command ended with, -1 for a signal.
func exitCode(err error) int {
	if err == nil {
		return 0
	}
	if exit, ok := err.(*exec.ExitError); ok {
		return exit.ExitCode()
	}
	return -2
}

// wholeAt holds that a folder is a report as it was written.
func wholeAt(t *testing.T, dir string) {
	t.Helper()
	var said bytes.Buffer
	if status := run([]string{"verify", dir}, nil, &said, io.Discard); status != statusDone || strings.Contains(said.String(), "not of this report") {
		t.Fatalf("status %d: %s", status, said.String())
	}
}

// noneBeside holds that folders have no file that only a run at work has.
func noneBeside(t *testing.T, dirs ...string) {
	t.Helper()
	for _, dir := range dirs {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), ".") || strings.HasPrefix(e.Name(), "backready-") {
				t.Fatalf("left behind in %s: %s", dir, e.Name())
			}
		}
	}
}

// titleOf reads report.json whole and returns its title.
func titleOf(t *testing.T, dir string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	var report struct{ Run struct{ Title string } }
	if err := json.Unmarshal(text, &report); err != nil {
		t.Fatalf("report.json is not whole: %v", err)
	}
	return report.Run.Title
}

// TestLatestSwept: a link that a killed run did not come to put in its place goes
// with the next one.
func TestLatestSwept(t *testing.T) {
	out := t.TempDir()
	left := filepath.Join(out, "."+latest+partial+"2026-11-22T032200Z")
	if err := os.Symlink("2026-11-22T032200Z", left); err != nil {
		t.Fatal(err)
	}
	command(t, statusDone, "report", "--quiet", "--format", "json", "--keep", "2", "--out", out, sampleDisks)
	if _, err := os.Lstat(left); err == nil {
		t.Error("the link is still there")
	}
}
