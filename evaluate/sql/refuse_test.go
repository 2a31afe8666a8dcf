package sql_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/sql"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/inventory/tables"
)

// TestReadRefuses: findings are what anybody may have written. A row that edition
// or inventory don't bear out is an error that says where and what to do.
func TestReadRefuses(t *testing.T) {
	t.Parallel()
	inv, editions := readSample(t, "estate"), pairs(t)[0]
	good := rowsOf(inv, editions)
	index := func(what string, is func(row) bool) int {
		n := slices.IndexFunc(good, is)
		if n < 0 {
			t.Fatalf("no row of %s", what)
		}
		return n
	}
	bad := index("what is unsupported", func(r row) bool { return r["verdict"] == "unsupported" && len(r["evidence"].([]tables.Fact)) > 0 })
	fine := index("what is supported", func(r row) bool { return r["verdict"] == "supported" })
	check := index("a check that is supported", func(r row) bool {
		rule := editions[0].Rules[slices.IndexFunc(editions[0].Rules, func(x *evaluate.Rule) bool { return x.ID == r["rule"] })]
		return r["verdict"] == "supported" && !rule.Optional()
	})
	about := index("what is about disks", func(r row) bool { return len(r["about"].([]string)) > 0 })
	open := index("what is not assessed", func(r row) bool { return r["verdict"] == sql.NotAssessed })
	unknown := index("what is undetermined", func(r row) bool { return r["verdict"] == "undetermined" && r["says"] == "" })
	disk := inv.Of(inventory.Disk)[0].ID()
	for _, test := range []struct {
		at          int
		column, has string
		value       any
		want        string
	}{
		{fine, "id", "", "nobody", `is about "nobody", which is no vm of the inventory`},
		{fine, "kind", "", "disk", "which is no vm"},
		{fine, "id", "", disk, "which is no vm"},
		{fine, "edition", "", "vm-backup@1999-01-01", "by which this report does not judge"},
		{fine, "sum", "", "000000000000", "was judged by another text"},
		{fine, "rule", "", "vm/nosuch", `has no rule "vm/nosuch"`},
		{fine, "path", "", "nosuch", `has no path "nosuch"`},
		{fine, "verdict", "", "fine", `"fine" is no verdict`},
		{fine, "verdict", "", nil, `"" is no verdict`},
		{check, "verdict", "", "not assessed", "does not say not assessed"},
		{open, "verdict", "", "undetermined", "does not say undetermined"},
		{open, "says", "", "all is well", "does not say not assessed"},
		{unknown, "says", "", "all is well", "does not say undetermined"},
		{fine, "says", "", "all is well", "does not say supported"},
		{fine, "statements", "", []string{"X1"}, "not on X1"},
		{fine, "statements", "", "X1", "column statements is of another type"},
		{fine, "evidence", "", []tables.Fact{{Field: "vm.size", Value: "Standard_D2s_v3"}}, "has grounds for nothing"},
		{fine, "lacking", "", []string{"vm.size"}, "has grounds for nothing"},
		{bad, "says", "", "something else", "does not say unsupported"},
		{bad, "verdict", "", "limited", "does not say limited"},
		{bad, "evidence", "", []tables.Fact{{Field: "vm.nosuch", Value: "x"}}, "for which the rule does not ask"},
		{bad, "evidence", "", []tables.Fact{{Field: good[bad]["evidence"].([]tables.Fact)[0].Field, Value: "made up"}}, "the inventory does not"},
		{bad, "lacking", "", []string{"disk.nosuch"}, "for which the rule does not ask"},
		{bad, "unrecognised", "", []string{"disk.nosuch"}, "for which the rule does not ask"},
		{bad, "evidence", "", []any{nil}, "column evidence is of another type"},
		{about, "about", "", []string{"nobody's"}, "which the VM does not have"},
		{about, "about", "", slices.Repeat(good[about]["about"].([]string), 2), "which the VM does not have"},
		{fine, "backready", "", "vms/v1", `says "vms/v1"`},
	} {
		rows := slices.Clone(good)
		rows[test.at] = maps.Clone(good[test.at])
		rows[test.at][test.column] = test.value
		refused(t, inv, editions, lines(rows), test.want)
	}
	refused(t, inv, editions, lines(slices.Delete(slices.Clone(good), bad, bad+1)), "the findings are incomplete: ")
	refused(t, inv, editions, lines(slices.Delete(slices.Clone(good), fine, fine+1)), "the findings are incomplete: ")
	refused(t, inv, editions, lines(append(slices.Clone(good), good[fine])), "twice")
	refused(t, inv, editions, lines(rowsOf(inv, editions[:1])), "nothing is said of")
	refused(t, inv, editions, "", "the findings are incomplete")
	refused(t, inv, editions, strings.Replace(lines(good), "}\n", "\n", 1), "is no whole JSON object")
	refused(t, inv, editions, strings.Replace(lines(good), `"rule":`, `"rule":"x","rule":`, 1), "rule stands there twice")
}

func refused(t *testing.T, inv *inventory.Inventory, editions []*evaluate.Edition, text, want string) {
	t.Helper()
	_, err := sql.Read([]inventory.Source{source("findings.jsonl", text)}, inventory.Limits{}, inv, editions)
	var in *inventory.InputError
	if !errors.As(err, &in) || !strings.Contains(in.Text, want) || in.Hint == "" {
		t.Errorf("%v, want %q with a hint", err, want)
	}
}
