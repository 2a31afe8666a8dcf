package html

import (
	"fmt"
	"strings"

	"github.com/backready/backready/render"
)

// running is the stylesheet of what stands on every printed page: whose report
// it is and how it is classified, at the top; the run and, again, how it is
// classified at the bottom. Page numbers are in the stylesheet of all reports.
func running(r *render.Report) string {
	whose := r.Title
	if r.Organization != "" {
		whose = r.Organization + " · " + r.Title
	}
	run := "Run " + r.RunID() + ", generated " + r.Generated.UTC().Format("2006-01-02 15:04 UTC")
	return "\n@page :first { @top-left { visibility: hidden; } }\n@page { @top-left { content: " + quoted(whose) + "; } @top-right { content: " + quoted(r.Classification) +
		"; } @bottom-left { content: " + quoted(run) + "; } @bottom-center { content: " + quoted(r.Classification) + "; } }\n"
}

// longestRunning is how many characters fit beside each other into a margin.
const longestRunning = 80

// quoted writes a text as a string of CSS. Whatever is not a letter or digit of
// ASCII or harmless is a number, so that no text ends the string, the rule or
// the element that the stylesheet stands in.
func quoted(text string) string {
	characters := []rune(render.Visible(text))
	if len(characters) > longestRunning {
		characters = append(characters[:longestRunning-1], '…')
	}
	var b strings.Builder
	for _, c := range characters {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.ContainsRune(" .,:-", c):
			b.WriteRune(c)
		default:
			fmt.Fprintf(&b, `\%x `, c) // the space belongs to the number
		}
	}
	return `"` + b.String() + `"`
}
