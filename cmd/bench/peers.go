//go:build linux

package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/backready/backready/inventory/generate"
)

// settings are what the flags say.
type settings struct {
	ours, peers, work, sizes, only string
	rounds                         int
}

// peers generates the inventories, lets everybody work on them in turn, and
// prints a table for each size.
func peers(w io.Writer, args []string) error {
	var s settings
	flags := flag.NewFlagSet("peers", flag.ExitOnError)
	flags.StringVar(&s.ours, "ours", "bin/backready", "the program to measure")
	flags.StringVar(&s.peers, "peers", ".peers", "folder of the peers")
	flags.StringVar(&s.work, "work", "", "folder to write inventories and results below (default: the temporary one)")
	flags.StringVar(&s.sizes, "sizes", "100k", "numbers of disks, such as \"100k 1m\"; there are three VMs for ten disks")
	flags.StringVar(&s.only, "only", "", "compare only rows that match this `pattern`")
	flags.IntVar(&s.rounds, "rounds", 5, "how often everybody works")
	if err := flags.Parse(args); err != nil {
		return err
	}
	work, err := os.MkdirTemp(s.work, "backready-peers-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	s.work = work
	return s.compare(w)
}

func (s *settings) compare(w io.Writer) error {
	only, err := regexp.Compile(s.only)
	if err != nil {
		return err
	}
	plan := &plan{}
	if err := s.small(plan); err != nil {
		return err
	}
	for _, size := range strings.Fields(s.sizes) {
		n, err := count(size)
		if err != nil {
			return err
		}
		if err := s.at(plan, n, size); err != nil {
			return err
		}
	}
	plan.keep(only)
	if err := plan.run(s.rounds, filepath.Join(s.work, "out")); err != nil {
		return err
	}
	return plan.print(w, s.rounds)
}

// small is the run that a schedule starts for each of many teams.
func (s *settings) small(p *plan) error {
	vms, disks, err := s.export(generate.Estate{VMs: 50, Disks: 100}, "small")
	if err != nil {
		return err
	}
	p.row("50 VMs and 100 disks, all formats", s.report("small, all formats", "", vms, disks), nil)
	p.row("the version alone", &contender{name: "version", argv: []string{s.ours, "version"}}, nil)
	return nil
}

// largest is the number of disks up to which the slow peers are asked: conftest
// takes 20 KB a disk, pandas 12 KB and a fifth of a millisecond.
const largest = 100_000

// at adds the comparisons at a number of disks.
func (s *settings) at(p *plan, n int, size string) error {
	e := generate.Estate{VMs: n * 3 / 10, Disks: n}
	vms, disks, err := s.export(e, size)
	if err != nil {
		return err
	}
	lines := filepath.Join(s.work, size+".ndjson")
	if err := writeList(lines, generate.Lines, e.WriteDisks); err != nil {
		return err
	}
	duckdb := s.duckdb("DuckDB rules → CSV, array, "+size, "rules", disks)
	duckdbLines := s.duckdb("DuckDB rules → CSV, NDJSON, "+size, "rules", lines)
	reads := s.duckdb("DuckDB reads only, array, "+size, "read", disks)

	check := &contender{name: "check json " + size, argv: []string{s.ours, "check", "--quiet", "--output", "json", disks}}
	csv := s.report("csv "+size, "csv", disks)
	p.row(size+" disks, `check --output json`", check, duckdb)
	p.row(size+" disks, `check --output json`", check, duckdbLines)
	p.row(size+" disks, `report --format csv`", csv, duckdb)
	p.row(size+" disks, `report --format csv`", csv, duckdbLines)
	p.row(size+" disks as NDJSON, `report --format csv`", s.report("csv of lines "+size, "csv", lines), duckdbLines)
	all := s.report("all formats "+size, "", disks)
	if n <= largest {
		pandas := s.pandas("pandas + xlsxwriter, "+size, disks)
		p.row(size+" disks, `report --format xlsx`", s.report("xlsx "+size, "xlsx", disks), pandas)
		p.row(size+" disks, all formats", all, pandas)
		p.row(size+" disks, `report --format csv`", csv, s.conftest("conftest, "+size, disks))
	}
	both := s.report("disks and VMs "+size, "", disks, vms)
	p.row(fmt.Sprintf("%s disks and %d VMs, all formats", size, e.VMs), both, reads)
	one := s.report("disks and VMs, one core "+size, "", disks, vms)
	one.env = []string{"GOMAXPROCS=1"}
	p.row(fmt.Sprintf("%s disks and %d VMs, all formats, two cores against one", size, e.VMs), both, one)
	if p.before != nil {
		p.row(size+" disks and VMs, all formats, against fewer", both, p.before)
	}
	p.before = both
	p.agree(duckdb, duckdbLines, p.find("pandas + xlsxwriter, "+size), p.find("conftest, "+size))
	return nil
}

func (s *settings) report(name, format string, files ...string) *contender {
	argv := []string{s.ours, "report", "--quiet", "--out", out}
	if format != "" {
		argv = append(argv, "--format", format)
	}
	return &contender{name: name, argv: append(argv, files...)}
}

func (s *settings) duckdb(name, what, disks string) *contender {
	return &contender{name: name, argv: []string{"node", filepath.Join(s.peers, "rules.mjs"), what, disks, out + ".csv"}, findings: said}
}

// pandas is that of the system: another Python on the path need not have it.
func (s *settings) pandas(name, disks string) *contender {
	return &contender{name: name, argv: []string{"/usr/bin/python3", filepath.Join(s.peers, "rules.py"), disks, out + ".xlsx"}, findings: said}
}

func (s *settings) conftest(name, disks string) *contender {
	return &contender{name: name, findings: denied, argv: []string{filepath.Join(s.peers, "node_modules/.bin/conftest"), "test", "--no-fail",
		"--parser", "json", "--output", "json", "--policy", filepath.Join(s.peers, "policy"), disks}}
}

// export writes the two lists of an estate.
func (s *settings) export(e generate.Estate, name string) (vms, disks string, err error) {
	vms, disks = filepath.Join(s.work, name+"-vms.json"), filepath.Join(s.work, name+"-disks.json")
	if err := writeList(vms, generate.Array, e.WriteVMs); err != nil {
		return "", "", err
	}
	return vms, disks, writeList(disks, generate.Array, e.WriteDisks)
}

func writeList(name string, form generate.Form, list func(io.Writer, generate.Form) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := list(f, form); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// count reads a number such as 100k or 1m.
func count(size string) (int, error) {
	times := 1
	digits := strings.ToLower(size)
	for suffix, by := range map[string]int{"k": 1000, "m": 1_000_000} {
		if cut, ok := strings.CutSuffix(digits, suffix); ok {
			digits, times = cut, by
		}
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("size %q is no number of disks such as 100k", size)
	}
	return n * times, nil
}
