package tables

import (
	"bufio"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/backready/backready/inventory"
)

// Form is how a table is written: "csv" or "jsonl".
type Form string

// The forms of tables. Both say the same.
const (
	CSV   Form = "csv"   // with a header; lists and maps as JSON, nothing known: an empty cell
	JSONL Form = "jsonl" // an object a line; nothing known: no key
)

// Write writes a table of an inventory.
func Write(w io.Writer, t *Table, inv *inventory.Inventory, form Form) error {
	b := bufio.NewWriterSize(w, 1<<16)
	line := make([]byte, 0, 4096)
	if form == CSV {
		for i, c := range t.Columns {
			line = append(line, opening(i)...)
			line = append(line, c.Name...)
		}
		if _, err := b.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	for row := range rowsOf(t, inv) {
		if form == CSV {
			line = appendRecord(line[:0], row)
		} else {
			line = appendObject(line[:0], t, row)
		}
		if _, err := b.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return b.Flush()
}

func opening(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}

// appendObject appends a row as a JSON object, without what is not known.
func appendObject(to []byte, t *Table, row []cell) []byte {
	to = append(to, '{')
	n := 0
	for i, c := range row {
		if c == nil {
			continue
		}
		to = append(append(append(to, opening(n)...), '"'), t.Columns[i].Name...)
		to = appendJSON(append(to, `":`...), c)
		n++
	}
	return append(to, '}')
}

func appendJSON(to []byte, c cell) []byte {
	switch c := c.(type) {
	case int64:
		return strconv.AppendInt(to, c, 10)
	case bool:
		return strconv.AppendBool(to, c)
	case string:
		return appendText(to, c)
	case []string:
		to = append(to, '[')
		for i, s := range c {
			to = appendText(append(to, opening(i)...), s)
		}
		return append(to, ']')
	case map[string]string:
		to = append(to, '{')
		for i, name := range slices.Sorted(maps.Keys(c)) {
			to = appendText(append(appendText(append(to, opening(i)...), name), ':'), c[name])
		}
		return append(to, '}')
	case map[string]int64:
		to = append(to, '{')
		for i, name := range slices.Sorted(maps.Keys(c)) {
			to = strconv.AppendInt(append(appendText(append(to, opening(i)...), name), ':'), c[name], 10)
		}
		return append(to, '}')
	}
	return append(to, "null"...)
}

// appendText appends a text in JSON.
func appendText(to []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			text, err := json.Marshal(s)
			if err != nil {
				panic("tables: " + err.Error()) // texts can be written
			}
			return append(to, text...)
		}
	}
	return append(append(append(to, '"'), s...), '"')
}

// appendRecord appends a row as a record of CSV. A known text that is empty stands
// in quotes: nothing between two commas is nothing known.
func appendRecord(to []byte, row []cell) []byte {
	for i, c := range row {
		to = append(to, opening(i)...)
		switch c := c.(type) {
		case nil:
		case string:
			to = appendCell(to, c)
		case int64, bool:
			to = appendJSON(to, c)
		default:
			to = appendCell(to, string(appendJSON(nil, c)))
		}
	}
	return to
}

func appendCell(to []byte, s string) []byte {
	if s != "" && !strings.ContainsAny(s, "\",\r\n") && strings.TrimSpace(s) == s {
		return append(to, s...)
	}
	return append(append(append(to, '"'), strings.ReplaceAll(s, `"`, `""`)...), '"')
}
