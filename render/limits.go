package render

import (
	"slices"
	"strings"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

// A limit is what the findings of a rule that enter no verdict come to.
type limit struct {
	count *evaluate.RuleCount
	items int               // on which it gave one
	open  int               // of them it cannot be told
	first []*inventory.Item // a few of them
}

// namedLimited is how many items of a limit are named.
const namedLimited = 4

// known is what a result says of a limit: the worst of its findings.
type known struct {
	*limit
	worst evaluate.Verdict
}

// knownOf are the limits to know of a result, each once.
func knownOf(res *evaluate.Result, limits map[*evaluate.Rule]*limit) []known {
	var list []known
	for _, f := range res.Findings {
		if !f.ToKnow() {
			continue
		}
		l := limits[f.Rule]
		if i := slices.IndexFunc(list, func(k known) bool { return k.limit == l }); i >= 0 {
			list[i].worst = max(list[i].worst, f.Verdict)
		} else {
			list = append(list, known{l, f.Verdict})
		}
	}
	return list
}

// take counts one more item.
func (k known) take(it *inventory.Item) {
	if k.items++; k.worst == evaluate.Undetermined {
		k.open++
	}
	if len(k.first) < namedLimited {
		k.first = append(k.first, it)
	}
}

func (r *Report) toKnow(of *survey) Part {
	limits := slices.DeleteFunc(slices.Clone(of.limits), func(l *limit) bool { return l.items == 0 })
	columns := []column[*limit]{
		{Head{"title", "Limit", 36, Words}, func(l *limit) Cell { return text(l.count.Rule.Guide.Title) }},
		{Head{"says", "What to know", 64, Words}, func(l *limit) Cell { return text(says(l.count.Rule)) }},
		{Head{"affects", "Affects", 12, Words}, func(l *limit) Cell { return text(l.count.Rule.Affects) }},
		{Head{"items", "Items", 8, Number}, func(l *limit) Cell { return number(l.items) }},
		{Head{"open", "Of them open", 10, Number}, func(l *limit) Cell { return number(l.open) }},
		{Head{"names", "Which", 44, Name}, func(l *limit) Cell { return text(firstNames(l.first, l.items)) }},
		{Head{"advice", "Advice", 44, Words}, func(l *limit) Cell { return text(l.count.Rule.Guide.Fix) }},
		{Head{"statements", "Statements", 14, Words}, func(l *limit) Cell { return text(strings.Join(l.count.Rule.Rule.Statements, ", ")) }},
		{Head{"source", "Source", 36, Link}, func(l *limit) Cell { return source(l.count.Edition, l.count.Rule) }},
	}
	return Part{ID: "know", Title: "Limits to know",
		Lead:  []string{"Limits on restore, on a feature or on operations. They do not change whether an item can be backed up and enter no verdict."},
		Table: tableOf(columns, slices.Values(limits)), None: "None."}
}
