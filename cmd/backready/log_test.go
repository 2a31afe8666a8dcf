package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"sync"
	"testing"
)

// TestJournal: every line of a log is an object that names the run, whatever a
// message holds and whoever writes beside, and nothing comes after the summary.
func TestJournal(t *testing.T) {
	var b bytes.Buffer
	j := &journal{to: &b}
	j.use(asJSON, false)
	var all sync.WaitGroup
	for _, name := range corpus {
		all.Go(func() { say(j, "warning", name, name) })
	}
	all.Wait()
	if b.Len() > 0 {
		t.Errorf("said before the run has its id: %s", b.String())
	}
	j.named("0123456789ab")
	if b.Len() == 0 {
		t.Error("not said once the run has its id")
	}
	j.ended(false, (&outcome{status: statusWriting}).summary())
	say(j, "error", "too late", "")
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if len(lines) != len(corpus)+1 {
		t.Fatalf("%d lines of %d messages", len(lines), len(corpus)+1)
	}
	for _, l := range lines {
		var record map[string]any
		if err := json.Unmarshal([]byte(l), &record); err != nil || record["run"] != "0123456789ab" {
			t.Errorf("%v: %s", err, l)
		}
		if strings.ContainsAny(l, "\x1b\u009b\u202e") {
			t.Errorf("what a terminal obeys comes through: %q", l)
		}
	}
	if !strings.Contains(lines[len(lines)-1], `"status":5`) {
		t.Errorf("the last is no summary: %s", lines[len(lines)-1])
	}
}

// TestQuietJournal: quiet keeps all back until it is known how the run ended.
func TestQuietJournal(t *testing.T) {
	for _, form := range []string{asText, asJSON} {
		for _, well := range []bool{true, false} {
			var b bytes.Buffer
			j := &journal{to: &b}
			j.use(form, true)
			j.named("0123456789ab")
			say(j, "warning", "mind", "do")
			if b.Len() > 0 {
				t.Errorf("%s: said at once: %s", form, b.String())
			}
			j.ended(well, record{text: "done", summary: true})
			if well != (b.Len() == 0) {
				t.Errorf("%s, well %v: said %q", form, well, b.String())
			}
		}
	}
}

// TestRawLines: what others print comes through as it is, or as objects.
func TestRawLines(t *testing.T) {
	for form, want := range map[string]string{asText: "one\ntwo\n", asJSON: `"msg":"two","run":"r"`} {
		var b bytes.Buffer
		j := &journal{to: &b}
		j.use(form, false)
		j.named("r")
		if n, err := j.Write([]byte("one\ntwo\n")); n != 8 || err != nil || !strings.Contains(b.String(), want) {
			t.Errorf("%s: %d, %v: %q", form, n, err, b.String())
		}
	}
}
