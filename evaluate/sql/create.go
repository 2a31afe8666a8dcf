package sql

import (
	"fmt"
	"strings"

	"github.com/backready/backready/inventory/tables"
)

// Create returns the statements that make the tables of an inventory, empty.
func Create(d *Dialect) string {
	var b strings.Builder
	for _, t := range tables.All {
		fmt.Fprintf(&b, "-- A row is %s.\nCREATE TABLE %s (", t.Says, t.Name)
		for i, c := range t.Columns {
			if i > 0 {
				b.WriteString(",")
			}
			fmt.Fprintf(&b, "\n  %s%s%s %s", d.quote, c.Name, d.quote, d.typeOf(c.Type))
		}
		b.WriteString("\n);\n\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}
