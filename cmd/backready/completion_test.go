package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// completed is what the program answers a shell: the words, without what they
// are, and the directive.
func completed(t *testing.T, args ...string) (words []string, directive string) {
	t.Helper()
	var out, stderr bytes.Buffer
	if status := run(append([]string{cobra.ShellCompRequestCmd}, args...), nil, &out, &stderr); status != statusDone {
		t.Fatalf("%q: status %d: %s", args, status, stderr.String())
	}
	for line := range strings.Lines(out.String()) {
		word, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		words = append(words, word)
	}
	last := len(words) - 1
	return words[:last], words[last]
}

// What cobra calls its directives.
const (
	noSpace = ":6" // and no files
	noFiles = ":4"
	endings = ":8"
	dirs    = ":16"
	files   = ":0"
)

func TestCompletion(t *testing.T) {
	for _, test := range []struct{ line, want, directive string }{
		{"explain vm/ultra-disk", "vm/ultra-disk vm/ultra-disk-file-restore vm/ultra-disk-geo-redundant", noFiles},
		{"explain D26-0", "D26-01 D26-02 D26-03 D26-04 D26-05 D26-06 D26-07 D26-08 D26-09", noFiles},
		{"explain vm/ultra-disk ", "", noFiles},
		{"report --edition vm-backup@2025", "vm-backup@2025-03-05 vm-backup@2025-10-27", noFiles},
		{"report --against=disk-backup@2023", "disk-backup@2023-03-03", noFiles},
		{"report --as-of 2025", "2025-03-05 2025-10-27", noFiles},
		{"report --fail-on ", "limited undetermined unsupported never", noFiles},
		{"diff --fail-on ", "new worse never", noFiles},
		{"report --format ", strings.Join(formatNames(), " "), noSpace},
		{"report --format xlsx,m", "xlsx,md xlsx,md-summary", noSpace},
		{"report --format md,md", "md,md-summary", noSpace},
		{"report --mask subscription,", "subscription,group subscription,name subscription,tag", noSpace},
		{"report --split t", "tag:", noSpace},
		{"report --config ", "yaml yml", endings},
		{"report --baseline ", "json", endings},
		{"report --history ", "", dirs},
		{"report --title ", "", noFiles},
		{"report --mask-key ", "", files},
		{"report ", strings.Join(inputEndings, " "), endings},
		{"report vms.json ", strings.Join(inputEndings, " "), endings},
		{"verify backready-report --inputs ", strings.Join(inputEndings, " "), endings},
		{"check --output ", "table markdown csv json", noFiles},
		{"diff --output ", "table markdown json", noFiles},
		{"diff then now ", "", noFiles},
		{"matrix coverage --output ", "table json", noFiles},
		{"matrix diff vm-backup@2025-03-05 vm-backup@2025", "vm-backup@2025-10-27", noFiles},
		{"matrix lint ", "yaml yml", endings},
		{"queries --for ", "graph cli powershell portal", noFiles},
		{"completion ", "bash zsh fish powershell", noFiles},
		{"mail ", "", dirs},
		{"mail --attach xlsx,n", "xlsx,none", noSpace},
		{"help ex", "exit-status explain", noFiles},
		{"version ", "", noFiles},
		{"--log-format ", "text json", noFiles},
	} {
		words, directive := completed(t, strings.Split(test.line, " ")...)
		if got := strings.Join(words, " "); got != test.want || directive != test.directive {
			t.Errorf("%s: %s %s, want %s %s", test.line, got, directive, test.want, test.directive)
		}
	}
	if rules, _ := completed(t, "explain", ""); len(rules) < 100 || slices.Contains(rules, "M24") {
		t.Errorf("explain: %d words", len(rules))
	}
	if all, _ := completed(t, "help", ""); !slices.Contains(all, "inputs") || !slices.Contains(all, "report") {
		t.Errorf("help: %q", all)
	}
}

// TestCompletedWords: the words that are completed are those that help names.
func TestCompletedWords(t *testing.T) {
	root := (&program{}).root()
	for place, words := range flagWords {
		cmd, _, err := root.Find(strings.Fields(place[0]))
		if err != nil {
			t.Fatal(err)
		}
		found := cmd.Flags().Lookup(place[1])
		if found == nil {
			t.Errorf("%s has no flag --%s", place[0], place[1])
			continue
		}
		for _, w := range words {
			if !strings.Contains(found.Usage, w) {
				t.Errorf("%s --%s: %s is not in %q", place[0], place[1], w, found.Usage)
			}
		}
	}
}

// script is that of a shell, as a file.
func script(t *testing.T, shell string, flags ...string) string {
	t.Helper()
	var out, stderr bytes.Buffer
	if status := run(append([]string{"completion", shell}, flags...), nil, &out, &stderr); status != statusDone {
		t.Fatal(stderr.String())
	}
	name := filepath.Join(t.TempDir(), "backready."+shell)
	if err := os.WriteFile(name, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestCompletionScripts: each shell takes its script.
func TestCompletionScripts(t *testing.T) {
	t.Parallel()
	for shell, command := range map[string][]string{"bash": {"bash", "-n"}, "zsh": {"zsh", "-n"}, "fish": {"fish", "--no-execute"}, "powershell": nil} {
		t.Run(shell, func(t *testing.T) {
			name, plain := script(t, shell), script(t, shell, "--no-descriptions")
			if command == nil {
				text, err := os.ReadFile(name)
				if err != nil || !strings.Contains(string(text), "Register-ArgumentCompleter") {
					t.Error(err, "is no script for PowerShell")
				}
				return
			}
			need(t, command[0])
			printed(t, ".", command[0], append(command[1:], name)...)
			printed(t, ".", command[0], append(command[1:], plain)...)
		})
	}
	var stderr bytes.Buffer
	if status := run([]string{"completion", "tcsh"}, nil, &stderr, &stderr); status != statusUsage {
		t.Errorf("tcsh: status %d", status)
	}
}

// TestCompletionBash: bash completes an edition, though its words end at an @.
func TestCompletionBash(t *testing.T) {
	t.Parallel()
	need(t, "bash")
	const library = "/usr/share/bash-completion/bash_completion"
	if _, err := os.Stat(library); err != nil {
		missing(t, "bash-completion is not installed (apt-get install bash-completion)")
	}
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(dir, "backready")); err != nil { // the test is the program by that name
		t.Fatal(err)
	}
	for _, test := range []struct{ line, words, want string }{
		{"backready matrix show disk-backup@2023", "backready matrix show disk-backup @ 2023", "2023-03-03"},
		{"backready matrix show disk-backup@2021-0", "backready matrix show disk-backup @ 2021-0", "2021-01-07 2021-03-30 2021-05-27"},
		{"backready report --edition=vm-backup@2025-1", "backready report --edition = vm-backup @ 2025-1", "2025-10-27"},
		{"backready explain vm/ultra-disk-g", "backready explain vm/ultra-disk-g", "vm/ultra-disk-geo-redundant"},
		{"backready report --fail-on unde", "backready report --fail-on unde", "undetermined"},
	} {
		// As an interactive bash has it, which completes names of hosts after an @.
		text := `source "$1"; source "$2"; COMP_WORDBREAKS=$' \t\n"\'@><=;|&(:'; PATH="$3:$PATH"; COMP_LINE=$4; COMP_POINT=${#4}; COMP_TYPE=9; COMP_KEY=9
read -ra COMP_WORDS <<<"$5"; COMP_CWORD=$((${#COMP_WORDS[@]}-1)); __start_backready 2>/dev/null; echo "${COMPREPLY[*]%% *}"`
		cmd := exec.Command("bash", "-c", text, "bash", library, script(t, "bash"), dir, test.line, test.words)
		cmd.Env = append(os.Environ(), "COLUMNS=80")
		out, err := cmd.CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != test.want {
			t.Errorf("%s: %q, %v, want %q", test.line, got, err, test.want)
		}
	}
}
