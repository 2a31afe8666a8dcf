package main

import (
	"encoding/json"
	"errors"
	"fmt"
	netmail "net/mail"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
	"github.com/backready/backready/render/mail"
	"github.com/backready/backready/render/manifest"
)

// wholeMail is the mail on the whole report below the folder of --eml. Those on
// parts lie in parts/ there, named by their folders, as in the report.
const wholeMail = "report.eml"

// A book says who gets which part of a report.
type book struct {
	m        *mailing
	entries  []*assignment // of --part-to, in their order
	fallback []netmail.Address
}

// An assignment names a part by its key or its folder.
type assignment struct {
	part    string
	readers []netmail.Address
	used    bool
}

// book reads who gets which part.
func (m *mailing) book() (*book, error) {
	b := &book{m: m}
	for _, text := range m.partTo {
		at := strings.LastIndex(text, "=") // a tag may hold one
		if at < 1 {
			return nil, usage("--part-to finance=ann@example.org", "--part-to %q names no part and its readers", text)
		}
		readers, err := addressed("part-to", []string{text[at+1:]})
		if err != nil {
			return nil, err
		}
		b.entries = append(b.entries, &assignment{part: text[:at], readers: readers})
	}
	var err error
	if b.fallback, err = addressed("part-fallback", m.partFallback); err != nil {
		return nil, err
	}
	all := slices.Clone(b.fallback)
	for _, e := range b.entries {
		all = append(all, e.readers...)
	}
	return b, m.guard(all)
}

// readersOf are those who get a part; where nobody does, lost says why. instead
// says why it is those of --part-fallback.
func (b *book) readersOf(by evaluate.Division, part indexed) (readers []netmail.Address, instead, lost string) {
	for _, e := range b.entries {
		if e.names(by, part) {
			readers, e.used = append(readers, e.readers...), true
		}
	}
	if len(readers) > 0 {
		return distinctReaders(readers), "", ""
	}
	if readers, lost = b.byTag(by, part); lost != "" && len(b.fallback) > 0 {
		return b.fallback, lost, ""
	}
	return readers, "", lost
}

// names reports whether it is about a part. The items without a key have
// no name but that of their folder, which a key could be too. Values of tags that
// differ by case are of different parts, other keys don't.
func (e *assignment) names(by evaluate.Division, part indexed) bool {
	_, tagged := by.Tag()
	switch {
	case e.part == part.Folder, !tagged && strings.EqualFold(e.part, part.Folder):
		return part.Key == nil || e.part != noKey
	case part.Key == nil:
		return false
	case tagged:
		return e.part == *part.Key && e.part != noKey
	}
	return strings.EqualFold(e.part, *part.Key)
}

// byTag takes a tag that is itself an address, or several. Whoever may set a tag
// could send the report anywhere: the domains must be allowed by name.
func (b *book) byTag(by evaluate.Division, part indexed) (readers []netmail.Address, lost string) {
	if _, tagged := by.Tag(); !tagged || part.Key == nil {
		return nil, "no address is known"
	}
	list, err := mail.Addresses(strings.ReplaceAll(*part.Key, ";", ","))
	switch {
	case err != nil:
		return nil, "no address is known"
	case len(b.m.allowedDomains) == 0:
		return nil, "its tag is an address, which counts only with --allowed-domains"
	case slices.ContainsFunc(list, func(a netmail.Address) bool { return !b.m.allowed(a) }):
		return nil, "its tag is an address that is not of an allowed domain"
	}
	for i := range list {
		list[i].Name = "" // whatever the tag says beside the address
	}
	return list, ""
}

func distinctReaders(list []netmail.Address) []netmail.Address {
	var out []netmail.Address
	for _, a := range list {
		if !slices.ContainsFunc(out, func(b netmail.Address) bool { return strings.EqualFold(a.Address, b.Address) }) {
			out = append(out, a)
		}
	}
	return out
}

// mailParts mails each part to its owner, and the whole to those who get it. All
// mails are written before the first one goes.
func (p *program) mailParts(m *mailing, e *envelope) (err error) {
	b, err := m.book()
	if err != nil {
		return err
	}
	x, err := p.partsOf(m)
	if err != nil {
		return err
	}
	work, remove, err := p.mailFolder(m)
	if err != nil {
		return writing(err)
	}
	defer func() { err = errors.Join(err, writing(leftBehind(remove()))) }()
	mails, lost, err := p.composeAll(m, e, b, x, work)
	if err != nil {
		return err
	}
	if m.eml != "" {
		err = p.installMails(work, m.eml, len(mails))
	} else {
		err = p.send(m, e, mails)
	}
	return p.tellLost(lost, len(x.Parts), err)
}

// partsOf verifies the report and reads which parts it has.
func (p *program) partsOf(m *mailing) (*index, error) {
	v, err := p.whole(m)
	switch {
	case err != nil:
		return nil, err
	case v.m.Part != nil:
		return nil, usage("give the report on the whole, or --parts=false --to ann@example.org", "%s is a report on a part: it has none itself", filepath.Base(m.dir))
	case !v.has(manifest.PartsIndex):
		return nil, usage("backready report --split tag:owner FILE...", "%s is not divided into parts", filepath.Base(m.dir))
	}
	text, err := v.sealed(manifest.PartsIndex)
	if err != nil {
		return nil, err
	}
	x := &index{}
	if err := json.Unmarshal(text.Content, x); err != nil {
		return nil, noReport(manifest.PartsIndex, "", "%s", err)
	}
	for _, part := range x.Parts {
		if !v.has(manifest.PartManifest(part.Folder)) {
			return nil, noReport(manifest.PartsIndex, "", "names a part that the report does not have: %s", part.Folder)
		}
	}
	return x, nil
}

// mailFolder is a private one for mails: beside the folder that is to hold them,
// or in that for temporary files.
func (p *program) mailFolder(m *mailing) (string, func() error, error) {
	if m.eml == "" {
		return p.stops.folder("", "backready-")
	}
	name := filepath.Clean(m.eml)
	if strange := notOfMails(name); strange != "" {
		return "", nil, usage("--eml "+filepath.Base(name)+"-2", "%s holds %s, which is no mail of an earlier run", filepath.Base(name), strange)
	}
	work, remove, err := p.stops.folder(filepath.Dir(name), "."+filepath.Base(name)+partial)
	if err != nil {
		err = fmt.Errorf("can't write %s: %s", name, reason(err))
	}
	return work, remove, err
}

// composeAll writes the mails into a folder: that on the whole, if anybody gets
// it, then those on the parts in their order. lost are the parts that nobody gets.
func (p *program) composeAll(m *mailing, e *envelope, b *book, x *index, work string) (mails []posting, lost []string, err error) {
	add := func(of mailing, message *mail.Message, file string, readers []netmail.Address) error {
		message.From, message.Date = e.from, e.date
		message, text, err := p.compose(&of, message)
		if err != nil {
			return err
		}
		one := posting{part: partName(message.Report), run: message.Report.RunID(), file: file, readers: readers}
		one.text = func() ([]byte, error) { return os.ReadFile(filepath.Join(work, filepath.FromSlash(one.file))) }
		mails = append(mails, one)
		return writeMailInto(work, file, text)
	}
	if len(e.to) > 0 {
		if err := add(*m, &mail.Message{Subject: m.subject, To: e.to, Cc: e.cc}, wholeMail, e.everybody()); err != nil {
			return nil, nil, err
		}
	}
	for _, part := range x.Parts {
		readers, instead, why := b.readersOf(evaluate.Division(x.By), part)
		if why != "" {
			lost = append(lost, nameOf(x.By, part)+": "+why)
			continue
		}
		of := *m
		of.dir = filepath.Join(m.dir, manifest.PartsFolder, part.Folder)
		if of.subject != "" {
			of.subject += ": " + nameOf(x.By, part)
		}
		message := &mail.Message{Subject: of.subject, To: readers, Instead: instead != ""}
		if err := add(of, message, path.Join(manifest.PartsFolder, part.Folder+".eml"), readers); err != nil {
			return nil, nil, err
		}
	}
	for _, entry := range b.entries {
		if !entry.used {
			say(p.stderr, "warning", fmt.Sprintf("--part-to: the report has no part %q", entry.part), "parts/index.json has their keys and folders")
		}
	}
	if len(mails) == 0 {
		return nil, nil, usage("--part-to "+x.Parts[0].Folder+"=ann@example.org, or --part-fallback it@example.org", "nobody to send to: no address is known of any part")
	}
	return mails, lost, nil
}

// tellLost names the parts that nobody gets, which is a failure of its own.
func (p *program) tellLost(lost []string, of int, err error) error {
	if len(lost) == 0 {
		return err
	}
	const most = 20
	for i, part := range lost {
		if i == most {
			part = fmt.Sprintf("and %d more parts", len(lost)-most)
		}
		say(p.stderr, "error", "nobody gets "+part, "")
		if i == most {
			break
		}
	}
	if err != nil {
		return err
	}
	return &failure{statusWriting, fmt.Errorf("%d of %d parts went to nobody; all others went", len(lost), of), "--part-to PART=ann@example.org, or --part-fallback it@example.org"}
}

// nameOf is a part in words, as its report has it.
func nameOf(by string, part indexed) string {
	of := &evaluate.Part{By: evaluate.Division(by), Subscription: part.Subscription}
	if part.Key != nil {
		of.Key = *part.Key
	}
	return of.String()
}

// partName is the part that a report is on, "" for the whole.
func partName(r *render.Report) string {
	if r.Judgement.Part == nil {
		return ""
	}
	return r.Judgement.Part.String()
}

// inPart begins a message about a part.
func inPart(name string) string {
	if name == "" {
		return ""
	}
	return name + ": "
}
