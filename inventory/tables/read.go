package tables

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

	"github.com/backready/backready/inventory"
)

// Read reads the tables of an inventory back, each of which may lie in several
// files, in any order. It derives what follows from the rest anew and holds it
// against what the tables say, so that what was changed by hand or cut off does
// not pass. What does not fit is an [*inventory.InputError].
func Read(sources []inventory.Source, limits inventory.Limits) (*inventory.Inventory, error) {
	r := &reader{limits: limits, seed: maphash.MakeSeed(), restorer: inventory.NewRestorer(),
		held: map[string][]heldDisk{}, sums: map[uint64]sum{}, inputs: map[int64]*inventory.Input{}, found: map[*Table]bool{}}
	inv, err := r.read(sources)
	if err != nil {
		return nil, err
	}
	if err := r.compare(inv); err != nil {
		return nil, err
	}
	r.count(inv)
	return inv, nil
}

type reader struct {
	limits   inventory.Limits
	seed     maphash.Seed
	restorer *inventory.Restorer
	held     map[string][]heldDisk // by the key of the VM
	sums     map[uint64]sum        // of rows, by what they are about
	inputs   map[int64]*inventory.Input
	problems []inventory.Problem // of the estate
	found    map[*Table]bool

	text  []byte // at hand
	cells []cell
}

// heldDisk is a disk of a VM, at its place.
type heldDisk struct {
	place int64
	disk  inventory.StoredDisk
}

// sum is the checksum of a row and where it stands.
type sum struct {
	of   uint64
	file string
	line int
}

// read reads the disks of VMs before the VMs, and inputs before their problems.
func (r *reader) read(sources []inventory.Source) (*inventory.Inventory, error) {
	for _, pass := range []*Table{Attached, VMs, Disks, Inputs, Problems} {
		for _, s := range sources {
			if err := r.scan(s, pass); err != nil {
				return nil, err
			}
		}
	}
	if !r.found[VMs] && !r.found[Disks] {
		return nil, &inventory.InputError{Text: "the tables hold no VM and no disk", Hint: hintTables}
	}
	inputs, err := r.inputList()
	if err != nil {
		return nil, err
	}
	inv, err := r.restorer.Inventory(inputs, r.problems)
	if err != nil {
		return nil, &inventory.InputError{Text: err.Error(), Hint: hintAnew}
	}
	return inv, nil
}

const hintAnew = "make the tables again, all of one run: backready inventory FILE... --out DIR"

// scan reads the rows of a source that are of one table.
func (r *reader) scan(s inventory.Source, pass *Table) error {
	err := Scan(s, r.limits, All, func(row *Row) error {
		if row.Table != pass {
			return errOther
		}
		r.found[pass] = true
		switch pass {
		case Attached:
			return r.attached(row)
		case Inputs:
			return r.input(row)
		case Problems:
			return r.problem(row)
		}
		return r.item(row)
	})
	if errors.Is(err, errOther) {
		return nil
	}
	return err
}

// errOther ends the reading of a file that another pass reads.
var errOther error = &inventory.InputError{Text: "is of another table"}

// fields are the names and the cells of a row on the way to what is stored.
type fields struct {
	row *Row
	at  int
	err error
}

func (f *fields) text() string {
	v, err := f.row.Text(f.next())
	return kept(f, v, err)
}

func (f *fields) number() int64 {
	v, err := f.row.Number(f.next())
	return kept(f, v, err)
}

func (f *fields) yesNo() bool {
	v, err := f.row.YesNo(f.next())
	return kept(f, v, err)
}

func (f *fields) next() int { f.at++; return f.at }

// kept keeps the first error.
func kept[T any](f *fields, v T, err error) T {
	if f.err == nil {
		f.err = err
	}
	return v
}

// item takes a VM or a disk.
func (r *reader) item(row *Row) error {
	f := &fields{row: row}
	s := inventory.Stored{ID: f.text(), Name: f.text(), Subscription: f.text(), ResourceGroup: f.text(), Location: f.text(), Listed: f.yesNo()}
	tags, err := row.Texts(f.next())
	s.Tags = kept(f, tags, err)
	kind := inventory.Disk
	if row.Table == VMs {
		kind = inventory.VM
		disks, complete := f.number(), f.yesNo()
		s.DisksComplete = complete
		if f.err == nil {
			s.Disks, f.err = r.disksOf(s.ID, disks)
		}
	}
	s.Kind = kind.String()
	if f.err != nil {
		return f.err
	}
	if err := values(row, &s.StoredValues); err != nil {
		return err
	}
	if err := r.summed(row, s.ID, 0); err != nil {
		return err
	}
	r.restorer.Add(&s)
	return nil
}

func vmKey(id string) string { return strings.ToLower(id) }

// disksOf returns the disks of a VM, which are as many as its row says.
func (r *reader) disksOf(vm string, want int64) ([]inventory.StoredDisk, error) {
	held := r.held[vmKey(vm)]
	delete(r.held, vmKey(vm))
	slices.SortStableFunc(held, func(a, b heldDisk) int { return int(a.place - b.place) })
	var list []inventory.StoredDisk
	for i, h := range held {
		if h.place != int64(i) {
			return nil, &Fault{fmt.Sprintf("the VM %s has disks in attached, but none or two at place %d", vm, i), hintAnew}
		}
		list = append(list, h.disk)
	}
	if int64(len(list)) != want {
		return nil, &Fault{fmt.Sprintf("the VM %s has %d disks, attached holds %d of them", vm, want, len(list)), hintAnew}
	}
	return list, nil
}

// attached takes a disk of a VM.
func (r *reader) attached(row *Row) error {
	f := &fields{row: row}
	vm, place, d := f.text(), f.number(), inventory.StoredDisk{ID: f.text(), Name: f.text()}
	if f.err != nil {
		return f.err
	}
	if err := values(row, &d.StoredValues); err != nil {
		return err
	}
	r.held[vmKey(vm)] = append(r.held[vmKey(vm)], heldDisk{place, d})
	return r.summed(row, vm, place+1)
}

// wanted are the columns of which the rows of a table are stored, in order.
var wanted = map[*Table][]int{
	VMs: columnsOf(VMs, inventory.StoredFields(inventory.VM, true)), Disks: columnsOf(Disks, inventory.StoredFields(inventory.Disk, true)),
	Attached: columnsOf(Attached, inventory.StoredDiskFields(false)),
}

func columnsOf(t *Table, fields []*inventory.Field) (columns []int) {
	for i, c := range t.Columns {
		if slices.Contains(fields, c.Field) {
			columns = append(columns, i)
		}
	}
	return columns
}

// values takes the values of fields; what follows from them is derived anew.
func values(row *Row, s *inventory.StoredValues) error {
	c, err := companionsOf(row)
	if err != nil {
		return err
	}
	for _, i := range wanted[row.Table] {
		field := row.Table.Columns[i].Field
		if text, ok := c.unrecognised[field.Name]; ok {
			unquoted, err := strconv.Unquote(text)
			if err != nil {
				return faulty("the column %s has %s of %s, which is in no quotes", unrecognised, shortened([]byte(text)), field.Name)
			}
			put(&s.Unrecognised, field.Name, unquoted)
			continue
		}
		if n, ok := c.atLeast[field.Name]; ok {
			put(&s.AtLeast, field.Name, n)
			continue
		}
		none := c.absent[field.Name]
		if !none && !row.Has(i) {
			continue
		}
		v, err := row.stored(i, none)
		if err != nil {
			return err
		}
		if c.assumed[field.Name] {
			put(&s.Defaults, field.Name, v)
		} else {
			put(&s.Facts, field.Name, v)
		}
	}
	return nil
}

func put[V any](m *map[string]V, name string, v V) {
	if *m == nil {
		*m = map[string]V{}
	}
	(*m)[name] = v
}

// companionCells are what the companion columns of a row hold.
type companionCells struct {
	absent, assumed map[string]bool
	unrecognised    map[string]string
	atLeast         map[string]int64
}

func companionsOf(row *Row) (c companionCells, err error) {
	t := row.Table
	if c.absent, err = row.set(t.Index(absent)); err != nil {
		return c, err
	}
	if c.assumed, err = row.set(t.Index(assumed)); err != nil {
		return c, err
	}
	if c.unrecognised, err = row.Texts(t.Index(unrecognised)); err != nil {
		return c, err
	}
	c.atLeast, err = row.Numbers(t.Index(atLeast))
	return c, err
}

// set is a list of names.
func (r *Row) set(column int) (map[string]bool, error) {
	list, err := r.List(column)
	names := make(map[string]bool, len(list))
	for _, name := range list {
		names[name] = true
	}
	return names, err
}

// stored is the value of a field in the form in which a report keeps it.
func (r *Row) stored(column int, none bool) (any, error) {
	if none {
		return nil, nil
	}
	switch r.Table.Columns[column].Type {
	case Number:
		n, err := r.Number(column)
		return json.Number(strconv.FormatInt(n, 10)), err
	case YesNo:
		return r.YesNo(column)
	case List:
		texts, err := r.List(column)
		list := make([]any, len(texts))
		for i, s := range texts {
			list[i] = s
		}
		return list, err
	}
	return r.Text(column)
}
