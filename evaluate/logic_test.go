package evaluate

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
)

func TestTruthTable(t *testing.T) {
	const f, u, y = isFalse, isUnknown, isTrue
	and := [3][3]truth{{f, f, f}, {f, u, u}, {f, u, y}}
	or := [3][3]truth{{f, u, y}, {u, u, y}, {y, y, y}}
	not := [3]truth{y, u, f}
	for a := f; a <= y; a++ {
		if a.not() != not[a] {
			t.Errorf("not %d = %d", a, a.not())
		}
		for b := f; b <= y; b++ {
			if min(a, b) != and[a][b] || max(a, b) != or[a][b] {
				t.Errorf("%d, %d: and %d, or %d", a, b, min(a, b), max(a, b))
			}
		}
	}
}

// The vocabulary of random predicates: fields with the values they may take.
var (
	vmValues = map[string][]any{
		"vm.osType":        {"Windows", "Linux"},
		"vm.nicCount":      {0, 1, 2},
		"vm.securityType":  {"Standard", "TrustedLaunch", nil},
		"guest.containers": {true, false},
	}
	diskValues = map[string][]any{
		"disk.sku":          {"Premium_LRS", "UltraSSD_LRS", "PremiumV2_LRS"},
		"disk.shared":       {true, false},
		"disk.caching":      {"None", "ReadWrite"},
		"disk.diskAccessId": {"/x", nil},
	}
)

func names(values map[string][]any) []string {
	var list []string
	for name := range values {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// draw makes a random predicate over VMs or, below a quantifier, disks.
func draw(t *rapid.T, values map[string][]any, depth int) *matrix.Predicate {
	kinds := []string{"leaf", "all", "any", "not"}
	if depth == 0 {
		kinds = kinds[:1]
	} else if _, vm := values["vm.osType"]; vm {
		kinds = append(kinds, "some", "every")
	}
	switch rapid.SampledFrom(kinds).Draw(t, "kind") {
	case "all":
		return &matrix.Predicate{All: []*matrix.Predicate{draw(t, values, depth-1), draw(t, values, depth-1)}}
	case "any":
		return &matrix.Predicate{Any: []*matrix.Predicate{draw(t, values, depth-1), draw(t, values, depth-1)}}
	case "not":
		return &matrix.Predicate{Not: draw(t, values, depth-1)}
	case "some":
		return &matrix.Predicate{Some: draw(t, diskValues, depth-1), Over: rapid.SampledFrom([]string{"disks", "dataDisks", "osDisk"}).Draw(t, "over")}
	case "every":
		return &matrix.Predicate{Every: draw(t, diskValues, depth-1), Over: "disks"}
	}
	return drawLeaf(t, values)
}

func drawLeaf(t *rapid.T, values map[string][]any) *matrix.Predicate {
	name := rapid.SampledFrom(names(values)).Draw(t, "field")
	field, _ := inventory.FieldNamed(name)
	l := &matrix.Leaf{Field: name}
	value := rapid.SampledFrom(values[name]).Draw(t, "constant")
	switch {
	case field.Type == inventory.IntField:
		n := int64(value.(int))
		l.Min = &n
	case value == nil:
		yes := rapid.Bool().Draw(t, "present")
		l.Present = &yes
	case rapid.Bool().Draw(t, "in") && field.Type == inventory.TextField:
		l.In = []string{fmt.Sprint(value)}
	default:
		l.Is = fmt.Sprint(value)
	}
	return &matrix.Predicate{Leaf: l}
}

// drawItem gives each field a value or leaves it missing.
func drawItem(t *rapid.T, values map[string][]any, label string) map[string]any {
	item := map[string]any{}
	for _, name := range names(values) {
		if rapid.Bool().Draw(t, label+name) {
			item[name] = rapid.SampledFrom(values[name]).Draw(t, name)
		}
	}
	return item
}

// TestLearning: learning a missing value never changes a decided answer.
func TestLearning(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, err := compile(draw(t, vmValues, 3), inventory.VM)
		if err != nil {
			t.Fatal(err)
		}
		item := drawItem(t, vmValues, "vm ")
		var disks []map[string]any
		for range rapid.IntRange(0, 3).Draw(t, "disks") {
			disks = append(disks, drawItem(t, diskValues, "disk "))
		}
		for i, d := range disks {
			d["disk.role"] = map[bool]string{true: "os", false: "data"}[i == 0]
		}
		before := holds(t, p, item, disks)
		learn(t, item, vmValues)
		for _, d := range disks {
			learn(t, d, diskValues)
		}
		if after := holds(t, p, item, disks); before != isUnknown && after != before {
			t.Fatalf("%d before, %d after", before, after)
		}
	})
}

func holds(t *rapid.T, p *predicate, item map[string]any, disks []map[string]any) truth {
	it, err := inventory.Example(inventory.VM, item, disks)
	if err != nil {
		t.Fatal(err)
	}
	return p.holds(it)
}

// learn fills some of the missing values.
func learn(t *rapid.T, item map[string]any, values map[string][]any) {
	for name, v := range drawItem(t, values, "learned ") {
		if _, known := item[name]; !known {
			item[name] = v
		}
	}
}

// TestLearningOfRules: the same law for every released rule, over its own
// examples: a decided verdict of a path stays when a missing field is learned.
func TestLearningOfRules(t *testing.T) {
	for _, e := range released(t) {
		for _, r := range e.Rules {
			for _, less := range r.Examples {
				for _, more := range r.Examples {
					if covers(more, less) {
						compareLearned(t, e, r, less, more)
					}
				}
			}
		}
	}
}

// covers reports whether more says all that less says, and more.
func covers(more, less matrix.Example) bool {
	for name, v := range less.Item {
		if got, ok := more.Item[name]; !ok || fmt.Sprint(got) != fmt.Sprint(v) {
			return false
		}
	}
	return fmt.Sprint(more.Disks) == fmt.Sprint(less.Disks)
}

func compareLearned(t *testing.T, e *Edition, r *Rule, less, more matrix.Example) {
	a, err1 := inventory.Example(e.Kind, less.Item, less.Disks)
	b, err2 := inventory.Example(e.Kind, more.Item, more.Disks)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	before, after := r.verdicts(a), r.verdicts(b)
	for i := range before {
		if before[i] != Undetermined && !r.Optional() && before[i] != after[i] {
			t.Errorf("%s %s: %q says %s, %q says %s", e.ID, r.ID, less.Name, before[i], more.Name, after[i])
		}
	}
}

// TestGrounds: what is seen, lacking or not recognised is named once, however many
// disks it is found on.
func TestGrounds(t *testing.T) {
	var g Grounds
	for range 2 {
		g.add(mustField("disk.hyperVGeneration"), inventory.Unrecognised("V9"), isUnknown)
		g.add(mustField("disk.sku"), inventory.Value{}, isUnknown)
		g.add(mustField("disk.name"), inventory.Text("x"), isTrue)
	}
	want := Grounds{Evidence: []Fact{{"disk.hyperVGeneration", inventory.Unrecognised("V9").String()}, {"disk.name", "x"}},
		Lacking: []string{"disk.sku"}, Unread: []string{"disk.hyperVGeneration"}}
	if diff := cmp.Diff(want, g); diff != "" {
		t.Error(diff)
	}
}
