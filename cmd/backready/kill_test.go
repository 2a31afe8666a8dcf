package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestKilled kills runs at many moments and looks at what the folder then
// holds: the earlier reports whole or the new ones, never a mixture.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("kills many runs")
	}
	bin := filepath.Join(t.TempDir(), "backready")
	if text, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	dir := t.TempDir()
	out := filepath.Join(dir, "reports")
	report := func(title string) *exec.Cmd {
		return exec.Command(bin, "report", "--quiet", "--format", "json,md,csv", "--title", title, "--now", sampleTime, "--out", out, "../../samples/estate")
	}
	start := time.Now()
	if text, err := report("first").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	whole := time.Since(start)
	for i := range 20 {
		cmd := report([]string{"second", "third"}[i%2])
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(whole * time.Duration(i) / 16) // a little past the end
		signal := os.Kill
		if i%4 == 0 {
			signal = os.Interrupt
		}
		_ = cmd.Process.Signal(signal) // it may have ended
		_ = cmd.Wait()
		one := titleOf(t, out)
		md, err := os.ReadFile(filepath.Join(out, "report.md"))
		if err != nil || !strings.HasPrefix(string(md), "# "+one+"\n") {
			t.Fatalf("report.json is of %q, report.md is not: %v", one, err)
		}
	}
	if text, err := report("last").CombinedOutput(); err != nil || titleOf(t, out) != "last" {
		t.Fatalf("after the kills: %v\n%s", err, text)
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
