package inventory

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// freeUnpacked is what any file may unfold to. Inventories shrink to a twentieth
// or so; a file of zeros to a thousandth.
const freeUnpacked = 64 << 20

// A meter hashes and counts the bytes of a file as they lie in it.
type meter struct {
	src    io.Reader
	hash   hash.Hash
	bytes  int64
	limits Limits
}

func newHash() hash.Hash { return sha256.New() }

func hexOf(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.src.Read(p)
	m.hash.Write(p[:n])
	if m.bytes += int64(n); m.bytes > m.limits.InputBytes {
		return n, overLimit(0, "is larger than "+bytesText(m.limits.InputBytes), flagInputBytes)
	}
	return n, err
}

// content is the text of a file: UTF-8, unpacked, without byte order mark.
type content struct {
	*bufio.Reader
	decoder  *decoder
	encoding string // in words
	skipped  int    // lines left out before the first character
}

// foreign tells how many bytes were not in the encoding of the file, and the
// line of the first.
func (c *content) foreign() tally { return c.decoder.bad }

// broken tells the same of characters that UTF-16 begins and doesn't end.
func (c *content) broken() tally { return c.decoder.halves }

// headSize is how much of a text is looked at to recognise it.
const headSize = 64 << 10

// openText unpacks and decodes a file. It refuses what is no text.
func openText(raw *meter) (*content, error) {
	raw.limits = raw.limits.orDefault()
	src := bufio.NewReader(raw)
	magic, _ := src.Peek(2)
	packed := string(magic) == "\x1f\x8b"
	if packed {
		unpacked, err := gzip.NewReader(src)
		if err != nil {
			return nil, damaged(err)
		}
		src = bufio.NewReader(&unpacker{src: unpacked, raw: raw})
	}
	head, err := src.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, err
	}
	if bytes.HasPrefix(head, []byte(zipStart)) {
		return nil, refuseZip(src)
	}
	if err := refuseBinary(head); err != nil {
		return nil, err
	}
	d := &decoder{src: src}
	e := encodingOf(head)
	d.convert, d.plain = e.convert, e.plain
	if _, err := src.Discard(e.mark); err != nil {
		return nil, err
	}
	if packed {
		e.name += ", gzip"
	}
	return &content{Reader: bufio.NewReaderSize(d, headSize), decoder: d, encoding: e.name}, nil
}

// An unpacker stops a file that unfolds beyond all measure.
type unpacker struct {
	src io.Reader
	raw *meter
	n   int64
}

func (u *unpacker) Read(p []byte) (int, error) {
	n, err := u.src.Read(p)
	u.n += int64(n)
	switch limits := u.raw.limits; {
	case u.n > limits.DecompressedBytes:
		return 0, overLimit(0, "unpacks to more than "+bytesText(limits.DecompressedBytes), flagDecompressedBytes)
	case u.n > freeUnpacked && u.n/int64(limits.Ratio) > u.raw.bytes:
		return 0, overLimit(0, fmt.Sprintf("unpacks to more than %d times its size, which no inventory does", limits.Ratio), flagRatio)
	case err != nil && !errors.Is(err, io.EOF):
		err = damaged(err)
	}
	return n, err
}

func damaged(err error) error {
	var known *InputError
	if errors.As(err, &known) {
		return known
	}
	return &InputError{Text: "the gzip file is damaged: " + err.Error(), Hint: "copy or export the file again"}
}

// encoding is how a file writes characters: its name in words, the decoder, and
// how many bytes its mark has.
type encoding struct {
	name    string
	convert func(*decoder, []byte) int
	mark    int
	plain   bool // it is that of our texts
}

// encodingOf tells the encoding from the first bytes of a file, and the length
// of its byte order mark.
func encodingOf(head []byte) encoding {
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return encoding{"UTF-8 with byte order mark", (*decoder).utf8, 3, true}
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return encoding{"UTF-16LE", (*decoder).utf16le, 2, false}
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return encoding{"UTF-16BE", (*decoder).utf16be, 2, false}
	}
	zeros := [2]int{}
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	pairs := len(head) / 2
	most := func(n int) bool { return pairs >= 4 && n*10 >= pairs*7 }
	switch few := func(n int) bool { return n*10 <= pairs }; {
	case most(zeros[1]) && few(zeros[0]):
		return encoding{"UTF-16LE without byte order mark", (*decoder).utf16le, 0, false}
	case most(zeros[0]) && few(zeros[1]):
		return encoding{"UTF-16BE without byte order mark", (*decoder).utf16be, 0, false}
	}
	return encoding{"UTF-8", (*decoder).utf8, 0, true}
}

// A decoder turns a file into UTF-8.
type decoder struct {
	src     io.Reader
	convert func(d *decoder, chunk []byte) int // appends to out, returns the bytes used
	plain   bool                               // what is valid is passed on as it is
	buf     [32 << 10]byte
	held    int    // bytes at the start of buf that wait for the rest of their character
	out     []byte // decoded text
	next    int    // what of it was read
	line    int    // line ends so far
	last    byte   // of the text so far
	mark    bool   // a byte order mark follows it, of which it is not known yet whether it belongs to the text
	bad     tally
	halves  tally
	err     error
}

func (d *decoder) Read(p []byte) (int, error) {
	for d.next == len(d.out) {
		if d.err != nil {
			return 0, d.err
		}
		if !d.plain || len(p) < len(d.buf) {
			d.fill()
		} else if n := d.pass(p[:min(len(p), 4*len(d.buf))]); n > 0 {
			return n, nil
		}
	}
	n := copy(p, d.out[d.next:])
	d.next += n
	return n, nil
}

func (d *decoder) fill() {
	n, err := d.src.Read(d.buf[d.held:])
	d.err = err
	d.turn(d.buf[:d.held+n])
}

// turn converts a piece of the file.
func (d *decoder) turn(chunk []byte) {
	d.out, d.next = d.out[:0], 0
	if d.mark {
		d.out, d.mark = append(d.out, textMark...), false
	}
	used := d.convert(d, chunk)
	d.held = copy(d.buf[:], chunk[used:])
	d.line += bytes.Count(d.out, []byte{'\n'})
	d.dropMarks()
}

// textMark is the byte order mark.
var textMark = []byte("\ufeff")

// dropMarks leaves out the byte order marks of files that were joined to the
// first: they stand at the start of a line, or between the end of a document and
// the start of the next. Any other is part of a text.
func (d *decoder) dropMarks() {
	kept, rest := d.out[:0], d.out
	for at := bytes.Index(rest, textMark); at >= 0; at = bytes.Index(rest, textMark) {
		if at > 0 {
			d.last = rest[at-1]
		}
		kept, rest = append(kept, rest[:at]...), rest[at+len(textMark):]
		switch joined, known := d.joins(rest); {
		case !known:
			d.mark = true
		case !joined:
			kept = append(kept, textMark...)
			d.last = textMark[len(textMark)-1]
		}
	}
	d.out = append(kept, rest...)
	if len(rest) > 0 {
		d.last = rest[len(rest)-1]
	}
}

// joins reports whether a mark between the last character and a text is that of
// a file; it is not known where the text is yet to come.
func (d *decoder) joins(text []byte) (joined, known bool) {
	switch d.last {
	case '\n', '\r':
		return true, true
	case ']', '}':
		for bytes.HasPrefix(text, textMark) {
			text = text[len(textMark):]
		}
		if len(text) > 0 {
			return bytes.IndexByte([]byte("[{\r\n"), text[0]) >= 0, true
		}
		return true, d.err != nil
	}
	return false, true
}

// pass reads into p what needs no converting, and returns how much. What does is
// converted, into out.
func (d *decoder) pass(p []byte) int {
	n, err := d.src.Read(p[copy(p, d.buf[:d.held]):])
	d.err = err
	chunk := p[:d.held+n]
	used := len(chunk)
	if err == nil {
		used -= incomplete(chunk)
	}
	if !utf8.Valid(chunk[:used]) || d.mark || bytes.Contains(chunk[:used], textMark) {
		d.turn(chunk)
		return 0
	}
	d.held = copy(d.buf[:], chunk[used:])
	d.line += bytes.Count(chunk[:used], []byte{'\n'})
	if used > 0 {
		d.last = chunk[used-1]
	}
	return used
}

// utf8 passes UTF-8 on. Any other byte is read as Windows-1252, in which
// spreadsheets save: one stray byte must not spoil a name silently.
func (d *decoder) utf8(chunk []byte) int {
	used := len(chunk)
	if d.err == nil {
		used -= incomplete(chunk)
	}
	if chunk = chunk[:used]; utf8.Valid(chunk) {
		d.out = append(d.out, chunk...)
		return used
	}
	for len(chunk) > 0 {
		r, n := utf8.DecodeRune(chunk)
		if r == utf8.RuneError && n == 1 {
			r = windows1252(chunk[0])
			d.note(&d.bad)
		}
		d.out = utf8.AppendRune(d.out, r)
		chunk = chunk[n:]
	}
	return used
}

// incomplete returns how many bytes at the end begin a character that the next
// chunk may complete.
func incomplete(chunk []byte) int {
	for n := 1; n <= min(utf8.UTFMax-1, len(chunk)); n++ {
		if tail := chunk[len(chunk)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}

func (d *decoder) utf16le(chunk []byte) int {
	return d.utf16(chunk, func(b []byte) rune { return rune(b[0]) | rune(b[1])<<8 })
}

func (d *decoder) utf16be(chunk []byte) int {
	return d.utf16(chunk, func(b []byte) rune { return rune(b[1]) | rune(b[0])<<8 })
}

func (d *decoder) utf16(chunk []byte, unit func([]byte) rune) int {
	used := 0
	for ; len(chunk)-used >= 2; used += 2 {
		r := unit(chunk[used:])
		if utf16.IsSurrogate(r) {
			rest := chunk[used+2:]
			if len(rest) < 2 && d.err == nil {
				return used
			}
			low := rune(-1)
			if len(rest) >= 2 {
				low = unit(rest)
			}
			if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
				used += 2
			} else {
				d.note(&d.halves)
			}
		}
		d.out = utf8.AppendRune(d.out, r)
	}
	if d.err == nil {
		return used
	}
	if used < len(chunk) {
		d.note(&d.halves)
		d.out = utf8.AppendRune(d.out, utf8.RuneError)
	}
	return len(chunk)
}

// note counts a character that is not as it should be, and keeps the line of
// the first: counting lines for each would take long in a hostile file.
func (d *decoder) note(t *tally) {
	line := 0
	if t.count == 0 {
		line = 1 + d.line + bytes.Count(d.out, []byte{'\n'})
	}
	t.add(line, "")
}

// windows1252 returns the character of a byte that is no UTF-8. Below 0xA0 the
// code page differs from Latin-1.
func windows1252(b byte) rune {
	const high = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"
	if b < 0x80 || b > 0x9f {
		return rune(b)
	}
	return []rune(high)[b-0x80]
}

// endOfText reports whether an error only says that a text is over.
func endOfText(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }
