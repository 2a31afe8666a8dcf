package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// The tests of this file hold the samples of samples/schedule to what can be
// checked without Azure, a cluster or Windows.

const scheduled = "../../samples/schedule/"

func scheduleFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(scheduled + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// scheduleFiles are all samples but the manual.
func scheduleFiles(t *testing.T) []string {
	t.Helper()
	files := slices.DeleteFunc(slices.Sorted(keysOf(tree(t, scheduled))), func(name string) bool { return name == "README.md" })
	if len(files) < 8 {
		t.Fatalf("%q", files)
	}
	return files
}

func keysOf(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for key := range m {
			if !yield(key) {
				return
			}
		}
	}
}

// documents reads a YAML file strictly: a key that stands there twice is an error.
func documents(t *testing.T, name string) []any {
	t.Helper()
	file, err := parser.ParseBytes([]byte(scheduleFile(t, name)), 0)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var list []any
	for _, doc := range file.Docs {
		var v any
		if err := yaml.NewDecoder(strings.NewReader(doc.String()), yaml.Strict()).Decode(&v); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		list = append(list, v)
	}
	return list
}

// under returns every text under a key of that name, wherever it stands.
func under(v any, key string) (texts []string) {
	switch v := v.(type) {
	case map[string]any:
		if text, ok := v[key].(string); ok {
			texts = append(texts, text)
		}
		if list, ok := v[key].([]any); ok {
			for _, e := range list {
				if text, ok := e.(string); ok {
					texts = append(texts, text)
				}
			}
		}
		for _, name := range slices.Sorted(func(yield func(string) bool) {
			for name := range v {
				if !yield(name) {
					return
				}
			}
		}) {
			texts = append(texts, under(v[name], key)...)
		}
	case []any:
		for _, e := range v {
			texts = append(texts, under(e, key)...)
		}
	}
	return texts
}

// scripts are the shell texts of the samples by name.
func scripts(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{"backready-run.sh": scheduleFile(t, "backready-run.sh")}
	for name, keys := range map[string][]string{"github-workflow.yml": {"run"}, "azure-pipelines.yml": {"script", "inlineScript"}, "kubernetes-cronjob.yaml": {"args"},
		"kubernetes-shards.yaml": {"args"}, "kubernetes-merge.yaml": {"args"}} {
		for _, doc := range documents(t, name) {
			for _, key := range keys {
				for n, text := range under(doc, key) {
					all[fmt.Sprintf("%s %s %d", name, key, n+1)] = text
				}
			}
		}
	}
	if len(all) < 10 {
		t.Fatalf("%d scripts", len(all))
	}
	return all
}

func TestScheduleShell(t *testing.T) {
	t.Parallel()
	need(t, "shellcheck")
	for name, text := range scripts(t) {
		cmd := exec.Command("shellcheck", "--shell", "bash", "-")
		cmd.Stdin = strings.NewReader(text)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

func TestSchedulePowerShell(t *testing.T) {
	text := scheduleFile(t, "windows/backready-run.ps1")
	if err := balanced(text, "#"); err != nil {
		t.Error(err)
	}
	for _, part := range []string{"#Requires -Version 7", "'Stop'", "$LASTEXITCODE", "Connect-AzAccount -Identity", "exit $status"} {
		if !strings.Contains(text, part) {
			t.Errorf("no %q", part)
		}
	}
}

// TestScheduleFlags: every command line of ours in the samples is one that the
// program takes.
func TestScheduleFlags(t *testing.T) {
	line := regexp.MustCompile(`(?m)^[ \t]*(?:run: )?backready ([a-z]+) ((?:.*\\\n)*.*)$`)
	flag := regexp.MustCompile(`--[a-z-]+`)
	found := 0
	for _, name := range scheduleFiles(t) {
		for _, match := range line.FindAllStringSubmatch(scheduleFile(t, name), -1) {
			root := (&program{}).root()
			cmd, _, err := root.Find([]string{match[1]})
			if err != nil || cmd == root {
				t.Errorf("%s: no command %s", name, match[1])
				continue
			}
			for _, f := range flag.FindAllString(match[2], -1) {
				found++
				f = strings.TrimPrefix(f, "--")
				if cmd.Flags().Lookup(f) == nil && root.PersistentFlags().Lookup(f) == nil {
					t.Errorf("%s: backready %s has no flag --%s", name, match[1], f)
				}
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d flags were found", found)
	}
}

// TestScheduleSystemd: systemd takes the units, and the timer has a next time.
func TestScheduleSystemd(t *testing.T) {
	need(t, "systemd-analyze")
	dir := t.TempDir()
	var units []string
	programs := regexp.MustCompile(`(?m)^(Exec[A-Za-z]+)=/\S+`)
	for _, name := range scheduleFiles(t) {
		if strings.HasPrefix(name, "systemd/") {
			unit := filepath.Join(dir, filepath.Base(name))
			write(t, unit, []byte(programs.ReplaceAllString(scheduleFile(t, name), "$1=/bin/true"))) // az is not there
			units = append(units, unit)
		}
	}
	if len(units) != 3 {
		t.Fatalf("%q", units)
	}
	cmd := exec.Command("systemd-analyze", append([]string{"verify", "--man=no"}, units...)...)
	if out, err := cmd.CombinedOutput(); err != nil || bytes.Contains(out, []byte(dir)) || bytes.Contains(out, []byte("backready")) {
		t.Errorf("%v\n%s", err, out)
	}
	when := regexp.MustCompile(`(?m)^OnCalendar=(.*)$`).FindStringSubmatch(scheduleFile(t, "systemd/backready.timer"))
	if out, err := exec.Command("systemd-analyze", "calendar", when[1]).CombinedOutput(); err != nil || !bytes.Contains(out, []byte("Next elapse")) {
		t.Errorf("%v\n%s", err, out)
	}
	for _, setting := range []string{"OnFailure=backready-failed.service", "ProtectSystem=strict", "PrivateTmp=yes", "DynamicUser=yes", "NoNewPrivileges=yes"} {
		if !strings.Contains(scheduleFile(t, "systemd/backready.service"), "\n"+setting+"\n") {
			t.Errorf("backready.service lacks %s", setting)
		}
	}
	if !strings.Contains(scheduleFile(t, "systemd/backready.timer"), "\nPersistent=true\n") {
		t.Error("a run that was missed is not made up for")
	}
}

// TestScheduleCron: one line, five times, a user that is not root.
func TestScheduleCron(t *testing.T) {
	var jobs []string
	for line := range strings.Lines(scheduleFile(t, "backready.cron")) {
		if line[0] != '#' && !regexp.MustCompile(`^[A-Z_]+=`).MatchString(line) {
			jobs = append(jobs, line)
		}
	}
	if len(jobs) != 1 || !regexp.MustCompile(`^([0-9*]+ ){5} *backready +flock --nonblock \S+ backready-run\.sh\n$`).MatchString(jobs[0]) {
		t.Errorf("%q", jobs)
	}
}

// TestScheduleTask: the task of Windows is what its scheduler reads: no
// declaration of an encoding, which Register-ScheduledTask refuses, no
// privileges, a limit.
func TestScheduleTask(t *testing.T) {
	text := scheduleFile(t, "windows/backready-task.xml")
	var task struct {
		XMLName    xml.Name `xml:"http://schemas.microsoft.com/windows/2004/02/mit/task Task"`
		Principals []struct {
			Principal struct {
				ID       string `xml:"id,attr"`
				RunLevel string
			}
		}
		Triggers struct {
			CalendarTrigger struct{ StartBoundary string }
		}
		Settings struct{ MultipleInstancesPolicy, StartWhenAvailable, ExecutionTimeLimit string }
		Actions  struct {
			Context string `xml:"Context,attr"`
			Exec    struct{ Command, Arguments string }
		}
	}
	d := xml.NewDecoder(strings.NewReader(text))
	if err := d.Decode(&task); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Token(); err != io.EOF && err != nil {
		t.Error(err)
	}
	s := task.Settings
	if len(task.Principals) != 1 || task.Principals[0].Principal.RunLevel != "LeastPrivilege" || task.Actions.Context != task.Principals[0].Principal.ID ||
		s.MultipleInstancesPolicy != "IgnoreNew" || s.StartWhenAvailable != "true" || s.ExecutionTimeLimit == "" || !strings.Contains(task.Actions.Exec.Arguments, "backready-run.ps1") || strings.Contains(text, "encoding=") {
		t.Errorf("%+v", task)
	}
	if _, err := exec.LookPath("xmllint"); err != nil {
		missing(t, "xmllint is not installed (apt-get install libxml2-utils); the rest was checked")
	}
	if out, err := exec.Command("xmllint", "--noout", scheduled+"windows/backready-task.xml").CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestSchedulePinned: actions are pinned by their checksum, and a job may do no
// more than it must.
func TestSchedulePinned(t *testing.T) {
	text := scheduleFile(t, "github-workflow.yml")
	uses := regexp.MustCompile(`(?m)uses: (.*)$`).FindAllStringSubmatch(text, -1)
	for _, use := range uses {
		if !regexp.MustCompile(`^[\w-]+/[\w-]+@[0-9a-f]{40} # v[0-9.]+$`).MatchString(use[1]) {
			t.Errorf("not pinned: %s", use[1])
		}
	}
	doc := documents(t, "github-workflow.yml")[0].(map[string]any)
	job := doc["jobs"].(map[string]any)["report"].(map[string]any)
	permissions, _ := json.Marshal([]any{doc["permissions"], job["permissions"]})
	if len(uses) < 4 || string(permissions) != `[{},{"contents":"read","id-token":"write"}]` {
		t.Errorf("%d actions, permissions %s", len(uses), permissions)
	}
	if strings.Contains(text, "secrets.") {
		t.Error("the workflow has a secret")
	}
}

// TestCheckersSchedule: actionlint takes the workflow, the published schema the
// pipeline, and the types of Kubernetes the manifest.
func TestCheckersSchedule(t *testing.T) {
	tools := filepath.Join(checkers(t), "node_modules")
	schema := filepath.Join(tools, "schemastore/schemas/json/raw.githubusercontent.com/microsoft/azure-pipelines-vscode/master/service-schema.json")
	pipeline, err := jsonschema.NewCompiler().Compile(schema)
	if err != nil {
		t.Fatal(err)
	}
	doc := texts(documents(t, "azure-pipelines.yml")[0]).(map[string]any)
	if err := pipeline.Validate(fromYAML(t, doc)); err != nil {
		t.Error(err)
	}
	doc["jbos"] = doc["jobs"]
	if pipeline.Validate(fromYAML(t, doc)) == nil {
		t.Error("the schema of pipelines takes a key that is none")
	}
	printed(t, ".", filepath.Join(tools, ".bin/actionlint"), "-no-color", scheduled+"github-workflow.yml")
	types := kubernetes(t, filepath.Join(tools, "kubernetes-models/_schemas"), filepath.Join(tools, "@kubernetes-models/apimachinery/_schemas"))
	docs := slices.Concat(documents(t, "kubernetes-cronjob.yaml"), documents(t, "kubernetes-shards.yaml"), documents(t, "kubernetes-merge.yaml"))
	kinds := []string{"core.v1.ServiceAccount", "core.v1.PersistentVolumeClaim", "batch.v1.CronJob", "core.v1.PersistentVolumeClaim", "batch.v1.Job", "batch.v1.Job"}
	if len(docs) != len(kinds) {
		t.Fatalf("%d documents", len(docs))
	}
	for i, kind := range kinds {
		compiled, err := types.Compile("mem:///io.k8s.api." + kind)
		if err != nil {
			t.Fatal(err)
		}
		if err := compiled.Validate(fromYAML(t, docs[i])); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		docs[i].(map[string]any)["metadata"].(map[string]any)["nmae"] = "x"
		if compiled.Validate(fromYAML(t, docs[i])) == nil {
			t.Errorf("%s: the schema takes a key that is none", kind)
		}
	}
}

// kubernetes are the types of its interface as a package of npm carries them,
// here without any key that they do not name.
func kubernetes(t *testing.T, folders ...string) *jsonschema.Compiler {
	t.Helper()
	var files []string
	for _, folder := range folders {
		found, err := filepath.Glob(filepath.Join(folder, "IoK8s*.js"))
		if err != nil || len(found) == 0 {
			t.Fatal(folder, err)
		}
		files = append(files, found...)
	}
	types := jsonschema.NewCompiler()
	body := regexp.MustCompile(`(?s)\nconst schema = (\{.*?\});\n.*register\)\("([^"]+)", schema\)`)
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		match := body.FindSubmatch(text)
		if match == nil {
			t.Fatalf("%s holds no schema", name)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(match[1]))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		schema := doc.(map[string]any)
		if _, open := schema["additionalProperties"]; schema["properties"] != nil && !open {
			schema["additionalProperties"] = false
		}
		if err := types.AddResource("mem:///"+string(match[2]), schema); err != nil {
			t.Fatal(err)
		}
	}
	return types
}

// texts are the values as Azure Pipelines reads them: every scalar is a text.
func texts(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key := range v {
			v[key] = texts(v[key])
		}
	case []any:
		for i := range v {
			v[i] = texts(v[i])
		}
	default:
		return fmt.Sprint(v)
	}
	return v
}

// fromYAML is a value of YAML as JSON gives it.
func fromYAML(t *testing.T, v any) any {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	v, err = jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}
