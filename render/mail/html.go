package mail

import (
	"html/template"
	"strings"
	"sync"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/templates"
)

// mostHTML is how large the page may be as it is sent: beyond 102 kB Gmail cuts
// it off.
const mostHTML = 100_000

// A tone is the colours of a verdict, those of the page of the report.
type tone struct{ Ink, Back, Bar template.CSS }

var tones = [...]tone{
	evaluate.Supported:    {"#0c6151", "#dff2ec", "#16806c"},
	evaluate.Limited:      {"#6d4b00", "#fbefd3", "#dd9f2a"},
	evaluate.Undetermined: {"#54478f", "#ecebf8", "#8a80c6"},
	evaluate.Unsupported:  {"#a01a1a", "#fbe8e6", "#a3201d"},
}

// A tile is one verdict of a kind: its number, and its share of the bar in
// percent.
type tile struct {
	tone
	Verdict, Count string
	Share          int
}

// Tiles are the verdicts of a kind. The shares of those that are not 0 stay
// visible; the sum is 100.
func (k kind) Tiles() []tile {
	const least = 2
	list := make([]tile, len(evaluate.Verdicts))
	used, widest := 0, 0
	for i, v := range evaluate.Verdicts {
		list[i] = tile{tone: tones[v], Verdict: v.String(), Count: grouped(k.Of[v])}
		if k.Of[v] > 0 {
			list[i].Share = max(least, 100*k.Of[v]/k.Total)
		}
		used += list[i].Share
		if list[i].Share > list[widest].Share {
			widest = i
		}
	}
	if used > 0 {
		list[widest].Share += 100 - used
	}
	return list
}

// Outlook for Windows knows no widest width: it gets a table of 600 pixels
// around ours. html/template drops comments that stand in a template.
var outlook = template.FuncMap{
	//nolint:gosec // markup of the template itself
	"forOutlook": func(markup string) template.HTML { return template.HTML("<!--[if mso]>" + markup + "<![endif]-->") },
	"grouped":    grouped,
	"number":     func(i int) int { return i + 1 },
	"broken":     broken,
}

// longestWord is what a narrow screen shows in a line.
const longestWord = 30

// broken is a text in which words can be broken that are too long for a line: by
// a space of no width. The styles that break words are unknown to some readers.
func broken(s string) string {
	var b strings.Builder
	at := 0
	for _, r := range s {
		if at == longestWord && r != ' ' {
			b.WriteRune('\u200b')
			at = 0
		}
		b.WriteRune(r)
		if at++; r == ' ' || r == '-' {
			at = 0
		}
	}
	return b.String()
}

var parsed = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("mail").Funcs(outlook).Parse(templates.Mail))
})

// page is the body as HTML. Of very many long names it shows fewer fixes, so
// that it is never cut off.
func (v *view) page() (string, error) {
	for shown := *v; ; shown.shorten() {
		var b strings.Builder
		if err := parsed().Execute(&b, &shown); err != nil {
			return "", err
		}
		if len(quoted(b.String())) <= mostHTML || len(shown.Steps) == 0 {
			return b.String(), nil
		}
	}
}

func (v *view) shorten() {
	v.Steps = v.Steps[:len(v.Steps)-1]
	v.OtherSteps++
}
