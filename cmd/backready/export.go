package main

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/sql"
)

// exportCommand writes rules for another engine.
func (p *program) exportCommand() *cobra.Command {
	var as, dialect string
	var create bool
	cmd := &cobra.Command{
		Use:   "export EDITION",
		Short: "Write the rules of an edition, a released one or a file, as SQL over the tables of an inventory",
		Long: `export writes the rules of an edition as SQL, for whose inventory lies in a lake
that nobody may copy out of. It reads the tables that backready inventory writes and
makes a view of the findings, a row per item, rule and path. backready report
--findings FILE --inventory DIR makes the reports of these. --tables writes the
statements that make the tables, empty, instead. backready help tables has the rest.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if create {
				return exactly(0)(cmd, args)
			}
			return exactly(1)(cmd, args)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			d, ok := sql.DialectNamed(dialect)
			switch {
			case as != "sql":
				return usage("--as sql", "--as %q is not sql", as)
			case !ok:
				return usage("--dialect duckdb", "--dialect %q is none of %s", dialect, dialectNames())
			case create:
				return p.print(strings.TrimSuffix(sql.Create(d), "\n"))
			}
			return p.export(args[0], d)
		},
	}
	cmd.Flags().StringVar(&as, "as", "sql", "what to write: sql")
	cmd.Flags().StringVar(&dialect, "dialect", sql.DuckDB.Name, "whose SQL: "+dialectNames())
	cmd.Flags().BoolVar(&create, "tables", false, "write the statements that make the tables of an inventory, and no rules")
	return cmd
}

func dialectNames() string {
	var names []string
	for _, d := range sql.Dialects {
		names = append(names, d.Name)
	}
	return strings.Join(names, ", ")
}

// export writes the rules of an edition.
func (p *program) export(name string, d *sql.Dialect) error {
	m, err := namedEdition(name)
	if err != nil {
		return err
	}
	e, err := compile(m)
	if err != nil {
		return err
	}
	text, err := rulesInSQL(e, d)
	if err != nil {
		return err
	}
	_, err = io.WriteString(p.stdout, text)
	return writing(err)
}

func rulesInSQL(e *evaluate.Edition, d *sql.Dialect) (string, error) {
	var b strings.Builder
	if err := sql.Export(&b, e, d); err != nil {
		return "", usage("judge by it with backready report instead", "%s: %w", e.ID, err)
	}
	return b.String(), nil
}
