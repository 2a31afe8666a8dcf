package inventory

import (
	"fmt"
	"strings"
	"testing"
)

// TestHomes: a pool has one home for each text, and it says just that.
func TestHomes(t *testing.T) {
	var p pool
	known := map[string]*home{}
	for range 2 {
		for i := range 3000 {
			for _, text := range []string{
				fmt.Sprintf("/subscriptions/s%d/resourceGroups/g%d/providers/Microsoft.Compute/disks/", i%3, i),
				fmt.Sprintf("/SUBSCRIPTIONS/s%d/resourcegroups/G%d/providers/Microsoft.Compute/disks/", i%3, i),
				fmt.Sprintf("https://a%d.blob.core.windows.net/vhds/", i), "", "/",
			} {
				h := p.home(text)
				if h.text() != text || known[text] != nil && known[text] != h || p.shareHome(h) != h {
					t.Fatalf("the home of %q is %q", text, h.text())
				}
				known[text] = h
			}
		}
	}
}

// TestPlainAreas: only of ids with one subscription and one resource group the
// names follow from what stands before and behind the group.
func TestPlainAreas(t *testing.T) {
	for text, want := range map[string]bool{
		"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/":                  true,
		"/Subscriptions/s/RESOURCEGROUPS/g/providers/Microsoft.Compute/disks/":                  true,
		"/subscriptions/s/resourceGroups/g/resourceGroups/h/providers/Microsoft.Compute/disks/": false,
		"/subscriptions/s/resourceGroups/g/subscriptions/t/providers/Microsoft.Compute/disks/":  false,
		"/x/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/":                false,
		"/subscriptions/s/providers/Microsoft.Compute/disks/":                                   false,
		"/resourceGroups/g/providers/Microsoft.Compute/disks/":                                  false,
	} {
		if got := newHome(text).plain; got != want {
			t.Errorf("%s: plain is %v", text, got)
		}
	}
}

// TestOfType: also of an id without a resource group it is seen whether it lies
// below a VM.
func TestOfType(t *testing.T) {
	for text, want := range map[string]bool{
		"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/": true,
		"/subscriptions/s/providers/Microsoft.Compute/virtualMachines/":                  true,
		"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/":           false,
		"/subscriptions/s/providers/Microsoft.Compute/disks/":                            false,
	} {
		if got := newHome(text).ofType("/virtualmachines/"); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// TestTextSlab: what is kept stays as it is.
func TestTextSlab(t *testing.T) {
	var s textSlab
	var kept, want []string
	for i := range 20_000 {
		text := strings.Repeat(fmt.Sprint(i), i%300*i%20)
		want = append(want, text, text)
		kept = append(kept, s.keep(text), s.keepBytes([]byte(text)))
	}
	for i := range want {
		if kept[i] != want[i] {
			t.Fatalf("%q is kept as %q", want[i], kept[i])
		}
	}
}
