package inventory

import "strings"

// Type is the type of a field's value.
type Type uint8

// The types of fields.
const (
	TextField Type = iota
	IntField
	BoolField
	ListField
)

// String returns the name of the type as documentation writes it.
func (t Type) String() string { return [...]string{"text", "number", "yes/no", "list"}[t] }

// A Field is one entry of the vocabulary in which items are described and rules
// are written.
type Field struct {
	Name string // such as "disk.sku"
	Type Type
	// Paths are the places in a resource object that may state it, best first,
	// below "properties" where the object has that level. Case is ignored.
	Paths []string
	// Columns are the names of the columns of flat exports that carry it; the
	// first is the one to ask for. Case, blanks and punctuation are ignored.
	Columns []string
	// Default is the value of a full object, or of an empty cell, that does not
	// state the field. The zero value means that nothing can be assumed.
	Default Value
	// DefaultIf names a path that must be there for Default to hold.
	DefaultIf string
	// Export names the export that carries the field, as `queries` prints it.
	Export string

	read     func(raw any) Value // nil: by Type
	derived  bool                // computed from other fields
	optional bool
	kind     Kind
	index    int
	group    int // of its kind, see [Group]
	slot     int // in the group
	own      ownField
}

// Optional reports whether the field is an extra column that no export carries
// by itself and that may be added.
func (f *Field) Optional() bool { return f.optional }

// Extra reports whether no export of VMs carries the field by itself, though it
// is one of theirs.
func (f *Field) Extra() bool {
	return f.Export == exportByUs || f.Export == exportInstance && !f.derived
}

// Kind returns the kind of items that have the field; optional fields may stand
// on both.
func (f *Field) Kind() Kind { return f.kind }

// on reports whether items of a kind have the field.
func (f *Field) on(kind Kind) bool { return f.optional || f.kind == kind }

// vocabulary is the index of all fields by name in lower case and, as our own
// code names them, as written.
var vocabulary = index()

func index() map[string]*Field {
	all := map[string]*Field{}
	number := func(table []Field, kind Kind, optional bool) {
		for i := range table {
			f := &table[i]
			f.index, f.kind, f.optional = i, kind, optional
			if optional {
				f.Export = relatedExport(f.Name)
			}
			if len(f.Columns) == 0 {
				f.Columns = []string{f.Name}
			}
			all[f.Name], all[strings.ToLower(f.Name)] = f, f
		}
	}
	number(vmFields, VM, false)
	number(diskFields, Disk, false)
	number(optionalFields, VM, true)
	return all
}

// relatedExport names the list that carries an optional field, where there is
// one; who has the fact from elsewhere adds the column.
func relatedExport(name string) string {
	group, _, _ := strings.Cut(name, ".")
	switch {
	case name == "des.keyUrl":
		return "az disk-encryption-set list -o json"
	case name == "net.outboundInternet" || name == "des.keyUsable":
		return exportByUs
	}
	if command, ok := relatedExports[group]; ok {
		return command
	}
	return exportByUs
}

// relatedExports are the lists by the group of fields that they carry.
var relatedExports = map[string]string{
	"snapshot":      "az snapshot list -o json",
	"snapshotGroup": "az dataprotection backup-instance list -o json",
	"lock":          "az lock list -o json",
	"vault":         "az backup vault list -o json",
	"policy":        "az backup policy list -o json",
	"item":          "az backup item list -o json",
	"net":           "az network nic list -o json",
	"role":          "az role assignment list --all -o json",
}

func fieldsOf(k Kind) []Field {
	if k == Disk {
		return diskFields
	}
	return vmFields
}

// FieldNamed returns the field of that name, ignoring case.
func FieldNamed(name string) (*Field, bool) {
	f, ok := vocabulary[strings.ToLower(name)]
	return f, ok
}

func mustField(name string) *Field {
	f, ok := vocabulary[name]
	if !ok {
		panic("inventory: no field " + name)
	}
	return f
}
