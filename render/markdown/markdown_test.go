package markdown

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"github.com/backready/backready/render"
)

// hostile are texts that mean something in Markdown, wherever they stand.
var hostile = []string{"", "plain", "a|b", "`a|b`", "**b**", "_e_", "a_b_c", "a _b_ c", "(_b_)", "é_b_é", "_", "__", "a_", "_a", "~~s~~", "# h", "x #", "[x](https://evil.example)", "![x](p.png)", "[x]: y", "[^1]",
	"<b>", "<https://evil.example>", "<!-- x", "https://evil.example", "HTTP://evil.example", "ftp://x.example", "www.evil.example", "WWW.evil.example", "xwww.evil.example", "www.", ":", "a:", "://",
	"a@evil.example", "mailto:a@evil.example", "xmpp:a@evil.example/x", "&lt;b&gt;", "&#60;", "&amp", "\\", "\\\\", "a\\", "\\|", "$x$", "- a", "1. a", "> q", "===", "---", "```", "~~~", "{{x}}",
	"a\nb", "a\r\n\r\n# h", "\t", "a  ", "\x00", "\xff", "\u202e", "\u00a0", "é_é", "_é", "👩‍🔧", "a\u200bb", "! [x](y)", "***", "*a", "a*", "|", "||", "!"}

var tags = regexp.MustCompile(`<[^>]*>`)

// checkEscaped holds that a text means itself where reports have such texts: in a
// heading, in a cell and in a paragraph. A reader of Markdown finds it there as
// it is, and no markup but that of ours.
func checkEscaped(t *testing.T, s string) {
	t.Helper()
	said := escape(s)
	doc := "# T " + said + "\n\n| T | U |\n| --- | --- |\n| T " + said + " | **" + "u" + "** |\n\nT " + said + "\n"
	var page bytes.Buffer
	if err := goldmark.New(goldmark.WithExtensions(extension.GFM)).Convert([]byte(doc), &page); err != nil {
		t.Fatal(err)
	}
	text := html.EscapeString("T " + strings.TrimRight(render.Visible(s), " "))
	text = strings.NewReplacer("&#34;", "&quot;", "&#39;", "'").Replace(strings.TrimRight(text, " "))
	want := "<h1>" + text + "</h1>\n<table>\n<thead>\n<tr>\n<th>T</th>\n<th>U</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>" + text +
		"</td>\n<td><strong>u</strong></td>\n</tr>\n</tbody>\n</table>\n<p>" + text + "</p>\n"
	if got := page.String(); got != want {
		t.Fatalf("%q is written %q and read\n%s\nwant\n%s\n(texts %q)", s, said, got, want, tags.ReplaceAllString(got, ""))
	}
}

// FuzzEscape: whatever an export holds, Markdown readers show it as it is.
func FuzzEscape(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(checkEscaped)
}

// TestCellText: verdicts stand out, and links lead to pages by https, or to the
// fixes where these are in the same text.
func TestCellText(t *testing.T) {
	const page, fix = "https://learn.microsoft.com/x", "#fix-disk-ultra"
	for _, test := range []struct {
		kind  render.Kind
		cell  render.Cell
		there bool
		want  string
	}{
		{render.Words, render.Cell{Text: "a|b"}, true, `a\|b`},
		{render.Verdict, render.Cell{Text: "limited"}, true, "**limited**"},
		{render.Verdict, render.Cell{}, true, ""},
		{render.Verdict, render.Cell{Text: "limited", Link: page}, true, "**limited**"},
		{render.Name, render.Cell{Text: "[a]", Link: page}, true, `[\[a\]](` + page + ")"},
		{render.Name, render.Cell{Text: "a", Link: page}, false, "[a](" + page + ")"},
		{render.Name, render.Cell{Text: "a", Link: fix}, true, "[a](" + fix + ")"},
		{render.Name, render.Cell{Text: "a", Link: fix}, false, "a"},
		{render.Name, render.Cell{Text: "a", Link: "http://learn.microsoft.com/x"}, true, "a"},
		{render.Name, render.Cell{Text: "a", Link: "javascript:alert(1)"}, true, "a"},
	} {
		if got := cellText(render.Head{Kind: test.kind}, test.cell, test.there); got != test.want {
			t.Errorf("%+v, there %v: %q, want %q", test.cell, test.there, got, test.want)
		}
	}
}
