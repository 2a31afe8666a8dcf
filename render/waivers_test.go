package render_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/waiver"
	"github.com/backready/backready/render"
)

// excepted is the sample report with the sample register on its day.
func excepted(t *testing.T) *render.Report {
	t.Helper()
	text, err := os.ReadFile("../samples/waivers.yaml")
	if err != nil {
		t.Fatal(err)
	}
	f, err := waiver.Parse("waivers.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	r := sample(t)
	r.Waivers = r.Judgement.Waive(f, "2026-11-22", 30)
	return r
}

func partNamed(t *testing.T, r *render.Report, id string) render.Part {
	t.Helper()
	for _, p := range r.Parts() {
		if p.ID == id {
			return p
		}
	}
	t.Fatalf("no part %s", id)
	return render.Part{}
}

// TestExceptions: what is accepted stands in the parts as before, marked; in the
// plan of fixes it doesn't.
func TestExceptions(t *testing.T) {
	bare, r := sample(t), excepted(t)
	names := texts(partNamed(t, r, "exceptions").Table, "name")
	for _, want := range []string{"vm-build01", "vm-crew-vault01", "vm-legacy-tos", "vm-hr-app01_docs"} {
		if !slices.Contains(names, want) {
			t.Errorf("%s is not among the exceptions %v", want, names)
		}
	}
	for _, id := range []string{"unsupported", "arrange", "vms", "disks", "findings"} {
		before, after := partNamed(t, bare, id).Table, partNamed(t, r, id).Table
		if !slices.Equal(texts(before, "name"), texts(after, "name")) {
			t.Errorf("%s has other rows", id)
		}
		if id != "arrange" && strings.Join(texts(after, "accepted"), "") == "" {
			t.Errorf("%s marks nothing", id)
		}
		if slices.ContainsFunc(before.Heads, func(h render.Head) bool { return h.ID == "accepted" }) {
			t.Errorf("%s has a column for waivers where there are none", id)
		}
	}
	const fix = "vm/ephemeral-os-disk"
	if before, after := texts(partNamed(t, bare, "first").Table, "rule"), texts(partNamed(t, r, "first").Table, "rule"); !slices.Contains(before, fix) || slices.Contains(after, fix) {
		t.Errorf("%s: in the plan before %v, after %v", fix, before, after)
	}
	if len(partNamed(t, bare, "fixes").Fixes) != len(partNamed(t, r, "fixes").Fixes) {
		t.Error("guide pages are gone")
	}
}

// TestAcceptedCounts: the counts of a report with waivers are those without and,
// apart, how many of them are accepted.
func TestAcceptedCounts(t *testing.T) {
	bare, r := sample(t).Counts(), excepted(t)
	for i, c := range r.Counts() {
		accepted := 0
		for a := range r.Judgement.All() {
			if a.Item.Kind == c.Kind && a.Verdict == evaluate.Unsupported && a.Open() != evaluate.Unsupported {
				accepted++
			}
		}
		if c.Of != bare[i].Of || c.Accepted[evaluate.Unsupported] != accepted || accepted == 0 {
			t.Errorf("%s: %v, before %v, accepted %v, %d counted", c.Kind, c.Of, bare[i].Of, c.Accepted, accepted)
		}
	}
	if !strings.Contains(r.Headline(), "of these accepted.") || strings.Contains(sample(t).Headline(), "accepted") {
		t.Error(r.Headline())
	}
}

// TestRegister: every waiver has a row, whether it accepts anything or not.
func TestRegister(t *testing.T) {
	r := excepted(t)
	p := partNamed(t, r, "waivers")
	if got := texts(p.Table, "waiver"); !slices.Equal(got, []string{"W-2026-003", "W-2026-007", "W-2026-011", "W-2026-014"}) {
		t.Error(got)
	}
	if got := texts(p.Table, "state"); !slices.Equal(got, []string{"active", "active", "expires soon", "active"}) {
		t.Error(got)
	}
	if mind := texts(p.Table, "mind"); mind[2] != "expires on 2026-12-15, in 23 days" || mind[0] != "" {
		t.Errorf("%q", mind)
	}
	if slices.ContainsFunc(sample(t).Parts(), func(p render.Part) bool { return p.ID == "waivers" || p.ID == "exceptions" }) {
		t.Error("there are parts of waivers without a register")
	}
}
