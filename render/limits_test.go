package render_test

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// lockable are two VMs with unmanaged disks: whether the first has a lock is known.
const lockable = `id,vmSize,location,osDiskVhd,osDiskCaching,dataDisks,lockOnVM
/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/locked,Standard_D2s_v3,westeurope,https://a.blob.core.windows.net/vhds/1.vhd,ReadWrite,[],true
/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/free,Standard_D2s_v3,westeurope,https://a.blob.core.windows.net/vhds/2.vhd,ReadWrite,[],false
`

// judged is the report on a text, by the editions of the sample.
func judged(t *testing.T, export string) *render.Report {
	t.Helper()
	inv, err := inventory.Read([]inventory.Source{{Name: "vms.csv", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(export)), nil }}})
	if err != nil {
		t.Fatal(err)
	}
	r := sample(t)
	r.Judgement = evaluate.Judge(inv, r.Judgement.Editions)
	return r
}

// TestLimitsEnterNoVerdict: limits to know are the findings that enter no verdict.
// What a lock decides is none of them, and what it may come to is one.
func TestLimitsEnterNoVerdict(t *testing.T) {
	const title = "Lock on a VM with unmanaged disks"
	know := partNamed(t, judged(t, lockable), "know")
	if slices.Contains(texts(know.Table, "title"), title) {
		t.Error("a lock that is there is a limit to know")
	}
	know = partNamed(t, judged(t, strings.Replace(lockable, "lockOnVM", "note", 1)), "know")
	i := slices.Index(texts(know.Table, "title"), title)
	if i < 0 {
		t.Fatal("a lock that may be there is no limit to know")
	}
	if got := texts(know.Table, "names")[i]; got != "free, locked" || texts(know.Table, "items")[i] != "2" {
		t.Error(got)
	}
}

// TestLimitsAreCounted: the rows are the rules of the findings of the sample that
// enter no verdict, with their items.
func TestLimitsAreCounted(t *testing.T) {
	r := sample(t)
	items, open := map[string]int{}, map[string]int{}
	for a := range r.Judgement.All() {
		worst := map[string]evaluate.Verdict{}
		for _, res := range a.Results {
			for _, f := range res.Findings {
				if f.ToKnow() {
					worst[f.Rule.Guide.Title] = max(worst[f.Rule.Guide.Title], f.Verdict)
				}
			}
		}
		for title, v := range worst {
			items[title]++
			if v == evaluate.Undetermined {
				open[title]++
			}
		}
	}
	know := partNamed(t, r, "know")
	gotItems, gotOpen := map[string]int{}, map[string]int{}
	for i, title := range texts(know.Table, "title") {
		gotItems[title] += numberIn(t, texts(know.Table, "items")[i])
		gotOpen[title] += numberIn(t, texts(know.Table, "open")[i])
	}
	for title, n := range items {
		if gotItems[title] != n || gotOpen[title] != open[title] {
			t.Errorf("%s: %d items, %d open, want %d and %d", title, gotItems[title], gotOpen[title], n, open[title])
		}
	}
	if len(gotItems) != len(items) {
		t.Errorf("%d limits, want %d", len(gotItems), len(items))
	}
}

func numberIn(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
