package main

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The tests of this file let programs that are not ours read what we write.
// BACKREADY_CHECKERS names the folder that make test installs them in; without
// it they are skipped. Where it is set, a checker that is missing is a failure.

func checkers(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("BACKREADY_CHECKERS")
	if dir == "" {
		t.Skip("BACKREADY_CHECKERS is not set; make test installs the checkers and runs this")
	}
	return dir
}

// reports writes the reports of a sample into a folder.
func reports(t *testing.T, sample string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "report")
	args := []string{"report", "--quiet", "--now", sampleTime, "--out", out, "../../samples/" + sample + "/vms.json", "../../samples/" + sample + "/disks.json"}
	if status := run(args, nil, io.Discard, os.Stderr); status != statusDone {
		t.Fatalf("status %d", status)
	}
	return out
}

// printed runs a program and returns what it prints on stdout.
func printed(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, text)
	}
	return string(text)
}

// TestCheckersWorkbook: Microsoft's Open XML SDK finds no error and LibreOffice
// opens the workbook, without a formula that the program did not write.
func TestCheckersWorkbook(t *testing.T) {
	tools := checkers(t)
	for _, sample := range []string{"estate", "hostile"} {
		dir := reports(t, sample)
		for _, version := range []string{"Office2019", "Microsoft365"} {
			text := printed(t, dir, filepath.Join(tools, "node_modules/.bin/ooxml-validator"), "report.xlsx", "--officeVersion", version)
			var result struct {
				OK     bool `json:"ok"`
				Errors []any
			}
			if err := json.Unmarshal([]byte(text), &result); err != nil || !result.OK || len(result.Errors) > 0 {
				t.Errorf("%s, %s: %v %s", sample, version, err, text)
			}
		}
		profile := "-env:UserInstallation=file://" + filepath.ToSlash(t.TempDir())
		printed(t, dir, "soffice", profile, "--headless", "--convert-to", "pdf", "report.xlsx")
		info := printed(t, dir, "pdfinfo", "report.pdf")
		if !strings.Contains(info, "Pages:") || !strings.Contains(info, "A4") {
			t.Errorf("%s: LibreOffice made no A4 pages: %s", sample, info)
		}
	}
}

// TestCheckersPage: in Chromium the page makes one request, its own; it is
// complete with scripts off; axe finds no violation in light and dark, wide and
// narrow; html-validate finds no error.
func TestCheckersPage(t *testing.T) {
	tools := checkers(t)
	script, err := filepath.Abs("testdata/page.mjs")
	if err != nil {
		t.Fatal(err)
	}
	for _, sample := range []string{"estate", "hostile"} {
		dir := reports(t, sample)
		cmd := exec.Command("node", script, tools, filepath.Join(dir, "report.html"))
		if text, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", sample, err, text)
		}
		validate := filepath.Join(tools, "node_modules/.bin/html-validate")
		cmd = exec.Command(validate, "--config", filepath.Join(tools, "htmlvalidate.json"), filepath.Join(dir, "report.html"))
		if text, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: html-validate: %v\n%s", sample, err, text)
		}
	}
}
