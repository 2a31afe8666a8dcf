package excel

import (
	"fmt"
	"math"
	"testing"

	"github.com/backready/backready/evaluate"
)

type xmlStyles struct {
	Fonts []struct {
		Colour struct {
			RGB string `xml:"rgb,attr"`
		} `xml:"color"`
	} `xml:"fonts>font"`
	Fills []struct {
		Colour struct {
			RGB string `xml:"rgb,attr"`
		} `xml:"patternFill>fgColor"`
	} `xml:"fills>fill"`
	Xfs []xmlStyle `xml:"cellXfs>xf"`
}

type xmlStyle struct {
	Font  int    `xml:"fontId,attr"`
	Fill  int    `xml:"fillId,attr"`
	Quote string `xml:"quotePrefix,attr"`
}

func (x xmlStyle) quoted() bool { return x.Quote == "1" || x.Quote == "true" }

// contrast holds that every text can be read on the colour of its cell.
func (l *linter) contrast() {
	last6 := func(colour, usual string) string {
		if len(colour) < 6 {
			return usual
		}
		return colour[len(colour)-6:]
	}
	for i, x := range l.styles.Xfs {
		word, ground := last6(l.styles.Fonts[x.Font].Colour.RGB, "000000"), last6(l.styles.Fills[x.Fill].Colour.RGB, "FFFFFF")
		if c := contrast(word, ground); c < 4.5 {
			l.complain("style %d: %s on %s has contrast %.1f", i, word, ground, c)
		}
	}
}

// TestContrast holds the same for the segments of the chart and their labels.
func TestContrast(t *testing.T) {
	for v, tone := range tones {
		if c := contrast(tone.label, tone.bar); c < 4.5 {
			t.Errorf("%s: %s on %s has contrast %.1f", evaluate.Verdict(v), tone.label, tone.bar, c)
		}
	}
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is that of WCAG 2.
func luminance(colour string) float64 {
	var r, g, b uint8
	if _, err := fmt.Sscanf(colour, "%02X%02X%02X", &r, &g, &b); err != nil {
		return 0
	}
	linear := func(c uint8) float64 {
		v := float64(c) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}
