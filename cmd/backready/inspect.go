package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
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

// A seen is a file that inspect looked at by itself.
type seen struct {
	name   string
	fault  error           // why it can't be used
	listed map[string]bool // keys of the items that it lists
}

// inspect reads each file by itself, so that one that can't be used does not
// hide the others, then all that can be together: what one lacks and another
// holds is not lacking.
func (p *program) inspect(limits inventory.Limits, args []string) error {
	sources, err := p.sources(args)
	if err != nil {
		return err
	}
	editions, err := (&options{}).load()
	if err != nil {
		return err
	}
	files, inv, err := p.look(sources, limits)
	if err != nil {
		return err
	}
	out := page{width: p.width()}
	var inputs []inventory.Input
	if inv == nil {
		p.status = statusInput
	} else {
		inputs = inv.Inputs
	}
	for _, f := range files {
		fmt.Fprintf(&out, "%s\n", render.Visible(f.name))
		if f.fault != nil {
			describeFault(&out, f.fault)
			continue
		}
		describe(&out, f, inputs[0], inv)
		if inputs = inputs[1:]; len(inv.Inputs) > 1 {
			out.WriteString("\n")
		}
	}
	if inv != nil {
		describeAll(&out, inv, editions)
	}
	return p.print(strings.TrimRight(out.String(), "\n"))
}

// look reads each source by itself, and those that can be used together. The
// inventory is nil where none can.
func (p *program) look(sources []inventory.Source, limits inventory.Limits) ([]seen, *inventory.Inventory, error) {
	var files []seen
	var usable []inventory.Source
	var inv *inventory.Inventory
	for _, s := range sources {
		if s.Name == standardInput && len(sources) > 1 {
			s = twice(s)
		}
		one, err := inventory.Inspect([]inventory.Source{s}, limits)
		f := seen{name: s.Name, fault: err}
		if err == nil {
			usable, inv, f.listed = append(usable, s), one, listedKeys(one)
		}
		files = append(files, f)
	}
	if len(usable) < 2 {
		return files, inv, nil
	}
	inv, err := inventory.Inspect(usable, limits)
	return files, inv, err
}

// twice is a source that can be read twice although what is piped in can't.
func twice(s inventory.Source) inventory.Source {
	var text bytes.Buffer
	first := true
	open := s.Open
	s.Open = func() (io.ReadCloser, error) {
		if !first {
			return io.NopCloser(bytes.NewReader(text.Bytes())), nil
		}
		first = false
		in, err := open()
		if err != nil {
			return nil, err
		}
		return struct {
			io.Reader
			io.Closer
		}{io.TeeReader(in, &text), in}, nil
	}
	return s
}

func listedKeys(inv *inventory.Inventory) map[string]bool {
	keys := map[string]bool{}
	for _, it := range inv.Items {
		if it.Listed {
			keys[it.Key()] = true
		}
	}
	return keys
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

// describe says what a file holds, with what all files together tell of it.
func describe(out *page, f seen, in inventory.Input, inv *inventory.Inventory) {
	line(out, "format", string(in.Format)+", "+in.Encoding)
	line(out, "rows", fmt.Sprintf("%d: %d VMs, %d disks, %d of other types, %d duplicates, %d rejected", in.Rows, in.VMs, in.Disks, in.Other, in.Duplicates, in.Rejected))
	if !in.Complete {
		line(out, "complete", "no")
	}
	describeOthers(out, in, len(inv.Items) > 0)
	for _, kind := range []inventory.Kind{inventory.VM, inventory.Disk} {
		describeFields(out, kind, listed(inv, kind, f))
	}
	if len(inv.Inputs) > 1 {
		describeProblems(out, in.Problems)
	}
}

// describeAll says what the files settle together, or one by itself, and what
// doesn't fit together.
func describeAll(out *page, inv *inventory.Inventory, editions []*evaluate.Edition) {
	label, problems := "by itself", inv.AllProblems()
	if len(inv.Inputs) > 1 {
		label, problems = "together", inv.Problems
		fmt.Fprintf(out, "all %d files that can be used\n", len(inv.Inputs))
	}
	j := evaluate.Judge(inv, editions)
	for _, kind := range []inventory.Kind{inventory.VM, inventory.Disk} {
		if items := inv.Of(kind); len(items) > 0 {
			line(out, label, fmt.Sprintf("settles %d of %d %ss%s", len(items)-j.Totals[kind][evaluate.Undetermined], len(items), kind, named(items)))
		}
	}
	describeProblems(out, problems)
	out.WriteString("\n")
}

// named says how many items stand in no list: unmanaged disks, which VMs name.
func named(items []*inventory.Item) string {
	n := 0
	for _, it := range items {
		if !it.Listed {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d of them unmanaged ones that only VMs name", n)
}

func describeProblems(out *page, problems []inventory.Problem) {
	for _, problem := range problems {
		at := ""
		if problem.Line > 0 {
			at = fmt.Sprintf("line %d: ", problem.Line)
		}
		line(out, "problem", clean(at+field(problem)+problem.Text))
		if problem.Hint != "" {
			line(out, "do", clean(problem.Hint))
		}
	}
}

// describeOthers says what the rows are that are neither VMs nor disks, and what
// they settle of those that lie beside them, if any do.
func describeOthers(out *page, in inventory.Input, beside bool) {
	for _, o := range in.OtherTypes {
		text := fmt.Sprintf("%d of %s", o.Rows, o.Type)
		if len(o.Settles) > 0 {
			text += ", which beside the VMs and disks settle " + strings.Join(o.Settles, ", ")
		} else {
			text += ", which settle nothing"
		}
		line(out, "other rows", clean(text))
	}
	switch {
	case in.Rows == 0:
		line(out, "do", hintEmpty)
	case in.VMs+in.Disks == 0 && !beside:
		line(out, "do", "give it together with the VMs and the disks; by itself it holds nothing to judge")
	}
}

// listed are the items of one kind that a file lists, with what all files state.
func listed(inv *inventory.Inventory, kind inventory.Kind, f seen) []*inventory.Item {
	return slices.DeleteFunc(inv.Of(kind), func(it *inventory.Item) bool { return !it.Listed || !f.listed[it.Key()] })
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
