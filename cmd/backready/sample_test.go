package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
	"github.com/backready/backready/render/excel"
	rhtml "github.com/backready/backready/render/html"
	rjson "github.com/backready/backready/render/json"
	"github.com/backready/backready/render/markdown"
)

// hostileSeed attacks several formats at once.
const hostileSeed = "=1+1\t|<script>alert(1)</script>**b** `c` [x](javascript:alert(1)) <img src=x> {{.Title}} \x1b[31m \u202e &lt; \r\n\"'"

// hostileSample is a sample of every item of the hostile report.
func hostileSample(t *testing.T) *render.Report {
	r, names := hostileReport(t), corpus
	r.Sample = evaluate.Draw(r.Judgement, len(names), hostileSeed)
	return r
}

func TestHostileSampleMarkdown(t *testing.T) {
	r := hostileSample(t)
	doc := gfm(t, written(t, r, markdown.Render))
	compareTables(t, "hostile", tablesOf(doc), r.Parts())
	if n := len(elements(doc, "img", "script", "svg")); n > 0 {
		t.Errorf("%d elements come from the seed", n)
	}
}

func TestHostileSamplePage(t *testing.T) {
	t.Parallel()
	plain := hostileReport(t)
	page, want := written(t, hostileSample(t), rhtml.Render), written(t, plain, rhtml.Render)
	for _, tag := range []string{"<script", "<svg", "<img", "<style"} {
		if got, before := bytes.Count(page, []byte(tag)), bytes.Count(want, []byte(tag)); got != before {
			t.Errorf("%d %s, %d without a sample", got, tag, before)
		}
	}
}

// TestHostileSampleWorkbook: the sheet has every item, and room for the results.
func TestHostileSampleWorkbook(t *testing.T) {
	t.Parallel()
	r := hostileSample(t)
	f, err := excelize.OpenReader(bytes.NewReader(written(t, r, excel.Render)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	noFormulaFromInput(t, f)
	rows, err := f.GetRows("Sample")
	if err != nil {
		t.Fatal(err)
	}
	chosen, _ := r.Sample.Chosen()
	if got := len(padded(rows)) - 3; chosen == 0 || got != chosen {
		t.Errorf("%d rows, want %d", got, chosen)
	}
	if head := strings.Join(rows[2], "|"); !strings.Contains(head, "|Result of re-performance|By, date|") {
		t.Error(head)
	}
}

// TestHostileSampleJSON: seed and choice come back from report.json.
func TestHostileSampleJSON(t *testing.T) {
	r := hostileSample(t)
	back, err := rjson.Read(bytes.NewReader(written(t, r, rjson.Render)))
	if err != nil {
		t.Fatal(err)
	}
	if back.Sample == nil || back.Sample.Seed != r.Sample.Seed {
		t.Fatal("the seed is not the same")
	}
	for i, want := range r.Sample.Strata {
		if got := back.Sample.Strata[i]; len(got.Chosen) != len(want.Chosen) || len(got.Chosen) > 0 && got.Chosen[0].Item.ID() != want.Chosen[0].Item.ID() {
			t.Errorf("%s %s: another choice", want.Verdict, want.Kind)
		}
	}
}
