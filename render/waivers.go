package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/waiver"
)

// accepted says by which waiver a finding is accepted, and until when.
func accepted(f *evaluate.Finding) string {
	if f.Waiver == nil {
		return ""
	}
	return f.Waiver.ID + " until " + f.Waiver.Expires
}

// acceptedOn says the same of an item: which waivers accept what is behind its
// verdict, and what is still open.
func acceptedOn(a *evaluate.Assessment) string {
	var said []string
	for i := range a.Results {
		for _, f := range Deciding(a.Results[i]) {
			if s := accepted(f); s != "" && !slices.Contains(said, s) {
				said = append(said, s)
			}
		}
	}
	if len(said) == 0 {
		return ""
	}
	return strings.Join(said, ", ") + "; still open: " + a.Open().String()
}

// withAccepted adds the column of that to the columns of a part, where there
// are waivers.
func (r *Report) withAccepted(ids ...string) []string {
	if r.Waivers != nil {
		ids = slices.Insert(ids, min(4, len(ids)), "accepted")
	}
	return ids
}

// exceptions are the parts that show what is accepted, and by what: none where
// no register was given.
func (r *Report) exceptions() []Part {
	if r.Waivers == nil {
		return nil
	}
	return []Part{r.acceptedFindings(), r.register()}
}

// acceptedFindings has a row for each accepted finding.
func (r *Report) acceptedFindings() Part {
	left := map[*waiver.Waiver]int{}
	for _, e := range r.Waivers.Entries {
		left[e.Waiver] = e.DaysLeft
	}
	of := func(get func(*waiver.Waiver) string) func(found) Cell {
		return func(f found) Cell { return text(get(f.finding.Waiver)) }
	}
	columns := pick(findingColumns, "kind", "name", "title", "verdict")
	columns = append(columns, []column[found]{
		{Head{"waiver", "Accepted by", 16, Name}, of(func(w *waiver.Waiver) string { return w.ID })},
		{Head{"category", "Category", 11, Words}, of(func(w *waiver.Waiver) string { return w.Category })},
		{Head{"expires", "Until", 12, Words}, of(func(w *waiver.Waiver) string { return w.Expires })},
		{Head{"daysLeft", "Days left", 9, Number}, func(f found) Cell { return number(left[f.finding.Waiver]) }},
		{Head{"reason", "Because", 56, Words}, of(func(w *waiver.Waiver) string { return w.Reason })},
		{Head{"owner", "Owner of the risk", 24, Words}, of(func(w *waiver.Waiver) string { return w.Owner })},
		{Head{"approver", "Approved by", 24, Words}, of(func(w *waiver.Waiver) string { return w.Approver })},
		{Head{"ticket", "Ticket", 14, Name}, of(func(w *waiver.Waiver) string { return w.Ticket })},
		{Head{"raised", "Raised", 12, Words}, of(func(w *waiver.Waiver) string { return w.Raised })},
	}...)
	columns = append(columns, pick(findingColumns, "rule", "resourceGroup", "subscription", "id")...)
	return Part{ID: "exceptions", Title: "Exceptions",
		Lead:  []string{"Findings that somebody has accepted for a time. Their verdicts stay as they are, and they stand in every other part, marked with the waiver; they are left out of “What to do first”. Mitigated means that something else meets the risk."},
		Table: tableOf(columns, r.findings(func(f found) bool { return f.finding.Waiver != nil })), None: "No finding is accepted on the day of this report."}
}

// register has a row for each waiver of the file, in its order.
func (r *Report) register() Part {
	type entry = *evaluate.Entry
	columns := []column[entry]{
		{Head{"waiver", "Waiver", 16, Name}, func(e entry) Cell { return text(e.Waiver.ID) }},
		{Head{"state", "State", 14, Words}, func(e entry) Cell { return text(string(e.State)) }},
		{Head{"mind", "Mind", 48, Words}, func(e entry) Cell { return text(mindOf(e)) }},
		{Head{"findings", "Findings", 9, Number}, func(e entry) Cell { return number(e.Findings) }},
		{Head{"items", "Items", 8, Number}, func(e entry) Cell { return number(e.Items) }},
		{Head{"category", "Category", 11, Words}, func(e entry) Cell { return text(e.Waiver.Category) }},
		{Head{"rules", "Rules", 32, Name}, func(e entry) Cell { return text(strings.Join(e.Waiver.Rules, ", ")) }},
		{Head{"selector", "On items", 44, Name}, func(e entry) Cell { return text(e.Waiver.Items.String()) }},
		{Head{"raised", "Raised", 12, Words}, func(e entry) Cell { return text(e.Waiver.Raised) }},
		{Head{"expires", "Last day", 12, Words}, func(e entry) Cell { return text(e.Waiver.Expires) }},
		{Head{"daysLeft", "Days left", 9, Number}, func(e entry) Cell { return number(e.DaysLeft) }},
		{Head{"reason", "Because", 56, Words}, func(e entry) Cell { return text(e.Waiver.Reason) }},
		{Head{"owner", "Owner of the risk", 24, Words}, func(e entry) Cell { return text(e.Waiver.Owner) }},
		{Head{"approver", "Approved by", 24, Words}, func(e entry) Cell { return text(e.Waiver.Approver) }},
		{Head{"ticket", "Ticket", 14, Name}, func(e entry) Cell { return text(e.Waiver.Ticket) }},
	}
	w := r.Waivers
	which, none := "Every waiver", "The register is empty."
	if r.Judgement.Part != nil {
		which, none = "The waivers that match findings of this part, out", "No waiver matches a finding of this part."
	}
	return Part{ID: "waivers", Title: "Register of exceptions",
		Lead: []string{
			fmt.Sprintf("%s of %s as it stands on %s. The last day is the last one on which it holds; it is announced %s ahead. SHA-256 of the file: %s.", which, w.Name, w.Day, plural(w.WarnDays, "day"), w.SHA256),
			"Findings are those that the waiver accepts; of one that is not in force, those that no other accepts instead. Where several match a finding, the first in the file accepts it."},
		Table: tableOf(columns, slices.Values(w.Entries)), None: none}
}

// mindOf is what to know of a waiver.
func mindOf(e *evaluate.Entry) string {
	var said []string
	for _, w := range e.Warnings() {
		said = append(said, w.Text)
	}
	return strings.Join(said, "; ")
}

// AllAccepted counts the items that waivers leave with a better verdict.
func (c *Count) AllAccepted() int {
	sum := 0
	for _, n := range c.Accepted {
		sum += n
	}
	return sum
}

// ofThese says how many of some items are accepted.
func ofThese(accepted, all int) string {
	switch {
	case accepted == 0:
		return ""
	case all == 1:
		return ", which is accepted"
	}
	return fmt.Sprintf(", %d of these accepted", accepted)
}
