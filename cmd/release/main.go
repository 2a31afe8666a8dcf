// Release builds what a release consists of: static binaries for each platform,
// packed with the manual, the licences of what is in them, a bill of materials
// for each, the checksums of it all and, given a key, a signature. The same
// source, version, commit, time and Go give the same bytes in whatever folder. It
// is a tool of the developers and no part of a release; `make release` runs it.
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// A release is what is to be built, and of what.
type release struct {
	version, commit string
	made            time.Time // that of the commit, which all that bears a time bears
	platforms       []platform
	source          string // root of the source
	out             string // folder to write, which is replaced
	manual          string // folder of man pages below the source, left out where it is none
	key             string // secret key of minisign, "" for no signature
}

// A platform is a system and a processor, as Go names them.
type platform struct{ os, arch string }

func (p platform) String() string { return p.os + "/" + p.arch }

// every platform that a release is for.
const every = "linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64"

func run(args []string) error {
	var r release
	var platforms string
	var epoch int64
	flags := flag.NewFlagSet("release", flag.ContinueOnError)
	flags.StringVar(&r.version, "version", "", "version of the release, such as 1.0.0")
	flags.StringVar(&r.commit, "commit", "", "commit that it is built from")
	flags.Int64Var(&epoch, "epoch", 0, "time of that commit, in seconds since 1970")
	flags.StringVar(&platforms, "platforms", every, "platforms to build for")
	flags.StringVar(&r.source, "source", ".", "root of the source")
	flags.StringVar(&r.out, "out", "dist", "folder to write, which is replaced")
	flags.StringVar(&r.manual, "man", "man", "folder of man pages to pack, if it is there")
	flags.StringVar(&r.key, "key", "", "secret key of minisign to sign the checksums with; its password is that in "+passwordVariable)
	if err := flags.Parse(args); err != nil {
		return err
	}
	r.made = time.Unix(epoch, 0).UTC()
	var err error
	if r.platforms, err = parsePlatforms(platforms); err != nil {
		return err
	}
	if err := r.check(); err != nil {
		return err
	}
	return r.make()
}

var sayable = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._+-]*$`)

// check refuses what would end in files of strange names or of no time.
func (r *release) check() error {
	switch {
	case !sayable.MatchString(r.version):
		return fmt.Errorf("-version %q is none such as 1.0.0", r.version)
	case strings.ContainsAny(r.commit, `'"`):
		return fmt.Errorf("-commit %q is none", r.commit)
	case r.made.Year() < 1980: // no zip can say so
		return errors.New("-epoch is wanted: the time of the commit")
	}
	return nil
}

func parsePlatforms(text string) ([]platform, error) {
	var list []platform
	for _, word := range strings.Fields(text) {
		system, arch, ok := strings.Cut(word, "/")
		if !ok || !slices.Contains(strings.Fields(every), word) {
			return nil, fmt.Errorf("platform %q is none of %s", word, every)
		}
		list = append(list, platform{system, arch})
	}
	if len(list) == 0 {
		return nil, errors.New("-platforms names none")
	}
	slices.SortFunc(list, func(a, b platform) int { return cmp.Compare(a.String(), b.String()) })
	return slices.Compact(list), nil
}
