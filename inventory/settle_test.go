package inventory

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backready/backready/inventory/generate"
)

// TestSettledOnce: what is worked out once for all items that are alike is what
// each of them would have by itself.
func TestSettledOnce(t *testing.T) {
	t.Parallel()
	var estates [][]string
	patterns := []string{"../samples/estate", "../samples/hostile", "../../shared/acceptance/visible/a*"}
	if os.Getenv("BACKREADY_CHECKERS") != "" { // which are not for every day
		patterns = append(patterns, "../../shared/acceptance/visible/*", "../../shared/inventories/*", "../../shared/inventories/*/*")
	}
	for _, pattern := range patterns {
		folders, _ := filepath.Glob(pattern)
		for _, folder := range folders {
			files, _ := filepath.Glob(filepath.Join(folder, "*.*"))
			if len(files) > 0 {
				estates = append(estates, files)
			}
			for _, f := range files[:min(len(files), 2)] { // what one file leaves open
				estates = append(estates, []string{f})
			}
		}
	}
	for _, files := range estates {
		once, anew := settledBy(files, false), settledBy(files, true)
		if diff := cmp.Diff(anew, once, cmp.AllowUnexported(datum{})); diff != "" {
			t.Errorf("%v: -by itself +once\n%s", files, diff)
		}
	}
}

// settledBy describes what the files say together, nil where they can't be used.
func settledBy(files []string, anew bool) []described {
	r := newReader(Limits{})
	r.pool.anew = anew
	var sources []Source
	for _, f := range files {
		if info, err := os.Stat(f); err == nil && info.Mode().IsRegular() {
			sources = append(sources, fileSource(f))
		}
	}
	if r.readAll(sources) != nil {
		return nil
	}
	return describeAll(r.inventory())
}

// TestSettledByWorkers: how many share the work makes no difference.
func TestSettledByWorkers(t *testing.T) {
	files := generated(t, generate.Estate{VMs: 600, Disks: 2000})
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	alone := settledBy(files, false)
	runtime.GOMAXPROCS(2)
	if diff := cmp.Diff(alone, settledBy(files, false), cmp.AllowUnexported(datum{})); diff != "" {
		t.Errorf("-alone +two\n%s", diff)
	}
}

// generated writes the lists of an estate and returns the names of the files.
func generated(t *testing.T, e generate.Estate) []string {
	t.Helper()
	files := []string{filepath.Join(t.TempDir(), "vms.json"), filepath.Join(t.TempDir(), "disks.json")}
	for i, list := range []func(io.Writer, generate.Form) error{e.WriteVMs, e.WriteDisks} {
		var text bytes.Buffer
		if err := list(&text, generate.Array); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(files[i], text.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return files
}
