package inventory

import (
	"strings"
	"unicode"
)

// A column is one column of flat exports, or one key of flat JSON rows, with
// the fields it carries: several, where the exports of VMs and of disks share
// its name.
type column struct {
	key   string // the name as matching sees it
	vm    *Field
	disk  *Field
	extra *Field // an optional field
}

// columns holds every column that means something to us, and how to find it.
var columns = indexColumns()

type columnTable struct {
	list   []column
	byName map[string]columnMatch // by every name it may have, as matching sees it
	of     map[*Field]int         // the column that carries a field
}

// A columnMatch is a column found by name. Where two columns of a file carry
// the same thing, that of the lower rank wins.
type columnMatch struct{ column, rank int }

// heldColumns are the columns in which a flat export of VMs states their disks,
// with the places of a full object that state the same, and what other tools call
// them.
var heldColumns = []struct{ name, path, other string }{
	{"osDiskId", "storageProfile.osDisk.managedDisk.id", "managedDiskId"},
	{"osDiskVhd", "storageProfile.osDisk.vhd.uri", "osDiskVhdUri"},
	{"osDiskCaching", "storageProfile.osDisk.caching", ""},
	{"osDiskWriteAccelerator", "storageProfile.osDisk.writeAcceleratorEnabled", ""},
	{"osDiskName", "storageProfile.osDisk.name", ""},
	{"osDiskSku", "storageProfile.osDisk.managedDisk.storageAccountType", ""},
	{"osDiskSizeGB", "storageProfile.osDisk.diskSizeGB", ""},
	{"osDiskEncryptionSetId", "storageProfile.osDisk.managedDisk.diskEncryptionSet.id", ""},
	{"dataDisks", "storageProfile.dataDisks", ""},
}

// extensionColumns are the columns in which a flat export of extensions states
// what they are.
var extensionColumns = [][]string{
	{"extensionPublisher", "publisher", "properties.publisher"},
	{"extensionType", "virtualMachineExtensionType", "typePropertiesType", "properties.type"},
}

// rawColumns are columns that hold JSON and are read like the part of a
// resource object of that name, beside those that the paths of fields name.
var rawColumns = p("properties", "managedByExtended", "shareInfo", "storageProfile", "instanceView")

// columnKey reduces a name to its letters and digits, in lower case.
func columnKey(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

func indexColumns() *columnTable {
	_ = vocabulary // which completes the tables of fields, so it has to come first
	t := &columnTable{byName: map[string]columnMatch{}, of: map[*Field]int{}}
	tables := [][]Field{vmFields, diskFields, optionalFields}
	for _, table := range tables {
		for i := range table {
			if f := &table[i]; !f.derived {
				t.addField(f)
			}
		}
	}
	for _, h := range heldColumns {
		names := p(h.name, "properties."+h.path, h.path)
		if h.other != "" {
			names = append(names, h.other)
		}
		t.name(t.column(h.name), 0, names...)
	}
	for _, names := range extensionColumns {
		t.name(t.column(names[0]), 0, names...)
	}
	for _, raw := range rawColumns {
		t.name(t.column(raw), 0, raw, "properties."+raw)
	}
	for _, table := range tables {
		for i := range table {
			t.addPaths(&table[i])
		}
	}
	return t
}

// column returns the column of that name, a new one where there is none.
func (t *columnTable) column(name string) int {
	key := columnKey(name)
	if m, ok := t.byName[key]; ok {
		return m.column
	}
	t.list = append(t.list, column{key: key})
	t.byName[key] = columnMatch{column: len(t.list) - 1}
	return len(t.list) - 1
}

// name enters names under which a column may stand; the first use of a name
// counts.
func (t *columnTable) name(column, rank int, names ...string) {
	for i, n := range names {
		if _, taken := t.byName[columnKey(n)]; !taken {
			t.byName[columnKey(n)] = columnMatch{column, rank + i}
		}
	}
}

func (t *columnTable) addField(f *Field) {
	i := t.column(f.Columns[0])
	switch c := &t.list[i]; {
	case f.optional:
		c.extra = f
	case f.kind == Disk:
		c.disk = f
	default:
		c.vm = f
	}
	t.of[f] = i
	t.name(i, 0, f.Columns...)
	t.name(i, len(f.Columns), f.Name)
}

// addPaths enters the names that Resource Graph gives to columns without one of
// their own, such as properties_hardwareProfile_vmSize, and the raw columns
// that hold what a path leads into.
func (t *columnTable) addPaths(f *Field) {
	if f.derived {
		return
	}
	const last = 100
	for i, path := range f.Paths {
		t.name(t.of[f], last+2*i, "properties."+path, path)
		if first, _, deeper := strings.Cut(path, "."); deeper {
			t.name(t.column(first), 0, "properties."+first)
		}
	}
}

// columnNames remembers the columns of the keys of one file: every object of a
// list has the same keys, and most mean nothing as columns.
type columnNames map[string]columnMatch

func (n columnNames) find(key string) (columnMatch, bool) {
	m, ok := n[key]
	if !ok {
		if m, ok = columns.find(key); !ok {
			m.column = -1
		}
		if len(n) < 4096 {
			n[key] = m
		}
	}
	return m, m.column >= 0
}

// find returns the column of that name, however it is written.
func (t *columnTable) find(name string) (columnMatch, bool) {
	m, ok := t.byName[columnKey(name)]
	return m, ok
}
