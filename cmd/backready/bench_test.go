package main

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/inventory/generate"
	"github.com/backready/backready/render"
)

// estates are what is measured, by their number of items: three VMs for ten
// disks, as in a large tenant. With -short only the first.
var estates = []generate.Estate{{VMs: 230, Disks: 770}, {VMs: 23_000, Disks: 77_000}}

// BenchmarkReport reports each stage of a run in items per second and bytes
// allocated per item, and what an inventory and a judgement keep.
func BenchmarkReport(b *testing.B) {
	for _, e := range estates {
		items := e.VMs + e.Disks
		b.Run(strconv.Itoa(items), func(b *testing.B) {
			if testing.Short() && items > 1000 {
				b.Skip("is measured without -short")
			}
			vms, disks := exported(b, e)
			benchmarkStages(b, items, []inventory.Source{sourceOf(vms), sourceOf(disks)})
		})
	}
}

func benchmarkStages(b *testing.B, items int, sources []inventory.Source) {
	editions, err := (&options{}).load()
	if err != nil {
		b.Fatal(err)
	}
	read := func() *inventory.Inventory {
		inv, err := inventory.Read(sources)
		if err != nil {
			b.Fatal(err)
		}
		return inv
	}
	// The same bytes with encoding/json, to compare with in the same minute.
	b.Run("encoding-json", func(b *testing.B) {
		perItem(b, items, func() { decodeAll(b, sources) })
	})
	b.Run("read", func(b *testing.B) {
		perItem(b, items, func() { read() })
		kept(b, items, func() any { return read() })
	})
	inv := read()
	b.Run("judge", func(b *testing.B) {
		perItem(b, items, func() { evaluate.Judge(inv, editions) })
		kept(b, items, func() any { return evaluate.Judge(inv, editions) })
	})
	r := &render.Report{Title: "Bench", Judgement: evaluate.Judge(inv, editions)}
	for _, o := range outputs {
		b.Run(o.format, func(b *testing.B) {
			perItem(b, items, func() {
				if err := o.render(io.Discard, r); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

func decodeAll(b *testing.B, sources []inventory.Source) {
	for _, s := range sources {
		f, err := s.Open()
		if err != nil {
			b.Fatal(err)
		}
		var all []map[string]any
		if err := json.NewDecoder(f).Decode(&all); err != nil {
			b.Fatal(err)
		}
		f.Close()
	}
}

// exported writes the lists of an estate into a folder of the benchmark: bytes
// in memory would weigh on the collector, which a run doesn't have.
func exported(b testing.TB, e generate.Estate) (vms, disks string) {
	b.Helper()
	dir := b.TempDir()
	write := func(name string, list func(io.Writer, generate.Form) error) string {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		if err := list(f, generate.Array); err != nil {
			b.Fatal(err)
		}
		return f.Name()
	}
	return write("vms.json", e.WriteVMs), write("disks.json", e.WriteDisks)
}

func sourceOf(file string) inventory.Source {
	return inventory.Source{Name: filepath.Base(file), Open: func() (io.ReadCloser, error) { return os.Open(file) }}
}

// perItem measures a stage, by item.
func perItem(b *testing.B, items int, stage func()) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for b.Loop() {
		stage()
	}
	runtime.ReadMemStats(&after)
	n := float64(items) * float64(b.N)
	b.ReportMetric(n/b.Elapsed().Seconds(), "items/s")
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/n, "B/item")
}

// kept measures what of a stage stays in memory, by item.
func kept(b *testing.B, items int, stage func() any) {
	before := live()
	result := stage()
	b.ReportMetric(float64(live()-before)/float64(items), "kept-B/item")
	runtime.KeepAlive(result)
}

func live() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what the first one finalised
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// BenchmarkRun is a whole run of a small estate, all formats: what a schedule
// starts for each of many teams.
func BenchmarkRun(b *testing.B) {
	vms, disks := exported(b, generate.Estate{VMs: 50, Disks: 100})
	out := filepath.Join(b.TempDir(), "out")
	for b.Loop() {
		if status := run([]string{"report", "--quiet", "--out", out, vms, disks}, nil, io.Discard, io.Discard); status != 0 {
			b.Fatal("status ", status)
		}
	}
}
