package html

import (
	"bytes"
	"html/template"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/backready/backready/render"
)

// fix is what the template "fix" shows of a guide page.
type fix struct {
	ID, Title, Do, Rule    string
	Items                  string
	Downtime, Irreversible bool
	Why, Verify, Instead   template.HTML
	Pages                  []fixPage
	Rest                   string // about the items that have no page here
	Sources                []sourceLink
}

type fixPage struct {
	Name, Group string
	How         template.HTML
}

type sourceLink struct{ Text, Link string }

func (v *viewer) fix(f render.Fix) fix {
	g := f.Rule.Guide
	view := fix{
		ID: render.Anchor(f.Rule.ID), Title: render.Visible(g.Title), Do: render.Visible(g.Fix), Rule: render.Visible(f.Rule.ID),
		Items: counted(f.Items, "item"), Downtime: g.Downtime, Irreversible: g.Irreversible,
		Why: v.guides.html(g.Why), Verify: v.guides.html(f.Verify), Instead: v.guides.html(f.Instead), Sources: sources(f),
	}
	for _, p := range f.Pages {
		view.Pages = append(view.Pages, fixPage{render.Visible(p.Item.Name()), render.Visible(p.Item.ResourceGroup()), v.guides.html(p.How)})
	}
	if rest := f.Items - len(f.Pages); rest > 0 {
		view.Rest = "The same for " + grouped(rest) + " more, with their own commands in report.xlsx and findings.csv."
	}
	return view
}

// sources are the statements that the rule stands on, then the addresses that
// the guide page names.
func sources(f render.Fix) []sourceLink {
	var list []sourceLink
	for _, s := range f.Rule.Statements {
		if strings.HasPrefix(s.Link, "https://") {
			list = append(list, sourceLink{s.ID + ", " + s.Section + " (" + f.Edition.ID + ")", s.Link})
		}
	}
	for _, address := range f.Rule.Guide.Sources {
		if short, ok := strings.CutPrefix(address, "https://"); ok {
			list = append(list, sourceLink{short, address})
		}
	}
	return list
}

// guides turns the Markdown of guide pages into HTML. They are our own texts
// with names of an input filled into fenced commands, each made one line by
// render.Visible, so that a name can't end its fence.
type guides struct{ markdown goldmark.Markdown }

// newGuides makes a CommonMark converter that knows no raw HTML: tags in a page
// are text.
func newGuides() *guides {
	inline := []util.PrioritizedValue{
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(parser.NewEmphasisParser(), 500),
	}
	blocks := []util.PrioritizedValue{
		util.Prioritized(parser.NewSetextHeadingParser(), 100),
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewCodeBlockParser(), 500),
		util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(parser.NewBlockquoteParser(), 800),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	}
	return &guides{goldmark.New(goldmark.WithParser(parser.NewParser(
		parser.WithBlockParsers(blocks...), parser.WithInlineParsers(inline...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
		parser.WithASTTransformers(util.Prioritized(tamer{}, 100)))))}
}

// html converts one section of a guide page.
func (g *guides) html(markdown string) template.HTML {
	var out bytes.Buffer
	if err := g.markdown.Convert([]byte(visibleLines(markdown)), &out); err != nil {
		return template.HTML(template.HTMLEscapeString(markdown)) //nolint:gosec // escaped; a buffer takes everything
	}
	return template.HTML(out.String()) //nolint:gosec // by the renderer that lets no markup through
}

// tamer keeps of links only those with https, drops images, and puts headings
// below those of the card they stand in.
type tamer struct{}

// Transform implements parser.ASTTransformer.
func (tamer) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	var links, images []ast.Node
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			n.Level = 5
		case *ast.Image:
			images = append(images, n)
		case *ast.Link, *ast.AutoLink:
			links = append(links, n)
		}
		return ast.WalkContinue, nil
	})
	for _, n := range links {
		tameLink(n, reader.Source())
	}
	for _, n := range images {
		unwrap(n)
	}
}

func tameLink(n ast.Node, source []byte) {
	if auto, ok := n.(*ast.AutoLink); ok {
		if bytes.HasPrefix(auto.URL(source), []byte("https://")) {
			auto.SetAttributeString("rel", []byte("noreferrer"))
			return
		}
		plain := ast.NewString(auto.Label(source))
		n.Parent().ReplaceChild(n.Parent(), n, plain)
		return
	}
	link := n.(*ast.Link)
	link.Title = nil
	if bytes.HasPrefix(link.Destination, []byte("https://")) {
		link.SetAttributeString("rel", []byte("noreferrer"))
		return
	}
	unwrap(n)
}

// unwrap leaves the text of a node in its place.
func unwrap(n ast.Node) {
	parent := n.Parent()
	for c := n.FirstChild(); c != nil; c = n.FirstChild() {
		n.RemoveChild(n, c)
		parent.InsertBefore(parent, n, c)
	}
	parent.RemoveChild(parent, n)
}
