package inventory

import "strings"

// Of what lives as long as the inventory, many small things lie in one piece of
// memory: that is less work to make, and to find again for who collects garbage.

// oneOf256 returns room for one of a kind, all zero.
func oneOf256[T any](piece *[]T) *T {
	if len(*piece) == cap(*piece) {
		*piece = make([]T, 0, 256)
	}
	*piece = (*piece)[:len(*piece)+1]
	return &(*piece)[len(*piece)-1]
}

// A textSlab keeps texts.
type textSlab struct{ piece strings.Builder }

// keep returns a copy of a text.
func (s *textSlab) keep(text string) string {
	const most, whole = 64 << 10, 4 << 10
	if len(text) > whole {
		return strings.Clone(text)
	}
	if s.piece.Cap()-s.piece.Len() < len(text) {
		s.piece = strings.Builder{}
		s.piece.Grow(most)
	}
	from := s.piece.Len()
	s.piece.WriteString(text)
	return s.piece.String()[from:]
}
