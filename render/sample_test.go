package render_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// sampled is the report on the sample estate with a sample of it.
func sampled(t *testing.T, each int, seed string) *render.Report {
	t.Helper()
	r := sample(t)
	r.Sample = evaluate.Draw(r.Judgement, each, seed)
	return r
}

// partOf returns a part, nil where the report has none of that id.
func partOf(r *render.Report, id string) *render.Part {
	for _, p := range r.Parts() {
		if p.ID == id {
			return &p
		}
	}
	return nil
}

func TestSamplePart(t *testing.T) {
	if partOf(sample(t), "sample") != nil {
		t.Error("a sample that nobody asked for")
	}
	r := sampled(t, 1000, "any text")
	p := partOf(r, "sample")
	verdicts := texts(p.Table, "verdict")
	if want := len(r.Judgement.Inventory.Items); len(verdicts) != want {
		t.Fatalf("%d rows, want all %d items", len(verdicts), want)
	}
	for _, column := range []string{"reperformed", "reperformedBy"} {
		if slices.ContainsFunc(texts(p.Table, column), func(s string) bool { return s != "" }) {
			t.Errorf("%s is not left to the reader", column)
		}
	}
	for _, column := range []string{"kind", "name", "verdict", "rules", "command", "values", "statements", "source", "follows"} {
		for n, text := range texts(p.Table, column) {
			if text == "" {
				t.Errorf("%s of %s is empty", column, texts(p.Table, "name")[n])
			}
		}
	}
	for n, text := range texts(p.Table, "follows") {
		if !strings.HasSuffix(text, " is "+verdicts[n]+".") {
			t.Errorf("%s: %s", verdicts[n], text)
		}
	}
	for n, rules := range texts(p.Table, "rules") {
		if (rules == "none speaks against it") != (verdicts[n] == "supported") {
			t.Errorf("%s because of %s", verdicts[n], rules)
		}
	}
}

// TestSampleRow: what an item is worked out again with, from the command to the
// verdict.
func TestSampleRow(t *testing.T) {
	p := partOf(sampled(t, 1000, "any text"), "sample")
	names := texts(p.Table, "name")
	for name, want := range map[string]map[string]string{
		"vm-jump01": {"command": "az vm show -d -o json --ids /subscriptions/", "values": "vm.size (hardwareProfile.vmSize) = Standard_B1ms; vm.vcpus = 1",
			"rules": "vm/minimum-size", "statements": "vm-backup@2026-03-26: L1 VM compute support", "follows": "The documented minimum is 2 vCPUs"},
		"vm-legal01":           {"command": "; az disk show -o json --ids /subscriptions/", "values": "disk.dataAccessAuthMode = AzureActiveDirectory"},
		"vm-pay-ae01":          {"follows": "So Standard policy: limited; Enhanced policy: limited; Enhanced policy, crash-consistent only: unsupported. The best way counts. The VM is limited."},
		"vm-port-la01":         {"follows": "It is not the usual one, so it must be arranged. The VM is limited."},
		"vm-legacy-tos_data-1": {"command": "virtualMachines/vm-legacy-tos", "values": "disk.vhdUri = https://", "statements": "(not proved for that date)"},
		"vm-fs01-drawings":     {"values": "not in the export: policy.intervalHours", "follows": "None of the 13 rules speaks against these values. 3 more could not be assessed"},
		"vm-mon01":             {"command": "az vm get-instance-view -o json --ids /subscriptions/", "values": "vm.hyperVGeneration = V2"},
	} {
		n := slices.Index(names, name)
		if n < 0 {
			t.Errorf("no %s", name)
			continue
		}
		for column, part := range want {
			if got := texts(p.Table, column)[n]; !strings.Contains(got, part) {
				t.Errorf("%s, %s: %s", name, column, got)
			}
		}
	}
}

// TestSampleLead: how many of how many, the seed and how it chooses.
func TestSampleLead(t *testing.T) {
	r := sampled(t, 3, "2026 Q4")
	lead := strings.Join(partOf(r, "sample").Lead, "\n")
	for _, want := range []string{"20 of 159 items, 3 of each kind and verdict", "3 of 7 unsupported VMs", "2 of 2 undetermined disks", "3 of 108 supported disks", "“2026 Q4”", "sha256sum"} {
		if !strings.Contains(lead, want) {
			t.Errorf("nothing of %s in\n%s", want, lead)
		}
	}
	if strings.Contains(lead, "checksums of the inputs") || strings.Contains(lead, "masked") {
		t.Error("it speaks of a seed that nobody gave, or of a mask:", lead)
	}
	r = sampled(t, 3, evaluate.SeedOf(r.Judgement.Inventory))
	if lead := strings.Join(partOf(r, "sample").Lead, "\n"); !strings.Contains(lead, "checksums of the inputs") {
		t.Error("it does not say where the seed is from:", lead)
	}
}

// TestSampleMasked: the same items, none of their names.
func TestSampleMasked(t *testing.T) {
	plain := texts(partOf(sampled(t, 3, "s"), "sample").Table, "rules")
	r := sample(t)
	names := map[string]bool{}
	for _, it := range r.Judgement.Inventory.Items {
		names[it.Name()], names[it.ResourceGroup()], names[it.Subscription()] = true, true, true
	}
	mask, err := inventory.NewMask(inventory.MaskClasses, []byte("0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	mask.Apply(r.Judgement.Inventory)
	r.Judgement, r.Masked = evaluate.Judge(r.Judgement.Inventory, r.Judgement.Editions), "all"
	r.Sample = evaluate.Draw(r.Judgement, 3, "s")
	p := partOf(r, "sample")
	if got := texts(p.Table, "rules"); !slices.Equal(got, plain) {
		t.Errorf("%s, without a mask %s", got, plain)
	}
	if !strings.Contains(strings.Join(p.Lead, "\n"), "are masked") {
		t.Error("the lead does not say that names are masked")
	}
	for cells := range p.Table.Rows {
		for _, c := range cells {
			for word := range strings.FieldsFuncSeq(c.Text, func(r rune) bool { return strings.ContainsRune(" /;,", r) }) {
				if names[word] {
					t.Errorf("%q in %s", word, c.Text)
				}
			}
		}
	}
}

// TestSampleCommands: an id of an input is one word of the shell.
func TestSampleCommands(t *testing.T) {
	const id = "/subscriptions/s/resourceGroups/$(x)/providers/Microsoft.Compute/virtualMachines/a'; rm -rf ~ #"
	it, err := inventory.Example(inventory.VM, map[string]any{"vm.size": "Standard_B1s"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := sample(t)
	for shown, want := range map[string]string{
		id: `az vm show -d -o json --ids '/subscriptions/s/resourceGroups/$(x)/providers/Microsoft.Compute/virtualMachines/a'\''; rm -rf ~ #'`,
		"/subscriptions/s/resourceGroups/g/providers/Microsoft.ClassicCompute/virtualMachines/a": "az resource show -o json --ids /subscriptions/s/resourceGroups/g/providers/Microsoft.ClassicCompute/virtualMachines/a",
		"--help": "az vm show -d --subscription SUBSCRIPTION -g RESOURCEGROUP -n '$(a)' -o json",
	} {
		it.Identify(inventory.Identity{ID: shown, Name: "$(a)"})
		r.Judgement = evaluate.Judge(&inventory.Inventory{Items: []*inventory.Item{it}}, r.Judgement.Editions)
		r.Sample = evaluate.Draw(r.Judgement, 1, "s")
		if got := texts(partOf(r, "sample").Table, "command")[0]; !strings.HasPrefix(got, want) {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}
