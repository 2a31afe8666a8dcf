package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"

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
	var htmlRows int
	var signer signing
	cmd := &cobra.Command{
		Use:   "report FILE...",
		Short: "Judge exported inventories and write the reports",
		Long: `report judges the VMs and disks of the files and writes report.xlsx, report.html,
report.md, report.json and findings.csv, and manifest.json with the checksum of
each, which backready verify compares. FILE is an export, a folder of exports, a
pattern, or - for standard input. Either all reports are replaced or none. The
HTML page shows the worst --html-rows rows of items and findings and says what it
leaves out; the other reports have them all.

Exit status: 0 done; 1 done, an item is at or above --fail-on; 2 wrong usage;
3 input unusable; 4 done, but the evidence is incomplete; 5 writing failed.`,
		Args: filesRequired,
		RunE: func(_ *cobra.Command, files []string) error {
			chosen, err := choose(formats, htmlRows)
			if err != nil {
				return err
			}
			key, err := signer.load()
			if err != nil {
				return err
			}
			r, err := p.judge(o, files)
			if err != nil {
				return err
			}
			err = writeReports(out, r, announced(chosen, p.progress()), key)
			p.progress().end()
			if err != nil {
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
	cmd.Flags().IntVar(&htmlRows, "html-rows", html.MaxRows, "show at most `N` rows of items and findings in the HTML page, the worst first; 0: all")
	signer.register(cmd.Flags())
	return cmd
}

// choose returns the outputs of these formats, the page with so many rows.
func choose(formats []string, htmlRows int) ([]output, error) {
	if htmlRows < 0 {
		return nil, usage("--html-rows 0", "--html-rows %d is less than 0, which means all rows", htmlRows)
	}
	var chosen []output
	for _, o := range outputs {
		if slices.Contains(formats, o.format) || len(formats) == 0 && !o.onDemand {
			if o.format == "html" {
				o.render = html.Rows(htmlRows).Render
			}
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

// width is what COLUMNS says, else that of the terminal; 100 where nothing tells.
func (p *program) width() int {
	const least = 40
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n >= least {
		return n
	}
	if n, ok := terminalWidth(p.stdout); ok {
		return max(n, least)
	}
	return 100
}
