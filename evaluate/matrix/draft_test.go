package matrix

import (
	"reflect"
	"strings"
	"testing"
)

// TestDraft: of every released edition a draft can be made that says the same
// but for its date, with every statement open, and that differs from it in no
// other line.
func TestDraft(t *testing.T) {
	for _, id := range Released() {
		from := loadedFrom(t, id)
		text, err := Draft(from, "2027-01-31", "")
		if err != nil {
			t.Fatal(err)
		}
		e, err := Parse("draft.yaml", text)
		if err != nil {
			t.Fatal(err)
		}
		if e.ID != from.Matrix+"@2027-01-31" || len(e.Open()) != len(from.Statements) || len(Compare(from, e)) > 0 || len(e.Rules) != len(from.Rules) {
			t.Errorf("%s: the draft is %s, %d open, %v changed", id, e.ID, len(e.Open()), Compare(from, e))
		}
		closed := strings.ReplaceAll(string(text), "    review: open\n", "")
		closed = strings.ReplaceAll(closed, "2027-01-31", from.Date)
		if closed != from.Text {
			t.Errorf("%s: more than the marks and the date is otherwise", id)
		}
		for i, line := range e.Lines() {
			if got := strings.Split(string(text), "\n")[line-1]; got != "  - id: "+e.Statements[i].ID {
				t.Errorf("%s: statement %s is not on line %d: %q", id, e.Statements[i].ID, line, got)
			}
		}
	}
}

// TestDraftSource: a page that has moved takes the links to it along, and no
// others.
func TestDraftSource(t *testing.T) {
	from, err := Parse("own.yaml", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	text, err := Draft(from, "2026-02-01", "https://example.com/new?a=1, 2")
	if err != nil {
		t.Fatal(err)
	}
	e, err := Parse("own.yaml", text)
	if err != nil || e.Source != "https://example.com/new?a=1, 2" || e.Statements[0].Link != e.Source+"#sharing" {
		t.Errorf("%v: source %s, link %s", err, e.Source, e.Statements[0].Link)
	}
	if got := moved("https://example.com/policy-2#x", from.Source, "https://example.com/new"); got != "https://example.com/policy-2#x" {
		t.Errorf("another page moved to %s", got)
	}
}

// TestDraftOfDraft: what was open stays open, once.
func TestDraftOfDraft(t *testing.T) {
	from, err := Parse("own.yaml", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	first, err := Draft(from, "2026-02-01", "")
	if err != nil {
		t.Fatal(err)
	}
	draft, err := Parse("own.yaml", first)
	if err != nil {
		t.Fatal(err)
	}
	second, err := Draft(draft, "2026-03-01", "")
	if err != nil || strings.Count(string(second), "review: open") != 1 {
		t.Errorf("%v\n%s", err, second)
	}
}

// TestDraftRefuses: a draft is of a later date, and of a file whose lines can be
// told apart; a review is open or not there.
func TestDraftRefuses(t *testing.T) {
	from, err := Parse("own.yaml", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	for _, date := range []string{"", "2026-01-01", "2025-12-31", "1.2.2026", "2026-02-30"} {
		if _, err := Draft(from, date, ""); err == nil || !strings.Contains(err.Error(), "no day after 2026-01-01") {
			t.Errorf("date %q: %v", date, err)
		}
	}
	flow, err := Parse("own.yaml", []byte(strings.Replace(small, small[strings.Index(small, "  - id: P1"):strings.Index(small, "rules:")],
		"  - {id: P1, topic: shared, section: S, link: https://example.com/policy, class: check, affects: backup, certainty: exact, text: T}\n", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Draft(flow, "2026-02-01", ""); err == nil {
		t.Error("a draft of statements that have one line each")
	}
	below, err := Parse("own.yaml", []byte(strings.Replace(small, "source: ", "source:\n  ", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Draft(below, "2026-02-01", "https://example.com/new"); err == nil || !strings.Contains(err.Error(), "a line of its own") {
		t.Errorf("a draft of a source that stands below its key: %v", err)
	}
	_, err = Parse("own.yaml", []byte(strings.Replace(small, "    topic: shared", "    review: done\n    topic: shared", 1)))
	if err == nil || !strings.Contains(err.Error(), `statement P1: "done" is none of`) {
		t.Errorf("a review that is done: %v", err)
	}
}

// TestBefore: the edition before a date is of the same matrix.
func TestBefore(t *testing.T) {
	got := [][2]string{}
	for _, at := range [][2]string{{"disk-backup", "2021-01-07"}, {"disk-backup", "2021-01-08"}, {"vm-backup", "2026-03-26"}, {"own", "2030-01-01"}} {
		id, _ := Before(at[0], at[1])
		got = append(got, [2]string{at[0], id})
	}
	want := [][2]string{{"disk-backup", ""}, {"disk-backup", "disk-backup@2021-01-07"}, {"vm-backup", "vm-backup@2025-10-27"}, {"own", ""}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if id, ok := Newest("vm-backup"); id != "vm-backup@2026-03-26" || !ok {
		t.Errorf("the newest is %s", id)
	}
}
