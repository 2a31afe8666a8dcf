package excel

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/backready/backready/render"
)

// The library writes no sheet of many rows in reasonable time, so what stands
// around the rows of a sheet is written here: columns, panes, print set-up,
// data bars, links, and the table over the rows.

// appendHead adds what comes before the rows of a sheet.
func (s *sheet) appendHead(b []byte) []byte {
	b = append(b, xmlHead+`<worksheet xmlns="`+mainSpace+`" xmlns:r="`+relSpace+`"><sheetPr><tabColor rgb="`+s.tab+`"/><pageSetUpPr fitToPage="1"/></sheetPr>`...)
	corner := cellName(s.frozen+1, firstRow)
	b = fmt.Appendf(b, `<sheetViews><sheetView workbookViewId="0"><pane xSplit="%d" ySplit="%d" topLeftCell="%s" activePane="bottomRight" state="frozen"/>`, s.frozen, headRow, corner)
	for _, pane := range []string{"topRight", "bottomLeft", "bottomRight"} {
		b = fmt.Appendf(b, `<selection pane="%s" activeCell="%s" sqref="%[2]s"/>`, pane, corner)
	}
	b = append(b, `</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>`...)
	for i, c := range s.columns {
		b = fmt.Appendf(b, `<col min="%d" max="%[1]d" width="%g" customWidth="1"/>`, i+1, c.width)
	}
	return append(b, `</cols><sheetData>`...)
}

// appendEnd adds what comes after the rows.
func (s *sheet) appendEnd(b []byte) []byte {
	last := headRow + max(1, s.rows)
	b = append(b, `</sheetData>`...)
	b = s.appendBars(b, last)
	b = append(b, `<hyperlinks>`...)
	b = append(b, s.links.xml...)
	b = append(b, `</hyperlinks><pageMargins left="0.4" right="0.4" top="0.7" bottom="0.7" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>`...)
	head := s.book.headerFooter()
	b = appendText(append(b, `<headerFooter><oddHeader>`...), head.OddHeader)
	b = appendText(append(b, `</oddHeader><oddFooter>`...), head.OddFooter)
	b = fmt.Appendf(b, `</oddFooter></headerFooter><ignoredErrors><ignoredError sqref="A%d:%s" numberStoredAsText="1"/></ignoredErrors>`, firstRow, cellName(len(s.columns), last))
	return append(b, `<tableParts count="1"><tablePart r:id="table"/></tableParts></worksheet>`...)
}

// appendBars adds a bar to every count, as long as it is great beside the others
// of its column.
func (s *sheet) appendBars(b []byte, last int) []byte {
	priority := 0
	for _, c := range s.columns {
		if c.head.Kind != render.Number || !barred[c.head.ID] {
			continue
		}
		priority++
		b = fmt.Appendf(b, `<conditionalFormatting sqref="%[1]s%[2]d:%[1]s%[3]d"><cfRule type="dataBar" priority="%[4]d"><dataBar minLength="0" maxLength="90"><cfvo type="num" val="0"/><cfvo type="max"/><color rgb="%[5]s"/></dataBar></cfRule></conditionalFormatting>`,
			c.letters, firstRow, last, priority, colourBar)
	}
	return b
}

// barred are the counts that are worth comparing down a column.
var barred = map[string]bool{"items": true, "blocked": true, "frees": true, "toKnow": true, "judged": true, "decided": true,
	"notAssessed": true, "limited": true, "undetermined": true, "unsupported": true, "rows": true, "vms": true, "disks": true}

// relations is the part that says where the links of the sheet lead and which
// table it has.
func (s *sheet) relations() []byte {
	b := []byte(xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	b = fmt.Appendf(b, `<Relationship Id="table" Type="%s/table" Target="../tables/table%d.xml"/>`, relSpace, s.number)
	for i, to := range s.links.outside {
		b = fmt.Appendf(b, `<Relationship Id="out%d" Type="%s/hyperlink" Target="`, i, relSpace)
		b = append(appendText(b, to), `" TargetMode="External"/>`...)
	}
	return append(b, `</Relationships>`...)
}

// tablePart is the part of the table over the rows. Excel takes none without a
// row, so an empty one says so in its only row.
func (s *sheet) tablePart() []byte {
	ref := cellName(1, headRow) + ":" + cellName(len(s.columns), headRow+max(1, s.rows))
	b := fmt.Appendf(nil, `%s<table xmlns="%s" id="%d" name="%s" displayName="%[4]s" ref="%s" totalsRowShown="0"><autoFilter ref="%[5]s"/><tableColumns count="%d">`,
		xmlHead, mainSpace, s.number, s.table, ref, len(s.columns))
	for i, c := range s.columns {
		b = append(b, `<tableColumn id="`+strconv.Itoa(i+1)+`" name="`...)
		b = append(appendText(b, clean(c.head.Title)), `"/>`...)
	}
	b = append(b, `</tableColumns><tableStyleInfo name="`+tableStyle+`" showFirstColumn="0" showLastColumn="0" showRowStripes="1" showColumnStripes="0"/>`...)
	b = append(b, `<extLst><ext uri="{504A1905-F514-4f6f-8877-14C23A59335A}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:table altText="`...)
	b = appendText(b, clean(s.title))
	b = appendText(append(b, `" altTextSummary="`...), clean(strings.Join(s.lead, " ")))
	return append(b, `"/></ext></extLst></table>`...)
}
