package evaluate

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
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
