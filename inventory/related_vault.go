package inventory

import (
	"cmp"
	"strings"
)

// A vault is a Recovery Services vault or a Backup vault.
type vault struct {
	facts    []fact
	identity string // principal id of its own identity, in lower case
}

// Both kinds of vaults state where they are alike, all else differently.
var (
	vmVaultFacts = []placed{
		{"vault.location", "location"}, {"vault.tenantId", "tenantId"}, {"vault.tenantId", "identity.tenantId"},
		{"vault.redundancy", "redundancySettings.standardTierStorageRedundancy"},
		{"vault.crossRegionRestore", "redundancySettings.crossRegionRestore"},
		{"vault.crossSubscriptionRestore", "restoreSettings.crossSubscriptionRestoreSettings.crossSubscriptionRestoreState"},
	}
	diskVaultFacts = []placed{
		{"vault.location", "location"}, {"vault.tenantId", "tenantId"}, {"vault.tenantId", "identity.tenantId"},
		{"vault.redundancy", "storageSettings.type"},
		{"vault.crossRegionRestore", "featureSettings.crossRegionRestoreSettings.state"},
		{"vault.crossSubscriptionRestore", "featureSettings.crossSubscriptionRestoreSettings.state"},
	}
)

func (r *related) readVMVault(w *row, id relatedID) bool   { return r.readVault(w, id, vmVaultFacts) }
func (r *related) readDiskVault(w *row, id relatedID) bool { return r.readVault(w, id, diskVaultFacts) }

func (r *related) readVault(w *row, id relatedID, table []placed) bool {
	v := r.vaults[id.key]
	if v == nil {
		v = &vault{}
		r.vaults[id.key] = v
	}
	v.facts = addFacts(v.facts, w.facts(table)...)
	if principal := w.plain("identity.principalId"); principal != "" {
		v.identity = strings.ToLower(principal)
	}
	return true
}

// A protection says which vault protects a VM or disk, and how.
type protection struct {
	vault   relatedID
	policy  relatedID
	stopped bool
	luns    exclusion // of a VM
	group   string    // id of the group for a disk's snapshots, as written
	other   bool      // the vault uses another identity than its own for it
}

// protect keeps the protection of a resource. One that goes on outweighs one
// that was stopped, else the first read counts.
func protect(all map[string]protection, source string, p protection) {
	if old, there := all[source]; !there || old.stopped && !p.stopped {
		all[source] = p
	}
}

// vaultWithin returns the id of the vault in the id of something in it.
func vaultWithin(id relatedID, typ string) relatedID {
	provider, kind, _ := strings.Cut(typ, "/")
	parts := strings.Split(id.text, "/")
	for i := 0; i+2 < len(parts); i++ {
		if strings.EqualFold(parts[i], provider) && strings.EqualFold(parts[i+1], kind) {
			text := strings.Join(parts[:i+3], "/")
			return relatedID{text, idKey(text)}
		}
	}
	return relatedID{}
}

// readVMItem reads a backup item. Those of databases in a VM name the VM as
// well and are left out, as are deleted ones that the vault still keeps. Not
// verified: isScheduledForDeferredDelete, the state ProtectionStopped, the name
// AzureVM that PowerShell gives the kind, and policyName.
func (r *related) readVMItem(w *row, id relatedID) bool {
	source := w.idAt("sourceResourceId", "virtualMachineId")
	if kind := w.plain("backupManagementType"); kind != "" && !strings.EqualFold(kind, "AzureIaasVM") && !strings.EqualFold(kind, "AzureVM") {
		return true
	}
	if source == "" || strings.EqualFold(w.plain("isScheduledForDeferredDelete"), "true") {
		return source != ""
	}
	p := protection{vault: vaultWithin(id, typeVMVaults), luns: w.exclusion()}
	p.stopped = strings.EqualFold(w.plain("protectionState"), "ProtectionStopped")
	p.policy = w.policy(p.vault, "policyId", "policyName")
	protect(r.vmItems, source, p)
	return true
}

// policy returns the id of a policy: as the row writes it, or by its name among
// those of the vault.
func (w *row) policy(vault relatedID, idPath, namePath string) relatedID {
	text, name := w.plain(idPath), w.plain(namePath)
	if text == "" && name != "" && vault.text != "" {
		text = vault.text + "/backupPolicies/" + name
	}
	return relatedID{text, idKey(text)}
}

// readDiskInstance reads a backup instance. A deleted one that the vault still
// keeps protects nothing. Not verified: currentProtectionState and its values,
// identityDetails.useSystemAssignedIdentity, policyInfo.name, and policyParameters
// outside of policyInfo.
func (r *related) readDiskInstance(w *row, id relatedID) bool {
	source, state := w.idAt("dataSourceInfo.resourceID"), w.plain("currentProtectionState")
	if source == "" || strings.HasPrefix(strings.ToLower(state), "softdelet") {
		return source != ""
	}
	p := protection{vault: vaultWithin(id, typeDiskVaults), stopped: strings.EqualFold(state, "ProtectionStopped")}
	p.policy = w.policy(p.vault, "policyInfo.policyId", "policyInfo.name")
	p.group = cmp.Or(w.plain("policyInfo.policyParameters.dataStoreParametersList.resourceGroupId"), w.plain("policyParameters.dataStoreParametersList.resourceGroupId"))
	p.other = strings.EqualFold(w.plain("identityDetails.useSystemAssignedIdentity"), "false")
	protect(r.instances, source, p)
	return true
}

// tellVault says what vault and policy of a protection are.
func (r *related) tellVault(it *Item, p protection) {
	it.learn("item.protected", Bool(true))
	if p.vault.key != "" {
		it.learn("vault.name", Text(lastPart(p.vault.text)))
		it.learn("vault.subscriptionId", Text(part(p.vault.text, "subscriptions")))
	}
	if v := r.vaults[p.vault.key]; v != nil {
		it.learnAll(v.facts)
	}
	if p.policy.key != "" {
		it.learn("policy.name", Text(lastPart(p.policy.text)))
		it.learnAll(r.policies[p.policy.key])
	}
}

// tellVMItem tells of a VM that is protected. That none is says nothing: lists
// are of one vault each.
func (r *related) tellVMItem(it *Item) {
	p, ok := r.vmItems[it.Key()]
	if !ok || it.Kind != VM {
		return
	}
	r.tellVault(it, p)
	it.learn("item.excludedLuns", p.luns.excluded(it))
}

func (r *related) tellDiskInstance(it *Item) {
	p, ok := r.instances[it.Key()]
	if !ok || it.Kind != Disk {
		return
	}
	r.tellVault(it, p)
	if p.group != "" {
		it.learn("snapshotGroup.name", Text(part(p.group, "resourceGroups")))
		it.learn("snapshotGroup.subscriptionId", Text(part(p.group, "subscriptions")))
	}
	if p.vault.key != "" {
		n := r.policyCount[p.vault.key]
		it.learn("vault.policyCount", counted(n, n > 0 && r.covers(typeDiskPolicies, subscriptionOf(p.vault.key))))
	}
}
