package evaluate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
)

const words = "words: {rule: x, title: T, fix: F, why: W, how: H, verify: V}"

// The rules stand in another order than their statements: findings come in the
// order of the statements.
const vmEdition = `edition: vms@2026-01-01
matrix: vms
date: "2026-01-01"
title: VMs
source: https://example.com/
judges: vm
paths:
  - {id: standard, title: Standard, current: {policy.type: {is: V1}}}
  - {id: enhanced, title: Enhanced, current: {policy.type: {is: V2}}}
  - {id: other, title: Other}
statements:
  - {id: S1, topic: a, section: S, link: "https://example.com/", class: check, affects: backup, certainty: exact, text: a}
  - {id: S2, topic: b, section: S, link: "https://example.com/", class: check, affects: restore, certainty: unproven, text: b}
  - {id: S3, topic: c, section: S, link: "https://example.com/", class: check-if-present, affects: backup, certainty: exact, text: c}
  - {id: S4, topic: d, section: S, link: "https://example.com/", class: check, affects: backup, certainty: exact, text: d}
rules:
  - id: vm/size
    statements: [S4]
    class: check
    affects: backup
    paths: [standard, enhanced, other]
    cases:
      - {when: {vm.vcpus: {max: 1}}, verdict: unsupported, says: "too small"}
      - {when: {vm.disksTotalGiB: {min: 111}}, verdict: undetermined, says: "not settled"}
      - {when: {vm.dataDiskCount: {is: "2"}}, verdict: {standard: limited, enhanced: supported, other: limited}, says: "two"}
    ` + words + `
  - id: vm/containers
    statements: [S3]
    class: check-if-present
    affects: backup
    paths: [standard, enhanced, other]
    trigger: {vm.osType: {is: Linux}}
    known: "see for containers"
    cases:
      - {when: {all: [{vm.osType: {is: Linux}}, {guest.containers: {is: "true"}}]}, verdict: unsupported, says: "containers"}
    ` + words + `
  - id: vm/nics
    statements: [S2]
    class: check
    affects: restore
    cases:
      - {when: {vm.nicCount: {min: 2}}, verdict: limited, says: "several"}
    ` + words + `
  - id: vm/ultra
    statements: [S1]
    class: check
    affects: backup
    paths: [standard, other]
    cases:
      - {when: {some(disks): {any: [{disk.sku: {is: UltraSSD_LRS}}, {disk.shared: {is: "true"}}]}}, verdict: {standard: unsupported, other: limited}, says: "ultra"}
    ` + words + "\n"

func compileText(t testing.TB, text string) *Edition {
	t.Helper()
	m, err := matrix.Parse("test.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	e, err := Compile(m)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

type values = map[string]any

// healthy are values with which no rule finds anything.
func healthy(more values) values {
	v := values{"vm.size": "Standard_D2s_v5", "vm.osType": "Windows", "vm.nicCount": 1}
	for name, value := range more {
		v[name] = value
	}
	return v
}

func plain(sku string) values {
	return values{"disk.sku": sku, "disk.role": "data", "disk.sizeGiB": 50, "disk.maxShares": 1}
}

// said is a result in words: verdict, paths, take, current, then findings.
func said(a *Assessment) string {
	var b strings.Builder
	res := a.Results[0]
	fmt.Fprintf(&b, "%s %v take=%s now=%s to know %d", a.Verdict, res.Paths, res.Take, res.Current, knows(res))
	for _, f := range res.Findings {
		fmt.Fprintf(&b, "\n%s %s %v %q", f.Rule.ID, f.Verdict, f.Paths, f.Says)
		for _, e := range f.Evidence {
			fmt.Fprintf(&b, " %s=%s", e.Field, e.Value)
		}
		for _, d := range f.Disks(a.Item) {
			fmt.Fprintf(&b, " about %s", d.ID())
		}
		if len(f.Lacking) > 0 {
			fmt.Fprintf(&b, " lacking %s", strings.Join(f.Lacking, ","))
		}
	}
	return b.String()
}

func knows(res *Result) int {
	n := 0
	for i := range res.Findings {
		if res.Findings[i].ToKnow() {
			n++
		}
	}
	return n
}

func TestJudge(t *testing.T) {
	e := compileText(t, vmEdition)
	for _, test := range []struct {
		name  string
		item  values
		disks []map[string]any
		want  string
	}{
		{"nothing found", healthy(nil), []map[string]any{plain("Premium_LRS")},
			"supported [supported supported supported] take= now= to know 0"},
		{"another path is better than the usual one", healthy(values{"policy.type": "V1"}), []map[string]any{plain("Premium_LRS"), plain("UltraSSD_LRS")},
			"limited [unsupported supported limited] take=enhanced now=standard to know 0\n" +
				"vm/ultra unsupported [standard] \"ultra\" disk.sku=UltraSSD_LRS about disk1\n" +
				"vm/ultra limited [other] \"ultra\" disk.sku=UltraSSD_LRS about disk1\n" +
				"vm/size limited [standard other] \"two\" vm.dataDiskCount=2"},
		{"a certain fault beside an open question", healthy(values{"vm.size": "Standard_B1s"}), nil,
			"unsupported [unsupported unsupported unsupported] take= now= to know 0\n" +
				"vm/ultra undetermined [standard other] \"\" lacking vm.disks,disk.sku,disk.shared\n" +
				"vm/size unsupported [standard enhanced other] \"too small\" vm.vcpus=1"},
		{"a value not recognised", healthy(values{"vm.size": "Huge"}), []map[string]any{},
			"undetermined [undetermined undetermined undetermined] take= now= to know 0\n" +
				"vm/size undetermined [standard enhanced other] \"\" vm.vcpus=\"Huge\" (not recognised)"},
		{"a sum that passes though a part is missing", healthy(nil), []map[string]any{
			{"disk.sku": "Premium_LRS", "disk.role": "data", "disk.sizeGiB": 111, "disk.maxShares": 1}, {"disk.sku": "Premium_LRS", "disk.role": "data", "disk.maxShares": 1}},
			"undetermined [undetermined undetermined undetermined] take= now= to know 0\n" +
				"vm/size undetermined [standard enhanced other] \"not settled\" vm.disksTotalGiB=at least 111"},
		{"a sum that is open", healthy(nil), []map[string]any{{"disk.sku": "Premium_LRS", "disk.role": "data", "disk.maxShares": 1}},
			"undetermined [undetermined undetermined undetermined] take= now= to know 0\n" +
				"vm/size undetermined [standard enhanced other] \"\" vm.disksTotalGiB=at least 0 lacking vm.disksTotalGiB"},
		{"two data disks", healthy(nil), []map[string]any{plain("Premium_LRS"), plain("Premium_LRS")},
			"limited [limited supported limited] take=enhanced now= to know 0\n" +
				"vm/size limited [standard other] \"two\" vm.dataDiskCount=2"},
		{"a limit on restore enters no verdict", healthy(values{"vm.nicCount": 3}), []map[string]any{plain("Premium_LRS")},
			"supported [supported supported supported] take= now= to know 1\n" +
				"vm/nics limited [] \"several\" vm.nicCount=3"},
		{"nor does an open one", values{"vm.size": "Standard_D2s_v5", "vm.osType": "Windows"}, []map[string]any{plain("Premium_LRS")},
			"supported [supported supported supported] take= now= to know 1\n" +
				"vm/nics undetermined [] \"\" lacking vm.nicCount"},
		{"a column that is there", healthy(values{"vm.osType": "Linux", "guest.containers": true, "policy.type": "V2"}), []map[string]any{plain("Premium_LRS")},
			"unsupported [unsupported unsupported unsupported] take= now=enhanced to know 0\n" +
				"vm/containers unsupported [standard enhanced other] \"containers\" vm.osType=Linux guest.containers=true"},
		{"a column that says no", healthy(values{"vm.osType": "Linux", "guest.containers": false}), []map[string]any{plain("Premium_LRS")},
			"supported [supported supported supported] take= now= to know 0"},
		{"a missing column where the trigger is certain", healthy(values{"vm.osType": "Linux"}), []map[string]any{plain("Premium_LRS")},
			"supported [supported supported supported] take= now= to know 1\n" +
				"vm/containers limited [] \"see for containers\" vm.osType=Linux lacking guest.containers"},
		{"evidence of several disks stands side by side, each value once", healthy(nil),
			[]map[string]any{plain("UltraSSD_LRS"), {"disk.sku": "Premium_LRS", "disk.sizeGiB": 1, "disk.maxShares": 3, "disk.role": "os"}, plain("UltraSSD_LRS")},
			"limited [unsupported supported limited] take=enhanced now= to know 0\n" +
				"vm/ultra unsupported [standard] \"ultra\" disk.sku=UltraSSD_LRS disk.shared=true about disk0 about disk1 about disk2\n" +
				"vm/ultra limited [other] \"ultra\" disk.sku=UltraSSD_LRS disk.shared=true about disk0 about disk1 about disk2\n" +
				"vm/size limited [standard other] \"two\" vm.dataDiskCount=2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			it, err := inventory.Example(inventory.VM, test.item, test.disks)
			if err != nil {
				t.Fatal(err)
			}
			j := Judge(&inventory.Inventory{Items: []*inventory.Item{it}}, []*Edition{e})
			for a := range j.All() {
				if diff := cmp.Diff(test.want, said(a)); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

const diskEdition = `edition: disks@2026-01-01
matrix: disks
date: "2026-01-01"
title: Disks
source: https://example.com/
judges: disk
paths: [{id: only, title: Only}]
statements:
  - {id: D1, topic: a, section: S, link: "https://example.com/", class: check, affects: backup, certainty: exact, text: a}
rules:
  - id: disk/ultra
    statements: [D1]
    class: check
    affects: backup
    paths: [only]
    cases:
      - {when: {disk.sku: {is: UltraSSD_LRS}}, verdict: unsupported, says: "ultra"}
    ` + words + "\n"

// estate is two VMs and their disks, joined: one Ultra Disk, one plain disk.
func estate(t *testing.T) *inventory.Inventory {
	t.Helper()
	make := func(kind inventory.Kind, id string, v values, disks []map[string]any) *inventory.Item {
		it, err := inventory.Example(kind, v, disks)
		if err != nil {
			t.Fatal(err)
		}
		it.Identify(inventory.Identity{ID: id, Name: id})
		return it
	}
	ultra, good := plain("UltraSSD_LRS"), plain("Premium_LRS")
	a := make(inventory.VM, "a", healthy(nil), []map[string]any{ultra})
	b := make(inventory.VM, "b", healthy(nil), []map[string]any{good})
	c := make(inventory.VM, "c", healthy(values{"vm.nicCount": 2, "vm.size": "Standard_B1s"}), []map[string]any{good})
	x, y := make(inventory.Disk, "x", ultra, nil), make(inventory.Disk, "y", good, nil)
	a.Hold(0, x)
	b.Hold(0, y)
	return &inventory.Inventory{Items: []*inventory.Item{a, b, c, x, y}}
}

func TestEstate(t *testing.T) {
	vms, disks := compileText(t, vmEdition), compileText(t, diskEdition)
	j := Judge(estate(t), []*Edition{vms, disks})

	var got []string
	for a := range j.All() {
		line := a.Item.ID() + " " + a.Verdict.String() + ":"
		for _, w := range a.WaysOut() {
			line += " " + w.Item.ID() + " " + w.Verdict.String()
		}
		got = append(got, line)
	}
	// A VM that must take another path shows its disks, a disk that can't be
	// protected its VM; what is supported needs no way out.
	want := []string{"a limited: x unsupported", "b supported:", "c unsupported:", "x unsupported: a limited", "y supported:"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := fmt.Sprint(j.Totals[inventory.VM], j.Totals[inventory.Disk]); got != "[1 1 0 1] [1 0 0 1]" {
		t.Errorf("totals %s", got)
	}

	var counts []string
	for _, c := range j.Counts {
		counts = append(counts, fmt.Sprint(c.Rule.ID, " ", c.Judged, " ", c.NotAssessed, " ", c.Found, " ", c.Affected))
	}
	want = []string{
		"vm/ultra 3 0 [0 0 0 1] 1", "vm/nics 3 0 [0 1 0 0] 1", "vm/containers 3 0 [0 0 0 0] 0", "vm/size 3 0 [0 0 0 1] 1",
		"disk/ultra 2 0 [0 0 0 1] 1",
	}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Error(diff)
	}
}

// TestNotAssessed: a rule whose column is missing is counted, not found.
func TestNotAssessed(t *testing.T) {
	e := compileText(t, vmEdition)
	it, err := inventory.Example(inventory.VM, values{"vm.size": "Standard_D2s_v5", "vm.nicCount": 1}, []map[string]any{plain("Premium_LRS")})
	if err != nil {
		t.Fatal(err)
	}
	j := Judge(&inventory.Inventory{Items: []*inventory.Item{it}}, []*Edition{e})
	for _, c := range j.Counts {
		if c.Rule.ID == "vm/containers" && (c.Judged != 0 || c.NotAssessed != 1 || c.Affected != 0) {
			t.Errorf("judged %d, not assessed %d, affected %d", c.Judged, c.NotAssessed, c.Affected)
		}
	}
}

// TestJudgedByNone: an item that no edition judges is no item that passed.
func TestJudgedByNone(t *testing.T) {
	j := Judge(estate(t), []*Edition{compileText(t, diskEdition)})
	if got := fmt.Sprint(j.Totals[inventory.VM], j.Totals[inventory.Disk]); got != "[0 0 3 0] [1 0 0 1]" {
		t.Errorf("totals %s", got)
	}
	for a := range j.All() {
		if a.Item.Kind == inventory.VM && (a.Verdict != Undetermined || a.Open() != Undetermined || !a.Standing().Open) {
			t.Errorf("%s is %s", a.Item.ID(), a.Verdict)
		}
	}
}

// TestWithout: what fixing one thing is worth.
func TestWithout(t *testing.T) {
	e := compileText(t, vmEdition)
	it, err := inventory.Example(inventory.VM, healthy(values{"vm.size": "Standard_B1s"}), []map[string]any{plain("UltraSSD_LRS")})
	if err != nil {
		t.Fatal(err)
	}
	j := Judge(&inventory.Inventory{Items: []*inventory.Item{it}}, []*Edition{e})
	for a := range j.All() {
		res := a.Results[0]
		for _, r := range e.Rules {
			want := map[string]Verdict{"vm/size": Limited}[r.ID]
			if r.ID != "vm/size" {
				want = Unsupported
			}
			if got := res.Without(r); got != want {
				t.Errorf("without %s: %s, want %s", r.ID, got, want)
			}
		}
	}
}

// TestCompileRefuses: what the vocabulary does not have is an error with file
// and line.
func TestCompileRefuses(t *testing.T) {
	for _, test := range []struct{ old, new, want string }{
		{"vm.vcpus: {max: 1}", "vm.vcpu: {max: 1}", "test.yaml:23: rule vm/size: vm.vcpu: no such field"},
		{"vm.vcpus: {max: 1}", "vm.osType: {max: 1}", "want a number"},
		{"vm.vcpus: {max: 1}", "disk.sku: {is: x}", "not a field of a vm"},
		{"vm.vcpus: {max: 1}", `vm.osType: {matches: "("}`, "error parsing regexp"},
		{"vm.vcpus: {max: 1}", `vm.zones: {is: "1"}`, "a list wants in or present"},
		{`guest.containers: {is: "true"}`, `guest.containers: {is: "yes"}`, "want true or false"},
		{"disk.sku: {is: UltraSSD_LRS}", "vm.size: {is: x}", "not a field of a disk"},
		{"disk.sku: {is: UltraSSD_LRS}", "some(disks): {disk.sku: {is: x}}", "only VMs have disks"},
		{"current: {policy.type: {is: V1}}", "current: {policy.kind: {is: V1}}", "test.yaml:8: path standard: policy.kind: no such field"},
		{"    " + words + "\n  - id: vm/containers", "  - id: vm/containers", "no guide page for rule vm/size"},
		{"V}\n  - id: vm/containers", "\"\"}\n  - id: vm/containers", "verify is empty"},
	} {
		text := strings.Replace(vmEdition, test.old, test.new, 1)
		if text == vmEdition {
			t.Fatalf("%q is not in the edition", test.old)
		}
		m, err := matrix.Parse("test.yaml", []byte(text))
		if err == nil {
			_, err = Compile(m)
		}
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: got %v, want %q", test.new, err, test.want)
		}
	}
}

func TestVerdictWords(t *testing.T) {
	for _, v := range Verdicts {
		if got, ok := ParseVerdict(v.String()); !ok || got != v {
			t.Errorf("%s is read as %s", v, got)
		}
	}
	if _, ok := ParseVerdict("fine"); ok {
		t.Error("fine is no verdict")
	}
	e := compileText(t, vmEdition)
	for _, r := range e.Rules {
		if r.Unproven() != (r.ID == "vm/nics") || r.Optional() != (r.ID == "vm/containers") {
			t.Errorf("%s: unproven %v, optional %v", r.ID, r.Unproven(), r.Optional())
		}
	}
}
