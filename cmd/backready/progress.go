package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/jedib0t/go-pretty/v6/progress"
	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"

	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// progressing is told how far long work has come. What does the work knows
// nothing of it: readers and outputs are wrapped here.
type progressing interface {
	begin(what string, total int64) // the next stretch of work; total 0: nobody knows
	add(n int64)                    // so much more of it is done
	end()                           // nothing may be left on the screen
	stop()                          // the same, and nothing comes after it; others may be at work
}

// unseen is the progress of work that nobody watches.
type unseen struct{}

func (unseen) begin(string, int64) {}
func (unseen) add(int64)           {}
func (unseen) end()                {}
func (unseen) stop()               {}

// patience is how long a run may take before it shows how far it is.
const patience = time.Second

// progress returns where the run tells how far it is.
func (p *program) progress() progressing {
	if p.bar == nil {
		_, _ = p.stops.begin(func() (func(), error) { // a line that a stopped run leaves would stay for ever
			p.bar = newProgress(p.screen(), p.quiet, patience)
			return p.bar.stop, nil
		})
	}
	return p.bar
}

// newProgress returns a bar where w is a terminal on which lines can be taken
// back, and the user wants to hear of anything.
func newProgress(w io.Writer, quiet bool, patience time.Duration) progressing {
	width, ok := terminalWidth(w)
	if !ok || quiet || os.Getenv("TERM") == "dumb" || !obeys(w.(*os.File)) { // what has a width is a file
		return unseen{}
	}
	return &bar{
		screen: w, width: width, due: time.Now().Add(patience),
		tracker: &progress.Tracker{AutoStopDisabled: true},
	}
}

// terminalWidth reports whether w is a terminal and its width, 80 where it does
// not know itself.
func terminalWidth(w any) (int, bool) {
	f, ok := w.(*os.File)
	if !ok {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err == nil && width == 0 {
		width = 80
	}
	return width, err == nil
}

// bar is one line at the bottom of a terminal. Between begin and end nothing
// else may be written there.
type bar struct {
	screen  io.Writer
	width   int
	due     time.Time // nothing is shown before
	tracker *progress.Tracker
	mu      sync.Mutex    // of what follows
	leave   chan struct{} // closed to take the line away; nil when there is none
	gone    chan struct{} // closed when it is away
}

func (b *bar) begin(what string, total int64) {
	b.tracker.UpdateMessage(what)
	b.tracker.UpdateTotal(total)
	b.tracker.SetValue(0)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.leave != nil {
		return
	}
	b.leave, b.gone = make(chan struct{}), make(chan struct{})
	go b.show(b.leave, b.gone)
}

func (b *bar) add(n int64) { b.tracker.Increment(n) }

func (b *bar) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.takeAway()
}

func (b *bar) stop() {
	b.mu.Lock() // for ever
	b.takeAway()
}

func (b *bar) takeAway() {
	if b.leave == nil {
		return
	}
	close(b.leave)
	<-b.gone
	b.leave = nil
}

// show draws the line, once it is due, until it is told to stop.
func (b *bar) show(leave, gone chan struct{}) {
	defer close(gone)
	select {
	case <-leave:
		return
	case <-time.After(time.Until(b.due)):
	}
	w := b.drawing()
	drawn := make(chan struct{})
	go func() { w.Render(); close(drawn) }()
	<-leave
	for {
		w.Stop() // is lost when Render has not begun
		select {
		case <-drawn: // Render ends by drawing the line once more
			fmt.Fprint(b.screen, text.CursorUp.Sprint(), text.EraseLine.Sprint())
			return
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// drawing is how the line looks. It stays narrower than the terminal: a line
// that wraps can't be taken back.
func (b *bar) drawing() progress.Writer {
	w := progress.NewWriter()
	style := progress.StyleBlocks
	style.Chars.BoxLeft, style.Chars.BoxRight = "", ""
	style.Colors.Tracker = text.Colors{text.FgCyan} // go-pretty heeds NO_COLOR
	style.Options.Separator, style.Options.PercentFormat, style.Options.PercentIndeterminate = " ", "%3.0f%%", "    "
	style.Visibility.Time, style.Visibility.Value = false, false
	w.SetStyle(style)
	w.SetOutputWriter(b.screen)
	w.SetTrackerPosition(progress.PositionRight)
	w.SetMessageLength(22)
	w.SetTrackerLength(30)
	w.SetTerminalWidth(b.width - 1)
	w.SetUpdateFrequency(100 * time.Millisecond)
	w.AppendTracker(b.tracker)
	return w
}

// watched are the sources as they are, but for telling how much was read of
// them.
func watched(sources []inventory.Source, shown progressing) []inventory.Source {
	list := slices.Clone(sources)
	for i := range list {
		open, what := list[i].Open, fmt.Sprintf("reading file %d of %d", i+1, len(list))
		list[i].Open = func() (io.ReadCloser, error) {
			f, err := open()
			if err != nil {
				return nil, err
			}
			shown.begin(what, size(f))
			return &watchedFile{f, shown}, nil
		}
	}
	return list
}

// size is that of a plain file, 0 where nobody knows.
func size(r io.Reader) int64 {
	f, ok := r.(fs.File)
	if !ok {
		return 0
	}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		return info.Size()
	}
	return 0
}

type watchedFile struct {
	io.ReadCloser
	shown progressing
}

func (f *watchedFile) Read(b []byte) (int, error) {
	n, err := f.ReadCloser.Read(b)
	f.shown.add(int64(n))
	return n, err
}

// announced are the outputs as they are, but for telling which is being made.
func announced(chosen []output, shown progressing) []output {
	list := slices.Clone(chosen)
	for i := range list {
		make, what := list[i].render, "writing "+list[i].file
		list[i].render = func(w io.Writer, r *render.Report) error {
			shown.begin(what, 0)
			return make(w, r)
		}
	}
	return list
}
