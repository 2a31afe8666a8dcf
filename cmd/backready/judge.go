package main

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
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
	asOf            string
	now             string
	title           string
	organization    string
	classification  string
	failOn          string
	allowIncomplete bool
	from            string
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
	flags           *pflag.FlagSet
}

// maxEditionAge is a year and a month in days: editions came up to half a year
// apart of late, and an audit comes once a year.
const maxEditionAge = 400

func (o *options) register(flags *pflag.FlagSet) {
	flags.StringArrayVar(&o.editions, "edition", nil, "judge by this edition, such as disk-backup@2021-01-07 (repeatable)")
	flags.StringArrayVar(&o.matrices, "matrix", nil, "judge by this matrix of your own as well: a YAML `FILE` (repeatable)")
	flags.StringVar(&o.against, "against", "", "show what this other `EDITION` would judge differently")
	o.registerLimits(flags)
	o.registerFrom(flags)
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
	flags.IntVar(&o.limits.Columns, "max-columns", o.limits.Columns, "most columns of a table")
}

// judge reads the files and judges what they hold.
func (p *program) judge(o *options, files []string) (*render.Report, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if o.from != "" {
		r, err := p.restore(o, files)
		if err != nil {
			return nil, err
		}
		return r, p.lookBack(o, r)
	}
	now, err := o.clock()
	if err != nil {
		return nil, err
	}
	editions, err := o.load()
	if err != nil {
		return nil, err
	}
	other, err := o.other()
	if err != nil {
		return nil, err
	}
	mask, err := o.masker()
	if err != nil {
		return nil, err
	}
	register, err := o.readWaivers()
	if err != nil {
		return nil, err
	}
	sources, err := p.sources(files)
	if err != nil {
		return nil, err
	}
	defer p.progress().end()
	inv, err := inventory.ReadWithin(watched(sources, p.progress()), o.limits)
	if err != nil {
		return nil, err
	}
	p.progress().end() // problems are about to be told
	if err := o.hold(inv); err != nil {
		return nil, err
	}
	if mask != nil {
		mask.Apply(inv)
	}
	tellProblems(p.stderr, inv.AllProblems())
	p.progress().begin("judging", 0)
	r := &render.Report{
		Title: o.title, Organization: o.organization, Classification: o.classification, Version: version, Generated: now, AsOf: cmp.Or(o.asOf, now.Format(time.DateOnly)),
		Judgement: evaluate.Judge(inv, editions), Masked: maskedBy(mask),
	}
	if other != nil {
		r.Against = evaluate.Judge(inv, []*evaluate.Edition{other})
	}
	p.waive(o, r, register, mask)
	if err := o.draw(r); err != nil {
		return nil, err
	}
	if r.Run, err = p.made(o); err != nil {
		return nil, err
	}
	for _, text := range r.Aged() {
		p.progress().end()
		say(p.stderr, "warning", text, "backready matrix list")
	}
	return r, p.lookBack(o, r)
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
		if err != nil {
			return t, usage("--now 2026-11-22T02:00:00Z", "--now %q is no RFC 3339 time", o.now)
		}
		return t.UTC().Truncate(time.Second), nil // as reports say it
	}
	if epoch := os.Getenv("SOURCE_DATE_EPOCH"); epoch != "" {
		seconds, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil {
			return time.Time{}, usage("export SOURCE_DATE_EPOCH=1763776800", "SOURCE_DATE_EPOCH %q is no number of seconds", epoch)
		}
		return time.Unix(seconds, 0).UTC(), nil
	}
	return time.Now().UTC().Truncate(time.Second), nil
}

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
		editions = append(editions, e)
	}
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

// sources finds the files behind the arguments: files, folders, patterns and -.
// Names in reports are as short as they can be, so that the folder of a machine
// never shows. The order is that of the names, whatever that of the arguments.
func (p *program) sources(args []string) ([]inventory.Source, error) {
	if p.given != nil {
		return p.given, nil
	}
	var sources []inventory.Source
	for _, arg := range args {
		found, err := p.expand(arg)
		if err != nil {
			return nil, err
		}
		sources = append(sources, found...)
	}
	if err := inOrder(sources); err != nil {
		return nil, err
	}
	return distinct(sources), nil
}

// standardInput is the name of what is piped in.
const standardInput = "standard input"

func (p *program) expand(arg string) ([]inventory.Source, error) {
	if arg == "-" {
		return []inventory.Source{{Name: standardInput, Open: func() (io.ReadCloser, error) { return io.NopCloser(p.stdin), nil }}}, nil
	}
	info, err := os.Stat(arg)
	switch {
	case err == nil && info.IsDir():
		return inFolder(arg)
	case err == nil:
		return []inventory.Source{file(arg, filepath.Base(arg))}, nil
	}
	matches, globErr := filepath.Glob(arg)
	if globErr != nil || len(matches) == 0 {
		return nil, &inventory.InputError{File: filepath.Base(arg), Text: reason(err), Hint: "give exported files, a folder of them, or - for standard input"}
	}
	var sources []inventory.Source
	for _, name := range matches {
		sources = append(sources, file(name, filepath.Base(name)))
	}
	return sources, nil
}

// reason is what the system says without the path of the machine.
func reason(err error) string {
	if pathErr, ok := err.(*fs.PathError); ok {
		return pathErr.Err.Error()
	}
	return err.Error()
}

// inFolder lists the files of a folder and of those below it, in order, but for
// hidden ones.
func inFolder(folder string) ([]inventory.Source, error) {
	var sources []inventory.Source
	err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := strings.HasPrefix(d.Name(), ".") && name != folder
		if d.IsDir() && hidden {
			return filepath.SkipDir
		}
		if d.Type().IsRegular() && !hidden {
			short, _ := filepath.Rel(folder, name) // name lies below folder
			sources = append(sources, file(name, filepath.ToSlash(short)))
		}
		return nil
	})
	if err != nil {
		return nil, &inventory.InputError{File: filepath.Base(folder), Text: reason(err), Hint: "check that the folder can be read"}
	}
	if len(sources) == 0 {
		return nil, &inventory.InputError{File: filepath.Base(folder), Text: "the folder holds no files", Hint: "az vm list -d -o json > vms.json; az disk list -o json > disks.json"}
	}
	return sources, nil
}

func file(name, short string) inventory.Source {
	return inventory.Source{Name: short, Open: func() (io.ReadCloser, error) {
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("%s", reason(err))
		}
		return f, nil
	}}
}

// ended sets the exit status: incomplete evidence outranks the threshold.
func (p *program) ended(o *options, r *render.Report) {
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
