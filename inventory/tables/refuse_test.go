package tables_test

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/backready/backready/inventory"
	"github.com/backready/backready/inventory/tables"
)

// TestReadRefuses: a table that was changed, cut off or made up is an error that
// says where and what to do. Each change is of a line of JSON of the table named.
func TestReadRefuses(t *testing.T) {
	t.Parallel()
	inv := estate(t)
	for _, test := range []struct{ table, old, new, want string }{
		{"vms", `"vm_vcpus":2`, `"vm_vcpus":64`, "does not agree with itself"},
		{"vms", `"vm_vcpus":2`, `"vm_vcpus":"two"`, "column vm_vcpus is of another type"},
		{"vms", `"vm_vcpus":2`, `"vm_vcpus":2.5`, "column vm_vcpus is of another type"},
		{"vms", `"vm_vcpus":2`, `"vm_vcpus":[2]`, "column vm_vcpus is of another type"},
		{"vms", `"listed":true`, `"listed":1`, "column listed is of another type"},
		{"vms", `"listed":true`, `"listed":false`, "the files held"},
		{"vms", `"absent":[`, `"absent":[null,`, "column absent is of another type"},
		{"vms", `"disks":`, `"disks":9,"Disks":`, "Disks stands there twice"},
		{"vms", `"backready":"vms/v1"`, `"backready":"vms/v9"`, `says "vms/v9"`},
		{"vms", `"backready":"vms/v1",`, ``, "has no column backready"},
		{"vms", `{"backready"`, `[{"backready"`, "text behind a quoted cell"},
		{"vms", "}\n", "\n", "is no whole JSON object"},
		{"vms", "\n", "\n\n", ""}, // an empty line says nothing
		{"disks", `"disk_sizeGiB":`, `"disk_sizeGiB":1`, "does not agree with itself"},
		{"vms", `"unrecognised":{`, `"unrecognised":{"vm.size":"bare",`, "which is in no quotes"},
		{"vms", `"disks":`, `"disks":1`, "attached holds"},
		{"attached", `"place":0`, `"place":7`, "none or two at place 0"},
		{"attached", `"disk_role":"os"`, `"disk_role":"data"`, "does not agree with itself"},
		{"inputs", `"rows":`, `"rows":1`, "rows are not those"},
		{"inputs", `"number":1`, `"number":3`, "the file 1 is missing among the inputs"},
		{"inputs", `"number":2`, `"number":1`, "is there twice"},
	} {
		sources := written(t, inv, tables.JSONL)
		for i, s := range sources {
			if s.Name != test.table+".jsonl" {
				continue
			}
			text := content(t, s)
			if !strings.Contains(text, test.old) {
				t.Fatalf("%s has no %s", s.Name, test.old)
			}
			sources[i] = source(s.Name, strings.Replace(text, test.old, test.new, 1))
		}
		back, err := tables.Read(sources, inventory.Limits{})
		var in *inventory.InputError
		switch {
		case err == nil && test.want != "the files held" && test.want != "":
			t.Errorf("%s with %s is read", test.table, test.new)
		case err == nil && test.want != "" && !strings.Contains(back.Problems[len(back.Problems)-1].Text, test.want):
			t.Errorf("%s with %s: %v", test.table, test.new, back.Problems)
		case err != nil && (!errors.As(err, &in) || !strings.Contains(in.Text, test.want) || in.Hint == ""):
			t.Errorf("%s with %s: %v, want %q with a hint", test.table, test.new, err, test.want)
		}
	}
}

// TestReadRows: a row that stands there twice, and a disk of a VM that is none, are
// refused.
func TestReadRows(t *testing.T) {
	t.Parallel()
	inv, err := inventory.Read(estates(t)[1]) // of VMs alone, which name their disks
	if err != nil {
		t.Fatal(err)
	}
	sources := written(t, inv, tables.JSONL)
	for _, test := range []struct {
		table *tables.Table
		rows  func(first, rest string) string
		want  string
	}{
		{tables.Disks, func(first, rest string) string { return first + rest + first }, "stands there twice"},
		{tables.Attached, func(first, rest string) string { return first + rest + first }, "stands there twice"},
		{tables.Attached, func(first, rest string) string { return first + rest + strings.Replace(first, `"vm":"`, `"vm":"x`, 1) }, "which is none of the VMs"},
	} {
		changed, i := slices.Clone(sources), slices.Index(tables.All, test.table)
		first, rest, _ := strings.Cut(content(t, sources[i]), "\n")
		changed[i] = source(sources[i].Name, test.rows(first+"\n", rest))
		if _, err := tables.Read(changed, inventory.Limits{}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.table.Name, err, test.want)
		}
	}
}

// TestReadLost: whatever table or row is lost, the inventory is refused, or says
// that something is missing.
func TestReadLost(t *testing.T) {
	t.Parallel()
	inv := estate(t)
	sources := written(t, inv, tables.JSONL)
	for i, table := range tables.All {
		if table == tables.Problems {
			continue // there are none
		}
		whole := content(t, sources[i])
		first, rest, _ := strings.Cut(whole, "\n")
		for _, text := range []string{"", first + "\n", rest} {
			lost := append([]inventory.Source{}, sources...)
			lost[i] = source(sources[i].Name, text)
			back, err := tables.Read(lost, inventory.Limits{})
			if err == nil && (len(back.Problems) == 0 || !back.Problems[len(back.Problems)-1].Incomplete) {
				t.Errorf("%d of %d bytes of %s are read as the whole", len(text), len(whole), table.Name)
			}
		}
	}
}

// TestCSV: cells are read as they were written; what is no CSV is refused.
func TestCSV(t *testing.T) {
	t.Parallel()
	head := strings.TrimSuffix(strings.Join(names(tables.Problems), ","), "\n") + "\n"
	for text, want := range map[string]string{
		head + `problems/v1,0,3,"a ""b""` + "\n" + `c",text,,true` + "\n":        "a \"b\"\nc",
		head + `problems/v1,0,3,,text,"",true` + "\r\n":                          "",
		head + `problems/v1,0,3,"a,text,,true` + "\n":                            "!a quoted cell does not end",
		head + `problems/v1,0,3,"a"b,text,,true` + "\n":                          "!text behind a quoted cell",
		head + `problems/v1,0,3,a,text,true` + "\n":                              "!6 cells, the header has 7",
		head + `problems/v1,x,3,a,text,,true` + "\n":                             "!column input is of another type",
		`backready,input` + "\nproblems/v1,0\n":                                  "!the column line is missing",
		`backready,` + head + "problems/v1," + `problems/v1,0,3,,t,,true` + "\n": "!stands there twice",
		`input,line` + "\n0,3\n":                                                 "!has no column backready",
	} {
		sources := append(written(t, estate(t), tables.CSV)[:4], source("problems.csv", text))
		back, err := tables.Read(sources, inventory.Limits{})
		if message, refused := strings.CutPrefix(want, "!"); refused {
			if err == nil || !strings.Contains(err.Error(), message) {
				t.Errorf("%q: %v, want %q", text, err, message)
			}
			continue
		}
		if err != nil || len(back.Problems) != 1 || back.Problems[0].Column != want {
			t.Errorf("%q: %v, %v, want %q", text, back, err, want)
		}
	}
}

// TestLongRow: of a row that is too long no more is read than one may have.
func TestLongRow(t *testing.T) {
	t.Parallel()
	for begin, piece := range map[string]string{`{"backready":"vms/v1","id":"`: "a", "backready\n\"": "a", "backready\n\"a": "a\n"} {
		text := strings.NewReader(begin + strings.Repeat(piece, 1<<20))
		long := inventory.Source{Name: "long", Open: func() (io.ReadCloser, error) { return io.NopCloser(text), nil }}
		_, err := tables.Read([]inventory.Source{long}, inventory.Limits{FieldBytes: 1000})
		if err == nil || !strings.Contains(err.Error(), "a row of more than 16000 bytes") || text.Size()-int64(text.Len()) > 1<<17 {
			t.Errorf("%q…: %d of %d bytes are read: %v", begin, text.Size()-int64(text.Len()), text.Size(), err)
		}
	}
}

// TestColumnNames: engines ignore the case of names, and take letters, digits and
// underscores without quotes.
func TestColumnNames(t *testing.T) {
	t.Parallel()
	for _, table := range tables.All {
		seen := map[string]bool{}
		for _, c := range table.Columns {
			name := strings.ToLower(c.Name)
			if seen[name] || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
				t.Errorf("%s: column %s", table.Name, c.Name)
			}
			seen[name] = true
		}
	}
}

func estate(t *testing.T) *inventory.Inventory {
	t.Helper()
	inv, err := inventory.Read(estates(t)[0])
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

func content(t testing.TB, s inventory.Source) string {
	t.Helper()
	r, err := s.Open()
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func names(t *tables.Table) (list []string) {
	for _, c := range t.Columns {
		list = append(list, c.Name)
	}
	return list
}
