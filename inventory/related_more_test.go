package inventory

import (
	"errors"
	"maps"
	"strings"
	"testing"
)

// TestRelatedElsewhere: exports of another subscription decide nothing here, and
// neither do none or empty ones.
func TestRelatedElsewhere(t *testing.T) {
	if got := learned(t); got != "" {
		t.Errorf("without exports: %s", got)
	}
	if got := learned(t, "[]", `{"value":[]}`); got != "" {
		t.Errorf("empty lists: %s", got)
	}
	for _, tt := range relatedTests() {
		other := func(s string) string { return strings.ReplaceAll(s, "aaaa-4bbb", "bbbb-4ccc") }
		if got := learned(t, append(apply(tt.az, other), apply(tt.arm, other)...)...); got != "" {
			t.Errorf("%s of another subscription: %s", tt.name, got)
		}
	}
}

// TestRelatedNoise: rows that have nothing to do with the estate change nothing,
// wherever they stand.
func TestRelatedNoise(t *testing.T) {
	noise := []string{
		strings.ReplaceAll(snapshot("s9", "westus", "Standard_LRS", "d1", `,"incremental":true`, true), "aaaa-4bbb", "ffff-4fff"),
		lock(strings.ReplaceAll(relRG, "aaaa-4bbb", "ffff-4fff"), true),
		`{"id":"` + relRG + `/providers/Microsoft.Web/sites/w","type":"Microsoft.Web/sites","properties":{"creationData":{}}}`,
		strings.ReplaceAll(diskPolicy(true, "Daily", diskRules("P7D", "P1D")), "Backup1", "Backup2"),
		strings.ReplaceAll(strings.ReplaceAll(vmItem(true, ""), "app1", "app2"), "Hourly4", "Other"),
		strings.ReplaceAll(diskVault(true), "Backup1", "Backup3"),
		flatOr(relDES+"x", "Microsoft.Compute/diskEncryptionSets", `"activeKey":{"keyUrl":"https://other"}`, true),
		strings.ReplaceAll(role(relRG, "Owner", "1", true), "aaaa-4bbb", "ffff-4fff"),
		strings.ReplaceAll(networkInterface("n9", `"privateIPAllocationMethod":"Static"`, true), "app1", "app9"),
	}
	for _, tt := range relatedTests() {
		for i, n := range noise {
			for place, files := range map[string][]string{"before": append([]string{az(n)}, tt.az...), "after": append(append([]string{}, tt.az...), az(n))} {
				if got := learned(t, files...); got != tt.want {
					t.Errorf("%s, row %d %s:\n%swant\n%s", tt.name, i, place, got, tt.want)
				}
			}
		}
	}
}

// TestRelatedCounts: the rows stay counted as other, and are no estate by
// themselves.
func TestRelatedCounts(t *testing.T) {
	for _, tt := range relatedTests() {
		_, err := tryText(tt.az...)
		var e *InputError
		if !errors.As(err, &e) || !strings.Contains(e.Text, "no VMs or disks") {
			t.Errorf("%s alone: %v", tt.name, err)
		}
		for i, in := range readText(t, append([]string{relEstate}, tt.arm...)...).Inputs {
			if i > 0 && (in.Other != in.Rows || in.Rows == 0 || in.Format != FormatARMList || len(in.Problems) > 0) {
				t.Errorf("%s: %+v", tt.name, in)
			}
		}
	}
	if in := readText(t, relEstate, az(lock(relRG, true), snapshots(true)[0])).Inputs[1]; in.Format != FormatJSON {
		t.Errorf("two types in one file: format %s", in.Format)
	}
	if in := readText(t, az(lock(relRG, true), relDiskJSON("d1"))).Inputs[0]; in.Format != FormatJSON || in.Disks != 1 {
		t.Errorf("a disk among locks: %+v", in)
	}
}

// TestRelatedTable: the table names fields that exist and no type twice.
func TestRelatedTable(t *testing.T) {
	told := map[string]bool{}
	for _, tt := range relatedTests() {
		for _, line := range strings.Split(strings.TrimSpace(tt.want), "\n") {
			_, name, _ := strings.Cut(line, " ")
			name, _, _ = strings.Cut(name, "=")
			told[name] = true
		}
	}
	// what only other tests learn
	told["item.excludedLuns"] = true
	for _, name := range relatedFields() {
		if mustField(name).derived || !told[name] {
			t.Errorf("%s is derived or never learned", name)
		}
	}
	seen := map[string]bool{}
	for _, rt := range relatedTypes {
		if seen[rt.name] || relatedTypeOf(strings.ToUpper(rt.name)).name != rt.name {
			t.Errorf("%s stands twice or hides another", rt.name)
		}
		seen[rt.name] = true
	}
}

// TestStatedColumnsWin: what someone added to the row of an item outweighs an
// export, also where it means nothing to us.
func TestStatedColumnsWin(t *testing.T) {
	columns := "id,vault.location,policy.type,lock.onVM,vm.sqlRegistered\n" + relVM + ",East US,v9,no,no\n"
	sql := relatedTests()[9].az[0]
	inv := readText(t, relEstate, columns, az(vmItem(true, "")), az(vmVault(true)), az(vmPolicy(true, hourly4)), az(lock(relVM, true)), sql)
	vm := inv.Of(VM)[0]
	want := map[string]string{"vault.location": "eastus", "policy.type": `"v9" (not recognised)`, "lock.onVM": "false", "vm.sqlRegistered": "false", "vault.name": "Vault1"}
	for name, text := range want {
		if got := vm.get(name).String(); got != text {
			t.Errorf("%s is %s, want %s", name, got, text)
		}
	}
	if got := vm.get("vault.sameRegion"); !got.False() {
		t.Errorf("vault.sameRegion is %s", got)
	}
}

// TestRelatedDerives: facts that follow are derived from related rows as well.
func TestRelatedDerives(t *testing.T) {
	inv := readText(t, relEstate, az(vmItem(true, ""), vmVault(true)), az(diskInstance(true), diskVault(true), diskPolicy(true, "Twice", diskRules("P30D", "PT12H"))))
	for _, it := range inv.Items {
		if it.Kind == VM || it.Name() == "d1" {
			for _, name := range p("vault.sameRegion", "vault.sameSubscription") {
				if !it.get(name).True() {
					t.Errorf("%s of %s is %s", name, it.Name(), it.get(name))
				}
			}
		}
		if it.Name() == "d1" && (it.get("policy.recoveryPointsKept").Int() != 60 || !it.get("snapshotGroup.sameSubscription").True() || !it.get("snapshotGroup.ofTheDisk").False()) {
			t.Errorf("%s points kept, %s, %s", it.get("policy.recoveryPointsKept"), it.get("snapshotGroup.sameSubscription"), it.get("snapshotGroup.ofTheDisk"))
		}
	}
}

// oneField is what a VM or the disk d1 learns of one field.
func oneField(t *testing.T, field string, texts ...string) string {
	t.Helper()
	for _, line := range strings.Split(learned(t, texts...), "\n") {
		if _, value, ok := strings.Cut(line, " "+field+"="); ok {
			return value
		}
	}
	return "missing"
}

// fieldTests are single rows and what they decide.
var fieldTests = []struct{ name, field, text, want string }{
	{"no snapshots of the disk", "snapshot.countPerDisk", az(snapshot("s4", "westeurope", "Standard_ZRS", "d0", `,"incremental":true`, true)), "0"},
	{"no snapshots of the region", "snapshot.countPerRegionSubscription", az(snapshot("s4", "eastus", "Standard_ZRS", "d0", "", true)), "0"},
	{"region by display name", "snapshot.countPerRegionSubscription", az(snapshot("s4", "West Europe", "Standard_ZRS", "d0", "", true)), "1"},
	{"snapshots without their source", "snapshot.countPerDisk", az(`{"id":"` + relRG + `/providers/Microsoft.Compute/snapshots/s","type":"Microsoft.Compute/snapshots","location":"westeurope"}`), "missing"},
	{"some without", "snapshot.countPerDisk", az(snapshots(true)[0], `{"id":"`+relRG+`/providers/Microsoft.Compute/snapshots/s","type":"Microsoft.Compute/snapshots","location":"westeurope"}`), "at least 1"},
	{"the same in another list", "snapshot.countPerDisk", az(snapshots(true)[0], `{"id":"`+relRG+`/providers/Microsoft.Compute/snapshots/S1","type":"Microsoft.Compute/snapshots","location":"westeurope"}`), "1"},
	{"the same in another list before", "snapshot.countPerDisk", az(`{"id":"`+relRG+`/providers/Microsoft.Compute/snapshots/S1","type":"Microsoft.Compute/snapshots","location":"westeurope"}`, snapshots(true)[0]), "1"},
	{"one page of several", "snapshot.countPerDisk", `{"value":[` + snapshots(false)[0] + `],"nextLink":"https://x"}`, "at least 1"},
	{"PowerShell", "snapshot.countPerDisk", strings.NewReplacer(`"id"`, `"Id"`, `"type"`, `"Type"`, `"location"`, `"Location"`, `"creationData"`, `"CreationData"`,
		`"sourceResourceId"`, `"SourceResourceId"`, `"provisioningState"`, `"ProvisioningState"`, `"diskSizeBytes"`, `"DiskSizeBytes"`, `"incremental"`, `"Incremental"`, `"sku":{"name"`, `"Sku":{"Name"`, `"resourceGroup"`, `"ResourceGroupName"`).Replace(az(snapshots(true)...)), "2"},
	{"PowerShell, cut off", "snapshot.countPerDisk", az(`{"Id":"` + relRG + `/providers/Microsoft.Compute/snapshots/s","Type":"Microsoft.Compute/snapshots","Location":"westeurope","Incremental":true,"CreationData":"Microsoft.Azure.Management.Compute.Models.CreationData"}`), "missing"},
	{"CSV", "snapshot.countPerDisk", "id,type,location,subscriptionId,sku,properties\n" + relRG + `/providers/Microsoft.Compute/snapshots/s,microsoft.compute/snapshots,westeurope,x,"{""name"":""Standard_ZRS""}","{""incremental"":true,""creationData"":{""sourceResourceId"":""` + relDisk + `d1""}}"` + "\n", "1"},

	{"lock on the subscription", "lock.onRestorePointGroup", az(lock(relSub, true)), "true"},
	{"lock on the subscription, group", "lock.onResourceGroup", az(lock(relSub, true)), "true"},
	{"lock on the subscription, VM", "lock.onVM", az(lock(relSub, true)), "false"},
	{"restore points elsewhere", "lock.onRestorePointGroup", az(lock(relSub+"/resourceGroups/AzureBackupRG_eastus_1", true)), "false"},
	{"restore points of no region", "lock.onRestorePointGroup", az(lock(relSub+"/resourceGroups/AzureBackupRG_mine_1", true)), "true"},
	{"restore points, a resource", "lock.onRestorePointGroup", az(lock(relSub+"/resourceGroups/AzureBackupRG_westeurope_1/providers/Microsoft.Compute/restorePointCollections/c", true)), "false"},
	{"lock on a disk of the VM", "lock.onVM", az(lock(relDisk+"d0", true)), "false"},
	{"Get-AzResourceLock", "lock.onVM", az(`{"Name":"keep","ResourceId":"` + relVM + `/providers/Microsoft.Authorization/locks/keep","ResourceGroupName":"App-RG","SubscriptionId":"x","Properties":{"level":"ReadOnly"}}`), "true"},

	{"excluded LUNs", "item.excludedLuns", az(vmItem(true, `,"extendedProperties":{"diskExclusionProperties":{"diskLunList":[7,3],"isInclusionList":false}}`)), "3, 7"},
	{"included LUNs", "item.excludedLuns", az(vmItem(true, `,"extendedProperties":{"diskExclusionProperties":{"diskLunList":[3],"isInclusionList":true}}`)), "0, 7"},
	{"OS disk only", "item.excludedLuns", az(vmItem(true, `,"extendedProperties":{"diskExclusionProperties":{"diskLunList":[],"isInclusionList":true}}`)), "0, 3, 7"},
	{"nothing excluded", "item.excludedLuns", az(vmItem(true, `,"extendedProperties":{"diskExclusionProperties":null,"linuxVmApplicationName":""}`)), "none"},
	{"no word on LUNs", "item.excludedLuns", az(vmItem(true, "")), "missing"},
	{"kind of list not told", "item.excludedLuns", az(vmItem(true, `,"extendedProperties":{"diskExclusionProperties":{"diskLunList":[3]}}`)), "missing"},
	{"database in the VM", "item.protected", az(strings.Replace(vmItem(true, ""), "AzureIaasVM", "AzureWorkload", 1)), "missing"},
	{"deleted item", "item.protected", az(vmItem(true, `,"isScheduledForDeferredDelete":true`)), "missing"},
	{"stopped, then another", "vault.name", az(strings.ReplaceAll(strings.Replace(vmItem(true, ""), `"Protected"`, `"ProtectionStopped"`, 1), "Vault1", "Old"), vmItem(true, "")), "Vault1"},
	{"policy by name", "policy.name", az(strings.Replace(vmItem(true, ""), `"policyId":"`+relVault+`/backupPolicies/Hourly4"`, `"policyName":"Hourly4"`, 1)), "Hourly4"},
	{"vault not exported", "vault.location", az(vmItem(true, "")), "missing"},
	{"vault not exported, name", "vault.name", az(vmItem(true, "")), "Vault1"},
	{"daily policy", "policy.intervalHours", az(vmItem(true, ""), vmPolicy(true, `"schedulePolicyType":"SimpleSchedulePolicy","scheduleRunFrequency":"Daily"`)), "24"},
	{"weekly policy", "policy.intervalHours", az(vmItem(true, ""), vmPolicy(true, `"schedulePolicyType":"SimpleSchedulePolicy","scheduleRunFrequency":"Weekly"`)), "missing"},
	{"weeks", "policy.retentionDays", az(vmItem(true, ""), strings.Replace(vmPolicy(true, hourly4), `"count":30,"durationType":"Days"`, `"count":3,"durationType":"Weeks"`, 1)), "21"},
	{"months", "policy.retentionDays", az(vmItem(true, ""), strings.Replace(vmPolicy(true, hourly4), `"count":30,"durationType":"Days"`, `"count":3,"durationType":"Months"`, 1)), "missing"},
	{"type by schedule", "policy.type", az(vmItem(true, ""), strings.Replace(vmPolicy(true, hourly4), `"policyType":"V2",`, "", 1)), "V2"},

	{"daily disk policy", "policy.intervalHours", az(diskInstance(true), diskPolicy(true, "Twice", diskRules("P30D", "P1D"))), "24"},
	{"disk policy at two times", "policy.backupsPerDay", az(diskInstance(true), diskPolicy(true, "Twice", diskRules("P30D", "P1D", "P1D"))), "2"},
	{"weekly disk policy", "policy.backupsPerDay", az(diskInstance(true), diskPolicy(true, "Twice", diskRules("P30D", "P1W"))), "missing"},
	{"weeks", "policy.retentionDays", az(diskInstance(true), diskPolicy(true, "Twice", diskRules("P3W", "P1D"))), "21"},
	{"months", "policy.retentionDays", az(diskInstance(true), diskPolicy(true, "Twice", diskRules("P3M", "P1D"))), "missing"},
	{"deleted instance", "item.protected", az(strings.Replace(diskInstance(true), "ProtectionConfigured", "SoftDeleted", 1)), "missing"},
	{"policies not exported", "vault.policyCount", az(diskInstance(true)), "missing"},

	{"one interface of two", "net.loadBalancer", az(interfacesOf(true)[0]), "missing"},
	{"one interface of two, static", "net.privateIpAllocation", az(interfacesOf(true)[1]), "Static"},
	{"one interface of two, dynamic", "net.privateIpAllocation", az(interfacesOf(true)[0]), "missing"},
	{"all interfaces, one not told", "net.privateIpAllocation", az(interfacesOf(true)[0], strings.Replace(strings.Replace(interfacesOf(true)[0], `/n1"`, `/n2"`, 1), `"Dynamic"`, `null`, 1)), "missing"},
	{"no balancer", "net.loadBalancer", az(interfacesOf(true)[0], strings.Replace(interfacesOf(true)[0], `/n1"`, `/n2"`, 1)), "false"},
	{"dynamic", "net.privateIpAllocation", az(interfacesOf(true)[0], strings.Replace(interfacesOf(true)[0], `/n1"`, `/n2"`, 1)), "Dynamic"},
	{"interfaces without addresses", "net.loadBalancer", az(`{"id":"` + relRG + `/providers/Microsoft.Network/networkInterfaces/n1","type":"Microsoft.Network/networkInterfaces"}`), "missing"},
	{"an address that is not listed", "net.reservedIps", az(append(interfacesOf(true), addresses(true)[0])...), "missing"},
	{"SQL elsewhere", "vm.sqlRegistered", az(flatOr(relRG+"/providers/Microsoft.SqlVirtualMachine/sqlVirtualMachines/b", "microsoft.sqlvirtualmachine/sqlvirtualmachines", `"virtualMachineResourceId":"`+relVM+`b"`, true)), "false"},
	{"diagnostics elsewhere", "vm.diagnosticSettings", az(flatOr(relVM+"b/providers/microsoft.insights/diagnosticSettings/all", "x/y", `"metrics":[]`, true)), "missing"},

	{"roles on subscriptions only", "role.vaultIdentityRoles", az(diskInstance(true), diskVault(true), role(relSub, "Disk Backup Reader", "1", true)), "missing"},
	{"roles without the vault", "role.vaultIdentityRoles", az(append(roles(true), diskInstance(true))...), "missing"},
	{"a management group", "role.vaultIdentityRoles", az(append(roles(true), diskInstance(true), diskVault(true), role("/providers/Microsoft.Management/managementGroups/m", "Owner", "1", true))...), "missing"},
	{"the whole tenant", "role.vaultIdentityRoles", az(append(roles(true), diskInstance(true), diskVault(true), role("/", "Owner", "1", true))...), "Disk Backup Reader, Disk Snapshot Contributor, Owner"},
	{"snapshot role on the disk", "role.vaultIdentityRoles", az(diskInstance(true), diskVault(true), role(relDisk+"d1", "Disk Snapshot Contributor", "1", true)), "none"},
	{"reader of the encryption set", "role.vaultIdentityRoles", az(diskInstance(true), diskVault(true), role(relDES, "Reader", "1", true)), "Reader"},
	{"reader of the disk alone", "role.vaultIdentityRoles", az(diskInstance(true), diskVault(true), role(relDisk+"d1", "Reader", "1", true)), "none"},
	{"restores", "role.vaultIdentityRoles", az(append(roles(true), diskInstance(true), diskVault(true), role(relSub+"/resourceGroups/elsewhere", "disk restore operator", "1", true))...), "Disk Backup Reader, Disk Restore Operator, Disk Snapshot Contributor"},
	{"another identity", "role.vaultIdentityRoles", az(append(roles(true), strings.Replace(diskInstance(true), `"objectType":"BackupInstance"`, `"identityDetails":{"useSystemAssignedIdentity":false}`, 1), diskVault(true))...), "missing"},
	{"roles of others", "role.vaultIdentityRoles", az(diskInstance(true), diskVault(true), strings.ReplaceAll(role(relRG, "Owner", "1", true), `"p1"`, `"p2"`)), "none"},
	{"Get-AzRoleAssignment", "role.vaultIdentityRoles", az(diskInstance(true), diskVault(true),
		`{"RoleAssignmentName":"1","Scope":"`+relRG+`","RoleDefinitionName":"Disk Backup Reader","RoleDefinitionId":"3e5e47e6-65f7-47ef-90b5-e5dd4d455f24","ObjectId":"p1"}`), "Disk Backup Reader"},
	{"chosen columns of az", "role.vaultIdentityRoles", az(diskInstance(true), diskVault(true), `{"principalId":"p1","roleDefinitionName":"Owner","scope":"`+relRG+`"}`), "Owner"},
}

func TestRelatedFields(t *testing.T) {
	for _, tt := range fieldTests {
		if got := oneField(t, tt.field, tt.text); got != tt.want {
			t.Errorf("%s: %s is %s, want %s", tt.name, tt.field, got, tt.want)
		}
	}
}

// TestKeysOfHeldDisks: a disk that no export lists, or whose record does not
// name its encryption set, learns of the key through the VM that holds it.
func TestKeysOfHeldDisks(t *testing.T) {
	vm := strings.ReplaceAll(joinVM, "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/diskEncryptionSets/des", relDES)
	set := az(flatOr(relDES, "Microsoft.Compute/diskEncryptionSets", `"activeKey":{"keyUrl":"https://v.vault.azure.net/keys/k/1"}`, true))
	record := "id,name,type,location,diskSizeGB\n/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/disks/d0,d0,microsoft.compute/disks,westeurope,8\n"
	for name, files := range map[string][]string{"no record": {vm, set}, "a poor record": {vm, record, set}} {
		for _, it := range readText(t, files...).Items {
			disks := append([]*Item{it}, it.Disks()...)
			if got := disks[len(disks)-1].get("des.keyUrl").Text(); got != "https://v.vault.azure.net/keys/k/1" {
				t.Errorf("%s: key of %s is %q", name, it.Name(), got)
			}
		}
	}
}

// TestDerivedFromColumns: what optional columns state is compared with the item
// and with each other, whatever the case of letters.
func TestDerivedFromColumns(t *testing.T) {
	own := map[string]any{"disk.location": "westeurope", "disk.tenantId": "t1"}
	for _, test := range []struct{ result, column, same, other string }{
		{"vault.sameRegion", "vault.location", "westeurope", "northeurope"},
		{"vault.sameTenant", "vault.tenantId", "T1", "t2"},
		{"vault.sameSubscription", "vault.subscriptionId", "S1", "s2"},
		{"snapshotGroup.sameSubscription", "snapshotGroup.subscriptionId", "S1", "s2"},
		{"snapshotGroup.ofTheDisk", "snapshotGroup.name", "RG", "rg2"},
		{"restore.sameSubscription", "restore.targetSubscriptionId", "S1", "s2"},
		{"restore.sameRegion", "restore.targetRegion", "westeurope", "northeurope"},
		{"restore.sameTenant", "restore.targetTenantId", "T1", "t2"},
		{"storage.inVaultRegion", "storage.location", "swedencentral", "westeurope"}, // where the vault is
	} {
		for value, want := range map[string]Value{test.same: Bool(true), test.other: Bool(false), "": {}} {
			it := Named(Disk, Identity{ID: "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Compute/disks/d", Subscription: "s1", ResourceGroup: "rg"})
			values := maps.Clone(own)
			if test.column == "storage.location" {
				values["vault.location"] = "swedencentral"
			}
			if value != "" {
				values[test.column] = value
			}
			if err := it.fill(values); err != nil {
				t.Fatal(err)
			}
			it.derive()
			if got := it.get(test.result); got.String() != want.String() {
				t.Errorf("%s with %s %q: %s, not %s", test.result, test.column, value, got, want)
			}
		}
	}
}

// TestNameTaken: the name for a restored disk is looked for where the disk is to
// lie, among the disks of that subscription, where any are listed.
func TestNameTaken(t *testing.T) {
	const header = "id,name,type,location,sku,diskSizeGB,restore.diskName,restore.targetResourceGroup,restore.targetSubscriptionId\n"
	row := func(name, planned string) string {
		return "/subscriptions/S1/resourceGroups/rg/providers/Microsoft.Compute/disks/" + name + "," + name + ",microsoft.compute/disks,westeurope,Premium_LRS,64," + planned + "\n"
	}
	for planned, want := range map[string]string{
		"there,rg,":       "true",
		"THERE,RG,s1":     "true",
		"there,rg2,":      "false",
		"free,rg,":        "false",
		"there,rg,s2":     "missing", // of which no disk is listed
		"there,,":         "missing",
		",rg,":            "missing",
		"../disks/x,rg,":  "false",
		"there,rg/x/y,s1": "false",
	} {
		for order, text := range map[string]string{"first": row("plan", planned) + row("there", ",,"), "last": row("there", ",,") + row("plan", planned)} {
			inv := readText(t, header+text)
			for _, it := range inv.Items {
				wanted := "missing"
				if it.Name() == "plan" {
					wanted = want
				}
				if got := it.get("restore.nameTaken").String(); got != wanted {
					t.Errorf("%s, %s: %s of %s, want %s", planned, order, got, it.Name(), wanted)
				}
			}
			for _, it := range inv.Items {
				if s := it.StoredApart(); it.Name() == "plan" && (s.Facts["restore.nameTaken"] != nil) != (want != "missing") {
					t.Errorf("%s: stored apart as %v", planned, s.Facts)
				}
			}
		}
	}
}

// TestExportFor: vaults of VMs and of disks are listed by different commands, and
// what isn't of a vault by the same.
func TestExportFor(t *testing.T) {
	for name, want := range map[string][2]string{
		"vault.location":          {VM: "az backup vault list -o json", Disk: "az dataprotection backup-vault list -o json"},
		"policy.retentionDays":    {VM: "az backup policy list -o json", Disk: "az dataprotection backup-policy list -o json"},
		"vault.policyCount":       {VM: "az backup vault list -o json", Disk: "az dataprotection backup-policy list -o json"},
		"item.protected":          {VM: "az backup item list -o json", Disk: "az dataprotection backup-instance list -o json"},
		"role.vaultIdentityRoles": {VM: "az role assignment list --all -o json", Disk: "az role assignment list --all -o json"},
		"lock.onVM":               {VM: "az lock list -o json", Disk: "az lock list -o json"},
		"snapshot.countPerDisk":   {VM: "az snapshot list -o json", Disk: "az snapshot list -o json"},
		"disk.sku":                {VM: exportDisks, Disk: exportDisks},
	} {
		for _, kind := range []Kind{VM, Disk} {
			if got := mustField(name).ExportFor(kind); got != want[kind] {
				t.Errorf("%s of a %s: %s, want %s", name, kind, got, want[kind])
			}
		}
	}
}
