package json

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
)

// small is a report on two disks.
func small(t testing.TB, name, sku string) string {
	t.Helper()
	list := fmt.Sprintf(`[{"id":"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/disks/d","name":"d","type":"Microsoft.Compute/disks","sku":{"name":"UltraSSD_LRS"}},
		{"id":"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/disks/%s","name":"%[1]s","type":"Microsoft.Compute/disks","sku":{"name":"%s"},"diskSizeGB":8}]`, name, sku)
	file := filepath.Join(t.TempDir(), "disks.json")
	if err := os.WriteFile(file, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := Render(&b, reportOf(t, file)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var anotherRun = regexp.MustCompile(`it is the run (\S*), what it holds makes it (\S+)$`)

// readAs reads a text as one that was not altered: it takes it at its word on
// which run it is, so that what is behind that is met.
func readAs(t *testing.T, text string) *render.Report {
	t.Helper()
	r, err := Read(strings.NewReader(text))
	if err == nil {
		return r
	}
	checkWords(t, err)
	if m := anotherRun.FindStringSubmatch(err.Error()); m != nil && m[1] != "" {
		if r, err = Read(strings.NewReader(strings.Replace(text, m[1], m[2], 1))); err == nil {
			return r
		}
	}
	return nil
}

// checkWords holds an error to the rules of messages.
func checkWords(t *testing.T, err error) {
	t.Helper()
	text := err.Error()
	if first, _ := utf8.DecodeRuneInString(text); text == "" || unicode.IsUpper(first) || strings.HasSuffix(text, ".") {
		t.Fatalf("%q", text)
	}
}

// FuzzDiff: whatever two files hold that say they are reports, they are refused
// in words or compared; a report compared with itself is unchanged, what came by
// one direction went by the other, and what was read is written and read again.
func FuzzDiff(f *testing.F) {
	one, other := small(f, "e", "Premium_LRS"), small(f, "f", "UltraSSD_LRS")
	f.Add(one, other)
	f.Add(one, strings.Replace(other, `"location":""`, `"location":"x"`, 1))
	f.Add(strings.Replace(one, `"verdict":"unsupported"`, `"verdict":"limited"`, 1), "{}")
	f.Add(one[:len(one)/2], "[]")
	f.Add(strings.Replace(one, `"kind":"disk"`, `"kind":"vm"`, 1), strings.Replace(one, `"name":"d"`, `"name":"\u0000\ud800"`, 1))
	f.Fuzz(func(t *testing.T, old, new string) {
		since, now := readAs(t, old), readAs(t, new)
		if now != nil {
			checkUnchanged(t, now)
		}
		if since == nil || now == nil {
			return
		}
		there, err := render.Compare(since, now)
		if err != nil {
			checkWords(t, err)
			return
		}
		back, err := render.Compare(now, since)
		if err != nil {
			t.Fatal(err)
		}
		if err := RenderChanges(io.Discard, there); err != nil {
			t.Fatal(err)
		}
		a, b := there.Tally().Items, back.Tally().Items
		if a[evaluate.Came] != b[evaluate.Went] || a[evaluate.Went] != b[evaluate.Came] || a[evaluate.Worse] != b[evaluate.Better] {
			t.Fatalf("there %v, back %v", a, b)
		}
	})
}

// checkUnchanged holds that a report says nothing changed since itself, and that
// it is written and read as the same.
func checkUnchanged(t *testing.T, r *render.Report) {
	t.Helper()
	c, err := render.Compare(r, r)
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.Items {
		if c.Items[i].Changed() {
			t.Fatalf("%s is not as it is: %s", c.Items[i].Item().ID(), c.Items[i].Status)
		}
	}
	text := written(t, r)
	again, err := Read(strings.NewReader(text))
	if err != nil {
		t.Fatalf("what was read is written as\n%s\nand not read: %v", text, err)
	}
	if second := written(t, again); second != text {
		t.Fatalf("written again it differs%s", firstDifference(text, second))
	}
}
