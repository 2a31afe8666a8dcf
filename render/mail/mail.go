// Package mail writes the mail that brings a finished report to its readers: a
// text that is complete on its own, the same as a page, and the reports.
//
// The message is put together here and not by the library that sends it, for
// it must be the same bytes every time: boundaries come from the run, never by
// chance. It is 7-bit clean, its lines end in CRLF and are short.
package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"net/textproto"
	"path"
	"strings"
	"time"

	"github.com/backready/backready/render"
)

// A Message is a report on its way to its readers.
type Message struct {
	Report   *render.Report
	Changes  string // what changed since an earlier report, "" where it was not compared
	From     netmail.Address
	To, Cc   []netmail.Address
	Subject  string // "" for the verdict
	Date     time.Time
	Instead  bool // of an owner whose address nobody knows, these readers get the part
	Attached []File
	Left     []File // asked for, but too large
}

// A File is one of the report.
type File struct {
	Name    string
	SHA256  string
	Content []byte
}

// types are the media types of attachments by the ends of their names.
var types = map[string]string{
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".html": "text/html; charset=utf-8",
	".md":   "text/markdown; charset=utf-8",
	".json": "application/json",
	".csv":  "text/csv; charset=utf-8",
}

// Fit shares out so many bytes: in their order, each file that still fits is
// attached.
func Fit(files []File, most int64) (attached, left []File) {
	for _, f := range files {
		if size := int64(len(f.Content)); size <= most {
			attached, most = append(attached, f), most-size
		} else {
			left = append(left, f)
		}
	}
	return attached, left
}

// Render writes the message.
func (m *Message) Render(w io.Writer) error {
	var body bytes.Buffer
	if err := m.writeBody(&body); err != nil {
		return err
	}
	h := m.header()
	sum := sha256.New()
	sum.Write(h.Bytes())
	sum.Write(body.Bytes())
	// The same report to the same readers is the same message, whenever it is
	// sent: the date is no part of its id.
	h.add("Date", m.Date.UTC().Format("Mon, 02 Jan 2006 15:04:05 -0700"))
	h.add("Message-ID", fmt.Sprintf("<%s.%s@%s>", m.Report.RunID(), hex.EncodeToString(sum.Sum(nil))[:16], domain(m.From)))
	h.add("MIME-Version", "1.0")
	h.add("Content-Type", m.multipart("mixed"))
	h.WriteString("\r\n")
	_, err := io.Copy(w, io.MultiReader(&h.Buffer, &body))
	return err
}

// header holds the fields that say from whom, to whom and about what. A Bcc
// has no field: such readers are known to the envelope alone.
func (m *Message) header() *header {
	h := &header{}
	h.add("From", addresses([]netmail.Address{m.From}))
	h.add("To", addresses(m.To))
	if len(m.Cc) > 0 {
		h.add("Cc", addresses(m.Cc))
	}
	h.add("Subject", words(m.subject()))
	h.add("Auto-Submitted", "auto-generated")
	h.add("X-Auto-Response-Suppress", "All")
	return h
}

// boundary can't occur in any part: neither quoted-printable nor base64 ever
// has an equals sign before an underscore.
func (m *Message) boundary(of string) string {
	return "=_backready_" + m.Report.RunID() + "_" + of
}

func (m *Message) multipart(of string) string {
	return mime.FormatMediaType("multipart/"+of, map[string]string{"boundary": m.boundary(of)})
}

func (m *Message) writeBody(w io.Writer) error {
	v := newView(m)
	page, err := v.page()
	if err != nil {
		return err
	}
	mixed := multipart.NewWriter(w)
	if err := mixed.SetBoundary(m.boundary("mixed")); err != nil {
		return err
	}
	both, err := mixed.CreatePart(textproto.MIMEHeader{"Content-Type": {folded("Content-Type", m.multipart("alternative"))}})
	if err != nil {
		return err
	}
	alternative := multipart.NewWriter(both)
	if err := alternative.SetBoundary(m.boundary("alternative")); err != nil {
		return err
	}
	for _, part := range []struct{ kind, text string }{{"text/plain", v.text()}, {"text/html", page}} {
		if err := writeText(alternative, part.kind, part.text); err != nil {
			return err
		}
	}
	if err := alternative.Close(); err != nil {
		return err
	}
	for _, f := range m.Attached {
		if err := f.write(mixed); err != nil {
			return err
		}
	}
	return mixed.Close()
}

func writeText(w *multipart.Writer, kind, text string) error {
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Type":              {kind + "; charset=utf-8"},
		"Content-Transfer-Encoding": {"quoted-printable"},
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(part, quoted(text))
	return err
}

// quoted is a text in quoted-printable.
func quoted(text string) string {
	var b strings.Builder
	q := quotedprintable.NewWriter(&b)
	_, _ = io.WriteString(q, text) // a Builder takes everything
	_ = q.Close()
	return b.String()
}

func (f *File) write(w *multipart.Writer) error {
	kind, ok := types[path.Ext(f.Name)]
	if !ok {
		kind = "application/octet-stream"
	}
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Type":              {folded("Content-Type", kind)},
		"Content-Transfer-Encoding": {"base64"},
		"Content-Disposition":       {folded("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))},
	})
	if err != nil {
		return err
	}
	lines := &lines{w: part}
	e := base64.NewEncoder(base64.StdEncoding, lines)
	if _, err := e.Write(f.Content); err != nil {
		return err
	}
	if err := e.Close(); err != nil {
		return err
	}
	return lines.end()
}

// lines breaks what passes through it into lines of 76 characters.
type lines struct {
	w  io.Writer
	at int
}

func (l *lines) Write(p []byte) (n int, err error) {
	const longest = 76
	for len(p) > 0 {
		if l.at == longest {
			if err := l.end(); err != nil {
				return n, err
			}
		}
		k, err := l.w.Write(p[:min(len(p), longest-l.at)])
		n, l.at, p = n+k, l.at+k, p[k:]
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

func (l *lines) end() error {
	l.at = 0
	_, err := io.WriteString(l.w, "\r\n")
	return err
}
