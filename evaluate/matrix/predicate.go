package matrix

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// A Predicate is a tree of all, any, not, some(disks) and every(disks) over
// leaves, each of which compares one field. Exactly one part is set.
//
//	all: [P, …]   any: [P, …]   not: P
//	some(disks): P   every(disks): P   (also dataDisks, osDisk)
//	disk.sku: {in: [UltraSSD_LRS]}     (several keys: all of them)
type Predicate struct {
	All   []*Predicate `json:",omitempty"`
	Any   []*Predicate `json:",omitempty"`
	Not   *Predicate   `json:",omitempty"`
	Some  *Predicate   `json:",omitempty"`
	Every *Predicate   `json:",omitempty"`
	Over  string       `json:",omitempty"` // of Some and Every: disks, dataDisks or osDisk
	Leaf  *Leaf        `json:",omitempty"`
	Line  int
}

// A Leaf compares a field with constants. Exactly one comparison is set.
type Leaf struct {
	Field   string
	Is      string   `json:",omitempty"` // equal, ignoring case
	In      []string `json:",omitempty"` // equal to one of them; of a list field: one member is
	Min     *int64   `json:",omitempty"` // at least
	Max     *int64   `json:",omitempty"` // at most
	Matches string   `json:",omitempty"` // regular expression, ignoring case
	Present *bool    `json:",omitempty"` // stated and not "none"
}

// UnmarshalYAML reads a predicate and keeps its line for messages.
func (p *Predicate) UnmarshalYAML(node ast.Node) error {
	pairs, err := mapping(node)
	if err != nil {
		return err
	}
	p.Line = line(node)
	if len(pairs) == 1 {
		return p.read(pairs[0])
	}
	for _, pair := range pairs {
		part := &Predicate{Line: line(pair)}
		if err := part.read(pair); err != nil {
			return err
		}
		p.All = append(p.All, part)
	}
	return nil
}

func (p *Predicate) read(pair *ast.MappingValueNode) error {
	key := pair.Key.String()
	switch key {
	case "all":
		return readList(pair.Value, &p.All)
	case "any":
		return readList(pair.Value, &p.Any)
	case "not":
		return readOne(pair.Value, &p.Not)
	}
	if quantifier, over, ok := strings.Cut(strings.TrimSuffix(key, ")"), "("); ok {
		return p.readQuantifier(quantifier, over, pair)
	}
	if !strings.Contains(key, ".") {
		return at(pair, "%q is neither an operator (all, any, not, some(disks), every(disks)) nor a field", key)
	}
	p.Leaf = &Leaf{Field: key}
	return p.Leaf.read(pair.Value)
}

func readOne(node ast.Node, into **Predicate) error {
	*into = &Predicate{}
	return (*into).UnmarshalYAML(node)
}

func readList(node ast.Node, into *[]*Predicate) error {
	list, ok := node.(*ast.SequenceNode)
	if !ok || len(list.Values) == 0 {
		return at(node, "want a list of predicates")
	}
	for _, e := range list.Values {
		var p *Predicate
		if err := readOne(e, &p); err != nil {
			return err
		}
		*into = append(*into, p)
	}
	return nil
}

func (p *Predicate) readQuantifier(quantifier, over string, pair *ast.MappingValueNode) error {
	if !slices.Contains([]string{"disks", "dataDisks", "osDisk"}, over) {
		return at(pair, "%s: over %q, want disks, dataDisks or osDisk", quantifier, over)
	}
	p.Over = over
	switch quantifier {
	case "some":
		return readOne(pair.Value, &p.Some)
	case "every":
		return readOne(pair.Value, &p.Every)
	}
	return at(pair, "unknown operator %q", quantifier)
}

func (l *Leaf) read(node ast.Node) error {
	pairs, err := mapping(node)
	if err != nil {
		return err
	}
	if len(pairs) != 1 {
		return at(node, "%s: want exactly one of is, in, min, max, matches, present", l.Field)
	}
	value := pairs[0].Value
	switch key := pairs[0].Key.String(); key {
	case "is":
		return decode(value, &l.Is)
	case "in":
		return decode(value, &l.In)
	case "min":
		return decodeNew(value, &l.Min)
	case "max":
		return decodeNew(value, &l.Max)
	case "matches":
		return decode(value, &l.Matches)
	case "present":
		return decodeNew(value, &l.Present)
	default:
		return at(node, "%s: unknown comparison %q, want is, in, min, max, matches or present", l.Field, key)
	}
}

// UnmarshalYAML reads one verdict or a map from path to verdict.
func (v *Verdicts) UnmarshalYAML(node ast.Node) error {
	if _, ok := node.(*ast.MappingNode); ok {
		return decode(node, &v.By)
	}
	if _, ok := node.(*ast.MappingValueNode); ok {
		return decode(node, &v.By)
	}
	return decode(node, &v.All)
}

// UnmarshalYAML reads a rule and keeps its line for messages.
func (r *Rule) UnmarshalYAML(node ast.Node) error {
	type plain Rule
	if err := decode(node, (*plain)(r)); err != nil {
		return err
	}
	r.Line = line(node)
	return nil
}

func mapping(node ast.Node) ([]*ast.MappingValueNode, error) {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values, nil
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, nil
	}
	return nil, at(node, "want a mapping")
}

func decode(node ast.Node, into any) error {
	return yaml.NodeToValue(node, into, yaml.Strict())
}

// decodeNew decodes into a new value: a pointer tells "not set" from zero.
func decodeNew[T any](node ast.Node, into **T) error {
	*into = new(T)
	return decode(node, *into)
}

func line(node ast.Node) int {
	if pair, ok := node.(*ast.MappingValueNode); ok {
		return line(pair.Key)
	}
	if m, ok := node.(*ast.MappingNode); ok && len(m.Values) > 0 {
		return line(m.Values[0])
	}
	return node.GetToken().Position.Line
}

func at(node ast.Node, format string, args ...any) error {
	return &Error{Line: line(node), Text: fmt.Sprintf(format, args...)}
}

// String returns the predicate in the words of its file.
func (p *Predicate) String() string {
	list := func(parts []*Predicate, word string) string {
		said := make([]string, len(parts))
		for i, part := range parts {
			said[i] = part.String()
		}
		return "(" + strings.Join(said, " "+word+" ") + ")"
	}
	switch {
	case p.All != nil:
		return list(p.All, "and")
	case p.Any != nil:
		return list(p.Any, "or")
	case p.Not != nil:
		return "not " + p.Not.String()
	case p.Some != nil:
		return "some of the " + p.Over + ": " + p.Some.String()
	case p.Every != nil:
		return "every one of the " + p.Over + ": " + p.Every.String()
	}
	return p.Leaf.String()
}

// String returns the comparison in words.
func (l *Leaf) String() string {
	switch {
	case l.Present != nil && *l.Present:
		return l.Field + " is set"
	case l.Present != nil:
		return l.Field + " is not set"
	case l.Min != nil:
		return fmt.Sprintf("%s is at least %d", l.Field, *l.Min)
	case l.Max != nil:
		return fmt.Sprintf("%s is at most %d", l.Field, *l.Max)
	case l.Matches != "":
		return l.Field + " matches " + l.Matches
	case l.In != nil:
		return l.Field + " is one of " + strings.Join(l.In, ", ")
	}
	return l.Field + " is " + l.Is
}
