package inventory

import "testing"

// FuzzRelated: whatever a file beside an estate holds, reading ends without a
// panic, and the estate keeps its items.
func FuzzRelated(f *testing.F) {
	for _, tt := range relatedTests() {
		for _, text := range append(tt.az, tt.arm...) {
			f.Add([]byte(text))
		}
	}
	for _, tt := range fieldTests {
		f.Add([]byte(tt.text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		inv, err := tryText(relEstate, string(data))
		if err == nil && len(inv.Items) < 3 {
			t.Fatalf("%d items", len(inv.Items))
		}
	})
}
