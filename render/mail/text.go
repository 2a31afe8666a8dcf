package mail

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/backready/backready/evaluate"
)

// textWidth is how many characters a line of the text has, where it can be
// broken.
const textWidth = 74

// A letter is a text in lines.
type letter struct{ strings.Builder }

// say writes a paragraph, its first line after one indent, the others after
// another.
func (l *letter) say(first, rest, text string) {
	line := first
	for i, word := range strings.Fields(text) {
		switch {
		case i == 0:
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > textWidth:
			fmt.Fprintln(l, line)
			line = rest
		default:
			line += " "
		}
		line += word
	}
	fmt.Fprintln(l, line)
}

// head begins a section.
func (l *letter) head(title string) { fmt.Fprintf(l, "\n%s\n\n", strings.ToUpper(title)) }

// list writes a section of points, none where there are none.
func (l *letter) list(title string, points []string) {
	if len(points) == 0 {
		return
	}
	l.head(title)
	for _, p := range points {
		l.say("- ", "  ", p)
	}
}

// text is the body for readers without HTML, complete on its own.
func (v *view) text() string {
	l := &letter{}
	l.say("", "", v.Title)
	if v.Organization != "" {
		l.say("", "", v.Organization)
	}
	if v.Classification != "" {
		l.say("", "", "Classification: "+v.Classification)
	}
	if v.Part != "" {
		l.say("", "", v.Part)
	}
	if v.Instead != "" {
		fmt.Fprintln(l)
		l.say("", "", v.Instead)
	}
	fmt.Fprintln(l)
	l.say("", "", v.Verdict)
	if v.More != "" {
		fmt.Fprintln(l)
		l.say("", "", v.More)
	}
	fmt.Fprintln(l)
	v.counts(l)
	l.list("The evidence is incomplete", v.Incomplete)
	l.list("Old editions", v.Aged)
	l.list("By report", v.Reports)
	if v.Changes != "" {
		l.head("What changed")
		l.say("", "", v.Changes)
	}
	l.list("Accepted exceptions", v.Exceptions)
	v.steps(l)
	v.enclosed(l)
	l.head("What this does not prove")
	for i, p := range v.NotProved {
		if i > 0 {
			fmt.Fprintln(l)
		}
		l.say("", "", p)
	}
	l.head("This report")
	l.say("", "", v.Made())
	return l.String()
}

// Made says which report this is.
func (v *view) Made() string {
	s := fmt.Sprintf("Run %s, generated %s by backready %s. Judged by %s, editions as of %s.", v.Run, v.Generated, v.Version, v.Editions, v.AsOf)
	if v.Masked {
		s += " Names are masked."
	}
	return s
}

func (v *view) counts(l *letter) {
	fmt.Fprintf(l, "%-8s", "")
	for _, verdict := range evaluate.Verdicts {
		fmt.Fprintf(l, "%14s", verdict)
	}
	fmt.Fprintf(l, "%8s\n", "all")
	for _, k := range v.Kinds {
		fmt.Fprintf(l, "%-8s", k.Words)
		for _, n := range k.Of {
			fmt.Fprintf(l, "%14s", grouped(n))
		}
		fmt.Fprintf(l, "%8s\n", grouped(k.Total))
	}
}

func (v *view) steps(l *letter) {
	l.head("What to do first")
	if len(v.Steps) == 0 {
		l.say("", "", v.NoSteps)
	}
	for i, s := range v.Steps {
		l.say(fmt.Sprintf("%2d. ", i+1), "    ", s.Fix)
		l.say("    ", "    ", "Because: "+s.Because+" ("+s.Rule+")")
		worth := s.Worth
		if s.Mind != "" {
			worth += "; " + s.Mind
		}
		l.say("    ", "    ", worth)
		if s.Who != "" {
			l.say("    ", "    ", "Who: "+s.Who)
		}
	}
	if v.OtherSteps > 0 {
		fmt.Fprintln(l)
		l.say("", "", v.Others())
	}
}

// Others says that there is more to do than a mail shows.
func (v *view) Others() string {
	if v.OtherSteps == 1 {
		return "and 1 more fix in the report"
	}
	return fmt.Sprintf("and %d more fixes in the report", v.OtherSteps)
}

func (v *view) enclosed(l *letter) {
	if len(v.Attached) > 0 {
		l.head("Attached")
	}
	for _, f := range v.Attached {
		fmt.Fprintf(l, "%s, %s\nSHA-256 %s\n", f.Name, f.Size, f.SHA256)
	}
	if len(v.Left) > 0 {
		l.head("Not attached, too large for this mail")
	}
	for _, f := range v.Left {
		fmt.Fprintf(l, "%s, %s\nSHA-256 %s\n", f.Name, f.Size, f.SHA256)
	}
}
