package html

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/backready/backready/render"
)

// tableIn returns the scrolling box of the table of a part.
func tableIn(t *testing.T, doc *html.Node, part string) *html.Node {
	t.Helper()
	for _, s := range all(doc, "section") {
		if attr(s, "aria-labelledby") == part+"-caption" {
			return s
		}
	}
	t.Fatalf("no table %s", part)
	return nil
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// TestColumnsThatTheScriptKnows holds the names that report.js filters by.
func TestColumnsThatTheScriptKnows(t *testing.T) {
	r := sample(t, fourNames...)
	doc := parse(t, rendered(t, r))
	for part, columns := range map[string][]string{
		"unsupported": {"name", "rule", "subscription", "resourceGroup"},
		"arrange":     {"name", "rule", "subscription", "resourceGroup"},
		"vms":         {"name", "verdict", "why", "subscription", "resourceGroup"},
		"ways-out":    {"name", "verdict", "why", "subscription", "resourceGroup"},
		"rules":       {"rule", "title"},
	} {
		var got []string
		if rowsOf(doc, part) > 0 {
			for _, th := range all(tableIn(t, doc, part), "th") {
				got = append(got, attr(th, "data-column"))
			}
		} else { // the sample has none; its table would have these
			parts := r.Parts()
			i := slices.IndexFunc(parts, func(p render.Part) bool { return p.ID == part })
			for _, h := range parts[i].Table.Heads {
				got = append(got, h.ID)
			}
		}
		for _, want := range columns {
			if !slices.Contains(got, want) {
				t.Errorf("%s has columns %q, not %s", part, got, want)
			}
		}
	}
}

// TestFirstTable: what to do first leaves out the rule, to whose fix the first cell
// of a row leads.
func TestFirstTable(t *testing.T) {
	rows := all(tableIn(t, parse(t, rendered(t, sample(t, fourNames...))), "first"), "tr")
	for _, th := range all(rows[0], "th") {
		if slices.ContainsFunc(notShown["first"], func(id string) bool { return attr(th, "data-column") == id }) {
			t.Errorf("a column %s is shown", textOf(th))
		}
	}
	for _, tr := range rows[1:] {
		cells := all(tr, "td")
		if len(cells) != len(all(rows[0], "th")) || !strings.HasPrefix(attr(all(cells[0], "a")[0], "href"), "#rule-") {
			t.Errorf("a row of %d cells: %s", len(cells), textOf(tr))
		}
	}
}

// TestNamesBreakLate: in what to do first each name of a list stands in an element
// of its own, which the stylesheet moves to the next line before it breaks, and the
// text stays as it is.
func TestNamesBreakLate(t *testing.T) {
	r := sample(t, fourNames...)
	doc := parse(t, rendered(t, r))
	parts := r.Parts()
	first := parts[slices.IndexFunc(parts, func(p render.Part) bool { return p.ID == "first" })].Table
	at := slices.IndexFunc(first.Heads, func(h render.Head) bool { return h.ID == "which" })
	rows, several := all(tableIn(t, doc, "first"), "tr")[1:], 0
	for cells := range first.Rows {
		which, want := all(rows[0], "td")[at], cells[at].Text
		rows = rows[1:]
		var names []string
		for _, span := range all(which, "span") {
			if attr(span, "class") == "one" {
				names = append(names, textOf(span))
			}
		}
		if textOf(which) != want || strings.Join(names, " ") != want {
			t.Errorf("%q in %q, not %q", names, textOf(which), want)
		}
		several += len(names) - 1
	}
	if style := textOf(all(doc, "style")[0]); several == 0 || !strings.Contains(style, ".one { display: inline-block;") {
		t.Errorf("%d further names, or no style for them", several)
	}
}

func TestTablesOfItemsAreMarked(t *testing.T) {
	doc := parse(t, rendered(t, sample(t, fourNames...)))
	for part, verdict := range map[string]string{"unsupported": "unsupported", "arrange": "limited", "vms": ""} {
		if box := tableIn(t, doc, part); !has(box, "data-items") || attr(box, "data-items") != verdict {
			t.Errorf("%s is marked %v", part, box.Attr)
		}
	}
	for _, part := range []string{"rules", "notes", "inputs", "summary"} {
		if has(tableIn(t, doc, part), "data-items") {
			t.Errorf("%s is marked as a table of items", part)
		}
	}
}

func TestOrganizationAndClassification(t *testing.T) {
	r := sample(t, fourNames...)
	plain := rendered(t, r)
	for _, class := range []string{`class="organization"`, `class="classification"`} {
		if strings.Contains(plain, class) {
			t.Errorf("a report without has %s", class)
		}
	}
	r.Organization, r.Classification = "Ærø & Sons", "Internal"
	page := rendered(t, r)
	doc := parse(t, page)
	if got := textOf(all(doc, "title")[0]); got != "Readiness · Ærø & Sons" {
		t.Errorf("title %q", got)
	}
	said := map[string]string{}
	for _, p := range all(all(doc, "header")[0], "p") {
		said[attr(p, "class")] = textOf(p)
	}
	if said["organization"] != "Ærø & Sons" || said["classification"] != "Classification: Internal" {
		t.Errorf("the header says %q", said)
	}
	for _, want := range []string{
		`@top-left { content: "\c6 r\f8  \26  Sons \b7  Readiness"; }`, `@top-right { content: "Internal"; }`,
		`@bottom-center { content: "Internal"; }`, `@bottom-left { content: "Run ` + r.RunID(),
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the stylesheet lacks %s", want)
		}
	}
}

func TestPaperLeavesColumnsOutAndSaysSo(t *testing.T) {
	doc := parse(t, rendered(t, sample(t, fourNames...)))
	for part, ids := range notPrinted {
		if rowsOf(doc, part) == 0 {
			continue
		}
		var titles []string
		for _, n := range all(tableIn(t, doc, part), "tr")[0:1] {
			for i, th := range all(n, "th") {
				if !slices.Contains(ids, attr(th, "data-column")) {
					continue
				}
				titles = append(titles, textOf(th))
				for _, tr := range all(tableIn(t, doc, part), "tr")[1:] {
					if !slices.Contains(strings.Fields(attr(all(tr, "td")[i], "class")), "np") {
						t.Errorf("%s: a cell of %s is printed", part, textOf(th))
					}
				}
			}
		}
		if want := "Not on paper: " + strings.Join(titles, ", "); len(titles) != len(ids) || !strings.Contains(textOf(doc), want) {
			t.Errorf("%s: does not say %q", part, want)
		}
	}
}
