package inventory

import (
	"cmp"
	"slices"
	"strconv"
)

// An exclusion is the choice of disks that a backup item makes.
type exclusion struct {
	told      bool // the item says what it chooses
	inclusion bool // the LUNs are those backed up, not those left out
	luns      []int64
}

// exclusion reads the choice of disks. Extended properties without one mean
// that all disks are backed up; without them nothing is known.
func (w *row) exclusion() exclusion {
	if v, _ := w.look("extendedProperties.diskExclusionProperties"); len(objects(v)) == 0 {
		v, got := w.look("extendedProperties")
		_, whole := v.(*object)
		return exclusion{told: got == here && whole}
	}
	list, got := w.look("extendedProperties.diskExclusionProperties.diskLunList")
	texts, isList := list.([]any)
	inclusion := boolean(w.plain("extendedProperties.diskExclusionProperties.isInclusionList"))
	e := exclusion{told: got == here && isList && inclusion.Known(), inclusion: inclusion.True()}
	for _, t := range texts {
		n, err := strconv.ParseInt(scalar(t), 10, 64)
		e.told = e.told && err == nil
		e.luns = append(e.luns, n)
	}
	return e
}

// excluded returns the LUNs of the disks of a VM that are left out, in order.
// An inclusion list leaves out all others, so all have to be known.
func (e exclusion) excluded(vm *Item) Value {
	if !e.told {
		return Value{}
	}
	out := e.luns
	if e.inclusion {
		all, ok := vm.dataLUNs()
		if !ok {
			return Value{}
		}
		out = slices.DeleteFunc(all, func(lun int64) bool { return slices.Contains(e.luns, lun) })
	}
	return numbers(out)
}

// dataLUNs returns the LUNs of the data disks of a VM, if all are known.
func (it *Item) dataLUNs() (luns []int64, ok bool) {
	for _, d := range it.Disks() {
		lun := d.get("disk.lun")
		if d.get("disk.role").Text() != "data" {
			continue
		}
		if !lun.Known() {
			return nil, false
		}
		luns = append(luns, lun.Int())
	}
	return luns, it.DisksComplete
}

func numbers(luns []int64) Value {
	luns = slices.SortedFunc(slices.Values(luns), cmp.Compare[int64])
	texts := make([]string, len(luns))
	for i, n := range luns {
		texts[i] = strconv.FormatInt(n, 10)
	}
	return List(texts...)
}
