package excel

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/backready/backready/render"
)

// writeGrid is write for a grid of many rows. What they have in common is worked
// out first; the rows are then made and packed by workers, block by block.
func (b *book) writeGrid(s *sheet) error {
	s.parts = s.segments()
	s.facts = find(s.data.Heads, "evidence")
	s.tell()
	s.list()
	s.count()
	b.texts.reserve(b.estate.len())
	d := s.grid.divide(b.rows - headRow)
	for i, blocks := range d.sheets {
		if i > 0 {
			s = s.next()
		}
		s.rows = min(d.most, d.rows-s.from)
		if err := b.writeBlocks(s, d.met, blocks); err != nil {
			return fmt.Errorf("sheet %s: %w", s.name, err)
		}
	}
	return nil
}

// writeBlocks writes what one sheet has of a grid.
func (b *book) writeBlocks(s *sheet, met map[string]int, blocks []block) error {
	w, top, err := b.begin(s)
	if err != nil {
		return err
	}
	s.place(met)
	s.link(blocks)
	_, err = w.Write(top)
	err = errors.Join(err, w.inBlocks(len(blocks), func(h *hand, n int) { h.text = s.appendBlock(h.text, &h.rower, blocks[n]) }))
	_, last := w.Write(s.appendEnd(nil))
	err = errors.Join(err, last, w.Close(), b.beside(s))
	s.links = links{} // they take megabytes
	return err
}

// count counts the items by verdict.
func (s *sheet) count() {
	if s.grid.needs > 1 {
		return
	}
	for a := range s.grid.estate.judgement.Range(s.grid.from, s.grid.to) {
		s.tally[a.Verdict]++
	}
}

// place notes which rules come here for the first time, and where.
func (s *sheet) place(met map[string]int) {
	for rule, row := range met {
		if row -= s.from; 0 <= row && row < s.rows {
			s.book.places["found-"+render.Anchor(rule)] = at(s.name, 1, firstRow+row)
		}
	}
}

// link sets the links of the first rows, as many as a sheet takes.
func (s *sheet) link(blocks []block) {
	s.unlinked = firstRow
	cell := s.grid.maker()
	for _, b := range blocks {
		for p, r := range s.grid.all(b) {
			sh, _ := s.shown(cell, p.Assessment, b.need, r)
			if s.links.count+len(sh.links) > mostLinks || s.grid.needs == 1 {
				return
			}
			for _, l := range sh.links {
				s.links.set(s.book.places, s.columns[l.column].letters+strconv.Itoa(s.unlinked), l.to)
			}
			s.unlinked++
		}
	}
}
