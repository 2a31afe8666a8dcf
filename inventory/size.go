package inventory

import (
	"regexp"
	"strconv"
	"strings"
)

// A size is what the name of a VM size gives away. A fact that the name does
// not settle is a missing value, never false.
type size struct {
	VCPUs     int     // active ones; 0 = not told by the name
	MemoryGiB float64 // only of sizes below 1 GiB; 0 = at least 1 GiB
	Version   int     // the figure after "_v", 1 without it
	Premium   Value   // yes/no: takes disks on premium storage; always known
	ARM64     Value   // yes/no
	LocalDisk Value   // yes/no: has a local temporary disk
	Maker     string  // of the processor: intel, amd, arm; "" = not told
}

// sizeOf reads the name of a VM size, ignoring case and blanks around it. A
// name that does not follow Azure's pattern, or whose family is not on the list,
// gives nothing away: ok is false. New numbers, letters and versions are read.
func sizeOf(name string) (s size, ok bool) {
	n, ok := readSize(name)
	if !ok {
		return size{}, false
	}
	return size{
		VCPUs:     n.vcpus(),
		MemoryGiB: smallMemory[n.name],
		Version:   n.version,
		Premium:   Bool(n.premium()),
		ARM64:     n.arm64(),
		LocalDisk: n.localDisk(),
		Maker:     n.maker(),
	}, true
}

// sizeParts are the parts of a size name, all in lower case.
type sizeParts struct {
	name    string // whole, without "_promo": a price label
	family  string // "ds" in Standard_DS11-1_v2
	number  int    // 11
	active  string // "1", the constrained vCPUs; "" without them
	letters string // "s" in Standard_D2s_v5
	middle  string // "_t4" in Standard_NC4as_T4_v3
	version int
}

// The parts: tier, family, number, constrained, letters, middle, version.
var (
	sizePattern  = regexp.MustCompile(`^(standard|basic)_([a-z]+)(\d{1,5})(?:-(\d{1,5}))?([a-z]*)((?:_[a-z0-9]+)*?)(?:_v(\d{1,2}))?$`)
	basicPattern = regexp.MustCompile(`^basic_a[0-4]$`)
	// A mistyped version ("_v5a", "_v", "_v3_v5") would pass for a middle part and
	// the size for one of version 1. Middle parts such as V710 have more digits.
	strayVersion = regexp.MustCompile(`_v\d{0,2}(?:\D|$)`)
)

func readSize(name string) (sizeParts, bool) {
	name = strings.TrimSuffix(strings.ToLower(strings.TrimSpace(name)), "_promo")
	m := sizePattern.FindStringSubmatch(name)
	if m == nil || !sizeFamilies[m[2]] || strayVersion.MatchString(m[6]) {
		return sizeParts{}, false
	}
	if m[1] == "basic" && !basicPattern.MatchString(name) {
		return sizeParts{}, false
	}
	n := sizeParts{name: name, family: m[2], active: m[4], letters: m[5], middle: m[6], version: 1}
	n.number, _ = strconv.Atoi(m[3]) // digits only, by the pattern
	if m[7] != "" {
		n.version, _ = strconv.Atoi(m[7])
	}
	return n, true
}

// vcpus is the number in the name, except where fewer are active and in old
// families, whose numbers only count upwards.
func (n sizeParts) vcpus() int {
	if n.active != "" {
		active, _ := strconv.Atoi(n.active)
		return active
	}
	switch n.family {
	case "a":
		if n.version == 1 {
			return vcpusOfA[n.number]
		}
	case "d", "ds":
		if n.version <= 2 {
			return vcpusOfD[n.number]
		}
	case "g", "gs":
		return vcpusOfG[n.number]
	}
	return n.number
}

func (n sizeParts) premium() bool {
	return n.has('s') || n.family == "ds" || n.family == "gs" || premiumWithoutLetter[n.name]
}

// arm64 goes by the letter p after the number; in NP and PB it belongs to the
// family. Grace Blackwell sizes run on ARM processors without the letter.
func (n sizeParts) arm64() Value {
	if n.has('p') {
		return Bool(true)
	}
	if n.family == "nd" && (strings.Contains(n.middle, "gb200") || strings.Contains(n.middle, "gb300")) {
		return Value{}
	}
	return Bool(false)
}

// maker goes by the letters p and a. Without them HPC and accelerator sizes can
// be of either maker. Sizes up to version 3 may run on several processors.
func (n sizeParts) maker() string {
	switch {
	case n.has('p'):
		return "arm"
	case n.has('a'):
		return "amd"
	case strings.ContainsRune("hnp", rune(n.family[0])):
		return ""
	}
	return "intel"
}

// localDisk goes by the letter d, and where it is absent by the generation in
// which a family gave up its temporary disk.
func (n sizeParts) localDisk() Value {
	if n.has('d') {
		return Bool(true)
	}
	switch n.family {
	case "l":
		return Bool(true)
	case "b":
		return Bool(n.version == 1)
	case "dc":
		return Bool(n.version <= 2)
	case "ec", "fx":
		return Bool(false)
	case "a", "d", "ds", "e", "f", "g", "gs":
		return Bool(n.version <= 3 || n.amdOfVersion4())
	case "m":
		return n.localDiskOfM()
	}
	return Value{}
}

// amdOfVersion4 tells Das v4, Eas v4 and their kin, which kept the temporary
// disk for one generation longer.
func (n sizeParts) amdOfVersion4() bool {
	return n.version == 4 && n.has('a') && (n.family == "d" || n.family == "e")
}

func (n sizeParts) localDiskOfM() Value {
	switch n.version {
	case 1:
		return Bool(true)
	case 3:
		return Bool(false)
	}
	return Value{}
}

func (n sizeParts) has(letter byte) bool { return strings.IndexByte(n.letters, letter) >= 0 }

// sizeFamilies are the families in the list of compute SKUs, July 2026.
var sizeFamilies = map[string]bool{
	"a": true, "b": true, "d": true, "dc": true, "ds": true, "e": true, "ec": true,
	"f": true, "fx": true, "g": true, "gs": true, "h": true, "hb": true, "hc": true,
	"hx": true, "l": true, "m": true, "nc": true, "ncc": true, "nd": true, "ng": true,
	"np": true, "nv": true, "pb": true,
}

// The vCPUs of old families by the number in the name, from the list of compute
// SKUs, July 2026: A without version, D and DS of version 1 and 2, G and GS.
var (
	vcpusOfA = map[int]int{0: 1, 1: 1, 2: 2, 3: 4, 4: 8, 5: 2, 6: 4, 7: 8, 8: 8, 9: 16, 10: 8, 11: 16}
	vcpusOfD = map[int]int{1: 1, 2: 2, 3: 4, 4: 8, 5: 16, 11: 2, 12: 4, 13: 8, 14: 16, 15: 20}
	vcpusOfG = map[int]int{1: 2, 2: 4, 3: 8, 4: 16, 5: 32}
)

// smallMemory are the sizes with less than 1 GiB, in GiB: all there are in the
// list of compute SKUs, July 2026.
var smallMemory = map[string]float64{
	"standard_b1ls": 0.5,
	"standard_a0":   0.75,
	"basic_a0":      0.75,
}

// premiumWithoutLetter are the sizes that the list of compute SKUs, July 2026,
// flags as capable of premium storage though their names lack the s.
var premiumWithoutLetter = map[string]bool{
	"standard_dc8_v2": true,
	"standard_m64":    true,
	"standard_m64m":   true,
	"standard_m128":   true,
	"standard_m128m":  true,
}
