package inventory

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// prune reads a text with the pruner alone. ok says that it is one JSON value.
func prune(data []byte) (p *pruner, o *object, ok bool) {
	p = newPruner(Limits{Depth: 10_000}.orDefault())
	p.data, p.arena = append(bytes.Clone(data), ' '), &arena{}
	if p.space() == 0 {
		return p, nil, false
	}
	o, ok = p.read(0)
	return p, o, ok && p.space() == 0
}

// checkPruned compares what a pruned tree states with what the whole one does.
func checkPruned(t *testing.T, data []byte) {
	t.Helper()
	p, o, ok := prune(data)
	if valid := json.Valid(data); ok != valid {
		t.Fatalf("%q: valid is %v, scanned %v", data, valid, ok)
	}
	if !ok || p.odd {
		return
	}
	if lines := bytes.Count(data, []byte{'\n'}); lines != p.lines {
		t.Fatalf("%q: %d lines, want %d", data, p.lines, lines)
	}
	tr := newWholeTree(Limits{Depth: 10_000}.orDefault())
	tr.repeated = func(*tree, int, string, bool) { t.Fatalf("%q: a key stands twice", data) }
	tr.halved = func(*tree, int) { t.Fatalf("%q: half a character", data) }
	v, err := tr.parse(data, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	whole := v.(*object)
	for path, r := range plan.routes {
		checkSame(t, data, path, r, o, whole)
	}
}

func checkSame(t *testing.T, data []byte, path string, r *route, o, whole *object) {
	t.Helper()
	got, gotFound := r.walk(o, 0)
	want, wantFound := walk(whole, path)
	if gotFound != wantFound || !sameWanted(got, want) {
		t.Fatalf("%q: %s is %v (%d), want %v (%d)", data, path, got, gotFound, want, wantFound)
	}
	got, gotOK := o.property(path)
	want, wantOK := whole.property(path)
	if gotOK != wantOK || !sameWanted(got, want) {
		t.Fatalf("%q: %s states %v (%v), want %v (%v)", data, path, got, gotOK, want, wantOK)
	}
	if o.names(path) != whole.names(path) || o.spells(path) != whole.spells(path) {
		t.Fatalf("%q: key %s", data, path)
	}
}

// sameWanted compares values of which one was read in parts. Objects of which
// parts are wanted by routes of their own have but to be there.
func sameWanted(part, whole any) bool {
	switch part := part.(type) {
	case string:
		return sameValue(part, whole) || part == presenceText && stated(whole)
	case *object:
		w, ok := whole.(*object)
		return ok && (len(part.keys) > 0) == (len(w.keys) > 0) && (part.want != nil || sameValue(part, w))
	case []any:
		w, ok := whole.([]any)
		return ok && slices.EqualFunc(part, w, sameWanted)
	}
	return sameValue(part, whole)
}

// scanSeeds are texts at the edges of the grammar.
var scanSeeds = []string{"", " ", "null", "nul", "nulll", "tru", "true", "false", "0", "-", "-0", "01", "1.", "1.5", "1e", "1e+", "1E-7", "-1.0e9x", `""`, `"\`, `"\u12`, `"\u123g"`,
	`"\ud83d\ude00"`, `"\ud83d"`, `"\x"`, "\"\t\"", "\"\x00\"", "\"\x7f\u20ac\"", "[", "[]", "[,]", "[1,]", "[1 2]", "{", "{}", `{"a"}`, `{"a":}`, `{"a":1,}`, `{"a":1,"A":2}`, `{1:2}`, `{"a":1 "b":2}`, "{]", "[}", "[[[[{}]]]]",
	`{"tags":{},"zones":[],"sku":{"x":1},"properties":{"sku":{"name":"a"},"tags":{"b":[{"c":"d"}]}}}`, `{"ſku":1,"sku":2}`, `{"\u0069d":"x","ID":"y"}`, `{"sku":[{"x":1},{"name":" "},{"name":"y"}]}`, "1 2", "\ufeff1", "\x01", "[\x01]", "{\"a\"\v:1}"}

// TestScan holds the scanner to encoding/json, whatever the length of what
// stands before and wherever a text is cut.
func TestScan(t *testing.T) {
	for _, seed := range scanSeeds {
		for n := range 10 {
			checkPruned(t, []byte(strings.Repeat(" ", n)+seed))
			checkPruned(t, []byte(`{"`+strings.Repeat("k", n)+`":`+seed+"}"))
			checkPruned(t, []byte("[\""+strings.Repeat("x", n)+"\",\n"+seed+"]"))
		}
	}
	for _, text := range []string{vmJSON("a"), powerShellVM} {
		for n := range len(text) {
			checkPruned(t, []byte(text[:n]))
			if p, _, ok := prune([]byte(text[:n])); ok || n > 0 && p.why == refuse && !endsInWord(text[:n]) {
				t.Fatalf("%s: cut off, not refused", text[:n])
			}
		}
	}
}

// endsInWord reports whether the space behind a text would end a number or word.
func endsInWord(text string) bool {
	return strings.IndexByte(" ,:{}[]\"", text[len(text)-1]) < 0 || strings.Count(text, `"`)%2 == 1
}

// FuzzScan: the scanner accepts what encoding/json accepts, and a tree of what
// is wanted states what the whole tree states there.
func FuzzScan(f *testing.F) {
	addFormats(f, ".json")
	for _, seed := range scanSeeds {
		f.Add([]byte(seed))
	}
	for _, tt := range valueTests {
		f.Add([]byte(tt.row))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 1<<16 && json.Valid(bytes.ToValidUTF8(data, nil)) == json.Valid(data) {
			checkPruned(t, bytes.ToValidUTF8(data, nil))
		}
	})
}

// refused reports whether a file is refused because it is broken, or holds more
// in one place than there may be.
func refused(outcome string) bool {
	return strings.Contains(outcome, "the JSON is broken at column") || strings.Contains(outcome, flagFieldBytes)
}

// FuzzBlocks: wherever a text is cut, the same comes out as without cuts.
func FuzzBlocks(f *testing.F) {
	addFormats(f, ".json")
	for _, text := range longLists() {
		if len(text) < 300_000 {
			f.Add([]byte(text[:min(len(text), 5000)]))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		source := textSource("f", string(data))
		want := outcome(readAs([]Source{source}, tight, 0, 0))
		for _, block := range []int{64, 700} {
			got := outcome(readAs([]Source{source}, tight, block, 2))
			if refused(got) && refused(want) {
				continue // the place of a fault, and whether a limit is met before it, depend on what the decoder has buffered
			}
			if got != want {
				t.Fatalf("got\n%s\nwant\n%s", got, want)
			}
		}
	})
}
