package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/backready/backready/inventory"
)

// A cloud is a place with scripts, an az that answers from files, and the
// folder that the scripts write.
type cloud struct {
	t         *testing.T
	stub, out string
	stderr    string // of the last run
}

func newCloud(t *testing.T) *cloud {
	t.Helper()
	checkers(t) // bash and jq are among them
	dir := t.TempDir()
	c := &cloud{t: t, stub: filepath.Join(dir, "stub"), out: filepath.Join(dir, "out")}
	if err := os.Mkdir(c.stub, 0o755); err != nil {
		t.Fatal(err)
	}
	p := &program{quiet: true}
	if err := p.writeQueries(filepath.Join(dir, "scripts"), ways); err != nil {
		t.Fatal(err)
	}
	return c
}

// answer sets what az says to a command, see testdata/az/az.
func (c *cloud) answer(command, text string) {
	c.t.Helper()
	if err := os.WriteFile(filepath.Join(c.stub, command), []byte(text), 0o644); err != nil {
		c.t.Fatal(err)
	}
}

// run runs a script and reports whether it ended well.
func (c *cloud) run(script string, args ...string) bool {
	c.t.Helper()
	stubs, err := filepath.Abs("testdata/az")
	if err != nil {
		c.t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(filepath.Dir(c.out), "scripts", script), args...)
	cmd.Env = append(os.Environ(), "PATH="+stubs+":"+os.Getenv("PATH"), "STUB="+c.stub, "OUT="+c.out)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	err = cmd.Run()
	c.stderr = stderr.String()
	return err == nil
}

// files lists what was exported, in order; none where the folder isn't there.
func (c *cloud) files() []string {
	c.t.Helper()
	found, err := filepath.Glob(c.out + "*/*")
	if err != nil {
		c.t.Fatal(err)
	}
	for i := range found {
		found[i] = filepath.Base(found[i])
	}
	return found
}

func (c *cloud) calls() string {
	c.t.Helper()
	text, err := os.ReadFile(filepath.Join(c.stub, "calls"))
	if err != nil {
		c.t.Fatal(err)
	}
	return string(text)
}

// expect holds the exported files and what is read of them.
func (c *cloud) expect(vms, disks int, files ...string) {
	c.t.Helper()
	slices.Sort(files)
	if got := c.files(); !slices.Equal(got, files) {
		c.t.Errorf("files %q, want %q", got, files)
	}
	p := &program{}
	sources, err := p.sources([]string{c.out})
	if err != nil {
		c.t.Fatal(err)
	}
	inv, err := inventory.Read(sources)
	if err != nil {
		c.t.Fatal(err)
	}
	if v, d := len(inv.Of(inventory.VM)), len(inv.Of(inventory.Disk)); v != vms || d != disks {
		c.t.Errorf("%d VMs and %d disks, want %d and %d", v, d, vms, disks)
	}
	for _, in := range inv.Inputs {
		if !in.Complete || in.Rejected > 0 || in.Duplicates > 0 {
			c.t.Errorf("%s: %+v", in.Name, in)
		}
	}
}

const compute = "/subscriptions/%[1]s/resourceGroups/rg-yard/providers/Microsoft.Compute/"

// cliVMs and cliDisks answer as az vm list -d and az disk list do.
func cliVMs(sub string, names ...string) string {
	const vm = `{"id": "` + compute + `virtualMachines/%[2]s", "name": "%[2]s", "location": "norwayeast", "resourceGroup": "rg-yard", "powerState": "VM running",
 "hardwareProfile": {"vmSize": "Standard_D2s_v5"}, "storageProfile": {"osDisk": {"osType": "Linux", "managedDisk": {"id": "` + compute + `disks/%[2]s"}}, "dataDisks": []}}`
	return rowsOf(vm, sub, names)
}

func cliDisks(sub string, names ...string) string {
	const disk = `{"id": "` + compute + `disks/%[2]s", "name": "%[2]s", "location": "norwayeast", "sku": {"name": "Premium_LRS"}, "diskSizeGB": 64, "diskState": "Attached",
 "managedBy": "` + compute + `virtualMachines/%[2]s", "creationData": {"createOption": "FromImage"}}`
	return rowsOf(disk, sub, names)
}

func rowsOf(row, sub string, names []string) string {
	var rows []string
	for _, name := range names {
		rows = append(rows, fmt.Sprintf(row, sub, name))
	}
	return "[" + strings.Join(rows, ",\n") + "]\n"
}

func cliCloud(t *testing.T) *cloud {
	c := newCloud(t)
	c.answer("account-list.tsv", "s1\r\ns2\n")
	for _, sub := range []string{"s1", "s2"} {
		c.answer("account-show."+sub+".tsv", sub+"\n")
		c.answer("vm-list."+sub, cliVMs(sub, "crane-1", "crane-2"))
		c.answer("disk-list."+sub, cliDisks(sub, "crane-1", "crane-2", "spare"))
	}
	c.answer("backup-vault-list.s1.tsv", "rg-yard\trsv one\nrg-yard\trsv2\r\n")
	c.answer("dataprotection-backup-vault-list.s2.tsv", "rg-yard\tbv1\n")
	return c
}

var cliFiles = []string{
	"vms-s1.json", "disks-s1.json", "snapshots-s1.json", "locks-s1.json", "nics-s1.json", "encryption-sets-s1.json", "recovery-vaults-s1.json", "backup-vaults-s1.json",
	"vms-s2.json", "disks-s2.json", "snapshots-s2.json", "locks-s2.json", "nics-s2.json", "encryption-sets-s2.json", "recovery-vaults-s2.json", "backup-vaults-s2.json",
	"backup-items-s1-rg-yard-rsv one.json", "backup-policies-s1-rg-yard-rsv one.json", "backup-items-s1-rg-yard-rsv2.json", "backup-policies-s1-rg-yard-rsv2.json",
	"backup-instances-s2-rg-yard-bv1.json", "backup-vault-policies-s2-rg-yard-bv1.json",
}

func without(files []string, names ...string) []string {
	return slices.DeleteFunc(slices.Clone(files), func(f string) bool { return slices.Contains(names, f) })
}

func TestExportByCLI(t *testing.T) {
	t.Parallel()
	c := cliCloud(t)
	if !c.run("export.sh") || strings.Contains(c.stderr, "warning") {
		t.Fatal(c.stderr)
	}
	c.expect(4, 6, cliFiles...)
	for _, call := range []string{"vm list -d --subscription s2 -o json", "disk list --subscription s2 -o json",
		"backup item list --subscription s1 --resource-group rg-yard --vault-name rsv2 --backup-management-type AzureIaasVM --workload-type VM -o json"} {
		if !strings.Contains(c.calls(), call+"\n") {
			t.Errorf("no call %q in\n%s", call, c.calls())
		}
	}
	if c.run("export.sh") || !strings.Contains(c.stderr, "is not empty") {
		t.Errorf("the second export went into the folder of the first: %s", c.stderr)
	}
}

func TestExportByCLINamed(t *testing.T) {
	t.Parallel()
	c := cliCloud(t)
	c.answer("account-show.The yard.tsv", "s2\n")
	c.answer("account-show.nosuch.tsv.fails", "")
	if c.run("export.sh", "nosuch", "The yard") || !strings.Contains(c.stderr, "no subscription nosuch") {
		t.Errorf("an unknown subscription passed: %s", c.stderr)
	}
	c.expect(2, 3, slices.DeleteFunc(slices.Clone(cliFiles), func(f string) bool { return strings.Contains(f, "-s1") })...)
}

func TestExportByCLIFails(t *testing.T) {
	t.Parallel()
	c := cliCloud(t)
	c.answer("vm-list.s2.fails", "")
	if c.run("export.sh") || !strings.Contains(c.stderr, "vms-s2.json was not exported") {
		t.Errorf("a lost list passed: %s", c.stderr)
	}
	c.expect(2, 6, without(cliFiles, "vms-s2.json")...)
}

func TestExportByCLIWarns(t *testing.T) {
	t.Parallel()
	c := cliCloud(t)
	c.answer("lock-list.s1.fails", "")
	c.answer("backup-vault-list.s1.tsv.fails", "")
	if !c.run("export.sh") {
		t.Errorf("facts are not required: %s", c.stderr)
	}
	for _, warning := range []string{"warning: locks-s1.json was not exported", "warning: the vaults of s1 were not listed"} {
		if !strings.Contains(c.stderr, warning) {
			t.Errorf("no %q in %s", warning, c.stderr)
		}
	}
	gone := []string{"locks-s1.json"}
	for _, f := range cliFiles {
		if strings.Contains(f, "-rsv") {
			gone = append(gone, f)
		}
	}
	c.expect(4, 6, without(cliFiles, gone...)...)
}

func TestExportByCLISignedOut(t *testing.T) {
	c := newCloud(t)
	if c.run("export.sh") || !strings.Contains(c.stderr, "az login") || c.files() != nil {
		t.Errorf("%s %q", c.stderr, c.files())
	}
}

// graphPage answers as az graph query does, a VM and its disk per name.
func graphPage(total int, token string, names ...string) string {
	const rows = `{"id": "` + compute + `virtualMachines/%[2]s", "name": "%[2]s", "type": "microsoft.compute/virtualmachines", "location": "norwayeast", "managedBy": "",
 "properties": {"hardwareProfile": {"vmSize": "Standard_D2s_v5"}, "storageProfile": {"osDisk": {"osType": "Linux", "managedDisk": {"id": "` + compute + `disks/%[2]s"}}, "dataDisks": []}}},
{"id": "` + compute + `disks/%[2]s", "name": "%[2]s", "type": "microsoft.compute/disks", "location": "norwayeast", "sku": {"name": "Premium_LRS"},
 "managedBy": "` + compute + `virtualMachines/%[2]s", "properties": {"diskSizeGB": 64, "diskState": "Attached", "creationData": {}}}`
	if token != "null" {
		token = `"` + token + `"`
	}
	return fmt.Sprintf(`{"count": %d, "data": %s, "skip_token": %s, "total_records": %d}`, 2*len(names), rowsOf(rows, "s1", names), token, total)
}

func graphCloud(t *testing.T, total int) *cloud {
	need(t, "jq")
	c := newCloud(t)
	c.answer("account-list.tsv", "s1\ns2\n")
	c.answer("graph-query", graphPage(total, "t+/1=", "crane-1", "crane-2"))
	if err := os.MkdirAll(filepath.Join(c.stub, "graph-query.t+"), 0o755); err != nil { // the token holds a slash
		t.Fatal(err)
	}
	c.answer("graph-query.t+/1=", graphPage(total, "t2", "crane-3", "crane-4"))
	c.answer("graph-query.t2", graphPage(total, "null", "crane-5"))
	c.answer("graph-query.facts", `{"count": 1, "data": [{"id": "/subscriptions/s1/resourceGroups/rg-yard/providers/Microsoft.Compute/snapshots/snap-1", "type": "microsoft.compute/snapshots", "properties": {}}], "skip_token": null, "total_records": 1}`)
	return c
}

var graphFiles = []string{"inventory-0001.json", "inventory-0002.json", "inventory-0003.json", "facts-0001.json", "protection-0001.json", "locks-s1.json", "locks-s2.json"}

func TestExportByGraph(t *testing.T) {
	t.Parallel()
	c := graphCloud(t, 10)
	if !c.run("graph.sh") || strings.Contains(c.stderr, "warning") {
		t.Fatal(c.stderr)
	}
	c.expect(5, 5, graphFiles...)
	for _, part := range []string{`-q   resources | where `, `| order by id asc  --first 1000 -o json`, ` --first 1000 --skip-token t+/1= -o json`, ` --skip-token t2 -o json`} {
		if calls := strings.Join(strings.Fields(c.calls()), " "); !strings.Contains(calls, strings.Join(strings.Fields(part), " ")) {
			t.Errorf("no %q in\n%s", part, c.calls())
		}
	}
	if strings.Contains(c.calls(), "//") {
		t.Errorf("comments went into the query:\n%s", c.calls())
	}
	if c.run("graph.sh") || !strings.Contains(c.stderr, "is there") {
		t.Errorf("the second export went into the folder of the first: %s", c.stderr)
	}
}

func TestExportByGraphNamed(t *testing.T) {
	t.Parallel()
	c := graphCloud(t, 10)
	if !c.run("graph.sh", "s1", "s9") || !strings.Contains(c.calls(), "--first 1000 --subscriptions s1 s9 -o json") {
		t.Errorf("%s\n%s", c.stderr, c.calls())
	}
}

func TestExportByGraphFails(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]func(*cloud){
		"the first page":     func(c *cloud) { c.answer("graph-query.fails", "") },
		"a later page":       func(c *cloud) { c.answer("graph-query.t2.fails", "") },
		"a page that is cut": func(c *cloud) { c.answer("graph-query.t2", `{"count": 2, "data": [`) },
		"a bare list":        func(c *cloud) { c.answer("graph-query", `[]`) },
		"a missing row":      func(c *cloud) { c.answer("graph-query.t2", graphPage(10, "null")) },
		"an empty page":      func(c *cloud) { c.answer("graph-query.t2", graphPage(10, "t2")) },
		"an endless token":   func(c *cloud) { c.answer("graph-query.t2", graphPage(10, "t2", "crane-5")) },
		"no total":           func(c *cloud) { c.answer("graph-query.t2", `{"count": 0, "data": []}`) },
	} {
		c := graphCloud(t, 10)
		set(c)
		if c.run("graph.sh") || !strings.Contains(c.stderr, "error: the inventory was not exported") || c.files() != nil {
			t.Errorf("%s: %s %q", name, c.stderr, c.files())
		}
	}
}

func TestExportByGraphWarns(t *testing.T) {
	t.Parallel()
	c := graphCloud(t, 10)
	c.answer("graph-query.facts.fails", "")
	c.answer("lock-list.s2.fails", "")
	if !c.run("graph.sh") || !strings.Contains(c.stderr, "warning: facts.kql was not exported") || !strings.Contains(c.stderr, "warning: the locks of s2") {
		t.Error(c.stderr)
	}
	c.expect(5, 5, without(graphFiles, "facts-0001.json", "locks-s2.json")...)
}
