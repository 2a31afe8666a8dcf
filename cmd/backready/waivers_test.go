package main

import (
	"bytes"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/backready/backready/evaluate/waiver"
	rjson "github.com/backready/backready/render/json"
)

// TestSchemaOfWaivers holds what report.json says of waivers to its schema, of
// every state that one can be in.
func TestSchemaOfWaivers(t *testing.T) {
	t.Parallel()
	schema, err := jsonschema.NewCompiler().Compile("../../render/json/report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	text, err := readAtMost("../../samples/waivers.yaml", waiver.MaxBytes)
	if err != nil {
		t.Fatal(err)
	}
	register, err := waiver.Parse("waivers.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range []string{"2026-03-01", "2026-11-22", "2027-06-01"} {
		r := judged(t, "estate")
		r.Waivers = r.Judgement.Waive(register, day, warnDays)
		var b bytes.Buffer
		if err := rjson.Render(&b, r); err != nil {
			t.Fatal(err)
		}
		document, err := jsonschema.UnmarshalJSON(&b)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(document); err != nil {
			t.Errorf("%s: %v", day, err)
		}
		entries := document.(map[string]any)["waivers"].(map[string]any)["register"].([]any)
		if len(entries) != len(register.Waivers) {
			t.Errorf("%s: %d waivers, want %d", day, len(entries), len(register.Waivers))
		}
		entries[0].(map[string]any)["state"] = "fine"
		if schema.Validate(document) == nil {
			t.Error("the schema lets an unknown state pass")
		}
	}
}
