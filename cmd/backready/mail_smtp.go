package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// A relay is the server that takes the mail. go-mail opens the connection,
// encrypts it and logs in; the message is ready made and goes through as it is,
// each reader is asked for alone.
type relay struct {
	host            string
	port            int
	implicit, plain bool
	user, password  string
	trusted         *x509.CertPool // nil: those of the system
	timeout         time.Duration  // of each answer
	retries         int
	wait            func(time.Duration) // between tries
}

// firstWait is how long the first retry waits; each further one waits twice as
// long. Servers that defer unknown senders expect minutes.
const firstWait = 30 * time.Second

// A parcel is a message in its envelope.
type parcel struct {
	from    string
	readers []string
	text    func() ([]byte, error)
	notes   noter
}

// delivery is what became of a parcel, reader by reader: what is not there was
// taken by the server.
type delivery struct {
	failed map[string]error
	unsure map[string]bool // of those that failed: it may have arrived
}

func newDelivery() *delivery {
	return &delivery{failed: map[string]error{}, unsure: map[string]bool{}}
}

func (d *delivery) fail(err error, readers ...string) {
	for _, r := range readers {
		d.failed[r] = err
	}
}

// later are the readers for whom the server says to try again.
func (d *delivery) later(readers []string) []string {
	var list []string
	for _, r := range readers {
		if temporary(d.failed[r]) {
			list = append(list, r)
		}
	}
	return list
}

// temporary reports whether a server says to try later. A connection that fails
// or an answer that never comes is no such word.
func temporary(err error) bool {
	var answer *textproto.Error
	return errors.As(err, &answer) && answer.Code/100 == 4
}

// noter writes down what becomes of a mail.
type noter interface {
	note(state sendState, readers ...string) error
}

// deliver brings the parcels to the server, each as often as it says to try later
// and the retries last. It waits for all of them together: many parcels take no
// longer than one.
func (r *relay) deliver(parcels []parcel) []*delivery {
	open, totals := slices.Clone(parcels), make([]*delivery, len(parcels))
	for i := range totals {
		totals[i] = newDelivery()
	}
	pause := firstWait
	for try := 0; ; try++ {
		if !r.round(open, totals) || try >= r.retries {
			return totals
		}
		r.wait(pause)
		pause *= 2
	}
}

// round tries each parcel once for the readers who still wait for it, and reports
// whether it is worth another round. Where the server can't be spoken to, none of
// the further ones is tried.
func (r *relay) round(open []parcel, totals []*delivery) (again bool) {
	var gone error
	for i := range open {
		p := &open[i]
		if len(p.readers) == 0 {
			continue
		}
		d := newDelivery()
		if gone == nil {
			d, gone = r.try(*p)
		} else {
			d.fail(gone, p.readers...)
		}
		totals[i].take(d, p.readers)
		p.readers = d.later(p.readers)
		again = again || len(p.readers) > 0
	}
	return again
}

// take adds what became of a further try for these readers.
func (d *delivery) take(further *delivery, readers []string) {
	for _, reader := range readers {
		delete(d.failed, reader)
		if err := further.failed[reader]; err != nil {
			d.failed[reader], d.unsure[reader] = err, further.unsure[reader]
		}
	}
}

// try is one session with the server. An error says that there was none.
func (r *relay) try(p parcel) (*delivery, error) {
	d := newDelivery()
	text, err := p.text()
	if err != nil {
		d.fail(err, p.readers...)
		return d, nil
	}
	c, err := r.open()
	if err != nil {
		d.fail(err, p.readers...)
		return d, err
	}
	defer func() { _ = c.Close() }()
	s := &session{r, c}
	if err := s.begin(p.from, len(text)); err != nil {
		d.fail(err, p.readers...)
		return d, nil
	}
	var taken []string
	for i, reader := range p.readers {
		err := s.step(func() error { return c.Rcpt("<" + reader + ">") })
		var answer *textproto.Error
		if errors.As(err, &answer) && answer.Code != 421 {
			d.fail(err, reader)
			continue
		}
		if err != nil { // the server is gone: nobody got anything
			d.fail(err, append(taken, p.readers[i:]...)...)
			return d, nil
		}
		taken = append(taken, reader)
	}
	if len(taken) > 0 {
		s.hand(text, taken, p.notes, d)
	}
	_ = s.step(c.Quit) // whatever it answers, the mail is taken or not by now
	return d, nil
}

// open connects, encrypts and logs in.
func (r *relay) open() (*smtp.Client, error) {
	host := r.host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	options := []gomail.Option{
		gomail.WithPort(r.port), gomail.WithTimeout(r.timeout), gomail.WithoutSMTPUTF8(), gomail.WithTLSPolicy(gomail.TLSMandatory),
		gomail.WithTLSConfig(&tls.Config{ServerName: r.host, MinVersion: tls.VersionTLS12, RootCAs: r.trusted}),
	}
	switch {
	case r.plain:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	case r.implicit:
		options = append(options, gomail.WithSSL())
	}
	if r.user != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(r.user), gomail.WithPassword(r.password))
	}
	client, err := gomail.NewClient(host, options...)
	if err != nil {
		return nil, err
	}
	return client.DialToSMTPClientWithContext(context.Background())
}

// A session is a connection on which mail can be sent.
type session struct {
	*relay
	c *smtp.Client
}

// step does one step, for which the server has the time of an answer.
func (s *session) step(do func() error) error {
	if err := s.c.UpdateDeadline(s.timeout); err != nil {
		return err
	}
	return do()
}

// begin says from whom a mail comes, unless the server says that it is too
// large anyway.
func (s *session) begin(from string, size int) error {
	if _, most := s.c.Extension("SIZE"); most != "" {
		if n, err := strconv.Atoi(most); err == nil && n > 0 && n < size {
			return fmt.Errorf("the server takes mails of %d bytes at most, this one has %d", n, size)
		}
	}
	return s.step(func() error { return s.c.Mail("<" + from + ">") })
}

// hand hands over the mail for those readers whom the server has taken. The end
// of it is sent only once it is written down that it may arrive.
func (s *session) hand(text []byte, taken []string, notes noter, d *delivery) {
	var w io.WriteCloser
	err := s.step(func() (err error) { w, err = s.c.Data(); return err })
	if err == nil {
		err = s.pour(w, text)
	}
	if err == nil {
		err = notes.note(unsure, taken...)
	}
	if err != nil { // without its end no server takes a mail
		d.fail(err, taken...)
		_ = s.c.Close()
		return
	}
	err = s.step(w.Close)
	var answer *textproto.Error
	switch {
	case err == nil:
		err = notes.note(sent, taken...)
	case errors.As(err, &answer):
		d.fail(err, taken...)
		err = notes.note(refused, taken...)
	default:
		d.fail(fmt.Errorf("whether it has arrived can't be told: %w", err), taken...)
		for _, reader := range taken {
			d.unsure[reader] = true
		}
		_ = s.c.Close()
		return
	}
	if err != nil {
		d.fail(errors.Join(d.failed[taken[0]], fmt.Errorf("can't write down what became of it: %w", err)), taken...)
	}
}

// pour sends a text bit by bit, each within the time of an answer.
func (s *session) pour(w io.Writer, text []byte) error {
	const bit = 1 << 15
	for r := bytes.NewReader(text); r.Len() > 0; {
		if err := s.step(func() error { _, err := io.CopyN(w, r, min(bit, int64(r.Len()))); return err }); err != nil {
			return err
		}
	}
	return nil
}

// at splits HOST:PORT; without a port it is that of mail that is handed in.
func (r *relay) at(address string) error {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		host, port = address, map[bool]string{true: "465", false: "587"}[r.implicit]
	}
	r.host = host
	if r.port, err = strconv.Atoi(port); err != nil || r.port < 1 || r.port > 65535 || host == "" || strings.ContainsAny(host, " \r\n/@") {
		return usage("--smtp mail.example.org:587", "--smtp %q is no server and port", address)
	}
	r.implicit = r.implicit || r.port == 465
	return nil
}
