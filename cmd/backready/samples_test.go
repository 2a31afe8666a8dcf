package main

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/backready/backready/render/manifest"
)

var update = flag.Bool("update", false, "rewrite the expected reports of the samples")

// sampleTime is the time of the sample reports.
const sampleTime = "2026-11-22T02:00:00Z"

// TestSamples judges the sample estate and compares every report, byte by byte,
// with the one beside it.
func TestSamples(t *testing.T) {
	t.Parallel()
	const samples = "../../samples"
	out := t.TempDir() + "/report"
	args := []string{"report", "--quiet", "--now", sampleTime, "--title", "Halden Marine: Azure Backup readiness", "--out", out,
		samples + "/estate/vms.json", samples + "/estate/disks.json"}
	var stderr bytes.Buffer
	if status := run(args, nil, io.Discard, &stderr); status != statusDone {
		t.Fatalf("status %d: %s", status, stderr.String())
	}
	for _, o := range outputs {
		if o.onDemand {
			continue
		}
		compare(t, filepath.Join(out, o.file), filepath.Join(samples, "estate-report", o.file))
	}
	compare(t, filepath.Join(out, manifest.Name), filepath.Join(samples, "estate-report", manifest.Name))
}

func compare(t *testing.T, made, expected string) {
	got, err := os.ReadFile(made)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.MkdirAll(filepath.Dir(expected), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(expected, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(expected)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from %s; look at the difference, then make samples", made, expected)
	}
}
