package inventory

import (
	"slices"
	"strings"
)

// A want says what of the objects at one place anything may ask for.
type want struct {
	all    bool // whatever stands there and below
	there  bool // of a text no more than that it is there
	list   []wanted
	routes map[string]*route // by path below, as it is asked for
}

// A wanted is one key of these objects, and what is wanted below it.
type wanted struct {
	key   string
	below *want
}

// A route is a path whose keys are known by their places among what is wanted.
type route struct {
	path  string
	top   bool     // it begins with a key that stands beside properties
	own   bool     // a query chooses it apart from the properties
	steps []uint8  // place of each key in the list of its want
	rest  []string // path that is left at each step
}

var (
	everything = &want{all: true}
	presence   = &want{all: true, there: true}
)

// presenceText stands for a text of which no more is wanted than that it is there.
const presenceText = "there"

// plan is what is wanted of the row of a VM or disk: what the fields of the
// vocabulary and the columns name, and what reading asks for by itself, below.
// Rows of other types are read whole.
//
// Reading every row whole was the rejected way: nine tenths of a VM or disk
// answer no question, and each value costs an allocation.
var plan = newPlan()

// asked are the paths that the code of rows, items and disks looks at beside
// those of fields and columns. Paths that it takes below properties as well are
// wanted in both places, as are those of fields.
var asked = p(
	"subscriptionId", "tenantId", "resourceGroup", "ResourceGroupName", "location", "type", "id", "name", "creationData.createOption", "storageProfile",
	"encryptionSettingsCollection.enabled", "ResourceId",
	"provisioningState", "vmId", "diskSizeBytes", "networkProfile", "osProfile", "hardwareProfile", "vmAgent", "instanceView", "macAddresses",
	"managedByExtended", "shareInfo.vmUri", "tags",
	"instanceView.statuses.code", "statuses.code", "instanceView.disks.statuses.code",
	"storageProfile.osDisk.encryptionSettings.enabled", "instanceView.disks.encryptionSettings.enabled",
)

// askedOfDisks are the paths below each disk of a storage profile.
var askedOfDisks = p("name", "createOption", "caching", "writeAcceleratorEnabled", "managedDisk.storageAccountType", "diskSizeGB", "lun",
	"managedDisk.diskEncryptionSet.id", "managedDisk.id", "vhd.uri", "diffDiskSettings.option")

// askedOfExtensions are the paths below each extension of a VM.
var askedOfExtensions = p("id", "properties.publisher", "publisher", "properties.type", "virtualMachineExtensionType", "typePropertiesType", "extensionType")

func newPlan() *want {
	props := &want{}
	for _, path := range plannedPaths() {
		props.add(path, everything)
	}
	props.add("uniqueId", presence) // of which each disk has another
	root := &want{list: append(slices.Clone(props.list), wanted{"properties", props})}
	props.index()
	root.index()
	return root
}

// index enters the routes to all that is wanted below.
func (w *want) index() {
	if w.all {
		return
	}
	w.routes = map[string]*route{}
	for i, k := range w.list {
		if i > 200 {
			panic("inventory: too many keys are wanted at one place")
		}
		w.routes[k.key] = newRoute(k.key, []uint8{uint8(i)}, []string{k.key})
		k.below.index()
		for path, r := range k.below.routes {
			path = k.key + "." + path
			w.routes[path] = newRoute(path, append([]uint8{uint8(i)}, r.steps...), append([]string{path}, r.rest...))
		}
	}
}

func newRoute(path string, steps []uint8, rest []string) *route {
	first, _, _ := strings.Cut(path, ".")
	top := envelopeKeys[first]
	return &route{path: path, top: top, own: top || first == "ownerId", steps: steps, rest: rest} // ownerId is the old name of managedBy
}

// fieldRoutes are the routes of fields by their kind and place in the vocabulary.
var fieldRoutes = [...][][]*route{VM: routesOf(vmFields), Disk: routesOf(diskFields)}

func routesOf(table []Field) [][]*route {
	_ = vocabulary // which completes the tables
	all := make([][]*route, len(table))
	for i := range table {
		for _, path := range table[i].Paths {
			all[i] = append(all[i], plan.route(path))
		}
	}
	return all
}

// route returns the route of a path, one without steps where it is not planned.
func (w *want) route(path string) *route {
	if r, ok := w.routes[path]; ok {
		return r
	}
	return newRoute(path, nil, nil)
}

// plannedPaths are in order, so that a place is entered before those below it.
func plannedPaths() []string {
	paths := slices.Clone(asked)
	for _, f := range vocabulary {
		paths = append(paths, f.Paths...)
		if f.DefaultIf != "" {
			paths = append(paths, strings.Split(f.DefaultIf, "|")...)
		}
	}
	below := func(prefixes, rest []string) {
		for _, prefix := range prefixes {
			for _, path := range rest {
				paths = append(paths, prefix+"."+path)
			}
		}
	}
	below(p("storageProfile.osDisk", "storageProfile.dataDisks"), askedOfDisks)
	below(p("resources", "extensions"), askedOfExtensions)
	slices.Sort(paths)
	return slices.Compact(paths)
}

// add enters a path. What lies at its end is wanted whole, unless it is an
// object of which other paths name the parts: then it has but to be there.
func (w *want) add(path string, end *want) {
	key, rest, deeper := strings.Cut(path, ".")
	i := slices.IndexFunc(w.list, func(k wanted) bool { return strings.EqualFold(k.key, key) })
	switch {
	case i < 0 && !deeper:
		w.list = append(w.list, wanted{key, end})
	case i < 0:
		w.list = append(w.list, wanted{key, &want{}})
		w.list[len(w.list)-1].below.add(rest, end)
	case deeper:
		if w.list[i].below == everything {
			w.list[i].below = &want{}
		}
		w.list[i].below.add(rest, end)
	}
}

// below returns what is wanted below a key, ignoring case, nil for nothing, and
// the place of the key in the list, from 1.
func (w *want) below(key string) (*want, int) {
	if w == nil || w.all {
		return w, 0
	}
	for i, k := range w.list {
		if strings.EqualFold(k.key, key) {
			return k.below, i + 1
		}
	}
	return nil, 0
}
