package csv

import (
	"bytes"
	"encoding/csv"
	"testing"
)

// FuzzAppendField holds fields against encoding/csv.
func FuzzAppendField(f *testing.F) {
	for _, s := range []string{"", "plain", `a"b`, "a,b", "a\nb\r\nc\r", `\.`, " a", "\u3000a", "\xff", "\t", "a ", "'=1", ";"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var want bytes.Buffer
		w := csv.NewWriter(&want)
		w.UseCRLF = true
		if err := w.Write([]string{s, "x"}); err != nil {
			t.Fatal(err)
		}
		w.Flush()
		if got := string(append(appendField(nil, s), ",x\r\n"...)); got != want.String() {
			t.Errorf("%q: %q, want %q", s, got, want.String())
		}
	})
}
