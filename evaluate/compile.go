package evaluate

import (
	"errors"
	"fmt"
	"slices"

	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
)

// Edition is a compiled edition, ready to judge.
type Edition struct {
	*matrix.Edition
	Kind  inventory.Kind // of the items it judges
	Rules []*Rule

	current []*predicate // per path: true for an item that is on it now
}

// Rule is a compiled rule with the words about it.
type Rule struct {
	*matrix.Rule
	Guide *matrix.Guide
	// Statements are those the rule stands on, in document order.
	Statements []matrix.Statement

	position int      // of its first statement in the edition
	paths    []string // of the rule; one empty path when it bears on none
	cases    []ruleCase
	trigger  *predicate
}

// ruleCase is one case: a predicate and its verdict per path of the rule.
type ruleCase struct {
	when    *predicate
	verdict []Verdict
	says    string
}

// Optional reports whether the rule is assessed only where an optional column
// is there.
func (r *Rule) Optional() bool { return r.Class == "check-if-present" }

// OptionalFields returns the fields no list of VMs or disks carries that the
// rule asks for, each once.
func (r *Rule) OptionalFields() []*inventory.Field {
	var fields []*inventory.Field
	for _, c := range r.cases {
		for _, f := range c.when.fields {
			if (f.Optional() || f.Extra()) && !slices.Contains(fields, f) {
				fields = append(fields, f)
			}
		}
	}
	return fields
}

// Fields returns every field that the rule asks for, each once. A rule on the
// disks of a VM asks for the list of disks and their roles as well.
func (r *Rule) Fields() []*inventory.Field {
	var fields []*inventory.Field
	add := func(p *predicate) {
		for _, f := range p.fields {
			if !slices.Contains(fields, f) {
				fields = append(fields, f)
			}
		}
	}
	for _, c := range r.cases {
		add(c.when)
	}
	if r.trigger != nil {
		add(r.trigger)
	}
	return fields
}

// Unproven reports whether a statement of the rule is not proved for the date
// of its edition.
func (r *Rule) Unproven() bool {
	return slices.ContainsFunc(r.Statements, func(s matrix.Statement) bool { return s.Certainty == "unproven" })
}

// Compile checks the rules of an edition against the vocabulary and turns them
// into closures. Errors name file and line.
func Compile(e *matrix.Edition) (*Edition, error) {
	kind := inventory.VM
	if e.Judges == "disk" {
		kind = inventory.Disk
	}
	c := &Edition{Edition: e, Kind: kind}
	for i := range e.Rules {
		r, err := compileRule(e, &e.Rules[i], kind)
		if err != nil {
			return nil, faultIn(e, e.Rules[i].Line, "rule "+e.Rules[i].ID, err)
		}
		c.Rules = append(c.Rules, r)
	}
	slices.SortStableFunc(c.Rules, func(a, b *Rule) int { return a.position - b.position })
	for _, p := range e.Paths {
		var current *predicate
		if p.Current != nil {
			var err error
			if current, err = compile(p.Current, kind); err != nil {
				return nil, faultIn(e, 0, "path "+p.ID, err)
			}
		}
		c.current = append(c.current, current)
	}
	return c, nil
}

// faultIn is an error in a part of an edition that begins at a line, unless the
// error has one of its own.
func faultIn(e *matrix.Edition, line int, part string, err error) error {
	text := err.Error()
	if at := (*matrix.Error)(nil); errors.As(err, &at) && at.File == "" {
		line, text = at.Line, at.Text
	}
	return &matrix.Error{File: e.File, Line: line, Text: part + ": " + text}
}

func compileRule(e *matrix.Edition, r *matrix.Rule, kind inventory.Kind) (*Rule, error) {
	guide, err := matrix.GuideTo(r)
	if err != nil {
		return nil, err
	}
	c := &Rule{Rule: r, Guide: guide, paths: r.Paths}
	if len(c.paths) == 0 {
		c.paths = []string{""}
	}
	for i, s := range e.Statements {
		if slices.Contains(r.Statements, s.ID) {
			if len(c.Statements) == 0 {
				c.position = i
			}
			c.Statements = append(c.Statements, s)
		}
	}
	if r.Trigger != nil {
		if c.trigger, err = compile(r.Trigger, kind); err != nil {
			return nil, err
		}
	}
	for i := range r.Cases {
		compiled, err := compileCase(&r.Cases[i], c.paths, kind)
		if err != nil {
			return nil, err
		}
		c.cases = append(c.cases, compiled)
	}
	return c, nil
}

func compileCase(m *matrix.Case, paths []string, kind inventory.Kind) (ruleCase, error) {
	when, err := compile(m.When, kind)
	if err != nil {
		return ruleCase{}, err
	}
	c := ruleCase{when: when, says: m.Says}
	for _, p := range paths {
		v, ok := ParseVerdict(m.Verdict.On(p))
		if !ok {
			return ruleCase{}, fmt.Errorf("verdict %q", m.Verdict.On(p))
		}
		c.verdict = append(c.verdict, v)
	}
	return c, nil
}
