package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backready/backready/evaluate/matrix"
)

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version, the commit, and the editions of the matrices", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return p.print(versions()) },
	}
}

// versions says of what the program is made.
func versions() string {
	var b strings.Builder
	fmt.Fprintf(&b, "backready %s\ncommit    %s\ngo        %s %s/%s\n", version, cmp.Or(revision(), "unknown"), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	dates, order := map[string][]string{}, []string{}
	for _, id := range matrix.Released() {
		of, date, _ := strings.Cut(id, "@")
		if dates[of] == nil {
			order = append(order, of)
		}
		dates[of] = append(dates[of], date)
	}
	head := "editions"
	for _, of := range order {
		fmt.Fprintf(&b, "%-9s %s %s\n", head, of, strings.Join(dates[of], ", "))
		head = ""
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// revision is the source that the program was built from, "" where it was built
// without saying so.
func revision() string {
	if commit != "" {
		return commit
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	var id, changed string
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			id = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = ", changed since"
		}
	}
	if id == "" {
		return ""
	}
	return id + changed
}
