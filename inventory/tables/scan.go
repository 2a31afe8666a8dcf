package tables

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/backready/backready/inventory"
)

// A Row is a row of a table as it is read. It is good until the next one is read.
type Row struct {
	Table *Table
	File  string
	Line  int // on which it begins, from 1

	cells []raw // by column
}

// raw is what stands in a cell: a JSON value, or the text of a cell of CSV.
type raw struct {
	text  []byte
	state rawState
}

type rawState uint8

const (
	nothing rawState = iota
	asJSON
	asText
)

// Scan reads the rows of a source, all of which are of one of these tables, and
// hands them on. Columns that it doesn't know are passed over: an engine may have
// added some. What is no such table is an [*inventory.InputError], and so is what
// take says of a row.
func Scan(s inventory.Source, limits inventory.Limits, among []*Table, take func(*Row) error) error {
	in, err := s.Open()
	if err != nil {
		return &inventory.InputError{File: s.Name, Text: err.Error(), Hint: hintTables}
	}
	defer in.Close()
	sc := &scanner{row: Row{File: s.Name}, among: among, in: bufio.NewReaderSize(in, 1<<16), take: take, most: mostOf(limits)}
	if err := sc.scan(); err != nil {
		return sc.located(err)
	}
	return nil
}

// mostOf is how long a row may be, as that of an export may.
func mostOf(limits inventory.Limits) int {
	if limits.FieldBytes <= 0 {
		limits = inventory.DefaultLimits()
	}
	return 16 * limits.FieldBytes
}

const hintTables = "give what backready inventory wrote, or the same tables out of the lake, as CSV with a header or as lines of JSON"

// A Fault says what is wrong with a row.
type Fault struct{ Text, Hint string }

// Error returns the text.
func (f *Fault) Error() string { return f.Text }

// faulty is a [Fault] with the usual hint.
func faulty(format string, args ...any) error {
	return &Fault{fmt.Sprintf(format, args...), hintTables}
}

type scanner struct {
	in    *bufio.Reader
	row   Row
	among []*Table
	take  func(*Row) error
	line  int // lines read
	most  int // bytes of a row
	buf   []byte
}

// located says where an error is.
func (s *scanner) located(err error) error {
	var f *Fault
	if errors.As(err, &f) {
		return &inventory.InputError{File: s.row.File, Line: s.row.Line, Text: f.Text, Hint: f.Hint}
	}
	var in *inventory.InputError
	if errors.As(err, &in) {
		return err
	}
	return &inventory.InputError{File: s.row.File, Line: s.row.Line, Text: err.Error(), Hint: hintTables}
}

func (s *scanner) scan() error {
	if bom, err := s.in.Peek(3); err == nil && string(bom) == "\xef\xbb\xbf" {
		_, _ = s.in.Discard(3) // which were there
	}
	head, err := s.in.Peek(1)
	switch {
	case errors.Is(err, io.EOF):
		return nil // engines write files without rows
	case err != nil:
		return err
	case head[0] == '{':
		return s.objects()
	}
	return s.records()
}

// next reads a line, with its end. It may only be the rest of a cell.
func (s *scanner) next() error {
	s.line++
	start := len(s.buf)
	for {
		piece, err := s.in.ReadSlice('\n')
		if s.buf = append(s.buf, piece...); len(s.buf) > s.most {
			return faulty("a row of more than %d bytes", s.most)
		}
		switch {
		case err == nil:
			return nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(s.buf) > start:
			return nil
		default:
			return err
		}
	}
}

func (s *scanner) objects() error {
	for {
		s.buf = s.buf[:0]
		s.row.Line = s.line + 1
		if err := s.next(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		line := bytes.TrimSpace(s.buf)
		if len(line) == 0 {
			continue
		}
		if err := s.object(line); err != nil {
			return err
		}
		if err := s.take(&s.row); err != nil {
			return err
		}
	}
}

// object takes the cells of an object. The mark stands first in what we write,
// and anywhere in what engines do.
func (s *scanner) object(line []byte) error {
	if s.row.Table == nil {
		if err := eachKey(line, func(key string, value []byte) error {
			if !bytes.EqualFold([]byte(key), []byte(Mark)) {
				return nil
			}
			text, err := textOf(raw{value, asJSON})
			if err != nil {
				return err
			}
			return s.choose(text)
		}); err != nil {
			return err
		}
		if s.row.Table == nil {
			return s.unmarked()
		}
	}
	clear(s.row.cells)
	err := eachKey(line, func(key string, value []byte) error {
		i := s.row.Table.Index(key)
		switch {
		case i < 0:
			return nil
		case s.row.cells[i].state != nothing:
			return faulty("%s stands there twice", key)
		case string(value) != "null":
			s.row.cells[i] = raw{value, asJSON}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.ofTable()
}

// choose finds the table by its mark.
func (s *scanner) choose(mark string) error {
	for _, t := range s.among {
		if mark == t.Mark() {
			s.row.Table, s.row.cells = t, make([]raw, len(t.Columns))
			return nil
		}
	}
	return faulty("column %s says %q, which is none of %s", Mark, mark, s.marks())
}

func (s *scanner) unmarked() error {
	return faulty("has no column %s that says which table it is: %s", Mark, s.marks())
}

func (s *scanner) marks() string {
	var list []byte
	for i, t := range s.among {
		if i > 0 {
			list = append(list, ", "...)
		}
		list = append(list, t.Mark()...)
	}
	return string(list)
}

// ofTable refuses a row of another table than the first.
func (s *scanner) ofTable() error {
	mark, err := textOf(s.row.cells[0])
	if err == nil && mark != s.row.Table.Mark() {
		return faulty("column %s says %q in a file of %s", Mark, mark, s.row.Table.Mark())
	}
	return err
}
