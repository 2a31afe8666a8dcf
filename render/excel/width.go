package excel

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/backready/backready/render"
)

// Widths of columns, in digits of the usual font.
const (
	widest   = 60  // past it text wraps
	roomy    = 280 // of a table: more is too small to read when it fits the width of a page
	narrowed = 22  // to which columns of text are narrowed for that, but no further
)

// widthsOf returns the widths of the columns of a table whose longest lines are
// so long.
func widthsOf(heads []render.Head, longest []int) []float64 {
	wanted := make([]float64, len(heads))
	for i, h := range heads {
		wanted[i] = max(leastWidth(h, i == 0), widthOf(h, longest[i]))
	}
	return narrow(heads, wanted)
}

// widthOf is the width of the longest line, but no more than the head asks for.
// Numbers and days are never cut: Excel would show ####. Links are not broken,
// as LibreOffice cannot.
func widthOf(h render.Head, longest int) float64 {
	switch {
	case h.Kind == render.Number || isDate(h):
		return float64(longest + longest/3 + 4)
	case h.Kind == render.Link:
		return float64(min(longest+2, widest))
	case isSmall(h):
		return float64(min(longest*smallSize/10+3, h.Width, widest))
	}
	return float64(min(longest+2, h.Width, widest))
}

// leastWidth is what the words of the title and the filter button need, and in
// the first column the way back above them.
func leastWidth(h render.Head, first bool) float64 {
	least := 0
	if first {
		least = utf8.RuneCountInString(backText) + 2
	}
	for word := range strings.FieldsSeq(h.Title) {
		least = max(least, utf8.RuneCountInString(word)+4)
	}
	return float64(least)
}

// narrow takes width from the widest columns of text until the table is roomy
// no more.
func narrow(heads []render.Head, wanted []float64) []float64 {
	widths := wanted
	for most := float64(widest); most >= narrowed && sum(widths) > roomy; most-- {
		widths = slices.Clone(wanted)
		for i, h := range heads {
			if (h.Kind == render.Words || h.Kind == render.Name) && !isSmall(h) {
				widths[i] = max(leastWidth(h, i == 0), min(wanted[i], most))
			}
		}
	}
	return widths
}

func sum(widths []float64) float64 {
	total := 0.0
	for _, w := range widths {
		total += w
	}
	return total
}

// isSmall tells the columns of long ids and tags.
func isSmall(h render.Head) bool {
	return slices.Contains([]string{"subscription", "sha256", "tags"}, h.ID) || h.ID == "id" && h.Width >= widest
}

// highest is the height past which Excel lets no row grow, in points.
const highest = 409

// heightOf is the height in points that a text takes in a column of a width.
func heightOf(h render.Head, text string, width float64) float64 {
	each, fits := 15.0, 1.15 // letters are narrower than digits
	switch {
	case h.Kind == render.Code:
		each, fits = 12.5, 1
	case isSmall(h):
		each, fits = 11, 1.3
	case h.Kind == render.Name:
		fits = 1
	}
	lines := 0
	for line := range strings.SplitSeq(text, "\n") {
		lines += linesIn(line, width*fits-1)
	}
	return min(highest, float64(lines)*each+2)
}

// linesIn is how many lines a text takes that breaks after so many characters,
// between words and after hyphens where it can.
func linesIn(text string, width float64) int {
	lines, used := 1, 0
	for word := range strings.FieldsSeq(strings.ReplaceAll(text, "-", "- ")) {
		length := utf8.RuneCountInString(word)
		if used > 0 && float64(used+1+length) > width {
			lines, used = lines+1, -1
		}
		for used++; float64(length) > width; length -= max(1, int(width)) {
			lines++
		}
		used += length
	}
	return lines
}
