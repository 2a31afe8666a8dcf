package main

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/evaluate/waiver"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// options are the flags of every command that judges.
type options struct {
	editions        []string
	matrices        []string
	against         string
	expect          string
	limits          inventory.Limits
	maxMemory       int64
	asOf            string
	now             string
	title           string
	organization    string
	classification  string
	failOn          string
	allowIncomplete bool
	from            []string
	merging         bool     // what is given are finished reports to merge
	tables          []string // of an inventory, see registerLake
	findings        []string
	baseline        string
	history         string
	operator        string
	maxEditionAge   int
	mask            []string
	maskKey         string
	waivers         string
	warnDays        int
	sample          int
	seed            string
	split           string
	config          string
	metricsFile     string
	flags           *pflag.FlagSet
}

// maxEditionAge is a year and a month in days: editions came up to half a year
// apart of late, and an audit comes once a year.
const maxEditionAge = 400

func (o *options) register(flags *pflag.FlagSet) {
	o.registerJudging(flags)
	o.registerLimits(flags)
	o.registerFrom(flags)
	o.registerLake(flags)
}

// registerJudging registers what merge has as well: all but how files are read.
func (o *options) registerJudging(flags *pflag.FlagSet) {
	o.flags = flags
	flags.StringArrayVar(&o.editions, "edition", nil, "judge by this edition, such as disk-backup@2021-01-07 (repeatable)")
	flags.StringArrayVar(&o.matrices, "matrix", nil, "judge by this matrix of your own as well, or by your edition of a released one in its place: a YAML `FILE` (repeatable)")
	flags.StringVar(&o.against, "against", "", "show what this other `EDITION` would judge differently")
	registerConfig(flags, &o.config)
	registerMetrics(flags, &o.metricsFile)
	o.registerEarlier(flags)
	o.registerMask(flags)
	o.registerWaivers(flags)
	o.registerSample(flags)
	flags.StringVar(&o.expect, "expect", "", "what the files must hold, such as vms=120,disks=340; anything else is incomplete evidence")
	flags.StringVar(&o.asOf, "as-of", "", "judge by the newest editions not after this `DATE` (YYYY-MM-DD)")
	flags.StringVar(&o.now, "now", "", "time of the report, RFC 3339 (default: SOURCE_DATE_EPOCH, else the clock)")
	flags.StringVar(&o.title, "title", "Azure Backup readiness", "title of the report")
	flags.StringVar(&o.organization, "organization", "", "organisation to print on every page")
	flags.StringVar(&o.classification, "classification", "", "classification to print on every page, such as Internal")
	flags.StringVar(&o.operator, "operator", "", "`NAME` of who makes the report, to print in it")
	flags.IntVar(&o.maxEditionAge, "max-edition-age", maxEditionAge, "warn of a released edition that is older than so many `DAYS`; 0: never")
	flags.StringVar(&o.failOn, "fail-on", "never", "exit 1 when an item is at or above this verdict: limited, undetermined, unsupported, never")
	flags.BoolVar(&o.allowIncomplete, "allow-incomplete", false, "exit 0 although the evidence is incomplete")
}

// registerLimits lets a user who knows the file raise what protects from others.
func (o *options) registerLimits(flags *pflag.FlagSet) {
	o.limits = inventory.DefaultLimits()
	flags.Int64Var(&o.limits.InputBytes, "max-input-bytes", o.limits.InputBytes, "largest file to read")
	flags.Int64Var(&o.limits.DecompressedBytes, "max-decompressed-bytes", o.limits.DecompressedBytes, "largest text of a packed file")
	flags.IntVar(&o.limits.Ratio, "max-ratio", o.limits.Ratio, "how far a packed file may unfold")
	flags.IntVar(&o.limits.Depth, "max-depth", o.limits.Depth, "deepest nesting of JSON")
	flags.IntVar(&o.limits.FieldBytes, "max-field-bytes", o.limits.FieldBytes, "longest text or cell")
	registerMemory(flags, &o.maxMemory)
	flags.IntVar(&o.limits.Columns, "max-columns", o.limits.Columns, "most columns of a table")
}

// judge reads the files and judges what they hold, or takes a finished report,
// and adds what earlier reports tell.
func (p *program) judge(o *options, files []string) (*render.Report, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	report := p.judgeAnew
	switch {
	case o.merges():
		report = p.merge
	case len(o.from) > 0:
		report = p.restore
	}
	r, err := report(o, files)
	if err != nil {
		return nil, err
	}
	if p.journal != nil {
		p.journal.named(r.RunID())
	}
	return r, p.lookBack(o, r)
}

// judgeAnew judges what the files hold.
func (p *program) judgeAnew(o *options, files []string) (*render.Report, error) {
	if err := o.checkLake(files); err != nil {
		return nil, err
	}
	g, err := o.grounds(o.load)
	if err != nil {
		return nil, err
	}
	inv, err := p.read(o, files)
	if err != nil {
		return nil, err
	}
	return p.judgeOn(o, inv, g)
}

// judgeOn judges an inventory.
func (p *program) judgeOn(o *options, inv *inventory.Inventory, g grounds) (*render.Report, error) {
	defer p.progress().end()
	if g.mask != nil {
		g.mask.Apply(inv)
	}
	o.maskSplit(g.mask, inv)
	tellProblems(p.stderr, inv.AllProblems())
	p.progress().begin("judging", 0)
	j, err := p.judgement(o, inv, g.editions)
	if err != nil {
		return nil, err
	}
	r := o.reportOn(j, g)
	g.merging.tell(r)
	p.waive(o, r, g.register, g.mask)
	g.merging.tellAccepted(r)
	if err := o.draw(r); err != nil {
		return nil, err
	}
	if r.Run, err = p.made(o); err != nil {
		return nil, err
	}
	p.progress().end() // messages are about to be told
	for _, text := range r.Aged() {
		say(p.stderr, "warning", text, "backready matrix list")
	}
	return r, nil
}

// grounds are what a run judges by, beside the inventory.
type grounds struct {
	now      time.Time
	editions []*evaluate.Edition
	other    *evaluate.Edition // to compare with, nil for none
	mask     *inventory.Mask   // nil for none
	register *waiver.File      // nil for none
	merging  *merging          // nil where files are judged
}

// grounds reads what the flags name. The editions are loaded by load.
func (o *options) grounds(load func() ([]*evaluate.Edition, error)) (g grounds, err error) {
	if g.now, err = o.clock(); err != nil {
		return g, err
	}
	if g.editions, err = load(); err != nil {
		return g, err
	}
	if g.other, err = o.other(); err != nil {
		return g, err
	}
	if g.mask, err = o.masker(); err != nil {
		return g, err
	}
	g.register, err = o.readWaivers()
	return g, err
}

// read reads the inventory of the files.
func (p *program) read(o *options, files []string) (*inventory.Inventory, error) {
	if len(o.tables) > 0 {
		return p.readTables(o)
	}
	sources, err := p.sources(files, own(o.flags)...)
	if err != nil {
		return nil, err
	}
	if err := p.fits(o.maxMemory, sources, p.earlier(o)); err != nil {
		return nil, err
	}
	inv, err := inventory.ReadWithin(watched(sources, p.progress()), o.limits)
	p.progress().end() // problems are about to be told
	if err != nil {
		return nil, err
	}
	if err := holdsSomething(inv); err != nil {
		return nil, err
	}
	return inv, o.hold(inv)
}

// holdsSomething refuses exports that list neither a VM nor a disk. An account
// without rights exports the same empty list as an empty subscription, and the
// report on it would say that nothing is to be done.
func holdsSomething(inv *inventory.Inventory) error {
	if len(inv.Items) > 0 {
		return nil
	}
	e := &inventory.InputError{Text: "the files list no VM and no disk", Hint: hintEmpty}
	if len(inv.Inputs) == 1 {
		e.File, e.Text = inv.Inputs[0].Name, "lists no VM and no disk"
	}
	return e
}

// hintEmpty says what to look at where an export is an empty list.
const hintEmpty = "check the subscription and the rights of the account, which lists only what it may read: az account show"

// reportOn is the report on a judgement.
func (o *options) reportOn(j *evaluate.Judgement, g grounds) *render.Report {
	r := &render.Report{
		Title: o.title, Organization: o.organization, Classification: o.classification, Version: version,
		Generated: g.now, AsOf: o.pickedFor(j, g.now),
		Judgement: j, Masked: cmp.Or(maskedBy(g.mask), g.merging.masked()),
	}
	if g.other != nil {
		r.Against = evaluate.Judge(j.Inventory, []*evaluate.Edition{g.other})
	}
	return r
}

// pickedFor is the day for which editions were picked. Where none was asked for it
// is that of the report, or that of the newest edition where a report bears an
// earlier time.
func (o *options) pickedFor(j *evaluate.Judgement, now time.Time) string {
	if o.asOf != "" {
		return o.asOf
	}
	day := now.Format(time.DateOnly)
	for _, e := range j.Editions {
		day = max(day, e.Date)
	}
	return day
}

// hold compares what the files hold with what the user counted elsewhere.
func (o *options) hold(inv *inventory.Inventory) error {
	if o.expect == "" {
		return nil
	}
	listed := map[string]int{"vms": 0, "disks": 0}
	for _, it := range inv.Items {
		if it.Listed {
			listed[it.Kind.String()+"s"]++
		}
	}
	for part := range strings.SplitSeq(o.expect, ",") {
		what, count, _ := strings.Cut(strings.TrimSpace(part), "=")
		want, err := strconv.Atoi(count)
		got, ok := listed[what]
		if err != nil || !ok || want < 0 {
			return usage("--expect vms=120,disks=340", "--expect %q is not understood", part)
		}
		if got != want {
			inv.Problems = append(inv.Problems, inventory.Problem{Incomplete: true,
				Text: fmt.Sprintf("%d %s were expected, the files hold %d", want, what, got),
				Hint: "export again, every subscription and every page, or correct --expect"})
		}
	}
	return nil
}

// other loads the edition to compare with, nil when none is asked for.
func (o *options) other() (*evaluate.Edition, error) {
	if o.against == "" {
		return nil, nil
	}
	return compiled(o.against)
}

func (o *options) check() error {
	if o.maxEditionAge < 0 {
		return usage("--max-edition-age 0", "--max-edition-age %d is less than 0, which means no limit", o.maxEditionAge)
	}
	if err := o.checkSample(); err != nil {
		return err
	}
	if err := o.checkSplit(); err != nil {
		return err
	}
	if o.failOn != "never" {
		if v, ok := evaluate.ParseVerdict(o.failOn); !ok || v == evaluate.Supported {
			return usage("--fail-on unsupported", "--fail-on %q is none of limited, undetermined, unsupported, never", o.failOn)
		}
	}
	if o.asOf != "" {
		if _, err := time.Parse(time.DateOnly, o.asOf); err != nil {
			return usage("--as-of 2026-03-31", "--as-of %q is no date", o.asOf)
		}
	}
	return nil
}

// clock reads the one time of the run: the flag, the environment's, or now.
func (o *options) clock() (time.Time, error) {
	if o.now != "" {
		t, err := time.Parse(time.RFC3339, o.now)
		t = t.UTC().Truncate(time.Second) // as reports say it
		if err != nil || !inFourDigits(t.Unix()) {
			return t, usage("--now 2026-11-22T02:00:00Z", "--now %q is no RFC 3339 time", o.now)
		}
		return t, nil
	}
	if epoch := os.Getenv("SOURCE_DATE_EPOCH"); epoch != "" {
		seconds, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil || !inFourDigits(seconds) {
			return time.Time{}, usage("export SOURCE_DATE_EPOCH=1763776800", "SOURCE_DATE_EPOCH %q is no number of seconds that gives a year of four digits", epoch)
		}
		return time.Unix(seconds, 0).UTC(), nil
	}
	return time.Now().UTC().Truncate(time.Second), nil
}

// inFourDigits reports whether RFC 3339 can write a time, in seconds since 1970.
func inFourDigits(seconds int64) bool { return -62_167_219_200 <= seconds && seconds < 253_402_300_800 }

// load picks, loads and compiles the editions.
func (o *options) load() ([]*evaluate.Edition, error) {
	ids, err := matrix.Pick(o.asOf, o.editions)
	if err != nil {
		return nil, usage("backready report --help", "%w", err)
	}
	if len(ids) == 0 {
		return nil, usage("--as-of "+oldest(), "no edition is as old as %s", o.asOf)
	}
	var editions []*evaluate.Edition
	for _, id := range ids {
		e, err := compiled(id)
		if err != nil {
			return nil, err
		}
		editions = append(editions, e)
	}
	for _, name := range o.matrices {
		e, err := ownEdition(name)
		if err != nil {
			return nil, err
		}
		if editions, err = o.with(editions, e); err != nil {
			return nil, err
		}
	}
	return editions, nil
}

// with adds the edition of a file, in the place of the released one of the same
// matrix where nobody asked for that by name.
func (o *options) with(editions []*evaluate.Edition, e *evaluate.Edition) ([]*evaluate.Edition, error) {
	i := slices.IndexFunc(editions, func(have *evaluate.Edition) bool { return have.Matrix == e.Matrix })
	if i < 0 {
		return append(editions, e), nil
	}
	have := editions[i].ID
	if slices.Contains(o.editions, have) || !slices.Contains(matrix.Released(), have) {
		return nil, usage("judge by one of them", "more than one edition of %s: %s, and %s of %s", e.Matrix, have, e.ID, e.File)
	}
	editions[i] = e
	return editions, nil
}

func oldest() string {
	var dates []string
	for _, id := range matrix.Released() {
		_, date, _ := strings.Cut(id, "@")
		dates = append(dates, date)
	}
	return slices.Min(dates)
}

// ended sets the exit status: incomplete evidence outranks the threshold.
func (p *program) ended(o *options, r *render.Report) {
	p.know(func(end *outcome) { end.report = r })
	threshold, ok := evaluate.ParseVerdict(o.failOn)
	if ok {
		for a := range r.Judgement.All() {
			if a.Open() >= threshold {
				p.status = statusThreshold
			}
		}
	}
	if len(r.Incomplete()) > 0 && !o.allowIncomplete {
		p.status = statusIncomplete
	}
}
