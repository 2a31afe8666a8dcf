package json

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/backready/backready/evaluate"
)

// plainly reads a report by encoding/json alone.
func plainly(text string) (string, error) {
	d := newDocument()
	d.list = func(s *stream) error {
		if start, err := s.Token(); err != nil || start != json.Delim('[') {
			return errors.New("items is no list")
		}
		for s.More() {
			var it item
			if err := s.Decode(&it); err != nil {
				return err
			}
			if err := d.take(&it); err != nil {
				return err
			}
		}
		_, err := s.Token()
		return err
	}
	return again(d, strings.NewReader(text))
}

// again reads a report and writes it again.
func again(d *document, r io.Reader) (string, error) {
	report, err := d.read(r)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	err = Render(&b, report)
	return b.String(), err
}

// agree holds what is read by lines against what encoding/json reads: the report
// and the error are the same. It tells what both say.
func agree(t *testing.T, name, text string) error {
	t.Helper()
	got, errGot := again(newDocument(), strings.NewReader(text))
	var want string
	var errWant error
	for range 50 { // of several errors in a map either tells any
		want, errWant = plainly(text)
		if want == got && textOf(errWant) == textOf(errGot) {
			return errGot
		}
	}
	t.Errorf("%s: %v, want %v%s", name, errGot, errWant, firstDifference(want, got))
	return errGot
}

func textOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// reportTexts are reports with all that reports have: parts, waivers, disks
// without ids, texts with escapes.
func reportTexts(t *testing.T) map[string]string {
	t.Helper()
	kept, err := os.ReadFile("testdata/report-1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{"kept": string(kept)}
	sets := inputsOf(t)[2:3]
	if os.Getenv("BACKREADY_CHECKERS") != "" { // which are not for every day
		sets = inputsOf(t)[:4]
	}
	for _, files := range sets {
		r := reportOf(t, files...)
		texts[files[0]] = written(t, r)
		for _, part := range r.Divide(evaluate.BySubscription)[:1] {
			texts["part of "+files[0]] = written(t, part)
		}
	}
	return texts
}

// TestReadLayouts: a report is the same however it is laid out.
func TestReadLayouts(t *testing.T) {
	t.Parallel()
	for name, text := range reportTexts(t) {
		for layout, change := range map[string]func(string) string{
			"as it is": func(s string) string { return s },
			"indented": func(s string) string { return laidOut(t, s, "", "  ") },
			"tabs":     func(s string) string { return laidOut(t, s, "\t", "\t") },
			"compact":  func(s string) string { return compacted(t, s) },
			"CRLF":     func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
			"blank":    func(s string) string { return strings.ReplaceAll(s, "\n", "\n \n") },
			"no lines": func(s string) string { return strings.ReplaceAll(s, "\n    {\"id\"", " {\"id\"") },
			"commas":   func(s string) string { return strings.ReplaceAll(s, ",\n    {\"id\"", "\n,    {\"id\"") },
			"spaces":   func(s string) string { return strings.ReplaceAll(s, "},\n    {\"id\"", "} ,\n    {\"id\"") },
			"reversed": func(s string) string { return strings.Replace(s, `,"verdict":`, `,"note":{"a":[1]},"verdict":`, 3) },
			"escaped":  func(s string) string { return strings.ReplaceAll(s, "/resourceGroups/r", `/resourceGroups/\u0072`) },
		} {
			if err := agree(t, name+" "+layout, change(text)); err != nil {
				t.Errorf("%s %s: %v", name, layout, err)
			}
		}
	}
}

func laidOut(t *testing.T, s, prefix, indent string) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(s), prefix, indent); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func compacted(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(s)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestReadBroken: of what is broken the same is said.
func TestReadBroken(t *testing.T) {
	t.Parallel()
	for name, text := range reportTexts(t) {
		for _, change := range [][2]string{
			{"},\n    {\"id\"", "}\n    {\"id\""}, {"},\n    {\"id\"", "},,\n    {\"id\""}, {"}\n  ]\n}", "},\n  ]\n}"}, {"}\n  ]\n}", "}\n  ]\n} x"},
			{"}\n  ]\n}", "}\n  ],\"items\":[],\"tool\":1}"}, {"}\n  ]\n}", "}\n  ]\n"}, {"\n    {\"id\"", "\n    null,\n    {\"id\""}, {"\n    {\"id\"", "\n    {},\n    {\"id\""},
			{"\n    {\"id\"", "\n    [],\n    {\"id\""}, {"\n    {\"id\"", "\n    {\"ID\""}, {"\n    {\"id\":\"", "\n    {\"id\":\"/x\",\"id\":\""}, {"\n    {\"id\":\"/", "\n    {\"id\":7,\"/"},
			{`"kind":"disk"`, `"kind":"diskette"`}, {`"listed":true`, `"listed":1`}, {`"tags":{`, `"tags":{"a":1,`}, {`"tags":{`, `"tags":{"zz":"1","zz":"2",`}, {`"tags":null`, `"tags":[]`},
			{`"facts":{`, `"facts":{"disk.sku":{},`}, {`"facts":{`, `"facts":{"disk.sku":[1],`}, {`"facts":{`, `"facts":{"disk.sizeGiB":1.5,`}, {`"facts":{`, `"facts":{"no.such":1,`}, {`"facts":{`, `"facts":{"no.such":{},`},
			{`"facts":{`, `"facts":{"disk.id":"/x",`}, {`"facts":{`, `"facts":{"vm.id":"/x",`}, {`"facts":{`, `"facts":{"DISK.SKU":"x","VM.SIZE":"x",`}, {`"defaults":{`, `"defaults":{"disk.name":"x","vm.name":"x",`},
			{`"defaults":{`, `"atLeast":{"disk.sizeGiB":"1"},"defaults":{`}, {`"defaults":{`, `"unrecognised":{"disk.sku":null},"defaults":{`}, {`,"verdict":"`, `,"verdict":"x`}, {`"limitsToKnow":`, `"limitsToKnow":0`},
			{`"limitsToKnow":`, `"limitsToKnow":"1","limitsToKnow":`}, {`"matrices":[{`, `"matrices":[{},{`}, {`"matrices":[{`, `"matrices":[{"verdict":"limited",`}, {`"paths":{`, `"paths":{"a":"b",`}, {`"paths":{`, `"paths":{"a":1,`},
			{`"findings":[{`, `"findings":[{"rule":"x",`}, {`"findings":[`, `"findings":[null,`}, {`"about":[]`, `"about":["0"]`}, {`"about":["`, `"about":["x`}, {`"about":["`, `"about":[1,"`}, {`"about":[`, `"about":[,`},
			{`"about":["`, `"about":["0","`}, {`"],"lacking"`, `",],"lacking"`}, {`"],"lacking"`, `","` + `"],"lacking"`}, {`"evidence":{`, `"evidence":{"a":1,`}, {`"evidence":{`, `"evidence":{"a","about":["0"],"b":"c",`},
			{`"evidence":{`, `"evidence":{"a":"x","waiver":"y",`}, {`"lacking":[]`, `"lacking":null`}, {`"waiver":null`, `"waiver":{"id":"nobody","category":"","expires":""}`}, {`"waiver":null`, `"waiver":1`},
			{`"waysOut":[{`, `"waysOut":[1,{`}, {`"waysOut":[`, `"waysOut":[{"id":1},`}, {"Backup", "Back\x01up"}, {"disks/", "disks/\xff"}, {"disks/", "disks/\\q"}, {`"statements":[`, `"statements":["",`},
		} {
			if !strings.Contains(text, change[0]) {
				continue
			}
			at := max(strings.Index(text, `"items": [`), 0)
			list := strings.Replace(text[at:], change[0], change[1], 1)
			_ = agree(t, name+" with "+change[1], text[:at]+list)
			last := strings.LastIndex(text, change[0])
			_ = agree(t, name+" with a last "+change[1], text[:last]+change[1]+text[last+len(change[0]):])
		}
	}
}

// TestReadMutated changes single bytes, and breaks off anywhere.
func TestReadMutated(t *testing.T) {
	t.Parallel()
	times := 60
	if os.Getenv("BACKREADY_CHECKERS") != "" {
		times = 5000
	}
	text := written(t, reportOf(t, "../../samples/hostile/vms.json", "../../samples/hostile/disks.json"))
	at := strings.Index(text, `"items": [`)
	r := rand.New(rand.NewPCG(1, 2))
	for range times {
		place := at + r.IntN(len(text)-at)
		const bytes = "\",:{}[]\\0 \n\x00\xffaA"
		with := string(bytes[r.IntN(len(bytes))])
		_ = agree(t, "broken off", text[:place])
		_ = agree(t, "changed to "+with, text[:place]+with+text[place+1:])
		_ = agree(t, "with "+with, text[:place]+with+text[place:])
		_ = agree(t, "without "+text[place:place+1], text[:place]+text[place+1:])
	}
}

// TestReadPieces: it does not matter how the text comes.
func TestReadPieces(t *testing.T) {
	text := written(t, reportOf(t, "../../samples/hostile/vms.json", "../../samples/hostile/disks.json"))
	for name, r := range map[string]io.Reader{"bytes": iotest.OneByteReader(strings.NewReader(text)), "data and end": iotest.DataErrReader(strings.NewReader(text))} {
		if got, err := again(newDocument(), r); err != nil || got != text {
			t.Errorf("%s: %v", name, err)
		}
	}
	failing := io.MultiReader(strings.NewReader(text[:len(text)/2]), iotest.ErrReader(errors.New("the cable is out")))
	if _, err := Read(failing); err == nil || !strings.Contains(err.Error(), "the cable is out") {
		t.Errorf("a failing reader: %v", err)
	}
}

// TestSaidOnce: items of which the same is said share it, and what is read by
// lines is taken apart, however it is laid out.
func TestSaidOnce(t *testing.T) {
	text := written(t, reportOf(t, "../../samples/estate/vms.json", "../../samples/estate/disks.json"))
	for name, text := range map[string]string{"lines": text, "indented": laidOut(t, text, "", " ")} {
		r, err := Read(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		results, findings, all := map[*evaluate.Result]bool{}, map[*evaluate.Finding]bool{}, 0
		texts := map[string]bool{}
		for a := range r.Judgement.All() {
			for _, res := range a.Results {
				results[res] = true
				for _, f := range res.Findings {
					findings[f] = true
					texts[string(appendLacking(appendFound(nil, f), f))] = true
					all++
				}
			}
		}
		if len(results) > r.Judgement.Len()*2/3 || len(findings) > 2*len(texts) || len(findings)*2 > all {
			t.Errorf("%s: %d items have %d results of %d findings (%d texts, %d in all)", name, r.Judgement.Len(), len(results), len(findings), len(texts), all)
		}
	}
}
