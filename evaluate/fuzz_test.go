package evaluate

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
)

// FuzzLoad: whatever stands in a matrix of one's own, it is loaded or refused
// with its name, a line of it and one line of words; and what is loaded judges.
func FuzzLoad(f *testing.F) {
	for _, text := range []string{vmEdition, diskEdition, "", "edition: x", "rules:\n  - &a {cases: [*a]}\n",
		strings.Replace(vmEdition, "{id: other, title: Other}", "{id: standard, title: Other}", 1),
		strings.Replace(vmEdition, "paths: [standard, other]", "paths: [standard, standard]", 1),
		strings.Replace(vmEdition, "vm.vcpus: {max: 1}", "not: {some(osDisk): {every(disks): {disk.zones: {present: false}}}}", 1),
		strings.Replace(diskEdition, "disk.sku: {is: UltraSSD_LRS}", `disk.name: {matches: "(a*)*b"}`, 1),
		strings.Replace(diskEdition, "verdict: unsupported", "verdict: {}", 1),
		strings.Replace(diskEdition, "text: a", "text: !!binary aGk=, extra: \x7f", 1)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := matrix.Parse("own.yaml", []byte(text))
		var e *Edition
		if err == nil {
			e, err = Compile(m)
		}
		if err != nil {
			checkFault(t, err, strings.Count(text, "\n")+strings.Count(text, "\r")+1) // YAML takes either for the end of a line
			return
		}
		items := []*inventory.Item{vm(t, "a", healthy(nil), plain("UltraSSD_LRS")), vm(t, "b", values{}), disk(t, "x", plain("Premium_LRS")), disk(t, "y", values{})}
		for a := range judgementOf([]*Edition{e}, items...).All() {
			for _, res := range a.Results {
				if len(res.Paths) != len(e.Edition.Paths) || a.Verdict != res.Verdict || a.Verdict > Unsupported {
					t.Fatalf("%+v", res)
				}
			}
		}
	})
}

// checkFault holds an error of a loader to the rules of messages.
func checkFault(t *testing.T, err error, lines int) {
	t.Helper()
	var fault *matrix.Error
	if !errors.As(err, &fault) {
		t.Fatalf("names no file: %v", err)
	}
	if fault.File != "own.yaml" || fault.Line < 0 || fault.Line > lines || fault.Text == "" || strings.ContainsAny(fault.Text, "\n\r") || strings.HasSuffix(fault.Text, ".") {
		t.Fatalf("%#v of %d lines", fault, lines)
	}
}

// FuzzCompare is [TestCompareLaws] on whatever estates the fuzzer comes to.
func FuzzCompare(f *testing.F) {
	pool := editionsToCompare(f)
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) { compareLaws(t, pool) }))
}
