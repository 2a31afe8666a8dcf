package inventory

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// principalRoles are the roles that one identity holds, by scope.
type principalRoles struct {
	byScope  map[string][]string // "" is the whole tenant
	restores bool                // one is the role for restores
	managed  bool                // one is on a management group: what that covers can't be told
}

// builtInRoles are the roles that the disk pages name, by id: the service states
// ids, the command line names. The id of Reader is not verified.
var builtInRoles = map[string]string{
	"3e5e47e6-65f7-47ef-90b5-e5dd4d455f24": roleReader,
	"7efff54f-a5b4-42b5-a1c5-5411624893ce": roleSnapshot,
	"b50d9833-a0cb-478e-945f-707fcc997c13": roleRestore,
	"8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
	"b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
	"acdd72a7-3385-48ef-bd42-f606fba81ae7": roleSet,
}

// readRole reads a role assignment. Not verified: that the command line adds
// roleDefinitionName, and that PowerShell calls the principal ObjectId.
func (r *related) readRole(w *row, _ relatedID) bool {
	principal := strings.ToLower(cmp.Or(w.plain("principalId"), w.plain("ObjectId")))
	id, text := strings.ToLower(lastPart(w.plain("roleDefinitionId"))), w.plain("scope")
	role := cmp.Or(w.plain("roleDefinitionName"), builtInRoles[id], id)
	if principal == "" || role == "" || text == "" {
		return false
	}
	scope := idKey(text)
	held := r.roles[principal]
	if held == nil {
		held = &principalRoles{byScope: map[string][]string{}}
		r.roles[principal] = held
	}
	held.add(role, scope)
	if subscription := subscriptionOf(scope); scope != "/subscriptions/"+subscription {
		r.groupRoles[subscription] = true
	}
	return true
}

func (h *principalRoles) add(role, scope string) {
	if !slices.Contains(h.byScope[scope], role) {
		h.byScope[scope] = append(h.byScope[scope], role)
	}
	h.restores = h.restores || strings.EqualFold(role, roleRestore)
	h.managed = h.managed || strings.HasPrefix(scope, "/providers/microsoft.management/")
}

// tellRoles lists the roles that the identity of a disk's vault holds where it
// needs them. Roles that it holds through a group are not seen.
func (r *related) tellRoles(it *Item) {
	p, ok := r.instances[it.Key()]
	if !ok || it.Kind != Disk || p.group == "" || p.other || r.vaults[p.vault.key] == nil {
		return
	}
	identity := r.vaults[p.vault.key].identity
	if identity == "" || !r.allRoles(it.Subscription()) {
		return
	}
	held := r.roles[identity]
	if held == nil {
		held = &principalRoles{}
	}
	if !held.managed {
		it.learn("role.vaultIdentityRoles", List(held.serving(it, idKey(p.group))...))
	}
}

// allRoles reports whether the assignments of a subscription are there, those on
// groups and resources included: az role assignment list leaves these out unless
// it is called with --all.
func (r *related) allRoles(subscription string) bool {
	return r.groupRoles[strings.ToLower(subscription)] && r.covers(typeRoles, subscription)
}

// The roles that a Backup vault needs, each in its place.
const (
	roleReader   = "Disk Backup Reader"        // on the disk
	roleSnapshot = "Disk Snapshot Contributor" // on the group for snapshots
	roleRestore  = "Disk Restore Operator"     // on the group that restores go to, which is not known
	roleSet      = "Reader"                    // on the disk encryption set, if there is one
)

// serving returns in order the roles held where the backup of a disk needs
// them: those above in their places, any other on the disk or the snapshots.
func (h *principalRoles) serving(disk *Item, group string) []string {
	set := disk.get("disk.desId")
	encrypted := set.Known() && !set.IsAbsent()
	found := map[string]bool{}
	pick := func(id string, fits func(role string) bool) {
		for _, role := range h.on(id) {
			if fits(role) {
				found[role] = true
			}
		}
	}
	is := strings.EqualFold
	pick(disk.Key(), func(role string) bool { return !is(role, roleSnapshot) && !(is(role, roleSet) && encrypted) })
	pick(group, func(role string) bool { return !is(role, roleReader) && !(is(role, roleSet) && encrypted) })
	if encrypted {
		pick(idKey(set.Text()), func(role string) bool { return is(role, roleSet) })
	}
	if h.restores {
		found[roleRestore] = true
	}
	return slices.Sorted(maps.Keys(found))
}

// on returns the roles on a resource: at its own scope and at all above it.
func (h *principalRoles) on(id string) []string {
	roles := slices.Clone(h.byScope[id])
	for at := strings.LastIndexByte(id, '/'); at >= 0; at = strings.LastIndexByte(id[:at], '/') {
		roles = append(roles, h.byScope[id[:at]]...)
	}
	return roles
}
