package evaluate

import (
	"slices"
	"strings"

	"github.com/backready/backready/inventory"
)

// CauseKind says what sort of thing made something change.
type CauseKind string

// The kinds of causes, those first on which the owner of an estate can act.
const (
	ByInventory CauseKind = "inventory" // a value, or the disks that a VM holds
	ByData      CauseKind = "data"      // a value became known, or is no longer in the export
	ByWaiver    CauseKind = "waiver"    // an accepted exception came or ended
	ByEdition   CauseKind = "edition"   // another edition of the matrix says otherwise
	ByMatrix    CauseKind = "matrix"    // a matrix of one's own came or went
	ByItem      CauseKind = "item"      // the item itself came or went
	ByProgram   CauseKind = "program"   // the same data and rules: another version read them otherwise
)

// CauseKinds are all kinds, in their order.
var CauseKinds = [...]CauseKind{ByInventory, ByData, ByWaiver, ByEdition, ByMatrix, ByItem, ByProgram}

// A Cause is one thing that made something change.
type Cause struct {
	Kind CauseKind
	// Field is what differs, of causes in the inventory and in the data;
	// vm.disks where a disk was attached or detached or where it is not told
	// any more which disks a VM holds. Of an item it is the kind.
	Field string
	// Disk names the disk of a VM that the cause is about, "" for the item itself.
	Disk string
	// From and To are the values, or the ids of editions, "" for none.
	From, To string
}

// A difference is one thing that the two inventories state differently of an
// item, and how to take it back.
type difference struct {
	cause Cause
	field *inventory.Field
	// undo gives the new item what the old one has, redo the old one what the
	// new one has.
	undo, redo func(*inventory.Item) *inventory.Item
}

// appeared is why an item is in one of the judgements alone. Where the other's
// files list no item of its kind that is a want of data.
func (w *comparer) appeared(it *inventory.Item, other int, status Status) Cause {
	c := Cause{Kind: ByItem, Field: it.Kind.String()}
	if it.Listed && !w.listed[other][it.Kind] {
		c.Kind = ByData
	}
	if status == Came {
		c.To = string(status)
	} else {
		c.From = string(status)
	}
	return c
}

// differences lists what rules ask for and the two items state differently.
func (w *comparer) differences(old, new *inventory.Item) []difference {
	list := w.fieldsThatDiffer(old, new, "", func(change edit) edit { return change })
	if new.Kind != inventory.VM {
		return list
	}
	if old.DisksComplete != new.DisksComplete {
		list = append(list, completeness(old.DisksComplete, new.DisksComplete))
	}
	for _, was := range old.Disks() {
		is := heldAs(new, was)
		if is == nil {
			list = append(list, difference{cause: Cause{Kind: ByInventory, Field: disksField.Name, Disk: nameOf(was), From: "attached"},
				field: disksField, undo: attaching(was), redo: detaching(was)})
			continue
		}
		list = append(list, w.fieldsThatDiffer(was, is, nameOf(is), func(change edit) edit { return onDisk(is, change) })...)
	}
	for _, is := range new.Disks() {
		if heldAs(old, is) == nil {
			list = append(list, difference{cause: Cause{Kind: ByInventory, Field: disksField.Name, Disk: nameOf(is), To: "attached"},
				field: disksField, undo: detaching(is), redo: attaching(is)})
		}
	}
	return list
}

// An edit returns a changed copy of an item.
type edit = func(*inventory.Item) *inventory.Item

// fieldsThatDiffer compares the fields that rules read; within makes of the edit
// of one of the two an edit of the whole item.
func (w *comparer) fieldsThatDiffer(old, new *inventory.Item, disk string, within func(edit) edit) []difference {
	var list []difference
	kind := new.Kind
	if disk != "" {
		kind = inventory.VM // its rules ask for it
	}
	for _, f := range w.fields[kind] {
		was, is := old.Value(f), new.Value(f)
		if was.Same(is) {
			continue
		}
		cause := Cause{Kind: ByInventory, Field: f.Name, Disk: disk, From: was.String(), To: is.String()}
		if was.Missing() || is.Missing() {
			cause.Kind = ByData
		}
		set := func(v inventory.Value) edit {
			return within(func(it *inventory.Item) *inventory.Item { return it.With(f, v) })
		}
		list = append(list, difference{cause, f, set(was), set(is)})
	}
	return list
}

func completeness(was, is bool) difference {
	words := map[bool]string{true: "all named", false: inventory.Value{}.String()}
	set := func(complete bool) edit {
		return func(it *inventory.Item) *inventory.Item {
			changed := *it
			changed.DisksComplete = complete
			return &changed
		}
	}
	return difference{Cause{Kind: ByData, Field: disksField.Name, From: words[was], To: words[is]}, disksField, set(was), set(is)}
}

// heldAs returns the disk of a VM that is the same as another disk.
func heldAs(vm, disk *inventory.Item) *inventory.Item {
	i := slices.IndexFunc(vm.Disks(), func(d *inventory.Item) bool { return sameDisk(d, disk) })
	if i < 0 {
		return nil
	}
	return vm.Disks()[i]
}

// sameDisk goes by the id; exports that give none name the disk at least.
func sameDisk(a, b *inventory.Item) bool {
	if a.ID() == "" || b.ID() == "" {
		return a.Name() != "" && strings.EqualFold(a.Name(), b.Name())
	}
	return a.Key() == b.Key()
}

func nameOf(disk *inventory.Item) string {
	if disk.Name() != "" {
		return disk.Name()
	}
	return disk.ID()
}

func onDisk(disk *inventory.Item, change edit) edit {
	return withDisks(func(disks []*inventory.Item) []*inventory.Item {
		for i, d := range disks {
			if sameDisk(d, disk) {
				disks[i] = change(d)
			}
		}
		return disks
	})
}

func detaching(disk *inventory.Item) edit {
	return withDisks(func(disks []*inventory.Item) []*inventory.Item {
		return slices.DeleteFunc(disks, func(d *inventory.Item) bool { return sameDisk(d, disk) })
	})
}

func attaching(disk *inventory.Item) edit {
	return withDisks(func(disks []*inventory.Item) []*inventory.Item { return append(disks, disk) })
}

func withDisks(change func([]*inventory.Item) []*inventory.Item) edit {
	return func(vm *inventory.Item) *inventory.Item {
		return vm.WithDisks(change(slices.Clone(vm.Disks())))
	}
}

// judged is how the item would stand with a rule, whatever the reports say.
func judged(r *Rule, it *inventory.Item) stance {
	if r == nil {
		return stance{}
	}
	findings, assessed := r.judge(it)
	return stanceOf(r, findings, assessed)
}

// causes tells what made the rule come out differently. The inventory has a part
// in it where the old and the new item differ by the old rule or by the new one;
// the edition has one where the two rules differ on the old item or on the new.
func (t *turn) causes() []Cause {
	oldByOld, newByNew := judged(t.was, t.old), judged(t.is, t.new)
	newByOld, oldByNew := judged(t.was, t.new), judged(t.is, t.old)
	var causes []Cause
	if !oldByOld.same(newByOld) || !oldByNew.same(newByNew) {
		causes = t.inTheInventory(oldByOld, newByNew)
	}
	if !SameEdition(t.then, t.now) && (!oldByOld.same(oldByNew) || !newByOld.same(newByNew)) {
		causes = append(causes, Cause{Kind: ByEdition, From: t.then.ID, To: t.now.ID})
	}
	if len(causes) == 0 {
		causes = append(causes, Cause{Kind: ByProgram})
	}
	return causes
}

// inTheInventory returns the differences but for which the rule would have come
// out otherwise on the new item, or on the old one; where none alone is decisive,
// all that the rule asks for.
func (t *turn) inTheInventory(before, after stance) []Cause {
	var asked, decisive []Cause
	for _, d := range t.differences {
		if !t.reads[t.was][d.field] && !t.reads[t.is][d.field] {
			continue
		}
		asked = append(asked, d.cause)
		if !judged(t.is, d.undo(t.new)).same(after) || !judged(t.was, d.redo(t.old)).same(before) {
			decisive = append(decisive, d.cause)
		}
	}
	if len(decisive) > 0 {
		return decisive
	}
	return asked
}

// acceptance tells whether findings that are as before came under a waiver, or
// are under it no more.
func acceptance(before, after []*Finding) (Status, []Cause) {
	was, is := waivers(before), waivers(after)
	switch {
	case was == is:
		return Unchanged, nil
	case was == "":
		return Accepted, []Cause{{Kind: ByWaiver, To: is}}
	case is == "":
		return NoLongerAccepted, []Cause{{Kind: ByWaiver, From: was}}
	}
	return Changed, []Cause{{Kind: ByWaiver, From: was, To: is}}
}

// waivers names those that cover findings.
func waivers(findings []*Finding) string {
	var ids []string
	for _, f := range findings {
		if f.Waiver != nil && !slices.Contains(ids, f.Waiver.ID) {
			ids = append(ids, f.Waiver.ID)
		}
	}
	slices.Sort(ids)
	return strings.Join(ids, ", ")
}

// verdictCauses are the causes of what became of the rules that bear on the
// verdict of an item and went the way that it did; the editions, where no rule
// explains it.
func verdictCauses(c *ItemChange) []Cause {
	var along, all []Cause
	for i := range c.Rules {
		r := &c.Rules[i]
		if !c.bears(r) {
			continue
		}
		all = appendNew(all, r.Causes)
		if r.went(c.Status) {
			along = appendNew(along, r.Causes)
		}
	}
	switch {
	case len(along) > 0:
		return along
	case len(all) > 0:
		return all
	}
	return []Cause{editionCause(c.Old.of(c.Old.matrix()), c.New.of(c.New.matrix()))}
}

// editionCause is why a verdict changed though no rule did: the editions have
// other paths, or are of other matrices.
func editionCause(then, now *Result) Cause {
	cause := Cause{Kind: ByMatrix}
	switch {
	case then != nil && now != nil && SameEdition(then.Edition, now.Edition):
		return Cause{Kind: ByProgram}
	case then != nil && now != nil && then.Edition.Matrix == now.Edition.Matrix:
		cause.Kind = ByEdition
	}
	if then != nil {
		cause.From = then.Edition.ID
	}
	if now != nil {
		cause.To = now.Edition.ID
	}
	return cause
}

// direction brings the statuses of rules and of items together.
var direction = map[Status]Status{New: Worse, Worse: Worse, Resolved: Better, Better: Better,
	NoLongerAssessed: NoLongerAssessed, NotAssessedBefore: NotAssessedBefore}

// went reports whether a rule went the way that the verdict of its item did.
func (r *RuleChange) went(status Status) bool {
	switch {
	case r.Status == Changed, direction[r.Status] == status:
		return true
	case status == NoLongerAssessed:
		return r.New.Open
	}
	return status == NotAssessedBefore && r.Old.Open
}

// onPath reports whether the rule changed on a path, not only as a limit to know.
func (r *RuleChange) onPath() bool {
	for _, paths := range []stance{r.before, r.after} {
		for path := range paths {
			if path != "" && r.before[path].to(r.after[path]) != Unchanged {
				return true
			}
		}
	}
	return false
}

func appendNew(list, more []Cause) []Cause {
	for _, c := range more {
		if !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}
