package inventory

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"io"
	"path"
	"slices"
	"strings"
)

const (
	zipStart     = "PK\x03\x04"
	maxWorkbook  = 64 << 20 // of a zip file that is looked into
	maxSheetList = 1 << 20  // of the list of its sheets
	textARI      = "is an Azure Resource Inventory (ARI): its rows have no resource ids, so which VM or disk one means is not certain"
	textAzqr     = "is an Azure Quick Review (azqr): it counts resources and states nothing to check"
	textWorkbook = "is an Excel workbook or a zip file"
	hintSheet    = "save the sheet as CSV UTF-8, or better: " + hintExport
)

// refuseZip says what a zip file is: workbooks of tools that are known by their
// sheets, any other workbook, a Terraform plan, or some archive. It unpacks
// nothing but the list of sheets.
func refuseZip(src io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(src, maxWorkbook+1))
	if err != nil {
		return err
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return &InputError{Text: textWorkbook, Hint: hintSheet}
	}
	var names []string
	for _, file := range archive.File {
		if strings.EqualFold(file.Name, "xl/workbook.xml") {
			return refuseWorkbook(sheetNames(file))
		}
		names = append(names, path.Base(file.Name))
	}
	if slices.Contains(names, "tfplan") {
		return &InputError{Text: textPlan, Hint: hintState}
	}
	return &InputError{Text: "is a zip file (" + cmp.Or(clip(some(names)), "empty") + ")", Hint: "unpack it and give the files: unzip FILE"}
}

func refuseWorkbook(sheets []string) error {
	has := func(name string) bool { return slices.Contains(sheets, name) }
	switch {
	case has("Virtual Machines"), has("Disks"):
		return &InputError{Text: textARI, Hint: hintQuery}
	case has("Inventory") && (has("Recommendations") || has("ImpactedResources")):
		return &InputError{Text: textAzqr, Hint: hintQuery}
	case len(sheets) > 0:
		return &InputError{Text: "is an Excel workbook (" + clip(some(sheets)) + ")", Hint: hintSheet}
	}
	return &InputError{Text: textWorkbook, Hint: hintSheet}
}

// sheetNames returns the names in the list of sheets of a workbook, as far as
// it can be read.
func sheetNames(file *zip.File) []string {
	r, err := file.Open()
	if err != nil {
		return nil
	}
	defer r.Close()
	var names []string
	for dec := xml.NewDecoder(io.LimitReader(r, maxSheetList)); ; {
		token, err := dec.Token()
		if err != nil {
			return names
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "sheet" {
			for _, a := range start.Attr {
				if a.Name.Local == "name" {
					names = append(names, a.Value)
				}
			}
		}
	}
}
