package main

import (
	"bytes"
	rawcsv "encoding/csv"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"
)

// A grid is the rows of a table, each with its texts by the titles of columns.
type grid []map[string]string

// list makes an entry of each row from the columns of these titles.
func (g grid) list(titles ...string) []string {
	var entries []string
	for _, row := range g {
		texts := make([]string, len(titles))
		for i, title := range titles {
			texts[i] = row[title]
		}
		entries = append(entries, entry(texts...))
	}
	return entries
}

// gridOf gives the cells of each row the titles of their columns.
func gridOf(titles []string, rows [][]string) grid {
	g := grid{}
	for _, row := range rows {
		texts := map[string]string{}
		for i, title := range titles[:min(len(titles), len(row))] {
			texts[title] = row[i]
		}
		g = append(g, texts)
	}
	return g
}

// fromTables reads what page, Markdown and workbook have in tables, which are
// given by their titles; rules is that of the table of rules.
func fromTables(all map[string]grid, rules string) told {
	var got told
	for _, title := range []string{"VMs", "Disks"} {
		got.items = append(got.items, all[title].list("Id", "Verdict")...)
	}
	found := slices.DeleteFunc(all[rules], func(row map[string]string) bool {
		return row["Limited"]+row["Undetermined"]+row["Unsupported"] == "000"
	})
	got.rules = grid(found).list("Rule", "Limited", "Undetermined", "Unsupported")
	got.findings = all["Findings"].list("Id", "Rule", "Verdict")
	parts := []string{"Kind", "Name", "Resource group", "Subscription", "Rule"}
	got.unsupported, got.arrange = all["Unsupported items"].list(parts...), all["To arrange"].list(parts...)
	return got
}

// totalsOf reads the table of totals: a row for each kind, a column for each
// verdict.
func totalsOf(t *testing.T, rows grid) map[string]int {
	t.Helper()
	totals := map[string]int{}
	for _, row := range rows {
		for _, verdict := range byBadness[1:] {
			totals[kindOf(row["Kind"])+" "+verdict] = count(t, row[strings.ToUpper(verdict[:1])+verdict[1:]])
		}
	}
	return totals
}

// kindOf is the kind that a word for many of it means.
func kindOf(words string) string { return strings.ToLower(strings.TrimSuffix(words, "s")) }

func count(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func fromPage(t *testing.T, text []byte) told {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	all := gridsOf(doc)
	got := fromTables(all, "Rules applied")
	got.totals = totalsOf(t, all["Summary"])
	got.whose = []string{words(elements(doc, "h1")[0]), "", ""}
	for _, p := range elements(doc, "p") {
		switch attribute(p, "class") {
		case "organization":
			got.whose[1] = words(p)
		case "classification":
			got.whose[2] = strings.TrimPrefix(words(p), "Classification: ")
		}
	}
	return got.sorted()
}

func fromMarkdown(t *testing.T, text []byte) told {
	t.Helper()
	doc := gfm(t, text)
	all := gridsOf(doc)
	got := fromTables(all, "Rules applied")
	got.totals = totalsOf(t, all["Summary"])
	got.whose = []string{words(elements(doc, "h1")[0]), "", ""}
	for _, p := range elements(doc, "p") {
		if whose, ok := strings.CutPrefix(words(p), "Organisation: "); ok {
			got.whose[1] = whose
		}
		if class, ok := strings.CutPrefix(words(p), "Classification: "); ok {
			got.whose[2] = class
		}
	}
	return got.sorted()
}

// gridsOf reads the tables of a page, each under the heading before it.
func gridsOf(doc *html.Node) map[string]grid {
	all := map[string]grid{}
	heading := ""
	for _, n := range elements(doc, "h2", "table") {
		if n.Data == "h2" {
			heading = squeeze(words(n))
			continue
		}
		var titles []string
		for _, th := range elements(n, "th") {
			titles = append(titles, squeeze(words(th)))
		}
		all[heading] = append(all[heading], gridOf(titles, body(n))...)
	}
	return all
}

// fromWorkbook reads the tables of the sheets, and the figures of the summary:
// a row for each verdict, a column for each kind.
func fromWorkbook(t *testing.T, text []byte) told {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all := map[string]grid{}
	for _, sheet := range f.GetSheetList() {
		all[sheet] = tableOn(t, f, sheet)
	}
	got := fromTables(all, "Rules")
	got.totals = map[string]int{}
	for _, row := range all["Summary"] {
		for _, kind := range []string{"VMs", "Disks"} {
			got.totals[kindOf(kind)+" "+row["Verdict"]] = count(t, row[kind])
		}
	}
	summary := rowsOn(t, f, "Summary")
	got.whose = append([]string{summary[0][0]}, strings.Split(summary[1][0], "  ·  ")[:2]...)
	return got.sorted()
}

// tableOn is the table of a sheet.
func tableOn(t *testing.T, f *excelize.File, sheet string) grid {
	t.Helper()
	list, err := f.GetTables(sheet)
	if err != nil || len(list) != 1 {
		t.Fatalf("%s: %d tables: %v", sheet, len(list), err)
	}
	from, to, _ := strings.Cut(list[0].Range, ":")
	_, head, err := excelize.CellNameToCoordinates(from)
	if err != nil {
		t.Fatal(err)
	}
	_, last, err := excelize.CellNameToCoordinates(to)
	if err != nil {
		t.Fatal(err)
	}
	rows := rowsOn(t, f, sheet)
	return gridOf(rows[head-1], rows[head:min(last, len(rows))])
}

func rowsOn(t *testing.T, f *excelize.File, sheet string) [][]string {
	t.Helper()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// fromCSV reads findings.csv, which has neither totals nor items without
// findings.
func fromCSV(t *testing.T, text []byte) told {
	t.Helper()
	records, err := rawcsv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	g := gridOf(records[0], records[1:])
	return told{findings: g.list("id", "rule", "verdict"), found: g.list("id", "itemVerdict")}.sorted()
}
