package excel

import (
	"strings"
	"unicode/utf16"

	"github.com/backready/backready/render"
)

// Limits of a cell. Excel takes 32,767 UTF-16 units and 253 line feeds, and
// repairs a file with more.
const (
	mostUnits = 32_000
	mostLines = 254
	cutNote   = "… (cut; see report.json)"
)

// clean makes a text from an input one line that acts on nothing.
func clean(s string) string {
	if harmless(s) {
		return s
	}
	return cut(render.Visible(s))
}

// harmless reports whether a text is short and of visible ASCII alone, as most
// are: what the slower look at each character would leave as it is.
func harmless[T string | []byte](s T) bool { return len(s) <= mostUnits && visible(s) == len(s) }

// visible counts the characters of visible ASCII.
func visible[T string | []byte](s T) int {
	n := 0
	for i := range len(s) {
		if ' ' <= s[i] && s[i] < 0x7f {
			n++
		}
	}
	return n
}

// cleanLines does the same for text with line breaks of ours, such as commands.
func cleanLines(s string) string {
	if harmlessLines(s) {
		return s
	}
	lines := strings.Split(s, "\n")
	long := len(lines) > mostLines
	if long {
		lines = lines[:mostLines]
	}
	for i, line := range lines {
		lines[i] = render.Visible(line)
	}
	text := strings.Join(lines, "\n")
	if long {
		text = cut(text + cutNote)
	}
	return cut(text)
}

// harmlessLines is harmless for text with few line breaks.
func harmlessLines[T string | []byte](s T) bool {
	breaks := 0
	for i := range len(s) {
		if s[i] == '\n' {
			breaks++
		}
	}
	return breaks < mostLines && visible(s) == len(s)-breaks && len(s) <= mostUnits
}

// cut shortens a text to what a cell holds, and says so.
func cut(s string) string {
	if len(s) <= mostUnits {
		return s
	}
	units := 0
	for i, r := range s {
		if units += utf16.RuneLen(r); units > mostUnits {
			return strings.TrimSuffix(s[:i], cutNote) + cutNote
		}
	}
	return s
}
