package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/spf13/pflag"
)

// Forms of messages.
const (
	asText = "text" // for people
	asJSON = "json" // an object on each line
)

// A journal is where messages go. As text they come out as they are said, but
// with quiet, which keeps them back until it is known that not all went well.
// As JSON they wait for the id of the run, which every record carries. The
// signal that stops a run writes here too.
type journal struct {
	mu    sync.Mutex
	to    io.Writer
	form  string
	quiet bool
	run   string // id of the report, "" while there is none
	held  []record
	paths map[string]string // of inputs, by the name that reports have for them
	over  bool              // nothing comes after this
}

// A record is one message.
type record struct {
	at         time.Time
	level      string // error, warning; "": a word on what is done
	text, hint string
	raw        bool        // of others: as text it stands as it is
	summary    bool        // for JSON alone
	more       []slog.Attr // for JSON alone
}

// levels are those of logs.
var levels = map[string]slog.Level{"error": slog.LevelError, "warning": slog.LevelWarn, "": slog.LevelInfo}

func registerLog(flags *pflag.FlagSet, form *string) {
	flags.StringVar(form, "log-format", asText, "form of the messages on stderr: text, or json with the id of the run in each and a summary as the last")
}

// checkLogFormat refuses a form that there is not.
func checkLogFormat(form string) error {
	if form != asText && form != asJSON {
		return usage("--log-format json", "--log-format %q is none of text, json", form)
	}
	return nil
}

// use sets how messages come out from now on.
func (j *journal) use(form string, quiet bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.form, j.quiet = form, quiet
}

// named tells the journal the id of the run.
func (j *journal) named(run string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.run = run
	j.flush()
}

// ended lets out what was held back, and the summary after it. A run that went
// well says nothing where quiet is wanted.
func (j *journal) ended(well bool, summary record) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.over {
		return
	}
	j.over, summary.at = true, time.Now()
	if !well || !j.quiet {
		j.out(append(j.held, summary))
	}
}

// add takes a message.
func (j *journal) add(r record) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.over {
		return
	}
	r.at = time.Now() // of the log alone: no report has it
	j.held = append(j.held, r)
	j.flush()
}

// Write takes what others print on stderr, line by line.
func (j *journal) Write(text []byte) (int, error) {
	for line := range bytes.Lines(text) {
		j.add(record{raw: true, text: strings.TrimRight(string(line), "\r\n")})
	}
	return len(text), nil
}

// flush lets out what may come out by now.
func (j *journal) flush() {
	if j.quiet || j.form == asJSON && j.run == "" {
		return
	}
	j.out(j.held)
	j.held = nil
}

func (j *journal) out(records []record) {
	for _, r := range records {
		switch {
		case j.form == asJSON:
			j.writeJSON(r)
		case !r.summary:
			r.print(j.to)
		}
	}
}

// writeJSON writes a record as one line. Texts are those of the text form: what
// a terminal would obey is written out.
func (j *journal) writeJSON(r record) {
	line := slog.NewRecord(r.at, levels[r.level], clean(r.text), 0)
	line.AddAttrs(slog.String("run", j.run))
	if r.hint != "" {
		line.AddAttrs(slog.String("hint", clean(r.hint)))
	}
	line.AddAttrs(r.more...)
	_ = slog.NewJSONHandler(j.to, nil).Handle(context.Background(), line) // there is nowhere else to say it
}
