package matrix

import (
	"bytes"
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"reflect"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "make the folder parsed anew")

// TestParsed: the parsed forms say what the YAML says, and are made of it as it
// is now.
func TestParsed(t *testing.T) {
	for _, id := range Released() {
		e := loadedFrom(t, id)
		if *update {
			write(t, "parsed/"+id+".json", e)
			continue
		}
		ready, err := Ready(id)
		if err != nil {
			t.Fatal(err)
		}
		for i := range e.Rules {
			e.Rules[i].Examples = nil
		}
		if !reflect.DeepEqual(ready, e) {
			t.Errorf("%s is not parsed as it is now: run make parsed", id)
		}
		if form, err := files.ReadFile("parsed/" + id + ".json"); err != nil || !bytes.Equal(form, encoded(t, e)) {
			t.Errorf("parsed/%s.json is not what is made of the edition now: run make parsed", id)
		}
	}
}

// TestParsedGuides: the same of the pages.
func TestParsedGuides(t *testing.T) {
	all := map[string]front{}
	err := fs.WalkDir(files, "guide", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		g, err := parseGuide(name, string(text))
		if err != nil {
			return err
		}
		yaml, _, _ := frontOf(string(text))
		all[g.Rule] = front{SHA256: checksum([]byte(yaml)), Guide: *g}
		got, ok := parsedGuide(g.Rule, name, string(text))
		if !*update && (!ok || !reflect.DeepEqual(got, g)) {
			t.Errorf("%s is not parsed as it is now: run make parsed", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		write(t, "parsed/guides.json", all)
	} else if form, err := files.ReadFile("parsed/guides.json"); err != nil || !bytes.Equal(form, encoded(t, all)) {
		t.Error("parsed/guides.json is not what is made of the pages now: run make parsed")
	}
}

// TestParsedOnly: nothing is parsed that is not there.
func TestParsedOnly(t *testing.T) {
	names, err := fs.Glob(os.DirFS("."), "parsed/*") // as -update may just have left it
	if err != nil || len(names) != len(Released())+1 {
		t.Errorf("parsed holds %s, %v; want a file for each edition and guides.json", strings.Join(names, ", "), err)
	}
}

// TestReadyFallsBack: an edition and a page that nothing was made of are read as
// they are.
func TestReadyFallsBack(t *testing.T) {
	page, err := files.ReadFile("guide/vm/ultra-disk.md")
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(page), "downtime: false", "downtime: true", 1)
	if _, ok := parsedGuide("vm/ultra-disk", "guide/vm/ultra-disk.md", changed); ok || changed == string(page) {
		t.Error("a page that is another now is taken from the folder parsed")
	}
	if _, ok := parsedGuide("vm/none", "guide/vm/none.md", string(page)); ok {
		t.Error("a page that nobody parsed is taken from the folder parsed")
	}
	if _, err := Ready("disk-backup@2020-01-01"); err == nil {
		t.Error("an edition that is not there is ready")
	}
}

func loadedFrom(t *testing.T, id string) *Edition {
	t.Helper()
	e, err := Load(id)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// encoded has a line for each value, so that a change can be seen.
func encoded(t *testing.T, value any) []byte {
	t.Helper()
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(value); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func write(t *testing.T, name string, value any) {
	t.Helper()
	if err := os.WriteFile(name, encoded(t, value), 0o644); err != nil {
		t.Fatal(err)
	}
}
