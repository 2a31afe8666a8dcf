package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"html"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMaskedEverywhere: of a masked run no format, no part of one and no message
// holds a name of the estate.
func TestMaskedEverywhere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	key := filepath.Join(dir, "mask.key")
	if err := os.WriteFile(key, []byte("a secret of thirty-two characters\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, sample := range []string{"estate", "estate-csv"} {
		files, err := filepath.Glob("../../samples/" + sample + "/*s.*")
		if err != nil || len(files) != 2 {
			t.Fatal(files, err)
		}
		out := filepath.Join(dir, sample)
		var messages bytes.Buffer
		args := append([]string{"report", "--now", sampleTime, "--out", out, "--mask", "subscription,group,name,tag", "--mask-key", key,
			"--sample", "2", "--against", "disk-backup@2021-01-07", "--waivers", "../../samples/waivers.yaml", "--format", "xlsx,html,md,md-summary,json,csv"}, files...)
		if status := run(args, nil, &messages, &messages); status != statusDone {
			t.Fatalf("status %d: %s", status, &messages)
		}
		texts := unpacked(t, out)
		texts["messages"] = messages.String()
		for _, name := range namesToHide(t, files) {
			for file, text := range texts {
				if at := strings.Index(text, name); at >= 0 {
					t.Errorf("%s: %s holds %q: …%s…", sample, file, name, text[max(0, at-60):min(len(text), at+60)])
				}
			}
		}
	}
}

// unpacked returns the texts of all files of a folder, and of what is packed in
// them, in lower case and without the escapes of their formats.
func unpacked(t *testing.T, dir string) map[string]string {
	t.Helper()
	plain := strings.NewReplacer(`\-`, "-", `\_`, "_", `\.`, ".", "_x005F_", "_", "&#43;", "+")
	texts := map[string]string{}
	add := func(name string, data []byte) {
		texts[name] = strings.ToLower(html.UnescapeString(plain.Replace(string(data))))
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		add(e.Name(), data)
		packed, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			continue
		}
		for _, f := range packed.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			part, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			add(e.Name()+"/"+f.Name, part)
		}
	}
	return texts
}

// namesToHide collects the names of an estate: those of VMs, disks, resource groups,
// subscriptions and tags, as an unmasked report.json has them. Words that an
// estate shares with the report, such as a tag "prod", prove nothing and are
// left out.
func namesToHide(t *testing.T, files []string) []string {
	t.Helper()
	var text bytes.Buffer
	if status := run(append([]string{"check", "--quiet", "--output", "json", "--now", sampleTime}, files...), nil, &text, io.Discard); status != statusDone {
		t.Fatalf("status %d", status)
	}
	var report struct {
		Items []struct {
			ID, Name, Subscription, ResourceGroup string
			Tags                                  map[string]string
		}
	}
	if err := json.Unmarshal(text.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var names []string
	for _, it := range report.Items {
		own := []string{it.ID, it.Name, it.Subscription, it.ResourceGroup}
		for key, value := range it.Tags {
			own = append(own, key, value)
		}
		for _, name := range own {
			name = strings.ToLower(name)
			distinctive := len(name) >= 6 && strings.ContainsAny(name, "-_0123456789")
			if distinctive && !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	if len(names) < 100 {
		t.Fatalf("only %d names to look for", len(names))
	}
	return names
}
