package html

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/backready/backready/render"
)

// hostile are names that act in some format or other.
var hostile = []string{
	"=1+1", "+1", "@SUM(A1)", "\t=1", "a\x00b", `=HYPERLINK("http://evil.example","x")`, "＝1", "a|b", "`a|b`",
	"</script><svg onload=alert(1)>", "</style><script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "' onfocus='alert(1)",
	"</textarea></title></table></pre></code>", "<!--", "-->", "<![CDATA[", "{{.Script}}", "${alert(1)}",
	"[x](javascript:alert(1))", "[x](jav&#x61;script:alert(1))", "![x](http://host/p.png)", "<https://evil.example>", "www.evil.example",
	"\x1b[2J", "\x1b]0;t\x07", "\u009b2J", "a\u202egnp.exe", "a\u200bb", "a\r\nBcc: x@example.com", "../../x", "_x000D_", "👩‍🔧 Zöe", "e\u0301\u0335\u0336",
	"\xff\xfe", "a\n```\n<script>alert(1)</script>\n```", "```", "~~~", "a\n\n# heading", "&lt;b&gt;", "&#60;b&#62;", "javascript:alert(1)",
}

// TestHostileNamesAreText holds that a page with hostile names differs from one
// with plain names in texts only: same elements, same attributes.
func TestHostileNamesAreText(t *testing.T) {
	for _, name := range hostile {
		plain, bad := sample(t, "plain", "plain2", "plain3", "plain4"), sample(t, name, name, name, name)
		for _, r := range []*render.Report{plain, bad} {
			in := &r.Judgement.Inventory.Inputs[0]
			in.Name = r.Judgement.Inventory.Items[0].Name()
		}
		plain.Organization, plain.Classification = "plain", "plain"
		bad.Title, bad.Organization, bad.Classification = name, name, name
		doc := parse(t, rendered(t, bad))
		if got, want := skeleton(doc), skeleton(parse(t, rendered(t, plain))); got != want {
			t.Errorf("%q changes the markup: %s", name, firstDifference(got, want))
		}
		if want := render.Visible(name); !strings.Contains(textOf(doc), want) {
			t.Errorf("%q is not there as %q", name, want)
		}
		for i, c := range textOf(all(doc, "main")[0]) {
			if c < 0x20 && c != '\n' || c == 0x7f || c >= 0x80 && c < 0xa0 || c == 0x202e || c == 0x200b {
				t.Errorf("%q leaves %U at %d", name, c, i)
				break
			}
		}
	}
}

// TestRunningTextsAreStrings holds that no text ends the string of the stylesheet
// that it stands in, and that the string says what the text does.
func TestRunningTextsAreStrings(t *testing.T) {
	for _, text := range append(slices.Clone(hostile), `\`, `"`, `\"`, "a\\\nb", "</style>", "æøå", strings.Repeat("x", 200)) {
		checkRunning(t, text)
	}
	r := sample(t, "vm-a")
	r.Title, r.Classification = `"; } * { display: none; } /*`, "</style><script>alert(1)</script>"
	if css := running(r); strings.Count(css, "{") != 7 || strings.Count(css, "}") != 7 || strings.ContainsAny(css, "<>*") {
		t.Errorf("the stylesheet is %s", css)
	}
}

var (
	wholeString = regexp.MustCompile(`^"(?:[A-Za-z0-9 .,:-]|\\[0-9a-f]{1,6} )*"$`)
	numbered    = regexp.MustCompile(`\\([0-9a-f]{1,6}) `)
)

func checkRunning(t *testing.T, text string) {
	t.Helper()
	got := quoted(text)
	if !wholeString.MatchString(got) {
		t.Fatalf("%q becomes %s", text, got)
	}
	said := numbered.ReplaceAllStringFunc(got[1:len(got)-1], func(s string) string {
		n, _ := strconv.ParseInt(strings.TrimSpace(s[1:]), 16, 32)
		return string(rune(n))
	})
	if start := strings.TrimSuffix(said, "…"); !strings.HasPrefix(render.Visible(text), start) || utf8.RuneCountInString(said) > longestRunning {
		t.Fatalf("%q says %q", text, said)
	}
}

// skeleton is a document without its texts, the checksum of the stylesheet among
// them: TestPolicyNamesTheInlineBytes holds that.
func skeleton(doc *html.Node) string {
	var b strings.Builder
	all(doc, "meta")[0].Attr = nil
	for _, n := range all(doc, "") {
		fmt.Fprintf(&b, "%*d<%s %v>\n", len(chain(n)), len(chain(n)), n.Data, n.Attr)
	}
	return b.String()
}

func chain(n *html.Node) (up []*html.Node) {
	for p := range n.Ancestors() {
		up = append(up, p)
	}
	return up
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("%s instead of %s", g[i], w[i])
		}
	}
	return "something is missing or too much at the end"
}

// TestNamesStayInTheirFence holds that no name ends the fence it is filled into.
func TestNamesStayInTheirFence(t *testing.T) {
	for _, name := range hostile {
		doc := parse(t, rendered(t, sample(t, name)))
		var blocks []string
		for _, pre := range all(all(doc, "article")[0], "pre") {
			blocks = append(blocks, textOf(pre))
		}
		if len(blocks) != 2 || strings.Count(blocks[0], "\n") != 2 || !strings.Contains(blocks[1], render.Visible(strings.ReplaceAll(name, "'", "''"))) {
			t.Errorf("%q: commands %q", name, blocks)
		}
	}
}

func TestLongValuesGetABoxAndStayWhole(t *testing.T) {
	long := strings.Repeat("L", 40_000)
	page := rendered(t, sample(t, long))
	for _, div := range all(parse(t, page), "div") {
		if attr(div, "class") == "long" && textOf(div) == long {
			return
		}
	}
	t.Error("the long value is not there")
}

func TestGuideMarkdown(t *testing.T) {
	g := newGuides()
	tests := []struct{ name, markdown, want string }{
		{"emphasis and code", "**a** `b<c`", "<p><strong>a</strong> <code>b&lt;c</code></p>\n"},
		{"an https link", "[a](https://learn.microsoft.com/x)", `<p><a href="https://learn.microsoft.com/x" rel="noreferrer">a</a></p>` + "\n"},
		{"a link with a title", `[a](https://learn.microsoft.com/x "t")`, `<p><a href="https://learn.microsoft.com/x" rel="noreferrer">a</a></p>` + "\n"},
		{"an address", "<https://learn.microsoft.com/x>", `<p><a href="https://learn.microsoft.com/x" rel="noreferrer">https://learn.microsoft.com/x</a></p>` + "\n"},
		{"an http link", "[a *b*](http://x.example)", "<p>a <em>b</em></p>\n"},
		{"an http address", "<http://x.example>", "<p>http://x.example</p>\n"},
		{"a mail address", "<a@x.example>", "<p>a@x.example</p>\n"},
		{"a script link", "[a](javascript:alert(1))", "<p>a</p>\n"},
		{"a script link in entities", "[a](jav&#x61;script:alert(1))", "<p>a</p>\n"},
		{"a data link", "[a](data:text/html,x)", "<p>a</p>\n"},
		{"a relative link", "[a](other.md)", "<p>a</p>\n"},
		{"a link by reference", "[a][r]\n\n[r]: javascript:alert(1)", "<p>a</p>\n"},
		{"an image", "![alt](https://learn.microsoft.com/p.png)", "<p>alt</p>\n"},
		{"an image in a link", "[![alt](https://x.example/p.png)](https://learn.microsoft.com/x)", `<p><a href="https://learn.microsoft.com/x" rel="noreferrer">alt</a></p>` + "\n"},
		{"raw HTML in a line", "a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n"},
		{"an HTML block", "<script>\nalert(1)\n</script>", "<p>&lt;script&gt;\nalert(1)\n&lt;/script&gt;</p>\n"},
		{"a heading", "# a", "<h5>a</h5>\n"},
		{"commands", "```sh\na < b\n```", "<pre><code class=\"language-sh\">a &lt; b\n</code></pre>\n"},
		{"a control character", "a\x1bb", "<p>a\\x1bb</p>\n"},
	}
	for _, test := range tests {
		if got := string(g.html(test.markdown)); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
