package main

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"

	"github.com/backready/backready/evaluate"
)

// folders gives every part a folder whose name holds on every system: at most
// [longestFolder] of the signs A-Z a-z 0-9 . _ and -, none of the names that
// Windows keeps for itself, and no two that differ in case alone.
//
// A key that is such a name in lower case is its own folder. All others carry
// the beginning of their checksum, so that a folder does not get another name
// because another key came. The taken ones are kept in lower case.
type folders map[string]bool

const (
	longestFolder = 64
	noKey         = "none" // of the items without a key
)

var (
	unsafe     = regexp.MustCompile(`[^A-Za-z0-9._-]+`)
	plain      = regexp.MustCompile(`^[a-z0-9_][a-z0-9._-]*$`)
	withSum    = regexp.MustCompile(`-[0-9a-f]{8}$`)
	ofWindows  = regexp.MustCompile(`(?i)^(con|prn|aux|nul|conin|conout|com[0-9]|lpt[0-9])(\.|$)`)
	outerSigns = ".-"
)

// of is the folder of a part.
func (f folders) of(p *evaluate.Part) string {
	name := folderName(p, "")
	sum := sha256.Sum256([]byte(p.ID()))
	for digits := 8; name == "" || f[strings.ToLower(name)]; digits += 8 {
		name = folderName(p, "-"+hex.EncodeToString(sum[:])[:digits])
	}
	f[strings.ToLower(name)] = true
	return name
}

// folderName is the name with a checksum behind it. Without one it is "" where
// the key alone is no name, or not all of it.
func folderName(p *evaluate.Part, sum string) string {
	if p.None() {
		return noKey + sum
	}
	key := p.Key
	if p.By == evaluate.BySubscription {
		key = strings.ToLower(key) // as Azure compares it
	}
	if sum == "" {
		whole := p.By != evaluate.ByGroup && len(key) <= longestFolder && plain.MatchString(key) && strings.TrimRight(key, outerSigns) == key
		if !whole || key == noKey || withSum.MatchString(key) || ofWindows.MatchString(key) {
			return ""
		}
		return key
	}
	base := unsafe.ReplaceAllString(key, "-")
	base = strings.Trim(base[:min(len(base), longestFolder-len(sum))], outerSigns)
	if base == "" || ofWindows.MatchString(base) {
		return strings.TrimPrefix("part"+sum, "-")
	}
	return base + sum
}
