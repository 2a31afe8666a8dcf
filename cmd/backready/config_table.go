package main

import (
	"regexp"
	"strings"

	"github.com/backready/backready/inventory"
)

// A kind is what a setting holds.
type kind int

const (
	aText     kind = iota
	aPath          // of a file or a folder, from that of the configuration
	aNumber        // whole
	aSwitch        // true or false
	someTexts      // a list
	somePaths      // a list
	aMapping       // of texts to a text or a list of them, as KEY=TEXT, TEXT
)

// A setting is one that a configuration may have. This table is the only place
// where they stand: the loader, the schema and backready config follow it, and
// the words on each are those of its flag.
type setting struct {
	key   string // in the file; a dot for each level
	flag  string // "": the files to judge
	kind  kind
	least int            // of a number
	oneOf []string       // the texts that there are, nil: any
	like  *regexp.Regexp // of every text
	hint  string         // one to write
}

var (
	aDate     = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	anEdition = regexp.MustCompile(`^[a-z][a-z0-9-]*@[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	counted   = regexp.MustCompile(`^(vms|disks)=[0-9]+(,(vms|disks)=[0-9]+)?$`)
	aPart     = regexp.MustCompile(`^(subscription|group|tag:.+)$`)
	aDuration = regexp.MustCompile(`^([0-9]+(h|m|s))+$`)
	aServer   = regexp.MustCompile(`^[^@/\s]+:[0-9]+$`)
	noEquals  = regexp.MustCompile(`^[^=]+$`)
)

var settings = []setting{
	{key: "inputs", kind: somePaths},
	{key: "editions", flag: "edition", kind: someTexts, like: anEdition, hint: "editions: [disk-backup@2026-02-13]"},
	{key: "matrices", flag: "matrix", kind: somePaths},
	{key: "against", flag: "against", like: anEdition, hint: "against: disk-backup@2021-01-07"},
	{key: "asOf", flag: "as-of", like: aDate, hint: "asOf: 2026-03-31"},
	{key: "formats", flag: "format", kind: someTexts, oneOf: formatNames()},
	{key: "htmlRows", flag: "html-rows", kind: aNumber},
	{key: "mdRows", flag: "md-rows", kind: aNumber},
	{key: "out", flag: "out", kind: aPath},
	{key: "keep", flag: "keep", kind: aNumber, least: 1},
	{key: "split", flag: "split", like: aPart, hint: "split: subscription, group, or tag:NAME"},
	{key: "title", flag: "title"},
	{key: "organization", flag: "organization"},
	{key: "classification", flag: "classification"},
	{key: "operator", flag: "operator"},
	{key: "waivers", flag: "waivers", kind: aPath},
	{key: "warnDays", flag: "warn-days", kind: aNumber},
	{key: "baseline", flag: "baseline", kind: aPath},
	{key: "history", flag: "history", kind: aPath},
	{key: "maxEditionAge", flag: "max-edition-age", kind: aNumber},
	{key: "failOn", flag: "fail-on", oneOf: []string{"limited", "undetermined", "unsupported", "never"}},
	{key: "allowIncomplete", flag: "allow-incomplete", kind: aSwitch},
	{key: "expect", flag: "expect", like: counted, hint: "expect: vms=120,disks=340"},
	{key: "mask.fields", flag: "mask", kind: someTexts, oneOf: inventory.MaskClasses},
	{key: "mask.key", flag: "mask-key", kind: aPath},
	{key: "sample.size", flag: "sample", kind: aNumber, least: 1},
	{key: "sample.seed", flag: "seed"},
	{key: "sign.key", flag: "sign-key", kind: aPath},
	{key: "sign.passwordFile", flag: "sign-password-file", kind: aPath},
	{key: "limits.inputBytes", flag: "max-input-bytes", kind: aNumber, least: 1},
	{key: "limits.decompressedBytes", flag: "max-decompressed-bytes", kind: aNumber, least: 1},
	{key: "limits.ratio", flag: "max-ratio", kind: aNumber, least: 1},
	{key: "limits.depth", flag: "max-depth", kind: aNumber, least: 1},
	{key: "limits.fieldBytes", flag: "max-field-bytes", kind: aNumber, least: 1},
	{key: "limits.columns", flag: "max-columns", kind: aNumber, least: 1},
	{key: "limits.memoryBytes", flag: "max-memory", kind: aNumber},
	{key: "metricsFile", flag: "metrics-file", kind: aPath},
	{key: "logFormat", flag: "log-format", oneOf: []string{asText, asJSON}},
	{key: "mail.to", flag: "to", kind: someTexts},
	{key: "mail.cc", flag: "cc", kind: someTexts},
	{key: "mail.bcc", flag: "bcc", kind: someTexts},
	{key: "mail.parts", flag: "parts", kind: aSwitch},
	{key: "mail.partTo", flag: "part-to", kind: aMapping, like: noEquals, hint: "partTo: {finance: ann@example.org}"},
	{key: "mail.partFallback", flag: "part-fallback", kind: someTexts},
	{key: "mail.from", flag: "from"},
	{key: "mail.subject", flag: "subject"},
	{key: "mail.attach", flag: "attach", kind: someTexts, oneOf: append(formatNames(), "manifest", "none")},
	{key: "mail.maxBytes", flag: "max-bytes", kind: aNumber},
	{key: "mail.smtp", flag: "smtp", like: aServer, hint: "smtp: mail.example.org:587"},
	{key: "mail.smtps", flag: "smtps", kind: aSwitch},
	{key: "mail.ca", flag: "ca", kind: aPath},
	{key: "mail.user", flag: "user"},
	{key: "mail.passwordFile", flag: "password-file", kind: aPath},
	{key: "mail.retries", flag: "retries", kind: aNumber},
	{key: "mail.timeout", flag: "timeout", like: aDuration, hint: "timeout: 90s"},
	{key: "mail.allowedDomains", flag: "allowed-domains", kind: someTexts},
	{key: "mail.publicKey", flag: "public-key", kind: aPath},
	{key: "mail.sentFile", flag: "sent-file", kind: aPath},
}

// unset are the flags of report and mail that no setting stands for: they are of
// one run, or take away a protection, which is to be asked for each time.
var unset = []string{configFlag, "from", inventoryFlag, "findings", "now", "help", "quiet", "eml", "again", "insecure-plaintext"}

// mailKey begins the keys of settings for backready mail; all others are for the
// commands that judge.
const mailKey = "mail."

// of reports whether a command takes a setting.
func (s setting) of(command string) bool {
	return strings.HasPrefix(s.key, mailKey) == (command == "mail") || s.flag == "log-format"
}

// settingOf is the setting of a key, and whether there is one.
func settingOf(key string) (setting, bool) {
	for _, s := range settings {
		if s.key == key {
			return s, true
		}
	}
	return setting{}, false
}

// keysBelow are the keys of a level, "" for the highest, each once.
func keysBelow(level string) []string {
	var list []string
	last := ""
	for _, s := range settings {
		rest, ok := strings.CutPrefix(s.key, level)
		if key, _, _ := strings.Cut(rest, "."); ok && key != last {
			list, last = append(list, key), key
		}
	}
	return list
}

func formatNames() []string {
	var list []string
	for _, o := range outputs {
		list = append(list, o.format)
	}
	return list
}

// attachable are the files that a mail may carry.
func attachable() string { return strings.Join(append(formatNames(), "manifest"), ", ") }

func (s setting) list() bool { return s.kind == someTexts || s.kind == somePaths || s.kind == aMapping }
func (s setting) path() bool { return s.kind == aPath || s.kind == somePaths }
