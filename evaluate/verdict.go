// Package evaluate judges the items of an inventory against editions of the
// support matrices. It stands between inventory, which says what is known, and
// render, which says it to people.
//
// Judging can't fail: everything that can go wrong with a rule goes wrong in
// [Compile], and what is not known about an item is a value like any other.
package evaluate

import "slices"

// Verdict is what a rule, a path, a matrix or a whole item comes out as. Worse
// verdicts are greater.
type Verdict uint8

// The verdicts, from best to worst.
const (
	Supported    Verdict = iota // nothing to arrange
	Limited                     // can be backed up, something must be arranged
	Undetermined                // the export does not say enough
	Unsupported                 // can't be backed up this way
)

var verdictWords = [...]string{"supported", "limited", "undetermined", "unsupported"}

// Verdicts are all verdicts from best to worst.
var Verdicts = [...]Verdict{Supported, Limited, Undetermined, Unsupported}

// String returns the word that reports use.
func (v Verdict) String() string { return verdictWords[v] }

// ParseVerdict returns the verdict of that word.
func ParseVerdict(word string) (Verdict, bool) {
	i := slices.Index(verdictWords[:], word)
	return Verdict(max(i, 0)), i >= 0
}

// truth is a value of Kleene's three-valued logic. Unknown lies between false
// and true, so that and is the minimum, or the maximum.
type truth uint8

const (
	isFalse truth = iota
	isUnknown
	isTrue
)

func of(b bool) truth {
	if b {
		return isTrue
	}
	return isFalse
}

func (t truth) not() truth { return isTrue - t }
