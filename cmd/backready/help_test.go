package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/waiver"
)

// TestTopics: help lists each topic and prints it, in 80 columns with everything
// filled in, and no file lies in the folder that is of no topic.
func TestTopics(t *testing.T) {
	var listed bytes.Buffer
	if status := run([]string{"help"}, nil, &listed, &listed); status != statusDone {
		t.Fatal(status)
	}
	for _, topic := range topics {
		var shown bytes.Buffer
		if status := run([]string{"help", string(topic)}, nil, &shown, &shown); status != statusDone || !strings.HasPrefix(shown.String(), topic.text()+"\n") {
			t.Errorf("help %s: status %d, prints %q", topic, status, shown.String())
		}
		if !strings.Contains(listed.String(), string(topic)) {
			t.Errorf("help does not list %s", topic)
		}
		if strings.Contains(topic.text(), "{{") {
			t.Errorf("%s: a word in double braces is not known", topic)
		}
		for line := range strings.Lines(topic.short() + "\n" + topic.text()) {
			if utf8.RuneCountInString(strings.TrimRight(line, "\n")) > 80 || strings.TrimRight(line, " \n") != strings.TrimRight(line, "\n") {
				t.Errorf("%s: longer than 80 columns, or ends with a blank: %q", topic, line)
			}
		}
	}
	names, err := fs.Glob(helpFiles, "help/*.txt")
	if err != nil || len(names) != len(topics) {
		t.Errorf("%d files, %d topics, %v", len(names), len(topics), err)
	}
}

func TestHelpRefuses(t *testing.T) {
	for _, args := range [][]string{{"help", "nosuch"}, {"help", "report", "nosuch"}} {
		var stderr bytes.Buffer
		if status := run(args, nil, &stderr, &stderr); status != statusUsage || !strings.Contains(stderr.String(), "hint: backready help") {
			t.Errorf("%q: status %d, %s", args, status, stderr.String())
		}
	}
}

// lead are the first words of the indented lines of a topic.
func (t topic) lead() (list []string) {
	for line := range strings.Lines(t.text()) {
		if rest, ok := strings.CutPrefix(line, "  "); ok && !strings.HasPrefix(rest, " ") {
			list = append(list, strings.Fields(rest)[0])
		}
	}
	return list
}

// TestTopicExitStatus: the statuses of the topic are those of the program.
func TestTopicExitStatus(t *testing.T) {
	var want []string
	for _, status := range []int{statusDone, statusThreshold, statusUsage, statusInput, statusIncomplete, statusWriting} {
		want = append(want, strconv.Itoa(status))
	}
	if got := topic("exit-status").lead(); !slices.Equal(got, want) {
		t.Errorf("statuses %q, want %q", got, want)
	}
	for _, words := range []string{"4 outranks 1", "130 after"} {
		if !strings.Contains(topic("exit-status").text(), words) {
			t.Errorf("does not say %q", words)
		}
	}
}

// TestTopicFigures: figures and words that topics don't take from the program are
// those of it.
func TestTopicFigures(t *testing.T) {
	var words []string
	for _, v := range evaluate.Verdicts {
		words = append(words, v.String())
	}
	if got := topic("verdicts").lead(); !slices.Equal(got[:len(words)], words) {
		t.Errorf("verdicts %q, want %q", got, words)
	}
	for _, figure := range []string{"const fieldsOfRow = 16\n", "const mostRejected = 100_000\n"} {
		if !strings.Contains(source(t, "inventory/limits.go"), figure) {
			t.Errorf("inventory/limits.go has another figure than help limits: want %s", figure)
		}
	}
	for file, figure := range map[string]string{"encoding.go": "const freeUnpacked = 64 << 20\n", "json.go": "l.limit/fieldsOfRow"} {
		if !strings.Contains(source(t, "inventory/"+file), figure) {
			t.Errorf("inventory/%s has another figure than help limits: want %s", file, figure)
		}
	}
}

// source reads a file of the source, from the root.
func source(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// submatches are what a pattern finds in a text.
func submatches(pattern, text string) (list []string) {
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		list = append(list, match[1])
	}
	return list
}

// TestTopicInputs: the formats are those that are recognised, and the lists that
// may lie beside those that are read.
func TestTopicInputs(t *testing.T) {
	inputs := topic("inputs")
	formats := submatches(`(?m)^\tFormat\w+ +(?:Format )?= "([a-z-]+)"`, source(t, "inventory/recognise.go"))
	if got := inputs.lead(); len(formats) < 14 || !slices.Equal(got[:len(formats)], formats) {
		t.Errorf("formats %q, want %q", got, formats)
	}
	related := submatches(`(?m)^\t\{type\w+, "(az [^"]+)"`, source(t, "inventory/related.go"))
	got := submatches(`(az [a-z-]+(?: [a-z-]+)* list)\b`, inputs.text()[strings.Index(inputs.text(), "Other resources"):])
	slices.Sort(related)
	slices.Sort(got)
	if len(related) < 14 || !slices.Equal(got, related) {
		t.Errorf("lists %q, want %q", got, related)
	}
}

// TestTopicEnvironment: no variable that the program reads is left out, and none
// is there that it does not read.
func TestTopicEnvironment(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	read := []string{"GOMEMLIMIT", "TMPDIR"} // by Go itself
	constants := map[string]string{"passwordVariable": passwordVariable, "smtpPassword": smtpPassword}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, argument := range submatches(`os\.(?:Getenv|LookupEnv)\(([^)]+)\)`, source(t, "cmd/backready/"+name)) {
			variable, literal := constants[argument]
			if !literal {
				if variable, err = strconv.Unquote(argument); err != nil {
					t.Errorf("%s reads a variable that this test can't name: %s", name, argument)
				}
			}
			read = append(read, variable)
		}
	}
	slices.Sort(read)
	got := slices.DeleteFunc(topic("environment").lead(), func(word string) bool { return strings.ToUpper(word) != word })
	slices.Sort(got)
	if want := slices.Compact(read); !slices.Equal(got, want) {
		t.Errorf("variables %q, want %q", got, want)
	}
	for _, file := range []string{configName, sentName, signatureFile, latest} {
		if !strings.Contains(topic("environment").text(), file) {
			t.Errorf("the file %s is not named", file)
		}
	}
}

// TestTopicFiles: the register and the matrix that topics show are right.
func TestTopicFiles(t *testing.T) {
	if _, err := waiver.Parse("waivers.yaml", []byte(helpFile("waivers.yaml"))); err != nil {
		t.Error(err)
	}
	if _, err := ownEdition("help/own.yaml"); err != nil {
		t.Error(err)
	}
}

// documented are the documents that show command lines of ours.
var documented = []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "samples/README.md", "samples/schedule/README.md", "evaluate/VERDICTS.md"}

// TestDocumentedCommands: each command line of the topics and of the documents is
// one that the program takes.
func TestDocumentedCommands(t *testing.T) {
	found := 0
	for _, name := range documented {
		found += checkCommands(t, name, source(t, name))
	}
	for _, topic := range topics {
		found += checkCommands(t, "help "+string(topic), topic.text())
	}
	if found < 50 {
		t.Errorf("only %d flags and commands were found", found)
	}
}

// checkCommands looks for command lines at the beginning of a line, of a line that
// is set in, or between backticks, and returns how many words of them it looked up.
func checkCommands(t *testing.T, name, text string) (found int) {
	t.Helper()
	for _, match := range submatches("(?m)(?:^ *(?:\\$ )?|`)(?:bin/)?backready ([a-z]+[^`\n]*)", text) {
		line, _, _ := strings.Cut(match, "  #")
		root := (&program{}).root()
		root.InitDefaultHelpCmd()
		root.InitDefaultCompletionCmd()
		cmd, _, err := root.Find(strings.Fields(line))
		if err != nil || cmd == root {
			if strings.Contains(match, "--") || strings.Contains(text, "`backready "+match) {
				t.Errorf("%s: no command: backready %s", name, match)
			}
			continue
		}
		found++
		for _, flag := range submatches(`(?:^| )--([a-z-]+)`, line) {
			found++
			if cmd.Flags().Lookup(flag) == nil && cmd.InheritedFlags().Lookup(flag) == nil && !coming(cmd, line) {
				t.Errorf("%s: %s has no flag --%s: backready %s", name, cmd.CommandPath(), flag, match)
			}
		}
	}
	return found
}

// coming excuses a command that the documents name and that is not there yet.
func coming(cmd *cobra.Command, line string) bool {
	return cmd.Name() == "matrix" && strings.HasPrefix(line, "matrix new ")
}
