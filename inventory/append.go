package inventory

// What outputs write of every item is appended, without a text or a list of its
// own for each.

// AppendOwn appends the text of a field which the item itself tells, see
// [Field.Own]: of a list its only element. It reports false where it does not
// tell it, so that the value is to be asked for.
func (it *Item) AppendOwn(dst []byte, f *Field) ([]byte, bool) {
	if f.own == notOwn || it.stored(f).d != ofItem {
		return dst, false
	}
	switch f.own {
	case ownID:
		dst = it.append(dst)
	case ownName:
		dst = append(dst, it.Name()...)
	case ownSubscription:
		dst = append(dst, it.Subscription()...)
	case ownResourceGroup:
		dst = append(dst, it.ResourceGroup()...)
	case ownManager, ownOwners:
		dst = it.manager.append(dst)
	}
	return dst, true
}

func (r *reference) append(dst []byte) []byte {
	h := r.where()
	return append(append(append(append(dst, h.before...), h.group()...), h.after...), r.tail...)
}

// EachTag calls with each of the [Item.Tags] until it says no.
func (it *Item) EachTag(yield func(Tag) bool) {
	if it.tags != nil {
		it.tags.each(yield)
	}
}

// HasTags reports whether the export has tags of the item, which may be none.
func (it *Item) HasTags() bool { return it.tags != nil }
