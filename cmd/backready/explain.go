package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
)

func (p *program) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain RULE|STATEMENT",
		Short: "Explain a rule or a statement: fact, reason, fix, source, editions",
		Example: `  backready explain vm/ultra-disk
  backready explain D26-10`,
		Args: exactly(1),
		RunE: func(_ *cobra.Command, args []string) error { return p.explain(args[0]) },
	}
}

func (p *program) explain(id string) error {
	var editions []*evaluate.Edition
	for _, released := range matrix.Released() {
		e, err := compiled(released)
		if err != nil {
			return err
		}
		editions = append(editions, e)
	}
	if out := explainRule(editions, id, p.width()); out != "" {
		return p.print(out)
	}
	if out := explainStatement(editions, id, p.width()); out != "" {
		return p.print(out)
	}
	hint := "backready matrix show " + newestOf(editions) + " lists statements and rules"
	if close := nearest(id, explained(editions)); close != "" {
		hint = "backready explain " + close
	}
	return usage(hint, "no rule and no statement %q%s", id, near(editions, id))
}

// explainRule prints the guide page of a rule, then what it stands on and says
// in each edition.
func explainRule(editions []*evaluate.Edition, id string, width int) string {
	var out strings.Builder
	var guide *matrix.Guide
	for _, e := range editions {
		i := slices.IndexFunc(e.Rules, func(r *evaluate.Rule) bool { return r.ID == id })
		if i < 0 {
			continue
		}
		r := e.Rules[i]
		guide = r.Guide
		fmt.Fprintf(&out, "\n%s\n", e.ID)
		for _, s := range r.Statements {
			fmt.Fprintf(&out, "  %-9s %s\n%12s%s, affects %s, date %s\n%12s%s\n", s.ID, indented(s.Text, 12, width), "", s.Class, s.Affects, s.Certainty, "", s.Link)
		}
		for _, c := range r.Cases {
			fmt.Fprintf(&out, "  %s: %s\n      when %s\n", verdictWords(r, c), indented(c.Says, 6, width), indented(c.When.String(), 11, width))
		}
	}
	if guide == nil {
		return ""
	}
	var page strings.Builder
	fmt.Fprintf(&page, "%s: %s\n\n%s\n\nFix: %s\n\n%s\n\nVerify\n\n%s\n", id, guide.Title, readable(guide.Why, width), guide.Fix, readable(guide.How, width), readable(guide.Verify, width))
	if guide.Instead != "" {
		fmt.Fprintf(&page, "\nInstead\n\n%s\n", readable(guide.Instead, width))
	}
	for _, source := range guide.Sources {
		fmt.Fprintf(&page, "\nSee %s", source)
	}
	return strings.TrimRight(page.String()+"\n"+out.String(), "\n")
}

// readable is a part of a guide page for the terminal: paragraphs and steps
// wrapped, without marks of emphasis, commands as they are.
func readable(part string, width int) string {
	var lines []string
	inside := false
	for line := range strings.SplitSeq(strings.TrimSpace(part), "\n") {
		fence := strings.HasPrefix(line, "```")
		inside = inside != fence
		if !inside && !fence {
			step, _, _ := strings.Cut(line, " ")
			column := 0
			if step == "-" || strings.HasSuffix(step, ".") && strings.Trim(step, "0123456789.") == "" {
				column = len(step) + 1
			}
			line = indented(strings.ReplaceAll(line, "**", ""), column, width)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func verdictWords(r *evaluate.Rule, c matrix.Case) string {
	if c.Verdict.By == nil {
		if len(r.Paths) == 0 {
			return c.Verdict.All
		}
		return c.Verdict.All + " on " + strings.Join(r.Paths, ", ")
	}
	var words []string
	for _, path := range r.Paths {
		words = append(words, c.Verdict.On(path)+" on "+path)
	}
	return strings.Join(words, "; ")
}

// explainStatement prints what a statement says, in each edition that has it,
// and the rules that stand on it.
func explainStatement(editions []*evaluate.Edition, id string, width int) string {
	var out strings.Builder
	for _, e := range editions {
		s, ok := e.Statement(id)
		if !ok {
			continue
		}
		fmt.Fprintf(&out, "%s  %s, %s\n  %s\n  %s, affects %s, date %s\n  %s\n", s.ID, e.ID, s.Section, indented(s.Text, 2, width), s.Class, s.Affects, s.Certainty, s.Link)
		rules := matrix.Cover(e.Edition).Rules[id]
		for _, r := range e.Rules {
			if slices.Contains(rules, r.ID) {
				fmt.Fprintf(&out, "  checked by %s: %s\n", r.ID, r.Guide.Title)
			}
		}
		if len(rules) == 0 {
			out.WriteString("  no export can decide it; reports print it under \"Also mind\"\n")
		}
		out.WriteString("\n")
	}
	return strings.TrimRight(out.String(), "\n")
}

// near suggests rules whose id holds what was typed.
func near(editions []*evaluate.Edition, id string) string {
	var ids []string
	for _, e := range editions {
		for _, r := range e.Rules {
			if strings.Contains(r.ID, strings.ToLower(id)) && !slices.Contains(ids, r.ID) && len(ids) < 6 {
				ids = append(ids, r.ID)
			}
		}
	}
	if len(ids) == 0 {
		return ""
	}
	return "; did you mean " + strings.Join(ids, ", ")
}

// explained are the ids of all rules and statements, each once, in order.
func explained(editions []*evaluate.Edition) []string {
	var ids []string
	for _, e := range editions {
		for _, r := range e.Rules {
			ids = append(ids, r.ID)
		}
		for _, s := range e.Statements {
			ids = append(ids, s.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// newestOf is the edition with the latest date.
func newestOf(editions []*evaluate.Edition) string {
	return slices.MaxFunc(editions, func(a, b *evaluate.Edition) int { return cmp.Compare(a.Date, b.Date) }).ID
}
