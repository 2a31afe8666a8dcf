package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
)

func registerMetrics(flags *pflag.FlagSet, name *string) {
	flags.StringVar(name, "metrics-file", "", "write figures of the run to this `FILE`, also when it fails, as Prometheus reads them")
}

// writeMetrics writes the figures of the run, where somebody wants them. Another
// program reads the file, which names no item: everybody may, whatever the umask.
func (o *outcome) writeMetrics(s *stops) error {
	if o.metrics == "" {
		return nil
	}
	if err := s.file(o.metrics, o.exposition(), true); err != nil {
		return writing(fmt.Errorf("can't write %s: %s", filepath.Base(o.metrics), reason(err)))
	}
	return nil
}

// exposition is the text format of Prometheus, version 0.0.4: families in a
// fixed order, each with its help and its type. Of a run without a report only
// the status is there.
func (o *outcome) exposition() []byte {
	var e exposition
	e.family("backready_exit_status", "Exit status of the last run.")
	e.sample(float64(o.status))
	if o.report != nil {
		e.report(o.report)
	}
	return e.Bytes()
}

type exposition struct {
	bytes.Buffer
	name string // of the family
}

// family begins one: all are gauges, what the last run saw.
func (e *exposition) family(name, help string) {
	e.name = name
	fmt.Fprintf(e, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name)
}

// sample writes a value of the family, with pairs of label and value.
func (e *exposition) sample(value float64, labels ...string) {
	var list []string
	for i := 0; i < len(labels); i += 2 {
		//nolint:gosec // they come in pairs
		list = append(list, labels[i]+`="`+escapeLabel.Replace(render.Visible(labels[i+1]))+`"`)
	}
	e.WriteString(e.name)
	if len(list) > 0 {
		e.WriteString("{" + strings.Join(list, ",") + "}")
	}
	e.WriteString(" " + strconv.FormatFloat(value, 'f', -1, 64) + "\n")
}

var escapeLabel = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// report writes what a report says, as of the time that it bears.
func (e *exposition) report(r *render.Report) {
	e.family("backready_report_timestamp_seconds", "Time of the report.")
	e.sample(float64(r.Generated.Unix()))
	e.family("backready_incomplete", "Whether the evidence is incomplete: 1, else 0.")
	e.sample(one(len(r.Incomplete()) > 0))
	e.items(r)
	e.family("backready_findings", "Findings on all items.")
	e.sample(float64(findings(r)))
	e.family("backready_edition_age_days", "Age of the editions judged by, at the time of the report.")
	for _, edition := range r.Judgement.Editions {
		e.sample(age(edition, r.Generated), "edition", edition.ID)
	}
	e.waivers(r)
}

// items writes the counts by kind and verdict, those that nobody can tell once
// more for themselves.
func (e *exposition) items(r *render.Report) {
	e.family("backready_items", "Items by kind and verdict.")
	undetermined := 0
	for _, c := range r.Counts() {
		for _, v := range evaluate.Verdicts {
			e.sample(float64(c.Of[v]), "kind", c.Kind.String(), "verdict", v.String())
		}
		undetermined += c.Of[evaluate.Undetermined]
	}
	e.family("backready_undetermined", "Items on which the export does not say enough.")
	e.sample(float64(undetermined))
}

// waivers writes how many are in each state; none where no register was given.
func (e *exposition) waivers(r *render.Report) {
	if r.Waivers == nil {
		return
	}
	of := map[evaluate.State]int{}
	for _, entry := range r.Waivers.Entries {
		of[entry.State]++
	}
	e.family("backready_waivers", "Accepted exceptions by state.")
	for _, state := range []evaluate.State{evaluate.Active, evaluate.Expiring, evaluate.Expired, evaluate.Pending} {
		e.sample(float64(of[state]), "state", string(state))
	}
}

// age is that of an edition in whole days.
func age(e *evaluate.Edition, now time.Time) float64 {
	date, err := time.Parse(time.DateOnly, e.Date)
	if err != nil {
		return 0 // loading has held that it is a date
	}
	return float64(now.Sub(date) / (24 * time.Hour))
}

func one(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
