// Package sql lets another engine judge: it turns the rules of an edition into SQL
// over the tables of an inventory, and reads back the findings that an engine
// wrote. It stands beside evaluate, whose rules and logic these are.
//
// SQL has the three-valued logic of the rules: AND, OR and NOT are the same, and
// what is not known is NULL. Where they differ is written out: a field that is
// known to be none compares as false; a part of a sum settles what it already
// passes; one disk for which it is so settles a question about all, whatever is
// unknown of the others; a list of disks that may not be whole leaves it open;
// cases are tried in order, and one that nobody can decide leaves open what comes
// behind it; texts compare ignoring case.
package sql

import (
	"fmt"
	"io"
	"strings"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/inventory/tables"
)

// NotAssessed stands in the place of a verdict where a rule is not assessed for
// want of a column that may be added.
const NotAssessed = "not assessed"

// Findings is the table in which engines give findings back: a row per item, rule
// and path of the rule, those on which all is well among them.
var Findings = tables.New("findings", "what one rule says of one item on one path",
	tables.Column{Name: "id", Says: "the id of the item"},
	tables.Column{Name: "kind", Says: "vm or disk"},
	tables.Column{Name: "edition", Says: "the edition, such as vm-backup@2026-03-26"},
	tables.Column{Name: "sum", Says: "the first twelve digits of its SHA-256"},
	tables.Column{Name: "rule", Says: "the rule"},
	tables.Column{Name: "path", Says: "the path, empty of a rule that bears on none"},
	tables.Column{Name: "verdict", Says: "supported, limited, undetermined, unsupported, or not assessed"},
	tables.Column{Name: "says", Says: "the sentence of the edition, if one"},
	tables.Column{Name: "statements", Type: tables.List, Says: "the statements that the rule stands on"},
	tables.Column{Name: "evidence", Type: tables.Facts, Says: "the values seen, in order, each once"},
	tables.Column{Name: "about", Type: tables.List, Says: "the ids of the disks of a VM that it is about"},
	tables.Column{Name: "lacking", Type: tables.List, Says: "the fields that would settle it"},
	tables.Column{Name: "unrecognised", Type: tables.List, Says: "the fields whose text is not recognised"},
)

// sumDigits is how many digits of the SHA-256 of an edition stand in a finding.
const sumDigits = 12

// ViewOf returns the name of the view that Export makes of the findings of an
// edition. That of its items has items in the place of findings.
func ViewOf(e *evaluate.Edition) string { return "findings_" + identifier(e.Matrix) }

// identifier is a name of which only letters, digits and underscores are left.
func identifier(name string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') {
			return r
		}
		return '_'
	}, name)
}

// Export writes the statements that judge the tables of an inventory by an
// edition: they make a view with the columns of [Findings]. What engines could
// read otherwise than evaluate does is an error.
func Export(w io.Writer, e *evaluate.Edition, d *Dialect) error {
	c := &compiler{Dialect: d, kind: e.Kind, ofItems: map[*inventory.Field]bool{}, ofDisks: map[*inventory.Field]bool{}}
	items := "items_" + identifier(e.Matrix)
	rules := make([]string, len(e.Rules))
	for i, r := range e.Rules {
		if rules[i] = c.ruleQuery(r, items); c.err != nil {
			return fmt.Errorf("rule %s: %w", r.ID, c.err)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, head, oneLine(e.ID), oneLine(e.Title), oneLine(e.Source), e.SHA256, d.engine, ViewOf(e), d.Name)
	fmt.Fprintf(&b, "\n-- The items, with the fields that rules ask for, each as one value: what is known\n-- (texts in lower case), whether it is none, or not recognised, and how it is shown.\n")
	fmt.Fprintf(&b, d.keep, items)
	b.WriteString(c.items() + ";\n")
	b.WriteString(strings.ReplaceAll(d.kept, "%[1]s", items) + "\n")
	fmt.Fprintf(&b, "CREATE OR REPLACE %s %s AS\n%s\nFROM (\n%s\n) AS found;\n", d.view, ViewOf(e), c.columnsOfFindings(e), strings.Join(rules, "\nUNION ALL\n"))
	_, err := io.WriteString(w, b.String())
	return err
}

const head = `-- %s, %s
-- %s
-- sha256 %s
--
-- The rules of this edition for %s, written by backready matrix export. They read
-- the tables vms, disks and attached (backready help tables) and make the view
--   %s
-- with a row per item, rule and path. Write all its rows to a file as CSV or lines
-- of JSON and give that to backready report --findings.
-- Tables to fill: backready matrix export --tables --dialect %s
`

// columnsOfFindings are the columns of [Findings] over the rows of all rules.
func (c *compiler) columnsOfFindings(e *evaluate.Edition) string {
	constant := map[string]string{tables.Mark: Findings.Mark(), "kind": e.Kind.String(), "edition": e.ID, "sum": e.SHA256[:sumDigits]}
	list := make([]string, len(Findings.Columns))
	for i, column := range Findings.Columns {
		text, fixed := constant[column.Name]
		switch {
		case fixed:
			list[i] = c.text(text) + " AS " + column.Name
		case column.Name == "about":
			list[i] = c.transform(c.distinct("about"), "d.id") + " AS about"
		case column.Type != tables.Text && column.Name != "statements":
			list[i] = c.distinct(column.Name) + " AS " + column.Name
		default:
			list[i] = column.Name
		}
	}
	return "SELECT " + strings.Join(list, ",\n  ")
}
