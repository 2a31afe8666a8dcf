package inventory

import (
	"cmp"
	"math"
	"path"
	"slices"
	"strings"
)

// A diskReader reads an entry of a storage profile, see [attachedDisk].
type diskReader func(o *object, role string) *Item

var diskLUN = mustField("disk.lun")

// attachments returns the disks that a VM object names, the OS disk first, each
// with the values that only the VM states. complete says that the object has a
// whole storage profile, so that these are all: PowerShell writes texts in the
// place of objects that lie too deep, and of what is not full queries leave out what
// nobody chose.
func attachments(vm *object, full bool, read diskReader) (disks []*Item, complete bool) {
	profile, ok := objectAt(vm, "storageProfile")
	if !ok {
		return nil, false
	}
	os, ok := objectAt(profile, "osDisk")
	if ok {
		disks = append(disks, read(os, "os"))
	}
	data, there := profile.get("dataDisks")
	return append(disks, dataDisks(data, read)...), ok && (full && wholeEntry(os) || profile.names("dataDisks")) && (!there || wholeList(data))
}

// wholeList reports whether a list, or the single object in its place, holds
// nothing but objects.
func wholeList(raw any) bool {
	list, ok := raw.([]any)
	if !ok {
		_, ok = raw.(*object)
		return ok
	}
	return !slices.ContainsFunc(list, func(e any) bool { _, ok := e.(*object); return !ok })
}

// dataDisks reads a dataDisks list, also the single object that some exports
// make of a list of one.
func dataDisks(raw any, read diskReader) []*Item {
	list, ok := raw.([]any)
	if one, single := raw.(*object); single {
		list, ok = []any{one}, true
	}
	if !ok {
		return nil
	}
	var disks []*Item
	for _, e := range list {
		if o, ok := e.(*object); ok {
			disks = append(disks, read(o, "data"))
		}
	}
	slices.SortStableFunc(disks, func(a, b *Item) int {
		return cmp.Compare(a.Value(diskLUN).Int(), b.Value(diskLUN).Int())
	})
	return disks
}

// attachedDisk reads one entry of a storage profile. Only what it states is
// known; of an ephemeral OS disk, which is no resource, everything is.
func attachedDisk(o *object, role string, at Position) *Item {
	d := newItem(Disk, at)
	d.set("disk.role", Text(role))
	d.called().name = textAt(o, "name")
	d.set("disk.caching", valueAt(o, "caching", caching, o.unlessLeftOut("caching", Text("None"))))
	d.set("disk.writeAccelerator", valueAt(o, "writeAcceleratorEnabled", boolean, o.unlessLeftOut("writeAcceleratorEnabled", Bool(false))))
	d.set("disk.sku", valueAt(o, "managedDisk.storageAccountType", sku, Value{}))
	d.set("disk.sizeGiB", valueAt(o, "diskSizeGB", number, Value{}))
	if v := valueAt(o, "lun", number, Value{}); !v.Missing() {
		d.set("disk.lun", v)
	}
	if id := textAt(o, "managedDisk.diskEncryptionSet.id"); id != "" {
		d.set("disk.desId", Text(id))
	}
	uri, _ := o.get("vhd.uri")
	d.setResource(textAt(o, "managedDisk.id"), addressOf(uri))
	if name := d.Name(); name != "" {
		d.set("disk.name", Text(name))
	}
	v, _ := o.get("diffDiskSettings.option")
	if ephemeral(v).True() {
		d.assumeDefaults()
	}
	if d.get("disk.managed").False() {
		d.assumeVHD()
	}
	return d
}

// wholeEntry reports whether an entry of a storage profile is there as Azure has
// it, and not rebuilt from some of its values.
func wholeEntry(o *object) bool { return o.names("createOption") }

// unlessLeftOut is the default of a key of such an entry, unless who rebuilt it left
// the key out.
func (o *object) unlessLeftOut(key string, otherwise Value) Value {
	if wholeEntry(o) || o.names(key) {
		return otherwise
	}
	return Value{}
}

// assumeVHD settles for a VHD what only managed disks can have. Whether it is
// encrypted in the guest stays unknown.
func (it *Item) assumeVHD() {
	it.set("disk.sku", Absent())
	it.assumeDefaults()
	it.set("disk.adeEnabled", Value{})
	it.set("disk.adeVersion", Value{})
}

// setResource names the resource behind an attached disk: a managed disk by its
// id or an unmanaged one by its VHD, of which an export may have but the address.
func (it *Item) setResource(managedID, vhdURI string) {
	switch {
	case isID(managedID):
		it.setID(managedID)
		it.set("disk.managed", Bool(true))
		it.set("disk.vhdUri", Absent())
	case vhdURI != "":
		it.reference = referenceTo(vhdURI)
		it.called().name = cmp.Or(it.Name(), strings.TrimSuffix(path.Base(vhdURI), ".vhd"))
		it.set("disk.managed", Bool(false))
		it.set("disk.vhdUri", Text(vhdURI))
	}
}

// addressOf is the address of a VHD, without a signature that gives access to it,
// "" where a text is no address.
func addressOf(uri any) string {
	text, _, _ := strings.Cut(scalar(uri), "?")
	if !strings.Contains(text, "://") {
		return ""
	}
	return text
}

// assumeDefaults gives every field that nobody stated the value which Azure
// implies for a full object.
func (it *Item) assumeDefaults() {
	for i := range fieldsOf(it.Kind) {
		f := &fieldsOf(it.Kind)[i]
		if it.Value(f).Missing() && !f.Default.Missing() && f.DefaultIf == "" {
			it.setField(f, f.Default.Assumed())
		}
	}
}

// newItem is an item that is read at a place. Nothing of it is known yet.
func newItem(kind Kind, at Position) *Item {
	it := &Item{Kind: kind, line: int32(min(at.Line, math.MaxInt32))}
	it.called()
	return it
}

// setID sets the id of a managed resource and what follows from it.
func (it *Item) setID(id string) {
	is := it.called()
	it.reference = referenceTo(id)
	part := strings.Split(strings.Trim(id, "/"), "/")
	for i := 0; i+1 < len(part); i += 2 {
		switch strings.ToLower(part[i]) {
		case "subscriptions":
			is.subscription = part[i+1]
		case "resourcegroups":
			is.resourceGroup = part[i+1]
		case "virtualmachines", "disks":
			is.name = cmp.Or(is.name, part[i+1])
		}
	}
}

func objectAt(o *object, path string) (*object, bool) {
	v, _ := o.property(path)
	sub, ok := v.(*object)
	return sub, ok
}

func textAt(o *object, path string) string {
	v, _ := o.get(path)
	return scalar(v)
}

func valueAt(o *object, path string, read func(any) Value, otherwise Value) Value {
	if v, ok := o.get(path); ok {
		return read(v)
	}
	return otherwise
}
