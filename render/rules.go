package render

import (
	"slices"
	"strings"
	"time"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
)

// says is what the report says of a rule as a whole: its first case that is not
// simply supported, else its first.
func says(r *evaluate.Rule) string {
	if r.Known != "" {
		return r.Known
	}
	for _, c := range r.Cases {
		if c.Verdict.All != evaluate.Supported.String() {
			return c.Says
		}
	}
	return r.Cases[0].Says
}

func (r *Report) rules() Part {
	type row = *evaluate.RuleCount
	columns := []column[row]{
		{Head{"rule", "Rule", 34, Name}, func(c row) Cell { return text(c.Rule.ID) }},
		{Head{"title", "About", 40, Words}, func(c row) Cell { return text(c.Rule.Guide.Title) }},
		{Head{"affects", "Affects", 12, Words}, func(c row) Cell { return text(c.Rule.Affects) }},
		{Head{"judged", "Assessed", 10, Number}, func(c row) Cell { return number(c.Judged) }},
		{Head{"decided", "Answered", 10, Number}, func(c row) Cell { return number(decided(c)) }},
		{Head{"notAssessed", "Not assessed", 10, Number}, func(c row) Cell { return number(c.NotAssessed) }},
	}
	for _, v := range []evaluate.Verdict{evaluate.Limited, evaluate.Undetermined, evaluate.Unsupported} {
		columns = append(columns, column[row]{Head{v.String(), strings.ToUpper(v.String()[:1]) + v.String()[1:], 12, Number},
			func(c row) Cell { return number(c.Found[v]) }})
	}
	columns = append(columns,
		column[row]{Head{"statements", "Statements", 16, Words}, func(c row) Cell { return text(strings.Join(c.Rule.Rule.Statements, ", ")) }},
		column[row]{Head{"certainty", "Date proved", 12, Words}, func(c row) Cell { return text(certainty(c.Rule)) }},
		column[row]{Head{"edition", "Edition", 26, Name}, func(c row) Cell { return text(c.Edition.ID) }},
		column[row]{Head{"source", "Source", 36, Link}, func(c row) Cell { return source(c.Edition, c.Rule) }})
	return Part{ID: "rules", Title: "Rules applied",
		Lead:  []string{"Every rule of the editions with the number of items on which it gave a finding. “Answered”: the export carried what the rule asks, on so many items of those assessed. “Not assessed”: the rule needs an extra column that the export does not carry. “Date proved” says how sure it is that the page said so on the date of its edition: exact, bracketed (the same before and after), or unproven."},
		Table: tableOf(columns, slices.Values(r.Judgement.Counts))}
}

// certainty is the weakest of the rule's statements.
func certainty(r *evaluate.Rule) string {
	words := []string{"exact", "bracketed", "unproven"}
	worst := 0
	for _, s := range r.Statements {
		worst = max(worst, slices.Index(words, s.Certainty))
	}
	return words[worst]
}

func (r *Report) notes() Part {
	type note struct {
		edition *evaluate.Edition
		matrix.Statement
	}
	rows := func(yield func(note) bool) {
		for _, e := range r.Judgement.Editions {
			for _, s := range e.Statements {
				if s.Class == "note" && !yield(note{e, s}) {
					return
				}
			}
		}
	}
	columns := []column[note]{
		{Head{"section", "Section", 32, Words}, func(n note) Cell { return text(n.Section) }},
		{Head{"text", "Note", 96, Words}, func(n note) Cell { return text(n.Text) }},
		{Head{"affects", "Affects", 12, Words}, func(n note) Cell { return text(n.Affects) }},
		{Head{"statement", "Statement", 11, Words}, func(n note) Cell { return link(n.ID, n.Link) }},
		{Head{"certainty", "Date proved", 12, Words}, func(n note) Cell { return text(n.Certainty) }},
		{Head{"edition", "Edition", 26, Name}, func(n note) Cell { return text(n.edition.ID) }},
	}
	return Part{ID: "notes", Title: "Also mind",
		Lead:  []string{"Statements of the matrices that no export can decide. They hold for every item."},
		Table: tableOf(columns, rows)}
}

// age is the number of days from the date of an edition to that of the report, 0
// where it is a later one.
func (r *Report) age(date string) int {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil { // the loader has checked it
		return 0
	}
	return max(0, int(r.Generated.Sub(day).Hours()/24))
}
