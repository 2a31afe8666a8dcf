// Backready tells from exported files which Azure VMs and disks Azure Backup can
// protect.
//
//	backready report FILE...
//	backready COMMAND [flags]
//
// It judges every VM and every disk of exported inventories against the Azure
// Backup support matrices as they stood on a date, and writes the reports that an
// audit asks for: by which path an item can be protected, with which limits, and
// what to change where it can't. It needs no credentials and no network.
//
// backready help lists the commands and the topics, and backready help COMMAND
// the flags of one. The sections from Commands on are what they print.
//
// # Outputs
//
// report writes a folder, all of it or nothing: the workbook report.xlsx, the page
// report.html, report.md, report.json (its JSON Schema is
// render/json/report.schema.json in the source), findings.csv with a row for each
// finding, and manifest.json with the checksums of inputs and reports. check
// prints the result and writes nothing. What was asked for goes to stdout, messages
// go to stderr, and --quiet keeps them back unless the exit status is another
// than 0. The same inputs, editions, flags and time give the same bytes.
//
// # Examples
//
// They show what a terminal of 80 columns shows for the sample estate, at the time
// that SOURCE_DATE_EPOCH=1795312800 names; three dots stand for lines left out.
//
// Judge and write the reports:
//
//	$ backready report vms.json disks.json
//	backready: Azure Backup can protect 35 of 42 VMs and 111 of 117 disks. 19 VMs and 3 disks need something arranged first. 7 VMs and 4 disks cannot be protected as they are. It cannot be told for 2 disks.
//	backready: wrote backready-report
//	$ echo $?
//	0
//
// Judge and look, and fail where something can't be protected:
//
//	$ backready check --fail-on unsupported vms.json disks.json
//	Azure Backup readiness
//	...
//	 Kind  │ Items │ Supported │ Limited │ Undetermined │ Unsupported
//	───────┼───────┼───────────┼─────────┼──────────────┼─────────────
//	 VMs   │    42 │        16 │      19 │            0 │           7
//	 disks │   117 │       108 │       3 │            2 │           4
//	...
//	$ echo $?
//	1
//
// What a file is worth by itself, and what to export besides:
//
//	$ backready inspect vms.json
//	vms.json
//	  format         az-vm-list, UTF-8
//	  rows           42: 42 VMs, 0 disks, 0 of other types, 0 duplicates, 0 rejected
//	  vm fields      33 known on every vm
//	...
//	  by itself      settles 5 of 42 vms
//	  by itself      settles 2 of 2 disks, 2 of them unmanaged ones that only VMs
//	                 name
//	...
//	  do             add the disks of the same subscriptions: az disk list -o json >
//	                 disks.json
//
// Why a rule is there; explain vm/ultra-disk would show how to fix what it finds:
//
//	$ backready explain M24
//	...
//	M24  vm-backup@2026-03-26, VM storage support
//	  A VM that has an Ultra disk needs an Enhanced policy; Standard policy does not
//	  take it.
//	  check, affects backup, date exact
//	  https://learn.microsoft.com/azure/backup/backup-support-matrix-iaas#ultra-disk-backup
//	  checked by vm/ultra-disk: Ultra Disk attached
//	...
//
// Judge by an older edition, and see what has changed since, and why:
//
//	$ backready report --quiet --max-edition-age 0 --edition disk-backup@2023-03-03 --out older vms.json disks.json
//	$ backready diff older backready-report
//	Changes since 2026-11-22
//	...
//	 resolved │ Ultra Disk, not supported   │ edition                      │     1
//	          │ in this edition             │ disk-backup@2023-03-03 →     │
//	...
//
// Judge some of the files each by itself, and make one report of them, with totals
// for each:
//
//	$ backready report --quiet --allow-incomplete --out shards/disks disks.json
//	$ backready report --quiet --allow-incomplete --out shards/vms vms.json
//	$ backready merge --quiet --out merged shards
//	$ backready check --from shards/vms --from shards/disks
//	...
//	Totals by report
//	...
//	 disks  │ disks │   115 │       108 │       3 │            2 │           2
//	 vms    │ VMs   │    42 │        16 │      19 │            0 │           7
//	 vms    │ disks │     2 │         0 │       0 │            0 │           2
//	...
//
// Is a report still what it was, and does it come out again?
//
//	$ backready verify backready-report --inputs .
//	...
//	whole: 5 files are as they were written
//
// A wrong command line writes nothing and says what to type:
//
//	$ backready report --format pdf vms.json disks.json
//	backready: error: unknown format "pdf"
//	  hint: --format xlsx,html,md,json,csv
//	$ echo $?
//	2
//
// # Commands
//
//	check FILE...                        Judge exported inventories and show the result here
//	completion bash|zsh|fish|powershell  Print the script that completes command lines in a shell
//	config [FILE...]                     Show the settings of a run and where each comes from
//	diff OLD NEW                         Show what changed between two finished reports, and why
//	explain RULE|STATEMENT               Explain a rule or a statement: fact, reason, fix, source, editions
//	inspect FILE...                      Say what was recognised in each file, what is missing, and what to export instead
//	inventory FILE...                    Write exported inventories as tables for a lake or another engine
//	mail DIR                             Mail a finished report: to a file, or by SMTP
//	matrix                               Show, compare and check the support matrices
//	merge REPORT...                      Make one report of the finished reports of many tenants, or of many shards
//	queries                              Print the export commands and queries that give a complete inventory
//	report FILE...                       Judge exported inventories and write the reports
//	verify DIR                           Compare a finished report with its manifest, or make it again from its inputs
//	version                              Print the version, the commit, and the editions of the matrices
//
// # Inputs
//
// What files are read, and what each leaves open.
//
// FILE is an export, a folder of exports, a pattern such as 'exports/*.json', or -
// for standard input. Files are recognised by what is in them, never by their
// names. The formats, as reports and inspect name them:
//
//	az-vm-list            az vm list -d -o json, az vm show
//	az-disk-list          az disk list -o json, az disk show
//	arm-list              answers of REST (az rest): lists and single resources
//	arm-example           an example file of the REST specification
//	resource-graph        az graph query, Search-AzGraph, REST
//	resource-graph-table  the same as columns and rows
//	powershell            Get-AzVM, Get-AzDisk through ConvertTo-Json -Depth 10
//	terraform-state       terraform show -json, or a state file of version 4
//	json-lines            several JSON documents in a row
//	json                  JSON that holds no row to tell more by
//	csv-resource-graph    Resource Graph Explorer with Formatted results off
//	csv-portal            the portal's list of virtual machines, in any language
//	csv-powershell        Export-Csv
//	csv                   any other CSV with the id of the resource
//
// The text may be UTF-8 or UTF-16, with or without a byte order mark, and packed
// with gzip. Workbooks, archives, PDF, tables for people, YAML and Terraform plans
// are refused, each with the command that gives what can be read.
//
// Reports of earlier runs that lie among the exports are left out, and so are
// hidden files, the configuration and the files that flags name.
//
// Tables that backready inventory wrote are no exports: --inventory reads them
// (backready help tables).
//
// Other resources may lie beside VMs and disks, and what they settle is used:
//
//	az snapshot list              az network nic list
//	az lock list                  az network public-ip list
//	az backup vault list          az disk-encryption-set list
//	az backup policy list         az sql vm list
//	az backup item list           az role assignment list
//	az dataprotection backup-vault list
//	az dataprotection backup-policy list
//	az dataprotection backup-instance list
//	az monitor diagnostic-settings list
//
// They are joined with the VMs and disks of one run. Of finished reports that are
// merged each keeps what it found: see backready merge --help.
//
// A VM list without the disks leaves nearly every question about disks open, and a
// CSV of the portal nearly all. Nothing that a file does not say counts as a pass:
// it comes out as undetermined, with the column that would settle it. backready
// inspect FILE says what each file is worth; backready queries prints the commands
// and queries that give a complete inventory.
//
// Ids are joined ignoring case, as Azure does. Every row of every file is an item,
// a duplicate, rejected with its line, or of another type, and reports print the
// sum. A page that is missing, a row that is rejected, or VM and disk files that
// don't belong together make the evidence incomplete: exit status 4.
//
// # Verdicts
//
// What each verdict means, and how it comes about.
//
//	supported     nothing to arrange
//	limited       can be backed up once something is arranged
//	undetermined  the export does not say enough, or the matrix does not settle it
//	unsupported   cannot be backed up this way
//
// Later ones are worse. A rule is a check that stands on statements of the matrix.
// It is judged on each path, that is each way to be protected:
//
//	vm-backup/standard          Standard policy
//	vm-backup/enhanced          Enhanced policy
//	vm-backup/crash-consistent  Enhanced policy, crash-consistent only
//	disk-backup/operational     Operational tier
//
// The verdict on a path is the worst of its rules. The verdict on a matrix is that
// of its best path; where that is not the usual one, the first, it is limited at
// best and the report says which path to take. The verdict on an item is that of
// its own matrix: vm-backup for a VM, disk-backup for a disk.
//
// Logic has three values. What a file does not say is unknown, its negation too,
// and what could still turn out either way is undetermined, never a pass. Two
// kinds of unknown are told apart: the value is missing, or it is there and not
// recognised.
//
// Only statements that affect backup enter a verdict. Those that affect a restore,
// a feature or operations are listed as limits to know. Some statements can be
// checked only where an export has an optional column; without it they are counted
// as not assessed, and enter no verdict. Statements that no export can decide are
// printed under "Also mind".
//
// An item that can't be protected shows its ways out: a VM what Azure Disk Backup
// makes of its disks, a disk what the backup of its VM makes of it.
//
// backready explain RULE shows the statements, the cases and the fix of a rule.
// evaluate/VERDICTS.md in the source follows a VM and a disk from the row in the
// export to the verdict.
//
// # Exit status
//
// What each exit status means.
//
//	0  done; nothing is at or above --fail-on (default: never)
//	1  done; an item is at or above --fail-on, or verify found an altered file
//	2  wrong usage or configuration; nothing was written
//	3  an input can't be used: it can't be read, is not recognised, or holds no VM
//	   and no disk; nothing was written
//	4  done, but the evidence is incomplete; --allow-incomplete makes it 0
//	5  writing or sending failed; earlier reports are as they were
//
// 4 outranks 1: who must know that the threshold is met runs with
// --allow-incomplete as well. The evidence is incomplete where a file is cut
// short, a page or a row is missing, VM and disk files don't belong together,
// --expect is not met, or the findings of an expired waiver are back; of a merged
// report also where it is that of one of the reports merged.
//
// A run that a signal stops ends with 128 and the number of the signal, 130 after
// Ctrl-C; earlier reports are as they were.
//
// diff ends with 1 where its own --fail-on is met, and with 2 where two reports
// can't be compared. mail ends with 5 where a reader was not reached, and names
// each.
//
// # Settings
//
// The settings of a run, and the file that holds them.
//
// backready.yaml of the current folder is used where there is one, or the file of
// --config; --config none uses no file. Flags override the file. Unknown keys are
// errors with their line. Paths in the file are relative to the folder that it
// lies in. Secrets don't stand in it: passwords are in files of their own, or in
// the environment (backready help environment).
//
//	backready config                      what holds, and where it comes from
//	backready config > backready.yaml     a file to start from
//	backready config --schema             the JSON Schema, for editors
//
// The keys, a dot for each level, and the flag that each stands for:
//
//	inputs                    FILE...
//	editions                  --edition
//	matrices                  --matrix
//	against                   --against
//	asOf                      --as-of
//	formats                   --format
//	htmlRows                  --html-rows
//	mdRows                    --md-rows
//	out                       --out
//	keep                      --keep
//	split                     --split
//	title                     --title
//	organization              --organization
//	classification            --classification
//	operator                  --operator
//	waivers                   --waivers
//	warnDays                  --warn-days
//	baseline                  --baseline
//	history                   --history
//	maxEditionAge             --max-edition-age
//	failOn                    --fail-on
//	allowIncomplete           --allow-incomplete
//	expect                    --expect
//	mask.fields               --mask
//	mask.key                  --mask-key
//	sample.size               --sample
//	sample.seed               --seed
//	sign.key                  --sign-key
//	sign.passwordFile         --sign-password-file
//	limits.inputBytes         --max-input-bytes
//	limits.decompressedBytes  --max-decompressed-bytes
//	limits.ratio              --max-ratio
//	limits.depth              --max-depth
//	limits.fieldBytes         --max-field-bytes
//	limits.columns            --max-columns
//	limits.memoryBytes        --max-memory
//	metricsFile               --metrics-file
//	logFormat                 --log-format
//	mail.to                   --to
//	mail.cc                   --cc
//	mail.bcc                  --bcc
//	mail.parts                --parts
//	mail.partTo               --part-to
//	mail.partFallback         --part-fallback
//	mail.from                 --from
//	mail.subject              --subject
//	mail.attach               --attach
//	mail.maxBytes             --max-bytes
//	mail.smtp                 --smtp
//	mail.smtps                --smtps
//	mail.ca                   --ca
//	mail.user                 --user
//	mail.passwordFile         --password-file
//	mail.retries              --retries
//	mail.timeout              --timeout
//	mail.allowedDomains       --allowed-domains
//	mail.publicKey            --public-key
//	mail.sentFile             --sent-file
//
// Settings below mail are those of backready mail, all others of report and check.
// These flags are of one run, or take away a protection, and have no setting:
//
//	--config, --from, --inventory, --findings, --now, --help, --quiet, --eml,
//	--again, --insecure-plaintext
//
// # Evidence
//
// What an audit can hold a report to: manifest, verify, sample.
//
// manifest.json beside the reports holds the SHA-256 of the inputs, the editions,
// the files that flags name, and every report, with the command and its flags.
//
//	backready verify DIR                     is any file of the report altered?
//	backready verify DIR --inputs exports    make it again from the inputs and
//	                                         compare every byte
//	backready verify DIR --public-key minisign.pub
//
// The inputs of a merged report are the reports that it was made of: --inputs
// takes these. Each of them has a manifest that names its exports.
//
// Whoever can write the reports can write a manifest to fit. Only a signature that
// is checked with --public-key, or making the report again, proves more than
// damage. Reports are signed by --sign-key FILE with a secret key of minisign
// (minisign -G makes a pair); the signature lies in manifest.json.minisig, and
// minisign -V checks it as well. The password of the key is read from
// --sign-password-file or BACKREADY_SIGN_PASSWORD.
//
// The same inputs, editions, flags and time give the same bytes. --now TIME or
// SOURCE_DATE_EPOCH fixes the time.
//
//	--expect vms=120,disks=340   hold the files to what was counted elsewhere
//	--sample 3 --seed TEXT       items to re-perform by hand, with the steps; the
//	                             same seed gives the same items
//	--baseline report.json       what changed since an earlier report, and why
//	--history DIR                the trend of all reports in a folder
//	--mask name,tag --mask-key FILE
//	                             pseudonyms in the place of names; the same key
//	                             gives the same ones
//	--operator NAME              who makes the report
//
// verify ends with 0 where all is whole, 1 where a file is altered, missing or
// comes out differently, 3 where the folder, the manifest or the inputs are not
// there.
//
// # Waivers
//
// The register of accepted exceptions.
//
// --waivers FILE marks findings that somebody has accepted until a day. Verdicts
// stay as they are; accepted items are counted apart, and --fail-on looks at what
// is still open. The register is YAML and is read strictly: an unknown key, an id
// that is there twice or a wrong date is an error with its line.
//
//	schema: backready/waivers/v1
//	waivers:
//	  - id: W-2026-003
//	    rules: [vm/ephemeral-os-disk]
//	    items: {resourceGroup: rg-build-lab}
//	    category: waiver
//	    reason: Build agents are made anew every night; nothing on them is kept.
//	    owner: developer-experience
//	    approver: Head of IT operations
//	    ticket: CHG-40817
//	    raised: 2026-02-09
//	    expires: 2027-01-31
//
// rules takes the id of a rule, or a family: vm/*, disk/*. items selects by id,
// subscription, resourceGroup and tag, all of those given; * and ? stand for any
// characters in id and resourceGroup. category is waiver (the default) or
// mitigated, where something else meets the risk. raised is the first day on which
// a waiver holds, expires the last. ticket and category may be left out, all
// others may not.
//
// An expired waiver brings its findings back and ends the run with status 4. One
// that expires within 30 days is announced (--warn-days). Named too are those that
// match no finding, that name a rule which no edition has, that are broad, and
// whose owner approved them.
//
// samples/waivers.yaml in the source is one to start from. Its JSON Schema is
// evaluate/waiver/waivers.schema.json.
//
// # Matrices
//
// Editions of the support matrices, and matrices of your own.
//
// An edition is a support matrix as it stood on a date, with every statement of
// the page in our words. Released editions never change. These are built in:
//
//	disk-backup@2021-01-07
//	disk-backup@2021-03-30
//	disk-backup@2021-05-27
//	disk-backup@2021-12-01
//	disk-backup@2023-03-03
//	disk-backup@2026-02-13
//	vm-backup@2025-03-05
//	vm-backup@2025-10-27
//	vm-backup@2026-03-26
//
// Without a flag the newest of each matrix judges. --as-of DATE takes the newest
// that is not after a day, --edition ID one that you name, and --against ID shows
// what another one would judge differently. Reports print the date, the source and
// the checksum of the editions they went by, and warn of one that is older than
// --max-edition-age days (default 400).
//
//	backready matrix list                 the released editions
//	backready matrix show EDITION         every statement and its rules
//	backready matrix diff A B             what came, went or changed
//	backready matrix coverage             every statement has a rule, or is a note
//	backready matrix lint FILE            check a matrix of your own
//	backready explain RULE|STATEMENT      fact, reason, fix, source, editions
//
// A rule of your own, such as "we share no disks", is a matrix of your own: a YAML
// file of the same form, judged beside the others by --matrix FILE and shown in a
// column of its own. The verdict of an item, the counts and --fail-on stay those
// of the released matrices. Its name must not be that of a released one, and its
// words stand in the file:
//
//	edition: sharing@2026-01-01
//	matrix: sharing
//	date: "2026-01-01"
//	title: We share no disks
//	source: https://intranet.example/policies/backup
//	judges: disk
//	paths:
//	  - {id: policy, title: Policy}
//	statements:
//	  - id: P1
//	    topic: shared-disks
//	    section: Disks
//	    link: https://intranet.example/policies/backup#disks
//	    class: check
//	    affects: backup
//	    certainty: exact
//	    text: "Disks are not shared between VMs."
//	rules:
//	  - id: disk/no-sharing
//	    statements: [P1]
//	    class: check
//	    affects: backup
//	    paths: [policy]
//	    cases:
//	      - when: {disk.shared: {is: "true"}}
//	        verdict: unsupported
//	        says: "The disk is shared"
//	    words:
//	      rule: disk/no-sharing
//	      title: Disk is shared
//	      fix: Give each VM a disk of its own
//	      why: The policy does not allow shared disks.
//	      how: Move the data to disks of their own.
//	      verify: maxShares is 1.
//
// A predicate is a tree of all, any, not, some(disks) and every(disks), also over
// dataDisks and osDisk. A leaf compares one field: is, in, min, max, matches or
// present. Cases are tried in order; where none holds, the rule is supported. An
// unknown field, key or id is an error with its line.
//
// # Tables
//
// Tables of an inventory, rules as SQL, and findings of other engines.
//
// For whose inventory lies in a lake that nobody may copy out of: the same rules
// run there, and the reports are made of what they find.
//
//	backready inventory FILE... --out inventory        the tables, as JSONL or CSV
//	backready matrix export --tables --dialect spark   statements that make them
//	backready matrix export EDITION --dialect spark    the rules of an edition
//	backready report --inventory inventory --findings findings.jsonl
//
// Dialects: duckdb, spark. DuckDB loads the tables with COPY vms FROM 'vms.jsonl'
// (FORMAT json), Spark with the types that --tables gives. Whoever fills them from
// elsewhere must fill every column, also those that follow from others: join the
// tables of several runs only where each is whole and no item is in two.
//
// A cell has a value only where one is known; in CSV a known empty text stands in
// quotes. Why another cell is empty stands in the columns absent, assumed,
// unrecognised and atLeast of its row, by field. Ids are joined ignoring case.
//
// A row of vms is one VM:
//
//	backready       a text: always vms/v1
//	id              a text: the id of the resource, as the export writes it; of an
//	                unmanaged disk its VHD URI
//	name            a text: its name
//	subscription    a text: the id of its subscription
//	resourceGroup   a text: its resource group
//	location        a text: its region, as the export writes it
//	listed          true or false: whether an export lists it; a disk may only be
//	                named by a VM
//	tags            texts by name: its tags; empty where the export has none
//	disks           a whole number: how many rows of attached are its own
//	disksComplete   true or false: whether these are all its disks
//	absent          a list of texts: fields that are known to be none
//	assumed         a list of texts: fields whose value nobody stated and Azure
//	                implies
//	unrecognised    texts by name: fields whose text means nothing to us, with the
//	                text in Go's quotes
//	atLeast         whole numbers by name: fields of which a part of the sum is
//	                known, with that part
//
// A row of disks is one disk:
//
//	backready       a text: always disks/v1
//	id              a text: the id of the resource, as the export writes it; of an
//	                unmanaged disk its VHD URI
//	name            a text: its name
//	subscription    a text: the id of its subscription
//	resourceGroup   a text: its resource group
//	location        a text: its region, as the export writes it
//	listed          true or false: whether an export lists it; a disk may only be
//	                named by a VM
//	tags            texts by name: its tags; empty where the export has none
//	absent          a list of texts: fields that are known to be none
//	assumed         a list of texts: fields whose value nobody stated and Azure
//	                implies
//	unrecognised    texts by name: fields whose text means nothing to us, with the
//	                text in Go's quotes
//	atLeast         whole numbers by name: fields of which a part of the sum is
//	                known, with that part
//
// A row of attached is one disk of one VM, as the VM holds it:
//
//	backready       a text: always attached/v1
//	vm              a text: the id of the VM
//	place           a whole number: the place among its disks, from 0: the OS
//	                disk, then data disks by LUN
//	id              a text: the id of the disk; the rest of what is known stands
//	                in its row of disks, if it has one
//	name            a text: its name
//	own             a list of texts: fields of which this row has the word,
//	                whatever the row of the disk says
//	absent          a list of texts: fields that are known to be none
//	assumed         a list of texts: fields whose value nobody stated and Azure
//	                implies
//	unrecognised    texts by name: fields whose text means nothing to us, with the
//	                text in Go's quotes
//	atLeast         whole numbers by name: fields of which a part of the sum is
//	                known, with that part
//
// A row of inputs is one file that was read:
//
//	backready       a text: always inputs/v1
//	number          a whole number: which file, from 1
//	name            a text: its name
//	format          a text: the shape in which it was read
//	encoding        a text: its encoding
//	sha256          a text: the SHA-256 of its bytes
//	bytes           a whole number: how many these are
//	rows            a whole number: rows read
//	vms             a whole number: rows that became VMs
//	disks           a whole number: rows that became disks
//	other           a whole number: rows of other types
//	duplicates      a whole number: rows whose id was there already
//	rejected        a whole number: rows that can't be used
//	complete        true or false: whether it is whole
//	otherTypes      whole numbers by name: rows by other type
//
// A row of problems is something in a file that readers of a report must know:
//
//	backready       a text: always problems/v1
//	input           a whole number: the number of the file, 0 for the estate as a
//	                whole
//	line            a whole number: the line, 0 for the file as a whole
//	column          a text: the column, key or field, if one
//	text            a text: what is wrong
//	hint            a text: what to do
//	incomplete      true or false: whether something of the estate may be missing
//	                from the result
//
// Columns of fields of VMs in vms, and of disks in disks and attached; of a field
// that is called vm.size the column is vm_size:
//
//	vms   a text            vm_agentStatus, vm_availabilitySetId, vm_cloud,
//	                        vm_communityGalleryImageId, vm_cpuMaker, vm_distro,
//	                        vm_edgeZone, vm_extendedLocationType, vm_hostGroupId,
//	                        vm_hostId, vm_hyperVGeneration, vm_id, vm_imageId,
//	                        vm_imageOffer, vm_imagePublisher, vm_imageSku,
//	                        vm_licenseType, vm_location, vm_name,
//	                        vm_osDiskCreateOption, vm_osName, vm_osRelease,
//	                        vm_osType, vm_osVersion, vm_plan, vm_powerState,
//	                        vm_priority, vm_publicIps, vm_resourceGroup,
//	                        vm_scaleSetId, vm_scaleSetMode, vm_securityType,
//	                        vm_sharedGalleryImageId, vm_size, vm_subscriptionId,
//	                        vm_tenantId, vm_type
//	vms   a whole number    vm_dataDiskCount, vm_diskCount, vm_disksTotalGiB,
//	                        vm_nicCount, vm_sizeVersion, vm_tagCount, vm_vcpus,
//	                        vm_vmsInSubscriptionRegion
//	vms   true or false     vm_ade, vm_adeSign, vm_agentProvisioned,
//	                        vm_allowExtensionOperations, vm_arm64, vm_belowOneGiB,
//	                        vm_classic, vm_confidential, vm_diagnosticSettings,
//	                        vm_encryptionAtHost, vm_localDisk, vm_osDiskEphemeral,
//	                        vm_premiumCapable, vm_sqlRegistered, vm_ultraEnabled,
//	                        vm_uniformScaleSet, vm_unmanaged
//	vms   a list of texts   vm_userAssignedIdentities, vm_zones
//	disks a text            disk_adeVersion, disk_caching, disk_cloud,
//	                        disk_dataAccessAuthMode, disk_desId,
//	                        disk_diskAccessId, disk_diskState, disk_edgeZone,
//	                        disk_encryptionType, disk_extendedLocationType,
//	                        disk_hyperVGeneration, disk_id, disk_location,
//	                        disk_managedBy, disk_name, disk_networkAccessPolicy,
//	                        disk_osType, disk_publicNetworkAccess,
//	                        disk_resourceGroup, disk_role, disk_securityType,
//	                        disk_sku, disk_subscriptionId, disk_tenantId,
//	                        disk_tier, disk_tierTarget, disk_type, disk_vhdUri
//	disks a whole number    disk_disksInRegion, disk_disksInSubscription,
//	                        disk_disksOfItsVM, disk_fastDisksInSubscription,
//	                        disk_logicalSectorSize, disk_lun, disk_maxShares,
//	                        disk_sizeGiB
//	disks true or false     disk_ade, disk_adeEnabled, disk_cmk,
//	                        disk_desSameSubscription, disk_managed,
//	                        disk_performancePlus, disk_privateEndpoint,
//	                        disk_shared, disk_tierChanged, disk_writeAccelerator
//	disks a list of texts   disk_owners, disk_tagKeys, disk_zones
//
// Columns of fields that no export of VMs or disks carries, in all three:
//
//	all   a text            des_keyUrl, guest_database, guest_pythonVersion,
//	                        net_privateIpAllocation, policy_consistencyType,
//	                        policy_name, policy_scheduleFrequency, policy_type,
//	                        restore_diskName, restore_targetRegion,
//	                        restore_targetResourceGroup,
//	                        restore_targetSubscriptionId, restore_targetTenantId,
//	                        snapshotGroup_name, snapshotGroup_subscriptionId,
//	                        storage_defaultAction, storage_kind, storage_location,
//	                        storage_sku, vault_crossSubscriptionRestore,
//	                        vault_location, vault_name, vault_redundancy,
//	                        vault_subscriptionId, vault_tenantId
//	all   a whole number    guest_bits, net_reservedIps, planned_newSizeGiB,
//	                        planned_onDemandPerDay, planned_restoresPerDay,
//	                        policy_backupsPerDay, policy_instantRestoreDays,
//	                        policy_intervalHours, policy_recoveryPointsKept,
//	                        policy_retentionDays, snapshot_countPerDisk,
//	                        snapshot_countPerRegionSubscription, vault_policyCount
//	all   true or false     des_keyUsable, guest_backupScripts,
//	                        guest_clusterSharedVolumes, guest_containers,
//	                        guest_deduplication, guest_domainController,
//	                        guest_dynamicDisks, guest_lvm, guest_nfsMounts,
//	                        guest_proxy, guest_proxyAuthenticated, guest_raid,
//	                        guest_scaleOutFileServer, guest_sharedVolumes,
//	                        guest_storageReplica, guest_storageSpaces,
//	                        guest_storageSpacesDirect, image_withdrawn,
//	                        item_protected, lighthouse_delegated,
//	                        lock_onResourceGroup, lock_onRestorePointGroup,
//	                        lock_onVM, net_loadBalancer, net_outboundInternet,
//	                        restore_nameTaken, restore_sameRegion,
//	                        restore_sameSubscription, restore_sameTenant,
//	                        snapshotGroup_ofTheDisk,
//	                        snapshotGroup_sameSubscription, storage_encryption,
//	                        storage_inVaultRegion, vault_crossRegionRestore,
//	                        vault_sameRegion, vault_sameSubscription,
//	                        vault_sameTenant
//	all   a list of texts   guest_fileSystems, guest_noexecMounts, guest_packages,
//	                        item_excludedLuns, role_vaultIdentityRoles
//
// The view that the SQL makes has one row for each item, rule and path of the
// rule, those on which all is well among them. Let the engine write all of them to
// a file, as lines of JSON or as CSV, with lists and facts as text in JSON.
//
//	backready       a text: always findings/v1
//	id              a text: the id of the item
//	kind            a text: vm or disk
//	edition         a text: the edition, such as vm-backup@2026-03-26
//	sum             a text: the first twelve digits of its SHA-256
//	rule            a text: the rule
//	path            a text: the path, empty of a rule that bears on none
//	verdict         a text: supported, limited, undetermined, unsupported, or not
//	                assessed
//	says            a text: the sentence of the edition, if one
//	statements      a list of texts: the statements that the rule stands on
//	evidence        a list of fields with values: the values seen, in order, each
//	                once
//	about           a list of texts: the ids of the disks of a VM that it is about
//	lacking         a list of texts: the fields that would settle it
//	unrecognised    a list of texts: the fields whose text is not recognised
//
// A report refuses findings that leave out a row, have one twice, or say what the
// edition or the inventory does not bear out. Without --findings the tables are
// judged here. In a folder of tables nothing else may lie.
//
// # Mail
//
// A finished report as a mail: to a file, or by SMTP.
//
// mail puts a finished report into a mail: the verdict, the counts, what changed
// and what to do first as text and as a page, and the reports. A report that
// differs from its manifest is not mailed. --eml writes the mail to a file, the
// same bytes for the same report, flags and --now; --smtp sends it, encrypted.
//
// With --parts each part of a report that --split divided goes to its owner as a
// mail of its own: to the addresses of --part-to; else to those that the tag of
// the part is, such as ann@example.org, where they are of --allowed-domains; else
// to those of --part-fallback. The whole report goes to --to alone. --eml is a
// folder then. A part that nobody gets is named and ends the command with 5; all
// others get theirs. A part names the VM that holds a disk, and the disks of a VM,
// whosever they are.
//
// The workbook is attached first, then the Markdown, then the others asked for,
// each that still fits --max-bytes; what does not fit is named with its checksum.
// Nobody gets the same report twice: who got it stands in .backready-sent.jsonl
// beside DIR. A server that says "try later" is tried again, others are not.
//
// Exit status: 0 written or sent to all; 2 wrong usage; 3 no report, or an altered
// one; 5 writing or sending failed, for some readers or for all: each is named.
//
// # Schedule
//
// How to let it run by itself.
//
// samples/schedule in the source has cron, systemd, Azure Pipelines, GitHub
// Actions, Kubernetes and Windows Task Scheduler to start from. What they rest on:
//
//	backready.yaml          the settings, so that the command line stays short
//	--keep 12               write into a folder that bears the time of the report,
//	                        keep the newest 12, and point latest at the newest
//	--split tag:owner       a whole report for each owner as well, in parts/
//	--quiet                 say nothing unless the exit status is another than 0
//	--log-format json       one object a line on stderr, a summary as the last
//	--metrics-file FILE     figures of the run for Prometheus, also when it fails
//	--expect vms=N,disks=N  a half export is noticed
//	--max-edition-age DAYS  an old edition is warned of
//
// Many files may be judged by pods side by side, each into a report of its own,
// and backready merge makes one of these: kubernetes-shards.yaml has it.
//
//	backready report --keep 12 --metrics-file backready.prom exports
//	backready mail backready-report/latest --config mail.yaml
//
// Reports are written to a private folder beside the old ones and moved into
// place: all are replaced or none. Those of an earlier run in formats that this
// one does not write go; other files in the folder stay. Two runs that write one
// folder don't mix; the second ends with status 5. Status 4 means that the reports
// are there and the evidence is incomplete: publish them with a warning. On 2, 3
// and 5 the earlier reports are as they were.
//
// # Limits
//
// What a file may ask of memory and time, what reports leave out.
//
// A file that goes beyond one of these is refused with status 3, and the message
// names the flag that raises it. Look at the file first.
//
//	--max-input-bytes         largest file to read                8,589,934,592
//	--max-decompressed-bytes  largest text of a packed file      17,179,869,184
//	--max-ratio               how far a packed file may unfold              200
//	--max-depth               deepest nesting of JSON                       200
//	--max-field-bytes         longest text or cell                   16,777,216
//	--max-columns             most columns of a table                     2,000
//
// Input that surely can't fit into the memory that may be used is refused before
// anything is read, with the figure. What may be used is the least of GOMEMLIMIT,
// the control group of the process and ulimit; the need is told from the sizes of
// the files, a byte for 5 of JSON, 4 of CSV and 7 of a report.json, where a packed
// file counts 8 times. --max-memory BYTES says otherwise, and 0 refuses nothing.
// Of what is piped in nobody knows the size.
//
// A packed file may unfold to 64 MiB whatever --max-ratio says. A row may be 16
// times as long as one text or cell, and as much white space may follow another
// value as one text may have. A file with more than 100,000 rows that are of no
// use is no export and refused. A matrix may have 1 MiB.
//
// The HTML page shows the worst 2,000 rows of items and of findings (--html-rows),
// report.md the worst 2,000 of each table (--md-rows); 0 shows all. Both say what
// they leave out. The workbook, report.json and findings.csv have every row; a
// sheet that is full goes on in another.
//
// A mail carries attachments of 15,000,000 bytes in all (--max-bytes). A
// configuration may have 65,536 bytes, a register of waivers 1,048,576.
//
// What it does not do: it does not connect to Azure, does not prove that backups
// ran or that a restore works, and knows the matrices only as they stood on the
// dates of its editions.
//
// # Environment
//
// Environment variables, and files that are read and written.
//
//	SOURCE_DATE_EPOCH         time of reports and mails in seconds since 1970,
//	                          where --now does not say it
//	BACKREADY_SIGN_PASSWORD   password of the key of --sign-key
//	BACKREADY_SMTP_PASSWORD   password of --user of backready mail
//	COLUMNS                   width of what is printed, 40 or more; else that of
//	                          the terminal, else 100; a table that does not fit is
//	                          wider
//	GOGC                      when memory is freed, as every program in Go has it;
//	                          where it is not set a run takes less than usual
//	GOMEMLIMIT                memory that may be used, such as 2GiB; see backready
//	                          help limits
//	NO_COLOR                  no colours, unless it is empty
//	TERM                      dumb: no colours, no line that shows progress
//	TMPDIR                    where workbooks are made before they are moved
//
//	backready.yaml            settings, of the current folder
//	backready-report/         reports, unless --out names another folder:
//	  report.xlsx             --format xlsx
//	  report.html             --format html
//	  report.md               --format md
//	  report.json             --format json
//	  findings.csv            --format csv
//	  summary.md              --format md-summary, only when asked for
//	  manifest.json           checksums of all of them and of the inputs
//	  manifest.json.minisig   its signature, with --sign-key
//	  parts/                  reports on parts, with --split
//	  latest                  the newest report, with --keep
//	.backready-sent.jsonl     who got which mail, beside the folder of the report
//
// While a report is written, a hidden folder and a hidden lock file lie beside its
// folder; both are gone when the run ends.
package main
