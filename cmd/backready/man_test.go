package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// manFiles writes the pages and returns them by name.
func manFiles(t *testing.T) (dir string, pages map[string]string) {
	t.Helper()
	dir, pages = filepath.Join(t.TempDir(), "man"), map[string]string{}
	var stderr bytes.Buffer
	if status := run([]string{"man", "--quiet", dir}, nil, &stderr, &stderr); status != statusDone {
		t.Fatal(stderr.String())
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		pages[e.Name()] = string(text)
	}
	return dir, pages
}

// TestMan: there is a page for each command and each topic, with each flag; it
// bears a date that is not the clock's.
func TestMan(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "")
	_, pages := manFiles(t)
	count := 0
	var look func(cmd *cobra.Command)
	look = func(cmd *cobra.Command) {
		if cmd.Hidden || !cmd.Runnable() {
			return
		}
		name := strings.ReplaceAll(cmd.CommandPath(), " ", "-")
		page, ok := pages[name+".1"]
		if count++; !ok {
			t.Errorf("no page of %s", cmd.CommandPath())
		}
		for _, flags := range []*pflag.FlagSet{cmd.NonInheritedFlags(), cmd.InheritedFlags()} {
			flags.VisitAll(func(f *pflag.Flag) {
				if !strings.Contains(page, `\fB\-\-`+strings.ReplaceAll(f.Name, "-", `\-`)+`\fR`) {
					t.Errorf("the page of %s lacks --%s", cmd.CommandPath(), f.Name)
				}
			})
		}
		if !strings.Contains(page, " 1 "+newestDate()+" ") {
			t.Errorf("%s bears another date than the newest edition: %.80s", name, page)
		}
		for _, sub := range cmd.Commands() {
			look(sub)
		}
	}
	root := (&program{}).root()
	root.InitDefaultHelpCmd()
	look(root)
	for _, topic := range topics {
		if name := "backready-" + string(topic); topic != "mail" && pages[name+".7"] == "" {
			t.Errorf("no page of %s", topic)
		} else if topic != "mail" {
			count++
		}
	}
	if count != len(pages) || count < 25 {
		t.Errorf("%d pages, of which %d are known", len(pages), count)
	}
	t.Setenv("SOURCE_DATE_EPOCH", "1795312800")
	if _, dated := manFiles(t); !strings.Contains(dated["backready.1"], ".TH BACKREADY 1 2026-11-22 ") {
		t.Errorf("SOURCE_DATE_EPOCH is not heard: %.80s", dated["backready.1"])
	}
}

func newestDate() string {
	date := ""
	for _, e := range newest() {
		date = max(date, e.Date)
	}
	return date
}

// TestManRenders: roff has nothing to warn of, and shows what the topic says.
func TestManRenders(t *testing.T) {
	t.Parallel()
	dir, pages := manFiles(t)
	need(t, "groff")
	for name := range pages {
		cmd := exec.Command("groff", "-man", "-ww", "-Tutf8", filepath.Join(dir, name))
		var shown, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &shown, &stderr
		if err := cmd.Run(); err != nil || stderr.Len() > 0 {
			t.Errorf("%s: %v, %s", name, err, stderr.String())
		}
		if name == "backready-settings.7" && !strings.Contains(shown.String(), "mask.fields               --mask") {
			t.Errorf("the settings are not in columns:\n%s", shown.String())
		}
	}
}
