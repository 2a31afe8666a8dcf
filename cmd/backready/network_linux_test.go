package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// alone are command lines, every command among them, in the order in which they
// go: each works on what the ones before it have written.
var alone = [][]string{
	{"report", "--quiet", "--split", "tag:owner", "--keep", "2", "--metrics-file", "m.prom", "--out", "kept", "SAMPLES/estate"},
	{"report", "--out", "r", "--split", "subscription", "--format", "xlsx,html,md,json,csv,md-summary", "--baseline", "kept/latest", "--history", "kept", "--waivers", "SAMPLES/waivers.yaml", "SAMPLES/estate"},
	{"report", "--from", "kept/latest", "--out", "again"},
	{"check", "SAMPLES/estate"},
	{"report", "--out", "other", "SAMPLES/hostile"},
	{"merge", "r", "other", "--out", "all"},
	{"inspect", "SAMPLES/estate"},
	{"inventory", "--out", "tables", "SAMPLES/estate"},
	{"report", "--inventory", "tables", "--out", "of-tables"},
	{"diff", "kept/latest", "r"},
	{"explain", "vm/ultra-disk"},
	{"matrix", "list"},
	{"matrix", "show", "vm-backup@2026-03-26"},
	{"matrix", "diff", "disk-backup@2021-01-07", "disk-backup@2026-02-13"},
	{"matrix", "coverage"},
	{"matrix", "lint", "own.yaml"},
	{"matrix", "export", "vm-backup@2026-03-26", "--dialect", "spark"},
	{"matrix", "new", "--from", "disk-backup@2026-02-13", "--date", "2026-06-01", "--out", "-"},
	{"queries", "--out", "queries"},
	{"mail", "r", "--from", "a@halden.example", "--to", "b@halden.example", "--eml", "mail.eml"},
	{"mail", "r", "--from", "a@halden.example", "--parts", "--part-fallback", "b@halden.example", "--eml", "mails"},
	{"verify", "r"},
	{"verify", "again", "--inputs", "SAMPLES/estate"},
	{"config"},
	{"version"},
	{"help", "report"},
	{"completion", "bash"},
	{"man", "pages"},
}

// TestCheckersNoNetwork: without any network, not even that of the machine with
// itself, every command does what it does with one, but for SMTP, which says so.
func TestCheckersNoNetwork(t *testing.T) {
	checkers(t)
	need(t, "unshare")
	if text, err := exec.Command("unshare", "-rn", "true").CombinedOutput(); err != nil {
		missing(t, fmt.Sprintf("unshare -rn is not permitted: %s", text))
	}
	t.Parallel()
	everyCommand(t)
	samples, err := filepath.Abs("../../samples")
	if err != nil {
		t.Fatal(err)
	}
	own := []byte(ownMatrix(t))
	dirs := map[bool]string{false: t.TempDir(), true: t.TempDir()}
	for _, dir := range dirs {
		write(t, filepath.Join(dir, "own.yaml"), own)
	}
	runIn := func(cut bool, args []string) (int, string) {
		line := strings.Split(strings.ReplaceAll(strings.Join(args, "\n"), "SAMPLES", samples), "\n")
		cmd := started(t, t.TempDir(), line...)
		if cut {
			cmd.Args = append([]string{"unshare", "-rn", cmd.Path}, cmd.Args[1:]...)
			cmd.Path, _ = exec.LookPath("unshare") // need has found it
		}
		cmd.Dir = dirs[cut]
		text, err := cmd.CombinedOutput()
		return exitCode(err), string(text)
	}
	for _, args := range alone {
		with, said := runIn(false, args)
		without, told := runIn(true, args)
		if with != statusDone && with != statusIncomplete || with != without || said != told {
			t.Errorf("%q: status %d, without a network %d\n%s\n%s", args, with, without, said, told)
		}
	}
	a, b := tree(t, dirs[false]), tree(t, dirs[true])
	if len(a) < 100 || len(a) != len(b) {
		t.Errorf("%d files, without a network %d", len(a), len(b))
	}
	for name, text := range a {
		if name != "m.prom" && b[name] != text { // which says how long it took
			t.Errorf("%s differs", name)
		}
	}
	status, said := runIn(true, []string{"mail", "r", "--from", "a@halden.example", "--to", "b@halden.example", "--smtp", "127.0.0.1:25", "--retries", "0"})
	if status != statusWriting || !strings.Contains(said, "not sent to b@halden.example: ") {
		t.Errorf("SMTP without a network: status %d: %s", status, said)
	}
}

// everyCommand holds that no command is forgotten among those that run alone.
func everyCommand(t *testing.T) {
	t.Helper()
	root := (&program{}).root()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		path := strings.Fields(strings.TrimPrefix(cmd.CommandPath(), "backready"))
		known := slices.ContainsFunc(alone, func(args []string) bool { return len(args) >= len(path) && slices.Equal(args[:len(path)], path) })
		if cmd.Runnable() && !known && cmd.Parent().Name() != "completion" {
			t.Errorf("%q is not run without a network", path)
		}
		for _, below := range cmd.Commands() {
			walk(below)
		}
	}
	walk(root)
}
