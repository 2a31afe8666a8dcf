package evaluate

import (
	"cmp"
	"maps"
	"slices"
)

// A Standing is how an item stands, as a whole or with one rule.
type Standing struct {
	Verdict Verdict
	// Open says that the export does not tell: the verdict is undetermined, or
	// the rule was not assessed for want of an optional column.
	Open bool
}

// String returns the verdict, or that nothing was assessed.
func (s Standing) String() string {
	if s.Open && s.Verdict == Supported {
		return "not assessed"
	}
	return s.Verdict.String()
}

// stance is how an item stands with a rule, by the paths of the rule; the empty
// path is that of a limit to know. A path on which all is well has no entry.
type stance map[string]Standing

// stanceOf reads the findings of one rule on an item. Where it was not assessed,
// every path that no finding decides is open.
func stanceOf(r *Rule, findings []*Finding, assessed bool) stance {
	s := stance{}
	if !assessed {
		for _, path := range r.paths {
			s[path] = Standing{Open: true}
		}
	}
	for _, f := range findings {
		paths := f.Paths
		if f.ToKnow() {
			paths = []string{""}
		}
		for _, path := range paths {
			if !assessed && path == "" {
				continue // only says what would have to be known
			}
			s[path] = worst(s[path], Standing{f.Verdict, f.open()})
		}
	}
	return s
}

// open reports whether a finding is there for want of data, and not because the
// matrix leaves the case undetermined.
func (f *Finding) open() bool {
	return f.Verdict == Undetermined && len(f.Lacking)+len(f.Unread) > 0
}

func worst(a, b Standing) Standing {
	if c := cmp.Compare(a.Verdict, b.Verdict); c > 0 || c == 0 && a.Open {
		return a
	}
	return b
}

// worst is the worst standing on any path.
func (s stance) worst() Standing {
	var w Standing
	for _, on := range s {
		w = worst(w, on)
	}
	return w
}

// Status says what became of something between two judgements.
type Status string

// The statuses. Those of data that came or vanished are apart: to be known or
// not is neither better nor worse.
const (
	Unchanged         Status = "unchanged"
	New               Status = "new"      // nothing was found before
	Resolved          Status = "resolved" // was found before, assessed again, and is well
	Worse             Status = "worse"
	Better            Status = "better"
	Changed           Status = "changed" // not the same on every path
	NoLongerAssessed  Status = "no longer assessed"
	NotAssessedBefore Status = "not assessed before"
	Accepted          Status = "accepted"           // as before, but under a waiver now
	NoLongerAccepted  Status = "no longer accepted" // as before, but its waiver ended or is gone
	Came              Status = "came"               // with its item
	Went              Status = "went"               // with its item
)

// to says what became of a standing.
func (s Standing) to(now Standing) Status {
	switch {
	case s == now || s.Open && now.Open:
		return Unchanged
	case now.Open:
		return NoLongerAssessed
	case s.Open:
		return NotAssessedBefore
	case now.Verdict > s.Verdict:
		return Worse
	}
	return Better
}

// to says what became of a rule on an item: of its worst where all paths went
// the same way.
func (s stance) to(now stance) Status {
	became := map[Status]bool{}
	for _, paths := range []stance{s, now} {
		for path := range paths {
			became[s[path].to(now[path])] = true
		}
	}
	delete(became, Unchanged)
	switch {
	case len(became) == 0:
		return Unchanged
	case became[Worse] && len(s) == 0:
		return New
	case became[Better] && len(now) == 0:
		return Resolved
	case len(became) > 1:
		return Changed
	}
	return slices.Collect(maps.Keys(became))[0] // the only one
}

// same reports whether two stances agree on every path.
func (s stance) same(o stance) bool { return s.to(o) == Unchanged }
