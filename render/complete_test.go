package render_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

// TestControl: the control totals are those of the items, in order, whatever the
// case in which a subscription is written; a part says that it is one.
func TestControl(t *testing.T) {
	r := sample(t)
	want := map[string][3]int{}
	written := map[string]bool{}
	for a := range r.Judgement.All() {
		it, n := a.Item, 0
		switch {
		case it.Kind == inventory.Disk && it.Listed:
			n = 1
		case it.Kind == inventory.Disk:
			n = 2
		}
		field, _ := inventory.FieldNamed(it.Kind.String() + ".location")
		key := strings.ToLower(it.Subscription()) + " " + it.Value(field).Text()
		of := want[key]
		of[n]++
		want[key] = of
		written[it.Subscription()] = true
	}
	p := partOf(r, "control")
	var got []string
	columns := [3][]string{texts(p.Table, "vms"), texts(p.Table, "disks"), texts(p.Table, "onlyNamed")}
	regions := texts(p.Table, "region")
	for i, subscription := range texts(p.Table, "subscription") {
		key := strings.ToLower(subscription) + " " + regions[i]
		of := want[key]
		if said := fmt.Sprint(of[0], " ", of[1], " ", of[2]); said != columns[0][i]+" "+columns[1][i]+" "+columns[2][i] {
			t.Errorf("%s: %s, want %s", key, columns, said)
		}
		if !written[subscription] {
			t.Errorf("%s is written otherwise", subscription)
		}
		got = append(got, key)
	}
	if len(got) != len(want) || !slices.IsSorted(got) {
		t.Errorf("%d places of %d: %v", len(got), len(want), got)
	}
	if !strings.Contains(p.Lead[0], "What the files hold") {
		t.Error(p.Lead)
	}
	if lead := partOf(r.Divide(evaluate.BySubscription)[0], "control").Lead[0]; !strings.Contains(lead, "What this part holds") {
		t.Error(lead)
	}
}

// TestMore: a column that is not there is named once, with the rules that ask for
// it and the items that they leave, VMs and disks together, most items first.
func TestMore(t *testing.T) {
	r := sample(t)
	want := map[string][]string{}
	items := map[string]map[inventory.Kind]int{}
	for _, c := range r.Judgement.Counts {
		for _, f := range c.Rule.OptionalFields() {
			if c.NotAssessed > 0 {
				name := f.Columns[0]
				want[name] = append(want[name], c.Rule.ID)
				if items[name] == nil {
					items[name] = map[inventory.Kind]int{}
				}
				items[name][c.Edition.Kind] = max(items[name][c.Edition.Kind], c.NotAssessed)
			}
		}
	}
	p := partOf(r, "more")
	names, counts, rules := texts(p.Table, "column"), texts(p.Table, "items"), texts(p.Table, "rules")
	last, mixed := len(r.Judgement.Inventory.Items), 0
	for i, name := range names {
		n := 0
		fmt.Sscan(counts[i], &n)
		if field, ok := inventory.FieldNamed(name); ok && texts(p.Table, "type")[i] != field.Type.String() {
			t.Errorf("%s holds %s", name, texts(p.Table, "type")[i])
		}
		of := items[name]
		if of[inventory.VM] > 0 && of[inventory.Disk] > 0 {
			mixed++
		}
		if n > last || n == 0 || n != of[inventory.VM]+of[inventory.Disk] || !strings.HasPrefix(rules[i], want[name][0]) {
			t.Errorf("%s: %d items after %d, rules %s of %v", name, n, last, rules[i], want[name])
		}
		last = n
	}
	from := map[string]string{}
	for i, command := range texts(p.Table, "export") {
		from[names[i]] = command
	}
	for name, want := range map[string]string{
		"vault.location":       "az backup vault list -o json; az dataprotection backup-vault list -o json",
		"policy.retentionDays": "az dataprotection backup-policy list -o json", // disks alone lack it
	} {
		if from[name] != want {
			t.Errorf("%s from %q, want %s", name, from[name], want)
		}
	}
	if mixed == 0 {
		t.Error("no column is missed for VMs and for disks")
	}
	if distinct := slices.Compact(slices.Sorted(slices.Values(names))); len(names) == 0 || len(distinct) != len(want) {
		t.Errorf("%d columns, want %d", len(names), len(want))
	}
}

// TestAnswered: a rule that judged an item and could not decide gave no answer.
func TestAnswered(t *testing.T) {
	r := sample(t)
	want := map[string]int{}
	open := 0
	for _, c := range r.Judgement.Counts {
		want[c.Rule.ID] = c.Judged - c.Found[evaluate.Undetermined]
		open += c.Found[evaluate.Undetermined]
	}
	p := partOf(r, "rules")
	rules := texts(p.Table, "rule")
	for i, n := range texts(p.Table, "decided") {
		if fmt.Sprint(want[rules[i]]) != n {
			t.Errorf("%s: %s answered, want %d", rules[i], n, want[rules[i]])
		}
	}
	if len(rules) == 0 || open == 0 {
		t.Errorf("%d rules, %d items left open", len(rules), open)
	}
}
