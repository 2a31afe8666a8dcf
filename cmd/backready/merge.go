package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
	"github.com/backready/backready/render/json"
)

// mergeName is the command that reports of a merge name, however it was called.
const mergeName = "merge"

func (p *program) mergeCommand() *cobra.Command {
	o := &reporting{}
	o.merging = true
	cmd := &cobra.Command{
		Use:   mergeName + " REPORT...",
		Short: "Make one report of the finished reports of many tenants, or of many shards",
		Long: `merge makes one report of finished ones, such as a report.json from each tenant, or
from each of several runs over a part of the files: that which one run over all
of their exports would have made, with totals for each. REPORT is a report.json, a
folder that holds one (of those that --keep keeps the newest), or a folder with
such folders in it. A report goes by the name of its folder, or of the file where
that is not called report.json; names and titles are shown as they are, also where
names of Azure are masked.

Every item is judged anew from what the reports keep of the exports, by the newest
edition of each matrix that any of them was judged by; --edition, --as-of and
--matrix say otherwise. VMs and disks find each other across reports. An item that
is in two of them is refused, and so are reports on a part of the items (--split)
and masked ones beside plain ones. Waivers of the reports are not taken over:
--waivers gives those of the whole.

What rows of other types state of VMs and disks is found within each report alone.
Where a subscription is divided among reports, give vaults, policies, snapshots,
locks and extensions to one run together with all VMs and disks that they speak
of: where they may be in another, the report says that its evidence is incomplete.

Exit status: as that of report; 4 also where the evidence of a merged report is
incomplete.`,
		Example: `  backready merge tenants/contoso tenants/fabrikam --out all
  backready merge shards --waivers waivers.yaml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage(cmd.CommandPath()+" contoso/report.json fabrikam/report.json", "no reports given")
			}
			if _, err := p.configure(cmd, args); err != nil {
				return err
			}
			o.from = args
			return p.report(o, nil)
		},
	}
	o.registerJudging(cmd.Flags())
	registerMemory(cmd.Flags(), &o.maxMemory)
	o.registerWriting(cmd.Flags())
	return cmd
}

// merge makes one report of finished ones.
func (p *program) merge(o *options, files []string) (*render.Report, error) {
	if len(files)+len(o.tables)+len(o.findings) > 0 {
		return nil, usage("backready merge REPORT...", "--from merges finished reports: give them or files to judge")
	}
	sources, err := p.mergeable(o.from)
	if err != nil {
		return nil, err
	}
	if err := p.fits(o.maxMemory, nil, append(p.earlier(o), sources...)); err != nil {
		return nil, err
	}
	m := newMerging()
	for _, s := range watched(sources, p.progress()) {
		if err := m.add(s); err != nil {
			return nil, err
		}
	}
	p.progress().end()
	if err := m.check(o); err != nil {
		return nil, err
	}
	g, err := o.grounds(func() ([]*evaluate.Edition, error) { return o.editionsOf(m) })
	if err != nil {
		return nil, err
	}
	g.merging = m
	inv := m.items.Inventory()
	inv.Problems = append(inv.Problems, m.problems(o, g.editions)...)
	if err := o.hold(inv); err != nil {
		return nil, err
	}
	return p.judgeOn(o, inv, g)
}

// A merging collects the reports that are to become one; nil is none.
type merging struct {
	items   *inventory.Merger
	reports []*mergedReport
	was     map[*inventory.Item]evaluate.Verdict // in the report that it came from
}

// mergedReport is what is kept of a report once its items are taken.
type mergedReport struct {
	render.Merged
	masked   string
	waived   int // findings that its waivers accept
	editions []*evaluate.Edition
}

func newMerging() *merging {
	return &merging{items: inventory.NewMerger(), was: map[*inventory.Item]evaluate.Verdict{}}
}

// add reads a report and takes its items.
func (m *merging) add(s inventory.Source) error {
	refuse := func(hint, format string, args ...any) error {
		return &inventory.InputError{File: s.Name, Text: fmt.Sprintf(format, args...), Hint: hint}
	}
	r, file, err := readMergeable(s)
	if err != nil {
		return refuse("give a report.json that backready wrote, or the folder it lies in", "%s", err)
	}
	label := render.MergedLabel(s.Name)
	for _, other := range m.reports {
		if other.SHA256 == file.SHA256 {
			return refuse("give each report once", "is the same report as %s", other.MergedName())
		}
	}
	if part := r.Judgement.Part; part != nil {
		return refuse("give the report on the whole, which lies above parts/", "is on a part of the items alone (%s)", part)
	}
	of := &mergedReport{masked: r.Masked, editions: r.Judgement.Editions, Merged: render.Merged{
		Label: label, Title: r.Title, RunID: r.RunID(), Version: r.Version, Generated: r.Generated, Complete: len(r.Incomplete()) == 0,
		Inputs: len(r.Judgement.Inventory.Inputs), Bytes: file.Bytes, SHA256: file.SHA256}}
	for _, in := range r.Judgement.Inventory.Inputs {
		of.Rows += in.Rows
	}
	for _, e := range of.editions {
		of.Editions = append(of.Editions, e.ID)
	}
	of.countWaivers(r)
	m.reports = append(m.reports, of)
	return m.take(label, r)
}

// take takes the items of a report, and the problems that are not of its waivers.
func (m *merging) take(label string, r *render.Report) error {
	inv := *r.Judgement.Inventory
	if r.Waivers != nil {
		expired := r.Waivers.Problems()
		inv.Problems = slices.DeleteFunc(slices.Clone(inv.Problems), func(p inventory.Problem) bool {
			return slices.ContainsFunc(expired, func(e inventory.Problem) bool { return e.Text == p.Text })
		})
	}
	verdicts := map[*inventory.Item]evaluate.Verdict{}
	for a := range r.Judgement.All() {
		verdicts[a.Item] = a.Verdict
	}
	err := m.items.Add(label, &inv, func(from, to *inventory.Item) { m.was[to] = verdicts[from] })
	var twice *inventory.TwiceError
	if errors.As(err, &twice) {
		return &inventory.InputError{Text: twice.Error(), Hint: "merge reports on different items; backready diff compares two on the same"}
	}
	return err
}

// readMergeable reads a report, with the checksum of its file.
func readMergeable(s inventory.Source) (*render.Report, render.File, error) {
	in, err := s.Open()
	if err != nil {
		return nil, render.File{}, err
	}
	defer in.Close()
	sum := newCounting(io.Discard)
	text := io.TeeReader(in, sum)
	r, err := json.Read(text)
	if err == nil {
		_, err = io.Copy(io.Discard, text)
	}
	return r, render.File{Name: s.Name, Bytes: sum.bytes, SHA256: sum.String()}, err
}

func (r *mergedReport) countWaivers(of *render.Report) {
	if of.Waivers == nil {
		return
	}
	for _, e := range of.Waivers.Entries {
		if e.State == evaluate.Active || e.State == evaluate.Expiring {
			r.waived += e.Findings
		}
	}
}

// masked is how the merged reports are masked, "" where they are not.
func (m *merging) masked() string {
	if m == nil {
		return ""
	}
	return m.reports[0].masked
}

// check refuses reports that don't go together, and flags that their masks leave
// without a meaning.
func (m *merging) check(o *options) error {
	first := m.reports[0]
	shown := func(r *mergedReport) string { return cmp.Or(r.masked, "nothing") }
	for _, r := range m.reports[1:] {
		if r.masked != first.masked {
			return &inventory.InputError{File: r.MergedName(),
				Text: fmt.Sprintf("masks %s, and %s masks %s: what is one in both can't be told", shown(r), first.MergedName(), shown(first)),
				Hint: "merge reports that mask nothing, and give --mask and --mask-key to merge, or mask all by the same key"}
		}
	}
	switch {
	case first.masked == "":
		return nil
	case len(o.mask) > 0:
		return usage("leave --mask out", "--mask: the reports mask %s already", first.masked)
	case o.waivers != "":
		return usage("give --waivers where each report is made", "--waivers go by names that masked reports do not have")
	}
	return nil
}

// problems are what there is to know of how the reports became one.
func (m *merging) problems(o *options, editions []*evaluate.Edition) (list []inventory.Problem) {
	var ids, others []string
	for _, e := range editions {
		ids = append(ids, e.ID)
	}
	for _, r := range m.reports {
		if !sameIDs(r.Editions, ids) {
			others = append(others, r.Label+" ("+strings.Join(r.Editions, ", ")+")")
		}
		if r.waived > 0 && o.waivers == "" {
			list = append(list, inventory.Problem{Text: fmt.Sprintf("%s: the waivers of this report, which accept %d finding(s) there, accept nothing here", r.Label, r.waived),
				Hint: "--waivers FILE"})
		}
	}
	if len(others) > 0 {
		list = append(list, inventory.Problem{Text: fmt.Sprintf("all items are judged anew by %s, while %d report(s) were judged by other editions: %s",
			strings.Join(ids, ", "), len(others), firstFew(others)), Hint: "“Reports merged” counts the verdicts that changed; judge the exports by the same editions, or choose with --edition"})
	}
	return list
}

// sameIDs reports whether two lists hold the same, in whatever order.
func sameIDs(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// firstFew names the first of some.
func firstFew(names []string) string {
	const most = 5
	said := strings.Join(names[:min(most, len(names))], "; ")
	if rest := len(names) - most; rest > 0 {
		said += fmt.Sprintf(" and %d more", rest)
	}
	return said
}

// tell counts in a report what became of the items of each merged one.
func (m *merging) tell(r *render.Report) {
	if m == nil {
		return
	}
	for _, of := range m.reports {
		r.Merged = append(r.Merged, of.Merged)
	}
	for a := range r.Judgement.All() {
		of := &r.Merged[m.items.From(a.Item)]
		of.Totals[a.Item.Kind][a.Verdict]++
		if was, known := m.was[a.Item]; known && was != a.Verdict {
			of.Turned++
		}
		tenant := a.Item.Tenant()
		if at, known := slices.BinarySearch(of.Tenants, tenant); tenant != "" && !known {
			of.Tenants = slices.Insert(of.Tenants, at, tenant)
		}
	}
}

// tellAccepted counts the items of each merged report that waivers leave better.
func (m *merging) tellAccepted(r *render.Report) {
	if m == nil || r.Waivers == nil {
		return
	}
	for a := range r.Judgement.All() {
		if a.Open() < a.Verdict {
			r.Merged[m.items.From(a.Item)].Accepted[a.Item.Kind]++
		}
	}
}
