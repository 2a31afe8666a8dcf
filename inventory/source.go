package inventory

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"runtime"
	"slices"
	"strings"
)

// Source is one file to read.
type Source struct {
	Name string // as reports show it
	Open func() (io.ReadCloser, error)
	Path string // where it lies, "" where it is no file; no report shows it
}

// InputError says that an input can't be used at all. Its text names no file:
// File and Line do, and Hint is the thing to do or type.
type InputError struct {
	File string // "" when no single file is to blame
	Line int    // from 1; 0 means the file as a whole
	Text string
	Hint string
}

// Error returns the place and the text, without the hint.
func (e *InputError) Error() string {
	switch {
	case e.File == "":
		return e.Text
	case e.Line == 0:
		return e.File + ": " + e.Text
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Text)
}

// The hints that several errors and problems share.
const (
	hintExport = "export again: " + exportVMs + " > vms.json, " + exportDisks + " > disks.json"
	hintDepth  = "export again with ConvertTo-Json -Depth 10, for example: ConvertTo-Json -InputObject @(Get-AzVM -Status) -Depth 10 | Out-File vms.json -Encoding utf8"
	hintLists  = "give the lists themselves: jq '[(.[], .[][]?) | arrays[]]' FILE > rows.json"
	hintSnake  = "in Python write vm.serialize(keep_readonly=True) in the place of vm.as_dict(), or " + hintExport
	hintPages  = "read all pages, or use the command line, which pages by itself: " + exportVMs + ", " + exportDisks
)

// Read reads the sources in order, joins what they say of VMs and disks, and
// derives the facts that follow. What can't be used of a readable file is in
// the Problems of its Input, what doesn't fit together in those of the
// Inventory. A file that can't be used at all is an [*InputError], and so is a
// set of files with rows but without any VM or disk; a set of empty lists gives
// an Inventory without items.
func Read(sources []Source) (*Inventory, error) { return ReadWithin(sources, Limits{}) }

// ReadWithin is [Read] with limits of one's own.
func ReadWithin(sources []Source, limits Limits) (*Inventory, error) {
	r := newReader(limits)
	if err := r.readAll(sources); err != nil {
		return nil, err
	}
	if err := r.checkFound(); err != nil {
		return nil, err
	}
	return r.inventory(), nil
}

// Inspect reads sources as [ReadWithin] does, but takes files that hold neither VM
// nor disk: their rows may say something of those of others.
func Inspect(sources []Source, limits Limits) (*Inventory, error) {
	r := newReader(limits)
	if err := r.readAll(sources); err != nil {
		return nil, err
	}
	return r.inventory(), nil
}

// A reader collects the items of all sources.
type reader struct {
	items     []*Item
	known     directory[*Item] // by id
	encrypted map[string]bool  // keys of VMs with a disk encryption extension
	related   *related         // what some of these state of VMs and disks
	inputs    []Input
	pages     []page
	again     []repeats
	repeated  map[*Item][]*Item // the rows of items that have several
	bare      []bareRow
	pool      pool
	memo      memo
	limits    Limits
	block     int // bytes of a long list that are read at once; 0: all is left to encoding/json
	workers   int // how many blocks of it at the same time
}

func newReader(limits Limits) *reader {
	return &reader{encrypted: map[string]bool{}, repeated: map[*Item][]*Item{}, related: newRelated(), limits: limits.orDefault(),
		block: blockBytes, workers: min(mostWorkers, runtime.GOMAXPROCS(0))}
}

func (r *reader) readAll(sources []Source) error {
	for _, s := range sources {
		if err := r.read(s); err != nil {
			return err
		}
	}
	r.uniteRows()
	r.checkPages()
	r.checkBare()
	return r.checkCounts()
}

// inventory puts together what all sources said.
func (r *reader) inventory() *Inventory {
	inv := &Inventory{Inputs: r.inputs}
	r.related.tell(r.items, &r.known, r.inputs, &r.pool)
	inv.Items, inv.Problems = join(r.items, &r.known, r.encrypted, &r.pool)
	return inv
}

// A file is one source while it is read.
type file struct {
	*reader
	in           Input
	unrecognised map[*Field]*tally
	locate       func(*row, *Field) (line, column int) // nil: the reader knows no more than the row
	repeated     tally                                 // keys that an object holds twice, with one value
	contradicted tally                                 // keys that an object holds twice, with different values
	halved       tally                                 // escaped characters of which only half is there
	ownerNames   tally                                 // cells that name the owner of a disk, not its id
	snake        tally                                 // rows with the names of the Python SDK
	cutShort     tally                                 // where PowerShell wrote type names instead of objects
	differing    tally
	otherTypes   map[string]int // rows of other types, by type in lower case
	lastID       string         // of the row read last
	listing      bool           // a CSV has the columns of a list of all resources
}

// A tally counts something and keeps where it was seen first.
type tally struct {
	count  int
	line   int
	column int // in bytes from 1; 0 where there is none
	text   string
}

func (t *tally) add(line int, text string) {
	if t.count++; t.count == 1 {
		t.line, t.text = line, text
	}
}

// read reads one source to its end and closes it.
func (r *reader) read(s Source) (err error) {
	f := &file{reader: r, in: Input{Name: s.Name, Complete: true}, unrecognised: map[*Field]*tally{}, otherTypes: map[string]int{}}
	rc, err := s.Open()
	if err != nil {
		return f.unreadable(err)
	}
	defer func() { err = cmp.Or(err, f.unreadable(rc.Close())) }()
	raw := &meter{src: rc, hash: newHash(), limits: r.limits}
	text, err := openText(raw)
	if err == nil {
		err = f.readText(text)
	}
	if err == nil {
		_, err = io.Copy(io.Discard, raw)
	}
	if err != nil {
		return f.unreadable(err)
	}
	f.in.Bytes, f.in.SHA256, f.in.Encoding = raw.bytes, hexOf(raw.hash), text.encoding
	f.close(text)
	return nil
}

// unreadable makes an InputError of an error from below.
func (f *file) unreadable(err error) error {
	var known *InputError
	var path *fs.PathError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		known.File = cmp.Or(known.File, f.in.Name)
		return known
	case errors.As(err, &path):
		err = path.Err
	}
	return &InputError{File: f.in.Name, Text: "can't be read: " + err.Error(), Hint: "check the path and that the file is whole"}
}

// close turns what was noted on the way into problems.
func (f *file) close(text *content) {
	f.reportText(text)
	f.reportKeys()
	if f.cutShort.count > 0 {
		f.problem(Problem{Line: f.cutShort.line, Text: "PowerShell cut the objects off and wrote type names instead: what lies deeper is unknown", Hint: hintDepth})
	}
	if n := f.snake; n.count > 0 {
		f.problem(Problem{Line: n.line, Column: n.text, Text: fmt.Sprintf("%d row(s) have the names of the Python SDK, with underscores: what lies below is unknown", n.count), Hint: hintSnake})
	}
	if n := f.ownerNames; n.count > 0 {
		f.problem(Problem{Line: n.line, Column: n.text, Text: fmt.Sprintf("%d cell(s) name the owner of a disk by something else than its id: who holds the disks is unknown", n.count), Hint: hintID})
	}
	if f.differing.count > 0 {
		f.problem(Problem{Line: f.differing.line, Text: fmt.Sprintf("%d of %d repeated row(s) state something else than the row read before (first: %s): the fuller row was kept; what rows that are as full contradict is unknown",
			f.differing.count, f.in.Duplicates, f.differing.text), Hint: "give every item once, all exports from the same day"})
	}
	f.reportUnrecognised()
	if f.in.Format == "" {
		f.in.Format = FormatJSON
	}
	f.in.Format = f.related.format(f.in)
	f.in.OtherTypes = otherTypes(f.otherTypes)
	f.inputs = append(f.inputs, f.in)
}

// reportText tells of characters that were not as they should be.
func (f *file) reportText(text *content) {
	if n := text.foreign(); n.count > 0 {
		f.problem(Problem{Line: n.line, Text: fmt.Sprintf("%d byte(s) are not UTF-8 and were read as Windows-1252", n.count), Hint: "save the file as UTF-8"})
	}
	const halves = "%d character(s) are there only by half and show as \ufffd"
	if n := text.broken(); n.count > 0 {
		f.problem(Problem{Line: n.line, Text: fmt.Sprintf(halves, n.count), Hint: "export or copy the file again"})
	}
	if n := f.halved; n.count > 0 {
		f.problem(Problem{Line: n.line, Text: fmt.Sprintf(halves+" (first at column %d)", n.count, n.column), Hint: "export or copy the file again"})
	}
}

// reportKeys tells of keys that stand twice in one object.
func (f *file) reportKeys() {
	const hint = "export again without changing the file by hand"
	if n := f.repeated; n.count > 0 {
		f.problem(Problem{Line: n.line, Column: n.text, Text: fmt.Sprintf("%d key(s) stand twice in one object, with the same value%s", n.count, n.where()), Hint: hint})
	}
	if n := f.contradicted; n.count > 0 {
		f.problem(Problem{Line: n.line, Column: n.text, Text: fmt.Sprintf("%d key(s) stand twice in one object with different values, which leaves the value unknown%s", n.count, n.where()), Hint: hint})
	}
}

// where names the column at which the first was seen, if there is one.
func (t tally) where() string {
	if t.column == 0 {
		return ""
	}
	return fmt.Sprintf(" (first at column %d)", t.column)
}

// reportUnrecognised adds one problem per field, in the order of the vocabulary.
func (f *file) reportUnrecognised() {
	for _, table := range [][]Field{vmFields, diskFields, optionalFields} {
		for i := range table {
			if t := f.unrecognised[&table[i]]; t != nil {
				f.problem(Problem{Line: t.line, Column: table[i].Name,
					Text: fmt.Sprintf("%d value(s) are not recognised and answer no question (first: %s%s)", t.count, t.text, atColumn(t.column))})
			}
		}
	}
}

func (f *file) problem(p Problem) {
	p.File = f.in.Name
	f.in.Problems = append(f.in.Problems, p)
}

// reject counts a row that can't be used. The estate is incomplete without it.
func (f *file) reject(line int, column, text, hint string) {
	f.in.Rejected++
	f.problem(Problem{Line: line, Column: column, Text: text, Hint: hint, Incomplete: true})
}

// tooMany refuses a file that is no export of anything: each rejected row takes
// more memory than a short text of a row that says nothing.
func (f *file) tooMany() error {
	if f.in.Rejected <= mostRejected {
		return nil
	}
	return &InputError{Text: fmt.Sprintf("more than %d rows can't be used", mostRejected), Hint: hintExport}
}

// add takes an item into the inventory, or into the one with the same id.
func (f *file) add(it *Item) {
	old := itemAt(&f.known, &it.reference)
	switch {
	case old == nil:
		f.pool.share(it)
		*f.known.enter(&it.reference) = it
		f.count(it)
	case old.Kind != it.Kind:
		f.reject(it.Line(), "type", fmt.Sprintf("the id of this %s was read as that of a %s before", it.Kind, old.Kind), "")
	default:
		f.in.Duplicates++
		f.noteAgain(old)
		if fields := old.differences(it); len(fields) > 0 {
			f.differing.add(it.Line(), it.Name()+": "+some(fields))
		}
		f.keepRow(old, it)
	}
}

// keepRow keeps a further row of an item. Once all are read they are united.
func (r *reader) keepRow(first, it *Item) {
	rows := r.repeated[first]
	if rows == nil {
		rows = []*Item{first.copy()}
	}
	r.pool.share(it)
	if !it.repeats(rows[0]) && !it.repeats(rows[len(rows)-1]) {
		rows = append(rows, it)
	}
	r.repeated[first] = rows
}

// uniteRows makes one item of all rows of each.
func (r *reader) uniteRows() {
	if len(r.repeated) == 0 {
		return
	}
	for _, it := range r.items {
		if rows := r.repeated[it]; len(rows) > 1 {
			it.unite(rows)
			r.pool.share(it)
		}
	}
}

// count takes an item that is new.
func (f *file) count(it *Item) {
	it.place = int32(min(len(f.items), math.MaxInt32))
	f.items = append(f.items, it)
	if it.Kind == VM {
		f.in.VMs++
	} else {
		f.in.Disks++
	}
}

// checkFound refuses a set of files that has rows but no VM and no disk.
func (r *reader) checkFound() error {
	var rows, rejected int
	for _, in := range r.inputs {
		rows, rejected = rows+in.Rows, rejected+in.Rejected
	}
	if len(r.items) > 0 || rows == 0 {
		return nil
	}
	e := &InputError{Text: "no VMs or disks: " + r.foundInstead(rejected), Hint: hintExport}
	if len(r.inputs) == 1 {
		e.File = r.inputs[0].Name
	}
	if p, ok := r.firstRejection(); ok && p.Hint == hintLists {
		e.Hint = p.Hint
	}
	return e
}

func (r *reader) foundInstead(rejected int) string {
	var parts, types []string
	var others int
	for _, in := range r.inputs {
		others += in.Other
		for _, o := range in.OtherTypes {
			types = append(types, o.Type)
		}
	}
	slices.Sort(types)
	if others > 0 {
		parts = append(parts, fmt.Sprintf("%d row(s) of other types (%s)", others, some(slices.Compact(types))))
	}
	if rejected > 0 {
		text := fmt.Sprintf("%d row(s) that can't be used", rejected)
		if p, ok := r.firstRejection(); ok {
			text += fmt.Sprintf(" (first: %s:%d: %s)", p.File, p.Line, p.Text)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " and ")
}

func (r *reader) firstRejection() (Problem, bool) {
	for _, in := range r.inputs {
		for _, p := range in.Problems {
			if p.Incomplete && p.Line > 0 {
				return p, true
			}
		}
	}
	return Problem{}, false
}

// checkCounts holds the books: every row read is accounted for. Anything else is
// a defect of this program, and its report would be wrong.
func (r *reader) checkCounts() error {
	for _, in := range r.inputs {
		if sum := in.VMs + in.Disks + in.Other + in.Duplicates + in.Rejected; sum != in.Rows {
			return fmt.Errorf("%s: %d rows were read, but %d are accounted for: this is a defect of backready, please report it", in.Name, in.Rows, sum)
		}
	}
	return nil
}
