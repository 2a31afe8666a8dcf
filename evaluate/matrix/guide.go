package matrix

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// A Guide is the page of words about a rule: why it matters, how to fix it, how
// to verify the fix, what to do instead. Commands in it carry placeholders such
// as {name}, which a report fills with the names of the item.
type Guide struct {
	Rule         string   `yaml:"rule"`
	Title        string   `yaml:"title"`        // what is so, in a few words
	Fix          string   `yaml:"fix"`          // what to do, one sentence
	Downtime     bool     `yaml:"downtime"`     // the fix stops the VM or takes the disk away
	Irreversible bool     `yaml:"irreversible"` // a step of the fix can't be undone
	Unchecked    []string `yaml:"unchecked"`    // commands not found in a reference
	Sources      []string `yaml:"sources"`      // addresses, the matrix page aside

	// The sections of the page, Markdown; in a matrix of one's own they are
	// keys beside the others.
	Why     string `yaml:"why" json:"-"`
	How     string `yaml:"how" json:"-"` // with fenced commands
	Verify  string `yaml:"verify" json:"-"`
	Instead string `yaml:"instead" json:"-"` // may be empty
}

// GuideTo returns the words about a rule: its own, or its page, which nobody may
// change.
func GuideTo(r *Rule) (*Guide, error) {
	if r.Words != nil {
		return r.Words, r.Words.complete()
	}
	name := "guide/" + r.ID + ".md"
	return once(&guides, name, func() (*Guide, error) { return readGuide(name, r.ID) })
}

func readGuide(name, rule string) (*Guide, error) {
	text, err := files.ReadFile(name)
	if err != nil {
		return nil, &Error{File: name, Text: "no guide page for rule " + rule}
	}
	if g, ok := parsedGuide(rule, name, string(text)); ok {
		return g, nil
	}
	return parseGuide(name, string(text))
}

// frontOf splits a page after its front matter.
func frontOf(text string) (front, body string, ok bool) {
	if text, ok = strings.CutPrefix(text, "---\n"); !ok {
		return "", "", false
	}
	return strings.Cut(text, "\n---\n")
}

func parseGuide(name, text string) (*Guide, error) {
	front, body, ok := frontOf(text)
	if !ok {
		return nil, &Error{File: name, Line: 1, Text: "no front matter"}
	}
	g := &Guide{}
	if err := yaml.UnmarshalWithOptions([]byte(front), g, yaml.Strict()); err != nil {
		return nil, located(name, err)
	}
	return g, g.read(name, body)
}

// read takes the sections of a page, whose front matter is there already.
func (g *Guide) read(name, body string) error {
	parts := sections(body)
	for _, heading := range slices.Sorted(maps.Keys(parts)) {
		section := parts[heading]
		switch heading {
		case "":
			g.Why = section
		case "Fix":
			g.How = section
		case "Verify":
			g.Verify = section
		case "Instead":
			g.Instead = section
		default:
			return &Error{File: name, Text: fmt.Sprintf("unknown section %q; want Fix, Verify, Instead", heading)}
		}
	}
	if want := strings.TrimSuffix(strings.TrimPrefix(name, "guide/"), ".md"); g.Rule != want {
		return &Error{File: name, Text: fmt.Sprintf("is about rule %q", g.Rule)}
	}
	if err := g.complete(); err != nil {
		return &Error{File: name, Text: err.Error()}
	}
	return nil
}

func (g *Guide) complete() error {
	if g.Title == "" || g.Fix == "" || g.Why == "" || g.How == "" || g.Verify == "" {
		return errors.New("title, fix, why, how to fix or verify is empty")
	}
	return nil
}

// sections splits a page at its second-level headings; the part before the
// first has no heading.
func sections(body string) map[string]string {
	parts := map[string]string{}
	heading, fenced := "", false
	var lines []string
	end := func() { parts[heading], lines = strings.TrimSpace(strings.Join(lines, "\n")), nil }
	for line := range strings.Lines(body) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		if next, ok := strings.CutPrefix(line, "## "); ok && !fenced {
			end()
			heading = strings.TrimSpace(next)
			continue
		}
		lines = append(lines, line)
	}
	end()
	return parts
}
