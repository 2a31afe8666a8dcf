// Mutate shows what tests don't hold: it makes one small error at a time in a
// copy of the source and runs the tests. An error that no test notices is a
// mutant that lived, and a place to look at. With -branches it shows the branches
// that no test takes. It is a tool of the developers and no part of a release;
// `make mutants` and `make branches` run it.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"time"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

// A plan is what to mutate, and how to look at it.
type plan struct {
	root    string         // of the module
	folder  string         // of the package, below the root
	only    *regexp.Regexp // of the places, see [mutant.String]
	also    []string       // folders of further packages whose tests are run
	skip    string         // pattern of tests that are not run, "" for none
	alsoRun string         // pattern of tests of further packages that are run, "" for all
	limit   time.Duration  // that the tests of one package have at least
	times   int            // how many times as long as without a mutant they may take
	number  int            // of mutants to try, 0 for all
	seed    uint64         // that picks them
	workers int
	ways    bool // show branches that the tests don't take, in the place of mutants
}

func run(args []string, stdout io.Writer) error {
	var p plan
	flags := flag.NewFlagSet("mutate", flag.ContinueOnError)
	flags.StringVar(&p.root, "root", ".", "root of the module")
	only := flags.String("only", ".", "pattern of the places to mutate, which read `file.go:line function: change`")
	flags.StringVar(&p.skip, "skip", "", "pattern of tests that are not run, those that take long; try what lived again with them")
	flags.StringVar(&p.alsoRun, "run", "", "pattern of the tests of further packages to run, all by default")
	flags.DurationVar(&p.limit, "limit", 20*time.Second, "time that the tests of one package have at least")
	flags.IntVar(&p.times, "times", 10, "how many times as long as without a mutant they may take; a mutant beyond that is killed by time")
	flags.IntVar(&p.number, "n", 120, "how many mutants to try, 0 for all")
	flags.Uint64Var(&p.seed, "seed", 1, "picks them")
	flags.IntVar(&p.workers, "workers", 1, "how many at a time")
	flags.BoolVar(&p.ways, "branches", false, "no mutants: show the branches of all packages named that their tests don't take")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() == 0 {
		return fmt.Errorf("name the folder of a package, and further ones whose tests are to be run")
	}
	p.folder, p.also = flags.Arg(0), flags.Args()[1:]
	var err error
	if p.only, err = regexp.Compile(*only); err != nil {
		return err
	}
	if p.ways {
		return p.branches(stdout)
	}
	return p.run(stdout)
}

// run tries the mutants and prints each that lived, and at the end or when it is
// interrupted how many did.
func (p *plan) run(stdout io.Writer) error {
	all, err := mutants(p.root, p.folder)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(m mutant) bool { return !p.only.MatchString(m.String()) })
	picked := pick(all, p.number, p.seed)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	found := map[outcome]int{}
	err = p.each(ctx, picked, func(m mutant, o outcome) {
		if found[o]++; o == lived {
			fmt.Fprintln(stdout, m)
		}
	})
	if err != nil {
		return err
	}
	dead := found[killed] + found[endless]
	share := 100 * float64(dead) / float64(max(1, dead+found[lived]))
	_, err = fmt.Fprintf(stdout, "%s: %d mutants, %d tried (seed %d): %d killed, %d of them by time, %d lived, %d did not compile: %.0f %% killed\n",
		p.folder, len(all), dead+found[lived]+found[unbuildable], p.seed, dead, found[endless], found[lived], found[unbuildable], share)
	return err
}
