package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// many is an export of so many disks of the sample estate, each with an id of its
// own.
func many(t *testing.T, n int) string {
	t.Helper()
	list := elementsOf(t, sampleDisks)
	unique := regexp.MustCompile(`(/disks/[^"/]+)"`)
	var rows []json.RawMessage
	for i := range n {
		rows = append(rows, unique.ReplaceAll(list[i%len(list)], []byte("${1}-"+strconv.Itoa(i)+`"`)))
	}
	name := filepath.Join(t.TempDir(), "disks.json")
	write(t, name, joined(t, rows))
	return name
}

// inMemoryGroup is a group of processes that may have so much memory, "" where nobody
// may make one here.
func inMemoryGroup(t *testing.T, bytes int) string {
	t.Helper()
	for parent, file := range map[string]string{"/sys/fs/cgroup/memory": "memory.limit_in_bytes", "/sys/fs/cgroup": "memory.max"} {
		dir := filepath.Join(parent, fmt.Sprint("backready-test-", os.Getpid(), "-", bytes))
		if _, err := os.Stat(filepath.Join(parent, "cgroup.procs")); err != nil || os.Mkdir(dir, 0o755) != nil {
			continue
		}
		t.Cleanup(func() { _ = os.Remove(dir) })
		if os.WriteFile(filepath.Join(dir, file), []byte(strconv.Itoa(bytes)), 0o600) == nil {
			return dir
		}
	}
	return ""
}

// TestCheckersMemory: a run that does not get the memory it wants ends by itself
// or is ended. In any case the earlier reports are whole, or the new ones, and the
// next run removes what was left.
func TestCheckersMemory(t *testing.T) {
	checkers(t)
	bin, export := built(t), many(t, 6_000)
	const mib = 1 << 20
	type limit struct{ name, before, env string }
	var limits []limit
	for _, n := range []int{10, 1000} {
		limits = append(limits, limit{fmt.Sprintf("GOMEMLIMIT of %d MiB", n), "", fmt.Sprintf("GOMEMLIMIT=%dMiB", n)})
	}
	for _, n := range []int{60, 150, 1300} {
		limits = append(limits, limit{fmt.Sprintf("%d MiB of addresses", n), fmt.Sprintf("ulimit -v %d; ", n*1024), "A=b"})
	}
	for _, n := range []int{8, 15, 25, 40, 60, 500} {
		if dir := inMemoryGroup(t, n*mib); dir != "" {
			limits = append(limits, limit{fmt.Sprintf("group with %d MiB", n), "echo $$ >" + dir + "/cgroup.procs && ", "A=b"})
		}
	}
	ended := map[string]int{}
	for i := range 2 * len(limits) { // each also without the refusal up front
		l, more := limits[i/2], []string{}
		if i%2 == 1 {
			more = []string{"--max-memory", "0"}
		}
		dir := t.TempDir()
		out := filepath.Join(dir, "reports")
		command(t, statusDone, "report", "--quiet", "--format", "json,xlsx", "--title", "earlier", "--out", out, sampleDisks)
		run := func(before string) (int, string) {
			cmd := exec.Command("sh", "-c", before+`exec "$@"`, "sh", bin, "report", "--quiet", "--title", "new", "--format", "json,xlsx,md", "--out", out, export)
			cmd.Args = append(cmd.Args, more...)
			cmd.Env = append(os.Environ(), l.env, "TMPDIR="+dir)
			text, err := cmd.CombinedOutput()
			return exitCode(err), string(text)
		}
		status, said := run(l.before)
		wholeAt(t, out)
		title := titleOf(t, out)
		switch {
		case status == statusDone && title == "new":
			ended["done"]++
			noneBeside(t, dir)
		case status == -1 && title == "earlier":
			ended["killed, as before"]++
		case status == statusInput && title == "earlier" && strings.Contains(said, "this would need about"):
			ended["refused, as before"]++
			noneBeside(t, dir)
		case status == statusUsage && title == "earlier" && strings.Contains(said, "out of memory"), strings.Contains(said, "failed to reserve"), strings.Contains(said, "pthread_create"):
			ended["out of memory, as before"]++
		case status == statusWriting && title == "earlier" && strings.Contains(said, "cannot allocate memory"):
			ended["error, as before"]++
			noneBeside(t, dir)
		default:
			t.Errorf("%s: status %d, %q: %.400s", l.name, status, title, said)
		}
		l.env = "A=b"
		if status, said := run(""); status != statusDone || titleOf(t, out) != "new" {
			t.Errorf("%s: the run after it: status %d: %s", l.name, status, said)
		}
		entries, err := filepath.Glob(filepath.Join(dir, ".*"))
		if err != nil || len(entries) > 0 {
			t.Errorf("%s: after the next run there still is %q", l.name, entries)
		}
	}
	t.Logf("%d limits: %s", len(limits), counts(ended))
}

// bombs are files that are small and cost much, or large and say nothing, with
// what is said of each.
func bombs(t *testing.T) map[string]struct {
	text   []byte
	status int
	says   string
} {
	const id = "/subscriptions/0b1c/resourceGroups/rg/providers/Microsoft.Compute/disks/a"
	type bomb = struct {
		text   []byte
		status int
		says   string
	}
	row := func(more string) string {
		return `[{"id":"` + id + `","type":"Microsoft.Compute/disks","sku":{"name":"Premium_LRS"}` + more + `}]`
	}
	var keys, columns bytes.Buffer
	for i := range 1_000_000 {
		fmt.Fprintf(&keys, `,"k%d":1`, i)
		fmt.Fprintf(&columns, "c%d,", i)
	}
	packed := func(times int, text []byte) []byte {
		for range times {
			var b bytes.Buffer
			w := gzip.NewWriter(&b)
			if _, err := w.Write(text); err != nil || w.Close() != nil {
				t.Fatal(err)
			}
			text = b.Bytes()
		}
		return text
	}
	blanks := bytes.Repeat([]byte(" "), 256<<20)
	repeat := func(s string, n int) string { return strings.Repeat(s, n) }
	return map[string]bomb{
		"keys.json":      {[]byte(row(keys.String())), statusDone, ""},
		"same.json":      {[]byte(row(repeat(`,"name":"a"`, 1_000_000))), statusDone, "stand twice"},
		"number.json":    {[]byte(row(`,"diskSizeGB":1e999999`)), statusDone, "not recognised"},
		"digits.json":    {[]byte(row(`,"diskSizeGB":` + repeat("9", 1_000_000))), statusDone, "not recognised"},
		"field.json":     {[]byte(row(`,"name":"` + repeat("x", 40<<20) + `"`)), statusInput, "field.json:1: a text is longer than 16 MiB"},
		"name.json":      {[]byte(row(`,"name":"` + repeat("x", 40_000) + `"`)), statusDone, ""},
		"depth.json":     {[]byte(repeat("[", 5_000_000)), statusInput, "depth.json:1: lists and objects are nested"},
		"objects.json":   {[]byte(repeat(`{"a":`, 1_000_000)), statusInput, "objects.json:1: lists and objects are nested"},
		"nulls.json":     {[]byte("[" + repeat("null,", 10_000_000) + "null]"), statusInput, "nulls.json: more than 100000 rows can't be used"},
		"empty.json":     {[]byte("[" + repeat("{},", 5_000_000) + "{}]"), statusInput, "empty.json: more than 100000 rows can't be used"},
		"columns.csv":    {append(columns.Bytes(), '\n'), statusInput, "columns.csv:1: the header has"},
		"cells.csv":      {[]byte("id,name,type\n" + id + repeat(",", 1_000_000) + "\n"), statusInput, "cells.csv:2: the row has 1000001 cells"},
		"quote.csv":      {[]byte("id,name,type\n" + id + ",\"" + repeat("x\n", 20_000_000)), statusInput, "quote.csv:2: a quote is opened"},
		"lines.csv":      {[]byte("id,name,type\n" + repeat("x\n", 10_000_000)), statusInput, "lines.csv: more than 100000 rows can't be used"},
		"ratio.json.gz":  {packed(1, append([]byte("["), blanks...)), statusInput, "ratio.json.gz"},
		"nested.json.gz": {packed(3, blanks), statusInput, "nested.json.gz: was packed twice"},
		"blank.json":     {append([]byte("["), blanks[:64<<20]...), statusInput, "blank.json:1: more than 16 MiB of white space"},
	}
}

// TestCheckersBombs: files that are made to take time and memory take little of
// either, and are refused with their name, or judged.
func TestCheckersBombs(t *testing.T) {
	checkers(t)
	bin := built(t)
	for name, b := range bombs(t) {
		file := filepath.Join(t.TempDir(), name)
		write(t, file, b.text)
		// What is asked of it beyond 500 MiB the system does not give.
		cmd := exec.Command("sh", "-c", `ulimit -d 512000; exec "$@"`, "sh", bin, "check", file)
		text, err := cmd.CombinedOutput()
		status := exitCode(err)
		t.Logf("%-15s %9d bytes: status %d, %.1f s of CPU", name, len(b.text), status, (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds())
		if status != b.status || !bytes.Contains(text, []byte(b.says)) {
			t.Errorf("%s: status %d, want %d: %.500s", name, status, b.status, text)
		}
	}
}
