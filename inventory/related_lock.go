package inventory

import "strings"

// readLock goes by the id alone. Not verified: that it begins with that of what
// is locked.
func (r *related) readLock(_ *row, id relatedID) bool {
	scope, ok := scopeOf(id.key, typeLocks)
	if !ok || r.locks[scope] {
		return ok
	}
	r.locks[scope] = true
	subscription, rest, found := strings.Cut(scope, restorePointGroup)
	if found && !strings.Contains(rest, "/") {
		r.groupLocks[subscription] = append(r.groupLocks[subscription], rest)
	}
	return true
}

// tellLocks looks for locks on a VM, on its group, and on the groups in which
// Azure Backup keeps restore points. A lock on the subscription locks every
// group in it: Azure passes locks down.
func (r *related) tellLocks(it *Item) {
	if it.Kind != VM || it.Subscription() == "" {
		return
	}
	subscription := "/subscriptions/" + it.subscriptionKey()
	group := subscription + "/resourcegroups/" + strings.ToLower(it.ResourceGroup())
	all, whole := r.covers(typeLocks, it.Subscription()), r.locks[subscription]
	it.learn("lock.onVM", sure(r.locks[it.Key()], all))
	it.learn("lock.onResourceGroup", sure(whole || r.locks[group], all))
	if whole {
		it.learn("lock.onRestorePointGroup", Bool(true))
	}
	it.learn("lock.onRestorePointGroup", r.restorePointLock(subscription, it.get("vm.location"), all))
}

// restorePointGroup is how the groups of Azure Backup begin:
// AzureBackupRG_<region>_<number>. Policies may choose other names, which are
// not looked for.
const restorePointGroup = "/resourcegroups/azurebackuprg_"

// restorePointLock looks for a lock on a group of Azure Backup for the region
// of the VM. A group that names no region may be of any.
func (r *related) restorePointLock(subscription string, location Value, all bool) Value {
	open := false
	for _, name := range r.groupLocks[subscription] {
		if at := strings.LastIndex(name, "_"); at >= 0 {
			name = name[:at]
		}
		if region, named := regionOf(name); !named || location.Known() && region.Name == location.Text() {
			return Bool(true)
		}
		open = open || !location.Known()
	}
	return sure(false, all && !open)
}
