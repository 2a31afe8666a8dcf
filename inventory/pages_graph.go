package inventory

import (
	"fmt"
	"sort"
)

// An answer is what the pages of Resource Graph that state one total hold
// together. They may be those of several queries that found as many records.
type answer struct {
	rows int64 // different ones, as far as can be told
	ends int   // pages that no other follows
}

// repeats are rows that an earlier page held already: those of a page, or of a
// file without pages that was read before that one.
type repeats struct {
	first, page int
	input       int // index of their file
	rows        int64
}

// noteAgain keeps of which earlier page an item was that is read again.
func (r *reader) noteAgain(old *Item) {
	item := int(old.place)
	first := sort.Search(len(r.pages), func(i int) bool { return r.pages[i].items[1] > item })
	if first == len(r.pages) || r.pages[first].items[0] > item {
		return
	}
	last := len(r.again) - 1
	if last < 0 || r.again[last].first != first || r.again[last].page != len(r.pages) || r.again[last].input != len(r.inputs) {
		r.again = append(r.again, repeats{first: first, page: len(r.pages), input: len(r.inputs)})
		last++
	}
	r.again[last].rows++
}

// checkGraphPages: an earlier page of Resource Graph rightly has a skip token;
// which pages belong together nothing says, so the rows of all pages that state
// the same total are added up. A page that is there twice counts once, and so
// does an item on several pages.
func (r *reader) checkGraphPages() {
	answers, counted := r.graphAnswers()
	for _, n := range r.again {
		if n.page == len(r.pages) || !counted[n.page] || !counted[n.first] {
			continue
		}
		if pg := &r.pages[n.page]; pg.input == n.input && pg.total == r.pages[n.first].total {
			answers[pg.total].rows -= n.rows
		}
	}
	told := false
	for i := range r.pages {
		pg := &r.pages[i]
		if pg.count > int64(pg.rows) {
			r.incomplete(pg.input, Problem{Text: fmt.Sprintf("the answer says that it has %d record(s), and has %d", pg.count, pg.rows), Hint: "give the answer as it came"})
		}
		if !pg.graph || pg.whole() {
			continue
		}
		if pg.total < 0 && pg.more && !pg.cut && answers[pg.total].ends > 0 && !told {
			told = true
			r.tellPages(pg.input, "skipToken", "the pages with a skip token and the last one", "a query")
		}
		if text := pg.goesOn(answers[pg.total]); text != "" {
			r.incomplete(pg.input, Problem{Text: text, Hint: "fetch the pages that follow (az graph query --first 1000 --skip-token TOKEN) and give all of them"})
		}
	}
}

// graphAnswers adds up the pages by their totals, and tells which ones were
// counted.
func (r *reader) graphAnswers() (answers map[int64]*answer, counted []bool) {
	answers, counted = map[int64]*answer{}, make([]bool, len(r.pages))
	seen := map[string]bool{}
	for i := range r.pages {
		pg := &r.pages[i]
		if !pg.graph || pg.whole() {
			continue
		}
		a := answers[pg.total]
		if a == nil {
			a = &answer{}
			answers[pg.total] = a
		}
		if id := r.pageKey(pg); !seen[id] {
			seen[id], counted[i] = true, true
			a.add(pg)
		}
	}
	return answers, counted
}

// pageKey is the same for a page that is there twice: what a query finds is in
// order, so one id ends one page.
func (r *reader) pageKey(pg *page) string {
	if pg.last != "" {
		return fmt.Sprint(pg.total, " ", pg.rows, " ", pg.last)
	}
	return fmt.Sprint(pg.total, r.inputs[pg.input].SHA256, pg.place)
}

func (a *answer) add(pg *page) {
	if a.rows += int64(pg.rows); !pg.more {
		a.ends++
	}
}

// goesOn says what is missing of the answer to which a page belongs, "" for
// nothing: its rows, its last page, or those of another query that found as many
// records.
func (pg *page) goesOn(a *answer) string {
	switch {
	case pg.total < 0 && (pg.cut || pg.more && a.ends == 0):
		return "the answer goes on: it has a skip token, and states no total to compare with"
	case pg.total > a.rows:
		return fmt.Sprintf("the query found %d record(s), the files hold %d of them", pg.total, a.rows)
	case pg.total >= 0 && a.ends == 0:
		return fmt.Sprintf("the answer goes on: every page that states a total of %d has a skip token, so the last is missing", pg.total)
	case pg.total >= 0 && a.rows > pg.total*int64(a.ends):
		return fmt.Sprintf("the files hold %d records of answers with %d each, and %d last page(s): an answer goes on", a.rows, pg.total, a.ends)
	}
	return ""
}
