package excel

import (
	"archive/zip"
	"hash/crc32"
	"time"

	"github.com/klauspost/compress/flate"
)

// packing is the level of compression.
const packing = 5

// A part is a file of the workbook while it is packed.
type part struct {
	packer *packer
	name   string
	from   int64 // where it begins among what is packed
	packed int64
	size   int64
	sum    uint32
	open   bool // something is with the compressor
}

// part begins a part.
func (p *packer) part(name string) *part {
	if p.flate == nil {
		p.flate, _ = flate.NewWriter(nil, packing) // the level is one of its own
	}
	t := &part{packer: p, name: name, from: p.size}
	p.flate.Reset(t.into())
	p.parts = append(p.parts, t)
	return t
}

// into is where packed bytes go.
func (t *part) into() intoFile { return intoFile{t} }

type intoFile struct{ part *part }

func (f intoFile) Write(b []byte) (int, error) {
	n, err := f.part.packer.ahead.Write(b)
	f.part.packed += int64(n)
	f.part.packer.size += int64(n)
	return n, err
}

// Write packs a text.
func (t *part) Write(b []byte) (int, error) {
	t.open = true
	t.count(b)
	return t.packer.flate.Write(b)
}

func (t *part) count(b []byte) {
	t.size += int64(len(b))
	t.sum = crc32.Update(t.sum, crc32.IEEETable, b)
}

// add takes a text that is packed already, up to a whole byte and without an
// end. What follows starts anew: it cannot refer to what stood before.
func (t *part) add(text, packed []byte) error {
	if t.open {
		if err := t.packer.flate.Flush(); err != nil {
			return err
		}
		t.packer.flate.Reset(t.into())
		t.open = false
	}
	t.count(text)
	_, err := t.into().Write(packed)
	return err
}

// Close ends the part.
func (t *part) Close() error { return t.packer.flate.Close() }

// header is what the zip file says of the part.
func (t *part) header() *zip.FileHeader {
	h := &zip.FileHeader{Name: t.name, Method: zip.Deflate, CRC32: t.sum,
		CompressedSize64: uint64(t.packed), UncompressedSize64: uint64(t.size)}
	//lint:ignore SA1019 what is compressed already is written with the header as it is
	h.ModifiedDate, h.ModifiedTime = timeOf(t.packer.when)
	return h
}

// timeOf is a time as zip files write it, which they do for us only where they
// compress as well.
func timeOf(t time.Time) (date, clock uint16) {
	date = uint16(t.Day() + int(t.Month())<<5 + (t.Year()-1980)<<9)
	return date, uint16(t.Second()/2 + t.Minute()<<5 + t.Hour()<<11)
}
