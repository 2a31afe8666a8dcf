package sql

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory/tables"
)

// ruleQuery is the query that gives a row per item and path of a rule. Within it
// c1, c2, … are whether the cases hold, v1, v2, … the verdicts that they give on
// the path, decides the first case that holds, said its verdict, o1, o2, … whether
// a case that nobody can decide stands before it and would say something else.
func (c *compiler) ruleQuery(r *evaluate.Rule, from string) string {
	q := query{compiler: c, rule: r}
	for i := range r.Cases {
		q.decided = append(q.decided, c.grounds(r.Cases[i].When, isTrue))
		q.open = append(q.open, c.grounds(r.Cases[i].When, isUnknown))
	}
	if r.Trigger != nil {
		q.trigger = c.grounds(r.Trigger, isTrue)
	}
	return strings.Join([]string{
		q.comment(),
		"SELECT id, " + c.text(r.ID) + " AS rule, path, verdict, " + q.says() + " AS says,",
		"  " + c.textsOf(r.Rule.Statements) + " AS statements,",
		"  " + q.grounds(func(g grounds) []string { return g.evidence }, nil, c.typeOf(tables.Facts)) + " AS evidence,",
		"  " + q.grounds(func(g grounds) []string { return g.about }, nil, c.places) + " AS about,",
		"  " + q.grounds(func(g grounds) []string { return g.lacking }, q.missing(), c.typeOf(tables.List)) + " AS lacking,",
		"  " + q.grounds(func(g grounds) []string { return g.unread }, nil, c.typeOf(tables.List)) + " AS unrecognised",
		"FROM (SELECT *, CASE WHEN " + q.anyOpen() + " THEN " + c.text(q.undecided()) + " ELSE said END AS verdict",
		"FROM (SELECT *, " + q.openCases(),
		"FROM (SELECT *, " + q.first("0", func(n int) string { return fmt.Sprint(n) }) + " AS decides, " +
			q.first("'supported'", func(n int) string { return fmt.Sprintf("v%d", n) }) + " AS said",
		"FROM (SELECT *,",
		"    " + q.cases(),
		"  FROM " + from + ") AS asked",
		"  CROSS JOIN (VALUES " + q.paths() + ") AS paths (path" + q.each(", v%d") + ")) AS answered) AS weighed) AS judged",
	}, "\n")
}

// A query is that of a rule.
type query struct {
	*compiler
	rule          *evaluate.Rule
	decided, open []grounds // by case
	trigger       grounds
}

// comment names the rule and its statements.
func (q *query) comment() string {
	lines := []string{"-- " + oneLine(q.rule.ID) + ": " + q.rule.Class + ", affects " + q.rule.Affects}
	for _, s := range q.rule.Statements {
		lines = append(lines, "--   "+oneLine(s.ID)+": "+oneLine(s.Text))
	}
	return strings.Join(lines, "\n")
}

// oneLine is a text that can't end a comment, and in whose place the shells of
// Spark, which look into comments as well, put no setting.
func oneLine(s string) string {
	words := strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Cf)
	})
	return strings.ReplaceAll(strings.Join(words, " "), "${", "$ {")
}

// each is a text for every case, with its number.
func (q *query) each(format string) string {
	var b strings.Builder
	for n := range q.rule.Cases {
		fmt.Fprintf(&b, format, n+1)
	}
	return b.String()
}

// first is what the first case that holds gives.
func (q *query) first(otherwise string, of func(n int) string) string {
	var b strings.Builder
	b.WriteString("CASE")
	for n := range q.rule.Cases {
		fmt.Fprintf(&b, " WHEN c%d THEN %s", n+1, of(n+1))
	}
	return b.String() + " ELSE " + otherwise + " END"
}

func (q *query) cases() string {
	var list []string
	for i := range q.rule.Cases {
		list = append(list, fmt.Sprintf("%s AS c%d", q.holds(q.rule.Cases[i].When, ofItem), i+1))
	}
	if q.rule.Trigger != nil {
		list = append(list, "("+q.holds(q.rule.Trigger, ofItem)+") IS TRUE AS known")
	}
	return strings.Join(list, ",\n    ")
}

func (q *query) openCases() string {
	var list []string
	for i := range q.rule.Cases {
		list = append(list, fmt.Sprintf("c%[1]d IS NULL AND (decides = 0 OR decides > %[1]d) AND v%[1]d <> said AS o%[1]d", i+1))
	}
	return strings.Join(list, ", ")
}

func (q *query) anyOpen() string { return "(" + strings.TrimPrefix(q.each(" OR o%d"), " OR ") + ")" }

// undecided is the verdict where a case is open.
func (q *query) undecided() string {
	if q.rule.Optional() {
		return NotAssessed
	}
	return evaluate.Undetermined.String()
}

// paths are the paths of the rule, each with the verdicts of the cases on it; an
// empty one where it bears on none.
func (q *query) paths() string {
	paths := q.rule.Rule.Paths
	if len(paths) == 0 {
		paths = []string{""}
	}
	return joined(paths, func(path string) string {
		row := []string{path}
		for _, c := range q.rule.Cases {
			row = append(row, c.Verdict.On(path))
		}
		return "(" + q.texts(row) + ")"
	})
}

// says is the sentence of the case that decides, or what is to know where the
// rule is not assessed and its trigger is certain.
func (q *query) says() string {
	var b strings.Builder
	b.WriteString("CASE WHEN " + q.anyOpen() + " THEN ")
	if q.rule.Trigger != nil {
		b.WriteString("CASE WHEN known THEN " + q.text(q.rule.Known) + " END")
	} else {
		b.WriteString("NULL")
	}
	b.WriteString(" WHEN verdict <> 'supported' THEN CASE decides")
	for n, c := range q.rule.Cases {
		said := "NULL"
		if c.Says != "" {
			said = q.text(c.Says)
		}
		fmt.Fprintf(&b, " WHEN %d THEN %s", n+1, said)
	}
	return b.String() + " END END"
}

// missing is what would settle the cases that nobody can decide.
func (q *query) missing() []string {
	var list []string
	for i, g := range q.open {
		for _, l := range g.lacking {
			list = append(list, q.unlessEmpty([]string{fmt.Sprintf("c%d IS NULL", i+1)}, l))
		}
	}
	return list
}

// grounds are those of one sort: of the cases that are open, of the trigger, or
// of the case that decides. instead stands in the place of those of the trigger.
func (q *query) grounds(sort func(grounds) []string, instead []string, of string) string {
	var b strings.Builder
	when := func(condition string, lists []string) {
		if len(lists) > 0 {
			fmt.Fprintf(&b, "\n    WHEN %s THEN %s", condition, q.concat(lists))
		}
	}
	switch {
	case q.rule.Trigger != nil && instead != nil:
		when(q.anyOpen()+" AND known", instead)
	case q.rule.Trigger != nil:
		when(q.anyOpen()+" AND known", sort(q.trigger))
	}
	if !q.rule.Optional() {
		var open []string
		for i, g := range q.open {
			for _, l := range sort(g) {
				open = append(open, q.unlessEmpty([]string{fmt.Sprintf("o%d", i+1)}, l))
			}
		}
		when(q.anyOpen(), open)
	}
	b.WriteString("\n    WHEN " + q.anyOpen() + " OR verdict = 'supported' THEN CAST(NULL AS " + of + ")")
	for i, g := range q.decided {
		when(fmt.Sprintf("decides = %d", i+1), sort(g))
	}
	return "CASE" + b.String() + " END"
}
