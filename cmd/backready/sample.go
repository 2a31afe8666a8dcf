package main

import (
	"cmp"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
)

func (o *options) registerSample(flags *pflag.FlagSet) {
	flags.IntVar(&o.sample, "sample", 0, "choose at most `N` items of each kind and verdict to re-perform by hand")
	flags.StringVar(&o.seed, "seed", "", "`TEXT` that decides which items the sample has (default: one made from the checksums of the inputs)")
}

// checkSample refuses a sample of nothing and a seed that draws none.
func (o *options) checkSample() error {
	given := func(name string) bool { return o.flags != nil && o.flags.Changed(name) }
	switch {
	case o.sample < 0 || o.sample == 0 && given("sample"):
		return usage("--sample 3", "--sample %d chooses nothing: it is how many items of each kind and verdict", o.sample)
	case given("seed") && !given("sample") && (len(o.from) == 0 || o.merges()):
		return usage("--sample 3 --seed "+o.seed, "--seed decides which items a sample has, and --sample is not given")
	case given("seed") && o.seed == "":
		return usage("--seed 'any text'", "--seed is empty")
	case len(o.seed) > evaluate.LongestSeed:
		return usage("--seed 'a shorter text'", "--seed has %d bytes, it may have %d", len(o.seed), evaluate.LongestSeed)
	case !utf8.ValidString(o.seed):
		return usage("--seed 'any text'", "--seed is no text in UTF-8, and a report could not keep it")
	}
	return nil
}

// draw gives the report the sample that is asked for. Of a report that is
// rendered again it is drawn anew, as far as nothing else is given by the size
// and the seed that the report has.
func (o *options) draw(r *render.Report) error {
	each, seed := o.sample, o.seed
	if r.Sample != nil {
		each, seed = cmp.Or(each, r.Sample.Each), cmp.Or(seed, r.Sample.Seed)
	}
	switch {
	case o.sample == 0 && o.seed == "":
		return nil
	case each == 0:
		return usage("--sample 3", "--seed decides which items a sample has, and the report has none")
	case o.masksEarlier(r):
		return usage("judge the files again, with --mask and --sample", "--sample can't draw from a masked report: items are ranked by names that it does not have")
	}
	r.Sample = evaluate.Draw(r.Judgement, each, cmp.Or(seed, evaluate.SeedOf(r.Judgement.Inventory)))
	return nil
}
