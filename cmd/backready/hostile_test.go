package main

import (
	"bytes"
	rawcsv "encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
	rcsv "github.com/backready/backready/render/csv"
	"github.com/backready/backready/render/excel"
	rhtml "github.com/backready/backready/render/html"
	rjson "github.com/backready/backready/render/json"
	"github.com/backready/backready/render/markdown"
)

// corpus are names that attack one format or another.
var corpus = []string{
	"=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "=HYPERLINK(\"http://host.example\",\"x\")", "＝1+1", "'=1",
	"a|b", "`a|b`", "| --- |", "# heading", "1. one", "- item", "> quote", "*bold* _it_ ~~x~~", "\\", "\\|", "&lt;b&gt;", "&#x6a;",
	"<script>alert(1)</script>", "</script><svg onload=alert(1)>", "<!-- x", "\"><img src=x onerror=alert(1)>", "{{.Title}}",
	"[x](javascript:alert(1))", "[x](jav&#x61;script:alert(1))", "![x](http://host.example/p.png)", "www.evil.example", "http://evil.example/x", "a@evil.example",
	"\x1b[2J\x1b[31m", "\x1b]0;title\x07", "\u009b31m", "\u202egnp.exe", "\u200bzero", "\u2066iso\u2069", "nul\x00nul",
	"two\r\nBcc: x@evil.example", "line\nbreak", "../../etc/passwd", "C:\\x", "_x000D_", "_x0041_", "$(touch x)", "`touch x`", "'; rm -rf / #", "%0aname", "```\nfence\n```",
	strings.Repeat("long ", 8000), "👩‍🚀 e\u0301 ☃️", "\ufffe\uffff", "CON", "  spaced  ", "",
}

// hostileRows are disks that bear every name of the corpus, as name, region and
// tag.
func hostileRows(t *testing.T) []byte {
	t.Helper()
	var list []map[string]any
	for i, s := range corpus {
		list = append(list, map[string]any{
			"id": fmt.Sprintf("/subscriptions/0b1c/resourceGroups/rg/providers/Microsoft.Compute/disks/d%03d", i), "name": s, "location": s,
			"type": "Microsoft.Compute/disks", "provisioningState": "Succeeded", "creationData": map[string]any{"createOption": "Empty"},
			"sku": map[string]any{"name": "UltraSSD_LRS"}, "diskSizeGB": 8, "tags": map[string]any{"owner": s, s + "k": "v"},
		})
	}
	text, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// hostileReport is a report on the hostile rows.
func hostileReport(t *testing.T) *render.Report {
	t.Helper()
	text := hostileRows(t)
	inv, err := inventory.Read([]inventory.Source{{Name: "=disks.json", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }}})
	if err != nil {
		t.Fatal(err)
	}
	var editions []*evaluate.Edition
	for _, id := range []string{"vm-backup@2026-03-26", "disk-backup@2021-01-07"} {
		e, err := compiled(id)
		if err != nil {
			t.Fatal(err)
		}
		editions = append(editions, e)
	}
	return &render.Report{Title: "=1+1 <b>", Organization: "@SUM(A1)", Classification: "</style><script>", Version: "1", Judgement: evaluate.Judge(inv, editions)}
}

// TestHostileNames: in every format every name is inert, and the same text.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	r := hostileReport(t)
	var want []string
	for a := range r.Judgement.All() {
		want = append(want, a.Item.Name())
	}
	for _, format := range []struct {
		name  string
		names func(*testing.T, *render.Report) []string
		shown func(string) string
	}{
		{"markdown", namesInMarkdown, func(s string) string { return squeeze(render.Visible(s)) }},
		{"html", namesInPage, func(s string) string { return squeeze(render.Visible(s)) }},
		{"xlsx", namesInWorkbook, func(s string) string { return squeeze(cutAt(render.Visible(s), 31000)) }},
		{"csv", namesInCSV, func(s string) string { return squeeze(render.Visible(s)) }},
		{"json", namesInJSON, func(s string) string { return s }},
	} {
		t.Run(format.name, func(t *testing.T) {
			got := format.names(t, r)
			if len(got) != len(want) {
				t.Fatalf("%d names, want %d", len(got), len(want))
			}
			for i := range want {
				shown := format.shown(want[i])
				if format.name == "xlsx" {
					got[i] = squeeze(cutAt(got[i], 31000))
				}
				guarded := format.name == "csv" && got[i] == "'"+shown // so that no spreadsheet reads a formula
				if got[i] != shown && !guarded && !(shown == "" && got[i] != "") {
					t.Errorf("name %d: got %.80q, want %.80q", i, got[i], shown)
				}
			}
		})
	}
}

func cutAt(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}

func namesInMarkdown(t *testing.T, r *render.Report) []string {
	var md bytes.Buffer
	if err := markdown.Render(&md, r); err != nil {
		t.Fatal(err)
	}
	return namesOf(t, tablesOf(gfm(t, md.Bytes())), r)
}

func namesInPage(t *testing.T, r *render.Report) []string {
	var page bytes.Buffer
	if err := rhtml.Render(&page, r); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(&page)
	if err != nil {
		t.Fatal(err)
	}
	section := elementByID(doc, "disks")
	if section == nil {
		t.Fatal("the page has no part disks")
	}
	for section != nil && len(elements(section, "table")) == 0 {
		section = section.Parent
	}
	byKey := map[string]string{}
	for _, row := range elements(section, "tr") {
		cells := append(elements(row, "th"), elements(row, "td")...)
		texts := make([]string, len(cells))
		for i, c := range cells {
			texts[i] = squeeze(words(c))
		}
		if n := len(texts); n > 0 && strings.HasPrefix(texts[n-1], "/subscriptions/") {
			byKey[texts[n-1]] = texts[0]
		}
	}
	var names []string
	for a := range r.Judgement.All() {
		names = append(names, byKey[a.Item.ID()])
	}
	return names
}

func elementByID(doc *html.Node, id string) *html.Node {
	for d := range doc.Descendants() {
		if d.Type == html.ElementNode && attribute(d, "id") == id {
			return d
		}
	}
	return nil
}

// namesOf finds the table of disks: its last cell is the id.
func namesOf(t *testing.T, all [][][]string, r *render.Report) []string {
	t.Helper()
	byKey := map[string]string{}
	for _, table := range all {
		for _, row := range table {
			last := row[len(row)-1]
			if _, there := byKey[last]; !there && strings.HasPrefix(last, "/subscriptions/") {
				byKey[last] = row[0] // the tables of items come first
			}
		}
	}
	var names []string
	for a := range r.Judgement.All() {
		names = append(names, byKey[a.Item.ID()])
	}
	return names
}

func namesInWorkbook(t *testing.T, r *render.Report) []string {
	var b bytes.Buffer
	if err := excel.Render(&b, r); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	noFormulaFromInput(t, f)
	rows, err := f.GetRows("Disks")
	if err != nil {
		t.Fatal(err)
	}
	return namesOf(t, [][][]string{padded(rows)}, r)
}

// padded drops empty rows, which have no last cell.
func padded(rows [][]string) [][]string {
	var out [][]string
	for _, row := range rows {
		if len(row) > 0 {
			out = append(out, row)
		}
	}
	return out
}

// noFormulaFromInput: what formulas there are stand on our own sheets of
// figures, and none holds a text of the corpus.
func noFormulaFromInput(t *testing.T, f *excelize.File) {
	t.Helper()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for y, row := range rows {
			for x := range row {
				at, _ := excelize.CoordinatesToCellName(x+1, y+1)
				formula, err := f.GetCellFormula(sheet, at)
				if err != nil {
					t.Fatal(err)
				}
				if formula != "" && (sheet != "Summary" || strings.Contains(formula, "HYPERLINK") || strings.Contains(formula, "1+1")) {
					t.Errorf("%s %s is a formula: %s", sheet, at, formula)
				}
			}
		}
	}
}

func namesInCSV(t *testing.T, r *render.Report) []string {
	var b bytes.Buffer
	if err := rcsv.Render(&b, r); err != nil {
		t.Fatal(err)
	}
	records, err := rawcsv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]string{}
	for _, record := range records[1:] {
		byID[cell(records[0], record, "id")] = squeeze(cell(records[0], record, "name"))
	}
	var names []string
	for a := range r.Judgement.All() {
		names = append(names, byID[a.Item.ID()])
	}
	return names
}

func namesInJSON(t *testing.T, r *render.Report) []string {
	var b bytes.Buffer
	if err := rjson.Render(&b, r); err != nil {
		t.Fatal(err)
	}
	var report struct{ Items []struct{ Name string } }
	if err := json.Unmarshal(b.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, it := range report.Items {
		names = append(names, it.Name)
	}
	return names
}
