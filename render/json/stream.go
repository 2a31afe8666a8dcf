package json

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/backready/backready/inventory"
)

// A stream is a text of JSON that is read value by value, or in another way in
// between.
type stream struct {
	*json.Decoder
	src io.Reader
}

func newStream(src io.Reader) *stream {
	s := &stream{json.NewDecoder(src), src}
	s.UseNumber()
	return s
}

// left is all that was not read yet.
func (s *stream) left() io.Reader { return io.MultiReader(s.Buffered(), s.src) }

// resume goes on within a list of which some elements were read in another way.
func (s *stream) resume(l listed, left io.Reader) error {
	begin := `{"items":[`
	if l.some {
		begin += `{}`
	}
	if l.comma {
		begin += `,`
	}
	*s = *newStream(io.MultiReader(strings.NewReader(begin), left))
	for range 3 {
		if _, err := s.Token(); err != nil {
			return err
		}
	}
	if l.some {
		return s.Decode(new(json.RawMessage))
	}
	return nil
}

// readItems reads the list of items: those that stand on a line each, as the
// report writes them, and then what is left, by the decoder. Whatever is wrong is
// left to it, so that the same is said of it in both.
func (d *document) readItems(s *stream) error {
	if start, err := s.Token(); err != nil || start != json.Delim('[') {
		return errors.New("items is no list")
	}
	l := newLines(s.left(), d.said)
	left := l.each(d.enter)
	if err := s.resume(l.listed, left); err != nil {
		return err
	}
	r := newLineReader(d.said)
	var text bytes.Buffer
	var read itemRead
	for s.More() {
		var raw json.RawMessage
		if err := s.Decode(&raw); err != nil {
			return err
		}
		text.Reset()
		if err := json.Compact(&text, raw); err != nil {
			return err
		}
		if err := r.read(text.Bytes(), &read); err != nil {
			return err
		}
		d.enter(&read)
	}
	_, err := s.Token()
	return err
}

// enter takes an item that was read.
func (d *document) enter(read *itemRead) {
	var it *inventory.Item
	if read.stored != nil {
		it = d.items.Add(read.stored)
	} else {
		it = d.items.AddText(&read.text)
	}
	if it != nil { // else the inventory says what is wrong
		d.results[it] = read.said
	}
}

// take takes an item that the decoder read.
func (d *document) take(it *item) error {
	s := saying{said: d.said}
	if err := s.take(it); err != nil {
		return err
	}
	d.enter(&itemRead{stored: &it.Stored, said: s.end()})
	return nil
}
