package tables_test

import (
	"errors"
	"testing"

	"github.com/backready/backready/inventory"
	"github.com/backready/backready/inventory/tables"
)

// FuzzRead: whatever stands in a table, it is read, or refused with a place.
func FuzzRead(f *testing.F) {
	inv, err := inventory.Read(estates(f)[0])
	if err != nil {
		f.Fatal(err)
	}
	for _, form := range []tables.Form{tables.CSV, tables.JSONL} {
		for _, s := range written(f, inv, form) {
			text := content(f, s)
			f.Add(text[:min(len(text), 3000)])
		}
	}
	f.Add(`{"backready":"vms/v1","id":"a","absent":"[\"vm.size\"]","unrecognised":{"vm.size":"\"x\""}}`)
	f.Add("backready,id\n\"vms/v1\",\"\"\"\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		_, err := tables.Read([]inventory.Source{source("x", text)}, inventory.Limits{FieldBytes: 1 << 12})
		var in *inventory.InputError
		if err != nil && !errors.As(err, &in) {
			t.Errorf("%v is no error of an input", err)
		}
	})
}
