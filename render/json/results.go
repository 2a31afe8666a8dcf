package json

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

// mostSaid is how many bytes are kept of what is written of results and findings.
const mostSaid = 1 << 20

// saidTexts are what is written of results and findings, for all items that share
// them. The texts lie in one piece of memory, which is used again when it is full:
// they last until the next one is asked for.
type saidTexts struct {
	text     []byte
	most     int // bytes of it
	results  map[*evaluate.Result]resultText
	findings map[*evaluate.Finding]findingText
	paths    map[*evaluate.Edition][]int // the places of paths, by name
}

// resultText is where the text of a result up to its findings lies.
type resultText struct{ from, to, limits int }

// findingText is where the text of a finding lies: the disks that it is about
// stand in the middle.
type findingText struct{ from, about, to int }

func newSaidTexts() *saidTexts {
	return &saidTexts{most: mostSaid, results: map[*evaluate.Result]resultText{}, findings: map[*evaluate.Finding]findingText{}, paths: map[*evaluate.Edition][]int{}}
}

// room forgets what is kept where there is too much of it.
func (t *saidTexts) room() {
	if len(t.text) > t.most {
		clear(t.results)
		clear(t.findings)
		t.text = t.text[:0]
	}
}

// result returns the text of a result up to its findings, and how many of these
// are limits to know.
func (t *saidTexts) result(res *evaluate.Result) (text []byte, limits int) {
	known, ok := t.results[res]
	if !ok {
		t.room()
		known.from = len(t.text)
		t.text = t.appendResult(t.text, res)
		known.to = len(t.text)
		for _, f := range res.Findings {
			if f.ToKnow() {
				known.limits++
			}
		}
		t.results[res] = known
	}
	return t.text[known.from:known.to], known.limits
}

// finding returns the text of a finding before and after the disks that it is
// about.
func (t *saidTexts) finding(f *evaluate.Finding) (before, after []byte) {
	known, ok := t.findings[f]
	if !ok {
		t.room()
		known.from = len(t.text)
		t.text = append(appendFound(t.text, f), `,"about":[`...)
		known.about = len(t.text)
		t.text = appendLacking(append(t.text, ']'), f)
		known.to = len(t.text)
		t.findings[f] = known
	}
	return t.text[known.from:known.about], t.text[known.about:known.to]
}

// appendTo appends the result of an item with these disks.
func (t *saidTexts) appendTo(dst []byte, res *evaluate.Result, disks []*inventory.Item) []byte {
	head, _ := t.result(res)
	dst = append(dst, head...)
	for i, f := range res.Findings {
		if i > 0 {
			dst = append(dst, ',')
		}
		before, after := t.finding(f)
		dst = append(dst, before...)
		for n, place := range f.About {
			if n > 0 {
				dst = append(dst, ',')
			}
			dst = appendIDOrName(dst, disks[place])
		}
		dst = append(dst, after...)
	}
	return append(dst, `]}`...)
}

// appendIDOrName appends the name of what has no id.
func appendIDOrName(dst []byte, it *inventory.Item) []byte {
	start := len(dst)
	if dst = appendID(dst, it); len(dst) == start+len(`""`) {
		return appendString(dst[:start], it.Name())
	}
	return dst
}

// appendResult appends a result up to its findings, which come last.
func (t *saidTexts) appendResult(dst []byte, res *evaluate.Result) []byte {
	dst = appendString(append(dst, `{"matrix":`...), res.Edition.Matrix)
	dst = appendString(append(dst, `,"edition":`...), res.Edition.ID)
	dst = appendString(append(dst, `,"verdict":`...), res.Verdict.String())
	dst = appendStated(dst, `,"take":`, res.Take)
	dst = appendStated(dst, `,"current":`, res.Current)
	dst = append(dst, `,"paths":{`...)
	for i, at := range t.pathsOf(res.Edition) {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendString(dst, res.Edition.Edition.Paths[at].ID), ':')
		dst = appendString(dst, res.Paths[at].String())
	}
	return append(dst, `},"findings":[`...)
}

// pathsOf are the places of the paths of an edition, by name.
func (t *saidTexts) pathsOf(e *evaluate.Edition) []int {
	list, ok := t.paths[e]
	if !ok {
		byName := map[string]int{}
		for i, p := range e.Edition.Paths {
			byName[p.ID] = i
		}
		for _, name := range slices.Sorted(maps.Keys(byName)) {
			list = append(list, byName[name])
		}
		t.paths[e] = list
	}
	return list
}

// appendStated appends a key with its text, nothing where there is no text.
func appendStated(dst []byte, key, text string) []byte {
	if text == "" {
		return dst
	}
	return appendString(append(dst, key...), text)
}

func appendMap(dst []byte, of map[string]string) []byte {
	text, err := json.Marshal(of)
	if err != nil {
		panic("json: " + err.Error()) // texts can be written
	}
	return append(dst, text...)
}

// appendFound appends a finding up to the disks that it is about, which are all
// that an item may have of its own.
func appendFound(dst []byte, f *evaluate.Finding) []byte {
	dst = appendString(append(dst, `{"rule":`...), f.Rule.ID)
	dst = appendStrings(append(dst, `,"statements":`...), f.Rule.Rule.Statements)
	dst = appendString(append(dst, `,"verdict":`...), f.Verdict.String())
	dst = appendString(append(dst, `,"affects":`...), f.Rule.Affects)
	dst = appendStrings(append(dst, `,"paths":`...), f.Paths)
	dst = appendStated(dst, `,"says":`, f.Says)
	dst = append(dst, `,"evidence":{`...)
	for i, fact := range f.Evidence {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendString(append(appendString(dst, fact.Field), ':'), fact.Value)
	}
	return append(dst, '}')
}

// appendLacking appends the rest of a finding.
func appendLacking(dst []byte, f *evaluate.Finding) []byte {
	dst = appendStrings(append(dst, `,"lacking":`...), f.Lacking)
	if len(f.Unread) > 0 {
		dst = appendStrings(append(dst, `,"unrecognised":`...), f.Unread)
	}
	dst = append(dst, `,"waiver":`...)
	if f.Waiver == nil {
		return append(dst, `null}`...)
	}
	dst = appendString(append(dst, `{"id":`...), f.Waiver.ID)
	dst = appendString(append(dst, `,"category":`...), f.Waiver.Category)
	return append(appendString(append(dst, `,"expires":`...), f.Waiver.Expires), `}}`...)
}
