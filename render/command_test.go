package render

import (
	"io"
	"strings"
	"testing"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
)

func TestFillPage(t *testing.T) {
	vm := inventory.Named(inventory.VM, inventory.Identity{Name: "it's; rm -rf /", ResourceGroup: "rg-web", Subscription: "0b1c", ID: "/subscriptions/0b1c/x"})
	disks := []*inventory.Item{inventory.Named(inventory.Disk, inventory.Identity{Name: "data 1", ResourceGroup: "rg-web"}),
		inventory.Named(inventory.Disk, inventory.Identity{Name: "$(touch x)", ResourceGroup: "RG"})}
	page := "Text with {name} stays.\nSo does {name} here.\n```sh\naz vm show --name {name} --resource-group {resourceGroup}\naz disk show --name {disk} --resource-group {diskResourceGroup}\n```\n```powershell\nGet-AzVM -Name {name}\n```"
	want := "Text with {name} stays.\nSo does {name} here.\n```sh\naz vm show --name 'it'\\''s; rm -rf /' --resource-group rg-web\naz disk show --name 'data 1' --resource-group rg-web\naz disk show --name '$(touch x)' --resource-group RG\n```\n```powershell\nGet-AzVM -Name 'it''s; rm -rf /'\n```"
	if got := fillPage(page, vm, disks); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestFillDisks: a line on disks is there once for each that the finding is about,
// and once in capitals where it is about none.
func TestFillDisks(t *testing.T) {
	vm := inventory.Named(inventory.VM, inventory.Identity{Name: "web"})
	disk := func(name string) *inventory.Item {
		return inventory.Named(inventory.Disk, inventory.Identity{Name: name})
	}
	for _, test := range []struct {
		about []*inventory.Item
		want  string
	}{
		{nil, "```sh\nshow DISK of web\n```"},
		{[]*inventory.Item{disk("a")}, "```sh\nshow a of web\n```"},
		{[]*inventory.Item{disk("a"), disk("b")}, "```sh\nshow a of web\nshow b of web\n```"},
	} {
		if got := fillPage("```sh\nshow {disk} of {name}\n```", vm, test.about); got != test.want {
			t.Errorf("%d disks: %s", len(test.about), got)
		}
	}
}

// attached is a VM with three disks, and the first of them, which has a record of
// its own.
func attached(t *testing.T) (vm, disk *inventory.Item) {
	t.Helper()
	const group = "/subscriptions/sub/resourceGroups/rg-%/providers/Microsoft.Compute/"
	id := func(in, name string) string { return strings.Replace(group, "%", in, 1) + name }
	export := `[{"id":"` + id("vm", "virtualMachines/web") + `","name":"web","type":"Microsoft.Compute/virtualMachines","location":"westeurope",
		"storageProfile":{"osDisk":{"osType":"Linux","managedDisk":{"id":"` + id("os", "disks/os") + `"}},"dataDisks":[
		{"lun":4,"managedDisk":{"id":"` + id("a", "disks/data-a") + `"}},{"lun":7,"managedDisk":{"id":"` + id("b", "disks/data-b") + `"}}]}},
		{"id":"` + id("os", "disks/os") + `","name":"os","type":"Microsoft.Compute/disks","location":"westeurope","managedBy":"` + id("vm", "virtualMachines/web") + `"}]`
	inv, err := inventory.Read([]inventory.Source{{Name: "estate.json", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(export)), nil }}})
	if err != nil || len(inv.Items) != 2 {
		t.Fatal(err, len(inv.Items))
	}
	for _, it := range inv.Items {
		if it.Kind == inventory.VM {
			vm = it
		} else {
			disk = it
		}
	}
	return vm, disk
}

// TestFillEvery: each placeholder is what it says, of the item, of the disk at
// hand, and of the VM that holds the item.
func TestFillEvery(t *testing.T) {
	vm, disk := attached(t)
	line := ""
	for _, name := range placeholders {
		line += " {" + name + "}"
	}
	disks := vm.Disks()[1:]
	got := fillLine(line, escape, vm, disks)
	want := []string{
		" web rg-vm sub westeurope " + vm.ID() + " data-a rg-a " + disks[0].ID() + " 4 VM VMRESOURCEGROUP",
		" web rg-vm sub westeurope " + vm.ID() + " data-b rg-b " + disks[1].ID() + " 7 VM VMRESOURCEGROUP",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("of a VM:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	got = fillLine(line, escape, disk, nil)
	if want := " os rg-os sub westeurope " + disk.ID() + " DISK DISKRESOURCEGROUP DISKID LUN web rg-vm"; strings.Join(got, "\n") != want {
		t.Errorf("of a disk: %s\nwant %s", got, want)
	}
}

// TestCommands: one desk after the other fills the commands of a page, and only
// those for a shell, with the words of the item and of the disks at hand.
func TestCommands(t *testing.T) {
	vm, disk := attached(t)
	page := &matrix.Guide{How: "Say {name}.\n```powershell\nGet {name}\n```\n```sh\nshow {name}\nmove {disk} of {name}\n```\nand {name}\n"}
	rule := &evaluate.Rule{Guide: page}
	d := newDesk()
	on := func(it *inventory.Item, paths []string, about ...int) string {
		finding := &evaluate.Finding{Rule: rule, Paths: paths, Grounds: evaluate.Grounds{About: about}}
		return commands(found{&evaluate.Assessment{Item: it}, nil, finding, d})
	}
	paths := []string{"standard"}
	for _, got := range []struct{ said, want string }{
		{on(vm, paths, 1, 2), "show web\nmove data-a of web\nmove data-b of web"},
		{on(vm, paths, 2), "show web\nmove data-b of web"},
		{on(disk, paths), "show os\nmove DISK of os"},
		{on(vm, paths), "show web\nmove DISK of web"},
		{on(vm, nil, 1), ""}, // only to know
	} {
		if got.said != got.want {
			t.Errorf("got\n%s\nwant\n%s", got.said, got.want)
		}
	}
	if vm.Disks()[0].Name() != "os" {
		t.Errorf("disks in the order %s", vm.Disks()[0].Name())
	}
	if disks := (found{&evaluate.Assessment{Item: vm}, nil, &evaluate.Finding{Grounds: evaluate.Grounds{About: []int{0, 2}}}, d}); string(appendNames(nil, disks)) != "os, data-b" {
		t.Errorf("names %s", appendNames(nil, disks))
	}
}

func TestFillUnknown(t *testing.T) {
	disk := inventory.Named(inventory.Disk, inventory.Identity{Name: "d1"})
	if got := fill("az vm show --name {vm} --resource-group {vmResourceGroup}", `'\''`, disk, nil); got != "az vm show --name VM --resource-group VMRESOURCEGROUP" {
		t.Error(got)
	}
}

func TestFillLeavesOtherBraces(t *testing.T) {
	vm := inventory.Named(inventory.VM, inventory.Identity{Name: "web"})
	for line, want := range map[string]string{
		"{{name}} ${x} {name": "{web} ${x} {name",
		"--query '{a:{name}}": "--query '{a:web}",
		"{} {unknown}{name}":  "{} {unknown}web",
	} {
		if got := fill(line, `'\''`, vm, nil); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
}

func TestQuotedKeepsToOneLine(t *testing.T) {
	for value, want := range map[string]string{
		"plain-name_1.vhd":  "plain-name_1.vhd",
		"_./:azAZ09@%+=,-":  "_./:azAZ09@%+=,-",
		"-starts-with-dash": "'-starts-with-dash'",
		"two\nlines":        `'two\x0alines'`,
		"a`b":               "'a`b'",
		"ÅÄÖ":               "'ÅÄÖ'",
		"it's":              `'it'\''s'`,
		"":                  "''",
	} {
		if got := quoted(value, `'\''`); got != want {
			t.Errorf("%q: %s, want %s", value, got, want)
		}
	}
	for _, sign := range " !\"#$&()*;<>?[\\]^`{|}~" {
		value := "a" + string(sign) + "b"
		for _, escape := range []string{escape, inPowerShell} {
			if got := quoted(value, escape); got != "'"+value+"'" {
				t.Errorf("%q: %s", value, got)
			}
		}
	}
}

// TestQuotedForPowerShell: it ends a text at curly quotes too, and takes a comma
// for the sign between two of a list.
func TestQuotedForPowerShell(t *testing.T) {
	for value, want := range map[string]string{
		"plain-name_1.vhd":    "plain-name_1.vhd",
		"it's":                "'it''s'",
		"x’; Remove-AzVM y ‘": "'x’’; Remove-AzVM y ‘‘'",
		"‚‛":                  "'‚‚‛‛'",
		"a,b":                 "'a,b'",
		"$(x)":                "'$(x)'",
	} {
		if got := quoted(value, inPowerShell); got != want {
			t.Errorf("%q: %s, want %s", value, got, want)
		}
	}
	if got := quoted("a,’b", escape); got != "'a,’b'" {
		t.Errorf("in other shells these are signs as any: %s", got)
	}
}

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"plain":             "plain",
		"\x1b[2J\x07":       `\x1b[2J\x07`,
		"a\u202eb":          `a\u202eb`,
		"tab\tand\x00":      `tab\x09and\x00`,
		"\xff\xfe":          `\xff\xfe`,
		"zero\u200bwidth":   `zero\u200bwidth`,
		"👩\u200d🚀 é ☃️":     "👩\u200d🚀 é ☃️",
		"c1 \u009b":         `c1 \u009b`,
		"already \uFFFD is": "already \uFFFD is",
		"\ufffd\xff":        "\ufffd\\xff",
		"\ufffe\uffff":      `\ufffe\uffff`, // which XML may not have
		"\x7f\u0080\u0085~": `\x7f\u0080\u0085~`,
		"":                  "",
	} {
		if got := Visible(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
