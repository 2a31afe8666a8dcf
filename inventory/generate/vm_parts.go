package generate

// guest is what is said of the system inside: of one of the two.
type guest struct {
	Password   any      `json:"adminPassword"`
	User       string   `json:"adminUsername"`
	Extensions bool     `json:"allowExtensionOperations"`
	Computer   string   `json:"computerName"`
	Custom     any      `json:"customData"`
	Linux      *linux   `json:"linuxConfiguration"`
	Signal     bool     `json:"requireGuestProvisionSignal"`
	Secrets    []string `json:"secrets"`
	Windows    *windows `json:"windowsConfiguration"`
}

type linux struct {
	NoPassword   bool `json:"disablePasswordAuthentication"`
	AgentUpdates bool `json:"enableVmAgentPlatformUpdates"`
	Patch        struct {
		Assessment string `json:"assessmentMode"`
		Automatic  any    `json:"automaticByPlatformSettings"`
		Mode       string `json:"patchMode"`
	} `json:"patchSettings"`
	Agent bool `json:"provisionVmAgent"`
	SSH   any  `json:"ssh"`
}

type windows struct {
	Unattend any  `json:"additionalUnattendContent"`
	Updates  bool `json:"enableAutomaticUpdates"`
	Agent    bool `json:"provisionVmAgent"`
}

func (d dice) guest(m machine) guest {
	g := guest{User: "azureuser", Extensions: true, Computer: m.name, Signal: true, Secrets: []string{}}
	if m.image.system == "Windows" {
		g.Windows = &windows{Updates: d.oneIn(2), Agent: true}
		return g
	}
	g.Linux = &linux{NoPassword: d.oneIn(2), Agent: true}
	g.Linux.Patch.Assessment, g.Linux.Patch.Mode = "ImageDefault", "ImageDefault"
	return g
}

type storage struct {
	Data       []dataDisk `json:"dataDisks"`
	Controller string     `json:"diskControllerType"`
	Image      vmImage    `json:"imageReference"`
	System     systemDisk `json:"osDisk"`
}

type vmImage struct {
	Community any    `json:"communityGalleryImageId"`
	Exact     string `json:"exactVersion"`
	ID        any    `json:"id"`
	Offer     string `json:"offer"`
	Publisher string `json:"publisher"`
	Shared    any    `json:"sharedGalleryImageId"`
	SKU       string `json:"sku"`
	Version   string `json:"version"`
}

type dataDisk struct {
	Caching  string       `json:"caching"`
	Option   string       `json:"createOption"`
	Delete   string       `json:"deleteOption"`
	Detach   any          `json:"detachOption"`
	Iops     any          `json:"diskIopsReadWrite"`
	MBps     any          `json:"diskMBpsReadWrite"`
	SizeGB   int          `json:"diskSizeGb"`
	Image    any          `json:"image"`
	LUN      int          `json:"lun"`
	Managed  *managedDisk `json:"managedDisk"`
	Name     string       `json:"name"`
	Detached bool         `json:"toBeDetached"`
	VHD      any          `json:"vhd"`
	WriteAcc any          `json:"writeAcceleratorEnabled"`
}

type systemDisk struct {
	Caching  string       `json:"caching"`
	Option   string       `json:"createOption"`
	Delete   string       `json:"deleteOption"`
	Diff     any          `json:"diffDiskSettings"`
	SizeGB   int          `json:"diskSizeGb"`
	Settings any          `json:"encryptionSettings"`
	Image    any          `json:"image"`
	Managed  *managedDisk `json:"managedDisk"`
	Name     string       `json:"name"`
	OSType   string       `json:"osType"`
	VHD      *blob        `json:"vhd"`
	WriteAcc any          `json:"writeAcceleratorEnabled"`
}

type managedDisk struct {
	Set      *encryptionSet `json:"diskEncryptionSet"`
	ID       string         `json:"id"`
	Group    string         `json:"resourceGroup"`
	Security any            `json:"securityProfile"`
	SKU      string         `json:"storageAccountType"`
}

type encryptionSet struct {
	ID    string `json:"id"`
	Group string `json:"resourceGroup"`
}

type blob struct {
	URI string `json:"uri"`
}

// storage says of the disks of a VM what their own list says of them.
func (e Estate) storage(n int, m machine) storage {
	system := e.disk(n)
	s := storage{
		Data: []dataDisk{}, Controller: "SCSI",
		Image:  vmImage{Exact: "1.2.3", Offer: m.image.offer, Publisher: m.image.publisher, SKU: m.image.sku, Version: "latest"},
		System: systemDisk{Caching: "ReadWrite", Option: "FromImage", Delete: "Delete", SizeGB: system.SizeGB, Name: m.systemDisk(), OSType: m.image.system},
	}
	if !managed(n) {
		s.System.VHD = &blob{"https://" + m.application + "vhds.blob.core.windows.net/vhds/" + m.name + ".vhd"}
		return s
	}
	s.System.Managed = m.names(system)
	for lun, number := range e.dataDisks(n) {
		d := e.disk(number)
		s.Data = append(s.Data, dataDisk{Caching: "ReadOnly", Option: "Attach", Delete: "Detach", SizeGB: d.SizeGB, LUN: lun, Managed: m.names(d), Name: d.Name})
	}
	return s
}

func (m machine) names(d *disk) *managedDisk {
	named := &managedDisk{ID: d.ID, Group: m.group, SKU: d.SKU.Name}
	if d.Encryption.Set != nil {
		named.Set = &encryptionSet{*d.Encryption.Set, "rg-keys"}
	}
	return named
}
