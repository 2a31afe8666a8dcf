package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Command lines of the manual and of documents, with what a terminal shows then,
// are run one after the other in a folder with the sample estate. Beside ours
// there are echo $? and, so that a report in JSON can be quoted, as much of jq as
// they use.

// An example is a command line and what is shown then.
type example struct{ line, want string }

// examples are those of a text in which they are set in by a tab.
func examples(text string) (list []example) {
	for line := range strings.Lines(text) {
		line, inside := strings.CutPrefix(line, "\t")
		command, begins := strings.CutPrefix(line, "$ ")
		switch {
		case inside && begins:
			list = append(list, example{line: strings.TrimSpace(command)})
		case inside && len(list) > 0 && list[len(list)-1].line != "":
			list[len(list)-1].want += line
		case len(list) > 0 && list[len(list)-1].line != "":
			list = append(list, example{}) // what follows is of none
		}
	}
	return slices.DeleteFunc(list, func(e example) bool { return e.line == "" })
}

// fenced sets in the blocks of a Markdown text that show a console.
func fenced(text string) string {
	var b strings.Builder
	inside := false
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "```"):
			inside = line == "```console\n"
			b.WriteString("\n")
		case inside:
			b.WriteString("\t" + line)
		}
	}
	return b.String()
}

// TestManualExamples runs those of the manual. It changes folder, so it runs alone.
func TestManualExamples(t *testing.T) { runExamples(t, examples(manual(t)), 8, "") }

// TestVerdictExamples runs those of the page on how a verdict comes about.
func TestVerdictExamples(t *testing.T) {
	runExamples(t, examples(fenced(source(t, "evaluate/VERDICTS.md"))), 15, "asOf: 2026-11-22\n")
}

// runExamples runs at least so many, with these settings in the folder.
func runExamples(t *testing.T, list []example, least int, config string) {
	t.Helper()
	if len(list) < least {
		t.Fatalf("only %d examples were found", len(list))
	}
	dir := t.TempDir()
	for _, name := range []string{"estate/vms.json", "estate/disks.json", "waivers.yaml"} {
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), []byte(source(t, "samples/"+name)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if config != "" {
		if err := os.WriteFile(filepath.Join(dir, configName), []byte(config), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	t.Setenv("SOURCE_DATE_EPOCH", "1795312800")
	t.Setenv("COLUMNS", "80")
	c := console{printed: map[string][]byte{}}
	for _, e := range list {
		got, alike, err := c.enter(e.line)
		if err != nil {
			t.Errorf("$ %s: %v", e.line, err)
		} else if !alike(got, e.want) {
			t.Errorf("$ %s shows\n%s\nthe page says\n%s", e.line, got, e.want)
		}
	}
}

// A console is where examples are typed.
type console struct {
	last    int               // exit status
	printed map[string][]byte // what is asked for again and again, by command line
}

var piped = regexp.MustCompile(`^(backready .*?) \| jq -c '([^']+)'$`)
var filtered = regexp.MustCompile(`^jq -c '([^']+)' (\S+)$`)

// enter returns what a line shows, and how that is compared.
func (c *console) enter(line string) (shown string, alike func(got, want string) bool, err error) {
	var both bytes.Buffer
	switch pipe, filter := piped.FindStringSubmatch(line), filtered.FindStringSubmatch(line); {
	case pipe != nil:
		text, ok := c.printed[pipe[1]]
		if !ok {
			var out bytes.Buffer
			c.last = run(strings.Fields(pipe[1])[1:], nil, &out, io.Discard)
			text = out.Bytes()
			c.printed[pipe[1]] = text
		}
		shown, err = jq(pipe[2], text)
		return shown, alikeJSON, err
	case filter != nil:
		text, err := os.ReadFile(filter[2])
		if err != nil {
			return "", nil, err
		}
		shown, err = jq(filter[1], text)
		return shown, alikeJSON, err
	case line == "echo $?":
		fmt.Fprintln(&both, c.last)
	case strings.HasPrefix(line, "backready "):
		c.last = run(strings.Fields(line)[1:], nil, &both, &both)
	default:
		return "", nil, errors.New("is no example that can be run")
	}
	return both.String(), alikeShown, nil
}

// alikeShown compares what is shown with what a page says, where a line of three
// dots stands for any lines. Blanks at the end of a line don't count.
func alikeShown(got, want string) bool {
	var pattern strings.Builder
	for line := range strings.Lines(want) {
		if line = strings.TrimRight(line, " \n"); line == "..." {
			pattern.WriteString(`(?:[^\n]*\n)*?`)
			continue
		}
		pattern.WriteString(regexp.QuoteMeta(line) + ` *\n`)
	}
	return regexp.MustCompile("^" + pattern.String() + "$").MatchString(got)
}

// alikeJSON compares lines of JSON by what they say.
func alikeJSON(got, want string) bool {
	of := func(text string) (values []any) {
		for line := range strings.Lines(text) {
			var v any
			if err := json.Unmarshal([]byte(line), &v); err != nil {
				return []any{err.Error(), line}
			}
			values = append(values, v)
		}
		return values
	}
	return len(want) > 0 && reflect.DeepEqual(of(got), of(want))
}

// jq does what the filters of our pages need: .a.b[0], .a[], {a, "b.c"} and
// select(.a == "b").
func jq(filter string, text []byte) (string, error) {
	var root any
	if err := json.Unmarshal(text, &root); err != nil {
		return "", err
	}
	values := []any{root}
	for stage := range strings.SplitSeq(filter, " | ") {
		var next []any
		for _, v := range values {
			got, err := jqStage(stage, v)
			if err != nil {
				return "", err
			}
			next = append(next, got...)
		}
		values = next
	}
	var b strings.Builder
	for _, v := range values {
		line, err := json.Marshal(v)
		if err != nil {
			return "", err
		}
		b.Write(append(line, '\n'))
	}
	return b.String(), nil
}

var (
	selecting = regexp.MustCompile(`^select\(\.(\w+) == "([^"]+)"\)$`)
	stepping  = regexp.MustCompile(`^\.(\w*)(?:\[(\d*)\])?`)
)

func jqStage(stage string, v any) ([]any, error) {
	object, _ := v.(map[string]any)
	if s := selecting.FindStringSubmatch(stage); s != nil {
		if object[s[1]] == s[2] {
			return []any{v}, nil
		}
		return nil, nil
	}
	if keys, ok := strings.CutPrefix(stage, "{"); ok {
		made := map[string]any{}
		for key := range strings.SplitSeq(strings.TrimSuffix(keys, "}"), ", ") {
			key = strings.Trim(key, `"`)
			if _, there := object[key]; !there {
				return nil, fmt.Errorf("there is no %s", key)
			}
			made[key] = object[key]
		}
		return []any{made}, nil
	}
	return jqPath(stage, v)
}

// jqPath follows a path; [] goes on with each member of a list.
func jqPath(path string, v any) ([]any, error) {
	if path == "" {
		return []any{v}, nil
	}
	step := stepping.FindStringSubmatch(path)
	if step == nil {
		return nil, fmt.Errorf("%q is more of jq than this test knows", path)
	}
	if step[1] != "" {
		object, _ := v.(map[string]any)
		v = object[step[1]]
	}
	rest := path[len(step[0]):]
	if !strings.HasSuffix(step[0], "]") {
		return jqPath(rest, v)
	}
	list, _ := v.([]any)
	if n, err := strconv.Atoi(step[2]); err == nil {
		if n >= len(list) {
			return nil, fmt.Errorf("%s: there are only %d", path, len(list))
		}
		list = list[n : n+1]
	}
	var all []any
	for _, member := range list {
		more, err := jqPath(rest, member)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return all, nil
}
