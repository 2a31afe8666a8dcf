//go:build linux

package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"slices"
	"time"
)

// A plan is who is compared with whom.
type plan struct {
	rows       []row
	contenders []*contender // each once, in the order in which they work
	same       [][]*contender
	before     *contender // all formats at the size before
}

// A row compares ours with a peer, nil for none.
type row struct {
	title      string
	ours, peer *contender
}

func (p *plan) row(title string, ours, peer *contender) {
	p.rows = append(p.rows, row{title, ours, peer})
	p.take(ours, peer)
}

// take adds those that work. What everybody costs is measured in turn, so that
// a neighbour on the machine weighs on all alike.
func (p *plan) take(all ...*contender) {
	for _, c := range all {
		if c != nil && !slices.Contains(p.contenders, c) {
			p.contenders = append(p.contenders, c)
		}
	}
}

func (p *plan) find(name string) *contender {
	i := slices.IndexFunc(p.contenders, func(c *contender) bool { return c.name == name })
	if i < 0 {
		return nil
	}
	return p.contenders[i]
}

// agree demands the same number of findings of all of them.
func (p *plan) agree(all ...*contender) { p.same = append(p.same, all) }

// keep leaves only the rows whose title or peer matches.
func (p *plan) keep(only *regexp.Regexp) {
	p.rows = slices.DeleteFunc(p.rows, func(r row) bool {
		return !only.MatchString(r.title) && (r.peer == nil || !only.MatchString(r.peer.name))
	})
	p.contenders = nil
	for _, r := range p.rows {
		p.take(r.ours, r.peer)
	}
}

// run lets everybody work, round after round.
func (p *plan) run(rounds int, dir string) error {
	for round := range rounds {
		for _, c := range p.contenders {
			if err := c.run(dir); err != nil {
				return err
			}
			last := c.costs[len(c.costs)-1]
			fmt.Fprintf(os.Stderr, "round %d: %-40s %8.2f s %8.2f s CPU %8.0f MiB\n", round+1, c.name, last.wall.Seconds(), last.cpu.Seconds(), last.peak)
		}
	}
	for _, group := range p.same {
		group = slices.DeleteFunc(group, func(c *contender) bool { return c == nil || len(c.costs) == 0 })
		for _, c := range group {
			if c.found != group[0].found {
				return fmt.Errorf("%s has %d findings, %s has %d", group[0].name, group[0].found, c.name, c.found)
			}
			fmt.Fprintf(os.Stderr, "%s: %d findings\n", c.name, c.found)
		}
	}
	return nil
}

// print writes the table. A ratio is the median of those of the rounds, not
// the ratio of the medians.
func (p *plan) print(w io.Writer, rounds int) error {
	fmt.Fprintf(w, "Medians of %d rounds on %d cores; time is wall / CPU, memory the peak. Ratios are ours to the peer's.\n\n", rounds, runtime.NumCPU())
	fmt.Fprintln(w, "| | ours | peer | | time | CPU | memory |")
	_, err := fmt.Fprintln(w, "| --- | --- | --- | --- | --- | --- | --- |")
	for _, r := range p.rows {
		if r.peer == nil {
			_, err = fmt.Fprintf(w, "| %s | %s | | | | | |\n", r.title, r.ours.middle())
			continue
		}
		_, err = fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %s | %s |\n", r.title, r.ours.middle(), r.peer.name, r.peer.middle(),
			ratio(r, func(c cost) float64 { return c.wall.Seconds() }),
			ratio(r, func(c cost) float64 { return c.cpu.Seconds() }),
			ratio(r, func(c cost) float64 { return c.peak }))
	}
	return err
}

// middle says the medians of a contender.
func (c *contender) middle() string {
	wall := median(c.costs, func(c cost) float64 { return c.wall.Seconds() })
	cpu := median(c.costs, func(c cost) float64 { return c.cpu.Seconds() })
	return fmt.Sprintf("%s / %s, %.0f MiB", seconds(wall), seconds(cpu), median(c.costs, func(c cost) float64 { return c.peak }))
}

// seconds has the digits that mean something.
func seconds(s float64) string {
	if s < 1 {
		return fmt.Sprint(time.Duration(s*1000+0.5) * time.Millisecond)
	}
	return fmt.Sprintf("%.1f s", s)
}

func ratio(r row, of func(cost) float64) string {
	var ratios []float64
	for i := range r.ours.costs {
		ratios = append(ratios, of(r.ours.costs[i])/of(r.peer.costs[i]))
	}
	return fmt.Sprintf("%.2f", median(ratios, func(x float64) float64 { return x }))
}

func median[T any](all []T, of func(T) float64) float64 {
	values := make([]float64, len(all))
	for i, x := range all {
		values[i] = of(x)
	}
	slices.SortFunc(values, cmp.Compare)
	if n := len(values); n%2 == 0 {
		return (values[n/2-1] + values[n/2]) / 2
	}
	return values[len(values)/2]
}
