package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	testscript.Main(leakless{m}, map[string]func(){"backready": main, "traced": traced})
}

// leakless are tests after which nothing goes on, but for servers of ours that
// were told to be slow.
type leakless struct{ *testing.M }

func (l leakless) Run() int {
	status := l.M.Run()
	if err := goleak.Find(goleak.IgnoreAnyFunction("github.com/emersion/go-smtp.(*Server).handleConn")); status == 0 && err != nil {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	return status
}

// TestScripts runs the command lines of testdata/script as people type them,
// exit statuses and messages included.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			wd, err := os.Getwd()
			env.Setenv("SAMPLES", wd+"/../../samples")
			env.Setenv("SOURCE_DATE_EPOCH", "1795312800")
			return err
		},
		Condition: func(name string) (bool, error) {
			if name != "checkers" {
				return false, fmt.Errorf("unknown condition %q", name)
			}
			return os.Getenv("BACKREADY_CHECKERS") != "", nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status, "replace": replace, "close": closeStatements},
	})
}

// status runs a command and checks its exit status: status N command args...
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command args...")
	}
	want := args[0]
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = exitStatus(err)
	}
	if got != want {
		ts.Fatalf("exit status %s, want %s", got, want)
	}
}

// replace puts one text in the place of another: replace FILE OLD NEW.
func replace(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: replace file old new")
	}
	edit(ts, args[0], args[1], args[2], 1)
}

// closeStatements closes the first statements of a draft: close FILE N.
func closeStatements(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: close file n")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	edit(ts, args[0], "    review: open\n", "", n)
}

func edit(ts *testscript.TestScript, name, old, with string, n int) {
	text := ts.ReadFile(name)
	if strings.Count(text, old) < n {
		ts.Fatalf("%s has %q %d times, not %d", name, old, strings.Count(text, old), n)
	}
	ts.Check(os.WriteFile(ts.MkAbs(name), []byte(strings.Replace(text, old, with, n)), 0o644))
}

// exitStatus is the status in the error of a command that ran.
func exitStatus(err error) string {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return strconv.Itoa(exit.ExitCode())
	}
	return err.Error()
}
