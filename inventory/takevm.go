package inventory

import "strings"

// completeVM adds what is no plain field of a VM: its disks, the power state of
// an instance view, and the signs of disk encryption.
func (f *file) completeVM(w *row, vm *Item) {
	f.completeDisks(w, vm)
	if vm.get("vm.powerState").Missing() {
		vm.set("vm.powerState", f.instancePower(w))
	}
	switch sign := vm.get("vm.adeSign"); {
	case w.encryptionSign():
		vm.set("vm.adeSign", Bool(true))
	case w.full && !sign.True():
		vm.set("vm.adeSign", Value{}) // a list shows no sign either way
	}
}

// completeDisks adds the disks of a VM.
func (f *file) completeDisks(w *row, vm *Item) {
	if w.has("storageProfile") {
		disks, complete := attachments(w.object, w.full, f.views(w.at))
		vm.setDisks(disks)
		vm.DisksComplete = complete
		f.noteCutDisks(w)
	} else {
		f.flatDisks(w, vm)
	}
	f.noteUnrecognisedDisks(w, vm)
}

// noteCutDisks tells whether PowerShell cut the disks of a VM off.
func (f *file) noteCutDisks(w *row) {
	for _, path := range p("storageProfile.osDisk.managedDisk.id", "storageProfile.dataDisks.managedDisk.id") {
		if v, got := w.look(path); got == cut {
			f.noteCut(w, v)
		}
	}
}

// flatDisks reads the disks of a VM from the columns of a flat export.
func (f *file) flatDisks(w *row, vm *Item) {
	raw, there := w.held("dataDisks")
	told := !stated(raw) || wholeList(raw)
	if !told {
		f.noteCutCell(w, raw)
	}
	var disks []*Item
	known := false
	if os := w.flatOSDisk(vm.get("vm.osDiskEphemeral").True()); os != nil {
		disks, known = append(disks, os), true
	}
	if w.some {
		disks = append(disks, someDisks(raw, w.at)...)
	} else {
		disks = append(disks, dataDisks(raw, f.views(w.at))...)
	}
	vm.setDisks(disks)
	vm.DisksComplete = known && there && told && !w.some
}

// viewFields are the fields that a VM states of its disks.
var viewFields = []*Field{mustField("disk.sku"), mustField("disk.sizeGiB"), mustField("disk.lun"), mustField("disk.caching"), mustField("disk.writeAccelerator")}

// noteUnrecognisedDisks keeps what the VM states of its disks and nobody knows.
func (f *file) noteUnrecognisedDisks(w *row, vm *Item) {
	for _, a := range vm.attachments() {
		for _, fd := range viewFields {
			if v := a.disk.Value(fd); v.IsUnrecognised() {
				f.noteUnrecognised(w, fd, v)
			}
		}
	}
}

// noteCutCell reports a cell whose list of disks can't be read.
func (f *file) noteCutCell(w *row, raw any) {
	text, _ := raw.(string)
	p := Problem{Line: w.at.Line, Column: "dataDisks", Text: "the cell is no list of disks: the data disks of this VM are unknown", Hint: hintDisks, Incomplete: true}
	switch {
	case typeName(raw):
		f.noteCut(w, raw)
		return
	case contradicts(raw):
		return
	case holdsJSON(text):
		p.Text, p.Hint = "the cell is not whole JSON: the data disks of this VM are unknown", hintCell
	}
	f.problem(p)
}

const hintDisks = "export the whole list, in a query: dataDisks=tostring(properties.storageProfile.dataDisks)"

const hintCell = "spreadsheets cut cells at 32,767 characters: use the file as it was exported, or JSON"

// flatOSDisk returns the OS disk that the columns name, nil if they name none.
func (w *row) flatOSDisk(ephemeral bool) *Item {
	heldID, _ := w.held("osDiskId")
	heldVHD, _ := w.held("osDiskVhd")
	id, vhd := scalar(heldID), addressOf(heldVHD)
	if placeholder(id) {
		id = ""
	}
	if !isID(id) && vhd == "" && !ephemeral {
		return nil
	}
	d := newItem(Disk, w.at)
	d.set("disk.role", Text("os"))
	d.set("disk.caching", w.heldValue("osDiskCaching", caching, Text("None")))
	d.set("disk.writeAccelerator", w.heldValue("osDiskWriteAccelerator", boolean, Bool(false)))
	d.set("disk.sku", w.heldValue("osDiskSku", sku, Value{}))
	d.set("disk.sizeGiB", w.heldValue("osDiskSizeGB", number, Value{}))
	if v := w.heldValue("osDiskEncryptionSetId", idText, Value{}); !v.Missing() {
		d.set("disk.desId", v)
	}
	if v, _ := w.held("osDiskName"); scalar(v) != "" {
		d.called().name = scalar(v)
	}
	d.setResource(id, vhd)
	if d.Name() != "" {
		d.set("disk.name", Text(d.Name()))
	}
	if ephemeral {
		d.assumeDefaults()
	}
	if d.get("disk.managed").False() {
		d.assumeVHD()
	}
	return d
}

func idText(raw any) Value { return Text(scalar(raw)) }

// heldValue reads a column of the OS disk: missing without the column, and the
// default where the cell is empty.
func (w *row) heldValue(name string, read func(any) Value, otherwise Value) Value {
	v, there := w.held(name)
	switch {
	case !there:
		return Value{}
	case stated(v):
		return read(v)
	}
	return otherwise.Assumed()
}

// instancePower reads the power state among the statuses of an instance view.
func (f *file) instancePower(w *row) Value {
	if code := w.powerCode(); code != "" {
		return f.pool.read(mustField("vm.powerState"), code)
	}
	return Value{}
}

// powerCode returns the code of the power state among the statuses of an
// instance view, "" where there is none.
func (w *row) powerCode() string {
	for _, path := range p("instanceView.statuses", "statuses") {
		list, _ := w.look(path)
		if o := firstObject(list, isPowerState); o != nil {
			return textAt(o, "code")
		}
	}
	return ""
}

func isPowerState(status *object) bool {
	code := textAt(status, "code")
	return len(code) > 11 && strings.EqualFold(code[:11], "PowerState/")
}

// firstObject returns the first object for which ok holds of a list, or of the
// single one that PowerShell makes of a list of one; nil where it holds for none.
func firstObject(list any, ok func(*object) bool) *object {
	switch list := list.(type) {
	case *object:
		if ok(list) {
			return list
		}
	case []any:
		for _, m := range list {
			if o, isObject := m.(*object); isObject && ok(o) {
				return o
			}
		}
	}
	return nil
}

// encryptionSign looks for the traces that Azure Disk Encryption leaves on a VM.
func (w *row) encryptionSign() bool {
	for _, path := range p("storageProfile.osDisk.encryptionSettings.enabled", "instanceView.disks.encryptionSettings.enabled") {
		if w.someTrue(path) {
			return true
		}
	}
	for _, path := range p("resources", "extensions") {
		list, _ := w.look(path)
		if firstObject(list, func(o *object) bool { return encryptionExtension(o, textAt(o, "id")) }) != nil {
			return true
		}
	}
	return w.encryptedStatus()
}

// someTrue reports whether any member of the lists along a path states true.
func (w *row) someTrue(path string) bool {
	for _, o := range []*object{w.props, w.object} {
		if o != nil && anyAt(o, path, func(v any) bool { return boolean(v).True() }) {
			return true
		}
	}
	return false
}

// encryptedStatus looks for the status code that the instance view of an
// encrypted disk has.
func (w *row) encryptedStatus() bool {
	encrypted := func(v any) bool { return strings.EqualFold(scalar(v), "EncryptionState/encrypted") }
	for _, o := range []*object{w.props, w.object} {
		if o != nil && (anyAt(o, "instanceView.disks.statuses.code", encrypted) || anyAt(o, "instanceView.statuses.code", encrypted)) {
			return true
		}
	}
	return false
}

// anyAt reports whether ok holds for any of the values at a path, lists on the
// way being followed into each member.
func anyAt(v any, path string, ok func(any) bool) bool {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if anyAt(e, path, ok) {
				return true
			}
		}
	case *object:
		key, rest, _ := strings.Cut(path, ".")
		for i, k := range v.keys {
			if strings.EqualFold(k, key) {
				return anyAt(v.values[i], rest, ok)
			}
		}
	default:
		return path == "" && ok(v)
	}
	return false
}
