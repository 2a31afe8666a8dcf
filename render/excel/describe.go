package excel

import (
	"cmp"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/backready/backready/render"
)

// mostProperty is how long the properties are that Excel shows.
const mostProperty = 255

// shorter is the beginning of a text.
func shorter(s string, most int) string {
	text := []rune(s)
	return string(text[:min(len(text), most)])
}

// describe sets the properties of the document.
func (b *book) describe() error {
	r := b.report
	short := func(s string) string { return shorter(s, mostProperty) }
	when := r.Generated.UTC().Format("2006-01-02T15:04:05Z")
	ids := make([]string, len(r.Judgement.Editions))
	for i, e := range r.Judgement.Editions {
		ids[i] = e.ID
	}
	editions := clean(strings.Join(ids, ", "))
	if err := b.file.SetDocProps(&excelize.DocProperties{
		Title:          short(clean(r.Title)),
		Subject:        "What Azure Backup can protect, judged from exported files",
		Creator:        program(r),
		LastModifiedBy: program(r),
		Description:    short(clean(r.Headline())),
		Keywords:       short("Azure Backup, " + editions),
		Category:       short(cmp.Or(clean(r.Classification), "Backup audit")),
		Language:       "en",
		Created:        when,
		Modified:       when,
	}); err != nil {
		return err
	}
	if err := b.file.SetAppProps(&excelize.AppProperties{Application: "backready", Company: short(clean(r.Organization))}); err != nil {
		return err
	}
	return b.describeRun(editions)
}

// describeRun sets the properties that programs look for.
func (b *book) describeRun(editions string) error {
	r := b.report
	hashes := make([]string, len(r.Judgement.Inventory.Inputs))
	for i, in := range r.Judgement.Inventory.Inputs {
		hashes[i] = in.SHA256
	}
	for _, p := range [][2]string{
		{"Run", r.RunID()}, {"As of", r.AsOf}, {"Editions", editions}, {"SHA-256 of inputs", strings.Join(hashes, " ")},
		{"Organization", clean(r.Organization)}, {"Classification", clean(r.Classification)},
	} {
		if p[1] == "" || len(p[1]) > mostProperty {
			continue // a list that is cut would name something else
		}
		if err := b.file.SetCustomProps(excelize.CustomProperty{Name: p[0], Value: p[1]}); err != nil {
			return err
		}
	}
	return nil
}

func program(r *render.Report) string { return clean("backready " + r.Version) }

// headerFooter is the same on every sheet. An ampersand begins a code of Excel,
// which takes 255 characters in all.
func (b *book) headerFooter() *excelize.HeaderFooterOptions {
	r := b.report
	plain := func(s string, most int) string { return strings.ReplaceAll(shorter(clean(s), most), "&", "&&") }
	title := r.Title
	if r.Organization != "" && !strings.Contains(title, r.Organization) {
		title = r.Organization + ": " + title
	}
	footer := "&L" + plain(program(r), 40) + ", run " + r.RunID()
	if !r.Generated.IsZero() {
		footer += ", " + r.Generated.UTC().Format("2006-01-02 15:04") + " UTC"
	}
	return &excelize.HeaderFooterOptions{
		OddHeader: "&L" + plain(title, 80) + "&C" + plain(r.Classification, 40) + "&R&A",
		OddFooter: footer + "&RPage &P of &N",
	}
}
