package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/render"
)

// mostNumber is the largest number of a configuration: what JSON carries whole.
const mostNumber = 1<<53 - 1

// secret is what keys and lines look like that hold one.
var secret = regexp.MustCompile(`(?i)pass(word|wd|phrase)?\b|pwd\b|secret|token|credential|api[_-]?key|[a-z]+://[^/\s]*@`)

// parseConfig reads a configuration strictly: whatever it does not know is an
// error that shows the line. The tree is read by hand, as that of waivers is: a
// decoder makes texts of numbers and lists of one.
func parseConfig(name string, file []byte) (*config, error) {
	sum := sha256.Sum256(file)
	c := &config{path: name, lines: strings.Split(string(file), "\n"),
		file: render.File{Flag: configFlag, Name: filepath.Base(name), Bytes: int64(len(file)), SHA256: hex.EncodeToString(sum[:])}}
	if err := c.shallow(file); err != nil {
		return nil, err
	}
	tree, err := parser.ParseBytes(bytes.TrimPrefix(file, []byte("\ufeff")), 0)
	var theirs yaml.Error
	switch {
	case errors.As(err, &theirs) && theirs.GetToken() != nil:
		at, said := theirs.GetToken().Position.Line, theirs.GetMessage()
		if secret.MatchString(c.lineAt(at)) {
			said = "is no YAML" // theirs may quote the line
		}
		return nil, c.fault(at, "quote texts that hold : # or begin with a sign", "%s", said)
	case err != nil:
		return nil, c.fault(0, "", "is no YAML")
	}
	documents := slices.DeleteFunc(tree.Docs, func(d *ast.DocumentNode) bool { return d.Body == nil })
	if len(documents) > 1 {
		return nil, c.fault(lineOf(documents[1].Body), "one document", "a second document begins here")
	}
	for _, d := range documents { // an empty file sets nothing
		if err := c.read(d.Body, ""); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// shallow refuses what would keep a parser busy.
func (c *config) shallow(file []byte) error {
	const mostOpen = 16
	if len(file) > mostConfig {
		return c.fault(0, "is this a configuration?", "is larger than %d bytes", mostConfig)
	}
	open := 0
	for i, l := range c.lines {
		open += strings.Count(l, "[") + strings.Count(l, "{") - strings.Count(l, "]") - strings.Count(l, "}")
		switch {
		case !utf8.ValidString(l):
			return c.fault(i+1, "save the file as UTF-8", "is not UTF-8")
		case open > mostOpen:
			return c.fault(i+1, "is this a configuration?", "is nested too deeply")
		}
	}
	if line := matrix.Crowded(string(file)); line > 0 {
		return c.fault(line, "is this a configuration?", "is nested too deeply, or has too many keys")
	}
	return nil
}

// read reads the keys of one level.
func (c *config) read(node ast.Node, level string) error {
	mapping, ok := node.(*ast.MappingNode)
	if !ok {
		return c.fault(lineOf(node), "key: value", "%s is no mapping", cmp.Or(strings.TrimSuffix(level, "."), "the file"))
	}
	for _, pair := range mapping.Values {
		key, ok := pair.Key.(*ast.StringNode)
		if !ok {
			return c.fault(lineOf(pair.Key), "keys are "+strings.Join(keysBelow(level), ", "), "the key is no text")
		}
		if err := c.readKey(pair, level+key.Value, key.Value); err != nil {
			return err
		}
	}
	return nil
}

func (c *config) readKey(pair *ast.MappingValueNode, key, last string) error {
	if s, ok := settingOf(key); ok {
		v := configured{setting: s, line: lineOf(pair.Key)}
		err := c.readValue(&v, pair.Value)
		c.values = append(c.values, v)
		return err
	}
	switch level := strings.TrimSuffix(key, last); {
	case len(keysBelow(key+".")) > 0:
		return c.read(pair.Value, key+".")
	case secret.MatchString(last):
		return c.fault(lineOf(pair.Key), "write it into a file that only you can read, and name that: passwordFile", "a secret has no place in this file")
	default:
		return c.fault(lineOf(pair.Key), "keys are "+strings.Join(keysBelow(level), ", "), "there is no key %q", key)
	}
}

func (c *config) readValue(v *configured, node ast.Node) error {
	switch {
	case v.kind == aMapping:
		return c.readMapping(v, node)
	case !v.list():
		return c.readOne(v, node)
	}
	list, ok := node.(*ast.SequenceNode)
	if !ok || len(list.Values) == 0 {
		return c.fault(lineOf(node), v.key+": [a, b], or a line with - for each", "%s is no list with something in it", v.key)
	}
	for _, n := range list.Values {
		if err := c.readOne(v, n); err != nil {
			return err
		}
	}
	return nil
}

// readMapping reads a mapping as a flag takes it: KEY=TEXT, TEXT for each key.
func (c *config) readMapping(v *configured, node ast.Node) error {
	mapping, ok := node.(*ast.MappingNode)
	if !ok || len(mapping.Values) == 0 {
		return c.fault(lineOf(node), v.hint, "%s is no mapping with something in it", v.key)
	}
	for _, pair := range mapping.Values {
		key := ""
		switch k := pair.Key.(type) {
		case *ast.StringNode:
			key = k.Value
		case *ast.IntegerNode:
			key = k.Token.Value
		}
		if key == "" {
			return c.fault(lineOf(pair.Key), v.hint, "a key of %s is no text", v.key)
		}
		one := configured{setting: v.setting}
		one.kind = aText
		if _, list := pair.Value.(*ast.SequenceNode); list {
			one.kind = someTexts
		}
		if err := c.readValue(&one, pair.Value); err != nil {
			return err
		}
		v.texts = append(v.texts, key+"="+strings.Join(one.texts, ", "))
	}
	return nil
}

// readOne reads a value that is no list, or one of a list.
func (c *config) readOne(v *configured, node ast.Node) error {
	text, ok := "", false
	switch n := node.(type) {
	case *ast.IntegerNode:
		text, ok = fmt.Sprint(n.Value), v.kind == aNumber
	case *ast.BoolNode:
		text, ok = strconv.FormatBool(n.Value), v.kind == aSwitch
	case *ast.StringNode:
		text, ok = n.Value, v.kind != aNumber && v.kind != aSwitch
	case *ast.LiteralNode:
		text, ok = n.Value.Value, v.kind != aNumber && v.kind != aSwitch
	}
	if !ok {
		want := map[kind]string{aNumber: "a whole number", aSwitch: "true or false"}[v.kind]
		if want == "" {
			want = "a text; write it in quotes"
		}
		return c.fault(lineOf(node), v.hint, "%s is not %s", v.key, want)
	}
	if err := c.check(v, text, lineOf(node)); err != nil {
		return err
	}
	if v.path() {
		text = c.at(text)
	}
	v.texts = append(v.texts, text)
	return nil
}

// check holds a value to what its setting may be.
func (c *config) check(v *configured, text string, line int) error {
	number, err := strconv.ParseInt(text, 10, 64)
	switch {
	case v.kind == aNumber && (err != nil || number < int64(v.least) || number > mostNumber):
		return c.fault(line, "", "%s is not between %d and %d", v.key, v.least, int64(mostNumber))
	case v.oneOf != nil && !slices.Contains(v.oneOf, text):
		return c.fault(line, "", "%s is none of %s", v.key, strings.Join(v.oneOf, ", "))
	case v.like != nil && !v.like.MatchString(text):
		return c.fault(line, v.hint, "%s does not have the form it must have", v.key)
	case (v.path() || v.list()) && text == "":
		return c.fault(line, "", "%s is empty", v.key)
	}
	return nil
}

// fault is an error that shows the line it is in, unless that holds a secret.
func (c *config) fault(line int, hint, format string, args ...any) error {
	const shown = 100
	said := fmt.Sprintf(format, args...)
	if line < 1 {
		return usage(hint, "%s: %s", c.file.Name, said)
	}
	text := []rune(c.lineAt(line))
	if secret.MatchString(string(text)) {
		text = []rune("(not shown)")
	}
	if len(text) > shown {
		text = append(text[:shown], '…')
	}
	return usage(hint, "%s:%d: %s\n%5d | %s", c.file.Name, line, said, line, string(text))
}

// lineAt is a line of the file, "" where there is none.
func (c *config) lineAt(line int) string {
	if line < 1 || line > len(c.lines) {
		return ""
	}
	return strings.TrimRight(c.lines[line-1], "\r")
}

func lineOf(node ast.Node) int {
	if n, ok := node.(*ast.MappingNode); ok && len(n.Values) > 0 {
		return lineOf(n.Values[0].Key)
	}
	return node.GetToken().Position.Line
}
