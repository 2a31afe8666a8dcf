package excel

import (
	"encoding/xml"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/backready/backready/render"
)

// asExcel is what Excel reads of a text: entities of XML, then its own escapes,
// such as _x000D_.
func asExcel(t *testing.T, text string) string {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader("<t>" + text + "</t>"))
	var said strings.Builder
	elements := 0
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%q is no XML: %v", text, err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			elements++
		case xml.CharData:
			said.Write(token)
		case xml.EndElement:
		default:
			t.Fatalf("%q holds %T", text, token)
		}
	}
	if elements != 1 {
		t.Fatalf("%q: %d elements", text, elements)
	}
	return excelEscape.ReplaceAllStringFunc(said.String(), func(s string) string {
		n, _ := strconv.ParseUint(s[2:6], 16, 16)
		return string(rune(n))
	})
}

var excelEscape = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// checkCell holds that Excel reads what an export holds, made visible and, where
// it is very long, cut; by every way on which texts come into the workbook.
func checkCell(t *testing.T, s string) {
	t.Helper()
	for _, lines := range []bool{false, true} {
		text := clean(s)
		if lines {
			text = cleanLines(s)
		}
		if n := len(utf16.Encode([]rune(text))); n > 32_767 || strings.Count(text, "\n") > 253 || !utf8.ValidString(text) {
			t.Fatalf("%.60q: %d units, %d breaks", s, n, strings.Count(text, "\n"))
		}
		if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && (r != '\n' || !lines) || r == 0xfffe || r == 0xffff }) {
			t.Fatalf("%.60q leaves %.60q", s, text)
		}
		escaped := string(appendText(nil, text))
		if got := asExcel(t, escaped); got != text {
			t.Fatalf("%.60q is read as %.60q", text, got)
		}
		if tidy, ok := appendTidy([]byte("x"), []byte(s), lines); ok && len(s) <= mostUnits && string(tidy) != "x"+escaped {
			t.Fatalf("%.60q is tidied to %.60q, want %.60q", s, tidy, escaped)
		}
	}
	want := string(appendShared(nil, clean(s)))
	if got := string(appendOwnShared(nil, s)); got != want && !strings.HasPrefix(want, `<si><t xml:space="preserve">`) {
		t.Fatalf("%.60q is shared as %.60q, want %.60q", s, got, want)
	}
	got := strings.NewReplacer(`<si><t xml:space="preserve">`, "", `<si><t>`, "", `</t></si>`, "").Replace(string(appendOwnShared(nil, []byte(s))))
	if said := asExcel(t, got); said != clean(s) {
		t.Fatalf("%.60q is shared as %.60q", s, said)
	}
}

var cellSeeds = []string{"", "plain", "=1+1", "_x000D_", "_x000d_", "_x00_", "_x000D", "__x000D__", "_x005F_x000D_", "_xGGGG_", "_", "a_", "_x", "<&>\"'", "]]>", "&lt;", "<!--", "<![CDATA[x]]>", "a\nb", "a\r\nb", "\t",
	" a ", "\x00", "\x7f", "\xff", "\ufffe", "\uffff", "\u202e", "é", "👩‍🔧", "\u2028"}

// TestCellEdges are texts at the limits of a cell.
func TestCellEdges(t *testing.T) {
	for _, s := range cellSeeds {
		checkCell(t, s)
	}
	for _, n := range []int{mostUnits - 1, mostUnits, mostUnits + 1, 40_000} {
		for _, unit := range []string{"x", "é", "👩", "\n", "_x000D_", "\x00"} {
			checkCell(t, strings.Repeat(unit, n))
			checkCell(t, strings.Repeat(unit, n/len(unit)))
		}
	}
	for _, n := range []int{mostLines - 2, mostLines - 1, mostLines, mostLines + 1} {
		checkCell(t, strings.Repeat("a\n", n))
		checkCell(t, strings.Repeat("é\n", n)+"end")
	}
}

// TestCut: what is cut says so, and what fits is not cut.
func TestCut(t *testing.T) {
	for _, unit := range []string{"x", "é"} {
		if s := strings.Repeat(unit, mostUnits); clean(s) != s || cleanLines(s) != s {
			t.Errorf("%d of %s are cut", mostUnits, unit)
		}
		if s := clean(strings.Repeat(unit, mostUnits+1)); s != strings.Repeat(unit, mostUnits)+cutNote {
			t.Errorf("%d of %s end in %q", mostUnits+1, unit, s[len(s)-60:])
		}
	}
	if s := clean(strings.Repeat("👩", mostUnits/2+1)); s != strings.Repeat("👩", mostUnits/2)+cutNote {
		t.Error("characters of two units are not counted as two")
	}
	if s := strings.TrimSuffix(strings.Repeat("a\n", mostLines), "\n"); cleanLines(s) != s {
		t.Errorf("%d lines are cut", mostLines)
	}
	s := cleanLines(strings.TrimSuffix(strings.Repeat("a\n", mostLines+1), "\n"))
	if want := strings.TrimSuffix(strings.Repeat("a\n", mostLines), "\n") + cutNote; s != want {
		t.Errorf("%d lines end in %q", mostLines+1, s[len(s)-40:])
	}
	if s := clean("a\nb"); s != `a\x0ab` || render.Visible("a\nb") != s {
		t.Errorf("a text of one line is %q", s)
	}
}

// FuzzCell: whatever an export holds, Excel reads it as the text that it is.
func FuzzCell(f *testing.F) {
	for _, s := range cellSeeds {
		f.Add(s)
	}
	f.Fuzz(checkCell)
}
