package excel

import (
	"encoding/binary"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/waiver"
	"github.com/backready/backready/render"
)

// Bounds of what is kept of how rows look. More are not to be expected; those
// past it are worked out each time.
const (
	mostShown = 20_000
	mostTold  = 1 << 18
)

// mostFacts is how many facts found by one rule become texts of the workbook.
// Where there are more, most items have facts of their own.
const mostFacts = 1000

// A telling is how the cells of a grid look that follow from what was found.
// Items on which the editions say the same share results and findings; others
// have the same said of them for other reasons.
type telling struct {
	findings map[*evaluate.Finding]*told
	frames   map[said]*frames
	items    map[allResults]*shown
	looks    map[string]*shown // of items, by their cells
	facts    map[*evaluate.Rule]int
}

// told is what is worked out once for a finding: how its row looks but for the
// facts, and the text of these.
type told struct {
	*frames       // nil past the bound
	number  int32 // of the text of the facts, -1 where it is in the cell
	height  float64
}

// frames are the looks of the rows of findings that say the same, by what they
// ask for.
type frames [needs]*shown

// said is what a finding says but for its facts.
type said struct {
	rule    *evaluate.Rule
	verdict evaluate.Verdict
	waiver  *waiver.Waiver
	rest    string
}

func saidOf(f *evaluate.Finding) said {
	b := appendSaid(make([]byte, 0, 256), f.Says)
	b = appendSaid(appendSaid(appendSaid(b, f.Paths...), f.Lacking...), f.Unread...)
	return said{f.Rule, f.Verdict, f.Waiver, string(b)}
}

// appendSaid adds texts so that no others give the same bytes.
func appendSaid(b []byte, texts ...string) []byte {
	b = binary.AppendUvarint(b, uint64(len(texts)))
	for _, text := range texts {
		b = append(binary.AppendUvarint(b, uint64(len(text))), text...)
	}
	return b
}

// allResults are the results of an item, where they are not too many.
type allResults [4]*evaluate.Result

func resultsOf(a *evaluate.Assessment) (r allResults, few bool) {
	return r, copy(r[:], a.Results) == len(a.Results)
}

// tell works out how rows look that are alike, and lists their texts.
func (s *sheet) tell() {
	s.told = &telling{findings: map[*evaluate.Finding]*told{}, frames: map[said]*frames{},
		items: map[allResults]*shown{}, looks: map[string]*shown{}, facts: map[*evaluate.Rule]int{}}
	cell := s.grid.maker()
	if s.grid.needs == 1 {
		s.tellItems(cell)
	} else {
		s.tellFindings(cell)
	}
}

func (s *sheet) tellItems(cell cellMaker) {
	var cells []render.Cell
	for a := range s.grid.estate.judgement.Range(s.grid.from, s.grid.to) {
		key, few := resultsOf(a)
		if _, ok := s.told.items[key]; ok || !few || len(s.told.items) == mostTold {
			continue
		}
		cells = s.foundCells(cells, cell, a, 0, row{})
		s.told.items[key] = s.lookOf(cells)
	}
}

// lookOf is how the row of an item with these cells looks, nil past the bound.
func (s *sheet) lookOf(cells []render.Cell) *shown {
	key := make([]byte, 0, 256)
	for _, c := range cells {
		key = append(appendSaid(key, c.Text, c.Link), byte(c.Verdict))
	}
	sh, ok := s.told.looks[string(key)]
	if !ok && len(s.told.looks) < mostShown {
		sh = s.show(cells, s.book.texts.add)
		s.told.looks[string(key)] = sh
	}
	return sh
}

func (s *sheet) tellFindings(cell cellMaker) {
	seen, e := map[*evaluate.Result]bool{}, s.grid.estate
	at := 0
	for a := range e.judgement.All() {
		asks := e.of(at)
		for _, res := range a.Results {
			if !seen[res] {
				if len(seen) == mostResults {
					clear(seen)
				}
				seen[res] = true
				s.tellResult(cell, a, res, asks)
			}
			asks = asks[len(res.Findings):]
		}
		at++
	}
}

func (s *sheet) tellResult(cell cellMaker, a *evaluate.Assessment, res *evaluate.Result, asks []need) {
	for i, f := range res.Findings {
		t, ok := s.told.findings[f]
		if !ok {
			if t = s.toldOf(f); len(s.told.findings) < mostTold {
				s.told.findings[f] = t
			}
		}
		if n := asks[i]; t.frames != nil && t.frames[n] == nil {
			t.frames[n] = s.show(s.foundCells(nil, cell, a, n, row{res, f}), s.book.texts.add)
		}
	}
}

// toldOf works out what is told of a finding for the first time.
func (s *sheet) toldOf(f *evaluate.Finding) *told {
	key := saidOf(f)
	t := &told{frames: s.told.frames[key]}
	if t.frames == nil && len(s.told.frames) < mostShown {
		t.frames = &frames{}
		s.told.frames[key] = t.frames
	}
	k := s.columns[s.facts].workOut(render.Evidence(f))
	if texts := s.book.texts; k.clean != "" && s.told.facts[f.Rule] < mostFacts {
		before := texts.next
		texts.add(k.clean)
		s.told.facts[f.Rule] += texts.next - before
	}
	t.number, t.height = int32(s.book.texts.find(k.clean)), k.height
	return t
}

// recall returns what is told of a finding while rows are made.
func (s *sheet) recall(f *evaluate.Finding) told {
	if t, ok := s.told.findings[f]; ok {
		return *t
	}
	k := s.columns[s.facts].workOut(render.Evidence(f))
	return told{s.told.frames[saidOf(f)], int32(s.book.texts.find(k.clean)), k.height}
}
