// Package tables holds the shape in which a lake keeps an inventory: five flat
// tables with one column per field of the vocabulary, written from an inventory
// and read back. It stands beside inventory, which reads exports; what other
// engines make of the tables is the business of package sql.
//
// A cell holds a value only where it is known. Why another is empty stands in
// companion columns of its row: the fields that are known to be none, those whose
// text is not recognised, those of which only a part of the sum is known. So a
// query that looks at a column alone is never told what nobody knows.
//
// The rejected ways were a companion column per field, which makes three hundred
// columns, and marks within the cells, which a query would take for values.
package tables

import (
	"strings"

	"github.com/backready/backready/inventory"
)

// Type is the type of a column.
type Type uint8

// The types of columns.
const (
	Text    Type = iota
	Number       // a whole number
	YesNo        // true or false
	List         // texts
	Texts        // texts by name
	Numbers      // whole numbers by name
	Facts        // fields with values, in order
)

// A Column is one of a table.
type Column struct {
	Name  string
	Type  Type
	Says  string           // what it holds, for people
	Field *inventory.Field // whose value it holds, nil for none
}

// A Table is a kind of table. Its first column is [Mark].
type Table struct {
	Name    string
	Says    string // what a row is
	Columns []Column

	places map[string]int // of the columns, by name and by name in lower case
}

// Mark is the name of the column that says what a row is of: the name of the
// table and its version. By it files are recognised, whatever they are called.
const Mark = "backready"

// version follows the name of a table in its mark. Columns may be added, none
// changes.
const version = "/v1"

// Mark returns the text of the first column.
func (t *Table) Mark() string { return t.Name + version }

// New returns a table with these columns behind the mark.
func New(name, says string, columns ...Column) *Table {
	mark := Column{Name: Mark, Type: Text, Says: "always " + name + version}
	t := &Table{Name: name, Says: says, Columns: append([]Column{mark}, columns...), places: map[string]int{}}
	for i, c := range t.Columns {
		t.places[c.Name], t.places[strings.ToLower(c.Name)] = i, i
	}
	return t
}

// Index returns the place of a column, ignoring case as the engines do; -1 for
// none.
func (t *Table) Index(name string) int {
	if i, ok := t.places[name]; ok {
		return i
	}
	if i, ok := t.places[strings.ToLower(name)]; ok {
		return i
	}
	return -1
}

// The tables of an inventory, in the order in which they are written.
var (
	VMs      = New("vms", "one VM", append(itemColumns(inventory.VM), fieldColumns(inventory.VM)...)...)
	Disks    = New("disks", "one disk", append(itemColumns(inventory.Disk), fieldColumns(inventory.Disk)...)...)
	Attached = New("attached", "one disk of one VM, as the VM holds it", append(attachedColumns, fieldColumns(inventory.Disk)...)...)
	Inputs   = New("inputs", "one file that was read", inputColumns...)
	Problems = New("problems", "something in a file that readers of a report must know", problemColumns...)
)

// All are the tables of an inventory.
var All = []*Table{VMs, Disks, Attached, Inputs, Problems}

// ColumnOf returns the name of the column of a field: its name with an underscore,
// for SQL takes a point for something else.
func ColumnOf(f *inventory.Field) string { return strings.ReplaceAll(f.Name, ".", "_") }

func fieldColumns(kind inventory.Kind) []Column {
	types := map[inventory.Type]Type{inventory.TextField: Text, inventory.IntField: Number, inventory.BoolField: YesNo, inventory.ListField: List}
	var list []Column
	for _, f := range inventory.Fields(kind) {
		list = append(list, Column{ColumnOf(f), types[f.Type], "the value of " + f.Name, f})
	}
	return list
}

// The companion columns of a row.
const (
	absent       = "absent"
	assumed      = "assumed"
	unrecognised = "unrecognised"
	atLeast      = "atLeast"
)

var companions = []Column{
	{Name: absent, Type: List, Says: "fields that are known to be none"},
	{Name: assumed, Type: List, Says: "fields whose value nobody stated and Azure implies"},
	{Name: unrecognised, Type: Texts, Says: "fields whose text means nothing to us, with the text in Go's quotes"},
	{Name: atLeast, Type: Numbers, Says: "fields of which a part of the sum is known, with that part"},
}

func itemColumns(kind inventory.Kind) []Column {
	list := []Column{
		{Name: "id", Says: "the id of the resource, as the export writes it; of an unmanaged disk its VHD URI"},
		{Name: "name", Says: "its name"},
		{Name: "subscription", Says: "the id of its subscription"},
		{Name: "resourceGroup", Says: "its resource group"},
		{Name: "location", Says: "its region, as the export writes it"},
		{Name: "listed", Type: YesNo, Says: "whether an export lists it; a disk may only be named by a VM"},
		{Name: "tags", Type: Texts, Says: "its tags; empty where the export has none"},
	}
	if kind == inventory.VM {
		list = append(list,
			Column{Name: "disks", Type: Number, Says: "how many rows of attached are its own"},
			Column{Name: "disksComplete", Type: YesNo, Says: "whether these are all its disks"})
	}
	return append(list, companions...)
}

var attachedColumns = append([]Column{
	{Name: "vm", Says: "the id of the VM"},
	{Name: "place", Type: Number, Says: "the place among its disks, from 0: the OS disk, then data disks by LUN"},
	{Name: "id", Says: "the id of the disk; the rest of what is known stands in its row of disks, if it has one"},
	{Name: "name", Says: "its name"},
	{Name: "own", Type: List, Says: "fields of which this row has the word, whatever the row of the disk says"},
}, companions...)

var inputColumns = []Column{
	{Name: "number", Type: Number, Says: "which file, from 1"},
	{Name: "name", Says: "its name"},
	{Name: "format", Says: "the shape in which it was read"},
	{Name: "encoding", Says: "its encoding"},
	{Name: "sha256", Says: "the SHA-256 of its bytes"},
	{Name: "bytes", Type: Number, Says: "how many these are"},
	{Name: "rows", Type: Number, Says: "rows read"},
	{Name: "vms", Type: Number, Says: "rows that became VMs"},
	{Name: "disks", Type: Number, Says: "rows that became disks"},
	{Name: "other", Type: Number, Says: "rows of other types"},
	{Name: "duplicates", Type: Number, Says: "rows whose id was there already"},
	{Name: "rejected", Type: Number, Says: "rows that can't be used"},
	{Name: "complete", Type: YesNo, Says: "whether it is whole"},
	{Name: "otherTypes", Type: Numbers, Says: "rows by other type"},
}

var problemColumns = []Column{
	{Name: "input", Type: Number, Says: "the number of the file, 0 for the estate as a whole"},
	{Name: "line", Type: Number, Says: "the line, 0 for the file as a whole"},
	{Name: "column", Says: "the column, key or field, if one"},
	{Name: "text", Says: "what is wrong"},
	{Name: "hint", Says: "what to do"},
	{Name: "incomplete", Type: YesNo, Says: "whether something of the estate may be missing from the result"},
}
