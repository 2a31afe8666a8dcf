package inventory

import (
	"io"
	"os"
	"slices"
	"testing"
)

// TestAppendOwn: what the item itself tells is the value of the field, and the
// tags come as the list has them.
func TestAppendOwn(t *testing.T) {
	var sources []Source
	for _, name := range []string{"../samples/estate/vms.json", "../samples/estate/disks.json"} {
		sources = append(sources, Source{Name: name, Open: func() (io.ReadCloser, error) { return os.Open(name) }})
	}
	inv, err := Read(sources)
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]int{}
	for _, it := range inv.Items {
		for _, f := range StoredFields(it.Kind, true) {
			text, ok := it.AppendOwn([]byte("x"), f)
			switch v := it.Value(f); {
			case !ok && string(text) != "x":
				t.Errorf("%s of %s: nothing is told, but %q", f.Name, it.ID(), text)
			case !ok:
			case string(text) != "x"+v.Text(), v.Missing(), v.IsUnrecognised(), f.Type == ListField && !slices.Equal(v.List(), []string{string(text[1:])}):
				t.Errorf("%s of %s is told to be %q, not %q", f.Name, it.ID(), text, v.Text())
			default:
				told[f.Name]++
			}
		}
		var tags []Tag
		for tag := range it.EachTag {
			tags = append(tags, tag)
		}
		if !slices.Equal(tags, it.Tags()) || it.HasTags() != (it.Tags() != nil) {
			t.Errorf("tags of %s: %v, want %v", it.ID(), tags, it.Tags())
		}
	}
	for _, name := range []string{"vm.id", "vm.name", "vm.subscriptionId", "vm.resourceGroup", "disk.id", "disk.managedBy", "disk.owners"} {
		if told[name] == 0 {
			t.Errorf("no item tells %s", name)
		}
	}
}
