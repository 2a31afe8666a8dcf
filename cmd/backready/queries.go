package main

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

//go:embed queries
var queryFiles embed.FS

// shortest is what suffices for one subscription.
const shortest = `Shortest, for the subscription that az account show names:

  az vm list -d -o json > vms.json
  az disk list -o json > disks.json
  backready report vms.json disks.json

Each of the following exports more, and never half a list unnoticed. To have
them as files: backready queries --out exports`

// A way is one way to export an inventory.
type way struct {
	name, title string
	says        string   // what it gives and what stays open
	files       []string // below queries, the one to start with first
}

// ways lists what to recommend, best first.
var ways = []way{
	{"graph", "Azure Resource Graph, all subscriptions at once (recommended)",
		`graph.sh (or graph.ps1) asks inventory.kql, facts.kql and protection.kql page by page and compares what came with the total that the service states. It gives VMs and disks with everything that rules ask of them, power state, VM generation, guest system and Azure Disk Encryption extensions included, and also snapshots, vaults, policies, what is protected already and, by az lock list, locks. vms.kql and disks.kql are the same VMs and disks as flat tables for Resource Graph Explorer in the portal: no tools needed, at most 55,000 rows each. What stays open: what only the guest knows, public addresses, and the status of the VM agent.`,
		[]string{"graph.sh", "graph.ps1", "inventory.kql", "facts.kql", "protection.kql", "vms.kql", "disks.kql"}},
	{"cli", "Azure CLI, one subscription after the other",
		`export.sh runs az vm list -d and az disk list for every enabled subscription, and az snapshot, lock, network nic, disk-encryption-set, backup and dataprotection list for the facts around them. It gives every field of VMs and disks but the name that the guest system gives itself. What stays open besides: the guest and the status of the VM agent. It asks once per VM for the power state, so it takes longer than Resource Graph.`,
		[]string{"export.sh"}},
	{"powershell", "PowerShell 7, one subscription after the other",
		`export.ps1 saves Get-AzVM -Status and Get-AzDisk as JSON that is deep enough (the default cuts objects off). It gives the same fields of VMs and disks as the Azure CLI. What stays open besides: snapshots, locks, vaults and policies.`,
		[]string{"export.ps1"}},
	{"portal", "Azure portal, Export to CSV (last resort)",
		`The list of Virtual machines gives name, region, size, operating system and power state. What stays open: everything about disks, and with it nearly every verdict. Resource Graph Explorer, in the same portal, is better.`,
		[]string{"portal.txt"}},
}

func wayNames() string {
	var names []string
	for _, w := range ways {
		names = append(names, w.name)
	}
	return strings.Join(names, ", ")
}

func (p *program) queriesCommand() *cobra.Command {
	var name, out string
	cmd := &cobra.Command{
		Use:   "queries",
		Short: "Print the export commands and queries that give a complete inventory",
		Long: `queries prints scripts and queries that export a complete inventory, to run where
the credentials are; backready itself connects to nothing. They read and change
nothing in Azure.`,
		Example: `  backready queries --for cli > export.sh
  backready queries --for graph --out exports`,
		Args: exactly(0),
		RunE: func(*cobra.Command, []string) error {
			chosen, err := chooseWays(name)
			switch {
			case err != nil:
				return err
			case out != "":
				return p.writeQueries(out, chosen)
			case name == "":
				return p.print(p.everyWay())
			}
			return p.print(strings.TrimSuffix(chosen[0].text(), "\n"))
		},
	}
	cmd.Flags().StringVar(&name, "for", "", "one way only: "+wayNames())
	cmd.Flags().StringVarP(&out, "out", "o", "", "write the files into this `FOLDER` instead of printing them")
	return cmd
}

func chooseWays(name string) ([]way, error) {
	if name == "" {
		return ways, nil
	}
	i := slices.IndexFunc(ways, func(w way) bool { return w.name == name })
	if i < 0 {
		return nil, usage("--for "+ways[0].name, "--for %q is none of %s", name, wayNames())
	}
	return ways[i : i+1], nil
}

// everyWay is the text that says what each way is worth, with all files.
func (p *program) everyWay() string {
	parts := []string{shortest}
	for _, w := range ways {
		head := fmt.Sprintf("## %s: %s\n\n%s", w.name, w.title, indented(w.says, 0, min(p.width(), 80)))
		parts = append(parts, head, w.headed())
	}
	return strings.TrimSuffix(strings.Join(parts, "\n\n"), "\n")
}

// text is what to print of one way: a single file as it is, so that it can be
// redirected, several under their names.
func (w way) text() string {
	if len(w.files) == 1 {
		return queryFile(w.files[0])
	}
	return w.headed()
}

func (w way) headed() string {
	var parts []string
	for _, name := range w.files {
		parts = append(parts, "==> "+name+" <==\n"+queryFile(name))
	}
	return strings.Join(parts, "\n")
}

// queryFile returns a file that is built in: one that isn't is a defect which
// every run of the tests shows.
func queryFile(name string) string {
	text, err := queryFiles.ReadFile(path.Join("queries", name))
	if err != nil {
		panic(err)
	}
	return string(text)
}

// writeQueries writes the files of the ways into a folder. A file that is there
// with another content stops it before anything is written.
func (p *program) writeQueries(dir string, chosen []way) error {
	var names []string
	for _, w := range chosen {
		names = append(names, w.files...)
	}
	var missing []string
	for _, name := range names {
		there, err := holds(filepath.Join(dir, name), queryFile(name))
		if err != nil {
			return err
		}
		if !there {
			missing = append(missing, name)
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return writing(fmt.Errorf("can't make %s: %s", dir, reason(err)))
	}
	for _, name := range missing {
		if err := writeNew(filepath.Join(dir, name), queryFile(name)); err != nil {
			return writing(fmt.Errorf("%s: %s", name, reason(err)))
		}
	}
	for _, w := range chosen {
		p.notice("%s: %s", filepath.Join(dir, w.files[0]), w.title)
	}
	return nil
}

// holds reports whether a file is there with this text; another text is not
// ours to replace.
func holds(name, text string) (bool, error) {
	got, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, usage("--out another-folder", "%s: %s", name, reason(err))
	case !bytes.Equal(got, []byte(text)):
		return false, usage("--out another-folder, or remove the file", "%s is there with other content; nothing was written", name)
	}
	return true, nil
}

// writeNew makes a file where none is, of scripts for the shell one that can be run.
func writeNew(name, text string) error {
	mode := fs.FileMode(0o644)
	if strings.HasSuffix(name, ".sh") {
		mode = 0o755
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err = cmp.Or(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}
