package main

import (
	"log/slog"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
)

// An outcome is what became of a run: what its summary and its metrics say.
type outcome struct {
	command string
	status  int
	out     string         // folder written, "" while none is
	report  *render.Report // nil while there is none
	metrics string         // file to write them to, "" for none
	began   time.Time
}

// know notes what became of the run so far, so that the signal that stops it
// sees no half of it.
func (p *program) know(note func(*outcome)) {
	_ = p.stops.whole(func() error { note(&p.outcome); return nil })
}

// knowCommand notes which command runs and, as far as its flags tell by now,
// where its metrics go.
func (p *program) knowCommand(cmd *cobra.Command) {
	p.know(func(o *outcome) { o.command, o.metrics = cmd.Name(), flagText(cmd.Flags(), "metrics-file") })
}

// finish ends a run: the error, if there is one, the metrics and the summary.
func (p *program) finish(err error) int {
	p.progress().end()
	_ = p.listen() // an error of the flags comes before they are heard
	if err != nil {
		p.status = tellError(p.journal, err)
	}
	p.know(func(o *outcome) { o.status = p.status })
	if err := p.outcome.writeMetrics(&p.stops); err != nil {
		p.status = tellError(p.journal, err)
		p.know(func(o *outcome) { o.status = p.status })
	}
	p.journal.ended(p.outcome.status == statusDone, p.outcome.summary())
	return p.status
}

// stopped ends a run that was told to stop. It holds the lock of p.stops, and
// nothing of the run may be waited for.
func (p *program) stopped(status int) int {
	p.outcome.status, p.outcome.report = status, nil
	say(p.journal, "error", "stopped by a signal; earlier reports are as they were", "")
	if err := p.outcome.writeMetrics(&stops{}); err != nil {
		tellError(p.journal, err)
	}
	p.journal.ended(p.outcome.status == statusDone, p.outcome.summary())
	return status
}

// summary is the last record of a journal in JSON.
func (o *outcome) summary() record {
	level, said := "", "done"
	if o.status >= statusUsage && o.status != statusIncomplete {
		level, said = "error", "failed"
	}
	more := []slog.Attr{slog.String("command", o.command), slog.Int("status", o.status)}
	if r := o.report; r != nil {
		more = append(more, verdictsOf(r), slog.Int("findings", findings(r)), slog.Bool("incomplete", len(r.Incomplete()) > 0))
	}
	if o.out != "" {
		more = append(more, slog.String("out", filepath.Base(o.out)))
	}
	more = append(more, slog.Float64("seconds", seconds(time.Since(o.began))))
	return record{level: level, more: more, text: said, summary: true}
}

// verdictsOf counts the items of each kind by verdict.
func verdictsOf(r *render.Report) slog.Attr {
	var kinds []any
	for _, c := range r.Counts() {
		var of []any
		for _, v := range evaluate.Verdicts {
			of = append(of, slog.Int(v.String(), c.Of[v]))
		}
		kinds = append(kinds, slog.Group(c.Kind.String(), of...))
	}
	return slog.Group("verdicts", kinds...)
}

// findings counts those of all items.
func findings(r *render.Report) int {
	n := 0
	for a := range r.Judgement.All() {
		for i := range a.Results {
			n += len(a.Results[i].Findings)
		}
	}
	return n
}

// seconds are those of a duration, to the millisecond. A division gives the number
// that is printed with three digits; Duration.Seconds is a sum, and is not.
func seconds(d time.Duration) float64 {
	return float64(d.Round(time.Millisecond).Milliseconds()) / 1000
}
