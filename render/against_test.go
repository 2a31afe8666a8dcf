package render_test

import (
	"slices"
	"testing"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

// TestAgainstNothing: that no verdict differs is said only where some were compared.
func TestAgainstNothing(t *testing.T) {
	r := sample(t)
	editions := r.Judgement.Editions
	whole := r.Judgement.Inventory
	disks := *whole
	disks.Items = slices.DeleteFunc(slices.Clone(whole.Items), func(it *inventory.Item) bool { return it.Kind == inventory.VM })
	for _, c := range []struct {
		inv  *inventory.Inventory
		own  []*evaluate.Edition
		want string
	}{
		{whole, editions, "No verdict differs."},
		{whole, editions[1:], "Nothing was compared. This report judges by no edition of vm-backup."},
		{&disks, editions, "Nothing was compared. There are no VMs."},
	} {
		r.Judgement, r.Against = evaluate.Judge(c.inv, c.own), evaluate.Judge(c.inv, editions[:1])
		p := partNamed(t, r, "against")
		if got := p.None; got != c.want || len(texts(p.Table, "now")) > 0 {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
