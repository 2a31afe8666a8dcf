package main

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

var (
	helpLine   = regexp.MustCompile(`^# HELP ([a-z][a-z_]*) ([A-Z][^\\]*\.)$`)
	typeLine   = regexp.MustCompile(`^# TYPE ([a-z][a-z_]*) gauge$`)
	sampleLine = regexp.MustCompile(`^([a-z][a-z_]*)(?:\{(.+)\})? (\S+)$`)
	labelPair  = regexp.MustCompile(`^([a-z]+)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)`)
)

// metricsIn reads the text format of Prometheus as strictly as what we write of
// it allows: each family once, help, type, samples, no sample twice.
func metricsIn(text string) (map[string]float64, error) {
	values, families := map[string]float64{}, []string{}
	if !strings.HasSuffix(text, "\n") {
		return nil, fmt.Errorf("the last line does not end")
	}
	typed := true
	for l := range strings.Lines(text) {
		l = strings.TrimSuffix(l, "\n")
		if m := helpLine.FindStringSubmatch(l); m != nil {
			if slices.Contains(families, m[1]) || !typed {
				return nil, fmt.Errorf("%q: begun twice, or the one before has no type", l)
			}
			families, typed = append(families, m[1]), false
			continue
		}
		family := families[max(0, len(families)-1)]
		if m := typeLine.FindStringSubmatch(l); m != nil {
			if typed || m[1] != family {
				return nil, fmt.Errorf("%q: not the type of this family", l)
			}
			typed = true
			continue
		}
		m := sampleLine.FindStringSubmatch(l)
		if m == nil || !typed || m[1] != family {
			return nil, fmt.Errorf("%q: no sample of this family", l)
		}
		value, err := strconv.ParseFloat(m[3], 64)
		series := strings.TrimSuffix(l, " "+m[3])
		if _, twice := values[series]; twice || err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
			return nil, fmt.Errorf("%q: twice, or no number", l)
		}
		for rest := m[2]; rest != ""; {
			pair := labelPair.FindString(rest)
			if pair == "" {
				return nil, fmt.Errorf("%q: labels are broken at %q", l, rest)
			}
			rest = rest[len(pair):]
		}
		values[series] = value
	}
	return values, nil
}

// exposed are the metrics of a sample, with waivers and an edition of a hostile
// name.
func exposed(t *testing.T) (*outcome, string) {
	t.Helper()
	r := judged(t, "estate")
	r.Waivers = &evaluate.Register{Entries: []*evaluate.Entry{{State: evaluate.Expired}, {State: evaluate.Active}, {State: evaluate.Active}}}
	odd, text := *r.Judgement.Editions[0], *r.Judgement.Editions[0].Edition
	odd.Edition = &text
	odd.ID = "a\"b\\c\nd}e=\u202e@2026-01-01"
	r.Judgement.Editions = append(slices.Clone(r.Judgement.Editions), &odd)
	o := &outcome{status: statusIncomplete, report: r}
	return o, string(o.exposition())
}

// TestMetrics: what is written can be read, and says what the report says.
func TestMetrics(t *testing.T) {
	o, text := exposed(t)
	values, err := metricsIn(text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	want := map[string]float64{"backready_exit_status": 4, "backready_report_timestamp_seconds": float64(o.report.Generated.Unix()),
		`backready_waivers{state="expired"}`: 1, `backready_waivers{state="active"}`: 2, `backready_waivers{state="expires soon"}`: 0,
		"backready_incomplete": 0, "backready_findings": float64(findings(o.report))}
	for i, kind := range []inventory.Kind{inventory.VM, inventory.Disk} {
		for _, v := range evaluate.Verdicts {
			want[fmt.Sprintf(`backready_items{kind="%s",verdict="%s"}`, kind, v)] = float64(o.report.Counts()[i].Of[v])
		}
		want["backready_undetermined"] += float64(o.report.Counts()[i].Of[evaluate.Undetermined])
	}
	for series, value := range want {
		if got, ok := values[series]; !ok || got != value {
			t.Errorf("%s is %v, want %v", series, got, value)
		}
	}
	if again := string(o.exposition()); again != text {
		t.Error("not the same twice")
	}
	for _, bad := range []string{text + "x 1", text + "backready_exit_status 1\n", strings.Replace(text, "gauge", "number", 1), strings.Replace(text, `"vm"`, `"v"m"`, 1)} {
		if _, err := metricsIn(bad); err == nil {
			t.Error("the reader of this test takes anything")
		}
	}
}
