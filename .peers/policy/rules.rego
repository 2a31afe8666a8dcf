# The rules of RULES.md for conftest, which takes each element of an array as a
# document of its own.
package main

import rego.v1

production if input.tags.environment == "prod"

usual := {"Premium_LRS", "StandardSSD_LRS", "Standard_LRS", "Premium_ZRS", "StandardSSD_ZRS"}

few := {"qatarcentral", "israelcentral", "brazilsouth", "koreasouth"}

row(rule, severity) := concat(",", [
	rule, severity, input.name, input.resourceGroup, input.location, input.sku.name, input.encryption.type,
	format_int(input.diskSizeGB, 10), input.diskState, input.timeCreated, input.id,
])

deny contains row("R01", "High") if {
	production
	input.encryption.type == "EncryptionAtRestWithPlatformKey"
}

deny contains row("R02", "High") if {
	production
	input.networkAccessPolicy == "AllowAll"
}

deny contains row("R03", "Medium") if {
	production
	input.publicNetworkAccess == "Enabled"
}

deny contains row("R04", "Low") if input.diskState == "Unattached"

deny contains row("R05", "Medium") if not input.sku.name in usual

deny contains row("R06", "High") if input.location in few

deny contains row("R07", "Low") if object.get(input, ["tags", "owner"], "") in {"", null}

deny contains row("R08", "Low") if not regex.match(`^CC-[0-9]{4}$`, object.get(input, ["tags", "costCenter"], ""))

deny contains row("R09", "Medium") if {
	production
	input.sku.name == "Standard_LRS"
}

deny contains row("R10", "Medium") if {
	input.osType != null
	object.get(input, ["securityProfile", "securityType"], "") != "TrustedLaunch"
}
