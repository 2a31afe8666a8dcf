package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
)

// lint checks matrices of one's own, or without files the released ones, and
// lists what is known to be weak: commands that were not found in a reference,
// and statements that are not proved for their date.
//
// Exit statuses: 2 where a matrix is wrong or an example of a rule does not hold,
// 4 where statements of a draft are open: the evidence is incomplete.
func (p *program) lint(args []string) error {
	if len(args) > 0 {
		for _, name := range args {
			if err := p.lintFile(name); err != nil {
				return err
			}
		}
		return nil
	}
	var out strings.Builder
	listed := map[string]bool{}
	for _, id := range matrix.Released() {
		m, err := matrix.Load(id) // strictly, as it is written
		if err != nil {
			return usage("backready matrix list", "%w", err)
		}
		e, err := compile(m)
		if err != nil {
			return err
		}
		if _, faults := e.Try(); len(faults) > 0 {
			return usage("backready matrix show "+id, "%w", errors.Join(faults...))
		}
		unproven := 0
		for _, s := range e.Edition.Statements {
			if s.Certainty == "unproven" {
				unproven++
			}
		}
		fmt.Fprintf(&out, "%s: %d rules, nothing wrong; %d statements not proved for the date\n", id, len(e.Rules), unproven)
		for _, r := range e.Rules {
			for _, command := range r.Guide.Unchecked {
				listed[r.ID+": "+command] = true
			}
		}
	}
	out.WriteString("commands of guide pages that were not found in a reference:\n")
	for _, line := range slices.Sorted(maps.Keys(listed)) {
		fmt.Fprintf(&out, "  %s\n", line)
	}
	return p.print(strings.TrimRight(out.String(), "\n"))
}

// lintFile checks a matrix of one's own or the draft of an edition.
func (p *program) lintFile(name string) error {
	m, err := fileEdition(name)
	if err != nil {
		return err
	}
	e, err := evaluate.Compile(m)
	if err != nil {
		return usage("correct the rule that stands there; backready help matrices shows one that is right", "%w", err)
	}
	n, faults := e.Try()
	if len(faults) > 0 {
		return usage("correct the rule, or what the example wants", "%w", errors.Join(faults...))
	}
	open := m.Open()
	said := "nothing wrong"
	if len(open) > 0 {
		said = "a draft: " + openOf(open, m)
		p.status = statusIncomplete
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%s: %s, %d statements, %d rules: %s\n", name, m.ID, len(m.Statements), len(m.Rules), said)
	if n > 0 {
		fmt.Fprintf(&out, "all %d examples of the rules hold\n", n)
	}
	if err := sinceBefore(&out, m); err != nil {
		return err
	}
	if len(open) > 0 {
		fmt.Fprintf(&out, "open: read %s, correct the text where it says something else, then delete the line \"review: open\"\n", m.Source)
	}
	for i, line := range m.Lines() {
		if s := m.Statements[i]; s.Review != "" {
			fmt.Fprintf(&out, "  %s:%d: %s  %s\n", name, line, s.ID, s.Topic)
		}
	}
	return p.print(strings.TrimRight(out.String(), "\n"))
}

// openOf says how many statements of a draft are open.
func openOf(open []matrix.Statement, e *matrix.Edition) string {
	return fmt.Sprintf("%d of %d statements are open", len(open), len(e.Statements))
}

// sinceBefore says what a file changes of the edition before it, where it is one
// of a released matrix, and which of its checks nothing makes.
func sinceBefore(out *strings.Builder, e *matrix.Edition) error {
	id, ok := matrix.Before(e.Matrix, e.Date)
	if !ok {
		return nil
	}
	before, err := matrix.Load(id)
	if err != nil {
		return err
	}
	changes := matrix.Compare(before, e)
	fmt.Fprintf(out, "since %s: %s\n", id, inTopics(changes))
	for _, c := range changes {
		fmt.Fprintf(out, "  %-7s  %s  %s\n", c.Kind, c.Topic, strings.Join(changedIDs(c), ", "))
	}
	if missing := matrix.Cover(e).Uncovered; len(missing) > 0 {
		fmt.Fprintf(out, "no rule with examples stands on %s\n", strings.Join(missing, ", "))
	}
	return nil
}

// changedIDs are the ids of the statements of a topic, those of now where there
// are any.
func changedIDs(c matrix.Change) []string {
	list := c.To
	if len(list) == 0 {
		list = c.From
	}
	var ids []string
	for _, s := range list {
		ids = append(ids, s.ID)
	}
	return ids
}
