package inventory

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

var testKey = []byte("0123456789abcdef0123456789abcdef")

func masked(t *testing.T, classes ...string) *Mask {
	t.Helper()
	m, err := NewMask(classes, testKey)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMaskTexts(t *testing.T) {
	m := masked(t, MaskClasses...)
	name := func(class, text string) string { return m.name(class, text) }
	sub, rg := name(maskSubscription, "s1"), name(maskGroup, "rg")
	for _, tt := range []struct{ text, want string }{
		{"/subscriptions/S1/resourceGroups/RG/providers/Microsoft.Compute/virtualMachines/Web", "/subscriptions/" + sub + "/resourceGroups/" + rg + "/providers/Microsoft.Compute/virtualMachines/" + name(maskName, "web")},
		{"/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Compute/galleries/g/images/i/versions/1.0", "/subscriptions/" + sub + "/resourceGroups/" + rg +
			"/providers/Microsoft.Compute/galleries/" + name(maskName, "g") + "/images/" + name(maskName, "i") + "/versions/1.0"},
		{"/Subscriptions/s1/Providers/Microsoft.Compute/Locations/uaenorth/Publishers/Canonical/ArtifactTypes/VMImage/Offers/o/Skus/cvm/Versions/1",
			"/Subscriptions/" + sub + "/Providers/Microsoft.Compute/Locations/uaenorth/Publishers/Canonical/ArtifactTypes/VMImage/Offers/o/Skus/cvm/Versions/1"},
		{"https://account.blob.core.windows.net/vhds/os.vhd?sv=secret", "https://" + name(maskName, "account") + ".blob.core.windows.net/" + name(maskName, "vhds") + "/" + name(maskName, "os.vhd")},
		{"web", name(maskName, "web")},
		{"", ""},
	} {
		if got := m.text(maskName, tt.text); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.text, got, tt.want)
		}
	}
	if m.name(maskName, "web") == m.name(maskTag, "web") || !strings.HasPrefix(m.name(maskTag, "web"), "tag-") {
		t.Error("a tag and a name have one pseudonym")
	}
	other, _ := NewMask(MaskClasses, []byte(strings.Repeat("x", 16)))
	if other.name(maskName, "web") == m.name(maskName, "web") || other.KeyID() == m.KeyID() {
		t.Error("another key, the same pseudonyms")
	}
	if only := masked(t, maskTag); only.text(maskName, "web") != "web" || only.id("/subscriptions/s1") != "/subscriptions/s1" {
		t.Error("what nobody asked to mask is masked")
	}
}

// TestMaskList: no form of a list shows what is masked, and rules see what it says.
func TestMaskList(t *testing.T) {
	m, plain := masked(t, maskTag), List("Env", "Cost")
	v := m.value(maskTag, plain)
	want := m.name(maskTag, "Env") + ", " + m.name(maskTag, "Cost")
	if got := v.Shown(); got.String() != want || got.Text() != want || strings.Join(got.List(), ", ") != want {
		t.Errorf("shown as %s, %s, %q; want %s", got, got.Text(), got.List(), want)
	}
	if v.Text() != plain.Text() || !slices.Equal(v.List(), plain.List()) {
		t.Errorf("rules see %s", v)
	}
}

func TestMaskRefuses(t *testing.T) {
	if _, err := NewMask([]string{"colour"}, testKey); err == nil {
		t.Error("an unknown class")
	}
	if _, err := NewMask(MaskClasses, testKey[:15]); err == nil {
		t.Error("a short key")
	}
}

// TestReplace: names are masked within sentences where they stand as words.
func TestReplace(t *testing.T) {
	r := newReplacer(map[string]string{"web": "N1", "web-os": "N2", "prod mix": "N3", "=cmd": "N4", "straße": "N5", "a.b": "N6"})
	for text, want := range map[string]string{
		"web and Web-OS, web01": "N1 and N2, web01",
		"the webs of WEB":       "the webs of N1",
		"tag prod mix.":         "tag N3.",
		"x=cmd":                 "xN4",
		"(STRAßE) a.b a.bc":     "(N5) N6 a.bc",
		"":                      "",
		"İ web":                 strings.ToLower("İ") + " N1",
	} {
		if got := r.replace(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestMaskApply: nothing that the estate calls something is shown any more, what
// rules see stays, and the links between items hold.
func TestMaskApply(t *testing.T) {
	files := []string{"../samples/estate/vms.json", "../samples/estate/disks.json"}
	plain, inv := readFiles(t, files...), readFiles(t, files...)
	m := masked(t, MaskClasses...)
	if text := "why " + plain.Items[0].Name(); (*Mask)(nil).Text(text) != text || m.Text(text) != text {
		t.Error("a text is masked without an inventory whose names to look for")
	}
	m.Apply(inv)
	if got, want := m.Text("why "+plain.Items[0].Name()), "why "+m.name(maskName, plain.Items[0].Name()); got != want {
		t.Errorf("%q, not %q", got, want)
	}
	shown := map[string]bool{}
	for _, it := range inv.Items {
		text, err := json.Marshal(it.Stored())
		if err != nil {
			t.Fatal(err)
		}
		shown[strings.ToLower(string(text))] = true
	}
	for _, it := range plain.Items {
		for _, secret := range []string{it.ID(), it.Name(), it.ResourceGroup(), it.Subscription()} {
			for text := range shown {
				if strings.Contains(text, strings.ToLower(secret)) {
					t.Fatalf("%q is still shown: %s", secret, text)
				}
			}
		}
	}
	if len(plain.Items) != len(inv.Items) || !slices.IsSortedFunc(inv.Items[:5], func(a, b *Item) int { return strings.Compare(a.Key(), b.Key()) }) {
		t.Error("items are lost or out of order")
	}
	byID := map[string]*Item{}
	for _, it := range inv.Items {
		byID[it.Identity().ID] = it
	}
	for _, it := range plain.Items {
		other := byID[it.ID()]
		for _, table := range [][]Field{fieldsOf(it.Kind), optionalFields} {
			for i := range table {
				if a, b := it.Value(&table[i]), other.Value(&table[i]); a.Text() != b.Text() || a.Known() != b.Known() {
					t.Errorf("%s: rules see %s instead of %s", table[i].Name, b.Text(), a.Text())
				}
			}
		}
	}
	back := throughJSON(t, inv)
	for i, it := range inv.Items {
		if again := back.Items[i]; again.ID() != it.ID() || len(again.Holders()) != len(it.Holders()) || len(again.Disks()) != len(it.Disks()) {
			t.Errorf("%s: links are lost", it.ID())
		}
	}
}

// azureWords are the text fields whose values are words of Azure's or of a
// guest system, and name nothing of the user's.
var azureWords = p("disk.adeVersion", "disk.caching", "disk.cloud", "disk.dataAccessAuthMode", "disk.diskState", "disk.edgeZone", "disk.encryptionType",
	"disk.extendedLocationType", "disk.hyperVGeneration", "disk.location", "disk.networkAccessPolicy", "disk.osType", "disk.publicNetworkAccess", "disk.role",
	"disk.securityType", "disk.sku", "disk.tier", "disk.tierTarget", "disk.type", "disk.zones", "guest.database", "guest.fileSystems", "guest.noexecMounts",
	"guest.packages", "guest.pythonVersion", "item.excludedLuns", "net.privateIpAllocation", "policy.consistencyType", "policy.scheduleFrequency", "policy.type",
	"restore.targetRegion", "role.vaultIdentityRoles", "storage.defaultAction", "storage.kind", "storage.location", "storage.sku", "vault.crossSubscriptionRestore",
	"vault.location", "vault.redundancy", "vm.agentStatus", "vm.cloud", "vm.cpuMaker", "vm.disks", "vm.distro", "vm.edgeZone", "vm.extendedLocationType",
	"vm.hyperVGeneration", "vm.imageOffer", "vm.imagePublisher", "vm.imageSku", "vm.licenseType", "vm.location", "vm.osDiskCreateOption", "vm.osName", "vm.osRelease",
	"vm.osType", "vm.osVersion", "vm.plan", "vm.powerState", "vm.priority", "vm.scaleSetMode", "vm.securityType", "vm.size", "vm.type", "vm.zones")

// TestEveryFieldIsClassified: a new field must say whether it names something.
func TestEveryFieldIsClassified(t *testing.T) {
	for _, table := range [][]Field{vmFields, diskFields, optionalFields} {
		for i := range table {
			f := &table[i]
			_, names := maskedFields[f]
			words := f.Type == IntField || f.Type == BoolField || slices.Contains(azureWords, f.Name)
			if names == words {
				t.Errorf("%s: masked %v, known to be words %v", f.Name, names, words)
			}
		}
	}
}

// TestMaskedProblems: texts of ours are not masked for tags, whose values may be
// words of theirs; names in them are, and both are in texts of others.
func TestMaskedProblems(t *testing.T) {
	vm := `{"id":"` + vmID + `web","name":"web","tags":{"kind":"disk","tier":"1"},"storageProfile":{"osDisk":{"createOption":"FromImage","name":"root","managedDisk":{"id":"` + diskID + `root"}},"dataDisks":[]}}`
	inv := readText(t, "["+vm+"]")
	before := inv.Problems[0].Text
	m := masked(t, MaskClasses...)
	m.Apply(inv)
	if got := inv.Problems[0].Text; got != before || !strings.Contains(got, "no disk export was given") {
		t.Errorf("%s, before it was %s", got, before)
	}
	if got := m.Text("all of kind disk"); strings.Contains(got, "disk") || strings.Contains(got, "kind") {
		t.Errorf("a text of others: %s", got)
	}
}
