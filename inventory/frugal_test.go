package inventory

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/backready/backready/inventory/generate"
)

// TestFrugal: a row that says what others said before it is not read a second
// time, and hardly anything is allocated for it, in a list or not.
func TestFrugal(t *testing.T) {
	estate := generate.Estate{VMs: 1, Disks: 1}
	var vms, disks strings.Builder
	if err := estate.WriteVMs(&vms, generate.Lines); err != nil {
		t.Fatal(err)
	}
	if err := estate.WriteDisks(&disks, generate.Lines); err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile(`"computerName":\s*"([^"]+)"`).FindStringSubmatch(vms.String())[1]
	most := map[string]float64{"VMs": 25, "disks": 12} // read in the ordinary way it is 50 for both, read a second time 300
	for kind, row := range map[string]string{"VMs": vms.String(), "disks": disks.String()} {
		var indented strings.Builder
		e := json.NewEncoder(&indented)
		e.SetIndent("  ", "  ")
		if err := e.Encode(json.RawMessage(row)); err != nil {
			t.Fatal(err)
		}
		row = strings.TrimSpace(strings.Replace(row, `"tags":{`, `"tags":{"caf\u00e9":"x",`, 1))
		for form, f := range map[string]struct{ before, row, between, after string }{
			"a list":               {"[\n  ", strings.TrimSpace(indented.String()), ",\n  ", "\n]\n"},
			"a list without lines": {"[", row, ",", "]"},
			"lines":                {"", row, "\n", "\n"},
		} {
			allocations := func(n int) float64 {
				rows := make([]string, n)
				for i := range rows {
					rows[i] = strings.ReplaceAll(f.row, name, fmt.Sprint("vm-", i))
				}
				text := f.before + strings.Join(rows, f.between) + f.after
				return testing.AllocsPerRun(1, func() {
					if inv, err := tryText(text); err != nil || inv.Inputs[0].Rows != n {
						t.Fatal(inv, err)
					}
				})
			}
			const few, many = 1000, 3000
			if n := (allocations(many) - allocations(few)) / (many - few); n > most[kind] {
				t.Errorf("%s, %s: %.2f allocations a row", kind, form, n)
			}
		}
	}
}
