package inventory

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// textSource is a file that exists only in a test.
func textSource(name, text string) Source {
	return Source{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

func readText(t *testing.T, texts ...string) *Inventory {
	t.Helper()
	inv, err := tryText(texts...)
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

func tryText(texts ...string) (*Inventory, error) {
	var sources []Source
	for i, text := range texts {
		sources = append(sources, textSource(fmt.Sprint("file", i+1), text))
	}
	return Read(sources)
}

// TestFormats reads one small estate in every format that is read. What comes
// out stands beside each file.
func TestFormats(t *testing.T) {
	files, err := filepath.Glob("testdata/formats/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		if filepath.Ext(path) == ".golden" {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			inv, err := Read([]Source{fileSource(path)})
			if err != nil {
				t.Fatal(err)
			}
			golden := path + ".golden"
			got := describe(inv)
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// describe writes down what was read; what is derived has its own tests.
func describe(inv *Inventory) string {
	var b strings.Builder
	for _, in := range inv.Inputs {
		fmt.Fprintf(&b, "%s: %d rows = %d vms + %d disks + %d other + %d duplicates + %d rejected, complete %v\n",
			in.Format, in.Rows, in.VMs, in.Disks, in.Other, in.Duplicates, in.Rejected, in.Complete)
		for _, p := range in.Problems {
			fmt.Fprintf(&b, "problem: line %d: %s: %s\n", p.Line, p.Column, p.Text)
		}
	}
	for _, it := range inv.Items {
		fmt.Fprintf(&b, "\n%s %s, line %d\n", it.Kind, it.ID(), it.Line())
		describeValues(&b, "  ", it)
		for _, tag := range it.Tags() {
			fmt.Fprintf(&b, "  tag %s = %s\n", tag.Name, tag.Value)
		}
		for _, d := range it.Disks() {
			fmt.Fprintf(&b, "  holds %s\n", d.ID())
			describeValues(&b, "    ", heldOnly(d))
		}
		if it.Kind == VM {
			fmt.Fprintf(&b, "  all disks: %v\n", it.DisksComplete)
		}
	}
	return b.String()
}

func describeValues(b *strings.Builder, indent string, it *Item) {
	for i := range fieldsOf(it.Kind) {
		f := &fieldsOf(it.Kind)[i]
		v := it.Value(f)
		if stated := !f.derived || f.Name == "disk.owners" || strings.HasPrefix(indent, "    "); stated && !v.Missing() {
			fmt.Fprintf(b, "%s%s = %s\n", indent, strings.TrimPrefix(f.Name, it.Kind.String()+"."), v)
		}
	}
}

// heldOnly keeps what a VM alone knows of its disk.
func heldOnly(d *Item) *Item {
	only := &Item{Kind: Disk}
	for _, name := range held {
		only.set(name, d.get(name))
	}
	return only
}

const (
	testRG = "/subscriptions/s1/resourceGroups/rg/providers/"
	vmID   = testRG + "Microsoft.Compute/virtualMachines/"
	diskID = testRG + "Microsoft.Compute/disks/"
)

func vmJSON(name string) string {
	return `{"id":"` + vmID + name + `","name":"` + name + `","location":"eastus","hardwareProfile":{"vmSize":"Standard_D2s_v5"},"storageProfile":{"osDisk":{"name":"os","createOption":"FromImage"},"dataDisks":[]}}`
}

func diskJSON(name string) string {
	return `{"id":"` + diskID + name + `","name":"` + name + `","location":"eastus","diskSizeGB":4,"creationData":{"createOption":"Empty"},"sku":{"name":"Premium_LRS"}}`
}

// TestKinds tells VMs, disks, and everything else apart.
func TestKinds(t *testing.T) {
	const vm, disk, other, rejected = "1 0 0 0", "0 1 0 0", "0 0 1 0", "0 0 0 1"
	tests := []struct{ name, row, want string }{
		{"type in any case", `{"id":"/x","type":"MICROSOFT.COMPUTE/VIRTUALMACHINES"}`, vm},
		{"classic", `{"id":"/x","type":"Microsoft.ClassicCompute/virtualMachines"}`, vm},
		{"scale set instance", `{"id":"/x","type":"Microsoft.Compute/virtualMachineScaleSets/virtualMachines"}`, vm},
		{"disk", `{"id":"/x","type":"microsoft.compute/disks"}`, disk},
		{"extension", `{"id":"` + vmID + `a/extensions/x","type":"Microsoft.Compute/virtualMachines/extensions"}`, other},
		{"extension by id", `{"id":"` + vmID + `a/extensions/x"}`, other},
		{"Arc machine", `{"id":"/x","type":"Microsoft.HybridCompute/machines"}`, other},
		{"snapshot", `{"id":"/x","type":"Microsoft.Compute/snapshots","properties":{"diskSizeGB":4}}`, other},
		{"vm by id", `{"id":"` + vmID + `a"}`, vm},
		{"scale set instance by id", `{"id":"` + testRG + `Microsoft.Compute/virtualMachineScaleSets/s/virtualMachines/3"}`, vm},
		{"disk by id", `{"id":"` + strings.ToUpper(diskID) + `A"}`, disk},
		{"vm by shape", `{"id":"/x","hardwareProfile":{"vmSize":"Standard_D2s_v5"}}`, vm},
		{"disk by shape", `{"id":"/x","diskSizeGb":4,"creationData":{}}`, disk},
		{"instance view without id", `{"vmAgent":{},"statuses":[{"code":"PowerState/running"}]}`, rejected},
		{"vm without id", `{"name":"a","type":"Microsoft.Compute/virtualMachines"}`, rejected},
		{"nothing to tell by", `{"name":"a"}`, rejected},
		{"no object", `17`, rejected},
		{"null", `null`, rejected},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inv := readText(t, `[`+tt.row+`]`, `[`+vmJSON("another")+`,`+diskJSON("another")+`]`)
			in := inv.Inputs[0]
			if got := fmt.Sprint(in.VMs, in.Disks, in.Other, in.Rejected); got != tt.want {
				t.Errorf("vms, disks, other, rejected = %s, want %s", got, tt.want)
			}
			if in.Rejected != len(in.Problems) {
				t.Errorf("%d rejected, but problems %v", in.Rejected, in.Problems)
			}
		})
	}
}

// Inputs that can't be used at all, and what is said of them.
var refusedTests = []struct {
	name, text string
	line       int
	want       string
}{
	{"empty", "", 0, "file is empty"},
	{"blank", " \r\n\n\t", 0, "file is empty"},
	{"only a byte order mark", "\xef\xbb\xbf", 0, "file is empty"},
	{"null", "\nnull\n", 2, "only null"},
	{"error", `{"error":{"code":"AuthorizationFailed","message":"no"}}`, 1, "error of the service instead of data: AuthorizationFailed"},
	{"empty object", `{}`, 1, "empty object"},
	{"terraform plan", `{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{}}`, 1, "Terraform plan"},
	{"old terraform state", `{"version":3,"terraform_version":"0.11.0","modules":[]}`, 1, "Terraform state of version 3"},
	{"template", `{"$schema":"https://x","resources":[]}`, 1, "template"},
	{"workbook", "PK\x03\x04\x14\x00", 0, "Excel workbook"},
	{"old workbook", "\xd0\xcf\x11\xe0\xa1\xb1", 0, "old Excel workbook"},
	{"pdf", "%PDF-1.7", 0, "PDF"},
	{"web page", "<!DOCTYPE html>\n<html>", 1, "web page"},
	{"az table", "Name    ResourceGroup    Location\n------  ---------------  ----------\napp1    rg               eastus\n", 2, "table for people"},
	{"Format-Table", "\nResourceGroupName Name Location\n----------------- ---- --------\nrg                app1 eastus\n", 3, "table for people"},
	{"Format-List", "ResourceGroupName : rg\nId                : /subscriptions/x\nName              : app1\n", 1, "Format-List"},
	{"yaml", "- id: /subscriptions/x\n  name: app1\n", 1, "YAML"},
	{"tsv", "/subscriptions/x/y\tapp1\teastus\n", 1, "no header line"},
	{"terminal", "user@host:~$ az vm list -o json\n[\n", 1, "terminal"},
	{"shell", "PS C:\\> Get-AzVM\n\n", 1, "terminal"},
	{"colours", "\x1b[1m[\x1b[0m\n", 1, "colours"},
	{"warning", "[Warning] This output may compromise security\n[]", 1, "message of the command line"},
	{"WARNING", "WARNING: The behavior of this command has been altered\n[]\n", 1, "message of the command line"},
	{"prose", "hello world\n", 1, "not recognised"},
	{"binary", "ab\x00\x01\x02\x03", 0, "no text"},
	{"ids under another name", "name,object_id\napp1," + vmID + "a\n", 1, `the column "object_id" holds ids of resources`},
	{"names only", "NAME,SUBSCRIPTION,LOCATION\napp1,Production,East US\n", 1, "no column holds the ids"},
	{"unclosed quote", "id,name\n" + vmID + "a,\"app\nmore,and more\n", 2, "quote"},
	{"breaks off", "[\n" + vmJSON("a") + ",\n", 3, "breaks off"},
	{"breaks off within", "[\n" + vmJSON("a") + ",\n{\"id\":\"x", 3, "breaks off"},
	{"broken", "[\n  " + vmJSON("a") + ",\n  {\"id\": tru }\n]", 3, "column 13: invalid character ' ' in literal true"},
	{"broken between rows", "[\n  " + vmJSON("a") + "\n  " + vmJSON("b") + "\n]", 3, "column 3"},
	{"broken in envelope", "{\"value\": [],\n \"nextLink\": 'x'}", 2, "column 14"},
	{"followed by text", "[]\nuser@host:~$ \n", 2, "followed by something else"},
	{"too deep", `[` + strings.Repeat(`[`, 1500) + strings.Repeat(`]`, 1500) + `]`, 1, "more than 200 deep, column 201"},
	{"depth beyond all", strings.Repeat(`[`, 30000), 1, "more than 200 deep"},
	{"single value", "[]\n\"x\"", 2, "single value"},
	{"other types", `[{"id":"/x","type":"Microsoft.Compute/galleries"},{"id":"/y","type":"microsoft.compute/galleries"},{"id":"/z","type":"a/b"}]`, 0,
		"no VMs or disks: 3 row(s) of other types (a/b, microsoft.compute/galleries)"},
	{"only rejected", `[{"name":"a","type":"Microsoft.Compute/disks"}]`, 0, "no VMs or disks: 1 row(s) that can't be used (first: file1:1: the row has no resource id)"},
	{"wrong delimiter", "sep=\"\nid,name\n", 1, "no usable delimiter"},
	{"packed twice", pack(pack("[]")), 0, "packed twice"},
	{"tar", strings.Repeat("x", 257) + "ustar\x0000", 0, "tar archive"},
	{"packed tar", pack(strings.Repeat("x", 257) + "ustar\x0000"), 0, "tar archive"},
	{"bzip2", "BZh91AY&SY\x00\x01", 0, "bzip2"},
	{"zstd", "\x28\xb5\x2f\xfd\x04", 0, "zstd"},
	{"7z", "7z\xbc\xaf\x27\x1c\x00", 0, "7z"},
	{"JSON in a text", `"[{\"id\":\"` + vmID + `a\"}]"`, 1, "encoded twice"},
	{"JSON in a text, lists of nothing", `"[]"`, 1, "encoded twice"},
	{"damaged pack", pack(strings.Repeat("[] ", 1000))[:30], 0, "damaged"},
}

// TestRefused are inputs that can't be used at all. Each error says what to do.
func TestRefused(t *testing.T) {
	for _, tt := range refusedTests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := tryText(tt.text)
			var e *InputError
			if !errors.As(err, &e) {
				t.Fatalf("error %v, want an InputError", err)
			}
			if !strings.Contains(e.Text, tt.want) || e.Line != tt.line || e.File != "file1" {
				t.Errorf("%s (file %q, line %d), want line %d: %s", e.Text, e.File, e.Line, tt.line, tt.want)
			}
			if e.Hint == "" {
				t.Error("no hint")
			}
		})
	}
}

func pack(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write([]byte(text))
	if err = errors.Join(err, w.Close()); err != nil {
		panic(err)
	}
	return b.String()
}

// TestUnreadable are files that can't be opened or read to their end.
func TestUnreadable(t *testing.T) {
	gone := errors.New("the disk is gone")
	tests := map[string]Source{
		"missing": fileSource("testdata/no-such-file.json"),
		"folder":  fileSource("testdata"),
		"failing": {Name: "testdata", Open: func() (io.ReadCloser, error) {
			return io.NopCloser(io.MultiReader(strings.NewReader("["+vmJSON("a")+","), brokenReader{gone})), nil
		}},
	}
	for name, src := range tests {
		_, err := Read([]Source{src})
		var e *InputError
		if !errors.As(err, &e) || e.File == "" || e.Hint == "" || !strings.Contains(e.Text, "can't be read: ") {
			t.Errorf("%s: %#v", name, err)
		}
	}
}

type brokenReader struct{ err error }

func (b brokenReader) Read([]byte) (int, error) { return 0, b.err }

// TestEmptyLists are no error here: the command decides what they mean.
func TestEmptyLists(t *testing.T) {
	for _, text := range []string{`[]`, `{"value":[]}`, `{"count":0,"data":[],"total_records":0}`, `{"value":null}`, "id,name,vmSize\n", "id;name\r\n\r\n;\r\n",
		`{"data":{"columns":[{"name":"id"}],"rows":[]},"count":0}`} {
		inv := readText(t, text)
		if len(inv.Items) != 0 || len(inv.Inputs) != 1 || inv.Inputs[0].Rows != 0 || !inv.Inputs[0].Complete || inv.Inputs[0].Format == "" {
			t.Errorf("%s: %+v", text, inv.Inputs)
		}
		if inv := readText(t, text, `[`+vmJSON("a")+`]`); len(inv.Items) != 1 {
			t.Errorf("%s beside a VM: %d items", text, len(inv.Items))
		}
	}
	if inv, err := Read(nil); err != nil || len(inv.Items) != 0 {
		t.Errorf("no files at all: %v, %v", inv, err)
	}
}

// TestDuplicates are rows of one item in several files.
func TestDuplicates(t *testing.T) {
	poor := `[{"id":"` + strings.ToUpper(vmID+"a") + `","location":"westus"}]`
	rich := `[` + vmJSON("a") + `]`
	for name, texts := range map[string][2]string{"richer last": {poor, rich}, "richer first": {rich, poor}} {
		inv := readText(t, texts[0], texts[1])
		if len(inv.Items) != 1 || inv.Inputs[0].VMs != 1 || inv.Inputs[1].Duplicates != 1 {
			t.Fatalf("%s: %d items, %+v", name, len(inv.Items), inv.Inputs)
		}
		it := inv.Items[0]
		if it.ID() != vmID+"a" || it.get("vm.location").Text() != "eastus" || it.get("vm.size").Missing() {
			t.Errorf("%s: the poorer row was kept: %s", name, it.ID())
		}
		p := inv.Inputs[1].Problems
		if len(p) != 1 || !strings.Contains(p[0].Text, "vm.location") || p[0].Line != 1 {
			t.Errorf("%s: problems %+v", name, p)
		}
	}
	inv := readText(t, rich, rich)
	if in := inv.Inputs[1]; in.Duplicates != 1 || len(in.Problems) != 0 {
		t.Errorf("the same twice: %+v", in)
	}
}

// TestDuplicatesComplete takes from each row what only it states, such as the
// optional columns of a CSV of one's own.
func TestDuplicatesComplete(t *testing.T) {
	columns := "id,vault.location,policy type\n" + vmID + "a,East US,v2\n"
	for _, texts := range [][]string{{`[` + vmJSON("a") + `]`, columns}, {columns, `[` + vmJSON("a") + `]`}} {
		it := readText(t, texts...).Items[0]
		if it.get("vault.location").Text() != "eastus" || it.get("policy.type").Text() != "V2" || it.get("vm.size").Missing() || !it.DisksComplete {
			t.Errorf("%s, %s, %s", it.get("vault.location"), it.get("policy.type"), it.get("vm.size"))
		}
	}
}

// TestOneIDTwoKinds can't be: the later row is rejected.
func TestOneIDTwoKinds(t *testing.T) {
	inv := readText(t, `[{"id":"/x","type":"Microsoft.Compute/disks"},{"id":"/X","type":"Microsoft.Compute/virtualMachines"}]`)
	if in := inv.Inputs[0]; in.Disks != 1 || in.Rejected != 1 || len(in.Problems) != 1 {
		t.Errorf("%+v", in)
	}
}

func TestInputErrorText(t *testing.T) {
	for want, e := range map[string]InputError{
		"a.json:3: broken": {File: "a.json", Line: 3, Text: "broken"},
		"a.json: broken":   {File: "a.json", Text: "broken"},
		"broken":           {Text: "broken"},
	} {
		if got := e.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestSameEstate: the resource manager and Resource Graph give equal items of
// one estate. The rows of the graph are made of those of the list, with what it
// adds and the way it writes types.
func TestSameEstate(t *testing.T) {
	text, err := os.ReadFile("testdata/formats/arm-list.json")
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Value []map[string]any `json:"value"`
	}
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	for _, r := range list.Value {
		parts := strings.Split(r["id"].(string), "/")
		r["type"] = strings.ToLower(r["type"].(string))
		r["subscriptionId"], r["resourceGroup"], r["kind"] = parts[2], strings.ToLower(parts[4]), ""
		for _, key := range []string{"managedBy", "zones", "plan", "sku", "identity", "extendedLocation", "tags"} {
			if _, ok := r[key]; !ok {
				r[key] = nil
			}
		}
	}
	rows, err := json.Marshal(map[string]any{"count": len(list.Value), "data": list.Value, "skip_token": nil, "total_records": len(list.Value)})
	if err != nil {
		t.Fatal(err)
	}
	manager, graph := readText(t, string(text)), readText(t, string(rows))
	if len(manager.Items) == 0 || len(graph.Items) != len(manager.Items) {
		t.Fatalf("%d items, want %d", len(graph.Items), len(manager.Items))
	}
	for i, it := range manager.Items {
		compareItems(t, it, graph.Items[i])
	}
}

// TestTableIsNoExport: the tables of an inventory are not read as exports, where
// an empty cell stands for a default.
func TestTableIsNoExport(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"backready":"vms/v1","id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v"}`,
		"\n" + `{"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d","Backready": "disks/v1"}`,
		"backready,id\nvms/v1,/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v\n",
		"\"id\";\"BACKREADY\"\r\n/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d;disks/v1\r\n",
	} {
		_, err := Read([]Source{{Name: "x", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}})
		var in *InputError
		if !errors.As(err, &in) || !strings.Contains(in.Text, "is a table that backready inventory wrote") || in.Hint == "" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestListings: a list of all resources names VMs and disks and states nothing of
// them, which is told unless another file does.
func TestListings(t *testing.T) {
	header := "subscriptionId,resourceType,resourceName,resourceId,state\n"
	listed := header + "s1,Microsoft.Compute/virtualMachines,a," + vmID + "a,ok\ns1,Microsoft.Compute/disks,b," + diskID + "b,ok\n"
	resource := `[{"id":"` + vmID + `a","name":"a","type":"Microsoft.Compute/virtualMachines","location":"eastus","resourceGroup":"rg","sku":null,"kind":null,
 "plan":null,"managedBy":null,"tags":{"a":"b"},"properties":null,"changedTime":"2025-01-01T00:00:00Z"}]`
	for _, tt := range []struct {
		name  string
		texts []string
		want  int // rows that are told of
	}{
		{"columns", []string{listed}, 2},
		{"az resource list", []string{resource}, 1},
		{"Get-AzResource", []string{`[{"ResourceId":"` + vmID + `a","Name":"a","ResourceType":"Microsoft.Compute/virtualMachines","Location":"eastus"}]`}, 1},
		{"one of two is listed in full behind it", []string{listed, "[" + vmJSON("a") + "]"}, 1},
		{"and before it", []string{"[" + vmJSON("a") + "," + diskJSON("b") + "]", listed, resource}, 0},
		{"with a field", []string{"resourceType,resourceId,vmSize\nMicrosoft.Compute/virtualMachines," + vmID + "a,Standard_B1s\n"}, 0},
		{"whole resource", []string{`[{"id":"` + diskID + `b","kind":"","properties":{"diskSizeGB":4,"creationData":{}}}]`}, 0},
	} {
		told := 0
		for _, p := range readText(t, tt.texts...).AllProblems() {
			if n, _ := fmt.Sscanf(p.Text, "%d row(s) name a VM or disk", &told); n == 1 && (p.Line == 0 || p.Hint == "" || p.Incomplete) {
				t.Errorf("%s: %+v", tt.name, p)
			}
		}
		if told != tt.want {
			t.Errorf("%s: %d rows, want %d", tt.name, told, tt.want)
		}
	}
}
