package main

import (
	"embed"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/evaluate/waiver"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render/html"
	"github.com/backready/backready/render/markdown"
)

// The help topics are texts of 80 columns in the folder help: the first line
// says what a topic is about, the rest is the topic. What the program knows
// itself, such as its settings, is filled in for {{words}}. The manual in doc.go
// and the man pages are made of them; nothing of them is written twice.

//go:embed help
var helpFiles embed.FS

// topics are the help topics in the order of the manual. That of mail is the help
// of the command.
var topics = []topic{"inputs", "verdicts", "exit-status", "settings", "evidence", "waivers", "matrices", "tables", "mail", "schedule", "limits", "environment"}

// A topic is the name of a text in the folder help.
type topic string

// short says what a topic is about.
func (t topic) short() string {
	first, _, _ := strings.Cut(helpFile(string(t)+".txt"), "\n")
	return first
}

// text is the topic itself, filled in.
func (t topic) text() string {
	_, rest, _ := strings.Cut(helpFile(string(t)+".txt"), "\n")
	return strings.Trim(filled(rest), "\n")
}

// helpFile returns a file that is built in: one that isn't is a defect which
// every run of the tests shows.
func helpFile(name string) string {
	text, err := helpFiles.ReadFile("help/" + name)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// topicCommands are the topics as help lists them: commands that run nothing.
// Their texts are filled in when somebody reads them.
func topicCommands() []*cobra.Command {
	var list []*cobra.Command
	for _, t := range topics {
		if t == "mail" {
			continue
		}
		cmd := &cobra.Command{Use: string(t), Short: t.short()} // without a Run it is a topic
		cmd.SetHelpFunc(func(cmd *cobra.Command, _ []string) { fmt.Fprintln(cmd.OutOrStdout(), t.text()) })
		list = append(list, cmd)
	}
	return list
}

// helpCommand shows the help of a command, or a topic.
func (p *program) helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "help [COMMAND|TOPIC]",
		Short:             "Show the help of a command, or a topic",
		ValidArgsFunction: first(1, helpful),
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return usage("backready help", "there is no command and no topic %q", strings.Join(args, " "))
			}
			about.InitDefaultHelpFlag() // it is among the flags that are shown
			return about.Help()
		},
	}
}

// fills are what the program knows itself, by the word that stands for it.
var fills = map[string]func() string{
	"paths":         pathLines,
	"matrices":      matrixWords,
	"settings":      settingLines,
	"unset":         unsetWords,
	"waivers":       func() string { return indentedBy2(helpFile("waivers.yaml")) },
	"own":           func() string { return indentedBy2(helpFile("own.yaml")) },
	"editions":      editionLines,
	"limits":        limitLines,
	"outputs":       outputLines,
	"tables":        tableLines,
	"fields":        fieldLines,
	"extra":         extraLines,
	"findings":      findingLines,
	"dialects":      dialectNames,
	"warnDays":      func() string { return strconv.Itoa(warnDays) },
	"maxEditionAge": func() string { return strconv.Itoa(maxEditionAge) },
	"htmlRows":      func() string { return grouped(html.MaxRows) },
	"mdRows":        func() string { return grouped(markdown.MaxRows) },
	"maxAttached":   func() string { return grouped(maxAttached) },
	"configBytes":   func() string { return grouped(mostConfig) },
	"waiverBytes":   func() string { return grouped(waiver.MaxBytes) },
}

// filled puts what the program knows in the place of words in double braces. A
// word that it does not know stays, which a test looks for.
func filled(text string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, "{{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		word, rest, _ := strings.Cut(after, "}}")
		if fill := fills[word]; fill != nil {
			word = fill()
		} else {
			word = "{{" + word + "}}"
		}
		b.WriteString(word)
		text = rest
	}
}

// columns writes rows of two texts one below the other, set in by two blanks.
func columns(rows [][2]string) string {
	width := 0
	for _, r := range rows {
		width = max(width, len(r[0]))
	}
	var lines []string
	for _, r := range rows {
		lines = append(lines, fmt.Sprintf("  %-*s  %s", width, r[0], r[1]))
	}
	return strings.Join(lines, "\n")
}

func indentedBy2(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  ")
}

// newest are the newest editions, VMs first.
func newest() []*matrix.Edition {
	ids, err := matrix.Pick("", nil)
	if err != nil {
		panic(err) // without flags nothing can be wrong
	}
	var list []*matrix.Edition
	for _, id := range ids {
		e, err := matrix.Ready(id)
		if err != nil {
			panic(err) // it is built in
		}
		list = append(list, e)
	}
	return list
}

func pathLines() string {
	var rows [][2]string
	for _, e := range newest() {
		for _, p := range e.Paths {
			rows = append(rows, [2]string{e.Matrix + "/" + p.ID, p.Title})
		}
	}
	return columns(rows)
}

func matrixWords() string {
	var words []string
	for _, e := range newest() {
		kind := map[string]string{"vm": "a VM", "disk": "a disk"}[e.Judges]
		words = append(words, e.Matrix+" for "+kind)
	}
	return strings.Join(words, ", ")
}

func settingLines() string {
	rows := [][2]string{}
	for _, s := range settings {
		flag := "--" + s.flag
		if s.flag == "" {
			flag = "FILE..."
		}
		rows = append(rows, [2]string{s.key, flag})
	}
	return columns(rows)
}

func unsetWords() string {
	var words []string
	for _, flag := range unset {
		words = append(words, "--"+flag)
	}
	return "  " + indented(strings.Join(words, ", "), 2, 80)
}

func editionLines() string { return "  " + strings.Join(matrix.Released(), "\n  ") }

func limitLines() string {
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	flags.SortFlags = false
	(&options{limits: inventory.DefaultLimits()}).registerLimits(flags)
	var rows [][2]string
	flags.VisitAll(func(f *pflag.Flag) {
		n, _ := strconv.ParseInt(f.DefValue, 10, 64) // a number, as each of them is
		if n < 0 {                                   // none of its own: the topic says how it is found
			return
		}
		rows = append(rows, [2]string{"--" + f.Name, fmt.Sprintf("%-34s%15s", f.Usage, grouped(n))})
	})
	return columns(rows)
}

func outputLines() string {
	var rows [][2]string
	for _, o := range outputs {
		words := "--format " + o.format
		if o.onDemand {
			words += ", only when asked for"
		}
		rows = append(rows, [2]string{fmt.Sprintf("  %-22s", o.file), words})
	}
	return columns(rows)
}

// grouped writes a number with a comma after each thousand.
func grouped[N int | int64](n N) string {
	text := strconv.FormatInt(int64(n), 10)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}
