package inventory

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// checkRead reads texts and checks what must hold whatever they are: a refusal
// has words and a hint, and every row is accounted for.
func checkRead(t *testing.T, limits Limits, texts ...string) {
	t.Helper()
	var sources []Source
	for _, text := range texts {
		sources = append(sources, textSource("f", text))
	}
	inv, err := ReadWithin(sources, limits)
	if err != nil {
		checkRefusal(t, err)
		return
	}
	for _, in := range inv.Inputs {
		if in.Rows != in.VMs+in.Disks+in.Other+in.Duplicates+in.Rejected || in.Format == "" || len(in.SHA256) != 64 {
			t.Fatalf("%+v", in)
		}
		told := 0
		for _, p := range in.Problems {
			if p.Text == "" || p.File != "f" || p.Line < 0 {
				t.Fatalf("%+v", p)
			}
			if p.Incomplete {
				told++
			}
		}
		if told < in.Rejected {
			t.Fatalf("%d rows rejected, %d problems say so", in.Rejected, told)
		}
	}
	for _, it := range inv.Items {
		if it.ID() == "" || it.Kind > Disk {
			t.Fatalf("%+v", it)
		}
	}
}

// checkRefusal holds an error to the rules of messages.
func checkRefusal(t *testing.T, err error) {
	t.Helper()
	var e *InputError
	if !errors.As(err, &e) {
		t.Fatalf("no InputError: %v", err)
	}
	first, _ := utf8.DecodeRuneInString(e.Text)
	if e.Text == "" || e.Hint == "" || e.Line < 0 || strings.HasSuffix(e.Text, ".") || unicode.IsUpper(first) && !strings.HasPrefix(e.Text, "PowerShell") {
		t.Fatalf("%#v", e)
	}
}

// tight are limits that a short text can reach.
var tight = Limits{InputBytes: 1 << 20, DecompressedBytes: 1 << 20, Ratio: 10, Depth: 8, FieldBytes: 300, Columns: 12}

// addFormats adds the files of testdata that begin as one of the readers wants.
func addFormats(f *testing.F, extension string) {
	files, err := filepath.Glob("testdata/formats/*" + extension)
	if err != nil || len(files) == 0 {
		f.Fatal("no seeds: ", err)
	}
	for _, path := range files {
		if data, err := os.ReadFile(path); err == nil {
			f.Add(data)
		}
	}
}

// FuzzRead: whatever a file holds, reading ends without a panic. The second file
// repeats the first, so that joining and duplicates are met as well.
func FuzzRead(f *testing.F) {
	addFormats(f, ".json")
	addFormats(f, ".csv")
	for _, text := range []string{"", "null", "[", "{\"value\":[", "id\n", "sep=;\nid;name\n\"", "id,properties\n/x,\"{\"\n", "\xff\xfe[\x00]\x00", "\x1f\x8b", "PK\x03\x04"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) { checkRead(t, Limits{}, string(data), string(data)) })
}

// FuzzJSON reads lists, envelopes, tables and single resources.
func FuzzJSON(f *testing.F) {
	addFormats(f, ".json")
	for _, tt := range shapeTests {
		if strings.HasPrefix(tt.text, "[") || strings.HasPrefix(tt.text, "{") {
			f.Add([]byte(tt.text))
		}
	}
	for _, text := range []string{`{"data":{"columns":[{"name":"id"}],"rows":[["/x"],[],3]}}`, `[{"id":1,"type":["a/b"]}]`, `{"responses":{"200":{"body":{"value":3}}}}`,
		`{"value":[],"value":[]}`, `[{"a":1,"A":2,"a":1}]`, `"\ud800"`, `[{"value":{"id":"/x"}},{"data":{"rows":[],"columns":[]}}]`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		text := "[" + string(data)
		checkRead(t, Limits{}, string(data))
		checkRead(t, tight, string(data), text)
	})
}

// FuzzCSV reads headers of every origin and their records.
func FuzzCSV(f *testing.F) {
	addFormats(f, ".csv")
	for _, tt := range shapeTests {
		if strings.HasPrefix(string(tt.format), "csv") {
			f.Add([]byte(tt.text))
		}
	}
	for _, text := range []string{"\"a\rb\",\"id\"\r", "id,storageProfile.dataDisks.0.lun,storageProfile_dataDisks_0_a_b,storageProfile_dataDisks_0_a\n/x,1,2,3\n", "#TYPE x\nsep=\t\nid\tid\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		checkRead(t, Limits{}, string(data))
		checkRead(t, tight, "id,"+string(data), string(data))
	})
}

// FuzzTerraform reads states: the fuzzed text stands in the place of the
// attributes of each resource, or is the state itself.
func FuzzTerraform(f *testing.F) {
	for _, text := range tfTexts() {
		f.Add("azurerm_managed_disk", text)
	}
	for typ, attributes := range map[string]string{"azurerm_linux_virtual_machine": tfVMText, "azurerm_managed_disk": tfDiskText,
		"azurerm_virtual_machine": tfOldVMText, "azurerm_virtual_machine_data_disk_attachment": tfAttachment} {
		f.Add(typ, attributes)
	}
	f.Add("azurerm_virtual_machine", `{"id":"/subscriptions/s","storage_os_disk":[[]],"storage_data_disk":[1,{"lun":[]}],"identity":{}}`)
	f.Fuzz(func(t *testing.T, typ, text string) {
		checkRead(t, Limits{}, text)
		checkRead(t, tight, `{"format_version":"1","values":{"root_module":{"resources":[`+tfShow(typ, text)+`]}}}`)
		checkRead(t, Limits{}, `{"version":4,"terraform_version":"1","resources":[`+tfState(typ, text)+","+tfState("azurerm_managed_disk", tfDiskText)+`]}`)
	})
}

// FuzzDecode: whatever the bytes, what comes out is UTF-8, or an error in words.
func FuzzDecode(f *testing.F) {
	for _, text := range []string{"", "plain", "\xef\xbb\xbfx", "\xff\xfea\x00b\x00", "\xfe\xff\x00a\x00b", "a\x00b\x00c\x00d\x00e\x00", "\xff\xfe\x3d\xd8", "a\xe2\x82", "\x81", pack("x"), pack(pack("x")), "\x1f\x8b\x08\x00"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		text, err := openText(&meter{src: strings.NewReader(string(data)), hash: newHash(), limits: Limits{Ratio: 10, DecompressedBytes: 1 << 20}})
		if err == nil {
			var out []byte
			if out, err = io.ReadAll(text); err == nil && !utf8.Valid(out) {
				t.Fatalf("%q", out)
			}
		}
		if err != nil {
			checkRefusal(t, err)
		}
	})
}

// FuzzZip looks into workbooks and other archives.
func FuzzZip(f *testing.F) {
	f.Add([]byte("PK\x03\x04"))
	for _, path := range []string{"xl/workbook.xml", "a/b"} {
		f.Add([]byte(zipped(f, path, `<workbook><sheets><sheet name="Disks"/></sheets></workbook>`)))
	}
	f.Fuzz(func(t *testing.T, data []byte) { checkRefusal(t, refuseZip(strings.NewReader(string(data)))) })
}
