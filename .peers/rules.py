"""The rules of RULES.md with pandas, from an array of JSON.

rules.py DISKS OUT.xlsx|OUT.csv   writes the findings, says how many
"""
import json
import sys

import pandas

COLUMNS = ["name", "group", "location", "sku", "encryption", "size", "state", "created", "id",
           "network", "public", "os", "security", "environment", "owner", "costCenter"]


def row(disk):
    """The values that rules and columns read, by hand: json_normalize makes columns of all the others too."""
    security, tags = disk.get("securityProfile") or {}, disk.get("tags") or {}
    return (disk["name"], disk["resourceGroup"], disk["location"], disk["sku"]["name"], disk["encryption"]["type"],
            disk["diskSizeGB"], disk["diskState"], disk["timeCreated"], disk["id"], disk["networkAccessPolicy"],
            disk["publicNetworkAccess"], disk["osType"], security.get("securityType"),
            tags.get("environment"), tags.get("owner"), tags.get("costCenter"))


def findings(disks):
    production = disks.environment == "prod"
    usual = ["Premium_LRS", "StandardSSD_LRS", "Standard_LRS", "Premium_ZRS", "StandardSSD_ZRS"]
    rules = [
        ("R01", "High", production & (disks.encryption == "EncryptionAtRestWithPlatformKey")),
        ("R02", "High", production & (disks.network == "AllowAll")),
        ("R03", "Medium", production & (disks.public == "Enabled")),
        ("R04", "Low", disks.state == "Unattached"),
        ("R05", "Medium", ~disks.sku.isin(usual)),
        ("R06", "High", disks.location.isin(["qatarcentral", "israelcentral", "brazilsouth", "koreasouth"])),
        ("R07", "Low", disks.owner.fillna("") == ""),
        ("R08", "Low", ~disks.costCenter.fillna("").str.fullmatch("CC-[0-9]{4}")),
        ("R09", "Medium", production & (disks.sku == "Standard_LRS")),
        ("R10", "Medium", disks.os.notna() & (disks.security != "TrustedLaunch")),
    ]
    found = []
    for rule, severity, holds in rules:
        part = disks.loc[holds, COLUMNS[:9]]
        part.insert(0, "rule", rule)
        part.insert(1, "severity", severity)
        found.append(part)
    return pandas.concat(found)


def workbook(found, name):
    options = {"strings_to_urls": False, "strings_to_formulas": False}
    with pandas.ExcelWriter(name, engine="xlsxwriter", engine_kwargs={"options": options}) as book:
        found.groupby(["rule", "severity"]).size().reset_index(name="disks").to_excel(book, sheet_name="Summary", index=False)
        for first in range(0, len(found), 1_000_000):
            found[first:first + 1_000_000].to_excel(book, sheet_name=f"Findings {first // 1_000_000 + 1}", index=False)


def main(source, out):
    with open(source, "rb") as file:
        listed = json.load(file)
    disks = pandas.DataFrame.from_records([row(disk) for disk in listed], columns=COLUMNS)
    del listed
    found = findings(disks)
    if out.endswith(".csv"):
        found.to_csv(out, index=False)
    else:
        workbook(found, out)
    print("findings", len(found))


main(*sys.argv[1:])
