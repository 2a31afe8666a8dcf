package inventory

import (
	"fmt"
	"strings"
	"testing"
)

// TestContradictingRows: where two rows of one item that state as much contradict
// each other, the value is unknown whatever their order; the rest of them counts,
// and a row that states more outweighs one that states less.
func TestContradictingRows(t *testing.T) {
	disk := func(sku, enabled string) string {
		return aDisk(fullDisk + `,"sku":{"name":"` + sku + `"},"encryptionSettingsCollection":{"enabled":` + enabled + `}`)
	}
	one, other := disk("Premium_LRS", "false"), disk("UltraSSD_LRS", "true")
	for _, test := range []struct{ name, a, b, want string }{
		{"they contradict each other", one, other, "missing, missing, 4"},
		{"in one alone", one, disk("Premium_LRS", "true"), "Premium_LRS, missing, 4"},
		{"case is none", one, disk("premium_lrs", "false"), "Premium_LRS, false, 4"},
		{"what is assumed contradicts nothing", aDisk(fullDisk + `,"sku":{"name":"Premium_LRS"},"tier":"P4"`), disk("Premium_LRS", "true"), "Premium_LRS, true, 4"},
		{"one is fuller", strings.Replace(one, `"diskSizeGB":4`, `"diskSizeGB":4,"tier":"P4"`, 1), other, "Premium_LRS, false, 4"},
	} {
		for _, text := range []string{"[" + test.a + "," + test.b + "]", "[" + test.b + "," + test.a + "]"} {
			inv := readText(t, text)
			it := inv.Items[0]
			if got := fmt.Sprintf("%s, %s, %s", it.get("disk.sku"), it.get("disk.adeEnabled"), it.get("disk.sizeGiB")); len(inv.Items) != 1 || !strings.EqualFold(got, test.want) {
				t.Errorf("%s: %s, want %s\n%s", test.name, got, test.want, text)
			}
		}
	}
}

// TestRowsInAnyOrder: three rows and more of one item give the same item in every
// order, be it that they contradict each other in turn or state more or less.
func TestRowsInAnyOrder(t *testing.T) {
	sku := func(name, more string) string { return aDisk(fullDisk + `,"sku":{"name":"` + name + `"}` + more) }
	a, b := sku("Premium_LRS", `,"tags":{"owner":"ann"}`), sku("UltraSSD_LRS", `,"tags":{"owner":"bob"}`)
	full, less := sku("StandardSSD_LRS", `,"tier":"P4","zones":["1"]`), `{"id":"`+diskID+`a","sku":{"name":"Standard_LRS"},"burstingEnabled":true,"osType":"Linux"}`
	accelerated := func(on, rest string) string {
		return `{"id":"` + vmID + `a",` + wholeVM + rest + `,"storageProfile":{"osDisk":{"createOption":"FromImage","name":"o","managedDisk":{"id":"` + diskID + `o"}},"dataDisks":[{"lun":0,"createOption":"Attach","writeAcceleratorEnabled":` + on + `,"managedDisk":{"id":"` + diskID + `d"}}]}}`
	}
	for _, test := range []struct {
		name string
		rows []string
		want string
	}{
		{"two of three", []string{a, b, a}, "missing; ann"},
		{"one of three", []string{b, a, b}, "missing; ann"},
		{"a fuller one", []string{a, b, full}, "StandardSSD_LRS; ann"},
		{"a fuller one and a lesser one", []string{less, a, b, full}, "StandardSSD_LRS; ann"},
		{"disks of a VM", []string{accelerated("true", ""), accelerated("false", "")}, "missing"},
		{"disks of a fuller VM", []string{accelerated("true", ""), accelerated("false", `,"priority":"Spot"`)}, "false"},
		{"disks of three VMs", []string{accelerated("true", ""), accelerated("true", ""), accelerated("false", "")}, "missing"},
	} {
		for _, rows := range permutations(test.rows) {
			inv := readText(t, "["+strings.Join(rows, ",")+"]")
			it, got := inv.Items[0], ""
			if it.Kind == Disk {
				got = it.get("disk.sku").String() + "; " + it.Tags()[0].Value
			} else {
				got = it.Disks()[1].get("disk.writeAccelerator").String()
			}
			if got != test.want || len(inv.Inputs[0].Problems) == 0 {
				t.Errorf("%s: %s, want %s; %v", test.name, got, test.want, inv.Inputs[0].Problems)
			}
		}
	}
}

func permutations(list []string) (all [][]string) {
	if len(list) <= 1 {
		return [][]string{list}
	}
	for i := range list {
		rest := append(append([]string{}, list[:i]...), list[i+1:]...)
		for _, tail := range permutations(rest) {
			all = append(all, append([]string{list[i]}, tail...))
		}
	}
	return all
}

// TestTagsOfRows: rows that differ in their tags alone are told of.
func TestTagsOfRows(t *testing.T) {
	row := func(owner string) string { return aDisk(fullDisk + `,"tags":{"owner":"` + owner + `"}`) }
	for _, test := range []struct {
		a, b string
		want int
	}{{row("ann"), row("bob"), 1}, {row("ann"), row("ann"), 0}} {
		problems := readText(t, "["+test.a+","+test.b+"]").Inputs[0].Problems
		if len(problems) != test.want || test.want == 1 && !strings.Contains(problems[0].Text, "(first: a: tags)") {
			t.Errorf("%s, %s: %v", test.a, test.b, problems)
		}
	}
}

// TestSettled: what is stated counts before what is assumed, that before what is not
// recognised, and the fullest row before others.
func TestSettled(t *testing.T) {
	none, said, other, assumed, odd := Value{}, Text("a"), Text("b"), Text("c").Assumed(), Unrecognised("d")
	apart := func(a, b int) bool { return a == b }
	alike := func(_, _ int) bool { return true }
	for i, test := range []struct {
		values []Value
		equals func(a, b int) bool
		want   Value
	}{
		{[]Value{said, other}, apart, said}, {[]Value{said, other}, alike, none}, {[]Value{said, none, Text("A")}, alike, said},
		{[]Value{assumed, said}, apart, said}, {[]Value{assumed, said}, alike, said}, {[]Value{odd, said}, apart, said},
		{[]Value{odd, assumed}, apart, assumed}, {[]Value{assumed, odd}, apart, assumed}, {[]Value{none, odd}, apart, odd}, {[]Value{none, none}, alike, none},
	} {
		if got := settled(test.values, test.equals); got.String() != test.want.String() {
			t.Errorf("%d: %s, want %s", i, got, test.want)
		}
	}
}

// TestSameDisk: two rows of a VM name one disk by its id, else by its name, else by
// its place.
func TestSameDisk(t *testing.T) {
	disk := func(id, name, role string, lun int64) *Item {
		d := newItem(Disk, Position{})
		if id != "" {
			d.setID(diskID + id)
		}
		d.called().name = name
		d.set("disk.role", Text(role))
		d.set("disk.lun", Int(lun))
		return d
	}
	for i, test := range []struct {
		a, b *Item
		want bool
	}{
		{disk("x", "", "data", 0), disk("X", "", "data", 1), true}, {disk("x", "n", "data", 0), disk("y", "n", "data", 0), false},
		{disk("x", "n", "data", 0), disk("", "N", "data", 1), true}, {disk("x", "n", "data", 0), disk("", "m", "data", 0), false},
		{disk("", "n", "data", 0), disk("", "", "data", 0), true}, {disk("", "", "data", 0), disk("", "", "data", 1), false}, {disk("", "", "data", 0), disk("", "", "os", 0), false},
	} {
		if got := sameDisk(test.a, test.b); got != test.want || sameDisk(test.b, test.a) != test.want {
			t.Errorf("%d: %v", i, got)
		}
	}
}

// TestWeight: what is assumed makes a row fuller, and what is stated more so.
func TestWeight(t *testing.T) {
	weigh := func(sku Value) int {
		d := newItem(Disk, Position{})
		d.set("disk.sku", sku)
		return d.weight()
	}
	if a, b, c, d := weigh(Value{}), weigh(Unrecognised("x")), weigh(Text("x").Assumed()), weigh(Text("x")); a != 0 || b != 0 || c != 1 || d != 2 {
		t.Error(a, b, c, d)
	}
}
