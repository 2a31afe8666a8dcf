package inventory

import (
	"slices"
	"strings"
)

// interfaces is what the network interfaces of one VM state together.
type interfaces struct {
	ids      []string
	balanced bool
	static   bool
	untold   bool     // of some address it is not stated how it is allocated
	public   []string // ids of public addresses
}

// readInterface adds a network interface to those of its VM, once.
func (r *related) readInterface(w *row, id relatedID) bool {
	configurations := w.members("ipConfigurations")
	vm := w.idAt("virtualMachine.id")
	if len(configurations) == 0 || vm == "" {
		return len(configurations) > 0
	}
	n := r.interfaces[vm]
	if n == nil {
		n = &interfaces{}
		r.interfaces[vm] = n
	}
	if slices.Contains(n.ids, id.key) {
		return true
	}
	n.ids = append(n.ids, id.key)
	for _, c := range configurations {
		n.add(c)
	}
	return true
}

func (n *interfaces) add(configuration *object) {
	pools, _ := configuration.property("loadBalancerBackendAddressPools")
	n.balanced = n.balanced || len(objects(pools)) > 0
	switch method := configuration.within("privateIPAllocationMethod"); {
	case strings.EqualFold(method, "Static"):
		n.static = true
	case !strings.EqualFold(method, "Dynamic"):
		n.untold = true
	}
	if id := configuration.within("publicIPAddress.id"); id != "" {
		n.public = append(n.public, idKey(id))
	}
}

// readAddress keeps how an address is allocated. Not verified: the key.
func (r *related) readAddress(w *row, id relatedID) bool {
	method := w.plain("publicIPAllocationMethod")
	if method != "" {
		r.addresses[id.key] = method
	}
	return method != ""
}

func (r *related) tellInterfaces(it *Item) {
	n := r.interfaces[it.Key()]
	if it.Kind != VM || n == nil {
		return
	}
	all := r.allInterfaces(it, n)
	it.learn("net.loadBalancer", sure(n.balanced, all))
	switch {
	case n.static:
		it.learn("net.privateIpAllocation", Text("Static"))
	case all && !n.untold:
		it.learn("net.privateIpAllocation", Text("Dynamic"))
	}
	if all && r.covers(typeAddresses, it.Subscription()) {
		it.learn("net.reservedIps", r.reserved(n.public))
	}
}

// allInterfaces reports whether the interfaces of a VM are all there: as many
// as the VM has, or all of the subscription.
func (r *related) allInterfaces(vm *Item, n *interfaces) bool {
	if count := vm.get("vm.nicCount"); count.Known() {
		return count.Int() == int64(len(n.ids))
	}
	return r.covers(typeInterfaces, vm.Subscription())
}

// reserved counts the static ones among public addresses, if all are known.
func (r *related) reserved(public []string) Value {
	var n int64
	for _, id := range public {
		switch method, ok := r.addresses[id]; {
		case !ok:
			return Value{}
		case strings.EqualFold(method, "Static"):
			n++
		}
	}
	return Int(n)
}
