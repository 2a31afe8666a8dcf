package json

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

// A lineReader reads items, each a text without blanks. Those that the report
// would have written just so are taken apart without a decoder: what is said of
// them was mostly said before. Only one goroutine uses it.
type lineReader struct {
	saying
	stored *inventory.StoredReader
	rest   []byte // of the text at hand
	text   []byte // of a finding, with places
	about  []int  // of the finding at hand
}

// An itemRead is an item that was read.
type itemRead struct {
	text   inventory.StoredText
	stored *inventory.Stored // nil for that of the text
	said   *evaluate.StoredResults
}

func newLineReader(s *said) *lineReader {
	return &lineReader{saying: saying{said: s}, stored: inventory.NewStoredReader()}
}

// read reads an item. What is wrong with one that it can't read the decoder
// tells: it can't either.
func (r *lineReader) read(text []byte, to *itemRead) error {
	to.stored = nil
	if !r.apart(text, to) {
		it, err := decoded(text)
		if err == nil {
			err = r.take(it)
		}
		if err != nil {
			return err
		}
		to.stored = &it.Stored
	}
	to.said = r.end()
	return nil
}

// decoded is an item as encoding/json reads it.
func decoded(text []byte) (*item, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	it := &item{}
	if err := d.Decode(it); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err == nil || d.InputOffset() != int64(len(text)) {
		return nil, errors.New("something follows the item")
	}
	return it, nil
}

// apart takes an item apart. It reports false where the report would have
// written another text.
func (r *lineReader) apart(text []byte, to *itemRead) (ok bool) {
	r.begin()
	if r.rest, ok = r.stored.Read(text, &to.text); !ok || !r.word(`,"verdict":"`) || !r.count(`,"limitsToKnow":`) || !r.next(`,"matrices":[`) {
		return false
	}
	ok = r.next("]") || r.list(func() bool { return r.result(&to.text) })
	if r.next(`,"waysOut":[`) {
		ok = ok && r.list(r.wayOut)
	}
	return ok && string(r.rest) == "}"
}

// list reads the elements of a list, of which there is one.
func (r *lineReader) list(read func() bool) bool {
	for read() {
		if r.next("]") {
			return true
		}
		if !r.next(",") {
			return false
		}
	}
	return false
}

func (r *lineReader) result(of *inventory.StoredText) bool {
	const findings = `,"findings":[`
	end := bytes.Index(r.rest, []byte(findings))
	if end < 0 {
		return false
	}
	end += len(findings)
	r.text = append(append(r.text[:0], r.rest[:end]...), `]}`...)
	r.rest = r.rest[end:]
	v, ok := r.verdictsOf(r.text)
	if !ok {
		return false
	}
	r.addVerdicts(v)
	return (r.next("]") || r.list(func() bool { return r.finding(of) })) && r.next("}")
}

// finding reads a finding. That it ends where that seems so is seen when its text
// is understood.
func (r *lineReader) finding(of *inventory.StoredText) bool {
	const about, waiver, none, end = `,"about":[`, `,"waiver":`, `null}`, `"}}`
	at, to := bytes.Index(r.rest, []byte(about)), bytes.Index(r.rest, []byte(waiver))
	if at < 0 || to < at {
		return false
	}
	if to += len(waiver); bytes.HasPrefix(r.rest[to:], []byte(none)) {
		to += len(none)
	} else {
		more := bytes.Index(r.rest[to:], []byte(end))
		if more < 0 {
			return false
		}
		to += more + len(end)
	}
	at += len(about)
	after := r.rest[to:]
	r.text = append(r.text[:0], r.rest[:at]...)
	r.rest = r.rest[at:to]
	if !r.places(of) {
		return false
	}
	r.text = append(r.text, r.rest...)
	r.rest = after
	f, ok := r.findingOf(r.text)
	if ok {
		r.addFinding(f)
	}
	return ok
}

// places reads the disks that a finding is about and writes their places, see
// [placed].
func (r *lineReader) places(of *inventory.StoredText) bool {
	r.about = r.about[:0]
	for len(r.rest) > 0 && r.rest[0] != ']' {
		if len(r.about) > 0 {
			if !r.next(",") {
				return false
			}
			r.text = append(r.text, ',')
		}
		before := r.rest
		if !r.word(`"`) {
			return false
		}
		n := r.place(of, before[len(`"`):len(before)-len(r.rest)-len(`"`)])
		if n < 0 {
			return false
		}
		r.about = append(r.about, n)
		r.text = append(strconv.AppendInt(append(r.text, '"'), int64(n), 10), '"')
	}
	return len(r.rest) > 0
}

// place is the place of a disk that the finding is not about yet, -1 for none.
func (r *lineReader) place(of *inventory.StoredText, disk []byte) int {
	for n := range of.DiskCount() {
		if bytes.EqualFold(of.Disk(n), disk) && !slices.Contains(r.about, n) {
			return n
		}
	}
	return -1
}

// wayOut passes over a way out: whoever needs it finds it again.
func (r *lineReader) wayOut() bool {
	return r.word(`{"id":"`) && r.word(`,"kind":"`) && r.word(`,"verdict":"`) && r.next("}")
}

// next passes over a text, if that is what comes next.
func (r *lineReader) next(text string) bool {
	if len(r.rest) < len(text) || string(r.rest[:len(text)]) != text {
		return false
	}
	r.rest = r.rest[len(text):]
	return true
}

// word passes over a string that follows a text, which ends with its quote.
// It says no to one that has anything escaped.
func (r *lineReader) word(after string) bool {
	if !r.next(after) {
		return false
	}
	end := bytes.IndexByte(r.rest, '"')
	if end < 0 || bytes.IndexByte(r.rest[:end], '\\') >= 0 {
		return false
	}
	r.rest = r.rest[end+1:]
	return true
}

// count passes over a whole number that follows a text.
func (r *lineReader) count(after string) bool {
	if !r.next(after) {
		return false
	}
	const most = 9 // digits
	n := 0
	for n < len(r.rest) && '0' <= r.rest[n] && r.rest[n] <= '9' {
		n++
	}
	if n == 0 || n > most || n > 1 && r.rest[0] == '0' {
		return false
	}
	r.rest = r.rest[n:]
	return true
}
