//go:build linux

package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
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
	findings func(stdout io.Reader) (int, error)

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
	if _, err := stdout.Seek(0, io.SeekStart); err != nil {
		return err
	}
	c.found, err = c.findings(stdout)
	return err
}

var saying = regexp.MustCompile(`^(?:findings|disks) (\d+)$`)

// said reads the findings that a peer says it wrote, or the disks it read.
func said(stdout io.Reader) (int, error) {
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if m := saying.FindStringSubmatch(lines.Text()); m != nil {
			return strconv.Atoi(m[1])
		}
	}
	return 0, errors.Join(errors.New("no number of findings was said"), lines.Err())
}

// denied counts the messages of conftest, which come to 100 MB: read whole they
// would be in the peak of all that is measured after it.
func denied(stdout io.Reader) (int, error) {
	messages := 0
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		messages += bytes.Count(lines.Bytes(), []byte(`"msg":`))
	}
	return messages, lines.Err()
}
