package excel

import (
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/flate"
)

// contentTypes is the name of the part that lists the types of all others. It
// comes first: programs that sniff the type of a file look for it there.
const contentTypes = "[Content_Types].xml"

// A packer is the zip writer of a workbook. The parts with many rows are ours;
// they come first. The library adds the others, and its own, nearly empty
// versions of ours, which go nowhere. It hands over the parts, and the entries
// of the list of types, in the order of a map; the packer sorts both and gives
// every part one time, so that the same workbook always has the same bytes.
//
// What is packed lies in a file until all parts are there: the library would
// hold it in memory.
type packer struct {
	when  time.Time
	file  *os.File
	ahead *bufio.Writer // before the file: the compressor writes by small pieces
	size  int64         // of the file so far, and of what is ahead
	parts []*part
	last  *part // of the library, which says only with the next that it is done
	types bytes.Buffer
	own   []typeEntry     // types of our parts
	made  map[string]bool // our parts by name
	flate *flate.Writer
	hands chan *hand // for parts that are made in blocks
}

// newPacker returns a packer that keeps the parts in a file until it has all.
func newPacker(file *os.File, when time.Time) *packer {
	p := &packer{when: when.UTC(), file: file, ahead: bufio.NewWriterSize(file, 64<<10), made: map[string]bool{}}
	if p.when.Year() < 1980 { // zip knows no time before
		p.when = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return p
}

// begin begins a part of ours, to be closed before the next is made. The library
// lists the types of sheets itself; theirs is "".
func (p *packer) begin(name, contentType string) *part {
	p.made[name] = true
	if contentType != "" {
		p.own = append(p.own, typeEntry{PartName: "/" + name, ContentType: contentType})
	}
	return p.part(name)
}

// put writes a whole part of ours.
func (p *packer) put(name, contentType string, text []byte) error {
	w := p.begin(name, contentType)
	_, err := w.Write(text)
	return errors.Join(err, w.Close())
}

// Create returns the writer of a part of the library, to be written before the
// next is made.
func (p *packer) Create(name string) (io.Writer, error) {
	if err := p.Close(); err != nil {
		return nil, err
	}
	switch {
	case name == contentTypes:
		return &p.types, nil
	case p.made[name]:
		return io.Discard, nil
	}
	p.last = p.part(name)
	return p.last, nil
}

// AddFS is there for the interface of the library, which does not call it.
func (p *packer) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close ends the last part of the library, which calls it after all of them.
func (p *packer) Close() error {
	if p.last == nil {
		return nil
	}
	err := p.last.Close()
	p.last = nil
	return err
}

// finish writes the workbook.
func (p *packer) finish(out io.Writer) error {
	sorted, err := sortTypes(p.types.Bytes(), p.own)
	if err != nil {
		return err
	}
	types := p.part(contentTypes)
	if _, err := types.Write(sorted); err != nil {
		return err
	}
	if err := types.Close(); err != nil {
		return err
	}
	if err := p.ahead.Flush(); err != nil {
		return err
	}
	slices.SortFunc(p.parts, byPlace)
	z := zip.NewWriter(out)
	for _, part := range p.parts {
		w, err := z.CreateRaw(part.header())
		if err != nil {
			return err
		}
		if _, err := io.Copy(w, io.NewSectionReader(p.file, part.from, part.packed)); err != nil {
			return err
		}
	}
	return z.Close()
}

// byPlace orders parts by name, with what describes the document last: programs
// that sniff the type of a file look at the first few names for xl/.
func byPlace(a, b *part) int {
	last := func(p *part) int { return strings.Index(p.name, "docProps/") }
	return cmp.Or(cmp.Compare(last(a), last(b)), cmp.Compare(a.name, b.name))
}

// typeList is the part of content types.
type typeList struct {
	XMLName  xml.Name    `xml:"http://schemas.openxmlformats.org/package/2006/content-types Types"`
	Defaults []typeEntry `xml:"Default"`
	Override []typeEntry `xml:"Override"`
}

type typeEntry struct {
	Extension   string `xml:"Extension,attr,omitempty"`
	PartName    string `xml:"PartName,attr,omitempty"`
	ContentType string `xml:"ContentType,attr"`
}

// sortTypes adds entries to the list of types and puts all in order.
func sortTypes(text []byte, more []typeEntry) ([]byte, error) {
	var list typeList
	if err := xml.Unmarshal(text, &list); err != nil {
		return nil, err
	}
	list.Override = append(list.Override, more...)
	byName := func(a, b typeEntry) int {
		return cmp.Or(cmp.Compare(a.Extension, b.Extension), cmp.Compare(a.PartName, b.PartName))
	}
	slices.SortFunc(list.Defaults, byName)
	slices.SortFunc(list.Override, byName)
	sorted, err := xml.Marshal(list)
	return append([]byte(xml.Header), sorted...), err
}
