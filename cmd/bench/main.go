//go:build linux

// Bench generates inventories and compares the product with what else people
// would take, whole process against whole process. It is a tool of the
// developers and no part of a release; `make bench-peers` runs it. What a process
// took it asks Linux.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/backready/backready/inventory/generate"
)

const usage = `usage: bench generate -kind disk|vm [-vms N] [-disks N] [-form array|lines] > FILE
       bench peers [flags]                 bench peers -help tells them`

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string, stdout io.Writer) error {
	if len(args) > 0 {
		switch args[0] {
		case "generate":
			return generateTo(stdout, args[1:])
		case "peers":
			return peers(stdout, args[1:])
		}
	}
	return fmt.Errorf("%s", usage)
}

// generateTo writes one list of an estate.
func generateTo(w io.Writer, args []string) error {
	flags := flag.NewFlagSet("generate", flag.ExitOnError)
	kind := flags.String("kind", "disk", "what to list: disk or vm")
	vms := flags.Int("vms", 30_000, "VMs of the estate")
	disks := flags.Int("disks", 100_000, "disks of the estate")
	form := flags.String("form", string(generate.Array), "array, as the Azure CLI prints it, or lines of JSON")
	if err := flags.Parse(args); err != nil {
		return err
	}
	e := generate.Estate{VMs: *vms, Disks: *disks}
	if f := generate.Form(*form); f != generate.Array && f != generate.Lines {
		return fmt.Errorf("form %q is neither array nor lines", *form)
	}
	switch *kind {
	case "disk":
		return e.WriteDisks(w, generate.Form(*form))
	case "vm":
		return e.WriteVMs(w, generate.Form(*form))
	}
	return fmt.Errorf("kind %q is neither disk nor vm", *kind)
}
