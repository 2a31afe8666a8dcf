package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// hostileFolder holds an export of hostile rows whose file name is hostile too,
// and a report on it, divided by a tag of theirs.
func hostileFolder(t *testing.T) (dir, export, report string) {
	t.Helper()
	dir = t.TempDir()
	export = filepath.Join(dir, "=\x1b[2J\u202e<b>\r\nBcc: x@evil.example.json")
	if err := os.WriteFile(export, hostileRows(t), 0o600); err != nil {
		t.Skip("no such names here: ", err)
	}
	report = filepath.Join(dir, "report")
	command(t, statusDone, "report", "--quiet", "--now", sampleTime, "--split", "tag:owner", "--format", "json,md,csv", "--out", report, export)
	return dir, export, report
}

// TestHostilePrinted: whatever names say, what commands print, log and write for
// others has no character that acts on anything.
func TestHostilePrinted(t *testing.T) {
	t.Parallel()
	dir, export, report := hostileFolder(t)
	other, metrics, gone := filepath.Join(dir, "other"), filepath.Join(dir, "m.prom"), filepath.Join(dir, "gone\x1b]0;x\x07.json")
	command(t, statusDone, "report", "--quiet", "--format", "json", "--out", other, "--edition", "disk-backup@2021-01-07", export)
	for _, line := range [][]string{
		{"check", export}, {"check", "--output", "markdown", export}, {"check", "--output", "csv", export}, {"inspect", export}, {"diff", other, report}, {"diff", "--output", "markdown", other, report},
		{"report", "--format", "csv", "--title", "\x1b[31m\u202e", "--metrics-file", metrics, "--out", filepath.Join(dir, "third"), export},
		{"report", "--log-format", "json", "--format", "csv", "--out", filepath.Join(dir, "fourth"), export}, {"report", "--log-format", "json", gone},
		{"verify", report}, {"verify", report, "--inputs", dir}, {"explain", "\x1b[2J\u202e"}, {"matrix", "show", "\x1b[2J"}, {"matrix", "lint", gone}, {"check", "--waivers", gone, export},
		{"check", "--config", gone, export}, {"report", "--from", gone}, {"verify", gone}, {"mail", report, "--from", bob, "--to", ann, "--subject", "x\x1b[2J", "--eml", "-"}, {"\x1b[2J"}, {"check", "--\x1b[2J"},
	} {
		var out, stderr bytes.Buffer
		status := run(line, strings.NewReader(""), &out, &stderr)
		for name, text := range map[string]string{"stdout": out.String(), "stderr": stderr.String()} {
			if line[0] == "mail" || line[0] == "check" && strings.Contains(strings.Join(line, " "), "csv") {
				text = strings.ReplaceAll(text, "\r\n", "\n") // the line ends of those forms
			}
			if at := strings.IndexFunc(text, acting); at >= 0 || !utf8.ValidString(text) {
				t.Errorf("%q: status %d: %s has %q", line, status, name, text[max(0, at-40):min(len(text), at+40)])
			}
		}
		if strings.Contains(strings.Join(line, " "), "--log-format") {
			for record := range strings.Lines(stderr.String()) {
				if !json.Valid([]byte(record)) {
					t.Errorf("%q: the log has %.80q", line, record)
				}
			}
		}
	}
	text, err := os.ReadFile(metrics)
	if err != nil || strings.ContainsFunc(string(text), acting) {
		t.Errorf("%v: metrics %q", err, text)
	}
}

// acting reports whether a character does something where it is shown.
func acting(r rune) bool {
	return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
}

// TestHostileFolders: no name makes a folder or a file anywhere but in its place.
func TestHostileFolders(t *testing.T) {
	t.Parallel()
	dir, _, report := hostileFolder(t)
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("%v: beside the report lie %v", err, entries)
	}
	good := regexp.MustCompile(`^(report|[a-z0-9_]{1,2}[A-Za-z0-9._-]{0,63}|[A-Za-z0-9._-]{1,64})$`)
	parts, err := os.ReadDir(filepath.Join(report, "parts"))
	if err != nil || len(parts) < len(corpus)/2 {
		t.Fatalf("%v: %d parts", err, len(parts))
	}
	for _, e := range parts {
		if !good.MatchString(e.Name()) || strings.HasPrefix(e.Name(), ".") || ofWindows.MatchString(e.Name()) {
			t.Errorf("a part has the folder %q", e.Name())
		}
	}
	mails := filepath.Join(dir, "mails")
	if status := run([]string{"mail", report, "--quiet", "--from", bob, "--parts", "--part-fallback", ann, "--eml", mails}, nil, io.Discard, io.Discard); status != statusDone {
		t.Errorf("mails: status %d", status)
	}
	written, err := os.ReadDir(filepath.Join(mails, "parts"))
	if err != nil || len(written) != len(parts)-1 { // beside the index
		t.Errorf("%v: %d mails of %d parts", err, len(written), len(parts)-1)
	}
}
