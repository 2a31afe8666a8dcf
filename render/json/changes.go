package json

import (
	"encoding/json"
	"io"
	"time"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
)

// ChangesSchema is the name of the format of a comparison and its version.
const ChangesSchema = "backready/changes/v1"

// changes are what became of an estate between two reports. Items of which
// nothing changed are only counted. What a rule finds on an item counts once.
type changes struct {
	Schema   string         `json:"schema"`
	Since    side           `json:"since"`
	Now      side           `json:"now"`
	Headline string         `json:"headline"`
	Items    map[string]int `json:"itemsByStatus"`
	Findings map[string]int `json:"findingsByStatus"`
	Changed  []changedItem  `json:"changedItems"`
}

// side is one of the two reports.
type side struct {
	Run       string   `json:"run"`
	Title     string   `json:"title"`
	AsOf      string   `json:"asOf"`
	Generated string   `json:"generated"`
	Version   string   `json:"version"` // of the program
	Editions  []string `json:"editions"`
	Complete  bool     `json:"complete"`
}

type changedItem struct {
	ID            string        `json:"id"`
	Kind          string        `json:"kind"`
	Name          string        `json:"name"`
	Subscription  string        `json:"subscription"`
	ResourceGroup string        `json:"resourceGroup"`
	Status        string        `json:"status"`
	From          *standing     `json:"from"` // null: the item was not there
	To            *standing     `json:"to"`
	Causes        []cause       `json:"causes"`
	Rules         []changedRule `json:"rules"`
}

type changedRule struct {
	Matrix  string    `json:"matrix"`
	Edition string    `json:"edition"`
	Rule    string    `json:"rule"`
	Status  string    `json:"status"`
	From    *standing `json:"from"`
	To      *standing `json:"to"`
	Causes  []cause   `json:"causes"`
}

type standing struct {
	Verdict string `json:"verdict"`
	Open    bool   `json:"open,omitempty"` // the export does not tell
}

type cause struct {
	Kind  string `json:"kind"`
	Field string `json:"field,omitempty"`
	Disk  string `json:"disk,omitempty"`
	From  string `json:"from,omitempty"`
	To    string `json:"to,omitempty"`
}

// RenderChanges writes a comparison, as `diff` prints it. A report that was
// compared with an earlier one carries the same under the key changes.
func RenderChanges(w io.Writer, c *render.Changes) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(true) // as the report does
	e.SetIndent("", "  ")
	return e.Encode(changesOf(c))
}

// changesOf is the comparison as JSON holds it, nil for none.
func changesOf(c *render.Changes) *changes {
	if c == nil {
		return nil
	}
	t := c.Tally()
	out := &changes{Schema: ChangesSchema, Since: sideOf(c.Since), Now: sideOf(c.Now), Headline: c.Headline(),
		Items: byStatus(t.Items), Findings: byStatus(t.Findings), Changed: []changedItem{}}
	for i := range c.Items {
		if c.Items[i].Changed() {
			out.Changed = append(out.Changed, changedItemOf(&c.Items[i]))
		}
	}
	return out
}

func sideOf(r *render.Report) side {
	p := r.Point()
	return side{p.RunID, r.Title, r.AsOf, r.Generated.Format(time.RFC3339), r.Version, append([]string{}, p.Editions...), p.Complete}
}

func byStatus(of map[evaluate.Status]int) map[string]int {
	out := map[string]int{}
	for status, n := range of {
		if n > 0 {
			out[string(status)] = n
		}
	}
	return out
}

func changedItemOf(c *evaluate.ItemChange) changedItem {
	it := c.Item()
	out := changedItem{ID: it.ID(), Kind: it.Kind.String(), Name: it.Name(), Subscription: it.Subscription(), ResourceGroup: it.ResourceGroup(),
		Status: string(c.Status), Causes: causesOf(c.Causes), Rules: []changedRule{}}
	if c.Old != nil {
		out.From = standingOf(c.Old.Standing())
	}
	if c.New != nil {
		out.To = standingOf(c.New.Standing())
	}
	for i := range c.Rules {
		r := &c.Rules[i]
		if r.Status == evaluate.Unchanged {
			continue
		}
		rule := changedRule{Matrix: r.Edition.Matrix, Edition: r.Edition.ID, Rule: r.Rule.ID, Status: string(r.Status), Causes: causesOf(r.Causes)}
		if c.Old != nil {
			rule.From = standingOf(r.Old)
		}
		if c.New != nil {
			rule.To = standingOf(r.New)
		}
		out.Rules = append(out.Rules, rule)
	}
	return out
}

func standingOf(s evaluate.Standing) *standing { return &standing{s.Verdict.String(), s.Open} }

func causesOf(causes []evaluate.Cause) []cause {
	out := make([]cause, len(causes))
	for i, c := range causes {
		out[i] = cause{string(c.Kind), c.Field, c.Disk, c.From, c.To}
	}
	return out
}
