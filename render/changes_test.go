package render

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
)

type disks = map[string]map[string]any

// reported is a report of a day on a few disks by one edition.
func reported(t *testing.T, day, edition string, estate disks) *Report {
	t.Helper()
	m, err := matrix.Load(edition)
	if err != nil {
		t.Fatal(err)
	}
	e, err := evaluate.Compile(m)
	if err != nil {
		t.Fatal(err)
	}
	inv := &inventory.Inventory{}
	for name, values := range estate {
		it, err := inventory.Example(inventory.Disk, values, nil)
		if err != nil {
			t.Fatal(err)
		}
		it.Identify(inventory.Identity{ID: name, Name: name})
		inv.Items = append(inv.Items, it)
	}
	slices.SortFunc(inv.Items, func(a, b *inventory.Item) int { return strings.Compare(a.ID(), b.ID()) })
	generated, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	return &Report{Title: "Test", Generated: generated, AsOf: day, Judgement: evaluate.Judge(inv, []*evaluate.Edition{e})}
}

func sized(sku string, gib int) map[string]any {
	return map[string]any{"disk.sku": sku, "disk.sizeGiB": gib, "disk.managed": true}
}

// rowsOf are the cells of some columns, line by line.
func rowsOf(t *testing.T, p Part, ids ...string) []string {
	t.Helper()
	var lines []string
	for row := range p.Table.Rows {
		var cells []string
		for _, id := range ids {
			i := slices.IndexFunc(p.Table.Heads, func(h Head) bool { return h.ID == id })
			cells = append(cells, row[i].Text)
		}
		lines = append(lines, strings.Join(cells, " | "))
	}
	return lines
}

const older, newer = "disk-backup@2021-01-07", "disk-backup@2026-02-13"

// TestChanges: what asks for something to be done comes first, items that changed
// alike stand together, and the other part has every item.
func TestChanges(t *testing.T) {
	then := reported(t, "2026-08-22", newer, disks{"a": sized("Premium_LRS", 100), "b": sized("Premium_LRS", 100), "c": sized("Premium_LRS", 100),
		"d": sized("Premium_LRS", 100), "gone": sized("Premium_LRS", 100)})
	now := reported(t, "2026-11-22", newer, disks{"a": sized("UltraSSD_LRS", 100), "b": sized("UltraSSD_LRS", 100), "c": {"disk.sizeGiB": 100, "disk.managed": true},
		"d": sized("Premium_LRS", 100), "e": sized("Premium_LRS", 100)})
	c, err := Compare(then, now)
	if err != nil {
		t.Fatal(err)
	}
	part := c.Parts()[0]
	if got, want := part.Title+": "+part.Lead[0], "Changes since 2026-08-22: Since 2026-08-22: 1 item came, 1 went; "; !strings.HasPrefix(got, want) {
		t.Errorf("got %s, want %s…", got, want)
	}
	lines := rowsOf(t, part, "became", "because", "items", "names")
	has := func(want string) bool { return slices.Contains(lines, want) }
	for _, want := range []string{
		"new | disk.sku: Premium_LRS → UltraSSD_LRS | 2 | a, b",
		"came | the disk came | 1 | e",
		"no longer assessed | disk.sku is no longer in the export | 1 | c",
		"went | the disk went | 1 | gone",
	} {
		if !has(want) {
			t.Errorf("no row %q in %s", want, strings.Join(lines, "\n"))
		}
	}
	if !slices.IsSortedFunc(lines, func(a, b string) int { return rankOf(a) - rankOf(b) }) {
		t.Errorf("not in order: %s", strings.Join(lines, "\n"))
	}
	exact := rowsOf(t, c.Parts()[1], "name", "became", "title", "because")
	if want := "c | no longer assessed | Type of the disk not known or not named | disk.sku is no longer in the export (was Premium_LRS)"; !slices.Contains(exact, want) {
		t.Errorf("no row %q in %s", want, strings.Join(exact, "\n"))
	}
	if slices.ContainsFunc(exact, func(s string) bool { return strings.HasPrefix(s, "d |") }) {
		t.Error("the unchanged disk is listed")
	}
	if want, acts := "Type of the disk not known or not named | export sku (az disk list -o json)", rowsOf(t, part, "title", "act"); !slices.Contains(acts, want) {
		t.Errorf("what to do is not said: %s", strings.Join(acts, "\n"))
	}
}

func rankOf(line string) int {
	status, _, _ := strings.Cut(line, " | ")
	return slices.Index(statusOrder, evaluate.Status(status))
}

// TestChangesNone: nothing changed is said, and the tables are empty.
func TestChangesNone(t *testing.T) {
	then, now := reported(t, "2026-08-22", newer, disks{"a": sized("UltraSSD_LRS", 100)}), reported(t, "2026-11-22", newer, disks{"A": sized("UltraSSD_LRS", 100)})
	c, err := Compare(then, now)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Headline(); !strings.HasPrefix(got, "Since 2026-08-22 nothing changed: ") || strings.Contains(got, " 0 reason") {
		t.Error(got)
	}
	for _, p := range c.Parts() {
		if rows := rowsOf(t, p); len(rows) > 0 || p.None == "" {
			t.Errorf("%s has %d rows", p.ID, len(rows))
		}
	}
}

// TestChangesInReport: the parts come right after what to do first.
func TestChangesInReport(t *testing.T) {
	then, now := reported(t, "2026-08-22", older, disks{"a": sized("Premium_LRS", 100)}), reported(t, "2026-11-22", newer, disks{"a": sized("Premium_LRS", 100)})
	var err error
	if now.Changes, err = Compare(then, now); err != nil {
		t.Fatal(err)
	}
	now.History = []Point{then.Point()}
	var ids []string
	for _, p := range now.Parts() {
		ids = append(ids, p.ID)
	}
	want := []string{"summary", "first", "changes", "changed-items", "trend", "unsupported"}
	if diff := cmp.Diff(want, ids[:min(len(want), len(ids))]); diff != "" {
		t.Error(diff)
	}
	if want := "Judged then by " + older + ", now by " + newer + "."; now.Changes.Parts()[0].Lead[1] != want {
		t.Errorf("lead %q, want %q", now.Changes.Parts()[0].Lead[1], want)
	}
}

// TestMasked: a masked report and one with names can't be compared.
func TestMasked(t *testing.T) {
	then, now := reported(t, "2026-08-22", newer, disks{"a": sized("Premium_LRS", 100)}), reported(t, "2026-11-22", newer, disks{"a": sized("Premium_LRS", 100)})
	for _, keys := range [][2]string{{"", "k1"}, {"k1", ""}, {"k1", "k2"}} {
		then.Masked, now.Masked = keys[0], keys[1]
		if _, err := Compare(then, now); !errors.Is(err, ErrMasked) {
			t.Errorf("%q: %v", keys, err)
		}
	}
	then.Masked, now.Masked = "k1", "k1"
	if _, err := Compare(then, now); err != nil {
		t.Error(err)
	}
}

// TestCauseWords: each kind of cause in words, exactly and as many items share it.
func TestCauseWords(t *testing.T) {
	for _, test := range []struct {
		cause         evaluate.Cause
		exact, shared string
	}{
		{evaluate.Cause{Kind: evaluate.ByInventory, Field: "vm.size", From: "a", To: "b"}, "vm.size: a → b", "vm.size: a → b"},
		{evaluate.Cause{Kind: evaluate.ByInventory, Field: "disk.sku", Disk: "x", From: "a", To: "b"}, "disk.sku of x: a → b", "disk.sku: a → b"},
		{evaluate.Cause{Kind: evaluate.ByInventory, Field: "vm.disks", Disk: "x", To: "attached"}, "disk x attached", "a disk attached"},
		{evaluate.Cause{Kind: evaluate.ByInventory, Field: "vm.disks", Disk: "x", From: "attached"}, "disk x detached", "a disk detached"},
		{evaluate.Cause{Kind: evaluate.ByData, Field: "disk.sku", Disk: "x", From: "a", To: "missing"}, "disk.sku of x is no longer in the export (was a)", "disk.sku is no longer in the export"},
		{evaluate.Cause{Kind: evaluate.ByData, Field: "disk.sku", From: "missing", To: "a"}, "disk.sku became known (a)", "disk.sku became known"},
		{evaluate.Cause{Kind: evaluate.ByData, Field: "disk", To: "came"}, "the earlier files list no disk", "the earlier files list no disk"},
		{evaluate.Cause{Kind: evaluate.ByData, Field: "disk", From: "went"}, "the files list no disk any more", "the files list no disk any more"},
		{evaluate.Cause{Kind: evaluate.ByEdition, From: older, To: newer}, "edition " + older + " → " + newer, "edition " + older + " → " + newer},
		{evaluate.Cause{Kind: evaluate.ByMatrix, To: "own@2026-01-01"}, "own@2026-01-01 is judged now", "own@2026-01-01 is judged now"},
		{evaluate.Cause{Kind: evaluate.ByMatrix, From: "own@2026-01-01"}, "own@2026-01-01 is no longer judged", "own@2026-01-01 is no longer judged"},
		{evaluate.Cause{Kind: evaluate.ByWaiver, To: "W-1"}, "accepted by W-1", "accepted by W-1"},
		{evaluate.Cause{Kind: evaluate.ByWaiver, From: "W-1"}, "W-1 no longer accepts it", "W-1 no longer accepts it"},
		{evaluate.Cause{Kind: evaluate.ByWaiver, From: "W-1", To: "W-2"}, "W-1 no longer accepts it, accepted by W-2", "W-1 no longer accepts it, accepted by W-2"},
		{evaluate.Cause{Kind: evaluate.ByItem, Field: "vm", From: "went"}, "the vm went", "the vm went"},
		{evaluate.Cause{Kind: evaluate.ByProgram}, "another version of backready reads the same data otherwise", "another version of backready reads the same data otherwise"},
	} {
		if got := causeText(test.cause, true); got != test.exact {
			t.Errorf("got %q, want %q", got, test.exact)
		}
		if got := causeText(test.cause, false); got != test.shared {
			t.Errorf("got %q, want %q", got, test.shared)
		}
	}
}

// TestTrend: reports by time, each run once, the report itself among them.
func TestTrend(t *testing.T) {
	estate := disks{"a": sized("Premium_LRS", 100)}
	first, second, now := reported(t, "2026-05-22", older, estate), reported(t, "2026-08-22", newer, estate), reported(t, "2026-11-22", newer, estate)
	now.History = []Point{second.Point(), first.Point(), second.Point(), now.Point()}
	part := now.trendPart()
	got := rowsOf(t, part, "kind", "date", "items", "editions")
	var want []string
	for i, kind := range []string{"VMs", "disks"} {
		for n, day := range []string{"2026-05-22", "2026-08-22", "2026-11-22"} {
			want = append(want, fmt.Sprintf("%s | %s | %d | %s", kind, day, i, []string{older, newer, newer}[n]))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(part.Lead[0], "2026-05-22 to 2026-11-22") {
		t.Error(part.Lead[0])
	}
	now.History = nil
	if now.Trend() != nil {
		t.Error("a trend that nobody asked for")
	}
}
