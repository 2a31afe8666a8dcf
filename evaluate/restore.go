package evaluate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/backready/backready/evaluate/waiver"
	"github.com/backready/backready/inventory"
)

// StoredResult is a [Result] in the form in which a report keeps it.
type StoredResult struct {
	Edition       string
	Verdict       Verdict
	Paths         map[string]Verdict
	Take, Current string
	Findings      []StoredFinding
}

// StoredFinding is a [Finding] in the form in which a report keeps it.
type StoredFinding struct {
	Rule     string
	Verdict  Verdict
	Paths    []string
	Says     string
	Evidence []Fact
	About    []string // ids of disks, or names where they have none
	Lacking  []string
	Unread   []string
	Waiver   string // id, see [Judgement.Rewaive]; "" for none
}

// StoredCount is what a report keeps of a [RuleCount]; the rest follows from
// the findings.
type StoredCount struct {
	Edition, Rule       string
	Judged, NotAssessed int
}

// Restore builds the judgement that a report kept: nothing is judged anew.
// results are those of an item by its key. What fits neither the inventory nor
// the editions is an error.
func Restore(inv *inventory.Inventory, editions []*Edition, results map[string][]StoredResult, counts []StoredCount) (*Judgement, error) {
	j := newJudgement(inv, editions)
	byRule := j.countsByRule()
	for _, c := range counts {
		i := slices.IndexFunc(j.Counts, func(have *RuleCount) bool { return have.Edition.ID == c.Edition && have.Rule.ID == c.Rule })
		if i < 0 {
			return nil, fmt.Errorf("edition %s has no rule %s", c.Edition, c.Rule)
		}
		j.Counts[i].Judged, j.Counts[i].NotAssessed = c.Judged, c.NotAssessed
	}
	for _, it := range inv.Items {
		a := &Assessment{Item: it}
		for _, s := range results[it.Key()] {
			res, err := j.restoreResult(it, &s)
			if err != nil {
				return nil, fmt.Errorf("item %s: %w", it.ID(), err)
			}
			recount(it, res.Findings, byRule)
			a.Results = append(a.Results, res)
		}
		j.add(a)
	}
	j.index()
	return j, nil
}

func (j *Judgement) restoreResult(it *inventory.Item, s *StoredResult) (*Result, error) {
	i := slices.IndexFunc(j.Editions, func(e *Edition) bool { return e.ID == s.Edition })
	if i < 0 {
		return nil, fmt.Errorf("its edition %s is not one of the report", s.Edition)
	}
	res := &Result{Edition: j.Editions[i], Take: s.Take, Current: s.Current}
	for _, p := range res.Edition.Edition.Paths {
		v, ok := s.Paths[p.ID]
		if !ok {
			return nil, fmt.Errorf("there is no verdict for the path %s", p.ID)
		}
		res.Paths = append(res.Paths, v)
	}
	if res.Verdict, _ = verdictOf(res.Paths); res.Verdict != s.Verdict {
		return nil, fmt.Errorf("its paths make it %s, not %s", res.Verdict, s.Verdict)
	}
	for n := range s.Findings {
		f, err := res.Edition.restoreFinding(it, &s.Findings[n])
		if err != nil {
			return nil, err
		}
		res.Findings = append(res.Findings, f)
	}
	return res, nil
}

func (e *Edition) restoreFinding(it *inventory.Item, s *StoredFinding) (*Finding, error) {
	i := slices.IndexFunc(e.Rules, func(r *Rule) bool { return r.ID == s.Rule })
	if i < 0 {
		return nil, fmt.Errorf("edition %s has no rule %s", e.ID, s.Rule)
	}
	f := &Finding{Rule: e.Rules[i], Verdict: s.Verdict, Paths: s.Paths, Says: s.Says,
		Grounds: Grounds{Evidence: s.Evidence, Lacking: s.Lacking, Unread: s.Unread}}
	if s.Waiver != "" {
		f.Waiver = &waiver.Waiver{ID: s.Waiver}
	}
	for _, id := range s.About {
		n := f.placeOf(id, it.Disks())
		if n < 0 {
			return nil, fmt.Errorf("rule %s is about the disk %s, which it does not have", s.Rule, id)
		}
		f.about(n)
	}
	return f, nil
}

// placeOf finds a disk of that id or name that the finding is not about yet: some
// have neither. It returns -1 where there is none.
func (f *Finding) placeOf(id string, disks []*inventory.Item) int {
	for n, d := range disks {
		if strings.EqualFold(cmp.Or(d.ID(), d.Name()), id) && !slices.Contains(f.About, n) {
			return n
		}
	}
	return -1
}

// recount counts the findings of a restored result; those of a rule stand
// together.
func recount(it *inventory.Item, findings []*Finding, counts map[*Rule]*RuleCount) {
	for len(findings) > 0 {
		rule, n := findings[0].Rule, 1
		for n < len(findings) && findings[n].Rule == rule {
			n++
		}
		counts[rule].found(it, findings[:n])
		findings = findings[n:]
	}
}
