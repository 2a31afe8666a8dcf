package generate

import (
	"fmt"
	"strings"
)

// What estates are made of. A word that is there twice is twice as frequent.
var (
	regions = []string{
		"australiacentral", "australiaeast", "australiasoutheast", "brazilsouth", "centralindia", "centralus", "eastasia", "eastus", "eastus2", "francecentral",
		"francesouth", "germanynorth", "germanywestcentral", "israelcentral", "italynorth", "japaneast", "japanwest", "koreacentral", "koreasouth", "northcentralus",
		"northeurope", "norwayeast", "norwaywest", "polandcentral", "qatarcentral", "southafricanorth", "southcentralus", "southeastasia", "spaincentral", "swedencentral",
		"switzerlandnorth", "switzerlandwest", "uaenorth", "uksouth", "ukwest", "westcentralus", "westeurope", "westus", "westus2", "westus3",
	}
	environments = []string{"prod", "prod", "Prod", "test", "dev", "qa", "stage"}
	applications = []string{"archive", "billing", "cache", "crm", "erp", "intranet", "ledger", "orders", "reports", "search", "stock", "web"}
	owners       = []string{"data-platform", "finance", "infrastructure", "línea blanca", "logistics", "sécurité & réseau", "shop", "support", "web-team", "基盤チーム"}
)

const (
	subscriptions = 60
	groups        = 400 // of an application in an environment
)

// A place is where an item lies and what its tags say of whose it is.
type place struct {
	subscription, group, region, zone string
	application, environment          string
	tags                              *tags
}

type tags struct {
	Application string `json:"application,omitempty"`
	CostCenter  string `json:"costCenter,omitempty"`
	Environment string `json:"environment,omitempty"`
	Owner       string `json:"owner,omitempty"`
}

func (d dice) place() place {
	p := place{
		subscription: subscription(d.IntN(subscriptions)),
		region:       pick(d, regions),
		application:  pick(d, applications),
		environment:  pick(d, environments),
	}
	p.group = fmt.Sprintf("rg-%s-%s-%03d", p.application, p.environment, d.IntN(groups))
	if d.oneIn(3) {
		p.zone = pick(d, []string{"1", "2", "3"})
	}
	p.tags = d.tags(p)
	return p
}

// tags are missing in part or as a whole.
func (d dice) tags(p place) *tags {
	t := &tags{Application: p.application}
	if !d.oneIn(12) {
		t.Environment = p.environment
	}
	if !d.oneIn(8) {
		t.Owner = pick(d, owners)
	}
	if !d.oneIn(5) {
		t.CostCenter = fmt.Sprintf("CC-%04d", d.IntN(900))
	}
	if t.Environment == "" && t.Owner == "" || d.oneIn(40) {
		return nil
	}
	return t
}

func subscription(n int) string { return throw(ofSubscription, n).uuid() }

// id is the id of a resource that lies at the place.
func (p place) id(resource string) string {
	return "/subscriptions/" + p.subscription + "/resourceGroups/" + p.group + "/providers/" + resource
}

// shouted is the same id as services print it that don't mind its case.
func (p place) shouted(resource string) string {
	p.group = strings.ToUpper(p.group)
	return p.id(resource)
}

func (p place) zones() []string {
	if p.zone == "" {
		return nil
	}
	return []string{p.zone}
}

// orNull is nothing where there is no text.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
