package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

func (p *program) inspectCommand() *cobra.Command {
	o := &options{}
	cmd := &cobra.Command{
		Use:   "inspect FILE...",
		Short: "Say what was recognised in each file, what is missing, and what to export instead",
		Args:  filesRequired,
		RunE:  func(_ *cobra.Command, files []string) error { return p.inspect(o.limits, files) },
	}
	o.registerLimits(cmd.Flags())
	return cmd
}

// inspect reads each file by itself, so that one that can't be used does not
// hide the others, and says what it is worth.
func (p *program) inspect(limits inventory.Limits, args []string) error {
	sources, err := p.sources(args)
	if err != nil {
		return err
	}
	editions, err := (&options{}).load()
	if err != nil {
		return err
	}
	out := page{width: p.width()}
	usable := 0
	for _, s := range sources {
		fmt.Fprintf(&out, "%s\n", render.Visible(s.Name))
		inv, err := inventory.Inspect(s, limits)
		if err != nil {
			describeFault(&out, err)
			continue
		}
		usable++
		describe(&out, inv, editions)
	}
	if usable == 0 {
		p.status = statusInput
	}
	return p.print(strings.TrimRight(out.String(), "\n"))
}

func describeFault(out *page, err error) {
	line(out, "can't be used", clean(err.Error()))
	var in *inventory.InputError
	if errors.As(err, &in) && in.Hint != "" {
		line(out, "do", clean(in.Hint))
	}
	out.WriteString("\n")
}

// page is what is printed, with the width of the terminal.
type page struct {
	strings.Builder
	width int
}

// line writes one labelled line, wrapped so that the text hangs together.
func line(out *page, label, text string) {
	fmt.Fprintf(out, "  %-14s %s\n", label, indented(text, 17, out.width))
}

func describe(out *page, inv *inventory.Inventory, editions []*evaluate.Edition) {
	in := inv.Inputs[0]
	line(out, "format", string(in.Format)+", "+in.Encoding)
	line(out, "rows", fmt.Sprintf("%d: %d VMs, %d disks, %d of other types, %d duplicates, %d rejected", in.Rows, in.VMs, in.Disks, in.Other, in.Duplicates, in.Rejected))
	if !in.Complete {
		line(out, "complete", "no")
	}
	describeOthers(out, in)
	for _, kind := range []inventory.Kind{inventory.VM, inventory.Disk} {
		describeFields(out, kind, listed(inv, kind))
	}
	j := evaluate.Judge(inv, editions)
	for _, kind := range []inventory.Kind{inventory.VM, inventory.Disk} {
		if n := len(inv.Of(kind)); n > 0 {
			line(out, "by itself", fmt.Sprintf("settles %d of %d %ss", n-j.Totals[kind][evaluate.Undetermined], n, kind))
		}
	}
	for _, problem := range inv.AllProblems() {
		at := ""
		if problem.Line > 0 {
			at = fmt.Sprintf("line %d: ", problem.Line)
		}
		line(out, "problem", clean(at+field(problem)+problem.Text))
		if problem.Hint != "" {
			line(out, "do", clean(problem.Hint))
		}
	}
	out.WriteString("\n")
}

// describeOthers says what the rows are that are neither VMs nor disks, and what
// they settle of those that lie beside them.
func describeOthers(out *page, in inventory.Input) {
	for _, o := range in.OtherTypes {
		text := fmt.Sprintf("%d of %s", o.Rows, o.Type)
		if len(o.Settles) > 0 {
			text += ", which beside the VMs and disks settle " + strings.Join(o.Settles, ", ")
		} else {
			text += ", which settle nothing"
		}
		line(out, "other rows", clean(text))
	}
	if in.VMs+in.Disks == 0 && in.Rows > 0 {
		line(out, "do", "give it together with the VMs and the disks; by itself it holds nothing to judge")
	}
}

func listed(inv *inventory.Inventory, kind inventory.Kind) []*inventory.Item {
	return slices.DeleteFunc(inv.Of(kind), func(it *inventory.Item) bool { return !it.Listed })
}

// describeFields says which fields are known on all items, on some, on none.
func describeFields(out *page, kind inventory.Kind, items []*inventory.Item) {
	if len(items) == 0 {
		return
	}
	known := 0
	var some, none []string
	for _, f := range inventory.PresenceOf(kind, items) {
		switch name := f.Field.Name; {
		case f.Known == f.Items:
			known++
		case f.Known > 0:
			some = append(some, fmt.Sprintf("%s (%d of %d)", name, f.Known, f.Items))
		case !f.Field.Extra():
			none = append(none, name)
		}
	}
	line(out, kind.String()+" fields", fmt.Sprintf("%d known on every %s", known, kind))
	if len(some) > 0 {
		line(out, "known on some", strings.Join(some, ", "))
	}
	if len(none) > 0 {
		line(out, "missing", strings.Join(none, ", "))
	}
}
