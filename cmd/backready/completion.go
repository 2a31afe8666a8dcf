package main

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory/tables"
)

// What the shell completes. The scripts of backready completion ask the program
// itself; only then is all of this made, as cobra keeps it as long as the process
// lives.

// shells are those that there is a script for, and how each is written.
var shells = []struct {
	name  string
	write func(root *cobra.Command, w io.Writer, described bool) error
}{
	{"bash", writeBash},
	{"zsh", func(root *cobra.Command, w io.Writer, described bool) error {
		if described {
			return root.GenZshCompletion(w)
		}
		return root.GenZshCompletionNoDesc(w)
	}},
	{"fish", func(root *cobra.Command, w io.Writer, described bool) error {
		return root.GenFishCompletion(w, described)
	}},
	{"powershell", func(root *cobra.Command, w io.Writer, described bool) error {
		if described {
			return root.GenPowerShellCompletionWithDesc(w)
		}
		return root.GenPowerShellCompletion(w)
	}},
}

func shellNames() (list []string) {
	for _, s := range shells {
		list = append(list, s.name)
	}
	return list
}

func (p *program) completionCommand() *cobra.Command {
	var plain bool
	names := shellNames()
	cmd := &cobra.Command{
		Use:   "completion " + strings.Join(names, "|"),
		Short: "Print the script that completes command lines in a shell",
		Long: `completion prints a script that lets the shell complete commands, flags, rules,
statements, editions, formats and files. It asks backready, which reads nothing
but what is built in. For every session, once:

  bash        backready completion bash > /etc/bash_completion.d/backready
              (the package bash-completion must be there)
  zsh         backready completion zsh > "${fpath[1]}/_backready"
  fish        backready completion fish > ~/.config/fish/completions/backready.fish
  PowerShell  backready completion powershell >> $PROFILE`,
		Example: `  source <(backready completion bash)`,
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			n := slices.Index(names, args[0])
			if n < 0 {
				return usage("backready completion bash", "%q is none of %s", args[0], strings.Join(names, ", "))
			}
			return writing(shells[n].write(cmd.Root(), p.stdout, !plain))
		},
	}
	cmd.Flags().BoolVar(&plain, "no-descriptions", false, "complete without saying what each word is")
	return cmd
}

// writeBash writes the script for bash. For bash a word ends at an @, which stands
// in every edition: the script of cobra does not know of it, so that what was typed
// before would be there twice.
func writeBash(root *cobra.Command, w io.Writer, described bool) error {
	var script bytes.Buffer
	if err := root.GenBashCompletionV2(&script, described); err != nil {
		return err
	}
	const colon = `handle_special_char "$cur" :`
	atToo := strings.NewReplacer("-n =: ", "-n =:@ ", colon, colon+"\n    __"+root.Name()+`_handle_special_char "$cur" @`)
	_, err := atToo.WriteString(w, script.String())
	return err
}

// completing reports whether a shell asks.
func completing(args []string) bool {
	return len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd)
}

// A completer is what cobra calls: it returns what may stand in the place of what
// is typed so far.
type completer = cobra.CompletionFunc

// complete lets each command complete its arguments and its flags.
func complete(cmd *cobra.Command) {
	if !cmd.HasSubCommands() && cmd.ValidArgsFunction == nil {
		cmd.ValidArgsFunction = ofArguments(cmd)
	}
	register := func(f *pflag.Flag) {
		_ = cmd.RegisterFlagCompletionFunc(f.Name, ofFlag(strings.TrimPrefix(cmd.CommandPath(), "backready "), f)) // fails for a flag of two commands, which has it then
	}
	cmd.PersistentFlags().VisitAll(register)
	cmd.Flags().VisitAll(register)
	for _, sub := range cmd.Commands() {
		complete(sub)
	}
}

// inputEndings are those that exports have. They only serve completion: what a
// file holds is what counts.
var inputEndings = []cobra.Completion{"json", "jsonl", "ndjson", "csv", "tsv", "txt", "gz", "tfstate"}

var (
	inputFiles = ending(inputEndings...)
	yamlFiles  = ending("yaml", "yml")
	jsonFiles  = ending("json")
	anyFolder  = directed(nil, cobra.ShellCompDirectiveFilterDirs)
	anyFile    = directed(nil, cobra.ShellCompDirectiveDefault)
	nothing    = directed(nil, cobra.ShellCompDirectiveNoFileComp)
)

// ofArguments is what a command takes that is no flag.
func ofArguments(cmd *cobra.Command) completer {
	switch cmd.CommandPath() {
	case "backready report", "backready check", "backready inspect", "backready inventory", "backready config":
		return inputFiles
	case "backready merge":
		return jsonFiles
	case "backready diff":
		return first(2, jsonFiles)
	case "backready verify", "backready mail":
		return first(1, anyFolder)
	case "backready explain":
		return first(1, explainable)
	case "backready matrix show", "backready matrix export":
		return first(1, editionIDs)
	case "backready matrix diff":
		return first(2, editionIDs)
	case "backready matrix coverage":
		return editionIDs
	case "backready matrix lint":
		return yamlFiles
	case "backready completion":
		return first(1, oneWord(shellNames()))
	case "backready man":
		return first(1, anyFolder)
	}
	return nothing
}

// flagWords are the words of flags that are no settings, by command and flag.
var flagWords = map[[2]string][]string{
	{"check", "output"}:           {"table", "markdown", "csv", "json"},
	{"diff", "output"}:            {"table", "markdown", "json"},
	{"matrix coverage", "output"}: {"table", "json"},
	{"diff", "fail-on"}:           {"new", "worse", "never"},
	{"inventory", "output"}:       {string(tables.CSV), string(tables.JSONL)},
	{"matrix export", "as"}:       {"sql"},
	{"matrix export", "dialect"}:  strings.Split(dialectNames(), ", "),
	{"queries", "for"}:            strings.Split(wayNames(), ", "),
}

// ofFlag is what a flag of a command takes: one of some words, or what its help
// calls its value.
func ofFlag(command string, f *pflag.Flag) completer {
	if words := flagWords[[2]string{command, f.Name}]; words != nil {
		return oneWord(words)
	}
	for _, s := range settings {
		if s.flag == f.Name && s.oneOf != nil && s.list() {
			return someWords(s.oneOf)
		} else if s.flag == f.Name && s.oneOf != nil {
			return oneWord(s.oneOf)
		}
	}
	switch f.Name {
	case "edition", "against":
		return editionIDs
	case "as-of":
		return editionDates
	case "split":
		return directed([]string{"subscription", "group", "tag:"}, cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveNoSpace)
	case configFlag, "matrix", "waivers":
		return yamlFiles
	case "inputs":
		return inputFiles
	case "out":
		return anyFolder
	}
	switch names(f) {
	case reportFile:
		return jsonFiles
	case aFolder:
		return anyFolder
	case aFile:
		return anyFile
	}
	return nothing
}

// directed completes the same words wherever it is asked.
func directed(words []string, how cobra.ShellCompDirective) completer {
	return func(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return beginning(words, typed), how
	}
}

func oneWord(words []string) completer { return directed(words, cobra.ShellCompDirectiveNoFileComp) }

// ending completes the names of files with these endings, and folders.
func ending(endings ...cobra.Completion) completer {
	return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return endings, cobra.ShellCompDirectiveFilterFileExt
	}
}

// someWords completes the last of some words that commas separate.
func someWords(words []string) completer {
	return func(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		before := typed[:strings.LastIndexByte(typed, ',')+1]
		given := strings.Split(before, ",")
		var list []string
		for _, w := range words {
			if !slices.Contains(given, w) {
				list = append(list, before+w)
			}
		}
		return beginning(list, typed), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
}

// first completes so many arguments and no more.
func first(most int, c completer) completer {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) >= most {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return c(cmd, args, typed)
	}
}

// beginning are the words that begin with what is typed.
func beginning(words []string, typed string) (list []cobra.Completion) {
	for _, w := range words {
		if strings.HasPrefix(w, typed) {
			list = append(list, w)
		}
	}
	return list
}

// editionIDs completes released editions, but those given already.
func editionIDs(_ *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	left := slices.DeleteFunc(matrix.Released(), func(id string) bool { return slices.Contains(args, id) })
	return beginning(left, typed), cobra.ShellCompDirectiveNoFileComp
}

// editionDates completes the days on which editions came out, with which they are.
func editionDates(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var list []cobra.Completion
	for _, id := range matrix.Released() {
		if _, date, _ := strings.Cut(id, "@"); strings.HasPrefix(date, typed) {
			list = append(list, cobra.CompletionWithDesc(date, id))
		}
	}
	slices.Sort(list)
	return list, cobra.ShellCompDirectiveNoFileComp
}

// explainable completes rules with their titles and, once something is typed,
// statements with their topics: there are some hundreds of each.
func explainable(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	known := map[string]bool{}
	var list []cobra.Completion
	add := func(id, says string) {
		if strings.HasPrefix(id, typed) && !known[id] {
			known[id] = true
			list = append(list, cobra.CompletionWithDesc(id, says))
		}
	}
	for _, id := range slices.Backward(matrix.Released()) {
		e, err := matrix.Ready(id)
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		for i := range e.Rules {
			if guide, err := matrix.GuideTo(&e.Rules[i]); err == nil {
				add(e.Rules[i].ID, guide.Title)
			}
		}
		for _, s := range e.Statements {
			if typed != "" {
				add(s.ID, s.Topic)
			}
		}
	}
	slices.Sort(list)
	return list, cobra.ShellCompDirectiveNoFileComp
}

// helpful completes what there is help about: commands and topics.
func helpful(cmd *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var list []cobra.Completion
	for _, c := range cmd.Root().Commands() {
		if !c.Hidden && strings.HasPrefix(c.Name(), typed) {
			list = append(list, cobra.CompletionWithDesc(c.Name(), c.Short))
		}
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}
