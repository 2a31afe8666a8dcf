package matrix

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// TestAltered: the file of a released edition is taken as it was released, to the
// byte.
func TestAltered(t *testing.T) {
	for _, id := range Released() {
		name, text, err := released(id)
		if err != nil {
			t.Fatal(err)
		}
		for _, altered := range []string{string(text) + "\n", strings.Replace(string(text), "unsupported", "supported", 1), ""} {
			_, got, err := releasedIn(fstest.MapFS{name: {Data: []byte(altered)}}, id)
			if err == nil || !strings.Contains(err.Error(), name) || got != nil {
				t.Errorf("%s: %d bytes are taken: %v", id, len(got), err)
			}
		}
	}
}

// TestCrowded: texts that keep the YAML library busy for hours are refused with
// the line, and every released edition is none of them.
func TestCrowded(t *testing.T) {
	keys := func(form string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, form, i)
		}
		return b.String()
	}
	for name, tt := range map[string]struct {
		text string
		line int
	}{
		"lists in brackets":               {"a:\n  " + strings.Repeat("[", 65), 2},
		"closed in a comment":             {strings.Repeat(strings.Repeat("[", 33)+"\n# "+strings.Repeat("]", 33)+"\n", 2), 3},
		"closed in a text":                {strings.Repeat(strings.Repeat("[", 33)+"\n\""+strings.Repeat("]", 33)+"\",\n", 2), 3},
		"mappings in braces":              {strings.Repeat("{a: ", 65), 1},
		"lists on one line":               {"a:\n  " + strings.Repeat("- ", 65) + "x", 2},
		"keys on one line":                {strings.Repeat("? ", 65) + "x", 1},
		"anchors on one line":             {"a: " + strings.Repeat("&a ", 65) + "x", 1},
		"tags on one line":                {"a: " + strings.Repeat("!a ", 65) + "x", 1},
		"many keys":                       {keys("k%d: 1\n", 4001), 4001},
		"many keys with lists":            {keys("k%d:\n - x\n", 4001), 8001},
		"many keys with lists beside":     {keys("k%d:\n- x\n", 4001), 8001},
		"many keys with mappings":         {keys("k%d:\n  a: 1\n", 4001), 8001},
		"many keys within":                {"a:\n - b:\n" + keys("    k%d: 1\n", 4001), 4003},
		"many keys in braces":             {"a: {" + keys("\n  k%d: 1,", 4001) + "}", 4002},
		"many entries":                    {"a:\n" + keys(" - k%d: 1\n   b: 2\n", 10000), 0},
		"many keys in many mappings":      {"a:\n" + keys(" k%d:\n  a: 1\n  b: 2\n  c: 3\n", 2000), 0},
		"lists on lines":                  {"a:\n" + keys(" - k%d\n", 10000), 0},
		"closed again and again":          {"a:\n" + strings.Repeat(" - [[[[]]]]\n", 1000), 0},
		"brackets in texts":               {"a: \"" + strings.Repeat("[", 1000) + "\"", 0},
		"nothing":                         {"", 0},
		"mappings in braces one by one":   {"a:\n" + strings.Repeat(" - {k: 1, l: 2}\n", 5000), 0},
		"mappings, many in brackets less": {"a: [" + strings.Repeat("{k: 1},\n", 3000) + "]", 0},
	} {
		if got := Crowded(tt.text); got != tt.line {
			t.Errorf("%s: line %d, want %d", name, got, tt.line)
		}
	}
	for _, text := range []string{strings.Repeat("#", MaxBytes+1), "a: \xff", "a:\n" + strings.Repeat("- ", 100_000)} {
		var e *Error
		if _, err := Parse("f", []byte(text)); !errors.As(err, &e) || e.File != "f" {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}
