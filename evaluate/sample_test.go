package evaluate

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backready/backready/inventory"
)

// id is that of an item in Azure.
func id(typ, name string) string {
	return "/subscriptions/s1/resourceGroups/RG/providers/Microsoft.Compute/" + typ + "/" + name
}

// mixed has VMs and disks of three verdicts each: 20 VMs and 20 disks that are
// unsupported, 20 and 20 that are supported, and 5 VMs that are undetermined.
func mixed(t *testing.T) []*inventory.Item {
	t.Helper()
	var items []*inventory.Item
	for n := range 20 {
		items = append(items,
			vm(t, id("virtualMachines", fmt.Sprint("Good", n)), healthy(nil), plain("Premium_LRS")),
			vm(t, id("virtualMachines", fmt.Sprint("Small", n)), healthy(values{"vm.size": "Standard_B1s"}), plain("Premium_LRS")),
			disk(t, id("disks", fmt.Sprint("good", n)), plain("Premium_LRS")),
			disk(t, id("disks", fmt.Sprint("ultra", n)), plain("UltraSSD_LRS")))
		if n < 5 {
			items = append(items, vm(t, id("virtualMachines", fmt.Sprint("Open", n)), without(healthy(nil), "vm.size"), plain("Premium_LRS")))
		}
	}
	return items
}

func judgedAll(t *testing.T, items []*inventory.Item) *Judgement {
	return judgementOf([]*Edition{compileText(t, vmEdition), compileText(t, diskEdition)}, items...)
}

// strata are those of a sample in words, the items by what the exports call them.
func strata(s *Sample) []string {
	var list []string
	for _, t := range s.Strata {
		said := fmt.Sprintf("%d %s %s:", t.Population, t.Verdict, t.Kind)
		for _, a := range t.Chosen {
			id := a.Item.Identity().ID
			said += " " + id[strings.LastIndex(id, "/")+1:]
		}
		list = append(list, said)
	}
	return list
}

// TestDraw: the items of a stratum are those with the lowest numbers of
// printf '%s\n%s' SEED ID-IN-LOWER-CASE | sha256sum.
func TestDraw(t *testing.T) {
	j := judgedAll(t, mixed(t))
	s := Draw(j, 3, "s1")
	counts := map[string]int{}
	for _, stratum := range s.Strata {
		counts[fmt.Sprint(stratum.Kind, " ", stratum.Verdict)] = stratum.Population
		var ranks []string
		for a := range j.All() {
			if a.Item.Kind == stratum.Kind && a.Verdict == stratum.Verdict {
				ranks = append(ranks, rankOf("s1", a))
			}
		}
		slices.Sort(ranks)
		var chosen []string
		for _, a := range stratum.Chosen {
			chosen = append(chosen, rankOf("s1", a))
		}
		if diff := cmp.Diff(ranks[:min(3, len(ranks))], chosen); diff != "" {
			t.Errorf("%s %s: %s", stratum.Verdict, stratum.Kind, diff)
		}
	}
	want := map[string]int{"vm unsupported": 20, "vm undetermined": 5, "vm limited": 0, "vm supported": 20,
		"disk unsupported": 20, "disk undetermined": 0, "disk limited": 0, "disk supported": 20}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Error(diff)
	}
	if chosen, population := s.Chosen(); chosen != 15 || population != 85 {
		t.Errorf("%d of %d", chosen, population)
	}
}

func rankOf(seed string, a *Assessment) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(seed+"\n"+strings.ToLower(a.Item.ID()))))
}

// TestDrawAgain: the same choice whatever the order of the items and the case of
// their ids, another one by another seed.
func TestDrawAgain(t *testing.T) {
	want := strata(Draw(judgedAll(t, mixed(t)), 4, "s1"))
	for n := range uint64(5) {
		items := mixed(t)
		rand.New(rand.NewPCG(n, n)).Shuffle(len(items), func(i, k int) { items[i], items[k] = items[k], items[i] })
		if diff := cmp.Diff(want, strata(Draw(judgedAll(t, items), 4, "s1"))); diff != "" {
			t.Error("in another order:", diff)
		}
	}
	upper := mixed(t)
	for _, it := range upper {
		is := it.Identity()
		is.ID = strings.ToUpper(is.ID)
		it.Identify(is)
	}
	if diff := cmp.Diff(strings.ToUpper(strings.Join(want, "\n")), strings.ToUpper(strings.Join(strata(Draw(judgedAll(t, upper), 4, "s1")), "\n"))); diff != "" {
		t.Error("in upper case:", diff)
	}
	if other := strata(Draw(judgedAll(t, mixed(t)), 4, "s2")); slices.Equal(other, want) {
		t.Error("another seed gives the same sample")
	}
}

// TestDrawAmongMore: items of other strata change nothing, an item more of the
// same one takes at most one place.
func TestDrawAmongMore(t *testing.T) {
	want := Draw(judgedAll(t, mixed(t)), 4, "s1")
	moved := 0
	for n := range 40 {
		more := append(mixed(t), vm(t, id("virtualMachines", fmt.Sprint("more", n)), healthy(nil), plain("Premium_LRS")))
		for i, have := range strata(Draw(judgedAll(t, more), 4, "s1")) {
			before := strings.Fields(strata(want)[i])[3:]
			after := strings.Fields(have)[3:]
			gone := len(slices.DeleteFunc(slices.Clone(before), func(name string) bool { return slices.Contains(after, name) }))
			ofStratum := want.Strata[i].Kind == inventory.VM && want.Strata[i].Verdict == Supported
			if gone > 1 || gone > 0 && !ofStratum {
				t.Errorf("one VM more, %d of %s gone: %s", gone, before, after)
			}
			moved += gone
		}
	}
	if moved == 0 {
		t.Error("none of 40 further items is ever chosen")
	}
}

func TestDrawAll(t *testing.T) {
	s := Draw(judgedAll(t, mixed(t)), 1000, "s1")
	if chosen, population := s.Chosen(); chosen != population || population != 85 {
		t.Errorf("%d of %d", chosen, population)
	}
}

// TestDrawMasked: what is shown does not change what is chosen.
func TestDrawMasked(t *testing.T) {
	inv := &inventory.Inventory{Items: mixed(t)}
	editions := []*Edition{compileText(t, vmEdition), compileText(t, diskEdition)}
	want := strata(Draw(Judge(inv, editions), 4, "s1"))
	mask, err := inventory.NewMask(inventory.MaskClasses, []byte("0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	mask.Apply(inv)
	j := Judge(inv, editions)
	s := Draw(j, 4, "s1")
	if diff := cmp.Diff(want, strata(s)); diff != "" {
		t.Error(diff)
	}
	for _, stratum := range s.Strata {
		for _, a := range stratum.Chosen {
			if a.Item.ID() == a.Item.Identity().ID {
				t.Error(a.Item.ID(), "is not masked")
			}
		}
	}
}

func TestSeedOf(t *testing.T) {
	seed := func(sums ...string) string {
		inv := &inventory.Inventory{}
		for n, sum := range sums {
			inv.Inputs = append(inv.Inputs, inventory.Input{Name: fmt.Sprint(n), SHA256: sum})
		}
		return SeedOf(inv)
	}
	if seed("a", "b") != seed("b", "a") || seed("a", "b") == seed("a", "c") || seed("ab") == seed("a", "b") {
		t.Error("a seed does not follow from the files alone")
	}
	if s := seed("a"); len(s) != 16 || strings.Trim(s, "0123456789abcdef") != "" {
		t.Errorf("the seed %q is not 16 hexadecimal digits", s)
	}
}

// stored is a sample as a report keeps it.
func stored(s *Sample) []StoredStratum {
	var list []StoredStratum
	for _, t := range s.Strata {
		st := StoredStratum{Kind: t.Kind.String(), Verdict: t.Verdict, Population: t.Population}
		for _, a := range t.Chosen {
			st.Chosen = append(st.Chosen, a.Item.ID())
		}
		list = append(list, st)
	}
	return list
}

func TestRestoreSample(t *testing.T) {
	j := judgedAll(t, mixed(t))
	s := Draw(j, 3, "s1")
	back, err := RestoreSample(j, 3, "s1", stored(s), false)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strata(s), strata(back)); diff != "" {
		t.Error(diff)
	}
	good := id("virtualMachines", "Good1")
	for want, change := range map[string]func([]StoredStratum) []StoredStratum{
		"can be drawn":              func(l []StoredStratum) []StoredStratum { return l[1:] },
		"it must be":                func(l []StoredStratum) []StoredStratum { l[0].Population++; return l },
		"of 20 limited vms, it":     func(l []StoredStratum) []StoredStratum { l[0].Verdict = Limited; return l },
		"2 of 20":                   func(l []StoredStratum) []StoredStratum { l[0].Chosen = l[0].Chosen[1:]; return l },
		"where it does not belong":  func(l []StoredStratum) []StoredStratum { l[0].Chosen[0] = good; return l },
		"its seed does not give":    func(l []StoredStratum) []StoredStratum { slices.Reverse(l[0].Chosen); return l },
		"Small":                     func(l []StoredStratum) []StoredStratum { l[0].Chosen[0] = l[0].Chosen[1]; return l },
		"\"nowhere\" in its sample": func(l []StoredStratum) []StoredStratum { l[0].Chosen[0] = "nowhere"; return l },
	} {
		if _, err := RestoreSample(j, 3, "s1", change(stored(s)), false); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	if _, err := RestoreSample(j, 3, "s2", stored(s), false); err == nil {
		t.Error("another seed, the same sample")
	}
	for _, bad := range []struct {
		each int
		seed string
	}{{-1, "s1"}, {0, "s1"}, {3, ""}, {3, strings.Repeat("s", LongestSeed+1)}} {
		if _, err := RestoreSample(j, bad.each, bad.seed, stored(s), true); err == nil {
			t.Errorf("%d items by the seed %q", bad.each, bad.seed)
		}
	}
	longest := strings.Repeat("s", LongestSeed)
	if _, err := RestoreSample(j, 3, longest, stored(Draw(j, 3, longest)), false); err != nil {
		t.Error("the longest seed:", err)
	}
	if _, err := RestoreSample(j, 3, "s2", stored(s), true); err != nil {
		t.Error("masked names can't be ranked again:", err)
	}
}
