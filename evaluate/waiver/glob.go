package waiver

import (
	"strings"
	"unicode/utf8"
)

// A Glob is a pattern that ignores case: * is any run of characters, slashes
// too, ? is any one character. Nothing else is special and nothing escapes:
// names in Azure hold neither. The zero Glob is no pattern.
type Glob struct {
	text, lower string
	plain       string // the longest part without * and ?, in lower case
}

// NewGlob returns the glob of a pattern.
func NewGlob(pattern string) Glob {
	g := Glob{text: pattern, lower: strings.ToLower(pattern)}
	for part := range strings.FieldsFuncSeq(g.lower, func(r rune) bool { return r == '*' || r == '?' }) {
		if len(part) > len(g.plain) {
			g.plain = part
		}
	}
	return g
}

// String returns the pattern as it was written.
func (g Glob) String() string { return g.text }

// None reports whether there is no pattern.
func (g Glob) None() bool { return g.text == "" }

// Match reports whether the pattern is that of the whole of s.
func (g Glob) Match(s string) bool { return g.matchLower(strings.ToLower(s)) }

// matchLower is Match of a text in lower case. It goes back to the last * only,
// so that no pattern takes longer than its length times that of the text; most
// texts are told by what must be in them.
func (g Glob) matchLower(s string) bool {
	if !strings.Contains(s, g.plain) {
		return false
	}
	p, star, retry := g.lower, "", ""
	inStar := false
	for s != "" {
		switch {
		case p != "" && p[0] == '*':
			p = p[1:]
			star, retry, inStar = p, s, true
		case p != "" && p[0] == '?':
			p, s = p[1:], s[width(s):]
		case p != "" && p[0] == s[0]:
			p, s = p[1:], s[1:]
		case inStar:
			retry = retry[width(retry):]
			p, s = star, retry
		default:
			return false
		}
	}
	return strings.Trim(p, "*") == ""
}

// width is the number of bytes of the first character.
func width(s string) int {
	_, n := utf8.DecodeRuneInString(s)
	return n
}
