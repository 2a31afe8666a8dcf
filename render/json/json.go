// Package json writes a report as report.json, schema backready/report/v1, for
// programs and for the next report to compare with.
package json

import (
	"encoding/json"
	"io"
	"slices"
	"time"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
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
	ID             string `json:"id"`
	Title          string `json:"title"`
	Organization   string `json:"organization,omitempty"`
	Classification string `json:"classification,omitempty"`
	AsOf           string `json:"asOf"`
	Generated      string `json:"generated"`
	Against        string `json:"against,omitempty"` // the edition compared with
	Masked         string `json:"masked,omitempty"`  // what is masked, and by which key
	Part           *part  `json:"part,omitempty"`    // of the items of another run, nil for all
	made
}

type edition struct {
	ID     string `json:"id"`
	Matrix string `json:"matrix"`
	Date   string `json:"date"`
	Source string `json:"source"`
	SHA256 string `json:"sha256"`
	Text   string `json:"text,omitempty"` // of a matrix of one's own, which nobody else has
	Old    string `json:"old,omitempty"`  // the warning of one that is too old
}

type input struct {
	Name       string    `json:"name"`
	Format     string    `json:"format"`
	Encoding   string    `json:"encoding,omitempty"`
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
	// OtherTypes are the types of the rows that are neither VMs nor disks.
	OtherTypes []otherType `json:"otherTypes,omitempty"`
}

type otherType struct {
	Type    string   `json:"type"`
	Rows    int      `json:"rows"`
	Settles []string `json:"settles,omitempty"`
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
	inventory.Stored
	Verdict      string         `json:"verdict"`
	LimitsToKnow int            `json:"limitsToKnow"`
	Matrices     []matrixResult `json:"matrices"`
	WaysOut      []wayOut       `json:"waysOut,omitempty"`
}

// count is what became of a rule over all items.
type count struct {
	Edition     string `json:"edition"`
	Rule        string `json:"rule"`
	Judged      int    `json:"judged"`
	NotAssessed int    `json:"notAssessed"`
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
	Rule       string    `json:"rule"`
	Statements []string  `json:"statements"`
	Verdict    string    `json:"verdict"`
	Affects    string    `json:"affects"`
	Paths      []string  `json:"paths"`
	Says       string    `json:"says,omitempty"`
	Evidence   facts     `json:"evidence"`
	About      []string  `json:"about"`
	Lacking    []string  `json:"lacking"`
	Unread     []string  `json:"unrecognised,omitempty"`
	Waiver     *accepted `json:"waiver"`
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
	Merged   []merged                  `json:"merged,omitempty"` // the reports that it was made of
	Inputs   []input                   `json:"inputs"`
	Problems []problem                 `json:"problems"`
	Totals   map[string]map[string]int `json:"totals"`
	Accepted map[string]map[string]int `json:"accepted,omitempty"` // of the totals, what waivers leave better
	Waivers  *register                 `json:"waivers,omitempty"`
	Rules    []count                   `json:"rules"`
	Sample   *sample                   `json:"sample,omitempty"` // to re-perform by hand
	Against  []turn                    `json:"against,omitempty"`
	Changes  *changes                  `json:"changes,omitempty"`
	Trend    []point                   `json:"trend,omitempty"`
	Beside   []json.RawMessage         `json:"beside,omitempty"` // items of other parts, see part
}

// turn is an item that another edition judges differently.
type turn struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Edition string `json:"edition"` // the other one
	Verdict string `json:"verdict"` // under it
}

// Render writes the report: the head indented, then each item on a line of its
// own.
func Render(w io.Writer, r *render.Report) error {
	top, err := json.MarshalIndent(headOf(r), "", "  ")
	if err != nil {
		return err
	}
	top = append(top[:len(top)-len("\n}")], ",\n  \"items\": ["...)
	if _, err := w.Write(top); err != nil {
		return err
	}
	if err := render.WriteChunks(w, r.Judgement.Len(), func() render.Worker { return newItems(r).append }); err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n  ]\n}\n")
	return err
}

func headOf(r *render.Report) head {
	h := head{
		Schema: Schema, Tool: tool{"backready", r.Version},
		Run:      run{r.RunID(), r.Title, r.Organization, r.Classification, r.AsOf, r.Generated.Format(time.RFC3339), against(r), r.Masked, partOf(r), madeOf(r.Run)},
		Complete: len(r.Incomplete()) == 0, Editions: []edition{}, Inputs: []input{}, Totals: map[string]map[string]int{},
	}
	for _, e := range r.Judgement.Editions {
		h.Editions = append(h.Editions, edition{e.ID, e.Matrix, e.Date, e.Source, e.SHA256, ownText(e.Edition), r.Old(e)})
	}
	h.Changes, h.Trend = changesOf(r.Changes), trendOf(r)
	h.Sample, h.Merged = sampleOf(r.Sample), mergedOf(r)
	inv := r.Judgement.Inventory
	for _, in := range inv.Inputs {
		h.Inputs = append(h.Inputs, inputOf(in))
	}
	h.Problems = problems(inv.Problems)
	if r.Against != nil {
		for t := range r.Turns() {
			h.Against = append(h.Against, turn{t.Item.ID(), t.Item.Kind.String(), t.Then.Edition.ID, t.Then.Verdict.String()})
		}
	}
	for _, c := range r.Judgement.Counts {
		h.Rules = append(h.Rules, count{c.Edition.ID, c.Rule.ID, c.Judged, c.NotAssessed})
	}
	for _, c := range r.Counts() {
		of := map[string]int{}
		for _, v := range evaluate.Verdicts {
			of[v.String()] = c.Of[v]
		}
		h.Totals[c.Kind.String()] = of
	}
	beside := newItems(r)
	for _, a := range r.Judgement.Beside() {
		h.Beside = append(h.Beside, beside.item(nil, a))
	}
	h.addWaivers(r)
	return h
}

func against(r *render.Report) string {
	if r.Against == nil {
		return ""
	}
	return r.Against.Editions[0].ID
}

// ownText is the text of a matrix of one's own.
func ownText(e *matrix.Edition) string {
	if slices.Contains(matrix.Released(), e.ID) {
		return ""
	}
	return e.Text
}

func inputOf(in inventory.Input) input {
	out := input{Name: in.Name, Format: string(in.Format), Encoding: in.Encoding, SHA256: in.SHA256, Bytes: in.Bytes, Rows: in.Rows,
		VMs: in.VMs, Disks: in.Disks, Other: in.Other, Duplicates: in.Duplicates, Rejected: in.Rejected, Complete: in.Complete, Problems: problems(in.Problems)}
	for _, o := range in.OtherTypes {
		out.OtherTypes = append(out.OtherTypes, otherType(o))
	}
	return out
}

func problems(list []inventory.Problem) []problem {
	out := make([]problem, len(list))
	for i, p := range list {
		out[i] = problem{p.Line, p.Column, p.Text, p.Hint, p.Incomplete}
	}
	return out
}
