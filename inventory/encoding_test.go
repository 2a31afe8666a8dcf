package inventory

import (
	"encoding/binary"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
)

func utf16Text(text string, order binary.ByteOrder, mark bool) string {
	units := utf16.Encode([]rune(text))
	if mark {
		units = append([]uint16{0xfeff}, units...)
	}
	out := make([]byte, 2*len(units))
	for i, u := range units {
		order.PutUint16(out[2*i:], u)
	}
	return string(out)
}

// TestEncodings reads one name in every encoding, in one piece and byte by byte.
func TestEncodings(t *testing.T) {
	name := "Zürich €5 日本 😀"
	text := `[{"id":"` + vmID + `a","name":"` + name + `","type":"Microsoft.Compute/virtualMachines"}]`
	western := strings.NewReplacer("ü", "\xfc", "€", "\x80", "日本 😀", "").Replace(text)
	tests := []struct{ name, text, want, problem string }{
		{"UTF-8", text, name, ""},
		{"UTF-8 with mark", "\xef\xbb\xbf" + text, name, ""},
		{"UTF-16LE with mark", utf16Text(text, binary.LittleEndian, true), name, ""},
		{"UTF-16BE with mark", utf16Text(text, binary.BigEndian, true), name, ""},
		{"UTF-16LE", utf16Text(text, binary.LittleEndian, false), name, ""},
		{"UTF-16BE", utf16Text(text, binary.BigEndian, false), name, ""},
		{"Windows-1252", western, "Zürich €5", "2 byte(s) are not UTF-8 and were read as Windows-1252"},
		{"gzip", pack(text), name, ""},
		{"UTF-16 in gzip", pack(utf16Text(text, binary.LittleEndian, true)), name, ""},
	}
	for _, tt := range tests {
		for _, piecewise := range []bool{false, true} {
			src := Source{Name: "f", Open: func() (io.ReadCloser, error) {
				var r io.Reader = strings.NewReader(tt.text)
				if piecewise {
					r = iotest.OneByteReader(r)
				}
				return io.NopCloser(r), nil
			}}
			inv, err := Read([]Source{src})
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
				continue
			}
			if got := strings.TrimSpace(inv.Items[0].Name()); got != tt.want {
				t.Errorf("%s: name %q, want %q", tt.name, got, tt.want)
			}
			var problem string
			for _, p := range inv.Inputs[0].Problems {
				problem += p.Text
			}
			if problem != tt.problem {
				t.Errorf("%s: problem %q, want %q", tt.name, problem, tt.problem)
			}
			if in := inv.Inputs[0]; in.Bytes != int64(len(tt.text)) || len(in.SHA256) != 64 {
				t.Errorf("%s: %d bytes, want %d", tt.name, in.Bytes, len(tt.text))
			}
		}
	}
}

// TestDecoderEdges are characters that lie across the ends of chunks, and none.
func TestDecoderEdges(t *testing.T) {
	long := strings.Repeat("x", 32<<10-1)
	for name, tt := range map[string]struct{ in, want string }{
		"across a chunk":         {long + "é€😀", long + "é€😀"},
		"surrogates":             {"\xff\xfe\x3d\xd8\x00\xde", "😀"},
		"half a pair":            {"\xff\xfe\x3d\xd8\x41\x00", "\ufffdA"},
		"half a pair at the end": {"\xff\xfe\x41\x00\x3d\xd8", "A\ufffd"},
		"half a character":       {"ab\xe2\x82", "abâ‚"},
		"nothing":                {"", ""},
		"NUL":                    {"a\x00b", "a\x00b"},
		"bytes without meaning":  {"a\x81\xff", "a\u0081ÿ"},
	} {
		for _, r := range []io.Reader{strings.NewReader(tt.in), iotest.HalfReader(strings.NewReader(tt.in)), iotest.DataErrReader(strings.NewReader(tt.in))} {
			text, err := openText(&meter{src: r, hash: newHash()})
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(text)
			if err != nil || string(got) != tt.want {
				t.Errorf("%s: %q, %v", name, last(string(got)), err)
			}
		}
	}
}

func last(s string) string { return s[max(0, len(s)-20):] }

// TestHash is that of the bytes as they lie in the file.
func TestHash(t *testing.T) {
	data, err := os.ReadFile("testdata/formats/arm-list.json")
	if err != nil {
		t.Fatal(err)
	}
	in := readFiles(t, "testdata/formats/arm-list.json").Inputs[0]
	h := newHash()
	h.Write(data)
	if want := hexOf(h); in.SHA256 != want || in.Bytes != int64(len(data)) {
		t.Errorf("%s, %d bytes; want %s", in.SHA256, in.Bytes, want)
	}
}

// TestJoinedMarks: the byte order mark of a file that was joined to another is
// left out, wherever it falls among the pieces that are read; any other is text.
func TestJoinedMarks(t *testing.T) {
	const mark = "\ufeff"
	filler := strings.Repeat("x", 512) // as much as is looked at first, in one piece
	for text, want := range map[string]string{
		"[1]" + mark + "[2]":                                 "[1][2]",
		"{}" + mark + "{}" + mark + "\r\n{}":                 "{}{}\r\n{}",
		"[1]" + mark + mark + "[2]":                          "[1][2]",
		"[1]" + mark:                                         "[1]",
		"a,b\n1,2\n" + mark + "a,b\n":                        "a,b\n1,2\na,b\n",
		`["a]` + mark + `b","}` + mark + `","` + mark + `"]`: `["a]` + mark + `b","}` + mark + `","` + mark + `"]`,
	} {
		for _, size := range []int{1000, blockBytes} {
			src := strings.NewReader(filler + text)
			if got, _ := readInPieces(t, iotest.OneByteReader(src), size); got != filler+want {
				t.Errorf("%q read as %q", text, strings.TrimLeft(got, "x"))
			}
		}
	}
}

// TestPassedOn: a text is the same whether it is passed on in large pieces or
// converted in small ones, wherever these end.
func TestPassedOn(t *testing.T) {
	long := strings.Repeat("a\u00e4\u20ac\U0001f600\n", 60_000)
	for _, text := range []string{long, "\ufeff" + long, "x" + long, long + "\xe4" + long, long + "\xf0\x9f", long[:200_001], "\xe4", ""} {
		want, wantBad := readInPieces(t, strings.NewReader(text), 1000)
		got, bad := readInPieces(t, strings.NewReader(text), blockBytes)
		if got != want || bad != wantBad {
			t.Errorf("%d bytes: %d characters passed on, %+v; %d converted, %+v", len(text), len(got), bad, len(want), wantBad)
		}
	}
}

func readInPieces(t *testing.T, src io.Reader, size int) (string, tally) {
	t.Helper()
	c, err := openText(&meter{src: src, hash: newHash()})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for buf := make([]byte, size); ; {
		n, err := c.Read(buf)
		b.Write(buf[:n])
		if err == io.EOF {
			return b.String(), c.foreign()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
