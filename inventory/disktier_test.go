package inventory

import "testing"

func TestTierImpliedBySize(t *testing.T) {
	tests := []struct {
		sku  string
		gib  int64
		want string
	}{
		{"Premium_LRS", 1, "P1"},
		{"Premium_LRS", 4, "P1"},
		{"Premium_LRS", 5, "P2"},
		{"Premium_LRS", 8, "P2"},
		{"Premium_LRS", 16, "P3"},
		{"Premium_LRS", 30, "P4"},
		{"Premium_LRS", 32, "P4"},
		{"Premium_LRS", 33, "P6"},
		{"Premium_LRS", 127, "P10"},
		{"Premium_LRS", 128, "P10"},
		{"Premium_LRS", 129, "P15"},
		{"Premium_ZRS", 512, "P20"},
		{"Premium_ZRS", 1023, "P30"},
		{"Premium_ZRS", 1024, "P30"},
		{"Premium_ZRS", 1025, "P40"},
		{"Premium_LRS", 4095, "P50"},
		{"Premium_LRS", 4097, "P60"},
		{"Premium_LRS", 8193, "P70"},
		{"Premium_LRS", 16384, "P70"},
		{"Premium_LRS", 16385, "P80"},
		{"Premium_LRS", 32767, "P80"},
		{"premium_lrs", 64, "P6"},
		{"Premium_LRS", 32768, ""},
		{"Premium_LRS", 0, ""},
		{"Premium_LRS", -1, ""},
		{"PremiumV2_LRS", 128, ""},
		{"StandardSSD_LRS", 128, ""},
		{"Standard_LRS", 128, ""},
		{"UltraSSD_LRS", 128, ""},
		{"", 128, ""},
	}
	for _, tt := range tests {
		if got := impliedTier(tt.sku, tt.gib); got != tt.want {
			t.Errorf("impliedTier(%q, %d) = %q; want %q", tt.sku, tt.gib, got, tt.want)
		}
	}
}

// TestDeriveTier: a tier is changed or not by what is stated, and neither where
// that does not tell.
func TestDeriveTier(t *testing.T) {
	none := any(nil)
	for _, tt := range []struct {
		name   string
		values map[string]any
		want   string
	}{
		{"as its size implies", map[string]any{"disk.sku": "Premium_LRS", "disk.sizeGiB": 128, "disk.tier": "p10", "disk.tierTarget": none}, "false"},
		{"above its size", map[string]any{"disk.sku": "Premium_LRS", "disk.sizeGiB": 128, "disk.tier": "P20"}, "true"},
		{"is changing", map[string]any{"disk.tierTarget": "P20"}, "true"},
		{"cannot change", map[string]any{"disk.sku": "StandardSSD_LRS"}, "false"},
		{"cannot change, says one", map[string]any{"disk.sku": "Standard_LRS", "disk.sizeGiB": 128, "disk.tier": "P20"}, "false"},
		{"no SKU", map[string]any{"disk.sizeGiB": 128, "disk.tier": "P20", "disk.tierTarget": none}, "missing"},
		{"no size", map[string]any{"disk.sku": "Premium_LRS", "disk.tier": "P20", "disk.tierTarget": none}, "missing"},
		{"no tier", map[string]any{"disk.sku": "Premium_LRS", "disk.sizeGiB": 128, "disk.tierTarget": none}, "missing"},
		{"no target told", map[string]any{"disk.sku": "Premium_LRS", "disk.sizeGiB": 128, "disk.tier": "P10"}, "missing"},
		{"a tier that is not set", map[string]any{"disk.sku": "Premium_LRS", "disk.sizeGiB": 128, "disk.tier": none, "disk.tierTarget": none}, "false"},
		{"nothing", nil, "missing"},
	} {
		disk, err := Example(Disk, tt.values, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := disk.get("disk.tierChanged").String(); got != tt.want {
			t.Errorf("%s: %s, not %s", tt.name, got, tt.want)
		}
	}
}

func TestSKUSpellings(t *testing.T) {
	tests := []struct{ text, want string }{
		{"Standard_LRS", "Standard_LRS"},
		{"standardssd_lrs", "StandardSSD_LRS"},
		{"STANDARDSSD_ZRS", "StandardSSD_ZRS"},
		{" Premium_LRS ", "Premium_LRS"},
		{"Premium_ZRS", "Premium_ZRS"},
		{"premiumv2_lrs", "PremiumV2_LRS"},
		{"UltraSSD_LRS", "UltraSSD_LRS"},
		{"Standard HDD LRS", "Standard_LRS"},
		{"Standard SSD LRS", "StandardSSD_LRS"},
		{"Standard SSD ZRS", "StandardSSD_ZRS"},
		{"Premium SSD LRS", "Premium_LRS"},
		{"premium ssd zrs", "Premium_ZRS"},
		{"Premium SSD v2 LRS", "PremiumV2_LRS"},
		{"Ultra Disk LRS", "UltraSSD_LRS"},
	}
	for _, tt := range tests {
		if got, ok := knownSKU(tt.text); !ok || got != tt.want {
			t.Errorf("knownSKU(%q) = %q, %v; want %q", tt.text, got, ok, tt.want)
		}
	}
}

func TestSKUUnknown(t *testing.T) {
	for _, text := range []string{
		"", "Premium", "Premium SSD", "Premium_LRS2", "Zone-redundant", "Standard_ZRS", "Standard_GRS", "PremiumV2_ZRS", "P10",
	} {
		if got, ok := knownSKU(text); ok || got != "" {
			t.Errorf("knownSKU(%q) = %q, %v; want none", text, got, ok)
		}
	}
}
