package render

import (
	"strings"
	"testing"
	"time"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
)

func listed(kind inventory.Kind, id string) *inventory.Item {
	it := inventory.Named(kind, inventory.Identity{ID: id})
	it.Listed = true
	return it
}

// ran is a report over two files, one of which has rows of every sort.
func ran() *Report {
	inv := &inventory.Inventory{
		Items: []*inventory.Item{listed(inventory.VM, "v"), listed(inventory.Disk, "d"), inventory.Named(inventory.Disk, inventory.Identity{ID: "https://x/d.vhd"})},
		Inputs: []inventory.Input{
			{Name: "disks.json", Rows: 4, Disks: 1, Other: 1, Duplicates: 1, Rejected: 1},
			{Name: "my vms.json", Rows: 1, VMs: 1},
		},
	}
	edition := &evaluate.Edition{Edition: &matrix.Edition{ID: "disk-backup@2023-03-03", Matrix: "disk-backup", Date: "2023-03-03", SHA256: "e"}}
	own := &evaluate.Edition{Edition: &matrix.Edition{ID: "own@2023-03-03", Matrix: "own", Date: "2023-03-03", SHA256: "o"}}
	j := &evaluate.Judgement{Inventory: inv, Editions: []*evaluate.Edition{edition, own},
		Totals: map[inventory.Kind][len(evaluate.Verdicts)]int{inventory.VM: {evaluate.Supported: 1}, inventory.Disk: {evaluate.Limited: 2}}}
	return &Report{Title: "T", Version: "1.0.0", Generated: time.Date(2023, 3, 13, 2, 0, 0, 0, time.UTC), AsOf: "2023-03-13", Judgement: j,
		Run: Run{Arguments: []string{"report", "--matrix=own.yaml", "--title=it's \"mine\""}, MaxEditionAge: 10,
			Files: []File{{"matrix", "own.yaml", 12, strings.Repeat("a", 64)}}}}
}

// TestRunBlock: the part says everything, and nothing that nobody gave.
func TestRunBlock(t *testing.T) {
	r := ran()
	said := map[string]string{}
	for _, s := range r.made() {
		said[s.what] = strings.Join(strings.Fields(s.value+" "+s.date+" "+s.sum), " ")
	}
	for what, want := range map[string]string{
		"Program": "backready 1.0.0", "Run": r.RunID(), "Started": "every time of this report is UTC 2023-03-13T02:00:00Z",
		"Command":           `backready report --matrix=own.yaml --title='it'\''s "mine"' disks.json 'my vms.json'`,
		"File of --matrix":  "own.yaml, 12 bytes " + strings.Repeat("a", 64),
		"Rows read, in all": "5 rows = 1 VM + 1 disk + 1 of other types + 1 duplicate + 1 rejected",
		"Items judged":      "3 items = 1 VM + 2 disks, 1 of them listed by no file but named by a VM",
		"Age of editions":   "disk-backup@2023-03-03 10 days, own@2023-03-03 10 days; more than 10 days counts as old",
	} {
		if said[what] != want {
			t.Errorf("%s: %q, want %q", what, said[what], want)
		}
	}
	if _, ok := said["Operator"]; ok {
		t.Error("an operator nobody named")
	}
	// sha256sum over: report, --matrix=own.yaml, --title=it's "mine", one to a line.
	if got, want := r.Run.Configuration(), "fc5619989963e3095c63fb7f36333f4ba8d1b29a283fc30f3b1df0dd8d47cb88"; got != want {
		t.Errorf("configuration %s, want %s", got, want)
	}
}

// TestAged: a released edition is warned of from the day after the limit; one's
// own never.
func TestAged(t *testing.T) {
	r := ran()
	if old := r.Aged(); len(old) != 0 {
		t.Errorf("at the limit: %q", old)
	}
	r.Generated = r.Generated.AddDate(0, 0, 1)
	old := r.Aged()
	if len(old) != 1 || !strings.Contains(old[0], "disk-backup@2023-03-03 is 11 days old, more than 10") {
		t.Errorf("past the limit: %q", old)
	}
	if lead := r.summary().Lead; len(lead) != 3 || lead[2] != "Old edition: "+old[0]+"." {
		t.Errorf("the summary says %q", lead)
	}
	r.Run.MaxEditionAge = 0
	if old := r.Aged(); len(old) != 0 {
		t.Errorf("without a limit: %q", old)
	}
}

// TestRunID: whatever goes into a report changes its id.
func TestRunID(t *testing.T) {
	seen := map[string]bool{ran().RunID(): true}
	for _, change := range []func(*Report){
		func(r *Report) { r.Run.Arguments = r.Run.Arguments[:2] },
		func(r *Report) { r.Run.Files[0].SHA256 = "b" },
		func(r *Report) { r.Judgement.Inventory.Inputs[0].SHA256 = "b" },
		func(r *Report) { r.Judgement.Editions = r.Judgement.Editions[:1] },
		func(r *Report) { r.AsOf = "2023-03-12" },
	} {
		r := ran()
		change(r)
		if id := r.RunID(); seen[id] {
			t.Errorf("the same id %s", id)
		} else {
			seen[id] = true
		}
	}
}

// TestManyInputs: the command of a thousand files stays readable.
func TestManyInputs(t *testing.T) {
	r := ran()
	r.Judgement.Inventory.Inputs = make([]inventory.Input, 1000)
	if line := r.Command(); !strings.HasSuffix(line, " and 988 files more, see Inputs") {
		t.Errorf("%q", line)
	}
	for range 20 {
		r.Run.Files = append(r.Run.Files, File{Flag: "history", Name: "report.json"})
	}
	list := r.Run.files()
	if last := list[len(list)-1]; len(list) != 1+mostFiles+1 || last.value != "and 8 more; manifest.json has them all" {
		t.Errorf("%d, at last %+v", len(list), last)
	}
}
