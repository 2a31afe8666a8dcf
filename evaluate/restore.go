package evaluate

import (
	"fmt"
	"slices"

	"github.com/backready/backready/evaluate/waiver"
	"github.com/backready/backready/inventory"
)

// StoredResults are the results of an item, or of all items of which a report
// says the same, in the form in which it keeps them.
type StoredResults []StoredResult

// StoredResult is a [Result] in the form in which a report keeps it.
type StoredResult struct {
	*StoredVerdicts
	Findings []*StoredFinding
}

// StoredVerdicts is a [Result] without its findings.
type StoredVerdicts struct {
	Edition       string
	Verdict       Verdict
	Paths         map[string]Verdict
	Take, Current string
}

// StoredFinding is a [Finding] in the form in which a report keeps it. Results
// share it.
type StoredFinding struct {
	Rule     string
	Verdict  Verdict
	Paths    []string
	Says     string
	Evidence []Fact
	About    []int   // see [Grounds]
	Lost     *string // a disk that it is about and the item does not have, nil for none
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
// Items of the same StoredResults share them. What fits neither the inventory nor
// the editions is an error.
func Restore(inv *inventory.Inventory, editions []*Edition, results map[*inventory.Item]*StoredResults, counts []StoredCount) (*Judgement, error) {
	j := newJudgement(inv, editions)
	byRule := j.countsByRule()
	for _, c := range counts {
		i := slices.IndexFunc(j.Counts, func(have *RuleCount) bool { return have.Edition.ID == c.Edition && have.Rule.ID == c.Rule })
		if i < 0 {
			return nil, fmt.Errorf("edition %s has no rule %s", c.Edition, c.Rule)
		}
		j.Counts[i].Judged, j.Counts[i].NotAssessed = c.Judged, c.NotAssessed
	}
	r := &restorer{editions: editions, results: map[*StoredResults][]*Result{}, findings: map[ruled]*Finding{}}
	all := make([]Assessment, len(inv.Items))
	for i, it := range inv.Items {
		a := &all[i]
		a.Item = it
		if s := results[it]; s != nil {
			var err error
			if a.Results, err = r.restore(s); err != nil {
				return nil, fmt.Errorf("item %s: %w", it.ID(), err)
			}
		}
		for _, res := range a.Results {
			recount(it, res.Findings, byRule)
		}
		j.add(a)
	}
	j.index()
	return j, nil
}

// A restorer restores what items share once.
type restorer struct {
	editions []*Edition
	results  map[*StoredResults][]*Result
	findings map[ruled]*Finding
}

// ruled is a finding by a rule of an edition.
type ruled struct {
	*Edition
	*StoredFinding
}

func (r *restorer) restore(stored *StoredResults) ([]*Result, error) {
	if known, ok := r.results[stored]; ok {
		return known, nil
	}
	var list []*Result
	for i := range *stored {
		res, err := r.result(&(*stored)[i])
		if err != nil {
			return nil, err
		}
		list = append(list, res)
	}
	r.results[stored] = list
	return list, nil
}

func (r *restorer) result(s *StoredResult) (*Result, error) {
	i := slices.IndexFunc(r.editions, func(e *Edition) bool { return e.ID == s.Edition })
	if i < 0 {
		return nil, fmt.Errorf("its edition %s is not one of the report", s.Edition)
	}
	res := &Result{Edition: r.editions[i], Take: s.Take, Current: s.Current}
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
	for _, stored := range s.Findings {
		f, err := r.finding(res.Edition, stored)
		if err != nil {
			return nil, err
		}
		res.Findings = append(res.Findings, f)
	}
	return res, nil
}

func (r *restorer) finding(e *Edition, s *StoredFinding) (*Finding, error) {
	if known, ok := r.findings[ruled{e, s}]; ok {
		return known, nil
	}
	i := slices.IndexFunc(e.Rules, func(r *Rule) bool { return r.ID == s.Rule })
	if i < 0 {
		return nil, fmt.Errorf("edition %s has no rule %s", e.ID, s.Rule)
	}
	if s.Lost != nil {
		return nil, fmt.Errorf("rule %s is about the disk %s, which it does not have", s.Rule, *s.Lost)
	}
	f := &Finding{Rule: e.Rules[i], Verdict: s.Verdict, Paths: s.Paths, Says: s.Says,
		Grounds: Grounds{Evidence: s.Evidence, About: s.About, Lacking: s.Lacking, Unread: s.Unread}}
	if s.Waiver != "" {
		f.Waiver = &waiver.Waiver{ID: s.Waiver}
	}
	r.findings[ruled{e, s}] = f
	return f, nil
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
