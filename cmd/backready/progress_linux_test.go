package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// pseudoTerminal opens a terminal of that width: what is written to it, and by
// close all that came out.
func pseudoTerminal(t *testing.T, width uint16) (tty *os.File, closed func() string) {
	t.Helper()
	tty, closed, _ = watchedTerminal(t, width)
	return tty, closed
}

// watchedTerminal is one of which so far tells what has been written by now.
func watchedTerminal(t *testing.T, width uint16) (tty *os.File, closed, soFar func() string) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no pseudo terminals here: ", err)
	}
	fd := int(master.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: width}); err != nil {
		t.Fatal(err)
	}
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var text []byte
	soFar = func() string {
		mu.Lock()
		defer mu.Unlock()
		return string(text)
	}
	ended := make(chan bool)
	go func() {
		defer close(ended)
		for part := make([]byte, 1<<12); ; {
			n, err := master.Read(part) // fails when the other end is closed
			mu.Lock()
			text = append(text, part[:n]...)
			mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return tty, func() string {
		tty.Close()
		defer master.Close()
		<-ended
		return soFar()
	}, soFar
}

// screen is what is to be seen after a terminal got this text: lines, the
// cursor moving up, and lines erased from the cursor on.
func screen(t *testing.T, text string, width int) string {
	t.Helper()
	lines, row, column := [][]rune{nil}, 0, 0
	put := func(c rune) {
		for len(lines[row]) <= column {
			lines[row] = append(lines[row], ' ')
		}
		lines[row][column] = c
		if column++; column > width {
			t.Errorf("line %d is wider than the terminal", row)
		}
	}
	for i, rest := 0, []rune(text); i < len(rest); i++ {
		switch c := rest[i]; {
		case c == '\r':
			column = 0
		case c == '\n':
			if row++; row == len(lines) {
				lines = append(lines, nil)
			}
		case c != '\x1b':
			put(c)
		case strings.HasPrefix(string(rest[i:]), "\x1b[A"):
			row, i = row-1, i+2
		case strings.HasPrefix(string(rest[i:]), "\x1b[K"):
			lines[row], i = lines[row][:min(column, len(lines[row]))], i+2
		default: // a colour
			for rest[i] != 'm' {
				i++
			}
		}
	}
	seen := make([]string, len(lines))
	for i := range lines {
		seen[i] = strings.TrimRight(string(lines[i]), " ")
	}
	return strings.Join(seen, "\n")
}

// TestBarLeavesNothing: the bar is seen while work goes on, fits narrow
// terminals, makes room for messages, and is gone afterwards.
func TestBarLeavesNothing(t *testing.T) {
	for _, width := range []uint16{20, 80} {
		tty, closed := pseudoTerminal(t, width)
		shown := newProgress(tty, false, 0)
		shown.begin("reading file 1 of 2", 100)
		shown.add(40)
		time.Sleep(250 * time.Millisecond)
		shown.end()
		fmt.Fprintln(tty, "a message")
		shown.begin("judging", 0)
		shown.begin("writing report.xlsx", 0)
		time.Sleep(250 * time.Millisecond)
		shown.end()
		shown.end()
		text := closed()
		if !strings.Contains(text, "reading file 1") || !strings.Contains(text, "writing report") || width == 80 && !strings.Contains(text, " 40%") {
			t.Errorf("width %d: the bar is not seen: %q", width, text)
		}
		if got := strings.TrimRight(screen(t, text, int(width)), "\n"); got != "a message" {
			t.Errorf("width %d: left on the screen: %q", width, got)
		}
	}
}

// TestBarWaits: what is done soon shows nothing.
func TestBarWaits(t *testing.T) {
	tty, closed := pseudoTerminal(t, 80)
	shown := newProgress(tty, false, time.Hour)
	shown.begin("judging", 0)
	time.Sleep(150 * time.Millisecond)
	shown.end()
	if text := closed(); text != "" {
		t.Errorf("written: %q", text)
	}
}

// TestBarOnlyWhereItIsWanted: not in pipes, not on terminals that can't take a
// line back, not with --quiet.
func TestBarOnlyWhereItIsWanted(t *testing.T) {
	t.Setenv("TERM", "xterm")
	tty, closed := pseudoTerminal(t, 80)
	defer closed()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	defer write.Close()
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	is := func(p progressing, want bool, where string) {
		if _, is := p.(*bar); is != want {
			t.Errorf("%s: a bar: %v, want %v", where, is, want)
		}
	}
	is(newProgress(tty, false, 0), true, "terminal")
	is(newProgress(tty, true, 0), false, "--quiet")
	is(newProgress(write, false, 0), false, "pipe")
	is(newProgress(null, false, 0), false, os.DevNull)
	is(newProgress(&bytes.Buffer{}, false, 0), false, "buffer")
	t.Setenv("TERM", "dumb")
	is(newProgress(tty, false, 0), false, "TERM=dumb")
}

// slowly is an input that takes longer than the patience of a run.
type slowly struct{ from io.Reader }

func (s slowly) Read(b []byte) (int, error) {
	time.Sleep(patience / 4)
	return s.from.Read(b[:min(len(b), 40_000)])
}

// TestLongRun: a run that takes long shows where it is on a terminal, leaves
// its messages there and nothing else, and writes only these into a pipe. The
// reports are the same.
func TestLongRun(t *testing.T) {
	vms, err := os.ReadFile("../../samples/estate/vms.json")
	if err != nil {
		t.Fatal(err)
	}
	report := func(stderr io.Writer, in io.Reader, dir string) {
		t.Helper()
		args := []string{"report", "--now", sampleTime, "--format", "json,csv", "--out", dir, "-"}
		if status := run(args, in, io.Discard, stderr); status != statusDone {
			t.Errorf("status %d", status)
		}
	}
	t.Setenv("TERM", "xterm")
	slow, fast := t.TempDir()+"/report", t.TempDir()+"/report"
	tty, closed := pseudoTerminal(t, 80)
	report(tty, slowly{bytes.NewReader(vms)}, slow)
	text := closed()
	var piped bytes.Buffer
	report(&piped, bytes.NewReader(vms), fast)
	if strings.Contains(piped.String(), "\x1b") {
		t.Errorf("a pipe gets %q", piped.String())
	}
	if !strings.Contains(text, "reading file 1 of 1") {
		t.Errorf("no bar: %q", text)
	}
	if got, want := strings.ReplaceAll(screen(t, text, 1000), slow, fast), piped.String(); got != want {
		t.Errorf("left on the screen:\n%s\nwant:\n%s", got, want)
	}
	for _, name := range []string{"report.json", "findings.csv"} {
		a, errA := os.ReadFile(slow + "/" + name)
		b, errB := os.ReadFile(fast + "/" + name)
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Errorf("%s differs: %v %v", name, errA, errB)
		}
	}
}
