package main

import (
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
	"github.com/backready/backready/render/json"
)

// ofAnotherRun are the flags that decide what a report says: a report that is
// rendered again has said it already.
var ofAnotherRun = []string{"edition", "matrix", "against", "as-of", "now", "expect", "mask", "mask-key", "waivers", "warn-days", inventoryFlag, "findings"}

// merges reports whether finished reports are to become one.
func (o *options) merges() bool { return o.merging || len(o.from) > 1 }

// restore reads a report.json instead of judging. Title, organisation and
// classification may be given anew.
func (p *program) restore(o *options, files []string) (*render.Report, error) {
	if len(files) > 0 {
		return nil, usage("backready report --from report.json", "--from renders a finished report: give it or files to judge")
	}
	for _, name := range ofAnotherRun {
		if o.flags.Changed(name) {
			return nil, usage("leave --"+name+" out, or judge the files again", "--%s can't change a finished report", name)
		}
	}
	if err := p.fits(o.maxMemory, nil, p.earlier(o)); err != nil {
		return nil, err
	}
	r, err := p.readReport(o.from[0])
	if err != nil {
		return nil, err
	}
	for name, text := range map[string]*string{"title": &r.Title, "organization": &r.Organization, "classification": &r.Classification} {
		if f := o.flags.Lookup(name); f.Changed {
			*text = f.Value.String()
		}
	}
	tellProblems(p.stderr, r.Judgement.Inventory.AllProblems())
	if err := o.draw(r); err != nil {
		return nil, err
	}
	return r, p.remake(o, r)
}

// readReport reads a report.json, or the one in a folder of reports.
func (p *program) readReport(name string) (*render.Report, error) {
	const hint = "give a report.json that backready wrote, or the folder it lies in"
	source, err := p.finished(name)
	if err != nil {
		return nil, err
	}
	refuse := func(err error) error {
		return &inventory.InputError{File: source.Name, Text: err.Error(), Hint: hint}
	}
	in, err := source.Open()
	if err != nil {
		return nil, refuse(err)
	}
	defer in.Close()
	r, err := json.Read(in)
	if err != nil {
		return nil, refuse(err)
	}
	return r, nil
}

// earlier are the finished reports that a run reads whole. What is wrong with one
// is said when it is read.
func (p *program) earlier(o *options) []inventory.Source {
	var list []inventory.Source
	names := o.from
	if o.merges() { // which are found otherwise
		names = nil
	}
	if o.baseline != "" {
		names = append(names[:len(names):len(names)], o.baseline)
	}
	for _, name := range names {
		if s, err := p.finished(name); err == nil {
			list = append(list, s)
		}
	}
	return list
}

// finished is the file of a finished report: itself, or the one in a folder.
func (p *program) finished(name string) (inventory.Source, error) {
	found, err := p.expand(name, func(string) bool { return false })
	if err != nil {
		return inventory.Source{}, err
	}
	source := found[0]
	for _, s := range found {
		if filepath.Base(s.Name) == reportFile && source.Name != reportFile {
			source = s
		}
	}
	return source, nil
}

func (o *options) registerFrom(flags *pflag.FlagSet) {
	flags.StringArrayVar(&o.from, "from", nil, "render this finished `report.json` again instead of judging files; several: merge them, as backready merge does (repeatable)")
}
