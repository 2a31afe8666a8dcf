package sql_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/evaluate/sql"
)

// own is a matrix of one's own, with a hole for each text that a person writes.
const own = `edition: sharing@2026-01-01
matrix: sharing
date: "2026-01-01"
title: "TEXT"
source: https://intranet.example/policies/backup
judges: disk
paths:
  - {id: "TEXT", title: Policy}
statements:
  - id: "TEXT"
    topic: shared-disks
    section: Disks
    link: https://intranet.example/policies/backup#disks
    class: check
    affects: backup
    certainty: exact
    text: "TEXT"
  - id: zones
    topic: zones
    section: Disks
    link: https://intranet.example/policies/backup#disks
    class: check-if-present
    affects: restore
    certainty: exact
    text: "TEXT"
rules:
  - id: disk/zones
    statements: [zones]
    class: check-if-present
    affects: restore
    trigger: {disk.diskState: {is: Attached}}
    known: "TEXT"
    cases:
      - when: {disk.zones: {present: true}}
        verdict: limited
        says: "TEXT"
    words:
      rule: disk/zones
      title: Disk is in a zone
      fix: Restore to the same zone
      why: The policy says so.
      how: Choose the zone.
      verify: It is the same.
  - id: "disk/TEXT"
    statements: ["TEXT"]
    class: check
    affects: backup
    paths: ["TEXT"]
    cases:
      - when: WHEN
        verdict: unsupported
        says: "TEXT"
    words:
      rule: "disk/TEXT"
      title: Disk is shared
      fix: Give each VM a disk of its own
      why: The policy does not allow shared disks.
      how: Move the data to disks of their own.
      verify: maxShares is 1.
`

func ownEdition(t *testing.T, text, when string) *evaluate.Edition {
	t.Helper()
	m, err := matrix.Parse("own.yaml", []byte(strings.ReplaceAll(strings.ReplaceAll(own, "WHEN", when), "TEXT", text)))
	if err != nil {
		t.Fatal(err)
	}
	e, err := evaluate.Compile(m)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func export(t *testing.T, e *evaluate.Edition, d *sql.Dialect) string {
	t.Helper()
	var b strings.Builder
	if err := sql.Export(&b, e, d); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestExportHostile: whatever stands in an edition is a text within a literal, or
// within a comment that ends with its line.
func TestExportHostile(t *testing.T) {
	t.Parallel()
	hostile := []string{`'; DROP TABLE vms; --`, `\\'; DROP TABLE vms; --`, `*/ DROP TABLE vms; /*`, `a\nDROP TABLE vms; --`, `a\r\nDROP TABLE vms; --`,
		`a\u2028DROP TABLE vms; --`, `a\u0085DROP TABLE vms; --`, `${env:HOME} DROP TABLE vms`, `\\`, `''`, `a\u0001b\tc\u007f`, `\u202eDROP TABLE vms`}
	for _, text := range hostile {
		when := `{disk.diskState: {in: ["` + strings.ReplaceAll(text, `\u202e`, "") + `"]}}`
		if strings.Contains(text, "202") || strings.Contains(text, "0085") {
			when = `{disk.diskState: {is: Attached}}` // letters beyond ASCII are refused there
		}
		if text == hostile[0] {
			when = `{any: [` + when + `, {disk.diskState: {matches: "` + text + `"}}]}`
		}
		for _, d := range sql.Dialects {
			code := codeOf(t, export(t, ownEdition(t, text, when), d), d == sql.Spark)
			for _, word := range []string{"DROP", "--", "/*", "${"} {
				if strings.Contains(code, word) {
					t.Errorf("%s: %q leaves its literal:\n%s", d.Name, text, code)
				}
			}
			if n := strings.Count(code, ";"); n > 3 {
				t.Errorf("%s: %q makes %d statements", d.Name, text, n)
			}
		}
	}
}

// codeOf is what an engine takes for code: it goes through the text as a lexer
// does, and leaves out literals and comments. A sign in these that an engine or
// a reader could take for an end is an error.
func codeOf(t *testing.T, text string, spark bool) string {
	t.Helper()
	var code strings.Builder
	for i := 0; i < len(text); i++ {
		switch {
		case strings.HasPrefix(text[i:], "--"):
			end := strings.IndexAny(text[i:], "\r\n")
			if end < 0 {
				return code.String()
			}
			if strings.ContainsFunc(text[i:i+end], func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("a comment holds what is not shown: %q", text[i:i+end])
			}
			if strings.Contains(text[i:i+end], "${") {
				t.Errorf("a comment holds what the shells of Spark replace: %q", text[i:i+end])
			}
			i += end
		case text[i] == '\'':
			for i++; i < len(text) && text[i] != '\''; i++ {
				if text[i] < ' ' || text[i] == 0x7f {
					t.Errorf("a literal goes over the end of a line, or holds a control character")
				}
				if spark && text[i] == '$' {
					t.Error("a literal holds what the shells of Spark replace")
				}
				if spark && text[i] == '\\' {
					i++
				}
			}
			if i == len(text) {
				t.Error("a literal does not end")
			}
		default:
			code.WriteByte(text[i])
		}
	}
	return code.String()
}

// TestExportRefuses: what engines could read otherwise than we do is no SQL.
func TestExportRefuses(t *testing.T) {
	t.Parallel()
	for when, want := range map[string]string{
		`{disk.diskState: {is: "Straße"}}`:      "beyond|as we do",
		`{disk.diskState: {in: [ok, "ſ"]}}`:     "as we do",
		`{disk.diskState: {matches: "\\bx"}}`:   "read differently",
		`{disk.diskState: {matches: "(?m)^x"}}`: "read differently",
		`{disk.diskState: {matches: "(?s)x."}}`: "read differently",
		`{disk.diskState: {matches: "ß"}}`:      "beyond ASCII",
	} {
		for _, d := range sql.Dialects {
			err := sql.Export(&strings.Builder{}, ownEdition(t, "text", when), d)
			if err == nil || !regexp.MustCompile(want).MatchString(err.Error()) || !strings.Contains(err.Error(), "rule disk/text: line ") {
				t.Errorf("%s, %s: %v", d.Name, when, err)
			}
		}
	}
}

// TestPatterns: the patterns of the editions mean the same to RE2 and to Java.
func TestPatterns(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]string{"^win": `'(?i:\AWIN)'`, `\.x$`: `'(?i:\.X\z)'`, "a.*b": `'(?i:A[^\n]*B)'`} {
		text := export(t, ownEdition(t, "text", `{disk.diskState: {matches: '`+pattern+`'}}`), sql.DuckDB)
		if !strings.Contains(text, "regexp_matches(disk_diskState.value, "+want+")") {
			t.Errorf("%s is not written as %s: %s", pattern, want, regexp.MustCompile(`regexp_matches.*`).FindString(text))
		}
	}
}

// TestExport: every rule of every edition is written for every engine, under a
// comment with its statements, and always in the same bytes.
func TestExport(t *testing.T) {
	t.Parallel()
	for _, id := range matrix.Released() {
		e := compiled(t, id)
		for _, d := range sql.Dialects {
			first, again := export(t, e, d), export(t, e, d)
			if first != again {
				t.Errorf("%s, %s: the same edition twice is not the same bytes", id, d.Name)
			}
			for _, r := range e.Rules {
				if !strings.Contains(first, "\nSELECT id, '"+r.ID+"' AS rule, path,") {
					t.Errorf("%s, %s: there is no %s", id, d.Name, r.ID)
				}
				for _, s := range r.Statements {
					if !strings.Contains(first, "\n--   "+s.ID+": ") {
						t.Errorf("%s, %s: no comment names %s", id, d.Name, s.ID)
					}
				}
			}
		}
	}
}
