package inventory

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A page is one answer of a service that may be followed by more.
type page struct {
	input int // index of its file
	place int // which page of that file
	rows  int
	items [2]int // bounds of those that it added, as they were read
	last  string // the id that its rows end with
	graph bool   // of Resource Graph
	total int64  // records that the query found; -1: not stated
	more  bool   // the service says that there is more
	cut   bool   // and gives no way to it
	count int64  // rows that it says this page has, -1 where it doesn't
	next  string // link of the resource manager to the page that follows
	list  string // what the resource manager lists: type and subscription
}

// whole reports whether an answer of Resource Graph needs no other.
func (pg *page) whole() bool { return !pg.more && pg.total >= 0 && int64(pg.rows) >= pg.total }

// A mark is how far reading was when a page began.
type mark struct{ rows, items int }

func (f *file) mark() mark { return mark{f.in.Rows, len(f.items)} }

// notePage keeps what the envelope says of its rows. Pages are judged together
// once all files are read.
func (j *jsonFile) notePage(o *object, since mark) {
	total, stated := firstText(o, "total_records", "totalRecords", "TotalRecords")
	token, _ := firstText(o, "skip_token", "$skipToken", "skipToken")
	pg := page{input: len(j.inputs), place: j.pageCount, rows: j.in.Rows - since.rows, items: [2]int{since.items, len(j.items)},
		graph: j.graph || stated || token != "", total: -1, count: -1}
	if pg.rows > 0 {
		pg.last = strings.Clone(j.lastID)
	}
	if pg.graph {
		pg.cut = token == "" && strings.EqualFold(textAt(o, "resultTruncated"), "true")
		pg.more = token != "" || pg.cut
	} else {
		pg.next = strings.Clone(textAt(o, "nextLink"))
		pg.more = pg.next != ""
		pg.list = strings.ToLower(typeOf(j.lastID)) + " of subscription " + subscriptionOf(j.lastID)
	}
	if n, err := strconv.ParseInt(total, 10, 64); err == nil {
		pg.total = n
	}
	count, _ := firstText(o, "count")
	if n, err := strconv.ParseInt(count, 10, 64); err == nil && pg.graph {
		pg.count = n
	}
	j.pages = append(j.pages, pg)
	j.pageCount++
}

// incomplete reports a problem of a file that breaks off.
func (r *reader) incomplete(input int, p Problem) {
	in := &r.inputs[input]
	in.Complete, p.File, p.Incomplete = false, in.Name, true
	in.Problems = append(in.Problems, p)
}

// checkPages tells whether the answers that came in pages are whole.
func (r *reader) checkPages() {
	r.checkGraphPages()
	r.checkLinkedPages()
}

// checkLinkedPages: of a list that the resource manager gives in pages all but
// the last have a link. A page does not say which it follows, so a list counts
// as whole when a page of it ends it, and the reader of the report is told.
func (r *reader) checkLinkedPages() {
	ends := map[string]bool{}
	links := map[string][]string{}
	for _, pg := range r.pages {
		switch {
		case pg.graph || pg.rows == 0 && !pg.more:
		case !pg.more:
			ends[pg.list] = true
		case !slices.Contains(links[pg.list], pg.next):
			links[pg.list] = append(links[pg.list], pg.next)
		}
	}
	told := map[string]bool{}
	for _, pg := range r.pages {
		switch {
		case pg.next == "":
		case !ends[pg.list]:
			r.incomplete(pg.input, Problem{Column: "nextLink", Text: fmt.Sprintf("the list goes on: these %d row(s) are one page, and no file holds the last", pg.rows),
				Hint: hintPages + "; an empty last page may be joined: jq -s '{value: map(.value) | add}' page*.json"})
		case !told[pg.list]:
			told[pg.list] = true
			r.tellPages(pg.input, "nextLink", fmt.Sprintf("%d pages and the last one", len(links[pg.list])), cmp.Or(pg.list, "rows"))
		}
	}
}

// tellPages tells that pages were taken for all there are, of which nothing says
// how many these are.
func (r *reader) tellPages(input int, key, pages, of string) {
	in := &r.inputs[input]
	in.Problems = append(in.Problems, Problem{File: in.Name, Column: key,
		Text: fmt.Sprintf("%s were read as the whole list of %s: pages do not say which they follow", pages, of),
		Hint: "compare the counts with the portal, or give them: --expect vms=120,disks=340"})
}
