package inventory

import (
	"encoding/binary"
	"math/bits"
)

// A stop says why a scan ended where it did.
type stop uint8

const (
	atEnd  stop = iota // what was asked for is whole
	cutOff             // the text ends before it does
	refuse             // it is no valid JSON, or beyond a limit: the decoder says what is wrong
)

// A scanner finds the ends of JSON values in a text and accepts what
// encoding/json accepts, nothing else. It tells no more of a fault than that
// there is one: whoever meets it has encoding/json read that text again, which
// names the fault. The text is UTF-8 already.
type scanner struct {
	data   []byte
	pos    int
	lines  int  // line ends before pos, as far as they were passed
	line   int  // offset behind the last of them, 0 where there is none
	why    stop // why the last scan that failed did
	texts  int  // bytes that a text may have
	halved bool // an escaped character was there only by half
}

// fail notes why a scan ends at pos: the text ends there, or is none.
func (s *scanner) fail() bool {
	s.why = refuse
	if s.pos >= len(s.data) {
		s.why = cutOff
	}
	return false
}

// space passes over white space and returns the byte behind it, 0 at the end of
// the text.
func (s *scanner) space() byte {
	data := s.data
	for i := s.pos; i < len(data); {
		switch c := data[i]; {
		case c > ' ':
			s.pos = i
			return c
		case c == '\n':
			i++
			s.lines++
			s.line = i
			for i+8 <= len(data) {
				if other := binary.LittleEndian.Uint64(data[i:]) ^ 0x2020202020202020; other != 0 {
					i += bits.TrailingZeros64(other) >> 3
					break
				}
				i += 8
			}
		case c == ' ' || c == '\r' || c == '\t':
			i++
		default:
			s.pos = i
			return 1 // which begins nothing
		}
	}
	s.pos = len(data)
	return 0
}

// starts reports whether the text goes on with a word.
func (s *scanner) starts(word string) bool {
	rest := s.data[s.pos:]
	return len(rest) >= len(word) && string(rest[:len(word)]) == word
}

// word passes over true, false or null.
func (s *scanner) word(word string) bool {
	if s.starts(word) {
		s.pos += len(word)
		return true
	}
	s.why = refuse
	if rest := s.data[s.pos:]; len(rest) < len(word) && string(rest) == word[:len(rest)] {
		s.why = cutOff
	}
	return false
}

const (
	low  = 0x0101010101010101
	high = 0x8080808080808080
)

// special marks the first of eight bytes that is a quote, a backslash or a
// control character; what it marks behind that one means nothing.
func special(x uint64) uint64 {
	quote, slash := x^(low*'"'), x^(low*'\\')
	return ((quote-low)&^quote | (slash-low)&^slash | (x-low*' ')&^x) & high
}

// text passes over a string; plain says that nothing in it is escaped.
func (s *scanner) text() (plain, ok bool) {
	data, i := s.data, s.pos+1
	plain = true
	for {
		for i+8 <= len(data) {
			if m := special(binary.LittleEndian.Uint64(data[i:])); m != 0 {
				i += bits.TrailingZeros64(m) >> 3
				break
			}
			i += 8
		}
		for i < len(data) && data[i] >= ' ' && data[i] != '"' && data[i] != '\\' {
			i++
		}
		switch {
		case i >= len(data):
			s.why = cutOff
			return false, false
		case data[i] == '"':
			if i-s.pos-1 > s.texts {
				s.why = refuse
				return false, false
			}
			s.pos = i + 1
			return plain, true
		case data[i] == '\\':
			n := s.escape(data[i+1:])
			if n == 0 {
				return false, false
			}
			plain = false
			i += 1 + n
		default:
			s.why = refuse
			return false, false
		}
	}
}

// escape returns how many bytes behind a backslash belong to it, 0 for none that
// is valid. Two halves of a character count together.
func (s *scanner) escape(rest []byte) int {
	s.why = cutOff
	if len(rest) == 0 {
		return 0
	}
	switch rest[0] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 1
	case 'u':
	default:
		s.why = refuse
		return 0
	}
	r, ok := s.hex(rest[1:])
	switch {
	case !ok:
		return 0
	case r < 0xd800 || r > 0xdfff:
		return 5
	case r < 0xdc00 && len(rest) >= 11 && rest[5] == '\\' && rest[6] == 'u':
		if second, ok := s.hex(rest[7:]); ok && second >= 0xdc00 && second <= 0xdfff {
			return 11
		}
	}
	s.halved = true
	return 5
}

// hex reads four hexadecimal digits.
func (s *scanner) hex(digits []byte) (r rune, ok bool) {
	for i := range 4 {
		if i >= len(digits) {
			s.why = cutOff
			return 0, false
		}
		switch c := digits[i]; {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			s.why = refuse
			return 0, false
		}
	}
	return r, true
}

// number passes over a number. One that the text ends with may go on.
func (s *scanner) number() bool {
	data, i := s.data, s.pos
	digits := func() bool {
		first := i
		for i < len(data) && data[i]-'0' <= 9 {
			i++
		}
		return i > first
	}
	if data[i] == '-' {
		i++
	}
	ok := false
	if i < len(data) && data[i] == '0' {
		i++
		ok = true
	} else {
		ok = digits()
	}
	if ok && i < len(data) && data[i] == '.' {
		i++
		ok = digits()
	}
	if ok && i < len(data) && data[i]|0x20 == 'e' {
		if i++; i < len(data) && (data[i] == '+' || data[i] == '-') {
			i++
		}
		ok = digits()
	}
	switch {
	case i >= len(data):
		s.why = cutOff
	case !ok:
		s.why = refuse
	default:
		s.pos = i
		return true
	}
	return false
}
