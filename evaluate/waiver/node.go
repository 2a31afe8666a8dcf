package waiver

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/backready/backready/evaluate/matrix"
)

// An Error is a fault in a register.
type Error struct {
	File string
	Line int    // 0: the file as a whole
	Text string // what is wrong, lower case, no full stop
	Hint string // the thing to write instead, if there is one
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Text
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Text)
}

func at(node ast.Node, hint, format string, args ...any) error {
	return &Error{Line: line(node), Text: fmt.Sprintf(format, args...), Hint: hint}
}

// rootOf parses a text of one YAML document. The tree is read by hand, not
// decoded: a decoder makes texts of numbers and lists of one.
func rootOf(text []byte) (ast.Node, error) {
	if err := shallow(text); err != nil {
		return nil, err
	}
	if line := matrix.Crowded(string(text)); line > 0 {
		return nil, &Error{Line: line, Text: "is nested too deeply, or has too many keys", Hint: "is this a register of waivers?"}
	}
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		var theirs yaml.Error
		if errors.As(err, &theirs) && theirs.GetToken() != nil {
			return nil, &Error{Line: theirs.GetToken().Position.Line, Text: theirs.GetMessage(), Hint: "quote texts that hold : # or begin with a sign"}
		}
		return nil, &Error{Text: err.Error()}
	}
	var bodies []ast.Node
	for _, doc := range file.Docs {
		if doc.Body != nil {
			bodies = append(bodies, doc.Body)
		}
	}
	switch len(bodies) {
	case 0:
		return nil, &Error{Text: "is empty", Hint: "schema: " + Schema}
	case 1:
		return bodies[0], nil
	}
	return nil, at(bodies[1], "one list of waivers in one document", "a second document begins here")
}

// A key is one of a mapping.
type key struct {
	name     string
	required bool
	read     func(ast.Node) error
}

// readMapping reads the keys of a mapping, each of them one of these.
func readMapping(node ast.Node, what string, keys []key) error {
	pairs, err := pairsOf(node, what)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, pair := range pairs {
		var name string
		if err := readText(pair.Key, &name); err != nil {
			return within(err, "the key")
		}
		k, ok := keyNamed(keys, name)
		if !ok {
			return at(pair.Key, "keys are "+names(keys), "%s has no key %q", what, name)
		}
		if err := k.read(pair.Value); err != nil {
			return within(err, name)
		}
		seen[name] = true
	}
	for _, k := range keys {
		if k.required && !seen[k.name] {
			return at(node, "required are "+names(required(keys)), "%s has no %s", what, k.name)
		}
	}
	return nil
}

// within names the key that a fault in a value belongs to.
func within(err error, name string) error {
	var fault *Error
	if errors.As(err, &fault) && fault.Text == notText {
		fault.Text = name + " " + notText
	}
	return err
}

func keyNamed(keys []key, name string) (key, bool) {
	for _, k := range keys {
		if k.name == name {
			return k, true
		}
	}
	return key{}, false
}

func required(keys []key) []key {
	var list []key
	for _, k := range keys {
		if k.required {
			list = append(list, k)
		}
	}
	return list
}

func names(keys []key) string {
	list := make([]string, len(keys))
	for i, k := range keys {
		list[i] = k.name
	}
	return strings.Join(list, ", ")
}

func pairsOf(node ast.Node, what string) ([]*ast.MappingValueNode, error) {
	n, ok := node.(*ast.MappingNode)
	if !ok {
		return nil, at(node, "key: value", "%s is no mapping", what)
	}
	return n.Values, nil
}

func readList(node ast.Node, read func(ast.Node) error) error {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		return at(node, "a list: [a, b], or a line with - for each", "this is no list")
	}
	for _, n := range list.Values {
		if err := read(n); err != nil {
			return err
		}
	}
	return nil
}

const notText = "is no text"

// readText reads a text as it is, white space folded to single spaces.
func readText(node ast.Node, into *string) error {
	switch n := node.(type) {
	case *ast.StringNode:
		*into = n.Value
	case *ast.LiteralNode:
		*into = n.Value.Value
	default:
		return at(node, "write it in quotes", notText)
	}
	*into = strings.Join(strings.Fields(*into), " ")
	return nil
}

// readSaid reads a text that says something.
func readSaid(into *string) func(ast.Node) error {
	return func(n ast.Node) error {
		if err := readText(n, into); err != nil {
			return err
		}
		if *into == "" {
			return at(n, "", notText)
		}
		return nil
	}
}

func readMatching(into *string, good *regexp.Regexp, hint, want string) func(ast.Node) error {
	return func(n ast.Node) error {
		if err := readText(n, into); err != nil {
			return err
		}
		if !good.MatchString(*into) {
			return at(n, hint, "%q is not %s", *into, want)
		}
		return nil
	}
}

func line(node ast.Node) int {
	if n, ok := node.(*ast.MappingNode); ok && len(n.Values) > 0 {
		return line(n.Values[0].Key)
	}
	return node.GetToken().Position.Line
}
