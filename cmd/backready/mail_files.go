package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/backready/backready/render/json"
	"github.com/backready/backready/render/mail"
	"github.com/backready/backready/render/manifest"
)

// attachFirst are the reports that are attached before all others.
var attachFirst = []string{"xlsx", "md"}

// enclose puts the report into the message. Every file is held to the manifest
// as it is read: what was checked is what is sent.
func (p *program) enclose(m *mailing, message *mail.Message) error {
	wanted, err := m.wanted()
	if err != nil {
		return err
	}
	v, err := p.whole(m)
	if err != nil {
		return err
	}
	text, err := v.sealed(reportFile)
	if err != nil {
		return err
	}
	if message.Report, err = json.Read(bytes.NewReader(text.Content)); err != nil {
		return noReport(reportFile, "make the report again: backready report FILE...", "%s", err)
	}
	if message.Changes, err = json.ReadHeadline(bytes.NewReader(text.Content)); err != nil {
		return noReport(reportFile, "", "%s", err)
	}
	var files []mail.File
	for _, name := range wanted {
		if slices.Equal(m.attach, attachFirst) && !v.has(name) {
			p.notice("%s is not attached: it is no file of this report", name)
			continue
		}
		f, err := v.sealed(name)
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	message.Attached, message.Left = mail.Fit(files, m.maxBytes)
	return nil
}

// wanted are the names of the files to attach, in their order.
func (m *mailing) wanted() ([]string, error) {
	if slices.Equal(m.attach, []string{"none"}) {
		return nil, nil
	}
	names := map[string]string{"manifest": manifest.Name}
	for _, o := range outputs {
		names[o.format] = o.file
	}
	var first, list []string
	for _, format := range m.attach {
		name, ok := names[format]
		switch {
		case !ok:
			return nil, usage("--attach xlsx,md", "--attach %q is none of %s; none", format, attachable())
		case slices.Contains(first, name) || slices.Contains(list, name):
		case slices.Contains(attachFirst, format):
			first = append(first, name)
		default:
			list = append(list, name)
		}
	}
	slices.SortStableFunc(first, func(a, b string) int { return rank(names, a) - rank(names, b) })
	return append(first, list...), nil
}

func rank(names map[string]string, file string) int {
	return slices.IndexFunc(attachFirst, func(format string) bool { return names[format] == file })
}

// whole verifies the report, and says of an altered one what is wrong with it.
func (p *program) whole(m *mailing) (*verification, error) {
	var said bytes.Buffer
	v := &verification{p: &program{stdout: &said, stderr: p.stderr, quiet: true}, dir: m.dir}
	if err := v.run(m.publicKey); err != nil {
		return nil, err
	}
	if !v.altered {
		return v, nil
	}
	var faults []string
	for line := range strings.Lines(said.String()) {
		if strings.HasPrefix(line, "altered: ") || strings.HasPrefix(line, "missing: ") {
			faults = append(faults, strings.TrimSuffix(line, "\n"))
		}
	}
	return nil, noReport(m.dir, "backready verify "+m.dir, "the report is not as it was written and is not mailed\n%s", strings.Join(faults, "\n"))
}

// has reports whether the report has a file of this name.
func (v *verification) has(name string) bool {
	return name == manifest.Name || slices.ContainsFunc(v.m.Outputs, func(f manifest.File) bool { return f.Name == name })
}

// sealed reads a file of the report, which must be the one of the manifest.
func (v *verification) sealed(name string) (mail.File, error) {
	f := mail.File{Name: name}
	if name == manifest.Name {
		f.Content, f.SHA256 = v.text, digest(v.text)
		return f, nil
	}
	i := slices.IndexFunc(v.m.Outputs, func(f manifest.File) bool { return f.Name == name })
	if i < 0 {
		return f, noReport(name, "make the report again with that format: backready report --format xlsx,html,md,json,csv FILE...", "is no file of this report")
	}
	text, err := v.file(name)
	if err != nil {
		return f, noReport(name, "", "%s", reason(err))
	}
	if f.Content, f.SHA256 = text, digest(text); f.SHA256 != v.m.Outputs[i].SHA256 {
		return f, noReport(name, "", "was altered just now")
	}
	return f, nil
}

// digest is the SHA-256 of a text, in hexadecimal.
func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
