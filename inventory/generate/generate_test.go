package generate_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"strings"
	"testing"

	"github.com/backready/backready/inventory"
	"github.com/backready/backready/inventory/generate"
)

var estate = generate.Estate{VMs: 600, Disks: 2000}

func TestSizes(t *testing.T) {
	for _, test := range []struct {
		what  string
		write func(io.Writer, generate.Form) error
		n     int
		want  int // bytes an item, as in the exports that figures elsewhere were measured on
	}{
		{"disk", estate.WriteDisks, estate.Disks, 2530},
		{"VM", estate.WriteVMs, estate.VMs, 4820},
	} {
		var out bytes.Buffer
		if err := test.write(&out, generate.Array); err != nil {
			t.Fatal(err)
		}
		if got := out.Len() / test.n; got < test.want*97/100 || got > test.want*103/100 {
			t.Errorf("a %s has %d bytes, want about %d", test.what, got, test.want)
		}
	}
}

// TestForms: both forms say the same, and always the same.
func TestForms(t *testing.T) {
	var array, again, lines bytes.Buffer
	for _, err := range []error{estate.WriteVMs(&array, generate.Array), estate.WriteVMs(&again, generate.Array), estate.WriteVMs(&lines, generate.Lines)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(array.Bytes(), again.Bytes()) {
		t.Error("the same estate twice is not the same bytes")
	}
	var compact, joined bytes.Buffer
	if err := json.Compact(&compact, array.Bytes()); err != nil {
		t.Fatal(err)
	}
	joined.WriteString("[" + strings.Join(strings.Split(strings.TrimSpace(lines.String()), "\n"), ",") + "]")
	if compact.String() != joined.String() {
		t.Error("array and lines differ")
	}
	if !bytes.HasPrefix(array.Bytes(), []byte("[\n  {\n    \"")) || !bytes.HasSuffix(array.Bytes(), []byte("\n  }\n]\n")) {
		t.Errorf("not as the CLI prints it: %q … %q", array.Bytes()[:20], array.Bytes()[array.Len()-20:])
	}
}

// TestJoins: every disk that a VM names is there and managed by that VM, and a
// disk that is managed is named by its VM.
func TestJoins(t *testing.T) {
	for _, e := range []generate.Estate{estate, {VMs: 50, Disks: 100}, {VMs: 7, Disks: 7}, {Disks: 10}} {
		named, held := map[string]string{}, map[string]string{}
		type ref struct{ ID string }
		for _, vm := range list[struct {
			ID             string
			StorageProfile struct {
				OSDisk    struct{ ManagedDisk *ref }
				DataDisks []struct{ ManagedDisk ref }
			}
		}](t, e.WriteVMs) {
			if system := vm.StorageProfile.OSDisk.ManagedDisk; system != nil {
				named[strings.ToLower(system.ID)] = strings.ToLower(vm.ID)
			}
			for _, d := range vm.StorageProfile.DataDisks {
				named[strings.ToLower(d.ManagedDisk.ID)] = strings.ToLower(vm.ID)
			}
		}
		disks := list[struct{ ID, ManagedBy string }](t, e.WriteDisks)
		for _, d := range disks {
			if d.ManagedBy != "" {
				held[strings.ToLower(d.ID)] = strings.ToLower(d.ManagedBy)
			}
		}
		if len(disks) != e.Disks || len(named) < e.VMs*9/10 || !maps.Equal(named, held) {
			t.Errorf("%v: %d disks, VMs name %d, VMs hold %d", e, len(disks), len(named), len(held))
		}
	}
}

func list[T any](t *testing.T, write func(io.Writer, generate.Form) error) (all []T) {
	t.Helper()
	var text bytes.Buffer
	if err := write(&text, generate.Array); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text.Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestRead: the product has nothing to say against what is generated.
func TestRead(t *testing.T) {
	var vms, disks bytes.Buffer
	if err := estate.WriteVMs(&vms, generate.Array); err != nil {
		t.Fatal(err)
	}
	if err := estate.WriteDisks(&disks, generate.Lines); err != nil {
		t.Fatal(err)
	}
	source := func(name string, text []byte) inventory.Source {
		return inventory.Source{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }}
	}
	inv, err := inventory.Read([]inventory.Source{source("vms.json", vms.Bytes()), source("disks.ndjson", disks.Bytes())})
	if err != nil || len(inv.AllProblems()) > 0 {
		t.Fatal(err, inv.AllProblems())
	}
}

func TestTooFewDisks(t *testing.T) {
	if err := (generate.Estate{VMs: 3, Disks: 2}).WriteVMs(io.Discard, generate.Array); err == nil {
		t.Error("3 VMs have 2 disks")
	}
}
