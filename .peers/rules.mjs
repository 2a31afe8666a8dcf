// The rules of RULES.md in DuckDB, from an array of JSON or from lines of it.
//
//   node rules.mjs read  DISKS           reads what the rules read, and no more
//   node rules.mjs rules DISKS OUT.csv   writes the findings, says how many
import { DuckDBInstance } from "@duckdb/node-api";

const [what, disks, out] = process.argv.slice(2);
const form = disks.endsWith(".ndjson") ? "newline_delimited" : "array";
const list = `read_json('${disks}', format = '${form}', columns = {
  id: 'VARCHAR', name: 'VARCHAR', resourceGroup: 'VARCHAR', location: 'VARCHAR',
  sku: 'STRUCT(name VARCHAR)', encryption: 'STRUCT("type" VARCHAR)', diskSizeGB: 'BIGINT',
  diskState: 'VARCHAR', networkAccessPolicy: 'VARCHAR', publicNetworkAccess: 'VARCHAR',
  osType: 'VARCHAR', securityProfile: 'STRUCT(securityType VARCHAR)', timeCreated: 'VARCHAR',
  tags: 'STRUCT(environment VARCHAR, "owner" VARCHAR, costCenter VARCHAR)'})`;

const rules = {
  R01: ["High", "production AND encryption = 'EncryptionAtRestWithPlatformKey'"],
  R02: ["High", "production AND networkAccessPolicy = 'AllowAll'"],
  R03: ["Medium", "production AND publicNetworkAccess = 'Enabled'"],
  R04: ["Low", "diskState = 'Unattached'"],
  R05: ["Medium", "sku NOT IN ('Premium_LRS', 'StandardSSD_LRS', 'Standard_LRS', 'Premium_ZRS', 'StandardSSD_ZRS')"],
  R06: ["High", "location IN ('qatarcentral', 'israelcentral', 'brazilsouth', 'koreasouth')"],
  R07: ["Low", "coalesce(tags.owner, '') = ''"],
  R08: ["Low", "NOT regexp_full_match(coalesce(tags.costCenter, ''), 'CC-[0-9]{4}')"],
  R09: ["Medium", "production AND sku = 'Standard_LRS'"],
  R10: ["Medium", "osType IS NOT NULL AND coalesce(securityProfile.securityType, '') <> 'TrustedLaunch'"],
};

const counted = `SELECT count(*), sum(diskSizeGB), sum(length(id)), count(name), count(resourceGroup), count(location),
  count(sku.name), count(encryption.type), count(diskState), count(networkAccessPolicy), count(publicNetworkAccess),
  count(osType), count(securityProfile.securityType), count(timeCreated), count(tags.environment), count(tags.owner),
  count(tags.costCenter) FROM ${list}`;

// A list of findings for each disk, and a row of each: the disks are read once.
const held = Object.entries(rules).map(([id, [severity, holds]]) => `CASE WHEN ${holds} THEN {rule: '${id}', severity: '${severity}'} END`);
const written = `COPY (
  SELECT finding.rule, finding.severity, name, resourceGroup, location, sku, encryption, diskSizeGB, diskState, timeCreated, id
  FROM (SELECT unnest([${held}]) AS finding, * FROM (
    SELECT * REPLACE (sku.name AS sku, encryption.type AS encryption), tags.environment = 'prod' AS production FROM ${list}))
  WHERE finding IS NOT NULL) TO '${out}' (HEADER)`;

const db = await DuckDBInstance.create(":memory:");
const rows = (await (await db.connect()).runAndReadAll(what === "read" ? counted : written)).getRows();
console.log(what === "read" ? `disks ${rows[0][0]}` : `findings ${rows[0][0]}`);
