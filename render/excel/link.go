package excel

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// mostLinks is how many links a sheet gets: Excel takes 65,530. Cells further
// down show the text alone.
const mostLinks = 65_000

// links are those of one sheet.
type links struct {
	xml     []byte
	count   int
	outside []string       // addresses, by their number
	numbers map[string]int // of addresses
}

// at is a place in the workbook as links within it name it.
func at(sheet string, column, row int) string {
	cell, _ := excelize.CoordinatesToCellName(column, row, true) // both are ours and above 0
	return "'" + sheet + "'!" + cell
}

// set makes a cell a link, if to leads somewhere and the sheet has room.
func (l *links) set(places map[string]string, cell, to string) bool {
	if l.count == mostLinks || !l.leads(places, to) {
		return false
	}
	anchor, inside := strings.CutPrefix(to, "#")
	l.count++
	l.xml = append(append(l.xml, `<hyperlink ref="`...), cell...)
	if inside {
		l.xml = appendText(append(l.xml, `" location="`...), places[anchor])
	} else {
		l.xml = strconv.AppendInt(append(l.xml, `" r:id="out`...), int64(l.address(to)), 10)
	}
	l.xml = append(l.xml, `"/>`...)
	return true
}

// leads reports whether a link leads somewhere.
func (l *links) leads(places map[string]string, to string) bool {
	if anchor, inside := strings.CutPrefix(to, "#"); inside {
		return places[anchor] != ""
	}
	return l.safe(to)
}

// safe reports whether Excel takes an address; those it has taken are safe.
func (l *links) safe(to string) bool {
	if _, ok := l.numbers[to]; ok {
		return true
	}
	return safeAddress(to)
}

// address returns the number of an address.
func (l *links) address(to string) int {
	n, ok := l.numbers[to]
	if !ok {
		if l.numbers == nil {
			l.numbers = map[string]int{}
		}
		n = len(l.outside)
		l.numbers[to], l.outside = n, append(l.outside, to)
	}
	return n
}

// address is an address that Excel takes as it is. Anything else makes it
// repair the file.
var address = regexp.MustCompile(`^https://[A-Za-z0-9][A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*$`)

func safeAddress(to string) bool {
	if to == "" {
		return false
	}
	_, err := url.Parse(to)
	return err == nil && len(to) <= 2000 && strings.Count(to, "#") <= 1 && address.MatchString(to)
}
