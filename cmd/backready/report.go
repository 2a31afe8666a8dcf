package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/backready/backready/render"
	"github.com/backready/backready/render/csv"
	"github.com/backready/backready/render/excel"
	"github.com/backready/backready/render/html"
	"github.com/backready/backready/render/json"
	"github.com/backready/backready/render/markdown"
	"github.com/backready/backready/render/terminal"
)

// output is one format that report writes.
type output struct {
	format, file string
	render       func(io.Writer, *render.Report) error
	onDemand     bool // written only when it is asked for
}

var outputs = []output{
	{"xlsx", "report.xlsx", excel.Render, false},
	{"html", "report.html", html.Render, false},
	{"md", "report.md", markdown.Render, false},
	{"json", "report.json", json.Render, false},
	{"csv", "findings.csv", csv.Render, false},
	{"md-summary", "summary.md", markdown.Summary, true},
}

func (p *program) reportCommand() *cobra.Command {
	o := &options{}
	var out string
	var formats []string
	cmd := &cobra.Command{
		Use:   "report FILE...",
		Short: "Judge exported inventories and write the reports",
		Long: `report judges the VMs and disks of the files and writes report.xlsx, report.html,
report.md, report.json and findings.csv. FILE is an export, a folder of exports,
a pattern, or - for standard input. Either all reports are replaced or none.

Exit status: 0 done; 1 done, an item is at or above --fail-on; 2 wrong usage;
3 input unusable; 4 done, but the evidence is incomplete; 5 writing failed.`,
		Args: filesRequired,
		RunE: func(_ *cobra.Command, files []string) error {
			chosen, err := choose(formats)
			if err != nil {
				return err
			}
			r, err := p.judge(o, files)
			if err != nil {
				return err
			}
			if err := writeReports(out, r, chosen); err != nil {
				return writing(err)
			}
			p.notice("%s", r.Headline())
			p.notice("wrote %s", filepath.Clean(out))
			p.ended(o, r)
			return nil
		},
	}
	o.register(cmd.Flags())
	cmd.Flags().StringVarP(&out, "out", "o", "backready-report", "folder to write")
	cmd.Flags().StringSliceVar(&formats, "format", nil, "formats to write: xlsx, html, md, json, csv (default all these), md-summary")
	return cmd
}

func choose(formats []string) ([]output, error) {
	var chosen []output
	for _, o := range outputs {
		if slices.Contains(formats, o.format) || len(formats) == 0 && !o.onDemand {
			chosen = append(chosen, o)
		}
	}
	for _, f := range formats {
		if !slices.ContainsFunc(outputs, func(o output) bool { return o.format == f }) {
			return nil, usage("--format xlsx,html,md,json,csv", "unknown format %q", f)
		}
	}
	return chosen, nil
}

func (p *program) checkCommand() *cobra.Command {
	o := &options{}
	var format string
	cmd := &cobra.Command{
		Use:   "check FILE...",
		Short: "Judge exported inventories and show the result here",
		Long:  "check judges as report does and shows the result in the terminal; it writes no file.",
		Args:  filesRequired,
		RunE: func(_ *cobra.Command, files []string) error {
			show, err := p.shown(format)
			if err != nil {
				return err
			}
			r, err := p.judge(o, files)
			if err != nil {
				return err
			}
			if err := show(p.stdout, r); err != nil {
				return writing(err)
			}
			p.ended(o, r)
			return nil
		},
	}
	o.register(cmd.Flags())
	cmd.Flags().StringVar(&format, "output", "table", "what to print: table, markdown, csv, json")
	return cmd
}

// shown is how check prints a report.
func (p *program) shown(format string) (func(io.Writer, *render.Report) error, error) {
	switch format {
	case "table":
		return func(w io.Writer, r *render.Report) error {
			return terminal.Render(w, r, terminal.Options{Colour: p.colour(), Width: p.width()})
		}, nil
	case "markdown":
		return markdown.Summary, nil
	case "csv":
		return csv.Render, nil
	case "json":
		return json.Render, nil
	}
	return nil, usage("--output table", "--output %q is none of table, markdown, csv, json", format)
}

// width is that of the terminal, from COLUMNS; 100 where nothing tells.
func (p *program) width() int {
	var n int
	if _, err := fmt.Sscan(os.Getenv("COLUMNS"), &n); err == nil && n >= 40 {
		return n
	}
	return 100
}
