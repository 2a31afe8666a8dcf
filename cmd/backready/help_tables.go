package main

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/backready/backready/evaluate/sql"
	"github.com/backready/backready/inventory/tables"
)

// tableLines describe the columns of the tables that hold no values of fields.
func tableLines() string {
	var parts []string
	for _, t := range tables.All {
		parts = append(parts, "A row of "+t.Name+" is "+t.Says+":\n"+columnLines(t))
	}
	return strings.Join(parts, "\n\n")
}

func findingLines() string { return columnLines(sql.Findings) }

// columnLines describe columns, but for those of fields.
func columnLines(t *tables.Table) string {
	const width, hang = 80, 18
	var lines []string
	for _, c := range t.Columns {
		if c.Field == nil {
			said := text.WrapSoft(c.Type.String()+": "+c.Says, width-hang)
			lines = append(lines, fmt.Sprintf("  %-*s", hang-2, c.Name)+hung(said, hang))
		}
	}
	return strings.Join(lines, "\n")
}

// hung lets the lines of a text hang below its first.
func hung(wrapped string, column int) string {
	lines := strings.Split(wrapped, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n"+strings.Repeat(" ", column))
}

// fieldLines list the columns of fields by table and type.
func fieldLines() string {
	own := func(c tables.Column) bool { return !c.Field.Optional() }
	return columnsByType("vms", tables.VMs, own) + "\n" + columnsByType("disks", tables.Disks, own)
}

func extraLines() string {
	return columnsByType("all", tables.VMs, func(c tables.Column) bool { return c.Field.Optional() })
}

func columnsByType(name string, t *tables.Table, wanted func(tables.Column) bool) string {
	const width, hang = 80, 26
	byType := map[tables.Type][]string{}
	for _, c := range t.Columns {
		if c.Field != nil && wanted(c) {
			byType[c.Type] = append(byType[c.Type], c.Name)
		}
	}
	var lines []string
	for _, typ := range []tables.Type{tables.Text, tables.Number, tables.YesNo, tables.List} {
		if names := byType[typ]; len(names) > 0 {
			lines = append(lines, fmt.Sprintf("  %-6s%-*s", name, hang-8, typ)+hung(text.WrapSoft(strings.Join(names, ", "), width-hang), hang))
		}
	}
	return strings.Join(lines, "\n")
}
