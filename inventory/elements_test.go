package inventory

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// readAs reads sources with blocks of a size and some workers; 0, 0 leaves all
// to encoding/json and reads every row whole.
func readAs(sources []Source, limits Limits, block, workers int) (*Inventory, error) {
	r := newReader(limits)
	r.block, r.workers = block, workers
	if err := r.readAll(sources); err != nil {
		return nil, err
	}
	return r.inventory(), nil
}

// outcome writes down all that came of reading.
func outcome(inv *Inventory, err error) string {
	if err != nil {
		return fmt.Sprintf("%#v", err)
	}
	var b strings.Builder
	b.WriteString(describe(inv))
	for _, in := range inv.Inputs {
		fmt.Fprintf(&b, "%+v\n", in)
	}
	for _, it := range inv.Items {
		fmt.Fprintf(&b, "%s|%s|%s|%s|%s|%v\n", it.ID(), it.Name(), it.Subscription(), it.ResourceGroup(), it.Location(), it.Line())
		for i := range optionalFields {
			fmt.Fprint(&b, it.Value(&optionalFields[i]), "|")
		}
		for _, d := range it.Disks() {
			fmt.Fprintf(&b, "%s|%s|%v\n", d.ID(), d.Name(), d.Line())
			describeValues(&b, "    ", d)
		}
	}
	return b.String()
}

// sameOutcome reads a text in every way and compares what comes of it with
// what encoding/json and whole trees make of it.
func sameOutcome(t *testing.T, limits Limits, source Source) {
	t.Helper()
	want := outcome(readAs([]Source{source}, limits, 0, 0))
	for _, way := range []struct{ block, workers int }{{1 << 10, 1}, {1 << 10, 2}, {64 << 10, 2}, {16 << 20, 1}} {
		if got := outcome(readAs([]Source{source}, limits, way.block, way.workers)); got != want {
			t.Errorf("%s, blocks of %d, %d workers: -want +got\n%s", source.Name, way.block, way.workers, cmp.Diff(want, got))
		}
	}
}

// TestBlocks reads every JSON file there is in blocks of several sizes.
func TestBlocks(t *testing.T) {
	for _, pattern := range []string{"testdata/formats/*.json", "../samples/*/*.json", "../../shared/inventories/*/*.json", "../../shared/acceptance/visible/*/*.json"} {
		files, _ := filepath.Glob(filepath.FromSlash(pattern))
		for _, path := range files {
			t.Run(filepath.Base(path), func(t *testing.T) {
				t.Parallel()
				sameOutcome(t, Limits{}, fileSource(path))
			})
		}
	}
}

// TestBlocksOfTexts does so for the texts of other tests.
func TestBlocksOfTexts(t *testing.T) {
	var texts []string
	for _, tt := range traps {
		texts = append(texts, tt.files...)
	}
	for _, tt := range shapeTests {
		texts = append(texts, tt.text)
	}
	for _, tt := range valueTests {
		texts = append(texts, tt.row, "["+tt.row+"]")
	}
	for _, tt := range relatedTests() {
		texts = append(append(texts, tt.az...), tt.arm...)
	}
	for _, text := range texts {
		sameOutcome(t, Limits{}, textSource("f", text))
		sameOutcome(t, tight, textSource("f", text))
	}
}

// longLists are lists whose cuts lie in awkward places.
func longLists() map[string]string {
	row := func(i int) string {
		return fmt.Sprintf(`{"id":"%s%d","name":"n%d","tags":{"a":"},{\"id\":1","k%d":"\n  },\n  {"},"sku":{"name":"Premium_LRS"},"diskSizeGB":%d,"creationData":{"createOption":"Empty"},"list":[{"id":1},{"id":2}]}`, diskID, i, i, i%7, i)
	}
	var rows []string
	for i := range 240 {
		rows = append(rows, row(i))
	}
	indented := strings.NewReplacer(`,"`, ",\n    \"", `{"id"`, "{\n    \"id\"", `"}}`, "\"}}\n  ").Replace(strings.Join(rows, ",\n  "))
	broken := strings.Join(rows[:120], ",") + ",{]"
	return map[string]string{
		"one line":           "[" + strings.Join(rows, ",") + "]",
		"lines":              "[\n" + strings.Join(rows, ",\n") + "\n]\n",
		"CRLF":               "[\r\n" + strings.Join(rows, ",\r\n") + "\r\n]\r\n",
		"indented":           "[\n  " + indented + "\n]",
		"JSON Lines":         strings.Join(rows, "\n") + "\n",
		"one after another":  strings.Join(rows, ""),
		"envelope":           `{"count":1,"value":[` + strings.Join(rows, ",") + `],"nextLink":"x"}`,
		"pages":              `{"value":[` + strings.Join(rows[:120], ",") + `]}` + `{"value":[` + strings.Join(rows[120:], ",") + `]}` + "[" + rows[0] + "]",
		"broken":             "[" + broken,
		"cut off":            "[" + strings.Join(rows, ","),
		"cut off in a row":   "[\n" + strings.Join(rows, ",\n") + ",\n" + rows[0][:100],
		"no comma":           "[" + strings.Join(rows, " ") + "]",
		"comma at the end":   "[" + strings.Join(rows, ",") + ",]",
		"scalars between":    "[" + strings.Join(rows, ",1,null,[],\"x\",{},[{}],") + "]",
		"repeated keys":      "[" + strings.ReplaceAll(strings.Join(rows, ",\n"), `"name"`, `"Name":1,"name"`) + "]",
		"two groups in ids":  "[" + strings.ReplaceAll(strings.Join(rows, ",\n"), "/providers/", "/resourceGroups/other/providers/") + "]",
		"tags like others":   "[" + strings.ReplaceAll(strings.Join(rows, ",\n"), `"sku"`, `"zones":["1"],"sku"`) + "]",
		"halves":             "[" + strings.ReplaceAll(strings.Join(rows, ",\n"), `"name":"`, `"name":"\ud83d\ude00\ud83d`) + "]",
		"long row between":   "[" + strings.Join(rows[:100], ",\n") + `,{"id":"` + diskID + `x","tags":{"a":"` + strings.Repeat("x", 300_000) + `"}},` + strings.Join(rows[100:], ",\n") + "]",
		"documents that err": strings.Join(rows, "\n") + "\n{\"error\":{\"code\":\"x\"}}",
		"rows by others":     strings.Join(rows, "\n") + "\n" + vmItem(true, "") + "\n" + `{"data":{"columns":[{"name":"id"}],"rows":[["` + vmID + `x"]]}}` + "\n" + strings.Join(rows, "\n"),
		"a tag for each row": "[" + strings.Join(tagged(600), ",\n") + "]",
		"many tags":          "[" + strings.Join(tagged(2), ",\n") + `,{"id":"` + diskID + `y","tags":{` + manyTags(3000) + `}}]`,
	}
}

func tagged(n int) []string {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = fmt.Sprintf(`{"id":"%s%d","tags":{"tag%d":"x","Tag":{"deep%d":1}}}`, diskID, i, i, i)
	}
	return rows
}

func manyTags(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"tag%d":{"x":%d},`, i, i)
	}
	return b.String() + `"TAG7":"y"`
}

// TestLongLists: wherever a list is cut, the same comes out, problems and their
// places included.
func TestLongLists(t *testing.T) {
	for name, text := range longLists() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sameOutcome(t, Limits{}, textSource("f", text))
			sameOutcome(t, Limits{FieldBytes: 1000}, textSource("f", text))
		})
	}
}
