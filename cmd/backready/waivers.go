package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/pflag"

	"github.com/backready/backready/evaluate/waiver"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// warnDays is how many days ahead the expiry of a waiver is announced where
// nobody says otherwise: a month is what a review takes.
const warnDays = 30

func (o *options) registerWaivers(flags *pflag.FlagSet) {
	flags.StringVar(&o.waivers, "waivers", "", "accepted exceptions: a YAML `FILE`; verdicts stay, --fail-on looks at what is still open")
	flags.IntVar(&o.warnDays, "warn-days", warnDays, "announce that a waiver expires within so many `DAYS`")
}

// readWaivers reads the register that is asked for, nil for none.
func (o *options) readWaivers() (*waiver.File, error) {
	if o.warnDays < 0 {
		return nil, usage("--warn-days 30", "--warn-days %d is less than 0", o.warnDays)
	}
	if o.waivers == "" {
		return nil, nil
	}
	text, err := readAtMost(o.waivers, waiver.MaxBytes+1)
	if err != nil {
		return nil, usage("--waivers waivers.yaml", "--waivers %s: %s", o.waivers, reason(err))
	}
	register, err := waiver.Parse(filepath.Base(o.waivers), text)
	var fault *waiver.Error
	if errors.As(err, &fault) {
		fault.File = o.waivers // reports name a file more shortly than its errors
		return nil, usage(fault.Hint, "%w", err)
	}
	return register, err
}

func readAtMost(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most))
}

// waive lets a register accept findings of the report on its day, and tells what
// to know of it. An expired waiver whose findings are back makes the evidence
// incomplete. A masked report shows no text of the register that it can't mask.
func (p *program) waive(o *options, r *render.Report, register *waiver.File, mask *inventory.Mask) {
	if register == nil {
		return
	}
	r.Waivers = r.Judgement.Waive(register, r.Generated.Format(time.DateOnly), o.warnDays)
	if mask != nil {
		for _, w := range register.Waivers {
			w.Mask(mask.Text)
		}
	}
	problems := r.Waivers.Problems()
	p.progress().end()
	tellProblems(p.stderr, problems)
	inv := r.Judgement.Inventory
	for _, problem := range problems {
		if problem.Incomplete {
			problem.File, problem.Line = "", 0 // it is about the estate: the register is no export
			inv.Problems = append(inv.Problems, problem)
		}
	}
}
