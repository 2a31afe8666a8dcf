package render_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// TestLeftOpenByTheMatrix: of items that no export settles, nothing says that an
// export would, and they are named where what is open is explained, whether or not
// values are missing as well.
func TestLeftOpenByTheMatrix(t *testing.T) {
	r := sample(t)
	if said := r.Headline(); !strings.HasSuffix(said, " It cannot be told for 2 disks.") {
		t.Error(said)
	}
	const want = "2 items stay open because the matrix itself does not settle the case, and no export does: vm-port-la01_manifest, vm-port-la01_OsDisk_1_e56c9b788fe6af11aa666adb1d39a911."
	if p := partNamed(t, r, "undetermined"); p.None != "" || !slices.Contains(p.Lead, want) {
		t.Errorf("with missing values: %q", p.Lead)
	}
	inv := *r.Judgement.Inventory
	inv.Items = slices.DeleteFunc(slices.Clone(inv.Items), func(it *inventory.Item) bool { return it.Kind == inventory.VM })
	r.Judgement = evaluate.Judge(&inv, r.Judgement.Editions)
	if p := partNamed(t, r, "undetermined"); !strings.HasSuffix(p.None, " "+want) {
		t.Errorf("without: %q", p.None)
	}
}

// TestNotKnown: what nobody knows of an item is not said to be so.
func TestNotKnown(t *testing.T) {
	r := sample(t)
	all, marked := r.Findings(), 0
	titles, verdicts := texts(all, "title"), texts(all, "verdict")
	for i, title := range titles {
		open := verdicts[i] == evaluate.Undetermined.String()
		if strings.HasPrefix(title, "Not known: ") != open {
			t.Errorf("%s: %q", verdicts[i], title)
		}
		if open {
			marked++
		}
	}
	if marked == 0 {
		t.Fatal("no finding is open")
	}
	for id, want := range map[string]string{"arrange": "title", "vms": "why", "ways-out": "why"} {
		said := texts(partNamed(t, r, id).Table, want)
		bare := func(s string) bool {
			return strings.Contains(strings.ReplaceAll(s, "Not known: CoreOS", ""), "CoreOS")
		}
		if slices.ContainsFunc(said, bare) || !slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, "Not known: CoreOS") }) {
			t.Errorf("%s: %q", id, said)
		}
	}
}

// TestFirstStepsCover: each item that is counted as unsupported or to be arranged is
// in a row of what to do first, which names the first three.
func TestFirstStepsCover(t *testing.T) {
	r := sample(t)
	first := partNamed(t, r, "first")
	which, items, rules := texts(first.Table, "which"), texts(first.Table, "items"), texts(first.Table, "rule")
	for a := range r.Judgement.All() {
		if a.Verdict != evaluate.Unsupported && a.Verdict != evaluate.Limited {
			continue
		}
		covered := func(i int) bool {
			return strings.Contains(which[i], " more") && slices.ContainsFunc(render.Deciding(a.Results[0]), func(f *evaluate.Finding) bool { return f.Rule.ID == rules[i] })
		}
		found := false
		for i := range which {
			names := strings.Split(which[i], ", ")
			found = found || slices.Contains(names, a.Item.Name()) || covered(i)
		}
		if !found {
			t.Errorf("%s, %s, is in no row", a.Item.Name(), a.Verdict)
		}
	}
	last := len(which) - 2
	if got := texts(first.Table, "fix")[last:]; !slices.Equal(got, []string{"Find out vm.osRelease and export it", "Look at vm.distro: its value is not recognised"}) || which[last] != "vm-intra01" || which[last+1] != "vm-fw01" {
		t.Errorf("the last rows: %q", got)
	}
	i := slices.Index(items, "7")
	if i < 0 || which[i] != "vm-terminal-gbg01, vm-yard-cad01, vm-book-api01 and 4 more" {
		t.Errorf("7 items: %q", which)
	}
}

// TestNothingFirst: where no finding that is certain asks for a fix, it is said
// what settles the items that are open, or that nothing does.
func TestNothingFirst(t *testing.T) {
	const (
		vm   = "id,vmSize,location\n/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/v,Standard_D2s_v3,westeurope\n"
		disk = `[{"id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/disks/d", "name": "d", "type": "Microsoft.Compute/disks", "location": "westus",
			"sku": {"name": "Premium_LRS"}, "diskSizeGB": 64, "diskSizeBytes": 68719476736, "diskState": "Attached", "provisioningState": "Succeeded", "timeCreated": "2025-08-19T17:06:08+00:00", "uniqueId": "u", "networkAccessPolicy": "AllowAll", "publicNetworkAccess": "Enabled",
			"creationData": {"createOption": "Empty"}, "encryption": {"type": "EncryptionAtRestWithPlatformKey"}, "extendedLocation": {"name": "losangeles", "type": "EdgeZone"}}]`
	)
	inRegion := func(name string) string {
		return strings.NewReplacer("westus", name, `, "extendedLocation": {"name": "losangeles", "type": "EdgeZone"}`, "").Replace(disk)
	}
	for _, c := range []struct {
		what, export string
		forDisks     bool // judge by the edition for disks alone
		want         string
	}{
		{"nothing is open", inRegion("westus"), false, "Nothing to do."},
		{"a column is missing", vm, false, "Export what is missing first: see Undetermined."},
		{"a value is not recognised", inRegion("Eest US"), false, "Look first at the values that are not recognised: see Undetermined."},
		{"the matrix leaves it open", disk, false, "Nothing to do that the files tell of, and no export settles what is open: see Undetermined."},
		{"no edition judges it", vm, true, "Nothing to do that the files tell of, and no export settles what is open: see Undetermined."},
	} {
		r := judged(t, c.export)
		if c.forDisks {
			r.Judgement = evaluate.Judge(r.Judgement.Inventory, r.Judgement.Editions[1:])
		}
		if got := partNamed(t, r, "first").None; got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}
