//go:build linux

package main

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// says is a process that says how many findings it has.
func says(name, n string) *contender {
	return &contender{name: name, argv: []string{"sh", "-c", "echo findings " + n + "; echo x > " + out}, findings: said}
}

func TestPlan(t *testing.T) {
	p := &plan{}
	ours, peer := says("ours", "3"), says("peer", "3")
	p.row("work", ours, peer)
	p.row("work, alone", ours, nil)
	p.row("other", ours, says("dropped", "9"))
	p.agree(ours, peer, p.find("dropped"))
	p.keep(regexp.MustCompile("^work"))
	if err := p.run(3, t.TempDir()+"/out"); err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	if err := p.print(&table, 3); err != nil {
		t.Fatal(err)
	}
	if len(ours.costs) != 3 || ours.costs[0].peak == 0 || !strings.Contains(table.String(), "| work, alone |") || strings.Contains(table.String(), "other") {
		t.Errorf("%+v\n%s", ours.costs, &table)
	}
}

func TestDisagreement(t *testing.T) {
	p := &plan{}
	a, b := says("a", "3"), says("b", "4")
	p.row("work", a, b)
	p.agree(a, b)
	if err := p.run(1, t.TempDir()+"/out"); err == nil || err.Error() != "a has 3 findings, b has 4" {
		t.Error(err)
	}
}

func TestCounts(t *testing.T) {
	for size, want := range map[string]int{"7": 7, "100k": 100_000, "1M": 1_000_000} {
		if n, err := count(size); err != nil || n != want {
			t.Errorf("%s: %d, %v", size, n, err)
		}
	}
	for _, size := range []string{"", "k", "0", "1g"} {
		if _, err := count(size); err == nil {
			t.Errorf("%q is a size", size)
		}
	}
	if n, err := denied(strings.NewReader("[{\"failures\":[\n{\"msg\":\"a\"},\n{\"msg\":\"b\"}]}]")); n != 2 || err != nil {
		t.Error(n, err)
	}
	if n, err := said(strings.NewReader("nothing\n")); err == nil {
		t.Error(n)
	}
}

func TestRatio(t *testing.T) {
	r := row{ours: &contender{}, peer: &contender{}}
	for i, ours := range []int{1, 9, 4} {
		r.ours.costs = append(r.ours.costs, cost{wall: time.Duration(ours) * time.Second})
		r.peer.costs = append(r.peer.costs, cost{wall: time.Duration(i+1) * time.Second})
	}
	if got := ratio(r, func(c cost) float64 { return c.wall.Seconds() }); got != "1.33" { // of 1, 4.5 and 1.33
		t.Error(got)
	}
	if got := seconds(0.0826) + " " + seconds(12.34); got != "83ms 12.3 s" {
		t.Error(got)
	}
}
