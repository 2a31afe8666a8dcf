package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
	"github.com/backready/backready/render/manifest"
)

// again makes the report once more, from the files that have the checksums of
// the manifest and with its arguments, and compares every byte.
func (v *verification) again() (err error) {
	if now := (manifest.Tool{Name: "backready", Version: version, Revision: revision()}); v.m.Tool != now {
		other := verification{m: &manifest.Manifest{Tool: now}}
		return unrepeatable("it was made by %s, this is %s, and only the same program gives the same bytes", v.tool(), other.tool())
	}
	found, err := v.find()
	if err != nil {
		return err
	}
	work, remove, err := v.p.stops.folder("", "backready-verify-")
	if err != nil { // nothing is written beside what is verified
		return &failure{statusWriting, fmt.Errorf("can't make a temporary folder: %s", reason(err)), "let TMPDIR (on Windows TMP) name a folder to write in"}
	}
	defer func() { err = errors.Join(err, writing(leftBehind(remove()))) }()
	out := filepath.Join(work, "report")
	if err := v.remake(out, work, found); err != nil {
		return err
	}
	made, err := v.madeAgain(out)
	if err != nil {
		return err
	}
	for _, name := range append([]string{manifest.Name}, v.files...) {
		if err := v.same(name, made); err != nil {
			return err
		}
	}
	return nil
}

func unrepeatable(format string, args ...any) error {
	return &inventory.InputError{Text: "the report can't be made again: " + fmt.Sprintf(format, args...)}
}

// remake runs the command of the manifest over the files found.
func (v *verification) remake(out, work string, found map[string]string) error {
	var said bytes.Buffer
	p := &program{stdin: strings.NewReader(""), stdout: io.Discard, stderr: &said, given: []inventory.Source{}}
	for _, in := range v.m.Inputs {
		p.given = append(p.given, file(found[in.SHA256], in.Name))
	}
	for _, f := range v.m.Configuration.Files {
		if f.Flag == configFlag { // the arguments are what it set: it is named, and not read again
			p.config = &render.File{Flag: f.Flag, Name: f.Name, Bytes: f.Bytes, SHA256: f.SHA256}
		}
	}
	root := p.root()
	name := "report"
	if slices.Contains(v.m.Configuration.Arguments[:min(1, len(v.m.Configuration.Arguments))], mergeName) {
		name = mergeName
	}
	command, _, err := root.Find([]string{name})
	if err != nil {
		return err
	}
	args, err := v.arguments(command, work, found)
	if err != nil {
		return err
	}
	args = append(args, "--"+configFlag, noConfig, "--quiet", "--out", out, "--now", v.m.Generated)
	if !v.ofTables() {
		args = append(args, "the files found")
	}
	root.SetArgs(args)
	root.SetOut(io.Discard)
	root.SetErr(&said)
	if err := root.Execute(); err != nil {
		said := strings.ReplaceAll(err.Error(), work+string(filepath.Separator), "") // a folder that nobody knows
		if f := (*failure)(nil); errors.As(err, &f) && f.status == statusWriting {
			return writing(fmt.Errorf("the report can't be made again: %s", said))
		}
		return unrepeatable("%s", said)
	}
	return nil
}

// arguments are those of the manifest as the report command takes them. It
// says no to any that a report does not record: a manifest decides nothing but
// what a report says.
func (v *verification) arguments(command *cobra.Command, work string, found map[string]string) ([]string, error) {
	recorded := v.m.Configuration.Arguments
	if len(recorded) == 0 || recorded[0] != command.Name() {
		return nil, unrepeatable("the manifest names no command")
	}
	args, files := []string{recorded[0]}, slices.Clone(v.m.Configuration.Files)
	for _, a := range recorded[1:] {
		name, value, _ := strings.Cut(strings.TrimPrefix(a, "--"), "=")
		flag := command.Flags().Lookup(name)
		if flag == nil || slices.Contains(unrecorded, name) || !strings.HasPrefix(a, "--"+name+"=") {
			return nil, unrepeatable("%q is no argument that a report has", a)
		}
		if what := names(flag); slices.Contains([]string{aFile, reportFile, aFolder}, what) {
			n := slices.IndexFunc(files, func(f manifest.Configured) bool { return f.Flag == name && (f.Name == value || what == aFolder) })
			if n < 0 || what == aFolder && value != "." {
				return nil, unrepeatable("the manifest has no checksum of %q", value)
			}
			place := filepath.Join(work, strconv.Itoa(len(args)))
			a = "--" + name + "=" + filepath.Join(place, value)
			for n < len(files) && files[n].Flag == name {
				if err := copied(found[files[n].SHA256], filepath.Join(place, filepath.FromSlash(files[n].Name))); err != nil {
					return nil, writing(fmt.Errorf("%s can't be copied: %s", value, reason(err)))
				}
				if files = slices.Delete(files, n, n+1); what != aFolder {
					break
				}
			}
		}
		args = append(args, a)
	}
	if slices.ContainsFunc(args, func(a string) bool { return strings.HasPrefix(a, "--mask=") }) {
		if v.maskKey == "" {
			return nil, unrepeatable("its names are masked: give --mask-key FILE")
		}
		args = append(args, "--mask-key="+v.maskKey)
	}
	return append(args, v.formats()...), nil
}

// formats are those of the outputs.
func (v *verification) formats() []string {
	var args []string
	for _, o := range outputs {
		if slices.ContainsFunc(v.m.Outputs, func(f manifest.File) bool { return f.Name == o.file }) {
			args = append(args, "--format", o.format)
		}
	}
	return args
}

// copied puts a file where the report knows it by its name.
func copied(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return errors.Join(os.MkdirAll(filepath.Dir(to), 0o700), os.WriteFile(to, text, 0o600))
}

// same compares a file with the one that was made again.
func (v *verification) same(name, out string) error {
	old, err := os.Open(filepath.Join(v.dir, name))
	switch {
	case errors.Is(err, fs.ErrNotExist): // which was said
		return nil
	case err != nil:
		return unrepeatable("%s: %s", name, reason(err))
	}
	defer old.Close()
	made, err := os.Open(filepath.Join(out, name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		v.fault("not made again: %s", name)
		return nil
	case err != nil:
		return writing(fmt.Errorf("%s: what was made again can't be read: %s", name, reason(err)))
	}
	defer made.Close()
	at, same, err := firstDifference(bufio.NewReader(old), bufio.NewReader(made))
	switch {
	case errors.Is(err, errOfMade):
		return writing(fmt.Errorf("%s: %w", name, err))
	case err != nil:
		return unrepeatable("%s: %s", name, reason(err))
	case same:
		v.say("made again: %s, the same %d bytes", name, at)
	default:
		v.fault("differs: %s: made again it is another from byte %d on", name, at+1)
	}
	return nil
}

var errOfMade = errors.New("what was made again can't be read")

// firstDifference returns how many bytes two texts have in common at their
// beginning, and whether that is all of them. The second is what was made.
func firstDifference(a, b *bufio.Reader) (at int64, same bool, err error) {
	for {
		one, errA := a.ReadByte()
		other, errB := b.ReadByte()
		switch {
		case errA == io.EOF && errB == io.EOF:
			return at, true, nil
		case errA != nil && errA != io.EOF:
			return at, false, errA
		case errB != nil && errB != io.EOF:
			return at, false, fmt.Errorf("%w: %s", errOfMade, reason(errB))
		case errA != nil || errB != nil || one != other:
			return at, false, nil //nolint:nilerr // one of them is over
		}
		at++
	}
}
