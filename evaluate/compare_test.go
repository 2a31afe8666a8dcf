package evaluate

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/evaluate/waiver"
	"github.com/backready/backready/inventory"
)

// fatalist is what tests and properties have in common.
type fatalist interface {
	Helper()
	Fatal(args ...any)
}

// vm makes a VM of that id for a comparison.
func vm(t fatalist, id string, v values, disks ...map[string]any) *inventory.Item {
	t.Helper()
	return named(t, inventory.VM, id, v, append([]map[string]any{}, disks...))
}

func disk(t fatalist, id string, v values) *inventory.Item {
	t.Helper()
	return named(t, inventory.Disk, id, v, nil)
}

func named(t fatalist, kind inventory.Kind, id string, v values, disks []map[string]any) *inventory.Item {
	t.Helper()
	it, err := inventory.Example(kind, v, disks)
	if err != nil {
		t.Fatal(err)
	}
	it.Identify(inventory.Identity{ID: id, Name: id})
	for i, d := range it.Disks() {
		d.Identify(inventory.Identity{ID: d.ID(), Name: fmt.Sprint("disk", i)})
	}
	return it
}

func without(v values, field string) values {
	less := values{}
	for name, value := range v {
		if name != field {
			less[name] = value
		}
	}
	return less
}

func judgementOf(editions []*Edition, items ...*inventory.Item) *Judgement {
	return Judge(&inventory.Inventory{Items: items}, editions)
}

// told is a comparison in words: each item that changed, with its rules.
func told(c *Comparison) string {
	var b strings.Builder
	for i := range c.Items {
		it := &c.Items[i]
		if !it.Changed() {
			continue
		}
		fmt.Fprintf(&b, "%s %s%s\n", it.Item().ID(), it.Status, because(it.Causes))
		for _, r := range it.Rules {
			fmt.Fprintf(&b, "  %s %s: %s → %s%s\n", r.Rule.ID, r.Status, r.Old, r.New, because(r.Causes))
		}
	}
	return b.String()
}

func because(causes []Cause) string {
	said := ""
	for _, c := range causes {
		said += fmt.Sprintf("; %s %s %s %s→%s", c.Kind, c.Field, c.Disk, c.From, c.To)
	}
	return strings.Join(strings.Fields(said), " ")
}

// A later edition: small VMs are fine, Ultra Disks on no path, NICs no matter.
func later(t testing.TB) *Edition {
	text := strings.NewReplacer("vms@2026-01-01", "vms@2026-07-01", `date: "2026-01-01"`, `date: "2026-07-01"`,
		"vm.vcpus: {max: 1}", "vm.vcpus: {max: 0}", "{standard: unsupported, other: limited}, says: \"ultra\"", "unsupported, says: \"ultra\"",
		"vm.nicCount: {min: 2}", "vm.nicCount: {min: 200}").Replace(vmEdition)
	e := compileText(t, text)
	e.SHA256 = "later"
	return e
}

// fewer is an edition without the rule on network cards.
func fewer(t testing.TB) *Edition {
	_, rest, _ := strings.Cut(vmEdition, "  - id: vm/nics")
	_, rest, _ = strings.Cut(rest, "  - id: vm/ultra")
	before, _, _ := strings.Cut(vmEdition, "  - id: vm/nics")
	text := strings.NewReplacer("vms@2026-01-01", "vms@2026-09-01", `date: "2026-01-01"`, `date: "2026-09-01"`).Replace(before + "  - id: vm/ultra" + rest)
	return compileText(t, text)
}

// own is a matrix of one's own.
func own(t testing.TB) *Edition {
	return compileText(t, strings.NewReplacer("disks@", "own@", "matrix: disks", "matrix: own", "disk/ultra", "disk/no-ultra").Replace(diskEdition))
}

// turned is an edition whose usual path is another one; its rules are the same.
func turned(t testing.TB) *Edition {
	const standard, enhanced = "  - {id: standard, title: Standard, current: {policy.type: {is: V1}}}\n", "  - {id: enhanced, title: Enhanced, current: {policy.type: {is: V2}}}\n"
	text := strings.NewReplacer("vms@2026-01-01", "vms@2026-10-01", `date: "2026-01-01"`, `date: "2026-10-01"`, standard+enhanced, enhanced+standard).Replace(vmEdition)
	return compileText(t, text)
}

// smallLinux is an edition that takes no small VMs with Linux (all), or neither
// small ones nor any with Linux (any).
func smallLinux(t *testing.T, join string) *Edition {
	return compileText(t, strings.NewReplacer("vms@2026-01-01", "vms@2026-11-0"+map[string]string{"all": "1", "any": "2"}[join],
		"when: {vm.vcpus: {max: 1}}", "when: {"+join+": [{vm.vcpus: {max: 1}}, {vm.osType: {is: Linux}}]}", `date: "2026-01-01"`, `date: "2026-11-0`+map[string]string{"all": "1", "any": "2"}[join]+`"`).Replace(vmEdition))
}

func TestCompareCauses(t *testing.T) {
	vms, disks, next := compileText(t, vmEdition), compileText(t, diskEdition), later(t)
	now := []*Edition{vms, disks}
	good, ultra := plain("Premium_LRS"), plain("UltraSSD_LRS")
	type items []*inventory.Item
	for _, test := range []struct {
		name      string
		old, new  items
		was, is   []*Edition
		want, way string // way: what the other direction says, where it is not tested elsewhere
	}{
		{"nothing", items{vm(t, "a", healthy(nil), ultra)}, items{vm(t, "A", healthy(nil), ultra)}, now, now, "", ""},
		{"a value", items{vm(t, "a", healthy(nil), good)}, items{vm(t, "a", healthy(values{"vm.nicCount": 2}), good)}, now, now,
			"a unchanged\n  vm/nics new: supported → limited; inventory vm.nicCount 1→2\n",
			"a unchanged\n  vm/nics resolved: limited → supported; inventory vm.nicCount 2→1\n"},
		{"a value that does not matter is no cause", items{vm(t, "a", healthy(values{"guest.containers": true}), good)},
			items{vm(t, "a", healthy(values{"vm.osType": "Linux", "guest.containers": true, "vm.nicCount": 1}), good)}, now, now,
			"a worse; inventory vm.osType Windows→Linux\n  vm/containers new: supported → unsupported; inventory vm.osType Windows→Linux\n", ""},
		{"a value because of which another one matters that lacks", items{vm(t, "a", healthy(nil), good)}, items{vm(t, "a", healthy(values{"vm.osType": "Linux"}), good)}, now, now,
			"a unchanged\n  vm/containers new: supported → limited; inventory vm.osType Windows→Linux\n",
			"a unchanged\n  vm/containers resolved: limited → supported; inventory vm.osType Linux→Windows\n"},
		{"the edition has a rule less", items{vm(t, "a", healthy(values{"vm.nicCount": 2}), good)}, items{vm(t, "a", healthy(values{"vm.nicCount": 3}), good)}, now, []*Edition{fewer(t), disks},
			"a unchanged\n  vm/nics resolved: limited → supported; edition vms@2026-01-01→vms@2026-09-01\n",
			"a unchanged\n  vm/nics new: supported → limited; edition vms@2026-09-01→vms@2026-01-01\n"},
		{"a limit to know is no cause of a verdict", items{vm(t, "a", healthy(nil), good)}, items{vm(t, "a", healthy(values{"vm.nicCount": 2, "vm.size": "Standard_B1s"}), good)}, now, now,
			"a worse; inventory vm.vcpus 2→1\n  vm/nics new: supported → limited; inventory vm.nicCount 1→2\n  vm/size new: supported → unsupported; inventory vm.vcpus 2→1\n", ""},
		{"a disk because of which a size matters that lacks", items{vm(t, "a", healthy(nil), good)},
			items{vm(t, "a", healthy(nil), good, values{"disk.sku": "Premium_LRS", "disk.role": "os", "disk.maxShares": 1})}, now, now,
			"a worse; inventory vm.disksTotalGiB 50→at least 50\n  vm/size new: supported → undetermined; inventory vm.disksTotalGiB 50→at least 50\n",
			"a better; inventory vm.disksTotalGiB at least 50→50\n  vm/size resolved: undetermined → supported; inventory vm.disksTotalGiB at least 50→50\n"},
		{"the type of a disk", items{vm(t, "a", healthy(nil), good)}, items{vm(t, "a", healthy(nil), ultra)}, now, now,
			"a worse; inventory disk.sku disk0 Premium_LRS→UltraSSD_LRS\n  vm/ultra new: supported → unsupported; inventory disk.sku disk0 Premium_LRS→UltraSSD_LRS\n", ""},
		{"a disk attached", items{vm(t, "a", healthy(nil), good)}, items{vm(t, "a", healthy(nil), good, ultra)}, now, now,
			"a worse; inventory vm.disks disk1 →attached; inventory vm.dataDiskCount 1→2\n" +
				"  vm/ultra new: supported → unsupported; inventory vm.disks disk1 →attached\n" +
				"  vm/size new: supported → limited; inventory vm.dataDiskCount 1→2\n",
			"a better; inventory vm.disks disk1 attached→; inventory vm.dataDiskCount 2→1\n" +
				"  vm/ultra resolved: unsupported → supported; inventory vm.disks disk1 attached→\n" +
				"  vm/size resolved: limited → supported; inventory vm.dataDiskCount 2→1\n"},
		{"an item came", items{vm(t, "a", healthy(nil), good)}, items{vm(t, "a", healthy(nil), good), vm(t, "b", healthy(values{"vm.size": "Standard_B1s"}), good)}, now, now,
			"b came; item vm →came\n  vm/size came: supported → unsupported; item vm →came\n",
			"b went; item vm went→\n  vm/size went: unsupported → supported; item vm went→\n"},
		{"the list of disks is no longer there", items{vm(t, "a", healthy(nil), good), disk(t, "x", ultra)}, items{vm(t, "a", healthy(nil), good)}, now, now,
			"x went; data disk went→\n  disk/ultra went: unsupported → supported; data disk went→\n", ""},
		{"the edition", items{vm(t, "a", healthy(values{"vm.size": "Standard_B1s"}), good)}, items{vm(t, "a", healthy(values{"vm.size": "Standard_B1s"}), good)}, now, []*Edition{next, disks},
			"a better; edition vms@2026-01-01→vms@2026-07-01\n  vm/size resolved: unsupported → supported; edition vms@2026-01-01→vms@2026-07-01\n", ""},
		{"the inventory, whatever the edition", items{vm(t, "a", healthy(nil), good)}, items{vm(t, "a", healthy(values{"vm.osType": "Linux", "guest.containers": true}), good)}, now, []*Edition{next, disks},
			"a worse; inventory vm.osType Windows→Linux; data guest.containers missing→true\n" +
				"  vm/containers new: supported → unsupported; inventory vm.osType Windows→Linux; data guest.containers missing→true\n", ""},
		{"the edition though the inventory changed too", items{vm(t, "a", healthy(values{"vm.size": "Standard_B1s"}), good)},
			items{vm(t, "a", healthy(values{"vm.size": "Standard_B1ms"}), good)}, now, []*Edition{next, disks},
			"a better; edition vms@2026-01-01→vms@2026-07-01\n  vm/size resolved: unsupported → supported; edition vms@2026-01-01→vms@2026-07-01\n", ""},
		{"both", items{vm(t, "a", healthy(values{"vm.nicCount": 3}), good)}, items{vm(t, "a", healthy(nil), good)}, now, []*Edition{next, disks},
			"a unchanged\n  vm/nics resolved: limited → supported; inventory vm.nicCount 3→1; edition vms@2026-01-01→vms@2026-07-01\n", ""},
		{"a matrix of one's own came", items{disk(t, "x", ultra)}, items{disk(t, "x", ultra)}, now, []*Edition{vms, disks, own(t)},
			"x unchanged\n  disk/ultra unchanged: unsupported → unsupported\n  disk/no-ultra not assessed before: supported → unsupported; matrix →own@2026-01-01\n",
			"x unchanged\n  disk/ultra unchanged: unsupported → unsupported\n  disk/no-ultra no longer assessed: unsupported → supported; matrix own@2026-01-01→\n"},
		{"only what went the way of the verdict is its cause", items{vm(t, "a", healthy(nil), good, good)},
			items{vm(t, "a", healthy(values{"vm.osType": "Linux", "guest.containers": true}), good)}, now, now,
			"a worse; inventory vm.osType Windows→Linux; data guest.containers missing→true\n" +
				"  vm/containers new: supported → unsupported; inventory vm.osType Windows→Linux; data guest.containers missing→true\n" +
				"  vm/size resolved: limited → supported; inventory vm.dataDiskCount 2→1\n", ""},
		{"several values, none of which matters alone", items{vm(t, "a", healthy(nil), good)}, items{vm(t, "a", healthy(values{"vm.size": "Standard_B1s", "vm.osType": "Linux", "guest.containers": false}), good)},
			[]*Edition{smallLinux(t, "all")}, []*Edition{smallLinux(t, "any")},
			"a worse; inventory vm.osType Windows→Linux; inventory vm.vcpus 2→1\n" +
				"  vm/size new: supported → unsupported; inventory vm.osType Windows→Linux; inventory vm.vcpus 2→1\n", ""},
		{"another usual path, no rule", items{vm(t, "a", healthy(nil), ultra)}, items{vm(t, "a", healthy(nil), ultra)}, now, []*Edition{turned(t), disks},
			"a better; edition vms@2026-01-01→vms@2026-10-01\n  vm/ultra unchanged: unsupported → unsupported\n",
			"a worse; edition vms@2026-10-01→vms@2026-01-01\n  vm/ultra unchanged: unsupported → unsupported\n"},
		{"judged by no matrix any more", items{disk(t, "x", ultra)}, items{disk(t, "x", ultra)}, now, []*Edition{vms},
			"x no longer assessed; matrix disks@2026-01-01→\n  disk/ultra no longer assessed: unsupported → supported; matrix disks@2026-01-01→\n",
			"x not assessed before; matrix →disks@2026-01-01\n  disk/ultra not assessed before: supported → unsupported; matrix →disks@2026-01-01\n"},
		{"better in one way of backup and worse in none", items{vm(t, "a", healthy(nil), ultra)}, items{vm(t, "a", healthy(nil), ultra)}, []*Edition{next, disks}, now,
			"a unchanged\n  vm/ultra better: unsupported → unsupported; edition vms@2026-07-01→vms@2026-01-01\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			old, new := judgementOf(test.was, test.old...), judgementOf(test.is, test.new...)
			if diff := cmp.Diff(test.want, told(Compare(old, new))); diff != "" {
				t.Error(diff)
			}
			if test.way == "" {
				return
			}
			if diff := cmp.Diff(test.way, told(Compare(new, old))); diff != "" {
				t.Error("back:", diff)
			}
		})
	}
}

// TestCompareLostData: what a column no longer says is never called resolved,
// neither where the rule is then undetermined nor where it is not assessed.
func TestCompareLostData(t *testing.T) {
	e := []*Edition{compileText(t, vmEdition)}
	linux := healthy(values{"vm.osType": "Linux", "guest.containers": true, "vm.nicCount": 2})
	for _, test := range []struct{ field, want, back string }{
		{"guest.containers",
			"a no longer assessed; data guest.containers true→missing\n  vm/nics unchanged: limited → limited\n  vm/containers no longer assessed: unsupported → not assessed; data guest.containers true→missing\n",
			"a not assessed before; data guest.containers missing→true\n  vm/nics unchanged: limited → limited\n  vm/containers not assessed before: not assessed → unsupported; data guest.containers missing→true\n"},
		{"vm.nicCount",
			"a unchanged\n  vm/nics no longer assessed: limited → undetermined; data vm.nicCount 2→missing\n  vm/containers unchanged: unsupported → unsupported\n",
			"a unchanged\n  vm/nics not assessed before: undetermined → limited; data vm.nicCount missing→2\n  vm/containers unchanged: unsupported → unsupported\n"},
	} {
		full := judgementOf(e, vm(t, "a", linux, plain("Premium_LRS")))
		less := judgementOf(e, vm(t, "a", without(linux, test.field), plain("Premium_LRS")))
		if diff := cmp.Diff(test.want, told(Compare(full, less))); diff != "" {
			t.Error(test.field, diff)
		}
		if diff := cmp.Diff(test.back, told(Compare(less, full))); diff != "" {
			t.Error(test.field, "back:", diff)
		}
	}
}

// TestCompareDisksNotNamed: a VM list without disks is a want of data.
func TestCompareDisksNotNamed(t *testing.T) {
	e := []*Edition{compileText(t, vmEdition)}
	unnamed := named(t, inventory.VM, "a", healthy(nil), nil)
	c := Compare(judgementOf(e, vm(t, "a", healthy(nil), plain("Premium_LRS"))), judgementOf(e, unnamed))
	got := told(c)
	for _, want := range []string{"a no longer assessed", "vm/ultra no longer assessed: supported → undetermined; data vm.disks all named→missing"} {
		if !strings.Contains(got, want) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestCompareWithoutIDs: where an export names the disks of VMs and gives no ids,
// they are the same by their names, and without either none is the same.
func TestCompareWithoutIDs(t *testing.T) {
	e := []*Edition{compileText(t, vmEdition)}
	holding := func(name, sku string) *Judgement {
		it := vm(t, "a", healthy(nil), plain(sku))
		it.Disks()[0].Identify(inventory.Identity{Name: name})
		return judgementOf(e, it)
	}
	for _, test := range []struct{ was, is, want string }{
		{"Data", "data", "inventory disk.sku data Premium_LRS→UltraSSD_LRS"},
		{"one", "two", "inventory vm.disks two →attached"},
		{"", "", "inventory vm.disks →attached"},
	} {
		got := told(Compare(holding(test.was, "Premium_LRS"), holding(test.is, "UltraSSD_LRS")))
		if !strings.Contains(got, "vm/ultra new: supported → unsupported; "+test.want+"\n") {
			t.Errorf("%q and %q: %s", test.was, test.is, got)
		}
	}
}

// TestOpenFindings: a finding is open where a value lacks or was not recognised,
// not where the matrix itself leaves the case undetermined.
func TestOpenFindings(t *testing.T) {
	lacking, unread := []string{"vm.size"}, []string{"vm.vcpus"}
	for _, test := range []struct {
		finding Finding
		want    bool
	}{
		{Finding{Verdict: Undetermined, Grounds: Grounds{Lacking: lacking}}, true},
		{Finding{Verdict: Undetermined, Grounds: Grounds{Unread: unread}}, true},
		{Finding{Verdict: Undetermined, Grounds: Grounds{Lacking: lacking, Unread: unread}}, true},
		{Finding{Verdict: Undetermined}, false},
		{Finding{Verdict: Limited, Grounds: Grounds{Lacking: lacking}}, false},
	} {
		if got := test.finding.open(); got != test.want {
			t.Errorf("%+v: %v", test.finding, got)
		}
	}
}

// TestWorsened: worse on one path is enough.
func TestWorsened(t *testing.T) {
	bad, limited := Standing{Verdict: Unsupported}, Standing{Verdict: Limited}
	for _, test := range []struct {
		was, is stance
		want    bool
	}{
		{stance{}, stance{}, false},
		{stance{}, stance{"a": limited}, true},
		{stance{"a": limited}, stance{}, false},
		{stance{"a": limited, "b": bad}, stance{"a": bad, "b": limited}, true},
		{stance{"a": limited}, stance{"a": {Verdict: Undetermined, Open: true}}, false}, // not known is not worse
	} {
		if got := (&RuleChange{before: test.was, after: test.is}).Worsened(); got != test.want {
			t.Errorf("%v, %v: %v", test.was, test.is, got)
		}
	}
}

// TestSameEdition: an edition of one's own keeps its name when it is altered.
func TestSameEdition(t *testing.T) {
	edition := func(id, sum string) *Edition { return &Edition{Edition: &matrix.Edition{ID: id, SHA256: sum}} }
	e := edition("own@2026-01-01", "1")
	for other, want := range map[*Edition]bool{e: true, edition("own@2026-01-01", "1"): true, edition("own@2026-01-01", "2"): false, edition("own@2026-02-01", "1"): false} {
		if SameEdition(e, other) != want {
			t.Errorf("%s %s: %v", other.ID, other.SHA256, !want)
		}
	}
}

// TestCompareProgram: where data and rules are the same, another version of the
// program is the cause.
func TestCompareProgram(t *testing.T) {
	e := []*Edition{compileText(t, vmEdition)}
	old, new := judgementOf(e, vm(t, "a", healthy(nil), plain("Premium_LRS"))), judgementOf(e, vm(t, "a", healthy(nil), plain("Premium_LRS")))
	res := old.assessments[0].Results[0]
	res.Findings = append(res.Findings, &Finding{Rule: e[0].Rules[0], Verdict: Unsupported, Paths: []string{"standard"}})
	if got, want := told(Compare(old, new)), "a unchanged\n  vm/ultra resolved: unsupported → supported; program →\n"; got != want {
		t.Error(cmp.Diff(want, got))
	}
}

// TestCompareStances: what became of a rule, path by path.
func TestCompareStances(t *testing.T) {
	bad, limited, open := Standing{Verdict: Unsupported}, Standing{Verdict: Limited}, Standing{Verdict: Undetermined, Open: true}
	for _, test := range []struct {
		was, is stance
		want    Status
	}{
		{stance{}, stance{}, Unchanged},
		{stance{"a": open}, stance{"a": {Open: true}}, Unchanged},
		{stance{}, stance{"a": bad}, New},
		{stance{}, stance{"a": bad, "b": open}, New},
		{stance{"a": limited}, stance{"a": limited, "b": bad}, Worse},
		{stance{"a": limited}, stance{"a": bad}, Worse},
		{stance{"a": limited, "b": bad}, stance{"a": bad, "b": limited}, Changed},
		{stance{"a": limited, "b": bad}, stance{"a": open, "b": limited}, Changed},
		{stance{"a": limited}, stance{"a": open}, NoLongerAssessed},
	} {
		if got := test.was.to(test.is); got != test.want {
			t.Errorf("%v, %v: %s, want %s", test.was, test.is, got, test.want)
		}
		if got := test.is.to(test.was); got != mirrored[test.want] {
			t.Errorf("%v, %v: %s, want %s", test.is, test.was, got, mirrored[test.want])
		}
	}
}

// TestCompareWaivers: a finding that is as before came under a waiver, or is under
// it no more.
func TestCompareWaivers(t *testing.T) {
	e := []*Edition{compileText(t, diskEdition)}
	under := func(id string) *Judgement {
		j := judgementOf(e, disk(t, "x", plain("UltraSSD_LRS")))
		if id != "" {
			j.assessments[0].Results[0].Findings[0].Waiver = &waiver.Waiver{ID: id}
		}
		return j
	}
	for _, test := range []struct{ was, is, want string }{
		{"", "W-1", "x unchanged\n  disk/ultra accepted: unsupported → unsupported; waiver →W-1\n"},
		{"W-1", "", "x unchanged\n  disk/ultra no longer accepted: unsupported → unsupported; waiver W-1→\n"},
		{"W-1", "W-2", "x unchanged\n  disk/ultra changed: unsupported → unsupported; waiver W-1→W-2\n"},
		{"W-1", "W-1", ""},
	} {
		if diff := cmp.Diff(test.want, told(Compare(under(test.was), under(test.is)))); diff != "" {
			t.Error(diff)
		}
	}
}

var mirrored = map[Status]Status{Unchanged: Unchanged, Changed: Changed, New: Resolved, Resolved: New, Worse: Better, Better: Worse,
	Came: Went, Went: Came, NoLongerAssessed: NotAssessedBefore, NotAssessedBefore: NoLongerAssessed}

// mirror is a comparison as the other direction must say it.
func mirror(c *Comparison) string {
	turned := &Comparison{Items: slices.Clone(c.Items)}
	for i := range turned.Items {
		it := &turned.Items[i]
		it.Old, it.New, it.Status, it.Causes = it.New, it.Old, mirrored[it.Status], turnedRound(it.Causes)
		it.Rules = slices.Clone(it.Rules)
		for n := range it.Rules {
			r := &it.Rules[n]
			r.Old, r.New, r.Status, r.Causes = r.New, r.Old, mirrored[r.Status], turnedRound(r.Causes)
		}
	}
	return sorted(told(turned))
}

func turnedRound(causes []Cause) []Cause {
	var list []Cause
	swap := strings.NewReplacer("came", "went", "went", "came")
	for _, c := range causes {
		list = append(list, Cause{c.Kind, c.Field, c.Disk, swap.Replace(c.To), swap.Replace(c.From)})
	}
	return list
}

// sorted brings lines and causes into order: that of rules and causes follows the
// newer side. Each rule is told with its item.
func sorted(said string) string {
	lines := strings.Split(said, "\n")
	item := ""
	for i, line := range lines {
		head, causes, _ := strings.Cut(line, ";")
		list := strings.Split(causes, ";")
		for n := range list {
			list[n] = strings.TrimSpace(list[n])
		}
		slices.Sort(list)
		if !strings.HasPrefix(line, " ") {
			item, _, _ = strings.Cut(line, " ")
		}
		lines[i] = item + ": " + head + " because " + strings.Join(list, "; ")
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// drawEstate makes a few VMs and disks, in any order.
func drawEstate(t *rapid.T, label string) []*inventory.Item {
	var items []*inventory.Item
	for _, id := range []string{"a", "b", "c"} {
		if !rapid.Bool().Draw(t, label+id) {
			continue
		}
		v := drawItem(t, map[string][]any{"vm.osType": {"Windows", "Linux"}, "vm.nicCount": {1, 2}, "vm.size": {"Standard_B1s", "Standard_D2s_v5", "Huge"},
			"guest.containers": {true, false}, "policy.type": {"V1", "V2"}}, label)
		var disks []map[string]any
		for range rapid.IntRange(0, 3).Draw(t, label+"disks") {
			disks = append(disks, drawItem(t, map[string][]any{"disk.sku": {"Premium_LRS", "UltraSSD_LRS"}, "disk.maxShares": {1, 2},
				"disk.sizeGiB": {50, 111}, "disk.role": {"os", "data"}}, label+"disk"))
		}
		items = append(items, named(t, inventory.VM, id, v, disks))
	}
	for _, id := range []string{"x", "y"} {
		if rapid.Bool().Draw(t, label+id) {
			items = append(items, disk(t, id, drawItem(t, map[string][]any{"disk.sku": {"Premium_LRS", "UltraSSD_LRS"}}, label+id)))
		}
	}
	return items
}

// TestCompareLaws: a judgement compared with itself is unchanged; the other
// direction says the opposite; the order of rows changes nothing; every change
// has a cause.
func TestCompareLaws(t *testing.T) {
	pool := editionsToCompare(t)
	rapid.Check(t, func(t *rapid.T) { compareLaws(t, pool) })
}

func editionsToCompare(t testing.TB) [][]*Edition {
	return [][]*Edition{{compileText(t, vmEdition), compileText(t, diskEdition)}, {later(t), compileText(t, diskEdition), own(t)}, {fewer(t), compileText(t, diskEdition)}}
}

func compareLaws(t *rapid.T, pool [][]*Edition) {
	before, after := drawEstate(t, "old "), drawEstate(t, "new ")
	was, is := rapid.SampledFrom(pool).Draw(t, "was"), rapid.SampledFrom(pool).Draw(t, "is")
	old, new := judgementOf(was, before...), judgementOf(is, after...)
	c := Compare(old, new)
	if got := told(Compare(new, new)); got != "" {
		t.Fatalf("compared with itself: %s", got)
	}
	if diff := cmp.Diff(mirror(c), sorted(told(Compare(new, old)))); diff != "" {
		t.Fatalf("the other direction: %s", diff)
	}
	shuffled := judgementOf(is, rapid.Permutation(after).Draw(t, "rows")...)
	if diff := cmp.Diff(told(c), told(Compare(old, shuffled))); diff != "" {
		t.Fatalf("rows in another order: %s", diff)
	}
	for i := range c.Items {
		uncaused(t, c.Items[i].Status, c.Items[i].Causes)
		for _, r := range c.Items[i].Rules {
			uncaused(t, r.Status, r.Causes)
		}
	}
}

func uncaused(t *rapid.T, s Status, causes []Cause) {
	isProgram := func(c Cause) bool { return c.Kind == ByProgram }
	if s != Unchanged && len(causes) == 0 || slices.ContainsFunc(causes, isProgram) {
		t.Fatalf("%s without a cause: %v", s, causes)
	}
}

// TestStanding: an item is open where its verdict is for want of values alone, or
// nothing judges it.
func TestStanding(t *testing.T) {
	e := compileText(t, vmEdition)
	unknown := values{"vm.size": nil}
	for name, test := range map[string]struct {
		editions []*Edition
		item     *inventory.Item
		want     Standing
	}{
		"good":               {[]*Edition{e}, vm(t, "a", healthy(nil), plain("Premium_LRS")), Standing{Verdict: Supported}},
		"not settled":        {[]*Edition{e}, vm(t, "a", healthy(nil), values{"disk.sku": "Premium_LRS", "disk.role": "data", "disk.sizeGiB": 200, "disk.maxShares": 1}), Standing{Verdict: Undetermined}},
		"no size":            {[]*Edition{e}, vm(t, "a", without(healthy(nil), "vm.size"), plain("Premium_LRS")), Standing{Verdict: Undetermined, Open: true}},
		"bad, and no number": {[]*Edition{e}, vm(t, "a", without(healthy(values{"vm.size": "Standard_A1_v2"}), "vm.nicCount"), plain("Premium_LRS")), Standing{Verdict: Unsupported}},
		"judged by none":     {nil, vm(t, "a", healthy(unknown)), Standing{Verdict: Undetermined, Open: true}},
	} {
		if got := judgementOf(test.editions, test.item).assessments[0].Standing(); got != test.want {
			t.Errorf("%s: %+v, not %+v", name, got, test.want)
		}
	}
}

// TestEditionCause: which edition, program or matrix a change is put down to.
func TestEditionCause(t *testing.T) {
	by := func(matrixID, date, sum string) *Result {
		return &Result{Edition: &Edition{Edition: &matrix.Edition{ID: matrixID + "@" + date, Matrix: matrixID, SHA256: sum}}}
	}
	then := by("own", "2026-01-01", "1")
	for name, test := range map[string]struct {
		then, now *Result
		want      Cause
	}{
		"the same edition":      {then, by("own", "2026-01-01", "1"), Cause{Kind: ByProgram}},
		"altered under a name":  {then, by("own", "2026-01-01", "2"), Cause{Kind: ByEdition, From: "own@2026-01-01", To: "own@2026-01-01"}},
		"a later edition":       {then, by("own", "2026-05-01", "3"), Cause{Kind: ByEdition, From: "own@2026-01-01", To: "own@2026-05-01"}},
		"another matrix":        {then, by("vm", "2026-05-01", "3"), Cause{Kind: ByMatrix, From: "own@2026-01-01", To: "vm@2026-05-01"}},
		"no longer judged":      {then, nil, Cause{Kind: ByMatrix, From: "own@2026-01-01"}},
		"not judged before":     {nil, then, Cause{Kind: ByMatrix, To: "own@2026-01-01"}},
		"judged neither of two": {nil, nil, Cause{Kind: ByMatrix}},
	} {
		if got := editionCause(test.then, test.now); got != test.want {
			t.Errorf("%s: %+v, not %+v", name, got, test.want)
		}
	}
}

// TestSameDisk: by the ids where both have one, else by the names.
func TestSameDisk(t *testing.T) {
	called := func(id, name string) *inventory.Item {
		return inventory.Named(inventory.Disk, inventory.Identity{ID: id, Name: name})
	}
	for i, test := range []struct {
		a, b *inventory.Item
		want bool
	}{
		{called("/D1", "x"), called("/d1", "y"), true},
		{called("/d1", "x"), called("/d2", "x"), false},
		{called("", "x"), called("/d1", "X"), true},
		{called("/d1", "x"), called("", "y"), false},
		{called("", ""), called("", ""), false},
		{called("", ""), called("/d1", ""), false},
	} {
		if sameDisk(test.a, test.b) != test.want || sameDisk(test.b, test.a) != test.want {
			t.Errorf("%d: not %v", i, test.want)
		}
	}
}
