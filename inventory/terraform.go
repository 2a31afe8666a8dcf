package inventory

import (
	"cmp"
	"strings"
)

const (
	textPlan  = "is a Terraform plan: what is only planned has no resource ids"
	hintState = "give the state instead: terraform show -json > state.json, or better: " + hintExport
)

// A tfResource is one instance of a resource in a Terraform state.
type tfResource struct {
	typ   string
	kind  string  // "managed", "data", or "deposed" for what is about to be destroyed
	attrs *object // nil where the state holds none that can be read
	line  int
}

// terraform reads a state: what `terraform show -json` prints, or a state file
// of version 4.
func (j *jsonFile) terraform(o *object) error {
	version := textAt(o, "version")
	var all []tfResource
	switch {
	case o.spells("planned_values"), o.spells("resource_changes"):
		return j.refuse(textPlan, hintState)
	case o.spells("format_version"):
		root, _ := objectAt(o, "values.root_module")
		all = moduleResources(root, nil)
	case version != "4":
		return j.refuse("is a Terraform state of version "+cmp.Or(clip(version), "unknown")+", not 4", hintState)
	default:
		all = stateResources(o)
	}
	j.in.Format = FormatTerraform
	j.problem(Problem{Text: "is a Terraform state: what it holds is what Terraform last saw, not the live estate, and only what Terraform manages", Hint: hintExport})
	return j.takeResources(all)
}

// moduleResources lists the resources of a module and of those below it.
func moduleResources(module *object, all []tfResource) []tfResource {
	if module == nil {
		return all
	}
	for _, r := range objectsAt(module, "resources") {
		attrs, _ := objectAt(r, "values")
		kind := textAt(r, "mode")
		if textAt(r, "deposed_key") != "" {
			kind = "deposed"
		}
		all = append(all, tfResource{textAt(r, "type"), kind, attrs, r.line})
	}
	for _, child := range objectsAt(module, "child_modules") {
		all = moduleResources(child, all)
	}
	return all
}

// stateResources lists the resources of a state file.
func stateResources(state *object) []tfResource {
	var all []tfResource
	for _, r := range objectsAt(state, "resources") {
		for _, instance := range objectsAt(r, "instances") {
			attrs, _ := objectAt(instance, "attributes")
			kind := textAt(r, "mode")
			if textAt(instance, "deposed") != "" {
				kind = "deposed"
			}
			all = append(all, tfResource{textAt(r, "type"), kind, attrs, instance.line})
		}
	}
	return all
}

// objectsAt returns the objects in a list.
func objectsAt(o *object, key string) []*object {
	v, _ := o.get(key)
	list, _ := v.([]any)
	var objects []*object
	for _, e := range list {
		if member, ok := e.(*object); ok {
			objects = append(objects, member)
		}
	}
	return objects
}

// tfKinds are the resources of the provider azurerm that are VMs and disks.
var tfKinds = map[string]func(*tfRow){
	"azurerm_linux_virtual_machine":   (*tfRow).linux,
	"azurerm_windows_virtual_machine": (*tfRow).windows,
	"azurerm_virtual_machine":         (*tfRow).oldVM,
	"azurerm_managed_disk":            (*tfRow).disk,
}

// takeResources makes rows of resources. Attachments are resources of their own
// and come first, whatever their order.
func (j *jsonFile) takeResources(all []tfResource) error {
	attached := map[string][]any{} // by id of the VM in lower case
	holder := map[string]string{}  // by id of the disk in lower case
	for _, r := range all {
		if r.attrs != nil && r.kind == "managed" {
			j.noteAttachment(r, attached, holder)
		}
	}
	for _, r := range all {
		j.in.Rows++
		fill := tfKinds[r.typ]
		id := ""
		if r.attrs != nil {
			id = textAt(r.attrs, "id")
		}
		switch {
		case r.kind != "managed" || fill == nil:
			j.noteOther(r.typ)
		case !strings.HasPrefix(strings.ToLower(id), "/subscriptions/"):
			j.reject(cmp.Or(r.line, j.line), "id", "the resource has no Azure resource id: it is not created yet, or its state is of an old form", "terraform apply, or terraform refresh; then terraform show -json > state.json")
		default:
			t := &tfRow{attrs: r.attrs, cells: make([]any, len(columns.list)), attached: attached[strings.ToLower(id)], holder: holder[strings.ToLower(id)]}
			fill(t)
			j.take(&row{object: &object{}, cells: t.cells, graph: true, some: t.some, at: Position{j.in.Name, cmp.Or(r.line, j.line)}})
		}
		if err := j.tooMany(); err != nil {
			return err
		}
	}
	return nil
}

// noteAttachment keeps what other resources say of VMs and disks: which data
// disk a VM holds, and that its disks are encrypted in the guest.
func (j *jsonFile) noteAttachment(r tfResource, attached map[string][]any, holder map[string]string) {
	vm := textAt(r.attrs, "virtual_machine_id")
	disk := textAt(r.attrs, "managed_disk_id")
	switch {
	case vm == "":
	case r.typ == "azurerm_virtual_machine_extension" && strings.HasPrefix(strings.ToLower(textAt(r.attrs, "type")), "azurediskencryption"):
		j.encrypted[strings.ToLower(vm)] = true
	case r.typ == "azurerm_virtual_machine_data_disk_attachment" && disk != "":
		attached[strings.ToLower(vm)] = append(attached[strings.ToLower(vm)], tfDataDisk(r.attrs))
		holder[strings.ToLower(disk)] = vm
	}
}

// tfDataDisk is a data disk as a VM holds it, in the words of Azure.
func tfDataDisk(attrs *object) *object {
	o := &object{line: attrs.line}
	for _, m := range []struct{ attribute, path string }{
		{"name", "name"}, {"lun", "lun"}, {"caching", "caching"}, {"write_accelerator_enabled", "writeAcceleratorEnabled"}, {"disk_size_gb", "diskSizeGB"},
		{"managed_disk_id", "managedDisk.id"}, {"managed_disk_type", "managedDisk.storageAccountType"}, {"vhd_uri", "vhd.uri"},
	} {
		if v, ok := attrs.get(m.attribute); ok {
			o.put(m.path, v)
		}
	}
	return o
}
