package render

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible makes control characters, bidirectional overrides and invalid bytes
// of a text from an input visible, so that they act on nothing and an auditor
// still sees that they are there. Every output passes such texts through it,
// then through the escaping of its own format.
func Visible(s string) string {
	if printable(s) || !strings.ContainsFunc(s, hidden) && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r < 0x80 && hidden(r):
			fmt.Fprintf(&b, `\x%02x`, r)
		case hidden(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// printable reports whether a text is nothing but what ASCII can print, as nearly
// all texts are.
func printable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// hidden reports whether a character is a control, a bidirectional control, or
// one of the invisible characters that can disguise a name.
func hidden(r rune) bool {
	switch {
	case r == 0x200d || r == 0xfe0f: // parts of emoji
		return false
	case r == 0xfffe || r == 0xffff || r == utf8.RuneError:
		return r != utf8.RuneError
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}
