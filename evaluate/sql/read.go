package sql

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/inventory/tables"
)

// Read makes a judgement of the findings that an engine wrote, in any order and
// in several files, on the items of an inventory. Each item must have one row for
// each rule and path of each edition that judges it: what is missing is never a
// pass. A row that the edition or the inventory doesn't bear out (another text of
// the edition, a verdict or a sentence that the rule does not give, a value that
// the item does not have) is an [*inventory.InputError].
func Read(sources []inventory.Source, limits inventory.Limits, inv *inventory.Inventory, editions []*evaluate.Edition) (*evaluate.Judgement, error) {
	r := newReader(inv, editions)
	for _, s := range sources {
		if err := tables.Scan(s, limits, []*tables.Table{Findings}, r.take); err != nil {
			return nil, err
		}
	}
	j, err := r.gathering.Judgement()
	if err != nil {
		return nil, &inventory.InputError{Text: "the findings are incomplete: " + err.Error(), Hint: hintAll}
	}
	return j, nil
}

const hintAll = "let the engine write every row of the view, those with the verdict supported as well, of each edition that the report judges by"

type reader struct {
	gathering *evaluate.Gathering
	editions  []*edition
	items     map[string]*inventory.Item // by id, and by id in lower case
	at        columns
}

// edition is one by which is judged, with its rules by id.
type edition struct {
	*evaluate.Edition
	rules map[string]int
	texts []ruleText
}

// ruleText is what rows say of a rule.
type ruleText struct {
	statements []string
	read       []byte // how these stood in the row before
	fields     map[string]*inventory.Field
}

// columns are the places of the columns.
type columns struct {
	id, kind, edition, sum, rule, path, verdict, says, statements, evidence, about, lacking, unrecognised int
}

func newReader(inv *inventory.Inventory, editions []*evaluate.Edition) *reader {
	at := Findings.Index
	r := &reader{gathering: evaluate.Gather(inv, editions), items: make(map[string]*inventory.Item, len(inv.Items)),
		at: columns{at("id"), at("kind"), at("edition"), at("sum"), at("rule"), at("path"), at("verdict"), at("says"), at("statements"),
			at("evidence"), at("about"), at("lacking"), at("unrecognised")}}
	for _, it := range inv.Items {
		r.items[it.ID()], r.items[it.Key()] = it, it
	}
	for _, e := range editions {
		of := &edition{Edition: e, rules: map[string]int{}}
		for i, rule := range e.Rules {
			of.rules[rule.ID] = i
			of.texts = append(of.texts, ruleText{statements: rule.Rule.Statements, fields: namesOf(rule.Fields())})
		}
		r.editions = append(r.editions, of)
	}
	return r
}

func namesOf(fields []*inventory.Field) map[string]*inventory.Field {
	names := map[string]*inventory.Field{}
	for _, f := range fields {
		names[f.Name] = f
	}
	return names
}

// wrong is what is wrong with a row.
func wrong(hint, format string, args ...any) error {
	return &tables.Fault{Text: fmt.Sprintf(format, args...), Hint: hint}
}

const (
	hintOther = "run what backready matrix export writes, by this version and of this edition, as it is"
	hintSame  = "give the tables that the engine judged: both are of one run of backready inventory"
)

// A cells reads columns of a row and keeps the first error.
type cells struct {
	row *tables.Row
	err error
}

func (c *cells) bytes(column int) []byte {
	b, err := c.row.Bytes(column)
	if c.err == nil {
		c.err = err
	}
	return b
}

// take takes a row.
func (r *reader) take(row *tables.Row) error {
	c := &cells{row: row}
	n := slices.IndexFunc(r.editions, func(e *edition) bool { return string(c.bytes(r.at.edition)) == e.ID })
	if c.err != nil {
		return c.err
	}
	if n < 0 {
		id, _ := row.Text(r.at.edition) // which was read
		return wrong("--edition "+id+", or judge by another one", "is of the edition %q, by which this report does not judge", id)
	}
	e := r.editions[n]
	if sum := c.bytes(r.at.sum); c.err == nil && string(sum) != e.SHA256[:sumDigits] {
		return wrong(hintOther, "was judged by another text of %s: SHA-256 %s…, here it is %s…", e.ID, sum, e.SHA256[:sumDigits])
	}
	it := r.item(c.bytes(r.at.id))
	if kind := c.bytes(r.at.kind); c.err == nil && (it == nil || it.Kind != e.Kind || string(kind) != e.Kind.String()) {
		id, _ := row.Text(r.at.id) // which was read
		return wrong(hintSame, "is about %q, which is no %s of the inventory", id, e.Kind)
	}
	rule, ok := e.rules[string(c.bytes(r.at.rule))]
	if c.err == nil && !ok {
		name, _ := row.Text(r.at.rule) // which was read
		return wrong(hintOther, "%s has no rule %q", e.ID, name)
	}
	if c.err != nil {
		return c.err
	}
	a, err := r.answer(row, e, rule, it)
	if err != nil {
		return err
	}
	if err := r.gathering.Add(it, n, rule, a); err != nil {
		return wrong("give each row once", "%v", err)
	}
	return nil
}

// item is the item of an id, ignoring case.
func (r *reader) item(id []byte) *inventory.Item {
	if it, ok := r.items[string(id)]; ok {
		return it
	}
	return r.items[strings.ToLower(string(id))]
}

// answer reads what the row says, and holds it against rule and item.
func (r *reader) answer(row *tables.Row, e *edition, rule int, it *inventory.Item) (*evaluate.Answer, error) {
	c := &cells{row: row}
	a := &evaluate.Answer{}
	if path := c.bytes(r.at.path); len(path) > 0 {
		for _, p := range e.Edition.Edition.Paths { // no text of its own for each row
			if string(path) == p.ID {
				a.Path = p.ID
			}
		}
		if a.Path == "" {
			return nil, wrong(hintOther, "%s has no path %q", e.ID, path)
		}
	}
	verdict := c.bytes(r.at.verdict)
	if c.err != nil {
		return nil, c.err
	}
	var ok bool
	if a.Verdict, ok = evaluate.ParseVerdict(string(verdict)); !ok {
		if a.Open = string(verdict) == NotAssessed; !a.Open {
			return nil, wrong(hintOther, "%q is no verdict", verdict)
		}
		a.Verdict = evaluate.Supported
	}
	if err := r.grounds(row, e, rule, it, a); err != nil {
		return nil, err
	}
	if of := e.Rules[rule]; !of.Gives(a) {
		return nil, wrong(hintOther, "%s does not say %s%s on the path %q", of.ID, verdict, quotedSays(a.Says), a.Path)
	}
	return a, nil
}

func quotedSays(says string) string {
	if says == "" {
		return ""
	}
	return fmt.Sprintf(" (%q)", says)
}

// grounds reads what the answer rests on. Where all is well, or nothing is to
// know, it rests on nothing.
func (r *reader) grounds(row *tables.Row, e *edition, rule int, it *inventory.Item, a *evaluate.Answer) (err error) {
	if a.Says, err = row.Text(r.at.says); err != nil {
		return err
	}
	if err := e.texts[rule].standsOn(row, r.at.statements); err != nil {
		return err
	}
	facts, err := row.Facts(r.at.evidence)
	if err != nil {
		return err
	}
	about, err := row.List(r.at.about)
	if err != nil {
		return err
	}
	if a.Lacking, err = row.List(r.at.lacking); err != nil {
		return err
	}
	if a.Unread, err = row.List(r.at.unrecognised); err != nil {
		return err
	}
	if a.Verdict == evaluate.Supported && a.Says == "" {
		if len(facts)+len(about)+len(a.Lacking)+len(a.Unread) > 0 {
			return wrong(hintOther, "%s has grounds for nothing", e.Rules[rule].ID)
		}
		a.Grounds = evaluate.Grounds{}
		return nil
	}
	return e.texts[rule].check(it, a, facts, about)
}

// standsOn holds the statements of a row against those of the rule.
func (t *ruleText) standsOn(row *tables.Row, column int) error {
	if t.read != nil && bytes.Equal(row.Raw(column), t.read) {
		return nil
	}
	statements, err := row.List(column)
	if err != nil {
		return err
	}
	if !slices.Equal(statements, t.statements) {
		return wrong(hintOther, "the rule stands on %s, not on %s", strings.Join(t.statements, ", "), strings.Join(statements, ", "))
	}
	t.read = bytes.Clone(row.Raw(column))
	return nil
}

// check holds the grounds against the item: fields are those of the rule, values
// those of the item or of its disks.
func (t *ruleText) check(it *inventory.Item, a *evaluate.Answer, facts []tables.Fact, about []string) error {
	for _, name := range slices.Concat(a.Lacking, a.Unread) {
		if t.fields[name] == nil {
			return wrong(hintOther, "names the field %q, for which the rule does not ask", name)
		}
	}
	disks := it.Disks()
	for _, fact := range facts {
		f := t.fields[fact.Field]
		if f == nil {
			return wrong(hintOther, "names the field %q, for which the rule does not ask", fact.Field)
		}
		says := func(of *inventory.Item) bool { return of.Value(f).String() == fact.Value }
		if !says(it) && !slices.ContainsFunc(disks, says) {
			return wrong(hintSame, "has %s: %s for %s, the inventory does not", f.Name, fact.Value, it.ID())
		}
		a.See(f.Name, fact.Value)
	}
	var err error
	a.About, err = placesOf(about, disks)
	return err
}

// placesOf are the places of disks by their ids, or their names where these have
// none, ignoring case; what stands there twice is two disks.
func placesOf(about []string, disks []*inventory.Item) ([]int, error) {
	var places []int
	for _, id := range about {
		n := slices.IndexFunc(disks, func(d *inventory.Item) bool {
			called := d.ID()
			if called == "" {
				called = d.Name()
			}
			return strings.EqualFold(called, id)
		})
		for n >= 0 && slices.Contains(places, n) {
			next := slices.IndexFunc(disks[n+1:], func(d *inventory.Item) bool { return strings.EqualFold(d.ID(), id) })
			if n += 1 + next; next < 0 {
				n = -1
			}
		}
		if n < 0 {
			return nil, wrong(hintSame, "is about the disk %q, which the VM does not have", id)
		}
		places = append(places, n)
	}
	return places, nil
}
