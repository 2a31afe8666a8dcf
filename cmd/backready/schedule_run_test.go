package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// scheduler runs samples/schedule/backready-run.sh against an az that answers
// from files.
type scheduler struct {
	*cloud
	home string
	mail string // settings of the mail, "" for none
	runs int    // each a minute after the one before
}

func newScheduler(t *testing.T) *scheduler {
	t.Helper()
	need(t, "jq")
	s := &scheduler{cloud: newCloud(t), home: t.TempDir()}
	self, err := os.Executable() // which is backready under that name, see TestMain
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(s.stub, "backready")); err != nil {
		t.Skip(err)
	}
	s.answer("account-list.tsv", "s1\n")
	s.answer("graph-query", graphPage(4, "null", "crane-1", "crane-2"))
	return s
}

// ends runs the script, which must end with a status, and returns what it says.
func (s *scheduler) ends(status string, args ...string) string {
	s.t.Helper()
	s.runs++
	clock := fmt.Sprintf("#!/bin/sh\necho 2026-11-22T02:%02d:00Z\n", s.runs)
	if err := os.WriteFile(filepath.Join(s.stub, "date"), []byte(clock), 0o755); err != nil {
		s.t.Fatal(err)
	}
	stubs, err := filepath.Abs("testdata/az")
	if err != nil {
		s.t.Fatal(err)
	}
	cmd := exec.Command("bash", append([]string{scheduled + "backready-run.sh"}, args...)...)
	cmd.Env = append(os.Environ(), "PATH="+s.stub+":"+stubs+":"+os.Getenv("PATH"), "STUB="+s.stub, "BACKREADY_HOME="+s.home, "BACKREADY_KEEP=1", "BACKREADY_MAIL="+s.mail, "TMPDIR="+s.t.TempDir())
	out, err := cmd.CombinedOutput()
	got := "0"
	if err != nil {
		got = exitStatus(err)
	}
	if got != status {
		s.t.Fatalf("status %s, want %s\n%s", got, status, out)
	}
	return string(out)
}

// latest is the folder of the newest reports, "" for none.
func (s *scheduler) latest() string {
	dir, err := filepath.EvalSymlinks(filepath.Join(s.home, "reports", "latest"))
	if err != nil {
		return ""
	}
	return dir
}

// TestScheduledRun: the script of the samples exports, judges and publishes; it
// says nothing when all is well; incomplete evidence is published with a warning;
// a failed export leaves the earlier reports; exports go with their reports.
func TestScheduledRun(t *testing.T) {
	t.Parallel()
	s := newScheduler(t)
	if said := s.ends("0", "--allow-incomplete"); said != "" {
		t.Errorf("a run that went well says %q", said)
	}
	first := s.latest()
	command(t, statusDone, "verify", first, "--inputs", filepath.Join(s.home, "exports", filepath.Base(first)))
	if _, err := os.Stat(filepath.Join(first, "summary.md")); err != nil {
		t.Error(err)
	}

	s.answer("graph-query.fails", "")
	if said := s.ends("3"); !strings.Contains(said, "the inventory was not exported") || s.latest() != first {
		t.Errorf("a failed export: %s", said)
	}
	if err := os.Remove(filepath.Join(s.stub, "graph-query.fails")); err != nil {
		t.Fatal(err)
	}
	stale := filepath.Join(s.home, "exports", "2020-01-01T000000Z")
	if err := os.Mkdir(stale, 0o700); err != nil {
		t.Fatal(err)
	}
	s.ends("1", "--fail-on", "limited", "--allow-incomplete")
	if _, err := os.Stat(stale); err == nil {
		t.Error("an export without reports is kept")
	}
	if said := s.ends("0", "--expect", "vms=3"); !strings.Contains(said, "the evidence is incomplete") {
		t.Errorf("incomplete evidence: %s", said)
	}
	s.ends("2", "--nosuch")
	server := serve(t, nil)
	s.mail = filepath.Join(t.TempDir(), "mail.yaml")
	settings := "mail: {from: a@halden.example, to: [board@halden.example], parts: true, partFallback: [it@halden.example], ca: '" + server.ca + "', smtp: '" + server.address + "'}\n"
	write(t, s.mail, []byte(settings))
	if said := s.ends("0", "--allow-incomplete", "--split", "group"); said != "" || len(server.mails()) < 2 {
		t.Errorf("%d mails: %s", len(server.mails()), said)
	}
	write(t, s.mail, []byte(strings.Replace(settings, server.address, "127.0.0.1:1", 1)))
	if said := s.ends("5", "--allow-incomplete", "--split", "group"); !strings.Contains(said, "not everybody got a mail") || !strings.Contains(said, "not sent to board@halden.example") {
		t.Errorf("a mail that failed: %s", said)
	}
}
