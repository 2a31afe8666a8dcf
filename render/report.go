// Package render holds the model of a report and its one table of columns. It
// stands between evaluate, which judges, and the outputs, each of which writes
// the same parts in the same order in its own format.
package render

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

// A Report is everything that outputs say. They read it and change nothing.
type Report struct {
	Title string
	// Organization and Classification are printed on every page, "" for none.
	Organization, Classification string
	Version                      string    // of the program
	Generated                    time.Time // UTC, from the one clock that the command read
	AsOf                         string    // date for which editions were picked, YYYY-MM-DD
	Judgement                    *evaluate.Judgement
	// Against is the same inventory under other editions, nil when nobody asked.
	Against *evaluate.Judgement
	Run     Run
	// Changes are what became of the estate since an earlier report, nil when
	// nobody asked; History are points of such reports.
	Changes *Changes
	History []Point
	// Waivers is the register of accepted exceptions, nil when none was given.
	Waivers *evaluate.Register
	// Sample are items to re-perform by hand, nil when nobody asked.
	Sample *evaluate.Sample
	// Merged are the reports that it was made of, by label, nil where it was
	// made of exports.
	Merged []Merged
	// Masked names the key by which names are masked, "" where they are not.
	Masked string
}

// RunID names the run by what went into it: inputs, editions, configuration,
// the files that it names, the time, and which part of the items it is about.
func (r *Report) RunID() string { return r.runID(r.Judgement.Part) }

// WholeID is the RunID of the run that judged all parts.
func (r *Report) WholeID() string { return r.runID(nil) }

func (r *Report) runID(part *evaluate.Part) string {
	h := sha256.New()
	for _, in := range r.Judgement.Inventory.Inputs {
		fmt.Fprintln(h, "input", in.SHA256)
	}
	for _, m := range r.Merged {
		fmt.Fprintln(h, "merged", m.SHA256)
	}
	for _, e := range r.Judgement.Editions {
		fmt.Fprintln(h, "edition", e.ID, e.SHA256)
	}
	fmt.Fprintln(h, "configuration", r.Run.Configuration())
	for _, f := range r.Run.Files {
		fmt.Fprintln(h, "file", f.Flag, f.SHA256)
	}
	fmt.Fprintln(h, "as of", r.AsOf, "generated", r.Generated.Format(time.RFC3339))
	if part != nil {
		fmt.Fprintf(h, "part %q\n", part.ID())
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

// Count is how many items of a kind have each verdict.
type Count struct {
	Kind  inventory.Kind
	Of    [len(evaluate.Verdicts)]int
	Total int
	// Accepted are those of Of that waivers leave with a better verdict.
	Accepted [len(evaluate.Verdicts)]int
}

// Counts returns the totals of VMs and of disks.
func (r *Report) Counts() []Count {
	var counts []Count
	for _, kind := range []inventory.Kind{inventory.VM, inventory.Disk} {
		c := Count{Kind: kind, Of: r.Judgement.Totals[kind], Accepted: r.Judgement.Accepted[kind]}
		for _, n := range c.Of {
			c.Total += n
		}
		counts = append(counts, c)
	}
	return counts
}

// Headline is the verdict on the estate in a sentence or two, with the counts.
func (r *Report) Headline() string {
	counts := r.Counts()
	protectable := func(c Count) int { return c.Of[evaluate.Supported] + c.Of[evaluate.Limited] }
	said := []string{fmt.Sprintf("Azure Backup can protect %d of %s and %d of %s.",
		protectable(counts[0]), plural(counts[0].Total, "VM"), protectable(counts[1]), plural(counts[1].Total, "disk"))}
	say := func(v evaluate.Verdict, before, one, many string) {
		var parts []string
		sum, accepted := 0, 0
		for _, c := range counts {
			accepted += c.Accepted[v]
			if n := c.Of[v]; n > 0 {
				parts = append(parts, plural(n, kindWord(c.Kind)))
				sum += n
			}
		}
		if sum == 1 {
			many = one
		}
		if sum > 0 {
			said = append(said, before+strings.Join(parts, " and ")+many+ofThese(accepted, sum)+".")
		}
	}
	say(evaluate.Limited, "", " needs something arranged first", " need something arranged first")
	say(evaluate.Unsupported, "", " cannot be protected as it is", " cannot be protected as they are")
	say(evaluate.Undetermined, "It cannot be told for ", "", "")
	for _, c := range counts {
		if c.Total > 0 && !r.judges(c.Kind) {
			said = append(said, "No edition of this report judges "+kindWord(c.Kind)+"s.")
		}
	}
	return strings.Join(said, " ")
}

// judges reports whether any edition judges items of a kind: as of an early day
// none may.
func (r *Report) judges(kind inventory.Kind) bool {
	return slices.ContainsFunc(r.Judgement.Editions, func(e *evaluate.Edition) bool { return e.Kind == kind })
}

// Incomplete returns the reasons why the evidence is incomplete, if any.
func (r *Report) Incomplete() []inventory.Problem {
	var reasons []inventory.Problem
	for _, p := range r.Judgement.Inventory.AllProblems() {
		if p.Incomplete {
			reasons = append(reasons, p)
		}
	}
	return reasons
}

func kindWord(k inventory.Kind) string {
	if k == inventory.VM {
		return "VM"
	}
	return "disk"
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
