package render

import (
	"iter"
	"slices"
	"strings"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

// A Turn is an item that another edition of the same matrix judges differently.
type Turn struct {
	Item      *inventory.Item
	Now, Then *evaluate.Result
}

// Turns returns the items that the editions of Against judge differently, in
// the order of the report.
func (r *Report) Turns() iter.Seq[Turn] {
	return func(yield func(Turn) bool) {
		then := map[*inventory.Item]*evaluate.Assessment{}
		for a := range r.Against.All() {
			then[a.Item] = a
		}
		for a := range r.Judgement.All() {
			for _, t := range turns(a, then[a.Item]) {
				if !yield(t) {
					return
				}
			}
		}
	}
}

func turns(now, then *evaluate.Assessment) []Turn {
	var list []Turn
	for i := range now.Results {
		for n := range then.Results {
			a, b := now.Results[i], then.Results[n]
			if a.Edition.Matrix == b.Edition.Matrix && a.Verdict != b.Verdict {
				list = append(list, Turn{now.Item, a, b})
			}
		}
	}
	return list
}

// against says, item by item, what would be judged differently under another
// edition of the same matrix.
func (r *Report) against() Part {
	columns := []column[Turn]{
		{Head{"kind", "Kind", 6, Words}, func(t Turn) Cell { return text(t.Item.Kind.String()) }},
		{Head{"name", "Name", 28, Name}, func(t Turn) Cell { return text(t.Item.Name()) }},
		{Head{"now", "Verdict", 14, Verdict}, func(t Turn) Cell { return verdict(t.Now.Verdict) }},
		{Head{"nowWhy", "Why", 44, Words}, func(t Turn) Cell { return text(whyOf(t.Now)) }},
		{Head{"then", "Under the other", 14, Verdict}, func(t Turn) Cell { return verdict(t.Then.Verdict) }},
		{Head{"thenWhy", "Why there", 44, Words}, func(t Turn) Cell { return text(whyOf(t.Then)) }},
		{Head{"edition", "Other edition", 26, Name}, func(t Turn) Cell { return text(t.Then.Edition.ID) }},
		{Head{"resourceGroup", "Resource group", 24, Name}, func(t Turn) Cell { return text(t.Item.ResourceGroup()) }},
	}
	var ids []string
	for _, e := range r.Against.Editions {
		ids = append(ids, e.ID)
	}
	return Part{ID: "against", Title: "Under another edition",
		Lead:  []string{"The items whose verdict differs under " + strings.Join(ids, ", ") + ". The verdicts of this report are those of its own editions."},
		Table: tableOf(columns, r.Turns()), None: r.nothingDiffers()}
}

// nothingDiffers is said where no verdict differs, be it that none was compared.
func (r *Report) nothingDiffers() string {
	var alone []string
	for _, other := range r.Against.Editions {
		items := slices.ContainsFunc(r.Judgement.Inventory.Items, func(it *inventory.Item) bool { return it.Kind == other.Kind })
		own := slices.ContainsFunc(r.Judgement.Editions, func(e *evaluate.Edition) bool { return e.Matrix == other.Matrix })
		switch {
		case items && own:
			return "No verdict differs."
		case !own:
			alone = append(alone, "This report judges by no edition of "+other.Matrix+".")
		default:
			alone = append(alone, "There are no "+kindWord(other.Kind)+"s.")
		}
	}
	return "Nothing was compared. " + strings.Join(alone, " ")
}
