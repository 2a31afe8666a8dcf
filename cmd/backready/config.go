package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/backready/backready/render"
)

const (
	configFlag = "config"
	// configName is that of the file which is used unasked where it lies.
	configName = "backready.yaml"
	// noConfig is the value of --config that uses none.
	noConfig = "none"
	// mostConfig is the size of the largest configuration in bytes.
	mostConfig = 64 << 10
)

// A config is a file of settings; nil is none.
type config struct {
	path   string      // as it is opened
	file   render.File // as reports name it
	lines  []string
	values []configured // in the order of the file
}

// A configured is a setting as a file has it.
type configured struct {
	setting
	line  int
	texts []string // one, but for lists
}

func registerConfig(flags *pflag.FlagSet, name *string) {
	flags.StringVar(name, configFlag, "", "take settings from this `FILE`, which flags override (default: "+configName+" of this folder if there is one; none: no file)")
}

// configure takes the settings of the file that is asked for, or lies here, as
// far as the command has them and nobody gave them with it. It returns the
// files to judge.
func (p *program) configure(cmd *cobra.Command, files []string) ([]string, error) {
	flags := cmd.Flags()
	c, err := p.findConfig(flags)
	if err != nil {
		return nil, err
	}
	if c != nil {
		p.config, p.settings = &c.file, c
		if err := c.setAll(cmd); err != nil {
			return nil, err
		}
		if len(files) == 0 && len(fromReports(flags)) == 0 && !flags.Changed(inventoryFlag) {
			files = c.inputs()
		}
	}
	if err := p.listen(); err != nil {
		return nil, err
	}
	if c != nil && flags.Lookup(configFlag).Value.String() == "" {
		p.notice("using %s", configName)
	}
	p.knowCommand(cmd)
	return files, nil
}

// flagText is the value of a flag, "" where the command has none of that name.
func flagText(flags *pflag.FlagSet, name string) string {
	if f := flags.Lookup(name); f != nil {
		return f.Value.String()
	}
	return ""
}

// restoring reports whether a finished report is rendered again.
func restoring(flags *pflag.FlagSet) bool {
	return len(fromReports(flags)) == 1
}

// fromReports are the finished reports that --from names.
func fromReports(flags *pflag.FlagSet) []string {
	f := flags.Lookup("from")
	if f == nil || names(f) != reportFile {
		return nil
	}
	return values(f)
}

// findConfig reads the configuration. A finished report that is rendered again
// takes none unasked: it says what it says.
func (p *program) findConfig(flags *pflag.FlagSet) (*config, error) {
	name := flagText(flags, configFlag)
	asked := name != ""
	switch {
	case name == noConfig || !asked && restoring(flags):
		return nil, nil
	case !asked:
		name = configName
	}
	file, err := readAtMost(name, mostConfig+1)
	switch {
	case !asked && errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, usage("--config "+configName+", or --config "+noConfig, "--config %s: %s", filepath.Base(name), reason(err))
	}
	return parseConfig(name, file)
}

// inputs are the files to judge.
func (c *config) inputs() []string {
	for _, v := range c.values {
		if v.flag == "" {
			return v.texts
		}
	}
	return nil
}

// setAll gives the flags of a command the values of the file.
func (c *config) setAll(cmd *cobra.Command) error {
	for _, v := range c.values {
		if err := c.set(cmd, v); err != nil {
			return err
		}
	}
	return nil
}

// set gives a flag of a command the value of the file, unless somebody gave it
// with the command or the command has no such flag.
func (c *config) set(cmd *cobra.Command, v configured) error {
	f := cmd.Flag(v.flag) // of its own or of all commands
	if f == nil || !v.of(cmd.Name()) || f.Changed || restoring(cmd.Flags()) && slices.Contains(ofAnotherRun, v.flag) {
		return nil
	}
	if err := cmd.Flags().Set(v.flag, v.texts[0]); err != nil {
		if want, _ := wanted(f, err); want != "" {
			return c.fault(v.line, "", "%s: %q %s", v.key, v.texts[0], want)
		}
		return c.fault(v.line, "", "%s: %s", v.key, strings.TrimPrefix(err.Error(), "invalid argument "))
	}
	if list, ok := f.Value.(pflag.SliceValue); ok {
		return list.Replace(v.texts) // Set reads commas as the command line does
	}
	return nil
}

// at is a path of the file: it is relative to the folder that the file lies in.
func (c *config) at(path string) string {
	if rooted(path) || path == "-" {
		return path
	}
	return filepath.Join(filepath.Dir(c.path), filepath.FromSlash(path))
}

// rooted reports whether a path begins elsewhere than in the current folder. On
// Windows also \folder of the current drive does, and C:folder.
func rooted(path string) bool {
	return filepath.IsAbs(path) || filepath.VolumeName(path) != "" || path != "" && os.IsPathSeparator(path[0])
}
