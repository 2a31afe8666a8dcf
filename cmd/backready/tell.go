package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// Messages to people: lower case, no full stop; what is wrong with file and
// line, then a hint with the thing to type. They all go to stderr and are all
// printed here.

// Exit statuses, as the manual documents them.
const (
	statusDone       = 0
	statusThreshold  = 1 // an item at or above --fail-on
	statusUsage      = 2 // wrong usage or configuration, nothing written
	statusInput      = 3 // input unusable, nothing written
	statusIncomplete = 4 // done, but the evidence is incomplete
	statusWriting    = 5 // writing failed, earlier reports as they were
)

// failure is an error with the status it ends the program with.
type failure struct {
	status int
	err    error
	hint   string
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

func usage(hint, format string, args ...any) error {
	return &failure{statusUsage, fmt.Errorf(format, args...), hint}
}

// tellError prints an error and returns the status to end with.
func tellError(w io.Writer, err error) int {
	var f *failure
	var in *inventory.InputError
	switch {
	case errors.As(err, &f):
		say(w, "error", f.err.Error(), f.hint)
		return f.status
	case errors.As(err, &in):
		shown := *in
		shown.File = pathOf(w, in.File)
		say(w, "error", shown.Error(), in.Hint)
		return statusInput
	}
	say(w, "error", err.Error(), "backready help")
	return statusUsage
}

// tellProblems prints what a reader of the report must know of the inputs, the
// first few of each file.
func tellProblems(w io.Writer, problems []inventory.Problem) {
	const most = 20
	for i, p := range problems {
		if i == most {
			say(w, "warning", fmt.Sprintf("and %d more problems; the report has them all", len(problems)-most), "")
			return
		}
		p.File = pathOf(w, p.File)
		say(w, "warning", place(p)+field(p)+p.Text, p.Hint)
	}
}

// pathOf is where a file lies that reports call by a name, as it was given.
func pathOf(w io.Writer, name string) string {
	if j, ok := w.(*journal); ok && j.paths[name] != "" {
		return j.paths[name]
	}
	return name
}

// field names the column or key a problem is about.
func field(p inventory.Problem) string {
	if p.Column == "" {
		return ""
	}
	return p.Column + ": "
}

func place(p inventory.Problem) string {
	switch {
	case p.File == "":
		return ""
	case p.Line == 0:
		return p.File + ": "
	}
	return fmt.Sprintf("%s:%d: ", p.File, p.Line)
}

// say tells a message of a level, with what to type where there is such a thing.
func say(w io.Writer, level, text, hint string) {
	r := record{level: level, text: text, hint: hint}
	if j, ok := w.(*journal); ok {
		j.add(r)
		return
	}
	r.print(w)
}

// print writes a message for people.
func (r record) print(w io.Writer) {
	switch {
	case r.raw:
		fmt.Fprintln(w, r.text)
		return
	case r.level == "":
		fmt.Fprintf(w, "backready: %s\n", clean(r.text))
	default:
		fmt.Fprintf(w, "backready: %s: %s\n", r.level, clean(r.text))
	}
	if r.hint != "" {
		fmt.Fprintf(w, "  hint: %s\n", clean(r.hint))
	}
}

func clean(s string) string {
	const longest = 2000 // of what a file of somebody else may put into a message
	lines := strings.Split(s, "\n")
	for i := range lines {
		if lines[i] = render.Visible(lines[i]); len(lines[i]) > longest {
			lines[i] = strings.ToValidUTF8(lines[i][:longest], "") + "…"
		}
	}
	return strings.Join(lines, "\n  ")
}
