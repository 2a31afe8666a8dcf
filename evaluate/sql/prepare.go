package sql

import (
	"fmt"
	"strings"

	"github.com/backready/backready/inventory"
	"github.com/backready/backready/inventory/tables"
)

// prepared are the parts of a field that expressions ask for, as one value:
//
//	value   what is known, texts in lower case; NULL where nothing is
//	none    whether it is known that there is none
//	least   the known part of a sum
//	unread  whether a text is there that means nothing to us
//	shown   the value as reports show it; NULL where it is missing
//
// Two letters that have no case of their own for us have one for engines.
func (d *Dialect) prepared(f *inventory.Field) string {
	column, name := tables.ColumnOf(f), d.text(f.Name)
	none := d.has("absent", name)
	parts := [][2]string{{"value", d.folded(f, column)}, {"none", none}, {"unread", d.at("unrecognised", name) + " IS NOT NULL"}}
	if f.Type == inventory.IntField {
		parts = append(parts, [2]string{"least", d.at("atLeast", name)})
	}
	shown := []string{d.shown(f, column), "CASE WHEN " + none + " THEN 'not set' END", d.at("unrecognised", name) + " || ' (not recognised)'"}
	if f.Type == inventory.IntField {
		shown = append(shown, "'at least ' || "+d.asText(d.at("atLeast", name)))
	}
	return d.strukt(append(parts, [2]string{"shown", "coalesce(" + strings.Join(shown, ", ") + ")"}))
}

func (d *Dialect) folded(f *inventory.Field, column string) string {
	const fold = "lower(translate(%s, 'ſİ', 'sı'))"
	switch f.Type {
	case inventory.TextField:
		return fmt.Sprintf(fold, column)
	case inventory.ListField:
		return d.transform(column, fmt.Sprintf(fold, "d"))
	}
	return column
}

// shown is a known value in words.
func (d *Dialect) shown(f *inventory.Field, column string) string {
	text := column
	switch f.Type {
	case inventory.IntField, inventory.BoolField:
		text = d.asText(column)
	case inventory.ListField:
		text = d.functions.join + "(" + column + ", ', ')"
	}
	text += " || CASE WHEN " + d.has("assumed", d.text(f.Name)) + " THEN ' (default)' ELSE '' END"
	if f.Type == inventory.ListField {
		return "CASE WHEN " + d.functions.length + "(" + column + ") = 0 THEN 'none' ELSE " + text + " END"
	}
	return text
}

func (d *Dialect) asText(value string) string {
	return "CAST(" + value + " AS " + d.typeOf(tables.Text) + ")"
}

// items is the query of the items that an edition judges, with the fields that
// its rules ask for and, of a VM, its disks.
func (c *compiler) items() string {
	own, disks := c.asked()
	if c.kind == inventory.Disk {
		return "SELECT id" + c.columns(own) + "\nFROM disks"
	}
	if len(disks) == 0 {
		return "SELECT id" + c.columns(own) + "\nFROM vms"
	}
	return strings.Join([]string{
		"WITH",
		"-- What the VM says of a disk that it holds, what the disk says of itself, and of both",
		"-- what counts: each row of attached names the fields of which it has the word.",
		"said AS (SELECT vm, place, id, name, own" + c.columns(disks) + "\n  FROM attached),",
		"record AS (SELECT id" + c.columns(disks) + "\n  FROM disks),",
		"holding AS (SELECT s.place, lower(s.vm) AS vm, CASE WHEN s.id = '' THEN s.name ELSE s.id END AS about" + c.chosen(disks),
		"  FROM said s LEFT JOIN record r ON lower(r.id) = lower(s.id)),",
		"holders AS (SELECT vm, " + c.inOrder("holding") + " AS held FROM holding GROUP BY vm)",
		"SELECT v.id,",
		"  coalesce(h.held, " + c.Dialect.list("") + ") AS held,",
		"  -- All its disks are known only where no row of attached was lost on the way.",
		"  coalesce(v.disksComplete AND coalesce(" + c.functions.length + "(h.held), 0) = v.disks, false) AS complete" + c.columns(own),
		"FROM vms v LEFT JOIN holders h ON h.vm = lower(v.id)",
	}, "\n")
}

// asked are the fields that rules ask for: of the items, and of the disks of VMs.
func (c *compiler) asked() (own, disks []*inventory.Field) {
	for _, f := range inventory.Fields(c.kind) {
		if c.ofItems[f] {
			own = append(own, f)
		}
	}
	for _, f := range inventory.Fields(inventory.Disk) {
		if c.ofDisks[f] {
			disks = append(disks, f)
		}
	}
	return own, disks
}

func (c *compiler) columns(fields []*inventory.Field) string {
	var b strings.Builder
	for _, f := range fields {
		fmt.Fprintf(&b, ",\n  %s AS %s", c.prepared(f), tables.ColumnOf(f))
	}
	return b.String()
}

func (c *compiler) chosen(fields []*inventory.Field) string {
	var b strings.Builder
	for _, f := range fields {
		column := tables.ColumnOf(f)
		fmt.Fprintf(&b, ",\n  CASE WHEN %s THEN s.%s ELSE r.%s END AS %s", c.has("s.own", c.text(f.Name)), column, column, column)
	}
	return b.String()
}
