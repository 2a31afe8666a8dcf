package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/backready/backready/inventory"
	"github.com/backready/backready/inventory/generate"
	"github.com/backready/backready/render"
	rjson "github.com/backready/backready/render/json"
)

// judgedQuietly runs a command that writes or prints a report at one time, and
// wants it to end with one of these.
func judgedQuietly(t *testing.T, statuses []int, args ...string) (said string) {
	t.Helper()
	var out, messages bytes.Buffer
	args = append(args, "--now", sampleTime)
	if status := run(args, nil, &out, &messages); !slices.Contains(statuses, status) {
		t.Fatalf("%v: status %d: %s", args, status, messages.String())
	}
	return out.String() + messages.String()
}

var done = []int{statusDone}

// TestMergeIsTheWhole deals out rows of estates over shards at random, makes a
// report of each and one of these: the same as the report over all files, in
// every format, but for what it says of how it was made.
func TestMergeIsTheWhole(t *testing.T) {
	t.Parallel()
	splits := uint64(10)
	if os.Getenv("BACKREADY_CHECKERS") != "" {
		splits = 200
	}
	estates := [][]string{rowsOfLists(t, sampleLists("estate")...), rowsOfLists(t, sampleLists("hostile")...), generatedRows(t)}
	for seed := range splits {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			dir, dice := t.TempDir(), rand.New(rand.NewPCG(seed, 2))
			shards := dealtFiles(t, dice, dir, estates[seed%uint64(len(estates))])
			formats := []string{"--format", "json,csv"}
			if seed < 3 {
				formats = nil
			}
			var folders, files []string
			for n, of := range shards {
				folder := filepath.Join(dir, "reports", fmt.Sprint("shard-", n))
				judgedQuietly(t, done, append([]string{"report", "--quiet", "--allow-incomplete", "--format", "json", "--out", folder}, of...)...)
				folders, files = append(folders, folder), append(files, of...)
			}
			whole, merged := filepath.Join(dir, "whole"), filepath.Join(dir, "merged")
			both := []int{statusDone, statusIncomplete}
			judgedQuietly(t, both, slices.Concat([]string{"report", "--quiet", "--out", whole}, formats, files)...)
			judgedQuietly(t, both, slices.Concat([]string{"merge", "--quiet", "--out", merged}, formats, folders)...)
			if want, got := shared(t, whole), shared(t, merged); !reflect.DeepEqual(want, got) {
				for key := range want {
					if !reflect.DeepEqual(want[key], got[key]) {
						t.Errorf("%s: want %.2000v\ngot %.2000v", key, want[key], got[key])
					}
				}
				t.Fatal("another report")
			}
			if want, got := read(t, whole, "findings.csv"), read(t, merged, "findings.csv"); want != got {
				t.Error("findings.csv differs")
			}
			if formats == nil {
				sameTold(t, whole, merged)
			}
		})
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// shared is report.json without what a merged report says of itself. Inputs are
// told by their bytes.
func shared(t *testing.T, dir string) map[string]any {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal([]byte(read(t, dir, reportFile)), &all); err != nil {
		t.Fatal(err)
	}
	delete(all, "run")
	delete(all, "merged")
	inputs := map[string]any{}
	for _, in := range all["inputs"].([]any) {
		in := in.(map[string]any)
		delete(in, "name")
		inputs[in["sha256"].(string)] = in
	}
	all["inputs"] = inputs
	return all
}

// sameTold holds that the formats which people read tell the same.
func sameTold(t *testing.T, whole, merged string) {
	t.Helper()
	for name, read := range map[string]func(*testing.T, []byte) told{"report.html": fromPage, "report.md": fromMarkdown, "report.xlsx": fromWorkbook} {
		want, got := read(t, fileOf(t, whole, name)), read(t, fileOf(t, merged, name))
		if !reflect.DeepEqual(want, got) {
			t.Errorf("%s tells something else: want %.1000v\ngot %.1000v", name, want, got)
		}
		if len(want.items) == 0 {
			t.Errorf("%s tells nothing", name)
		}
	}
}

func fileOf(t *testing.T, dir, name string) []byte { t.Helper(); return []byte(read(t, dir, name)) }

func sampleLists(sample string) (texts []string) {
	for _, name := range []string{"vms.json", "disks.json"} {
		text, err := os.ReadFile("../../samples/" + sample + "/" + name)
		if err != nil {
			panic(err)
		}
		texts = append(texts, string(text))
	}
	return texts
}

// generatedRows are those of an invented estate.
func generatedRows(t *testing.T) []string {
	t.Helper()
	e := generate.Estate{VMs: 40, Disks: 70}
	var vms, disks bytes.Buffer
	if err := e.WriteVMs(&vms, generate.Array); err != nil {
		t.Fatal(err)
	}
	if err := e.WriteDisks(&disks, generate.Array); err != nil {
		t.Fatal(err)
	}
	return rowsOfLists(t, vms.String(), disks.String())
}

func rowsOfLists(t *testing.T, texts ...string) (rows []string) {
	t.Helper()
	for _, text := range texts {
		var list []json.RawMessage
		if err := json.Unmarshal([]byte(text), &list); err != nil {
			t.Fatal(err)
		}
		for _, row := range list {
			var b bytes.Buffer
			if err := json.Compact(&b, row); err != nil {
				t.Fatal(err)
			}
			rows = append(rows, b.String())
		}
	}
	return rows
}

// dealtFiles deals rows out over shards of one or two files, each a list of the
// command line, lines, or a page of Resource Graph.
func dealtFiles(t *testing.T, dice *rand.Rand, dir string, rows []string) (shards [][]string) {
	t.Helper()
	rows = slices.Clone(rows)
	dice.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	of := make([][]string, 2+dice.IntN(5))
	for i, row := range rows {
		n := dice.IntN(len(of))
		if i < len(of) {
			n = i // none is empty
		}
		of[n] = append(of[n], row)
	}
	for n, rows := range of {
		var files []string
		cut := dice.IntN(len(rows) + 1)
		for i, part := range [][]string{rows[:cut], rows[cut:]} {
			if len(part) == 0 {
				continue
			}
			name := filepath.Join(dir, fmt.Sprintf("%d-%d.json", n, i))
			write(t, name, []byte(inForm(dice.IntN(3), part)))
			files = append(files, name)
		}
		shards = append(shards, files)
	}
	return shards
}

func inForm(form int, rows []string) string {
	switch form {
	case 0:
		return "[" + strings.Join(rows, ",\n") + "]"
	case 1:
		return strings.Join(rows, "\n") + "\n"
	}
	return fmt.Sprintf(`{"count":%d,"data":[%s],"skip_token":null,"total_records":%d}`, len(rows), strings.Join(rows, ","), len(rows))
}

// tenants are reports on two estates that have nothing in common, by folder.
func tenants(t *testing.T, args ...string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for tenant, sample := range map[string]string{"contoso": "estate", "fabrikam": "hostile"} {
		judgedQuietly(t, done, slices.Concat([]string{"report", "--quiet", "--format", "json", "--title", "Readiness of " + tenant,
			"--out", filepath.Join(dir, tenant)}, args, []string{"../../samples/" + sample})...)
	}
	return dir
}

// TestMergeOrder: neither the order of the reports nor the way to name them
// changes a byte, and report --from does what merge does.
func TestMergeOrder(t *testing.T) {
	t.Parallel()
	dir := tenants(t)
	a, b := filepath.Join(dir, "contoso"), filepath.Join(dir, "fabrikam")
	var first map[string]string
	for n, args := range [][]string{{"merge", a, b}, {"merge", b, filepath.Join(a, reportFile)}, {"merge", dir}, {"merge", filepath.Join(dir, "*")}, {"report", "--from", b, "--from", a}} {
		out := filepath.Join(t.TempDir(), "all")
		judgedQuietly(t, done, append(args, "--out", out, "--quiet")...)
		all := tree(t, out)
		if n == 0 {
			first = all
		}
		if !maps.Equal(all, first) {
			t.Errorf("%v gives other files", args)
		}
	}
}

// TestMergedTotals: the totals of the reports add up to those of the merged one,
// and a finished one keeps them: it is rendered again the same, can be verified
// and made again, and contradicts itself where they don't add up.
func TestMergedTotals(t *testing.T) {
	t.Parallel()
	dir := tenants(t)
	out, again := filepath.Join(dir, "all"), filepath.Join(dir, "again")
	judgedQuietly(t, done, "merge", "--quiet", "--out", out, filepath.Join(dir, "contoso"), filepath.Join(dir, "fabrikam"))
	r, err := rjson.Read(strings.NewReader(read(t, out, reportFile)))
	if err != nil {
		t.Fatal(err)
	}
	var labels []string
	sums := [2]int{}
	for i, m := range r.Merged {
		labels = append(labels, m.Label)
		for kind := range sums {
			for _, n := range m.Totals[kind] {
				sums[kind] += n
			}
		}
		if m.Turned != 0 || m.Title != "Readiness of "+m.Label || m.RunID == "" || m.Rows == 0 || m.SHA256 == "" {
			t.Errorf("%d: %+v", i, m)
		}
	}
	if !slices.Equal(labels, []string{"contoso", "fabrikam"}) || sums != [2]int{r.Counts()[0].Total, r.Counts()[1].Total} {
		t.Errorf("%v, %v", labels, sums)
	}
	judgedAgain(t, statusDone, "report", "--quiet", "--from", out, "--out", again)
	if !maps.Equal(tree(t, out), tree(t, again)) {
		t.Error("rendered again it is another report")
	}
	judgedAgain(t, statusDone, "verify", out, "--inputs", filepath.Join(dir, "contoso"), filepath.Join(dir, "fabrikam"))
	judgedAgain(t, statusInput, "verify", out, "--inputs", filepath.Join(dir, "contoso"))
	m := r.Merged[0]
	broken := strings.Replace(read(t, out, reportFile), fmt.Sprintf(`"supported": %d`, m.Totals[0][0]), `"supported": 999`, 1)
	if _, err := rjson.Read(strings.NewReader(broken)); err == nil || !strings.Contains(err.Error(), "contradicts itself") {
		t.Errorf("%v", err)
	}
}

// judgedAgain runs a command and wants its status.
func judgedAgain(t *testing.T, want int, args ...string) (said string) {
	t.Helper()
	var out bytes.Buffer
	if status := run(args, nil, &out, &out); status != want {
		t.Fatalf("%v: status %d: %s", args, status, out.String())
	}
	return out.String()
}

// TestMergeRefuses what can't be merged, says why, and writes nothing.
func TestMergeRefuses(t *testing.T) {
	t.Parallel()
	dir := tenants(t, "--split", "subscription")
	at := func(names ...string) string { return filepath.Join(append([]string{dir}, names...)...) }
	write(t, at("mask.key"), []byte("sixteen bytes or more"))
	write(t, at("none.json"), []byte(`{"schema": "other"}`))
	report := func(out string, args ...string) {
		judgedQuietly(t, done, append(args, "--quiet", "--format", "json", "--out", at(out))...)
	}
	report("masked", "report", "--mask", "name", "--mask-key", at("mask.key"), "../../samples/estate-csv")
	report("twice", "report", "--title", "Another", "../../samples/estate")
	if err := os.MkdirAll(at("copy", "of"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, at("copy", "of", reportFile), []byte(read(t, at("contoso"), reportFile)))
	parts, err := filepath.Glob(at("contoso", "parts", "*", reportFile))
	if err != nil || len(parts) == 0 {
		t.Fatal("no parts", err)
	}
	altered := strings.Replace(read(t, at("fabrikam"), reportFile), `"supported": `, `"supported": 1`, 1)
	write(t, at("altered.json"), []byte(altered))
	for _, tt := range []struct {
		status int
		says   string
		args   []string
	}{
		{statusUsage, "no reports given", nil},
		{statusUsage, "standard input", []string{"-"}},
		{statusInput, "gone: no such file", []string{at("gone")}},
		{statusInput, "there is no report.json", []string{t.TempDir()}},
		{statusInput, "none/report.json: has the schema", []string{at("none.json"), at("contoso")}},
		{statusInput, "altered/report.json: contradicts itself", []string{at("altered.json"), at("contoso")}},
		{statusInput, "is given twice", []string{at("contoso"), at("contoso", reportFile)}},
		{statusInput, "of/report.json: is the same report as contoso/report.json", []string{at("contoso"), at("copy", "of")}},
		{statusInput, "contoso and twice both hold the item /subscriptions/", []string{at("contoso"), at("twice")}},
		{statusInput, "is on a part of the items alone", []string{at("fabrikam"), parts[0]}},
		{statusInput, "masked/report.json: masks name by the key", []string{at("fabrikam"), at("masked")}},
		{statusUsage, "--mask: the reports mask name", []string{at("masked"), "--mask", "tag", "--mask-key", at("mask.key")}},
		{statusUsage, "--waivers go by names", []string{at("masked"), "--waivers", "../../samples/waivers.yaml"}},
		{statusUsage, "unknown edition", []string{at("contoso"), "--edition", "disk-backup@1999-01-01"}},
	} {
		out := filepath.Join(t.TempDir(), "out")
		said := judgedAgain(t, tt.status, append([]string{"merge", "--out", out}, tt.args...)...)
		if !strings.Contains(said, tt.says) || !strings.Contains(said, "hint: ") {
			t.Errorf("%v: %s", tt.args, said)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%v: something was written", tt.args)
		}
	}
}

// TestMergedVerdicts: a report whose verdicts were written to please, so that it
// does not contradict itself, is judged by what it keeps of the exports.
func TestMergedVerdicts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	row := `[{"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d","type":"Microsoft.Compute/disks","location":"eastus","name":"d","diskSizeGB":40000,"sku":{"name":"Premium_LRS"}}]`
	write(t, filepath.Join(dir, "disks.json"), []byte(row))
	report, out := filepath.Join(dir, "report"), filepath.Join(dir, "out")
	judgedQuietly(t, done, "report", "--quiet", "--format", "json", "--out", report, filepath.Join(dir, "disks.json"))
	var forged map[string]any
	if err := json.Unmarshal(fileOf(t, report, reportFile), &forged); err != nil {
		t.Fatal(err)
	}
	it := forged["items"].([]any)[0].(map[string]any)
	if it["verdict"] == "supported" {
		t.Fatal("there is nothing to forge")
	}
	it["verdict"], it["limitsToKnow"] = "supported", 0
	for _, m := range it["matrices"].([]any) {
		m := m.(map[string]any)
		m["verdict"], m["findings"], m["paths"] = "supported", []any{}, map[string]any{"operational": "supported"}
	}
	at(forged, "totals").(map[string]any)["disk"] = map[string]any{"supported": 1}
	text, err := json.Marshal(forged)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(report, reportFile), text)
	r, err := rjson.Read(strings.NewReader(read(t, report, reportFile)))
	if err != nil || r.Counts()[1].Of[0] != 1 {
		t.Fatalf("the forged report is not taken: %v", err)
	}
	judgedQuietly(t, done, "merge", "--quiet", "--format", "json", "--out", out, report)
	if r, err = rjson.Read(strings.NewReader(read(t, out, reportFile))); err != nil || r.Counts()[1].Of[0] != 0 || r.Merged[0].Turned != 1 {
		t.Errorf("%v: %+v", err, r.Counts())
	}
}

// TestMergeEditions: reports by different editions are judged anew by the newest
// of them, which is said, and how many verdicts that changes; flags choose others.
func TestMergeEditions(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	old, now := filepath.Join(dir, "old"), filepath.Join(dir, "new")
	judgedQuietly(t, done, "report", "--quiet", "--format", "json", "--out", old, "--edition", "disk-backup@2021-01-07", "../../samples/estate")
	judgedQuietly(t, done, "report", "--quiet", "--format", "json", "--out", now, "--edition", "disk-backup@2023-03-03", "../../samples/hostile")
	merged := func(args ...string) (*render.Report, string) {
		out := filepath.Join(t.TempDir(), "out")
		said := judgedQuietly(t, done, append([]string{"merge", old, now, "--format", "json", "--out", out}, args...)...)
		r, err := rjson.Read(strings.NewReader(read(t, out, reportFile)))
		if err != nil {
			t.Fatal(err)
		}
		return r, said
	}
	ids := func(r *render.Report) (list []string) {
		for _, e := range r.Judgement.Editions {
			list = append(list, e.ID)
		}
		return list
	}
	r, said := merged()
	if got := ids(r); !slices.Equal(got, []string{"vm-backup@2026-03-26", "disk-backup@2023-03-03"}) {
		t.Errorf("%v", got)
	}
	const says = "1 report(s) were judged by other editions: old (vm-backup@2026-03-26, disk-backup@2021-01-07)"
	problems := r.Judgement.Inventory.Problems
	if !strings.Contains(said, says) || !slices.ContainsFunc(problems, func(p inventory.Problem) bool { return strings.Contains(p.Text, says) }) {
		t.Errorf("%s\n%v", said, problems)
	}
	if r.Merged[0].Label != "new" || r.Merged[0].Turned != 0 || r.Merged[1].Turned == 0 {
		t.Errorf("%+v", r.Merged)
	}
	r, _ = merged("--edition", "disk-backup@2021-01-07")
	if got := ids(r); !slices.Equal(got, []string{"vm-backup@2026-03-26", "disk-backup@2021-01-07"}) {
		t.Errorf("--edition: %v", got)
	}
	r, _ = merged("--as-of", "2025-04-01")
	if got := ids(r); !slices.Equal(got, []string{"vm-backup@2025-03-05", "disk-backup@2023-03-03"}) {
		t.Errorf("--as-of: %v", got)
	}
}

// TestMergeOwnMatrix: matrices of one's own come from the reports. Two texts under
// one id are refused, unless another is given.
func TestMergeOwnMatrix(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := ownMatrix(t)
	one, other := filepath.Join(dir, "one.yaml"), filepath.Join(dir, "other.yaml")
	write(t, one, []byte(text))
	write(t, other, []byte(text+"\n# changed\n"))
	a, b, c := filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "c")
	judgedQuietly(t, done, "report", "--quiet", "--format", "json", "--out", a, "--matrix", one, "../../samples/estate")
	judgedQuietly(t, done, "report", "--quiet", "--format", "json", "--out", b, "--matrix", other, "../../samples/hostile")
	judgedQuietly(t, done, "report", "--quiet", "--format", "json", "--out", c, "../../samples/hostile")
	said := judgedAgain(t, statusInput, "merge", a, b, "--out", filepath.Join(dir, "none"))
	if !strings.Contains(said, "b/report.json: was judged by another text of ") || !strings.Contains(said, "than a/report.json") {
		t.Error(said)
	}
	judgedQuietly(t, done, "merge", "--quiet", a, c, "--format", "json", "--out", filepath.Join(dir, "all"))
	r, err := rjson.Read(strings.NewReader(read(t, filepath.Join(dir, "all"), reportFile)))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(r.Judgement.Editions); n != 3 {
		t.Errorf("%d editions", n)
	}
}

// TestMergeIncomplete: what a merged report lacks its whole lacks, but not what
// another of them has.
func TestMergeIncomplete(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	vms, disks, cut := filepath.Join(dir, "vms"), filepath.Join(dir, "disks"), filepath.Join(dir, "cut")
	judgedQuietly(t, done, "report", "--quiet", "--format", "json", "--out", vms, "../../samples/estate/vms.json")
	judgedQuietly(t, []int{statusIncomplete}, "report", "--quiet", "--format", "json", "--expect", "disks=7", "--out", disks, "../../samples/estate/disks.json")
	write(t, filepath.Join(dir, "page.json"), []byte(`{"count":1,"total_records":9,"skip_token":"more","data":[{"id":"/subscriptions/x/resourceGroups/g/providers/Microsoft.Compute/disks/d","type":"microsoft.compute/disks"}]}`))
	judgedQuietly(t, []int{statusIncomplete}, "report", "--quiet", "--format", "json", "--out", cut, filepath.Join(dir, "page.json"))
	out := filepath.Join(dir, "out")
	said := judgedQuietly(t, []int{statusIncomplete}, "merge", "--format", "json", "--out", out, vms, disks)
	if !strings.Contains(said, "disks: 7 disks were expected") || strings.Contains(said, "no disk export") {
		t.Error(said)
	}
	said = judgedQuietly(t, []int{statusIncomplete}, "merge", "--format", "json", "--out", out, vms, cut)
	if !strings.Contains(said, "cut/page.json") {
		t.Error(said)
	}
	r, err := rjson.Read(strings.NewReader(read(t, out, reportFile)))
	if err != nil {
		t.Fatal(err)
	}
	if r.Merged[0].Complete || r.Merged[0].Label != "cut" || !r.Merged[1].Complete {
		t.Errorf("%+v", r.Merged)
	}
	judgedQuietly(t, done, "merge", "--quiet", "--allow-incomplete", "--format", "json", "--out", out, vms, cut)
}

// TestMergeDivided: where a row about an item may be in another report than that,
// the evidence is incomplete, which every format says; reports on subscriptions of
// their own stay complete.
func TestMergeDivided(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	report := func(name, subscription, disk string) string {
		write(t, filepath.Join(dir, name+".json"), []byte(strings.NewReplacer("SUB", subscription, "DISK", disk).Replace(
			`[{"id":"/subscriptions/SUB/resourceGroups/g/providers/Microsoft.Compute/disks/DISK","type":"microsoft.compute/disks","location":"eastus","name":"DISK"},
			{"id":"/subscriptions/SUB/resourceGroups/g/providers/Microsoft.Compute/snapshots/DISK","type":"microsoft.compute/snapshots","location":"eastus","name":"DISK","incremental":true,"creationData":{}}]`)))
		judgedQuietly(t, done, "report", "--quiet", "--format", "json", "--out", filepath.Join(dir, name), filepath.Join(dir, name+".json"))
		return filepath.Join(dir, name)
	}
	one, same, other, out := report("one", "s", "a"), report("same", "S", "b"), report("other", "t", "a"), filepath.Join(dir, "out")
	judgedQuietly(t, done, "merge", "--quiet", "--out", out, one, other)
	said := judgedQuietly(t, []int{statusIncomplete}, "merge", "--out", out, one, same)
	const says = "1 subscription(s) have items in more than one of the merged reports, and rows of other types in some (microsoft.compute/snapshots)"
	for what, text := range map[string]string{"messages": said, "report.md": read(t, out, "report.md"), "report.html": read(t, out, "report.html"), reportFile: read(t, out, reportFile)} {
		if !strings.Contains(text, says) {
			t.Errorf("%s does not say it", what)
		}
	}
}

// TestMergeWaivers: waivers of the reports accept nothing in the merged one, which
// is said; those that are given do.
func TestMergeWaivers(t *testing.T) {
	t.Parallel()
	dir := tenants(t, "--waivers", "../../samples/waivers.yaml")
	out := filepath.Join(dir, "out")
	said := judgedQuietly(t, done, "merge", "--format", "json", "--out", out, filepath.Join(dir, "contoso"), filepath.Join(dir, "fabrikam"))
	if !strings.Contains(said, "contoso: the waivers of this report, which accept ") {
		t.Error(said)
	}
	said = judgedQuietly(t, done, "merge", "--format", "json", "--waivers", "../../samples/waivers.yaml", "--out", out, filepath.Join(dir, "contoso"), filepath.Join(dir, "fabrikam"))
	r, err := rjson.Read(strings.NewReader(read(t, out, reportFile)))
	if err != nil {
		t.Fatal(err)
	}
	accepted := 0
	for _, c := range r.Counts() {
		for _, n := range c.Accepted {
			accepted += n
		}
	}
	if sum := r.Merged[0].Accepted[0] + r.Merged[0].Accepted[1] + r.Merged[1].Accepted[0] + r.Merged[1].Accepted[1]; sum != accepted || accepted == 0 || strings.Contains(said, "the waivers of this report") {
		t.Errorf("%d, %d: %s", sum, accepted, said)
	}
}

// TestMergeLabels: what folders are called is text, wherever it stands, and two
// reports never go by one name.
func TestMergeLabels(t *testing.T) {
	t.Parallel()
	dir := tenants(t, "--title", "=1+1<img src=x>|`")
	var folders []string
	for i, name := range []string{"a\x1b[31m<b>&=1+1", "..x\u202e|y"} {
		from := []string{"contoso", "fabrikam"}[i]
		to := filepath.Join(dir, "hostile", name, "of")
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Skip("no such names here: ", err)
		}
		if err := os.Rename(filepath.Join(dir, from), to); err != nil {
			t.Fatal(err)
		}
		folders = append(folders, to)
	}
	out := filepath.Join(dir, "out")
	said := judgedQuietly(t, done, append([]string{"merge", "--out", out}, folders...)...)
	said += judgedQuietly(t, done, "check", "--from", folders[0], "--from", folders[1])
	for what, text := range map[string]string{"messages": said, "report.md": read(t, out, "report.md"), "report.html": read(t, out, "report.html")} {
		if strings.ContainsAny(text, "\x1b\u202e") || strings.Contains(text, "<b>&=") && what != "messages" || strings.Contains(text, "<img src=x>") && what == "report.html" || strings.Contains(text, dir) && what != "messages" {
			t.Errorf("%s shows the name as it is, or the folder of the machine", what)
		}
		if !strings.Contains(text, "/of") {
			t.Errorf("%s does not name the reports", what)
		}
	}
	judgedAgain(t, statusDone, "verify", out, "--inputs", filepath.Join(dir, "hostile"))
}

// TestMergeLabelled: the last part of a path is the name, or as many as it takes.
func TestMergeLabelled(t *testing.T) {
	t.Parallel()
	for want, paths := range map[string][]string{
		"a b":                  {"x/a/report.json", "x/b/report.json"},
		"a b.2026":             {"a.json", "x/b.2026.json"},
		"x/r y/r":              {"x/r/report.json", "y/r/report.json"},
		"x/r y/r q":            {"x/r/report.json", "y/r/report.json", "q/report.json"},
		"a/x/r b/x/r":          {"a/x/r/report.json", "b/x/r.json"},
		"report q":             {"report.json", "../q/report.json"},
		"a b c":                {"a/backready-report/report.json", "b/latest/report.json", "c/backready-report/latest/report.json"},
		"latest":               {"../latest/report.json"},
		"same: is given twice": {"same/report.json", "q/report.json", "same/report.json"},
		"r: is given twice":    {"x/r/report.json", "x/r.json"},
	} {
		labels, err := labelled(paths)
		got := strings.Join(labels, " ")
		if err != nil {
			got = strings.Replace(err.Error(), "the report ", "", 1)
		}
		if got != want {
			t.Errorf("%v: %q, want %q", paths, got, want)
		}
	}
}

// TestMergeParts: parts of a merged report tell the totals of no other report.
func TestMergeParts(t *testing.T) {
	t.Parallel()
	dir := tenants(t)
	out := filepath.Join(dir, "out")
	judgedQuietly(t, done, "merge", "--quiet", "--split", "subscription", "--out", out, filepath.Join(dir, "contoso"), filepath.Join(dir, "fabrikam"))
	parts, err := filepath.Glob(filepath.Join(out, "parts", "*"))
	if err != nil || len(parts) < 3 {
		t.Fatal(parts, err)
	}
	for _, part := range parts {
		if info, err := os.Stat(part); err != nil || !info.IsDir() {
			continue
		}
		r, err := rjson.Read(strings.NewReader(read(t, part, reportFile)))
		if err != nil {
			t.Fatal(part, err)
		}
		if md := read(t, part, "report.md"); strings.Contains(md, "Totals by report") || !strings.Contains(md, "Reports merged") || len(r.Merged) != 2 || r.Merged[0].Totals != [2][4]int{} {
			t.Errorf("%s: %+v", part, r.Merged)
		}
	}
	judgedAgain(t, statusDone, "verify", out, "--inputs", filepath.Join(dir, "contoso"), filepath.Join(dir, "fabrikam"))
}

// TestMergeMasked: reports that are masked by one key become one, and plain ones
// are masked together.
func TestMergeMasked(t *testing.T) {
	t.Parallel()
	key := filepath.Join(t.TempDir(), "mask.key")
	write(t, key, []byte("sixteen bytes or more"))
	mask := []string{"--mask", "subscription,group,name,tag", "--mask-key", key}
	before, after := tenants(t, mask...), tenants(t)
	merged := func(dir string, args ...string) map[string]any {
		out := filepath.Join(dir, "out")
		judgedQuietly(t, done, slices.Concat([]string{"merge", "--quiet", "--format", "json", "--out", out, filepath.Join(dir, "contoso"), filepath.Join(dir, "fabrikam")}, args)...)
		return shared(t, out)
	}
	a, b := merged(before), merged(after, mask...)
	var perReport [2][]render.Merged
	for i, dir := range []string{before, after} {
		r, err := rjson.Read(bytes.NewReader(fileOf(t, filepath.Join(dir, "out"), reportFile)))
		if err != nil {
			t.Fatal(err)
		}
		perReport[i] = r.Merged
	}
	for i, m := range perReport[0] {
		if m.Totals != perReport[1][i].Totals || m.Totals == [2][4]int{} || m.Turned+perReport[1][i].Turned != 0 {
			t.Errorf("%+v, %+v", m, perReport[1][i])
		}
	}
	if !reflect.DeepEqual(a["totals"], b["totals"]) || len(a["items"].([]any)) != len(b["items"].([]any)) {
		t.Errorf("%v, %v", a["totals"], b["totals"])
	}
	ids := map[any]any{}
	for _, it := range a["items"].([]any) {
		ids[it.(map[string]any)["id"]] = it.(map[string]any)["verdict"]
	}
	for _, it := range b["items"].([]any) {
		if it := it.(map[string]any); ids[it["id"]] != it["verdict"] {
			t.Errorf("%v: %v, %v", it["id"], it["verdict"], ids[it["id"]])
		}
	}
}

// TestMergeTenants: tenants are named as far as the exports do, and never where
// they are to be masked.
func TestMergeTenants(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const tenant = "11111111-2222-3333-4444-555555555555"
	write(t, filepath.Join(dir, "disks.json"), []byte(`[{"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d","type":"microsoft.compute/disks","location":"eastus","name":"d","tenantId":"`+tenant+`"}]`))
	key := filepath.Join(dir, "mask.key")
	write(t, key, []byte("sixteen bytes or more"))
	judgedQuietly(t, done, "report", "--quiet", "--format", "json", "--out", filepath.Join(dir, "one"), filepath.Join(dir, "disks.json"))
	judgedQuietly(t, done, "merge", "--quiet", "--out", filepath.Join(dir, "plain"), filepath.Join(dir, "one"))
	judgedQuietly(t, done, "merge", "--quiet", "--out", filepath.Join(dir, "masked"), "--mask", "subscription", "--mask-key", key, filepath.Join(dir, "one"))
	for _, name := range []string{reportFile, "report.md", "report.html"} {
		if !strings.Contains(read(t, filepath.Join(dir, "plain"), name), tenant) {
			t.Errorf("%s does not name the tenant", name)
		}
		if strings.Contains(read(t, filepath.Join(dir, "masked"), name), tenant) {
			t.Errorf("masked, %s names the tenant", name)
		}
	}
}

// ownMatrix is the matrix of the script that is a sample of one.
func ownMatrix(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("testdata/script/matrix.txtar")
	if err != nil {
		t.Fatal(err)
	}
	_, matrix, ok := strings.Cut(string(text), "-- own.yaml --\n")
	if !ok {
		t.Fatal("no own.yaml")
	}
	matrix, _, _ = strings.Cut(matrix, "\n-- ")
	return matrix + "\n"
}
