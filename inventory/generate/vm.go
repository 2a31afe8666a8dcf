package generate

import "fmt"

// A machine is what a VM and its disks must agree on.
type machine struct {
	place
	name  string
	image image
	hash  string // in the name of its OS disk
}

type image struct{ publisher, offer, sku, system, generation string }

// What VMs are made of.
var (
	images = []image{
		{"Canonical", "0001-com-ubuntu-server-jammy", "22_04-lts-gen2", "Linux", "V2"},
		{"Canonical", "UbuntuServer", "16.04-LTS", "Linux", "V1"},
		{"MicrosoftWindowsServer", "WindowsServer", "2012-R2-Datacenter", "Windows", "V1"},
		{"MicrosoftWindowsServer", "WindowsServer", "2019-datacenter-gensecond", "Windows", "V2"},
		{"RedHat", "RHEL", "8-lvm-gen2", "Linux", "V2"},
		{"SUSE", "sles-15-sp4", "gen2", "Linux", "V2"},
	}
	vmSizes = []string{"Standard_A2_v2", "Standard_B2ms", "Standard_D2s_v3", "Standard_D4s_v5", "Standard_D16as_v5", "Standard_DC4s_v3", "Standard_E8s_v4", "Standard_E32ads_v5", "Standard_F4s_v2", "Standard_NC6s_v3"}
	power   = []string{"VM running", "VM running", "VM running", "VM deallocated", "VM stopped"}
)

func machineOf(n int) machine {
	d := throw(ofVM, n)
	m := machine{place: d.place(), image: pick(d, images), hash: fmt.Sprintf("%016x%016x", d.Uint64(), d.Uint64())}
	m.name = fmt.Sprintf("vm-%s-%s-%06d", m.application, m.environment, n)
	return m
}

func (m machine) resource() string        { return "Microsoft.Compute/virtualMachines/" + m.name }
func (m machine) systemDisk() string      { return m.name + "_OsDisk_1_" + m.hash }
func (m machine) dataDisk(lun int) string { return fmt.Sprintf("%s_DataDisk_%d", m.name, lun) }

// vm has the keys of `az vm list -d` in their order.
type vm struct {
	Capabilities  any         `json:"additionalCapabilities"`
	Application   any         `json:"applicationProfile"`
	Set           any         `json:"availabilitySet"`
	Billing       any         `json:"billingProfile"`
	Reservation   any         `json:"capacityReservation"`
	Diagnostics   *diagnosed  `json:"diagnosticsProfile"`
	ETag          string      `json:"etag"`
	Eviction      any         `json:"evictionPolicy"`
	Extended      any         `json:"extendedLocation"`
	Budget        any         `json:"extensionsTimeBudget"`
	Hardware      hardware    `json:"hardwareProfile"`
	Host          any         `json:"host"`
	HostGroup     any         `json:"hostGroup"`
	ID            string      `json:"id"`
	Identity      *identity   `json:"identity"`
	View          any         `json:"instanceView"`
	License       *string     `json:"licenseType"`
	Location      string      `json:"location"`
	ManagedBy     any         `json:"managedBy"`
	Name          string      `json:"name"`
	Network       network     `json:"networkProfile"`
	OS            guest       `json:"osProfile"`
	Placement     any         `json:"placement"`
	Plan          any         `json:"plan"`
	FaultDomain   any         `json:"platformFaultDomain"`
	Power         string      `json:"powerState"`
	Priority      any         `json:"priority"`
	Provisioning  string      `json:"provisioningState"`
	Proximity     any         `json:"proximityPlacementGroup"`
	Group         string      `json:"resourceGroup"`
	Resources     any         `json:"resources"`
	EventsPolicy  any         `json:"scheduledEventsPolicy"`
	EventsProfile any         `json:"scheduledEventsProfile"`
	Security      *vmSecurity `json:"securityProfile"`
	Storage       storage     `json:"storageProfile"`
	Tags          *tags       `json:"tags"`
	Created       string      `json:"timeCreated"`
	Type          string      `json:"type"`
	UserData      any         `json:"userData"`
	ScaleSet      any         `json:"virtualMachineScaleSet"`
	VMID          string      `json:"vmId"`
	Zones         []string    `json:"zones"`
}

type diagnosed struct {
	Boot struct {
		Enabled bool `json:"enabled"`
		Storage any  `json:"storageUri"`
	} `json:"bootDiagnostics"`
}

type hardware struct {
	Size       string `json:"vmSize"`
	Properties any    `json:"vmSizeProperties"`
}

type identity struct {
	Principal string `json:"principalId"`
	Tenant    string `json:"tenantId"`
	Type      string `json:"type"`
	Assigned  any    `json:"userAssignedIdentities"`
}

type network struct {
	Version        any    `json:"networkApiVersion"`
	Configurations any    `json:"networkInterfaceConfigurations"`
	Cards          []card `json:"networkInterfaces"`
}

type card struct {
	Delete  string `json:"deleteOption"`
	ID      string `json:"id"`
	Primary any    `json:"primary"`
	Group   string `json:"resourceGroup"`
}

type vmSecurity struct {
	AtHost   *bool  `json:"encryptionAtHost"`
	Identity any    `json:"encryptionIdentity"`
	Proxy    any    `json:"proxyAgentSettings"`
	Type     string `json:"securityType"`
	UEFI     struct {
		SecureBoot bool `json:"secureBootEnabled"`
		TPM        bool `json:"vTpmEnabled"`
	} `json:"uefiSettings"`
}

// vm throws the VM of that number.
func (e Estate) vm(n int) *vm {
	m, d := machineOf(n), throw(ofVM, -n-1)
	v := &vm{
		ETag: `"1"`, Hardware: hardware{Size: pick(d, vmSizes)}, Name: m.name, ID: m.id(m.resource()),
		Location: m.region, Group: m.group, Zones: m.zones(), Tags: m.tags,
		Network: network{Cards: []card{{Delete: "Detach", ID: m.id("Microsoft.Network/networkInterfaces/" + m.name + "-nic"), Group: m.group}}},
		OS:      d.guest(m), Power: pick(d, power), Provisioning: "Succeeded", Created: d.time(),
		Type: "Microsoft.Compute/virtualMachines", VMID: d.uuid(),
	}
	if d.oneIn(3) {
		v.Diagnostics = &diagnosed{}
		v.Diagnostics.Boot.Enabled = d.oneIn(2)
	}
	if d.oneIn(4) {
		v.Identity = &identity{Principal: d.uuid(), Tenant: subscription(0), Type: "SystemAssigned"}
	}
	if m.image.system == "Windows" && d.oneIn(2) {
		v.License = orNull("Windows_Server")
	}
	if m.image.generation == "V2" && !d.oneIn(4) {
		v.Security = &vmSecurity{AtHost: d.maybe(), Type: "TrustedLaunch"}
		v.Security.UEFI.SecureBoot, v.Security.UEFI.TPM = d.oneIn(2), d.oneIn(2)
	}
	v.Storage = e.storage(n, m)
	return v
}
