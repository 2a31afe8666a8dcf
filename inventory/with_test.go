package inventory

import "testing"

// TestWith: a copy has the other value, of fields of its kind and of optional ones.
func TestWith(t *testing.T) {
	it, err := Example(Disk, map[string]any{"disk.sku": "Premium_LRS"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"disk.sku": true, "vault.name": true, "vm.size": false} {
		f := mustField(name)
		changed := it.With(f, Text("other"))
		if got := changed.Value(f).Text() == "other"; got != want || changed == it != !want {
			t.Errorf("%s: changed %v", name, got)
		}
	}
	if it.get("disk.sku").Text() != "Premium_LRS" || !it.get("vault.name").Missing() {
		t.Error("the item itself has changed")
	}
}

// TestSame: case, order and whether Azure implies a value make no difference;
// what is known of it does.
func TestSame(t *testing.T) {
	for i, test := range []struct {
		a, b Value
		want bool
	}{
		{Value{}, Value{}, true},
		{Value{}, Absent(), false},
		{Value{}, Text("x"), false},
		{Absent(), Absent(), true},
		{Absent(), Text(""), false},
		{Text("Premium_LRS"), Text("premium_lrs"), true},
		{Text("a"), Text("b"), false},
		{Text("a").Assumed(), Text("a"), true},
		{Text("7"), Int(7), false},
		{Int(7), Int(8), false},
		{Int(7), AtLeast(7), false},
		{Text("x"), Unrecognised("x"), false},
		{List("b", "A"), List("a", "B"), true},
		{List("a"), List("a", "b"), false},
		{List("a", "a"), List("a"), false},
		{Bool(true), Bool(false), false},
	} {
		if test.a.Same(test.b) != test.want || test.b.Same(test.a) != test.want {
			t.Errorf("%d: %s and %s: not %v", i, test.a, test.b, test.want)
		}
	}
}
