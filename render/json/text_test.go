package json

import (
	"encoding/json"
	"testing"
)

// FuzzAppendString holds strings against encoding/json.
func FuzzAppendString(f *testing.F) {
	for _, s := range []string{"", "plain", "a\"b\\c", "<b>&amp;", "\x00\x01\b\f\n\r\t\x1f\x7f", "\xff\xc3", "é\u2028\u2029\u2030", "\ufffd", "😀\xf0\x9f", "\xed\xa0\x80", "\xe2\x80"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := appendString(nil, s); string(got) != string(want) {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
		if got := appendString(nil, []byte(s)); string(got) != string(want) {
			t.Errorf("bytes %q: %s, want %s", s, got, want)
		}
		if got := closeString(append([]byte(`:"`), s...), 2); string(got) != ":"+string(want) {
			t.Errorf("in place %q: %s, want %s", s, got, want)
		}
	})
}
