package evaluate

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/backready/backready/inventory"
)

// A Sample is a choice of items whose verdicts somebody works out again by
// hand: so many of every kind and verdict, all where there are no more.
//
// Which items they are follows from the seed and their ids alone, not from the
// order of rows, not from other items, and not from a mask: within a stratum,
// items are ranked by the SHA-256 of the seed, a line feed and the id in lower
// case, and the lowest are taken. An item that comes or goes so changes at most
// one place of its stratum. The rejected way was a random generator that walks
// over the items: one more of them shuffles all that follow.
type Sample struct {
	Each   int       // how many of each stratum
	Seed   string    // any text of at most [LongestSeed] bytes
	Strata []Stratum // VMs, then disks, the worst verdict first
}

// A Stratum is the items of one kind with one verdict.
type Stratum struct {
	Kind       inventory.Kind
	Verdict    Verdict
	Population int
	Chosen     []*Assessment // by rank
}

// LongestSeed is how many bytes a seed has at most, so that reports can show it.
const LongestSeed = 200

// Draw chooses a sample of each items of every stratum.
func Draw(j *Judgement, each int, seed string) *Sample {
	s := &Sample{Each: each, Seed: seed}
	for _, kind := range []inventory.Kind{inventory.VM, inventory.Disk} {
		for _, v := range slices.Backward(Verdicts[:]) {
			s.Strata = append(s.Strata, s.draw(j, kind, v))
		}
	}
	return s
}

func (s *Sample) draw(j *Judgement, kind inventory.Kind, v Verdict) Stratum {
	type ranked struct {
		rank [sha256.Size]byte
		of   *Assessment
	}
	var all []ranked
	for a := range j.All() {
		if a.Item.Kind == kind && a.Verdict == v {
			all = append(all, ranked{s.rank(a.Item), a})
		}
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return bytes.Compare(a.rank[:], b.rank[:]) })
	stratum := Stratum{Kind: kind, Verdict: v, Population: len(all)}
	for _, r := range all[:min(s.Each, len(all))] {
		stratum.Chosen = append(stratum.Chosen, r.of)
	}
	return stratum
}

// rank is of what the exports call the item, also where a report shows
// something else.
func (s *Sample) rank(it *inventory.Item) [sha256.Size]byte {
	return sha256.Sum256([]byte(s.Seed + "\n" + strings.ToLower(it.Identity().ID)))
}

// Chosen is how many items the sample has, Population how many there are.
func (s *Sample) Chosen() (chosen, population int) {
	for _, t := range s.Strata {
		chosen, population = chosen+len(t.Chosen), population+t.Population
	}
	return chosen, population
}

// Assessed reports whether the rule could be applied to an item: an optional one
// can't where the export lacks its column.
func (r *Rule) Assessed(it *inventory.Item) bool {
	_, assessed := r.judge(it)
	return assessed
}

// SeedOf is the seed where nobody gives one: it is made from the checksums of
// the inputs, whatever their names and their order. So the same files give the
// same sample, other files another one, and nobody knows it before the files
// are there. A date or a constant would be known.
func SeedOf(inv *inventory.Inventory) string {
	var sums []string
	for _, in := range inv.Inputs {
		sums = append(sums, in.SHA256)
	}
	slices.Sort(sums)
	h := sha256.New()
	for _, sum := range sums {
		h.Write([]byte(sum + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// StoredStratum is a [Stratum] in the form in which a report keeps it.
type StoredStratum struct {
	Kind       string
	Verdict    Verdict
	Population int
	Chosen     []string // ids as the report shows them
}

// RestoreSample builds the sample that a report kept. It is held against the
// judgement and, unless names are masked, against what the seed gives: without
// the names nobody can rank the items again.
func RestoreSample(j *Judgement, each int, seed string, stored []StoredStratum, masked bool) (*Sample, error) {
	s := Draw(j, max(each, 0), seed)
	byKey := map[string]*Assessment{}
	for a := range j.All() {
		byKey[a.Item.Key()] = a
	}
	if each < 1 || seed == "" || len(seed) > LongestSeed || len(stored) != len(s.Strata) {
		return nil, fmt.Errorf("has no sample that can be drawn: %d strata of %d items each by a seed of %d bytes", len(stored), each, len(seed))
	}
	for i, have := range stored {
		t := &s.Strata[i]
		if have.Kind != t.Kind.String() || have.Verdict != t.Verdict || have.Population != t.Population || len(have.Chosen) != len(t.Chosen) {
			return nil, fmt.Errorf("has a sample of %d of %d %s %ss, it must be %d of %d %s %ss",
				len(have.Chosen), have.Population, have.Verdict, have.Kind, len(t.Chosen), t.Population, t.Verdict, t.Kind)
		}
		chosen, err := t.restore(have.Chosen, byKey)
		if err != nil {
			return nil, err
		}
		if !masked && !slices.Equal(chosen, t.Chosen) {
			return nil, fmt.Errorf("has a sample of %s %ss that its seed does not give", t.Verdict, t.Kind)
		}
		t.Chosen = chosen
	}
	return s, nil
}

// restore finds the items of the stratum with these ids, each once.
func (t *Stratum) restore(ids []string, byKey map[string]*Assessment) ([]*Assessment, error) {
	var chosen []*Assessment
	for _, id := range ids {
		key := strings.ToLower(id)
		a := byKey[key]
		if a == nil || a.Item.Kind != t.Kind || a.Verdict != t.Verdict {
			return nil, fmt.Errorf("has %q in its sample of %s %ss, where it does not belong", id, t.Verdict, t.Kind)
		}
		delete(byKey, key)
		chosen = append(chosen, a)
	}
	return chosen, nil
}
