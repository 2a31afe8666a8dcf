package inventory

import (
	"slices"
	"strings"
)

// A query may choose of a resource what it shows. What it left out is not known,
// while what a whole resource leaves out has its default.

// projected reports whether a query chose what stands beside the properties, or
// another tool did: only Resource Graph names subscription and tenant there and
// writes types in lower case, Search-AzGraph adds a ResourceId, other tools have
// columns of words with underscores, and no whole VM or disk lacks its location or
// type. The resource group stands there too, but az adds it to related resources
// of its own accord.
func (w *row) projected() bool {
	o := w.object
	if o.names("subscriptionId") || o.names("tenantId") || o.names("ResourceId") || slices.ContainsFunc(o.keys, underscored) {
		return true
	}
	if typ := textAt(o, "type"); typ != "" && typ == strings.ToLower(typ) {
		return true
	}
	c, _, _ := w.classify()
	return c != isOther && (o.names("resourceGroup") || !o.names("location") || !o.names("type"))
}

func underscored(key string) bool { return strings.Contains(key, "_") }

// takenApart reports whether a query rebuilt objects of a resource from some of
// their values (storageProfile:{osDisk:{name:...}}): one lacks what is never
// missing there.
func takenApart(o *object) bool {
	lacks := func(path, key string) bool {
		sub, ok := objectAt(o, path)
		return ok && len(sub.keys) > 0 && !sub.names(key)
	}
	return lacks("storageProfile.osDisk", "createOption") || lacks("creationData", "createOption") || lacks("encryptionSettingsCollection", "enabled")
}

// names reports whether o has a key, ignoring case, whatever its value.
func (o *object) names(key string) bool { return o.find(key) >= 0 }

// whole reports whether the object is a resource and not a choice of its
// values (--query, Select-Object), which says nothing of what it leaves out.
// Every disk has creation data and every VM a storage profile, but people
// choose these too. Nobody takes properties apart, so there little more is
// asked for; beside id and name stands whatever was chosen, so there a whole
// resource shows all that every export of one has, old ones included.
func (w *row) whole() bool {
	o := w.object
	if states := w.props.has; w.props != nil && (states("creationData") || states("storageProfile") && states("provisioningState|vmId|networkProfile|osProfile")) {
		return true
	}
	switch {
	case !o.has("type") || !o.has("provisioningState"):
		return false
	case o.has("creationData"):
		return o.has("uniqueId|diskSizeBytes") || w.wholeOldDisk()
	}
	return o.has("storageProfile") && o.has("vmId") && o.has("hardwareProfile|networkProfile|osProfile")
}

// wholeOldDisk knows the disk of a command line so old that disks had no unique
// id: it wrote every key, be it with null.
func (w *row) wholeOldDisk() bool {
	unstated := func(key string) bool { return !w.object.names(key) }
	return !slices.ContainsFunc(p("encryptionSettings", "managedBy", "osType", "tags", "zones"), unstated)
}
