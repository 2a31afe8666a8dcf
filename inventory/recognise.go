package inventory

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Format names the shape in which a file was read.
type Format string

// The formats that are read.
const (
	FormatAzVMList           Format = "az-vm-list"           // az vm list, az vm show
	FormatAzDiskList         Format = "az-disk-list"         // az disk list, az disk show
	FormatARMList            Format = "arm-list"             // REST, az rest: lists and single resources
	FormatARMExample         Format = "arm-example"          // an example file of the REST specification
	FormatResourceGraph      Format = "resource-graph"       // az graph query, Search-AzGraph, REST
	FormatResourceGraphTable Format = "resource-graph-table" // the same as columns and rows
	FormatPowerShell         Format = "powershell"           // Get-AzVM, Get-AzDisk through ConvertTo-Json
	FormatTerraform          Format = "terraform-state"      // terraform show -json, or a state file of version 4
	FormatJSONLines          Format = "json-lines"           // several JSON documents in a row
	FormatJSON               Format = "json"                 // JSON that holds no row to tell more by
	FormatCSVResourceGraph   Format = "csv-resource-graph"   // Resource Graph Explorer, raw columns
	FormatCSVPortal          Format = "csv-portal"           // the portal's Export to CSV
	FormatCSVPowerShell      Format = "csv-powershell"       // Export-Csv
	FormatCSV                Format = "csv"                  // any other CSV with the id of the resource
)

// readText recognises a text by its content, never by its name, and reads it.
func (f *file) readText(text *content) error {
	if err := skipBlank(text); err != nil {
		return err
	}
	head, err := text.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	line := 1 + text.skipped
	switch {
	case len(head) == 0:
		return &InputError{Text: "the file is empty", Hint: hintExport}
	case isTable(head):
		return &InputError{Text: "is a table that backready inventory wrote, and no export", Hint: "backready report --inventory DIR"}
	case startsJSON(head):
		return newJSONFile(f, text, line).read()
	}
	return f.readCSV(text, head, line)
}

// tableMark begins what the first column of a table says, which no export has: read
// as one, an empty cell would be taken for a default.
var tableMark = regexp.MustCompile(`(?i)"backready"\s*:\s*"[a-z]+/v[0-9]+"`)

// isTable reports whether a text is a table of an inventory, see package tables.
func isTable(head []byte) bool {
	if startsJSON(head) {
		return tableMark.Match(head)
	}
	header, _, _ := strings.Cut(string(head), "\n")
	return slices.ContainsFunc(strings.FieldsFunc(header, func(r rune) bool { return strings.ContainsRune(",;\t\"\r", r) }),
		func(name string) bool { return strings.EqualFold(name, "backready") })
}

// skipBlank leaves out blank space before the first character and counts the
// lines left out.
func skipBlank(text *content) error {
	for {
		r, _, err := text.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case r == '\n':
			text.skipped++
		case !unicode.IsSpace(r) && r != '\ufeff':
			if err := text.UnreadRune(); err != nil || !misreadMark(text) {
				return err
			}
		}
	}
}

// misreadMark leaves out a byte order mark that was read as Windows-1252 and
// written as that. It reports whether there was one.
func misreadMark(text *content) bool {
	const mark = "ï»¿"
	if head, _ := text.Peek(len(mark)); string(head) != mark {
		return false
	}
	n, _ := text.Discard(len(mark))
	return n > 0
}

// startsJSON tells a list or object from a warning in square brackets. A bare
// null is JSON as well: some tools write it instead of a list.
func startsJSON(head []byte) bool {
	switch head[0] {
	case '{':
		return true
	case '[':
		rest := bytes.TrimLeft(head[1:], " \t\r\n")
		return len(rest) == 0 || bytes.IndexByte([]byte(`{[]"-0123456789`), rest[0]) >= 0 ||
			bytes.HasPrefix(rest, []byte("null")) || bytes.HasPrefix(rest, []byte("true")) || bytes.HasPrefix(rest, []byte("false"))
	}
	return string(bytes.TrimSpace(head)) == "null"
}

// binaries are the files that people give by mistake, by their first bytes.
var binaries = []struct{ start, text, hint string }{
	{"\xd0\xcf\x11\xe0", "is an old Excel workbook", hintSheet},
	{"%PDF", "is a PDF", hintExport},
	{"\x89PNG", "is a picture", hintExport},
	{"\xff\xd8\xff", "is a picture", hintExport},
	{"SQLite format 3", "is a database", hintExport},
	{"\x1f\x8b", "was packed twice", "unpack it once: gunzip FILE"},
	{"\x28\xb5\x2f\xfd", "is packed with zstd", "unpack it: unzstd FILE"},
	{"\xfd7zXZ\x00", "is packed with xz", "unpack it: unxz FILE"},
	{"7z\xbc\xaf\x27\x1c", "is a 7z archive", "unpack it and give the files: 7z x FILE"},
	{"Rar!\x1a\x07", "is a rar archive", "unpack it and give the files: unrar x FILE"},
}

// binariesWithin are those known by bytes further on.
var binariesWithin = []struct {
	at               int
	mark, text, hint string
}{
	{4, "1AY&SY", "is packed with bzip2", "unpack it: bunzip2 FILE"},
	{257, "ustar", "is a tar archive", "unpack it and give the files: tar -xf FILE"},
}

func refuseBinary(head []byte) error {
	for _, b := range binaries {
		if bytes.HasPrefix(head, []byte(b.start)) {
			return &InputError{Text: b.text, Hint: b.hint}
		}
	}
	for _, b := range binariesWithin {
		if len(head) > b.at && bytes.HasPrefix(head[b.at:], []byte(b.mark)) {
			return &InputError{Text: b.text, Hint: b.hint}
		}
	}
	return nil
}

const (
	textColours = "holds the colours of a terminal"
	hintColours = "use -o json instead of -o jsonc, and save the output to a file instead of copying it"
)

const hintJSONOutput = "save the output as JSON: " + exportVMs + " > vms.json, " + exportDisks + " > disks.json"

// texts are the texts that people give by mistake. Their patterns are compiled
// when such a text is met, which hardly any run does.
var texts = []struct {
	pattern string
	text    string
	hint    string
}{
	{`^(?:[^\n]*\n){0,5}[^\n]{0,200}\x1b\[`, textColours, hintColours},
	{`^"\s*[\[{]\s*([\]}{]|\\)`, "is JSON that was made one text of (encoded twice)", "take it out of the text: jq -r . FILE > plain.json"},
	{`^> ?[^\n]*\n>`, "is quoted, as in a mail: every line begins with >", "ask for the file itself; " + hintExport},
	{`(?m)^(PS [A-Za-z]?:?[^\n>]*> ?|[^\n]{0,80}[$#>] ?)(az|Get-Az|Search-Az)[ A-Za-z]`, "is a copy of a terminal, prompt included", hintJSONOutput},
	{`^(\[?(Warning|WARNING|Error|ERROR)\]?\b)`, "begins with a message of the command line instead of data", "leave messages out of the file (no 2>&1): " + exportVMs + " > vms.json"},
	{`^<`, "is a web page or XML", hintExport},
	{`(?m)^[ -]*---[ -]*\r?$`, "is a table for people (-o table, Format-Table)", hintJSONOutput},
	{`(?m)^\w+ +: .*\n(.*\n)?\w+ +: `, "is a list for people (Format-List)", "pipe the objects through ConvertTo-Json -Depth 10 instead of Format-List"},
	{`(?m)^\s*(- )?\w+:( [^\n]*)?\r?\n\s*(- )?\w+:( |\r?$)`, "is YAML", "use -o json instead of -o yaml"},
	{`^[^\n]*(\t|/subscriptions/)`, "has no header line (-o tsv?)", hintJSONOutput},
}

// refuseText says what a text is that is neither JSON nor a CSV of resources.
func refuseText(head []byte, line int) error {
	for _, t := range texts {
		if at := regexp.MustCompile(t.pattern).FindIndex(head); at != nil {
			return &InputError{Line: line + bytes.Count(head[:at[0]], []byte{'\n'}), Text: t.text, Hint: t.hint}
		}
	}
	return nil
}

func unrecognisable(head []byte, line int) error {
	if err := refuseText(head, line); err != nil {
		return err
	}
	first, _, _ := strings.Cut(string(head), "\n")
	if strings.ContainsRune(first, 0) {
		return &InputError{Text: "is no text", Hint: hintExport}
	}
	return &InputError{Line: line, Text: "is not recognised: neither JSON nor a CSV whose header names columns of VMs or disks", Hint: hintExport}
}
