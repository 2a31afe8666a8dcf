package main

import (
	"archive/zip"
	"html"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOldEdition: every output that can warn of an edition that is old says
// which page to look at and what to type, and none where the edition is new
// enough.
func TestOldEdition(t *testing.T) {
	const days = "is 2145 days old, more than 400"
	latest := newest()[1].ID
	wanted := []string{"disk-backup@2021-01-07", days, "judge by " + latest,
		"https://learn.microsoft.com/azure/backup/disk-backup-support-matrix", "backready matrix new --from " + latest + " --date DATE"}
	for name, text := range whereOld(t) {
		text = squeeze(text)
		for _, want := range wanted {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
	}
	for name, text := range whereOld(t, "--max-edition-age", "2145") {
		if strings.Contains(squeeze(text), "days old") {
			t.Errorf("%s warns of an edition that is new enough", name)
		}
	}
}

// whereOld are the texts of the outputs of a run by an old edition.
func whereOld(t *testing.T, more ...string) map[string]string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "report")
	flags := append([]string{"--now", sampleTime, "--edition", "disk-backup@2021-01-07", "../../samples/estate"}, more...)
	texts := map[string]string{"stderr": command(t, statusDone, append([]string{"report", "--out", dir}, flags...)...)}
	for _, format := range []string{"table", "markdown"} {
		var out strings.Builder
		if status := run(append([]string{"check", "--output", format}, flags...), nil, &out, io.Discard); status != statusDone {
			t.Fatalf("check --output %s: status %d", format, status)
		}
		texts["check "+format] = strings.ReplaceAll(out.String(), `\`, "")
	}
	for _, name := range []string{"report.html", "report.md", "report.json"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = strings.ReplaceAll(html.UnescapeString(string(text)), `\`, "")
	}
	texts["report.xlsx"] = bookText(t, filepath.Join(dir, "report.xlsx"))
	mail := filepath.Join(t.TempDir(), "mail.eml")
	command(t, statusDone, "mail", dir, "--eml", mail, "--from", "a@example.com", "--to", "b@example.com", "--attach", "none")
	text, err := os.ReadFile(mail)
	if err != nil {
		t.Fatal(err)
	}
	texts["mail"] = strings.NewReplacer("=\r\n", "", "[:]", ":").Replace(string(text)) // as long as it was, and with its address
	return texts
}

// bookText is the text of the first sheet of a workbook.
func bookText(t *testing.T, name string) string {
	t.Helper()
	book, err := zip.OpenReader(name)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	f, err := book.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return html.UnescapeString(string(text))
}
