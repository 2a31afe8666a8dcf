package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestEveryQueryFileHasAWay: what is built in is offered, once.
func TestEveryQueryFileHasAWay(t *testing.T) {
	var offered, built []string
	for _, w := range ways {
		offered = append(offered, w.files...)
	}
	entries, err := queryFiles.ReadDir("queries")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		built = append(built, e.Name())
	}
	slices.Sort(offered)
	if !slices.Equal(offered, built) {
		t.Errorf("offered %q, built in %q", offered, built)
	}
}

// need skips a test whose tool is not installed.
func need(t *testing.T, tool string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		missing(t, fmt.Sprintf("%s is not installed (apt-get install %[1]s)", tool))
	}
}

// missing skips a test for want of a tool. Where CI is true it fails instead:
// there nothing passes unlooked at.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

func queryNames(t *testing.T, pattern string) []string {
	t.Helper()
	names, err := fs.Glob(queryFiles, "queries/"+pattern)
	if err != nil || len(names) == 0 {
		t.Fatal(pattern, names, err)
	}
	return names
}

func TestShellScriptsParse(t *testing.T) {
	need(t, "bash")
	for _, name := range queryNames(t, "*.sh") {
		if out, err := exec.Command("bash", "-n", name).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

func TestShellcheck(t *testing.T) {
	t.Parallel()
	need(t, "shellcheck")
	args := append(queryNames(t, "*.sh"), "testdata/az/az")
	if out, err := exec.Command("shellcheck", args...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestQueriesAndPowerShellBalance is a lexical check: neither language can be
// run here.
func TestQueriesAndPowerShellBalance(t *testing.T) {
	for comment, pattern := range map[string]string{"//": "*.kql", "#": "*.ps1"} {
		for _, name := range queryNames(t, pattern) {
			if err := balanced(queryFile(filepath.Base(name)), comment); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// balanced checks brackets outside texts and comments, and that texts end on
// their line.
func balanced(text, comment string) error {
	var open []rune
	closing := map[rune]rune{'(': ')', '[': ']', '{': '}'}
	for n, line := range strings.Split(text, "\n") {
		var quote rune
		for i, r := range line {
			switch {
			case r > 126:
				return fmt.Errorf("line %d: %q is not ASCII", n+1, r)
			case quote != 0:
				if r == quote {
					quote = 0
				}
			case strings.HasPrefix(line[i:], comment):
				line = line[:i]
			case r == '\'' || r == '"':
				quote = r
			case closing[r] != 0:
				open = append(open, closing[r])
			case strings.ContainsRune(")]}", r):
				if len(open) == 0 || open[len(open)-1] != r {
					return fmt.Errorf("line %d: %c is not open", n+1, r)
				}
				open = open[:len(open)-1]
			}
			if i >= len(line) {
				break
			}
		}
		if quote != 0 {
			return fmt.Errorf("line %d: a text does not end", n+1)
		}
	}
	if len(open) > 0 {
		return fmt.Errorf("%q is missing", open)
	}
	return nil
}

func TestPowerShellSaysWhatMatters(t *testing.T) {
	for name, parts := range map[string][]string{
		"export.ps1": {"#Requires -Version 7", "Get-AzSubscription", "Get-AzVM -Status", "Get-AzDisk", "ConvertTo-Json -Depth 20 -EnumsAsStrings -InputObject @(", "-Encoding utf8", "'Stop'"},
		"graph.ps1":  {"#Requires -Version 7", "Search-AzGraph", "First = 1000", "SkipToken", "UseTenantScope", "ConvertTo-Json -Depth 100 -InputObject", "total_records", "-Encoding utf8", "'Stop'"},
	} {
		for _, part := range parts {
			if !strings.Contains(queryFile(name), part) {
				t.Errorf("%s: no %q", name, part)
			}
		}
	}
}
