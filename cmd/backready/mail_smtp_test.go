package main

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// by is the mailing by a server, which remembers in a file of its own.
func by(t *testing.T, dir, address, ca string) (*mailing, *[]time.Duration) {
	m := letter(dir)
	waited := &[]time.Duration{}
	m.smtp, m.ca, m.sentFile = address, ca, filepath.Join(t.TempDir(), "sent.jsonl")
	m.relay.retries, m.relay.timeout = 2, 20*time.Second
	m.relay.wait = func(d time.Duration) { *waited = append(*waited, d) }
	return m, waited
}

func says(t *testing.T, said string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(said, w) {
			t.Errorf("it does not say %q but %s", w, said)
		}
	}
}

// TestSend: encrypted and logged in, the server gets the very mail that --eml
// writes; readers of a blind copy stand in the envelope alone. A second run
// sends nothing.
func TestSend(t *testing.T) {
	t.Parallel()
	dir, password := mailed(t), filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte(mailPassword+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, implicit := range []bool{false, true} {
		server := serve(t, func(p *post) {
			if implicit {
				p.Network = "tls"
			}
		})
		m, _ := by(t, dir, server.address, server.ca)
		m.cc, m.bcc = []string{"cc@halden.example"}, []string{"eve@halden.example"}
		m.relay.user, m.passwordFile, m.relay.implicit = mailUser, password, implicit
		status, said := sendMail(m)
		mails := server.mails()
		if status != statusDone || len(mails) != 1 || strings.Contains(said, mailPassword) {
			t.Fatalf("status %d, %d mails: %s", status, len(mails), said)
		}
		if got := fmt.Sprint(mails[0].from, mails[0].readers, mails[0].user); got != "reports@halden.example["+ann+" "+bob+" cc@halden.example eve@halden.example]"+mailUser {
			t.Error(got)
		}
		eml := letter(dir)
		eml.cc, eml.eml = m.cc, filepath.Join(t.TempDir(), "mail.eml")
		if status, said := sendMail(eml); status != statusDone {
			t.Fatal(said)
		}
		want, err := os.ReadFile(eml.eml)
		if err != nil || !bytes.Equal(want, mails[0].text) || bytes.Contains(want, []byte("eve@")) {
			t.Errorf("the server got %d bytes, the file has %d: %v", len(mails[0].text), len(want), err)
		}
		status, said = sendMail(m)
		says(t, said, ann+" has got this report already", "eve@halden.example has got")
		if status != statusDone || len(server.mails()) != 1 {
			t.Errorf("again: status %d, %d mails", status, len(server.mails()))
		}
		m.again, m.cc, m.bcc = true, nil, nil
		if status, _ := sendMail(m); status != statusDone || len(server.mails()) != 2 {
			t.Errorf("--again: status %d, %d mails", status, len(server.mails()))
		}
	}
}

// TestSendNot: nothing leaves where it would not be safe.
func TestSendNot(t *testing.T) {
	dir := mailed(t)
	for name, c := range map[string]struct {
		server func(*post)
		flags  func(*mailing)
		says   string
	}{
		"STARTTLS stripped":      {func(p *post) { p.TLSConfig = nil }, nil, "STARTTLS"},
		"certificate of nobody":  {nil, func(m *mailing) { m.ca = "" }, "the certificate of the server is not trusted"},
		"certificate of another": {nil, func(m *mailing) { _, m.ca = certificates(t) }, "the certificate of the server is not trusted"},
		"TLS 1.1":                {func(p *post) { p.TLSConfig.MinVersion, p.TLSConfig.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 }, nil, "protocol version"},
		"wrong password":         {nil, func(m *mailing) { m.relay.user = mailUser; t.Setenv(smtpPassword, "wrong "+mailPassword) }, "535"},
		"too large for it":       {func(p *post) { p.MaxMessageBytes = 1000 }, nil, "takes mails of 1000 bytes at most"},
		"a stranger among readers": {nil, func(m *mailing) {
			m.allowedDomains, m.bcc = []string{"Halden.example"}, []string{"eve@evil.halden.example"}
		}, "not of an allowed domain: eve@evil.halden.example"},
		"a password in the open": {nil, func(m *mailing) { m.relay.plain, m.relay.user = true, mailUser }, "never sent without encryption"},
		"nobody is there":        {func(p *post) { p.Close() }, func(m *mailing) { m.smtp = "127.0.0.1:1" }, "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			server := serve(t, c.server)
			m, waited := by(t, dir, server.address, server.ca)
			if c.flags != nil {
				c.flags(m)
			}
			status, said := sendMail(m)
			says(t, said, c.says)
			if status != statusWriting && status != statusUsage || len(server.mails()) != 0 || len(*waited) != 0 || strings.Contains(said, mailPassword) {
				t.Errorf("status %d, %d mails, waited %v: %s", status, len(server.mails()), *waited, said)
			}
		})
	}
}

// TestSendPlain: without encryption only where it was asked for by that name.
func TestSendPlain(t *testing.T) {
	t.Parallel()
	server := serve(t, func(p *post) { p.TLSConfig = nil })
	m, _ := by(t, mailed(t), server.address, "")
	m.relay.plain = true
	if status, said := sendMail(m); status != statusDone || len(server.mails()) != 1 {
		t.Errorf("status %d: %s", status, said)
	}
}

func answers(code int, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: text}
}

// TestSendLater: a server that says to try later is tried again, so often and
// no more, only for those whom it concerns.
func TestSendLater(t *testing.T) {
	t.Parallel()
	dir := mailed(t)
	server := serve(t, func(p *post) {
		p.rcpt = func(to string, try int) error {
			if to == bob && try <= 2 {
				return answers(451, "greylisted")
			}
			return nil
		}
	})
	m, waited := by(t, dir, server.address, server.ca)
	status, said := sendMail(m)
	if mails := server.mails(); status != statusDone || len(mails) != 2 || !slices.Equal(mails[0].readers, []string{ann}) || !slices.Equal(mails[1].readers, []string{bob}) {
		t.Errorf("status %d: %v %s", status, mails, said)
	}
	if !slices.Equal(*waited, []time.Duration{firstWait, 2 * firstWait}) {
		t.Errorf("waited %v", *waited)
	}
	server = serve(t, func(p *post) { p.data = func(*smtp.Conn, int) error { return answers(452, "full") } })
	m, waited = by(t, dir, server.address, server.ca)
	status, said = sendMail(m)
	says(t, said, "not sent to "+ann+", "+bob+": the server says: 452", "run the same command later")
	if status != statusWriting || len(*waited) != 2 || server.tries["data"] != 3 {
		t.Errorf("status %d, waited %v, %d tries", status, *waited, server.tries["data"])
	}
	server.data = nil
	if status, said := sendMail(m); status != statusDone || len(server.mails()) != 1 {
		t.Errorf("later: status %d: %s", status, said)
	}
}

// TestSendSome: who is refused is named, the others get the mail, once.
func TestSendSome(t *testing.T) {
	t.Parallel()
	server := serve(t, func(p *post) {
		p.rcpt = func(to string, _ int) error {
			if to == bob {
				return answers(550, "no such\x1b[2J user")
			}
			return nil
		}
	})
	m, waited := by(t, mailed(t), server.address, server.ca)
	for range 2 {
		status, said := sendMail(m)
		says(t, said, "not sent to "+bob+": the server says: 550 no such", "readers did not get the report")
		if mails := server.mails(); status != statusWriting || len(mails) != 1 || !slices.Equal(mails[0].readers, []string{ann}) || len(*waited) != 0 || strings.Contains(said, "\x1b") {
			t.Errorf("status %d, waited %v: %v %s", status, *waited, mails, said)
		}
		if !strings.Contains(said, "sent to "+ann) && !strings.Contains(said, ann+" has got this report already") {
			t.Error(said)
		}
	}
}

// TestSendUnsure: where the answer to the whole mail never comes, nobody knows
// whether it has arrived: it is not sent again but by --again.
func TestSendUnsure(t *testing.T) {
	t.Parallel()
	dir := mailed(t)
	for name, hook := range map[string]func(*smtp.Conn, int) error{
		"dropped": func(c *smtp.Conn, _ int) error { c.Conn().Close(); return errors.New("dropped") },
		"slow":    func(*smtp.Conn, int) error { time.Sleep(2 * time.Second); return errors.New("slow") },
	} {
		t.Run(name, func(t *testing.T) {
			server := serve(t, func(p *post) { p.data = hook })
			m, waited := by(t, dir, server.address, server.ca)
			m.relay.timeout = time.Second
			status, said := sendMail(m)
			says(t, said, "whether it has arrived can't be told", "--again sends it again")
			if status != statusWriting || len(*waited) != 0 {
				t.Errorf("status %d, waited %v", status, *waited)
			}
			status, said = sendMail(m)
			says(t, said, "not sent again to "+ann+", "+bob)
			if status != statusWriting || server.tries["data"] != 1 {
				t.Errorf("status %d, %d tries", status, server.tries["data"])
			}
			server.data, m.again = nil, true
			if status, said := sendMail(m); status != statusDone || len(server.mails()) != 1 {
				t.Errorf("status %d: %s", status, said)
			}
		})
	}
}

// TestSendDropped: where the connection breaks amid the text nobody got the mail,
// and the next run sends it.
func TestSendDropped(t *testing.T) {
	t.Parallel()
	server := serve(t, func(p *post) { p.body = func(c *smtp.Conn) { c.Conn().Close() } })
	m, waited := by(t, mailed(t), server.address, server.ca)
	status, said := sendMail(m)
	says(t, said, "not sent to "+ann+", "+bob, "2 of 2 readers")
	if status != statusWriting || len(*waited) != 0 || strings.Contains(said, "can't be told") {
		t.Errorf("status %d, waited %v: %s", status, *waited, said)
	}
	server.body = nil
	if status, said := sendMail(m); status != statusDone || len(server.mails()) != 1 {
		t.Errorf("the next run: status %d, %d mails: %s", status, len(server.mails()), said)
	}
}

// TestSendTalk: what servers do beside the rules.
func TestSendTalk(t *testing.T) {
	t.Parallel()
	dir := mailed(t)
	for name, c := range map[string]struct {
		at, answer string
		status     int
		unsure     bool
		retried    bool
	}{
		"QUIT refused":          {"QUIT", "500 no", statusDone, false, false},
		"hung up at QUIT":       {"QUIT", "", statusDone, false, false},
		"silent at the start":   {"", "-", statusWriting, false, false},
		"hung up at the start":  {"", "", statusWriting, false, false},
		"busy at the start":     {"", "421 busy", statusWriting, false, true},
		"silent at MAIL":        {"MAIL", "-", statusWriting, false, false},
		"sender refused":        {"MAIL", "550 no", statusWriting, false, false},
		"hung up at RCPT":       {"RCPT", "", statusWriting, false, false},
		"closing at RCPT":       {"RCPT", "421 closing", statusWriting, false, true},
		"closing at the second": {"RCPT TO:<bob", "421 closing", statusWriting, false, true},
		"no to DATA":            {"DATA", "554 no", statusWriting, false, false},
		"hung up at DATA":       {"DATA", "", statusWriting, false, false},
		"too large after all":   {".", "552 too large", statusWriting, false, false},
		"hung up at the end":    {".", "", statusWriting, true, false},
		"nonsense at the end":   {".", "what?", statusWriting, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			address := talk(t, func(line string) string {
				if line == c.at || c.at != "" && strings.HasPrefix(line, c.at) {
					return c.answer
				}
				return politely(line)
			})
			m, waited := by(t, dir, address, "")
			m.relay.plain, m.relay.timeout = true, 2*time.Second
			if c.answer == "-" {
				m.relay.timeout = 200 * time.Millisecond
			}
			status, said := sendMail(m)
			if status != c.status || (len(*waited) == 2) != c.retried || strings.Contains(said, "can't be told") != c.unsure ||
				strings.Contains(said, "backready: sent to ") != (c.status == statusDone) {
				t.Errorf("status %d, waited %v: %s", status, *waited, said)
			}
		})
	}
}

// TestSendPatient: a server may be slow, as long as each of its answers comes in
// time.
func TestSendPatient(t *testing.T) {
	t.Parallel()
	const pause = 300 * time.Millisecond
	address := talk(t, func(line string) string { time.Sleep(pause); return politely(line) })
	m, _ := by(t, mailed(t), address, "")
	m.relay.plain, m.relay.timeout = true, 4*pause
	if status, said := sendMail(m); status != statusDone {
		t.Errorf("status %d: %s", status, said)
	}
}

// noted is a noter that hands on to a function.
type noted func(state sendState, readers ...string) error

func (n noted) note(state sendState, readers ...string) error { return n(state, readers...) }

// TestSendNoted: that a mail may arrive is written down before any server can
// take it; where that fails, it is not sent.
func TestSendNoted(t *testing.T) {
	server := serve(t, func(p *post) { p.TLSConfig = nil })
	m := &relay{plain: true, timeout: 20 * time.Second}
	if err := m.at(server.address); err != nil {
		t.Fatal(err)
	}
	var states []string
	text := func() ([]byte, error) { return []byte("Subject: x\r\n\r\nx\r\n"), nil }
	d := m.deliver([]parcel{{ann, []string{bob}, text, noted(func(state sendState, readers ...string) error {
		states = append(states, fmt.Sprint(state, readers, len(server.mails())))
		return nil
	})}})[0]
	if got := strings.Join(states, ", "); len(d.failed) != 0 || got != "unsure["+bob+"] 0, sent["+bob+"] 1" {
		t.Errorf("%v: %s", d.failed, got)
	}
	d = m.deliver([]parcel{{ann, []string{bob}, text, noted(func(sendState, ...string) error { return errors.New("disk full") })}})[0]
	if d.failed[bob] == nil || d.unsure[bob] || len(server.mails()) != 1 {
		t.Errorf("%v, %d mails", d.failed, len(server.mails()))
	}
}
