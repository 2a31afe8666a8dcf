package main

import (
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"syscall"
)

// systemMemory are the limits of the process.
func systemMemory() []memoryLimit {
	root := os.DirFS("/")
	return append(append(ofRuntime(), ofGroups(root)...), ofProcess(root, syscall.Getrlimit)...)
}

// ofGroups are the limits of the control groups that the process is in, and of
// those above them.
func ofGroups(root fs.FS) []memoryLimit {
	var list []memoryLimit
	text, _ := fs.ReadFile(root, "proc/self/cgroup") // else there are none
	for line := range strings.Lines(string(text)) {
		part := strings.SplitN(strings.TrimSpace(line), ":", 3)
		switch {
		case len(part) < 3:
		case part[1] == "": // version 2
			list = append(list, ofGroup(root, "sys/fs/cgroup", part[2], "memory.max")...)
		case strings.Contains(","+part[1]+",", ",memory,"):
			list = append(list, ofGroup(root, "sys/fs/cgroup/memory", part[2], "memory.limit_in_bytes")...)
		}
	}
	return list
}

func ofGroup(root fs.FS, mount, group, file string) []memoryLimit {
	const none = 1 << 60 // version 1 has a number for no limit
	var list []memoryLimit
	for group = path.Clean("/" + group); ; group = path.Dir(group) {
		text, err := fs.ReadFile(root, path.Join(mount, group, file))
		if n, bad := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && bad == nil && n > 0 && n < none {
			list = append(list, memoryLimit{n, "the control group (" + file + ")"})
		}
		if group == "/" {
			return list
		}
	}
}

// ofProcess are what ulimit sets. Both count what is reserved and not in use too,
// of which the runtime has much from the beginning.
func ofProcess(root fs.FS, get func(int, *syscall.Rlimit) error) []memoryLimit {
	text, _ := fs.ReadFile(root, "proc/self/statm")
	pages := strings.Fields(string(text))
	const size, resident, data = 0, 1, 5
	if len(pages) <= data {
		return nil
	}
	bytes := func(i int) int64 {
		n, _ := strconv.ParseInt(pages[i], 10, 64)
		return n * int64(os.Getpagesize())
	}
	var list []memoryLimit
	for _, l := range []struct {
		which int
		used  int64
		by    string
	}{{syscall.RLIMIT_AS, bytes(size), "ulimit -v"}, {syscall.RLIMIT_DATA, bytes(data), "ulimit -d"}} {
		var limit syscall.Rlimit
		const none = 1 << 60
		if get(l.which, &limit) == nil && limit.Cur < none {
			list = append(list, memoryLimit{max(1, int64(limit.Cur)-l.used+bytes(resident)), l.by})
		}
	}
	return list
}
