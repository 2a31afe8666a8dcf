package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
)

// editionsOf are the editions to judge merged reports by: of each matrix the
// newest that any of them was judged by, unless flags say otherwise. Matrices of
// one's own, of which the reports carry the text, follow the released ones.
func (o *options) editionsOf(m *merging) ([]*evaluate.Edition, error) {
	list, err := m.newest()
	if err != nil {
		return nil, err
	}
	if o.asOf != "" || len(o.editions) > 0 || len(o.matrices) > 0 {
		asked, err := o.load()
		if err != nil {
			return nil, err
		}
		for _, e := range asked {
			list = o.replace(list, e)
		}
	}
	slices.SortStableFunc(list, func(a, b *evaluate.Edition) int { return cmp.Compare(precedence(a), precedence(b)) })
	return list, nil
}

// replace puts an edition that was asked for in the place of that of the reports.
// One that --edition and --matrix only leave as it is, is none.
func (o *options) replace(list []*evaluate.Edition, e *evaluate.Edition) []*evaluate.Edition {
	released := slices.Contains(matrix.Released(), e.ID)
	if o.asOf == "" && released && !slices.Contains(o.editions, e.ID) {
		return list
	}
	if i := slices.IndexFunc(list, func(have *evaluate.Edition) bool { return have.Matrix == e.Matrix }); i >= 0 {
		list[i] = e
		return list
	}
	return append(list, e)
}

// precedence orders matrices as a run over files does: that of VMs, that of disks, and
// those of one's own.
func precedence(e *evaluate.Edition) int {
	if _, released := matrix.Newest(e.Matrix); !released {
		return 2
	}
	return int(e.Kind)
}

// newest are the newest editions of the reports, in the order in which the first
// of them has these matrices. Two texts under one id are refused.
func (m *merging) newest() (list []*evaluate.Edition, err error) {
	texts := map[string]*mergedReport{}
	for _, r := range m.reports {
		for _, e := range r.editions {
			if other := texts[e.ID]; other != nil && other.sumOf(e.ID) != e.SHA256 {
				return nil, &inventory.InputError{File: r.MergedName(), Text: fmt.Sprintf("was judged by another text of %s than %s", e.ID, other.MergedName()),
					Hint: "judge the exports by the same file, or give an edition of that matrix with --matrix or --edition"}
			}
			texts[e.ID] = r
			i := slices.IndexFunc(list, func(have *evaluate.Edition) bool { return have.Matrix == e.Matrix })
			switch {
			case i < 0:
				list = append(list, e)
			case strings.Compare(list[i].Date, e.Date) < 0:
				list[i] = e
			}
		}
	}
	return list, nil
}

// sumOf is the checksum of an edition that the report was judged by.
func (r *mergedReport) sumOf(id string) string {
	for _, e := range r.editions {
		if e.ID == id {
			return e.SHA256
		}
	}
	return ""
}
