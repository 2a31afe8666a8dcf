package inventory

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A failing reader gives a text piece by piece, and an error in the place of one.
type failing struct {
	text  string
	piece int
	left  int // reads until the error; less than 0: none comes
	reads int
}

var errDisk = errors.New("the disk is broken")

func (f *failing) Read(p []byte) (int, error) {
	f.reads++
	if f.left == 0 {
		return 0, errDisk
	}
	f.left--
	n := copy(p[:min(len(p), f.piece)], f.text)
	if f.text = f.text[n:]; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

func (f *failing) Close() error { return nil }

// TestEveryRead: a file of any format, plain, packed or UTF-16, that breaks at
// any read is an error that names it, and never half an inventory.
func TestEveryRead(t *testing.T) {
	files, err := filepath.Glob("testdata/formats/*")
	if err != nil || len(files) < 10 {
		t.Fatal("no formats: ", err)
	}
	faults := 0
	for _, name := range files {
		whole, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string]string{"": string(whole), " packed": pack(string(whole))}
		if whole[0] < 0x80 && (len(whole) < 2 || whole[1] != 0) {
			texts[" in UTF-16"] = utf16Text(string(whole), binary.LittleEndian, true)
		}
		for form, text := range texts {
			faults += everyRead(t, filepath.Base(name)+form, text)
		}
	}
	t.Logf("%d faults in %d files", faults, len(files))
}

// everyRead reads a text in about 20 pieces, again and again, with the error one
// read later each time.
func everyRead(t *testing.T, name, text string) (faults int) {
	t.Helper()
	read := func(left int) (*failing, error) {
		src := &failing{text: text, piece: max(1, len(text)/20), left: left}
		_, err := ReadWithin([]Source{{Name: name, Open: func() (io.ReadCloser, error) { return src, nil }}}, Limits{})
		return src, err
	}
	whole, wholeErr := read(-1)
	for n := range whole.reads {
		_, err := read(n)
		var e *InputError
		switch {
		case err == nil:
			t.Errorf("%s: read %d fails, and an inventory comes of it", name, n+1)
		case !errors.As(err, &e) || e.File != name:
			t.Errorf("%s: read %d: %v", name, n+1, err)
		case wholeErr == nil && !strings.Contains(e.Text, errDisk.Error()):
			t.Errorf("%s: read %d: the reason is lost: %v", name, n+1, err)
		}
	}
	return whole.reads
}
