package matrix

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// A draft is an edition of which statements are open: it was copied from the
// edition before, and nobody has held these against the page of the new date
// yet. The mark is a key of the statement and not a list at the head of the
// file: whoever has read the sentence deletes the line below it, and a review of
// the change shows both in one place.

// open marks a statement of a draft.
const open = "open"

// Open returns the statements that are open, in order.
func (e *Edition) Open() []Statement {
	var list []Statement
	for _, s := range e.Statements {
		if s.Review == open {
			list = append(list, s)
		}
	}
	return list
}

// Before returns the newest released edition of a matrix before a date.
func Before(matrix, date string) (id string, ok bool) {
	for _, released := range Released() { // by date
		if of, on, _ := strings.Cut(released, "@"); of == matrix && on < date {
			id, ok = released, true
		}
	}
	return id, ok
}

// Newest returns the newest released edition of a matrix.
func Newest(matrix string) (id string, ok bool) { return Before(matrix, "9999") }

// Draft returns the text of the next edition: that of an edition word for word,
// comments included, but with another date, with links to another address where
// one is given, and with every statement open.
func Draft(from *Edition, date, source string) ([]byte, error) {
	if _, err := time.Parse(time.DateOnly, date); err != nil || date <= from.Date {
		return nil, fmt.Errorf("date %q is no day after %s (YYYY-MM-DD)", date, from.Date)
	}
	want := *from
	want.Date, want.ID = date, from.Matrix+"@"+date
	if source != "" {
		want.Source = source
	}
	want.Statements = slices.Clone(from.Statements)
	for i := range want.Statements {
		s := &want.Statements[i]
		s.Review, s.Link = open, moved(s.Link, from.Source, want.Source)
	}
	text, err := redraft(from, &want)
	if err != nil {
		return nil, err
	}
	got, err := Parse(from.File, text)
	if err != nil || !reflect.DeepEqual(got.Statements, want.Statements) || got.ID != want.ID || got.Source != want.Source || len(got.Rules) != len(want.Rules) {
		return nil, &Error{File: from.File, Text: "is not written so that a draft can be made of it: give each key a line of its own"}
	}
	return text, nil
}

// moved is a link to the page, or to a place on it, when the page has another
// address.
func moved(link, from, to string) string {
	if rest, ok := strings.CutPrefix(link, from); ok && (rest == "" || rest[0] == '#' || rest[0] == '?') {
		return to + rest
	}
	return link
}

// redraft writes into the text of an edition what is otherwise in the wanted
// one, line by line, so that all else stays as it is.
func redraft(from, want *Edition) ([]byte, error) {
	top, err := keys(from)
	if err != nil {
		return nil, err
	}
	lines := strings.SplitAfter(from.Text, "\n")
	replace(lines, top["edition"], want.ID)
	replace(lines, top["date"], strconv.Quote(want.Date))
	replace(lines, top["source"], scalar(want.Source))
	for i, node := range statementNodes(top) {
		pairs, err := mapping(node)
		if err != nil || i >= len(want.Statements) {
			break //nolint:nilerr // the comparison tells
		}
		for _, pair := range pairs {
			if pair.Key.String() == "link" && want.Statements[i].Link != from.Statements[i].Link {
				replace(lines, pair, scalar(want.Statements[i].Link))
			}
		}
		if len(pairs) > 1 && from.Statements[i].Review == "" {
			second := pairs[1].Key.GetToken().Position
			lines[second.Line-1] = strings.Repeat(" ", second.Column-1) + "review: " + open + "\n" + lines[second.Line-1]
		}
	}
	return []byte(strings.Join(lines, "")), nil //nolint:nilerr // a fault above ends the loop, no more
}

// keys are the pairs at the top of an edition.
func keys(e *Edition) (map[string]*ast.MappingValueNode, error) {
	file, err := parser.ParseBytes([]byte(e.Text), 0)
	if err != nil {
		return nil, located(e.File, err)
	}
	top := map[string]*ast.MappingValueNode{}
	for _, doc := range file.Docs {
		pairs, err := mapping(doc.Body)
		if err != nil {
			return nil, located(e.File, err)
		}
		for _, pair := range pairs {
			top[pair.Key.String()] = pair
		}
	}
	return top, nil
}

func statementNodes(top map[string]*ast.MappingValueNode) []ast.Node {
	if pair := top["statements"]; pair != nil {
		if list, ok := pair.Value.(*ast.SequenceNode); ok {
			return list.Values
		}
	}
	return nil
}

// Lines returns the lines on which the statements begin, in their order.
func (e *Edition) Lines() []int {
	list := make([]int, len(e.Statements))
	top, err := keys(e)
	if err != nil {
		return list // it was read before
	}
	for i, node := range statementNodes(top) {
		list[i] = line(node)
	}
	return list
}

// replace puts a value in the place of that of a pair. What it can't put there
// stays, which the comparison of the whole tells.
func replace(lines []string, pair *ast.MappingValueNode, value string) {
	if pair == nil {
		return
	}
	at := pair.Key.GetToken().Position.Line - 1
	key := pair.Key.String()
	before, after, ok := strings.Cut(lines[at], key+":")
	if old := strings.TrimSpace(pair.Value.GetToken().Origin); ok {
		lines[at] = before + key + ":" + strings.Replace(after, old, value, 1)
	}
}

var plainAddress = regexp.MustCompile(`^https://[A-Za-z0-9/._~%?=&#+@;:-]*[A-Za-z0-9/]$`)

// scalar writes an address as YAML.
func scalar(address string) string {
	if plainAddress.MatchString(address) {
		return address
	}
	return strconv.Quote(address)
}
