package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
	"github.com/backready/backready/render/json"
	"github.com/backready/backready/render/markdown"
	"github.com/backready/backready/render/terminal"
)

func (p *program) diffCommand() *cobra.Command {
	var format, failOn string
	var maxMemory int64
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Show what changed between two finished reports, and why",
		Long: `diff compares two reports, each a report.json or a folder that holds one: which
items came and went, which reasons are new, resolved, worse or better, and what
made them so: the inventory, the data of the export, an exception, or another
edition of a matrix. A reason is all that a rule finds on an item. Where both the
inventory and the edition changed, the new item is judged by the old rules and the
old item by the new ones to tell which it was. What a column that is no longer
there leaves open is never called resolved.

Exit status: 0 done; 1 done, --fail-on is met; 2 wrong usage, or reports that
can't be compared; 3 a report can't be read. --fail-on new: a reason is new, on
whatever item, or shown by data that was not there before. --fail-on worse: that,
or a reason or the verdict on an item got worse.`,
		Args: exactly(2),
		RunE: func(_ *cobra.Command, args []string) error {
			show, err := p.shownChanges(format)
			if err != nil {
				return err
			}
			fails, ok := failing[failOn]
			if !ok {
				return usage("--fail-on worse", "--fail-on %q is none of new, worse, never", failOn)
			}
			if err := p.fits(maxMemory, nil, p.earlier(&options{from: args[:1], baseline: args[1]})); err != nil {
				return err
			}
			c, err := p.changes(args[0], args[1])
			if err != nil {
				return err
			}
			if err := show(p.stdout, c); err != nil {
				return writing(err)
			}
			if fails(c) {
				p.status = statusThreshold
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "output", "table", "what to print: table, markdown, json")
	registerMemory(cmd.Flags(), &maxMemory)
	cmd.Flags().StringVar(&failOn, "fail-on", "never", "exit 1 when this is so: new, worse, never")
	return cmd
}

// changes reads two reports and compares them.
func (p *program) changes(from, to string) (*render.Changes, error) {
	since, err := p.readReport(from)
	if err != nil {
		return nil, err
	}
	now, err := p.readReport(to)
	if err != nil {
		return nil, err
	}
	return p.comparing(since, now)
}

// comparing compares two reports and warns where that looks like a slip.
func (p *program) comparing(since, now *render.Report) (*render.Changes, error) {
	c, err := render.Compare(since, now)
	if err != nil {
		return nil, usage(alike(err), "%w", err)
	}
	if since.Generated.After(now.Generated) {
		say(p.stderr, "warning", "the report to compare with was made later than the other one", "backready diff OLD NEW")
	}
	return c, nil
}

// alike says what can be compared.
func alike(err error) string {
	if errors.Is(err, render.ErrParts) {
		return "compare the report on a part with an earlier one on the same part, and that on the whole with one on the whole"
	}
	return "compare reports whose names are masked with the same key, or not at all"
}

// failing are the conditions of --fail-on.
var failing = map[string]func(*render.Changes) bool{
	"never": func(*render.Changes) bool { return false },
	"new":   func(c *render.Changes) bool { return anyRule(c, isNew) },
	"worse": func(c *render.Changes) bool { return anyRule(c, isNew) || anyRule(c, isWorse) || anyItemWorse(c) },
}

func isNew(r *evaluate.RuleChange) bool {
	learned := r.Status == evaluate.Came || r.Status == evaluate.NotAssessedBefore
	return r.Status == evaluate.New || learned && r.New.Verdict != evaluate.Supported
}

func isWorse(r *evaluate.RuleChange) bool {
	return r.Status == evaluate.Worse || r.Status == evaluate.Changed && r.Worsened()
}

func anyRule(c *render.Changes, is func(*evaluate.RuleChange) bool) bool {
	for i := range c.Items {
		for n := range c.Items[i].Rules {
			if is(&c.Items[i].Rules[n]) {
				return true
			}
		}
	}
	return false
}

func anyItemWorse(c *render.Changes) bool {
	return c.Tally().Items[evaluate.Worse] > 0
}

// shownChanges is how diff prints a comparison.
func (p *program) shownChanges(format string) (func(io.Writer, *render.Changes) error, error) {
	switch format {
	case "table":
		return func(w io.Writer, c *render.Changes) error {
			return terminal.Changes(w, c, terminal.Options{Colour: p.colour(), Width: p.width()})
		}, nil
	case "markdown":
		return markdown.Changes, nil
	case "json":
		return json.RenderChanges, nil
	}
	return nil, usage("--output table", "--output %q is none of table, markdown, json", format)
}

// historyFlag names a folder of earlier reports.
const historyFlag = "history"

// registerEarlier adds the flags that look back to earlier reports.
func (o *options) registerEarlier(flags *pflag.FlagSet) {
	flags.StringVar(&o.baseline, "baseline", "", "say what changed since this earlier `report.json`, or that of a folder")
	flags.StringVar(&o.history, historyFlag, "", "show the trend of all report.json in this `DIR` and below")
}

// lookBack adds to a report what earlier ones tell. A finished report keeps what
// they told, but not they themselves: to render it again takes them again.
func (p *program) lookBack(o *options, r *render.Report) error {
	for _, a := range r.Run.Arguments {
		for _, flag := range []struct{ name, given string }{{"baseline", o.baseline}, {"history", o.history}} {
			if flag.given == "" && strings.HasPrefix(a, "--"+flag.name+"=") {
				return usage("add --"+flag.name, "the report was made with --%s, which it takes to render it again", flag.name)
			}
		}
	}
	if o.baseline != "" {
		since, err := p.readReport(o.baseline)
		if err != nil {
			return err
		}
		if r.Changes, err = p.comparing(since, r); err != nil {
			return err
		}
	}
	if o.history != "" {
		var err error
		if r.History, err = p.points(o.history); err != nil {
			return err
		}
	}
	return nil
}

// mostPoints is how many reports a trend takes: a report a day for some years.
const mostPoints = 2000

// points reads the heads of the reports in a folder and below it. What is no
// report, or is broken, is told and passed over.
func (p *program) points(folder string) ([]render.Point, error) {
	found, err := earlierReports(folder)
	if err != nil {
		return nil, err
	}
	var points []render.Point
	for _, s := range found {
		if len(points) == mostPoints {
			say(p.stderr, "warning", fmt.Sprintf("more than %d reports: the trend leaves out %s and those after it", mostPoints, s.Name), "give a folder of fewer reports")
			break
		}
		point, err := pointOf(s)
		if err != nil {
			say(p.stderr, "warning", s.Name+": "+err.Error()+"; the trend leaves it out", "")
			continue
		}
		points = append(points, point)
	}
	if len(points) == 0 {
		say(p.stderr, "warning", fmt.Sprintf("--history %s: no %s in it or below it can be read: there is no trend yet", filepath.Base(folder), reportFile), "")
	}
	return points, nil
}

// earlierReports lists every report.json in a folder and below it. One that has
// none waits for its first.
func earlierReports(folder string) ([]inventory.Source, error) {
	return filesIn(folder, func(name string, d fs.DirEntry) bool { return !d.IsDir() && d.Name() != reportFile })
}

func pointOf(s inventory.Source) (render.Point, error) {
	f, err := s.Open()
	if err != nil {
		return render.Point{}, err
	}
	defer f.Close()
	return json.ReadPoint(f)
}
