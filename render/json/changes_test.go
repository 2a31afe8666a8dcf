package json_test

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
	rjson "github.com/backready/backready/render/json"
)

// reportOn is a report of a day on the files of one text each.
func reportOn(t *testing.T, day, edition string, files ...string) *render.Report {
	t.Helper()
	m, err := matrix.Load(edition)
	if err != nil {
		t.Fatal(err)
	}
	e, err := evaluate.Compile(m)
	if err != nil {
		t.Fatal(err)
	}
	var sources []inventory.Source
	for _, text := range files {
		sources = append(sources, inventory.Source{Name: "disks.json", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }})
	}
	inv, err := inventory.ReadWithin(sources, inventory.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	generated, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	return &render.Report{Title: "Test <1>", Version: "1", Generated: generated, AsOf: day, Judgement: evaluate.Judge(inv, []*evaluate.Edition{e})}
}

// diskText is an export of one disk of that name and type.
func diskText(name, sku string) string {
	return `{"id": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/g/providers/Microsoft.Compute/disks/` + name + `",
		"name": "` + name + `", "type": "Microsoft.Compute/disks", "location": "westeurope", "sku": {"name": "` + sku + `"}, "diskSizeGB": 10, "diskState": "Unattached"}`
}

const older, newer = "disk-backup@2021-01-07", "disk-backup@2026-02-13"

// twoQuarters are a report and its earlier one: one disk changed, one came, one went.
func twoQuarters(t *testing.T) (then, now *render.Report) {
	then = reportOn(t, "2026-08-22", older, "["+diskText("a", "Premium_LRS")+","+diskText("gone", "Premium_LRS")+"]")
	now = reportOn(t, "2026-11-22", newer, "["+diskText("a", "UltraSSD_LRS")+","+diskText("new", "Premium_LRS")+"]")
	c, err := render.Compare(then, now)
	if err != nil {
		t.Fatal(err)
	}
	now.Changes, now.History = c, []render.Point{then.Point()}
	return then, now
}

// TestChangesSchema holds the comparison to its published schema, alone and in
// report.json.
func TestChangesSchema(t *testing.T) {
	_, now := twoQuarters(t)
	schema := compiledSchema(t, "changes.schema.json")
	var alone, whole bytes.Buffer
	if err := rjson.RenderChanges(&alone, now.Changes); err != nil {
		t.Fatal(err)
	}
	document := parsed(t, &alone)
	if err := schema.Validate(document); err != nil {
		t.Error(err)
	}
	if err := rjson.Render(&whole, now); err != nil {
		t.Fatal(err)
	}
	report := parsed(t, &whole)
	if err := compiledSchema(t, "report.schema.json").Validate(report); err != nil {
		t.Error(err)
	}
	if err := schema.Validate(report.(map[string]any)["changes"]); err != nil {
		t.Error(err)
	}
	if n := len(report.(map[string]any)["trend"].([]any)); n != 2 {
		t.Errorf("the trend has %d points", n)
	}
	document.(map[string]any)["changedItems"].([]any)[0].(map[string]any)["status"] = "gone"
	if schema.Validate(document) == nil {
		t.Error("the schema lets an unknown status pass")
	}
}

func compiledSchema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func parsed(t *testing.T, r io.Reader) any {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(r)
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// TestCompareRead: two reports that were written and read again compare as they
// did before.
func TestCompareRead(t *testing.T) {
	then, now := twoQuarters(t)
	var want, got bytes.Buffer
	if err := rjson.RenderChanges(&want, now.Changes); err != nil {
		t.Fatal(err)
	}
	c, err := render.Compare(reread(t, then), reread(t, now))
	if err != nil {
		t.Fatal(err)
	}
	if err := rjson.RenderChanges(&got, c); err != nil {
		t.Fatal(err)
	}
	if got.String() != want.String() {
		t.Errorf("got %s, want %s", got.String(), want.String())
	}
}

func reread(t *testing.T, r *render.Report) *render.Report {
	t.Helper()
	var text bytes.Buffer
	if err := rjson.Render(&text, r); err != nil {
		t.Fatal(err)
	}
	again, err := rjson.Read(&text)
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// TestReadPoint: the head is enough, and less than it is an error in words.
func TestReadPoint(t *testing.T) {
	then, _ := twoQuarters(t)
	var text bytes.Buffer
	if err := rjson.Render(&text, then); err != nil {
		t.Fatal(err)
	}
	whole := text.String()
	head, _, _ := strings.Cut(whole, `"items": [`)
	p, err := rjson.ReadPoint(strings.NewReader(head + `"items": [ {"id": `))
	if err != nil {
		t.Fatal(err)
	}
	if p.RunID != then.RunID() || p.Title != then.Title || !p.Generated.Equal(then.Generated) || !p.Complete || strings.Join(p.Editions, "") != older {
		t.Errorf("read %+v", p)
	}
	if p.Totals[inventory.Disk] != then.Judgement.Totals[inventory.Disk] || p.Totals[inventory.VM] != then.Judgement.Totals[inventory.VM] {
		t.Errorf("totals %v, want %v", p.Totals, then.Judgement.Totals)
	}
	beforeTotals, _, _ := strings.Cut(whole, `"totals"`)
	for text, want := range map[string]string{
		"":                 "is no report.json",
		"[1]":              "is no report.json",
		"{}":               "head is not whole",
		`{"schema": "v0"}`: `has the schema "v0"`,
		beforeTotals:       "breaks off",
		whole[:100]:        "breaks off",
		strings.Replace(whole, then.Generated.Format(time.RFC3339), "tomorrow", 1): "is no time",
	} {
		if _, err := rjson.ReadPoint(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40s…: got %v, want %q", text, err, want)
		}
	}
}
