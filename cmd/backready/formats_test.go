package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"golang.org/x/net/html"

	"github.com/backready/backready/render"
	rcsv "github.com/backready/backready/render/csv"
	rjson "github.com/backready/backready/render/json"
	"github.com/backready/backready/render/markdown"
)

// judged is the report on a sample.
func judged(t *testing.T, sample string) *render.Report {
	t.Helper()
	p := &program{stderr: io.Discard, stdout: io.Discard}
	r, err := p.judge(&options{now: sampleTime, title: "Sample", failOn: "never"},
		[]string{"../../samples/" + sample + "/vms.json", "../../samples/" + sample + "/disks.json"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestMarkdownTables: goldmark with GFM reads our tables as the same rows and
// cells, and nothing from an input becomes a link, an image or HTML.
func TestMarkdownTables(t *testing.T) {
	t.Parallel()
	for _, sample := range []string{"estate", "hostile"} {
		r := judged(t, sample)
		var md bytes.Buffer
		if err := markdown.Render(&md, r); err != nil {
			t.Fatal(err)
		}
		doc := gfm(t, md.Bytes())
		compareTables(t, sample, tablesOf(doc), r.Parts())
		for _, n := range elements(doc, "a", "img", "script", "svg") {
			if href := attribute(n, "href"); n.Data != "a" || href != "" && !strings.HasPrefix(href, "https://learn.microsoft.com/") && !strings.HasPrefix(href, "#") {
				t.Errorf("%s: <%s> to %q", sample, n.Data, href)
			}
		}
	}
}

// gfm reads Markdown as GitHub does.
func gfm(t *testing.T, md []byte) *html.Node {
	t.Helper()
	var page bytes.Buffer
	if err := goldmark.New(goldmark.WithExtensions(extension.GFM)).Convert(md, &page); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(&page)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// compareTables holds that the tables read back are those of the parts.
func compareTables(t *testing.T, sample string, got [][][]string, parts []render.Part) {
	t.Helper()
	n := 0
	for _, part := range parts {
		var want [][]string
		if part.Table != nil {
			for row := range part.Table.Rows {
				var cells []string
				for _, c := range row {
					cells = append(cells, squeeze(render.Visible(c.Text)))
				}
				want = append(want, cells)
			}
		}
		if len(want) == 0 {
			continue
		}
		if n >= len(got) || len(got[n]) != len(want) {
			t.Fatalf("%s, %s: the table does not have %d rows", sample, part.ID, len(want))
		}
		for i := range want {
			if strings.Join(got[n][i], "␟") != strings.Join(want[i], "␟") {
				t.Errorf("%s, %s, row %d:\n got %q\nwant %q", sample, part.ID, i+1, got[n][i], want[i])
			}
		}
		n++
	}
}

// tables returns the body cells of every table of a page.
func tablesOf(doc *html.Node) [][][]string {
	var all [][][]string
	for _, table := range elements(doc, "table") {
		all = append(all, body(table))
	}
	return all
}

// body returns the body cells of a table.
func body(table *html.Node) [][]string {
	var rows [][]string
	for _, row := range elements(table, "tr") {
		var cells []string
		for _, cell := range elements(row, "td") {
			cells = append(cells, squeeze(words(cell)))
		}
		if cells != nil {
			rows = append(rows, cells)
		}
	}
	return rows
}

func elements(n *html.Node, names ...string) []*html.Node {
	var found []*html.Node
	for d := range n.Descendants() {
		for _, name := range names {
			if d.Type == html.ElementNode && d.Data == name {
				found = append(found, d)
			}
		}
	}
	return found
}

func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// TestFormatsAgree: findings.csv has a record for every finding of report.json,
// with the same item, rule and verdict, and no cell that starts a formula.
func TestFormatsAgree(t *testing.T) {
	t.Parallel()
	for _, sample := range []string{"estate", "hostile"} {
		r := judged(t, sample)
		var table, document bytes.Buffer
		if err := rcsv.Render(&table, r); err != nil {
			t.Fatal(err)
		}
		if err := rjson.Render(&document, r); err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(&table).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		want := findingsOf(t, document.Bytes())
		if len(records)-1 != len(want) {
			t.Fatalf("%s: %d records, %d findings in report.json", sample, len(records)-1, len(want))
		}
		for i, record := range records[1:] {
			if got := [2]string{cell(records[0], record, "rule"), cell(records[0], record, "verdict")}; got != want[i] {
				t.Errorf("%s: record %d is %v, want %v", sample, i+1, got, want[i])
			}
			for _, c := range record {
				if c != "" && strings.ContainsAny(c[:1], "=+-@\t\r") {
					t.Errorf("%s: record %d: cell %q starts a formula", sample, i+1, c)
				}
			}
		}
	}
}

func cell(head, record []string, name string) string {
	for i, h := range head {
		if h == name {
			return record[i]
		}
	}
	return ""
}

func findingsOf(t *testing.T, document []byte) [][2]string {
	var report struct {
		Items []struct {
			Matrices []struct {
				Findings []struct{ Rule, Verdict string }
			}
		}
	}
	if err := json.Unmarshal(document, &report); err != nil {
		t.Fatal(err)
	}
	var list [][2]string
	for _, it := range report.Items {
		for _, m := range it.Matrices {
			for _, f := range m.Findings {
				list = append(list, [2]string{f.Rule, f.Verdict})
			}
		}
	}
	return list
}
