// Package json writes a report as report.json, schema backready/report/v1, for
// programs and for the next report to compare with.
package json

import (
	"bufio"
	"encoding/json"
	"io"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// Schema is the name of the format and its version.
const Schema = "backready/report/v1"

type tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type run struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	AsOf      string `json:"asOf"`
	Generated string `json:"generated"`
}

type edition struct {
	ID     string `json:"id"`
	Matrix string `json:"matrix"`
	Date   string `json:"date"`
	Source string `json:"source"`
	SHA256 string `json:"sha256"`
}

type input struct {
	Name       string    `json:"name"`
	Format     string    `json:"format"`
	SHA256     string    `json:"sha256"`
	Bytes      int64     `json:"bytes"`
	Rows       int       `json:"rows"`
	VMs        int       `json:"vms"`
	Disks      int       `json:"disks"`
	Other      int       `json:"other"`
	Duplicates int       `json:"duplicates"`
	Rejected   int       `json:"rejected"`
	Complete   bool      `json:"complete"`
	Problems   []problem `json:"problems"`
}

type problem struct {
	Line   int    `json:"line"`
	Column string `json:"column"`
	Text   string `json:"text"`
	Hint   string `json:"hint,omitempty"`
	// Something of the estate is missing because of it, or may be.
	Incomplete bool `json:"incomplete,omitempty"`
}

type item struct {
	ID            string         `json:"id"`
	Kind          string         `json:"kind"`
	Name          string         `json:"name"`
	Subscription  string         `json:"subscription"`
	ResourceGroup string         `json:"resourceGroup"`
	Location      string         `json:"location"`
	Verdict       string         `json:"verdict"`
	LimitsToKnow  int            `json:"limitsToKnow"`
	Matrices      []matrixResult `json:"matrices"`
	WaysOut       []wayOut       `json:"waysOut,omitempty"`
}

type matrixResult struct {
	Matrix   string            `json:"matrix"`
	Edition  string            `json:"edition"`
	Verdict  string            `json:"verdict"`
	Take     string            `json:"take,omitempty"`
	Current  string            `json:"current,omitempty"`
	Paths    map[string]string `json:"paths"`
	Findings []finding         `json:"findings"`
}

type finding struct {
	Rule       string            `json:"rule"`
	Statements []string          `json:"statements"`
	Verdict    string            `json:"verdict"`
	Affects    string            `json:"affects"`
	Paths      []string          `json:"paths"`
	Says       string            `json:"says,omitempty"`
	Evidence   map[string]string `json:"evidence"`
	About      []string          `json:"about"`
	Lacking    []string          `json:"lacking"`
	Waiver     *struct{}         `json:"waiver"`
}

type wayOut struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Verdict string `json:"verdict"`
}

type head struct {
	Schema   string                    `json:"schema"`
	Tool     tool                      `json:"tool"`
	Run      run                       `json:"run"`
	Complete bool                      `json:"complete"` // the evidence, see the problems
	Editions []edition                 `json:"editions"`
	Inputs   []input                   `json:"inputs"`
	Problems []problem                 `json:"problems"`
	Totals   map[string]map[string]int `json:"totals"`
	Against  []turn                    `json:"against,omitempty"`
}

// turn is an item that another edition judges differently.
type turn struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Edition string `json:"edition"` // the other one
	Verdict string `json:"verdict"` // under it
}

// Render writes the report, item by item.
func Render(w io.Writer, r *render.Report) error {
	b := bufio.NewWriter(w)
	top, err := json.MarshalIndent(headOf(r), "", "  ")
	if err != nil {
		return err
	}
	b.Write(top[:len(top)-2]) // without the closing brace
	b.WriteString(",\n  \"items\": [")
	comma := "\n    "
	for a := range r.Judgement.All() {
		text, err := json.MarshalIndent(itemOf(a), "    ", "  ")
		if err != nil {
			return err
		}
		b.WriteString(comma)
		b.Write(text)
		comma = ",\n    "
	}
	b.WriteString("\n  ]\n}\n")
	return b.Flush() // keeps the first error of the writes before
}

func headOf(r *render.Report) head {
	h := head{
		Schema: Schema, Tool: tool{"backready", r.Version},
		Run:      run{r.RunID(), r.Title, r.AsOf, r.Generated.Format("2006-01-02T15:04:05Z")},
		Complete: len(r.Incomplete()) == 0, Editions: []edition{}, Inputs: []input{}, Totals: map[string]map[string]int{},
	}
	for _, e := range r.Judgement.Editions {
		h.Editions = append(h.Editions, edition{e.ID, e.Matrix, e.Date, e.Source, e.SHA256})
	}
	inv := r.Judgement.Inventory
	for _, in := range inv.Inputs {
		h.Inputs = append(h.Inputs, input{in.Name, string(in.Format), in.SHA256, in.Bytes, in.Rows,
			in.VMs, in.Disks, in.Other, in.Duplicates, in.Rejected, in.Complete, problems(in.Problems)})
	}
	h.Problems = problems(inv.Problems)
	if r.Against != nil {
		for t := range r.Turns() {
			h.Against = append(h.Against, turn{t.Item.ID, t.Item.Kind.String(), t.Then.Edition.ID, t.Then.Verdict.String()})
		}
	}
	for _, c := range r.Counts() {
		of := map[string]int{}
		for _, v := range evaluate.Verdicts {
			of[v.String()] = c.Of[v]
		}
		h.Totals[c.Kind.String()] = of
	}
	return h
}

func problems(list []inventory.Problem) []problem {
	out := make([]problem, len(list))
	for i, p := range list {
		out[i] = problem{p.Line, p.Column, p.Text, p.Hint, p.Incomplete}
	}
	return out
}

func itemOf(a *evaluate.Assessment) item {
	it := item{
		ID: a.Item.ID, Kind: a.Item.Kind.String(), Name: a.Item.Name, Subscription: a.Item.Subscription,
		ResourceGroup: a.Item.ResourceGroup, Location: a.Item.Location, Verdict: a.Verdict.String(),
		LimitsToKnow: render.LimitsToKnow(a), Matrices: []matrixResult{},
	}
	for i := range a.Results {
		it.Matrices = append(it.Matrices, resultOf(&a.Results[i]))
	}
	for _, w := range a.WaysOut {
		it.WaysOut = append(it.WaysOut, wayOut{w.Item.ID, w.Item.Kind.String(), w.Verdict.String()})
	}
	return it
}

func resultOf(res *evaluate.Result) matrixResult {
	m := matrixResult{
		Matrix: res.Edition.Matrix, Edition: res.Edition.ID, Verdict: res.Verdict.String(),
		Take: res.Take, Current: res.Current, Paths: map[string]string{}, Findings: []finding{},
	}
	for i, p := range res.Edition.Edition.Paths {
		m.Paths[p.ID] = res.Paths[i].String()
	}
	for i := range res.Findings {
		m.Findings = append(m.Findings, findingOf(&res.Findings[i]))
	}
	return m
}

func findingOf(f *evaluate.Finding) finding {
	out := finding{
		Rule: f.Rule.ID, Statements: f.Rule.Rule.Statements, Verdict: f.Verdict.String(), Affects: f.Rule.Affects,
		Paths: append([]string{}, f.Paths...), Says: f.Says, Evidence: map[string]string{},
		About: []string{}, Lacking: append([]string{}, f.Lacking...),
	}
	for _, e := range f.Evidence {
		out.Evidence[e.Field] = e.Value
	}
	for _, d := range f.About {
		out.About = append(out.About, d.ID)
	}
	return out
}
