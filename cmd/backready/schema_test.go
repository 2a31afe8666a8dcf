package main

import (
	"bytes"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/backready/backready/evaluate"
	rjson "github.com/backready/backready/render/json"
)

// TestSchema holds report.json to its published schema.
func TestSchema(t *testing.T) {
	t.Parallel()
	schema, err := jsonschema.NewCompiler().Compile("../../render/json/report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, sample := range []string{"estate", "hostile"} {
		r := judged(t, sample)
		other, err := compiled("disk-backup@2021-01-07")
		if err != nil {
			t.Fatal(err)
		}
		r.Against = evaluate.Judge(r.Judgement.Inventory, []*evaluate.Edition{other})
		r.Sample = evaluate.Draw(r.Judgement, 2, "a seed")
		var b bytes.Buffer
		if err := rjson.Render(&b, r); err != nil {
			t.Fatal(err)
		}
		document, err := jsonschema.UnmarshalJSON(&b)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(document); err != nil {
			t.Errorf("%s: %v", sample, err)
		}
		document.(map[string]any)["items"].([]any)[0].(map[string]any)["verdict"] = "fine"
		if schema.Validate(document) == nil {
			t.Error("the schema lets an unknown verdict pass")
		}
	}
}

// TestSchemaOfSample: the schema knows what a sample must say.
func TestSchemaOfSample(t *testing.T) {
	t.Parallel()
	schema, err := jsonschema.NewCompiler().Compile("../../render/json/report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	r := judged(t, "estate")
	r.Sample = evaluate.Draw(r.Judgement, 2, "a seed")
	var b bytes.Buffer
	if err := rjson.Render(&b, r); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"each", "seed", "method", "strata"} {
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		delete(document.(map[string]any)["sample"].(map[string]any), key)
		if schema.Validate(document) == nil {
			t.Errorf("the schema lets a sample without %s pass", key)
		}
	}
}
