package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"aead.dev/minisign"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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

// formatWords lists the formats, those that are written unasked first.
func formatWords() string {
	var unasked, onDemand []string
	for _, o := range outputs {
		if o.onDemand {
			onDemand = append(onDemand, o.format)
		} else {
			unasked = append(unasked, o.format)
		}
	}
	return strings.Join(unasked, ", ") + " (default all these), " + strings.Join(onDemand, ", ")
}

// defaultOut is the folder that reports are written to unasked.
const defaultOut = "backready-report"

// A reporting is what the flags of report say beside how to judge.
type reporting struct {
	options
	out      string
	formats  []string
	htmlRows int
	mdRows   int
	keep     int
	signer   signing
}

func (p *program) reportCommand() *cobra.Command {
	o := &reporting{}
	cmd := &cobra.Command{
		Use:   "report FILE...",
		Short: "Judge exported inventories and write the reports",
		Long: `report judges the VMs and disks of the files and writes report.xlsx, report.html,
report.md, report.json and findings.csv, and manifest.json with the checksum of
each, which backready verify compares. FILE is an export, a folder of exports, a
pattern, or - for standard input. Either all reports are replaced or none; those
of an earlier run in formats that this one does not write go. The HTML page shows
the worst --html-rows rows of items and findings, report.md the worst --md-rows of
each table, and both say what they leave out; the other reports have them all.
Files that surely can't fit into the memory that may be used are refused before
they are read, see --max-memory. --split writes a report on each part of the items
as well, each whole with a manifest of its own, and parts/index.json, which names
their folders, counts and owners. Settings may stand in a file: backready config
shows them all.

Exit status: 0 done; 1 done, an item is at or above --fail-on; 2 wrong usage or
configuration; 3 input unusable; 4 done, but the evidence is incomplete; 5 writing
failed, or another run writes the same folder; 130 or 143 stopped by a signal.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := p.configure(cmd, args)
			if err != nil {
				return err
			}
			if err := filesRequired(cmd, files); err != nil {
				return err
			}
			return p.report(o, files)
		},
	}
	o.register(cmd.Flags())
	o.registerWriting(cmd.Flags())
	return cmd
}

// registerWriting registers what the reports are and where they lie.
func (o *reporting) registerWriting(flags *pflag.FlagSet) {
	flags.StringVarP(&o.out, "out", "o", defaultOut, "folder to write")
	flags.StringSliceVar(&o.formats, "format", nil, "formats to write: "+formatWords())
	flags.IntVar(&o.htmlRows, "html-rows", html.MaxRows, "show at most `N` rows of items and findings in the HTML page, the worst first; 0: all")
	flags.IntVar(&o.mdRows, "md-rows", markdown.MaxRows, "show at most `N` rows of each table of items and findings in report.md, the worst first; 0: all")
	o.registerSplit(flags)
	registerKeep(flags, &o.keep)
	o.signer.register(flags)
}

// report judges the files and writes the reports.
func (p *program) report(o *reporting, files []string) (err error) {
	chosen, err := choose(o.formats, o.htmlRows, o.mdRows)
	if err != nil {
		return err
	}
	if err := o.checkKeep(); err != nil {
		return err
	}
	key, err := o.signer.load()
	if err != nil {
		return err
	}
	dir, err := followed(o.out)
	if err != nil {
		return err
	}
	remove := emptied(filepath.Dir(dir))
	defer func() {
		if err != nil {
			remove()
		}
	}()
	held, err := p.stops.lock(dir)
	if err != nil {
		return err
	}
	defer func() { held.release() }()
	r, err := p.judge(&o.options, files)
	if err != nil {
		return err
	}
	parts, err := p.divide(&o.options, r)
	if err != nil {
		return err
	}
	if held == nil { // there was nothing yet for it to lie in
		if held, err = p.stops.lockAnew(dir); err != nil {
			return err
		}
	}
	held.sweep(filepath.Dir(folderFor(dir, o.keep, r.Generated)))
	if err := p.write(o, dir, r, parts, chosen, key); err != nil {
		return writing(err)
	}
	p.notice("%s", r.Headline())
	p.notice("wrote %s%s", filepath.Clean(folderFor(o.out, o.keep, r.Generated)), toldParts(parts))
	p.ended(&o.options, r)
	return nil
}

// folderOfItsOwn refuses a folder that is named by where one stands: it is replaced
// as a whole, and whoever stands in it would be left in one that is gone. With
// --keep the folders below it are replaced.
func folderOfItsOwn(out string, keep int) error {
	name := filepath.Base(filepath.Clean(out))
	if keep > 0 || name != "." && name != ".." && name != string(filepath.Separator) {
		return nil
	}
	return usage("--out "+filepath.Join(out, defaultOut), "--out %s can't be replaced as a whole, which a folder of reports is", out)
}

// followed is where a link leads to: the reports are to lie there, and the link
// stays one.
func followed(out string) (string, error) {
	real, err := filepath.EvalSymlinks(out)
	if err == nil {
		return real, nil
	}
	if info, err := os.Lstat(out); err == nil && info.Mode()&os.ModeSymlink != 0 {
		return "", writing(fmt.Errorf("%s is a link that leads nowhere", out))
	}
	return out, nil
}

// write writes the reports, and keeps as many earlier ones as are wanted.
func (p *program) write(o *reporting, out string, r *render.Report, parts []portion, chosen []output, key *minisign.PrivateKey) (err error) {
	defer p.progress().end()
	dir := folderFor(out, o.keep, r.Generated)
	scratch, remove, err := p.stops.scratch(dir)
	if err != nil {
		return fmt.Errorf("can't make a temporary folder: %s", reason(err))
	}
	defer func() { err = errors.Join(err, leftBehind(remove())) }()
	if err := p.stops.writeReports(dir, r, parts, announced(within(chosen, scratch), p.progress()), key, outdated(dir, o.from)); err != nil {
		return err
	}
	p.know(func(end *outcome) { end.out = dir })
	if o.keep == 0 {
		return nil
	}
	return p.rotate(out, dir, o.keep)
}

// scratch makes a folder for temporary files: that of the system, or where there
// is none, as in an empty container, beside the reports.
func (s *stops) scratch(dir string) (name string, remove func() error, err error) {
	if name, remove, err = s.folder("", "backready-"); err == nil {
		return name, remove, nil
	}
	if err := makeParent(dir); err != nil {
		return "", nil, err
	}
	return s.folder(filepath.Dir(dir), "."+filepath.Base(dir)+partial)
}

// within are the outputs as they are, but for keeping their temporary files in a
// folder that a run which is stopped removes.
func within(chosen []output, scratch string) []output {
	list := slices.Clone(chosen)
	for i := range list {
		if list[i].format == "xlsx" {
			list[i].render = excel.Scratch(scratch).Render
		}
	}
	return list
}

// choose returns the outputs of these formats, the page and the Markdown with so
// many rows.
func choose(formats []string, htmlRows, mdRows int) ([]output, error) {
	if mdRows < 0 {
		return nil, usage("--md-rows 0", "--md-rows %d is less than 0, which means all rows", mdRows)
	}
	if htmlRows < 0 {
		return nil, usage("--html-rows 0", "--html-rows %d is less than 0, which means all rows", htmlRows)
	}
	var chosen []output
	for _, o := range outputs {
		if slices.Contains(formats, o.format) || len(formats) == 0 && !o.onDemand {
			switch o.format {
			case "html":
				o.render = html.Rows(htmlRows).Render
			case "md":
				o.render = markdown.Rows(mdRows).Render
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
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := p.configure(cmd, args)
			if err != nil {
				return err
			}
			if err := filesRequired(cmd, files); err != nil {
				return err
			}
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
