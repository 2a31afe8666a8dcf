package inventory

// Presence says on how many of a set of items a field is known.
type Presence struct {
	Field *Field
	Known int
	Items int
}

// PresenceOf returns, for each field that an export of this kind of item can
// state, on how many of the items it is known, in the order of the vocabulary.
// Derived fields are left out: they follow from stated ones.
func PresenceOf(kind Kind, items []*Item) []Presence {
	var all []Presence
	table := fieldsOf(kind)
	for i := range table {
		f := &table[i]
		if f.derived {
			continue
		}
		p := Presence{Field: f, Items: len(items)}
		for _, it := range items {
			if it.Value(f).Known() {
				p.Known++
			}
		}
		all = append(all, p)
	}
	return all
}
