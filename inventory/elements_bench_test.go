package inventory

import (
	"bytes"
	"io"
	"os"
	"testing"
	"time"
)

// listFor returns the list of VMs or disks in the file that an environment
// variable names, and its rows; az writes lists so.
func listFor(b *testing.B, variable string) (data []byte, rows int) {
	data, err := os.ReadFile(os.Getenv(variable))
	if err != nil {
		b.Skipf("%s names no list as az writes it", variable)
	}
	return data, bytes.Count(data, []byte("\n  {"))
}

// perRow reports the processor time for a row: the clock tells little where
// others work on the same machine.
func perRow(b *testing.B, rows int, run func()) {
	b.ReportAllocs()
	var used time.Duration
	for b.Loop() {
		before := cpuTime()
		run()
		used += cpuTime() - before
	}
	b.ReportMetric(float64(used.Nanoseconds())/float64(rows*b.N), "cpu-ns/row")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(rows*b.N), "ns/row")
}

// BenchmarkReadJSON reads lists with encoding/json and with the scanner.
func BenchmarkReadJSON(b *testing.B) {
	for _, list := range []string{"BENCH_DISKS", "BENCH_VMS"} {
		for _, way := range []struct {
			name           string
			block, workers int
		}{{"json", 0, 0}, {"scan1", blockBytes, 1}, {"scan2", blockBytes, 2}} {
			b.Run(list+"/"+way.name, func(b *testing.B) {
				data, rows := listFor(b, list)
				perRow(b, rows, func() {
					source := Source{Name: "f", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }}
					r := newReader(Limits{})
					r.block, r.workers = way.block, way.workers
					if err := r.readAll([]Source{source}); err != nil {
						b.Fatal(err)
					}
				})
			})
		}
	}
}

// BenchmarkPrune finds the rows of lists, and does nothing with them.
func BenchmarkPrune(b *testing.B) {
	for _, list := range []string{"BENCH_DISKS", "BENCH_VMS"} {
		b.Run(list, func(b *testing.B) {
			data, rows := listFor(b, list)
			limits := DefaultLimits()
			p, whole := newPruner(limits), newWholeTree(limits)
			perRow(b, rows, func() {
				found := batch{}
				g := grammar{list: true, level: 1, most: int(limits.rowBytes())}
				rest, first := data[1:], true
				for len(rest) > 0 {
					found.data = rest[:min(len(rest), blockBytes)]
					p.find(&found, g, first, whole)
					if found.used == 0 {
						break
					}
					rest, first = rest[found.used:], false
				}
			})
		})
	}
}

// BenchmarkDecode reads, hashes and decodes a text.
func BenchmarkDecode(b *testing.B) {
	data, rows := listFor(b, "BENCH_DISKS")
	buf := make([]byte, blockBytes)
	perRow(b, rows, func() {
		text, err := openText(&meter{src: bytes.NewReader(data), hash: newHash()})
		for err == nil {
			_, err = text.Read(buf)
		}
	})
}
