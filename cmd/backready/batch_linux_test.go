package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/backready/backready/render"
)

// A waiting run is one at work: it has taken its lock and waits for the rest of
// what is piped in.
type waiting struct {
	*exec.Cmd
	pipe   io.WriteCloser
	stderr bytes.Buffer
	dir    string // that it writes into, as "reports"
}

// wait starts a run that holds the lock of reports in dir.
func wait(t *testing.T, dir string, more ...string) *waiting {
	t.Helper()
	w := &waiting{dir: dir}
	w.Cmd = started(t, t.TempDir(), append([]string{"report", "--format", "json,xlsx", "--out", filepath.Join(dir, "reports"), "-"}, more...)...)
	w.Stderr = &w.stderr
	var err error
	if w.pipe, err = w.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Process.Kill() }) // it has ended unless the test fails
	for range 500 {
		if text, err := os.ReadFile(filepath.Join(dir, ".reports.lock")); err == nil && len(text) > 0 {
			return w
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("the run takes no lock: %s", w.stderr.String())
	return nil
}

// end gives the run the rest of its input and returns its status.
func (w *waiting) end(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile("../../samples/estate/disks.json")
	if err == nil {
		_, err = w.pipe.Write(text)
	}
	if err := errors.Join(err, w.pipe.Close()); err != nil {
		t.Fatal(err)
	}
	return exitCode(w.Wait())
}

// stop sends a signal and returns the status.
func (w *waiting) stop(sig syscall.Signal) int {
	_ = w.Process.Signal(sig)
	return exitCode(w.Wait())
}

// wrote makes a report in a process of its own and returns its status and what
// it said.
func wrote(t *testing.T, args ...string) (int, string) {
	t.Helper()
	text, err := started(t, t.TempDir(), append([]string{"report", "--format", "json,xlsx"}, args...)...).CombinedOutput()
	return exitCode(err), string(text)
}

// TestTwoAtOnce: of two runs to one folder the second gives up and says who is
// at work; what a killed run leaves stops nobody.
func TestTwoAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	out := filepath.Join(dir, "reports")
	if status, said := wrote(t, "--title", "before", "--out", out, sampleDisks); status != 0 {
		t.Fatal(said)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(out, link); err != nil {
		t.Fatal(err)
	}
	first := wait(t, dir, "--title", "first")
	for _, name := range []string{out, link} {
		status, said := wrote(t, "--title", "second", "--out", name, sampleDisks)
		if want := fmt.Sprintf("is being written by process %d on ", first.Process.Pid); status != statusWriting || !strings.Contains(said, want) {
			t.Errorf("status %d: %s", status, said)
		}
	}
	if titleOf(t, out) != "before" {
		t.Error("the second run wrote")
	}
	if status, said := wrote(t, "--out", filepath.Join(dir, "other"), sampleDisks); status != 0 {
		t.Errorf("another folder: status %d: %s", status, said)
	}
	if status := first.end(t); status != 0 || titleOf(t, out) != "first" {
		t.Errorf("the first run: status %d: %s", status, first.stderr.String())
	}
	noneBeside(t, dir)
	if status := wait(t, dir, "--title", "third").stop(syscall.SIGKILL); status != -1 {
		t.Errorf("killed: status %d", status)
	}
	if status, said := wrote(t, "--title", "fourth", "--out", out, sampleDisks); status != 0 || titleOf(t, out) != "fourth" {
		t.Errorf("after a killed run: status %d: %s", status, said)
	}
	noneBeside(t, dir)
}

// TestStopped: a run that is asked to stop ends with 128 and the signal, says so
// in its log and its metrics, and leaves the earlier reports and nothing else.
func TestStopped(t *testing.T) {
	t.Parallel()
	for sig, want := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
		if signal.Ignored(sig) { // as of those that a script starts in the background
			t.Logf("%v is ignored here, and so by the run", sig)
			continue
		}
		dir := t.TempDir()
		metrics := filepath.Join(dir, "m.prom")
		w := wait(t, dir, "--log-format", "json", "--quiet", "--metrics-file", metrics)
		if status := w.stop(sig); status != want {
			t.Errorf("%v: status %d, want %d: %s", sig, status, want, w.stderr.String())
		}
		text, err := os.ReadFile(metrics)
		if err != nil || !strings.Contains(string(text), fmt.Sprintf("backready_exit_status %d\n", want)) {
			t.Errorf("%v: %v: %s", sig, err, text)
		}
		lines := strings.Split(strings.TrimSpace(w.stderr.String()), "\n")
		if last := lines[len(lines)-1]; len(lines) != 2 || !strings.Contains(lines[0], "stopped by a signal") || !strings.Contains(last, fmt.Sprintf(`"status":%d`, want)) {
			t.Errorf("%v: said %s", sig, w.stderr.String())
		}
		noneBeside(t, dir)
	}
}

// TestStoppedLeavesNoLine: the line that shows progress is taken away.
func TestStoppedLeavesNoLine(t *testing.T) {
	t.Parallel()
	tty, closed, soFar := watchedTerminal(t, 80)
	cmd := started(t, t.TempDir(), "report", "--out", filepath.Join(t.TempDir(), "reports"), "-")
	cmd.Env, cmd.Stderr = append(cmd.Env, "TERM=xterm"), tty
	pipe, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for range 300 { // it comes after a while, later on a busy machine
		if time.Sleep(100 * time.Millisecond); strings.Contains(soFar(), "reading file 1 of 1") {
			break
		}
	}
	_ = cmd.Process.Signal(syscall.SIGTERM)
	if status := exitCode(cmd.Wait()); status != 143 {
		t.Errorf("status %d", status)
	}
	text := closed()
	if !strings.Contains(text, "reading file 1 of 1") {
		t.Errorf("there was no line: %q", text)
	}
	if got := strings.TrimSpace(screen(t, text, 80)); got != "backready: error: stopped by a signal; earlier reports are as they were" {
		t.Errorf("left on the screen: %q", got)
	}
}

// TestFolderGoes: the folder that the reports are to lie in is removed meanwhile.
func TestFolderGoes(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "below")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	w := wait(t, dir)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if status := w.end(t); status != 0 { // it is made again
		t.Errorf("status %d: %s", status, w.stderr.String())
	}
	wholeAt(t, filepath.Join(dir, "reports"))
	r := judged(t, "estate")
	gone := func(io.Writer, *render.Report) error { return os.RemoveAll(dir) }
	if err := new(stops).writeReports(filepath.Join(dir, "reports"), r, nil, []output{{"md", "report.md", gone, false}}, nil, nil); err == nil || strings.Contains(err.Error(), dir+"/.") {
		t.Errorf("the folder goes while reports are written: %v", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("half a report came back: %v", err)
	}
}

// mounted is a file system of its own, which only root may make.
func mounted(t *testing.T, dir, options string, flags uintptr) {
	t.Helper()
	checkers(t)
	if err := unix.Mount("tmpfs", dir, "tmpfs", flags, options); err != nil {
		missing(t, fmt.Sprintf("no file system can be mounted here: %v", err))
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
}

// TestFullDisk: where there is no room the earlier reports stay, and nothing
// else does.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	whole := filepath.Join(t.TempDir(), "reports")
	mounted(t, dir, "size=1100k", 0)
	out := filepath.Join(dir, "reports")
	if status, said := wrote(t, "--out", out, "../../samples/estate/vms.json"); status != 0 {
		t.Fatal(said)
	}
	if status, said := wrote(t, "--out", whole, "--split", "subscription", "../../samples/estate"); status != 0 {
		t.Fatal(said)
	}
	metrics := filepath.Join(dir, "m.prom")
	for range 2 {
		status, said := wrote(t, "--title", "second", "--out", out, "--metrics-file", metrics, "../../samples/estate")
		if status != statusWriting || !strings.Contains(said, "no space left on device") || strings.Contains(said, dir) {
			t.Errorf("status %d: %s", status, said)
		}
		wholeAt(t, out)
		noneBeside(t, dir)
	}
	if text, err := os.ReadFile(metrics); err != nil || !strings.Contains(string(text), "backready_exit_status 5\n") {
		t.Errorf("%v: %s", err, text)
	}
	fillUp(t, dir)
	for _, more := range [][]string{{"--eml", filepath.Join(dir, "x.eml"), "--to", ann}, {"--parts", "--part-fallback", ann, "--eml", filepath.Join(dir, "mails")}} {
		text, err := started(t, t.TempDir(), append([]string{"mail", whole, "--from", bob}, more...)...).CombinedOutput()
		if exitCode(err) != statusWriting || !strings.Contains(string(text), "no space left on device") {
			t.Errorf("mail %q: %v: %s", more, err, text)
		}
		noneBeside(t, dir)
		for _, name := range []string{"x.eml", "mails"} {
			if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
				t.Errorf("half a mail is left: %s", name)
			}
		}
	}
	null, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	check := started(t, t.TempDir(), "check", sampleDisks)
	check.Stdout = null
	if status := exitCode(check.Run()); status != statusWriting {
		t.Errorf("check to a full device: status %d", status)
	}
}

// fillUp leaves a file system with little room.
func fillUp(t *testing.T, dir string) {
	t.Helper()
	const left = 32 << 10
	f, err := os.Create(filepath.Join(dir, "filler"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var size int64
	for page := make([]byte, 4096); err == nil; size += int64(len(page)) {
		_, err = f.Write(page)
	}
	if err := f.Truncate(max(0, size-left)); err != nil {
		t.Fatal(err)
	}
}

// TestNoRight: a folder that may not be written is left alone.
func TestNoRight(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mounted(t, dir, "size=16m", 0)
	out := filepath.Join(dir, "reports")
	if status, said := wrote(t, "--out", out, sampleDisks); status != 0 {
		t.Fatal(said)
	}
	if err := unix.Mount("", dir, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	for _, more := range [][]string{nil, {"--keep", "3"}, {"--metrics-file", filepath.Join(dir, "m.prom"), "--out", filepath.Join(t.TempDir(), "reports")}} {
		status, said := wrote(t, append([]string{"--out", out, sampleDisks}, more...)...)
		if status != statusWriting || !strings.Contains(said, "read-only file system") {
			t.Errorf("%v: status %d: %s", more, status, said)
		}
	}
	wholeAt(t, out)
	noneBeside(t, dir)
}

// TestMailStopped: a run that is stopped while a server takes a mail leaves no
// other file than the one that remembers it.
func TestMailStopped(t *testing.T) {
	t.Parallel()
	dir := ownedDisks(t, "crew", "yard")
	asked := make(chan bool, 2)
	address := talk(t, func(line string) string {
		if line == "." {
			asked <- true
			return "-"
		}
		return politely(line)
	})
	temporary, beside := t.TempDir(), t.TempDir()
	record := filepath.Join(beside, "sent.jsonl")
	cmd := started(t, temporary, "mail", dir, "--parts", "--part-fallback", ann, "--from", bob, "--smtp", address, "--insecure-plaintext", "--sent-file", record)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-asked:
	case <-time.After(time.Minute):
		t.Error("no mail came")
	}
	_ = cmd.Process.Signal(syscall.SIGTERM)
	if status := exitCode(cmd.Wait()); status != 143 {
		t.Errorf("status %d", status)
	}
	noneBeside(t, temporary, beside, filepath.Dir(dir))
	text, err := os.ReadFile(record)
	if err != nil || strings.Count(string(text), `"unsure"`) != 1 {
		t.Errorf("%v: %s", err, text)
	}
}

// TestNoTemporaryFolder: where the system has no folder for temporary files, the
// reports are written all the same, and nothing else is left beside them.
func TestNoTemporaryFolder(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", filepath.Join(dir, "none"))
	command(t, statusDone, "report", "--quiet", "--now", sampleTime, "--out", filepath.Join(dir, "new", "report"), "../../samples/estate")
	entries, err := os.ReadDir(filepath.Join(dir, "new"))
	if err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
	if said := command(t, statusWriting, "verify", filepath.Join(dir, "new", "report"), "--inputs", "../../samples/estate"); !strings.Contains(said, "hint: let TMPDIR") {
		t.Error(said)
	}
}
