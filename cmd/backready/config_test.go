package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/spf13/pflag"
)

// flagsOf are those of a command, with those of all commands.
func flagsOf(t *testing.T, command string) *pflag.FlagSet {
	t.Helper()
	root := (&program{}).root()
	cmd, _, err := root.Find([]string{command})
	if err != nil {
		t.Fatal(err)
	}
	cmd.InheritedFlags() // are among its flags from then on
	return cmd.Flags()
}

// TestEveryFlagIsASetting: no flag of report and mail is forgotten, none is there
// that they don't have, and its values are what the setting says.
func TestEveryFlagIsASetting(t *testing.T) {
	kinds := map[string][]kind{"string": {aText, aPath}, "duration": {aText}, "int": {aNumber}, "int64": {aNumber}, "bool": {aSwitch},
		"stringArray": {someTexts, somePaths, aMapping}, "stringSlice": {someTexts}}
	for _, command := range []string{"report", "mail"} {
		flags := flagsOf(t, command)
		flags.VisitAll(func(f *pflag.Flag) {
			n := slices.IndexFunc(settings, func(s setting) bool { return s.flag == f.Name && s.of(command) })
			switch {
			case slices.Contains(unset, f.Name) && n >= 0 && command == "report":
				t.Errorf("--%s of %s is a setting and excused from being one", f.Name, command)
			case n < 0 && !slices.Contains(unset, f.Name):
				t.Errorf("--%s of %s is no setting: list it, or say in unset why not", f.Name, command)
			case n >= 0 && !slices.Contains(kinds[f.Value.Type()], settings[n].kind):
				t.Errorf("--%s of %s is of type %s, its setting %s is not", f.Name, command, f.Value.Type(), settings[n].key)
			case n >= 0 && settings[n].path() != (slices.Contains([]string{aFile, reportFile, aFolder}, names(f)) || f.Name == "out"):
				t.Errorf("--%s of %s and its setting %s don't agree whether it is a path", f.Name, command, settings[n].key)
			}
		})
		for _, s := range settings {
			if s.of(command) && s.flag != "" && flags.Lookup(s.flag) == nil {
				t.Errorf("%s sets --%s, which %s does not have", s.key, s.flag, command)
			}
		}
	}
}

// TestConfigSchema holds the published schema to the table of settings.
func TestConfigSchema(t *testing.T) {
	want, err := schemaOf(flagsOf(t, "report"), flagsOf(t, "mail"))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("config.schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(want, configSchema) {
		t.Error("config.schema.json is not what the settings say: go test ./cmd/backready -run TestConfigSchema -update")
	}
}

// configurations are some, with what is wrong with each, "" for nothing. For
// each setting there are more, see candidates.
var configurations = []struct{ text, fault string }{
	{"", ""},
	{"# nothing\n", ""},
	{"title: a\n", ""},
	{"title: |\n  a\n  b\n", ""},
	{"titel: a\n", `c.yaml:1: there is no key "titel"`},
	{"\n\ntitle: 2026\n", "c.yaml:3: title is not a text"},
	{"title: a\nasOf: yesterday\n", "c.yaml:2: asOf does not have the form"},
	{"mask: [name]\n", "c.yaml:1: mask is no mapping"},
	{"mask:\n  fields: name\n", "c.yaml:2: mask.fields is no list"},
	{"mask:\n  colour: blue\n", `c.yaml:2: there is no key "mask.colour"`},
	{"sample: {size: 0}\n", "c.yaml:1: sample.size is not between 1 and"},
	{"warnDays: 1.5\n", "c.yaml:1: warnDays is not a whole number"},
	{"keep: \"3\"\n", "c.yaml:1: keep is not a whole number"},
	{"allowIncomplete: yes\n", "c.yaml:1: allowIncomplete is not true or false"},
	{"inputs: []\n", "c.yaml:1: inputs is no list with something in it"},
	{"inputs: [\"\"]\n", "c.yaml:1: inputs is empty"},
	{"- title\n", "c.yaml:1: the file is no mapping"},
	{"title:\n", "c.yaml:1: title is not a text"},
	{"mail:\n  partTo: {finance: ann@example.org, a=b: [a@example.org, b@example.org], \"7\": c@example.org}\n", ""},
	{"mail:\n  partTo:\n    finance: a=b@example.org\n", "c.yaml:3: mail.partTo does not have the form"},
	{"mail:\n  partTo:\n    finance: [a@example.org, 3]\n", "c.yaml:3: mail.partTo is not a text"},
	{"mail:\n  partTo: {}\n", "c.yaml:2: mail.partTo is no mapping with something in it"},
	{"mail:\n  partTo: {\"\": a@example.org}\n", "c.yaml:2: a key of mail.partTo is no text"},
	{"mail:\n  smtp: a:b@mail.example.org:25\n", "c.yaml:2: mail.smtp does not have the form"},
}

// TestConfigFaults: what a configuration must not have is told with file, line
// and the text of the line.
func TestConfigFaults(t *testing.T) {
	t.Parallel()
	more := []struct{ text, fault string }{
		{"title: a\ntitle: b\n", "c.yaml:2: "},
		{"title: a\n---\ntitle: b\n", "c.yaml:3: a second document begins here"},
		{"title: \"a\n", "c.yaml:1: "},
		{"title: \xff\n", "c.yaml:1: is not UTF-8"},
		{"a: " + strings.Repeat("[", 40), "c.yaml:1: is nested too deeply"},
		{strings.Repeat("# long\n", mostConfig), "c.yaml: is larger than"},
		{"title: [" + strings.Repeat("a, ", 9000) + "]\n", "c.yaml:1: title is not a text"},
		{"title: &a x\n", "c.yaml:1: title is not a text"},
	}
	for _, c := range append(more, configurations...) {
		_, err := parseConfig("some/c.yaml", []byte(c.text))
		got := fmt.Sprint(err)
		if c.fault == "" && err != nil || c.fault != "" && !strings.HasPrefix(got, c.fault) {
			t.Errorf("%.60q: %s, want %q", c.text, got, c.fault)
		}
		if shows := strings.Contains(got, " | "); c.fault != "" && shows == strings.HasPrefix(c.fault, "c.yaml: ") || len(got) > 400 {
			t.Errorf("%.60q: %.600s does not show the line, or too much", c.text, got)
		}
	}
}

// TestConfigKeepsSecretsOut: a password is refused and printed nowhere.
func TestConfigKeepsSecretsOut(t *testing.T) {
	for _, text := range []string{
		"mail:\n  password: hunter2\n", "password: hunter2\n", "mail: {smtpPassword: hunter2}\n", "sign:\n  passphrase: 'hunter2\n", "apiKey: hunter2\n",
		"mail:\n  smtp: smtp://me:hunter2@mail.example.org\n", "token: [hunter2\n", "password hunter2\n", "title: a\npassword hunter2: 1\n", "clientSecret: \"hunter2\"\n", "title: a\npwd: hunter2\npwd: hunter2\n",
	} {
		dir := t.TempDir()
		name := filepath.Join(dir, configName)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var said bytes.Buffer
		if status := run([]string{"config", "--config", name}, nil, &said, &said); status != statusUsage {
			t.Errorf("%q: status %d", text, status)
		}
		if strings.Contains(said.String(), "hunter2") || !strings.Contains(said.String(), configName+":") {
			t.Errorf("%q: said %s", text, said.String())
		}
	}
}

// TestConfigAndSchemaAgree: what the loader takes is what the schema allows.
func TestConfigAndSchemaAgree(t *testing.T) {
	t.Parallel()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(configSchema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(configSchemaID, document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(configSchemaID)
	if err != nil {
		t.Fatal(err)
	}
	taken, refused := 0, 0
	for _, text := range candidates() {
		var value any
		if err := yaml.Unmarshal([]byte(text), &value); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if value == nil {
			continue // an empty file: JSON has none
		}
		_, fault := parseConfig("c.yaml", []byte(text))
		bad := schema.Validate(value)
		if (fault == nil) != (bad == nil) {
			t.Errorf("%q: the loader says %v, the schema %v", text, fault, bad)
		}
		if fault == nil {
			taken++
		} else {
			refused++
		}
	}
	if taken < len(settings) || refused < len(settings) {
		t.Errorf("%d taken and %d refused: too few to say anything", taken, refused)
	}
}

// candidates are configurations that are YAML, good and bad: each setting with
// many values.
func candidates() []string {
	var list []string
	for _, c := range configurations {
		list = append(list, c.text)
	}
	values := []string{`a`, `""`, `"a"`, `3`, `0`, `-1`, `9007199254740991`, `9007199254740992`, `1.5`, `true`, `null`, `[]`, `[a]`, `[""]`, `[1]`, `[a, 1]`, `{a: b}`, `{a: [b, c]}`, `{a: 1}`, `{a: ""}`, `{a: []}`, `{a: {b: c}}`, `{}`,
		`2026-03-31`, `disk-backup@2021-01-07`, `[disk-backup@2021-01-07]`, `vms=1,disks=2`, `vms=1,disks=2,vms=3`, `tag:owner`, `"tag:"`, `90s`, `mail.example.org:587`, `a@b:1`}
	for _, s := range settings {
		own := values
		for _, v := range s.oneOf {
			own = append(own[:len(own):len(own)], v, "["+v+"]", "["+v+", "+v+"x]")
		}
		for _, v := range own {
			text := s.key + ": " + v + "\n"
			if above, key, nested := strings.Cut(s.key, "."); nested {
				text = above + ":\n  " + key + ": " + v + "\n"
			}
			list = append(list, text)
		}
	}
	return list
}

// TestConfigShowsItself: what config prints is a configuration of the same
// settings.
func TestConfigShowsItself(t *testing.T) {
	t.Chdir(t.TempDir())
	text := "inputs: [exports, '*.json']\ntitle: \"a: \\\"b\\\" # c\\e[2J\\u2028é\"\nmask: {fields: [name, tag], key: k}\nwarnDays: 0\nsample: {size: 2, seed: '007'}\nallowIncomplete: true\nmail: {to: [A <a@example.org>], timeout: 90s, partTo: {\"a=b: c\": [d@example.org, e@example.org], f: g@example.org}}\n"
	shown := func(text string) string {
		if err := os.WriteFile(configName, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var out, said bytes.Buffer
		if status := run([]string{"config"}, nil, &out, &said); status != statusDone {
			t.Fatalf("status %d: %s", status, said.String())
		}
		return out.String()
	}
	plain := func(text string) string { // without the places
		var b strings.Builder
		for l := range strings.Lines(text) {
			if !strings.HasPrefix(strings.TrimSpace(l), "#") {
				before, _, _ := strings.Cut(l, " # ")
				fmt.Fprintln(&b, strings.TrimRight(before, "\n"))
			}
		}
		return b.String()
	}
	first := shown(text)
	if strings.Contains(first, "\x1b") {
		t.Errorf("an escape sequence comes through: %q", first)
	}
	if again := shown(first); plain(again) != plain(first) {
		t.Errorf("read back it is another:\n%s\n%s", first, again)
	}
	for _, want := range []string{`inputs: ["exports", "*.json"] # backready.yaml:1`, `seed: "007" # backready.yaml:5`, `failOn: "never" # default`, `timeout: "1m30s" # backready.yaml:7`, `partTo: {"a=b: c": "d@example.org, e@example.org", "f": "g@example.org"} # backready.yaml:7`, "# keep: not set"} {
		if !strings.Contains(first, want+"\n") {
			t.Errorf("%s is not in\n%s", want, first)
		}
	}
}

// FuzzConfig: no text makes the loader fail, or print what looks like a secret.
func FuzzConfig(f *testing.F) {
	for _, c := range configurations {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := parseConfig("c.yaml", []byte(text))
		if (c == nil) == (err == nil) {
			t.Errorf("neither or both: %v, %v", c, err)
		}
		if err != nil {
			tellError(io.Discard, err)
		}
	})
}
