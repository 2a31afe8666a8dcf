package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Man pages are made of what the commands and the topics say already. cobra/doc
// makes them as well, by way of Markdown, which takes go-md2man and another parser
// of Markdown along: two modules for some hundred lines of roff, which then show
// neither the topics nor blocks of examples as they are.

func (p *program) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "man DIR",
		Short:  "Write the man pages",
		Long:   "man writes the man pages into a folder. They bear the date of SOURCE_DATE_EPOCH, else that of the newest edition.",
		Hidden: true, // it is for those who package the program
		Args:   exactly(1),
		RunE:   func(cmd *cobra.Command, args []string) error { return p.writeMan(cmd.Root(), args[0]) },
	}
}

// A manPage is one page; its sections follow its name.
type manPage struct {
	name  string // such as backready-report
	level int    // 1: a command, 7: a topic
	about string
	roff  strings.Builder
}

func (m *manPage) file() string { return fmt.Sprintf("%s.%d", m.name, m.level) }

// writeMan writes a page for each command and each topic.
func (p *program) writeMan(root *cobra.Command, dir string) error {
	date, err := manDate()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return writing(fmt.Errorf("can't make %s: %s", dir, reason(err)))
	}
	pages := manPages(root)
	for _, m := range pages {
		if err := p.stops.file(filepath.Join(dir, m.file()), m.text(date), false); err != nil {
			return writing(fmt.Errorf("can't write %s: %s", m.file(), reason(err)))
		}
	}
	p.notice("wrote %d pages into %s", len(pages), filepath.Clean(dir))
	return nil
}

// manDate is the date that pages bear: never the clock's.
func manDate() (string, error) {
	if os.Getenv("SOURCE_DATE_EPOCH") != "" {
		now, err := (&options{}).clock()
		return now.Format(time.DateOnly), err
	}
	date := ""
	for _, e := range newest() {
		date = max(date, e.Date)
	}
	return date, nil
}

// manPages are those of a command and all below it, then those of the topics,
// which commands without a Run are.
func manPages(root *cobra.Command) []*manPage {
	var pages []*manPage
	var visit func(cmd *cobra.Command)
	visit = func(cmd *cobra.Command) {
		pages = append(pages, commandPage(cmd))
		for _, sub := range cmd.Commands() {
			if sub.Runnable() && !sub.Hidden {
				visit(sub)
			}
		}
	}
	visit(root)
	for _, t := range topics {
		if t == "mail" { // is the page of the command
			continue
		}
		m := &manPage{name: root.Name() + "-" + string(t), level: 7, about: t.short()}
		m.section("DESCRIPTION", prose(t.text()))
		pages = append(pages, m)
	}
	for _, m := range pages {
		m.section("SEE ALSO", seeAlso(m, pages))
	}
	return pages
}

func commandPage(cmd *cobra.Command) *manPage {
	m := &manPage{name: strings.ReplaceAll(cmd.CommandPath(), " ", "-"), level: 1, about: cmd.Short}
	_, arguments, _ := strings.Cut(cmd.UseLine()+" ", cmd.Name()+" ") // after the last word of the path
	m.section("SYNOPSIS", ".B "+plainRoff(cmd.CommandPath())+"\n"+plainRoff(strings.TrimSpace(arguments))+"\n")
	m.section("DESCRIPTION", prose(cmp.Or(cmd.Long, cmd.Short+".")))
	if !cmd.HasParent() {
		m.section("COMMANDS", commandList(cmd))
	}
	cmd.InitDefaultHelpFlag()
	m.section("OPTIONS", flagList(cmd.NonInheritedFlags())+flagList(cmd.InheritedFlags()))
	m.section("EXAMPLES", block(strings.Split(cmd.Example, "\n")))
	if !cmd.HasParent() {
		m.section("EXIT STATUS", prose(topic("exit-status").text()))
		m.section("ENVIRONMENT AND FILES", prose(topic("environment").text()))
	}
	return m
}

// section adds a section, unless there is nothing in it.
func (m *manPage) section(heading, roff string) {
	if roff != "" {
		fmt.Fprintf(&m.roff, ".SH %s\n%s", heading, roff)
	}
}

func (m *manPage) text(date string) []byte {
	head := fmt.Sprintf(".TH %s %d %s \"backready %s\" \"Backready\"\n.nh\n.ad l\n.SH NAME\n%s \\- %s\n",
		strings.ToUpper(plainRoff(m.name)), m.level, date, plainRoff(version), plainRoff(m.name), plainRoff(m.about))
	return []byte(head + m.roff.String())
}

func commandList(root *cobra.Command) string {
	var b strings.Builder
	for _, cmd := range root.Commands() {
		if cmd.IsAvailableCommand() {
			fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", plainRoff(cmd.Use), plainRoff(cmd.Short))
		}
	}
	return b.String()
}

func flagList(flags *pflag.FlagSet) string {
	var b strings.Builder
	flags.VisitAll(func(f *pflag.Flag) {
		what, words := pflag.UnquoteUsage(f)
		name := `\fB\-\-` + plainRoff(f.Name) + `\fR`
		if f.Shorthand != "" {
			name = `\fB\-` + f.Shorthand + `\fR, ` + name
		}
		if what != "" {
			name += ` \fI` + plainRoff(what) + `\fR`
		}
		if !slices.Contains([]string{"", "0", "false", "[]"}, f.DefValue) {
			words += " (default " + f.DefValue + ")"
		}
		fmt.Fprintf(&b, ".TP\n%s\n%s\n", name, plainRoff(words))
	})
	return b.String()
}

// seeAlso names the page that all begin at, or from it all others.
func seeAlso(m *manPage, all []*manPage) string {
	var names []string
	for _, other := range all {
		if other != m && (m == all[0] || other == all[0] || strings.HasPrefix(other.name, m.name+"-")) {
			names = append(names, fmt.Sprintf("\\fB%s\\fR(%d)", plainRoff(other.name), other.level))
		}
	}
	return strings.Join(names, ",\n") + "\n"
}

// prose writes paragraphs; lines that are set in stay lines.
func prose(text string) string {
	var b strings.Builder
	for paragraph := range strings.SplitSeq(strings.Trim(text, "\n"), "\n\n") {
		lines := strings.Split(paragraph, "\n")
		if strings.HasPrefix(paragraph, "  ") {
			b.WriteString(block(lines))
			continue
		}
		b.WriteString(".PP\n")
		for _, line := range lines {
			b.WriteString(plainRoff(line) + "\n")
		}
	}
	return b.String()
}

// block writes lines as they are.
func block(lines []string) string {
	if len(lines) == 1 && lines[0] == "" {
		return ""
	}
	var b strings.Builder
	b.WriteString(".PP\n.nf\n")
	for _, line := range lines {
		b.WriteString(plainRoff(line) + "\n")
	}
	b.WriteString(".fi\n")
	return b.String()
}

// plainRoff writes a text so that roff shows it as it is.
func plainRoff(text string) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == '\\':
			b.WriteString(`\(rs`)
		case r == '-':
			b.WriteString(`\-`)
		case i == 0 && (r == '.' || r == '\''):
			b.WriteString(`\&` + string(r))
		case r == '\'':
			b.WriteString(`\(aq`)
		case r > '~':
			fmt.Fprintf(&b, `\[u%04X]`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
