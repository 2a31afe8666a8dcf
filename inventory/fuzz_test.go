package inventory

import (
	"os"
	"path/filepath"
	"testing"
)

// FuzzRead: whatever a file holds, reading ends without a panic, and every row
// is accounted for. The second file repeats the first, so that joining and
// duplicates are met as well.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/formats/*")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range files {
		if data, err := os.ReadFile(path); err == nil && filepath.Ext(path) != ".golden" {
			f.Add(data)
		}
	}
	for _, text := range []string{"", "null", "[", "{\"value\":[", "id\n", "sep=;\nid;name\n\"", "id,properties\n/x,\"{\"\n", "\xff\xfe[\x00]\x00", "\x1f\x8b",
		`{"data":{"columns":[{"name":"id"}],"rows":[["/x"],[],3]}}`, `[{"id":1,"type":["a/b"]}]`, `{"responses":{"200":{"body":{"value":3}}}}`, "\"a\rb\",\"id\"\r"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		inv, err := tryText(string(data), string(data))
		if err != nil {
			if e, ok := err.(*InputError); !ok {
				t.Fatalf("no InputError: %v", err)
			} else if e.Text == "" || e.Hint == "" {
				t.Fatalf("%#v", e)
			}
			return
		}
		for _, in := range inv.Inputs {
			if in.Rows != in.VMs+in.Disks+in.Other+in.Duplicates+in.Rejected {
				t.Fatalf("%+v", in)
			}
			if in.Format == "" || len(in.SHA256) != 64 {
				t.Fatalf("%+v", in)
			}
		}
	})
}
