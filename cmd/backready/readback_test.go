package main

import (
	"bytes"
	"io"
	"maps"
	"slices"
	"testing"

	"github.com/backready/backready/render"
	rcsv "github.com/backready/backready/render/csv"
	"github.com/backready/backready/render/excel"
	rhtml "github.com/backready/backready/render/html"
	rjson "github.com/backready/backready/render/json"
	"github.com/backready/backready/render/markdown"
)

// told is what one format tells of an estate, read back from its bytes. The
// lists are sorted; a part that a format does not have is nil.
type told struct {
	whose    []string       // title, organisation, classification
	totals   map[string]int // by kind and verdict, such as "vm limited"
	items    []string       // id, verdict
	found    []string       // of the items with findings
	findings []string       // id, rule, verdict
	rules    []string       // rule, items by its worst verdict on them
	// unsupported are the findings that keep items from being protected, arrange
	// those that ask for something first: kind, name, resource group,
	// subscription, rule.
	unsupported, arrange []string
}

// TestReadBack reads every report back from its bytes, each by a reader that is
// not ours, and holds that they tell the same.
func TestReadBack(t *testing.T) {
	t.Parallel()
	for _, sample := range []string{"estate", "hostile"} {
		t.Run(sample, func(t *testing.T) {
			r := judged(t, sample)
			r.Organization, r.Classification = `Yard "A" & Sons`, "*Internal* <b>"
			want := fromJSON(t, written(t, r, rjson.Render))
			if len(want.findings) == 0 || len(want.items) != len(r.Judgement.Inventory.Items) {
				t.Fatalf("report.json has %d findings and %d items", len(want.findings), len(want.items))
			}
			whose := []string{r.Title, r.Organization, r.Classification}
			page, md := fromPage(t, written(t, r, rhtml.Render)), fromMarkdown(t, written(t, r, markdown.Render))
			workbook, table := fromWorkbook(t, written(t, r, excel.Render)), fromCSV(t, written(t, r, rcsv.Render))
			for name, got := range map[string]told{"report.html": page, "report.md": md, "report.xlsx": workbook} {
				same(t, name+": whose it is", got.whose, whose)
				if !maps.Equal(got.totals, want.totals) {
					t.Errorf("%s: totals %v, want %v", name, got.totals, want.totals)
				}
				same(t, name+": items", got.items, want.items)
				same(t, name+": rules", got.rules, want.rules)
				same(t, name+": findings", got.findings, want.findings)
			}
			same(t, "findings.csv: findings", table.findings, want.findings)
			same(t, "findings.csv: items", table.found, want.found)
			for name, got := range map[string]told{"report.html": page, "report.md": md} {
				same(t, name+": unsupported", got.unsupported, want.unsupported)
				same(t, name+": to arrange", got.arrange, want.arrange)
			}
		})
	}
}

// written are the bytes of a report in one format.
func written(t *testing.T, r *render.Report, write func(io.Writer, *render.Report) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// same compares two lists and shows where they first differ.
func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if slices.Equal(got, want) {
		return
	}
	n := 0
	for n < min(len(got), len(want)) && got[n] == want[n] {
		n++
	}
	t.Errorf("%s: %d, want %d; from the %dth:\n got %.300q\nwant %.300q", what, len(got), len(want), n+1, got[n:], want[n:])
}
