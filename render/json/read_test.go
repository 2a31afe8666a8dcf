package json

import (
	"bytes"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

func reportOf(t testing.TB, files ...string) *render.Report {
	t.Helper()
	var sources []inventory.Source
	for _, file := range files {
		sources = append(sources, inventory.Source{Name: file[strings.LastIndex(file, "/")+1:], Open: func() (io.ReadCloser, error) { return os.Open(file) }})
	}
	inv, err := inventory.Read(sources)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := matrix.Pick("", nil)
	if err != nil {
		t.Fatal(err)
	}
	var editions []*evaluate.Edition
	for _, id := range ids {
		loaded, err := matrix.Load(id)
		if err != nil {
			t.Fatal(err)
		}
		compiled, err := evaluate.Compile(loaded)
		if err != nil {
			t.Fatal(err)
		}
		editions = append(editions, compiled)
	}
	return &render.Report{Title: "T", Organization: "O", Version: "1", AsOf: "2026-11-22", Generated: time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC),
		Judgement: evaluate.Judge(inv, editions)}
}

func written(t *testing.T, r *render.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := Render(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestReadBack: what was written and read is written the same again.
func TestReadBack(t *testing.T) {
	nameless := t.TempDir() + "/vms.json"
	const disks = `{"osDisk": {"osType": "Linux", "name": "os"}, "dataDisks": [{"lun": 0}, {"lun": 1}]}`
	if err := os.WriteFile(nameless, []byte(`[{"id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/v",
		"location": "westeurope", "provisioningState": "Succeeded", "storageProfile": `+disks+`}]`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, files := range [][]string{
		{nameless},
		{"../../samples/estate/vms.json", "../../samples/estate/disks.json"},
		{"../../samples/estate-csv/vms.csv"},
		{"../../samples/hostile/vms.json", "../../samples/hostile/disks.json"},
	} {
		text := written(t, reportOf(t, files...))
		back, err := Read(strings.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", files[0], err)
			continue
		}
		if again := written(t, back); again != text {
			t.Errorf("%s: differs after reading%s", files[0], firstDifference(text, again))
		}
	}
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return ":\n" + x[i] + "\n" + y[i]
		}
	}
	return ": one is longer"
}

// TestReadRefuses texts that are no report, or contradict themselves.
func TestReadRefuses(t *testing.T) {
	text := written(t, reportOf(t, "../../samples/hostile/vms.json", "../../samples/hostile/disks.json"))
	change := func(old, new string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("the report does not hold %s", old)
		}
		return strings.Replace(text, old, new, 1)
	}
	for want, text := range map[string]string{
		"no JSON object":        `[]`,
		"no schema":             `{"items": []}`,
		"not backready/report":  change(Schema, "backready/report/v2"),
		"breaks off":            text[:len(text)-100],
		"is broken":             change(`"totals": {`, `"totals": {,`),
		"unknown edition":       change(`"id": "vm-backup@2026-03-26"`, `"id": "vm-backup@2026-03-27"`),
		"another text":          change(`"sha256": "`, `"sha256": "0`),
		"is no verdict":         change(`"standard":"`, `"standard":"perhaps `),
		"contradicts itself":    change(`"supported": `, `"supported": 7`),
		"is the run":            change(`"asOf": "2026-11-22"`, `"asOf": "2026-11-21"`),
		"which is no time":      change(`"generated": "2026`, `"generated": "next`),
		"is a \"house\"":        change(`"kind":"vm"`, `"kind":"house"`),
		"has no rule":           change(`"rule":"vm/`, `"rule":"vm/not-`),
		"not one of the report": change(`"edition":"vm-backup@2026-03-26","verdict"`, `"edition":"vm-backup@2025-03-05","verdict"`),
	} {
		if _, err := Read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// TestKeptReport: a report that an earlier version wrote stays readable. The
// file is kept as it is; a change that this test does not survive needs a new
// schema.
func TestKeptReport(t *testing.T) {
	f, err := os.Open("testdata/report-1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := Read(f)
	if err != nil {
		t.Fatal(err)
	}
	var findings, accepted, own int
	for a := range r.Judgement.All() {
		own += len(a.Results) - 1
		for i := range a.Results {
			for _, f := range a.Results[i].Findings {
				findings++
				if f.Waiver != nil {
					accepted++
				}
			}
		}
	}
	got := []int{r.Counts()[0].Total, r.Counts()[1].Total, findings, accepted, own, len(r.Waivers.Entries), len(r.Sample.Strata)}
	if want := []int{4, 8, 40, 3, 8, 4, 8}; !slices.Equal(got, want) {
		t.Errorf("VMs, disks, findings, accepted, of an own matrix, waivers, strata sampled: %v, want %v", got, want)
	}
	if r.Run.Operator != "Night shift" || r.Organization != "Halden Marine" || r.Against == nil {
		t.Errorf("run %+v of %s", r.Run, r.Organization)
	}
}
