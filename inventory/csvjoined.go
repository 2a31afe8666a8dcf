package inventory

import (
	"reflect"
	"slices"
	"strings"
)

// Files are joined by hand (cat a.csv b.csv), and the header of the second stands
// among the records of the first then, with the lines before it.

// firstKey is the key of the first column where it means nothing to us: what
// PowerShell writes above a header stands there.
const firstKey = "#"

// keysWithFirst are the keys by which gocsv fills a record.
func (c *csvFile) keysWithFirst() []string {
	keys := slices.Clone(c.keys)
	if keys[0] == "" {
		keys[0] = firstKey
	}
	return keys
}

// betweenFiles reports whether a record is none, but a line that begins another
// file. One with other columns is an error: what follows would be read under the
// wrong names.
func (c *csvFile) betweenFiles(record reflect.Value) (bool, error) {
	if isID(c.cellAt(record, idColumn)) {
		return false, nil
	}
	if first := c.firstCell(record); strings.HasPrefix(first, "#TYPE ") || len(first) <= len("sep=;") && strings.HasPrefix(strings.ToLower(first), "sep=") {
		return true, nil
	}
	filled, known, same := 0, 0, 0
	for i, key := range c.keys {
		m, ours := columns.byName[key]
		if !ours {
			continue
		}
		text := columnKey(c.cellAt(record, m.column))
		if text == "" {
			continue
		}
		filled++
		if _, ok := columns.byName[text]; ok {
			known++
		}
		if text == columnKey(c.header[i]) {
			same++
		}
	}
	switch {
	case same > 0 && same == len(c.used):
		return true, nil
	case known < 2 || 2*known <= filled:
		return false, nil
	}
	return false, &InputError{Line: c.at, Text: "a second header line, with other columns than the first: several files were joined", Hint: "give the files one by one"}
}

// cellAt is the text of a column of ours, "" where the record has none.
func (c *csvFile) cellAt(record reflect.Value, column int) string {
	return record.Field(column).Addr().Interface().(*cell).text
}

// firstCell is the text at which a record begins.
func (c *csvFile) firstCell(record reflect.Value) string {
	if m, ours := columns.byName[c.keys[0]]; ours {
		return c.cellAt(record, m.column)
	}
	return c.cellAt(record, record.NumField()-1)
}
