package evaluate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/backready/backready/evaluate/waiver"
	"github.com/backready/backready/inventory"
)

const waiveDay = "2026-11-22"

// given is a waiver in force on the day of the tests.
func given(id string, rules []string, items waiver.Items) *waiver.Waiver {
	return &waiver.Waiver{ID: id, Rules: rules, Items: items, Category: waiver.Accepted, Reason: "r", Owner: "o", Approver: "a",
		Raised: "2026-01-01", Expires: "2027-12-31", Line: 3}
}

func byID(pattern string) waiver.Items { return waiver.Items{ID: waiver.NewGlob(pattern)} }

func judgedEstate(t *testing.T) *Judgement {
	t.Helper()
	return Judge(estate(t), []*Edition{compileText(t, vmEdition), compileText(t, diskEdition)})
}

// standing is what waivers leave of each item: its verdict, what is open, and
// the waiver of each finding.
func standing(j *Judgement) string {
	var b strings.Builder
	for a := range j.All() {
		fmt.Fprintf(&b, "%s %s %s", a.Item.ID(), a.Verdict, a.Open())
		for _, res := range a.Results {
			for _, f := range res.Findings {
				if f.Waiver != nil {
					fmt.Fprintf(&b, " %s:%s", f.Rule.ID, f.Waiver.ID)
				}
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestWaive(t *testing.T) {
	j := judgedEstate(t)
	r := j.Waive(&waiver.File{Name: "w.yaml", SHA256: "s", Waivers: []*waiver.Waiver{
		given("W-1", []string{"vm/size"}, byID("C")),
		given("W-2", []string{"disk/*"}, byID("x")),
		given("W-3", []string{"disk/ultra"}, byID("?")),
		given("W-4", []string{"vm/ultra", "vm/gone"}, byID("b")),
	}}, waiveDay, 30)
	want := "a limited limited\nb supported supported\nc unsupported supported vm/size:W-1\nx unsupported supported disk/ultra:W-2\ny supported supported\n"
	if diff := cmp.Diff(want, standing(j)); diff != "" {
		t.Error(diff)
	}
	var got []string
	for _, e := range r.Entries {
		got = append(got, fmt.Sprint(e.Waiver.ID, " ", e.State, " ", e.Findings, " ", e.Items, " ", e.Unused, " ", e.Overlaps, " ", e.Unknown))
	}
	entries := []string{"W-1 active 1 1 false [] []", "W-2 active 1 1 false [W-3] []", "W-3 active 0 0 false [W-2] []", "W-4 active 0 0 true [] [vm/gone]"}
	if diff := cmp.Diff(entries, got); diff != "" {
		t.Error(diff)
	}
	if got := fmt.Sprint(j.Accepted); got != "map[vm:[0 0 0 1] disk:[0 0 0 1]]" {
		t.Errorf("accepted %s", got)
	}
	// A result without the waived finding is another one; the result stays.
	for a := range j.All() {
		if res := a.Results[0]; a.Item.ID() == "c" && (res.Verdict != Unsupported || len(res.Open().Findings) != len(res.Findings)-1) {
			t.Error("the result has changed, or its open form has not")
		}
	}
}

// TestStates: in force from the day it is raised to the day it expires.
func TestStates(t *testing.T) {
	for _, c := range []struct {
		raised, expires string
		state           State
		left            int
		warnings        string
	}{
		{"2026-11-22", "2026-11-22", Expiring, 0, "expires on 2026-11-22, the day of this report"},
		{"2026-01-01", "2026-12-22", Expiring, 30, "expires on 2026-12-22, in 30 days"},
		{"2026-01-01", "2026-12-23", Active, 31, ""},
		{"2026-01-01", "2026-11-21", Expired, -1, "expired on 2026-11-21, 1 finding is back!"},
		{"2026-11-23", "2027-01-01", Pending, 40, "is raised on 2026-11-23 only: it accepts nothing yet"},
	} {
		j := judgedEstate(t)
		w := given("W-1", []string{"vm/size"}, byID("c"))
		w.Raised, w.Expires = c.raised, c.expires
		r := j.Waive(&waiver.File{Waivers: []*waiver.Waiver{w}}, waiveDay, 30)
		e := r.Entries[0]
		if got := warnings(e); e.State != c.state || e.DaysLeft != c.left || got != c.warnings || e.Findings != 1 {
			t.Errorf("%s to %s: %s, %d days, %d findings, %q", c.raised, c.expires, e.State, e.DaysLeft, e.Findings, got)
		}
		if accepted := j.Accepted[inventory.VM][Unsupported] == 1; accepted != e.inForce() {
			t.Errorf("%s to %s: accepted %v", c.raised, c.expires, accepted)
		}
	}
}

// warnings are those of an entry; ! marks what makes the evidence incomplete.
func warnings(e *Entry) string {
	var list []string
	for _, w := range e.Warnings() {
		if w.Hint == "" {
			return "no hint"
		}
		list = append(list, w.Text+map[bool]string{true: "!"}[w.Incomplete])
	}
	return strings.Join(list, "; ")
}

func TestWarnings(t *testing.T) {
	self := given("W-1", []string{"vm/size"}, byID("c"))
	self.Approver = "O"
	gone := given("W-1", []string{"vm/nics"}, byID("a"))
	gone.Expires = "2026-02-01"
	renewed := given("W-1", []string{"vm/size"}, byID("c"))
	renewed.Expires = "2026-02-01"
	for _, c := range []struct {
		waivers []*waiver.Waiver
		want    string // of the first
	}{
		{[]*waiver.Waiver{given("W-1", []string{"vm/size"}, byID("c"))}, ""},
		{[]*waiver.Waiver{self}, "is approved by its own owner"},
		{[]*waiver.Waiver{gone}, "expired on 2026-02-01 and is not needed any more"},
		{[]*waiver.Waiver{renewed, given("W-2", []string{"vm/size"}, byID("c"))}, "expired on 2026-02-01 and is not needed any more"},
		{[]*waiver.Waiver{given("W-1", []string{"vm/sise"}, byID("c"))}, "names vm/sise, which no edition of this report has; matches no finding"},
		{[]*waiver.Waiver{given("W-1", []string{"vm/size"}, byID("c")), given("W-2", []string{"vm/*"}, byID("c"))}, "accepts findings that W-2 accepts too"},
		{[]*waiver.Waiver{given("W-1", []string{"vm/size"}, byID("*"))}, "is broad: it holds for the whole estate"},
		{[]*waiver.Waiver{given("W-1", []string{"vm/*"}, byID("/subscriptions/s/*"))}, "matches no finding; is broad: it accepts every rule of a family on all of a subscription"},
		{[]*waiver.Waiver{given("W-1", []string{"vm/size"}, byID("/subscriptions/s/*"))}, "matches no finding"},
	} {
		r := judgedEstate(t).Waive(&waiver.File{Name: "w.yaml", Waivers: c.waivers}, waiveDay, 30)
		if got := warnings(r.Entries[0]); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
		for _, p := range r.Problems() {
			if p.File != "w.yaml" || p.Line != 3 || !strings.HasPrefix(p.Text, "waiver W-") {
				t.Errorf("%+v", p)
			}
		}
	}
	many := &Entry{Waiver: given("W-1", []string{"vm/size"}, byID("c*")), Items: MostItems}
	if many.broad() != "" {
		t.Error("broad with ", MostItems)
	}
	if many.Items++; many.broad() == "" {
		t.Error("not broad with ", many.Items)
	}
}

// drawWaivers makes a register at random, of which some match and some hold.
func drawWaivers(t *rapid.T) *waiver.File {
	f := &waiver.File{}
	for n := range rapid.IntRange(0, 4).Draw(t, "waivers") {
		rules := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"vm/*", "vm/ultra", "vm/size", "vm/nics", "disk/*", "disk/ultra", "vm/none"}), 1, 3, rapid.ID).Draw(t, "rules")
		w := given(fmt.Sprint("W-", n), rules, byID(rapid.SampledFrom([]string{"*", "?", "a", "c", "x", "none"}).Draw(t, "id")))
		w.Raised = rapid.SampledFrom([]string{"2026-01-01", waiveDay, "2026-11-23"}).Draw(t, "raised")
		w.Expires = rapid.SampledFrom([]string{"2026-11-21", waiveDay, "2027-06-01"}).Draw(t, "expires")
		f.Waivers = append(f.Waivers, w)
	}
	return f
}

// TestWaiversOnlyAdd: no register changes a verdict or a path, what is open is
// never worse than the verdict, more waivers never leave more open, and without
// a register all is as before.
func TestWaiversOnlyAdd(t *testing.T) {
	j := judgedEstate(t)
	verdicts := func() string {
		var b strings.Builder
		for a := range j.All() {
			for _, res := range a.Results {
				fmt.Fprintln(&b, a.Item.ID(), a.Verdict, res.Verdict, res.Paths, res.Take, len(res.Findings))
				for _, f := range res.Findings {
					fmt.Fprintln(&b, f.Rule.ID, f.Verdict, f.Paths, f.Says)
				}
			}
		}
		return b.String() + fmt.Sprint(j.Totals)
	}
	untouched, bare := verdicts(), standing(j)
	rapid.Check(t, func(t *rapid.T) {
		f := drawWaivers(t)
		j.Waive(f, waiveDay, 30)
		if got := verdicts(); got != untouched {
			t.Fatalf("changed: %s", cmp.Diff(untouched, got))
		}
		all, accepted := map[*Assessment]Verdict{}, 0
		for a := range j.All() {
			if all[a] = a.Open(); all[a] > a.Verdict {
				t.Fatalf("%s: open %s is worse than %s", a.Item.ID(), all[a], a.Verdict)
			}
			if all[a] < a.Verdict {
				accepted++
			}
		}
		for _, of := range j.Accepted {
			for _, n := range of {
				accepted -= n
			}
		}
		if accepted != 0 {
			t.Fatalf("%d items more are accepted than counted", accepted)
		}
		if n := len(f.Waivers); n > 0 {
			j.Waive(&waiver.File{Waivers: f.Waivers[:n-1]}, waiveDay, 30)
			for a := range j.All() {
				if a.Open() < all[a] {
					t.Fatalf("%s: a waiver less leaves %s open, before it was %s", a.Item.ID(), a.Open(), all[a])
				}
			}
		}
		if j.Waive(nil, waiveDay, 30); standing(j) != bare {
			t.Fatalf("not restored: %s", cmp.Diff(bare, standing(j)))
		}
	})
}

// TestRewaive: what findings carry by id is restored with its waiver.
func TestRewaive(t *testing.T) {
	j := judgedEstate(t)
	r := j.Waive(&waiver.File{Waivers: []*waiver.Waiver{given("W-1", []string{"vm/size"}, byID("c"))}}, waiveDay, 30)
	before, accepted := standing(j), fmt.Sprint(j.Accepted)
	for _, f := range j.findings() {
		if f.Waiver != nil {
			f.Waiver = &waiver.Waiver{ID: f.Waiver.ID}
		}
	}
	j.Accepted = nil
	if err := j.Rewaive(r); err != nil {
		t.Fatal(err)
	}
	for _, f := range j.findings() {
		if f.Waiver != nil && f.Waiver.Owner != "o" {
			t.Error("the waiver is not that of the register")
		}
	}
	if standing(j) != before || fmt.Sprint(j.Accepted) != accepted {
		t.Error(standing(j), j.Accepted)
	}
	if err := j.Rewaive(nil); err == nil {
		t.Error("a waiver that no register has is restored")
	}
}
