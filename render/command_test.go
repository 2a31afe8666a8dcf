package render

import (
	"testing"

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
