package tables

import (
	"bytes"
	"errors"
	"io"
)

// Records of CSV. encoding/csv does not tell an empty cell, of which nothing is
// known, from an empty text in quotes, which is known; so this one does.

func (s *scanner) records() error {
	var header []string
	var columns []int
	for {
		s.buf = s.buf[:0]
		s.row.Line = s.line + 1
		cells, err := s.record()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case header == nil:
			for _, c := range cells {
				header = append(header, string(c.text))
			}
			continue
		case len(cells) == 1 && len(cells[0].text) == 0:
			continue // an empty line
		case len(cells) != len(header):
			return faulty("%d cells, the header has %d", len(cells), len(header))
		}
		if s.row.Table == nil {
			if columns, err = s.header(header, cells); err != nil {
				return err
			}
		}
		clear(s.row.cells)
		for i, at := range columns {
			if at >= 0 {
				s.row.cells[at] = cells[i]
			}
		}
		if err := s.ofTable(); err != nil {
			return err
		}
		if err := s.take(&s.row); err != nil {
			return err
		}
	}
}

// header finds the table by the mark in its first row, and the columns by their
// names. Of CSV each must be there: a column that was left out would read like
// one in which nothing is known.
func (s *scanner) header(names []string, first []raw) ([]int, error) {
	for i, name := range names {
		if bytes.EqualFold([]byte(name), []byte(Mark)) {
			if err := s.choose(string(first[i].text)); err != nil {
				return nil, err
			}
		}
	}
	if s.row.Table == nil {
		return nil, s.unmarked()
	}
	columns := make([]int, len(names))
	found := map[int]bool{}
	for i, name := range names {
		at := s.row.Table.Index(name)
		if found[at] {
			return nil, faulty("the column %s stands there twice", name)
		}
		columns[i] = at
		found[at] = at >= 0
	}
	for at, c := range s.row.Table.Columns {
		if !found[at] {
			return nil, faulty("the column %s is missing", c.Name)
		}
	}
	return columns, nil
}

// record reads the cells of a record, which may go over several lines.
func (s *scanner) record() ([]raw, error) {
	if err := s.next(); err != nil {
		return nil, err
	}
	var cells []raw
	for at := 0; ; {
		c, next, err := s.cell(at)
		if err != nil {
			return nil, err
		}
		cells = append(cells, c)
		switch rest := s.buf[next:]; {
		case len(rest) > 0 && rest[0] == ',':
			at = next + 1
		case len(bytes.Trim(rest, "\r\n")) == 0:
			return cells, nil
		default:
			return nil, faulty("text behind a quoted cell")
		}
	}
}

// cell reads the cell that begins at a place of the record at hand, and says
// where it ends.
func (s *scanner) cell(at int) (c raw, end int, err error) {
	if at >= len(s.buf) || s.buf[at] != '"' {
		end = at
		for end < len(s.buf) && s.buf[end] != ',' && s.buf[end] != '\n' && s.buf[end] != '\r' {
			end++
		}
		if end == at {
			return raw{}, end, nil
		}
		return raw{s.buf[at:end:end], asText}, end, nil
	}
	text := []byte{}
	for at++; ; {
		quote := bytes.IndexByte(s.buf[at:], '"')
		if quote < 0 {
			rest := len(s.buf)
			if err := s.next(); errors.Is(err, io.EOF) {
				return raw{}, 0, faulty("a quoted cell does not end")
			} else if err != nil {
				return raw{}, 0, err
			}
			text, at = append(text, s.buf[at:rest]...), rest
			continue
		}
		text = append(text, s.buf[at:at+quote]...)
		if at += quote + 1; at >= len(s.buf) || s.buf[at] != '"' {
			return raw{text, asText}, at, nil
		}
		text = append(text, '"')
		at++
	}
}
