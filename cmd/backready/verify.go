package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
	"github.com/backready/backready/render/manifest"
)

// statusAltered is the exit status where something is not as it was written.
const statusAltered = statusThreshold

func (p *program) verifyCommand() *cobra.Command {
	var inputs []string
	var keyFile, maskKey string
	cmd := &cobra.Command{
		Use:   "verify DIR",
		Short: "Compare a finished report with its manifest, or make it again from its inputs",
		Long: `verify compares every file of a report with the manifest beside it, the editions
with those of this program, and checks the signature. With --inputs it looks for
the exports, and the files that flags such as --baseline, --history and --waivers
named, by their checksums, makes the report again as the manifest says, and
compares every byte; files may have other names by now.

Whoever can write the reports can write a manifest to fit: only a signature,
checked with --public-key, or making the report again proves more than damage.

Exit status: 0 whole; 1 something was altered or is missing, or comes out
differently; 2 wrong usage; 3 the folder, the manifest or the inputs are not there.`,
		Example: `  backready verify backready-report
  backready verify backready-report --public-key minisign.pub --inputs exports`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage(cmd.CommandPath()+" backready-report", "no folder given")
			}
			if len(args) > 1 && len(inputs) == 0 {
				return usage(cmd.CommandPath()+" backready-report --inputs vms.json disks.json", "more than one folder given")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			v := &verification{p: p, dir: args[0], maskKey: maskKey}
			if len(inputs) > 0 {
				v.inputs = append(inputs, args[1:]...)
			}
			return v.run(keyFile)
		},
	}
	cmd.Flags().StringArrayVar(&inputs, "inputs", nil, "make the report again from these `FILES` or folders of them (repeatable; further ones may follow DIR)")
	cmd.Flags().StringVar(&keyFile, "public-key", "", "the signature must be by this public key of minisign: a `FILE`")
	cmd.Flags().StringVar(&maskKey, "mask-key", "", "the names of the report are masked with the key in this `FILE`: needed to make it again")
	return cmd
}

// A verification compares one report with its manifest.
type verification struct {
	p       *program
	dir     string
	inputs  []string // to make the report again from
	maskKey string   // file with the key of its mask
	m       *manifest.Manifest
	text    []byte // of the manifest
	altered bool
	prefix  string   // of the folder of a part, as it is printed
	files   []string // that were compared, those of parts among them
	sound   []string // outputs of the manifest that are as they were written
	unsaid  error    // why a line could not be printed
}

func (v *verification) run(keyFile string) error {
	if err := v.read(); err != nil {
		return err
	}
	if v.m != nil {
		if err := v.compare(); err != nil {
			return err
		}
		if err := v.parts(keyFile); err != nil {
			return err
		}
		v.editions()
		if err := v.signature(keyFile); err != nil {
			return err
		}
	}
	if v.m != nil && len(v.inputs) > 0 {
		if err := v.again(); err != nil {
			return err
		}
	}
	if v.altered {
		v.p.status = statusAltered
		v.say("not whole")
	} else {
		v.say("whole: %d files are as they were written", len(v.files))
	}
	return writing(v.unsaid)
}

// say prints a line of the result.
func (v *verification) say(format string, args ...any) {
	_, err := fmt.Fprintln(v.p.stdout, render.Visible(fmt.Sprintf(format, args...)))
	v.unsaid = cmp.Or(v.unsaid, err)
}

// fault prints a line that keeps the report from being whole.
func (v *verification) fault(format string, args ...any) {
	v.altered = true
	v.say(format, args...)
}

// read reads the manifest. v.m stays nil where it is not as it was written.
func (v *verification) read() error {
	info, err := os.Stat(v.dir)
	if err != nil {
		return &inventory.InputError{File: v.dir, Text: reason(err), Hint: "give the folder of a finished report"}
	}
	if !info.IsDir() {
		return &inventory.InputError{File: v.dir, Text: "is no folder", Hint: "give the folder of a finished report"}
	}
	if v.text, err = v.file(manifest.Name); err != nil {
		return &inventory.InputError{File: manifest.Name, Text: reason(err) + ", and nothing else tells what the files were", Hint: "make the report again: backready report FILE..."}
	}
	m, err := manifest.Parse(v.text)
	if err != nil {
		v.fault("altered: %s: %s; the other files have nothing to be compared with", manifest.Name, err)
		return nil
	}
	v.m = m
	v.say("run %s, generated %s by %s", m.Run, m.Generated, v.tool())
	return nil
}

func (v *verification) tool() string {
	name := v.m.Tool.Name + " " + v.m.Tool.Version
	if v.m.Tool.Revision != "" {
		name += " (" + v.m.Tool.Revision + ")"
	}
	return name
}

// plain refuses what is no plain file in plain folders, and so could lead or wait
// elsewhere.
func (v *verification) plain(name string) error {
	for i, sign := range name {
		if sign != '/' {
			continue
		}
		if info, err := os.Lstat(filepath.Join(v.dir, name[:i])); err != nil || !info.IsDir() {
			return cmp.Or(err, errors.New("lies in no plain folder"))
		}
	}
	info, err := os.Lstat(filepath.Join(v.dir, name))
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("is no plain file")
	}
	return err
}

func (v *verification) file(name string) ([]byte, error) {
	if err := v.plain(name); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(v.dir, name))
}

// compare compares the files of the folder with the manifest.
func (v *verification) compare() error {
	known := []string{manifest.Name, signatureFile}
	for _, want := range v.m.Outputs {
		top, _, _ := strings.Cut(want.Name, "/")
		known = append(known, top)
		v.compareFile(want)
	}
	return v.others("", known)
}

func (v *verification) compareFile(want manifest.File) {
	v.files = append(v.files, v.prefix+want.Name)
	err := v.plain(want.Name)
	if errors.Is(err, fs.ErrNotExist) {
		v.fault("missing: %s", v.prefix+want.Name)
		return
	}
	var got render.File
	if err == nil {
		got, err = summed(file(filepath.Join(v.dir, want.Name), want.Name))
	}
	switch {
	case err != nil:
		v.fault("altered: %s: %s", v.prefix+want.Name, reason(err))
	case got.Bytes != want.Bytes:
		v.fault("altered: %s: has %d bytes, not %d", v.prefix+want.Name, got.Bytes, want.Bytes)
	case got.SHA256 != want.SHA256:
		v.fault("altered: %s: has the SHA-256 %s, not %s", v.prefix+want.Name, got.SHA256, want.SHA256)
	default:
		v.sound = append(v.sound, want.Name)
	}
}

// others names what else lies in the folder, or in one below it.
func (v *verification) others(folder string, known []string) error {
	entries, err := os.ReadDir(filepath.Join(v.dir, folder))
	if err != nil {
		return &inventory.InputError{File: v.dir, Text: reason(err)}
	}
	for _, e := range entries {
		if !slices.Contains(known, e.Name()) {
			v.say("not of this report: %s", v.prefix+path.Join(folder, e.Name()))
		}
	}
	return nil
}

// editions compares the editions with those of this program, and those of
// one's own with the files that the command named.
func (v *verification) editions() {
	for _, e := range v.m.Editions {
		own := slices.ContainsFunc(v.m.Configuration.Files, func(f manifest.Configured) bool { return f.SHA256 == e.SHA256 })
		switch released, ok := matrix.Checksum(e.ID); {
		case own:
		case !ok:
			v.say("not compared: edition %s, which this program does not have", e.ID)
		case released != e.SHA256:
			v.fault("altered: edition %s: has the SHA-256 %s, the released one %s", e.ID, e.SHA256, released)
		}
	}
}

// signature checks who signed the manifest.
func (v *verification) signature(keyFile string) error {
	signed, err := v.file(signatureFile)
	switch {
	case errors.Is(err, fs.ErrNotExist) && keyFile == "":
		v.signed("none")
		return nil
	case errors.Is(err, fs.ErrNotExist):
		v.fault("missing: %s", v.prefix+signatureFile)
		return nil
	case err != nil:
		v.fault("altered: %s: %s", v.prefix+signatureFile, reason(err))
		return nil
	}
	key, err := publicKey(keyFile)
	if err != nil {
		return err
	}
	said, err := checkSignature(signed, v.text, v.m, key)
	if err != nil {
		v.fault("altered: %s: %s", v.prefix+signatureFile, err)
		return nil
	}
	v.signed(said)
	return nil
}

// signed says what became of the signature; of those of parts only faults are.
func (v *verification) signed(said string) {
	if v.prefix == "" {
		v.say("signature: %s", said)
	}
}

// needed lists the files that the report was made from, by checksum.
func (v *verification) needed() map[string]manifest.Configured {
	files := map[string]manifest.Configured{}
	for _, f := range v.m.Inputs {
		if v.ofTables() {
			break
		}
		files[f.SHA256] = manifest.Configured{File: f}
	}
	for _, f := range v.m.Configuration.Files {
		if f.Flag != configFlag { // what it set stands in the arguments
			files[f.SHA256] = f
		}
	}
	return files
}

// find looks for the files that the report was made from among those given. It
// returns their paths by checksum.
func (v *verification) find() (map[string]string, error) {
	needed, found := v.needed(), map[string]string{}
	bySize := map[int64]bool{}
	for _, f := range needed {
		bySize[f.Bytes] = true
	}
	for _, root := range v.inputs {
		err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := os.Stat(name)
			if err != nil || !info.Mode().IsRegular() || !bySize[info.Size()] {
				return nil //nolint:nilerr // a folder, or another file
			}
			f, err := summed(file(name, name))
			if _, ok := needed[f.SHA256]; ok && found[f.SHA256] == "" {
				found[f.SHA256] = name
			}
			return err
		})
		if err != nil {
			return nil, &inventory.InputError{File: root, Text: reason(err), Hint: "give the files that the report was made from, or a folder of them"}
		}
	}
	return found, lacking(needed, found)
}

// lacking is the error that files are not among those given, nil where all are.
func lacking(needed map[string]manifest.Configured, found map[string]string) error {
	missing := slices.DeleteFunc(slices.Collect(maps.Values(needed)), func(f manifest.Configured) bool { return found[f.SHA256] != "" })
	if len(missing) == 0 {
		return nil
	}
	slices.SortFunc(missing, func(a, b manifest.Configured) int {
		return cmp.Or(cmp.Compare(a.Flag, b.Flag), cmp.Compare(a.Name, b.Name), cmp.Compare(a.SHA256, b.SHA256))
	})
	const most, digits = 10, 12
	text := "the report can't be made again: not among the files given:"
	for _, f := range missing[:min(most, len(missing))] {
		text += fmt.Sprintf("\n%s, %s (SHA-256 %.*s…)", f.Name, roleOf(f), digits, f.SHA256)
	}
	if more := len(missing) - most; more > 0 {
		text += fmt.Sprintf("\nand %d more", more)
	}
	return &inventory.InputError{Text: text, Hint: hintLacking(missing)}
}

// roleOf says what a file was to the report.
func roleOf(f manifest.Configured) string {
	if f.Flag == "" {
		return "an input"
	}
	return "which --" + f.Flag + " named"
}

// hintLacking says what to give beside the exports: a file for each flag that
// named one, or the folder.
func hintLacking(missing []manifest.Configured) string {
	var give []string
	for i, f := range missing {
		switch {
		case f.Flag == "" || i > 0 && missing[i-1].Flag == f.Flag:
		case f.Flag == historyFlag:
			give = append(give, "archive")
		default:
			give = append(give, f.Name)
		}
	}
	if len(give) == 0 {
		return "give the very files that the report was made from, or a folder of them; their names don't matter"
	}
	return "add the files that flags named, as they were then, to the exports: --inputs exports " + strings.Join(give, " ")
}
