package excel

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
)

var chartFont = excelize.Font{Size: 10, Color: "404040"}

const (
	chartWidth  = 440 // in pixels
	chartHeight = 260
)

// charts sets the charts beside the numbers they show, one below the other, and
// ends the page where they end.
func (p *page) charts() error {
	below, err := p.addChart(p.totals, p.verdictChart())
	if err == nil && p.shown > 0 {
		below, err = p.addChart(max(below, p.fixes), p.fixChart())
	}
	p.row = max(p.row, below-1)
	return err
}

// addChart sets a chart to the right of the text, at the top of a row, and
// returns the first row that is clear of it. All heights down to there are known.
func (p *page) addChart(row int, c *excelize.Chart) (below int, err error) {
	c.Format.Positioning, c.Format.OffsetX, c.Format.OffsetY = "oneCell", 1, 1
	c.Dimension = excelize.ChartDimension{Width: chartWidth, Height: chartHeight}
	err = p.book.file.AddChart(summaryName, cellName(len(summaryWidths)+1, row), c)
	for below = row; ; below++ {
		clear := chartHeight + 12.0
		for r := row; r < below; r++ {
			clear -= cmp.Or(p.heights[r], 15) * 96 / 72
		}
		if clear <= 0 {
			return below, err
		}
	}
}

// verdictChart is a bar for the VMs and one for the disks, divided by verdict,
// with the counts on the segments.
func (p *page) verdictChart() *excelize.Chart {
	var series []excelize.ChartSeries
	for i, v := range evaluate.Verdicts {
		series = append(series, excelize.ChartSeries{
			Name:       at(summaryName, 1, p.totals+1+i),
			Categories: span(3, p.totals, 4, p.totals),
			Values:     span(3, p.totals+1+i, 4, p.totals+1+i),
			Fill:       fill(tones[v].bar),
			DataLabel:  excelize.ChartDataLabel{Font: excelize.Font{Color: tones[v].label, Size: 10, Bold: true}},
		})
	}
	gap, share := uint(40), excelize.ChartAxis{Font: chartFont, Title: axisTitle("Share of the items"), MajorUnit: 0.25}
	return &excelize.Chart{
		Type: excelize.BarPercentStacked, Series: series, Title: chartTitle("VMs and disks by verdict"),
		Legend:   excelize.ChartLegend{Position: "bottom", Font: &chartFont},
		PlotArea: excelize.ChartPlotArea{ShowVal: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: labels(p.book.report)}},
		XAxis:    excelize.ChartAxis{ReverseOrder: true, Font: chartFont, Title: axisTitle("Kind")},
		YAxis:    share, GapWidth: &gap,
		Format: excelize.GraphicOptions{Name: "Verdicts", AltText: altText(p.book.report)},
	}
}

// fixChart is a bar for each of the first fixes, as long as it concerns items.
func (p *page) fixChart() *excelize.Chart {
	first, last, gap, none := p.fixes+1, p.fixes+p.shown, uint(40), "none"
	return &excelize.Chart{
		Type: excelize.Bar,
		Series: []excelize.ChartSeries{{Name: at(summaryName, 3, p.fixes), Categories: span(1, first, 1, last), Values: span(3, first, 3, last),
			Fill: fill(colourHead), DataLabel: excelize.ChartDataLabel{Font: excelize.Font{Size: 10, Color: "404040"}}}},
		Title: chartTitle("Items that the first fixes concern"), Legend: excelize.ChartLegend{Position: none},
		PlotArea: excelize.ChartPlotArea{ShowVal: true},
		XAxis:    excelize.ChartAxis{ReverseOrder: true, Font: chartFont, Title: axisTitle("Reason")},
		YAxis:    excelize.ChartAxis{Font: chartFont, Title: axisTitle("Items"), MajorGridLines: true, MajorUnit: p.unit()},
		GapWidth: &gap,
		Format:   excelize.GraphicOptions{Name: "Fixes", AltText: p.fixText()},
	}
}

// unit is the step of the axis of items: there are no halves of one.
func (p *page) unit() float64 {
	most := int64(0)
	p.eachFix(func(get func(string) render.Cell) { most = max(most, get("items").Number) })
	unit := 1.0
	for unit*6 < float64(most) {
		unit *= 2
		if unit == 4 || unit == 40 || unit == 400 || unit == 4000 {
			unit = unit / 4 * 5
		}
	}
	return unit
}

// eachFix goes through the fixes of the first page.
func (p *page) eachFix(do func(get func(id string) render.Cell)) {
	n, plan := 0, p.book.sheetOf("tFirst").data
	for cells := range plan.Rows {
		if n++; n > mostFixes {
			return
		}
		do(getter(plan, cells))
	}
}

func chartTitle(text string) excelize.ChartTitle {
	return excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: text, Font: &excelize.Font{Bold: true, Size: 12, Color: colourHead}}}}
}

func axisTitle(text string) excelize.ChartTitle {
	return excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: text, Font: &chartFont}}}
}

// labels is the number format of the counts on the segments: it leaves out those
// too narrow for one. The table beside the chart has them all.
func labels(r *render.Report) string {
	most := 0
	for _, c := range r.Counts() {
		most = max(most, c.Total)
	}
	return fmt.Sprintf(`[>=%d]#,##0;""`, max(1, (most+19)/20))
}

// span is a range of the summary.
func span(column, row, toColumn, toRow int) string {
	_, cell, _ := strings.Cut(at(summaryName, toColumn, toRow), "!")
	return at(summaryName, column, row) + ":" + cell
}

// altText says what the chart of verdicts shows to those who do not see it.
func altText(r *render.Report) string {
	said := []string{"Stacked bars of the verdicts."}
	for i, c := range r.Counts() {
		var parts []string
		for _, v := range evaluate.Verdicts {
			parts = append(parts, fmt.Sprintf("%d %s", c.Of[v], v))
		}
		said = append(said, fmt.Sprintf("%d %s: %s.", c.Total, []string{"VMs", "disks"}[i], strings.Join(parts, ", ")))
	}
	return strings.Join(said, " ")
}

// fixText does the same for the chart of fixes.
func (p *page) fixText() string {
	said := "Bars of the items that the first fixes concern."
	p.eachFix(func(get func(string) render.Cell) {
		said += fmt.Sprintf(" %s: %s.", clean(get("because").Text), get("items").Text)
	})
	return said
}
