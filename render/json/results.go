package json

import (
	"encoding/json"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

// resultText is what is written of a result, for all items that share it: the
// names of their disks stand between the pieces.
type resultText struct {
	pieces [][]byte
	about  [][]int // the places of the disks after each piece but the last
	limits int     // to know
}

// result returns the text of a result, which is kept for the next item.
func (w *items) result(res *evaluate.Result) *resultText {
	if text, ok := w.results[res]; ok {
		return text
	}
	if len(w.results) >= mostResults {
		clear(w.results)
	}
	text := newResultText(res)
	w.results[res] = text
	return text
}

func newResultText(res *evaluate.Result) *resultText {
	t := &resultText{}
	dst := appendResult(nil, res)
	for i, f := range res.Findings {
		if i > 0 {
			dst = append(dst, ',')
		}
		if f.ToKnow() {
			t.limits++
		}
		dst = append(appendFound(dst, f), `,"about":[`...)
		if len(f.About) > 0 {
			t.pieces, t.about = append(t.pieces, dst), append(t.about, f.About)
			dst = nil
		}
		dst = appendLacking(append(dst, ']'), f)
	}
	t.pieces = append(t.pieces, append(dst, `]}`...))
	return t
}

// appendTo appends the result of an item with these disks.
func (t *resultText) appendTo(dst []byte, disks []*inventory.Item) []byte {
	for i, piece := range t.pieces {
		dst = append(dst, piece...)
		if i == len(t.about) {
			break
		}
		for n, place := range t.about[i] {
			if n > 0 {
				dst = append(dst, ',')
			}
			dst = appendIDOrName(dst, disks[place])
		}
	}
	return dst
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
func appendResult(dst []byte, res *evaluate.Result) []byte {
	dst = appendString(append(dst, `{"matrix":`...), res.Edition.Matrix)
	dst = appendString(append(dst, `,"edition":`...), res.Edition.ID)
	dst = appendString(append(dst, `,"verdict":`...), res.Verdict.String())
	dst = appendStated(dst, `,"take":`, res.Take)
	dst = appendStated(dst, `,"current":`, res.Current)
	dst = append(dst, `,"paths":`...)
	paths := map[string]string{}
	for i, p := range res.Edition.Edition.Paths {
		paths[p.ID] = res.Paths[i].String()
	}
	return append(appendMap(dst, paths), `,"findings":[`...)
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
