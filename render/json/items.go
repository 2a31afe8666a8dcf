package json

import (
	"strconv"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// items writes items, each on a line of its own. It keeps what it has written of
// values and results, which items share.
type items struct {
	report *render.Report
	tables [2]*table   // by kind
	held   [2][]column // of the disks of VMs without and with a record
	values values
	said   *saidTexts
}

func newItems(r *render.Report) *items {
	apart := r.Judgement.Part != nil // see inventory.Item.StoredApart
	w := &items{report: r, said: newSaidTexts()}
	for _, kind := range []inventory.Kind{inventory.VM, inventory.Disk} {
		w.tables[kind] = tableOf(inventory.StoredFields(kind, apart))
	}
	w.held = [2][]column{columnsOf(inventory.StoredDiskFields(false)), columnsOf(inventory.StoredDiskFields(true))}
	return w
}

// append is a [render.Worker].
func (w *items) append(dst []byte, i, n int) ([]byte, error) {
	for a := range w.report.Judgement.Range(i, n) {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = w.item(append(dst, "\n    "...), a)
		i++
	}
	return dst, nil
}

// item appends an item.
func (w *items) item(dst []byte, a *evaluate.Assessment) []byte {
	it := a.Item
	disks := it.Disks()
	dst = w.stored(dst, it, disks)
	dst = append(appendString(append(dst, `,"verdict":`...), a.Verdict.String()), `,"limitsToKnow":`...)
	limits := 0
	for _, res := range a.Results {
		_, n := w.said.result(res)
		limits += n
	}
	dst = append(appendInt(dst, int64(limits)), `,"matrices":[`...)
	for i, res := range a.Results {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = w.said.appendTo(dst, res, disks)
	}
	return append(appendWays(append(dst, ']'), a), '}')
}

func appendWays(dst []byte, a *evaluate.Assessment) []byte {
	n := 0
	for way := range a.EachWayOut() {
		dst = append(dst, opening(`,"waysOut":[`, n)...)
		dst = appendID(append(dst, `{"id":`...), way.Item)
		dst = appendString(append(dst, `,"kind":`...), way.Item.Kind.String())
		dst = append(appendString(append(dst, `,"verdict":`...), way.Verdict.String()), '}')
		n++
	}
	return closed(dst, n)
}

// opening is what stands before the i-th element of a list: that of the key
// before the first. A list without elements is left out.
func opening(key string, i int) string {
	if i == 0 {
		return key
	}
	return ","
}

// closed ends a list of n elements.
func closed(dst []byte, n int) []byte {
	if n > 0 {
		dst = append(dst, ']')
	}
	return dst
}

// stored appends what the item is stored as, without the closing brace.
func (w *items) stored(dst []byte, it *inventory.Item, disks []*inventory.Item) []byte {
	dst = appendID(append(dst, `{"id":`...), it)
	for _, entry := range [...]struct{ key, text string }{{`,"kind":`, it.Kind.String()}, {`,"name":`, it.Name()}, {`,"subscription":`, it.Subscription()},
		{`,"resourceGroup":`, it.ResourceGroup()}, {`,"location":`, it.Location()}} {
		dst = appendString(append(dst, entry.key...), entry.text)
	}
	dst = strconv.AppendBool(append(dst, `,"listed":`...), it.Listed)
	dst = appendTags(append(dst, `,"tags":`...), it)
	w.values.begin(dst)
	w.tables[it.Kind].add(&w.values, it)
	dst = w.values.end()
	for i, d := range disks {
		dst = w.heldDisk(append(dst, opening(`,"disks":[`, i)...), d)
	}
	dst = closed(dst, len(disks))
	if it.DisksComplete {
		dst = append(dst, `,"disksComplete":true`...)
	}
	return dst
}

// heldDisk appends a disk of a VM. What a record of the disk has stands there.
func (w *items) heldDisk(dst []byte, d *inventory.Item) []byte {
	dst = appendID(append(dst, `{"id":`...), d)
	dst = appendString(append(dst, `,"name":`...), d.Name())
	columns, record := w.held[0], d.Record()
	if record != nil {
		columns = w.held[1]
	}
	w.values.begin(dst)
	for n := range columns {
		c := &columns[n]
		v := d.Value(c.field)
		if v.Missing() || record != nil && c.doubled && !record.Value(c.field).Missing() {
			continue
		}
		w.values.add(c, v)
	}
	return append(w.values.end(), '}')
}

// appendID appends the id of an item.
func appendID(dst []byte, it *inventory.Item) []byte {
	dst = append(dst, '"')
	return closeString(it.AppendID(dst), len(dst))
}

// appendTags appends tags by name; of a name that stands there twice, the last.
func appendTags(dst []byte, it *inventory.Item) []byte {
	if !it.HasTags() {
		return append(dst, "null"...)
	}
	from, last, sorted := len(dst), "", true
	dst = append(dst, '{')
	for t := range it.EachTag {
		if len(dst) > from+1 {
			sorted = sorted && last < t.Name
			dst = append(dst, ',')
		}
		dst = appendString(append(appendString(dst, t.Name), ':'), t.Value)
		last = t.Name
	}
	if !sorted {
		return appendUnsorted(dst[:from], it.Tags())
	}
	return append(dst, '}')
}

func appendUnsorted(dst []byte, tags []inventory.Tag) []byte {
	byName := map[string]string{}
	for _, t := range tags {
		byName[t.Name] = t.Value
	}
	return appendMap(dst, byName)
}
