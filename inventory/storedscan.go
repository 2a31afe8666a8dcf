package inventory

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"unicode/utf8"
)

// A storedScanner goes along a text of JSON that has no blanks.
type storedScanner struct {
	rest    []byte
	escaped bool // somewhere in the text
}

// next passes over a text, if that is what comes next.
func (s *storedScanner) next(text string) bool {
	if len(s.rest) < len(text) || string(s.rest[:len(text)]) != text {
		return false
	}
	s.rest = s.rest[len(text):]
	return true
}

// text reads the rest of a string as it is written.
func (s *storedScanner) text(to *[]byte) bool {
	end := bytes.IndexByte(s.rest, '"')
	for s.escaped && end > 0 && escapedAt(s.rest, end) {
		more := bytes.IndexByte(s.rest[end+1:], '"')
		if more < 0 {
			return false
		}
		end += 1 + more
	}
	if end < 0 {
		return false
	}
	*to, s.rest = s.rest[:end], s.rest[end+1:]
	return true
}

// escapedAt reports whether an odd number of backslashes stands before a byte.
func escapedAt(text []byte, at int) bool {
	n := at
	for n > 0 && text[n-1] == '\\' {
		n--
	}
	return (at-n)%2 == 1
}

// plain reads the rest of a string that stands for itself.
func (s *storedScanner) plain(to *[]byte) bool {
	return s.text(to) && (!s.escaped || bytes.IndexByte(*to, '\\') < 0)
}

// unquoted reads a string and what it stands for.
func (s *storedScanner) unquoted() ([]byte, bool) {
	whole := s.rest
	var text []byte
	if !s.next(`"`) || !s.text(&text) {
		return nil, false
	}
	if !s.escaped || bytes.IndexByte(text, '\\') < 0 {
		return text, true
	}
	var said string
	err := json.Unmarshal(whole[:len(text)+len(`""`)], &said)
	return []byte(said), err == nil
}

// raw passes over a value that is no object and returns its text: whether it is
// one is not looked at.
func (s *storedScanner) raw() ([]byte, bool) {
	whole := s.rest
	var text []byte
	switch {
	case s.next(`"`):
		if !s.text(&text) {
			return nil, false
		}
	case s.next("[]"):
	case s.next("["):
		for more := true; more; more = s.next(",") {
			if !s.next(`"`) || !s.text(&text) {
				return nil, false
			}
		}
		if !s.next("]") {
			return nil, false
		}
	default:
		for len(s.rest) > 0 && s.rest[0] != ',' && s.rest[0] != '}' {
			s.rest = s.rest[1:]
		}
	}
	return whole[:len(whole)-len(s.rest)], true
}

// plainText reports whether a text is UTF-8 without control characters.
func plainText(text []byte) bool {
	const low, high = 0x0101010101010101, 0x8080808080808080
	var beyond uint64 // the high bits of all bytes
	rest := text
	for ; len(rest) >= 8; rest = rest[8:] {
		eight := binary.LittleEndian.Uint64(rest)
		if (eight-low*' ')&^eight&high != 0 { // a byte borrowed that had no high bit
			return false
		}
		beyond |= eight & high
	}
	for _, c := range rest {
		if c < ' ' {
			return false
		}
		beyond |= uint64(c) & 0x80
	}
	return beyond == 0 || utf8.Valid(text)
}
