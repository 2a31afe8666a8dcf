package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/backready/backready/inventory"
)

// version is set when a release is built.
var version = "1.0.0-dev"

// program carries what commands share: streams and the flags of all of them.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	quiet          bool
	bar            progressing        // nil until somebody asks for it
	given          []inventory.Source // to judge instead of the files of the arguments
	status         int
}

// run executes one command line and returns the exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	p := &program{stdin: stdin, stdout: stdout, stderr: stderr}
	root := p.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	if err := root.Execute(); err != nil {
		return tellError(stderr, err)
	}
	return p.status
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
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.PersistentFlags().BoolVarP(&p.quiet, "quiet", "q", false, "print nothing but errors and warnings on stderr")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usage(cmd.CommandPath()+" --help", "%v", err)
	})
	root.AddCommand(p.reportCommand(), p.checkCommand(), p.diffCommand(), p.inspectCommand(), p.explainCommand(), p.matrixCommand(), p.queriesCommand(), p.verifyCommand(), p.versionCommand())
	return root
}

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			goVersion := ""
			if info, ok := debug.ReadBuildInfo(); ok {
				goVersion = " (" + info.GoVersion + ")"
			}
			_, err := fmt.Fprintf(p.stdout, "backready %s%s\n", version, goVersion)
			return writing(err)
		},
	}
}

// filesRequired refuses a command line without files, unless a finished report
// stands in their place.
func filesRequired(cmd *cobra.Command, args []string) error {
	if from := cmd.Flags().Lookup("from"); len(args) == 0 && (from == nil || !from.Changed) {
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
		fmt.Fprintf(p.stderr, "backready: "+format+"\n", args...)
	}
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
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
