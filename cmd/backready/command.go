package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// version and commit are set when a release is built. Another build has the
// commit of its source where Go notes it.
var version, commit = "1.0.0-dev", ""

// program carries what commands share: streams and the flags of all of them.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	quiet          bool
	bar            progressing        // nil until somebody asks for it
	given          []inventory.Source // to judge instead of the files of the arguments
	status         int
	journal        *journal // where stderr leads to; nil where nobody is to be told
	logFormat      string
	settings       *config      // nil for none
	config         *render.File // as the report names it
	outcome        outcome
	stops          stops
	memory         func() []memoryLimit // nil: those of the system
}

// run executes one command line and returns the exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	j := &journal{to: stderr}
	p := &program{stdin: stdin, stdout: stdout, stderr: j, journal: j, outcome: outcome{began: time.Now()}}
	defer p.stops.watch(func(status int) { os.Exit(p.stopped(status)) })()
	root := p.root()
	if completing(args) {
		complete(root)
	}
	root.SetArgs(args)
	root.SetIn(stdin)
	help := &spoken{to: stdout}
	root.SetOut(help)
	root.SetErr(j)
	return p.finish(cmp.Or(root.Execute(), writing(help.err)))
}

// spoken passes on what cobra prints, which is help, and keeps the error, which
// cobra drops.
type spoken struct {
	to  io.Writer
	err error // the last
}

func (p *spoken) Write(text []byte) (int, error) {
	n, err := p.to.Write(text)
	p.err = cmp.Or(err, p.err)
	return n, err
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "backready",
		Short: "Tell from exported files which Azure VMs and disks Azure Backup can protect",
		Long: `backready judges exported inventories of Azure VMs and disks against the Azure
Backup support matrices and reports which items can be protected, by which path
and with which limits, and what to change where they can't. It needs no
credentials and no network.`,
		Example: `  az vm list -d -o json > vms.json
  az disk list -o json > disks.json
  backready report vms.json disks.json`,
		SilenceErrors: true, SilenceUsage: true,
		Args: knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.PersistentFlags().BoolVarP(&p.quiet, "quiet", "q", false, "say nothing on stderr unless the exit status is another than 0")
	registerLog(root.PersistentFlags(), &p.logFormat)
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		p.knowCommand(cmd)
		return p.listen()
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		p.knowCommand(cmd)
		return flagFault(cmd, err)
	})
	root.AddCommand(p.reportCommand(), p.mergeCommand(), p.checkCommand(), p.diffCommand(), p.inspectCommand(), p.inventoryCommand(), p.explainCommand(), p.matrixCommand(), p.queriesCommand(), p.verifyCommand(), p.mailCommand(), p.configCommand(), p.completionCommand(), p.versionCommand(), p.manCommand())
	root.AddCommand(topicCommands()...)
	root.SetHelpCommand(p.helpCommand())
	return root
}

// filesRequired refuses a command line without files, unless a finished report
// or the tables of an inventory stand in their place.
func filesRequired(cmd *cobra.Command, files []string) error {
	given := func(name string) bool { f := cmd.Flags().Lookup(name); return f != nil && f.Changed }
	if len(files) == 0 && !given("from") && !given(inventoryFlag) {
		return usage(cmd.CommandPath()+" vms.json disks.json", "no files given")
	}
	return nil
}

// writing gives an error of an output its status.
func writing(err error) error {
	if err == nil {
		return nil
	}
	var f *failure
	if errors.As(err, &f) {
		return err
	}
	return &failure{statusWriting, err, ""}
}

// notice prints progress that --quiet leaves out.
func (p *program) notice(format string, args ...any) {
	if !p.quiet {
		say(p.stderr, "", fmt.Sprintf(format, args...), "")
	}
}

// listen lets messages come out as the flags say.
func (p *program) listen() error {
	if err := checkLogFormat(p.logFormat); err != nil {
		return err
	}
	if p.journal != nil {
		p.journal.use(p.logFormat, p.quiet)
	}
	return nil
}

// screen is where a line may be drawn and taken back: what stderr is, unless
// programs read it.
func (p *program) screen() io.Writer {
	switch {
	case p.logFormat == asJSON:
		return io.Discard
	case p.journal != nil:
		return p.journal.to
	}
	return p.stderr
}

// colour reports whether stdout is a terminal that wants colours.
func (p *program) colour() bool {
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && p.isTerminal()
}

func (p *program) isTerminal() bool {
	f, ok := p.stdout.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && obeys(f)
}
