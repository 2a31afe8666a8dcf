package main

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"runtime/debug"

	"github.com/spf13/pflag"

	"github.com/backready/backready/inventory"
)

// A run that can't fit into the memory it may use is refused before it reads
// anything: halfway the system would end it without a word. What it needs is told
// from the sizes of the files. The figures are about half of what runs need that
// collect garbage all the time, so that nothing is refused which could do.
const (
	needsAlways = 24 << 20
	// One byte of memory for so many of an input: 100,000 disks and 30,000 VMs,
	// 397 MB of JSON, need 160 MB beside the above at the least.
	perJSON   = 5 // exports
	perCSV    = 4
	perReport = 7 // report.json
	perPacked = 8 // how far an export unfolds; most do more
)

// A memoryLimit is how much memory the run may use, and what says so. The zero
// one is none.
type memoryLimit struct {
	bytes int64
	by    string
}

// registerMemory lets a user who knows better decide what may be used.
func registerMemory(flags *pflag.FlagSet, most *int64) {
	flags.Int64Var(most, "max-memory", -1, "memory that may be used, in bytes: what surely needs more is refused before it is read; -1: as much as the system allows; 0: refuse nothing")
}

// fits refuses files that surely need more memory than may be used. Of what is
// piped in nobody knows the size.
func (p *program) fits(most int64, exports, reports []inventory.Source) error {
	allowed := memoryLimit{most, "--max-memory"}
	if most < 0 {
		allowed = p.allowed()
	}
	need := int64(needsAlways)
	for _, s := range exports {
		need += needsExport(s)
	}
	for _, s := range reports {
		size, _ := peek(s)
		need += size / perReport
	}
	if allowed.bytes <= 0 || need <= allowed.bytes {
		return nil
	}
	return &inventory.InputError{
		Text: fmt.Sprintf("this would need about %d MiB of memory, and %d MiB are allowed by %s", need>>20, allowed.bytes>>20, allowed.by),
		Hint: "split the exports by subscription, or raise " + allowed.by + "; that is an estimate from the sizes of the files: --max-memory 0 tries in any case",
	}
}

// allowed is the least of what the process may use.
func (p *program) allowed() memoryLimit {
	limits := systemMemory
	if p.memory != nil {
		limits = p.memory
	}
	var least memoryLimit
	for _, l := range limits() {
		if least.bytes == 0 || l.bytes < least.bytes {
			least = l
		}
	}
	return least
}

// ofRuntime is the limit that the environment sets the runtime.
func ofRuntime() []memoryLimit {
	if most := debug.SetMemoryLimit(-1); most < math.MaxInt64 {
		return []memoryLimit{{most, "GOMEMLIMIT"}}
	}
	return nil
}

// needsExport is what the items of an export need.
func needsExport(s inventory.Source) int64 {
	size, head := peek(s)
	if bytes.HasPrefix(head, []byte{0x1f, 0x8b}) {
		return size * perPacked / perJSON
	}
	if bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}) {
		size, head = size/2, bytes.ReplaceAll(head[2:], []byte{0}, nil) // UTF-16
	}
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	if len(head) > 0 && (head[0] == '{' || head[0] == '[') {
		return size / perJSON
	}
	return size / perCSV
}

// peek returns the size of a plain file and how it begins, nothing of anything
// else: what is read of a pipe is gone.
func peek(s inventory.Source) (size int64, head []byte) {
	info, err := os.Stat(s.Path)
	if s.Path == "" || err != nil || !info.Mode().IsRegular() {
		return 0, nil
	}
	f, err := s.Open()
	if err != nil {
		return 0, nil // who reads it says what is wrong
	}
	defer f.Close()
	const enough = 512
	head, _ = io.ReadAll(io.LimitReader(f, enough))
	return info.Size(), head
}
