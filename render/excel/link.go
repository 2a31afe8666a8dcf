package excel

import (
	"fmt"
	"net/url"
	"reflect"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"
)

// mostLinks is how many links a sheet gets: Excel takes 65,530. Cells further
// down show the text alone.
const mostLinks = 65_000

// A linker sets the links of one sheet, before its stream ends.
//
// The library looks through all links of a sheet and all their addresses each
// time it adds one, which takes a minute for 50,000. So it adds only the first
// to each place, and the linker puts copies of that into the list of the sheet.
// The list is not exported; reflection finds it.
type linker struct {
	book   *book
	sheet  string
	number int // of the sheet, from 1
	count  int
	known  map[string]reflect.Value // a link by where it leads
}

func (b *book) linker(sheet string) (*linker, error) {
	index, err := b.file.GetSheetIndex(sheet)
	return &linker{book: b, sheet: sheet, number: index + 1, known: map[string]reflect.Value{}}, err
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
	l.count++
	cell := cellName(column, row)
	if link, ok := l.known[target]; ok {
		l.copy(link, cell)
		return true, nil
	}
	if err := l.book.file.SetCellHyperLink(l.sheet, cell, target, kind); err != nil {
		return false, fmt.Errorf("link in %s: %w", cell, err)
	}
	list := l.list()
	link := reflect.New(list.Type().Elem()).Elem()
	link.Set(list.Index(list.Len() - 1))
	l.known[target] = link
	return true, nil
}

// copy adds a link like another to a cell.
func (l *linker) copy(link reflect.Value, cell string) {
	link.FieldByName("Ref").SetString(cell)
	list := l.list()
	list.Set(reflect.Append(list, link))
}

// list is the list of links of the sheet, which has one at least.
func (l *linker) list() reflect.Value {
	sheet, _ := l.book.file.Sheet.Load(fmt.Sprintf("xl/worksheets/sheet%d.xml", l.number))
	return reflect.ValueOf(sheet).Elem().FieldByName("Hyperlinks").Elem().FieldByName("Hyperlink")
}

// address is an address that Excel takes as it is. Anything else makes it
// repair the file.
var address = regexp.MustCompile(`^https://[A-Za-z0-9][A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*$`)

func safeAddress(to string) bool {
	_, err := url.Parse(to)
	return err == nil && len(to) <= 2000 && strings.Count(to, "#") <= 1 && address.MatchString(to)
}
