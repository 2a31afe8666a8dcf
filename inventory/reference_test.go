package inventory

import (
	"cmp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestReferences: an id in parts is compared, found and put together as the
// whole would be in lower case.
func TestReferences(t *testing.T) {
	part := rapid.StringOf(rapid.SampledFrom([]rune("aA-/.éÉK\u212a_0\xff")))
	id := rapid.Custom(func(t *rapid.T) string {
		prefix := rapid.SampledFrom([]string{"", "/subscriptions/s1", "/subscriptions/S1", "/subscriptions/s2", "/SUBSCRIPTIONS/"}).Draw(t, "subscription")
		level := rapid.SampledFrom([]string{"", "/resourceGroups/", "/resourcegroups/", "/resourceGroups"}).Draw(t, "level")
		kind := rapid.SampledFrom([]string{"", "/providers/Microsoft.Compute/disks/", "/providers/microsoft.compute/DISKS/"}).Draw(t, "type")
		return prefix + level + part.Draw(t, "group") + kind + part.Draw(t, "name")
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := id.Draw(t, "a"), id.Draw(t, "b")
		x, y := referenceTo(a), referenceTo(b)
		if x.text() != a || !x.is(a) || x.key() != strings.ToLower(a) || x.is(a+"/") || a != b && x.is(b) {
			t.Fatalf("%q is %q", a, x.text())
		}
		want := strings.Compare(strings.ToLower(a), strings.ToLower(b))
		if got := cmp.Compare(x.compare(&y), 0); got != want {
			t.Fatalf("%q to %q: %d, want %d", a, b, got, want)
		}
		if same := x.same(&y); same != (want == 0) || same && x.hash() != y.hash() {
			t.Fatalf("%q and %q: same %v", a, b, same)
		}
		var d directory[int]
		*d.enter(&x) = 1
		*d.enter(&y) += 2
		if sum := map[bool]int{true: 3, false: 2}[want == 0]; *d.at(&y) != sum {
			t.Fatalf("%q and %q: %d", a, b, *d.at(&y))
		}
	})
}
