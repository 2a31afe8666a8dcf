package evaluate

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
)

// A predicate is a compiled tree. holds answers for an item; grounds collects,
// for the answer that holds gave, the values that decided it or, when it is
// unknown, the fields that would settle it.
type predicate struct {
	holds   func(*inventory.Item) truth
	grounds func(*inventory.Item, *Grounds)
	fields  []*inventory.Field // every field of the tree, in order
}

// disksField stands in for the disks of a VM when an export names none.
var disksField, _ = inventory.FieldNamed("vm.disks")

// compile turns a predicate of an edition into closures. kind is the kind of
// the items it will be asked about.
func compile(p *matrix.Predicate, kind inventory.Kind) (*predicate, error) {
	switch {
	case p.All != nil:
		return compileList(p.All, kind, isTrue, func(a, b truth) truth { return min(a, b) })
	case p.Any != nil:
		return compileList(p.Any, kind, isFalse, func(a, b truth) truth { return max(a, b) })
	case p.Not != nil:
		inner, err := compile(p.Not, kind)
		if err != nil {
			return nil, err
		}
		holds := func(it *inventory.Item) truth { return inner.holds(it).not() }
		return &predicate{holds, inner.grounds, inner.fields}, nil
	case p.Some != nil:
		return compileOver(p, p.Some, kind, isTrue)
	case p.Every != nil:
		return compileOver(p, p.Every, kind, isFalse)
	case p.Leaf != nil:
		return compileLeaf(p, kind)
	}
	return nil, &matrix.Error{Line: p.Line, Text: "empty predicate"}
}

// compileList joins parts with and (start true) or or (start false). The parts
// that agree with the answer are its grounds.
func compileList(parts []*matrix.Predicate, kind inventory.Kind, start truth, join func(a, b truth) truth) (*predicate, error) {
	var inner []*predicate
	whole := &predicate{}
	for _, part := range parts {
		c, err := compile(part, kind)
		if err != nil {
			return nil, err
		}
		inner = append(inner, c)
		whole.fields = append(whole.fields, c.fields...)
	}
	whole.holds = func(it *inventory.Item) truth {
		answer := start
		for _, c := range inner {
			answer = join(answer, c.holds(it))
		}
		return answer
	}
	whole.grounds = func(it *inventory.Item, g *Grounds) {
		answer := whole.holds(it)
		for _, c := range inner {
			if c.holds(it) == answer {
				c.grounds(it, g)
			}
		}
	}
	return whole, nil
}

// compileOver asks about the disks of a VM: some (decisive is true) or every
// (decisive is false). One decisive disk settles the answer; otherwise it is
// open while a disk is, or while the export may not name all disks.
func compileOver(p, part *matrix.Predicate, kind inventory.Kind, decisive truth) (*predicate, error) {
	if kind != inventory.VM {
		return nil, &matrix.Error{Line: p.Line, Text: "only VMs have disks"}
	}
	inner, err := compile(part, inventory.Disk)
	if err != nil {
		return nil, err
	}
	role := map[string]string{"disks": "", "dataDisks": "data", "osDisk": "os"}[p.Over]
	complete := func(vm *inventory.Item) bool {
		return vm.DisksComplete || role == "os" && hasDisk(vm, role)
	}
	holds := func(vm *inventory.Item) truth {
		answer := decisive.not()
		if !complete(vm) {
			answer = isUnknown
		}
		for _, d := range vm.EachDisk() {
			if !ofRole(d, role) {
				continue
			}
			switch inner.holds(d) {
			case decisive:
				return decisive
			case isUnknown:
				answer = isUnknown
			}
		}
		return answer
	}
	grounds := func(vm *inventory.Item, g *Grounds) {
		answer := holds(vm)
		for i, d := range vm.EachDisk() {
			if ofRole(d, role) && inner.holds(d) == answer {
				g.about(i)
				inner.grounds(d, g)
			}
		}
		if answer == isUnknown && !complete(vm) {
			g.lack(disksField)
			for _, f := range inner.fields {
				g.lack(f)
			}
		}
	}
	return &predicate{holds, grounds, append(slices.Clone(inner.fields), disksField, diskRole)}, nil
}

// diskRole says what a disk is to the VM that holds it.
var diskRole = mustField("disk.role")

func hasDisk(vm *inventory.Item, role string) bool {
	for _, d := range vm.EachDisk() {
		if ofRole(d, role) {
			return true
		}
	}
	return false
}

// ofRole reports whether a disk has a role; every disk has the empty one.
func ofRole(d *inventory.Item, role string) bool {
	return role == "" || d.Value(diskRole).Text() == role
}

func mustField(name string) *inventory.Field {
	f, ok := inventory.FieldNamed(name)
	if !ok {
		panic("evaluate: no field " + name)
	}
	return f
}

func compileLeaf(p *matrix.Predicate, kind inventory.Kind) (*predicate, error) {
	l := p.Leaf
	fail := func(format string, args ...any) error {
		return &matrix.Error{Line: p.Line, Text: l.Field + ": " + fmt.Sprintf(format, args...)}
	}
	f, ok := inventory.FieldNamed(l.Field)
	if !ok {
		return nil, fail("no such field")
	}
	if !f.Optional() && f.Kind() != kind {
		return nil, fail("not a field of a %s", kind)
	}
	test, err := comparison(l, f)
	if err != nil {
		return nil, fail("%v", err)
	}
	holds := func(it *inventory.Item) truth { return test(it.Value(f)) }
	grounds := func(it *inventory.Item, g *Grounds) { g.add(f, it.Value(f), holds(it)) }
	return &predicate{holds, grounds, []*inventory.Field{f}}, nil
}

// comparison returns the test of a leaf. It answers unknown for what is
// missing or not recognised, and false for what is known to be absent.
func comparison(l *matrix.Leaf, f *inventory.Field) (func(inventory.Value) truth, error) {
	switch {
	case l.Present != nil:
		want := *l.Present
		none := func(v inventory.Value) bool { return v.IsAbsent() || v.List() != nil && v.Int() == 0 }
		return whenKnown(func(v inventory.Value) bool { return none(v) != want }), nil
	case l.Min != nil || l.Max != nil:
		if f.Type != inventory.IntField {
			return nil, fmt.Errorf("min and max want a number, it is %s", f.Type)
		}
		return bounds(l.Min, l.Max), nil
	case l.Matches != "":
		pattern, err := regexp.Compile("(?i)" + l.Matches)
		if err != nil {
			return nil, err
		}
		return whenStated(func(v inventory.Value) bool { return pattern.MatchString(v.Text()) }), nil
	case l.In != nil:
		return whenStated(func(v inventory.Value) bool { return member(v, l.In) }), nil
	case f.Type == inventory.ListField:
		return nil, fmt.Errorf("a list wants in or present")
	}
	return equal(l.Is, f.Type)
}

func equal(want string, t inventory.Type) (func(inventory.Value) truth, error) {
	if t == inventory.BoolField && want != "true" && want != "false" {
		return nil, fmt.Errorf("is %q, want true or false", want)
	}
	return func(v inventory.Value) truth {
		if v.Partial() {
			return isUnknown
		}
		return whenStated(func(v inventory.Value) bool { return strings.EqualFold(v.Text(), want) })(v)
	}, nil
}

func whenKnown(test func(inventory.Value) bool) func(inventory.Value) truth {
	return func(v inventory.Value) truth {
		if !v.Known() {
			return isUnknown
		}
		return of(test(v))
	}
}

func whenStated(test func(inventory.Value) bool) func(inventory.Value) truth {
	return whenKnown(func(v inventory.Value) bool { return !v.IsAbsent() && test(v) })
}

// member reports whether the value, or one member of a list, is one of names.
func member(v inventory.Value, names []string) bool {
	is := func(text string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, text) })
	}
	if v.List() != nil {
		return slices.ContainsFunc(v.List(), is)
	}
	return is(v.Text())
}

// bounds compares a number. A sum of which only a part is known settles what
// the part already passes.
func bounds(low, high *int64) func(inventory.Value) truth {
	return func(v inventory.Value) truth {
		n := v.Int()
		switch {
		case v.Partial() && high != nil && n > *high:
			return isFalse
		case v.Partial() && high == nil && n >= *low:
			return isTrue
		case !v.Known():
			return isUnknown
		}
		return of(!v.IsAbsent() && (low == nil || n >= *low) && (high == nil || n <= *high))
	}
}
