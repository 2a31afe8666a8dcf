package evaluate

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/backready/backready/evaluate/waiver"
	"github.com/backready/backready/inventory"
)

// tag gives an item a tag and no other.
func tag(it *inventory.Item, name, value string) {
	is := it.Identity()
	is.Tags = []inventory.Tag{{Name: name, Value: value}}
	it.Identify(is)
}

// owned gives every item an owner, or none.
func owned(t *rapid.T, items []*inventory.Item) []*inventory.Item {
	for i, it := range items {
		switch owner := rapid.SampledFrom([]string{"", " ", "a", "A", "b", "-"}).Draw(t, fmt.Sprint("owner", i)); owner {
		case "-":
		default:
			tag(it, "Owner", owner)
		}
	}
	return items
}

// TestPartsAddUp: every item is in one part; what the parts count adds up to what
// the whole counts, rule by rule; assessments are those of the whole; and a
// change since an earlier judgement is that of one part.
func TestPartsAddUp(t *testing.T) {
	editions := []*Edition{compileText(t, vmEdition), compileText(t, diskEdition)}
	rapid.Check(t, func(rt *rapid.T) {
		whole := judgementOf(editions, owned(rt, drawEstate(rt, "now"))...)
		before := judgementOf(editions, owned(rt, drawEstate(rt, "before"))...)
		register := whole.Waive(accepting(), "2026-06-01", 0)
		c := Compare(before, whole)
		for _, by := range []Division{BySubscription, ByGroup, "tag:owner"} {
			parts := whole.Divide(by, c.Went())
			if got, want := summed(parts, whole), figures(whole); !reflect.DeepEqual(got, want) {
				rt.Fatalf("%s: the parts count %v, the whole %v", by, got, want)
			}
			if got, want := matches(parts, register), matches(nil, register); !reflect.DeepEqual(got, want) {
				rt.Fatalf("%s: the waivers match %v in the parts, %v in the whole", by, got, want)
			}
			changes := 0
			for i, part := range c.Divide(parts, by) {
				changes += len(part.Items)
				for _, change := range part.Items {
					if p := by.of(change.Item()); p.ID() != parts[i].Part.ID() {
						rt.Fatalf("%s: a change of %s stands in the part %s", by, change.Item().ID(), parts[i].Part)
					}
				}
			}
			if changes != len(c.Items) {
				rt.Fatalf("%s: %d changes of %d", by, changes, len(c.Items))
			}
		}
	})
}

// accepting is a register with a waiver in force and one that is not any more.
func accepting() *waiver.File {
	return &waiver.File{Waivers: []*waiver.Waiver{
		{ID: "held", Rules: []string{"vm/*"}, Items: waiver.Items{ID: waiver.NewGlob("a")}, Raised: "2026-01-01", Expires: "2026-12-31"},
		{ID: "over", Rules: []string{"vm/*", "disk/*"}, Items: waiver.Items{ID: waiver.NewGlob("*")}, Raised: "2026-01-01", Expires: "2026-03-31"},
	}}
}

// matches counts the findings and items of each waiver, in the parts or, without
// any, in the whole.
func matches(parts []*Judgement, r *Register) map[string][2]int {
	registers := []*Register{r}
	if parts != nil {
		registers = nil
	}
	for _, part := range parts {
		registers = append(registers, r.Of(part))
	}
	counts := map[string][2]int{}
	for _, r := range registers {
		for _, e := range r.Entries {
			if e.Findings > 0 {
				n := counts[e.Waiver.ID]
				counts[e.Waiver.ID] = [2]int{n[0] + e.Findings, n[1] + e.Items}
			}
		}
	}
	return counts
}

// figures is what a judgement counts, by name, without what is 0.
func figures(j *Judgement) map[string]int {
	counts := map[string]int{"items": len(j.Inventory.Items)}
	for _, kind := range []inventory.Kind{inventory.VM, inventory.Disk} {
		for _, v := range Verdicts {
			counts[fmt.Sprint(kind, v)] = j.Totals[kind][v]
			counts[fmt.Sprint("accepted", kind, v)] = j.Accepted[kind][v]
		}
	}
	for _, c := range j.Counts {
		counts[c.Edition.ID+c.Rule.ID+" judged"] = c.Judged
		counts[c.Edition.ID+c.Rule.ID+" not assessed"] = c.NotAssessed
		counts[c.Edition.ID+c.Rule.ID+" affected"] = c.Affected
		for _, v := range Verdicts {
			counts[c.Edition.ID+c.Rule.ID+v.String()] = c.Found[v]
		}
	}
	maps.DeleteFunc(counts, func(_ string, n int) bool { return n == 0 })
	return counts
}

// summed adds up what parts count, and holds that they have the assessments of
// the whole, each once.
func summed(parts []*Judgement, whole *Judgement) map[string]int {
	sum, seen := map[string]int{}, map[*Assessment]bool{}
	for _, part := range parts {
		for name, n := range figures(part) {
			sum[name] += n
		}
		for a := range part.All() {
			if seen[a] || !slices.Contains(whole.assessments, a) {
				sum["items"] = -1
			}
			seen[a] = true
		}
	}
	return sum
}

// TestDivide: what belongs together, in which order, and what stands beside it.
func TestDivide(t *testing.T) {
	tagged := func(it *inventory.Item, owner string) *inventory.Item {
		tag(it, "OWNER", owner)
		return it
	}
	inv := estate(t)
	for i, it := range inv.Items {
		if owner := []string{"b", "", "B", "a"}[i%4]; owner != "" {
			tagged(it, owner)
		}
	}
	whole := Judge(inv, []*Edition{compileText(t, vmEdition), compileText(t, diskEdition)})
	var said []string
	for _, part := range whole.Divide("tag:owner", []*inventory.Item{tagged(&inventory.Item{}, "gone")}) {
		line := part.Part.String() + ":"
		for a := range part.All() {
			line += " " + a.Item.Name()
		}
		line += " |"
		for _, a := range part.Beside() {
			line += " " + a.Item.Name()
		}
		said = append(said, line)
	}
	want := []string{"owner a: x | a", "owner B: c |", "owner b: a y | b x", "owner gone: |", "without the tag owner: b | y"}
	if !slices.Equal(said, want) {
		t.Errorf("%q, want %q", said, want)
	}
	if n := whole.Divide(BySubscription, nil); len(n) != 1 || !n[0].Part.None() {
		t.Errorf("items without a subscription are in %d parts", len(n))
	}
}

func TestParseDivision(t *testing.T) {
	for text, good := range map[string]bool{"subscription": true, "group": true, "tag:owner": true, "tag:a b": true, "tag:": false, "tag": false, "": false, "Group": false, "owner": false} {
		if _, err := ParseDivision(text); (err == nil) != good {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestPartNames: what people read of a part, and when two are the same one.
func TestPartNames(t *testing.T) {
	long := strings.Repeat("é", 100)
	for _, test := range []struct {
		part Part
		want string
	}{
		{Part{By: BySubscription, Key: "S"}, "subscription S"},
		{Part{By: BySubscription}, "without a subscription"},
		{Part{By: ByGroup, Key: "RG", Subscription: "S"}, "resource group RG of S"},
		{Part{By: ByGroup}, "without a group"},
		{Part{By: "tag:owner", Key: "me"}, "owner me"},
		{Part{By: "tag:owner"}, "without the tag owner"},
		{Part{By: BySubscription, Key: long[:180]}, "subscription " + long[:180]},
		{Part{By: BySubscription, Key: long}, "subscription " + long[:178] + "…"},
	} {
		if got := test.part.String(); got != test.want {
			t.Errorf("%+v: %q, want %q", test.part, got, test.want)
		}
	}
}

func TestPartSame(t *testing.T) {
	rg := &Part{By: ByGroup, Key: "RG", Subscription: "S", Whole: 1}
	for _, test := range []struct {
		a, b *Part
		want bool
	}{
		{nil, nil, true},
		{nil, rg, false},
		{rg, &Part{By: ByGroup, Key: "rg", Subscription: "s", Whole: 9}, true}, // Azure ignores case, and runs differ in size
		{rg, &Part{By: ByGroup, Key: "RG", Subscription: "other"}, false},
		{rg, &Part{By: BySubscription, Key: "RG", Subscription: "S"}, false},
		{&Part{By: "tag:Owner", Key: "me"}, &Part{By: "tag:owner", Key: "me"}, true},
		{&Part{By: "tag:owner", Key: "me"}, &Part{By: "tag:owner", Key: "Me"}, false}, // values of tags have case
		{&Part{By: "tag:owner"}, &Part{By: "tag:cost"}, false},
	} {
		if test.a.Same(test.b) != test.want || test.b.Same(test.a) != test.want {
			t.Errorf("%+v and %+v: the same is not %v", test.a, test.b, test.want)
		}
	}
}

// TestPartsInAzure: subscriptions and groups are told apart as Azure does, the
// keys in order ignoring case, and what has none is the last part.
func TestPartsInAzure(t *testing.T) {
	in := func(subscription, group, name string) *inventory.Item {
		it := disk(t, name, plain("Premium_LRS"))
		it.Identify(inventory.Identity{ID: name, Name: name, Subscription: subscription, ResourceGroup: group})
		return it
	}
	j := judgementOf([]*Edition{compileText(t, diskEdition)}, disk(t, "loose", plain("Premium_LRS")),
		in("s2", "b", "1"), in("s1", "B", "2"), in("s1", "a", "3"), in("S1", "A", "4"), in("s1", "c", "5"))
	for by, want := range map[Division][]string{
		BySubscription: {"subscription s1 4 of 6", "subscription s2 1 of 6", "without a subscription 1 of 6"},
		ByGroup: {"resource group a of s1 2 of 6", "resource group B of s1 1 of 6", "resource group b of s2 1 of 6",
			"resource group c of s1 1 of 6", "without a group 1 of 6"},
	} {
		var got []string
		for _, part := range j.Divide(by, nil) {
			got = append(got, fmt.Sprintf("%s %d of %d", part.Part, part.Len(), part.Part.Whole))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", by, got, want)
		}
	}
}
