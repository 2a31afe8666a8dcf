package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// sentName is where mail remembers who got which report. It lies beside the
// folder of the report and not in it: what is signed stays as it is, and whoever
// gets the folder learns no addresses.
const sentName = ".backready-sent.jsonl"

// A sending is one line of that file; the last line on a run and a reader holds.
// A line is on disk before the end of a mail is sent and once the server has
// answered: a run killed in between leaves the reader "unsure", never unknown.
type sending struct {
	Run    string    `json:"run"`
	Reader string    `json:"reader"`
	State  sendState `json:"state"`
	Time   string    `json:"time"` // of the mail, RFC 3339
}

type sendState string

const (
	sent    sendState = "sent"   // the server has taken it
	unsure  sendState = "unsure" // it was sent, and the answer never came
	refused sendState = "refused"
)

// sendings is the open file, which no other run can open meanwhile.
type sendings struct {
	f    *os.File
	time string
	last map[[2]string]sendState // by run, and reader in lower case
}

// sendingsOf are those of one run, which may be on a part.
type sendingsOf struct {
	*sendings
	run string
}

func (s *sendings) ofRun(run string) sendingsOf { return sendingsOf{s, run} }

func (s sendingsOf) key(reader string) [2]string { return [2]string{s.run, strings.ToLower(reader)} }

// openSendings opens the file, or makes it.
func openSendings(name string, now time.Time) (*sendings, error) {
	fail := func(err error) (*sendings, error) {
		return nil, &failure{statusWriting, fmt.Errorf("can't remember in %s who gets the report: %s; nothing was sent", filepath.Base(name), reason(err)), "--sent-file FILE"}
	}
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fail(err)
	}
	s := &sendings{f: f, time: now.Format(time.RFC3339), last: map[[2]string]sendState{}}
	if err := errors.Join(lockFile(f), s.read()); err != nil {
		f.Close()
		return fail(err)
	}
	return s, nil
}

// read reads the lines. A line that a killed run left unfinished
// counts for nothing: what follows it had not begun.
func (s *sendings) read() error {
	text, err := io.ReadAll(s.f)
	if err != nil {
		return err
	}
	whole := bytes.LastIndexByte(text, '\n') + 1
	for line := range bytes.Lines(text[:whole]) {
		var one sending
		if err := json.Unmarshal(line, &one); err != nil {
			if !bytes.HasSuffix(line, []byte("}\n")) {
				continue
			}
			return errors.New("it is damaged")
		}
		s.last[s.ofRun(one.Run).key(one.Reader)] = one.State
	}
	if whole < len(text) {
		_, err = s.f.WriteString("\n")
	}
	return err
}

// of is what became of the report on its way to a reader, "" where it was not
// sent.
func (s sendingsOf) of(reader string) sendState { return s.last[s.key(reader)] }

// note writes down what becomes of it. It returns once that is on disk.
func (s sendingsOf) note(state sendState, readers ...string) error {
	var lines bytes.Buffer
	e := json.NewEncoder(&lines)
	for _, r := range readers {
		if err := e.Encode(sending{s.run, r, state, s.time}); err != nil {
			return err
		}
	}
	if _, err := s.f.Write(lines.Bytes()); err != nil {
		return err
	}
	for _, r := range readers {
		s.last[s.key(r)] = state
	}
	return s.f.Sync()
}

func (s *sendings) close() error { return s.f.Close() }
