package inventory

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
)

// TestLimits: each limit holds to the byte, and its error names the flag.
func TestLimits(t *testing.T) {
	vm := vmJSON("a")
	csv := "id,name,vmSize\n" + vmID + "a,a,Standard_B1s\n"
	small := Limits{FieldBytes: 200}
	tests := []struct {
		name, text string
		limits     Limits
		line       int
		want, flag string // "" = read
	}{
		{"input", vm, Limits{InputBytes: int64(len(vm))}, 0, "", ""},
		{"input, one byte more", vm, Limits{InputBytes: int64(len(vm)) - 1}, 0, "is larger than ", flagInputBytes},
		{"packed input", pack(vm), Limits{InputBytes: 20}, 0, "is larger than 20 bytes", flagInputBytes},
		{"input of a CSV", csv, Limits{InputBytes: 40}, 0, "is larger than 40 bytes", flagInputBytes},
		{"unpacked", pack(vm), Limits{DecompressedBytes: int64(len(vm))}, 0, "", ""},
		{"unpacked, one byte more", pack(vm), Limits{DecompressedBytes: int64(len(vm)) - 1}, 0, "unpacks to more than ", flagDecompressedBytes},
		{"depth", `[[` + vm + `]]`, Limits{Depth: 5}, 0, "", ""},
		{"depth, one level more", "[\n[\n " + vm + `]]`, Limits{Depth: 4}, 3, "lists and objects are nested more than 4 deep, column ", flagDepth},
		{"depth that nobody may allow", strings.Repeat("[", 10_001) + vm + strings.Repeat("]", 10_001), Limits{Depth: 20_000}, 1, "nested more than 10000 deep", flagDepth},
		{"depth in an envelope", `{"value":[` + vm + `]}`, Limits{Depth: 4}, 1, "nested more than 4 deep", flagDepth},
		{"depth in a cell", "id,properties\n" + diskID + "a,\"{\"\"a\"\":[{}]}\"\n", Limits{Depth: 2}, 2, "column properties: lists and objects are nested more than 2 deep", flagDepth},
		{"text", strings.Replace(vm, `"name":"a"`, `"name":"`+strings.Repeat("x", 200)+`"`, 1), small, 0, "", ""},
		{"text, one byte more", "[\n" + strings.Replace(vm, `"name":"a"`, `"name":"`+strings.Repeat("x", 201)+`"`, 1) + "]", small, 2, "a text is longer than 200 bytes, column ", flagFieldBytes},
		{"key", `[{"` + strings.Repeat("x", 201) + `":1}]`, small, 1, "a text is longer than 200 bytes, column 3", flagFieldBytes},
		{"cell", strings.Replace(csv, ",a,", ","+strings.Repeat("x", 200)+",", 1), small, 0, "", ""},
		{"cell, one byte more", strings.Replace(csv, ",a,", ","+strings.Repeat("x", 201)+",", 1), small, 2, "column name: the cell is longer than 200 bytes", flagFieldBytes},
		{"row of JSON", "[" + vm + ",\n[" + strings.Repeat(`"x",`, 50_000) + "1]]", small, 1, "a row that begins after this line is longer than 3200 bytes", flagFieldBytes},
		{"row of a CSV", csv + "\"" + strings.Repeat("x\n", 50_000), small, 1, "a row that begins after this line is longer than 3200 bytes", flagFieldBytes},
		{"columns", csv, Limits{Columns: 3}, 0, "", ""},
		{"columns, one more", "\n" + csv, Limits{Columns: 2}, 2, "the header has 3 columns, more than 2", flagColumns},
		{"columns of a table", `{"data":{"columns":[{"name":"id"},{"name":"x"}],"rows":[]}}`, Limits{Columns: 1}, 1, "the table has 2 columns, more than 1", flagColumns},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ReadWithin([]Source{textSource("f", tt.text)}, tt.limits)
			if tt.want == "" && err == nil {
				return
			}
			var e *InputError
			if !errors.As(err, &e) || tt.want == "" || !strings.Contains(e.Text, tt.want) || !strings.Contains(e.Hint, tt.flag) || e.Line != tt.line || e.File != "f" {
				t.Errorf("%v, %+v", err, e)
			}
		})
	}
}

// TestLongHeader is no header that could be read.
func TestLongHeader(t *testing.T) {
	_, err := tryText("id,\"" + strings.Repeat("x", 2*headSize) + "\"\n")
	if e, ok := err.(*InputError); !ok || !strings.Contains(e.Text, "the header line is longer than 64 KiB") && !strings.Contains(e.Text, "not recognised") {
		t.Errorf("%v", err)
	}
}

// TestBomb stops a file that unfolds a thousandfold.
func TestBomb(t *testing.T) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	blank := bytes.Repeat([]byte{' '}, 1<<20)
	for range freeUnpacked>>20 + 8 {
		if _, err := w.Write(blank); err != nil {
			t.Fatal(err)
		}
	}
	_, err := io.WriteString(w, vmJSON("a"))
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	_, err = tryText(b.String())
	if e, ok := err.(*InputError); !ok || !strings.Contains(e.Text, "200 times") || !strings.Contains(e.Hint, flagRatio) {
		t.Errorf("%v", err)
	}
	if _, err := ReadWithin([]Source{textSource("f", b.String())}, Limits{Ratio: 2000}); err != nil {
		t.Errorf("with a higher limit: %v", err)
	}
}

// TestMuchOfTheSame: a small file may unfold as far as it likes.
func TestMuchOfTheSame(t *testing.T) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := io.WriteString(w, strings.Repeat(" ", 1<<20)+vmJSON("a"))
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	if inv, err := tryText(b.String()); err != nil || len(inv.Items) != 1 || b.Len() > 1<<20/500 {
		t.Errorf("%d bytes: %v", b.Len(), err)
	}
}

func TestLimitsDefault(t *testing.T) {
	if got := (Limits{Ratio: -1, Depth: 7}).orDefault(); got.Ratio != 200 || got.Depth != 7 || got.InputBytes != 8<<30 {
		t.Errorf("%+v", got)
	}
	for n, want := range map[int64]string{1: "1 byte", 1 << 10: "1 KiB", 16 << 20: "16 MiB", 8 << 30: "8 GiB", 1<<20 + 1: "1048577 bytes"} {
		if got := bytesText(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}
