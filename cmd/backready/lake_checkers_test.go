package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/evaluate/sql"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/inventory/generate"
	"github.com/backready/backready/inventory/tables"
)

// A lakeSet is an inventory in the form in which DuckDB gets it.
type lakeSet struct {
	Dir  string      `json:"dir"`
	Form tables.Form `json:"form"`
	name string
	inv  *inventory.Inventory
}

// lakeEdition is an edition that DuckDB judges by.
type lakeEdition struct {
	SQL  string `json:"sql"`
	View string `json:"view"`
	Out  string `json:"out"`
	*evaluate.Edition
}

// lakePlan is what duckdb.mjs does. A plain one writes every row, of ids as they are.
type lakePlan struct {
	Create   string        `json:"create"`
	Sets     []*lakeSet    `json:"sets"`
	Editions []lakeEdition `json:"editions"`
	Plain    bool          `json:"plain"`
	CSV      bool          `json:"csv"`
}

// lakeTold is what it says of an edition.
type lakeTold struct {
	View   string
	Counts [][]string // rule, path, verdict, rows and items of rows in which all is well or nothing assessed
	Took   int        // milliseconds
}

func (p *lakePlan) run(t *testing.T, tools string) []lakeTold {
	t.Helper()
	for _, set := range p.Sets {
		set.Dir = t.TempDir()
		if err := tabled(set.Dir, set.inv, set.Form); err != nil {
			t.Fatal(err)
		}
	}
	p.Create = sql.Create(sql.DuckDB)
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	plan := filepath.Join(t.TempDir(), "plan.json")
	write(t, plan, text)
	var told []lakeTold
	if err := json.Unmarshal([]byte(printed(t, ".", "node", "testdata/duckdb.mjs", tools, plan)), &told); err != nil {
		t.Fatal(err)
	}
	return told
}

// inLake is an edition as DuckDB judges by it.
func inLake(t *testing.T, e *evaluate.Edition) lakeEdition {
	t.Helper()
	text, err := rulesInSQL(e, sql.DuckDB)
	if err != nil {
		t.Fatal(err)
	}
	return lakeEdition{text, sql.ViewOf(e), filepath.Join(t.TempDir(), "findings.jsonl"), e}
}

func released(t *testing.T) (list []*evaluate.Edition) {
	t.Helper()
	for _, id := range matrix.Released() {
		m, err := matrix.Load(id) // with its examples
		if err != nil {
			t.Fatal(err)
		}
		e, err := compile(m)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	return list
}

// TestCheckersLake: DuckDB, by the SQL of each edition, finds row by row what we
// find in everything that is odd here: the samples in both forms, each file of
// testdata, the examples of every rule, and items made up of every state that a
// value may have.
func TestCheckersLake(t *testing.T) {
	tools := checkers(t)
	t.Parallel()
	sets := oddSets(t)
	for _, e := range released(t) {
		own := append(slices.Clip(sets), &lakeSet{name: "examples of " + e.ID, inv: exampleItems(t, e), Form: tables.JSONL},
			&lakeSet{name: "made up for " + e.ID, inv: madeUp(e, 2000), Form: tables.JSONL})
		p := &lakePlan{Sets: own, Editions: []lakeEdition{inLake(t, e)}}
		told := p.run(t, tools)
		tellDiffering(t, e.ID, p.compare(t, 0, told[0]))
	}
}

// TestCheckersLakeLarge: so it does on 100,000 items.
func TestCheckersLakeLarge(t *testing.T) {
	tools := checkers(t)
	t.Parallel()
	estate := generate.Estate{VMs: 30_000, Disks: 70_000}
	vms, disks := exported(t, estate)
	inv, err := inventory.Read([]inventory.Source{sourceOf(vms), sourceOf(disks)})
	if err != nil {
		t.Fatal(err)
	}
	p := &lakePlan{Sets: []*lakeSet{{name: "generated", inv: inv, Form: tables.JSONL}}}
	for _, e := range released(t) {
		p.Editions = append(p.Editions, inLake(t, e))
	}
	for i, told := range p.run(t, tools) {
		tellDiffering(t, p.Editions[i].ID, p.compare(t, i, told))
	}
}

// TestCheckersLakeWrong: SQL that is wrong in one comparison does not pass.
func TestCheckersLakeWrong(t *testing.T) {
	tools := checkers(t)
	t.Parallel()
	e, err := compiled("disk-backup@2026-02-13")
	if err != nil {
		t.Fatal(err)
	}
	wrong := inLake(t, e)
	const comparison = "disk_sku.value IN ('premiumv2_lrs', 'ultrassd_lrs')"
	wrong.SQL = strings.Replace(wrong.SQL, comparison, "disk_sku.value IN ('premium_lrs')", 1)
	if wrong.SQL == inLake(t, e).SQL {
		t.Fatalf("no rule compares %s", comparison)
	}
	p := &lakePlan{Sets: []*lakeSet{{name: "estate", inv: readSampleOf(t, "estate"), Form: tables.JSONL}}, Editions: []lakeEdition{wrong}}
	if len(p.compare(t, 0, p.run(t, tools)[0])) == 0 {
		t.Error("a wrong comparison passes")
	}
}

// tellDiffering tells the first few rows that differ.
func tellDiffering(t *testing.T, edition string, differing []string) {
	t.Helper()
	for _, d := range differing[:min(len(differing), 5)] {
		t.Errorf("%s: %s", edition, d)
	}
	if len(differing) > 5 {
		t.Errorf("%s: %d rows differ", edition, len(differing))
	}
}

// compare holds the rows of DuckDB against what our rules say of each item, and
// returns those that differ.
func (p *lakePlan) compare(t *testing.T, edition int, told lakeTold) (differing []string) {
	t.Helper()
	e := p.Editions[edition]
	differ := func(format string, args ...any) { differing = append(differing, fmt.Sprintf(format, args...)) }
	want := p.expected(e.Edition)
	t.Logf("%s: %d findings and %d sorts of rows without any to compare, DuckDB took %d ms", e.ID, len(want.rows), len(want.counts), told.Took)
	source := inventory.Source{Name: "findings", Open: func() (io.ReadCloser, error) { return os.Open(e.Out) }}
	err := tables.Scan(source, inventory.Limits{}, []*tables.Table{sql.Findings}, func(row *tables.Row) error {
		key, got := p.rowOf(t, row)
		said, ok := want.rows[key]
		if !ok || said != got {
			differ("%s\n got  %s\n want %s", key, got, said)
		}
		delete(want.rows, key)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for key, said := range want.rows {
		differ("%s is missing: %s", key, said)
	}
	for _, c := range told.Counts {
		key := [3]string(c[:3])
		if n := fmt.Sprint(want.counts[key]); c[3] != n || c[4] != n {
			differ("%s: %s rows of %s items, want %s", key, c[3], c[4], n)
		}
		delete(want.counts, key)
	}
	for key, n := range want.counts {
		differ("no row of %s, want %d", key, n)
	}
	return differing
}

// expectedRows are rows in which something is found, and how many there are of the
// others.
type expectedRows struct {
	rows   map[string]string
	counts map[[3]string]int // by rule, path and verdict
}

func (p *lakePlan) expected(e *evaluate.Edition) expectedRows {
	want := expectedRows{map[string]string{}, map[[3]string]int{}}
	for i, set := range p.Sets {
		for _, it := range set.inv.Of(e.Kind) {
			whole := it.WithDisks(it.Disks())
			for _, r := range e.Rules {
				for _, a := range r.Answers(whole) {
					verdict := a.Verdict.String()
					if a.Open {
						verdict = sql.NotAssessed
					}
					if a.Says == "" && (a.Open || a.Verdict == evaluate.Supported) {
						want.counts[[3]string{r.ID, a.Path, verdict}]++
						continue
					}
					var about []string
					for _, d := range a.Disks(whole) {
						about = append(about, idOrName(d))
					}
					want.rows[fmt.Sprintf("%d|%s %s %s", i, it.ID(), r.ID, a.Path)] = rowText(verdict, a.Says, r.Rule.Statements, a.Evidence, about, a.Lacking, a.Unread)
				}
			}
		}
	}
	return want
}

func idOrName(d *inventory.Item) string {
	if d.ID() == "" {
		return d.Name()
	}
	return d.ID()
}

func rowText(verdict, says string, statements []string, evidence []evaluate.Fact, about, lacking, unread []string) string {
	text, err := json.Marshal([]any{verdict, says, statements, evidence, about, lacking, unread})
	if err != nil {
		panic(err)
	}
	return strings.ReplaceAll(string(text), "[]", "null")
}

// rowOf is a row of DuckDB in the same form.
func (p *lakePlan) rowOf(t *testing.T, row *tables.Row) (key, text string) {
	at := func(name string) int { return sql.Findings.Index(name) }
	cell := func(name string) string { return must(row.Text(at(name))) }
	list := func(name string) []string { return must(row.List(at(name))) }
	var g evaluate.Grounds
	for _, f := range must(row.Facts(at("evidence"))) {
		g.See(f.Field, f.Value)
	}
	id := cell("id")
	number, _, _ := strings.Cut(id, "|")
	about := list("about")
	for i := range about {
		about[i] = strings.TrimPrefix(about[i], number+"|")
	}
	return id + " " + cell("rule") + " " + cell("path"),
		rowText(cell("verdict"), cell("says"), list("statements"), g.Evidence, about, list("lacking"), list("unrecognised"))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// oddSets are sets of files of every sort that there is.
func oddSets(t *testing.T) (sets []*lakeSet) {
	t.Helper()
	add := func(name string, form tables.Form, files ...string) {
		var sources []inventory.Source
		for _, f := range files {
			sources = append(sources, file(f, filepath.Base(f)))
		}
		if inv, err := inventory.Read(sources); err == nil {
			sets = append(sets, &lakeSet{name: name, inv: inv, Form: form})
		}
	}
	for _, sample := range []string{"estate", "estate-csv", "hostile"} {
		files, _ := filepath.Glob("../../samples/" + sample + "/*")
		for _, form := range []tables.Form{tables.CSV, tables.JSONL} {
			add(sample, form, files...)
		}
		for _, f := range files { // without VMs, or without disks
			add(f, tables.CSV, f)
		}
	}
	formats, _ := filepath.Glob("../../inventory/testdata/formats/*[!n]")
	for _, f := range formats {
		if filepath.Ext(f) != ".golden" {
			add(f, tables.JSONL, f)
		}
	}
	folders, _ := filepath.Glob("../../../shared/acceptance/visible/*")
	for _, folder := range folders {
		if files, _ := filepath.Glob(filepath.Join(folder, "*")); len(files) > 0 {
			add(folder, tables.JSONL, files...)
		}
	}
	if len(sets) < 20 {
		t.Fatalf("only %d sets of files", len(sets))
	}
	return sets
}

// exampleItems is an inventory of the examples of the rules of an edition.
func exampleItems(t *testing.T, e *evaluate.Edition) *inventory.Inventory {
	t.Helper()
	inv := &inventory.Inventory{}
	for _, r := range e.Rules {
		for _, x := range r.Rule.Examples {
			it, err := inventory.Example(e.Kind, x.Item, x.Disks)
			if err != nil {
				t.Fatal(err)
			}
			inv.Items = append(inv.Items, called(it, fmt.Sprintf("%s: %s", r.ID, x.Name)))
		}
	}
	return inv
}

func called(it *inventory.Item, name string) *inventory.Item {
	it.Identify(inventory.Identity{ID: name, Name: name})
	return it
}

// madeUp is an inventory of items whose fields have values of every state that
// there is, drawn from what the edition compares with and what comes close.
func madeUp(e *evaluate.Edition, items int) *inventory.Inventory {
	m := &maker{dice: rand.New(rand.NewPCG(1, 2)), edition: e, drawn: map[*inventory.Field][]inventory.Value{}}
	for _, r := range e.Rules {
		for _, c := range r.Cases {
			m.learn(c.When)
		}
	}
	inv := &inventory.Inventory{}
	for i := range items {
		it := m.item(e.Kind, fmt.Sprint("made/", i))
		if e.Kind == inventory.VM {
			it.DisksComplete = m.dice.IntN(3) > 0
			var disks []*inventory.Item
			for n := range m.dice.IntN(4) {
				disks = append(disks, m.item(inventory.Disk, fmt.Sprintf("made/%d/%d", i, n)))
			}
			it = it.WithDisks(disks)
		}
		inv.Items = append(inv.Items, it)
	}
	return inv
}

type maker struct {
	dice    *rand.Rand
	edition *evaluate.Edition
	fields  []*inventory.Field
	drawn   map[*inventory.Field][]inventory.Value
}

// learn notes the values with which a predicate compares.
func (m *maker) learn(p *matrix.Predicate) {
	for _, part := range slices.Concat(p.All, p.Any, []*matrix.Predicate{p.Not, p.Some, p.Every}) {
		if part != nil {
			m.learn(part)
		}
	}
	if p.Leaf == nil {
		return
	}
	f, _ := inventory.FieldNamed(p.Leaf.Field)
	if m.drawn[f] == nil {
		m.fields = append(m.fields, f)
		odd := []string{"", "ſ", "İ", "K", "at least", `qu"ote`, "line\nbreak", "a, b"}
		for _, text := range odd {
			m.draw(f, text)
		}
		m.drawn[f] = append(m.drawn[f], inventory.Value{}, inventory.Absent(), inventory.Absent().Assumed(), inventory.Unrecognised("Eest \"US\"\u200b\n"), inventory.Unrecognised(""))
	}
	for _, text := range append(p.Leaf.In, p.Leaf.Is, p.Leaf.Matches, strings.ReplaceAll(p.Leaf.Is, "s", "ſ")) {
		m.draw(f, text, strings.ToUpper(text), text+"\n")
	}
	for _, n := range []*int64{p.Leaf.Min, p.Leaf.Max} {
		if n != nil {
			for _, near := range []int64{*n - 1, *n, *n + 1} {
				m.drawn[f] = append(m.drawn[f], inventory.Int(near), inventory.AtLeast(near), inventory.Int(near).Assumed())
			}
		}
	}
}

// draw adds values that texts make for a field of its type.
func (m *maker) draw(f *inventory.Field, texts ...string) {
	for _, text := range texts {
		var v inventory.Value
		switch f.Type {
		case inventory.BoolField:
			v = inventory.Bool(len(text)%2 == 0)
		case inventory.IntField:
			v = inventory.Int(int64(len(text)))
		case inventory.ListField:
			v = inventory.List(texts[:m.dice.IntN(len(texts)+1)]...)
		default:
			v = inventory.Text(text)
		}
		m.drawn[f] = append(m.drawn[f], v, v.Assumed())
	}
}

func (m *maker) item(kind inventory.Kind, id string) *inventory.Item {
	it := inventory.Named(kind, inventory.Identity{ID: id, Name: id})
	for _, f := range m.fields {
		it = it.With(f, m.drawn[f][m.dice.IntN(len(m.drawn[f]))])
	}
	role, _ := inventory.FieldNamed("disk.role")
	return it.With(role, inventory.Text([]string{"os", "data", "data", ""}[m.dice.IntN(4)]))
}

func readSampleOf(t *testing.T, sample string) *inventory.Inventory {
	t.Helper()
	inv, err := inventory.Read([]inventory.Source{file("../../samples/"+sample+"/vms.json", "vms.json"), file("../../samples/"+sample+"/disks.json", "disks.json")})
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

// TestCheckersLakeReports: the reports of what DuckDB found, in either form, are
// ours to the byte, but for what they say of how they were made.
func TestCheckersLakeReports(t *testing.T) {
	tools := checkers(t)
	t.Parallel()
	for _, test := range []struct {
		sample string
		csv    bool
	}{{"estate", false}, {"estate", true}, {"hostile", false}} {
		want := judged(t, test.sample)
		p := &lakePlan{Sets: []*lakeSet{{inv: want.Judgement.Inventory, Form: tables.JSONL}}, Plain: true, CSV: test.csv}
		for _, e := range want.Judgement.Editions {
			p.Editions = append(p.Editions, inLake(t, e))
		}
		p.run(t, tools)
		o := &options{now: sampleTime, title: "Sample", failOn: "never", tables: []string{p.Sets[0].Dir}}
		for _, e := range p.Editions {
			o.findings = append(o.findings, e.Out)
		}
		got, err := (&program{stderr: io.Discard, stdout: io.Discard}).judge(o, nil)
		if err != nil {
			t.Errorf("%s: %v", test.sample, err)
			continue
		}
		for _, out := range outputs {
			if !bytes.Equal(written(t, got, out.render), written(t, want, out.render)) {
				t.Errorf("%s, csv %t: %s is another", test.sample, test.csv, out.file)
			}
		}
	}
}

// TestCheckersSpark: a parser of Spark's SQL reads what is written for it, and
// would not read what is no SQL. The sample that runs it is Python.
func TestCheckersSpark(t *testing.T) {
	tools := checkers(t)
	t.Parallel()
	dir := t.TempDir()
	var files []string
	add := func(name, text string) {
		files = append(files, filepath.Join(dir, name))
		write(t, files[len(files)-1], []byte(text))
	}
	add("tables", sql.Create(sql.Spark))
	for _, e := range released(t) {
		text, err := rulesInSQL(e, sql.Spark)
		if err != nil {
			t.Fatal(err)
		}
		add(e.ID, text)
	}
	text := printed(t, ".", "node", append([]string{"testdata/spark.mjs", tools}, files...)...)
	t.Log(text)
	need(t, "python3")
	printed(t, dir, "python3", "-c", "import ast,sys; ast.parse(open(sys.argv[1]).read())", must(filepath.Abs("../../samples/lake/spark.py")))
}
