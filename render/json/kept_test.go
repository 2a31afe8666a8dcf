package json

import (
	"testing"

	"github.com/backready/backready/inventory"
)

// TestSaidTextsAreBounded: what is kept of findings stays small, and is the same
// when it was forgotten in between.
func TestSaidTextsAreBounded(t *testing.T) {
	r := reportOf(t, "../../samples/estate/vms.json", "../../samples/estate/disks.json")
	kept, tight := newSaidTexts(), newSaidTexts()
	tight.most = 2000
	for a := range r.Judgement.All() {
		disks := a.Item.Disks()
		for _, res := range a.Results {
			want, got := kept.appendTo(nil, res, disks), tight.appendTo(nil, res, disks)
			if string(got) != string(want) {
				t.Fatalf("%s: %s, want %s", a.Item.Name(), got, want)
			}
			if len(tight.text) > tight.most+8000 || len(tight.findings) > 100 {
				t.Fatalf("%d bytes of %d findings are kept", len(tight.text), len(tight.findings))
			}
		}
	}
	if len(kept.text) < 2*tight.most || len(kept.findings) == 0 {
		t.Errorf("only %d bytes were written", len(kept.text))
	}
}

// TestGroupsAreBounded: past the bound no more groups are kept, and values are
// looked at.
func TestGroupsAreBounded(t *testing.T) {
	r := reportOf(t, "../../samples/estate/disks.json")
	kept, tight := newItems(r), newItems(r)
	tight.tables[inventory.Disk].keep(1)
	for a := range r.Judgement.All() {
		if got, want := string(tight.item(nil, a)), string(kept.item(nil, a)); got != want {
			t.Fatalf("%s: %s, want %s", a.Item.Name(), got, want)
		}
	}
	more := 0
	for n := range tight.tables[inventory.Disk].groups {
		if len(tight.tables[inventory.Disk].groups[n].known) > 1 {
			t.Errorf("group %d: %d are kept", n, len(tight.tables[inventory.Disk].groups[n].known))
		}
		more += len(kept.tables[inventory.Disk].groups[n].known)
	}
	if more < 10 {
		t.Errorf("%d groups in all", more)
	}
}
