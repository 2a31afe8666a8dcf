package html

import (
	"slices"
	"testing"
)

func TestSegmentsFillTheBar(t *testing.T) {
	for _, counts := range [][]int{{1, 0, 0, 0}, {1, 1, 1, 0}, {100_000, 1, 1, 1}, {1, 2, 3, 1_000_000}, {7, 7, 7, 7}} {
		sum := 0
		for i, w := range segments(counts) {
			sum += w
			if (w > 0) != (counts[i] > 0) || w > 0 && w < leastWide {
				t.Errorf("%v: width %d for %d", counts, w, counts[i])
			}
		}
		if sum != barWidth {
			t.Errorf("%v: widths sum to %d", counts, sum)
		}
	}
	if got := segments([]int{0, 0, 0, 0}); slices.Max(got) != 0 {
		t.Errorf("nothing at all has widths %v", got)
	}
}

func TestNumbersAreGrouped(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 123456: "123,456", 1234567: "1,234,567"} {
		if got := grouped(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}
