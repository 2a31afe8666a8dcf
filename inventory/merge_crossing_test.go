package inventory

import (
	"fmt"
	"strings"
	"testing"
)

// TestMergeCrossing: what vaults in one inventory say of items of another
// subscription in another one is not known, and a problem tells of it; where each
// has rows of its own alone there is none.
func TestMergeCrossing(t *testing.T) {
	in := func(subscription, text string) string { return strings.ReplaceAll(text, "/s1/", "/"+subscription+"/") }
	disk := func(subscription string) string {
		return in(subscription, fmt.Sprintf(`{"id":"%sa","type":"Microsoft.Compute/disks","location":"eastus","diskSizeGB":4}`, diskID))
	}
	withKey := func(subscription string) string {
		return strings.Replace(disk(subscription), "{", `{"encryption":{"diskEncryptionSetId":"/subscriptions/hub/resourceGroups/rg/providers/Microsoft.Compute/diskEncryptionSets/e"},`, 1)
	}
	keys := `{"id":"/subscriptions/hub/resourceGroups/rg/providers/Microsoft.Compute/diskEncryptionSets/e","type":"Microsoft.Compute/diskEncryptionSets","properties":{"activeKey":{"keyUrl":"https://k.vault.azure.net/keys/k/1"}}}`
	vault := `{"id":"/subscriptions/hub/resourceGroups/rg/providers/Microsoft.DataProtection/backupVaults/v","type":"Microsoft.DataProtection/backupVaults","location":"westus"}`
	instance := func(subscription string) string {
		return in(subscription, fmt.Sprintf(`{"id":"/subscriptions/hub/resourceGroups/rg/providers/Microsoft.DataProtection/backupVaults/v/backupInstances/%s","type":"Microsoft.DataProtection/backupVaults/backupInstances","properties":{"dataSourceInfo":{"resourceID":"%sa"},"policyInfo":{"policyId":"/subscriptions/hub/resourceGroups/rg/providers/Microsoft.DataProtection/backupVaults/v/backupPolicies/p"}}}`, subscription, diskID))
	}
	policy := `{"id":"/subscriptions/hub/resourceGroups/rg/providers/Microsoft.DataProtection/backupVaults/v/backupPolicies/p","type":"Microsoft.DataProtection/backupVaults/backupPolicies","properties":{"policyRules":[{"trigger":{"schedule":{"repeatingTimeIntervals":["R/2024-01-01T00:00:00+00:00/PT4H"]}}}]}}`
	item := `{"id":"/subscriptions/hub/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v/backupFabrics/Azure/protectionContainers/c/protectedItems/i","type":"Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems","properties":{"sourceResourceId":"` + in("s2", vmID) + `a","backupManagementType":"AzureIaasVM"}}`
	for _, test := range []struct {
		name       string
		one, other []string
		told       string // types that the problem names, "" for no problem
	}{
		{"an instance of the other's disk", []string{disk("s1"), vault, instance("s2")}, []string{disk("s2")}, typeDiskInstances},
		{"all in the hub", []string{disk("hub"), vault, instance("s2"), policy}, []string{disk("s2")}, typeDiskInstances},
		{"its own", []string{disk("s1"), vault, instance("s1"), policy}, []string{disk("s2")}, ""},
		{"a vault for both", []string{disk("s1"), vault, instance("s1"), policy}, []string{disk("s2"), instance("s2"), policy}, typeDiskVaults},
		{"the vault is in the other", []string{disk("hub"), vault}, []string{disk("s1"), instance("s1"), policy}, typeDiskVaults},
		{"the policy is in the other", []string{disk("hub"), policy}, []string{disk("s1"), instance("s1"), vault}, typeDiskPolicies},
		{"instances of both", []string{disk("s1"), vault, instance("s1"), instance("s2")}, []string{disk("s2")}, typeDiskInstances},
		{"disks alone are no VMs", []string{disk("hub"), item}, []string{disk("s2")}, ""},
		{"an item of the other's VM", []string{disk("hub"), item}, []string{in("s2", vmJSON("a"))}, typeVMItems},
		{"a key of the other's disk", []string{disk("hub"), keys}, []string{withKey("s2")}, typeEncryptionSets},
		{"a key of none", []string{disk("hub"), keys}, []string{disk("s2")}, ""},
		{"in one alone", []string{disk("s1"), vault, instance("s2"), keys}, nil, ""},
	} {
		for _, turned := range []bool{false, true} {
			m := NewMerger()
			parts := [][]string{test.one, test.other}
			if turned {
				parts[0], parts[1] = parts[1], parts[0]
			}
			for i, rows := range parts {
				if rows == nil {
					continue
				}
				if err := m.Add(fmt.Sprint(i), readText(t, "["+strings.Join(rows, ",")+"]"), none); err != nil {
					t.Fatal(err)
				}
			}
			var told []Problem
			for _, p := range m.Inventory().Problems {
				if strings.HasPrefix(p.Text, "rows of some of the merged reports") {
					told = append(told, p)
				}
			}
			switch {
			case test.told == "" && len(told) > 0:
				t.Errorf("%s: %+v", test.name, told)
			case test.told != "" && (len(told) != 1 || !told[0].Incomplete || !strings.Contains(told[0].Text, "("+test.told+")")):
				t.Errorf("%s: %+v, want %s", test.name, told, test.told)
			}
		}
	}
}
