package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/backready/backready/inventory"
)

// TestMemoryOfGroups reads the limits of control groups of both versions, and of
// those above them.
func TestMemoryOfGroups(t *testing.T) {
	const two, one = "the control group (memory.max)", "the control group (memory.limit_in_bytes)"
	for name, tt := range map[string]struct {
		files map[string]string
		want  []memoryLimit
	}{
		"none":      {nil, nil},
		"version 2": {map[string]string{"proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/b/memory.max": "max\n", "sys/fs/cgroup/a/memory.max": "1000\n"}, []memoryLimit{{1000, two}}},
		"container": {map[string]string{"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "7\n"}, []memoryLimit{{7, two}}},
		"version 1": {map[string]string{"proc/self/cgroup": "5:cpu,memory:/c\n1:cpu:/d\n", "sys/fs/cgroup/memory/c/memory.limit_in_bytes": "9\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n"}, []memoryLimit{{9, one}}},
		"outside": {map[string]string{"proc/self/cgroup": "0::/../x\n", "sys/fs/cgroup/memory.max": "8\n"}, []memoryLimit{{8, two}}},
		"broken":  {map[string]string{"proc/self/cgroup": "0\n0::/\n", "sys/fs/cgroup/memory.max": "much\n"}, nil},
	} {
		root := fstest.MapFS{}
		for name, text := range tt.files {
			root[name] = &fstest.MapFile{Data: []byte(text)}
		}
		if got := ofGroups(root); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

// TestMemoryOfProcess: what is reserved from the beginning is not there to use.
func TestMemoryOfProcess(t *testing.T) {
	page := int64(os.Getpagesize())
	root := fstest.MapFS{"proc/self/statm": &fstest.MapFile{Data: []byte("1000 10 3 4 0 200 0\n")}}
	get := func(which int, l *syscall.Rlimit) error {
		l.Cur = map[int]uint64{syscall.RLIMIT_AS: uint64(1500 * page), syscall.RLIMIT_DATA: ^uint64(0)}[which]
		return nil
	}
	if got, want := ofProcess(root, get), []memoryLimit{{510 * page, "ulimit -v"}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := ofProcess(fstest.MapFS{}, get); got != nil {
		t.Errorf("without /proc: %v", got)
	}
}

// TestFits counts files by what they are.
func TestFits(t *testing.T) {
	dir := t.TempDir()
	source := func(name, head string, size int64) inventory.Source {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(head), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(path, size); err != nil {
			t.Fatal(err)
		}
		return file(path, name)
	}
	const mib = 1 << 20
	piped := inventory.Source{Name: standardInput}
	for _, tt := range []struct {
		name             string
		exports, reports []inventory.Source
		need             int64 // beside what is always needed
	}{
		{"nothing", []inventory.Source{piped, file(dir, "folder"), file(dir+"/none", "none")}, nil, 0},
		{"JSON", []inventory.Source{source("a", "\ufeff\n [", 500*mib)}, nil, 100 * mib},
		{"UTF-16", []inventory.Source{source("b", "\xff\xfe[\x00", 500*mib)}, nil, 50 * mib},
		{"CSV", []inventory.Source{source("c", "id,name\n", 500*mib)}, nil, 125 * mib},
		{"gzip", []inventory.Source{source("d", "\x1f\x8b\x08", 50*mib)}, nil, 80 * mib},
		{"all", []inventory.Source{file(dir+"/a", "a"), file(dir+"/c", "c")}, []inventory.Source{source("report.json", "{", 700*mib)}, 325 * mib},
	} {
		p := &program{memory: func() []memoryLimit {
			return []memoryLimit{{needsAlways + tt.need + 1, "one"}, {needsAlways + tt.need, "another"}}
		}}
		if err := p.fits(-1, tt.exports, tt.reports); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		err := p.fits(needsAlways+tt.need-1, tt.exports, tt.reports)
		if err == nil || !strings.Contains(err.Error(), "by --max-memory") {
			t.Errorf("%s with less: %v", tt.name, err)
		}
		if err := p.fits(0, tt.exports, tt.reports); err != nil {
			t.Errorf("%s, refusing nothing: %v", tt.name, err)
		}
	}
	p := &program{memory: func() []memoryLimit { return nil }}
	if err := p.fits(-1, []inventory.Source{file(dir+"/a", "a")}, nil); err != nil {
		t.Errorf("without a limit: %v", err)
	}
}
