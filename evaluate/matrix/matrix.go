// Package matrix holds the Azure Backup support matrices as data: one YAML file
// per edition with every statement of the published page and the rules that
// stand on them, and one Markdown page per rule with the words for people.
//
// It knows the shape of rules but not what they are judged on: whether a field
// exists, and of which type it is, is checked where rules are compiled.
package matrix

import (
	"fmt"
	"slices"
	"strings"
)

// An Edition is a support matrix as it stood on a date. Released editions never
// change; editions.sum pins their bytes.
type Edition struct {
	ID         string      `yaml:"edition"` // such as disk-backup@2021-01-07
	Matrix     string      `yaml:"matrix"`  // such as disk-backup
	Date       string      `yaml:"date"`    // YYYY-MM-DD
	Title      string      `yaml:"title"`
	Source     string      `yaml:"source"` // address of the published page
	Judges     string      `yaml:"judges"` // kind of item: vm or disk
	Paths      []Path      `yaml:"paths"`  // the first is the usual one
	Statements []Statement `yaml:"statements"`
	Rules      []Rule      `yaml:"rules"`

	File   string `yaml:"-"`          // name of the file, for messages
	SHA256 string `yaml:"-"`          // of the file's bytes, hexadecimal
	Text   string `yaml:"-" json:"-"` // those bytes
}

// A Path is one way to be protected: a column of the matrix.
type Path struct {
	ID      string     `yaml:"id"`
	Title   string     `yaml:"title"`
	Current *Predicate `yaml:"current"` // true for an item that is on this path now
}

// A Statement is one fact of the published page, in our words.
type Statement struct {
	ID        string `yaml:"id"`
	Topic     string `yaml:"topic"` // the same in every edition: by it editions are compared
	Section   string `yaml:"section"`
	Link      string `yaml:"link"`
	Class     string `yaml:"class"`     // check, check-if-present, note
	Affects   string `yaml:"affects"`   // backup, restore, feature, operations
	Certainty string `yaml:"certainty"` // exact, bracketed, unproven: how sure the date is
	Text      string `yaml:"text"`
	// Review is open in a draft where nobody has held the statement against the
	// page of the new date yet, else "".
	Review string `yaml:"review" json:",omitempty"`
}

// A Rule is a check that stands on one or more statements. Its cases are tried
// in order and the first that holds gives the verdict; when none does it is
// supported. The words about it stand in its [Guide].
type Rule struct {
	ID         string     `yaml:"id"` // such as vm/ultra-disk
	Statements []string   `yaml:"statements"`
	Class      string     `yaml:"class"` // check or check-if-present
	Affects    string     `yaml:"affects"`
	Paths      []string   `yaml:"paths"`   // of the edition; empty: it bears on no path
	Trigger    *Predicate `yaml:"trigger"` // check-if-present: a limit to know where true and the rest is missing
	Known      string     `yaml:"known"`   // what is then to know, one sentence
	Cases      []Case     `yaml:"cases"`
	Examples   []Example  `yaml:"examples" json:"-"`
	Words      *Guide     `yaml:"words"` // of a matrix of one's own; released rules have a page

	Line int `yaml:"-"`
}

// A Case gives the verdict of items for which a predicate holds.
type Case struct {
	When    *Predicate `yaml:"when"`
	Verdict Verdicts   `yaml:"verdict"`
	Says    string     `yaml:"says"` // what the report says when it hits, one sentence
}

// An Example is an item and what the rule makes of it.
type Example struct {
	Name  string           `yaml:"name"`
	Item  map[string]any   `yaml:"item"`  // values by field; a field left out is missing
	Disks []map[string]any `yaml:"disks"` // disks of a VM; left out: the export names none
	Want  Verdicts         `yaml:"want"`
}

// Verdicts is one verdict for every path, or one for each path by its id.
type Verdicts struct {
	All string
	By  map[string]string
}

// On returns the verdict on a path.
func (v Verdicts) On(path string) string {
	if v.By == nil {
		return v.All
	}
	return v.By[path]
}

// Words of the vocabulary that editions may use.
var (
	classes     = []string{"check", "check-if-present", "note"}
	affects     = []string{"backup", "restore", "feature", "operations"}
	certainties = []string{"exact", "bracketed", "unproven"}
	reviews     = []string{"", open}
	verdicts    = []string{"supported", "limited", "undetermined", "unsupported"}
)

// Statement returns the statement of that id.
func (e *Edition) Statement(id string) (Statement, bool) {
	i := slices.IndexFunc(e.Statements, func(s Statement) bool { return s.ID == id })
	if i < 0 {
		return Statement{}, false
	}
	return e.Statements[i], true
}

// Error is a fault in an edition, a guide page, or a matrix of one's own.
type Error struct {
	File string
	Line int
	Text string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Text
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Text)
}

func oneOf(word string, words []string) error {
	if slices.Contains(words, word) {
		return nil
	}
	return fmt.Errorf("%q is none of %s", word, strings.Join(words, ", "))
}
