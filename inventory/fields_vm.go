package inventory

// The exports that carry fields, as `queries` prints them.
const (
	exportVMs      = "az vm list -d -o json"
	exportDisks    = "az disk list -o json"
	exportInstance = "az vm get-instance-view (or a Resource Graph export)"
	exportByUs     = "an extra column"
)

// vmFields is the vocabulary of VMs. Paths are those of the resource
// Microsoft.Compute/virtualMachines; instance view paths exist only in Resource
// Graph (below extended) and in single objects.
var vmFields = []Field{
	{Name: "vm.id", Paths: p("id", "ResourceId"), Columns: p("id", "RESOURCE LINK", "ResourceId"), read: resourceID, Export: exportVMs},
	{Name: "vm.name", Paths: p("name"), Columns: p("name"), Export: exportVMs},
	{Name: "vm.type", Paths: p("type"), Columns: p("type"), Export: exportVMs},
	{Name: "vm.subscriptionId", Paths: p("subscriptionId"), Columns: p("subscriptionId"), Export: exportVMs},
	{Name: "vm.resourceGroup", Paths: p("resourceGroup"), Columns: p("resourceGroup"), Export: exportVMs},
	{Name: "vm.tenantId", Paths: p("tenantId"), Columns: p("tenantId"), Export: "a Resource Graph export that projects tenantId"},
	{Name: "vm.location", Paths: p("location"), Columns: p("location", "region"), read: location, Export: exportVMs},
	{Name: "vm.cloud", derived: true, Columns: p("location"), Export: exportVMs},
	{Name: "vm.extendedLocationType", Paths: p("extendedLocation.type"), Columns: p("extendedLocationType"), Default: Absent(), read: oneOf("EdgeZone", "CustomLocation"), Export: exportVMs},
	{Name: "vm.edgeZone", Paths: p("extendedLocation.name"), Columns: p("edgeZone"), Default: Absent(), read: named, Export: exportVMs},
	{Name: "vm.zones", Type: ListField, Paths: p("zones"), Columns: p("zones"), Default: List(), Export: exportVMs},
	{Name: "vm.size", Paths: p("hardwareProfile.vmSize"), Columns: p("vmSize", "SIZE"), read: sizeName, Export: exportVMs},
	{Name: "vm.vcpus", Type: IntField, derived: true, Columns: p("vmSize"), Export: exportVMs},
	{Name: "vm.belowOneGiB", Type: BoolField, derived: true, Columns: p("vmSize"), Export: exportVMs},
	{Name: "vm.sizeVersion", Type: IntField, derived: true, Columns: p("vmSize"), Export: exportVMs},
	{Name: "vm.premiumCapable", Type: BoolField, derived: true, Columns: p("vmSize"), Export: exportVMs},
	{Name: "vm.arm64", Type: BoolField, derived: true, Columns: p("vmSize"), Export: exportVMs},
	{Name: "vm.cpuMaker", derived: true, Columns: p("vmSize"), Export: exportVMs},
	{Name: "vm.localDisk", Type: BoolField, derived: true, Columns: p("vmSize"), Export: exportVMs},
	{Name: "vm.osType", Paths: p("storageProfile.osDisk.osType"), Columns: p("osType", "OPERATING SYSTEM"), read: osType, Export: exportVMs},
	{Name: "vm.imagePublisher", Paths: p("storageProfile.imageReference.publisher"), Columns: p("imagePublisher"), Default: Absent(), Export: exportVMs},
	{Name: "vm.imageOffer", Paths: p("storageProfile.imageReference.offer"), Columns: p("imageOffer"), Default: Absent(), Export: exportVMs},
	{Name: "vm.imageSku", Paths: p("storageProfile.imageReference.sku"), Columns: p("imageSku"), Default: Absent(), Export: exportVMs},
	{Name: "vm.imageId", Paths: p("storageProfile.imageReference.id"), Columns: p("imageId"), Default: Absent(), Export: exportVMs},
	{Name: "vm.sharedGalleryImageId", Paths: p("storageProfile.imageReference.sharedGalleryImageId"), Columns: p("sharedGalleryImageId"), Default: Absent(), Export: exportVMs},
	{Name: "vm.communityGalleryImageId", Paths: p("storageProfile.imageReference.communityGalleryImageId"), Columns: p("communityGalleryImageId"), Default: Absent(), Export: exportVMs},
	{Name: "vm.osName", Paths: p("extended.instanceView.osName", "instanceView.osName", "osName"), Columns: p("osName"), Export: exportInstance},
	{Name: "vm.osVersion", Paths: p("extended.instanceView.osVersion", "instanceView.osVersion", "osVersion"), Columns: p("osVersion"), Export: exportInstance},
	{Name: "vm.osRelease", derived: true, Columns: p("osName"), Export: exportInstance},
	{Name: "vm.distro", derived: true, Columns: p("osName"), Export: exportInstance},
	{Name: "vm.plan", Paths: p("plan.product", "plan.name", "plan.publisher"), Columns: p("plan"), Default: Absent(), Export: exportVMs},
	{Name: "vm.licenseType", Paths: p("licenseType"), Columns: p("licenseType"), Default: Absent(), read: noneIsAbsent, Export: exportVMs},
	{Name: "vm.hyperVGeneration", Paths: p("extended.instanceView.hyperVGeneration", "instanceView.hyperVGeneration"), Columns: p("hyperVGeneration"), read: oneOf("V1", "V2"), Export: exportInstance},
	{Name: "vm.securityType", Paths: p("securityProfile.securityType"), Columns: p("securityType"), Default: Text("Standard"), read: oneOf("Standard", "TrustedLaunch", "ConfidentialVM"), Export: exportVMs},
	{Name: "vm.confidential", Type: BoolField, derived: true, Columns: p("securityType"), Export: exportVMs},
	{Name: "vm.encryptionAtHost", Type: BoolField, Paths: p("securityProfile.encryptionAtHost"), Columns: p("encryptionAtHost"), Default: Bool(false), Export: exportVMs},
	{Name: "vm.priority", Paths: p("priority"), Columns: p("priority"), Default: Text("Regular"), read: oneOf("Regular", "Spot", "Low"), Export: exportVMs},
	{Name: "vm.availabilitySetId", Paths: p("availabilitySet.id", "availabilitySetReference.id"), Columns: p("availabilitySetId"), Default: Absent(), Export: exportVMs},
	{Name: "vm.hostId", Paths: p("host.id"), Columns: p("hostId"), Default: Absent(), Export: exportVMs},
	{Name: "vm.hostGroupId", Paths: p("hostGroup.id"), Columns: p("hostGroupId"), Default: Absent(), Export: exportVMs},
	{Name: "vm.scaleSetId", Paths: p("virtualMachineScaleSet.id"), Columns: p("vmssId", "scaleSetId"), Default: Absent(), Export: exportVMs},
	{Name: "vm.userAssignedIdentities", Type: ListField, Paths: p("identity.userAssignedIdentities"), Columns: p("userAssignedIdentities"), Default: List(), Export: exportVMs},
	{Name: "vm.ultraEnabled", Type: BoolField, Paths: p("additionalCapabilities.ultraSSDEnabled"), Columns: p("ultraSSDEnabled"), Default: Bool(false), Export: exportVMs},
	{Name: "vm.nicCount", Type: IntField, Paths: p("networkProfile.networkInterfaces"), Columns: p("nicCount"), read: countMembers, Export: exportVMs},
	{Name: "vm.tagCount", Type: IntField, Paths: p("tags"), Columns: p("tags"), Default: Int(0), read: count, Export: exportVMs},
	{Name: "vm.osDiskCreateOption", Paths: p("storageProfile.osDisk.createOption"), Columns: p("osDiskCreateOption"), read: oneOf("FromImage", "Attach", "Empty", "Copy", "Restore"), Export: exportVMs},
	{Name: "vm.osDiskEphemeral", Type: BoolField, Paths: p("storageProfile.osDisk.diffDiskSettings.option"), Columns: p("osDiskEphemeral"), Default: Bool(false), read: ephemeral, Export: exportVMs},
	{Name: "vm.unmanaged", Type: BoolField, derived: true, Export: exportVMs},
	{Name: "vm.classic", Type: BoolField, derived: true, Export: exportVMs},
	{Name: "vm.uniformScaleSet", Type: BoolField, derived: true, Export: exportVMs},
	{Name: "vm.ade", Type: BoolField, derived: true, Export: exportDisks},
	{Name: "vm.adeSign", Type: BoolField, Paths: p("storageProfile.osDisk.encryptionSettings.enabled"), Columns: p("vmAdeEnabled"), Export: exportVMs},
	{Name: "vm.disks", derived: true, Columns: p("osDiskId", "dataDisks"), Export: exportVMs}, // stands for the list of disks; has no value
	{Name: "vm.dataDiskCount", Type: IntField, derived: true, Export: exportVMs},
	{Name: "vm.diskCount", Type: IntField, derived: true, Export: exportVMs},
	{Name: "vm.disksTotalGiB", Type: IntField, derived: true, Export: exportDisks},
	{Name: "vm.vmsInSubscriptionRegion", Type: IntField, derived: true, Export: exportVMs},
	{Name: "vm.powerState", Paths: p("extended.instanceView.powerState.code", "extended.instanceView.powerState.displayStatus", "powerState"), Columns: p("powerState", "STATUS"), read: powerState, Export: exportVMs},
	{Name: "vm.publicIps", Paths: p("publicIps"), Columns: p("publicIps", "PUBLIC IP ADDRESS"), read: dashIsAbsent, Default: Absent(), DefaultIf: "macAddresses", Export: exportVMs}, // az vm list -d states both
	{Name: "vm.allowExtensionOperations", Type: BoolField, Paths: p("osProfile.allowExtensionOperations"), Columns: p("allowExtensionOperations"), Default: Bool(true), DefaultIf: "osProfile", Export: exportVMs},
	{Name: "vm.agentProvisioned", Type: BoolField, Paths: p("osProfile.windowsConfiguration.provisionVMAgent", "osProfile.linuxConfiguration.provisionVMAgent"), Columns: p("provisionVMAgent"), Default: Bool(true), DefaultIf: "osProfile.windowsConfiguration|osProfile.linuxConfiguration", Export: exportVMs},
	{Name: "vm.agentStatus", Paths: p("instanceView.vmAgent.statuses.displayStatus"), Columns: p("vmAgentStatus"), Export: exportInstance},
	{Name: "vm.diagnosticSettings", Type: BoolField, Columns: p("diagnosticSettings"), Export: exportByUs},
	{Name: "vm.sqlRegistered", Type: BoolField, Columns: p("sqlRegistered"), Export: exportByUs},
	{Name: "vm.scaleSetMode", Columns: p("scaleSetMode"), read: oneOf("Flexible", "Uniform"), Export: exportByUs},
}

func p(places ...string) []string { return places }
