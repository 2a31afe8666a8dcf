package excel

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"
)

// contentTypes is the name of the part that lists the types of all others. It
// comes first: programs that sniff the type of a file look for it there.
const contentTypes = "[Content_Types].xml"

// packing is the level of compression. Rows repeat so much that the usual
// level, 6, takes half as long again for a file only a sixteenth smaller.
const packing = 5

// A packer is the zip writer of a workbook. The parts with many rows are ours;
// they come first. The library adds the others, and its own, nearly empty
// versions of ours, which go nowhere. It hands over the parts, and the entries
// of the list of types, in the order of a map; the packer sorts both and gives
// every part one time, so that the same workbook always has the same bytes.
type packer struct {
	when  time.Time
	parts *os.File // a zip file with the parts as they came
	zip   *zip.Writer
	types bytes.Buffer
	own   []typeEntry     // types of our parts
	made  map[string]bool // our parts by name
}

// newPacker returns a packer that keeps the parts in a file until it has all.
func newPacker(parts *os.File, when time.Time) *packer {
	p := &packer{when: when.UTC(), parts: parts, zip: zip.NewWriter(parts), made: map[string]bool{}}
	p.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, packing) })
	if p.when.Year() < 1980 { // zip knows no time before
		p.when = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return p
}

// begin returns the writer of a part of ours, to be written before the next is
// made. The library lists the types of sheets itself; theirs is "".
func (p *packer) begin(name, contentType string) (io.Writer, error) {
	p.made[name] = true
	if contentType != "" {
		p.own = append(p.own, typeEntry{PartName: "/" + name, ContentType: contentType})
	}
	return create(p.zip, name, p.when)
}

// put writes a whole part of ours.
func (p *packer) put(name, contentType string, text []byte) error {
	w, err := p.begin(name, contentType)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

// Create returns the writer of a part of the library, to be written before the
// next is made.
func (p *packer) Create(name string) (io.Writer, error) {
	switch {
	case name == contentTypes:
		return &p.types, nil
	case p.made[name]:
		return io.Discard, nil
	}
	return create(p.zip, name, p.when)
}

// AddFS is there for the interface of the library, which does not call it.
func (p *packer) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close is called by the library after its last part.
func (p *packer) Close() error { return p.zip.Close() }

// finish writes the file, for which the library would need it all in memory.
func (p *packer) finish(out io.Writer) error {
	size, err := p.parts.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	parts, err := zip.NewReader(p.parts, size)
	if err != nil {
		return err
	}
	sorted, err := sortTypes(p.types.Bytes(), p.own)
	if err != nil {
		return err
	}
	slices.SortFunc(parts.File, byPlace)
	return pack(out, sorted, parts.File, p.when)
}

// byPlace orders parts by name, with what describes the document last: programs
// that sniff the type of a file look at the first few names for xl/.
func byPlace(a, b *zip.File) int {
	last := func(f *zip.File) int { return strings.Index(f.Name, "docProps/") }
	return cmp.Or(cmp.Compare(last(a), last(b)), cmp.Compare(a.Name, b.Name))
}

func pack(out io.Writer, types []byte, parts []*zip.File, when time.Time) error {
	z := zip.NewWriter(out)
	w, err := create(z, contentTypes, when)
	if err != nil {
		return err
	}
	if _, err := w.Write(types); err != nil {
		return err
	}
	for _, part := range parts {
		if err := z.Copy(part); err != nil {
			return err
		}
	}
	return z.Close()
}

func create(z *zip.Writer, name string, when time.Time) (io.Writer, error) {
	return z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: when})
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
