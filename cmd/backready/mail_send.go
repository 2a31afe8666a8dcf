package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/backready/backready/render/manifest"
)

// smtpPassword of the environment holds the password of the mail server.
const smtpPassword = "BACKREADY_SMTP_PASSWORD" //nolint:gosec // the name of a variable

// prepareRelay checks the flags of the server and reads what they name.
func (m *mailing) prepareRelay() error {
	r := &m.relay
	if err := r.at(m.smtp); err != nil {
		return err
	}
	switch {
	case r.plain && r.implicit:
		return usage("leave one of them out", "--insecure-plaintext and TLS from the start contradict each other")
	case r.plain && r.user != "":
		return usage("leave --insecure-plaintext out", "a password is never sent without encryption")
	case r.retries < 0 || r.timeout <= 0:
		return usage("--retries 3 --timeout 1m", "--retries can't be less than 0, nor --timeout 0")
	case r.user == "" && m.passwordFile != "":
		return usage("--user NAME", "--password-file without a user")
	}
	if r.wait == nil {
		r.wait = time.Sleep
	}
	if err := m.trust(); err != nil || r.user == "" {
		return err
	}
	return m.readPassword()
}

// readPassword reads the password from its file or the environment. It is never
// printed.
func (m *mailing) readPassword() error {
	m.relay.password = os.Getenv(smtpPassword)
	if m.passwordFile != "" {
		text, err := os.ReadFile(m.passwordFile)
		if err != nil {
			return usage("check the path", "--password-file %s: %s", filepath.Base(m.passwordFile), reason(err))
		}
		m.relay.password = strings.TrimRight(string(text), "\r\n")
	}
	if m.relay.password == "" {
		return usage("set "+smtpPassword+", or give --password-file FILE", "--user %s without a password", m.relay.user)
	}
	return nil
}

// trust reads the certificates by which the server is known.
func (m *mailing) trust() error {
	if m.ca == "" {
		return nil
	}
	text, err := os.ReadFile(m.ca)
	if err != nil {
		return usage("check the path", "--ca %s: %s", filepath.Base(m.ca), reason(err))
	}
	m.relay.trusted = x509.NewCertPool()
	if !m.relay.trusted.AppendCertsFromPEM(text) {
		return usage("give certificates in PEM form", "--ca %s: holds no certificate", filepath.Base(m.ca))
	}
	return nil
}

// send brings each mail to those of its readers who have not got that report yet,
// and tells what became of it for each. One that fails keeps none from going.
func (p *program) send(m *mailing, e *envelope, mails []posting) error {
	record, err := openSendings(m.record(), e.date)
	if err != nil {
		return err
	}
	defer func() { _ = record.close() }() // each line is on disk already
	parcels, doubtful := make([]parcel, len(mails)), make([][]string, len(mails))
	for i, one := range mails {
		notes := record.ofRun(one.run)
		parcels[i] = parcel{from: e.from.Address, text: one.text, notes: notes}
		parcels[i].readers, doubtful[i] = p.stillToSend(m, one, notes)
	}
	failed := &tally{m: m}
	for i, d := range m.relay.deliver(parcels) {
		for _, reader := range parcels[i].readers {
			if d.failed[reader] == nil {
				p.notice("%ssent to %s", inPart(mails[i].part), reader) //nolint:gosec // parcels are as many as mails
			}
		}
		p.tellFailed(failed, mails[i].part, parcels[i].readers, d, doubtful[i]) //nolint:gosec // as above
	}
	return failed.err()
}

// record is the file that remembers: beside the report, for a part beside that
// on the whole.
func (m *mailing) record() string {
	if m.sentFile != "" {
		return m.sentFile
	}
	dir, err := filepath.Abs(m.dir)
	if err != nil {
		dir = filepath.Clean(m.dir)
	}
	if above := filepath.Dir(dir); filepath.Base(above) == manifest.PartsFolder && manifestIn(filepath.Dir(above)) != nil {
		dir = filepath.Dir(above)
	}
	return filepath.Join(filepath.Dir(dir), sentName)
}

// stillToSend are the readers without the report; doubtful are those who may
// have it.
func (p *program) stillToSend(m *mailing, mail posting, record sendingsOf) (open, doubtful []string) {
	for _, a := range mail.readers {
		switch state := record.of(a.Address); {
		case slices.ContainsFunc(open, func(s string) bool { return strings.EqualFold(s, a.Address) }):
		case m.again || state == "" || state == refused:
			open = append(open, a.Address)
		case state == sent:
			p.notice("%s%s has got this report already", inPart(mail.part), a.Address)
		default:
			doubtful = append(doubtful, a.Address)
		}
	}
	return open, doubtful
}

// A tally counts the readers who did not get their mail.
type tally struct {
	m          *mailing
	open, lost int
	hint       string // about the first failure
}

// err is the error of all mails, nil where each has arrived.
func (t *tally) err() error {
	if t.lost == 0 {
		return nil
	}
	return &failure{statusWriting, fmt.Errorf("%d of %d readers did not get the report, or may not have", t.lost, t.open), t.hint}
}

// tellFailed tells who did not get a report and why. Those for whom the reason
// is the same are told of together.
func (p *program) tellFailed(t *tally, part string, open []string, d *delivery, doubtful []string) {
	var order []string
	byReason := map[string][]string{}
	for _, reader := range open {
		if err := d.failed[reader]; err != nil {
			why := explain(err)
			if byReason[why] == nil {
				order = append(order, why)
			}
			byReason[why] = append(byReason[why], reader)
			t.lost++
		}
	}
	for _, why := range order {
		say(p.stderr, "error", inPart(part)+"not sent to "+strings.Join(byReason[why], ", ")+": "+why, "")
	}
	if len(doubtful) > 0 {
		say(p.stderr, "error", inPart(part)+"not sent again to "+strings.Join(doubtful, ", ")+": an earlier mail may have arrived", "ask them, then --again")
	}
	t.open, t.lost = t.open+len(open)+len(doubtful), t.lost+len(doubtful)
	if t.hint == "" && t.lost > 0 {
		t.hint = hintFor(t.m, open, d)
	}
}

// explain says why a server did not take a mail: its own words, cut short.
func explain(err error) string {
	const most = 300
	var untrusted *tls.CertificateVerificationError
	var answer *textproto.Error
	s := err.Error()
	switch {
	case errors.As(err, &untrusted):
		s = "the certificate of the server is not trusted: " + untrusted.Err.Error()
	case errors.As(err, &answer):
		s = fmt.Sprintf("the server says: %d %s", answer.Code, strings.Join(strings.Fields(answer.Msg), " "))
	}
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return s
}

// hintFor says what to do about the first failure.
func hintFor(m *mailing, open []string, d *delivery) string {
	for _, reader := range open {
		err := d.failed[reader]
		var untrusted *tls.CertificateVerificationError
		switch {
		case err == nil:
		case d.unsure[reader]:
			return "ask them whether it arrived; --again sends it again"
		case errors.As(err, &untrusted):
			return "check the name of the server, or give the certificates of your organisation with --ca FILE"
		case strings.Contains(err.Error(), "STARTTLS"):
			return "the server offers no encryption here: try --smtps --smtp " + m.relay.host + ":465"
		case temporary(err):
			return "run the same command later: who has got it does not get it again"
		}
	}
	return "run the same command again when that is mended: who has got it does not get it again"
}
