package inventory

import "strings"

// derive computes the facts that follow from stated values. Rules judge them;
// they are never stated themselves. Values of a VM that depend on its disks
// need the disks to be joined.
func (it *Item) derive() {
	if it.Kind == VM {
		it.deriveVM()
		return
	}
	it.deriveDisk()
}

func (it *Item) deriveVM() {
	it.deriveRegion("vm")
	it.deriveEdgeZone("vm")
	it.deriveSize()
	it.deriveGuest()
	it.deriveAgent()
	kind := strings.ToLower(it.get("vm.type").Text())
	if kind != "" {
		it.set("vm.classic", Bool(strings.HasPrefix(kind, "microsoft.classiccompute")))
	}
	it.set("vm.uniformScaleSet", uniform(kind, it.get("vm.scaleSetId"), it.get("vm.scaleSetMode")))
	it.set("vm.unmanaged", it.someDisk(func(a attachment) Value { return not(a.value(diskManaged)) }))
	it.set("vm.ade", it.deriveADE())
	it.set("vm.confidential", it.deriveConfidential())
	it.countDisks()
	if disks := it.attachments(); it.get("vm.hyperVGeneration").Missing() && len(disks) > 0 && disks[0].value(diskRole).Text() == "os" {
		it.set("vm.hyperVGeneration", disks[0].value(diskGeneration))
	}
	it.deriveOptional("vm")
}

func (it *Item) deriveDisk() {
	it.deriveRegion("disk")
	it.deriveEdgeZone("disk")
	it.set("disk.shared", it.deriveShared())
	it.set("disk.cmk", it.deriveCustomerKey())
	it.set("disk.privateEndpoint", it.derivePrivateEndpoint())
	it.deriveTier()
	if v := it.get("disk.logicalSectorSize"); v.IsAbsent() && it.get("disk.sku").Known() {
		it.set("disk.logicalSectorSize", Int(sectorSize(it.get("disk.sku").Text())).Assumed())
	}
	if des := it.get("disk.desId"); des.Known() && !des.IsAbsent() && it.Subscription() != "" {
		it.set("disk.desSameSubscription", Bool(it.ofOwnSubscription(des)))
	}
	it.deriveOptional("disk")
}

// ofOwnSubscription reports whether an id is of a resource in the subscription
// of the item.
func (it *Item) ofOwnSubscription(id Value) bool {
	const level = "/subscriptions/"
	text, own := id.Text(), it.subscriptionKey()
	end := len(level) + len(own)
	if len(text) > end && text[end] == '/' && compareFolded(text[:len(level)], level) == 0 && compareFolded(text[len(level):end], own) == 0 {
		return true
	}
	return strings.HasPrefix(strings.ToLower(text), level+own+"/")
}

func (it *Item) deriveRegion(kind string) {
	v := it.get(kind + ".location")
	if r, ok := regionOf(v.Text()); ok {
		v = Text(r.Cloud)
	}
	it.set(kind+".cloud", v)
}

// deriveSize reads what a size name gives away. An unreadable name leaves every
// fact not recognised rather than missing, so that the report can say which.
func (it *Item) deriveSize() {
	name := it.get("vm.size")
	s, ok := sizeOf(name.Text())
	told := func(v Value) Value {
		if !ok {
			return name
		}
		return v
	}
	vcpus := Int(int64(s.VCPUs))
	if s.VCPUs == 0 {
		vcpus = Unrecognised(name.Text())
	}
	maker := s.Maker
	if maker == "" {
		maker = "unknown"
	}
	it.set("vm.vcpus", told(vcpus))
	it.set("vm.belowOneGiB", told(Bool(s.MemoryGiB > 0)))
	it.set("vm.sizeVersion", told(Int(int64(s.Version))))
	it.set("vm.premiumCapable", told(s.Premium))
	it.set("vm.arm64", told(s.ARM64))
	it.set("vm.localDisk", told(s.LocalDisk))
	it.set("vm.cpuMaker", told(Text(maker)))
}

// deriveAgent forgets the status of the agent of a VM that does not run: nobody
// reported it.
func (it *Item) deriveAgent() {
	if power := it.get("vm.powerState"); power.Known() && power.Text() != "running" {
		it.set("vm.agentStatus", Value{})
	}
}

// deriveEdgeZone settles the kind of extended location where only its name is
// stated, as flat exports do.
func (it *Item) deriveEdgeZone(kind string) {
	zone, typ := it.get(kind+".edgeZone"), it.get(kind+".extendedLocationType")
	switch {
	case !zone.Known():
	case zone.IsAbsent() && typ.Missing():
		it.set(kind+".extendedLocationType", Absent())
	case !zone.IsAbsent() && (typ.Missing() || typ.IsAbsent()):
		it.set(kind+".extendedLocationType", Text("EdgeZone"))
	}
}

// deriveGuest tells the operating system product from the guest's own name or,
// without it, from the image.
func (it *Item) deriveGuest() {
	text := func(name string) string { return it.get(name).Text() }
	system, guest := text("vm.osType"), text("vm.osName")
	publisher, offer, plan := text("vm.imagePublisher"), text("vm.imageOffer"), text("vm.imageSku")
	var unread Value
	if seen := strings.Join(strings.Fields(guest+" "+publisher+" "+offer+" "+plan), " "); seen != "" {
		unread = Unrecognised(seen)
	}
	set := func(field, token string, ok bool) {
		if ok {
			it.set(field, Text(token))
		} else if it.get(field).Missing() {
			it.set(field, unread)
		}
	}
	token, ok := osRelease(system, guest, publisher, offer, plan)
	set("vm.osRelease", token, ok)
	token, ok = distro(system, guest, publisher, offer, plan)
	set("vm.distro", token, ok)
}

// uniform tells whether a VM is an instance of a Uniform scale set. The VM list
// holds only Flexible ones: Uniform instances are another resource type.
func uniform(kind string, scaleSet, mode Value) Value {
	switch {
	case kind == "microsoft.compute/virtualmachinescalesets/virtualmachines":
		return Bool(true)
	case mode.Known():
		return Bool(strings.EqualFold(mode.Text(), "Uniform"))
	case kind != "":
		return Bool(false)
	case scaleSet.IsAbsent():
		return Bool(false)
	}
	return Value{}
}

// someDisk asks every disk of a VM and answers as "is it so of one?" does when
// some answers or some disks are unknown.
func (it *Item) someDisk(ask func(attachment) Value) Value {
	open := !it.DisksComplete
	for _, a := range it.attachments() {
		switch v := ask(a); {
		case v.True():
			return v
		case !v.Known():
			open = true
		}
	}
	if open {
		return Value{}
	}
	return Bool(false)
}

func not(v Value) Value {
	if !v.Known() {
		return v
	}
	return Bool(!v.True())
}

// deriveADE follows the signs of Azure Disk Encryption, which leaves none on
// the VM itself: extension or instance view, else the records of the disks.
func (it *Item) deriveADE() Value {
	if it.get("vm.adeSign").True() {
		return Bool(true)
	}
	return it.someDisk(func(a attachment) Value { return a.value(diskADE) })
}

// deriveConfidential goes by the security type of the VM or of its OS disk:
// either says yes, and either is enough to say no.
func (it *Item) deriveConfidential() Value {
	own := it.get("vm.securityType")
	var disk Value
	if disks := it.attachments(); len(disks) > 0 && disks[0].value(diskRole).Text() == "os" {
		disk = disks[0].value(diskSecurity)
	}
	switch {
	case own.Text() == "ConfidentialVM" && own.Known(), disk.Known() && strings.HasPrefix(disk.Text(), "ConfidentialVM"):
		return Bool(true)
	case own.Known(), disk.Known() && !own.IsUnrecognised():
		return Bool(false)
	}
	return own
}

// countDisks counts the disks of a VM and adds up their sizes; where not all
// are known the result is a lower bound.
func (it *Item) countDisks() {
	exact := it.DisksComplete
	number := func(n int64, exact bool) Value {
		if exact {
			return Int(n)
		}
		return AtLeast(n)
	}
	facts := it.factsOfDisks()
	if it.DiskCount() == 0 && !exact {
		return
	}
	it.set("vm.dataDiskCount", number(facts.data, exact))
	it.set("vm.diskCount", number(int64(it.DiskCount()), exact))
	it.set("vm.disksTotalGiB", number(facts.total, facts.sized))
}

func (it *Item) deriveShared() Value {
	shares, owners := it.get("disk.maxShares"), it.get("disk.owners")
	switch {
	case owners.Int() > 1, shares.Known() && shares.Int() > 1:
		return Bool(true)
	case shares.Known():
		return Bool(false)
	}
	return Value{}
}

func (it *Item) deriveCustomerKey() Value {
	if des := it.get("disk.desId"); des.Known() && !des.IsAbsent() {
		return Bool(true)
	}
	switch v := it.get("disk.encryptionType"); v.Text() {
	case "EncryptionAtRestWithPlatformKey":
		return Bool(false)
	case "EncryptionAtRestWithCustomerKey", "EncryptionAtRestWithPlatformAndCustomerKeys":
		return Bool(true)
	default:
		return v
	}
}

// derivePrivateEndpoint goes by the access policy or the disk access resource:
// either says yes, and either is enough to say no.
func (it *Item) derivePrivateEndpoint() Value {
	policy, access := it.get("disk.networkAccessPolicy"), it.get("disk.diskAccessId")
	switch {
	case policy.Known() && policy.Text() == "AllowPrivate", access.Known() && !access.IsAbsent():
		return Bool(true)
	case policy.Known(), access.Known() && !policy.IsUnrecognised():
		return Bool(false)
	}
	return policy
}

// deriveTier tells whether the performance tier of a Premium SSD differs from
// the one its size implies. Other disks have no tier.
func (it *Item) deriveTier() {
	sku, size, tier := it.get("disk.sku"), it.get("disk.sizeGiB"), it.get("disk.tier")
	target := it.get("disk.tierTarget")
	switch implied := impliedTier(sku.Text(), size.Int()); {
	case target.Known() && !target.IsAbsent():
		it.set("disk.tierChanged", Bool(true))
	case sku.Known() && !strings.HasPrefix(sku.Text(), "Premium_"):
		it.set("disk.tierChanged", Bool(false))
	case sku.Known() && size.Known() && tier.Known() && !tier.IsAbsent() && !strings.EqualFold(tier.Text(), implied):
		it.set("disk.tierChanged", Bool(true))
	case sku.Known() && size.Known() && tier.Known() && target.IsAbsent():
		it.set("disk.tierChanged", Bool(false))
	}
}

func sectorSize(sku string) int64 {
	if sku == "PremiumV2_LRS" || sku == "UltraSSD_LRS" {
		return 4096
	}
	return 512
}

// deriveOptional compares what optional columns state with the item itself.
func (it *Item) deriveOptional(kind string) {
	if it.work().extra == nil {
		return
	}
	compare := func(result, column string, own Value) {
		if v := it.get(column); v.Known() && own.Known() && own.Text() != "" {
			it.set(result, Bool(strings.EqualFold(v.Text(), own.Text())))
		}
	}
	region, tenant, subscription := it.get(kind+".location"), it.get(kind+".tenantId"), Text(it.Subscription())
	compare("vault.sameRegion", "vault.location", region)
	compare("vault.sameSubscription", "vault.subscriptionId", subscription)
	compare("vault.sameTenant", "vault.tenantId", tenant)
	compare("snapshotGroup.sameSubscription", "snapshotGroup.subscriptionId", subscription)
	compare("snapshotGroup.ofTheDisk", "snapshotGroup.name", Text(it.ResourceGroup()))
	compare("restore.sameSubscription", "restore.targetSubscriptionId", subscription)
	compare("restore.sameRegion", "restore.targetRegion", region)
	compare("restore.sameTenant", "restore.targetTenantId", tenant)
	compare("storage.inVaultRegion", "storage.location", it.get("vault.location"))
	perDay, days := it.get("policy.backupsPerDay"), it.get("policy.retentionDays")
	if perDay.Missing() && it.get("policy.intervalHours").Int() > 0 {
		perDay = Int(24 / it.get("policy.intervalHours").Int())
		it.set("policy.backupsPerDay", perDay.Assumed())
	}
	if perDay.Known() && days.Known() {
		it.set("policy.recoveryPointsKept", Int(perDay.Int()*days.Int()))
	}
}
