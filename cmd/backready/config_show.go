package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func (p *program) configCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config [FILE...]",
		Short: "Show the settings of a run and where each comes from",
		Long: `config shows what report would go by: the settings of ` + configName + ` of this folder or
of --config, and the flags that override them, each with the place that it comes
from. The result is such a file itself; its paths are those from this folder.
A setting that nobody has made and that has no default is a comment.

The settings below "mail" are those of backready mail. The JSON Schema of the file,
for editors, is printed by --schema.`,
		Example: `  backready config
  backready config --title "Third quarter" vms.json disks.json`,
	}
	report := p.reportCommand()
	mail := (&program{}).mailCommand()
	var schema bool
	cmd.Flags().BoolVar(&schema, "schema", false, "print the JSON Schema of the file instead")
	cmd.Flags().AddFlagSet(report.Flags())
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if schema {
			_, err := p.stdout.Write(configSchema)
			return writing(err)
		}
		given := changed(cmd.Flags())
		files, err := p.configure(cmd, args)
		if err != nil {
			return err
		}
		c := p.settings
		if c != nil {
			if err := c.setAll(mail); err != nil {
				return err
			}
		}
		return writing(shownConfig(p.stdout, origins{c, given, len(args) > 0}, files, cmd.Flags(), mail.Flags()))
	}
	return cmd
}

// changed are the names of the flags that were given.
func changed(flags *pflag.FlagSet) []string {
	var list []string
	flags.Visit(func(f *pflag.Flag) { list = append(list, f.Name) })
	return list
}

// origins tell where settings come from.
type origins struct {
	c     *config
	given []string // flags
	files bool     // were given
}

// of says where a setting comes from.
func (o origins) of(s setting) string {
	if s.flag == "" && o.files || !strings.HasPrefix(s.key, mailKey) && slices.Contains(o.given, s.flag) {
		return "command line"
	}
	if o.c != nil {
		for _, v := range o.c.values {
			if v.key == s.key {
				return fmt.Sprintf("%s:%d", o.c.file.Name, v.line)
			}
		}
	}
	return "default"
}

// shownConfig prints the settings in the order of the table, as YAML. What has
// no value is a comment, a level with nothing set in it too.
func shownConfig(w io.Writer, o origins, files []string, flags, mail *pflag.FlagSet) error {
	var b strings.Builder
	for _, key := range keysBelow("") {
		if s, ok := settingOf(key); ok {
			b.WriteString(s.shown(key, s.now(files, flags), o.of(s)) + "\n")
			continue
		}
		of, mark := flags, "# "
		if key+"." == mailKey {
			of = mail
		}
		var lines strings.Builder
		for _, below := range keysBelow(key + ".") {
			s, _ := settingOf(key + "." + below)
			line := s.shown(below, s.now(nil, of), o.of(s))
			if !strings.HasPrefix(line, "#") {
				mark = ""
			}
			lines.WriteString("  " + line + "\n")
		}
		b.WriteString(mark + key + ":\n" + lines.String())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// now are the values of a setting, none where it is empty.
func (s setting) now(files []string, flags *pflag.FlagSet) []string {
	list := files
	if s.flag != "" {
		list = values(flags.Lookup(s.flag))
	}
	return slices.DeleteFunc(slices.Clone(list), func(v string) bool { return v == "" })
}

// shown is a setting as a line of YAML.
func (s setting) shown(key string, list []string, origin string) string {
	var words []string
	for _, v := range list {
		if s.kind != aNumber && s.kind != aSwitch {
			v = strconv.Quote(v) // each of its escapes is one of YAML too
		}
		words = append(words, v)
	}
	value := strings.Join(words, ", ")
	switch {
	case s.kind == aMapping:
		value = shownMapping(list)
	case s.list():
		value = "[" + value + "]"
	}
	if number, _ := strconv.Atoi(value); len(words) == 0 || s.kind == aNumber && number < s.least {
		return "# " + key + ": not set"
	}
	return key + ": " + value + " # " + strings.ReplaceAll(strconv.Quote(origin), `"`, "")
}

// shownMapping is a mapping as a line of YAML.
func shownMapping(list []string) string {
	var pairs []string
	for _, text := range list {
		at := strings.LastIndex(text, "=")
		pairs = append(pairs, strconv.Quote(text[:at])+": "+strconv.Quote(text[at+1:]))
	}
	return "{" + strings.Join(pairs, ", ") + "}"
}
