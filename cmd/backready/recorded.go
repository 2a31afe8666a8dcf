package main

import (
	"cmp"
	"errors"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// unrecorded are the flags of which a report says nothing: they change no byte
// of it, or it says the same in another place.
var unrecorded = []string{"out", "format", "output", "now", "from", "quiet", "log-format", "help", "sign-key", "sign-password-file", "mask-key", configFlag, "metrics-file", "keep", "max-memory"}

// ofReading are the flags that only matter where exports are read.
var ofReading = []string{"max-input-bytes", "max-decompressed-bytes", "max-ratio", "max-depth", "max-field-bytes", "max-columns"}

// made returns how this run makes its report: the flags that are set to
// something else than their default, by name. A file that a flag names stands
// there by its short name, with its checksum beside.
func (p *program) made(o *options) (render.Run, error) {
	run := render.Run{Revision: revision(), Operator: o.operator, Arguments: []string{"report"}, MaxEditionAge: o.maxEditionAge}
	if o.merges() {
		run.Arguments[0] = mergeName
	}
	if o.flags == nil {
		return run, nil
	}
	var failed error
	o.flags.Visit(func(f *pflag.Flag) { // by name
		if slices.Contains(unrecorded, f.Name) || o.merges() && slices.Contains(ofReading, f.Name) || f.Value.String() == f.DefValue {
			return
		}
		for _, value := range values(f) {
			files, short, err := p.filesOf(f, value)
			if err != nil {
				failed = usage("check the path", "--%s %s: %s", f.Name, filepath.Base(value), reason(err))
			}
			run.Files = append(run.Files, files...)
			run.Arguments = append(run.Arguments, "--"+f.Name+"="+short)
		}
	})
	if p.config != nil {
		run.Files = append(run.Files, *p.config)
		slices.SortStableFunc(run.Files, func(a, b render.File) int { return strings.Compare(a.Flag, b.Flag) })
	}
	return run, failed
}

// remake notes in a report that is rendered again what is set otherwise now.
func (p *program) remake(o *options, r *render.Report) error {
	now, err := p.made(o)
	if err != nil {
		return err
	}
	command := now.Arguments[0]
	if len(r.Run.Arguments) > 0 {
		command = r.Run.Arguments[0] // report, or merge
	}
	flagOf := func(argument string) string {
		name, _, _ := strings.Cut(strings.TrimPrefix(argument, "--"), "=")
		return name
	}
	arguments := slices.DeleteFunc(slices.Clone(r.Run.Arguments), func(a string) bool { return o.flags.Changed(flagOf(a)) || a == command })
	arguments = append(arguments, now.Arguments[1:]...)
	slices.SortStableFunc(arguments, func(a, b string) int { return strings.Compare(flagOf(a), flagOf(b)) })
	files := slices.DeleteFunc(slices.Clone(r.Run.Files), func(f render.File) bool { return o.flags.Changed(f.Flag) || f.Flag == configFlag && p.config != nil })
	files = append(files, now.Files...)
	slices.SortStableFunc(files, func(a, b render.File) int { return strings.Compare(a.Flag, b.Flag) })
	r.Run.Arguments, r.Run.Files = append([]string{command}, arguments...), files
	if o.flags.Changed("operator") {
		r.Run.Operator = now.Operator
	}
	if o.flags.Changed("max-edition-age") {
		r.Run.MaxEditionAge = now.MaxEditionAge
	}
	return nil
}

// values are those of a flag that may be given more than once.
func values(f *pflag.Flag) []string {
	if list, ok := f.Value.(pflag.SliceValue); ok {
		return list.GetSlice()
	}
	return []string{f.Value.String()}
}

// What the help of a flag calls the value of one that names files.
const (
	aFile      = "FILE"
	reportFile = "report.json" // or the folder that it lies in
	aFolder    = "DIR"         // with each report.json in it and below
)

// names says what a flag names: one of the above, or else a word.
func names(f *pflag.Flag) string {
	what, _ := pflag.UnquoteUsage(f)
	return what
}

// filesOf returns the files that a value of a flag names, and the value as a
// report shows it: the same on every machine.
func (p *program) filesOf(f *pflag.Flag, value string) (files []render.File, short string, err error) {
	var sources []inventory.Source
	switch names(f) {
	default:
		return nil, value, nil
	case aFile:
		sources = []inventory.Source{file(value, filepath.Base(value))}
	case reportFile:
		found, err := p.finished(value)
		if err != nil {
			return nil, "", err
		}
		found.Name = path.Base(found.Name)
		sources = []inventory.Source{found}
	case aFolder:
		short = "." // what lies in it is named
		if sources, err = earlierReports(value); err != nil {
			return nil, "", err
		}
	}
	for _, s := range sources {
		file, err := summed(s)
		if err != nil {
			return nil, "", err
		}
		file.Flag = f.Name
		files = append(files, file)
		short = cmp.Or(short, s.Name)
	}
	return files, short, nil
}

// summed reads a source and returns its checksum.
func summed(s inventory.Source) (render.File, error) {
	if s.Name == standardInput {
		return render.File{}, errors.New("give a file: what is piped in leaves nothing to make the report again from")
	}
	f, err := s.Open()
	if err != nil {
		return render.File{}, err
	}
	defer f.Close()
	sum := newCounting(io.Discard)
	_, err = io.Copy(sum, f)
	return render.File{Name: s.Name, Bytes: sum.bytes, SHA256: sum.String()}, err
}
