package markdown

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// estate is the report on the sample estate.
func estate(t *testing.T) *render.Report {
	t.Helper()
	var sources []inventory.Source
	for _, name := range []string{"vms.json", "disks.json"} {
		sources = append(sources, inventory.Source{Name: name, Open: func() (io.ReadCloser, error) { return os.Open("../../samples/estate/" + name) }})
	}
	inv, err := inventory.Read(sources)
	if err != nil {
		t.Fatal(err)
	}
	var editions []*evaluate.Edition
	for _, id := range []string{"vm-backup@2026-03-26", "disk-backup@2026-02-13"} {
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
	return &render.Report{Title: "Estate <1>", Organization: "Halden | Marine", Classification: "*Internal*", Version: "1.0.0", AsOf: "2026-11-22",
		Generated: time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC), Judgement: evaluate.Judge(inv, editions)}
}

// sections are the texts below each heading of the second level, in their order.
func sections(text string) (titles []string, bodies map[string]string) {
	bodies = map[string]string{}
	for _, section := range strings.Split(text, "\n## ")[1:] {
		title, body, _ := strings.Cut(section, "\n")
		titles, bodies[title] = append(titles, title), body
	}
	return titles, bodies
}

// rows counts those of the tables of a section, without heads.
func rows(section string) int {
	all, heads := 0, 0
	for line := range strings.Lines(section) {
		if strings.HasPrefix(line, "|") {
			all++
		}
		if strings.HasPrefix(line, "| --- |") {
			heads++
		}
	}
	return all - 2*heads
}

func size(p render.Part) int {
	n := 0
	if p.Table != nil {
		for range p.Table.Rows {
			n++
		}
	}
	return n
}

// TestRows: every part is there in its order, with all its rows or as many as were
// asked for; and where rows are left out it says of how many, and where they are.
func TestRows(t *testing.T) {
	r := estate(t)
	var want []string
	for _, p := range r.Parts() {
		want = append(want, escape(p.Title))
	}
	for _, most := range []int{0, 5, MaxRows} {
		var out bytes.Buffer
		if err := Rows(most).Render(&out, r); err != nil {
			t.Fatal(err)
		}
		titles, bodies := sections(out.String())
		if !slices.Equal(titles, want) {
			t.Errorf("the parts are %q, want %q", titles, want)
		}
		for _, p := range r.Parts() {
			all, body := size(p), bodies[escape(p.Title)]
			grows := slices.Contains(render.OfItems, p.ID) || slices.Contains(growing, p.ID)
			if grows && most > 0 && all > most {
				if said := fmt.Sprintf("This table shows %d of %d rows", most, all); rows(body) != most || !strings.Contains(body, said) || !strings.Contains(body, "report.xlsx") {
					t.Errorf("%s: %d rows of %d, and no word of it", p.Title, rows(body), all)
				}
			} else if rows(body) != all || strings.Contains(body, "This table shows") {
				t.Errorf("%s: %d rows, want %d", p.Title, rows(body), all)
			}
			if all == 0 && len(p.Fixes) == 0 && !strings.Contains(body, escape(p.None)) {
				t.Errorf("%s does not say that there is nothing", p.Title)
			}
		}
	}
}

// TestTop: who it is of, by which editions, and when.
func TestTop(t *testing.T) {
	r := estate(t)
	var out bytes.Buffer
	if err := Render(&out, r); err != nil {
		t.Fatal(err)
	}
	top := "# Estate \\<1\\>\n\nOrganisation: Halden \\| Marine\n\nClassification: \\*Internal\\*\n\nJudged by vm-backup\\@2026-03-26, disk-backup\\@2026-02-13.\n" +
		"Generated 2026-11-22 02:00 UTC by backready 1.0.0, run " + r.RunID() + ".\n"
	if !strings.HasPrefix(out.String(), top) {
		t.Errorf("%.400s", &out)
	}
	r.Organization, r.Classification = "", ""
	out.Reset()
	if err := Render(&out, r); err != nil || !strings.HasPrefix(out.String(), "# Estate \\<1\\>\n\nJudged by ") {
		t.Errorf("%.200s, %v", &out, err)
	}
}

// TestSummary: what fits a ticket has few rows of few parts, and leads nowhere
// within itself.
func TestSummary(t *testing.T) {
	var out bytes.Buffer
	r := estate(t)
	if err := Summary(&out, r); err != nil {
		t.Fatal(err)
	}
	titles, bodies := sections(out.String())
	var want []string
	for _, p := range r.Parts() {
		if !slices.Contains(summaryParts, p.ID) {
			continue
		}
		want = append(want, escape(p.Title))
		body, all := bodies[escape(p.Title)], size(p)
		if rows(body) != min(all, summaryRows) || (all > summaryRows) != strings.Contains(body, fmt.Sprintf("\nand %d more; the full report has them.\n", all-summaryRows)) {
			t.Errorf("%s: %d rows of %d", p.Title, rows(body), all)
		}
	}
	if !slices.Equal(titles, want) || strings.Contains(out.String(), "](#") {
		t.Errorf("the parts are %q, want %q", titles, want)
	}
}

// TestChanges: a report compared with itself says that nothing changed.
func TestChanges(t *testing.T) {
	r := estate(t)
	c, err := render.Compare(r, r)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Changes(&out, c); err != nil || !strings.HasPrefix(out.String(), "# Estate \\<1\\>\n\n## ") || !strings.Contains(out.String(), "nothing changed") {
		t.Errorf("%.300s: %v", &out, err)
	}
}

// TestFixes: each says what it costs, has the commands for the first items with
// their names, and where it comes from.
func TestFixes(t *testing.T) {
	r := estate(t)
	var out bytes.Buffer
	if err := Render(&out, r); err != nil {
		t.Fatal(err)
	}
	text, fixes := out.String(), 0
	for _, p := range r.Parts() {
		for _, fix := range p.Fixes {
			fixes++
			_, said, found := strings.Cut(text, fmt.Sprintf("\n<a id=%q></a>\n", render.Anchor(fix.Rule.ID)))
			said, _, _ = strings.Cut(said, "\n<a id=")
			g := fix.Rule.Guide
			if !found || !strings.Contains(said, escape(fix.Rule.ID)) || strings.Contains(said, "**Needs downtime.**") != g.Downtime || strings.Contains(said, "**Cannot be undone.**") != g.Irreversible {
				t.Errorf("%s says %.300s", fix.Rule.ID, said)
			}
			if items := fmt.Sprintf("\n%d items, rule ", fix.Items); (fix.Items == 1) != strings.Contains(said, "\n1 item, rule ") || fix.Items > 1 && !strings.Contains(said, items) {
				t.Errorf("%s: %.200s", fix.Rule.ID, said)
			}
			for _, page := range fix.Pages {
				if !strings.Contains(said, "\n**"+escape(page.Item.Name())+"**") {
					t.Errorf("%s does not name %s", fix.Rule.ID, page.Item.Name())
				}
			}
			if rest := fix.Items - len(fix.Pages); (rest > 0) != strings.Contains(said, fmt.Sprintf("\nThe same for %d more", rest)) {
				t.Errorf("%s: %d more are not told", fix.Rule.ID, rest)
			}
			if !strings.Contains(said, "\n**Verify**\n") || (fix.Instead != "") != strings.Contains(said, "\n**Instead**\n") || !strings.Contains(said, "\nSources: [") {
				t.Errorf("%s: a section is missing", fix.Rule.ID)
			}
		}
	}
	if fixes == 0 {
		t.Error("no fixes")
	}
}

type full struct{}

var errFull = errors.New("disk full")

func (full) Write([]byte) (int, error) { return 0, errFull }

// TestFull: a write that fails is told.
func TestFull(t *testing.T) {
	r := estate(t)
	for name, write := range map[string]func(io.Writer, *render.Report) error{"report": Render, "summary": Summary} {
		if err := write(full{}, r); !errors.Is(err, errFull) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestEscape: what means nothing where it stands is left as it is.
func TestEscape(t *testing.T) {
	for s, want := range map[string]string{
		"plain text, (1) + 2 = 3.": "plain text, (1) + 2 = 3.",
		"vm_01 z_z A_Z a_9 Z_a":    "vm_01 z_z A_Z a_9 Z_a",
		"_a b_ a_ b":               `\_a b\_ a\_ b`,
		"a__b":                     `a\_\_b`,
		"a_-b a-_b é_a a_é":        `a\_-b a-\_b é\_a a\_é`,
		"a_/b/_c":                  `a\_/b/\_c`,
		"https://x":                `https\://x`,
		"a: b:/c d:":               "a: b:/c d:",
		"www.example.org":          `www\.example.org`,
		"WWW.example.org ww.w .":   `WWW\.example.org ww.w .`,
		`\*|[x](y)<b>`:             `\\\*\|\[x\](y)\<b\>`,
	} {
		if got := escape(s); got != want {
			t.Errorf("%q: %q, not %q", s, got, want)
		}
	}
}

var (
	inner  = regexp.MustCompile(`\]\(#([^)]+)\)`)
	anchor = regexp.MustCompile(`<a id="([^"]+)"></a>`)
	title  = regexp.MustCompile(`(?m)^#+ (.+)$`)
)

// TestLinksLeadSomewhere: each link inside the report has one target, an anchor or
// a heading, by which viewers name it.
func TestLinksLeadSomewhere(t *testing.T) {
	var b strings.Builder
	if err := Render(&b, estate(t)); err != nil {
		t.Fatal(err)
	}
	targets := map[string]int{}
	for _, m := range anchor.FindAllStringSubmatch(b.String(), -1) {
		targets[m[1]]++
	}
	for _, m := range title.FindAllStringSubmatch(b.String(), -1) {
		targets[strings.ReplaceAll(strings.ToLower(m[1]), " ", "-")]++
	}
	links := inner.FindAllStringSubmatch(b.String(), -1)
	if len(links) < 100 {
		t.Fatalf("only %d links were found", len(links))
	}
	for _, m := range links {
		if targets[m[1]] != 1 {
			t.Errorf("#%s has %d targets", m[1], targets[m[1]])
		}
	}
}
