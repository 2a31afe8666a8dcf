package excel

import (
	"encoding/binary"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/waiver"
)

// mostSame bounds what is remembered of findings and of items that are alike.
// More are not to be expected; those past it count as different.
const mostSame = 1 << 16

// A register finds the items on which the editions say the same. Most of them
// share their results; others have the same said of them for other reasons.
type register struct {
	shared   map[[2]*evaluate.Result]*alike
	alike    map[string]*alike
	numbered map[*evaluate.Finding]uint32
	findings map[said]uint32
	key      []byte
	next     uint32
}

// said is what a finding says.
type said struct {
	rule    *evaluate.Rule
	verdict evaluate.Verdict
	waiver  *waiver.Waiver
	rest    string
}

func newRegister() *register {
	return &register{shared: map[[2]*evaluate.Result]*alike{}, alike: map[string]*alike{},
		numbered: map[*evaluate.Finding]uint32{}, findings: map[said]uint32{}}
}

// find returns what an item has in common with others, and whether it is the
// first of them.
func (r *register) find(a *evaluate.Assessment) (like *alike, first bool) {
	var results [2]*evaluate.Result
	few := len(a.Results) > 0 && copy(results[:], a.Results) == len(a.Results)
	if like := r.shared[results]; like != nil && few {
		return like, false
	}
	key := r.keyOf(a)
	if like = r.alike[string(key)]; like == nil {
		like, first = newAlike(a), true
		if len(r.alike) < mostSame {
			r.alike[string(key)] = like
		}
	}
	if len(r.shared) == mostSame {
		clear(r.shared)
	}
	if few {
		r.shared[results] = like
	}
	return like, first
}

// keyOf is the same for items on which the editions say the same.
func (r *register) keyOf(a *evaluate.Assessment) []byte {
	var numbers [64]uint32
	list := numbers[:0]
	for _, res := range a.Results {
		for _, f := range res.Findings {
			list = append(list, r.number(f))
		}
	}
	b := append(r.key[:0], byte(a.Item.Kind))
	for _, res := range a.Results {
		b = binary.AppendUvarint(appendSaid(b, res.Current), uint64(len(res.Findings)))
	}
	for _, n := range list {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	r.key = b
	return b
}

// number is the same for findings that say the same.
func (r *register) number(f *evaluate.Finding) uint32 {
	n, ok := r.numbered[f]
	if ok {
		return n
	}
	b := appendSaid(r.key[:0], f.Says)
	b = appendSaid(b, f.Paths...)
	b = appendSaid(b, f.Lacking...)
	b = appendSaid(b, f.Unread...)
	for _, e := range f.Evidence {
		b = appendSaid(b, e.Field, e.Value)
	}
	for _, disk := range f.About {
		b = binary.AppendUvarint(b, uint64(disk))
	}
	if n, ok = r.findings[said{f.Rule, f.Verdict, f.Waiver, string(b)}]; !ok {
		r.next++
		if n = r.next; len(r.findings) < mostSame {
			r.findings[said{f.Rule, f.Verdict, f.Waiver, string(b)}] = n
		}
	}
	if len(r.numbered) == mostSame {
		clear(r.numbered)
	}
	r.key, r.numbered[f] = b, n
	return n
}

// appendSaid adds texts so that no others give the same bytes.
func appendSaid(b []byte, texts ...string) []byte {
	b = binary.AppendUvarint(b, uint64(len(texts)))
	for _, text := range texts {
		b = append(binary.AppendUvarint(b, uint64(len(text))), text...)
	}
	return b
}
