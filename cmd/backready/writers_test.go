package main

import (
	"errors"
	"io"
	netmail "net/mail"
	"strings"
	"testing"

	"github.com/backready/backready/render/mail"
	"github.com/backready/backready/render/markdown"
	"github.com/backready/backready/render/terminal"
)

// A full writer takes so many writes and then no more.
type full struct{ left, writes int }

var errFull = errors.New("no space left")

func (f *full) Write(p []byte) (int, error) {
	f.writes++
	if f.left--; f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// TestEveryWrite: every output tells of the write that failed, whichever it is.
func TestEveryWrite(t *testing.T) {
	t.Parallel()
	r := judged(t, "hostile")
	m := &mail.Message{From: netmail.Address{Address: bob}, To: []netmail.Address{{Address: ann}}, Report: r, Date: r.Generated}
	writers := map[string]func(io.Writer) error{
		"terminal": func(w io.Writer) error { return terminal.Render(w, r, terminal.Options{Width: 80}) },
		"summary":  func(w io.Writer) error { return markdown.Summary(w, r) },
		"mail":     func(w io.Writer) error { return m.Render(w) },
	}
	for _, o := range outputs {
		writers[o.format] = func(w io.Writer) error { return o.render(w, r) }
	}
	faults := 0
	for name, write := range writers {
		whole := &full{left: 1 << 30}
		if err := write(whole); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		const most = 60 // of many alike
		step := max(1, whole.writes/most)
		for n := 0; n < whole.writes; n += step {
			faults++
			if err := write(&full{left: n}); !errors.Is(err, errFull) {
				t.Errorf("%s: write %d of %d fails: %v", name, n+1, whole.writes, err)
			}
		}
	}
	t.Logf("%d faults in %d outputs", faults, len(writers))
}

// TestHelpIsWritten: help that nobody gets ends as any other output does.
func TestHelpIsWritten(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"--help"}, {"help"}, {"help", "verdicts"}, {"help", "report"}, {"report", "--help"}, {"matrix"}, {"__complete", "rep"}, {"version"}} {
		var said strings.Builder
		if status := run(args, strings.NewReader(""), &full{}, &said); status != statusWriting || !strings.Contains(said.String(), errFull.Error()) {
			t.Errorf("%q: status %d: %s", args, status, said.String())
		}
	}
}
