package inventory

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// take makes an item of a row, or counts it as what it is. The row itself is
// counted by the caller.
func (f *file) take(w *row) {
	c, typ, id := w.classify()
	if c == isOther && typ == "" {
		typ = w.relatedType()
	}
	f.lastID = id
	switch {
	case c == isOther && typ == "" && id == "":
		f.rejectUnknown(w)
	case c == isOther:
		f.noteOther(typ)
		f.noteExtension(w, typ, id)
		f.noteRelated(w, typ, id)
	case id == "":
		f.reject(w.at.Line, "id", "the row has no resource id", "export the id as well; names alone are not unique")
	case !isID(id):
		f.reject(w.at.Line, "id", "the id of the row is that of no resource", "give the column with the ids that begin with /subscriptions/; numbers and names alone are not unique")
	default:
		it, before := f.item(w, c, typ, id), len(f.items)
		if f.add(it); len(f.items) > before {
			f.noteBare(w, it)
		}
	}
}

// rejectUnknown rejects a row of which nothing tells what it is: people put lists
// together in one object.
func (f *file) rejectUnknown(w *row) {
	if key := w.object.listKey(); key != "" {
		f.reject(w.at.Line, clip(key), "the object is no row: it holds rows in a list of its own", hintLists)
		return
	}
	f.reject(w.at.Line, "", "the row is neither a VM nor a disk, nor any resource with an id", hintExport)
}

// listKey returns the first key under which o holds a list of resources.
func (o *object) listKey() string {
	for i, v := range o.values {
		if firstObject(v, func(m *object) bool { return m != v && (m.names("id") || m.names("type")) }) != nil {
			return o.keys[i]
		}
	}
	return ""
}

// noteOther counts a row of another type.
func (f *file) noteOther(typ string) {
	f.in.Other++
	f.otherTypes[strings.ToLower(cmp.Or(typ, "unknown"))]++
}

// noteExtension keeps the VMs that have a disk encryption extension.
func (f *file) noteExtension(w *row, typ, id string) {
	if !strings.HasSuffix(strings.ToLower(typ), "/virtualmachines/extensions") {
		return
	}
	at := strings.LastIndex(strings.ToLower(id), "/extensions/")
	if at > 0 && w.encryptionExtension(id) {
		f.encrypted[strings.ToLower(id[:at])] = true
	}
}

// encryptionExtension reports whether the row is that of such an extension. A flat
// export has columns of its own for what it is.
func (w *row) encryptionExtension(id string) bool {
	flat := &object{}
	for _, names := range extensionColumns {
		if v, _ := w.held(names[0]); stated(v) {
			flat.put(names[1], v)
		}
	}
	if len(flat.keys) > 0 {
		return encryptionExtension(flat, id)
	}
	return encryptionExtension(w.object, id)
}

// encryptionExtension reports whether an extension is that of Azure Disk
// Encryption. Lists show no more of it than its id; where publisher and type
// are there, they decide.
func encryptionExtension(o *object, id string) bool {
	publisher := cmp.Or(textAt(o, "properties.publisher"), textAt(o, "publisher"))
	if publisher != "" && !strings.EqualFold(publisher, "Microsoft.Azure.Security") {
		return false
	}
	name := cmp.Or(textAt(o, "properties.type"), textAt(o, "virtualMachineExtensionType"), textAt(o, "typePropertiesType"),
		textAt(o, "extensionType"), id[strings.LastIndex(id, "/")+1:])
	return strings.EqualFold(name, "AzureDiskEncryption") || strings.EqualFold(name, "AzureDiskEncryptionForLinux")
}

// item makes an item of the row of a VM or disk.
func (f *file) item(w *row, c class, typ, id string) *Item {
	it := newItem(VM, w.at)
	if it.Listed = true; c == isDisk {
		it.Kind = Disk
	}
	prefix := it.Kind.String() + "."
	it.called().name = w.text(prefix + "name")
	it.called().location = w.text(prefix + "location")
	f.setValues(w, it)
	f.noteSnake(w)
	it.setID(id)
	is := it.called()
	is.subscription = cmp.Or(is.subscription, it.get(prefix+"subscriptionId").Text())
	is.resourceGroup = cmp.Or(is.resourceGroup, it.get(prefix+"resourceGroup").Text())
	f.setTexts(it, prefix, id, typ)
	if v, _ := w.object.get("properties"); w.props == nil {
		f.noteCut(w, v)
	}
	it.setTags(w.tags())
	if it.Kind == VM {
		f.completeVM(w, it)
	} else {
		it.set("disk.owners", w.owners())
	}
	return it
}

// setTexts sets the fields that say which resource it is.
func (f *file) setTexts(it *Item, prefix, id, typ string) {
	texts := [...]struct{ name, text string }{{"id", id}, {"name", it.Name()}, {"type", typ},
		{"subscriptionId", it.Subscription()}, {"resourceGroup", it.ResourceGroup()}}
	for _, t := range texts {
		if t.text != "" {
			it.set(prefix+t.name, f.pool.text(t.text))
		}
	}
}

// setValues reads every field of the item's kind and the optional ones.
func (f *file) setValues(w *row, it *Item) {
	table := fieldsOf(it.Kind)
	for i := range table {
		if fd := &table[i]; !fd.derived {
			if v := f.value(w, fd); !v.Missing() {
				it.setField(fd, v)
			}
		}
	}
	if w.cells == nil {
		return
	}
	for i := range optionalFields {
		if fd := &optionalFields[i]; !fd.derived {
			if v := f.value(w, fd); !v.Missing() {
				it.setField(fd, v)
			}
		}
	}
}

// value reads one field of a row.
func (f *file) value(w *row, fd *Field) Value {
	raw, got := w.find(fd)
	switch {
	case got == here:
		v := f.pool.read(fd, raw)
		if v.IsUnrecognised() {
			f.noteUnrecognised(w, fd, v)
		}
		return v
	case got == cut:
		f.noteCut(w, raw)
	case got == empty && (fd.DefaultIf == "" || w.has(fd.DefaultIf)):
		return f.pool.assumed(fd)
	}
	return Value{}
}

// noteCut keeps where PowerShell first wrote the name of a type.
func (f *file) noteCut(w *row, v any) {
	if typeName(v) {
		f.cutShort.add(w.at.Line, "")
	}
}

// snakeColumns are the columns whose names the Python SDK writes as words with
// underscores between them, with the keys of the resource.
var snakeColumns = []struct {
	key    string
	column int
}{{"hardwareProfile", columns.column("hardwareProfile")}, {"storageProfile", columns.column("storageProfile")}, {"creationData", columns.column("creationData")}}

// noteSnake keeps where an object first had the names of the Python SDK.
func (f *file) noteSnake(w *row) {
	if w.cells == nil || w.full {
		return
	}
	for _, s := range snakeColumns {
		if _, there := w.cells[s.column].(*object); there && !w.object.names(s.key) {
			f.snake.add(w.at.Line, s.key)
			return
		}
	}
}

func (f *file) noteUnrecognised(w *row, fd *Field, v Value) {
	t := f.unrecognised[fd]
	if t == nil {
		t = &tally{}
		f.unrecognised[fd] = t
	}
	if t.add(w.at.Line, ""); t.count > 1 {
		return
	}
	t.text = fmt.Sprintf("%q of %s", clip(v.Text()), clip(cmp.Or(w.text("vm.name"), path.Base(w.statedID()))))
	if f.locate != nil {
		if line, column := f.locate(w, fd); line > 0 {
			t.line, t.column = line, column
		}
	}
}

// clip shortens a text for a message.
func clip(text string) string {
	const most = 80
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "..."
	}
	return text
}

// has reports whether the row states anything at one of the paths, which are
// separated by bars.
func (w *row) has(paths string) bool {
	for path := range strings.SplitSeq(paths, "|") {
		if _, got := w.look(path); got == here {
			return true
		}
	}
	return false
}

// tags returns the tags of the row by name.
func (w *row) tags() []Tag {
	tags, _ := w.tagsIn(nil)
	return tags
}

var vmTags = mustField("vm.tagCount")

// tagsIn is [row.tags] in a list that is there. It reports whether the row has
// tags, be it none.
func (w *row) tagsIn(tags []Tag) (_ []Tag, ok bool) {
	raw, _ := w.find(vmTags)
	o, ok := raw.(*object)
	if !ok {
		return nil, false
	}
	if tags = tags[:0]; tags == nil {
		tags = make([]Tag, 0, len(o.keys))
	}
	for i, k := range o.keys {
		text, isText := o.values[i].(string)
		if !isText {
			text = scalar(o.values[i])
		}
		tags = append(tags, Tag{k, text})
	}
	slices.SortFunc(tags, func(a, b Tag) int { return strings.Compare(a.Name, b.Name) })
	return tags, true
}

// owners returns the ids of all that hold a disk. They are known where the
// export says who manages the disk; that nobody does only where it would also
// name those who share it. What stands for nothing elsewhere is no owner.
func (w *row) owners() Value {
	manager, got := w.find(mustField("disk.managedBy"))
	extended, sharers := w.sharers()
	if !w.tellsOwners(got, extended, sharers) {
		return Value{}
	}
	ids := []string{scalar(manager)}
	ids = append(ids, list(extended).List()...)
	for _, m := range w.shares() {
		if o, ok := m.(*object); ok {
			ids = append(ids, textAt(o, "vmUri"))
		}
	}
	if slices.ContainsFunc(ids, placeholder) {
		return Value{}
	}
	return List(distinct(ids)...)
}

// sharers returns the list of those that share a disk.
func (w *row) sharers() (any, found) {
	extended, got := w.look("managedByExtended")
	if cell, there := w.held("managedByExtended"); there && got != here {
		return cell, here
	}
	return extended, got
}

// shares returns the list that Azure gives beside them.
func (w *row) shares() []any {
	shares, _ := w.look("shareInfo")
	if one, single := shares.(*object); single {
		return []any{one}
	}
	members, _ := shares.([]any)
	return members
}

// tellsOwners reports whether the owners are known by the manager and those
// that share the disk.
func (w *row) tellsOwners(got found, extended any, sharers found) bool {
	return !(got == nowhere || got == cut || got == empty && sharers == nowhere && !w.full || typeName(extended) || contradicts(extended))
}

// distinct drops empty texts and those that stood before, ignoring case.
func distinct(texts []string) []string {
	out := make([]string, 0, len(texts))
	for _, t := range texts {
		same := func(o string) bool { return strings.EqualFold(o, t) }
		if t != "" && !slices.ContainsFunc(out, same) {
			out = append(out, t)
		}
	}
	return out
}
