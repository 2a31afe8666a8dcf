package inventory

import (
	"reflect"
	"strings"
)

// Of what lives as long as the inventory, many small things lie in one piece of
// memory: that is less work to make, and to find again for who collects garbage.

// pieceBytes is the largest piece whose size is not rounded up.
const pieceBytes = 32 << 10

// roomFor returns room for one of a kind, all zero.
func roomFor[T any](piece *[]T) *T {
	if len(*piece) == cap(*piece) {
		*piece = make([]T, 0, pieceBytes/reflect.TypeFor[T]().Size())
	}
	*piece = (*piece)[:len(*piece)+1]
	return &(*piece)[len(*piece)-1]
}

// A textSlab keeps texts.
type textSlab struct{ piece strings.Builder }

// longText is a text that has a piece of its own.
const longText = 4 << 10

// keep returns a copy of a text.
func (s *textSlab) keep(text string) string {
	if len(text) > longText {
		return strings.Clone(text)
	}
	from := s.room(len(text))
	s.piece.WriteString(text)
	return s.piece.String()[from:]
}

// keepBytes is [textSlab.keep] of bytes.
func (s *textSlab) keepBytes(text []byte) string {
	if len(text) > longText {
		return string(text)
	}
	from := s.room(len(text))
	s.piece.Write(text)
	return s.piece.String()[from:]
}

// room makes sure that the next n bytes lie in one piece, and says where in it.
func (s *textSlab) room(n int) (from int) {
	if s.piece.Cap()-s.piece.Len() < n {
		s.piece = strings.Builder{}
		s.piece.Grow(64 << 10)
	}
	return s.piece.Len()
}
