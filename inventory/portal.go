package inventory

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// portalContents are the contents by which columns of the portal are known in
// any language, and those of its headers that are alike in all of them.
var portalContents = []struct {
	key    string
	header *regexp.Regexp // nil: any
	fit    func(string) bool
}{
	{"id", nil, func(s string) bool { return strings.HasPrefix(strings.ToLower(s), "https://portal.azure.") }},
	{"vmsize", nil, func(s string) bool { return strings.HasPrefix(s, "Standard_") || strings.HasPrefix(s, "Basic_") }},
	{"ostype", nil, func(s string) bool { return s == "Windows" || s == "Linux" }},
	{"location", nil, func(s string) bool { _, ok := regionOf(s); return ok }},
	{"powerstate", nil, func(s string) bool { _, ok := portalStatus(s); return ok }},
	{"sku", nil, func(s string) bool { _, ok := knownSKU(s); return ok }},
	{"disksizegb", regexp.MustCompile(`(?i)[(（]Gi[Bo][)）]`), func(s string) bool { return number(s).Known() }},
}

// mapByContent finds the columns of a portal export whose header is in another
// language than English. It reports whether it did: without the links to the
// resources nothing is certain.
func (c *csvFile) mapByContent(samples [][]string) bool {
	if c.has("id") {
		return false
	}
	for _, content := range portalContents {
		if c.has(content.key) {
			continue
		}
		var fits []int
		for i, key := range c.keys {
			named := content.header == nil || content.header.MatchString(c.header[i])
			if key == "" && named && allFit(samples, i, content.fit) {
				fits = append(fits, i)
			}
		}
		switch {
		case len(fits) == 1:
			c.keys[fits[0]] = content.key
		case content.key == "id":
			return false
		case len(fits) > 1:
			c.problem(Problem{Line: c.line, Column: columns.list[columns.byName[content.key].column].key,
				Text: fmt.Sprintf("%d columns could hold it, so none was taken: %s", len(fits), some(pick(c.header, fits))), Hint: hintLanguage})
		}
	}
	return true
}

func pick(texts []string, places []int) []string {
	var out []string
	for _, i := range places {
		out = append(out, texts[i])
	}
	return out
}

var idInText = regexp.MustCompile(`(?i)/subscriptions/[^/\s]+/[^\s?#]+`)

// linkedID returns the resource id in a link to the portal. A link may lead to
// one of the pages of a resource, whose name then stands behind the id.
func linkedID(link string) string {
	id := idInText.FindString(link)
	if plain, err := url.PathUnescape(id); err == nil {
		id = plain
	}
	at := strings.LastIndex(strings.ToLower(id), "/providers/")
	if at >= 0 && strings.Count(id[at:], "/")%2 == 1 {
		id = id[:strings.LastIndexByte(id, '/')]
	}
	return id
}

// allFit reports whether all samples that fill a column fit, at least one.
func allFit(samples [][]string, column int, fit func(string) bool) bool {
	fits := false
	for _, s := range samples {
		if column < len(s) && s[column] != "" && s[column] != "-" {
			if fits = fit(strings.TrimSpace(s[column])); !fits {
				return false
			}
		}
	}
	return fits
}

// portalStatuses are the words of the column STATUS in the languages of the
// portal of which we are certain, in lower case. Running, stopped and
// deallocated are the states in which VMs stay.
var portalStatuses = map[string]string{
	"stopped (deallocated)":                 "deallocated", // en
	"em execução":                           "running",     // pt
	"interrompido":                          "stopped",
	"interrompido (desalocado)":             "deallocated",
	"parado":                                "stopped",
	"parado (desalocado)":                   "deallocated",
	"en ejecución":                          "running", // es
	"detenido":                              "stopped",
	"detenido (desasignado)":                "deallocated",
	"en cours d'exécution":                  "running", // fr
	"arrêté":                                "stopped",
	"arrêté (désalloué)":                    "deallocated",
	"arrêté (libéré)":                       "deallocated",
	"wird ausgeführt":                       "running", // de
	"beendet":                               "stopped",
	"beendet (zuordnung aufgehoben)":        "deallocated",
	"in esecuzione":                         "running", // it
	"arrestato":                             "stopped",
	"arrestato (deallocato)":                "deallocated",
	"wordt uitgevoerd":                      "running", // nl
	"gestopt":                               "stopped",
	"gestopt (toewijzing ongedaan gemaakt)": "deallocated",
	"実行中":                                   "running", // ja
	"停止済み":                                  "stopped",
	"停止済み (割り当て解除)":                         "deallocated",
	"停止済み(割り当て解除)":                          "deallocated",
}

var plainMarks = strings.NewReplacer("’", "'", "\u00a0", " ", "（", "(", "）", ")")

// portalStatus reads a power state as the portal shows it.
func portalStatus(text string) (string, bool) {
	word := strings.ToLower(plainMarks.Replace(strings.TrimSpace(text)))
	if state, ok := portalStatuses[word]; ok {
		return state, true
	}
	return word, slices.Contains(powerStates, word)
}

// portalSecurityType returns the API's name for a label of the portal. Labels
// that stand for no single name are left as they are.
func portalSecurityType(label string) string {
	switch strings.ToLower(label) {
	case "trusted launch":
		return "TrustedLaunch"
	case "confidential":
		return "ConfidentialVM" // of a disk this is no whole name, and so not recognised
	}
	return label
}

const (
	hintID       = "keep the column id (Resource Graph Explorer with Formatted results off) or RESOURCE LINK (portal): names alone are not unique"
	hintLanguage = "switch the portal to English and export again, or use the Resource Graph query that `backready queries` prints"
	hintQuery    = "use the Resource Graph query that `backready queries` prints, or " + hintExport
)

// identity are the keys of columns that say which resource a row is and nothing
// about it.
var identity = p("", "id", "name", "type", "resourcegroup", "location", "subscriptionid", "tenantid", "tags", "edgezone", "zones")

// strangers are exports of other tools, known by columns that stand together.
var strangers = []struct {
	columns []string
	text    string
}{
	{p("resourceid", "resourcetype", "resourcename", "skuname", "skutier", "capacity"), textAzqr},
	{p("resourceu"), textARI},
	{p("vmname", "vmsize", "osdiskstoragetype"), textARI},
	{p("diskname", "associatedresource", "diskstate"), textARI},
}

// refuseHeader refuses a CSV that names no resource for certain, or states
// nothing of any.
func (c *csvFile) refuseHeader(head []byte, samples [][]string) error {
	refuse := func(text, hint string) error { return &InputError{Line: c.line, Text: text, Hint: hint} }
	foreign := c.sizesUnnamed(samples)
	switch text := c.stranger(); {
	case text == textAzqr, text != "" && !c.has("id"):
		return refuse(text, hintQuery)
	case c.portal && !slices.ContainsFunc(c.keys, func(key string) bool { return !slices.Contains(identity, key) }):
		return refuse("is the portal's list of all resources: it states nothing of them that could be checked", hintQuery)
	case c.has("id"):
		return nil
	case foreign:
		return refuse("is an export of the portal without links, in a language that is not known: no column holds the ids of the resources", hintLanguage)
	case len(c.used) == 0:
		return unrecognisable(head, c.line)
	}
	if err := refuseText(head, c.line); err != nil {
		return err
	}
	if i := slices.IndexFunc(c.header, func(name string) bool { return c.holdsIDs(name, samples) }); i >= 0 {
		return refuse(fmt.Sprintf("the column %q holds ids of resources, under a name that nobody knows", c.header[i]), "call that column id")
	}
	return refuse("no column holds the ids of the resources", hintID)
}

// holdsIDs reports whether a column is full of ids of VMs or disks.
func (c *csvFile) holdsIDs(name string, samples [][]string) bool {
	ours := func(text string) bool { return classOf(typeOf(text)) != isOther }
	return allFit(samples, slices.Index(c.header, name), ours)
}

// stranger says which other tool wrote the header, "" if none did.
func (c *csvFile) stranger() string {
	names := make([]string, len(c.header))
	for i, name := range c.header {
		names[i] = columnKey(name)
	}
	for _, s := range strangers {
		if !slices.ContainsFunc(s.columns, func(name string) bool { return !slices.Contains(names, name) }) {
			return s.text
		}
	}
	return ""
}

// sizesUnnamed reports whether a column holds sizes of VMs or SKUs of disks and
// its header doesn't say so: the portal speaks another language.
func (c *csvFile) sizesUnnamed(samples [][]string) bool {
	for _, content := range portalContents {
		if content.key != "vmsize" && content.key != "sku" {
			continue
		}
		for i, key := range c.keys {
			if key == "" && allFit(samples, i, content.fit) {
				return true
			}
		}
	}
	return false
}
