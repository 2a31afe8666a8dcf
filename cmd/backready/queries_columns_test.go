package main

import (
	"bytes"
	"encoding/csv"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
)

var lineComment = regexp.MustCompile(`(?m)^//.*\n`)

// projected returns the columns of a query, in order.
func projected(t *testing.T, name string) []string {
	t.Helper()
	text := lineComment.ReplaceAllString(queryFile(name), "")
	start := strings.LastIndex(text, "| project ")
	list, rest, ok := strings.Cut(text[start+len("| project "):], "\n| ")
	if start < 0 || !ok || rest != "order by id asc\n" {
		t.Fatalf("%s: does not end in project and order by id", name)
	}
	var columns []string
	depth := 0
	for part := range strings.SplitSeq(list, ",") {
		if depth == 0 {
			column, _, _ := strings.Cut(part, "=")
			columns = append(columns, strings.TrimSpace(column))
		}
		depth += strings.Count(part, "(") - strings.Count(part, ")")
	}
	return columns
}

// A flatCell is what a flat query writes for an invented item, the field that is
// read from it, and the value, where it isn't the text of the cell.
type flatCell struct{ column, text, field, value string }

const (
	yard    = "/subscriptions/s1/resourceGroups/rg-yard/providers/Microsoft.Compute/"
	theVM   = yard + "virtualMachines/crane-1"
	theDisk = yard + "disks/crane-1"
)

var vmCells = []flatCell{
	{"id", theVM, "vm.id", ""},
	{"name", "crane-1", "vm.name", ""},
	{"type", "microsoft.compute/virtualmachines", "vm.type", ""},
	{"tenantId", "t1", "vm.tenantId", ""},
	{"subscriptionId", "s1", "vm.subscriptionId", ""},
	{"resourceGroup", "rg-yard", "vm.resourceGroup", ""},
	{"location", "norwayeast", "vm.location", ""},
	{"zones", `["2"]`, "vm.zones", "2"},
	{"extendedLocationType", "EdgeZone", "vm.extendedLocationType", ""},
	{"edgeZone", "quay", "vm.edgeZone", ""},
	{"vmSize", "Standard_D2s_v5", "vm.size", ""},
	{"osType", "Linux", "vm.osType", ""},
	{"osName", "ubuntu", "vm.osName", ""},
	{"osVersion", "22.04", "vm.osVersion", ""},
	{"imagePublisher", "canonical", "vm.imagePublisher", ""},
	{"imageOffer", "ubuntu-24_04-lts", "vm.imageOffer", ""},
	{"imageSku", "server", "vm.imageSku", ""},
	{"imageId", yard + "images/i", "vm.imageId", ""},
	{"sharedGalleryImageId", "/sharedGalleries/g", "vm.sharedGalleryImageId", ""},
	{"communityGalleryImageId", "/communityGalleries/g", "vm.communityGalleryImageId", ""},
	{"plan", `{"name":"n","product":"prod","publisher":"p"}`, "vm.plan", "prod"},
	{"licenseType", "RHEL_BYOS", "vm.licenseType", ""},
	{"hyperVGeneration", "V2", "vm.hyperVGeneration", ""},
	{"securityType", "TrustedLaunch", "vm.securityType", ""},
	{"encryptionAtHost", "true", "vm.encryptionAtHost", ""},
	{"powerState", "PowerState/deallocated", "vm.powerState", "deallocated"},
	{"priority", "Spot", "vm.priority", ""},
	{"availabilitySetId", yard + "availabilitySets/a", "vm.availabilitySetId", ""},
	{"hostId", yard + "hostGroups/g/hosts/h", "vm.hostId", ""},
	{"hostGroupId", yard + "hostGroups/g", "vm.hostGroupId", ""},
	{"vmssId", yard + "virtualMachineScaleSets/s", "vm.scaleSetId", ""},
	{"userAssignedIdentities", `{"/subscriptions/s1/id-1":{}}`, "vm.userAssignedIdentities", "/subscriptions/s1/id-1"},
	{"ultraSSDEnabled", "true", "vm.ultraEnabled", ""},
	{"nicCount", "3", "vm.nicCount", ""},
	{"allowExtensionOperations", "false", "vm.allowExtensionOperations", ""},
	{"provisionVMAgent", "false", "vm.agentProvisioned", ""},
	{"vmAdeEnabled", "true", "vm.adeSign", ""},
	{"osDiskId", theDisk, "disk.id", ""},
	{"osDiskVhd", "", "disk.vhdUri", ""}, // beside osDiskId: a disk is managed or not
	{"osDiskCaching", "ReadWrite", "disk.caching", ""},
	{"osDiskWriteAccelerator", "true", "disk.writeAccelerator", ""},
	{"osDiskCreateOption", "Attach", "vm.osDiskCreateOption", ""},
	{"osDiskEphemeral", "", "vm.osDiskEphemeral", "false"},
	{"dataDisks", `[{"lun":0,"diskSizeGB":32,"managedDisk":{"id":"` + yard + `disks/a"}},{"lun":7,"diskSizeGB":8,"managedDisk":{"id":"` + yard + `disks/b"}}]`, "vm.dataDiskCount", "2"},
	{"tags", `{"a":"1","b":"2"}`, "vm.tagCount", "2"},
}

var diskCells = []flatCell{
	{"id", theDisk, "disk.id", ""},
	{"name", "crane-1", "disk.name", ""},
	{"type", "microsoft.compute/disks", "disk.type", ""},
	{"tenantId", "t1", "disk.tenantId", ""},
	{"subscriptionId", "s1", "disk.subscriptionId", ""},
	{"resourceGroup", "rg-yard", "disk.resourceGroup", ""},
	{"location", "norwayeast", "disk.location", ""},
	{"zones", `["2"]`, "disk.zones", "2"},
	{"extendedLocationType", "EdgeZone", "disk.extendedLocationType", ""},
	{"edgeZone", "quay", "disk.edgeZone", ""},
	{"sku", "Premium_LRS", "disk.sku", ""},
	{"diskSizeGB", "64", "disk.sizeGiB", ""},
	{"diskState", "Reserved", "disk.diskState", ""},
	{"managedBy", theVM, "disk.managedBy", ""},
	{"managedByExtended", `["` + theVM + `2"]`, "disk.owners", theVM + "," + theVM + "2," + theVM + "3"},
	{"shareInfo", `[{"vmUri":"` + theVM + `3"}]`, "disk.owners", theVM + "," + theVM + "2," + theVM + "3"},
	{"osType", "Linux", "disk.osType", ""},
	{"hyperVGeneration", "V2", "disk.hyperVGeneration", ""},
	{"maxShares", "3", "disk.maxShares", ""},
	{"encryptionType", "EncryptionAtRestWithCustomerKey", "disk.encryptionType", ""},
	{"diskEncryptionSetId", yard + "diskEncryptionSets/d", "disk.desId", ""},
	{"adeEnabled", "true", "disk.adeEnabled", ""},
	{"encryptionSettingsVersion", "1.1", "disk.adeVersion", ""},
	{"securityType", "TrustedLaunch", "disk.securityType", ""},
	{"networkAccessPolicy", "AllowPrivate", "disk.networkAccessPolicy", ""},
	{"publicNetworkAccess", "Disabled", "disk.publicNetworkAccess", ""},
	{"diskAccessId", yard + "diskAccesses/d", "disk.diskAccessId", ""},
	{"dataAccessAuthMode", "AzureActiveDirectory", "disk.dataAccessAuthMode", ""},
	{"performancePlus", "true", "disk.performancePlus", ""},
	{"logicalSectorSize", "4096", "disk.logicalSectorSize", ""},
	{"tier", "P10", "disk.tier", ""},
	{"targetTier", "P15", "disk.tierTarget", ""},
	{"tags", `{"a":"1"}`, "disk.tagKeys", "a"},
}

// flat reads the VM and the disk as the flat queries write them.
func flat(t *testing.T, vm, disk []flatCell) (*inventory.Item, *inventory.Item) {
	t.Helper()
	inv, err := inventory.Read([]inventory.Source{flatTable(t, "vms.csv", vm), flatTable(t, "disks.csv", disk)})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range inv.AllProblems() {
		if p.Column != "" {
			t.Errorf("%+v", p)
		}
	}
	var disks []*inventory.Item
	for _, d := range inv.Of(inventory.Disk) {
		if d.ID() == theDisk {
			disks = append(disks, d)
		}
	}
	vms := inv.Of(inventory.VM)
	if len(vms) != 1 || len(disks) != 1 || len(vms[0].Disks()) == 0 {
		t.Fatalf("%d VMs, %d disks", len(vms), len(disks))
	}
	return vms[0], disks[0]
}

// with returns the cells with other texts in some columns.
func with(cells []flatCell, columnsAndTexts ...string) []flatCell {
	cells = slices.Clone(cells)
	for i := 0; i < len(columnsAndTexts); i += 2 {
		at := slices.IndexFunc(cells, func(c flatCell) bool { return c.column == columnsAndTexts[i] })
		cells[at].text = columnsAndTexts[i+1]
	}
	return cells
}

func flatTable(t *testing.T, name string, cells []flatCell) inventory.Source {
	t.Helper()
	var heads, texts []string
	for _, c := range cells {
		heads, texts = append(heads, c.column), append(texts, c.text)
	}
	var text bytes.Buffer
	if err := csv.NewWriter(&text).WriteAll([][]string{heads, texts}); err != nil {
		t.Fatal(err)
	}
	return inventory.Source{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text.Bytes())), nil }}
}

// carriedValue is the value of a field as the VM, its OS disk or the disk has it.
func carriedValue(t *testing.T, field string, vm, disk *inventory.Item) inventory.Value {
	t.Helper()
	f, ok := inventory.FieldNamed(field)
	switch {
	case !ok:
		t.Fatalf("no field %s", field)
	case f.Kind() == inventory.VM:
		return vm.Value(f)
	case !disk.Value(f).Known():
		return vm.Disks()[0].Value(f)
	}
	return disk.Value(f)
}

// TestFlatQueriesHaveOurColumns: every column that the flat queries name is
// read, in the form in which the query writes it.
func TestFlatQueriesHaveOurColumns(t *testing.T) {
	vm, disk := flat(t, vmCells, diskCells)
	for name, cells := range map[string][]flatCell{"vms.kql": vmCells, "disks.kql": diskCells} {
		var columns []string
		for _, c := range cells {
			columns = append(columns, c.column)
			want := c.value
			if want == "" {
				want = c.text
			}
			v := carriedValue(t, c.field, vm, disk)
			got := v.Text()
			if v.List() != nil {
				got = strings.Join(v.List(), ",")
			}
			if got != want || !v.Known() {
				t.Errorf("%s: %s is %q, want %q", name, c.field, v, want)
			}
		}
		if got := projected(t, name); !slices.Equal(got, columns) {
			t.Errorf("%s projects\n%q, want\n%q", name, got, columns)
		}
	}
}

// TestFlatQueriesCellByCell: without its column a field is not known, so that
// the test above proves the column and not a default.
func TestFlatQueriesCellByCell(t *testing.T) {
	derived := []string{"vm.id", "vm.name", "vm.type", "vm.subscriptionId", "vm.resourceGroup", "disk.id", "disk.name", "disk.type",
		"disk.subscriptionId", "disk.resourceGroup", "vm.extendedLocationType", "disk.extendedLocationType", "disk.owners", "disk.logicalSectorSize", "disk.vhdUri",
		"vm.hyperVGeneration", "vm.dataDiskCount"} // also follow from other columns
	for i, c := range vmCells {
		if !slices.Contains(derived, c.field) {
			vm, disk := flat(t, slices.Delete(slices.Clone(vmCells), i, i+1), diskCells)
			if v := carriedValue(t, c.field, vm, disk); v.Known() {
				t.Errorf("%s is %s without %s", c.field, v, c.column)
			}
		}
	}
	for i, c := range diskCells {
		if !slices.Contains(derived, c.field) {
			vm, disk := flat(t, vmCells, slices.Delete(slices.Clone(diskCells), i, i+1))
			if v := carriedValue(t, c.field, vm, disk); v.Known() {
				t.Errorf("%s is %s without %s", c.field, v, c.column)
			}
		}
	}
}

// TestFlatQueriesOtherDisks: OS disks that are no managed disk.
func TestFlatQueriesOtherDisks(t *testing.T) {
	for column, want := range map[string][2]string{"osDiskVhd": {"https://x.example/a.vhd", "disk.vhdUri"}, "osDiskEphemeral": {"Local", "vm.osDiskEphemeral"}} {
		vm, disk := flat(t, with(vmCells, "osDiskId", "", column, want[0]), diskCells)
		got := carriedValue(t, want[1], vm, vm.Disks()[0])
		if got.Text() != want[0] && !got.True() {
			t.Errorf("%s: %s (%s)", column, got, disk.ID())
		}
	}
}

// notInResourceGraph are the fields of rules that no query there can carry, with
// the reason.
var notInResourceGraph = map[string]string{
	"vm.agentStatus":        "only a single VM's instance view states it",
	"vm.publicIps":          "stands with other resources; az vm list -d looks it up",
	"vm.diagnosticSettings": "stands with other resources; a column to add",
	"vm.sqlRegistered":      "stands with other resources; a column to add",
}

// TestFlatQueriesAnswerTheRules: every field that a rule of the newest editions
// asks for, and that is no optional column, is known from the two flat tables.
func TestFlatQueriesAnswerTheRules(t *testing.T) {
	linux, disk := flat(t, vmCells, diskCells)
	windows, _ := flat(t, with(vmCells, "osType", "Windows", "osName", "Windows Server 2022 Datacenter"), diskCells)
	for _, name := range ruleFields(t) {
		v, other := carriedValue(t, name, linux, disk), carriedValue(t, name, windows, disk)
		if _, excepted := notInResourceGraph[name]; (v.Known() || other.Known()) == excepted {
			t.Errorf("%s is %s", name, v)
		}
	}
}

// TestWholeRowsAnswerTheRules: the places of those fields that stand beside
// properties are in the projection of inventory.kql; all others are below.
func TestWholeRowsAnswerTheRules(t *testing.T) {
	got := projected(t, "inventory.kql")
	beside := []string{"id", "name", "type", "tenantId", "subscriptionId", "resourceGroup", "location", "zones", "extendedLocation", "managedBy", "managedByExtended", "sku", "plan", "identity", "tags", "properties"}
	for _, name := range ruleFields(t) {
		f, _ := inventory.FieldNamed(name)
		for _, path := range f.Paths {
			first, _, _ := strings.Cut(path, ".")
			if slices.Contains(beside, first) && !slices.Contains(got, first) {
				t.Errorf("%s stands at %s, which inventory.kql does not project", name, path)
			}
		}
	}
	// Resource Graph answers a query with any other column by an error.
	for _, column := range got {
		if !slices.Contains(beside, column) || column == "managedByExtended" {
			t.Errorf("inventory.kql projects %s", column)
		}
	}
	for _, name := range []string{"facts.kql", "protection.kql"} {
		if got := projected(t, name); !slices.Contains(got, "id") || !slices.Contains(got, "properties") {
			t.Errorf("%s projects %q", name, got)
		}
	}
}

// ruleFields names the fields that rules of the newest editions ask for, but
// for optional ones.
func ruleFields(t *testing.T) []string {
	t.Helper()
	ids, err := matrix.Pick("", nil)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, id := range ids {
		e, err := matrix.Load(id)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range e.Rules {
			collect(r.Trigger, found)
			for _, c := range r.Cases {
				collect(c.When, found)
			}
		}
	}
	var names []string
	for name := range found {
		if f, ok := inventory.FieldNamed(name); ok && !f.Optional() {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if len(names) < 50 {
		t.Fatalf("only %q", names)
	}
	return names
}

func collect(p *matrix.Predicate, found map[string]bool) {
	if p == nil {
		return
	}
	if p.Leaf != nil {
		found[p.Leaf.Field] = true
	}
	for _, inner := range append(append([]*matrix.Predicate{p.Not, p.Some, p.Every}, p.All...), p.Any...) {
		collect(inner, found)
	}
}
