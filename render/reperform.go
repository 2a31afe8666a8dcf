package render

import (
	"slices"
	"strings"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

// values are the fields to read, each with the place in the answer of Azure, and
// what the export said. Fields with the same value stand together, those without
// one last: of a supported item they are those that nothing hung on.
func (d *drawn) values() string {
	var values []string
	fields := map[string][]string{}
	for _, f := range d.read {
		value := d.valueOf(f)
		if value != "" && fields[value] == nil {
			values = append(values, value)
		}
		fields[value] = append(fields[value], placed(f))
	}
	for i, value := range values {
		values[i] = strings.Join(fields[value], ", ") + " = " + value
	}
	if missing := fields[""]; missing != nil {
		values = append(values, "not in the export: "+strings.Join(missing, ", "))
	}
	return strings.Join(values, "; ")
}

// placed is the name of a field, with the property behind it where that is
// called otherwise. A derived field has none.
func placed(f *inventory.Field) string {
	p := property(f)
	if last := p[strings.LastIndex(p, ".")+1:]; strings.HasSuffix(f.Name, "."+last) || p == "" {
		return f.Name
	}
	return f.Name + " (" + p + ")"
}

// property is where the Azure CLI shows a field; paths below extended are those
// of Resource Graph.
func property(f *inventory.Field) string {
	for _, p := range f.Paths {
		if !strings.HasPrefix(p, "extended.") {
			return p
		}
	}
	return ""
}

// statedBy is the field with the property from which a derived one is worked out:
// that of the same column; nil where there is none.
func statedBy(derived *inventory.Field) *inventory.Field {
	if property(derived) != "" || derived.Optional() {
		return nil
	}
	for _, p := range inventory.PresenceOf(derived.Kind(), nil) {
		if property(p.Field) != "" && p.Field.Columns[0] == derived.Columns[0] {
			return p.Field
		}
	}
	return nil
}

// valueOf is what the export said of a field: of the disks of a VM the different
// values side by side; "" where it said nothing.
func (d *drawn) valueOf(f *inventory.Field) string {
	if f == disksOfVM {
		return names(d.Item.Disks())
	}
	if v := d.Item.Value(f); !v.Missing() {
		return v.String()
	}
	var values []string
	for _, disk := range d.concerned() {
		if v := disk.Value(f); !v.Missing() && !slices.Contains(values, v.String()) {
			values = append(values, v.String())
		}
	}
	return strings.Join(values, ", ")
}

// disksOfVM stands for the list of disks, vmSize for every field that a list of
// VMs carries.
var (
	disksOfVM, _ = inventory.FieldNamed("vm.disks")
	vmSize, _    = inventory.FieldNamed("vm.size")
)

// concerned are the disks of a VM that the findings are about, else all of them.
func (d *drawn) concerned() []*inventory.Item {
	all, disks := d.Item.Disks(), []*inventory.Item(nil)
	var places []int
	for _, f := range d.behind {
		for _, place := range f.About {
			if !slices.Contains(places, place) {
				places, disks = append(places, place), append(disks, all[place])
			}
		}
	}
	if len(disks) == 0 {
		return all
	}
	return disks
}

// commands show what the fields to read are now, in the shell of the guide
// pages. The instance view of a VM has the VM with it.
func (d *drawn) commands() []string {
	list := []string{show(d.Item)}
	add := func(command string) {
		if command != "" && !slices.Contains(list, command) {
			list = append(list, command)
		}
	}
	for _, f := range d.read {
		switch {
		case d.Verdict == evaluate.Supported && d.valueOf(f) == "": // nothing hung on it
		case f.Optional() && strings.HasPrefix(f.Export, "az "):
			add(f.ExportFor(d.Item.Kind))
		case f.Optional():
		case strings.HasPrefix(property(f), "instanceView.") && strings.HasPrefix(list[0], showVM):
			list[0] = "az vm get-instance-view" + strings.TrimPrefix(list[0], showVM)
		case d.Item.Kind == inventory.VM && f.Kind() == inventory.Disk:
			add(showAll(d.concerned()))
		case d.Item.Kind == inventory.Disk && f.Export == vmSize.Export:
			add(showAll(d.Item.Holders()))
		}
	}
	return slices.DeleteFunc(list, func(c string) bool { return c == "" })
}

// showVM shows a VM with its power state and addresses, idsOption comes last in
// a command: more ids may follow.
const (
	showVM    = "az vm show -d"
	idsOption = " --ids "
)

// escape is how a shell writes a single quote inside single quotes.
const escape = `'\''`

// show is the command that shows an item. What has no id of a resource is shown
// by what holds it, or by its name.
func show(it *inventory.Item) string {
	id := strings.ToLower(it.ID())
	of := func(command string) string { return command + " -o json" + idsOption + quoted(it.ID(), escape) }
	switch {
	case strings.Contains(id, "/providers/microsoft.compute/virtualmachines/"):
		return of(showVM)
	case strings.Contains(id, "/providers/microsoft.compute/disks/"):
		return of("az disk show")
	case strings.HasPrefix(id, "/subscriptions/"):
		return of("az resource show")
	case it.Kind == inventory.VM:
		return fill(showVM+" --subscription {subscription} -g {resourceGroup} -n {name} -o json", escape, it, nil)
	}
	return showAll(it.Holders())
}

// showAll shows items of one kind, those that a command takes together at once.
func showAll(items []*inventory.Item) string {
	var commands []string
	for _, it := range items {
		before, ids, _ := strings.Cut(show(it), idsOption)
		i := slices.IndexFunc(commands, func(c string) bool { return ids != "" && strings.HasPrefix(c, before+idsOption) })
		switch {
		case i >= 0:
			commands[i] += " " + ids
		case show(it) != "" && !slices.Contains(commands, show(it)):
			commands = append(commands, show(it))
		}
	}
	return strings.Join(commands, "; ")
}
