//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package main

import (
	"io/fs"
	"os"
	"syscall"
	"testing"
)

// of is what a folder says of itself, with another group.
type of struct {
	fs.FileInfo
	group uint32
}

func (o of) Sys() any {
	stat := *o.FileInfo.Sys().(*syscall.Stat_t)
	stat.Gid = o.group
	return &stat
}

// TestOwnedLike: a folder gets the group of another where the system lets it, and
// it is known where it does not.
func TestOwnedLike(t *testing.T) {
	dir := t.TempDir()
	info, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	own := info.Sys().(*syscall.Stat_t).Gid
	if owned, err := ownedLike(dir, info); err != nil || !owned {
		t.Errorf("the same group: %v, %v", owned, err)
	}
	const foreign = 54321
	owned, err := ownedLike(dir, of{info, foreign})
	after, _ := os.Stat(dir)
	if has := after.Sys().(*syscall.Stat_t).Gid; err != nil || owned != (has == foreign) || !owned && has != own {
		t.Errorf("another group: %v, %v; it has %d", owned, err, has)
	}
	if owned, err := ownedLike(dir+"/none", info); err == nil || owned {
		t.Errorf("no folder: %v, %v", owned, err)
	}
}
