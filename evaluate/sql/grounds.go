package sql

import (
	"slices"
	"strings"

	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
)

// grounds are what an answer rests on, as lists of expressions each of which is a
// list: what holds of a condition stands in a CASE, whose NULL falls out at the
// end. The walk is that of package evaluate: a part is a ground where it agrees
// with the whole.
type grounds struct{ evidence, about, lacking, unread []string }

// truth is the answer of which the grounds are asked.
type truth string

const (
	isTrue    truth = "IS TRUE"
	isFalse   truth = "IS FALSE"
	isUnknown truth = "IS NULL"
)

func (t truth) not() truth {
	return map[truth]truth{isTrue: isFalse, isFalse: isTrue, isUnknown: isUnknown}[t]
}

// grounds collects the grounds of a predicate that is known to have an answer.
func (c *compiler) grounds(p *matrix.Predicate, answer truth) grounds {
	w := &walk{compiler: c}
	w.visit(p, answer, ofItem, nil)
	w.flush()
	return w.found
}

// A walk goes through a predicate in its order. Leaves of an item that follow one
// another make up one list.
type walk struct {
	*compiler
	found grounds
	run   grounds // members of the lists at hand
}

func (w *walk) flush() {
	for _, k := range [...]struct{ from, to *[]string }{{&w.run.evidence, &w.found.evidence}, {&w.run.lacking, &w.found.lacking}, {&w.run.unread, &w.found.unread}} {
		if len(*k.from) > 0 {
			*k.to = append(*k.to, w.Dialect.list(strings.Join(*k.from, ", ")))
			*k.from = nil
		}
	}
}

// visit adds the grounds of a part where the conditions hold. All parts of "all"
// are true where it is, and all parts of "any" are false where it is.
func (w *walk) visit(p *matrix.Predicate, answer truth, s scope, when []string) {
	each := func(parts []*matrix.Predicate, certain truth) {
		for _, part := range parts {
			if answer == certain || len(parts) == 1 {
				w.visit(part, answer, s, when)
				continue
			}
			w.visit(part, answer, s, append(when[:len(when):len(when)], w.holds(part, s)+" "+string(answer)))
		}
	}
	switch {
	case p.All != nil:
		each(p.All, isTrue)
	case p.Any != nil:
		each(p.Any, isFalse)
	case p.Not != nil:
		w.visit(p.Not, answer.not(), s, when)
	case p.Some != nil:
		w.over(p, p.Some, answer, when)
	case p.Every != nil:
		w.over(p, p.Every, answer, when)
	default:
		w.leaf(p, answer, s, when)
	}
}

func (w *walk) leaf(p *matrix.Predicate, answer truth, s scope, when []string) {
	f := w.field(p.Leaf.Field, s)
	name, shown, unread := w.text(f.Name), s.part(f, "shown"), s.part(f, "unread")
	fact := w.strukt([][2]string{{"field", name}, {"value", shown}})
	if answer != isUnknown {
		w.run.evidence = append(w.run.evidence, given(when, fact))
		return
	}
	w.run.evidence = append(w.run.evidence, given(with(when, shown+" IS NOT NULL"), fact))
	w.run.lacking = append(w.run.lacking, given(with(when, unread+" IS NOT TRUE"), name))
	w.run.unread = append(w.run.unread, given(with(when, unread), name))
}

func with(when []string, more string) []string { return append(when[:len(when):len(when)], more) }

// given is an expression under conditions, NULL where these don't hold.
func given(when []string, then string) string {
	if len(when) == 0 {
		return then
	}
	return "CASE WHEN " + strings.Join(when, " AND ") + " THEN " + then + " END"
}

// over adds the grounds of a part that is about disks: those of each disk that
// agrees with the answer and, where it is open for want of disks, what is lacking.
func (w *walk) over(p, part *matrix.Predicate, answer truth, when []string) {
	w.flush()
	agreeing := w.filter(w.disks(p.Over), w.holds(part, ofDisk)+" "+string(answer))
	inner := &walk{compiler: w.compiler}
	inner.visit(part, answer, ofDisk, nil)
	add := func(to *[]string, list string) { *to = append(*to, w.unlessEmpty(when, list)) }
	add(&w.found.about, w.transform(agreeing, w.strukt([][2]string{{"place", "d.place"}, {"id", "d.about"}})))
	for _, k := range [...]struct {
		members []string
		to      *[]string
	}{{inner.run.evidence, &w.found.evidence}, {inner.run.lacking, &w.found.lacking}, {inner.run.unread, &w.found.unread}} {
		if len(k.members) > 0 {
			add(k.to, "flatten("+w.transform(agreeing, w.Dialect.list(strings.Join(k.members, ", ")))+")")
		}
	}
	if answer == isUnknown {
		names := []string{"vm.disks"}
		for _, f := range fieldsOf(part) {
			names = append(names, f.Name)
		}
		add(&w.found.lacking, w.unlessEmpty([]string{"NOT " + w.complete(p.Over)}, w.textsOf(names)))
	}
}

// unlessEmpty is a list under conditions, an empty one where these don't hold.
func (c *compiler) unlessEmpty(when []string, list string) string {
	if len(when) == 0 {
		return list
	}
	return "CASE WHEN " + strings.Join(when, " AND ") + " THEN " + list + " ELSE " + c.Dialect.list("") + " END"
}

// fieldsOf are the fields that a predicate asks for, in order.
func fieldsOf(p *matrix.Predicate) []*inventory.Field {
	if p.Leaf != nil {
		f, _ := inventory.FieldNamed(p.Leaf.Field) // of an edition that was compiled
		return []*inventory.Field{f}
	}
	var list []*inventory.Field
	for _, part := range slices.Concat(p.All, p.Any, []*matrix.Predicate{p.Not, p.Some, p.Every}) {
		if part != nil {
			list = append(list, fieldsOf(part)...)
		}
	}
	return list
}
