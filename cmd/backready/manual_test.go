package main

import (
	"bytes"
	"fmt"
	"go/doc/comment"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// manual is the comment of the package, as text.
func manual(t *testing.T) string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	return file.Doc.Text()
}

// generated begins the part of the manual that is made of the commands and the
// topics.
const generated = "# Commands\n"

// TestManual: the manual says what help says. go test ./cmd/backready -run Manual
// -update, which is part of make golden, writes it anew.
func TestManual(t *testing.T) {
	own, _, ok := strings.Cut(manual(t), generated)
	if !ok {
		t.Fatalf("doc.go has no heading %q", generated)
	}
	var b strings.Builder
	for line := range strings.Lines(own + generated + manualOf((&program{}).root())) {
		b.WriteString(strings.TrimRight("// "+strings.TrimRight(line, "\n"), " ") + "\n")
	}
	text := strings.ReplaceAll(b.String(), "// \t", "//\t") + "package main\n"
	want, err := format.Source([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("doc.go", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got, err := os.ReadFile("doc.go"); err != nil || !bytes.Equal(got, want) {
		t.Errorf("doc.go is not what help says now (%v): make golden", err)
	}
}

// manualOf is the generated part: what each command is for, then the topics.
func manualOf(root *cobra.Command) string {
	var rows [][2]string
	for _, cmd := range root.Commands() {
		if cmd.IsAvailableCommand() && !cmd.Hidden {
			rows = append(rows, [2]string{cmd.Use, cmd.Short})
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s\n", tabbed(columns(rows)))
	for _, t := range topics {
		fmt.Fprintf(&b, "\n# %s\n\n%s.\n\n%s\n", t.heading(), t.short(), tabbed(t.text()))
	}
	return b.String()
}

// heading is the name of a topic as that of a section.
func (t topic) heading() string {
	return strings.ToUpper(string(t[:1])) + strings.ReplaceAll(string(t[1:]), "-", " ")
}

// tabbed marks indented blocks as comments of Go do.
func tabbed(text string) string {
	return regexp.MustCompile(`(?m)^  `).ReplaceAllString(text, "\t")
}

// TestManualReads: go doc shows the topics as they are written, without taking a
// line for a heading or an item of a list.
func TestManualReads(t *testing.T) {
	var p comment.Parser
	sections := []string{}
	for _, block := range p.Parse(manual(t)).Content {
		switch b := block.(type) {
		case *comment.List:
			t.Errorf("a list begins at %v", b.Items[0].Content)
		case *comment.Heading:
			for _, text := range b.Text {
				sections = append(sections, string(text.(comment.Plain)))
			}
		}
	}
	want := []string{"Outputs", "Examples", "Commands"}
	for _, topic := range topics {
		want = append(want, topic.heading())
	}
	if !slices.Equal(sections, want) {
		t.Errorf("sections %q, want %q", sections, want)
	}
}
