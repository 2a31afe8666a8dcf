package evaluate

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backready/backready/evaluate/waiver"
	"github.com/backready/backready/inventory"
)

// keptResults are the results of a judgement as a report keeps them.
func keptResults(j *Judgement) map[*inventory.Item]*StoredResults {
	kept := map[*inventory.Item]*StoredResults{}
	for a := range j.All() {
		var list StoredResults
		for _, res := range a.Results {
			s := StoredResult{StoredVerdicts: &StoredVerdicts{Edition: res.Edition.ID, Verdict: res.Verdict, Take: res.Take, Current: res.Current, Paths: map[string]Verdict{}}}
			for i, p := range res.Edition.Edition.Paths {
				s.Paths[p.ID] = res.Paths[i]
			}
			for _, f := range res.Findings {
				own := &StoredFinding{Rule: f.Rule.ID, Verdict: f.Verdict, Paths: f.Paths, Says: f.Says,
					Evidence: f.Evidence, About: f.About, Lacking: f.Lacking, Unread: f.Unread}
				if f.Waiver != nil {
					own.Waiver = f.Waiver.ID
				}
				s.Findings = append(s.Findings, own)
			}
			list = append(list, s)
		}
		kept[a.Item] = &list
	}
	return kept
}

func keptCounts(j *Judgement) []StoredCount {
	var counts []StoredCount
	for _, c := range j.Counts {
		counts = append(counts, StoredCount{c.Edition.ID, c.Rule.ID, c.Judged, c.NotAssessed})
	}
	return counts
}

// TestRestore: a judgement that a report kept says what it said.
func TestRestore(t *testing.T) {
	j := judgedEstate(t)
	r := j.Waive(&waiver.File{Waivers: []*waiver.Waiver{given("W-1", []string{"vm/size"}, byID("c"))}}, waiveDay, 30)
	back, err := Restore(j.Inventory, j.Editions, keptResults(j), keptCounts(j))
	if err != nil {
		t.Fatal(err)
	}
	if err := back.Rewaive(r); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(standing(j), standing(back)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(figures(j), figures(back)); diff != "" {
		t.Error(diff)
	}
	for i, c := range back.Counts {
		if !slices.Equal(c.First, j.Counts[i].First) {
			t.Errorf("%s: other items are named first", c.Rule.ID)
		}
	}
	ways := func(j *Judgement) (list []string) {
		for a := range j.All() {
			list = append(list, said(a))
			for _, w := range a.WaysOut() {
				list = append(list, a.Item.ID()+" out by "+w.Item.ID())
			}
		}
		return list
	}
	if diff := cmp.Diff(ways(j), ways(back)); diff != "" {
		t.Error(diff)
	}
}

// TestRestoreRefuses: what fits neither the inventory nor the editions is told.
func TestRestoreRefuses(t *testing.T) {
	disk := "lost"
	for _, test := range []struct {
		want  string
		alter func(results StoredResults, counts []StoredCount)
	}{
		{"edition vms@2026-01-01 has no rule vm/gone", func(_ StoredResults, counts []StoredCount) { counts[0].Rule = "vm/gone" }},
		{"edition gone has no rule vm/ultra", func(_ StoredResults, counts []StoredCount) { counts[0].Edition = "gone" }},
		{"edition disks@2026-01-01 has no rule vm/ultra", func(_ StoredResults, counts []StoredCount) { counts[0].Edition = "disks@2026-01-01" }},
		{"item c: its edition vms@2025 is not one of the report", func(r StoredResults, _ []StoredCount) { r[0].Edition = "vms@2025" }},
		{"item c: there is no verdict for the path enhanced", func(r StoredResults, _ []StoredCount) { delete(r[0].Paths, "enhanced") }},
		{"item c: its paths make it unsupported, not limited", func(r StoredResults, _ []StoredCount) { r[0].Verdict = Limited }},
		{"item c: edition vms@2026-01-01 has no rule vm/gone", func(r StoredResults, _ []StoredCount) { r[0].Findings[0].Rule = "vm/gone" }},
		{"is about the disk lost, which it does not have", func(r StoredResults, _ []StoredCount) { r[0].Findings[0].Lost = &disk }},
	} {
		j := judgedEstate(t)
		results, counts := keptResults(j), keptCounts(j)
		for a := range j.All() {
			if a.Item.ID() == "c" {
				test.alter(*results[a.Item], counts)
			}
		}
		if _, err := Restore(j.Inventory, j.Editions, results, counts); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v, want %s", err, test.want)
		}
	}
}

// TestRestoreWithoutRegister: a finding under a waiver that the report does not
// have is an error that names both.
func TestRestoreWithoutRegister(t *testing.T) {
	j := judgedEstate(t)
	r := j.Waive(&waiver.File{Waivers: []*waiver.Waiver{given("W-1", []string{"vm/size"}, byID("c"))}}, waiveDay, 30)
	if err := judgedEstate(t).Rewaive(nil); err != nil {
		t.Error("no waivers and no register:", err)
	}
	r.Entries = nil
	if err := j.Rewaive(r); err == nil || err.Error() != "item c: the waiver W-1 of rule vm/size is not in the register" {
		t.Error(err)
	}
}
