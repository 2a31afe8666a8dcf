package main

import (
	"bufio"
	"bytes"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// python is that of the system: Debian's packages are for no other.
const python = "/usr/bin/python3"

// pythonMail is what mail.py prints.
type pythonMail struct {
	Structure []string
	Headers   [][2]string
	Defects   []string
	Parts     []struct{ Type, Disposition, Name, SHA256, Text string }
	Longest   int
	Bare      int
	Eighth    bool
}

// mailFile mails a report to a file, with all that it can hold.
func mailFile(t *testing.T, r reported) string {
	t.Helper()
	m := letter(r.dir)
	m.from, m.to = "Åse ☃ <reports@halden.example>", []string{`"Berg, Å." <ann@halden.example>, bob@halden.example`}
	m.attach, m.eml = []string{"xlsx", "md", "html", "json", "csv", "manifest"}, filepath.Join(t.TempDir(), "mail.eml")
	if status, said := sendMail(m); status != statusDone {
		t.Fatalf("%s: status %d: %s", r.sample, status, said)
	}
	return m.eml
}

// TestCheckersMail: Python's parser finds no defect in the mail; attachments are
// the reports, byte by byte, and of the types that they have. Outlook and Gmail
// know all that the page is made of, and it fits the screen.
func TestCheckersMail(t *testing.T) {
	tools := checkers(t)
	for _, r := range reports(t) {
		eml := mailFile(t, r)
		var m pythonMail
		if err := json.Unmarshal([]byte(printed(t, ".", python, "testdata/mail.py", eml)), &m); err != nil {
			t.Fatal(err)
		}
		longest := len("Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") // all others have 78 at most
		if len(m.Defects) > 0 || m.Longest > longest || m.Bare > 0 || m.Eighth {
			t.Errorf("%s: defects %q, longest line %d, %d bare line feeds, 8-bit %v", r.sample, m.Defects, m.Longest, m.Bare, m.Eighth)
		}
		if got, want := strings.Join(m.Structure[:4], " "), "multipart/mixed multipart/alternative text/plain text/html"; got != want {
			t.Errorf("%s: %s", r.sample, got)
		}
		for _, want := range [][2]string{{"From", "Åse ☃ <reports@halden.example>"}, {"To", `"Berg, Å." <ann@halden.example>, bob@halden.example`}, {"Auto-Submitted", "auto-generated"}} {
			if !slices.Contains(m.Headers, want) {
				t.Errorf("%s: %v is not among %v", r.sample, want, m.Headers)
			}
		}
		var names []string
		for _, p := range m.Parts[2:] {
			names = append(names, p.Name+" "+p.Type)
			text, err := os.ReadFile(r.file(p.Name))
			if err != nil || digest(text) != p.SHA256 || p.Disposition != "attachment" {
				t.Errorf("%s: %s is not as it was: %v", r.sample, p.Name, err)
			}
			for _, body := range m.Parts[:2] {
				if !strings.Contains(strings.ReplaceAll(body.Text, " ", ""), p.SHA256) {
					t.Errorf("%s: %s does not name the checksum of %s", r.sample, body.Type, p.Name)
				}
			}
		}
		if got, want := strings.Join(names, ", "), "report.xlsx application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, report.md text/markdown, report.html text/html, report.json application/json, findings.csv text/csv, manifest.json application/json"; got != want {
			t.Errorf("%s: %s", r.sample, got)
		}
		page := filepath.Join(t.TempDir(), "mail.html")
		if err := os.WriteFile(page, []byte(m.Parts[1].Text), 0o644); err != nil {
			t.Fatal(err)
		}
		printed(t, ".", "node", "testdata/caniemail.mjs", tools, page)
		printed(t, ".", "node", "testdata/mail.mjs", tools, page)
	}
}

// TestCheckersMailServer: aiosmtpd takes the mail after STARTTLS and a login,
// and has it as it was sent.
func TestCheckersMailServer(t *testing.T) {
	checkers(t)
	certificate, ca := certificates(t)
	key, err := x509.MarshalPKCS8PrivateKey(certificate.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	keyFile := filepath.Join(folder, "key.pem")
	if err := os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "testdata/smtpd.py", ca, keyFile, folder, mailUser, mailPassword)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { cmd.Process.Kill(); cmd.Wait() }()
	port, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	dir := mailed(t)
	m, _ := by(t, dir, "127.0.0.1:"+strings.TrimSpace(port), ca)
	t.Setenv(smtpPassword, mailPassword)
	m.relay.user = mailUser
	if status, said := sendMail(m); status != statusDone {
		t.Fatalf("status %d: %s", status, said)
	}
	eml := letter(dir)
	eml.eml = filepath.Join(folder, "mail.eml")
	if status, said := sendMail(eml); status != statusDone {
		t.Fatal(said)
	}
	sameFile(t, filepath.Join(folder, "mail"), eml.eml)
	envelope, err := os.ReadFile(filepath.Join(folder, "envelope"))
	if want := fmt.Sprintf(`{"from": "reports@halden.example", "readers": [%q, %q], "tls": true, "login": true}`, ann, bob); err != nil || string(envelope) != want {
		t.Errorf("%s: %v", envelope, err)
	}
}

func sameFile(t *testing.T, name, other string) {
	t.Helper()
	a, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(other)
	if err != nil || len(a) == 0 || !bytes.Equal(a, b) {
		t.Errorf("%s has %d bytes, %s %d: %v", name, len(a), other, len(b), err)
	}
}
