package inventory

import (
	"cmp"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// An indexed column states one thing of one data disk: Resource Graph names it
// properties_storageProfile_dataDisks_0_diskSizeGB where a query gives no name.
type indexed struct {
	key   string // its header as gocsv sees it
	place int    // in the list of disks, from 0; not the LUN
	path  string // below the disk, such as managedDisk.id
}

var indexedName = regexp.MustCompile(`(?i)^(?:properties[._])?storageProfile[._]dataDisks[._](\d{1,3})[._](\w[\w.]*)$`)

// mapIndexed finds the indexed columns. The column dataDisks, which states the
// whole list, makes them idle.
func (c *csvFile) mapIndexed() {
	if c.has("datadisks") {
		return
	}
	for i, name := range c.header {
		m := indexedName.FindStringSubmatch(strings.TrimSpace(name))
		if m == nil || c.keys[i] != "" {
			continue
		}
		place, _ := strconv.Atoi(m[1])
		own := indexed{key: fmt.Sprintf("indexed%d", i), place: place, path: strings.ReplaceAll(m[2], "_", ".")}
		c.keys[i] = own.key
		c.disks = append(c.disks, own)
	}
}

// enterIndexed puts the disks that indexed columns state in the place of the
// column dataDisks. Whether there are more disks than columns nothing says.
func (c *csvFile) enterIndexed(record reflect.Value) bool {
	if len(c.disks) == 0 {
		return false
	}
	disks := map[int]*object{}
	stating := map[int]bool{}
	for i, own := range c.disks {
		cl := record.Field(len(columns.list) + i).Addr().Interface().(*cell)
		if disks[own.place] == nil {
			disks[own.place] = &object{}
		}
		v, err := c.parse(cl.text)
		if err != nil {
			c.failed = inColumn(err, own.path)
		}
		disks[own.place].put(own.path, v)
		stating[own.place] = stating[own.place] || stated(v)
	}
	list := []any{}
	for place := range 1000 {
		if stating[place] {
			list = append(list, disks[place])
		}
	}
	if len(list) > 0 {
		c.cells[columns.byName["datadisks"].column] = list
	}
	return len(list) > 0
}

// put enters a value at a path below o, unless something stands there already.
func (o *object) put(path string, v any) {
	key, rest, deeper := strings.Cut(path, ".")
	i := slices.IndexFunc(o.keys, func(k string) bool { return strings.EqualFold(k, key) })
	switch {
	case i < 0 && deeper:
		inner := &object{}
		inner.put(rest, v)
		o.keys, o.values = append(o.keys, key), append(o.values, inner)
	case i < 0:
		o.keys, o.values = append(o.keys, key), append(o.values, v)
	case deeper:
		if inner, ok := o.values[i].(*object); ok {
			inner.put(rest, v)
		}
	}
}

// someDisks reads disks of which not everything is exported: what no column
// carries stays unknown, where a whole object would have its default.
func someDisks(raw any, at Position) []*Item {
	list, _ := raw.([]any)
	var disks []*Item
	for _, e := range list {
		o, ok := e.(*object)
		if !ok {
			continue
		}
		d := attachedDisk(o, "data", at)
		for _, only := range []struct{ key, field string }{{"caching", "disk.caching"}, {"writeAcceleratorEnabled", "disk.writeAccelerator"}} {
			if !o.names(only.key) {
				d.set(only.field, Value{})
			}
		}
		disks = append(disks, d)
	}
	slices.SortStableFunc(disks, func(a, b *Item) int { return cmp.Compare(a.get("disk.lun").Int(), b.get("disk.lun").Int()) })
	return disks
}
