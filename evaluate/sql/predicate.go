package sql

import (
	"fmt"
	"regexp/syntax"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/inventory/tables"
)

// A compiler turns the predicates of an edition into expressions over the rows of
// its items. It notes the fields that these need, and what is wrong first.
type compiler struct {
	*Dialect
	kind    inventory.Kind
	ofItems map[*inventory.Field]bool // fields that are asked for
	ofDisks map[*inventory.Field]bool // of the disks of VMs
	err     error
}

// scope is where an expression stands: at an item, or within a test of one of
// its disks, which is called d.
type scope string

const (
	ofItem scope = ""
	ofDisk scope = "d."
)

// part is one of the parts of a field in a row, see prepared.
func (s scope) part(f *inventory.Field, name string) string {
	return string(s) + tables.ColumnOf(f) + "." + name
}

func (c *compiler) fail(p *matrix.Predicate, format string, args ...any) string {
	if c.err == nil {
		c.err = fmt.Errorf("line %d: %s", p.Line, fmt.Sprintf(format, args...))
	}
	return "NULL"
}

// field is the field of a leaf, which from now on is asked for.
func (c *compiler) field(name string, s scope) *inventory.Field {
	f, ok := inventory.FieldNamed(name)
	if !ok {
		panic("sql: no field " + name) // of an edition that was compiled
	}
	if s == ofDisk {
		c.ofDisks[f] = true
	} else {
		c.ofItems[f] = true
	}
	return f
}

// holds is a predicate as a three-valued expression.
func (c *compiler) holds(p *matrix.Predicate, s scope) string {
	switch {
	case p.All != nil:
		return c.list(p.All, " AND ", s)
	case p.Any != nil:
		return c.list(p.Any, " OR ", s)
	case p.Not != nil:
		return "(NOT " + c.holds(p.Not, s) + ")"
	case p.Some != nil:
		return c.someOf(p.Over, c.holds(p.Some, ofDisk))
	case p.Every != nil:
		return "(NOT " + c.someOf(p.Over, "(NOT "+c.holds(p.Every, ofDisk)+")") + ")"
	}
	return c.leaf(p, s)
}

func (c *compiler) list(parts []*matrix.Predicate, join string, s scope) string {
	said := make([]string, len(parts))
	for i, p := range parts {
		said[i] = c.holds(p, s)
	}
	return "(" + strings.Join(said, join) + ")"
}

// someOf asks whether it is so of one of the disks: unknown where it is so of
// none of those that are named, and not all of them are.
func (c *compiler) someOf(over, test string) string {
	return "(" + c.some(c.disks(over), test) + " OR CASE WHEN " + c.complete(over) + " THEN false END)"
}

// disks are the disks that a quantifier goes over.
func (c *compiler) disks(over string) string {
	role := map[string]string{"dataDisks": "data", "osDisk": "os"}[over]
	if role == "" {
		return "held"
	}
	return c.filter("held", ofDisk.part(c.field("disk.role", ofDisk), "value")+" = '"+role+"'")
}

// complete is whether the disks that a quantifier goes over are all there are.
func (c *compiler) complete(over string) string {
	if over == "osDisk" { // a VM has but one
		return "(complete OR " + c.functions.length + "(" + c.disks(over) + ") > 0)"
	}
	return "complete"
}

// leaf is a comparison. Of a field that is known to be none it is false, of one
// that is not known it is unknown: its value is NULL.
func (c *compiler) leaf(p *matrix.Predicate, s scope) string {
	l, f := p.Leaf, c.field(p.Leaf.Field, s)
	value, none := s.part(f, "value"), s.part(f, "none")
	unlessNone := func(test string) string { return "(NOT " + none + " AND " + test + ")" }
	switch {
	case l.Present != nil:
		return c.present(f, value, none, *l.Present)
	case l.Min != nil:
		least := s.part(f, "least")
		return unlessNone(fmt.Sprintf("coalesce(%s >= %d, CASE WHEN %s >= %d THEN true END)", value, *l.Min, least, *l.Min))
	case l.Max != nil:
		least := s.part(f, "least")
		return unlessNone(fmt.Sprintf("coalesce(%s <= %d, CASE WHEN %s > %d THEN false END)", value, *l.Max, least, *l.Max))
	case l.Matches != "":
		return unlessNone(c.matches(p, f, value))
	case l.In != nil:
		return unlessNone(c.member(p, f, value, l.In))
	}
	return unlessNone(c.member(p, f, value, []string{l.Is}))
}

func (c *compiler) present(f *inventory.Field, value, none string, want bool) string {
	there := value + " IS NOT NULL"
	if f.Type == inventory.ListField {
		there = c.functions.length + "(" + value + ") > 0"
	}
	test := "CASE WHEN " + none + " THEN false WHEN " + value + " IS NOT NULL THEN " + there + " END"
	if want {
		return "(" + test + ")"
	}
	return "(NOT " + test + ")"
}

// member is whether a value, or one member of a list, is one of some names. Texts
// lie in lower case in the rows of items.
func (c *compiler) member(p *matrix.Predicate, f *inventory.Field, value string, names []string) string {
	folded := make([]string, len(names))
	for i, name := range names {
		if folded[i] = strings.ToLower(name); !ascii(name) {
			return c.fail(p, "%s: %q has letters whose case engines don't ignore as we do: write them as a pattern of ASCII, or leave the rule out", f.Name, name)
		}
	}
	switch f.Type {
	case inventory.BoolField:
		if len(folded) == 1 && folded[0] == "true" {
			return value
		}
		if len(folded) == 1 && folded[0] == "false" {
			return "NOT " + value
		}
	case inventory.IntField:
		if numbers, ok := canonical(folded); ok {
			return value + " IN (" + strings.Join(numbers, ", ") + ")"
		}
	case inventory.ListField:
		return c.anyOf(value, folded)
	default:
		return value + " IN (" + c.texts(folded) + ")"
	}
	return "CAST(" + value + " AS " + c.typeOf(tables.Text) + ") IN (" + c.texts(folded) + ")"
}

// anyOf is whether one member of a list is one of some names. None of its members
// is unknown.
func (c *compiler) anyOf(list string, names []string) string {
	test := "d IN (" + c.texts(names) + ")"
	return c.functions.length + "(" + c.filter(list, test) + ") > 0"
}

// canonical are names as numbers, where each is written as numbers are.
func canonical(names []string) ([]string, bool) {
	for _, name := range names {
		if n, err := strconv.ParseInt(name, 10, 64); err != nil || strconv.FormatInt(n, 10) != name {
			return nil, false
		}
	}
	return names, true
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// matches is a pattern that RE2 and Java read alike.
func (c *compiler) matches(p *matrix.Predicate, f *inventory.Field, value string) string {
	pattern, err := portable(p.Leaf.Matches)
	if err != nil {
		return c.fail(p, "%s: %v", f.Name, err)
	}
	switch f.Type {
	case inventory.ListField:
		value = c.functions.join + "(" + value + ", ', ')"
	case inventory.IntField, inventory.BoolField:
		value = "CAST(" + value + " AS " + c.typeOf(tables.Text) + ")"
	}
	return c.functions.matches + "(" + value + ", " + c.text(pattern) + ")"
}

// portable returns a pattern in the form that means the same to every engine: $ is
// the end of the text and nothing else, and a point is anything but a line feed.
// What could mean something else is refused.
func portable(pattern string) (string, error) {
	if !ascii(pattern) {
		return "", fmt.Errorf("the pattern %q has letters beyond ASCII, whose case engines don't ignore as we do", pattern)
	}
	re, err := syntax.Parse("(?i)"+pattern, syntax.Perl)
	if err != nil {
		return "", err
	}
	if err := plain(re); err != nil {
		return "", fmt.Errorf("the pattern %q has %w", pattern, err)
	}
	return re.String(), nil
}

// plain rewrites what engines read differently and refuses what can't be.
func plain(re *syntax.Regexp) error {
	switch re.Op {
	case syntax.OpEndText:
		re.Flags &^= syntax.WasDollar
	case syntax.OpAnyCharNotNL:
		re.Op, re.Rune = syntax.OpCharClass, []rune{0, '\n' - 1, '\n' + 1, utf8.MaxRune}
	case syntax.OpCharClass, syntax.OpLiteral, syntax.OpEmptyMatch, syntax.OpBeginText, syntax.OpCapture,
		syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat, syntax.OpConcat, syntax.OpAlternate:
	default:
		return fmt.Errorf("a part (%s) that engines read differently", re.Op)
	}
	for _, sub := range re.Sub {
		if err := plain(sub); err != nil {
			return err
		}
	}
	return nil
}
