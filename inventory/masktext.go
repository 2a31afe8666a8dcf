package inventory

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A replacer masks names within sentences, where they stand as words; of two
// names that begin alike the longer one counts.
type replacer struct {
	shown map[string]string   // by name in lower case
	names map[string][]string // by how they begin, the longest first
}

func newReplacer(shown map[string]string) *replacer {
	r := &replacer{shown: shown, names: map[string][]string{}}
	for name := range shown {
		key := beginning(name)
		r.names[key] = append(r.names[key], name)
	}
	for _, list := range r.names {
		slices.SortFunc(list, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	}
	return r
}

// beginning is the first word of a text, or the sign it begins with.
func beginning(text string) string {
	for i, r := range text {
		if !inWord(r) {
			return text[:max(i, utf8.RuneLen(r))]
		}
	}
	return text
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// replace masks the names in a text. Where lower case has other lengths than
// the text, the result is in lower case.
func (r *replacer) replace(text string) string {
	low := strings.ToLower(text)
	if len(low) != len(text) {
		text = low
	}
	var b strings.Builder
	for i := 0; i < len(low); {
		begin := beginning(low[i:])
		if name := r.at(low[i:], begin); name != "" {
			b.WriteString(r.shown[name])
			i += len(name)
			continue
		}
		b.WriteString(text[i : i+len(begin)])
		i += len(begin)
	}
	return b.String()
}

// at returns the longest name with which a text begins, "" for none.
func (r *replacer) at(text, begin string) string {
	for _, name := range r.names[begin] {
		if rest, ok := strings.CutPrefix(text, name); ok {
			last, _ := utf8.DecodeLastRuneInString(name)
			next, _ := utf8.DecodeRuneInString(rest)
			if rest == "" || !inWord(last) || !inWord(next) {
				return name
			}
		}
	}
	return ""
}

func (r *replacer) problems(list []Problem) []Problem {
	out := slices.Clone(list)
	for i := range out {
		p := &out[i]
		p.File, p.Text, p.Column = r.replace(p.File), r.replace(p.Text), r.replace(p.Column)
	}
	return out
}
