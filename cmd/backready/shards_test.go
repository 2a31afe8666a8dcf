package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	rjson "github.com/backready/backready/render/json"
)

// A pod runs the container of a Job of the samples here.
type pod struct {
	spec   map[string]any // of the Job
	script []string
	env    []string
}

// podOf is that of the one Job of a file.
func podOf(t *testing.T, name, home, bin string) pod {
	t.Helper()
	docs := documents(t, name)
	job := docs[len(docs)-1].(map[string]any)
	spec := job["spec"].(map[string]any)
	container := at(spec, "template", "spec", "containers").([]any)[0].(map[string]any)
	p := pod{spec: spec, env: append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"))}
	for _, key := range []string{"command", "args"} {
		for _, word := range container[key].([]any) {
			p.script = append(p.script, word.(string))
		}
	}
	for _, e := range container["env"].([]any) {
		e := e.(map[string]any)
		p.env = append(p.env, fmt.Sprintf("%s=%s", e["name"], e["value"]))
	}
	p.env = append(p.env, "BACKREADY_HOME="+home, "SOURCE_DATE_EPOCH=1763776800")
	return p
}

func at(v any, keys ...string) any {
	for _, key := range keys {
		v = v.(map[string]any)[key]
	}
	return v
}

// run runs it and returns what it says. It must end with 0.
func (p pod) run(t *testing.T, env ...string) string {
	t.Helper()
	cmd := exec.Command(p.script[0], p.script[1:]...)
	cmd.Env = slices.Concat(p.env, env)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// TestShards runs the containers of the Jobs that judge in pods and merge, index
// by index, against this program: the merged report is that of one run over all
// files, and a pod that is tried again takes the same files.
func TestShards(t *testing.T) {
	t.Parallel()
	need(t, "sh")
	home, bin := t.TempDir(), t.TempDir()
	self, err := os.Executable() // which is backready under that name, see TestMain
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(bin, "backready")); err != nil {
		t.Skip(err)
	}
	exports := filepath.Join(home, "exports")
	if err := os.MkdirAll(filepath.Join(exports, "with vaults"), 0o755); err != nil {
		t.Fatal(err)
	}
	rows := generatedRows(t)
	for i := range 6 { // every sixth row, VMs and disks apart from each other
		var of []string
		for n := i; n < len(rows); n += 6 {
			of = append(of, rows[n])
		}
		write(t, filepath.Join(exports, []string{"a b.json", "with vaults/1.json", "-c.json", "$(d).json", "e'.json", "with vaults/f.json"}[i]), []byte(inForm(i%3, of)))
	}
	shards, merge := podOf(t, "kubernetes-shards.yaml", home, bin), podOf(t, "kubernetes-merge.yaml", home, bin)
	completions := shards.indexed(t, merge)
	shards.run(t, "JOB_COMPLETION_INDEX=1")
	first := tree(t, filepath.Join(home, "shards-of-4", "1"))
	said := ""
	for i := range completions {
		said += shards.run(t, "JOB_COMPLETION_INDEX="+strconv.Itoa(i))
	}
	if again := tree(t, filepath.Join(home, "shards-of-4", "1")); !maps.Equal(first, again) {
		t.Error("tried again, the pod makes another report")
	}
	if strings.Contains(said, "no export") {
		t.Error(said)
	}
	merge.run(t)
	latest := filepath.Join(home, "reports", "latest")
	r, err := rjson.Read(bytes.NewReader(fileOf(t, latest, reportFile)))
	if err != nil || len(r.Merged) != completions {
		t.Fatal(err, r)
	}
	whole := filepath.Join(home, "whole")
	judgedQuietly(t, done, "report", "--quiet", "--format", "json,csv", "--out", whole, exports)
	if want, got := shared(t, whole), shared(t, latest); fmt.Sprint(want) != fmt.Sprint(got) {
		t.Error("the merged report is not that of one run")
	}
	if fileOf(t, whole, "findings.csv") == nil || read(t, whole, "findings.csv") != read(t, latest, "findings.csv") {
		t.Error("findings.csv differs")
	}
	if said := shards.run(t, "JOB_COMPLETION_INDEX=7", "SHARDS=8"); !strings.Contains(said, "no export for shard 7") {
		t.Error(said)
	}
}

// indexed holds a Job to what makes it an indexed one, and another to work on as
// many shards. It returns their number.
func (p pod) indexed(t *testing.T, merge pod) (completions int) {
	t.Helper()
	number := func(key string) int {
		n, err := strconv.Atoi(fmt.Sprint(p.spec[key]))
		if err != nil {
			t.Fatal(key, err)
		}
		return n
	}
	completions = number("completions")
	shards := "SHARDS=" + strconv.Itoa(completions)
	if p.spec["completionMode"] != "Indexed" || number("parallelism") > completions || !slices.Contains(p.env, shards) || !slices.Contains(merge.env, shards) {
		t.Errorf("%v", p.spec)
	}
	return completions
}
