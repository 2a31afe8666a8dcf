package html

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// edition stands in for a released one; the ids of its rules are real, as rules
// need guide pages.
const edition = `
edition: vm-backup@2026-01-02
matrix: vm-backup
date: "2026-01-02"
title: "Support matrix for Azure VM backup"
source: https://learn.microsoft.com/azure/backup/backup-support-matrix-iaas
judges: vm
paths: [{id: standard, title: "Standard policy"}]
statements:
  - {id: M1, topic: "Topic 1", section: "Storage", link: "https://learn.microsoft.com/azure/backup/x#storage", class: check, affects: backup, certainty: exact, text: "Ephemeral OS disks are not supported."}
  - {id: M2, topic: "Topic 2", section: "Compute", link: "https://learn.microsoft.com/azure/backup/x#compute", class: check, affects: backup, certainty: exact, text: "At least two vCPUs."}
  - {id: M3, topic: "Topic 3", section: "Compute", link: "https://learn.microsoft.com/azure/backup/x#compute", class: note, affects: operations, certainty: bracketed, text: "Mind this."}
rules:
  - id: vm/ephemeral-os-disk
    statements: [M1]
    class: check
    affects: backup
    paths: [standard]
    cases: [{when: {vm.osDiskEphemeral: {is: "true"}}, verdict: unsupported, says: "An ephemeral OS disk cannot be backed up"}]
  - id: vm/minimum-size
    statements: [M2]
    class: check
    affects: backup
    paths: [standard]
    cases: [{when: {vm.vcpus: {max: 1}}, verdict: limited, says: "The documented minimum is 2 vCPUs"}]
`

// guide is a page with every kind of markup that guide pages have.
var guide = matrix.Guide{
	Rule: "vm/ephemeral-os-disk", Title: "Ephemeral OS disk", Fix: "Rebuild the VM", Downtime: true, Irreversible: true,
	Sources: []string{"https://learn.microsoft.com/azure/virtual-machines/ephemeral-os-disks"},
	Why:     "It **lives** on the [host](https://learn.microsoft.com/azure/host).",
	How:     "1. Look.\n\n```sh\n{name}\naz vm show --name {name} --resource-group {resourceGroup}\n```\n\n```powershell\nGet-AzVM -Name {name}\n```\n\nDone.",
	Verify:  "Export again.",
	Instead: "Protect the data.",
}

// sample is a report on VMs of these names, each with every verdict that the
// edition gives.
func sample(t *testing.T, names ...string) *render.Report {
	t.Helper()
	parsed, err := matrix.Parse("test.yaml", []byte(edition))
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := evaluate.Compile(parsed)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range compiled.Rules {
		if r.ID == guide.Rule {
			r.Guide = &guide
		}
	}
	inv := &inventory.Inventory{Inputs: []inventory.Input{{Name: "vms.json", SHA256: strings.Repeat("ab", 32), Rows: len(names), VMs: len(names), Complete: true}}}
	for i, name := range names {
		it, err := inventory.Example(inventory.VM, []map[string]any{
			{"vm.osDiskEphemeral": "Local", "vm.size": "Standard_D2_v2"},
			{"vm.osDiskEphemeral": nil, "vm.size": "Standard_D1_v2"},
			{"vm.osDiskEphemeral": nil, "vm.size": "Standard_D2_v2"},
			{"vm.size": "Standard_D2_v2"},
		}[i%4], nil)
		if err != nil {
			t.Fatal(err)
		}
		it.Identify(inventory.Identity{ID: "/subscriptions/s/vm/" + name, Name: name, ResourceGroup: "rg-" + name, Location: "westeurope",
			Tags: []inventory.Tag{{Name: "owner", Value: name}}})
		inv.Items = append(inv.Items, it)
	}
	return &render.Report{
		Title: "Readiness", Version: "1.2.3", Generated: time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC), AsOf: "2026-11-22",
		Judgement: evaluate.Judge(inv, []*evaluate.Edition{compiled}),
	}
}

func rendered(t *testing.T, r *render.Report) string {
	t.Helper()
	var out bytes.Buffer
	if err := Render(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func parse(t *testing.T, page string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// all returns the elements of that name in document order; "" means every one.
func all(doc *html.Node, name string) []*html.Node {
	var list []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && (name == "" || n.Data == name) {
			list = append(list, n)
		}
	}
	return list
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

var fourNames = []string{"vm-a", "vm-b", "vm-c", "vm-d", "vm-e"}

func TestPartsInOrderAndComplete(t *testing.T) {
	r := sample(t, fourNames...)
	doc := parse(t, rendered(t, r))
	var want, got []string
	for _, p := range r.Parts() {
		want = append(want, p.ID)
	}
	for _, h := range all(doc, "h2") {
		if id := attr(h, "id"); id != "contents" {
			got = append(got, id)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("parts %q, want %q", got, want)
	}
	text := textOf(doc)
	for _, p := range r.Parts() {
		rows := 0
		if p.Table != nil {
			for range p.Table.Rows {
				rows++
			}
		}
		if p.ID != "summary" {
			for _, lead := range p.Lead {
				if !strings.Contains(text, lead) {
					t.Errorf("%s: no lead %q", p.ID, lead)
				}
			}
		}
		if rows == 0 && len(p.Fixes) == 0 && p.None != "" && !strings.Contains(text, p.None) {
			t.Errorf("%s: does not say %q", p.ID, p.None)
		}
		if got := rowsOf(doc, p.ID); got != rows {
			t.Errorf("%s: %d rows, want %d", p.ID, got, rows)
		}
	}
	if got, want := len(all(doc, "article")), 2; got != want {
		t.Errorf("%d fixes, want %d", got, want)
	}
	for _, want := range []string{"Azure Backup can protect 2 of 5 VMs and 0 of 0 disks.", r.RunID(), strings.Repeat("ab", 32), "2026-11-22 02:00 UTC", "needs downtime", "cannot be undone", "Get-AzVM -Name vm-e"} {
		if !strings.Contains(text, want) {
			t.Errorf("does not say %q", want)
		}
	}
}

// rowsOf counts the rows of the table of a part.
func rowsOf(doc *html.Node, part string) int {
	for _, s := range all(doc, "section") {
		if attr(s, "aria-labelledby") == part+"-caption" {
			return len(all(s, "tr")) - 1
		}
	}
	return 0
}

func TestWithoutScriptThereAreNoControls(t *testing.T) {
	doc := parse(t, rendered(t, sample(t, fourNames...)))
	for _, name := range []string{"button", "input", "select", "form", "iframe", "img", "object", "embed", "base"} {
		if n := len(all(doc, name)); n > 0 {
			t.Errorf("%d %s", n, name)
		}
	}
	if n := len(all(doc, "h1")); n != 1 {
		t.Errorf("%d h1", n)
	}
}

func TestNothingIsLoaded(t *testing.T) {
	page := rendered(t, sample(t, fourNames...))
	for _, n := range all(parse(t, page), "") {
		for _, a := range n.Attr {
			switch {
			case a.Key == "style" || strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "srcset" || a.Key == "xlink:href":
				t.Errorf("<%s> has %s=%q", n.Data, a.Key, a.Val)
			case a.Key == "href" && !strings.HasPrefix(a.Val, "#") && a.Val != "data:,":
				if !strings.HasPrefix(a.Val, "https://learn.microsoft.com/") || n.Data != "a" || attr(n, "rel") != "noreferrer" {
					t.Errorf("<%s> leads to %q, rel %q", n.Data, a.Val, attr(n, "rel"))
				}
			}
		}
	}
	if hit := regexp.MustCompile(`url\(|@import|@font-face`).FindString(page); hit != "" {
		t.Errorf("the stylesheet has %s", hit)
	}
}

func TestPolicyNamesTheInlineBytes(t *testing.T) {
	page := rendered(t, sample(t, fourNames...))
	head := strings.Index(page, "<head>\n<meta http-equiv=\"Content-Security-Policy\"")
	if head < 0 {
		t.Fatal("the policy is not the first thing in the head")
	}
	policy := attr(all(parse(t, page), "meta")[0], "content")
	for _, want := range []string{"default-src 'none'", "img-src data:", "base-uri 'none'", "form-action 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("policy %q lacks %s", policy, want)
		}
	}
	for _, name := range []string{"style", "script"} {
		found := regexp.MustCompile(`(?s)<`+name+`>(.*?)</`+name+`>`).FindAllStringSubmatch(page, -1)
		if len(found) != 1 || found[0][1] == "" {
			t.Fatalf("%d inline %s", len(found), name)
		}
		sum := sha256.Sum256([]byte(found[0][1]))
		if want := name + "-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(policy, want) {
			t.Errorf("policy %q lacks %s", policy, want)
		}
	}
}

func TestLinksLeadSomewhere(t *testing.T) {
	doc := parse(t, rendered(t, sample(t, fourNames...)))
	ids := map[string]int{}
	for _, n := range all(doc, "") {
		if id := attr(n, "id"); id != "" {
			ids[id]++
		}
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("%d elements have the id %s", n, id)
		}
	}
	for _, a := range all(doc, "a") {
		if to, ok := strings.CutPrefix(attr(a, "href"), "#"); ok && ids[to] == 0 {
			t.Errorf("nothing has the id %s", to)
		}
	}
}

func TestRulesWithoutAFixAreAnchoredInTheirTable(t *testing.T) {
	doc := parse(t, rendered(t, sample(t, "vm-a"))) // nothing is limited, so minimum-size has no card
	for id, name := range map[string]string{"rule-vm-ephemeral-os-disk": "article", "rule-vm-minimum-size": "tr"} {
		i := slices.IndexFunc(all(doc, name), func(n *html.Node) bool { return attr(n, "id") == id })
		if i < 0 {
			t.Errorf("no <%s id=%q>", name, id)
		}
	}
}

func TestSameBytes(t *testing.T) {
	first, second := rendered(t, sample(t, fourNames...)), rendered(t, sample(t, fourNames...))
	if first != second {
		t.Error("two reports of the same input differ")
	}
}

func TestIncompleteEvidenceIsSaidFirst(t *testing.T) {
	r := sample(t, fourNames...)
	if strings.Contains(rendered(t, r), "The evidence is incomplete") {
		t.Error("says that complete evidence is not")
	}
	r.Judgement.Inventory.Problems = []inventory.Problem{{File: "a<b>.json", Line: 7, Text: "a row has no id", Hint: "export again", Incomplete: true}}
	text := textOf(parse(t, rendered(t, r)))
	banner := strings.Index(text, "The evidence is incomplete.")
	if banner < 0 || banner > strings.Index(text, "VMs can be protected") {
		t.Fatal("no banner before the totals")
	}
	for _, want := range []string{"a<b>.json, line 7", "a row has no id", "To do: export again"} {
		if !strings.Contains(text[banner:], want) {
			t.Errorf("the banner does not say %q", want)
		}
	}
}

func TestVerdictsHaveIconAndWord(t *testing.T) {
	page := rendered(t, sample(t, fourNames...))
	seen := map[string]bool{}
	for _, span := range all(parse(t, page), "span") {
		if word, ok := strings.CutPrefix(attr(span, "class"), "v "); ok {
			seen[word] = true
			if got := textOf(span); got != word {
				t.Errorf("verdict %s is written %q", word, got)
			}
		}
	}
	icons := map[string]bool{}
	for _, v := range evaluate.Verdicts {
		icon := regexp.MustCompile(`\.v\.` + v.String() + `::before \{ content: ("[^"]+") / "";`).FindStringSubmatch(page)
		if !seen[v.String()] || icon == nil || icons[icon[1]] {
			t.Fatalf("verdict %s: seen %v, icon %q", v, seen[v.String()], icon)
		}
		icons[icon[1]] = true
	}
}

// brokenWriter fails after some bytes.
type brokenWriter struct{ left int }

func (w *brokenWriter) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

func TestWriteErrorsComeBack(t *testing.T) {
	r := sample(t, fourNames...)
	for _, left := range []int{0, 100, 10_000} {
		if err := Render(&brokenWriter{left}, r); err == nil || !strings.Contains(err.Error(), "disk full") {
			t.Errorf("after %d bytes: error %v", left, err)
		}
	}
}
