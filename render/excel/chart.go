package excel

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/render"
)

// chart sets the chart of the totals beside their table: a bar for the VMs and
// one for the disks, divided by verdict, with the counts on the segments.
func (p *page) chart() error {
	head := p.head
	var series []excelize.ChartSeries
	for i, v := range evaluate.Verdicts {
		series = append(series, excelize.ChartSeries{
			Name:       at(summaryName, 1, head+1+i),
			Categories: span(3, 4, head),
			Values:     span(3, 4, head+1+i),
			Fill:       fill(tones[v].bar),
			DataLabel:  excelize.ChartDataLabel{Font: excelize.Font{Color: tones[v].label, Size: 10, Bold: true}},
		})
	}
	gap, plain := uint(40), excelize.Font{Size: 10, Color: "404040"}
	return p.book.file.AddChart(summaryName, cellName(len(summaryWidths)+1, head), &excelize.Chart{
		Type:      excelize.BarPercentStacked,
		Series:    series,
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: "VMs and disks by verdict, as shares", Font: &excelize.Font{Bold: true, Size: 12, Color: colourHead}}}},
		Legend:    excelize.ChartLegend{Position: "bottom", Font: &plain},
		PlotArea:  excelize.ChartPlotArea{ShowVal: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: labels(p.book.report)}},
		XAxis:     excelize.ChartAxis{ReverseOrder: true, Font: plain},
		YAxis:     excelize.ChartAxis{None: true},
		GapWidth:  &gap,
		Dimension: excelize.ChartDimension{Width: 470, Height: 260},
		Format: excelize.GraphicOptions{Name: "Totals", AltText: altText(p.book.report), Positioning: "oneCell",
			OffsetX: 1, OffsetY: 1},
	})
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

// span is a range within one row of the summary.
func span(from, to, row int) string {
	_, cell, _ := strings.Cut(at(summaryName, to, row), "!")
	return at(summaryName, from, row) + ":" + cell
}

// altText says what the chart shows to those who do not see it.
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
