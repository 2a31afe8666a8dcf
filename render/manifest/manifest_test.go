package manifest

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

var digest = strings.Repeat("0123456789abcdef", 4)

// made is the manifest of a report whose names mean something in JSON or HTML.
func made(t *testing.T) *Manifest {
	t.Helper()
	r := &render.Report{Version: "1.0.0", AsOf: "2026-11-22", Generated: time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC),
		Judgement: &evaluate.Judgement{
			Inventory: &inventory.Inventory{Inputs: []inventory.Input{{Name: "sub/<vms> & \"more\".json", Bytes: 3, SHA256: digest}, {Name: "a.json", SHA256: digest}}},
			Editions:  []*evaluate.Edition{{Edition: &matrix.Edition{ID: "vm-backup@2026-03-26", SHA256: digest}}},
		},
		Run: render.Run{Arguments: []string{"report", "--matrix=own.yaml"}, Files: []render.File{{Flag: "matrix", Name: "own.yaml", Bytes: 1, SHA256: digest}}}}
	return Of(r, []File{{"report.md", 7, digest}, {"findings.csv", 8, digest}})
}

func text(t *testing.T, m *Manifest) []byte {
	t.Helper()
	text, err := m.Text()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestForm: keys in order, names in order, and what is written is read.
func TestForm(t *testing.T) {
	written := text(t, made(t))
	want, err := os.ReadFile("testdata/manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(written)); diff != "" {
		t.Error(diff)
	}
	m, err := Parse(written)
	if err != nil {
		t.Fatal(err)
	}
	if again := text(t, m); !bytes.Equal(again, written) {
		t.Errorf("read and written again it is %s", again)
	}
}

// TestSchema holds the manifest to its published schema.
func TestSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("manifest.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	written := text(t, made(t))
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(written))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(document); err != nil {
		t.Error(err)
	}
	document.(map[string]any)["outputs"].([]any)[0].(map[string]any)["sha256"] = "none"
	if schema.Validate(document) == nil {
		t.Error("the schema lets a file without a checksum pass")
	}
}

// TestEveryBit: no bit of a manifest can change without notice.
func TestEveryBit(t *testing.T) {
	written := text(t, made(t))
	for i := range written {
		for bit := range 8 {
			damaged := bytes.Clone(written)
			damaged[i] ^= 1 << bit
			if _, err := Parse(damaged); err == nil {
				t.Fatalf("byte %d, bit %d: %q for %q", i, bit, damaged[i], written[i])
			}
		}
	}
	for _, damaged := range [][]byte{nil, []byte("null"), []byte("{}"), written[:len(written)-1], append(bytes.Clone(written), '\n'), append(bytes.Clone(written), "{}\n"...)} {
		if _, err := Parse(damaged); err == nil {
			t.Errorf("%.20q... is read", damaged)
		}
	}
}

// TestLater: a key of a later version is passed over.
func TestLater(t *testing.T) {
	tree, err := decode(text(t, made(t)))
	if err != nil {
		t.Fatal(err)
	}
	tree["later"], tree["sha256"] = "x", ""
	unsealed, err := canonical(tree)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := seal(unsealed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Parse(sealed); err != nil {
		t.Error(err)
	}
}

// TestRefused: what is sealed well but no program of ours writes.
func TestRefused(t *testing.T) {
	for name, change := range map[string]func(*Manifest){
		"another schema":      func(m *Manifest) { m.Schema = "backready/manifest/v9" },
		"no time":             func(m *Manifest) { m.Generated = "yesterday" },
		"an output elsewhere": func(m *Manifest) { m.Outputs[0].Name = "../report.md" },
		"the folder itself":   func(m *Manifest) { m.Outputs[0].Name = "." },
		"a flag's elsewhere":  func(m *Manifest) { m.Configuration.Files[0].Name = "/etc/passwd" },
		"no checksum":         func(m *Manifest) { m.Inputs[0].SHA256 = "" },
	} {
		m := made(t)
		change(m)
		if _, err := Parse(text(t, m)); err == nil {
			t.Errorf("%s is read", name)
		}
	}
}
