package tables_test

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backready/backready/inventory"
	"github.com/backready/backready/inventory/tables"
)

// TestRoundTrip: an inventory that went through its tables has the same items in
// the same stored form, with every field that follows from the rest, the same
// disks of VMs, files and problems.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for _, files := range estates(t) {
		inv, err := inventory.Read(files)
		if err != nil {
			continue // which other tests are about
		}
		for _, form := range []tables.Form{tables.CSV, tables.JSONL} {
			back, err := tables.Read(written(t, inv, form), inventory.Limits{})
			if err != nil {
				t.Errorf("%s, %s: %v", files[0].Path, form, err)
				continue
			}
			if diff := cmp.Diff(described(inv), described(back)); diff != "" {
				t.Errorf("%s, %s: %s", files[0].Path, form, diff)
			}
			if diff := cmp.Diff(inv.Inputs, back.Inputs); diff != "" {
				t.Errorf("%s, %s: %s", files[0].Path, form, diff)
			}
			if diff := cmp.Diff(inv.Problems, back.Problems); diff != "" {
				t.Errorf("%s, %s: %s", files[0].Path, form, diff)
			}
		}
	}
}

// estates are sets of files of every sort that there is.
func estates(t testing.TB) [][]inventory.Source {
	t.Helper()
	var sets [][]inventory.Source
	add := func(files ...string) {
		var set []inventory.Source
		for _, name := range files {
			set = append(set, inventory.Source{Name: filepath.Base(name), Path: name, Open: func() (io.ReadCloser, error) { return os.Open(name) }})
		}
		sets = append(sets, set)
	}
	for _, sample := range []string{"estate/%s.json", "estate-csv/%s.csv", "hostile/%s.json"} {
		vms, disks := strings.ReplaceAll("../../samples/"+sample, "%s", "vms"), strings.ReplaceAll("../../samples/"+sample, "%s", "disks")
		add(vms, disks)
		add(vms)
		add(disks)
	}
	formats, _ := filepath.Glob("../testdata/formats/*")
	for _, name := range formats {
		if filepath.Ext(name) != ".golden" {
			add(name)
		}
	}
	if len(sets) < 20 {
		t.Fatalf("only %d sets of files", len(sets))
	}
	return sets
}

// written are the tables of an inventory, in memory.
func written(t testing.TB, inv *inventory.Inventory, form tables.Form) []inventory.Source {
	t.Helper()
	var list []inventory.Source
	for _, table := range tables.All {
		var text bytes.Buffer
		if err := tables.Write(&text, table, inv, form); err != nil {
			t.Fatal(err)
		}
		list = append(list, source(table.Name+"."+string(form), text.String()))
	}
	return list
}

func source(name, text string) inventory.Source {
	return inventory.Source{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

// described is all that is known of items, a line for each value.
func described(inv *inventory.Inventory) []string {
	var lines []string
	for _, it := range inv.Items {
		stored, err := json.Marshal(it.StoredApart())
		if err != nil {
			panic(err)
		}
		lines = append(lines, string(stored))
		lines = append(lines, values(it)...)
		for _, d := range it.Disks() {
			lines = append(lines, values(d)...)
		}
	}
	return lines
}

func values(it *inventory.Item) []string {
	var lines []string
	for _, f := range inventory.Fields(it.Kind) {
		if v := it.Value(f); !v.Missing() {
			lines = append(lines, it.ID()+" "+f.Name+" = "+v.String())
		}
	}
	return lines
}
