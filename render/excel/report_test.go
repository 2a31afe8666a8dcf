package excel

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// hostile are names that must stay text.
var hostile = []string{
	"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://evil.example\";\"x\")", "＝1",
	"</t></is></c><c><f>1+1</f></c>", "]]>", "a&b", "_x000D_", "\x1b[2J", "\u202egnp", "nul\x00", "bad\xffbyte",
	"two\r\nlines", "😀 e\u0301", strings.Repeat("x", 40_000),
}

// judged is a report on VMs: one that is supported, one on an Ultra Disk, one
// with a shared disk, one whose disks no export names, and one per hostile name.
func judged(t *testing.T) *render.Report {
	t.Helper()
	disk := func(sku string, shares int) []map[string]any {
		return []map[string]any{{"disk.sku": sku, "disk.maxShares": shares, "disk.role": "os"}}
	}
	inv := &inventory.Inventory{
		Inputs:   []inventory.Input{{Name: "=vms.json", Format: "az-vm-list", SHA256: strings.Repeat("ab", 32), Bytes: 1 << 40, Rows: 4, VMs: 4}},
		Problems: []inventory.Problem{{File: "=vms.json", Line: 3, Text: "a row is missing", Incomplete: true}},
	}
	add := func(name string, values map[string]any, disks []map[string]any) {
		inv.Items = append(inv.Items, vm(t, len(inv.Items), name, values, disks))
	}
	add("vm-good", map[string]any{"vm.ade": false}, disk("Premium_LRS", 1))
	add("vm-ultra", map[string]any{"vm.ade": true}, disk("UltraSSD_LRS", 1))
	add("vm-shared", map[string]any{"vm.ade": false}, disk("Premium_LRS", 2))
	add("vm-unknown", map[string]any{"vm.ade": false}, nil)
	for _, name := range hostile {
		add(name, map[string]any{"vm.ade": true}, disk("UltraSSD_LRS", 2))
	}
	e, err := edition()
	if err != nil {
		t.Fatal(err)
	}
	return &render.Report{Title: "=Readiness & more", Organization: "Halden & Sons", Classification: "Internal", Version: "1.2.3", AsOf: "2026-11-22",
		Generated: time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC), Judgement: evaluate.Judge(inv, []*evaluate.Edition{e})}
}

func vm(t *testing.T, n int, name string, values map[string]any, disks []map[string]any) *inventory.Item {
	t.Helper()
	it, err := inventory.Example(inventory.VM, values, disks)
	if err != nil {
		t.Fatal(err)
	}
	it.Identify(inventory.Identity{
		ID:   fmt.Sprintf("/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/%03d%s", n, name),
		Name: name, ResourceGroup: "rg-" + name, Subscription: "65db9555-23bb-401f-9504-d9997983b6b6", Location: "westeurope",
		Tags: []inventory.Tag{{Name: "owner", Value: name}},
	})
	return it
}

// edition is a released one with three of its rules, read once: its file is long.
var edition = sync.OnceValues(func() (*evaluate.Edition, error) {
	m, err := matrix.Load("vm-backup@2026-03-26")
	if err != nil {
		return nil, err
	}
	m.Rules = slices.DeleteFunc(m.Rules, func(r matrix.Rule) bool {
		return !slices.Contains([]string{"vm/ultra-disk", "vm/shared-disk", "vm/replace-disks"}, r.ID)
	})
	return evaluate.Compile(m)
})

// ofSample is the report on a sample estate of the repository, by its newest
// editions.
func ofSample(t *testing.T, name string) *render.Report {
	t.Helper()
	var sources []inventory.Source
	for _, file := range []string{"vms.json", "disks.json"} {
		sources = append(sources, inventory.Source{Name: file, Open: func() (io.ReadCloser, error) { return os.Open("../../samples/" + name + "/" + file) }})
	}
	inv, err := inventory.Read(sources)
	if err != nil {
		t.Fatal(err)
	}
	var editions []*evaluate.Edition
	for _, id := range []string{"vm-backup@2026-03-26", "disk-backup@2026-02-13"} {
		m, err := matrix.Load(id)
		if err != nil {
			t.Fatal(err)
		}
		e, err := evaluate.Compile(m)
		if err != nil {
			t.Fatal(err)
		}
		editions = append(editions, e)
	}
	return &render.Report{Title: "=Readiness & more", Organization: "Halden & Sons", Classification: "Internal", Version: "1.2.3", AsOf: "2026-11-22",
		Generated: time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC), Judgement: evaluate.Judge(inv, editions)}
}

// A workbook is a written one, read part by part.
type workbook struct {
	t     *testing.T
	names []string
	parts map[string]string
	texts []string // the shared strings
	tabs  []string // names of the sheets, once they are read
	read  []xmlSheet
}

func written(t *testing.T, r *render.Report) *workbook {
	t.Helper()
	var out bytes.Buffer
	if err := Render(&out, r); err != nil {
		t.Fatal(err)
	}
	return opened(t, out.Bytes())
}

func opened(t *testing.T, file []byte) *workbook {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	w := &workbook{t: t, parts: map[string]string{}}
	for _, f := range z.File {
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(rc)
		if err != nil {
			t.Fatal(err)
		}
		w.names = append(w.names, f.Name)
		w.parts[f.Name] = string(text)
	}
	for _, s := range read[struct {
		Texts []struct {
			Text string `xml:"t"`
		} `xml:"si"`
	}](w, "xl/sharedStrings.xml").Texts {
		w.texts = append(w.texts, s.Text)
	}
	return w
}

// read decodes a part.
func read[T any](w *workbook, name string) T {
	w.t.Helper()
	var v T
	if err := xml.Unmarshal([]byte(w.parts[name]), &v); err != nil {
		w.t.Fatalf("%s: %v", name, err)
	}
	return v
}

type xmlBook struct {
	Sheets []struct {
		Name string `xml:"name,attr"`
	} `xml:"sheets>sheet"`
	Names []struct {
		Name  string `xml:"name,attr"`
		Sheet string `xml:"localSheetId,attr"`
		Text  string `xml:",chardata"`
	} `xml:"definedNames>definedName"`
}

type xmlSheet struct {
	Pane struct {
		X     string `xml:"xSplit,attr"`
		Y     string `xml:"ySplit,attr"`
		State string `xml:"state,attr"`
	} `xml:"sheetViews>sheetView>pane"`
	Fit struct {
		On string `xml:"fitToPage,attr"`
	} `xml:"sheetPr>pageSetUpPr"`
	Rows []struct {
		R      int       `xml:"r,attr"`
		Height string    `xml:"ht,attr"`
		Cells  []xmlCell `xml:"c"`
	} `xml:"sheetData>row"`
	Links  []xmlLink  `xml:"hyperlinks>hyperlink"`
	Merged []struct{} `xml:"mergeCells>mergeCell"`
	Setup  struct {
		Paper       string `xml:"paperSize,attr"`
		Orientation string `xml:"orientation,attr"`
		Width       string `xml:"fitToWidth,attr"`
		Height      string `xml:"fitToHeight,attr"`
	} `xml:"pageSetup"`
	Footer string `xml:"headerFooter>oddFooter"`
	Header string `xml:"headerFooter>oddHeader"`
}

type xmlLink struct {
	Ref      string `xml:"ref,attr"`
	Location string `xml:"location,attr"`
	ID       string `xml:"id,attr"`
}

type xmlCell struct {
	R       string  `xml:"r,attr"`
	S       int     `xml:"s,attr"`
	T       string  `xml:"t,attr"`
	V       string  `xml:"v"`
	Text    string  `xml:"is>t"`
	Formula *string `xml:"f"`
}

type xmlTable struct {
	Name   string `xml:"displayName,attr"`
	Ref    string `xml:"ref,attr"`
	Filter *struct {
		Ref string `xml:"ref,attr"`
	} `xml:"autoFilter"`
	Columns []struct {
		Name string `xml:"name,attr"`
	} `xml:"tableColumns>tableColumn"`
	Style struct {
		Name string `xml:"name,attr"`
	} `xml:"tableStyleInfo"`
}

type xmlRels struct {
	Rels []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
		Mode   string `xml:"TargetMode,attr"`
	} `xml:"Relationship"`
}

// sheets returns the names of the sheets and their parts, which have the same
// order.
func (w *workbook) sheets() (names []string, sheets []xmlSheet) {
	if w.tabs != nil {
		return w.tabs, w.read
	}
	for i, s := range read[xmlBook](w, "xl/workbook.xml").Sheets {
		sheet := read[xmlSheet](w, fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1))
		for _, row := range sheet.Rows {
			for n := range row.Cells {
				w.resolve(&row.Cells[n])
			}
		}
		w.tabs, w.read = append(w.tabs, s.Name), append(w.read, sheet)
	}
	return w.tabs, w.read
}

// resolve gives a cell its text, wherever that stands.
func (w *workbook) resolve(c *xmlCell) {
	switch c.T {
	case "s":
		var n int
		if _, err := fmt.Sscan(c.V, &n); err != nil || n >= len(w.texts) {
			w.t.Fatalf("cell %s: shared string %q", c.R, c.V)
		}
		c.Text = w.texts[n]
	case "str":
		c.Text = c.V
	}
}

// isText reports whether a cell holds a text that is no result of a formula.
func (c *xmlCell) isText() bool { return c.T == "s" || c.T == "inlineStr" }

func (w *workbook) sheet(name string) (xmlSheet, int) {
	w.t.Helper()
	names, sheets := w.sheets()
	for i := range names {
		if names[i] == name {
			return sheets[i], i + 1
		}
	}
	w.t.Fatalf("no sheet %s among %q", name, names)
	return xmlSheet{}, 0
}
