package waiver

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"

	"github.com/backready/backready/inventory"
)

// Schema is the name of the format and its version.
const Schema = "backready/waivers/v1"

// JSONSchema describes the format for editors and other programs. What it can't
// say, [Parse] holds as well: an id stands once, dates are in order.
//
//go:embed waivers.schema.json
var JSONSchema []byte

// MaxBytes is the size of the largest register.
const MaxBytes = 1 << 20

var (
	goodID   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:/#-]{0,63}$`)
	goodRule = regexp.MustCompile(`^(vm|disk)/(\*|[^\s*?]+)$`)
)

// Parse reads a register strictly: an unknown key, an id that is there twice or
// a wrong date is an error that names file and line. Texts are kept on one line.
func Parse(name string, text []byte) (*File, error) {
	sum := sha256.Sum256(text)
	f := &File{Name: name, SHA256: hex.EncodeToString(sum[:])}
	root, err := rootOf(bytes.TrimPrefix(text, []byte("\ufeff")))
	if err == nil {
		err = f.read(root)
	}
	if err == nil {
		err = f.distinct()
	}
	var fault *Error
	if errors.As(err, &fault) {
		fault.File = name
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (f *File) read(root ast.Node) error {
	var schema string
	return readMapping(root, "the file", []key{
		{"schema", true, func(n ast.Node) error {
			if err := readText(n, &schema); err != nil {
				return err
			}
			if schema != Schema {
				return at(n, "schema: "+Schema, "schema is %q", schema)
			}
			return nil
		}},
		{"waivers", true, func(n ast.Node) error {
			return readList(n, func(entry ast.Node) error {
				w, err := readWaiver(entry)
				f.Waivers = append(f.Waivers, w)
				return err
			})
		}},
	})
}

// distinct holds that every id stands once, ignoring case: people quote them.
func (f *File) distinct() error {
	lines := map[string]int{}
	for _, w := range f.Waivers {
		id := strings.ToLower(w.ID)
		if line, ok := lines[id]; ok {
			return &Error{Line: w.Line, Text: fmt.Sprintf("id %s is also that of line %d", w.ID, line), Hint: "give each waiver an id of its own; one that is renewed keeps its id and changes expires"}
		}
		lines[id] = w.Line
	}
	return nil
}

func readWaiver(node ast.Node) (*Waiver, error) {
	w := &Waiver{Category: Accepted, Line: line(node)}
	err := readMapping(node, "a waiver", []key{
		{"id", true, readMatching(&w.ID, goodID, "id: W-2026-014", "letters, digits and . _ : / # -, at most 64")},
		{"rules", true, w.readRules},
		{"items", true, w.Items.read},
		{"category", false, w.readCategory},
		{"reason", true, readSaid(&w.Reason)},
		{"owner", true, readSaid(&w.Owner)},
		{"approver", true, readSaid(&w.Approver)},
		{"ticket", false, readSaid(&w.Ticket)},
		{"raised", true, readDate(&w.Raised)},
		{"expires", true, readDate(&w.Expires)},
	})
	if err != nil {
		return nil, err
	}
	if w.Expires < w.Raised {
		return nil, at(node, "expires is the last day on which it holds", "%s expires on %s, before it was raised on %s", w.ID, w.Expires, w.Raised)
	}
	return w, nil
}

func (w *Waiver) readRules(node ast.Node) error {
	err := readList(node, func(n ast.Node) error {
		var rule string
		if err := readMatching(&rule, goodRule, "rules: [vm/ultra-disk], or a whole family: vm/*, disk/*", "the id of a rule")(n); err != nil {
			return err
		}
		if slices.Contains(w.Rules, rule) {
			return at(n, "", "rule %s is there twice", rule)
		}
		w.Rules = append(w.Rules, rule)
		return nil
	})
	if err == nil && len(w.Rules) == 0 {
		return at(node, "rules: [vm/ultra-disk]", "no rule is named")
	}
	return err
}

func (w *Waiver) readCategory(node ast.Node) error {
	if err := readText(node, &w.Category); err != nil {
		return err
	}
	if w.Category != Accepted && w.Category != Mitigated {
		return at(node, "category: mitigated, where something else meets the risk", "category %q is neither %s nor %s", w.Category, Accepted, Mitigated)
	}
	return nil
}

func (s *Items) read(node ast.Node) error {
	var id, group string
	err := readMapping(node, "items", []key{
		{"id", false, readSaid(&id)},
		{"subscription", false, readSaid(&s.Subscription)},
		{"resourceGroup", false, readSaid(&group)},
		{"tag", false, s.readTags},
	})
	s.ID, s.ResourceGroup = NewGlob(id), NewGlob(group)
	if err == nil && s.String() == "" {
		return at(node, `items: {id: "/subscriptions/…/disks/*"}`, "items selects nothing")
	}
	return err
}

func (s *Items) readTags(node ast.Node) error {
	pairs, err := pairsOf(node, "tag")
	if err == nil && len(pairs) == 0 {
		return at(node, "tag: {environment: lab}", "no tag is named")
	}
	for _, pair := range pairs {
		var tag inventory.Tag
		if err := readSaid(&tag.Name)(pair.Key); err != nil {
			return err
		}
		if err := readText(pair.Value, &tag.Value); err != nil {
			return err
		}
		s.Tags = append(s.Tags, tag)
	}
	return err
}

func readDate(into *string) func(ast.Node) error {
	return func(n ast.Node) error {
		if err := readText(n, into); err != nil {
			return err
		}
		if _, err := time.Parse(time.DateOnly, *into); err != nil {
			return at(n, "YYYY-MM-DD, such as 2026-12-31", "%q is no date", *into)
		}
		return nil
	}
}

// shallow refuses what no register looks like and what the YAML library takes
// hours for.
func shallow(text []byte) error {
	const mostOpen, longestLine = 64, 16 << 10
	if len(text) > MaxBytes {
		return &Error{Text: fmt.Sprintf("is larger than %d bytes", MaxBytes), Hint: "is this a register of waivers?"}
	}
	open, number := 0, 0
	for l := range bytes.Lines(text) {
		number++
		open += bytes.Count(l, []byte("[")) + bytes.Count(l, []byte("{")) - bytes.Count(l, []byte("]")) - bytes.Count(l, []byte("}"))
		switch {
		case !utf8.Valid(l):
			return &Error{Line: number, Text: "is not UTF-8", Hint: "save the file as UTF-8"}
		case open > mostOpen || len(l) > longestLine:
			return &Error{Line: number, Text: "is nested too deeply or too long", Hint: "is this a register of waivers?"}
		}
	}
	return nil
}
