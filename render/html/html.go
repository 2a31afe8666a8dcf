// Package html writes a report as one HTML file that loads nothing: stylesheet,
// script and charts are inside, and it is complete with scripts off.
//
// Every text of an input passes through render.Visible and the escaping of
// html/template. The only markup put in as it is comes from guide pages.
package html

import (
	"bytes"
	"html/template"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/backready/backready/render"
	"github.com/backready/backready/templates"
)

// page is what the template "page" shows.
type page struct {
	Policy template.HTMLAttr
	Style  template.CSS
	Script template.JS

	Title, Organization, Classification string
	Version, RunID, Generated, AsOf     string
	Editions                            []string

	Summary    part
	Headline   string // its first sentence, shown large
	More       string // the rest of it
	Incomplete []problem
	Aged       []string // editions that are older than the report wants
	Kinds      []kind
	Contents   []content
	Parts      template.HTML // written by the template "part"
	Hashes     []hash
}

// content is a line of the table of contents.
type content struct{ ID, Title, Count string }

// problem is a reason why the evidence is incomplete.
type problem struct{ Place, Text, Hint string }

// hash is the checksum of something that went into the report.
type hash struct{ Name, Sum string }

var parsed = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Parse(templates.HTML))
})

// Rows is how many rows the tables of findings and of items show together, the
// worst first; 0: all, and all of every other table.
type Rows int

// Render writes the report with [MaxRows].
func Render(w io.Writer, r *render.Report) error { return Rows(MaxRows).Render(w, r) }

// Render writes the report with so many rows. The parts are written to memory
// first: the table of contents states their sizes.
func (n Rows) Render(w io.Writer, r *render.Report) error {
	parts := r.Parts()
	p := newPage(r)
	v := newViewer(parts)
	shown := n.cut(parts)
	p.Summary = v.part(parts[0], shown[0])
	p.Contents = []content{{ID: p.Summary.ID, Title: p.Summary.Title}}
	var body bytes.Buffer
	for i, of := range parts[1:] {
		view := v.part(of, shown[i+1])
		p.Contents = append(p.Contents, content{view.ID, view.Title, view.count()})
		if err := parsed().ExecuteTemplate(&body, "part", view); err != nil {
			return err
		}
	}
	p.Parts = template.HTML(body.String()) //nolint:gosec // made by the templates of parts, which escape
	return parsed().ExecuteTemplate(w, "page", p)
}

func newPage(r *render.Report) *page {
	style := templates.Style + running(r)
	p := &page{
		Policy: policy(style), Style: template.CSS(style), Script: template.JS(templates.Script), //nolint:gosec // both are ours
		Title: render.Visible(r.Title), Organization: render.Visible(r.Organization), Classification: render.Visible(r.Classification),
		Version: render.Visible(r.Version), RunID: r.RunID(), Generated: r.Generated.UTC().Format("2006-01-02 15:04 UTC"), AsOf: render.Visible(r.AsOf),
		Incomplete: incomplete(r), Kinds: kinds(r), Hashes: hashes(r),
	}
	for _, text := range r.Aged() {
		p.Aged = append(p.Aged, render.Visible(text))
	}
	for _, e := range r.Judgement.Editions {
		p.Editions = append(p.Editions, render.Visible(e.ID))
	}
	p.Headline, p.More, _ = strings.Cut(r.Headline(), ". ")
	p.Headline = strings.TrimSuffix(p.Headline, ".") + "."
	return p
}

func incomplete(r *render.Report) []problem {
	var list []problem
	for _, p := range r.Incomplete() {
		place := p.File
		if p.File != "" && p.Line > 0 {
			place += ", line " + strconv.Itoa(p.Line)
		}
		list = append(list, problem{render.Visible(place), render.Visible(p.Text), render.Visible(p.Hint)})
	}
	return list
}

func hashes(r *render.Report) []hash {
	var list []hash
	for _, in := range r.Judgement.Inventory.Inputs {
		list = append(list, hash{"Input " + render.Visible(in.Name), in.SHA256})
	}
	for _, e := range r.Judgement.Editions {
		list = append(list, hash{"Edition " + render.Visible(e.ID), e.SHA256})
	}
	return list
}

// grouped writes a number with commas between thousands.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// counted writes a number with its word.
func counted(n int, word string) string {
	if n != 1 {
		word += "s"
	}
	return grouped(n) + " " + word
}
