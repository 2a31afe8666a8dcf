package matrix

import (
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// small is an edition that is right; each test below breaks one thing.
const small = `edition: own@2026-01-01
matrix: own
date: "2026-01-01"
title: Own policy
source: https://example.com/policy
judges: disk
paths:
  - {id: policy, title: Policy}
statements:
  - id: P1
    topic: shared
    section: Sharing
    link: https://example.com/policy#sharing
    class: check
    affects: backup
    certainty: exact
    text: "We share no disks."
rules:
  - id: disk/no-sharing
    statements: [P1]
    class: check
    affects: backup
    paths: [policy]
    cases:
      - when: {all: [{disk.shared: {is: "true"}}, {not: {disk.sku: {in: [UltraSSD_LRS]}}}]}
        verdict: unsupported
        says: "It is shared"
    examples:
      - name: shared
        item: {disk.maxShares: 2}
        want: unsupported
`

func TestParse(t *testing.T) {
	e, err := Parse("own.yaml", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	r := e.Rules[0]
	if r.Line != 18+1 || r.Cases[0].When.All[1].Not.Leaf.In[0] != "UltraSSD_LRS" || r.Cases[0].When.Line != 25 {
		t.Errorf("read as %+v, line %d", r, r.Cases[0].When.Line)
	}
	if got := r.Cases[0].When.String(); got != "(disk.shared is true and not disk.sku is one of UltraSSD_LRS)" {
		t.Error(got)
	}
}

// TestParseRefuses: unknown keys, words and ids are errors with file and line.
func TestParseRefuses(t *testing.T) {
	for _, test := range []struct{ old, new, want string }{
		{"judges: disk", "judges: disks", "own.yaml: judges \"disks\""},
		{"title: Own policy", "titel: Own policy", "own.yaml:4:"},
		{"edition: own@2026-01-01", "edition: own@2026-01-02", `own.yaml: edition "own@2026-01-02" is not own@2026-01-01`},
		{`date: "2026-01-01"`, `date: "1.1.2026"`, `own.yaml: date "1.1.2026" is not YYYY-MM-DD`},
		{"source: https:", "source: http:", `own.yaml: source "http://example.com/policy" is no https address`},
		{"paths:\n  - {id: policy, title: Policy}", "paths: []", "own.yaml: no paths"},
		{"class: check\n    affects: backup\n    certainty", "class: test\n    affects: backup\n    certainty", `"test" is none of check`},
		{"certainty: exact", "certainty: sure", `own.yaml: statement P1: "sure"`},
		{"topic: shared", "topic: \"\"", "topic"},
		{"statements: [P1]", "statements: [P2]", "own.yaml:19: rule disk/no-sharing: no statement P2"},
		{"statements: [P1]", "statements: []", "stands on no statement"},
		{"paths: [policy]", "paths: [standard]", "no path standard"},
		{"paths: [policy]", "paths: [policy, policy]", "rule disk/no-sharing: no path policy, or it is there twice"},
		{"{id: policy, title: Policy}", "{id: policy, title: Policy}\n  - {id: policy, title: Other}", `own.yaml: path "policy": the id is missing or there twice`},
		{"{id: policy, title: Policy}", "{id: policy, title: Policy}\n  - {title: Other}", `path "": the id is missing`},
		{"paths: [policy]", "paths: []", "bears on paths exactly when it affects backup"},
		{"id: disk/no-sharing", "id: vm/no-sharing", "does not begin with disk/"},
		{"verdict: unsupported", "verdict: bad", `"bad" is none of supported`},
		{"verdict: unsupported", "verdict: {other: unsupported}", `names path "other"`},
		{"{all: [", "{al: [", `own.yaml:25: "al" is neither an operator`},
		{`{is: "true"}`, `{equals: "true"}`, `own.yaml:25: disk.shared: unknown comparison "equals"`},
		{`{is: "true"}`, `{is: "true", in: [x]}`, "want exactly one of"},
		{"{not: ", "{some(cards): ", `over "cards"`},
		{"{not: ", "{few(disks): ", `unknown operator "few"`},
		{"want: unsupported", "want: perhaps", `"perhaps" is none of`},
		{"says:", "sayz:", "own.yaml:27:"},
		{"class: check\n    affects: backup\n    certainty", "class: note\n    affects: backup\n    certainty", "rule disk/no-sharing: statement P1 is a note"},
		{"    cases:\n", "    trigger: {disk.cmk: {is: \"true\"}}\n    known: k\n    cases:\n", "only a check-if-present rule has a trigger"},
		{"    cases:\n", "    known: k\n    cases:\n", "trigger and known belong together"},
		{"affects: backup\n    paths: [policy]", "affects: restore\n    paths: []", "case 1: a check that affects restore is at most limited"},
		{"affects: backup\n    paths: [policy]", "affects: everything\n    paths: [policy]", `rule disk/no-sharing: "everything" is none of backup`},
		{"class: check\n    affects: backup\n    paths", "class: note\n    affects: backup\n    paths", `"note" is none of check, check-if-present`},
		{"  - {id: policy, title: Policy}\n", "  - {id: policy, title: Policy}\n  - {id: other, title: Other}\n", ""},
		{"verdict: unsupported", "verdict: {policy: unsupported}", ""},
		{"verdict: unsupported", "verdict: {policy: bad}", `"bad" is none of supported`},
		{"verdict: unsupported", "verdict: {}", "verdict leaves out a path"},
		{"want: unsupported", "want: {other: unsupported}", `example shared names path "other"`},
		{"- when: {all: [{disk.shared: {is: \"true\"}}, {not: {disk.sku: {in: [UltraSSD_LRS]}}}]}\n        verdict", "- verdict", "case 1 has no predicate"},
		{"{not: {disk.sku: {in: [UltraSSD_LRS]}}}", "{any: []}", "own.yaml:25: want a list of predicates"},
		{"{not: {disk.sku: {in: [UltraSSD_LRS]}}}", "{any: {disk.sku: {is: x}}}", "own.yaml:25: want a list of predicates"},
		{"{not: {disk.sku: {in: [UltraSSD_LRS]}}}", "{not: x}", "own.yaml:25: want a mapping"},
		{"{not: {disk.sku: {in: [UltraSSD_LRS]}}}", "{disk.sku: x}", "own.yaml:25: want a mapping"},
		{"{not: {disk.sku: {in: [UltraSSD_LRS]}}}", "{disk.sizeGiB: {min: many}}", "own.yaml:25:"},
		{"    text: \"We share no disks.\"\n", "    text: \"We share no disks.\"\n  - {id: P1, topic: t, section: s, link: \"https://x.example\", class: note, affects: backup, certainty: exact, text: t}\n", "or the id is there twice"},
		{"    text: \"We share no disks.\"", "    text: \"\"", "text, section or link is missing"},
		{"link: https:", "link: http:", "text, section or link is missing"},
		{"    section: Sharing\n", "", "text, section or link is missing"},
		{"    certainty: exact\n", "    certainty: exact\n    review: done\n", `statement P1: "done" is none of`},
		{"    cases:\n", "    trigger: {disk.cmk: {is: \"true\"}}\n    cases:\n", "trigger and known belong together"},
	} {
		text := strings.Replace(small, test.old, test.new, 1)
		if text == small {
			t.Fatalf("%q is not in the edition", test.old)
		}
		_, err := Parse("own.yaml", []byte(text))
		if test.want == "" && err == nil {
			continue
		}
		if err == nil || test.want == "" || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: got %v, want %q", test.new, err, test.want)
		}
	}
}

// TestPredicateWords: every operator and comparison, as people read it.
func TestPredicateWords(t *testing.T) {
	for yaml, want := range map[string]string{
		"{disk.sku: {is: x}}":                                "disk.sku is x",
		"{disk.sku: {in: [x, y]}}":                           "disk.sku is one of x, y",
		"{disk.sizeGiB: {min: 0}}":                           "disk.sizeGiB is at least 0",
		"{disk.sizeGiB: {max: 7}}":                           "disk.sizeGiB is at most 7",
		`{disk.name: {matches: "^a"}}`:                       "disk.name matches ^a",
		"{disk.zones: {present: true}}":                      "disk.zones is set",
		"{disk.zones: {present: false}}":                     "disk.zones is not set",
		"{not: {disk.sku: {is: x}}}":                         "not disk.sku is x",
		"{any: [{disk.sku: {is: x}}, {disk.tier: {is: y}}]}": "(disk.sku is x or disk.tier is y)",
		"{disk.sku: {is: x}, disk.tier: {is: y}}":            "(disk.sku is x and disk.tier is y)",
		"{some(dataDisks): {disk.sku: {is: x}}}":             "some of the dataDisks: disk.sku is x",
		"{every(osDisk): {all: [{disk.sku: {is: x}}]}}":      "every one of the osDisk: (disk.sku is x)",
	} {
		e, err := Parse("own.yaml", []byte(strings.Replace(small, `{all: [{disk.shared: {is: "true"}}, {not: {disk.sku: {in: [UltraSSD_LRS]}}}]}`, yaml, 1)))
		if err != nil {
			t.Errorf("%s: %v", yaml, err)
			continue
		}
		if got := e.Rules[0].Cases[0].When.String(); got != want {
			t.Errorf("%s: %s, want %s", yaml, got, want)
		}
	}
}

// TestVerdictOn: one verdict holds on every path, a map on those it names.
func TestVerdictOn(t *testing.T) {
	if (Verdicts{All: "limited"}).On("a") != "limited" || (Verdicts{By: map[string]string{"a": "limited"}}).On("a") != "limited" || (Verdicts{By: map[string]string{"a": "limited"}}).On("b") != "" {
		t.Error("a verdict is another one")
	}
}

func TestPick(t *testing.T) {
	newest, err := Pick("", nil)
	if err != nil || !slices.Equal(newest, []string{"vm-backup@2026-03-26", "disk-backup@2026-02-13"}) {
		t.Errorf("newest: %v, %v", newest, err)
	}
	// The newest not after a day, the day itself included.
	for asOf, want := range map[string][]string{
		"2021-01-06": {},
		"2021-01-07": {"disk-backup@2021-01-07"},
		"2021-05-26": {"disk-backup@2021-03-30"},
		"2026-03-25": {"vm-backup@2025-10-27", "disk-backup@2026-02-13"},
	} {
		if got, err := Pick(asOf, nil); err != nil || !slices.Equal(got, want) {
			t.Errorf("as of %s: %v, %v, want %v", asOf, got, err, want)
		}
	}
	if got, err := Pick("2026-03-25", []string{"disk-backup@2021-01-07"}); err != nil || got[1] != "disk-backup@2021-01-07" {
		t.Errorf("pinned: %v, %v", got, err)
	}
	for _, pinned := range [][]string{{"disk-backup@2020-01-01"}, {"disk-backup"}, {"disk-backup@2021-01-07", "disk-backup@2026-02-13"}} {
		if _, err := Pick("", pinned); err == nil {
			t.Errorf("%v is accepted", pinned)
		}
	}
}

// TestPinned: the checksum of every edition is pinned, and of nothing else.
func TestPinned(t *testing.T) {
	sums := pinned()
	for _, id := range Released() {
		if _, err := Load(id); err != nil {
			t.Error(err)
		}
		delete(sums, id)
	}
	for id := range sums {
		t.Errorf("editions.sum pins %s, which is not there", id)
	}
}

// TestGuides: every page is the page of a rule, and is whole.
func TestGuides(t *testing.T) {
	rules := map[string]bool{}
	for _, id := range Released() {
		e, err := Load(id)
		if err != nil {
			t.Fatal(err)
		}
		for i := range e.Rules {
			rules[e.Rules[i].ID] = true
			if _, err := GuideTo(&e.Rules[i]); err != nil {
				t.Error(err)
			}
		}
	}
	err := fs.WalkDir(os.DirFS("guide"), ".", func(name string, d fs.DirEntry, err error) error {
		if rule, page := strings.CutSuffix(name, ".md"); page && !rules[rule] {
			t.Errorf("guide/%s is about no rule", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestGuideRefuses(t *testing.T) {
	const page = "---\nrule: disk/x\ntitle: T\nfix: F\n---\nwhy\n\n## Fix\ndo\n\n```sh\n## no heading\n```\n\n## Verify\nlook\n"
	g, err := parseGuide("guide/disk/x.md", page)
	if err != nil || !strings.Contains(g.How, "## no heading") || g.Why != "why" {
		t.Fatalf("%+v, %v", g, err)
	}
	for _, test := range []struct{ old, new, want string }{
		{"---\nrule", "rule", "no front matter"},
		{"rule: disk/x", "rule: disk/y", `is about rule "disk/y"`},
		{"title:", "titel:", "titel"},
		{"## Verify\nlook", "## Check\nlook", `unknown section "Check"`},
		{"## Verify\nlook", "", "is empty"},
	} {
		if _, err := parseGuide("guide/disk/x.md", strings.Replace(page, test.old, test.new, 1)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: got %v, want %q", test.new, err, test.want)
		}
	}
}

func TestCompare(t *testing.T) {
	a, b := &Edition{}, &Edition{}
	a.Statements = []Statement{{ID: "1", Topic: "same", Text: "x"}, {ID: "2", Topic: "gone"}, {ID: "3", Topic: "figure", Text: "200"}}
	b.Statements = []Statement{{ID: "91", Topic: "same", Text: "x"}, {ID: "93", Topic: "figure", Text: "500"}, {ID: "94", Topic: "new"}}
	var got []string
	for _, c := range Compare(a, b) {
		got = append(got, c.Kind+" "+c.Topic)
	}
	if want := []string{"changed figure", "came new", "went gone"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestCoverage: every statement of every edition stands on a rule with examples
// or is a note.
func TestCoverage(t *testing.T) {
	for _, id := range Released() {
		e, err := Load(id)
		if err != nil {
			t.Fatal(err)
		}
		if c := Cover(e); len(c.Uncovered) > 0 || c.Checked+c.Noted != c.Statements {
			t.Errorf("%s: %d statements, %d checked, %d noted, not covered: %v", id, c.Statements, c.Checked, c.Noted, c.Uncovered)
		}
	}
	e, err := Parse("own.yaml", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	e.Rules[0].Examples = nil
	if c := Cover(e); !slices.Equal(c.Uncovered, []string{"P1"}) || c.Checked != 0 {
		t.Errorf("a rule without examples covers its statement: %+v", c)
	}
}

// TestRuleTwice: two rules of one id are refused, and the second is named.
func TestRuleTwice(t *testing.T) {
	rule := small[strings.Index(small, "  - id: disk/no-sharing"):]
	if _, err := Parse("own.yaml", []byte(small+rule)); err == nil || !strings.HasPrefix(err.Error(), "own.yaml:32: rule disk/no-sharing is there twice") {
		t.Error(err)
	}
	if _, err := Parse("own.yaml", []byte(small+strings.Replace(rule, "no-sharing", "alone", 1))); err != nil {
		t.Error(err)
	}
}

// TestFind finds statements by id and by topic, the oldest edition first.
func TestFind(t *testing.T) {
	statement := func(id, topic string) Statement { return Statement{ID: id, Topic: topic} }
	newer := &Edition{ID: "m@2026-01-01", Date: "2026-01-01", Statements: []Statement{statement("B1", "regions"), statement("B2", "sizes")}}
	older := &Edition{ID: "m@2025-01-01", Date: "2025-01-01", Statements: []Statement{statement("A1", "sizes"), statement("A2", "B2")}}
	for query, want := range map[string]string{"sizes": "A1 B2", "B1": "B1", "B2": "A2 B2", "none": ""} {
		var got []string
		for _, l := range Find([]*Edition{newer, older}, query) {
			got = append(got, l.Statement.ID)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", query, got, want)
		}
	}
}

// TestSections: a heading begins a part and is in none; within a fence it is text.
func TestSections(t *testing.T) {
	got := sections("before\n## One\na\n```\n## no heading\n```\n## Two\nb\n")
	want := map[string]string{"": "before", "One": "a\n```\n## no heading\n```", "Two": "b"}
	if !maps.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
