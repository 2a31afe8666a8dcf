package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backready/backready/inventory"
	"github.com/backready/backready/inventory/tables"
)

// inventoryCommand writes the tables of an inventory.
func (p *program) inventoryCommand() *cobra.Command {
	o := &options{}
	var out, form string
	cmd := &cobra.Command{
		Use:   "inventory FILE...",
		Short: "Write exported inventories as tables for a lake or another engine",
		Long: `inventory reads exports as report does and writes what they say as five tables:
vms, disks, attached (which disks VMs hold), inputs and problems, with a column per
field that rules ask for. Nothing is judged: backready matrix export gives the rules
as SQL over these tables, and backready report --inventory DIR reads them again. All
tables are replaced or none. backready help tables has every column.

Exit status: 0 done; 2 wrong usage; 3 input unusable; 4 done, but something of the
estate is missing from the files; 5 writing failed.`,
		Args: filesRequired,
		RunE: func(cmd *cobra.Command, files []string) error {
			o.flags = cmd.Flags()
			return p.writeTables(o, files, out, tables.Form(form))
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&out, "out", "o", "backready-inventory", "folder to write")
	flags.StringVar(&form, "output", string(tables.JSONL), "form of the tables: csv, jsonl")
	flags.BoolVar(&o.allowIncomplete, "allow-incomplete", false, "exit 0 although something is missing from the files")
	o.registerLimits(flags)
	return cmd
}

// writeTables writes the tables of what the files hold into a folder.
func (p *program) writeTables(o *options, files []string, out string, form tables.Form) (err error) {
	if form != tables.CSV && form != tables.JSONL {
		return usage("--output jsonl", "--output %q is none of csv, jsonl", string(form))
	}
	dir, err := followed(out)
	if err != nil {
		return err
	}
	remove := emptied(filepath.Dir(dir))
	defer func() {
		if err != nil {
			remove()
		}
	}()
	inv, err := p.read(o, files)
	if err != nil {
		return err
	}
	tellProblems(p.stderr, inv.AllProblems())
	if err := p.stops.replaceFolder(dir, func(work string) error { return tabled(work, inv, form) }); err != nil {
		return writing(err)
	}
	p.notice("wrote %s: %s", filepath.Clean(out), strings.Join(tableFiles(form), ", "))
	for _, problem := range inv.AllProblems() {
		if problem.Incomplete && !o.allowIncomplete {
			p.status = statusIncomplete
		}
	}
	return nil
}

// tabled writes the tables into a folder.
func tabled(work string, inv *inventory.Inventory, form tables.Form) error {
	for i, name := range tableFiles(form) {
		if _, err := writeFile(work, name, func(w io.Writer) error { return tables.Write(w, tables.All[i], inv, form) }); err != nil {
			return err
		}
	}
	return nil
}

func tableFiles(form tables.Form) []string {
	var names []string
	for _, t := range tables.All {
		names = append(names, t.Name+"."+string(form))
	}
	return names
}

// replaceFolder lets write fill a private folder beside dir, which then takes its
// place in one step, as that of reports does. What else lies in dir stays.
func (s *stops) replaceFolder(dir string, write func(work string) error) (err error) {
	if err := folderOfItsOwn(dir, 0); err != nil {
		return err
	}
	dir = filepath.Clean(dir)
	if err := makeParent(dir); err != nil {
		return err
	}
	held, err := s.lock(dir)
	if err != nil {
		return err
	}
	defer func() { held.release() }()
	held.sweep(filepath.Dir(dir))
	work, remove, err := s.folder(filepath.Dir(dir), "."+filepath.Base(dir)+partial)
	if err != nil {
		return fmt.Errorf("can't write beside %s: %s", dir, reason(err))
	}
	defer func() { err = errors.Join(err, leftBehind(remove())) }()
	if err := private(work, dir); err != nil {
		return fmt.Errorf("can't write beside %s: %s", dir, reason(err))
	}
	if err := write(work); err != nil {
		return err
	}
	return s.whole(func() error { return install(work, dir, nil) })
}
