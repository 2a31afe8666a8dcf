package json

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/backready/backready/evaluate"
)

// said keeps what a report says of items again and again, by its text: verdicts,
// findings, and the results that are made of these. In such a text the disks that
// a finding is about are their places among those of the item, so that it is the
// same for all items of which the same is said. Several goroutines use it.
type said struct {
	sync.RWMutex
	verdicts map[string]kept[*evaluate.StoredVerdicts]
	findings map[string]kept[*evaluate.StoredFinding]
	results  map[string]*evaluate.StoredResults // by the numbers of what they are made of
	last     uint32
	bytes    int // of the texts
}

// kept is something that was said, with a number that nothing else has.
type kept[T any] struct {
	number uint32
	what   T
}

// mostRead bounds the texts that are kept of reports that are read.
const mostRead = 16 << 20

func newSaid() *said {
	s := &said{}
	s.forget()
	return s
}

// forget begins to keep anew.
func (s *said) forget() {
	s.verdicts, s.findings = map[string]kept[*evaluate.StoredVerdicts]{}, map[string]kept[*evaluate.StoredFinding]{}
	s.results, s.bytes = map[string]*evaluate.StoredResults{}, 0
}

// look looks for a text.
func look[T any](s *said, of *map[string]T, text []byte) (T, bool) {
	s.RLock()
	defer s.RUnlock()
	known, ok := (*of)[string(text)]
	return known, ok
}

// keep keeps something by its text, unless another goroutine was first.
func keep[T any](s *said, of *map[string]T, text []byte, made func(number uint32) T) T {
	s.Lock()
	defer s.Unlock()
	if known, ok := (*of)[string(text)]; ok {
		return known
	}
	if s.bytes += len(text); s.bytes > mostRead {
		s.forget()
	}
	s.last++
	(*of)[string(text)] = made(s.last)
	return (*of)[string(text)]
}

func numbered[T any](what T) func(uint32) kept[T] {
	return func(number uint32) kept[T] { return kept[T]{number, what} }
}

// A saying is what is said of one item while it is read.
type saying struct {
	*said
	results evaluate.StoredResults
	numbers []byte
}

func (s *saying) begin() { s.results, s.numbers = s.results[:0], s.numbers[:0] }

func (s *saying) add(number uint32) { s.numbers = binary.LittleEndian.AppendUint32(s.numbers, number) }

func (s *saying) addVerdicts(k kept[*evaluate.StoredVerdicts]) {
	s.add(k.number)
	s.results = append(s.results, evaluate.StoredResult{StoredVerdicts: k.what})
}

// addFinding adds one to the last verdicts.
func (s *saying) addFinding(k kept[*evaluate.StoredFinding]) {
	s.add(k.number)
	res := &s.results[len(s.results)-1]
	res.Findings = append(res.Findings, k.what)
}

// end returns the results, the same for all items of which the same is said.
func (s *saying) end() *evaluate.StoredResults {
	if known, ok := look(s.said, &s.said.results, s.numbers); ok {
		return known
	}
	return keep(s.said, &s.said.results, s.numbers, func(uint32) *evaluate.StoredResults {
		own := slices.Clone(s.results)
		for i := range own {
			own[i].Findings = slices.Clone(own[i].Findings)
		}
		return &own
	})
}

// take adds what encoding/json read of an item.
func (s *saying) take(it *item) error {
	s.begin()
	disks := make([]string, len(it.Disks))
	for i, d := range it.Disks {
		disks[i] = cmp.Or(d.ID, d.Name)
	}
	for i := range it.Matrices {
		if err := s.takeResult(&it.Matrices[i], disks); err != nil {
			return fmt.Errorf("item %s: %w", it.ID, err)
		}
	}
	return nil
}

func (s *saying) takeResult(m *matrixResult, disks []string) error {
	stored, err := m.stored()
	if err != nil {
		return err
	}
	own := *m
	own.Findings = []finding{}
	s.addVerdicts(keep(s.said, &s.verdicts, marshal(own), numbered(stored)))
	for i := range m.Findings {
		f := &m.Findings[i]
		var lost *string
		f.About, lost = placed(f.About, disks)
		stored, err := f.stored()
		if err != nil {
			return err
		}
		text := marshal(f)
		if stored.Lost = lost; lost != nil {
			text = append(append(text, *lost...), 0) // nobody else says that
		}
		s.addFinding(keep(s.said, &s.findings, text, numbered(stored)))
	}
	return nil
}

// placed puts places in the place of disks: of each the first among those of the
// item that has its id or name, whatever the case, and is not there yet. lost is
// the first for which there is none.
func placed(about, disks []string) (places []string, lost *string) {
	places = []string{}
	for _, id := range about {
		n := slices.IndexFunc(disks, func(d string) bool { return strings.EqualFold(d, id) })
		for n >= 0 && slices.Contains(places, strconv.Itoa(n)) {
			next := slices.IndexFunc(disks[n+1:], func(d string) bool { return strings.EqualFold(d, id) })
			if n += 1 + next; next < 0 {
				n = -1
			}
		}
		if n < 0 {
			return places, &id
		}
		places = append(places, strconv.Itoa(n))
	}
	return places, nil
}

// marshal is something as the report writes it.
func marshal(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic("json: " + err.Error()) // texts can be written
	}
	return text
}

// stored is a result without its findings.
func (m *matrixResult) stored() (*evaluate.StoredVerdicts, error) {
	res := &evaluate.StoredVerdicts{Edition: m.Edition, Paths: map[string]evaluate.Verdict{}, Take: m.Take, Current: m.Current}
	var err error
	if res.Verdict, err = verdictOf(m.Verdict); err != nil {
		return nil, err
	}
	for _, path := range slices.Sorted(maps.Keys(m.Paths)) {
		if res.Paths[path], err = verdictOf(m.Paths[path]); err != nil {
			return nil, err
		}
	}
	return res, nil
}

// stored is a finding that is about places.
func (f *finding) stored() (*evaluate.StoredFinding, error) {
	verdict, err := verdictOf(f.Verdict)
	if err != nil {
		return nil, err
	}
	out := &evaluate.StoredFinding{Rule: f.Rule, Verdict: verdict, Paths: f.Paths, Says: f.Says,
		Evidence: f.Evidence, Lacking: f.Lacking, Unread: f.Unread, Waiver: f.Waiver.id()}
	for _, place := range f.About {
		n, err := strconv.Atoi(place)
		if err != nil {
			return nil, err
		}
		out.About = append(out.About, n)
	}
	return out, nil
}

func verdictOf(word string) (evaluate.Verdict, error) {
	v, ok := evaluate.ParseVerdict(word)
	if !ok {
		return v, fmt.Errorf("%q is no verdict", word)
	}
	return v, nil
}

// verdictsOf are the verdicts of a text, which is that of a result up to its
// findings. It reports false where the report would not have written that text.
func (s *said) verdictsOf(text []byte) (kept[*evaluate.StoredVerdicts], bool) {
	if known, ok := look(s, &s.verdicts, text); ok {
		return known, true
	}
	return understood(s, &s.verdicts, text, &matrixResult{})
}

// findingOf is the finding of a text, which is about places.
func (s *said) findingOf(text []byte) (kept[*evaluate.StoredFinding], bool) {
	if known, ok := look(s, &s.findings, text); ok {
		return known, true
	}
	return understood(s, &s.findings, text, &finding{})
}

// understood reads a text that was not seen before, and keeps it.
func understood[T any](s *said, of *map[string]kept[T], text []byte, as interface{ stored() (T, error) }) (k kept[T], ok bool) {
	if json.Unmarshal(text, as) != nil || !bytes.Equal(marshal(as), text) {
		return k, false
	}
	stored, err := as.stored()
	if err != nil {
		return k, false
	}
	return keep(s, of, text, numbered(stored)), true
}
