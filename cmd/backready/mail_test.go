package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/backready/backready/render/mail"
	"github.com/backready/backready/render/manifest"
)

// mailed is a finished report to be mailed.
func mailed(t *testing.T, args ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "report")
	args = append([]string{"report", "--quiet", "--now", sampleTime, "--out", dir, "../../samples/estate/disks.json"}, args...)
	var stderr bytes.Buffer
	if status := run(args, nil, io.Discard, &stderr); status != statusDone {
		t.Fatalf("status %d: %s", status, stderr.String())
	}
	return dir
}

// sendMail runs the command as these flags say and returns its status and what
// it prints on stderr.
func sendMail(m *mailing) (int, string) {
	var stderr bytes.Buffer
	p := &program{stdout: io.Discard, stderr: &stderr}
	if err := p.mail(m); err != nil {
		return tellError(&stderr, err), stderr.String()
	}
	return p.status, stderr.String()
}

// readers are those of most tests.
const ann, bob = "ann@halden.example", "bob@halden.example"

func letter(dir string) *mailing {
	return &mailing{dir: dir, from: "Reports <reports@halden.example>", to: []string{ann + ", " + bob}, attach: slices.Clone(attachFirst), maxBytes: maxAttached, now: sampleTime}
}

// TestMailSealed: a file that changes after the report was verified is not
// attached.
func TestMailSealed(t *testing.T) {
	t.Parallel()
	dir := mailed(t)
	p := &program{stdout: io.Discard, stderr: io.Discard}
	v, err := p.whole(&mailing{dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "report.md"), []byte("all is well"), 0o644); err != nil {
		t.Fatal(err)
	}
	if f, err := v.sealed("report.md"); err == nil {
		t.Errorf("%q is attached", f.Content)
	}
}

// TestMailOrder: the workbook comes first and the Markdown next, whatever the
// order of the flag; what is not there is an error only where it was asked for.
func TestMailOrder(t *testing.T) {
	t.Parallel()
	m := &mailing{attach: []string{"manifest", "csv", "md", "json", "xlsx", "md"}}
	names, err := m.wanted()
	if want := "report.xlsx report.md manifest.json findings.csv report.json"; err != nil || strings.Join(names, " ") != want {
		t.Errorf("%v: %v", names, err)
	}
	dir := mailed(t, "--format", "json,md")
	p := &program{stdout: io.Discard, stderr: io.Discard}
	message := &mail.Message{}
	if err := p.enclose(letter(dir), message); err != nil || len(message.Attached) != 1 || message.Attached[0].Name != "report.md" {
		t.Errorf("%v: %v", message.Attached, err)
	}
	asked := letter(dir)
	asked.attach = []string{"xlsx"}
	if err := p.enclose(asked, message); err == nil {
		t.Error("a workbook that is not there is attached")
	}
}

// TestMailManifest: the manifest can be attached, and is the one beside.
func TestMailManifest(t *testing.T) {
	t.Parallel()
	dir := mailed(t)
	m, message := letter(dir), &mail.Message{}
	m.attach = []string{"manifest"}
	if err := (&program{stdout: io.Discard, stderr: io.Discard}).enclose(m, message); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join(dir, manifest.Name))
	if err != nil || len(message.Attached) != 1 || !bytes.Equal(message.Attached[0].Content, want) {
		t.Errorf("%v: %v", message.Attached, err)
	}
}

// TestSendings: what a killed run left is read again; another run can't open
// the file meanwhile.
func TestSendings(t *testing.T) {
	name := filepath.Join(t.TempDir(), sentName)
	now := time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)
	s, err := openSendings(name, now)
	if err != nil {
		t.Fatal(err)
	}
	one := s.ofRun("run1")
	if err := one.note(unsure, ann, bob); err != nil {
		t.Fatal(err)
	}
	if err := one.note(sent, "Ann@Halden.example"); err != nil {
		t.Fatal(err)
	}
	if _, err := openSendings(name, now); err == nil {
		t.Error("two runs send at the same time")
	}
	s.close()
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString(`{"run":"run1","reader":"bo`)
	f.Close()
	for range 2 {
		if s, err = openSendings(name, now); err != nil {
			t.Fatal(err)
		}
		one = s.ofRun("run1")
		if one.of(ann) != sent || one.of(bob) != unsure || one.of("eve@halden.example") != "" || s.ofRun("run2").of(ann) != "" {
			t.Errorf("%v", s.last)
		}
		if err := one.note(unsure, bob); err != nil {
			t.Fatal(err)
		}
		s.close()
	}
}
