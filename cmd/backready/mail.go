package main

import (
	"bytes"
	"fmt"
	netmail "net/mail"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render/mail"
)

// mailing is what the flags of mail say.
type mailing struct {
	dir              string
	from             string
	to, cc, bcc      []string
	subject          string
	attach           []string
	maxBytes         int64
	eml              string
	parts            bool     // mail each part of the report as well
	partTo           []string // PART=ADDRESSES
	partFallback     []string // get the parts for which there is nobody else
	relay            relay
	passwordFile, ca string
	smtp             string
	allowedDomains   []string
	now, publicKey   string
	sentFile         string
	again            bool
}

// maxAttached is what fits the 25 MB that most servers take, once it is encoded
// and with room to spare.
const maxAttached = 15_000_000

func (p *program) mailCommand() *cobra.Command {
	m := &mailing{}
	cmd := &cobra.Command{
		Use:   "mail DIR",
		Short: "Mail a finished report: to a file, or by SMTP",
		Long:  topic("mail").text(),
		Example: `  backready mail backready-report --from reports@example.org --to board@example.org --eml report.eml
  backready mail backready-report --from reports@example.org --to board@example.org --smtp mail.example.org:587 --user reports --password-file secret
  backready mail backready-report --from reports@example.org --parts --part-to finance=ann@example.org --part-fallback it@example.org --eml mails`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage(cmd.CommandPath()+" backready-report --to board@example.org --eml report.eml", "give one folder of a finished report")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return p.configureMail(m, cmd, args) },
	}
	m.register(cmd)
	return cmd
}

// configureMail mails as flags and settings say.
func (p *program) configureMail(m *mailing, cmd *cobra.Command, args []string) error {
	given := cmd.Flags().Changed
	toFile, blind, toOwners := given("eml") && !given("smtp"), given("bcc"), given("part-to") || given("part-fallback")
	if _, err := p.configure(cmd, args); err != nil {
		return err
	}
	if toFile { // whatever the settings say of a server
		m.smtp = ""
	}
	if toFile && !blind {
		m.bcc = nil
	}
	if toOwners && !m.parts {
		return usage("--parts", "--part-to and --part-fallback without --parts")
	}
	m.dir = args[0]
	return p.mail(m)
}

func (m *mailing) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	registerConfig(flags, new(string))
	flags.StringArrayVar(&m.to, "to", nil, "readers: `ADDRESSES`, separated by commas (repeatable)")
	flags.StringArrayVar(&m.cc, "cc", nil, "readers of a copy: `ADDRESSES` (repeatable)")
	flags.StringArrayVar(&m.bcc, "bcc", nil, "readers of a copy whom the mail does not name: `ADDRESSES` (repeatable; --smtp only)")
	flags.StringVar(&m.from, "from", "", "`ADDRESS` of the sender (default: --user, where that is one)")
	flags.StringVar(&m.subject, "subject", "", "subject (default: the title and the verdict)")
	flags.StringSliceVar(&m.attach, "attach", []string{"xlsx", "md"}, "reports to attach: "+attachable()+"; none")
	flags.Int64Var(&m.maxBytes, "max-bytes", maxAttached, "attach so many bytes at most, as they are on disk")
	flags.BoolVar(&m.parts, "parts", false, "mail each part of a divided report to its owner; the whole to --to, if given")
	flags.StringArrayVar(&m.partTo, "part-to", nil, "who gets a part: `PART=ADDRESSES`; a part is named by its key or its folder, see parts/index.json (repeatable)")
	flags.StringArrayVar(&m.partFallback, "part-fallback", nil, "who gets the parts for which no address is known: `ADDRESSES` (repeatable)")
	flags.StringVar(&m.eml, "eml", "", "write the mail to this `FILE`; - for standard output; with --parts a folder")
	flags.StringVar(&m.smtp, "smtp", "", "send the mail by this server: `HOST:PORT`")
	flags.BoolVar(&m.relay.implicit, "smtps", false, "speak TLS from the start (default on port 465), else STARTTLS, without which nothing is sent")
	flags.BoolVar(&m.relay.plain, "insecure-plaintext", false, "send without encryption: whoever listens reads the report")
	flags.StringVar(&m.ca, "ca", "", "trust this `FILE` of certificates (PEM) alone for the server")
	flags.StringVar(&m.relay.user, "user", "", "log in as this user; the password is that in "+smtpPassword)
	flags.StringVar(&m.passwordFile, "password-file", "", "take the password from this `FILE`")
	flags.IntVar(&m.relay.retries, "retries", 3, "try again so often when the server says to try later")
	flags.DurationVar(&m.relay.timeout, "timeout", time.Minute, "wait so long for each answer of the server")
	flags.StringSliceVar(&m.allowedDomains, "allowed-domains", nil, "send nothing at all if a reader is of another domain: `DOMAINS`")
	flags.StringVar(&m.now, "now", "", "time of the mail, RFC 3339 (default: SOURCE_DATE_EPOCH, else the clock)")
	flags.StringVar(&m.publicKey, "public-key", "", "mail the report only if it is signed by this public key of minisign: a `FILE`")
	flags.StringVar(&m.sentFile, "sent-file", "", "remember in this `FILE` who got which report (default: .backready-sent.jsonl beside DIR)")
	flags.BoolVar(&m.again, "again", false, "send also to those who got this report, or may have got it")
}

// An envelope says from whom and when mails come, and who gets the whole report.
type envelope struct {
	from        netmail.Address
	date        time.Time
	to, cc, bcc []netmail.Address
}

// everybody are all who get the whole report.
func (e *envelope) everybody() []netmail.Address { return slices.Concat(e.to, e.cc, e.bcc) }

// A posting is a mail to be written or sent, and to whom.
type posting struct {
	part    string // as messages name it, "" for the whole report
	run     string // id
	file    string // that it is written to below a folder, with slashes
	readers []netmail.Address
	text    func() ([]byte, error)
}

// mail does what the flags say. Everything that can be wrong with them or with
// the report is found before anything is written or sent.
func (p *program) mail(m *mailing) error {
	e, err := m.envelope()
	if err != nil {
		return err
	}
	if err := m.prepare(); err != nil {
		return err
	}
	if m.parts {
		return p.mailParts(m, e)
	}
	message, text, err := p.compose(m, &mail.Message{Subject: m.subject, From: e.from, Date: e.date, To: e.to, Cc: e.cc})
	switch {
	case err != nil:
		return err
	case m.eml != "":
		return p.writeMail(m.eml, text)
	}
	return p.send(m, e, []posting{{run: message.Report.RunID(), readers: e.everybody(), text: func() ([]byte, error) { return text, nil }}})
}

// compose puts the report into a message and writes that.
func (p *program) compose(m *mailing, message *mail.Message) (*mail.Message, []byte, error) {
	if err := p.enclose(m, message); err != nil {
		return nil, nil, err
	}
	var text bytes.Buffer
	if err := message.Render(&text); err != nil {
		return nil, nil, writing(err)
	}
	for _, f := range message.Left {
		say(p.stderr, "warning", fmt.Sprintf("%s%s is not attached: with its %d bytes more than --max-bytes %d would be", inPart(partName(message.Report)), f.Name, len(f.Content), m.maxBytes),
			"raise --max-bytes, or bring the file to the readers another way; the mail names its checksum")
	}
	return message, text.Bytes(), nil
}

// envelope reads who writes to whom, and when.
func (m *mailing) envelope() (*envelope, error) {
	e := &envelope{}
	for _, list := range []struct {
		flag  string
		given []string
		out   *[]netmail.Address
	}{{"to", m.to, &e.to}, {"cc", m.cc, &e.cc}, {"bcc", m.bcc, &e.bcc}} {
		var err error
		if *list.out, err = addressed(list.flag, list.given); err != nil {
			return nil, err
		}
	}
	switch {
	case len(e.to) == 0 && !m.parts:
		return nil, usage("--to board@example.org", "nobody to send to")
	case len(e.to) == 0 && len(e.cc)+len(e.bcc) > 0:
		return nil, usage("--to board@example.org", "--cc and --bcc are for the whole report, which nobody gets without --to")
	}
	from := m.from
	if from == "" && strings.Contains(m.relay.user, "@") {
		from = m.relay.user
	}
	sender, err := mail.Addresses(from)
	if err != nil || len(sender) != 1 {
		return nil, usage("--from reports@example.org", "--from %q is not one address", from)
	}
	e.from = sender[0]
	if e.date, err = (&options{now: m.now}).clock(); err != nil {
		return nil, err
	}
	return e, m.guard(e.everybody())
}

// addressed reads the addresses of a flag, none where it was not given.
func addressed(flag string, given []string) ([]netmail.Address, error) {
	if len(given) == 0 {
		return nil, nil
	}
	list, err := mail.Addresses(strings.Join(given, ","))
	if err != nil {
		return nil, usage("--"+flag+" board@example.org,audit@example.org", "--%s: %s", flag, err)
	}
	return list, nil
}

// guard refuses readers of domains that are not allowed.
func (m *mailing) guard(readers []netmail.Address) error {
	var strangers []string
	for _, a := range readers {
		if len(m.allowedDomains) > 0 && !m.allowed(a) {
			strangers = append(strangers, a.Address)
		}
	}
	if len(strangers) > 0 {
		return usage("correct the address, or add its domain to --allowed-domains", "not of an allowed domain: %s; nothing was sent to anybody", strings.Join(strangers, ", "))
	}
	return nil
}

// allowed reports whether an address is of a domain of --allowed-domains.
func (m *mailing) allowed(a netmail.Address) bool {
	_, domain, _ := strings.Cut(a.Address, "@")
	return slices.ContainsFunc(m.allowedDomains, func(d string) bool { return strings.EqualFold(strings.TrimSpace(d), domain) })
}

// prepare checks the rest of the flags.
func (m *mailing) prepare() error {
	switch {
	case (m.eml == "") == (m.smtp == ""):
		return usage("--eml report.eml, or --smtp mail.example.org:587", "say where the mail goes: --eml or --smtp")
	case m.parts && m.eml == "-":
		return usage("--eml mails", "--eml must be a folder with --parts: there is more than one mail")
	case m.maxBytes < 0:
		return usage("--attach none", "--max-bytes %d is less than 0", m.maxBytes)
	case m.eml != "" && len(m.bcc) > 0:
		return usage("leave --bcc out, and send the file to these readers as well", "a file has no envelope to name the readers of --bcc on")
	case m.eml != "":
		return nil
	}
	return m.prepareRelay()
}

// writeMail writes the mail to a file, whole or not at all.
func (p *program) writeMail(name string, text []byte) error {
	if name == "-" {
		_, err := p.stdout.Write(text)
		return writing(err)
	}
	if err := p.stops.file(name, text, false); err != nil {
		return writing(fmt.Errorf("can't write %s: %s", name, reason(err)))
	}
	p.notice("wrote %s", filepath.Clean(name))
	return nil
}

// noReport is an error with the report, of which nothing was sent.
func noReport(name, hint, format string, args ...any) error {
	return &inventory.InputError{File: name, Text: fmt.Sprintf(format, args...), Hint: hint}
}
