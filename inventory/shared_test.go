package inventory

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shared returns the files that match a pattern in the folder of shared
// evidence beside the repository, and skips the test where there is none.
func shared(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "shared", filepath.FromSlash(pattern)))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skipf("no ../../shared/%s here", pattern)
	}
	return files
}

func fileSource(path string) Source {
	return Source{Name: filepath.Base(path), Open: func() (io.ReadCloser, error) { return os.Open(path) }}
}

func readFiles(t *testing.T, files ...string) *Inventory {
	t.Helper()
	var sources []Source
	for _, path := range files {
		sources = append(sources, fileSource(path))
	}
	inv, err := Read(sources)
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

// TestFormsAgree reads one estate from every object form: the same items with
// the same values, as far as both forms know them.
func TestFormsAgree(t *testing.T) {
	azcli := readFiles(t, shared(t, "acceptance/visible/azcli/*.json")...)
	for _, form := range []string{"arm", "arg", "powershell", "utf16"} {
		t.Run(form, func(t *testing.T) {
			other := readFiles(t, shared(t, "acceptance/visible/"+form+"/*.json")...)
			if len(other.Items) != len(azcli.Items) {
				t.Fatalf("%d items, azcli has %d", len(other.Items), len(azcli.Items))
			}
			for i, it := range azcli.Items {
				compareItems(t, it, other.Items[i])
			}
		})
	}
}

// TestFlatFormAgrees: what the flat queries carry is what whole objects state.
func TestFlatFormAgrees(t *testing.T) {
	whole := readFiles(t, shared(t, "acceptance/visible/arg/*.json")...)
	flat := readFiles(t, shared(t, "acceptance/visible/argcsv/*.csv")...)
	if len(flat.Items) != len(whole.Items) {
		t.Fatalf("%d items, want %d", len(flat.Items), len(whole.Items))
	}
	for i, it := range whole.Items {
		other := flat.Items[i]
		if len(it.Disks()) != len(other.Disks()) || !other.DisksComplete && it.Kind == VM {
			t.Errorf("%s: %d disks, complete %v, want %d", it.ID(), len(other.Disks()), other.DisksComplete, len(it.Disks()))
		}
		for i := range fieldsOf(it.Kind) {
			f := &fieldsOf(it.Kind)[i]
			x, y := it.Value(f), other.Value(f)
			if !f.derived && x.Known() && y.Known() && !strings.EqualFold(x.Text(), y.Text()) {
				t.Errorf("%s: %s is %s, the whole object says %s", it.ID(), f.Name, y, x)
			}
		}
	}
}

func compareItems(t *testing.T, a, b *Item) {
	t.Helper()
	if a.Key() != b.Key() || a.Kind != b.Kind {
		t.Fatalf("%s %s stands where %s %s should", b.Kind, b.ID(), a.Kind, a.ID())
	}
	if len(a.Disks()) != len(b.Disks()) || a.DisksComplete != b.DisksComplete || len(a.Tags()) != len(b.Tags()) || len(a.Holders()) != len(b.Holders()) {
		t.Errorf("%s: %d disks, %d tags, %d holders; want %d, %d, %d", a.ID(), len(b.Disks()), len(b.Tags()), len(b.Holders()), len(a.Disks()), len(a.Tags()), len(a.Holders()))
	}
	for i := range fieldsOf(a.Kind) {
		f := &fieldsOf(a.Kind)[i]
		x, y := a.Value(f), b.Value(f)
		if x.Known() && y.Known() && !strings.EqualFold(x.Text(), y.Text()) {
			t.Errorf("%s: %s is %s, azcli says %s", a.ID(), f.Name, y, x)
		}
		if x.Missing() != y.Missing() && !carriedBySome[f.Name] {
			t.Errorf("%s: %s is %q, azcli says %q", a.ID(), f.Name, y, x)
		}
	}
}

// carriedBySome are fields that some of the object forms carry and others don't.
var carriedBySome = map[string]bool{
	"vm.osName": true, "vm.osVersion": true, // Resource Graph only
	"vm.osRelease": true, "vm.distro": true, // and what follows from them
	"vm.hyperVGeneration":       true,
	"vm.userAssignedIdentities": true, // not in the query for Resource Graph
	"vm.publicIps":              true, // az vm list -d only
}

// TestRecordings reads real recordings, each as a file of its own, and counts
// VMs and disks a second time without this package.
func TestRecordings(t *testing.T) {
	files := append(shared(t, "inventories/arm-rest/*.json"), shared(t, "inventories/arm-spec-examples/*.json")...)
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			vms, disks := countResources(t, path)
			inv, err := Read([]Source{fileSource(path)})
			if vms+disks == 0 && err != nil {
				t.Skipf("holds nothing to count: %v", err)
			}
			if err != nil {
				t.Fatal(err)
			}
			in := inv.Inputs[0]
			if in.VMs+in.Disks+in.Duplicates != vms+disks || in.VMs > vms || in.Disks > disks || in.Rejected > 0 {
				t.Errorf("%d VMs, %d disks, %d rejected, %d duplicates; want %d VMs, %d disks", in.VMs, in.Disks, in.Rejected, in.Duplicates, vms, disks)
			}
			for _, p := range in.Problems {
				t.Logf("%d: %s: %s", p.Line, p.Column, p.Text)
			}
		})
	}
}

// countResources counts by the ids of the objects at the top of a file.
func countResources(t *testing.T, path string) (vms, disks int) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	type resource struct{ ID string }
	var list struct{ Value []resource }
	var one resource
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &one); err != nil {
		t.Fatal(err)
	}
	for _, r := range append(list.Value, one) {
		switch id := strings.ToLower(r.ID); {
		case strings.Contains(id, "/microsoft.compute/virtualmachines/"):
			vms++
		case strings.Contains(id, "/microsoft.compute/disks/"):
			disks++
		}
	}
	return vms, disks
}
