package json

import (
	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/waiver"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// accepted is what a finding says of its waiver; the register has the rest.
type accepted struct {
	ID       string `json:"id"`
	Category string `json:"category"`
	Expires  string `json:"expires"`
}

func (a *accepted) id() string {
	if a == nil {
		return ""
	}
	return a.ID
}

// register is the file of waivers as it stood on the day of the report.
type register struct {
	Name     string  `json:"name"`
	SHA256   string  `json:"sha256"`
	Day      string  `json:"day"`
	WarnDays int     `json:"warnDays"`
	Register []entry `json:"register"`
}

// entry is one waiver and what became of it.
type entry struct {
	ID       string   `json:"id"`
	State    string   `json:"state"`
	Rules    []string `json:"rules"`
	Items    selector `json:"items"`
	Category string   `json:"category"`
	Reason   string   `json:"reason"`
	Owner    string   `json:"owner"`
	Approver string   `json:"approver"`
	Ticket   string   `json:"ticket,omitempty"`
	Raised   string   `json:"raised"`
	Expires  string   `json:"expires"`
	DaysLeft int      `json:"daysLeft"`
	Line     int      `json:"line"`     // in the file
	Findings int      `json:"findings"` // that it accepts; of one not in force, that no other accepts instead
	On       int      `json:"onItems"`
	Unused   bool     `json:"unused,omitempty"`
	Overlaps []string `json:"overlaps,omitempty"`
	Unknown  []string `json:"unknownRules,omitempty"`
	Broad    string   `json:"broad,omitempty"`
}

type selector struct {
	ID            string `json:"id,omitempty"`
	Subscription  string `json:"subscription,omitempty"`
	ResourceGroup string `json:"resourceGroup,omitempty"`
	Tags          []tag  `json:"tags,omitempty"`
}

type tag struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// addWaivers adds the register, where there is one, and how many items it leaves
// better.
func (h *head) addWaivers(r *render.Report) {
	if r.Waivers == nil {
		return
	}
	h.Accepted = map[string]map[string]int{}
	for _, c := range r.Counts() {
		of := map[string]int{}
		for _, v := range evaluate.Verdicts {
			of[v.String()] = c.Accepted[v]
		}
		h.Accepted[c.Kind.String()] = of
	}
	w := r.Waivers
	h.Waivers = &register{w.Name, w.SHA256, w.Day, w.WarnDays, []entry{}}
	for _, e := range w.Entries {
		h.Waivers.Register = append(h.Waivers.Register, entryOf(e))
	}
}

func entryOf(e *evaluate.Entry) entry {
	w := e.Waiver
	items := selector{ID: w.Items.ID.String(), Subscription: w.Items.Subscription, ResourceGroup: w.Items.ResourceGroup.String()}
	for _, t := range w.Items.Tags {
		items.Tags = append(items.Tags, tag(t))
	}
	return entry{ID: w.ID, State: string(e.State), Rules: w.Rules, Items: items, Category: w.Category, Reason: w.Reason,
		Owner: w.Owner, Approver: w.Approver, Ticket: w.Ticket, Raised: w.Raised, Expires: w.Expires, DaysLeft: e.DaysLeft, Line: w.Line,
		Findings: e.Findings, On: e.Items, Unused: e.Unused, Overlaps: e.Overlaps, Unknown: e.Unknown, Broad: e.Broad}
}

// restored is addWaivers the other way round.
func (r *register) restored() *evaluate.Register {
	if r == nil {
		return nil
	}
	out := &evaluate.Register{Name: r.Name, SHA256: r.SHA256, Day: r.Day, WarnDays: r.WarnDays}
	for _, e := range r.Register {
		out.Entries = append(out.Entries, e.restored())
	}
	return out
}

func (e *entry) restored() *evaluate.Entry {
	items := waiver.Items{ID: waiver.NewGlob(e.Items.ID), Subscription: e.Items.Subscription, ResourceGroup: waiver.NewGlob(e.Items.ResourceGroup)}
	for _, t := range e.Items.Tags {
		items.Tags = append(items.Tags, inventory.Tag(t))
	}
	w := &waiver.Waiver{ID: e.ID, Rules: e.Rules, Items: items, Category: e.Category, Reason: e.Reason, Owner: e.Owner,
		Approver: e.Approver, Ticket: e.Ticket, Raised: e.Raised, Expires: e.Expires, Line: e.Line}
	return &evaluate.Entry{Waiver: w, State: evaluate.State(e.State), DaysLeft: e.DaysLeft, Findings: e.Findings, Items: e.On,
		Unused: e.Unused, Overlaps: e.Overlaps, Unknown: e.Unknown, Broad: e.Broad}
}
