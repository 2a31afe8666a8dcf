//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package main

import (
	"io/fs"
	"os"
	"syscall"
)

// ownedLike gives a folder the owner and the group of another, or the group
// alone, and reports whether it has the group. Only root can give both.
func ownedLike(name string, other fs.FileInfo) (bool, error) {
	info, err := os.Lstat(name)
	if err != nil {
		return false, err
	}
	has, hasOK := info.Sys().(*syscall.Stat_t)
	wants, wantsOK := other.Sys().(*syscall.Stat_t)
	switch {
	case !hasOK || !wantsOK:
		return false, nil
	case has.Uid == wants.Uid && has.Gid == wants.Gid:
		return true, nil
	case os.Lchown(name, int(wants.Uid), int(wants.Gid)) == nil:
		return true, nil
	}
	return has.Gid == wants.Gid || os.Lchown(name, -1, int(wants.Gid)) == nil, nil
}
