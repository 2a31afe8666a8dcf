//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// out in an argument is where the process writes to: a file or folder that is
// gone before it starts and after it ends.
const out = "\x00out"

// A contender is a process to measure, again and again.
type contender struct {
	name     string
	argv     []string
	env      []string // beside those of this process
	findings func(stdout []byte) (int, error)

	costs []cost
	found int // findings of the last time, where they are counted
}

// cost is what a process took.
type cost struct {
	wall, cpu time.Duration // cpu: user and system
	peak      float64       // MiB of resident memory
}

// run measures the process once. The kernel says what it took; its peak can't
// come out below the memory of this program, which is little.
func (c *contender) run(dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	stdout, err := os.Create(dir + "/stdout")
	if err != nil {
		return err
	}
	defer stdout.Close()
	argv := make([]string, len(c.argv))
	for i, arg := range c.argv {
		argv[i] = strings.ReplaceAll(arg, out, dir+"/out")
	}
	var stderr bytes.Buffer
	cmd := exec.Command(argv[0], argv[1:]...) //nolint:gosec // what it is there for
	cmd.Env, cmd.Stdout, cmd.Stderr = append(os.Environ(), c.env...), stdout, &stderr
	began := time.Now()
	err = cmd.Run()
	wall := time.Since(began)
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", c.name, err, stderr.Bytes())
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage) // on Linux
	c.costs = append(c.costs, cost{wall, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), float64(usage.Maxrss) / 1024})
	if c.findings == nil {
		return nil
	}
	text, err := os.ReadFile(stdout.Name())
	if err != nil {
		return err
	}
	c.found, err = c.findings(text)
	return err
}

var saying = regexp.MustCompile(`(?m)^(?:findings|disks) (\d+)$`)

// said reads the findings that a peer says it wrote, or the disks it read.
func said(stdout []byte) (int, error) {
	m := saying.FindSubmatch(stdout)
	if m == nil {
		return 0, fmt.Errorf("no number of findings in %.200q", stdout)
	}
	return strconv.Atoi(string(m[1]))
}

// denied counts the messages of conftest.
func denied(stdout []byte) (int, error) { return bytes.Count(stdout, []byte(`"msg":`)), nil }
