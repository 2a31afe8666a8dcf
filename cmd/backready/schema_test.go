package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
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

// TestSchemaOfMerged: the schema knows what a merged report says of those that it
// was made of.
func TestSchemaOfMerged(t *testing.T) {
	t.Parallel()
	schema, err := jsonschema.NewCompiler().Compile("../../render/json/report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	dir := tenants(t)
	out := filepath.Join(dir, "out")
	judgedQuietly(t, done, "merge", "--quiet", "--waivers", "../../samples/waivers.yaml", "--edition", "disk-backup@2021-01-07", "--format", "json", "--out", out, filepath.Join(dir, "contoso"), filepath.Join(dir, "fabrikam"))
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(fileOf(t, out, reportFile)))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(document); err != nil {
		t.Error(err)
	}
	first := document.(map[string]any)["merged"].([]any)[0].(map[string]any)
	properties := map[string]any{}
	text, err := os.ReadFile("../../render/json/report.schema.json")
	if err == nil {
		err = json.Unmarshal(text, &properties)
	}
	if err != nil {
		t.Fatal(err)
	}
	known := at(properties, "properties", "merged", "items", "properties").(map[string]any)
	for key := range first {
		if known[key] == nil {
			t.Errorf("the schema does not know %s", key)
		}
	}
	for _, key := range []string{"label", "sha256", "editions"} {
		was := first[key]
		delete(first, key)
		if schema.Validate(document) == nil {
			t.Errorf("the schema lets one without %s pass", key)
		}
		first[key] = was
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
