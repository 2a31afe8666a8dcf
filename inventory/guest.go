package inventory

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// osRelease tells the Windows release of a VM: ws2008, ws2008r2, ws2012,
// ws2012r2, ws2016, ws2019, ws2022, ws2025, wssac (semi-annual and annual
// channel), win7, win8 (8.1 too), win10, win11. The guest's own name decides; the
// image is asked only where the guest gives no name or no version, because a
// guest may have been upgraded since. Any other name is not guessed at.
func osRelease(osType, osName, publisher, offer, sku string) (token string, ok bool) {
	name := guestName(osName)
	if name != "" && !vagueWindows(name) {
		return releaseOfGuest(name)
	}
	if name == "" && !strings.EqualFold(osType, "Windows") {
		return "", false
	}
	return releaseOfImage(publisher, imageWord(offer), imageWord(sku))
}

// distro tells the Linux distribution of a VM: ubuntu, debian, rhel, sles,
// opensuse, oracle, almalinux, rocky, flatcar, coreos (CoreOS Container Linux
// only), centos, azurelinux. Guest and image are asked as in [osRelease]. The SKU
// of an image tells nothing that its publisher and offer don't.
func distro(osType, osName, publisher, offer, _ string) (token string, ok bool) {
	linux := strings.EqualFold(osType, "Linux")
	if !linux && osType != "" {
		return "", false
	}
	name := guestName(osName)
	if name != "" && !slices.Contains(vagueLinux, name) {
		return distroOfGuest(name)
	}
	if !linux {
		return "", false
	}
	return distroOfImage(imageWord(publisher), imageWord(offer))
}

var trademarks = strings.NewReplacer("(r)", "", "(tm)", "", "®", "", "™", "")

// guestName reduces what a guest calls itself to lower case with single blanks,
// without trademark signs and without the word Microsoft before it.
func guestName(text string) string {
	name := strings.Join(strings.Fields(trademarks.Replace(strings.ToLower(text))), " ")
	return strings.TrimPrefix(name, "microsoft ")
}

// imageWord reduces a part of an image's name to lower case with hyphens.
func imageWord(text string) string {
	return strings.NewReplacer("_", "-", " ", "-").Replace(strings.ToLower(strings.TrimSpace(text)))
}

// vagueWindows reports whether a guest's name says Windows but no version, such
// as "Windows Server Datacenter".
func vagueWindows(name string) bool {
	return name == "windows" ||
		strings.HasPrefix(name, "windows server") && !strings.ContainsFunc(name, unicode.IsDigit)
}

// vagueLinux are guest names that don't settle the distribution: python's old
// platform module called SLES and openSUSE alike.
var vagueLinux = []string{"linux", "gnu/linux", "suse", "unknown"}

var (
	// The first figure behind "windows server" is the year or the version.
	guestServer = regexp.MustCompile(`^windows server\D*?(\d+(?:h\d)?)[ -]?(r2)?\b`)
	// Years of client editions ("Windows 10 Enterprise 2019 LTSC") are no servers.
	guestClient = regexp.MustCompile(`^windows (7|8|8\.1|10|11)(?:[ ,]|$)`)
)

func releaseOfGuest(name string) (string, bool) {
	if m := guestServer.FindStringSubmatch(name); m != nil {
		return serverRelease(m[1], m[2])
	}
	return clientRelease(guestClient.FindStringSubmatch(name))
}

// serverRelease names the release of a year, with "r2" or "", or of a version
// of the channels that came without a year.
func serverRelease(version, r2 string) (string, bool) {
	if slices.Contains(channelVersions, version) {
		return "wssac", true
	}
	if token := "ws" + version + r2; slices.Contains(serverReleases, token) {
		return token, true
	}
	return "", false
}

// Releases of Windows Server in Microsoft's lifecycle lists, 2008 and later.
var (
	serverReleases  = []string{"ws2008", "ws2008r2", "ws2012", "ws2012r2", "ws2016", "ws2019", "ws2022", "ws2025"}
	channelVersions = []string{"1709", "1803", "1809", "1903", "1909", "2004", "20h2", "23h2"}
)

// clientRelease names the release of a match whose first group is the version.
func clientRelease(match []string) (string, bool) {
	if match == nil {
		return "", false
	}
	if strings.HasPrefix(match[1], "8") {
		return "win8", true
	}
	return "win" + match[1], true
}

// releaseOfImage reads a Marketplace image by the habits of its publisher.
// Without a publisher there is no Marketplace image.
func releaseOfImage(publisher, offer, sku string) (string, bool) {
	switch imageWord(publisher) {
	case "":
		return "", false
	case "microsoftwindowsserver":
		return releaseOfServerSKU(sku)
	}
	for _, text := range []string{sku, offer} {
		if m := imageServer.FindStringSubmatch(text); m != nil {
			return serverRelease(m[1], m[2])
		}
		if token, ok := clientRelease(imageClient.FindStringSubmatch(text)); ok {
			return token, true
		}
	}
	return "", false
}

var (
	skuYear     = regexp.MustCompile(`^(20\d\d)(?:-?(r2))?(?:-|$)`)                     // 2012-R2-Datacenter
	skuChannel  = regexp.MustCompile(`^(?:datacenter-core-)?(\d{4}|\d\dh\d)(?:-|$)`)    // datacenter-core-20h2, 23h2-datacenter-core
	imageServer = regexp.MustCompile(`(?:^|[^a-z])ws(20\d\d)-?(r2)?(?:\D|$)`)           // SQL2017-WS2016
	imageClient = regexp.MustCompile(`(?:^|[^a-z])win(?:dows)?-?(7|81?|10|11)(?:\D|$)`) // win11-23h2-pro, Windows-10-N, Win81-Pro
)

// releaseOfServerSKU reads the SKUs of MicrosoftWindowsServer: they begin with
// the year of the release, or name a version of the channels.
func releaseOfServerSKU(sku string) (string, bool) {
	if m := skuYear.FindStringSubmatch(sku); m != nil {
		return serverRelease(m[1], m[2])
	}
	if m := skuChannel.FindStringSubmatch(sku); m != nil && slices.Contains(channelVersions, m[1]) {
		return "wssac", true
	}
	return "", false
}

// distroOfGuest goes by the first words of the name. Fedora CoreOS and Red Hat
// Enterprise Linux CoreOS are neither CoreOS Container Linux nor the
// distributions they are named after.
func distroOfGuest(name string) (string, bool) {
	if i := strings.Index(name, "coreos"); i > 0 && !strings.HasPrefix(name, "container linux by coreos") {
		return "", false
	}
	for _, d := range guestDistros {
		if beginsWithWord(name, d.words) {
			return d.token, d.token != ""
		}
	}
	return "", false
}

// beginsWithWord reports whether words stand at the beginning of name and no
// letter follows: "rocky" in "rocky-9", not in "rockylike".
func beginsWithWord(name, words string) bool {
	rest, ok := strings.CutPrefix(name, words)
	return ok && (rest == "" || !unicode.IsLetter([]rune(rest)[0]))
}

// guestDistros are the names by which guests call themselves, from the NAME and
// ID lines of their os-release files and from the Linux agent. The first match
// counts; no token means none of ours.
var guestDistros = []struct{ words, token string }{
	{"ubuntu", "ubuntu"},
	{"debian", "debian"},
	{"red hat enterprise linux", "rhel"},
	{"redhat", "rhel"},
	{"rhel", "rhel"},
	{"suse linux enterprise micro", ""},
	{"suse linux enterprise", "sles"},
	{"sles", "sles"},
	{"opensuse", "opensuse"},
	{"oracle linux", "oracle"},
	{"oracle", "oracle"},
	{"ol", "oracle"},
	{"almalinux", "almalinux"},
	{"rocky", "rocky"},
	{"flatcar", "flatcar"},
	{"coreos", "coreos"},
	{"container linux by coreos", "coreos"},
	{"centos", "centos"},
	{"azure linux", "azurelinux"},
	{"azurelinux", "azurelinux"},
	{"cbl-mariner", "azurelinux"},
	{"common base linux mariner", "azurelinux"},
	{"mariner", "azurelinux"},
}

// distroOfImage goes by the publisher, and by the offer where a publisher has
// several distributions.
func distroOfImage(publisher, offer string) (string, bool) {
	if publisher == "microsoftsqlserver" {
		return distroOfSQLOffer(offer)
	}
	for _, d := range imageDistros {
		if d.publisher == publisher && strings.HasPrefix(offer, d.offer) {
			return d.token, d.token != ""
		}
	}
	if strings.HasPrefix(publisher, "erockyenterprise") {
		return "rocky", true
	}
	return "", false
}

// distroOfSQLOffer reads offers such as sql2019-ubuntu2004 and SQL2017-RHEL73.
func distroOfSQLOffer(offer string) (string, bool) {
	for part := range strings.SplitSeq(offer, "-") {
		for _, token := range []string{"ubuntu", "rhel", "sles"} {
			if strings.HasPrefix(part, token) {
				return token, true
			}
		}
	}
	return "", false
}

// imageDistros are the publishers of Linux images in the Marketplace and, where
// it matters, the beginning of the offer. The first match counts; no token means
// none of ours, such as the CoreOS workers of OpenShift.
var imageDistros = []struct{ publisher, offer, token string }{
	{"canonical", "", "ubuntu"},
	{"debian", "", "debian"},
	{"credativ", "", "debian"},
	{"redhat", "rh-ocp-worker", ""},
	{"redhat", "rh-opp-worker", ""},
	{"redhat", "rh-oke-worker", ""},
	{"redhat", "", "rhel"},
	{"suse", "opensuse", "opensuse"},
	{"suse", "sle-micro", ""},
	{"suse", "", "sles"},
	{"oracle", "oracle-linux", "oracle"},
	{"almalinux", "", "almalinux"},
	{"resf", "", "rocky"},
	{"ciq", "", "rocky"},
	{"kinvolk", "", "flatcar"},
	{"coreos", "", "coreos"},
	{"openlogic", "", "centos"},
	{"microsoftcblmariner", "", "azurelinux"},
}
