package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
)

func (p *program) matrixCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "matrix",
		Short: "Show, compare and check the support matrices",
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		&cobra.Command{Use: "list", Short: "List the released editions", Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error { return p.listEditions() }},
		&cobra.Command{Use: "show EDITION", Short: "Show every statement of an edition, a released one or a file, and the rules that stand on it", Args: exactly(1),
			RunE: func(_ *cobra.Command, args []string) error { return p.showEdition(args[0]) }},
		&cobra.Command{Use: "diff A B", Short: "Show which statements came, went or changed between two editions, released ones or files", Args: exactly(2),
			RunE: func(_ *cobra.Command, args []string) error { return p.diffEditions(args[0], args[1]) }},
		p.coverageCommand(),
		&cobra.Command{Use: "lint [FILE...]", Short: "Check matrices: your own files, or the released ones and their guide pages",
			Long: `lint checks matrices: your own files, or without one the released editions and
their guide pages. Of a file it says whether the examples of its rules hold, what
it changes of the edition before, and which statements of a draft are open, with
their lines.

Exit status: 0 nothing wrong; 2 something is; 4 statements of a draft are open.`,
			RunE: func(_ *cobra.Command, args []string) error { return p.lint(args) }},
		p.newCommand(),
		p.exportCommand(),
	)
	return cmd
}

// exactly refuses another number of arguments in our words.
func exactly(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return usage(cmd.CommandPath()+" --help", "%d arguments given, %d wanted", len(args), n)
		}
		return nil
	}
}

// all loads every released edition, in order of matrix and date.
func all() ([]*matrix.Edition, error) {
	var editions []*matrix.Edition
	for _, id := range matrix.Released() {
		e, err := matrix.Load(id)
		if err != nil {
			return nil, err
		}
		editions = append(editions, e)
	}
	return editions, nil
}

func (p *program) listEditions() error {
	editions, err := all()
	if err != nil {
		return err
	}
	t := p.table("Edition", "Title", "Statements", "Rules", "SHA-256")
	for _, e := range editions {
		t.AppendRow(table.Row{e.ID, e.Title, len(e.Statements), len(e.Rules), e.SHA256[:12]})
	}
	return p.print(t.Render())
}

func (p *program) showEdition(id string) error {
	e, err := namedEdition(id)
	if err != nil {
		return err
	}
	rules := matrix.Cover(e).Rules
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n%s\nsha256 %s\n", e.ID, e.Title, e.Source, e.SHA256)
	section := ""
	for _, s := range e.Statements {
		if s.Section != section {
			section = s.Section
			fmt.Fprintf(&b, "\n%s\n", section)
		}
		fmt.Fprintf(&b, "  %-10s %s\n%13s%s, affects %s, date %s", s.ID, indented(s.Text, 13, p.width()), "", s.Class, s.Affects, s.Certainty)
		if len(rules[s.ID]) > 0 {
			fmt.Fprintf(&b, "; %s", strings.Join(rules[s.ID], ", "))
		}
		b.WriteString("\n")
	}
	return p.print(strings.TrimRight(b.String(), "\n"))
}

// indented wraps a text so that it hangs at a column.
func indented(s string, column, width int) string {
	wrapped := text.WrapSoft(s, max(width-column, 40))
	lines := strings.Split(wrapped, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n"+strings.Repeat(" ", column))
}

func (p *program) diffEditions(a, b string) error {
	from, err := namedEdition(a)
	if err != nil {
		return err
	}
	to, err := namedEdition(b)
	if err != nil {
		return err
	}
	if from.Matrix != to.Matrix {
		return usage("backready matrix list", "%s and %s are editions of different matrices", from.ID, to.ID)
	}
	changes := matrix.Compare(from, to)
	var out strings.Builder
	fmt.Fprintf(&out, "%s → %s: %s\n", from.ID, to.ID, inTopics(changes))
	for _, c := range changes {
		fmt.Fprintf(&out, "\n%s  %s\n", c.Kind, c.Topic)
		statements(&out, "-", c.From, p.width())
		statements(&out, "+", c.To, p.width())
	}
	return p.print(strings.TrimRight(out.String(), "\n"))
}

// inTopics says how many topics changed, and how.
func inTopics(changes []matrix.Change) string {
	of := map[string]int{}
	for _, c := range changes {
		of[c.Kind]++
	}
	return fmt.Sprintf("%d topics came, %d went, %d changed", of["came"], of["went"], of["changed"])
}

func statements(out *strings.Builder, sign string, list []matrix.Statement, width int) {
	for _, s := range list {
		fmt.Fprintf(out, "  %s %-10s %s\n", sign, s.ID, indented(s.Text, 15, width))
	}
}

func (p *program) coverageCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use: "coverage [EDITION...]", Short: "Show how the statements of editions are covered by rules and notes",
		RunE: func(_ *cobra.Command, ids []string) error {
			if format != "table" && format != "json" {
				return usage("--output json", "--output %q is none of table, json", format)
			}
			return p.coverage(ids, format)
		},
	}
	cmd.Flags().StringVar(&format, "output", "table", "table or json")
	return cmd
}

func (p *program) coverage(ids []string, format string) error {
	if len(ids) == 0 {
		ids = matrix.Released()
	}
	covers := []matrix.Coverage{}
	for _, id := range ids {
		e, err := namedEdition(id)
		if err != nil {
			return err
		}
		covers = append(covers, matrix.Cover(e))
	}
	if format == "json" {
		text, err := json.MarshalIndent(covers, "", "  ")
		if err != nil {
			return err
		}
		return p.print(string(text))
	}
	t := p.table("Edition", "Statements", "check", "check-if-present", "note", "Checked by a rule", "Noted", "Not covered")
	for _, c := range covers {
		t.AppendRow(table.Row{c.Edition, c.Statements, c.ByClass["check"], c.ByClass["check-if-present"], c.ByClass["note"],
			c.Checked, c.Noted, strings.Join(append([]string{fmt.Sprint(len(c.Uncovered))}, c.Uncovered...), " ")})
	}
	return p.print(t.Render())
}

// compiled returns a released edition to judge by.
func compiled(id string) (*evaluate.Edition, error) {
	e, err := matrix.Ready(id)
	if err != nil {
		return nil, usage("backready matrix list", "%w", err)
	}
	return compile(e)
}

func compile(e *matrix.Edition) (*evaluate.Edition, error) {
	c, err := evaluate.Compile(e)
	if err != nil {
		return nil, usage("backready matrix lint", "%w", err)
	}
	return c, nil
}

// ownEdition reads and compiles a matrix of one's own, or an edition of a
// released one that is not among those of this program. A draft is refused: a
// report by it would state a date on which nobody has looked at the page.
func ownEdition(name string) (*evaluate.Edition, error) {
	e, err := fileEdition(name)
	if err != nil {
		return nil, err
	}
	if slices.Contains(matrix.Released(), e.ID) {
		return nil, usage("--edition "+e.ID+"; an edition of your own has a date of its own", "%s: %s is a released edition", name, e.ID)
	}
	if open := e.Open(); len(open) > 0 {
		return nil, usage("backready matrix lint "+name+" names them; delete \"review: open\" where the page says so still",
			"%s: %s is a draft: %s", name, e.ID, openOf(open, e))
	}
	c, err := evaluate.Compile(e)
	if err != nil {
		return nil, usage("backready matrix lint "+name, "%w", err)
	}
	return c, nil
}

// fileEdition reads an edition from a file, be it a draft.
func fileEdition(name string) (*matrix.Edition, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, usage("backready matrix lint FILE", "%s: %s", name, reason(err))
	}
	e, err := matrix.Parse(name, text)
	if err != nil {
		return nil, usage("backready matrix lint "+name, "%w", err)
	}
	return e, nil
}

// namedEdition is a released edition by its id, or the one in a file.
func namedEdition(name string) (*matrix.Edition, error) {
	if !slices.Contains(matrix.Released(), name) {
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			return fileEdition(name)
		}
	}
	e, err := matrix.Load(name)
	if err != nil {
		return nil, usage("backready matrix list, or give a file", "%w", err)
	}
	return e, nil
}

// table is the one look of tables in the terminal.
func (p *program) table(heads ...any) table.Writer {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	t.Style().Options.DrawBorder = false
	t.AppendHeader(table.Row(heads))
	return t
}

func (p *program) print(s string) error {
	_, err := fmt.Fprintln(p.stdout, s)
	return writing(err)
}
