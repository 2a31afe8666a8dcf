package inventory

import "testing"

func TestRegionSpellings(t *testing.T) {
	tests := []struct{ text, name string }{
		{"eastus2", "eastus2"},
		{"East US 2", "eastus2"},
		{"East US2", "eastus2"},
		{"EASTUS2", "eastus2"},
		{"(US) East US 2", "eastus2"},
		{"(us)eastus2", "eastus2"},
		{"  West Europe ", "westeurope"},
		{"West\u00a0Europe", "westeurope"},
		{"west-europe", "westeurope"},
		{"west_europe", "westeurope"},
		{"(Asia Pacific) Australia Central 2", "australiacentral2"},
		{"USGov Virginia", "usgovvirginia"},
		{"US Gov Virginia", "usgovvirginia"},
		{"US DoD East", "usdodeast"},
		{"Central India", "centralindia"},
		{"indiacentral", "centralindia"},
		{"India Central", "centralindia"},
	}
	for _, tt := range tests {
		r, ok := regionOf(tt.text)
		if !ok || r.Name != tt.name {
			t.Errorf("regionOf(%q) = %q, %v; want %q", tt.text, r.Name, ok, tt.name)
		}
	}
}

func TestRegionUnknown(t *testing.T) {
	for _, text := range []string{
		"", " ", "global", "Eest US", "east", "eastu", "eastus22", "eastus4", "West US 2 EUAP",
		"(US)", "(US East US", "(US) (US) East US", "East US (US)", "eastus,westus", "East US 2 / West US 2",
	} {
		if r, ok := regionOf(text); ok {
			t.Errorf("regionOf(%q) = %q; want none", text, r.Name)
		}
	}
}

func TestRegionFacts(t *testing.T) {
	tests := []region{
		{"westeurope", "West Europe", "public", "northeurope"},
		{"polandcentral", "Poland Central", "public", ""},
		{"uknorth", "UK North", "public", ""},
		{"brazilus", "Brazil US", "public", ""},
		{"brazilsouth", "Brazil South", "public", "southcentralus"},
		{"southcentralus", "South Central US", "public", "northcentralus"},
		{"westindia", "West India", "public", "southindia"},
		{"southindia", "South India", "public", "centralindia"},
		{"westus3", "West US 3", "public", "eastus"},
		{"eastus", "East US", "public", "westus"},
		{"usgovvirginia", "USGov Virginia", "usgov", "usgovtexas"},
		{"usgoviowa", "USGov Iowa", "usgov", ""},
		{"chinaeast2", "China East 2", "china", "chinanorth2"},
		{"germanycentral", "Germany Central", "germany-closed", "germanynortheast"},
		{"germanywestcentral", "Germany West Central", "public", "germanynorth"},
		{"usseceast", "USSec East", "airgapped", ""},
		{"usnatwest", "USNat West", "airgapped", ""},
		{"eastus2euap", "East US 2 EUAP", "canary", "centraluseuap"},
		{"southcentralusstg", "South Central US STG", "canary", "eastusstg"},
	}
	for _, want := range tests {
		if got, _ := regionOf(want.Name); got != want {
			t.Errorf("regionOf(%q) = %+v; want %+v", want.Name, got, want)
		}
	}
}

// Every row is found by both of its names and is paired within its own cloud.
func TestRegionTable(t *testing.T) {
	count := map[string]int{}
	for _, r := range regions {
		count[r.Cloud]++
		for _, text := range []string{r.Name, r.Display, "(Somewhere) " + r.Display} {
			if got, ok := regionOf(text); !ok || got != r {
				t.Errorf("regionOf(%q) = %+v, %v; want %+v", text, got, ok, r)
			}
		}
		if pair := regionsByName[r.Pair]; r.Pair != "" && (pair.Cloud != r.Cloud || r.Pair == r.Name) {
			t.Errorf("%s is paired with %q in cloud %q", r.Name, r.Pair, pair.Cloud)
		}
	}
	want := map[string]int{"public": 75, "usgov": 7, "china": 6, "germany-closed": 2, "airgapped": 6, "canary": 4}
	for cloud, n := range want {
		if count[cloud] != n {
			t.Errorf("%d regions in cloud %s; want %d", count[cloud], cloud, n)
		}
	}
	if len(count) != len(want) || len(regionsByName) != len(regions) {
		t.Errorf("clouds %v, %d names for %d rows", count, len(regionsByName), len(regions))
	}
}

func TestRegionPairsGoBothWays(t *testing.T) {
	oneWay := map[string]bool{
		"brazilsouth": true, "brazilsoutheast": true, "westindia": true,
		"westus3": true, "usgovarizona": true, "usgovvirginia": true,
	}
	for _, r := range regions {
		if back := regionsByName[r.Pair].Pair; r.Pair != "" && (back != r.Name) != oneWay[r.Name] {
			t.Errorf("%s is paired with %s, that one with %q", r.Name, r.Pair, back)
		}
	}
}
