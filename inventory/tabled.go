package inventory

// What tables of an inventory need to know of the vocabulary, see package tables.

// Fields returns every field of which items of a kind may have a value, the
// optional and the derived ones among them, by name.
func Fields(kind Kind) []*Field {
	return fieldsThat(kind, func(f *Field) bool { return f != vmDisks })
}

var vmDisks = mustField("vm.disks") // stands for the list of disks

// Held reports whether it is a field of disks that only the VM holding it knows.
func (f *Field) Held() bool { return isHeld[f.Name] }

var isHeld = heldNames()

func heldNames() map[string]bool {
	names := map[string]bool{}
	for _, name := range held {
		names[name] = true
	}
	return names
}

// IsAssumed reports whether the export does not state the value, and Azure
// implies it.
func (v Value) IsAssumed() bool { return v.d != nil && v.d.assumed }

// OtherTypes returns the types of resources that are neither VM nor disk with
// how many rows there are of each, in order.
func OtherTypes(rows map[string]int) []OtherType { return otherTypes(rows) }
