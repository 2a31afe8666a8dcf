package inventory

import "strings"

// impliedTier returns the performance tier that a Premium SSD of that size in
// GiB has unless another one is chosen: the smallest that holds the disk. It is
// "" for SKUs without tiers and for sizes that no Premium SSD can have.
func impliedTier(sku string, sizeGiB int64) string {
	premium := strings.EqualFold(sku, "Premium_LRS") || strings.EqualFold(sku, "Premium_ZRS")
	if !premium || sizeGiB <= 0 {
		return ""
	}
	for _, t := range premiumTiers {
		if sizeGiB <= t.maxGiB {
			return t.name
		}
	}
	return ""
}

// premiumTiers are the performance tiers of Premium SSD with the largest size
// each holds, smallest first, as the managed disk price and size lists have them.
var premiumTiers = []struct {
	name   string
	maxGiB int64
}{
	{"P1", 4},
	{"P2", 8},
	{"P3", 16},
	{"P4", 32},
	{"P6", 64},
	{"P10", 128},
	{"P15", 256},
	{"P20", 512},
	{"P30", 1024},
	{"P40", 2048},
	{"P50", 4096},
	{"P60", 8192},
	{"P70", 16384},
	{"P80", 32767},
}

// knownSKU returns a disk SKU as Azure writes it, from its name or from the
// label the portal shows for it, ignoring case.
func knownSKU(text string) (string, bool) {
	text = strings.TrimSpace(text)
	for _, s := range diskSKUs {
		if strings.EqualFold(text, s.name) || strings.EqualFold(text, s.label) {
			return s.name, true
		}
	}
	return "", false
}

// diskSKUs are the SKUs of managed disks in the compute API and their labels in
// the portal's list of disks, August 2026. Standard_ZRS ("Zone-redundant") is a
// SKU of snapshots, not of disks.
var diskSKUs = []struct{ name, label string }{
	{"Standard_LRS", "Standard HDD LRS"},
	{"StandardSSD_LRS", "Standard SSD LRS"},
	{"StandardSSD_ZRS", "Standard SSD ZRS"},
	{"Premium_LRS", "Premium SSD LRS"},
	{"Premium_ZRS", "Premium SSD ZRS"},
	{"PremiumV2_LRS", "Premium SSD v2 LRS"},
	{"UltraSSD_LRS", "Ultra disk LRS"},
}
