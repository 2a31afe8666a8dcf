package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"mime"
	"mime/multipart"
	"net"
	netmail "net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// A post is a mail server of emersion/go-smtp for tests, and what it got. Its
// hooks may refuse.
type post struct {
	*smtp.Server
	address string
	ca      string // file of the certificate it can be trusted by
	rcpt    func(to string, try int) error
	body    func(c *smtp.Conn) // before it is read
	data    func(c *smtp.Conn, try int) error

	mutex sync.Mutex
	tries map[string]int
	got   []got
}

type got struct {
	from    string
	readers []string
	text    []byte
	user    string
}

const mailUser, mailPassword = "reports", "correct horse, battery"

// serve starts a server. set may change it before.
func serve(t *testing.T, set func(*post)) *post {
	t.Helper()
	p := &post{tries: map[string]int{}}
	p.Server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &postSession{post: p, c: c}, nil }))
	certificate, ca := certificates(t)
	p.ca, p.Domain, p.MaxLineLength = ca, "mail.halden.example", 998
	p.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}}
	p.ErrorLog = quietLog{}
	implicit := false
	if set != nil {
		set(p)
		implicit = p.Network == "tls"
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.address = l.Addr().String()
	if implicit {
		l = tls.NewListener(l, p.TLSConfig)
	}
	go p.Serve(l)
	t.Cleanup(func() { p.Close(); l.Close() }) // it may not have begun to serve
	return p
}

type quietLog struct{}

func (quietLog) Printf(string, ...any) {}
func (quietLog) Println(...any)        {}

func (p *post) try(what string) int {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.tries[what]++
	return p.tries[what]
}

func (p *post) mails() []got {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return slices.Clone(p.got)
}

type postSession struct {
	*post
	c   *smtp.Conn
	now got
}

func (s *postSession) Mail(from string, _ *smtp.MailOptions) error { s.now.from = from; return nil }
func (s *postSession) Reset()                                      { s.now.from, s.now.readers = "", nil }
func (s *postSession) Logout() error                               { return nil }
func (s *postSession) AuthMechanisms() []string                    { return []string{sasl.Plain} }

func (s *postSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != mailUser || password != mailPassword {
			return smtp.ErrAuthFailed
		}
		s.now.user = user
		return nil
	}), nil
}

func (s *postSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.rcpt != nil {
		if err := s.rcpt(to, s.try(to)); err != nil {
			return err
		}
	}
	s.now.readers = append(s.now.readers, to)
	return nil
}

func (s *postSession) Data(r io.Reader) error {
	if s.body != nil {
		s.body(s.c)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.data != nil {
		if err := s.data(s.c, s.try("data")); err != nil {
			return err
		}
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.now.text = text
	s.got = append(s.got, s.now)
	return nil
}

// certificates makes a certificate for 127.0.0.1 that its own file vouches for.
func certificates(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "127.0.0.1"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, name
}

// talk is a server that answers line by line, without encryption; "" hangs up,
// - says nothing. It answers the empty line first.
func talk(t *testing.T, answer func(line string) string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go converse(c, answer)
		}
	}()
	return l.Addr().String()
}

func converse(c net.Conn, answer func(string) string) {
	defer c.Close()
	lines := bufio.NewScanner(c)
	inData := false
	for line := ""; ; {
		if !inData || line == "." {
			switch said := answer(line); said {
			case "":
				return
			case "-":
			default:
				fmt.Fprint(c, said+"\r\n")
				inData = strings.HasPrefix(said, "354")
			}
		}
		if !lines.Scan() {
			return
		}
		line = lines.Text()
	}
}

// politely is what a server answers.
func politely(line string) string {
	switch verb, _, _ := strings.Cut(line, " "); verb {
	case "":
		return "220 here"
	case "DATA":
		return "354 go on"
	case "QUIT":
		return "221 bye"
	}
	return "250 fine"
}

// mimeParts are the bodies and the attachments of a mail by name; bodies have
// the names text and page.
func mimeParts(t *testing.T, eml string) map[string][]byte {
	t.Helper()
	f, err := os.Open(eml)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := netmail.ReadMessage(f)
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{}
	if err := readParts(m.Header.Get("Content-Type"), m.Body, parts); err != nil {
		t.Fatal(err)
	}
	return parts
}

func readParts(kind string, body io.Reader, into map[string][]byte) error {
	_, params, err := mime.ParseMediaType(kind)
	if err != nil {
		return err
	}
	for r := multipart.NewReader(body, params["boundary"]); ; {
		p, err := r.NextPart() // decodes quoted-printable
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		kind := p.Header.Get("Content-Type")
		if strings.HasPrefix(kind, "multipart/") {
			if err := readParts(kind, p, into); err != nil {
				return err
			}
			continue
		}
		var content io.Reader = p
		if p.Header.Get("Content-Transfer-Encoding") == "base64" {
			content = base64.NewDecoder(base64.StdEncoding, p)
		}
		name := p.FileName()
		if name == "" {
			name = map[bool]string{true: "page", false: "text"}[strings.HasPrefix(kind, "text/html")]
		}
		if into[name], err = io.ReadAll(content); err != nil {
			return err
		}
	}
}
