package inventory

import (
	"fmt"
	"strings"
	"testing"
)

// TestContradictingRows: where two rows of one item that state as much contradict
// each other, the value is unknown whatever their order; the rest of them counts,
// and a row that states more outweighs one that states less.
func TestContradictingRows(t *testing.T) {
	disk := func(sku, enabled string) string {
		return aDisk(fullDisk + `,"sku":{"name":"` + sku + `"},"encryptionSettingsCollection":{"enabled":` + enabled + `}`)
	}
	one, other := disk("Premium_LRS", "false"), disk("UltraSSD_LRS", "true")
	for _, test := range []struct{ name, a, b, want string }{
		{"they contradict each other", one, other, "missing, missing, 4"},
		{"in one alone", one, disk("Premium_LRS", "true"), "Premium_LRS, missing, 4"},
		{"case is none", one, disk("premium_lrs", "false"), "Premium_LRS, false, 4"},
		{"what is assumed contradicts nothing", aDisk(fullDisk + `,"sku":{"name":"Premium_LRS"},"tier":"P4"`), disk("Premium_LRS", "true"), "Premium_LRS, true, 4"},
		{"one is fuller", strings.Replace(one, `"diskSizeGB":4`, `"diskSizeGB":4,"tier":"P4"`, 1), other, "Premium_LRS, false, 4"},
	} {
		for _, text := range []string{"[" + test.a + "," + test.b + "]", "[" + test.b + "," + test.a + "]"} {
			inv := readText(t, text)
			it := inv.Items[0]
			if got := fmt.Sprintf("%s, %s, %s", it.get("disk.sku"), it.get("disk.adeEnabled"), it.get("disk.sizeGiB")); len(inv.Items) != 1 || !strings.EqualFold(got, test.want) {
				t.Errorf("%s: %s, want %s\n%s", test.name, got, test.want, text)
			}
		}
	}
}
