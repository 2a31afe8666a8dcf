package inventory

import (
	"cmp"
	"fmt"
)

// Limits bound what one file may ask of memory and time. A field that is zero
// or less has its default, see [DefaultLimits]. A file beyond a limit is an
// [*InputError] whose hint names the flag that raises it.
type Limits struct {
	InputBytes        int64 // of a file as it lies on the disk
	DecompressedBytes int64 // of a packed file once it is unpacked
	Ratio             int   // by which a packed file may unfold; the first 64 MiB are free
	Depth             int   // of lists and objects in JSON; encoding/json goes no deeper than 10,000
	FieldBytes        int   // of one text or cell; a row may have 16 times as much
	Columns           int   // of a CSV or of a table
}

// DefaultLimits returns the limits of [Read]. An estate of a million disks is a
// file of 2.5 GB; no row of a real export comes near the others.
func DefaultLimits() Limits {
	return Limits{InputBytes: 8 << 30, DecompressedBytes: 16 << 30, Ratio: 200, Depth: 200, FieldBytes: 16 << 20, Columns: 2000}
}

// orDefault returns the limits with the defaults in the place of what is not set.
func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	return Limits{
		InputBytes:        cmp.Or(max(l.InputBytes, 0), d.InputBytes),
		DecompressedBytes: cmp.Or(max(l.DecompressedBytes, 0), d.DecompressedBytes),
		Ratio:             cmp.Or(max(l.Ratio, 0), d.Ratio),
		Depth:             cmp.Or(max(l.Depth, 0), d.Depth),
		FieldBytes:        cmp.Or(max(l.FieldBytes, 0), d.FieldBytes),
		Columns:           cmp.Or(max(l.Columns, 0), d.Columns),
	}
}

// rowBytes is how long one row may be. What holds rows within one value, such
// as a table or a Terraform state, counts as one row.
func (l Limits) rowBytes() int64 { return fieldsOfRow * int64(l.FieldBytes) }

// fieldsOfRow is how many of the longest texts a row may hold.
const fieldsOfRow = 16

// mostRejected is how many rows of a file may be of no use, each of them told
// with its line. An export has none or a few.
const mostRejected = 100_000

// The flags that raise the limits, as hints name them.
const (
	flagInputBytes        = "--max-input-bytes"
	flagDecompressedBytes = "--max-decompressed-bytes"
	flagRatio             = "--max-ratio"
	flagDepth             = "--max-depth"
	flagFieldBytes        = "--max-field-bytes"
	flagColumns           = "--max-columns"
)

// overLimit says that a file goes beyond a limit.
func overLimit(line int, text, flag string) *InputError {
	return &InputError{Line: line, Text: text, Hint: "look at the file first; if it is what it should be, " + flag + " raises the limit"}
}

func overDepth(line, column, limit int) *InputError {
	return overLimit(line, fmt.Sprintf("lists and objects are nested more than %d deep%s", limit, atColumn(column)), flagDepth)
}

// atColumn names a column within a line, unless it is 0.
func atColumn(column int) string {
	if column == 0 {
		return ""
	}
	return fmt.Sprintf(", column %d", column)
}

func overRow(line int, limit int64) *InputError {
	return overLimit(line, fmt.Sprintf("a row that begins after this line is longer than %s", bytesText(limit)), flagFieldBytes)
}

// bytesText writes a number of bytes for people, exactly.
func bytesText(n int64) string {
	for _, unit := range []struct {
		size int64
		name string
	}{{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		if n >= unit.size && n%unit.size == 0 {
			return fmt.Sprintf("%d %s", n/unit.size, unit.name)
		}
	}
	if n == 1 {
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", n)
}
