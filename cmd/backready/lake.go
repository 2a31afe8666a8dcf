package main

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/sql"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/inventory/tables"
)

// inventoryFlag names the flag that gives tables in the place of exports.
const inventoryFlag = "inventory"

func (o *options) registerLake(flags *pflag.FlagSet) {
	flags.StringArrayVar(&o.tables, inventoryFlag, nil, "judge the tables that backready inventory wrote, not exports: a `FILE` or a folder of them (repeatable)")
	flags.StringArrayVar(&o.findings, "findings", nil, "report what another engine found in the tables of --inventory by the SQL of backready matrix export: a `FILE` or a folder of them (repeatable)")
}

// checkLake refuses what does not go with tables. Findings speak of items by their
// names, which a mask would have to find within texts of others.
func (o *options) checkLake(files []string) error {
	switch {
	case len(o.tables) > 0 && len(files) > 0:
		return usage("backready report --inventory DIR", "--inventory gives the tables of an inventory: give them or exports")
	case len(o.findings) > 0 && len(o.tables) == 0:
		return usage("--findings FILE --inventory DIR", "--findings needs the tables that the engine judged")
	case len(o.findings) > 0 && len(o.mask) > 0:
		return usage("backready report --inventory DIR --mask "+strings.Join(o.mask, ","), "--findings can't be masked: leave --findings out, so that the tables are judged here")
	}
	return nil
}

// spread puts the files of folders in the place of these, which reports then name.
func (p *program) spread(names []string) ([]string, []inventory.Source, error) {
	var paths []string
	var sources []inventory.Source
	for _, name := range names {
		found, err := p.expand(name, func(string) bool { return false })
		if err != nil {
			return nil, nil, err
		}
		for _, s := range found {
			if s.Path == "" {
				return nil, nil, usage("--inventory DIR", "tables are read more than once, and can't be piped in")
			}
			paths = append(paths, s.Path)
		}
		sources = append(sources, found...)
	}
	return paths, sources, nil
}

// readTables reads an inventory from its tables.
func (p *program) readTables(o *options) (inv *inventory.Inventory, err error) {
	var sources []inventory.Source
	if o.tables, sources, err = p.spread(o.tables); err != nil {
		return nil, err
	}
	if err := p.fits(o.maxMemory, sources, p.earlier(o)); err != nil {
		return nil, err
	}
	if inv, err = tables.Read(sources, o.limits); err != nil {
		return nil, err
	}
	return inv, o.hold(inv)
}

// judgement is what the editions make of an inventory, or what an engine made of
// it.
func (p *program) judgement(o *options, inv *inventory.Inventory, editions []*evaluate.Edition) (j *evaluate.Judgement, err error) {
	if len(o.findings) == 0 {
		return evaluate.Judge(inv, editions), nil
	}
	var sources []inventory.Source
	if o.findings, sources, err = p.spread(o.findings); err != nil {
		return nil, err
	}
	return sql.Read(watched(sources, p.progress()), o.limits, inv, editions)
}

// ofTables reports whether the report of a manifest was made from tables, which
// its flags name, and not from the exports that these were made from.
func (v *verification) ofTables() bool {
	return slices.ContainsFunc(v.m.Configuration.Arguments, func(a string) bool { return strings.HasPrefix(a, "--"+inventoryFlag+"=") })
}
