package inventory

import (
	"cmp"
	"slices"
	"strings"
)

// A relatedType is a type of resource beside VMs and disks whose rows state
// what optional fields of VMs and disks say.
type relatedType struct {
	name    string                               // in lower case; a star stands for any levels between
	command string                               // that lists them
	read    func(*related, *row, relatedID) bool // false: the row lacks what it is read for
	tell    func(*related, *Item)                // nil: another type tells what these rows state
	fields  []string                             // that its rows decide, alone or with others
}

const (
	typeSnapshots      = "microsoft.compute/snapshots"
	typeEncryptionSets = "microsoft.compute/diskencryptionsets"
	typeLocks          = "microsoft.authorization/locks"
	typeRoles          = "microsoft.authorization/roleassignments"
	typeInterfaces     = "microsoft.network/networkinterfaces"
	typeAddresses      = "microsoft.network/publicipaddresses"
	typeSQLVMs         = "microsoft.sqlvirtualmachine/sqlvirtualmachines"
	typeDiagnostics    = "microsoft.insights/diagnosticsettings"
	typeVMVaults       = "microsoft.recoveryservices/vaults"
	typeVMPolicies     = "microsoft.recoveryservices/vaults/backuppolicies"
	typeVMItems        = "microsoft.recoveryservices/vaults/*/protecteditems"
	typeDiskVaults     = "microsoft.dataprotection/backupvaults"
	typeDiskPolicies   = "microsoft.dataprotection/backupvaults/backuppolicies"
	typeDiskInstances  = "microsoft.dataprotection/backupvaults/backupinstances"
)

// relatedTypes are the types that are read, how, and what they decide.
var relatedTypes = []relatedType{
	{typeSnapshots, "az snapshot list", (*related).readSnapshot, (*related).tellSnapshots,
		p("snapshot.countPerDisk", "snapshot.countPerRegionSubscription")},
	{typeLocks, "az lock list", (*related).readLock, (*related).tellLocks,
		p("lock.onVM", "lock.onResourceGroup", "lock.onRestorePointGroup")},
	{typeVMVaults, "az backup vault list", (*related).readVMVault, nil,
		p("vault.location", "vault.tenantId", "vault.redundancy", "vault.crossRegionRestore", "vault.crossSubscriptionRestore")},
	{typeVMPolicies, "az backup policy list", (*related).readVMPolicy, nil,
		p("policy.type", "policy.consistencyType", "policy.scheduleFrequency", "policy.intervalHours", "policy.backupsPerDay",
			"policy.instantRestoreDays", "policy.retentionDays")},
	{typeVMItems, "az backup item list", (*related).readVMItem, (*related).tellVMItem,
		p("item.protected", "item.excludedLuns", "policy.name", "vault.name", "vault.subscriptionId")},
	{typeDiskVaults, "az dataprotection backup-vault list", (*related).readDiskVault, nil,
		p("vault.location", "vault.tenantId", "vault.redundancy", "vault.crossRegionRestore", "vault.crossSubscriptionRestore", "role.vaultIdentityRoles")},
	{typeDiskPolicies, "az dataprotection backup-policy list", (*related).readDiskPolicy, nil,
		p("policy.intervalHours", "policy.backupsPerDay", "policy.retentionDays", "vault.policyCount")},
	{typeDiskInstances, "az dataprotection backup-instance list", (*related).readDiskInstance, (*related).tellDiskInstance,
		p("item.protected", "policy.name", "vault.name", "vault.subscriptionId", "snapshotGroup.name", "snapshotGroup.subscriptionId")},
	{typeInterfaces, "az network nic list", (*related).readInterface, (*related).tellInterfaces,
		p("net.loadBalancer", "net.privateIpAllocation", "net.reservedIps")},
	{typeAddresses, "az network public-ip list", (*related).readAddress, nil, p("net.reservedIps")},
	{typeEncryptionSets, "az disk-encryption-set list", (*related).readEncryptionSet, (*related).tellKeys, p("des.keyUrl")},
	{typeSQLVMs, "az sql vm list", (*related).readSQLVM, (*related).tellSQLVM, p("vm.sqlRegistered")},
	{typeDiagnostics, "az monitor diagnostic-settings list", (*related).readDiagnostics, (*related).tellDiagnostics, p("vm.diagnosticSettings")},
	{typeRoles, "az role assignment list", (*related).readRole, (*related).tellRoles, p("role.vaultIdentityRoles")},
}

// relatedTypeOf finds a type of resource in the table, nil where it is none.
func relatedTypeOf(typ string) *relatedType {
	typ = strings.ToLower(typ)
	for i := range relatedTypes {
		first, last, open := strings.Cut(relatedTypes[i].name, "*")
		if typ == first || open && strings.HasPrefix(typ, first) && strings.HasSuffix(typ, last) {
			return &relatedTypes[i]
		}
	}
	return nil
}

// ExportFor is the command whose output states the field of an item of a kind: it
// is another for the vaults that protect VMs than for those that protect disks.
func (f *Field) ExportFor(kind Kind) string {
	provider := map[Kind]string{VM: "microsoft.recoveryservices/", Disk: "microsoft.dataprotection/"}[kind]
	if !strings.HasPrefix(f.Export, "az backup ") {
		return f.Export
	}
	for i := range relatedTypes {
		if t := &relatedTypes[i]; strings.HasPrefix(t.name, provider) && slices.Contains(t.fields, f.Name) {
			return t.command + " -o json"
		}
	}
	return f.Export
}

// related is what all files state of resources beside VMs and disks, as far as
// it decides a field of those. Keys are ids in lower case.
type related struct {
	lists       map[listKey]*relatedList
	snapshots   snapshotCounts
	locks       map[string]bool     // by scope
	groupLocks  map[string][]string // on groups of Azure Backup, by subscription: what follows in their names
	vaults      map[string]*vault
	policies    map[string][]fact
	policyCount map[string]int64 // of Backup vaults, by vault
	vmItems     map[string]protection
	instances   map[string]protection
	interfaces  map[string]*interfaces // by VM
	addresses   map[string]string      // how a public address is allocated
	keys        map[string]string      // key URL of a disk encryption set
	sqlVMs      map[string]bool
	diagnosed   map[string]bool            // by scope
	roles       map[string]*principalRoles // by principal
	groupRoles  map[string]bool            // subscriptions in which roles on groups or resources are listed
	forms       map[string]int             // rows that az wrote of the file at hand, by command

	inputs []Input           // when telling: all of them
	items  *directory[*Item] // when telling
}

func newRelated() *related {
	return &related{lists: map[listKey]*relatedList{}, snapshots: newSnapshotCounts(), locks: map[string]bool{}, groupLocks: map[string][]string{}, vaults: map[string]*vault{},
		policies: map[string][]fact{}, policyCount: map[string]int64{}, vmItems: map[string]protection{}, instances: map[string]protection{},
		interfaces: map[string]*interfaces{}, addresses: map[string]string{}, keys: map[string]string{}, sqlVMs: map[string]bool{},
		diagnosed: map[string]bool{}, roles: map[string]*principalRoles{}, groupRoles: map[string]bool{}, forms: map[string]int{}}
}

// A listKey names what the files hold of one type in one subscription.
type listKey struct{ typ, subscription string }

// A relatedList says how far the rows of one type can be trusted to be all
// there are in a subscription.
type relatedList struct {
	inputs []int
	rows   map[string]bool // by id: whether some row of it could be read
	unread int             // ids without such a row
}

// A relatedID is the id of a row of a related type.
type relatedID struct {
	text string // as written, "" where the row has none
	key  string
}

// noteRelated reads a row that is neither VM nor disk. It stays counted as
// other.
func (f *file) noteRelated(w *row, typ, text string) {
	t := relatedTypeOf(typ)
	if t == nil {
		return
	}
	if w.writtenByAz() {
		f.related.forms[t.command]++
	}
	id := relatedID{strings.Clone(text), idKey(text)}
	f.related.list(t.name, cmp.Or(id.key, idKey(w.plain("scope")))).note(len(f.inputs), id.key, t.read(f.related, w, id))
}

// list returns the list to which a row with that id belongs.
func (r *related) list(typ, id string) *relatedList {
	key := listKey{typ, subscriptionOf(id)}
	l := r.lists[key]
	if l == nil {
		l = &relatedList{rows: map[string]bool{}}
		r.lists[key] = l
	}
	return l
}

func (l *relatedList) note(input int, id string, read bool) {
	before, seen := l.rows[id]
	switch {
	case !seen && !read:
		l.unread++
	case seen && !before && read:
		l.unread--
	}
	l.rows[id] = before || read
	if !slices.Contains(l.inputs, input) {
		l.inputs = append(l.inputs, input)
	}
}

// covers reports whether the resources of a type in a subscription are there:
// some are, all of them could be read, and none of their files breaks off. An
// empty list names no subscription and covers nothing.
func (r *related) covers(typ, subscription string) bool {
	l := r.lists[listKey{typ, strings.ToLower(subscription)}]
	breaksOff := func(input int) bool { return !r.inputs[input].Complete }
	return l != nil && l.unread == 0 && !slices.ContainsFunc(l.inputs, breaksOff)
}

// tell gives every item what the related rows state of it. Items are not joined
// yet: what is derived follows from both.
func (r *related) tell(items []*Item, known *directory[*Item], inputs []Input, pool *pool) {
	if len(r.lists) == 0 {
		return
	}
	r.inputs, r.items = inputs, known
	for _, t := range relatedTypes {
		for _, it := range items {
			if t.tell != nil {
				t.tell(r, it)
				pool.share(it)
			}
		}
	}
}

// learn sets a field that the item's own row leaves open: a column that
// someone added outweighs an export.
func (it *Item) learn(name string, v Value) {
	if !v.Missing() && it.get(name).Missing() {
		it.set(name, v)
	}
}

// counted is a number of rows: exact where all are there, else a lower bound
// that says nothing at 0.
func counted(n int64, all bool) Value {
	switch {
	case all:
		return Int(n)
	case n > 0:
		return AtLeast(n)
	}
	return Value{}
}

// sure is true where a row says so, false only where all rows are there.
func sure(found, all bool) Value {
	if found || all {
		return Bool(found)
	}
	return Value{}
}
