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
	graph bool   // of Resource Graph
	total int64  // records that the query found; -1: not stated
	more  bool   // the service says that there is more
	next  string // link of the resource manager to the page that follows
	list  string // what the resource manager lists: type and subscription
}

// notePage keeps what the envelope says of its rows. Pages are judged together
// once all files are read.
func (j *jsonFile) notePage(o *object, rows int) {
	total, stated := firstText(o, "total_records", "totalRecords", "TotalRecords")
	token, _ := firstText(o, "skip_token", "$skipToken", "skipToken")
	pg := page{input: len(j.inputs), place: j.pageCount, rows: rows, graph: j.graph || stated || token != "", total: -1}
	if pg.graph {
		pg.more = token != "" || strings.EqualFold(textAt(o, "resultTruncated"), "true")
	} else {
		pg.next = strings.Clone(textAt(o, "nextLink"))
		pg.more = pg.next != ""
		pg.list = strings.ToLower(typeOf(j.lastID)) + " of subscription " + subscriptionOf(j.lastID)
	}
	if n, err := strconv.ParseInt(total, 10, 64); err == nil {
		pg.total = n
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

// checkGraphPages: an earlier page of Resource Graph rightly has a skip token;
// which pages belong together nothing says, so the rows of all pages that state
// the same total are added up.
func (r *reader) checkGraphPages() {
	rows := map[int64]int64{}
	seen := map[string]bool{}
	for _, pg := range r.pages {
		id := fmt.Sprint(pg.total, r.inputs[pg.input].SHA256, pg.place)
		if pg.graph && !seen[id] {
			rows[pg.total] += int64(pg.rows)
		}
		seen[id] = true
	}
	for _, pg := range r.pages {
		p := Problem{Hint: "fetch the pages that follow (az graph query --first 1000 --skip-token TOKEN) and give all of them"}
		switch {
		case !pg.graph:
			continue
		case pg.total < 0 && pg.more:
			p.Text = "the answer goes on: it has a skip token, and states no total to compare with"
		case pg.total > rows[pg.total]:
			p.Text = fmt.Sprintf("the query found %d record(s), the files hold %d of them", pg.total, rows[pg.total])
		default:
			continue
		}
		r.incomplete(pg.input, p)
	}
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
			in := &r.inputs[pg.input]
			in.Problems = append(in.Problems, Problem{File: in.Name, Column: "nextLink",
				Text: fmt.Sprintf("%d pages and the last one were read as the whole list of %s: pages do not say which they follow", len(links[pg.list]), cmp.Or(pg.list, "rows")),
				Hint: "compare the counts with the portal, or give them: --expect vms=120,disks=340"})
		}
	}
}
