package main

import (
	"testing"
	"time"
)

// TestNearest: letters that are changed, added, left out or exchanged keep a word
// near; one that is like none has none.
func TestNearest(t *testing.T) {
	words := []string{"report", "merge", "mail", "matrix", "out", "output"}
	for word, want := range map[string]string{"reprot": "report", "Report": "report", "meerge": "merge", "ouput": "output", "outt": "out", "mial": "mail", "xyzzy": "", "": ""} {
		if got := nearest(word, words); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
	for pair, want := range map[[2]string]int{{"", "abc"}: 3, {"abc", ""}: 3, {"ab", "ba"}: 1, {"kitten", "sitting"}: 3, {"same", "same"}: 0} {
		if got := distance(pair[0], pair[1]); got != want {
			t.Errorf("%q: %d, want %d", pair, got, want)
		}
	}
}

// TestSeconds: a duration is told to the millisecond, in three digits.
func TestSeconds(t *testing.T) {
	for ms := range time.Duration(5000) {
		if got, want := seconds(ms*time.Millisecond+time.Microsecond), float64(ms)/1000; got != want {
			t.Fatalf("%d ms: %v", ms, got)
		}
	}
	if got := seconds(1247 * time.Millisecond); got != 1.247 {
		t.Error(got)
	}
}
