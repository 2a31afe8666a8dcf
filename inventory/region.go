package inventory

import (
	"strings"
	"unicode"
)

// A region is one row of the table of Azure regions.
type region struct {
	Name    string // as resources state it, such as "eastus2"
	Display string // as people read it, such as "East US 2"
	Cloud   string // public, usgov, china, germany-closed, airgapped, or canary (test and stage regions)
	Pair    string // Name of the paired region that geo-redundant copies go to; "" = none, or not certain
}

// regionOf finds the region that an export names: by resource name or by
// display name, with or without the geography in brackets before it. Only whole
// names count: "eastus" is also the beginning of four other names.
func regionOf(text string) (region, bool) {
	key := regionKey(text)
	if name, ok := regionSpellings[key]; ok {
		key = name
	}
	r, ok := regionsByName[key]
	return r, ok
}

// regionKey reduces the spellings of a region to its resource name: "(US) East
// US 2" to "eastus2". What it makes of other text is no name of any region.
func regionKey(text string) string {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "(") {
		_, text, _ = strings.Cut(text, ")")
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' || r == '_' {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
}

var regionsByName = indexRegions()

func indexRegions() map[string]region {
	all := make(map[string]region, len(regions))
	for _, r := range regions {
		all[r.Name] = r
	}
	return all
}

// regionSpellings are names seen in exports that no list of regions has.
var regionSpellings = map[string]string{
	"indiacentral": "centralindia",
}

// regions are the Azure regions as the location lists of the clouds, the SDKs
// and the price lists name them, March 2026: announced, restricted and retired
// ones included. Pairs are those of Azure's documentation; some go one way only.
var regions = []region{
	{"australiacentral", "Australia Central", "public", "australiacentral2"},
	{"australiacentral2", "Australia Central 2", "public", "australiacentral"},
	{"australiaeast", "Australia East", "public", "australiasoutheast"},
	{"australiasoutheast", "Australia Southeast", "public", "australiaeast"},
	{"austriaeast", "Austria East", "public", ""},
	{"belgiumcentral", "Belgium Central", "public", ""},
	{"brazilsouth", "Brazil South", "public", "southcentralus"},
	{"brazilsoutheast", "Brazil Southeast", "public", "brazilsouth"},
	{"brazilus", "Brazil US", "public", ""},
	{"canadacentral", "Canada Central", "public", "canadaeast"},
	{"canadaeast", "Canada East", "public", "canadacentral"},
	{"centralindia", "Central India", "public", "southindia"},
	{"centralus", "Central US", "public", "eastus2"},
	{"centraluseuap", "Central US EUAP", "canary", "eastus2euap"},
	{"chilecentral", "Chile Central", "public", ""},
	{"chinaeast", "China East", "china", "chinanorth"},
	{"chinaeast2", "China East 2", "china", "chinanorth2"},
	{"chinaeast3", "China East 3", "china", "chinanorth3"},
	{"chinanorth", "China North", "china", "chinaeast"},
	{"chinanorth2", "China North 2", "china", "chinaeast2"},
	{"chinanorth3", "China North 3", "china", "chinaeast3"},
	{"denmarkeast", "Denmark East", "public", ""},
	{"eastasia", "East Asia", "public", "southeastasia"},
	{"eastus", "East US", "public", "westus"},
	{"eastus2", "East US 2", "public", "centralus"},
	{"eastus2euap", "East US 2 EUAP", "canary", "centraluseuap"},
	{"eastus3", "East US 3", "public", ""},
	{"eastusstg", "East US STG", "canary", "southcentralusstg"},
	{"finlandcentral", "Finland Central", "public", ""},
	{"francecentral", "France Central", "public", "francesouth"},
	{"francesouth", "France South", "public", "francecentral"},
	{"germanycentral", "Germany Central", "germany-closed", "germanynortheast"},
	{"germanynorth", "Germany North", "public", "germanywestcentral"},
	{"germanynortheast", "Germany Northeast", "germany-closed", "germanycentral"},
	{"germanywestcentral", "Germany West Central", "public", "germanynorth"},
	{"greececentral", "Greece Central", "public", ""},
	{"indiasouthcentral", "India South Central", "public", ""},
	{"indonesiacentral", "Indonesia Central", "public", ""},
	{"israelcentral", "Israel Central", "public", ""},
	{"israelnorthwest", "Israel Northwest", "public", ""},
	{"italynorth", "Italy North", "public", ""},
	{"japaneast", "Japan East", "public", "japanwest"},
	{"japanwest", "Japan West", "public", "japaneast"},
	{"jioindiacentral", "Jio India Central", "public", "jioindiawest"},
	{"jioindiawest", "Jio India West", "public", "jioindiacentral"},
	{"koreacentral", "Korea Central", "public", "koreasouth"},
	{"koreasouth", "Korea South", "public", "koreacentral"},
	{"malaysiasouth", "Malaysia South", "public", ""},
	{"malaysiawest", "Malaysia West", "public", ""},
	{"mexicocentral", "Mexico Central", "public", ""},
	{"newzealandnorth", "New Zealand North", "public", ""},
	{"northcentralus", "North Central US", "public", "southcentralus"},
	{"northeurope", "North Europe", "public", "westeurope"},
	{"norwayeast", "Norway East", "public", "norwaywest"},
	{"norwaywest", "Norway West", "public", "norwayeast"},
	{"polandcentral", "Poland Central", "public", ""},
	{"qatarcentral", "Qatar Central", "public", ""},
	{"saudiarabiaeast", "Saudi Arabia East", "public", ""},
	{"singaporecentral", "Singapore Central", "public", ""},
	{"southafricanorth", "South Africa North", "public", "southafricawest"},
	{"southafricawest", "South Africa West", "public", "southafricanorth"},
	{"southcentralus", "South Central US", "public", "northcentralus"},
	{"southcentralus2", "South Central US 2", "public", ""},
	{"southcentralusstg", "South Central US STG", "canary", "eastusstg"},
	{"southeastasia", "Southeast Asia", "public", "eastasia"},
	{"southeastus", "Southeast US", "public", ""},
	{"southeastus3", "Southeast US 3", "public", ""},
	{"southindia", "South India", "public", "centralindia"},
	{"spaincentral", "Spain Central", "public", ""},
	{"swedencentral", "Sweden Central", "public", "swedensouth"},
	{"swedensouth", "Sweden South", "public", "swedencentral"},
	{"switzerlandnorth", "Switzerland North", "public", "switzerlandwest"},
	{"switzerlandwest", "Switzerland West", "public", "switzerlandnorth"},
	{"taiwannorth", "Taiwan North", "public", ""},
	{"taiwannorthwest", "Taiwan Northwest", "public", ""},
	{"uaecentral", "UAE Central", "public", "uaenorth"},
	{"uaenorth", "UAE North", "public", "uaecentral"},
	{"uknorth", "UK North", "public", ""},
	{"uksouth", "UK South", "public", "ukwest"},
	{"uksouth2", "UK South 2", "public", ""},
	{"ukwest", "UK West", "public", "uksouth"},
	{"usdodcentral", "USDoD Central", "usgov", "usdodeast"},
	{"usdodeast", "USDoD East", "usgov", "usdodcentral"},
	{"usgovarizona", "USGov Arizona", "usgov", "usgovtexas"},
	{"usgoviowa", "USGov Iowa", "usgov", ""},
	{"usgovtexas", "USGov Texas", "usgov", ""},
	{"usgovvirginia", "USGov Virginia", "usgov", "usgovtexas"},
	{"usgovwyoming", "USGov Wyoming", "usgov", ""},
	{"usnateast", "USNat East", "airgapped", ""},
	{"usnatwest", "USNat West", "airgapped", ""},
	{"usseccentral", "USSec Central", "airgapped", ""},
	{"usseceast", "USSec East", "airgapped", ""},
	{"ussecwest", "USSec West", "airgapped", ""},
	{"ussecwestcentral", "USSec West Central", "airgapped", ""},
	{"westcentralus", "West Central US", "public", "westus2"},
	{"westeurope", "West Europe", "public", "northeurope"},
	{"westindia", "West India", "public", "southindia"},
	{"westus", "West US", "public", "eastus"},
	{"westus2", "West US 2", "public", "westcentralus"},
	{"westus3", "West US 3", "public", "eastus"},
}
