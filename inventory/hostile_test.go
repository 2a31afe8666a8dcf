package inventory

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// hostileNames attack one format or another.
var hostileNames = []string{
	"=1+1", "@SUM(A1)", "＝1+1", "a,b;c|d\te", `"quoted"`, `""`, `\`, `\"`, "'", "a|b", "<script>alert(1)</script>", "]}", "]]>", "{\"id\":\"/x\"}", "[x](javascript:y)",
	"\x1b[2J", "\u009b31m", "\u202egnp.exe", "\u200bzero", "nul\x00nul", "two\r\nBcc: x@evil.example", "line\nbreak", "line\u2028break", "../../etc/passwd", "_x000D_", "$(touch x)",
	"👩‍🚀 e\u0301", "\ufffe\uffff", "null", "true", "-1e999999", "sep=;", "#TYPE x", "/subscriptions/other", strings.Repeat("long ", 8000), "İ", "\ufeff",
}

// TestHostileForms: in every form that an export has, a name is read as it is,
// and makes no row, no item and no problem of its own.
func TestHostileForms(t *testing.T) {
	quoted := func(s string) string {
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	object := func(id, name string) string {
		return fmt.Sprintf(`{"id":%q,"name":%s,"type":"Microsoft.Compute/disks","location":"westeurope","sku":{"name":"Premium_LRS"},"diskSizeGB":8}`, id, quoted(name))
	}
	table := func(delimiter string) func(one, other string) string {
		return func(one, other string) string {
			cell := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
			row := func(cells ...string) string { return strings.Join(cells, delimiter) + "\r\n" }
			return row("id", "name", "type", "location", "sku", "diskSizeGB") + row(diskID+"a", cell(one), "Microsoft.Compute/disks", "westeurope", "Premium_LRS", "8") +
				row(diskID+"b", cell(other), "Microsoft.Compute/disks", "westeurope", "Premium_LRS", "8")
		}
	}
	list := func(one, other string) string {
		return "[" + object(diskID+"a", one) + "," + object(diskID+"b", other) + "]"
	}
	forms := map[string]func(one, other string) string{
		"list": list, "envelope": func(one, other string) string { return `{"value":` + list(one, other) + `}` },
		"lines": func(one, other string) string {
			return object(diskID+"a", one) + "\n" + object(diskID+"b", other) + "\n"
		},
		"graph": func(one, other string) string { return `{"count":2,"data":` + list(one, other) + `,"totalRecords":2}` },
		"graph table": func(one, other string) string {
			row := func(id, name string) string {
				return fmt.Sprintf(`[%q,%s,"microsoft.compute/disks"]`, id, quoted(name))
			}
			return `{"data":{"columns":[{"name":"id"},{"name":"name"},{"name":"type"}],"rows":[` + row(diskID+"a", one) + "," + row(diskID+"b", other) + `]}}`
		},
		"packed": func(one, other string) string { return pack(list(one, other)) },
		"UTF-16": func(one, other string) string { return utf16Text(list(one, other), binary.LittleEndian, true) },
		"CSV":    table(","), "CSV with semicolons": table(";"), "CSV with tabs": table("\t"),
		"CSV in UTF-16": func(one, other string) string { return utf16Text(table(";")(one, other), binary.BigEndian, true) },
		"Terraform": func(one, other string) string {
			disk := func(id, name string) string {
				return tfShow("azurerm_managed_disk", fmt.Sprintf(`{"id":%q,"name":%s,"location":"westeurope","storage_account_type":"Premium_LRS","disk_size_gb":8,"create_option":"Empty"}`, id, quoted(name)))
			}
			return `{"format_version":"1.0","terraform_version":"1.9.0","values":{"root_module":{"resources":[` + disk(diskID+"a", one) + "," + disk(diskID+"b", other) + `]}}}`
		},
	}
	for form, text := range forms {
		for _, name := range hostileNames {
			inv, err := tryText(text(name, "plain"))
			if err != nil {
				t.Errorf("%s: %.40q: %v", form, name, err)
				continue
			}
			in := inv.Inputs[0]
			if len(inv.Items) != 2 || in.Rows != 2 || in.Rejected > 0 || inv.Items[1].Name() != "plain" {
				t.Errorf("%s: %.40q: %d items of %d rows, %v", form, name, len(inv.Items), in.Rows, in.Problems)
				continue
			}
			got, want := norm(inv.Items[0].Name()), norm(name)
			if got == "a" && strings.HasPrefix(form, "CSV") && strings.HasPrefix(name, "{") {
				continue // a cell that is JSON is no text, and the id has the name as well
			}
			if got != want {
				t.Errorf("%s: %.60q is read as %.60q", form, name, got)
			}
		}
	}
}

// norm leaves out what a form may change: white space around a text, and how a
// line of a cell ends.
func norm(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// TestClip: a message quotes the first 80 characters of a text.
func TestClip(t *testing.T) {
	for n, want := range map[int]string{80: strings.Repeat("é", 80), 81: strings.Repeat("é", 80) + "..."} {
		if got := clip(strings.Repeat("é", n)); got != want {
			t.Errorf("%d characters: %s", n, got)
		}
	}
}
