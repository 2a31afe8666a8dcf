package matrix

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"
)

//go:embed editions guide editions.sum parsed
var files embed.FS

// Released returns the ids of the released editions, by matrix and date.
func Released() []string {
	var ids []string
	names, _ := fs.Glob(files, "editions/*/*.yaml") // the pattern is constant and right
	for _, name := range names {
		ids = append(ids, path.Base(path.Dir(name))+"@"+strings.TrimSuffix(path.Base(name), ".yaml"))
	}
	slices.Sort(ids)
	return ids
}

// Pick returns the ids of the editions in force: per matrix the newest not
// after asOf (YYYY-MM-DD, empty: the newest of all), unless one of pinned names
// another.
func Pick(asOf string, pinned []string) ([]string, error) {
	chosen := map[string]string{}
	for _, id := range Released() {
		matrix, date, _ := strings.Cut(id, "@")
		if asOf == "" || date <= asOf {
			chosen[matrix] = id
		}
	}
	seen := map[string]bool{}
	for _, id := range pinned {
		matrix, _, _ := strings.Cut(id, "@")
		if !slices.Contains(Released(), id) {
			return nil, fmt.Errorf("unknown edition %q; released are %s", id, strings.Join(Released(), ", "))
		}
		if seen[matrix] {
			return nil, fmt.Errorf("more than one edition of %s", matrix)
		}
		seen[matrix], chosen[matrix] = true, id
	}
	ids := make([]string, 0, len(chosen))
	for _, id := range chosen {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	slices.Reverse(ids) // vm-backup before disk-backup
	return ids, nil
}

// What is embedded is read once in a process: editions from their YAML and from
// their parsed form, by id, and guide pages by name.
var loaded, ready, guides sync.Map

// once returns what was read by that name before, or reads it.
func once[T any](known *sync.Map, name string, read func() (T, error)) (T, error) {
	if v, ok := known.Load(name); ok {
		return v.(T), nil
	}
	v, err := read()
	if err == nil {
		known.Store(name, v)
	}
	return v, err
}

// Load returns a released edition, the same one each time: nobody may change it.
// It fails when the bytes are not those that editions.sum pins.
func Load(id string) (*Edition, error) {
	return once(&loaded, id, func() (*Edition, error) { return load(id) })
}

func load(id string) (*Edition, error) {
	name, text, err := released(id)
	if err != nil {
		return nil, err
	}
	e, err := Parse(name, text)
	if err != nil {
		return nil, err
	}
	if e.ID != id {
		return nil, &Error{File: name, Text: fmt.Sprintf("says it is %s", e.ID)}
	}
	if open := e.Open(); len(open) > 0 {
		return nil, &Error{File: name, Text: fmt.Sprintf("is a draft: statement %s is open", open[0].ID)}
	}
	return e, nil
}

// released returns the file of a released edition, whose bytes are those that
// editions.sum pins: others are not returned.
func released(id string) (name string, text []byte, err error) { return releasedIn(files, id) }

func releasedIn(files fs.FS, id string) (name string, text []byte, err error) {
	matrix, date, _ := strings.Cut(id, "@")
	name = "editions/" + matrix + "/" + date + ".yaml"
	if text, err = fs.ReadFile(files, name); err != nil {
		return name, nil, fmt.Errorf("unknown edition %q; released are %s", id, strings.Join(Released(), ", "))
	}
	if err := held(name, id, text); err != nil {
		return name, nil, err
	}
	return name, text, nil
}

// held holds that a file is the released edition: its checksum is the pinned one.
func held(name, id string, text []byte) error {
	if want, have := pinned()[id], checksum(text); want != have {
		return &Error{File: name, Text: fmt.Sprintf("sha256 %s, editions.sum pins %q", have, want)}
	}
	return nil
}

func checksum(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Checksum returns the SHA-256 of a released edition, in hexadecimal.
func Checksum(id string) (sum string, ok bool) {
	sum, ok = pinned()[id]
	return sum, ok
}

// pinned reads editions.sum: a checksum and an edition id per line.
func pinned() map[string]string {
	text, _ := files.ReadFile("editions.sum") // embedded
	sums := map[string]string{}
	for lines := bufio.NewScanner(strings.NewReader(string(text))); lines.Scan(); {
		if sum, id, ok := strings.Cut(lines.Text(), "  "); ok {
			sums[id] = sum
		}
	}
	return sums
}

// Parse reads an edition strictly: unknown keys, words and ids are errors that
// name file and line.
func Parse(name string, text []byte) (*Edition, error) {
	if err := shallow(name, string(text)); err != nil {
		return nil, err
	}
	e := &Edition{}
	if err := yaml.UnmarshalWithOptions(text, e, yaml.Strict()); err != nil {
		return nil, located(name, err)
	}
	e.File, e.Text, e.SHA256 = name, string(text), checksum(text)
	if err := e.validate(); err != nil {
		return nil, err
	}
	return e, nil
}

// located gives an error of the YAML library our form.
func located(name string, err error) error {
	var ours *Error
	if errors.As(err, &ours) {
		return &Error{File: name, Line: ours.Line, Text: ours.Text}
	}
	var theirs yaml.Error
	if errors.As(err, &theirs) {
		if token := theirs.GetToken(); token != nil {
			return &Error{File: name, Line: token.Position.Line, Text: theirs.GetMessage()}
		}
	}
	return &Error{File: name, Text: err.Error()}
}

func (e *Edition) validate() error {
	fail := func(line int, format string, args ...any) error {
		return &Error{File: e.File, Line: line, Text: fmt.Sprintf(format, args...)}
	}
	if _, err := time.Parse(time.DateOnly, e.Date); err != nil {
		return fail(0, "date %q is not YYYY-MM-DD", e.Date)
	}
	switch {
	case e.ID != e.Matrix+"@"+e.Date:
		return fail(0, "edition %q is not %s@%s", e.ID, e.Matrix, e.Date)
	case e.Judges != "vm" && e.Judges != "disk":
		return fail(0, "judges %q, want vm or disk", e.Judges)
	case len(e.Paths) == 0:
		return fail(0, "no paths")
	case !strings.HasPrefix(e.Source, "https://"):
		return fail(0, "source %q is no https address", e.Source)
	}
	if err := cmp.Or(e.validatePaths(), e.validateStatements()); err != nil {
		return fail(0, "%v", err)
	}
	seen := map[string]bool{}
	for i := range e.Rules {
		r := &e.Rules[i]
		if seen[r.ID] {
			return fail(r.Line, "rule %s is there twice", r.ID)
		}
		seen[r.ID] = true
		if err := e.validateRule(r); err != nil {
			return fail(r.Line, "rule %s: %v", r.ID, err)
		}
	}
	return nil
}

// validatePaths holds that no two paths have one id: what a rule says of it would
// reach the first alone, and the other would look as if all were well.
func (e *Edition) validatePaths() error {
	for i, p := range e.Paths {
		if p.ID == "" || slices.ContainsFunc(e.Paths[:i], func(have Path) bool { return have.ID == p.ID }) {
			return fmt.Errorf("path %q: the id is missing or there twice", p.ID)
		}
	}
	return nil
}

func (e *Edition) validateStatements() error {
	seen := map[string]bool{}
	for _, s := range e.Statements {
		if err := cmp.Or(oneOf(s.Class, classes), oneOf(s.Affects, affects), oneOf(s.Certainty, certainties), oneOf(s.Review, reviews)); err != nil {
			return fmt.Errorf("statement %s: %w", s.ID, err)
		}
		if s.ID == "" || seen[s.ID] || s.Topic == "" || s.Text == "" || s.Section == "" || !strings.HasPrefix(s.Link, "https://") {
			return fmt.Errorf("statement %q: id, topic, text, section or link is missing, or the id is there twice", s.ID)
		}
		seen[s.ID] = true
	}
	return nil
}

func (e *Edition) validateRule(r *Rule) error {
	if err := cmp.Or(oneOf(r.Class, classes[:2]), oneOf(r.Affects, affects)); err != nil {
		return err
	}
	if prefix := e.Judges + "/"; !strings.HasPrefix(r.ID, prefix) {
		return fmt.Errorf("id does not begin with %s", prefix)
	}
	for _, id := range r.Statements {
		switch s, ok := e.Statement(id); {
		case !ok:
			return fmt.Errorf("no statement %s", id)
		case s.Class == "note":
			return fmt.Errorf("statement %s is a note", id)
		}
	}
	for i, p := range r.Paths {
		if !slices.ContainsFunc(e.Paths, func(have Path) bool { return have.ID == p }) || slices.Contains(r.Paths[:i], p) {
			return fmt.Errorf("no path %s, or it is there twice", p)
		}
	}
	switch {
	case len(r.Statements) == 0:
		return errors.New("stands on no statement")
	case len(r.Cases) == 0:
		return errors.New("has no cases")
	case (r.Affects == "backup") != (len(r.Paths) > 0):
		return errors.New("a rule bears on paths exactly when it affects backup")
	case (r.Trigger == nil) != (r.Known == ""):
		return errors.New("trigger and known belong together")
	case r.Trigger != nil && r.Class != "check-if-present":
		return errors.New("only a check-if-present rule has a trigger")
	}
	return e.validateVerdicts(r)
}

// validateVerdicts holds that verdicts are words, that maps name paths of the
// rule, and that a rule which can't deny protection doesn't say it does.
func (e *Edition) validateVerdicts(r *Rule) error {
	check := func(v Verdicts, what string) error {
		if v.By == nil {
			return oneOf(v.All, verdicts)
		}
		for _, p := range slices.Sorted(maps.Keys(v.By)) {
			if !slices.Contains(r.Paths, p) {
				return fmt.Errorf("%s names path %q, which is none of the rule's", what, p)
			}
			if err := oneOf(v.By[p], verdicts); err != nil {
				return err
			}
		}
		if len(v.By) != len(r.Paths) {
			return fmt.Errorf("%s leaves out a path", what)
		}
		return nil
	}
	for i, c := range r.Cases {
		if c.When == nil {
			return fmt.Errorf("case %d has no predicate", i+1)
		}
		if err := check(c.Verdict, "verdict"); err != nil {
			return err
		}
		if r.Affects != "backup" && r.Class == "check" && c.Verdict.All == "unsupported" {
			return fmt.Errorf("case %d: a check that affects %s is at most limited", i+1, r.Affects)
		}
	}
	for _, x := range r.Examples {
		if err := check(x.Want, "example "+x.Name); err != nil {
			return err
		}
	}
	return nil
}
