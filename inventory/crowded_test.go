package inventory

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// TestEndlessBlanks: white space that never ends is refused, wherever it stands
// that encoding/json would look at it again and again.
func TestEndlessBlanks(t *testing.T) {
	limits := Limits{FieldBytes: 1 << 10}
	blanks := strings.Repeat(" \n\t\r", 1<<10)
	for name, text := range map[string]string{
		"in a list":    "[" + blanks,
		"in an object": `{"value":` + blanks + "[]}",
	} {
		_, err := ReadWithin([]Source{textSource("f", text)}, limits)
		var e *InputError
		if !errors.As(err, &e) || e.File != "f" || !strings.Contains(e.Text, "more than 1 KiB of white space") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ReadWithin([]Source{textSource("f", "["+vmJSON("a")+","+blanks[:1000]+vmJSON("b")+blanks[:1000]+"]")}, limits); err != nil {
		t.Errorf("between rows: %v", err)
	}
	if _, err := ReadWithin([]Source{textSource("f", "["+strings.Repeat(" ", 1<<10)+vmJSON("a")+"]")}, limits); err != nil {
		t.Errorf("as much as a text may have: %v", err)
	}
}

// TestNoExport: a file in which no row is of use is refused before each of its
// rows has a problem of its own.
func TestNoExport(t *testing.T) {
	many := mostRejected + 2
	for name, text := range map[string]string{
		"list of empty rows": "[" + strings.Repeat("{},", many) + vmJSON("a") + "]",
		"table":              `{"data":{"columns":[{"name":"id"}],"rows":[` + strings.Repeat("0,", many) + "0]}}",
		"CSV":                "id,name,vmSize\n" + strings.Repeat("x\n", many),
		"CSV, broken quotes": "id,name,vmSize\n" + strings.Repeat("\"x\"y,,\n", many),
		"Terraform":          `{"version":4,"terraform_version":"1","resources":[{"mode":"managed","type":"azurerm_managed_disk","instances":[` + strings.Repeat("{},", many) + "{}]}]}",
	} {
		_, err := tryText(text)
		var e *InputError
		if !errors.As(err, &e) || e.File == "" || !strings.Contains(e.Text, "more than 100000 rows can't be used") || e.Hint == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	var some bytes.Buffer
	some.WriteString("[" + strings.Repeat("{},", 100) + vmJSON("a") + "]")
	if inv, err := tryText(some.String()); err != nil || inv.Inputs[0].Rejected != 100 {
		t.Errorf("a few: %v", err)
	}
}
