package mail

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// How much of a report a mail says; the files have all of it.
const (
	mostSteps = 10  // fixes
	mostLines = 6   // of a list
	mostRunes = 180 // of a text from an input
)

// A view is what both bodies say. Its texts are harmless in either.
type view struct {
	Title, Organization, Classification string
	Part                                string // of the items that the report is about
	Instead                             string // why it comes to these readers
	Verdict, More                       string // the first sentence, and the rest
	Kinds                               []kind
	Incomplete, Aged                    []string
	Reports                             []string // which of those it was made of have something to do
	Changes                             string
	Exceptions                          []string
	Steps                               []step
	NoSteps                             string // said where there is none
	OtherSteps                          int    // how many more there are
	Attached, Left                      []file
	NotProved                           []string
	Masked                              bool
	Run, Generated, Version, AsOf       string
	Editions                            string
}

// A kind is the totals of VMs or of disks.
type kind struct {
	Words                        string
	Total, Protectable, Accepted int
	Of                           [len(evaluate.Verdicts)]int
}

// Noun is what as many are called.
func (k kind) Noun() string {
	if k.Total == 1 {
		return strings.TrimSuffix(k.Words, "s")
	}
	return k.Words
}

// A step is a fix, what it is worth and whose it is.
type step struct{ Fix, Because, Worth, Who, Mind, Rule string }

type file struct{ Name, Size, SHA256 string }

func newView(m *Message) *view {
	r := m.Report
	v := &view{
		Title: inert(r.Title), Organization: inert(r.Organization), Classification: inert(r.Classification),
		Kinds: kinds(r), Changes: inertly(m.Changes, 4*mostRunes), Exceptions: exceptions(r),
		Attached: files(m.Attached), Left: files(m.Left), Masked: r.Masked != "",
		Run: r.RunID(), Generated: r.Generated.UTC().Format("2006-01-02 15:04 UTC"), Version: inert(r.Version), AsOf: inert(r.AsOf),
	}
	for _, said := range r.AtRisk() {
		v.Reports = append(v.Reports, inertly(said, 4*mostRunes))
	}
	v.Verdict, v.More, _ = strings.Cut(r.Headline(), ". ")
	v.Verdict = strings.TrimSuffix(v.Verdict, ".") + "."
	if part := r.Judgement.Part; part != nil {
		v.Part = inert("On a part of the items: " + part.String() + ", of run " + r.WholeID())
		if m.Instead {
			v.Instead = "No address is known for this part: it comes to you instead. Please pass it on to its owner."
		}
	}
	var incomplete, editions []string
	for _, p := range r.Incomplete() {
		incomplete = append(incomplete, strings.TrimPrefix(p.File+": ", ": ")+p.Text)
	}
	for _, e := range r.Judgement.Editions {
		editions = append(editions, e.ID)
	}
	v.Incomplete, v.Aged, v.Editions = firstFew(incomplete), whole(r.Aged()), strings.Join(firstFew(editions), ", ")
	for _, p := range r.Parts() {
		switch p.ID {
		case "first":
			v.take(p)
		case "not-proved":
			v.NotProved = p.Lead
		}
	}
	return v
}

// take takes the first steps from the part that lists them.
func (v *view) take(p render.Part) {
	v.NoSteps = p.None
	for row := range p.Table.Rows {
		of := func(id string) string {
			i := slices.IndexFunc(p.Table.Heads, func(h render.Head) bool { return h.ID == id })
			return inert(row[i].Text)
		}
		if len(v.Steps) == mostSteps {
			v.OtherSteps++
			continue
		}
		s := step{Fix: of("fix"), Because: of("because"), Who: of("who"), Mind: of("effort"), Rule: of("rule"), Worth: worth(of("items"), of("blocked")) + ": " + of("which")}
		v.Steps = append(v.Steps, s)
	}
}

// worth says how many items a fix concerns.
func worth(items, blocked string) string {
	switch {
	case items == "1" && blocked == "1":
		return "1 item, unsupported now"
	case items == "1":
		return "1 item"
	case blocked == "0":
		return items + " items"
	}
	return items + " items, " + blocked + " of them unsupported now"
}

// inert is a text from an input as a mail may show it: cut short, nothing of it
// hidden, and nothing that readers of mail make a link of by themselves.
func inert(s string) string { return inertly(s, mostRunes) }

func inertly(s string, most int) string {
	s = strings.Join(strings.Fields(render.Visible(s)), " ")
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return unlinked.Replace(s)
}

var unlinked = strings.NewReplacer("://", "[:]//", "www.", "www[.]", "WWW.", "WWW[.]", "Www.", "Www[.]", "mailto:", "mailto[:]")

// firstFew are the first of some texts, made harmless, and how many there are
// beyond.
func firstFew(list []string) []string {
	var out []string
	for i, s := range list {
		if i == mostLines {
			return append(out, fmt.Sprintf("and %d more; the report has them all", len(list)-i))
		}
		out = append(out, inert(s))
	}
	return out
}

// whole are texts of ours, made harmless and hardly ever cut: what they say to
// type stands at their end.
func whole(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, inertly(s, 4*mostRunes))
	}
	return out
}

func kinds(r *render.Report) []kind {
	var list []kind
	for _, c := range r.Counts() {
		k := kind{Words: map[inventory.Kind]string{inventory.VM: "VMs", inventory.Disk: "disks"}[c.Kind],
			Total: c.Total, Protectable: c.Of[evaluate.Supported] + c.Of[evaluate.Limited], Of: c.Of}
		for _, n := range c.Accepted {
			k.Accepted += n
		}
		list = append(list, k)
	}
	return list
}

// subject is the one given, else the verdict in the fewest words.
func (m *Message) subject() string {
	if m.Subject != "" {
		return inert(m.Subject)
	}
	var said []string
	for _, k := range kinds(m.Report) {
		said = append(said, fmt.Sprintf("%d of %d %s", k.Protectable, k.Total, k.Noun()))
	}
	s := inert(m.Report.Title) + ": " + strings.Join(said, ", ") + " can be protected"
	if c := m.Report.Classification; c != "" {
		s = "[" + inert(c) + "] " + s
	}
	if len(m.Report.Incomplete()) > 0 {
		s += " (evidence incomplete)"
	}
	return s
}

// exceptions says what is accepted and what to know of the register; nothing
// where there is none.
func exceptions(r *render.Report) []string {
	if r.Waivers == nil {
		return nil
	}
	items, findings := map[*inventory.Item]bool{}, 0
	for a := range r.Judgement.All() {
		for i := range a.Results {
			for n := range a.Results[i].Findings {
				if a.Results[i].Findings[n].Waiver != nil {
					findings++
					items[a.Item] = true
				}
			}
		}
	}
	var mind []string
	for _, p := range r.Waivers.Problems() {
		mind = append(mind, p.Text)
	}
	if findings == 0 && len(mind) == 0 {
		return nil // of the items of a part, none may be accepted
	}
	said := []string{fmt.Sprintf("Accepted for a time by %s: %s on %s. Verdicts stay as they are; what is accepted is left out of what to do first.",
		inert(r.Waivers.Name), counted(findings, "finding"), counted(len(items), "item"))}
	for _, text := range firstFew(mind) {
		said = append(said, sentence(text))
	}
	return said
}

// sentence is a message as the body has it: with a capital.
func sentence(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

func files(list []File) []file {
	var out []file
	for _, f := range list {
		out = append(out, file{inert(f.Name), grouped(len(f.Content)) + " bytes", f.SHA256})
	}
	return out
}

// grouped writes a number with commas between thousands.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func counted(n int, word string) string {
	if n != 1 {
		word += "s"
	}
	return grouped(n) + " " + word
}
