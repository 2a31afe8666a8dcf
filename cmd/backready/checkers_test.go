package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The tests of this file let programs that are not ours read what we write.
// BACKREADY_CHECKERS names the folder that make test installs them in; without
// it they are skipped, but where CI is true they fail. Where it is set, a checker
// that is missing is a failure.

func checkers(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("BACKREADY_CHECKERS")
	if dir == "" {
		missing(t, "BACKREADY_CHECKERS is not set; make test installs the checkers and runs this")
	}
	return dir
}

// reported is a sample whose reports were written into a folder, for an
// organisation and with a classification.
type reported struct{ sample, organization, classification, dir string }

func (r reported) file(name string) string { return filepath.Join(r.dir, name) }

// reports writes the reports of the samples. Those of the hostile one are for
// somebody who attacks pages, styles, headers of sheets and Markdown.
func reports(t *testing.T) []reported {
	t.Helper()
	all := []reported{
		{sample: "estate", organization: "Halden Marine AS", classification: "Internal"},
		{sample: "hostile", organization: `&P "A" <b>*x*`, classification: `</style>&D'"\|`},
	}
	for i := range all {
		r := &all[i]
		r.dir = filepath.Join(t.TempDir(), "report")
		args := []string{"report", "--quiet", "--now", sampleTime, "--out", r.dir, "--organization", r.organization, "--classification", r.classification,
			"../../samples/" + r.sample + "/vms.json", "../../samples/" + r.sample + "/disks.json"}
		var stderr bytes.Buffer
		if status := run(args, nil, io.Discard, &stderr); status != statusDone {
			t.Fatalf("%s: status %d: %s", r.sample, status, stderr.String())
		}
	}
	return all
}

// withMerged adds a report that is merged of these.
func withMerged(t *testing.T, all []reported) []reported {
	t.Helper()
	m := reported{sample: "merged", organization: "Harbour Services", classification: "Internal", dir: filepath.Join(t.TempDir(), "merged")}
	args := []string{"merge", "--now", sampleTime, "--out", m.dir, "--organization", m.organization, "--classification", m.classification}
	for _, r := range all {
		args = append(args, r.dir)
	}
	var stderr bytes.Buffer
	if status := run(args, nil, io.Discard, &stderr); status != statusDone {
		t.Fatalf("status %d: %s", status, stderr.String())
	}
	return append(all, m)
}

// printed runs a program and returns what it prints on stdout.
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

// TestCheckersWorkbook: Microsoft's Open XML SDK finds no error. LibreOffice
// prints the workbook on A4, every page numbered, with whose report it is above
// and its classification.
func TestCheckersWorkbook(t *testing.T) {
	tools := checkers(t)
	for _, r := range withMerged(t, reports(t)) {
		for _, version := range []string{"Office2019", "Microsoft365"} {
			text := printed(t, r.dir, filepath.Join(tools, "node_modules/.bin/ooxml-validator"), "report.xlsx", "--officeVersion", version)
			var result struct {
				OK     bool `json:"ok"`
				Errors []any
			}
			if err := json.Unmarshal([]byte(text), &result); err != nil || !result.OK || len(result.Errors) > 0 {
				t.Errorf("%s, %s: %v %s", r.sample, version, err, text)
			}
		}
		profile := "-env:UserInstallation=file://" + filepath.ToSlash(t.TempDir())
		printed(t, r.dir, "soffice", profile, "--headless", "--convert-to", "pdf", "report.xlsx")
		pages := strings.Split(strings.TrimSuffix(printed(t, r.dir, "pdftotext", "-layout", "report.pdf", "-"), "\f"), "\f")
		info := printed(t, r.dir, "pdfinfo", "-l", "-1", "report.pdf")
		if n := strings.Count(info, " (A4)\n"); n != len(pages) {
			t.Errorf("%s: %d of %d pages are A4: %s", r.sample, n, len(pages), info)
		}
		for i, page := range pages {
			for _, want := range []string{fmt.Sprintf("Page %d of %d", i+1, len(pages)), r.organization + ": ", r.classification} {
				if !strings.Contains(page, want) {
					t.Errorf("%s: page %d of the workbook does not say %q", r.sample, i+1, want)
				}
			}
		}
	}
}

// TestCheckersPage: in Chromium the page makes one request, its own; it is
// complete with scripts off; axe finds no violation in light and dark, wide and
// narrow; on paper nothing is cut. html-validate finds no error.
func TestCheckersPage(t *testing.T) {
	tools := checkers(t)
	script, err := filepath.Abs("testdata/page.mjs")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range reports(t) {
		cmd := exec.Command("node", script, tools, r.file("report.html"), r.organization, r.classification)
		if text, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", r.sample, err, text)
		}
		validate := filepath.Join(tools, "node_modules/.bin/html-validate")
		cmd = exec.Command(validate, "--config", filepath.Join(tools, "htmlvalidate.json"), r.file("report.html"))
		if text, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: html-validate: %v\n%s", r.sample, err, text)
		}
	}
}

// accepted are what the Nu checker warns of, and why it stays. It finds no
// error, and every other warning fails the test.
var accepted = []string{
	// The box that a table scrolls in is a region, named by the caption of the
	// table; the heading stands before it.
	"Section lacks heading.",
	// The policy names the hashes of style and script. The checker gets those of
	// longer texts wrong, even of plain ASCII; Chromium lets both run in page.mjs.
	"Inline style violates Content Security Policy", "Inline script violates Content Security Policy",
	// Names are shown as the export has them: composed they would be others.
	"Text run is not in Unicode Normalization Form C.",
}

// TestCheckersNu: the checker of the W3C finds no error in the page.
func TestCheckersNu(t *testing.T) {
	nu := filepath.Join(checkers(t), "node_modules/vnu-jar/build/dist/vnu.jar")
	for _, r := range reports(t) {
		text := printed(t, r.dir, "java", "-jar", nu, "--format", "json", "--stdout", "--exit-zero-always", "report.html")
		var result struct {
			Messages []struct {
				Type, Message, Extract string
				LastLine               int
			}
		}
		if err := json.Unmarshal([]byte(text), &result); err != nil {
			t.Fatalf("%s: %v\n%s", r.sample, err, text)
		}
		for _, m := range result.Messages {
			known := slices.ContainsFunc(accepted, func(a string) bool { return strings.HasPrefix(m.Message, a) })
			if m.Type != "info" || !known {
				t.Errorf("%s: line %d: %s: %s\n%s", r.sample, m.LastLine, m.Type, m.Message, m.Extract)
			}
		}
	}
}
