package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// mostParts is how many parts a run is divided into: whoever wants more has
// taken a tag that is different on every item.
const mostParts = 1000

func (o *options) registerSplit(flags *pflag.FlagSet) {
	flags.StringVar(&o.split, "split", "", "write a report on each part of the items as well, into parts/ below --out, divided by `KEY`: subscription, group, or tag:NAME")
}

// checkSplit refuses what nothing can be divided by.
func (o *options) checkSplit() error {
	if o.split == "" {
		return nil
	}
	if _, err := evaluate.ParseDivision(o.split); err != nil {
		return usage("--split tag:owner", "--split %w", err)
	}
	return nil
}

// maskSplit names the tag to divide by as a masked report shows it, and so can
// keep it. A name that the report shows already stays.
func (o *options) maskSplit(mask *inventory.Mask, inv *inventory.Inventory) {
	tag, ok := evaluate.Division(o.split).Tag()
	if !ok || mask == nil {
		return
	}
	if shown := mask.Tag(tag); !carried(inv, tag) && carried(inv, shown) {
		o.split = string(evaluate.ByTag) + shown
	}
}

// carried reports whether any item carries the tag.
func carried(inv *inventory.Inventory, tag string) bool {
	return slices.ContainsFunc(inv.Items, func(it *inventory.Item) bool { _, ok := it.Tag(tag); return ok })
}

// A portion is the report on a part, and the folder that it is written to.
type portion struct {
	*render.Report
	folder string
}

// divide returns the parts of a report, none where nobody asked. A report that
// is rendered again is divided as it was.
func (p *program) divide(o *options, r *render.Report) ([]portion, error) {
	split := o.split
	if split == "" && len(o.from) == 1 && !o.merges() {
		split = recordedSplit(r)
	}
	switch {
	case split == "" || r.Judgement.Part != nil && o.split == "":
		return nil, nil
	case r.Judgement.Part != nil:
		return nil, usage("give the report on the whole", "--split can't divide a report that is on a part of the items already")
	case o.masksEarlier(r) && (r.Sample != nil || r.Waivers != nil):
		return nil, usage("judge the files again, with --mask and --split", "--split can't divide the sample or the waivers of a masked report: they go by names that it does not have")
	}
	by, err := evaluate.ParseDivision(split)
	if err != nil {
		return nil, err
	}
	if tag, ok := by.Tag(); ok && !carried(r.Judgement.Inventory, tag) {
		say(p.stderr, "warning", "no item carries the tag "+tag+": all of them are in one part", "--split tag:NAME, as the exports write it")
	}
	reports := r.Divide(by)
	if len(reports) > mostParts {
		return nil, usage("--split group, or another tag", "--split %s would make %d parts, more than %d", split, len(reports), mostParts)
	}
	names, parts := folders{}, make([]portion, len(reports))
	for i, part := range reports {
		parts[i] = portion{part, names.of(part.Judgement.Part)}
	}
	return parts, nil
}

// recordedSplit is by what a finished report was divided, "" where it was not.
func recordedSplit(r *render.Report) string {
	for _, a := range r.Run.Arguments {
		if split, ok := strings.CutPrefix(a, "--split="); ok {
			return split
		}
	}
	return ""
}

// toldParts says how many parts were written.
func toldParts(parts []portion) string {
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf(", with %d parts", len(parts))
}
