package excel

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"
)

// mostLinks is how many links a sheet gets; cells further down show the text
// alone. Excel takes 65,530 a sheet, but the library looks through all of them
// each time it adds one, which takes minutes before that.
const mostLinks = 10_000

// A linker sets the links of one sheet.
type linker struct {
	book  *book
	sheet string
	count int
}

// at is a place in the workbook as links within it name it.
func at(sheet string, column, row int) string {
	cell, _ := excelize.CoordinatesToCellName(column, row, true) // both are ours and above 0
	return "'" + sheet + "'!" + cell
}

// set makes a cell a link, if to leads somewhere and the sheet has room.
func (l *linker) set(column, row int, to string) (linked bool, err error) {
	kind, target := "External", to
	if anchor, ok := strings.CutPrefix(to, "#"); ok {
		kind, target = "Location", l.book.places[anchor]
	} else if !safeAddress(to) {
		return false, nil
	}
	if target == "" || l.count == mostLinks {
		return false, nil
	}
	cell, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return false, err
	}
	if err := l.book.file.SetCellHyperLink(l.sheet, cell, target, kind); err != nil {
		return false, fmt.Errorf("link in %s: %w", cell, err)
	}
	l.count++
	return true, nil
}

// address is an address that Excel takes as it is. Anything else makes it
// repair the file.
var address = regexp.MustCompile(`^https://[A-Za-z0-9][A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*$`)

func safeAddress(to string) bool {
	_, err := url.Parse(to)
	return err == nil && len(to) <= 2000 && strings.Count(to, "#") <= 1 && address.MatchString(to)
}
