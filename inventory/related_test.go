package inventory

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The estate of these tests: a VM with an OS disk and the LUNs 0, 3 and 7, and
// two disks of their own, in one subscription.
const (
	relSub  = "/subscriptions/11111111-aaaa-4bbb-8ccc-000000000001"
	relRG   = relSub + "/resourceGroups/App-RG"
	relVM   = relRG + "/providers/Microsoft.Compute/virtualMachines/app1"
	relDisk = relRG + "/providers/Microsoft.Compute/disks/"
	relDES  = relRG + "/providers/Microsoft.Compute/diskEncryptionSets/des1"
)

var relEstate = `[{"id":"` + relVM + `","name":"app1","type":"Microsoft.Compute/virtualMachines","location":"westeurope",
 "hardwareProfile":{"vmSize":"Standard_D2s_v5"},"networkProfile":{"networkInterfaces":[{"id":"x"},{"id":"y"}]},
 "storageProfile":{"osDisk":{"name":"d0","osType":"Linux","managedDisk":{"id":"` + relDisk + `d0"}},
  "dataDisks":[{"lun":7,"managedDisk":{"id":"` + relDisk + `d7"}},{"lun":0,"managedDisk":{"id":"` + relDisk + `d1"}},{"lun":3,"managedDisk":{"id":"` + relDisk + `d3"}}]}},` +
	relDiskJSON("d0") + `,` + relDiskJSON("d1") + `]`

func relDiskJSON(name string) string {
	return `{"id":"` + relDisk + name + `","name":"` + name + `",` + wholeDisk + `,"location":"West Europe","sku":{"name":"Premium_LRS"},
 "diskSizeGB":64,"creationData":{"createOption":"Empty"},"encryption":{"type":"EncryptionAtRestWithCustomerKey","diskEncryptionSetId":"` + relDES + `"}}`
}

// upper writes the ids of an export in another case than the estate does.
func upper(text string) string {
	return strings.NewReplacer(relVM, strings.ToUpper(relVM), relDisk, strings.ToUpper(relDisk), relDES, strings.ToUpper(relDES),
		relSub+"/resourceGroups/", strings.Replace(relSub, "subscriptions", "Subscriptions", 1)+"/resourcegroups/").Replace(text)
}

// learned are the values that the fields of related rows have on the VM and on
// the disk d1, missing ones left out.
func learned(t *testing.T, texts ...string) string {
	t.Helper()
	inv := readText(t, append([]string{relEstate}, texts...)...)
	var b strings.Builder
	for _, it := range inv.Items {
		if it.Kind == VM || it.Name() == "d1" {
			describeLearned(&b, it)
		}
	}
	return b.String()
}

func describeLearned(b *strings.Builder, it *Item) {
	for _, name := range relatedFields() {
		f := mustField(name)
		if v := it.Value(f); !v.Missing() && f.on(it.Kind) {
			fmt.Fprintf(b, "%s %s=%s\n", it.Kind, name, v)
		}
	}
}

func relatedFields() []string {
	var names []string
	for _, t := range relatedTypes {
		names = append(names, t.fields...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// A relatedTest is one export in the form of the command line, and the same in
// that of the service.
type relatedTest struct {
	name    string
	az, arm []string // files: a list of rows each
	format  string   // of the first az file
	want    string   // what is learned, in words
}

const (
	relVault     = relSub + "/resourceGroups/vault-rg/providers/Microsoft.RecoveryServices/vaults/Vault1"
	relVaultItem = relVault + "/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;app-rg;app1/protectedItems/VM;iaasvmcontainerv2;app-rg;app1"
	relBackup    = relSub + "/resourceGroups/vault-rg/providers/Microsoft.DataProtection/backupVaults/Backup1"
)

// az and arm wrap a list of rows as the two write it.
func az(rows ...string) string  { return "[" + strings.Join(rows, ",\n") + "]" }
func arm(rows ...string) string { return `{"value":[` + strings.Join(rows, ",\n") + `]}` }

// graph writes rows of the service as Resource Graph does: types in lower case,
// the subscription beside them.
func graph(list string) string {
	list = strings.Replace(list, `{"value":`, `{"count":1,"total_records":0,"data":`, 1)
	list = strings.ReplaceAll(list, `"type":"Microsoft.`, `"subscriptionId":"`+part(relSub, "subscriptions")+`","resourceGroup":"x","type":"microsoft.`)
	return list
}

func snapshot(name, location, sku, source, incremental string, flat bool) string {
	head := `{"id":"` + relRG + `/providers/Microsoft.Compute/snapshots/` + name + `","name":"` + name + `","type":"Microsoft.Compute/snapshots",
 "location":"` + location + `","sku":{"name":"` + sku + `"},`
	body := `"creationData":{"createOption":"Copy","sourceResourceId":"` + relDisk + source + `"}` + incremental
	if flat {
		return head + `"resourceGroup":"App-RG","provisioningState":"Succeeded","diskSizeBytes":1,` + body + `}`
	}
	return head + `"properties":{` + body + `}}`
}

func snapshots(flat bool) []string {
	const yes, no = `,"incremental":true`, `,"incremental":false`
	return []string{
		snapshot("s1", "westeurope", "Standard_ZRS", "d1", yes, flat), snapshot("s2", "westeurope", "Standard_ZRS", "d1", yes, flat),
		snapshot("s3", "westeurope", "Standard_LRS", "d1", no, flat), snapshot("s4", "westeurope", "Standard_ZRS", "d0", yes, flat),
		snapshot("s5", "northeurope", "Standard_ZRS", "d0", "", flat), snapshot("s1", "westeurope", "Standard_ZRS", "d1", yes, flat),
	}
}

func lock(scope string, flat bool) string {
	head := `{"id":"` + scope + `/providers/Microsoft.Authorization/locks/keep","name":"keep","type":"Microsoft.Authorization/locks",`
	if flat {
		return head + `"level":"CanNotDelete","notes":null,"owners":null,"resourceGroup":"x"}`
	}
	return head + `"properties":{"level":"CanNotDelete"}}`
}

// kept writes an object with a properties level as the service does; the
// command line adds the resource group.
func kept(id, typ, rest, properties string, byAz bool) string {
	group := ""
	if byAz {
		group = `"resourceGroup":"vault-rg",`
	}
	return `{"id":"` + id + `","name":"` + lastPart(id) + `","type":"` + typ + `",` + group + rest + `"properties":{` + properties + `}}`
}

func vmVault(byAz bool) string {
	return kept(relVault, "Microsoft.RecoveryServices/vaults", `"location":"westeurope","identity":{"principalId":"p0","tenantId":"t1","type":"SystemAssigned"},`,
		`"redundancySettings":{"crossRegionRestore":"Disabled","standardTierStorageRedundancy":"GeoRedundant"},
  "restoreSettings":{"crossSubscriptionRestoreSettings":{"crossSubscriptionRestoreState":"PermanentlyDisabled"}}`, byAz)
}

func vmItem(byAz bool, more string) string {
	return kept(relVaultItem, "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems", "",
		`"backupManagementType":"AzureIaasVM","protectionState":"Protected","virtualMachineId":"`+relVM+`","sourceResourceId":"`+relVM+`",
  "policyId":"`+relVault+`/backupPolicies/Hourly4"`+more, byAz)
}

func vmPolicy(byAz bool, schedule string) string {
	return kept(relVault+"/backupPolicies/Hourly4", "Microsoft.RecoveryServices/vaults/backupPolicies", "", `"backupManagementType":"AzureIaasVM",
  "instantRpRetentionRangeInDays":7,"policyType":"V2","snapshotConsistencyType":"OnlyCrashConsistent","schedulePolicy":{`+schedule+`},
  "retentionPolicy":{"retentionPolicyType":"LongTermRetentionPolicy","dailySchedule":{"retentionDuration":{"count":30,"durationType":"Days"}},
   "weeklySchedule":{"retentionDuration":{"count":12,"durationType":"Weeks"}}}`, byAz)
}

const hourly4 = `"schedulePolicyType":"SimpleSchedulePolicyV2","scheduleRunFrequency":"Hourly","hourlySchedule":{"interval":4,"scheduleWindowDuration":16}`

func diskVault(byAz bool) string {
	return kept(relBackup, "Microsoft.DataProtection/backupVaults", `"location":"WestEurope","identity":{"principalId":"P1","tenantId":"t1","type":"SystemAssigned"},`,
		`"storageSettings":[{"datastoreType":"VaultStore","type":"LocallyRedundant"}],"featureSettings":{"crossSubscriptionRestoreSettings":{"state":"Enabled"}}`, byAz)
}

func diskInstance(byAz bool) string {
	return kept(relBackup+"/backupInstances/app1-d1", "Microsoft.DataProtection/backupVaults/backupInstances", "", `"objectType":"BackupInstance",
  "currentProtectionState":"ProtectionConfigured","dataSourceInfo":{"resourceID":"`+relDisk+`d1","datasourceType":"Microsoft.Compute/disks"},
  "policyInfo":{"policyId":"`+relBackup+`/backupPolicies/Twice","policyParameters":{"dataStoreParametersList":[
   {"objectType":"AzureOperationalStoreParameters","dataStoreType":"OperationalStore","resourceGroupId":"`+relSub+`/resourceGroups/Snap-RG"}]}}`, byAz)
}

func diskPolicy(byAz bool, name, rules string) string {
	return kept(relBackup+"/backupPolicies/"+name, "Microsoft.DataProtection/backupVaults/backupPolicies", "",
		`"datasourceTypes":["Microsoft.Compute/disks"],"objectType":"BackupPolicy","policyRules":[`+rules+`]`, byAz)
}

// diskRules are the rules of a policy that backs up at intervals.
func diskRules(retention string, intervals ...string) string {
	return `{"objectType":"AzureBackupRule","trigger":{"schedule":{"repeatingTimeIntervals":["R/2026-01-05T13:00:00+00:00/` +
		strings.Join(intervals, `","R/2026-01-05T20:00:00+00:00/`) + `"]}}},
  {"objectType":"AzureRetentionRule","name":"Weekly","isDefault":false,"lifecycles":[{"deleteAfter":{"duration":"P12W"},"sourceDataStore":{"dataStoreType":"OperationalStore"}}]},
  {"objectType":"AzureRetentionRule","name":"Default","isDefault":true,"lifecycles":[{"deleteAfter":{"duration":"` + retention + `"},"sourceDataStore":{"dataStoreType":"OperationalStore"}}]}`
}

func networkInterface(name, configuration string, flat bool) string {
	id := relRG + "/providers/Microsoft.Network/networkInterfaces/" + name
	head := `{"id":"` + id + `","name":"` + name + `","type":"Microsoft.Network/networkInterfaces","location":"westeurope",`
	if flat {
		return head + `"resourceGroup":"App-RG","virtualMachine":{"id":"` + relVM + `"},"ipConfigurations":[{"name":"c",` + configuration + `}]}`
	}
	return head + `"properties":{"virtualMachine":{"id":"` + relVM + `"},"ipConfigurations":[{"name":"c","properties":{` + configuration + `}}]}}`
}

func interfacesOf(flat bool) []string {
	public := func(name string) string {
		return `"publicIPAddress":{"id":"` + relRG + `/providers/Microsoft.Network/publicIPAddresses/` + name + `"}`
	}
	return []string{
		networkInterface("n1", `"privateIPAllocationMethod":"Dynamic","loadBalancerBackendAddressPools":[],`+public("ip1"), flat),
		networkInterface("n2", `"privateIPAllocationMethod":"Static","loadBalancerBackendAddressPools":[{"id":"pool"}],`+public("ip2"), flat),
	}
}

func addresses(flat bool) []string {
	one := func(name, method string) string {
		head := `{"id":"` + relRG + `/providers/Microsoft.Network/publicIPAddresses/` + name + `","type":"Microsoft.Network/publicIPAddresses",`
		if flat {
			return head + `"publicIPAllocationMethod":"` + method + `"}`
		}
		return head + `"properties":{"publicIPAllocationMethod":"` + method + `"}}`
	}
	return []string{one("ip1", "Static"), one("ip2", "Dynamic"), one("ip3", "Static")}
}

// flatOr writes an object with or without the properties level.
func flatOr(id, typ, properties string, flat bool) string {
	head := `{"id":"` + id + `","type":"` + typ + `",`
	if flat {
		return head + properties + `}`
	}
	return head + `"properties":{` + properties + `}}`
}

func role(scope, name, guid string, flat bool) string {
	id := scope + "/providers/Microsoft.Authorization/roleAssignments/" + guid
	if flat {
		return `{"id":"` + id + `","type":"Microsoft.Authorization/roleAssignments","principalId":"p1","roleDefinitionName":"` + name + `","scope":"` + scope + `"}`
	}
	return `{"id":"` + id + `","type":"Microsoft.Authorization/roleAssignments","properties":{"principalId":"p1","scope":"` + scope + `",
  "roleDefinitionId":"` + relSub + `/providers/Microsoft.Authorization/roleDefinitions/` + guid + `"}}`
}

func roles(flat bool) []string {
	return []string{
		role(relRG, "Disk Backup Reader", "3e5e47e6-65f7-47ef-90b5-e5dd4d455f24", flat),
		role(relSub+"/resourceGroups/Snap-RG", "Disk Snapshot Contributor", "7efff54f-a5b4-42b5-a1c5-5411624893ce", flat),
		role(relSub+"/resourceGroups/elsewhere", "Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c", flat),
	}
}

const (
	vaultOfVM   = "vm vault.crossRegionRestore=false\nvm vault.crossSubscriptionRestore=PermanentlyDisabled\nvm vault.location=westeurope\n"
	vaultOfDisk = "disk vault.crossSubscriptionRestore=Enabled\ndisk vault.location=westeurope\n"
	namesOfDisk = "disk item.protected=true\ndisk policy.name=Twice\n"
	groupOfDisk = "disk snapshotGroup.name=Snap-RG\ndisk snapshotGroup.subscriptionId=11111111-aaaa-4bbb-8ccc-000000000001\n"
)

func relatedTests() []relatedTest {
	const sub = "11111111-aaaa-4bbb-8ccc-000000000001\n"
	return []relatedTest{
		{"snapshots", []string{az(snapshots(true)...)}, []string{arm(snapshots(false)...)}, "az-snapshot-list",
			"disk snapshot.countPerDisk=2\ndisk snapshot.countPerRegionSubscription=3\n"},
		{"locks", []string{az(lock(relVM, true))}, []string{arm(lock(relVM, false))}, "az-lock-list",
			"vm lock.onResourceGroup=false\nvm lock.onRestorePointGroup=false\nvm lock.onVM=true\n"},
		{"locks on groups", []string{az(lock(relRG, true), lock(relSub+"/resourceGroups/AzureBackupRG_westeurope_1", true))},
			[]string{arm(lock(relRG, false), lock(relSub+"/resourceGroups/azurebackuprg_WestEurope_1", false))}, "az-lock-list",
			"vm lock.onResourceGroup=true\nvm lock.onRestorePointGroup=true\nvm lock.onVM=false\n"},
		{"backup items", []string{az(vmItem(true, "")), az(vmVault(true)), az(vmPolicy(true, hourly4))},
			[]string{arm(vmItem(false, "")), arm(vmVault(false)), arm(vmPolicy(false, hourly4))}, "az-backup-item-list",
			"vm item.protected=true\nvm policy.backupsPerDay=6 (default)\nvm policy.consistencyType=OnlyCrashConsistent\nvm policy.instantRestoreDays=7\n" +
				"vm policy.intervalHours=4\nvm policy.name=Hourly4\nvm policy.retentionDays=30\nvm policy.scheduleFrequency=Hourly\nvm policy.type=V2\n" +
				vaultOfVM + "vm vault.name=Vault1\nvm vault.redundancy=GeoRedundant\nvm vault.subscriptionId=" + sub + "vm vault.tenantId=t1\n"},
		{"backup instances", []string{az(diskInstance(true)), az(diskVault(true)), az(diskPolicy(true, "Twice", diskRules("P30D", "PT12H")), diskPolicy(true, "Other", ""))},
			[]string{arm(diskInstance(false)), arm(diskVault(false)), arm(diskPolicy(false, "Twice", diskRules("P30D", "PT12H")), diskPolicy(false, "Other", ""))},
			"az-dataprotection-backup-instance-list",
			"disk item.protected=true\ndisk policy.backupsPerDay=2 (default)\ndisk policy.intervalHours=12\ndisk policy.name=Twice\ndisk policy.retentionDays=30\n" +
				groupOfDisk + vaultOfDisk + "disk vault.name=Backup1\ndisk vault.policyCount=2\ndisk vault.redundancy=LocallyRedundant\ndisk vault.subscriptionId=" + sub + "disk vault.tenantId=t1\n"},
		{"roles", []string{az(roles(true)...), az(diskInstance(true)), az(diskVault(true))},
			[]string{arm(roles(false)...), arm(diskInstance(false)), arm(diskVault(false))}, "az-role-assignment-list",
			namesOfDisk + "disk role.vaultIdentityRoles=Disk Backup Reader, Disk Snapshot Contributor\n" +
				groupOfDisk + vaultOfDisk + "disk vault.name=Backup1\ndisk vault.redundancy=LocallyRedundant\ndisk vault.subscriptionId=" + sub + "disk vault.tenantId=t1\n"},
		{"interfaces", []string{az(interfacesOf(true)...)}, []string{arm(interfacesOf(false)...)}, "az-network-nic-list",
			"vm net.loadBalancer=true\nvm net.privateIpAllocation=Static\n"},
		{"addresses", []string{az(addresses(true)...), az(interfacesOf(true)...)}, []string{arm(addresses(false)...), arm(interfacesOf(false)...)},
			"az-network-public-ip-list", "vm net.loadBalancer=true\nvm net.privateIpAllocation=Static\nvm net.reservedIps=1\n"},
		{"encryption sets", []string{az(flatOr(relDES, "Microsoft.Compute/diskEncryptionSets", `"activeKey":{"keyUrl":"https://h.managedhsm.azure.net/keys/k/1"}`, true))},
			[]string{arm(flatOr(relDES, "Microsoft.Compute/diskEncryptionSets", `"activeKey":{"keyUrl":"https://h.managedhsm.azure.net/keys/k/1"}`, false))},
			"az-disk-encryption-set-list", "disk des.keyUrl=https://h.managedhsm.azure.net/keys/k/1\n"},
		{"SQL", []string{az(flatOr(relRG+"/providers/Microsoft.SqlVirtualMachine/sqlVirtualMachines/app1", "Microsoft.SqlVirtualMachine/SqlVirtualMachines", `"virtualMachineResourceId":"`+relVM+`"`, true))},
			[]string{arm(flatOr(relRG+"/providers/Microsoft.SqlVirtualMachine/sqlVirtualMachines/app1", "Microsoft.SqlVirtualMachine/SqlVirtualMachines", `"virtualMachineResourceId":"`+relVM+`"`, false))},
			"az-sql-vm-list", "vm vm.sqlRegistered=true\n"},
		{"diagnostics", []string{az(flatOr(relVM+"/providers/microsoft.insights/diagnosticSettings/all", "Microsoft.Insights/diagnosticSettings", `"metrics":[]`, true))},
			[]string{arm(flatOr(relVM+"/providers/microsoft.insights/diagnosticSettings/all", "Microsoft.Insights/diagnosticSettings", `"metrics":[]`, false))},
			"az-monitor-diagnostic-settings-list", "vm vm.diagnosticSettings=true\n"},
	}
}

// TestRelated reads every type in the forms of the command line, the service,
// and Resource Graph, with the ids in the case of the VM and in another.
func TestRelated(t *testing.T) {
	for _, tt := range relatedTests() {
		t.Run(tt.name, func(t *testing.T) {
			forms := map[string][]string{"az": tt.az, "arm": tt.arm, "graph": apply(tt.arm, graph), "az, other case": apply(tt.az, upper), "arm, other case": apply(tt.arm, upper),
				"given twice": append(slices.Clone(tt.az), tt.arm...), "backwards": backwards(tt.az)}
			for form, files := range forms {
				if got := learned(t, files...); !strings.EqualFold(got, tt.want) {
					t.Errorf("%s:\n%swant\n%s", form, got, tt.want)
				}
			}
			if got := string(readText(t, relEstate, tt.az[0]).Inputs[1].Format); got != tt.format {
				t.Errorf("format %s, want %s", got, tt.format)
			}
		})
	}
}

func backwards(files []string) []string {
	files = slices.Clone(files)
	slices.Reverse(files)
	return files
}

func apply(files []string, change func(string) string) []string {
	var out []string
	for _, f := range files {
		out = append(out, change(f))
	}
	return out
}
