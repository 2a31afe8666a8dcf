package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// large is the sample estate many times over, each time in another
// subscription: the shape of a large tenant.
func large(b *testing.B, times int) []inventory.Source {
	b.Helper()
	var sources []inventory.Source
	for _, name := range []string{"vms.json", "disks.json"} {
		text, err := os.ReadFile("../../samples/estate/" + name)
		if err != nil {
			b.Fatal(err)
		}
		var all []json.RawMessage
		for i := range times {
			var list []json.RawMessage
			moved := bytes.ReplaceAll(text, []byte("/subscriptions/"), fmt.Appendf(nil, "/subscriptions/%04d", i))
			if err := json.Unmarshal(moved, &list); err != nil {
				b.Fatal(err)
			}
			all = append(all, list...)
		}
		joined, err := json.Marshal(all)
		if err != nil {
			b.Fatal(err)
		}
		sources = append(sources, inventory.Source{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(joined)), nil }})
	}
	return sources
}

// BenchmarkReport reports the stages of a run in items per second. The first
// reads the same bytes with encoding/json, to compare with in the same minute.
func BenchmarkReport(b *testing.B) {
	sources := large(b, 20)
	inv, err := inventory.Read(sources)
	if err != nil {
		b.Fatal(err)
	}
	var editions []*evaluate.Edition
	for _, id := range []string{"vm-backup@2026-03-26", "disk-backup@2026-02-13"} {
		e, err := compiled(id)
		if err != nil {
			b.Fatal(err)
		}
		editions = append(editions, e)
	}
	perSecond := func(b *testing.B) { b.ReportMetric(float64(len(inv.Items)*b.N)/b.Elapsed().Seconds(), "items/s") }
	b.Run("encoding/json", func(b *testing.B) {
		for b.Loop() {
			for _, s := range sources {
				f, _ := s.Open()
				var all []map[string]any
				if err := json.NewDecoder(f).Decode(&all); err != nil {
					b.Fatal(err)
				}
			}
		}
		perSecond(b)
	})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if _, err := inventory.Read(sources); err != nil {
				b.Fatal(err)
			}
		}
		perSecond(b)
	})
	b.Run("judge", func(b *testing.B) {
		for b.Loop() {
			evaluate.Judge(inv, editions)
		}
		perSecond(b)
	})
	r := &render.Report{Title: "Bench", Judgement: evaluate.Judge(inv, editions)}
	for _, o := range outputs {
		b.Run(o.format, func(b *testing.B) {
			for b.Loop() {
				if err := o.render(io.Discard, r); err != nil {
					b.Fatal(err)
				}
			}
			perSecond(b)
		})
	}
}
